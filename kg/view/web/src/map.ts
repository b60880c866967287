// The map: outlines, areas and points coloured by who holds them on the day of the slider.
import { geoMercatorRaw, geoPath, geoTransform } from "d3-geo";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type ZoomBehavior, type ZoomTransform } from "d3-zoom";
import { FRESH, heldOn, OLD, type Holding } from "./control";
import type { Data } from "./data";
import { bdi, byId, cut, el, focusedKey, frame, nearest, number, plural, rove, scale, settle, svg } from "./dom";
import { place as placeLabels, Taken, width, type Box, type Wish } from "./labels";
import { spots, type Spot } from "./places";
import type { State, Store } from "./state";

const SCALE = 1000;
const STEP = 150;
const FONT = "system-ui, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

type Point = [number, number];
interface Shape { d: string; box: [number, number, number, number]; middle: Point }
interface Name { text: string; x: number; y: number; kind: string; entity: number; size: number }

const project = (lon: number, lat: number): Point => {
  const [x, y] = geoMercatorRaw((lon * Math.PI) / 180, (Math.max(-84, Math.min(84, lat)) * Math.PI) / 180);
  return [x * SCALE, -y * SCALE];
};

export class MapPane {
  readonly spots: Map<number, Spot>;
  private readonly root = byId<HTMLElement>("map");
  private readonly canvas = svg("svg", { role: "group", "aria-label": "Map" });
  private readonly patterns = svg("defs");
  private readonly ground = svg("g");
  private readonly held = svg("g");
  private readonly borders = svg("g");
  private readonly marks = svg("g", { class: "marks" });
  private readonly names = svg("g", { class: "names", "aria-hidden": "true" });
  private readonly areas = new Map<number, Shape>();
  private readonly countries = new Map<string, Shape>();
  private readonly shapes = new Map<number, Shape>();
  private readonly zoomer: ZoomBehavior<SVGSVGElement, unknown>;
  private readonly at = new Map<number, Point>();
  private limit = STEP;
  private view: ZoomTransform = zoomIdentity;
  private tween = 0;
  private day = 0;

  constructor(private readonly data: Data, private readonly store: Store, private readonly today: () => number) {
    this.spots = spots(data);
    for (const s of this.spots.values()) this.at.set(s.entity, project(s.lon, s.lat));
    const land = svg("g", { class: "zoomed" }, this.ground, this.held, this.borders);
    this.canvas.append(this.patterns, land, this.names, this.marks);
    byId("map-canvas").append(this.canvas);
    this.outlines();
    this.zoomer = zoom<SVGSVGElement, unknown>().scaleExtent([0.08, 400]).on("zoom", (event) => {
      this.view = event.transform;
      land.setAttribute("transform", String(this.view));
      for (const p of this.patterns.children) p.setAttribute("patternTransform", `rotate(45) scale(${1 / this.view.k})`);
      this.points();
    });
    select(this.canvas).call(this.zoomer).on("dblclick.zoom", null);
    rove(byId("map-canvas"), ".mark", nearest(this.marks, ".mark"));
    const by = (factor: number) => (): void => void this.zoomer.scaleBy(select(this.canvas), factor);
    byId("map-in").addEventListener("click", by(1.6));
    byId("map-out").addEventListener("click", by(1 / 1.6));
    byId("map-fit").addEventListener("click", () => this.fit(true));
    byId("map-more").addEventListener("click", () => {
      this.limit += STEP;
      this.paint(store.state);
    });
    byId("map-unplaced").addEventListener("click", () => this.unplaced());
    new ResizeObserver(() => this.fit(false)).observe(this.root);
    store.listen((state, changed) => {
      if (changed.has("entity") || changed.has("claims")) this.limit = STEP;
      if (changed.has("entity") || changed.has("claims") || changed.has("day")) this.paint(state);
      if (changed.has("entity")) this.fit(true);
    });
    byId("map-source").textContent = `${data.raw.map.about}. Lines follow who holds the ground, as Natural Earth has it; dashed ones are in dispute. No position is taken on any border.`;
  }

