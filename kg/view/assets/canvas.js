// The picture: vis-network draws symbols and lines and knows what the pointer is on; names are ours (labels.js).
"use strict";
{
  const { period, plural } = dateline;
  const AROUND = [[0, 1], [0, -1], [1, 0], [-1, 0], [0.6, 0.8], [-0.6, 0.8], [0.6, -0.8], [-0.6, -0.8]];
  const LOUD = 24; // as many disputed and denied lines have their words drawn before the lesser names
  const LOOKS = { star: 1.3, diamond: 1.15, triangle: 1.1, triangleDown: 1.1, square: 0.9 }; // equal to the eye

  class Canvas {
    /** `on`: {node(id), edge(id), nothing(), moved()}: what the reader chose. */
    constructor(container, model, on) {
      this.container = container;
      this.model = model;
      this.data = model.data;
      this.on = on;
      this.labels = new dateline.Labels();
      this.visible = { nodes: [], edges: [] };
      this.at = new Map();
      this.selection = { node: -1, edge: -1 };
      this.theme = "light";
      this.looks = new Map(); // how each node and line was last drawn
      this.sight = ""; // where the reader looks, if not at the whole
      this.nodes = new vis.DataSet();
      this.edges = new vis.DataSet();
      this.network = new vis.Network(container, { nodes: this.nodes, edges: this.edges }, this.data.options);
      this.network.on("afterDrawing", (ctx) => this._names(ctx));
      this.network.on("click", ({ nodes, edges }) => {
        if (nodes.length) on.node(nodes[0]);
        else if (edges.length) on.edge(Number(edges[0]));
        else on.nothing();
      });
      for (const event of ["dragStart", "dragging", "zoom"]) this.network.on(event, () => this._moving());
      this.network.on("zoom", () => this._looked());
      this.network.on("dragEnd", ({ nodes }) => {
        if (!nodes.length) this._looked();
        for (const n of nodes) {
          const { x, y } = this.network.getPositions([n])[n];
          this.at.set(n, [x, y]);
        }
      });
      container.setAttribute("role", "application");
    }

    /** Put the visible part on the canvas at these positions; `fit` brings all of it into the window. */
    show(visible, at, fit) {
      this.visible = visible;
      this.at = at;
      this.curves = this._parallels(visible.edges);
      this.most = visible.nodes.reduce((most, n) => Math.max(most, this.data.nodes[n].claims), 1);
      // Symbols keep a legible size when all is in view, however large the picture is.
      if (fit || !this.unit) this.unit = Math.max(1, Math.min(1.9, 0.62 / (this._whole()?.scale ?? 1)));
      this.symmetric = new Set(this.data.relations.flatMap((r, i) => (r.symmetric ? [i] : [])));
      const nodes = visible.nodes.map((n) => this._node(n));
      const edges = visible.edges.map((e) => this._edge(e));
      replace(this.nodes, nodes);
      replace(this.edges, edges);
      this.looks.clear(); // made anew, they all look as they should; the next choice finds out which change
      this._prepare();
      if (fit) this.fit();
    }

    /** The whole picture in the window, with room for the names at its rim. */
    fit() {
      const view = this._whole();
      if (view) this.network.moveTo({ position: view.position, scale: view.scale, animation: false });
      this.sight = "";
    }

    /** The reader has moved the picture: remember where to, as parts of the whole, so that it holds in any window. */
    _looked() {
      const whole = this._whole();
      if (!whole) return;
      const { x, y } = this.network.getViewPosition();
      const [width, height] = whole.size;
      const parts = [(x - whole.position.x) / width, (y - whole.position.y) / height, this.network.getScale() / whole.scale];
      this.sight = parts.map((part) => part.toFixed(3)).join(",");
      this.on.moved();
    }

    /** Look where `sight` says, if it says anything. */
    look(sight) {
      const [x, y, zoom] = sight.split(",").map(Number);
      const whole = this._whole();
      if (!whole || ![x, y, zoom].every(Number.isFinite) || Math.abs(x) > 2 || Math.abs(y) > 2 || zoom < 0.05 || zoom > 50) return;
      const [width, height] = whole.size;
      const position = { x: whole.position.x + x * width, y: whole.position.y + y * height };
      this.network.moveTo({ position, scale: zoom * whole.scale, animation: false });
      this.sight = sight;
    }

    /** Where to look, and from how near, to see everything. */
    _whole() {
      const points = [...this.at.values()];
      const { clientWidth: width, clientHeight: height } = this.container;
      if (!points.length || !width || !height) return null;
      const [left, right] = extent(points.map((p) => p[0]));
      const [top, bottom] = extent(points.map((p) => p[1]));
      const [aside, above, below] = [Math.min(110, width / 6), 34, 54];
      const scale = Math.min((width - 2 * aside) / Math.max(right - left, 1), (height - above - below) / Math.max(bottom - top, 1), 1.5);
      const position = { x: (left + right) / 2, y: (top + bottom) / 2 + (below - above) / 2 / scale };
      return { position, scale, size: [Math.max(right - left, 1), Math.max(bottom - top, 1)] };
    }

    /** Width to height of the window that the picture is to fill. */
    get aspect() {
      return (this.container.clientWidth - 220) / Math.max(this.container.clientHeight - 88, 1);
    }

    zoom(factor) {
      this.network.moveTo({ scale: this.network.getScale() * factor, animation: false });
      this._looked();
    }

    centre(n) {
      const [x, y] = this.at.get(n) || [0, 0];
      this.network.moveTo({ position: { x, y }, animation: false });
    }

    setTheme(theme) {
      this.theme = theme;
      this._restyle();
    }

    /** Choose a node or a line: its surroundings stay, the rest steps back. */
    select(selection) {
      this.selection = { node: -1, edge: -1, ...selection };
      const { node, edge } = this.selection;
      this.network.unselectAll();
      if (node >= 0 && this.nodes.get(node)) this.network.selectNodes([node], false);
      if (edge >= 0 && this.edges.get(edge)) this.network.selectEdges([edge]);
      this._restyle();
    }

    /** The nearest visible node from `n` towards an arrow key's direction, or the most named one. */
    step(n, key) {
      if (!this.at.has(n)) return this.visible.nodes[0] ?? -1;
      const [x, y] = this.at.get(n);
      const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
      let best = n;
      let least = Infinity;
      for (const m of this.visible.nodes) {
        const [mx, my] = this.at.get(m);
        const along = (mx - x) * dx + (my - y) * dy;
        const aside = Math.abs((mx - x) * dy) + Math.abs((my - y) * dx);
        const cost = along + 2 * aside;
        if (m !== n && along > 0 && aside <= 2 * along && cost < least) { best = m; least = cost; }
      }
      return best;
    }

    /** Bring colours and opacity up to date, of those alone that look otherwise than before: thousands may be in view. */
    _restyle() {
      const lit = this._litOnce();
      const changed = (kind, id) => {
        const look = `${this.theme}${!lit || lit[kind].has(id)}`;
        const key = `${kind}${id}`;
        if (this.looks.get(key) === look) return false;
        this.looks.set(key, look);
        return true;
      };
      this.nodes.update(this.visible.nodes.filter((n) => changed("nodes", n)).map((n) => ({ id: n, ...this._nodeLook(n) })));
      this.edges.update(this.visible.edges.filter(({ id }) => changed("edges", id)).map((e) => ({ id: e.id, ...this._edgeLook(e) })));
      this._prepare();
      this.network.redraw();
    }

    /** The nodes and lines that stay when something is chosen; null: all. */
    _lit() {
      const { node, edge } = this.selection;
      if (edge >= 0) {
        const { from, to } = this.data.edges[edge];
        return { nodes: new Set([from, to]), edges: new Set([edge]) };
      }
      if (node < 0) return null;
      const nodes = new Set([node]);
      const edges = new Set();
      for (const { id } of this.visible.edges) {
        const { from, to } = this.data.edges[id];
        if (from === node || to === node) { edges.add(id); nodes.add(from).add(to); }
      }
      return { nodes, edges };
    }

    _node(n) {
      const node = this.data.nodes[n];
      const [x, y] = this.at.get(n);
      return {
        id: n, x, y, shape: this.data.classes[node.group].shape, size: this._radius(n), title: this._aboutNode(node),
        borderWidth: 1.5, borderWidthSelected: 3, ...this._nodeLook(n),
      };
    }

    _nodeLook(n) {
      const color = this.data.classes[this.data.nodes[n].group][this.theme];
      const { paper, ink } = this.data.ground[this.theme];
      const lit = this._litOnce();
      const marked = { background: color, border: ink };
      return {
        opacity: lit && !lit.nodes.has(n) ? 0.2 : 1, color: { background: color, border: paper, highlight: marked, hover: marked },
      };
    }

    _edge({ id, claims, status }) {
      const edge = this.data.edges[id];
      const style = this.model.style(id, status);
      const curve = this.curves.get(id) || 0;
      return {
        id, from: edge.from, to: edge.to, dashes: style.dashes.length ? style.dashes.map((d) => d * this.unit) : false,
        width: this.unit * (style.width + Math.min(2.5, Math.log2(claims.length) * 0.7)), title: this._aboutEdge(id, claims, status),
        arrows: { to: { enabled: !this.symmetric.has(edge.relation), scaleFactor: 0.5 } },
        smooth: curve ? { enabled: true, type: curve > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(curve) } : false,
        ...this._edgeLook({ id, status }),
      };
    }

    _edgeLook({ id, status }) {
      const color = this.model.style(id, status)[this.theme];
      const lit = this._litOnce();
      return { color: { color, highlight: color, hover: color, opacity: lit && !lit.edges.has(id) ? 0.16 : 1 } };
    }

    /** Lines between the same two nodes bend away from one another. */
    _parallels(edges) {
      const pairs = new Map();
      for (const { id } of edges) {
        const { from, to } = this.data.edges[id];
        const key = from < to ? `${from} ${to}` : `${to} ${from}`;
        if (!pairs.has(key)) pairs.set(key, []);
        pairs.get(key).push(id);
      }
      const curves = new Map();
      for (const ids of pairs.values()) {
        ids.forEach((id, i) => {
          const { from, to } = this.data.edges[id];
          const bend = (i - (ids.length - 1) / 2) * Math.min(0.26, 1.1 / ids.length);
          curves.set(id, from <= to ? bend : -bend);
        });
      }
      return curves;
    }

    _radius(n) {
      const { claims, group } = this.data.nodes[n];
      return this.unit * (7 + 11 * Math.sqrt(claims / Math.max(this.most, 1))) * (LOOKS[this.data.classes[group].shape] || 1);
    }

    _litOnce() {
      const key = `${this.selection.node} ${this.selection.edge} ${this.visible.edges.length}`;
      if (this._litKey !== key || this._litFor !== this.visible) {
        this._litKey = key;
        this._litFor = this.visible;
        this._litNow = this._lit();
      }
      return this._litNow;
    }

    /** What labels.js draws, made once a change and not once a frame. */
    _prepare() {
      const lit = this._litOnce();
      const sides = this._sides();
      const major = Math.max(3, Math.round(this.visible.nodes.length / 9));
      this.scene = {
        network: this.network, ...this.data.ground[this.theme],
        base: Math.max(12, parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.86),
        nodes: this.visible.nodes.map((id, i) => ({
          id, lines: this.data.nodes[id].label.split("\n"), radius: this._radius(id), rank: i, major: i < major,
          sides: sides.get(id),
          strong: Boolean(lit && lit.nodes.has(id)), dim: Boolean(lit && !lit.nodes.has(id)),
          forced: id === this.selection.node || (this.selection.edge >= 0 && Boolean(lit.nodes.has(id))),
        })),
        edges: this.visible.edges.map(({ id, claims, status }) => {
          const { from, to, relation } = this.data.edges[id];
          const { note } = this.data.lines[status];
          const text = this.data.relations[relation].label + (note ? ` (${note})` : "");
          return {
            id, from, to, text, note, color: this.data.lines[status][this.theme],
            loud: status === "disputed" || status === "denied" || id === this.selection.edge,
            weight: claims.length + (status === "stated" ? 0 : 2) - Number(this.data.relations[relation].standing),
            strong: Boolean(lit && lit.edges.has(id)), dim: Boolean(lit && !lit.edges.has(id)),
          };
        }),
      };
      const rank = (node) => 2 * Number(node.forced) + Number(node.strong);
      this.scene.nodes.sort((a, b) => rank(b) - rank(a) || a.rank - b.rank);
      const loud = this.scene.edges.filter((e) => e.loud).sort((a, b) => b.weight - a.weight || a.id - b.id);
      for (const edge of loud.slice(LOUD)) edge.loud = edge.strong;
      this.scene.edges.sort((a, b) => Number(b.strong) - Number(a.strong) || b.weight - a.weight || a.id - b.id);
    }

    /** A large picture on the move shows its main names only, so that it keeps up with the hand. */
    _moving() {
      if (this.visible.nodes.length <= 400 || !this.scene) return;
      this.scene.moving = true;
      clearTimeout(this._rest);
      this._rest = setTimeout(() => { this.scene.moving = false; this.network.redraw(); }, 180);
    }

    /** For each node, the directions in which its name may stand (x, y of -1 to 1), those with fewer lines first. */
    _sides() {
      const busy = new Map(this.visible.nodes.map((n) => [n, []]));
      for (const { id, status } of this.visible.edges) {
        const { from, to } = this.data.edges[id];
        if (from === to) continue;
        const [[ax, ay], [bx, by]] = [this.at.get(from), this.at.get(to)];
        const length = Math.hypot(bx - ax, by - ay) || 1;
        const weight = status === "stated" ? 1 : 2;
        busy.get(from).push([(bx - ax) / length, (by - ay) / length, weight]);
        busy.get(to).push([(ax - bx) / length, (ay - by) / length, weight]);
      }
      return new Map([...busy].map(([n, lines]) => {
        const cost = AROUND.map(([i, j], rank) => {
          let crossed = 0;
          for (const [x, y, weight] of lines) crossed += weight * Math.max(0, (i * x + j * y) / Math.hypot(i, j)) ** 4;
          return Math.min(crossed, 4) + rank * 0.22;
        });
        return [n, AROUND.map((_, i) => i).sort((a, b) => cost[a] - cost[b]).map((i) => AROUND[i])];
      }));
    }

    _names(ctx) {
      if (this.scene) this.labels.draw(ctx, this.scene);
    }

    _aboutNode(node) {
      const style = this.data.classes[node.group];
      return `${node.name}\n${style.label} · ${plural(node.claims, "claim")}`;
    }

    _aboutEdge(id, claims, status) {
      const { from, to, relation, origins } = this.data.edges[id];
      const { label } = this.data.relations[relation];
      const columns = this.data.claims;
      const c = claims[0];
      const when = period(this.data.dates[columns.first[c]], this.data.dates[columns.last[c]]);
      const quote = this.data.contexts[columns.context[c]].slice(columns.start[c], columns.end[c]);
      return [
        `${this.data.nodes[from].name} — ${label} — ${this.data.nodes[to].name}`,
        `${status} · ${plural(claims.length, "claim")} · ${plural(origins, "independent origin")}`,
        when, `“${quote.length > 220 ? quote.slice(0, 219) + "…" : quote}”`,
      ].filter(Boolean).join("\n");
    }
  }

  const extent = (values) => values.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);

  /** Make `set` hold exactly `items`, touching only what changes. */
  function replace(set, items) {
    const wanted = new Set(items.map((item) => item.id));
    set.remove(set.getIds().filter((id) => !wanted.has(id)));
    set.update(items);
  }

  Object.assign(dateline, { Canvas });
}
