// The graph behind the picture: claims in columns, the filters, and what is visible under them. Knows nothing of the screen.
"use strict";
{
  /** What the claims of one line say together; the same rule as kg.view.network.status. */
  function statusOf(claims, data) {
    const signs = new Map();
    let certain = false;
    for (const c of claims) {
      const value = data.factualities[data.claims.factuality[c]];
      const at = data.claims.mode[c];
      const mode = at < 0 || data.modes[at] === "generic" ? "" : data.modes[at];
      signs.set(mode, (signs.get(mode) || 0) | (value[2] === "+" ? 1 : 2));
      if (mode === "" && value === "CT+") certain = true;
    }
    const all = [...signs.values()];
    if (all.some((s) => s === 3)) return "disputed";
    if (signs.has("")) return signs.get("") === 2 ? "denied" : certain ? "stated" : "hedged";
    if (all.every((s) => s === 2)) return "denied";
    return signs.has("historical") ? "historical" : "future";
  }

  const NOTHING = () => ({
    classes: new Set(), statuses: new Set(), relations: new Set(), factualities: new Set(),
    source: "", report: "", first: "", last: "", undated: true, origins: 1, focus: -1, depth: 1, cap: 0,
  });

  class Model {
    constructor(data) {
      this.data = data;
      this.nodes = data.nodes;
      this.edges = data.edges;
      this.claims = this.edges.map(() => []);
      data.claims.edge.forEach((e, c) => this.claims[e].push(c));
      this.incident = this.nodes.map(() => []);
      this.edges.forEach((edge, e) => {
        this.incident[edge.from].push(e);
        if (edge.to !== edge.from) this.incident[edge.to].push(e);
      });
      this.caps = data.levels.map((level) => level.cap);
      this.filters = NOTHING();
      this.filters.cap = this.caps[0] || 0;
      this.names = this.nodes.map((n) => dateline.folded([n.name, ...(n.aliases || [])].join("\n")));
    }

    reset() {
      const { cap } = this.filters;
      this.filters = { ...NOTHING(), cap };
    }

    /** Whether any filter but the cap is on. */
    get filtered() {
      const f = this.filters;
      return Boolean(f.classes.size || f.statuses.size || f.relations.size || f.factualities.size || f.source || f.report
        || f.first || f.last || !f.undated || f.origins > 1 || f.focus >= 0);
    }

    _passes(c) {
      const f = this.filters;
      const columns = this.data.claims;
      if (f.factualities.has(columns.factuality[c])) return false;
      if (f.source !== "" && !this.data.chains[columns.chain[c]].includes(Number(f.source))) return false;
      if (f.report !== "" && columns.document[c] !== Number(f.report)) return false;
      const first = columns.first[c];
      const last = columns.last[c];
      if (first < 0 && last < 0) return f.undated;
      const dates = this.data.dates;
      if (f.first && last >= 0 && dates[last] < f.first) return false;
      return !(f.last && first >= 0 && dates[first] > f.last);
    }

    /**
     * What is visible now: nodes (ids, the most named first), edges ({id, claims, status, origins}), and what is hidden
     * by the filters and by the cap. Exact: nothing is sampled. The nodes `keep` stay in spite of the cap.
     */
    visible(keep = []) {
      const f = this.filters;
      const wanted = this._neighbourhood();
      const edges = [];
      const touched = new Set();
      const selective = f.factualities.size || f.source !== "" || f.report !== "" || f.first || f.last || !f.undated;
      this.edges.forEach((edge, id) => {
        if (f.relations.has(edge.relation)) return;
        if (f.classes.has(this.nodes[edge.from].group) || f.classes.has(this.nodes[edge.to].group)) return;
        if (wanted && !(wanted.has(edge.from) && wanted.has(edge.to))) return;
        const claims = selective ? this.claims[id].filter((c) => this._passes(c)) : this.claims[id];
        if (!claims.length) return;
        const status = selective ? statusOf(claims, this.data) : this.data.statuses[edge.status];
        if (f.statuses.has(status)) return;
        const origins = selective ? new Set(claims.map((c) => this.data.claims.origin[c])).size : edge.origins;
        if (origins < f.origins) return;
        edges.push({ id, claims, status, origins });
        touched.add(edge.from).add(edge.to);
      });
      const matching = [...touched].sort((a, b) => a - b);
      if (f.focus >= 0 && !touched.has(f.focus)) matching.unshift(f.focus);
      const kept = new Set(matching.slice(0, f.cap).concat(keep.filter((n) => touched.has(n))));
      if (f.focus >= 0) kept.add(f.focus);
      const shown = this._strongest(edges.filter((e) => kept.has(this.edges[e.id].from) && kept.has(this.edges[e.id].to)));
      const joined = new Set(f.focus >= 0 ? [f.focus] : []);
      for (const e of shown) joined.add(this.edges[e.id].from).add(this.edges[e.id].to);
      const nodes = matching.filter((n) => joined.has(n));
      return {
        nodes, edges: shown, passing: new Map(edges.map((e) => [e.id, e])),
        filteredNodes: this.nodes.length - matching.length, cappedNodes: matching.length - nodes.length,
        filteredEdges: this.edges.length - edges.length, cappedEdges: edges.length - shown.length,
      };
    }

    /** How a line is drawn: by its status; what only tells how the world is arranged steps back. */
    style(id, status) {
      const standing = status === "stated" && this.data.relations[this.edges[id].relation].standing;
      return standing ? this.data.standing : this.data.lines[status];
    }

    /**
     * At most `crowd` lines for every node that the view may show: those that most independent origins and most claims stand
     * behind, what happened before what only stands, and always the best one of each node. The same choice as
     * kg.view.network.strongest makes for the layout.
     */
    _strongest(edges) {
      const limit = this.data.crowd * this.filters.cap;
      if (edges.length <= limit) return edges;
      const standing = (e) => Number(this.data.relations[this.edges[e.id].relation].standing);
      const order = [...edges].sort((a, b) => standing(a) - standing(b) || b.origins - a.origins || b.claims.length - a.claims.length || a.id - b.id);
      const held = new Set();
      return order.filter(({ id }, i) => {
        const { from, to } = this.edges[id];
        if (i >= limit && held.has(from) && held.has(to)) return false;
        held.add(from).add(to);
        return true;
      }).sort((a, b) => a.id - b.id);
    }

    /** The nodes within `depth` steps of the focus, or null where nothing is in focus. */
    _neighbourhood() {
      const { focus, depth } = this.filters;
      if (focus < 0) return null;
      let rim = [focus];
      const found = new Set(rim);
      for (let step = 0; step < depth; step += 1) {
        const next = [];
        for (const n of rim) {
          for (const e of this.incident[n]) {
            const { from, to } = this.edges[e];
            for (const m of [from, to]) if (!found.has(m)) { found.add(m); next.push(m); }
          }
        }
        rim = next;
      }
      return found;
    }

    /** Nodes whose name or alias holds every word of the query, the best first. */
    search(query, limit = 12) {
      const words = dateline.folded(query).split(/\s+/).filter(Boolean);
      if (!words.length) return [];
      const hits = [];
      for (let n = 0; n < this.names.length; n += 1) {
        const name = this.names[n];
        if (words.every((w) => name.includes(w))) hits.push([name.startsWith(words[0]) ? 0 : 1, n]);
      }
      return hits.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, limit).map((hit) => hit[1]);
    }

    /** The next greater (+1) or smaller (-1) cap, or null. */
    nextCap(direction) {
      const at = this.caps.findIndex((cap) => cap >= this.filters.cap);
      return this.caps[(at < 0 ? this.caps.length - 1 : at) + direction] ?? null;
    }
  }

  Object.assign(dateline, { Model, statusOf });
}