  /** Draw what is never drawn again: land and lines. */
  private outlines(): void {
    const { map } = this.data.raw;
    const [sx, sy] = map.scale, [tx, ty] = map.translate;
    const lines = map.lines.map(([, steps]) => {
      const out: Point[] = [];
      let x = 0, y = 0;
      for (let i = 0; i < steps.length; i += 2) {
        x += steps[i]!;
        y += steps[i + 1]!;
        out.push([x * sx + tx, y * sy + ty]);
      }
      return out;
    });
    const path = geoPath(geoTransform({
      point(lon: number, lat: number) {
        const [x, y] = project(lon, lat);
        this.stream.point(x, y);
      },
    })).digits(2);
    const ring = (numbers: number[]): Point[] => numbers.flatMap((n, i) => {
      const points = n < 0 ? [...lines[~n]!].reverse() : lines[n]!;
      return i ? points.slice(1) : points;
    });
    const shape = (parts: number[][][]): Shape => {
      const d = path({ type: "MultiPolygon", coordinates: parts.map((rings) => rings.map(ring)) }) ?? "";
      const largest = ring(parts[0]![0]!).map(([lon, lat]) => project(lon, lat));
      let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity], area = 0, cx = 0, cy = 0;
      largest.forEach(([x, y], i) => {
        const [u, v] = largest[(i + 1) % largest.length]!;
        const cross = x * v - u * y;
        area += cross;
        cx += (x + u) * cross;
        cy += (y + v) * cross;
        [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
      });
      const middle: Point = Math.abs(area) > 1e-9 ? [cx / (3 * area), cy / (3 * area)] : [(x0 + x1) / 2, (y0 + y1) / 2];
      return { d, box: [x0, y0, x1, y1], middle };
    };
    const near = new Set(map.areas.map((a) => a[0]));
    map.countries.forEach(([code, , parts], n) => {
      const s = shape(parts);
      this.countries.set(code, s);
      this.ground.append(svg("path", { d: s.d, class: near.has(n) ? "land near" : "land" }));
    });
    const byGeonames = new Map(this.data.entities.map((e, n) => [e.geonames ?? -1, n] as const));
    for (const [, geonames, , parts] of map.areas) {
      const entity = geonames ? byGeonames.get(geonames) : undefined;
      const s = shape(parts);
      if (entity !== undefined) this.shapes.set(entity, s);
      this.areas.set(this.areas.size, s);
    }
    for (const s of this.spots.values()) {
      const whole = s.how === "country" ? this.countries.get(this.data.entities[s.entity]!.country ?? "") : undefined;
      if (whole) this.shapes.set(s.entity, whole);
    }
    const kinds = ["coast", "border", "inner", "contested"];
    const drawn = kinds.map((_, kind) => map.lines.flatMap(([k], n) => (k === kind ? [lines[n]!] : [])));
    for (const kind of [2, 0, 1, 3]) {
      this.borders.append(svg("path", { class: `line ${kinds[kind]}`, d: path({ type: "MultiLineString", coordinates: drawn[kind]! }) ?? "" }));
    }
  }

  /** Colours and marks for the state and its day. */
  paint(state: State): void {
    this.day = this.today();
    this.held.replaceChildren();
    this.patterns.replaceChildren();
    for (const [entity, shape] of this.shapes) {
      const holding = heldOn(this.data, entity, this.day);
      const chosen = state.entity === entity;
      const whole = this.spots.get(entity)?.how === "country";
      if (!holding && !chosen && whole) continue; // a country would take every click on it
      const area = svg("path", { d: shape.d, class: `area${chosen ? " chosen" : ""}${holding ? ` s${holding.stale}` : ""}`, onclick: () => this.store.choose(entity) },
        svg("title", {}, this.data.name(entity)));
      area.style.fill = holding ? this.fill(holding) : whole ? "none" : "transparent";
      if (whole) this.held.prepend(area);
      else this.held.append(area);
    }
    this.points();
  }

  /** The fill of what is held: the holder's colour, hatched with the rival's, or with the ground, where it is disputed. */
  private fill(holding: Holding): string {
    const colours = holding.holders.slice(0, 2).map((h) => this.data.holder(h));
    if (!holding.disputed) return `var(--${colours[0]})`;
    const id = `hatch-${colours.join("-")}`;
    if (![...this.patterns.children].some((p) => p.id === id)) {
      this.patterns.append(svg("pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: `rotate(45) scale(${1 / this.view.k})` },
        svg("rect", { width: 8, height: 8, class: colours[1] ? `${colours[1]} held` : "bare" }),
        svg("rect", { width: 4.5, height: 8, class: `${colours[0]} held` })));
    }
    return `url(#${id})`;
  }

