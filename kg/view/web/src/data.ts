// What the page carries, as kg/view/explorer_data.py writes it, and the indices that the panes ask.

export type Row = [
  subject: number, relation: number, object: number, line: number, chain: number[], origin: number, report: number,
  start: number, end: number, factuality: number, mode: number, first: number | null, last: number | null,
  place: number, confidence: number, id: string, quote: string | 0,
];

export interface Entity {
  key: string; name: string; type: string; aliases?: string[]; lat?: number; lon?: number; geonames?: number;
  area?: boolean; country?: string; feature?: string; within?: number;
}
export interface Report {
  id: string; text: string; title?: string; publisher?: string; day?: number | null; url?: string; body?: number; left?: number;
}
export interface Outlines {
  about: string; scale: [number, number]; translate: [number, number];
  countries: [code: string, name: string, parts: number[][][]][];
  areas: [country: number, geonames: number, name: string, parts: number[][][]][];
  lines: [kind: number, points: number[]][];
}
export interface Line { light: string; dark: string; dashes: number[]; note: string; width: number; meaning: string }
export interface Cls { index: number; shape: string; light: string; dark: string; label: string }
interface Raw {
  entities: Entity[]; claims: Row[]; lines: [number, number, number, number, number][]; reports: Report[];
  holds: [number, number, number | null, number | null, number | null, number, number[]][];
  classes: Record<string, Cls>; relations: { name: string; label: string }[]; control: Record<string, string>;
  statuses: Record<string, Line>; factualities: [string, string][]; modes: string[]; holders: number;
  map: Outlines; counts: { claims: number; entities: number; reports: number };
}

export interface Claim {
  n: number; subject: number; relation: number; object: number; line: number; chain: number[]; origin: number; report: number;
  start: number; end: number; factuality: number; mode: string; first: number | null; last: number | null; place: number;
  confidence: number; id: string; quote: string;
  /** What it does to control of its object: taken, held, left; empty if nothing. */
  control: string;
  denied: boolean; hedged: boolean;
  /** The days on which it is drawn: those it tells of, or the report's day; null without either. */
  from: number | null; to: number | null;
  /** Whether from and to are its own, not the report's. */
  dated: boolean;
}
export interface Edge { n: number; subject: number; relation: number; object: number; status: string; origins: number; claims: number[] }
export interface Hold {
  n: number; place: number; holder: number; since: number | null; until: number | null; last: number | null;
  disputed: boolean; claims: number[];
}

export class Data {
  readonly entities: Entity[];
  readonly reports: Report[];
  readonly claims: Claim[];
  readonly edges: Edge[];
  readonly holds: Hold[];
  /** Claims that name an entity as subject, object, place or source. */
  readonly naming: number[][];
  /** Edges at an entity. */
  readonly edgesAt: number[][];
  readonly holdsAt = new Map<number, Hold[]>();
  readonly holdsBy = new Map<number, Hold[]>();
  /** The colour class of each holder. */
  readonly colour = new Map<number, string>();
  readonly first: number;
  readonly last: number;
  private readonly keys: Map<string, number>;

  constructor(readonly raw: Raw) {
    this.entities = raw.entities;
    this.reports = raw.reports;
    this.claims = raw.claims.map((r, n) => this.claim(r, n));
    const statuses = Object.keys(raw.statuses);
    this.edges = raw.lines.map(([subject, relation, object, status, origins], n) =>
      ({ n, subject, relation, object, status: statuses[status] ?? "stated", origins, claims: [] }));
    this.naming = raw.entities.map(() => []);
    this.edgesAt = raw.entities.map(() => []);
    for (const c of this.claims) {
      this.edges[c.line]?.claims.push(c.n);
      for (const e of new Set([c.subject, c.object, c.place, ...c.chain])) this.naming[e]?.push(c.n);
    }
    for (const e of this.edges) for (const end of new Set([e.subject, e.object])) this.edgesAt[end]?.push(e.n);
    this.holds = raw.holds.map(([place, holder, since, until, last, disputed, claims], n) =>
      ({ n, place, holder, since, until, last, disputed: disputed === 1, claims }));
    for (const hold of this.holds) {
      push(this.holdsAt, hold.place, hold);
      push(this.holdsBy, hold.holder, hold);
    }
    // Who holds more is coloured first; whoever is only said to comes after.
    const weight = new Map<number, number>();
    for (const hold of this.holds) weight.set(hold.holder, (weight.get(hold.holder) ?? 0) + 1000);
    for (const c of this.claims) if (c.control) weight.set(c.subject, (weight.get(c.subject) ?? 0) + 1);
    [...weight].sort((a, b) => b[1] - a[1] || a[0] - b[0]).forEach(([holder], i) => {
      this.colour.set(holder, i < raw.holders ? `h${i}` : "hx");
    });
    this.keys = new Map(raw.entities.map((e, n) => [e.key, n]));
    const days = [...this.reports.map((r) => r.day), ...this.holds.flatMap((h) => [h.since, h.until, h.last])]
      .filter((d): d is number => typeof d === "number");
    this.first = days.reduce((a, b) => Math.min(a, b), days[0] ?? 18628);
    this.last = days.reduce((a, b) => Math.max(a, b), days[0] ?? 18628);
  }

  find(key: string | null): number {
    return key === null ? -1 : this.keys.get(key) ?? -1;
  }

  name(entity: number): string {
    return this.entities[entity]?.name ?? "";
  }

  label(relation: number): string {
    return this.raw.relations[relation]?.label ?? "";
  }

  holder(entity: number): string {
    return this.colour.get(entity) ?? "hx";
  }

  /** The class of an entity, with its number for the style sheet. */
  cls(entity: number): Cls {
    const { type } = this.entities[entity]!;
    return (Object.hasOwn(this.raw.classes, type) && this.raw.classes[type]) || Object.values(this.raw.classes)[0]!;
  }

  private claim(r: Row, n: number): Claim {
    const [subject, relation, object, line, chain, origin, report, start, end, factuality, mode, first, last, place, confidence, id, quote] = r;
    const code = this.raw.factualities[factuality]![0];
    const day = this.raw.reports[report]?.day ?? null;
    const dated = first !== null || last !== null;
    const kind = this.raw.control;
    const name = this.raw.relations[relation]!.name;
    return {
      n, subject, relation, object, line, chain, origin, report, start, end, factuality, place, confidence, id,
      quote: quote || "", mode: mode < 0 ? "" : this.raw.modes[mode]!, first, last, dated,
      from: dated ? first ?? last : day, to: dated ? last ?? first : day,
      control: Object.hasOwn(kind, name) ? kind[name]! : "", denied: code.endsWith("-"), hedged: !code.startsWith("CT"),
    };
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

export function load(): Data {
  return new Data(JSON.parse(document.getElementById("data")!.textContent!) as Raw);
}
