// Who holds what on a day, as far as the reports say.
import type { Data, Hold } from "./data";

export const FRESH = 14;
export const OLD = 60;

export interface Holding {
  holds: Hold[];
  /** Holders, the one reported last first. */
  holders: number[];
  disputed: boolean;
  /** Days since anybody reported it, as of the day; null if reports of it come only later. */
  age: number | null;
  /** 0 within two weeks, 1 within two months, 2 older. */
  stale: 0 | 1 | 2;
}

const inForce = (hold: Hold, day: number): boolean =>
  (hold.since === null || hold.since <= day) && (hold.until === null || day < hold.until);

/** The last day up to `day` on which a claim behind the hold was stated. */
function reported(data: Data, hold: Hold, day: number): number | null {
  let last: number | null = null;
  for (const n of hold.claims) {
    const c = data.claims[n]!;
    const said = data.reports[c.report]?.day ?? c.last;
    if (said !== null && said <= day && (last === null || said > last)) last = said;
  }
  return last;
}

export function heldOn(data: Data, place: number, day: number): Holding | null {
  const holds = (data.holdsAt.get(place) ?? []).filter((h) => inForce(h, day));
  if (!holds.length) return null;
  const said = holds.map((h) => reported(data, h, day));
  const known = said.filter((d): d is number => d !== null);
  // A hold that was reported only later is as old as its beginning: that is the news of it.
  const latest = known.length ? Math.max(...known) : Math.max(...holds.map((h) => h.since ?? day));
  const age = day - latest;
  const ranked = holds.map((h, i) => [h.holder, said[i] ?? -Infinity] as const).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const holders = [...new Set(ranked.map(([h]) => h))];
  return {
    holds, holders, disputed: holders.length > 1 || holds.some((h) => h.disputed), age: known.length ? age : null,
    stale: age <= FRESH ? 0 : age <= OLD ? 1 : 2,
  };
}
