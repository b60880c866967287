// The timeline: who held what as far as is accepted, bars with gaps left as gaps, and what each source said when.
import { scaleLinear } from "d3-scale";
import { fitted, FONT, ticks } from "./axis";
import { OLD } from "./control";
import type { Claim, Data, Hold } from "./data";
import { byId, cut, day as words, focusedKey, nearest, number, parts, period, plural, rove, scale, settle, svg } from "./dom";
import { width } from "./labels";
import type { State, Store } from "./state";

const LANES = 12;
const ROW = 22;
const DEPTH = 5; // bars of one lane that overlap lie in so many rows at most
const PAD = 9; // half of the slider's thumb: the slider and the axis lie over one another

interface Lane { label: string; note: string; entity: number; draw: (y: number) => [SVGElement[], number] }

export class TimelinePane {
  private readonly slider = byId<HTMLInputElement>("day");
  private readonly body = byId("timeline-canvas");
  private from = 0;
  private to = 1;
  private last = 0;
  private more = { control: LANES, sources: LANES };
  private timer = 0;

  constructor(private readonly data: Data, private readonly store: Store) {
    this.whole();
    const { day } = store.state;
    if (day !== null) [this.from, this.to] = [Math.min(this.from, day), Math.max(this.to, day)];
    byId("latest").addEventListener("click", () => store.set({ day: null }));
    this.slider.addEventListener("input", () => this.pick(Number(this.slider.value)));
    byId("play").addEventListener("click", () => this.play());
    byId("time-in").addEventListener("click", () => this.zoom(0.5));
    byId("time-out").addEventListener("click", () => this.zoom(2));
    byId("time-fit").addEventListener("click", () => {
      this.whole();
      this.draw(store.state);
    });
    this.body.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.shiftKey) return;
      event.preventDefault();
      this.zoom(event.deltaY > 0 ? 1.25 : 0.8);
    }, { passive: false });
    rove(this.body, ".item", nearest(this.body, ".item"));
    new ResizeObserver(() => this.draw(store.state)).observe(byId("timeline-pane"));
    store.listen((state, changed) => {
      if (changed.has("entity")) {
        this.more = { control: LANES, sources: LANES };
        this.whole();
        // What was chosen has no such day: its own latest one is shown.
        if (state.day !== null && (state.day < this.from || state.day > this.to) && !changed.has("day")) store.set({ day: null });
      }
      if (changed.has("entity") || changed.has("claims")) this.draw(state);
      else if (changed.has("day")) this.head();
    });
  }

  /** The day that all panes show: the slider's, or the last of which anything in view is told. */
  today(): number {
    return this.store.state.day ?? this.last;
  }

  private pick(day: number): void {
    this.store.set({ day });
  }

  /** The stretch of days that what is chosen covers. */
  private whole(): void {
    const { state } = this.store;
    const days: number[] = [];
    if (state.entity >= 0) {
      for (const c of this.store.focus()) {
        const said = this.data.reports[c.report]!.day;
        if (typeof said === "number") days.push(said);
        if (c.mode !== "historical" && c.from !== null && (typeof said !== "number" || Math.abs(said - c.from) < 800)) days.push(c.from);
      }
      for (const h of this.scope()) for (const d of [h.since, h.until, h.last]) if (d !== null) days.push(d);
    }
    const [a, b] = days.length ? [days.reduce((x, y) => Math.min(x, y)), days.reduce((x, y) => Math.max(x, y))] : [this.data.first, this.data.last];
    const pad = Math.max(2, Math.round((b - a) * 0.04));
    [this.from, this.to] = [a - pad, b + pad];
    this.last = b;
  }

  private zoom(factor: number): void {
    const middle = Math.min(Math.max(this.today(), this.from), this.to);
    const a = Math.round(middle - Math.max(1.5, (middle - this.from) * factor)), b = Math.round(middle + Math.max(1.5, (this.to - middle) * factor));
    if (b - a > 40_000) return;
    [this.from, this.to] = [a, b];
    this.draw(this.store.state);
  }

  /** Play from the slider's day, or from the beginning if it stands at the end. */
  private play(): void {
    const button = byId("play");
    if (this.timer) {
      clearInterval(this.timer);
      this.timer = 0;
      button.setAttribute("aria-pressed", "false");
      button.textContent = "▶ Play";
      return;
    }
    button.setAttribute("aria-pressed", "true");
    button.textContent = "❚❚ Pause";
    if (this.today() >= this.to || this.today() < this.from || this.store.state.day === null) this.store.set({ day: this.from });
    const step = Math.max(1, Math.round((this.to - this.from) / 90));
    this.timer = window.setInterval(() => {
      const next = Math.min(this.today() + step, this.to);
      if (next >= this.to) {
        this.play();
        this.pick(this.to);
      } else this.store.set({ day: next });
    }, 160);
  }

  /** The control states in view. */
  private scope(): Hold[] {
    const { state } = this.store;
    const { data } = this;
    if (state.entity < 0) return data.holds;
    const own = [...(data.holdsAt.get(state.entity) ?? []), ...(data.holdsBy.get(state.entity) ?? [])];
    if (own.length) return own;
    const focus = new Set(data.naming[state.entity]);
    return data.holds.filter((h) => h.claims.some((c) => focus.has(c)));
  }

  private gutter(): number {
    return Math.max(120, Math.min(230, this.wide() * 0.24));
  }

  /** The width of the lanes; the pane's own where only the slider is shown. */
  private wide(): number {
    return (this.body.clientWidth || byId("axis").clientWidth) / scale();
  }

  private x(): (day: number) => number {
    const g = this.gutter();
    return scaleLinear().domain([this.from, this.to]).range([g + PAD, this.wide() - PAD - 2]);
  }

  draw(state: State): void {
    const w = this.wide();
    if (!w) return;
    const had = focusedKey(this.body), scrolled = this.body.scrollTop;
    const x = this.x();
    const f = scale();
    const canvas = svg("svg", { width: w * f, role: "group", "aria-label": "Timeline" });
    const grid = svg("g", { class: "grid" });
    const rows = svg("g");
    canvas.append(svg("defs", {}, svg("pattern", { id: "bar-stripes", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { width: 2.4, height: 6, class: "stripe" }))), grid, rows);
    let y = 4;
    const section = (title: string, lanes: Lane[], which: "control" | "sources"): void => {
      if (!lanes.length) return;
      rows.append(svg("text", { x: 8, y: y + 13, class: "section" }, title));
      y += 20;
      for (const lane of lanes.slice(0, this.more[which])) {
        const [items, height] = lane.draw(y);
        const label = svg("g", { class: `item lane${lane.entity === state.entity ? " chosen" : ""}`, tabindex: -1, role: "button", "data-k": `${which}${lane.entity}`,
          "aria-pressed": String(lane.entity === state.entity), "aria-label": `${lane.label}${lane.note ? `, ${lane.note}` : ""}`, onclick: () => this.store.choose(lane.entity) },
        svg("title", {}, lane.label + (lane.note ? ` (${lane.note})` : "")),
        svg("rect", { x: 2, y: y + 1, width: this.gutter() - 6, height: height - 2, rx: 4, class: "hit" }),
        svg("text", { x: 8, y: y + 15, class: "label" }, fitted(lane.label, this.gutter() - 16)));
        rows.append(svg("line", { x1: 0, x2: w, y1: y + height, y2: y + height, class: "rule" }), label, ...items);
        y += height;
      }
      const left = lanes.length - this.more[which];
      if (left > 0) {
        rows.append(svg("g", { class: "item lane more", tabindex: -1, role: "button", "data-k": `more-${which}`, onclick: () => {
          this.more[which] += 2 * LANES;
          this.draw(this.store.state);
        } }, svg("rect", { x: 2, y: y + 1, width: this.gutter() - 6, height: ROW - 2, rx: 4, class: "hit" }),
        svg("text", { x: 8, y: y + 15, class: "label" }, `Show ${number(Math.min(left, 2 * LANES))} more of ${number(lanes.length)}`)));
        y += ROW;
      }
      y += 8;
    };
    section("Held, as far as is accepted", this.control(x), "control");
    section("Claims, by who makes them", this.sources(x), "sources");
    const height = Math.max(y, this.body.clientHeight / f - 4);
    canvas.setAttribute("height", String(height * f));
    canvas.setAttribute("viewBox", `0 0 ${w} ${height}`);
    for (const [at, , strong] of ticks(this.from, this.to, x)) grid.append(svg("line", { x1: x(at), x2: x(at), y1: 0, y2: height, class: strong ? "tick strong" : "tick" }));
    canvas.append(svg("line", { id: "playhead", y1: 0, y2: height }));
    this.body.replaceChildren(canvas);
    this.body.scrollTop = scrolled;
    settle(this.body, ".item", had);
    this.axis(x);
    this.head();
  }

  /** The slider, the date and the line through all lanes. */
  private head(): void {
    const x = this.x();
    const now = this.today();
    const shown = Math.min(Math.max(now, this.from), this.to);
    this.slider.min = String(this.from);
    this.slider.max = String(this.to);
    this.slider.value = String(shown);
    this.slider.setAttribute("aria-valuetext", words(now));
    const frame = byId("slider");
    frame.style.setProperty("--gutter", `${this.gutter() * scale()}px`);
    frame.style.setProperty("--thumb", `${2 * PAD * scale()}px`);
    frame.style.setProperty("--after", `${byId("axis").clientWidth - (this.wide() - 2) * scale()}px`);
    byId("today").textContent = words(now);
    const latest = this.store.state.day === null;
    byId("latest").hidden = latest;
    byId("map-day").textContent = words(now);
    byId("map-day").title = latest ? "The latest day of which anything in view is told" : "";
    const line = document.getElementById("playhead");
    line?.setAttribute("x1", String(x(shown)));
    line?.setAttribute("x2", String(x(shown)));
  }

  private axis(x: (day: number) => number): void {
    const w = this.wide();
    const axis = svg("svg", { width: w * scale(), height: 20 * scale(), viewBox: `0 0 ${w} 20`, "aria-hidden": "true" });
    let free = this.gutter();
    for (const [at, short, strong] of ticks(this.from, this.to, x)) {
      // The first says the year, which those after it leave out.
      const text = short && free === this.gutter() && !/\d{4}$/.test(short) ? `${short} ${parts(at)[0]}` : short;
      const long = width(text, `11px ${FONT}`);
      const left = Math.min(x(at) - long / 2, w - long - 4);
      if (!text || left < free + 4) continue;
      free = left + long;
      axis.append(svg("text", { x: left, y: 14, class: strong ? "tick-label strong" : "tick-label" }, text));
    }
    byId("axis").replaceChildren(axis);
  }

  /** A lane for each place (or, of one place, for each holder) with a bar for every state. */
  private control(x: (day: number) => number): Lane[] {
    const { state } = this.store;
    const byHolder = this.data.holdsAt.has(state.entity);
    const lanes = new Map<number, Hold[]>();
    for (const h of this.scope()) {
      const key = byHolder && h.place === state.entity ? h.holder : h.place;
      lanes.set(key, [...(lanes.get(key) ?? []), h]);
    }
    // With a position first, then by how much is said.
    const rank = (e: number): number => (this.data.entities[e]!.lat === undefined ? 0 : 1e6) + this.data.naming[e]!.length;
    return [...lanes].sort((a, b) => rank(b[0]) - rank(a[0]) || a[0] - b[0]).map(([entity, holds]) => ({
      label: this.data.name(entity), note: plural(holds.length, "state"), entity, draw: (y) => this.bars(holds, x, y, byHolder),
    }));
  }

  private bars(holds: Hold[], x: (day: number) => number, y: number, byHolder: boolean): [SVGElement[], number] {
    const left = this.gutter() + 2, right = this.wide() - 2;
    const inside = (v: number): number => Math.min(Math.max(v, left), right);
    const rows: [number, number][][] = [];
    const free = (row: number, from: number, to: number): boolean => !(rows[row] ?? []).some(([a, b]) => a < to && from < b);
    const take = (row: number, from: number, to: number): void => void (rows[row] ??= []).push([from, to]);
    const items: SVGElement[] = [];
    for (const h of [...holds].sort((a, b) => (a.since ?? -1e9) - (b.since ?? -1e9) || a.n - b.n)) {
      const since = h.since ?? h.last ?? this.from, sure = h.until ?? Math.max(h.last ?? since, since);
      const open = h.until === null;
      const a = inside(x(since)), b = Math.max(inside(x(sure)), a + 5);
      // What nobody reported any more: not a bar, a dotted trace, as long as it is not yet stale.
      const trace = open ? inside(x(Math.min(sure + OLD, this.to))) : b;
      if (x(sure) < left - 1 && !(open && trace > left)) continue;
      if (x(since) > right) continue;
      let row = 0;
      while (row < DEPTH - 1 && !free(row, a - 1, Math.max(trace, b) + 1)) row++;
      take(row, a - 1, Math.max(trace, b) + 1);
      const top = y + 4 + row * 17;
      const who = this.data.name(byHolder ? h.place : h.holder), holder = this.data.name(h.holder);
      const told = `${holder} held ${this.data.name(h.place)}, ${h.since === null ? "since before the reports" : `from ${words(h.since)}`}${
        h.until === null ? `, last reported ${h.last === null ? "on no known day" : words(h.last)}; no end is told` : ` until ${words(h.until)}`}${h.disputed ? "; disputed" : ""}`;
      const colour = this.data.holder(h.holder);
      const chosen = h.claims.some((c) => this.store.state.claims.includes(c));
      const g = svg("g", { class: `item bar ${colour}${chosen ? " chosen" : ""}`, tabindex: -1, role: "button", "data-k": `hold${h.n}`, "aria-pressed": String(chosen), "aria-label": told,
        onclick: () => this.store.chooseClaims(h.claims) }, svg("title", {}, told));
      if (trace > b + 1) g.append(svg("line", { x1: b, x2: trace, y1: top + 7, y2: top + 7, class: "trace" }));
      g.append(svg("rect", { x: a, y: top, width: b - a, height: 14, rx: 2, class: "body" }));
      if (h.disputed) g.append(svg("rect", { x: a, y: top, width: b - a, height: 14, rx: 2, class: "stripes" }));
      const text = byHolder ? (h.disputed ? "disputed" : "") : cut(who, 30) + (h.disputed ? " (disputed)" : "");
      const long = width(text, `600 11px ${FONT}`);
      if (row === DEPTH - 1) { /* crowded: bars may lie over one another, words may not */ }
      else if (text && long < b - a - 8 && !h.disputed) g.append(svg("text", { x: a + 5, y: top + 11, class: "in" }, text));
      else if (text) {
        const after = Math.max(b, trace) + 5, before = a - 5 - long;
        if (after + long < right && free(row, after, after + long + 4)) {
          g.append(svg("text", { x: after, y: top + 11, class: "out" }, text));
          take(row, after, after + long + 4);
        } else if (before > left && free(row, before - 4, a - 2)) {
          g.append(svg("text", { x: a - 5, y: top + 11, "text-anchor": "end", class: "out" }, text));
          take(row, before - 4, a - 2);
        }
      }
      items.push(g);
    }
    return [items, ROW + (Math.max(rows.length, 1) - 1) * 17];
  }

  /** A lane for each innermost source, with a mark for each claim. */
  private sources(x: (day: number) => number): Lane[] {
    const lanes = new Map<number, Claim[]>();
    for (const c of this.store.focus()) {
      if (!c.chain.length) continue;
      lanes.set(c.chain[0]!, [...(lanes.get(c.chain[0]!) ?? []), c]);
    }
    const { entity } = this.store.state;
    const weight = (claims: Claim[]): number => claims.filter((c) => c.control).length * (entity < 0 || this.data.holdsAt.has(entity) ? 50 : 1) + claims.length;
    return [...lanes].sort((a, b) => weight(b[1]) - weight(a[1]) || a[0] - b[0]).map(([source, claims]) => ({
      label: this.data.name(source), note: plural(claims.length, "claim"), entity: source,
      draw: (y) => {
        const [items, height] = this.marks(claims, x, y);
        return [[...this.traces(claims, x, y), ...items], height];
      },
    }));
  }

  /** Who holds the place chosen, as one source has it: from each claim to its next, or until it is stale. */
  private traces(claims: Claim[], x: (day: number) => number, y: number): SVGElement[] {
    const { entity } = this.store.state;
    const told = claims.filter((c) => c.control && c.object === entity && c.from !== null && (c.mode === "" || c.mode === "generic"))
      .sort((a, b) => a.from! - b.from! || a.n - b.n);
    return told.flatMap((c, i) => {
      if (c.denied || c.control === "left") return [];
      const next = told.slice(i + 1).find((d) => d.from! > c.from!);
      const a = Math.max(x(c.from!), this.gutter() + 2), b = Math.min(x(Math.min(c.to! + OLD, next?.from ?? Infinity, this.to)), this.wide() - 2);
      return b > a + 8 ? [svg("line", { x1: a, x2: b, y1: y + 11, y2: y + 11, class: `source-trace ${this.data.holder(c.subject)}${c.hedged ? " hedged" : ""}` })] : [];
    });
  }

  private marks(claims: Claim[], x: (day: number) => number, y: number): [SVGElement[], number] {
    const left = this.gutter() + 2, right = this.wide() - 2;
    const groups = new Map<string, Claim[]>();
    for (const c of claims) {
      if (c.from === null || c.to === null || c.to < this.from || c.from > this.to) continue;
      const bar = x(c.to) - x(c.from) > 14;
      const kind = `${c.control ? this.data.holder(c.subject) : "plain"} ${c.denied ? "denied" : ""} ${c.hedged ? "hedged" : ""} ${c.dated ? "" : "undated"}`;
      const key = bar ? `${c.from}-${c.to} ${kind}` : `${Math.round((x(c.from) + x(c.to)) / 2 / 15)} ${kind}`;
      groups.set(key, [...(groups.get(key) ?? []), c]);
    }
    const ends: number[] = [];
    let depth = 1;
    const items = [...groups.values()].sort((a, b) => a[0]!.from! - b[0]!.from! || a[0]!.n - b[0]!.n).map((group) => {
      const c = group[0]!;
      const bar = x(c.to!) - x(c.from!) > 14;
      const a = Math.min(Math.max(x(c.from!), left), right), b = bar ? Math.min(Math.max(x(c.to!), left), right) : a;
      const edge = bar ? a : a - 8, close = bar ? b : a + 8;
      let row = ends.findIndex((end) => end < edge);
      if (row < 0) row = ends.length;
      ends[row] = close;
      depth = Math.max(depth, Math.min(row + 1, 4));
      const middle = y + 11 + Math.min(row, 3) * 16;
      const chosen = group.some((g) => this.store.state.claims.includes(g.n));
      const first = `${this.data.name(c.subject)} ${this.data.label(c.relation)} ${this.data.name(c.object)}`;
      const told = `${first}${c.denied ? ": denied" : c.hedged ? ": not certain" : ""}${group.length > 1 ? `, and ${group.length - 1} more` : ""}; ${
        c.dated ? period(c.from, c.to) : `said ${words(c.from!)}, for no day named`}`;
      const g = svg("g", {
        class: `item claim ${c.control ? this.data.holder(c.subject) : "plain"}${c.denied ? " denied" : ""}${c.hedged ? " hedged" : ""}${c.dated ? "" : " undated"}${chosen ? " chosen" : ""}`,
        tabindex: -1, role: "button", "data-k": `claim${c.n}`, "aria-pressed": String(chosen), "aria-label": told,
        onclick: () => this.store.chooseClaims(group.map((m) => m.n)),
      }, svg("title", {}, told));
      if (bar) g.append(svg("rect", { x: a, y: middle - 5, width: Math.max(b - a, 6), height: 10, rx: 5, class: "body" }));
      else g.append(svg("circle", { cx: a, cy: middle, r: group.length > 1 ? 7.5 : 5.5, class: "body" }));
      const cx = bar ? (a + b) / 2 : a;
      if (c.denied) g.append(svg("path", { d: `M${cx - 3},${middle - 3}l6,6m0,-6l-6,6`, class: "cross" }));
      else if (group.length > 1) g.append(svg("text", { x: cx, y: middle + 3.5, "text-anchor": "middle", class: "many" }, group.length > 99 ? "99+" : String(group.length)));
      return g;
    });
    return [items, Math.max(ROW, 6 + depth * 16)];
  }
}
