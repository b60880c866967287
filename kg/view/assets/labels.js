// Names on the picture. vis-network writes labels that grow and collide with the zoom; these keep one size on the screen,
// the most named first, and are left out where they would cover one another: zooming in brings them up, as on a map.
"use strict";
{
  const FONT = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif';
  const CELL = 64;

  /** Rectangles on the screen; asks whether a further one hits any of them. */
  class Boxes {
    constructor() { this.cells = new Map(); }

    _each([left, top, right, bottom], visit) {
      for (let i = Math.floor(left / CELL); i <= Math.floor(right / CELL); i += 1) {
        for (let j = Math.floor(top / CELL); j <= Math.floor(bottom / CELL); j += 1) {
          const key = i * 100003 + j;
          if (visit(key)) return true;
        }
      }
      return false;
    }

    add(box) {
      this._each(box, (key) => {
        if (!this.cells.has(key)) this.cells.set(key, []);
        this.cells.get(key).push(box);
        return false;
      });
    }

    hits(box) {
      return this._each(box, (key) => (this.cells.get(key) || []).some(
        (b) => b !== box && b[0] < box[2] && b[2] > box[0] && b[1] < box[3] && b[3] > box[1],
      ));
    }
  }

  class Labels {
    constructor() {
      this.widths = new Map();
      this.drawn = { nodes: 0, edges: 0, boxes: [] };
    }

    _width(ctx, text) {
      const key = ctx.font + text;
      let width = this.widths.get(key);
      if (width === undefined) {
        width = ctx.measureText(text).width;
        this.widths.set(key, width);
      }
      return width;
    }

    /**
     * Draw over vis-network's canvas. `scene`: {network, nodes: [{id, lines, radius, rank, sides, major, strong, forced, dim}],
     * edges: [{id, text, note, color, weight, loud, strong, dim, from, to}], ink, paper, base (font size in CSS pixels), moving (only
     * what matters most, for a large picture on the move)}; nodes and edges in the order in which they get their place.
     */
    draw(ctx, scene) {
      const { network } = scene;
      const scale = network.getScale();
      const { width, height } = network.canvas.frame.canvas;
      const ratio = network.canvas.pixelRatio || 1;
      ctx.save();
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.lineJoin = "round";
      ctx.direction = "ltr";
      const view = [0, 0, width / ratio, height / ratio];
      const boxes = new Boxes();
      const words = new Boxes();
      const places = new Map();
      for (const node of scene.nodes) {
        const { x, y } = network.body.nodes[node.id] ?? {};
        if (x === undefined) continue;
        const at = network.canvas.canvasToDOM({ x, y });
        const r = node.radius * scale;
        places.set(node.id, { ...at, r });
        if (!node.dim && inside(at, view)) boxes.add([at.x - r, at.y - r, at.x + r, at.y + r]);
      }
      this.drawn = { nodes: 0, edges: 0, boxes: [] };
      // First what must not go unsaid (disputed, denied, chosen), then who matters most, then all else.
      const names = (first) => {
        for (const node of scene.nodes) {
          const at = places.get(node.id);
          if ((node.major || node.strong) === first && at && !node.dim && inside(at, view)) this._name(ctx, node, at, boxes, words, scene, view);
        }
      };
      const relations = (first) => {
        for (const edge of scene.edges) if (edge.loud === first && !edge.dim) this._relation(ctx, edge, places, boxes, words, scene, view);
      };
      if (!scene.moving) relations(true);
      names(true);
      if (!scene.moving) {
        names(false);
        relations(false);
      }
      ctx.restore();
    }

    _name(ctx, node, at, boxes, words, scene, view) {
      const scale = scene.network.getScale();
      const size = scene.base * (node.major ? 1.12 : 0.94) * Math.max(1, Math.min(1.35, scale / 1.4));
      ctx.font = `${node.major || node.strong ? 600 : 400} ${size.toFixed(1)}px ${FONT}`;
      const lead = size * 1.18;
      const width = Math.max(...node.lines.map((line) => this._width(ctx, line))) + 4;
      const tall = node.lines.length * lead;
      const [reachX, reachY] = [at.r + 4 + width / 2, at.r + 3 + tall / 2];
      const candidates = [
        ...node.sides.map(([i, j]) => [at.x + i * reachX, at.y + j * reachY]),
        ...[1, -1].flatMap((j) => [0.25, -0.25, 0.4, -0.4].map((i) => [at.x + i * width, at.y + j * (at.r + 4 + tall / 2)])),
      ];
      const around = ([x, y]) => [x - width / 2, y - tall / 2, x + width / 2, y + tall / 2];
      const fits = (spot) => !boxes.hits(around(spot));
      const readable = (spot) => !words.hits(around(spot)); // over a lesser symbol, for who matters most
      const whole = ([x, y]) => x - width / 2 >= view[0] && x + width / 2 <= view[2] && y - tall / 2 >= view[1] && y + tall / 2 <= view[3];
      const spot = candidates.find((c) => whole(c) && fits(c)) || (node.strong ? candidates.find(fits) : null)
        || (node.major || node.forced ? candidates.find((c) => whole(c) && readable(c)) : null)
        || (node.forced ? candidates[0] : null);
      if (!spot) return;
      const [x, y] = spot;
      const box = around(spot);
      boxes.add(box);
      words.add(box);
      this.drawn.boxes.push([...box, `name ${node.id}`]);
      this.drawn.nodes += 1;
      node.lines.forEach((line, i) => halo(ctx, line, x, y - tall / 2 + lead * (i + 0.5), scene.ink, scene.paper, 4));
    }

    /** The words of a line lie along it where it is long enough; what must not go unsaid stands beside it otherwise. */
    _relation(ctx, edge, places, boxes, words, scene, view) {
      const from = places.get(edge.from);
      const to = places.get(edge.to);
      const drawn = scene.network.body.edges[edge.id];
      if (!from || !to || !drawn || !drawn.edgeType) return;
      const size = scene.base * 0.8;
      ctx.font = `${edge.strong ? 600 : 400} ${size.toFixed(1)}px ${FONT}`;
      if (this._put(ctx, edge, edge.text, from, to, drawn, boxes, words, scene, view, size)) return;
      if (edge.loud) this._put(ctx, edge, edge.note, from, to, drawn, boxes, words, scene, view, size);
    }

    _put(ctx, edge, text, from, to, drawn, boxes, words, scene, view, size) {
      const width = this._width(ctx, text) + 4;
      const point = (t) => scene.network.canvas.canvasToDOM(drawn.edgeType.getPoint(t));
      const room = edge.from === edge.to ? Infinity : Math.hypot(from.x - to.x, from.y - to.y) - from.r - to.r - 12;
      const spots = room >= width * (edge.loud ? 0.85 : 1) ? (edge.from === edge.to ? [0.5] : [0.5, 0.44, 0.56, 0.38, 0.62, 0.3, 0.7]).map((t) => {
        const [a, b] = [point(t - 0.03), point(t + 0.03)];
        const angle = Math.atan2(b.y - a.y, b.x - a.x);
        return { ...point(t), angle: edge.from === edge.to ? 0 : Math.abs(angle) > Math.PI / 2 ? angle - Math.sign(angle) * Math.PI : angle };
      }) : [];
      if (edge.loud || edge.weight > 2 || edge.strong) {
        for (const t of [0.5, 0.35, 0.65]) {
          const { x, y } = point(t);
          spots.push({ x: x + width / 2 + 5, y, angle: 0 }, { x: x - width / 2 - 5, y, angle: 0 });
          if (edge.loud) spots.push({ x, y: y - size * 1.1, angle: 0 }, { x, y: y + size * 1.1, angle: 0 });
        }
      }
      for (const at of spots) {
        if (!inside(at, view)) continue;
        const taken = chain(at, width, size * 0.62);
        if (taken.some((box) => boxes.hits(box))) continue;
        for (const box of taken) { boxes.add(box); words.add(box); }
        this.drawn.boxes.push(...taken.map((box) => [...box, `line ${edge.id}`]));
        this.drawn.edges += 1;
        ctx.save();
        ctx.translate(at.x, at.y);
        ctx.rotate(at.angle);
        ctx.fillStyle = scene.paper;
        ctx.globalAlpha = 0.86;
        ctx.fillRect(-width / 2, -size * 0.5, width, size);
        ctx.globalAlpha = 1;
        halo(ctx, text, 0, 0, edge.color, scene.paper, 3);
        ctx.restore();
        return true;
      }
      return false;
    }
  }

  /** The upright boxes that words turned about their middle take: one if they lie level, else a chain of squares. */
  function chain({ x, y, angle }, width, half) {
    if (Math.abs(angle) < 0.02) return [[x - width / 2, y - half, x + width / 2, y + half]];
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const count = Math.max(1, Math.ceil(width / (2 * half)));
    return Array.from({ length: count }, (_, i) => {
      const along = ((i + 0.5) / count - 0.5) * (width - half);
      return [x + along * cos - half, y + along * sin - half, x + along * cos + half, y + along * sin + half];
    });
  }

  function halo(ctx, text, x, y, ink, paper, width) {
    ctx.strokeStyle = paper;
    ctx.lineWidth = width;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = ink;
    ctx.fillText(text, x, y);
  }

  const inside = ({ x, y }, [left, top, right, bottom]) => x >= left && x <= right && y >= top && y <= bottom;

  Object.assign(dateline, { Labels, Boxes });
}
