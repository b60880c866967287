// The right-hand side: what stands behind a node or a line, claim by claim, with the words that say it.
"use strict";
{
  const { el, bdi, link, period, plural, number } = dateline;
  const PAGE = 40;

  class Panel {
    /** `on`: {node(id), edge(id), focus(id), source(index), report(index), close()}. */
    constructor(root, model, on) {
      this.root = root;
      this.model = model;
      this.data = model.data;
      this.on = on;
    }

    _fill(heading, ...content) {
      const close = el("button", { class: "close", type: "button", title: "Close (Esc)", "aria-label": "Close", onclick: () => this.on.close() }, "×");
      this.root.replaceChildren(el("div", { class: "head" }, heading, close), ...content);
      this.root.scrollTop = 0;
    }

    /** Nothing chosen: what is disputed and denied, what most origins say, and the reports. */
    overview(visible) {
      const { documents, counts } = this.data;
      const lines = [...visible.passing.values()];
      const heavy = (a, b) => b.origins - a.origins || b.claims.length - a.claims.length || a.id - b.id;
      const standing = ({ id }) => this.data.relations[this.data.edges[id].relation].standing;
      const agreed = lines.filter((e) => e.status === "stated" && e.origins > 1 && !standing(e)).sort(heavy);
      const told = [
        ["In dispute", lines.filter((e) => e.status === "disputed").sort(heavy)],
        ["Denied, and said by nobody", lines.filter((e) => e.status === "denied").sort(heavy)],
        ["Said by more than one independent origin", agreed],
      ];
      const list = el("ul", { class: "reports" });
      this._grow(list, documents.map((_, i) => i), (i) => el("li", {}, this._report(i)));
      this.root.replaceChildren(
        el("h2", {}, "What this shows"),
        el("p", {}, `${plural(counts.claims, "claim")} from ${plural(counts.documents, "report")}, about `
          + `${plural(counts.entities, "entity", "entities")}. A line is what reports say of two entities; nothing here is `
          + "more than that somebody said it. Choose an entity or a line to read who, when, how surely, and in which words."),
        ...told.filter(([, edges]) => edges.length).flatMap(([heading, edges]) => {
          const rows = el("ul", { class: "statements" });
          this._grow(rows, edges, (edge) => el("li", {}, this._statement(edge)), 6);
          return [el("h3", {}, `${heading} `, el("span", { class: "count" }, number(edges.length))), rows];
        }),
        el("h3", {}, "Reports ", el("span", { class: "count" }, number(documents.length))), list,
      );
      this.root.scrollTop = 0;
    }

    /** A line as a sentence that opens it. */
    _statement({ id, claims, status, origins }) {
      const edge = this.data.edges[id];
      const verb = this.data.relations[edge.relation].label;
      const weight = origins > 1 ? `${number(origins)} origins` : claims.length > 1 ? `${number(claims.length)} claims` : "";
      return el("button", { type: "button", class: `relation ${status}`, onclick: () => this.on.edge(id) },
        dateline.sample(this.model.style(id, status)),
        el("span", {}, bdi(this.data.nodes[edge.from].name), el("span", { class: "verb" }, ` ${verb} `), bdi(this.data.nodes[edge.to].name)),
        el("span", { class: "count" }, weight));
    }

    _report(index) {
      const d = this.data.documents[index];
      const about = [d.publisher, d.date ? period(d.date, d.date) : ""].filter(Boolean).join(", ");
      return el("span", { class: "report" }, link(d.title || d.id, d.url), about ? el("span", { class: "quiet" }, " · ", bdi(about)) : "");
    }

    node(n, visible) {
      const node = this.data.nodes[n];
      const style = this.data.classes[node.group];
      const facts = el("dl", {});
      const fact = (name, value) => { if (value) facts.append(el("dt", {}, name), el("dd", {}, value)); };
      if (node.aliases?.length) fact("also", el("span", {}, bdi(node.aliases.join(" · ")), node.unlisted ? ` and ${number(node.unlisted)} more` : ""));
      if (node.count) fact("number", node.count);
      if (node.lat !== undefined) fact("at", `${node.lat.toFixed(2)}, ${node.lon.toFixed(2)}`);
      if (node.geonames) fact("GeoNames", link(String(node.geonames), `https://www.geonames.org/${node.geonames}`));
      fact("id", el("code", {}, bdi(node.key)));
      const focus = el("button", { type: "button", class: "action", onclick: () => this.on.focus(n) }, "Show only its neighbourhood");
      const all = this.model.incident[n];
      const now = all.filter((e) => visible.passing.has(e)).map((e) => visible.passing.get(e))
        .sort((a, b) => b.claims.length - a.claims.length || a.id - b.id);
      const rest = all.length - now.length;
      const list = el("ul", { class: "relations" });
      this._grow(list, now, (edge) => el("li", {}, this._relation(edge, n)));
      this._fill(
        el("h2", {}, bdi(node.name)),
        el("p", { class: "quiet" }, `${style.label} · named in ${plural(node.claims, "claim")}`
          + (node.sourced ? ` · source of ${number(node.sourced)}` : "")),
        facts, this.model.filters.focus === n ? "" : focus, el("h3", {}, plural(now.length, "line")), list,
        rest ? el("p", { class: "quiet" }, `${plural(rest, "more line")} hidden by the filters.`) : "",
      );
    }

    /** A long list a page at a time. */
    _grow(list, items, make, page = PAGE) {
      let at = 0;
      const next = () => {
        list.append(...items.slice(at, at + page).map(make));
        at += page;
        if (at < items.length) {
          const more = el("button", { type: "button", class: "action" }, `Show more (${number(items.length - at)} left)`);
          const row = el("li", {}, more);
          more.addEventListener("click", () => {
            row.remove();
            const first = list.children.length;
            next();
            list.children[first]?.querySelector("button, a")?.focus();
          });
          list.append(row);
        }
      };
      next();
    }

    _relation({ id, claims, status }, n) {
      const edge = this.data.edges[id];
      const relation = this.data.relations[edge.relation];
      const other = edge.from === n ? edge.to : edge.from;
      const arrow = relation.symmetric ? "↔" : edge.from === n ? "→" : "←";
      return el("button", { type: "button", class: `relation ${status}`, onclick: () => this.on.edge(id) },
        dateline.sample(this.model.style(id, status)), el("span", {}, `${relation.label} ${arrow} `, bdi(this.data.nodes[other].name)),
        el("span", { class: "quiet" }, claims.length > 1 ? ` ×${claims.length}` : ""));
    }

    edge({ id, claims, status, origins }) {
      const edge = this.data.edges[id];
      const relation = this.data.relations[edge.relation];
      const end = (n) => el("button", { type: "button", class: "name", onclick: () => this.on.node(n) }, bdi(this.data.nodes[n].name));
      const documents = new Set(claims.map((c) => this.data.claims.document[c])).size;
      const list = el("ol", { class: "claims" });
      this._grow(list, claims, (c) => el("li", {}, this._claim(c)));
      this._fill(
        el("h2", {}, end(edge.from), " ", el("span", { class: "verb" }, relation.label), " ", end(edge.to)),
        el("p", { class: `verdict ${status}` }, dateline.sample(this.data.lines[status]), this.data.lines[status].meaning),
        el("p", { class: "quiet" }, `${plural(claims.length, "claim")} · ${plural(origins, "independent origin")} · ${plural(documents, "report")}`),
        list,
      );
    }

    _claim(c) {
      const d = this.data;
      const columns = d.claims;
      const factuality = d.factualities[columns.factuality[c]];
      const mode = d.modes[columns.mode[c]];
      const context = d.contexts[columns.context[c]];
      const [a, b] = [columns.start[c], columns.end[c]];
      const chain = d.chains[columns.chain[c]];
      const when = period(d.dates[columns.first[c]], d.dates[columns.last[c]]);
      const chips = el("p", { class: "chips" },
        el("span", { class: `chip ${factuality[2] === "-" ? "no" : factuality[0] === "C" ? "yes" : "maybe"}`, title: factuality }, d.certainty[factuality]),
        mode ? el("span", { class: "chip" }, mode) : "",
        d.manners[columns.manner[c]] ? el("span", { class: "chip" }, d.manners[columns.manner[c]]) : "",
        when ? el("span", { class: "chip" }, when) : el("span", { class: "chip empty" }, "no date"),
        columns.place[c] >= 0 ? el("span", { class: "chip" }, "at ", bdi(d.places[columns.place[c]])) : "",
        columns.self[c] ? el("span", { class: "chip maybe", title: "The source speaks of itself" }, "says so of itself") : "");
      const words = el("blockquote", { dir: "auto" }, context.slice(0, a), el("mark", {}, context.slice(a, b)), context.slice(b));
      const path = el("p", { class: "chain" }, el("span", { class: "quiet" }, "according to "));
      chain.forEach((s, i) => {
        if (i) path.append(el("span", { class: "quiet" }, " → "));
        path.append(el("button", { type: "button", class: "name", title: "Only what this source says", onclick: () => this.on.source(s) }, bdi(d.sources[s].label)));
      });
      const foot = el("p", { class: "foot" }, this._report(columns.document[c]),
        el("span", { class: "quiet", title: `${d.extractors[columns.extractor[c]]}, claim ${columns.id[c]}` },
          ` · extraction confidence ${(columns.confidence[c] / 100).toFixed(2)}`));
      return el("article", { class: factuality[2] === "-" ? "no" : "" }, chips, words, path, foot);
    }
  }

  Object.assign(dateline, { Panel });
}