  /** The places that the state is about, the most important first. */
  private chosen(): { all: number[]; focus: Set<number> } {
    const focus = new Set<number>();
    const { state } = this.store;
    const claims = state.claims.length ? state.claims.map((n) => this.data.claims[n]!) : this.store.focus();
    for (const c of claims) for (const e of [c.subject, c.object, c.place]) if (this.at.has(e)) focus.add(e);
    if (this.at.has(state.entity)) focus.add(state.entity);
    const rank = (e: number): number => (e === state.entity ? -2e9 : 0) + (focus.has(e) ? -1e9 : 0) + (this.data.holdsAt.has(e) ? -1e6 : 0) + e;
    // Around what is chosen, other places that only lie somewhere are left out: their marks would crowd the known ones.
    const all = [...this.at.keys()].filter((e) => state.entity < 0 || focus.has(e) || this.spots.get(e)!.how !== "within");
    return { all: all.sort((a, b) => rank(a) - rank(b)), focus };
  }

  /** Marks and names, which keep their size at every zoom. */
  private points(): void {
    const had = focusedKey(this.marks);
    const [w, h] = frame(this.canvas, byId("map-canvas"));
    const { state } = this.store;
    const { all, focus } = this.chosen();
    const shown = all.slice(0, this.limit);
    this.legend(shown);
    const taken = new Taken();
    const box = byId("map-legend");
    const f = scale();
    taken.add({ x: box.offsetLeft / f, y: box.offsetTop / f, w: box.offsetWidth / f, h: box.offsetHeight / f });
    const wishes: Wish<Name>[] = [], later: Wish<Name>[] = [], loose: Box[] = [];
    const marks: Element[] = [];
    for (const e of shown) {
      const spot = this.spots.get(e)!;
      const [x, y] = this.view.apply(this.at.get(e)!);
      if (x < -20 || y < -20 || x > w + 20 || y > h + 20) continue;
      const holding = heldOn(this.data, e, this.day);
      const outlined = this.shapes.has(e);
      const dim = !focus.has(e) && state.entity >= 0;
      const r = outlined ? 4 : Math.min(11, 5 + Math.sqrt(this.data.naming[e]!.length) * 0.7);
      marks.unshift(this.mark(e, spot, holding, x, y, r, dim));
      const vague = spot.how === "within" && e !== state.entity && !holding;
      const body = { x: x - r, y: y - r, w: 2 * r, h: 2 * r };
      if (vague) loose.push(body);
      else taken.add(body);
      const size = e === state.entity ? 14 : focus.has(e) ? 12.5 : 11.5;
      const text = cut(this.data.name(e), 34);
      const kind = `${e === state.entity ? "chosen " : ""}${dim ? "dim " : ""}${spot.how === "within" ? "vague" : ""}`;
      (vague || dim ? later : wishes).push({ item: { text, x, y, kind, entity: e, size }, x, y, gap: r + (e === state.entity ? 9 : spot.how === "within" || spot.how === "centre" ? 7 : 3), w: width(text, `600 ${size}px ${FONT}`), h: size * 1.25 });
    }
    const named = new Set(shown.map((e) => this.data.name(e).toLowerCase()));
    const inside = { x: 2, y: 2, w: w - 4, h: h - 4 };
    // The name of a known place comes before the mark of one that only lies somewhere around.
    const labels = placeLabels(wishes, taken, inside);
    for (const body of loose) taken.add(body);
    labels.push(...placeLabels(later, taken, inside), ...placeLabels(this.geography(w, h, named), taken, inside));
    this.names.replaceChildren(...labels.map(({ item, x, y, anchor }) => svg("text", {
      x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor, class: `name ${item.kind}`, "font-size": item.size,
    }, item.text)));
    this.marks.replaceChildren(...marks);
    settle(this.marks, ".mark", had);
    const more = byId("map-more");
    more.hidden = all.length <= this.limit;
    more.textContent = `Show ${number(Math.min(STEP, all.length - this.limit))} more`;
    byId("map-count").textContent = shown.length < this.at.size
      ? `${number(shown.length)} of ${plural(this.at.size, "place")} shown`
      : plural(shown.length, "place");
    const without = this.missing();
    const button = byId("map-unplaced");
    button.hidden = !without.length;
    button.textContent = `${number(without.length)} without a position`;
  }

