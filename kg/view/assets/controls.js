// Legend, filters and search. The legend is the filter: every mark in it switches what it explains.
"use strict";
{
  const { el, bdi, svg, number } = dateline;

  /** A piece of a line as it is drawn. */
  function sample(style) {
    const line = svg("line", {
      x1: 1, y1: 6, x2: 33, y2: 6, class: "stroke", "stroke-width": style.width + 0.4, "stroke-dasharray": style.dashes.join(" "),
    });
    return svg("svg", { viewBox: "0 0 34 12", class: `sample line-${style.name}`, "aria-hidden": "true" }, line);
  }

  const OUTLINES = {
    dot: "M8 2a6 6 0 1 0 .01 0z", square: "M2.5 2.5h11v11h-11z", diamond: "M8 1l7 7-7 7-7-7z", triangle: "M8 2l7 12H1z",
    triangleDown: "M8 14L1 2h14z", hexagon: "M4.5 2h7L15 8l-3.5 6h-7L1 8z",
    star: "M8 .8l2.2 4.7 5.1.6-3.8 3.5 1 5.1L8 12.1l-4.5 2.6 1-5.1L.7 6.1l5.1-.6z",
  };

  function symbol(style, name) {
    return svg("svg", { viewBox: "0 0 16 16", class: `symbol class-${name}`, "aria-hidden": "true" },
      svg("path", { d: OUTLINES[style.shape] || OUTLINES.dot }));
  }

  const OFFERED = 1000;

  /** Choices for a list; what is beyond a thousand is counted, and chosen where a claim names it. */
  function fill(select, choices) {
    select.append(...choices.slice(0, OFFERED).map(([value, text]) => el("option", { value: String(value) }, text)));
    const rest = choices.length - OFFERED;
    if (rest > 0) select.append(el("option", { disabled: true, value: "-" }, `and ${number(rest)} more: choose one where a claim names it`));
  }

  /** See that a list has the choice that is in force. */
  function offer(select, value, label) {
    if (value !== "" && ![...select.options].some((o) => o.value === value)) select.append(el("option", { value }, label(Number(value))));
  }

  /** "disputed: said and denied" as a name and what it means. */
  function named(text) {
    const at = text.search(/[:,] /);
    return at < 0 ? [text] : [text.slice(0, at), el("small", { class: "quiet" }, text.slice(at + 1))];
  }

  class Controls {
    /** `on`: {changed(), choose(node)}. */
    constructor(model, on) {
      this.model = model;
      this.data = model.data;
      this.on = on;
      this.boxes = [];
      this._legend();
      this._filters();
      this._search();
    }

    _check(set, key, mark, text, count) {
      const box = el("input", { type: "checkbox", checked: true });
      box.addEventListener("change", () => {
        const hidden = this.model.filters[set];
        if (box.checked) hidden.delete(key); else hidden.add(key);
        this.on.changed();
      });
      this.boxes.push({ box, set, key });
      return el("li", {}, el("label", {}, box, mark ?? "", el("span", { class: count ? "text" : "text quiet" }, ...named(text)), el("span", { class: "count" }, number(count))));
    }

    _list(id, set, entries) {
      const list = document.getElementById(id);
      list.replaceChildren(...entries.map(([key, mark, text, count]) => this._check(set, key, mark, text, count)));
      const only = el("span", { class: "all" },
        el("button", { type: "button", onclick: () => this._all(set, entries, true) }, "all"), " ",
        el("button", { type: "button", onclick: () => this._all(set, entries, false) }, "none"));
      list.previousElementSibling.append(only);
    }

    _all(set, entries, shown) {
      const hidden = this.model.filters[set];
      for (const [key] of entries) if (shown) hidden.delete(key); else hidden.add(key);
      this.on.changed();
    }

    _legend() {
      const { data } = this;
      const classes = new Map();
      for (const n of data.nodes) classes.set(n.group, (classes.get(n.group) || 0) + 1);
      this._list("classes", "classes", Object.keys(data.classes).filter((c) => classes.has(c))
        .map((c) => [c, symbol(data.classes[c], data.classes[c].index), data.classes[c].label, classes.get(c)]));
      const lines = new Map();
      const relations = new Map();
      for (const e of data.edges) {
        const status = data.statuses[e.status];
        lines.set(status, (lines.get(status) || 0) + 1);
        relations.set(e.relation, (relations.get(e.relation) || 0) + 1);
      }
      this._list("statuses", "statuses", data.statuses.map((s) => [s, sample(data.lines[s]), data.lines[s].meaning, lines.get(s) || 0]));
      const listed = [...relations].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      for (const [id, style] of [["relations", data.lines.stated], ["standing", data.standing]]) {
        const own = listed.filter(([r]) => data.relations[r].standing === (id === "standing"));
        this._list(id, "relations", own.map(([r, count]) => [r, sample(style), data.relations[r].label, count]));
        document.getElementById(id).closest("section").hidden = !own.length;
      }
      const certainty = new Map();
      for (const f of data.claims.factuality) certainty.set(f, (certainty.get(f) || 0) + 1);
      this._list("factualities", "factualities", data.factualities.map((f, i) => [i, null, data.certainty[f], certainty.get(i) || 0])
        .filter((entry) => entry[3]));
    }

    _filters() {
      const { data, model } = this;
      const bind = (id, name, read) => {
        const field = document.getElementById(id);
        field.addEventListener("change", () => { model.filters[name] = read(field); this.on.changed(); });
        return field;
      };
      const counts = new Map();
      data.claims.chain.forEach((chain) => { for (const s of new Set(data.chains[chain])) counts.set(s, (counts.get(s) || 0) + 1); });
      this.source = bind("source", "source", (f) => f.value);
      const sources = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      fill(this.source, sources.map(([s, count]) => [s, `${data.sources[s].label} (${number(count)})`]));
      this.report = bind("report", "report", (f) => f.value);
      fill(this.report, data.documents.map((d, i) => [i, `${d.date || ""} ${d.title || d.id}`.trim()]));
      this.first = bind("first", "first", (f) => f.value);
      this.last = bind("last", "last", (f) => f.value);
      this.undated = bind("undated", "undated", (f) => f.checked);
      this.origins = bind("origins", "origins", (f) => Math.max(1, Number(f.value) || 1));
      this.depth = bind("depth", "depth", (f) => Number(f.value));
      const dates = data.dates.filter(Boolean);
      for (const field of [this.first, this.last]) {
        if (dates.length) { field.min = dates[0]; field.max = dates.at(-1); }
      }
      document.getElementById("reset").addEventListener("click", () => { model.reset(); this.on.changed(true); });
      document.getElementById("unfocus").addEventListener("click", () => { model.filters.focus = -1; this.on.changed(true); });
    }

    _search() {
      const field = document.getElementById("search");
      const list = document.getElementById("found");
      let hits = [];
      let at = -1;
      const draw = () => {
        list.replaceChildren(...hits.map((n, i) => el("li", {
          role: "option", id: `hit-${i}`, "aria-selected": String(i === at), onmousedown: (event) => { event.preventDefault(); choose(i); },
        }, symbol(this.data.classes[this.data.nodes[n].group], this.data.classes[this.data.nodes[n].group].index), bdi(this.data.nodes[n].name),
        el("span", { class: "count" }, number(this.data.nodes[n].claims)))));
        if (field.value.trim() && !hits.length) list.append(el("li", { class: "quiet" }, "nothing by that name"));
        list.hidden = !field.value.trim();
        field.setAttribute("aria-expanded", String(!list.hidden));
        if (at >= 0) field.setAttribute("aria-activedescendant", `hit-${at}`); else field.removeAttribute("aria-activedescendant");
      };
      const close = () => { hits = []; at = -1; list.hidden = true; field.setAttribute("aria-expanded", "false"); };
      const choose = (i) => {
        const n = hits[i];
        if (n === undefined) return;
        field.value = "";
        close();
        this.on.choose(n);
      };
      field.addEventListener("input", () => { hits = this.model.search(field.value); at = hits.length ? 0 : -1; draw(); });
      field.addEventListener("blur", close);
      field.addEventListener("keydown", (event) => {
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
          event.preventDefault();
          if (hits.length) at = (at + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % hits.length;
          draw();
        } else if (event.key === "Enter") { choose(at); } else if (event.key === "Escape") { field.value = ""; close(); }
      });
    }

    /** Bring every control in line with the model (after a reset, or a state from the address). */
    sync() {
      const f = this.model.filters;
      for (const { box, set, key } of this.boxes) box.checked = !f[set].has(key);
      for (const name of ["source", "report"]) offer(this[name], f[name], (i) => (name === "source" ? this.data.sources[i].label : this.data.documents[i].title || this.data.documents[i].id));
      for (const name of ["source", "report", "first", "last"]) this[name].value = f[name];
      this.undated.checked = f.undated;
      this.origins.value = String(f.origins);
      this.depth.value = String(f.depth);
      const focus = document.getElementById("focused");
      focus.hidden = f.focus < 0;
      if (f.focus >= 0) document.getElementById("focus-name").replaceChildren(bdi(this.data.nodes[f.focus].name));
      document.getElementById("reset").disabled = !this.model.filtered;
    }
  }

  Object.assign(dateline, { Controls, sample, symbol });
}
