// The graph around what is chosen: who does what to whom, with the lines drawn as the reports leave them.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type ZoomBehavior, type ZoomTransform } from "d3-zoom";
import type { Data, Edge } from "./data";
import { byId, cut, el, focusedKey, frame, nearest, number, plural, rove, settle, svg } from "./dom";
import { place, Taken, width, type Wish } from "./labels";
import type { State, Store } from "./state";

const STEP = 26;
const FONT = "system-ui, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

interface Node extends SimulationNodeDatum { entity: number; r: number; x: number; y: number; w: number; lines: string[] }
interface Drawn { edge: Edge; from: Node; to: Node; bend: number }

export class GraphPane {
  private readonly canvas = svg("svg", { role: "group", "aria-label": "Graph" });
  private readonly edges = svg("g");
  private readonly nodes = svg("g");
  private readonly words = svg("g", { class: "names", "aria-hidden": "true" });
  private readonly zoomer: ZoomBehavior<SVGSVGElement, unknown>;
  private view: ZoomTransform = zoomIdentity;
  private more = 0;
  private at: Node[] = [];
  private drawn: Drawn[] = [];

  constructor(private readonly data: Data, private readonly store: Store, private readonly today: () => number) {
    const markers = svg("defs", {}, ...Object.keys(data.raw.statuses).map((s) => svg("marker", {
      id: `arrow-${s}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, markerUnits: "userSpaceOnUse", orient: "auto",
    }, svg("path", { d: "M0 .8 7.4 4 0 7.2z", class: `head st-${s}` }))));
    this.canvas.append(markers, this.edges, this.nodes, this.words);
    const root = byId("graph-canvas");
    root.append(this.canvas);
    this.zoomer = zoom<SVGSVGElement, unknown>().scaleExtent([0.3, 6]).on("zoom", (event) => {
      this.view = event.transform;
      this.draw();
    });
    select(this.canvas).call(this.zoomer).on("dblclick.zoom", null);
    rove(root, ".node", nearest(this.nodes, ".node"));
    rove(root, ".edge", nearest(this.edges, ".edge"));
    const by = (factor: number) => (): void => void this.zoomer.scaleBy(select(this.canvas), factor);
    byId("graph-in").addEventListener("click", by(1.4));
    byId("graph-out").addEventListener("click", by(1 / 1.4));
    byId("graph-fit").addEventListener("click", () => this.reset());
    byId("graph-more").addEventListener("click", () => {
      this.more += STEP;
      this.build(store.state);
    });
    new ResizeObserver(() => this.build(store.state)).observe(root);
    store.listen((state, changed) => {
      if (changed.has("entity")) this.more = 0;
      if (changed.has("entity") || changed.has("claims")) this.build(state);
      else if (changed.has("day") || changed.has("theme")) this.draw();
    });
  }

  /** The entities to draw, the most telling first, and how many there are. */
  private members(state: State, limit: number): [number[], number] {
    const { data } = this;
    const ends = (n: number): number[] => [data.edges[n]!.subject, data.edges[n]!.object];
    if (state.entity < 0 && !state.claims.length) {
      // The most named entity, and from there whoever is tied to those drawn already: one picture, not islands.
      const weight = data.edgesAt.map((l, e) => (l.length ? data.naming[e]!.length : 0));
      const best = [...weight.keys()].filter((e) => weight[e]! > 0).sort((a, b) => weight[b]! - weight[a]! || a - b);
      const linked = new Set<number>();
      const out: number[] = [];
      const add = (e: number): void => {
        out.push(e);
        for (const n of data.edgesAt[e]!) for (const end of ends(n)) linked.add(end);
      };
      const left = new Set(best);
      while (out.length < limit && left.size) {
        let next = -1;
        for (const e of left) {
          if (linked.has(e) || !out.length) {
            next = e;
            break;
          }
        }
        if (next < 0) next = left.values().next().value!;
        left.delete(next);
        add(next);
      }
      return [out, best.length];
    }
    const near = new Map<number, number>();
    const note = (e: number, by: number): void => void near.set(e, (near.get(e) ?? 0) + by);
    for (const n of state.claims) for (const e of [data.claims[n]!.subject, data.claims[n]!.object]) note(e, 1e6);
    if (state.entity >= 0) {
      note(state.entity, 1e9);
      for (const n of data.edgesAt[state.entity]!) for (const e of ends(n)) note(e, 1e4 + data.edges[n]!.claims.length);
      // A source has no lines of its own: what it says stands for it.
      if (!data.edgesAt[state.entity]!.length) for (const c of this.store.focus()) for (const e of [c.subject, c.object]) note(e, 10);
    }
    const all = [...near].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([e]) => e);
    return [all.slice(0, limit), all.length];
  }

  private build(state: State): void {
    const [w, h] = frame(this.canvas, byId("graph-canvas"));
    if (!w || !h) return;
    const { data } = this;
    // As many as can be told apart in a pane of this size.
    const [members, total] = this.members(state, Math.max(12, Math.min(40, Math.round((w * h) / 8800))) + this.more);
    const most = Math.max(1, ...members.map((e) => data.naming[e]!.length));
    const nodes: Node[] = members.map((entity, i) => {
      const lines = wrap(data.name(entity));
      const wide = Math.max(...lines.map((l) => width(l, `600 12px ${FONT}`)));
      const angle = i * 2.39996, reach = i ? 60 + 26 * Math.sqrt(i) : 0;
      return { entity, lines, w: wide, r: 6 + 7 * Math.sqrt(data.naming[entity]!.length / most), x: reach * Math.cos(angle) * 1.2, y: reach * Math.sin(angle) };
    });
    const of = new Map(nodes.map((n) => [n.entity, n]));
    const wanted = new Set(state.claims.map((n) => data.claims[n]!.line));
    const among = data.edges.filter((e) => of.has(e.subject) && of.has(e.object) && e.subject !== e.object);
    // Around an entity, its own lines and the best of the others.
    const own = among.filter((e) => wanted.has(e.n) || e.subject === state.entity || e.object === state.entity);
    const others = among.filter((e) => !own.includes(e)).sort((a, b) => b.origins - a.origins || b.claims.length - a.claims.length || a.n - b.n);
    // Nobody loses the last line: each keeps its best one, and then the best of all are drawn.
    const tied = new Set(own.flatMap((e) => [e.subject, e.object]));
    const room = state.entity < 0 ? 60 : 24;
    const edges = [...own, ...others.filter((e, i) => {
      const lone = !tied.has(e.subject) || !tied.has(e.object);
      tied.add(e.subject).add(e.object);
      return lone || i < room;
    })];
    const bundles = new Map<string, number>();
    this.drawn = edges.map((edge) => {
      const pair = [edge.subject, edge.object].sort((a, b) => a - b).join();
      const n = bundles.get(pair) ?? 0;
      bundles.set(pair, n + 1);
      const side = edge.subject < edge.object ? 1 : -1;
      return { edge, from: of.get(edge.subject)!, to: of.get(edge.object)!, bend: side * (n % 2 ? -1 : 1) * Math.ceil(n / 2) };
    });
    const wide = w / h;
    const simulation = forceSimulation(nodes)
      .force("link", forceLink(this.drawn.map((d) => ({ source: d.from, target: d.to }))).distance(95).strength(0.35))
      .force("charge", forceManyBody().strength(-420).distanceMax(600))
      .force("x", forceX(0).strength(0.06 / Math.max(wide, 1)))
      .force("y", forceY(0).strength(0.06 * Math.max(wide, 1)))
      .force("collide", forceCollide<Node>((n) => Math.max(30, n.w * 0.52 + 4)).strength(0.9))
      .stop();
    const centre = of.get(state.entity);
    if (centre) [centre.fx, centre.fy] = [0, 0];
    simulation.tick(260);
    this.at = nodes;
    byId("graph-count").textContent = total > members.length
      ? `${number(members.length)} of ${plural(total, "entity", "entities")}, ${plural(edges.length, "line")} shown`
      : `${plural(total, "entity", "entities")}, ${plural(edges.length, "line")}${among.length > edges.length ? ` of ${number(among.length)}` : ""}`;
    const more = byId("graph-more");
    more.hidden = total <= members.length;
    more.textContent = `Show ${number(Math.min(STEP, total - members.length))} more`;
    byId("graph-empty").hidden = members.length > 0;
    this.reset();
  }

  /** The whole picture in the pane. */
  private reset(): void {
    const [w, h] = frame(this.canvas, byId("graph-canvas"));
    if (!this.at.length) return this.draw();
    // Names keep their size at every zoom, so the largest zoom at which all fit is found by halving.
    const extent = (k: number): [number, number, number, number] => {
      let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
      for (const n of this.at) {
        [x0, x1] = [Math.min(x0, k * n.x - n.w / 2), Math.max(x1, k * n.x + n.w / 2)];
        [y0, y1] = [Math.min(y0, k * n.y - n.r), Math.max(y1, k * n.y + n.r + 34)];
      }
      return [x0, y0, x1, y1];
    };
    let [low, high] = [0.3, 1.7];
    for (let i = 0; i < 12; i++) {
      const k = (low + high) / 2, [x0, y0, x1, y1] = extent(k);
      if (x1 - x0 <= w - 12 && y1 - y0 <= h - 8) low = k;
      else high = k;
    }
    const [x0, y0, x1, y1] = extent(low);
    this.zoomer.transform(select(this.canvas), zoomIdentity.translate(w / 2 - (x0 + x1) / 2, h / 2 - (y0 + y1) / 2).scale(low));
  }

  /** Everything at its size on the screen: only positions follow the zoom. */
  private draw(): void {
    const { state } = this.store;
    const { data, view } = this;
    const [w, h] = frame(this.canvas, byId("graph-canvas"));
    const hadNode = focusedKey(this.nodes), hadEdge = focusedKey(this.edges);
    const day = this.today();
    const chosen = new Set(state.claims.map((n) => data.claims[n]!.line));
    const ease = Math.min(1, Math.max(0.55, view.k));
    const at = (n: Node): [number, number] => view.apply([n.x, n.y]);
    const taken = new Taken();
    for (const n of this.at) {
      const [x, y] = at(n), r = n.r * ease + 1;
      taken.add({ x: x - r, y: y - r, w: 2 * r, h: 2 * r });
    }
    const wishes: Wish<{ lines: string[]; kind: string; size: number; edge?: Edge }>[] = [];
    this.nodes.replaceChildren(...this.at.map((n) => {
      const [x, y] = at(n), mine = n.entity === state.entity, c = data.cls(n.entity);
      const size = mine ? 13 : ease < 0.8 ? 11 : 12;
      wishes.push({
        item: { lines: n.lines, kind: mine ? "chosen" : "", size }, x, y, gap: n.r * ease + 2,
        w: Math.max(...n.lines.map((l) => width(l, `600 ${size}px ${FONT}`))), h: size * 1.2 * n.lines.length, spots: "barl",
      });
      return svg("g", {
        class: `node${mine ? " chosen" : ""}`, transform: `translate(${x.toFixed(1)},${y.toFixed(1)})`, tabindex: -1, role: "button",
        "data-k": data.entities[n.entity]!.key, "aria-pressed": String(mine),
        "aria-label": `${data.name(n.entity)}, ${c.label}, ${plural(data.naming[n.entity]!.length, "claim")}`,
        onclick: () => this.store.choose(n.entity),
      }, svg("title", {}, `${data.name(n.entity)} (${c.label})`), mine ? svg("circle", { r: n.r * ease + 5, class: "ring" }) : null,
      svg("path", { d: symbol(c.shape, n.r * ease), class: `class-${c.index}` }));
    }));
    this.edges.replaceChildren(...this.drawn.map(({ edge, from, to, bend }) => {
      const style = data.raw.statuses[edge.status]!;
      const [ax, ay] = at(from), [bx, by] = at(to);
      const length = Math.hypot(bx - ax, by - ay) || 1;
      const [mx, my] = [(ax + bx) / 2 - ((by - ay) / length) * bend * 26, (ay + by) / 2 + ((bx - ax) / length) * bend * 26];
      const trim = (x: number, y: number, r: number): [number, number] => {
        const l = Math.hypot(mx - x, my - y) || 1;
        return [x + ((mx - x) / l) * r, y + ((my - y) / l) * r];
      };
      const [sx, sy] = trim(ax, ay, from.r * ease + 2), [tx, ty] = trim(bx, by, to.r * ease + 3);
      const d = `M${sx.toFixed(1)},${sy.toFixed(1)}Q${mx.toFixed(1)},${my.toFixed(1)} ${tx.toFixed(1)},${ty.toFixed(1)}`;
      const later = edge.claims.every((n) => (data.reports[data.claims[n]!.report]!.day ?? -Infinity) > day);
      const marked = chosen.has(edge.n);
      const words = data.label(edge.relation) + (style.note ? ` (${style.note})` : "");
      const aside = later ? ", reported only after this day" : "";
      const size = 10.5;
      wishes.push({
        item: { lines: [words], kind: `word st-${edge.status}${marked ? " chosen" : ""}${later ? " dim" : ""}`, size, edge },
        x: (sx + 2 * mx + tx) / 4, y: (sy + 2 * my + ty) / 4, gap: 3, w: width(words, `500 ${size}px ${FONT}`), h: size * 1.15, spots: "cab",
      });
      const path = svg("path", { d, class: `stroke st-${edge.status}`, "stroke-width": style.width + (marked ? 1.5 : 0), "marker-end": `url(#arrow-${edge.status})` });
      if (style.dashes.length) path.setAttribute("stroke-dasharray", style.dashes.join(" "));
      return svg("g", {
        class: `edge${marked ? " chosen" : ""}${later ? " dim" : ""}`, tabindex: -1, role: "button", "data-k": String(edge.n), "aria-pressed": String(marked),
        "aria-label": `${data.name(edge.subject)} ${words} ${data.name(edge.object)}, ${plural(edge.claims.length, "claim")}${aside}`,
        onclick: () => this.store.chooseClaims(edge.claims),
      }, svg("title", {}, `${data.name(edge.subject)} – ${words} – ${data.name(edge.object)}: ${plural(edge.claims.length, "claim")}${aside}`),
      svg("path", { d, class: "hit" }), path);
    }));
    const labels = place(wishes, taken, { x: 1, y: 1, w: w - 2, h: h - 2 });
    this.words.replaceChildren(...labels.map(({ item, x, y, anchor }) => {
      const text = svg("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor, "font-size": item.size, class: `name ${item.kind}` });
      const up = item.lines.length - 1;
      item.lines.forEach((l, i) => text.append(svg("tspan", { x: x.toFixed(1), dy: i ? item.size * 1.2 : -up * item.size * 0.62 }, l)));
      return text;
    }));
    settle(this.nodes, ".node", hadNode);
    settle(this.edges, ".edge", hadEdge);
  }

  /** What the symbols and lines mean. */
  legend(): Node[] | HTMLElement[] {
    const { data } = this;
    const classes = Object.values(data.raw.classes).map((c) => el("li", {},
      svgIcon(svg("path", { d: symbol(c.shape, 6), class: `class-${c.index}` })), c.label));
    const lines = Object.entries(data.raw.statuses).map(([name, s]) => el("li", {},
      svgIcon(svg("path", { d: "M-14,0H14", class: `stroke st-${name}`, "stroke-width": s.width, "stroke-dasharray": s.dashes.join(" ") || "none" }), 36), s.meaning));
    return [el("ul", { class: "plain key" }, ...classes), el("ul", { class: "plain key" }, ...lines)];
  }
}

function svgIcon(inner: SVGElement, w = 20): SVGElement {
  return svg("svg", { width: w, height: 16, viewBox: `${-w / 2} -8 ${w} 16`, "aria-hidden": "true" }, inner);
}

/** A name on at most two lines of about 18 characters. */
function wrap(name: string): string[] {
  const lines: string[] = [];
  for (const word of cut(name, 40).split(" ")) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= 18) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const two = lines.length > 2 ? [lines[0]!, lines.slice(1).join(" ")] : lines;
  return two.map((l) => cut(l, 22));
}

/** The outline of a class's symbol around (0, 0). */
export function symbol(shape: string, r: number): string {
  const polygon = (n: number, turn: number, size: number, inner = 0): string => {
    const points = [];
    for (let i = 0; i < (inner ? 2 * n : n); i++) {
      const a = turn + (i * 2 * Math.PI) / (inner ? 2 * n : n), s = inner && i % 2 ? inner : size;
      points.push(`${(s * Math.cos(a)).toFixed(2)},${(s * Math.sin(a)).toFixed(2)}`);
    }
    return `M${points.join("L")}Z`;
  };
  const up = -Math.PI / 2;
  switch (shape) {
    case "triangle": return polygon(3, up, r * 1.2);
    case "triangleDown": return polygon(3, -up, r * 1.2);
    case "square": return polygon(4, Math.PI / 4, r * 1.2);
    case "diamond": return polygon(4, 0, r * 1.2);
    case "hexagon": return polygon(6, 0, r * 1.08);
    case "star": return polygon(5, up, r * 1.3, r * 0.6);
    default: return `M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
  }
}