  private mark(e: number, spot: Spot, holding: Holding | null, x: number, y: number, r: number, dim: boolean): SVGElement {
    const chosen = this.store.state.entity === e;
    const name = this.data.name(e);
    const told = holding
      ? `, held by ${holding.holders.map((h) => this.data.name(h)).join(" or ")}${holding.disputed ? ", disputed" : ""}${
        holding.stale ? `, last report ${holding.age === null ? "only later" : plural(holding.age, "day")} before` : ""}`
      : "";
    const g = svg("g", {
      class: `mark ${spot.how}${chosen ? " chosen" : ""}${dim ? " dim" : ""}${holding ? ` s${holding.stale} holding` : ""}`,
      transform: `translate(${x.toFixed(1)},${y.toFixed(1)})`, tabindex: -1, role: "button", "data-k": this.data.entities[e]!.key,
      "aria-pressed": String(chosen), "aria-label": `${name}: ${spot.words}${told}`,
      onclick: () => this.store.choose(e),
    }, svg("title", {}, `${name}${told}\n${spot.words}`));
    const body = this.shapes.has(e)
      ? svg("rect", { x: -r, y: -r, width: 2 * r, height: 2 * r, transform: "rotate(45)", class: "body" })
      : svg("circle", { r, class: "body" });
    if (holding && !this.shapes.has(e)) body.style.fill = this.fill2(holding);
    if (spot.how === "within" || spot.how === "centre") g.append(svg("circle", { r: r + 4, class: "about" }));
    if (chosen) g.append(svg("circle", { r: r + 5, class: "ring" }));
    g.append(body);
    return g;
  }

