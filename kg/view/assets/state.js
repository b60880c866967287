// The state of the view in the address, behind the #: whoever gets the link sees the same picture. Names, not numbers, so
// that a link survives a rebuilt page; what the page does not know is ignored.
"use strict";
{
  const SETS = {
    classes: (d) => Object.keys(d.classes).map((c) => [c, c]),
    statuses: (d) => d.statuses.map((s) => [s, s]),
    relations: (d) => d.relations.map((r, i) => [r.name, i]),
    factualities: (d) => d.factualities.map((f, i) => [f, i]),
  };
  const LISTS = { source: (d) => d.sources.map((s) => s.key), report: (d) => d.documents.map((r) => r.id) };
  const ISO = /^\d{4}-\d\d-\d\d$/;

  /** The fragment that stands for what the reader sees. */
  function encode(model, selection, theme, sight) {
    const { data, filters } = model;
    const out = new URLSearchParams();
    for (const [set, names] of Object.entries(SETS)) {
      const hidden = names(data).filter(([, key]) => filters[set].has(key)).map(([name]) => name);
      if (hidden.length) out.set(`hide-${set}`, hidden.join(","));
    }
    for (const [name, keys] of Object.entries(LISTS)) if (filters[name] !== "") out.set(name, keys(data)[Number(filters[name])]);
    for (const name of ["first", "last"]) if (filters[name]) out.set(name, filters[name]);
    if (!filters.undated) out.set("undated", "no");
    if (filters.origins > 1) out.set("origins", filters.origins);
    if (filters.focus >= 0) out.set("focus", data.nodes[filters.focus].key);
    if (filters.focus >= 0 && filters.depth !== 1) out.set("depth", filters.depth);
    if (filters.cap !== model.caps[0]) out.set("show", filters.cap);
    if (selection.node >= 0) out.set("node", data.nodes[selection.node].key);
    if (selection.edge >= 0) {
      const { from, relation, to } = data.edges[selection.edge];
      out.set("line", JSON.stringify([data.nodes[from].key, data.relations[relation].name, data.nodes[to].key]));
    }
    if (sight) out.set("see", sight);
    if (theme) out.set("theme", theme);
    return out.toString();
  }

  /** Set the model's filters from a fragment; returns {selection, theme, sight}. */
  function decode(fragment, model) {
    const { data, filters } = model;
    const given = new URLSearchParams(fragment);
    const node = (key) => (key === null ? -1 : data.nodes.findIndex((n) => n.key === key));
    for (const [set, names] of Object.entries(SETS)) {
      const hidden = new Set((given.get(`hide-${set}`) || "").split(",").filter(Boolean));
      filters[set] = new Set(names(data).filter(([name]) => hidden.has(name)).map(([, key]) => key));
    }
    for (const [name, keys] of Object.entries(LISTS)) {
      const at = given.has(name) ? keys(data).indexOf(given.get(name)) : -1;
      filters[name] = at < 0 ? "" : String(at);
    }
    for (const name of ["first", "last"]) filters[name] = ISO.test(given.get(name) || "") ? given.get(name) : "";
    filters.undated = given.get("undated") !== "no";
    filters.origins = Math.max(1, Math.min(99, Number(given.get("origins")) || 1));
    filters.focus = node(given.get("focus"));
    filters.depth = [1, 2, 3].includes(Number(given.get("depth"))) ? Number(given.get("depth")) : 1;
    filters.cap = model.caps.includes(Number(given.get("show"))) ? Number(given.get("show")) : model.caps[0];
    const selection = { node: node(given.get("node")), edge: -1 };
    try {
      const [from, relation, to] = JSON.parse(given.get("line") || "[]");
      selection.edge = data.edges.findIndex((e) => data.nodes[e.from].key === from && data.nodes[e.to].key === to
        && data.relations[e.relation].name === relation);
    } catch {
      selection.edge = -1;
    }
    return { selection, sight: given.get("see") || "", theme: ["light", "dark"].includes(given.get("theme")) ? given.get("theme") : "" };
  }

  Object.assign(dateline, { encode, decode });
}
