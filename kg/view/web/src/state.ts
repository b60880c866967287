// What the reader sees, in one place: panes read it, change it through set(), and are told. It stands in the address,
// behind the #, in names: whoever gets the link sees the same, also of a page that was written anew.
import type { Claim, Data } from "./data";
import { fromIso, iso } from "./dom";

export const PANES = ["map", "graph", "timeline", "text"] as const;
export type Pane = (typeof PANES)[number];

export interface State {
  /** The entity chosen, -1 for none. */
  entity: number;
  /** Claims chosen within. */
  claims: number[];
  /** The day on the slider; null stands for the last one. */
  day: number | null;
  /** The pane that has the whole window. */
  wide: Pane | "";
  theme: "light" | "dark" | "";
  /** A report that is read whole, -1 for none. */
  report: number;
}

type Listener = (state: State, changed: Set<keyof State>) => void;

export class Store {
  state: State = { entity: -1, claims: [], day: null, wide: "", theme: "", report: -1 };
  private readonly listeners: Listener[] = [];

  constructor(readonly data: Data) {}

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  set(change: Partial<State>): void {
    const changed = new Set<keyof State>();
    for (const key of Object.keys(change) as (keyof State)[]) {
      const same = key === "claims" ? String(change.claims) === String(this.state.claims) : change[key] === this.state[key];
      if (!same) changed.add(key);
    }
    if (!changed.size) return;
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener(this.state, changed);
  }

  choose(entity: number): void {
    this.set({ entity: this.state.entity === entity ? -1 : entity, claims: [], report: -1 });
  }

  /** Choose claims; the entity stays if one of them names it, else it becomes what they are about. */
  chooseClaims(claims: number[]): void {
    if (String(claims) === String(this.state.claims)) return this.set({ claims: [] });
    const names = new Set(this.data.naming[this.state.entity] ?? []);
    const kept = this.state.entity < 0 || claims.some((c) => names.has(c));
    this.set({ claims, ...(kept ? {} : { entity: this.data.claims[claims[0]!]!.object }) });
  }

  /** The claims in view: those that name the entity chosen, or all. */
  focus(): Claim[] {
    const { entity } = this.state;
    return entity < 0 ? this.data.claims : this.data.naming[entity]!.map((n) => this.data.claims[n]!);
  }

  encode(): string {
    const { state, data } = this;
    const out = new URLSearchParams();
    if (state.entity >= 0) out.set("entity", data.entities[state.entity]!.key);
    if (state.claims.length) out.set("claims", state.claims.slice(0, 40).map((n) => data.claims[n]!.id).join(","));
    if (state.day !== null) out.set("day", iso(state.day));
    if (state.wide) out.set("wide", state.wide);
    if (state.report >= 0) out.set("report", data.reports[state.report]!.id);
    if (state.theme) out.set("theme", state.theme);
    return out.toString();
  }

  decode(fragment: string): Partial<State> {
    const given = new URLSearchParams(fragment);
    const ids = new Set((given.get("claims") ?? "").split(",").filter(Boolean));
    const theme = given.get("theme"), wide = given.get("wide") as Pane;
    return {
      entity: this.data.find(given.get("entity")),
      claims: ids.size ? this.data.claims.filter((c) => ids.has(c.id)).map((c) => c.n) : [],
      day: fromIso(given.get("day")),
      wide: PANES.includes(wide) ? wide : "",
      report: given.has("report") ? this.data.reports.findIndex((r) => r.id === given.get("report")) : -1,
      theme: theme === "light" || theme === "dark" ? theme : "",
    };
  }
}