  /** As fill(), for marks, which no zoom scales. */
  private fill2(holding: Holding): string {
    if (!holding.disputed) return this.fill(holding);
    const [one, two] = holding.holders.slice(0, 2).map((h) => this.data.holder(h));
    const id = `fine-${one}-${two ?? ""}`;
    if (!document.getElementById(id)) {
      byId("fine").append(svg("pattern", { id, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        svg("rect", { width: 5, height: 5, class: two ? `${two} held` : "bare" }), svg("rect", { width: 2.6, height: 5, class: `${one} held` })));
    }
    return `url(#${id})`;
  }

  /** Names of countries and areas, where nothing more important stands. */
  private geography(w: number, h: number, named: Set<string>): Wish<Name>[] {
    const out: Wish<Name>[] = [];
    const wish = (text: string, shape: Shape, kind: string, size: number): void => {
      const [x, y] = this.view.apply(shape.middle);
      const [left] = this.view.apply([shape.box[0], 0]), [right] = this.view.apply([shape.box[2], 0]);
      const long = width(text, `500 ${size}px ${FONT}`) * (kind === "country" ? 1.22 : 1);
      if (x < 0 || y < 0 || x > w || y > h || right - left < long * 0.8 || named.has(text.toLowerCase())) return;
      out.push({ item: { text, x, y, kind, entity: -1, size }, x, y, gap: 0, w: long, h: size * 1.3, spots: "c" });
    };
    for (const [code, name] of this.data.raw.map.countries) wish(name.toUpperCase(), this.countries.get(code)!, "country", 11);
    [...this.areas].forEach(([n, shape]) => wish(this.data.raw.map.areas[n]![2], shape, "region", 10.5));
    return out;
  }

  private missing(): number[] {
    const out = new Set<number>();
    for (const c of this.store.focus()) {
      for (const e of [c.subject, c.object, c.place]) {
        if (e >= 0 && !this.at.has(e) && /^(Place|PlaceGroup|Facility)$/.test(this.data.entities[e]!.type)) out.add(e);
      }
    }
    return [...out].sort((a, b) => a - b);
  }

  private unplaced(): void {
    const box = byId<HTMLDialogElement>("list");
    const all = this.missing();
    const rows = all.slice(0, 300).map((e) => {
      const holding = heldOn(this.data, e, this.day);
      return el("li", {}, el("button", { type: "button", class: "plain", onclick: () => {
        box.close();
        this.store.set({ entity: e, claims: [], report: -1 });
      } }, holding ? el("span", { class: `swatch ${this.data.holder(holding.holders[0]!)}` }) : null, bdi(this.data.name(e)),
      holding ? el("span", { class: "quiet" }, ` held by ${holding.holders.map((h) => this.data.name(h)).join(" or ")}`) : null));
    });
    if (all.length > rows.length) rows.push(el("li", { class: "quiet" }, `and ${number(all.length - rows.length)} more, which the search finds by name`));
    box.replaceChildren(el("h2", {}, "Places without a position"),
      el("p", { class: "quiet" }, "Reports name these without saying where they lie, or no table of places knows them. Nothing is guessed."),
      el("ul", { class: "plain" }, ...rows), el("form", { method: "dialog" }, el("button", {}, "Close")));
    box.showModal();
    box.scrollTop = 0;
  }

  /** Who holds what of the places in sight. */
  private legend(shown: number[]): void {
    const [w, h] = frame(this.canvas, byId("map-canvas"));
    const here = new Map<number, number>();
    let disputed = false, old = false;
    for (const place of shown) {
      const [x, y] = this.view.apply(this.at.get(place)!);
      const holding = x < 0 || y < 0 || x > w || y > h ? null : heldOn(this.data, place, this.day);
      if (!holding) continue;
      disputed ||= holding.disputed;
      old ||= holding.stale > 0;
      for (const h of holding.holders) here.set(h, (here.get(h) ?? 0) + 1);
    }
    const holders = [...here].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const rows = holders.slice(0, 6).map(([h, n]) => el("li", {}, el("button", { type: "button", class: "plain", onclick: () => this.store.choose(h) },
      el("span", { class: `swatch ${this.data.holder(h)}` }), bdi(cut(this.data.name(h), 26)), el("span", { class: "quiet" }, ` ${plural(n, "place")}`))));
    if (holders.length > 6) rows.push(el("li", { class: "quiet" }, `and ${holders.length - 6} more`));
    if (!rows.length) rows.push(el("li", { class: "quiet" }, "Nobody is said to hold anything here on this day."));
    if (disputed) rows.push(el("li", {}, el("span", { class: "swatch hatched" }), "disputed"));
    if (old) rows.push(el("li", {}, el("span", { class: "swatch faded" }), `last told over ${FRESH} days before (${OLD}: paler)`));
    const box = byId<HTMLDetailsElement>("map-legend");
    box.replaceChildren(el("summary", {}, "Held by"), el("ul", { class: "plain" }, ...rows));
  }

  /** Show the places that the state is about. */
  fit(moving: boolean): void {
    const [w, h] = frame(this.canvas, byId("map-canvas"));
    if (!w || !h) return;
    const { focus } = this.chosen();
    let wanted = [...focus].sort((a, b) => a - b).slice(0, 400);
    // A country named in passing must not pull the view away from the towns that matter.
    const vast = (e: number): boolean => {
      const { how } = this.spots.get(e)!, { within } = this.data.entities[e]!;
      return how === "country" || (how === "within" && within !== undefined && this.spots.get(within)!.how === "country");
    };
    const small = wanted.filter((e) => !vast(e));
    if (small.length) wanted = small;
    if (!wanted.length) wanted = [...this.at.keys()].slice(0, 40);
    let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const e of wanted) {
      const [x, y] = this.at.get(e)!;
      const shape = this.shapes.get(e);
      const box = shape ? shape.box : [x - 4, y - 4, x + 4, y + 4];
      [x0, y0, x1, y1] = [Math.min(x0, box[0]!), Math.min(y0, box[1]!), Math.max(x1, box[2]!), Math.max(y1, box[3]!)];
    }
    if (!wanted.length) [x0, y0, x1, y1] = [-SCALE * 3, -SCALE * 1.6, SCALE * 3, SCALE * 1.2];
    const least = 110; // about 6 degrees: closer, nothing would tell where on earth it is
    const [cx, cy] = [(x0 + x1) / 2, (y0 + y1) / 2];
    // Beside the legend or above it, whichever leaves more.
    const [lw, lh] = [byId("map-legend").offsetWidth / scale(), byId("map-legend").offsetHeight / scale()];
    const fitting = (room: number, height: number): number => Math.min((room - 110) / Math.max(x1 - x0, least), (height - 60) / Math.max(y1 - y0, least));
    const beside = fitting(w - lw, h), above = fitting(w, h - lh);
    const k = Math.max(beside, above);
    const [mx, my] = beside > above ? [(w + lw) / 2, h / 2] : [w / 2, (h - lh) / 2];
    this.go(zoomIdentity.translate(mx - k * cx, my - k * cy).scale(k), moving);
  }

  private go(to: ZoomTransform, moving: boolean): void {
    cancelAnimationFrame(this.tween);
    const target = select(this.canvas);
    const from = this.view;
    if (!moving || matchMedia("(prefers-reduced-motion: reduce)").matches || from.k === 1) {
      this.zoomer.transform(target, to);
      return;
    }
    const [w, h] = frame(this.canvas, byId("map-canvas"));
    const began = performance.now();
    const step = (now: number): void => {
      const t = Math.min(1, (now - began) / 450), s = t * t * (3 - 2 * t);
      const k = from.k * (to.k / from.k) ** s;
      // The point in the middle moves in a straight line.
      const [ax, ay] = from.invert([w / 2, h / 2]), [bx, by] = to.invert([w / 2, h / 2]);
      this.zoomer.transform(target, zoomIdentity.translate(w / 2 - k * (ax + (bx - ax) * s), h / 2 - k * (ay + (by - ay) * s)).scale(k));
      if (t < 1) this.tween = requestAnimationFrame(step);
    };
    this.tween = requestAnimationFrame(step);
  }
}
