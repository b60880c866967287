// Puts the page together: model, picture, panel, controls, address.
"use strict";
{
  const { number, plural } = dateline;
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  $("data").remove();
  const model = new dateline.Model(data);
  let selection = { node: -1, edge: -1 };
  let chosenTheme = "";
  let visible = { nodes: [], edges: [] };
  let positions = new Map();
  let written = null;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");

  const theme = () => chosenTheme || (prefersDark.matches ? "dark" : "light");

  const canvas = new dateline.Canvas($("canvas"), model, {
    node: (n) => select({ node: n }), edge: (e) => select({ edge: e }), nothing: () => select({}), moved: () => remember(),
  });
  const panel = new dateline.Panel($("panel"), model, {
    node: choose, edge: (e) => select({ edge: e }), close: () => select({}), focus,
    source: (s) => { model.filters.source = String(s); refresh(); },
  });
  const controls = new dateline.Controls(model, { changed: refresh, choose });

  function refresh(fit = false) {
    visible = model.visible();
    positions = dateline.arrange(model, visible, canvas.aspect);
    canvas.show(visible, positions, fit);
    controls.sync();
    status();
    select(selection);
  }

  function status() {
    const v = visible;
    const claims = v.edges.reduce((sum, e) => sum + e.claims.length, 0);
    $("shown").textContent = `${number(v.nodes.length)} of ${plural(data.counts.entities, "entity", "entities")} · `
      + `${number(v.edges.length)} of ${plural(data.counts.edges, "line")} · ${number(claims)} of ${plural(data.counts.claims, "claim")}`;
    const what = (nodes, edges) => [nodes && plural(nodes, "entity", "entities"), edges && plural(edges, "line")].filter(Boolean).join(" and ");
    const hidden = [];
    if (v.cappedNodes || v.cappedEdges) hidden.push(`${what(v.cappedNodes, v.cappedEdges)} of less weight (this view's limit is ${number(model.filters.cap)} entities)`);
    if (v.filteredNodes || v.filteredEdges) hidden.push(`${what(v.filteredNodes, v.filteredEdges)} by filters`);
    $("hidden").textContent = hidden.length ? `Hidden: ${hidden.join("; ")}.` : v.nodes.length ? "Nothing is hidden." : "Nothing matches these filters.";
    const more = model.nextCap(1);
    $("more").hidden = !((v.cappedNodes || v.cappedEdges) && more);
    $("more").textContent = `Show ${number(more || 0)}`;
    const less = model.nextCap(-1);
    $("less").hidden = !less;
    $("less").textContent = `Show ${number(less || 0)}`;
    $("empty").hidden = v.nodes.length > 0;
  }

  function select(what) {
    selection = { node: what.node ?? -1, edge: what.edge ?? -1 };
    const line = visible.passing.get(selection.edge);
    if (!line) selection.edge = -1;
    else drawn(line);
    canvas.select(selection);
    document.body.classList.toggle("chosen", selection.node >= 0 || selection.edge >= 0);
    if (line) panel.edge(line);
    else if (selection.node >= 0) panel.node(selection.node, visible);
    else panel.overview(visible);
    const name = line ? "line chosen" : selection.node >= 0 ? data.nodes[selection.node].name : "";
    $("announce").textContent = name;
    remember();
  }

  /** See that a chosen line is in the picture, though the limit left it out. */
  function drawn(line) {
    const { from, to } = data.edges[line.id];
    if (visible.edges.includes(line)) return;
    if (!positions.has(from) || !positions.has(to)) {
      model.filters.focus = positions.has(to) ? to : from;
      visible = model.visible([from, to]);
      positions = dateline.arrange(model, visible, canvas.aspect);
      controls.sync();
    }
    if (!visible.edges.some((e) => e.id === line.id) && positions.has(from) && positions.has(to)) visible.edges.push(line);
    canvas.show(visible, positions, false);
    status();
  }

  /** Choose an entity from a list: bring it into the picture first, if the limit or a filter hides it. */
  function choose(n) {
    if (!positions.has(n)) focus(n);
    else {
      select({ node: n });
      canvas.centre(n);
    }
  }

  function focus(n) {
    model.filters.focus = n;
    selection = { node: n, edge: -1 };
    refresh(true);
  }

  function cap(direction) {
    model.filters.cap = model.nextCap(direction) ?? model.filters.cap;
    refresh(true);
  }

  function setTheme(name) {
    chosenTheme = name;
    document.documentElement.dataset.theme = theme();
    canvas.setTheme(theme());
    $("theme").setAttribute("aria-pressed", String(theme() === "dark"));
  }

  /** In a sandboxed frame the address cannot be written; the view works without. */
  function remember() {
    const fragment = dateline.encode(model, selection, chosenTheme, canvas.sight);
    if (fragment === written) return;
    written = fragment;
    try {
      history.replaceState(null, "", "#" + fragment);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }

  function recall() {
    const { selection: chosen, theme: wanted, sight } = dateline.decode(location.hash.slice(1), model);
    setTheme(wanted);
    selection = chosen;
    refresh(true);
    if (sight) {
      canvas.look(sight);
      remember();
    }
  }

  $("fit").addEventListener("click", () => { canvas.fit(); remember(); });
  $("closer").addEventListener("click", () => canvas.zoom(1.3));
  $("farther").addEventListener("click", () => canvas.zoom(1 / 1.3));
  $("tidy").addEventListener("click", () => {
    positions = dateline.tidy(model, visible, positions);
    canvas.show(visible, positions, true);
  });
  $("theme").addEventListener("click", () => { setTheme(theme() === "dark" ? "light" : "dark"); remember(); });
  $("legend").addEventListener("click", () => {
    const closed = document.body.classList.toggle("no-legend");
    $("legend").setAttribute("aria-expanded", String(!closed));
    canvas.network.redraw();
  });
  $("help").addEventListener("click", () => $("keys").showModal());
  $("more").addEventListener("click", () => cap(1));
  $("less").addEventListener("click", () => cap(-1));
  $("canvas").addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow")) {
      const n = canvas.step(selection.node, event.key);
      if (n >= 0) { select({ node: n }); canvas.centre(n); }
    } else if (event.key === "+" || event.key === "=") canvas.zoom(1.3);
    else if (event.key === "-") canvas.zoom(1 / 1.3);
    else if (event.key === "0") { canvas.fit(); remember(); }
    else if (event.key === "Enter" && selection.node >= 0) $("panel").querySelector("button, a")?.focus();
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing) { event.preventDefault(); $("search").focus(); }
    if (event.key === "Escape" && !typing && !$("keys").open) select({});
  });
  prefersDark.addEventListener("change", () => setTheme(chosenTheme));
  addEventListener("hashchange", () => { if (location.hash.slice(1) !== written) recall(); });
  addEventListener("beforeprint", () => { document.documentElement.dataset.theme = "light"; canvas.setTheme("light"); });
  addEventListener("afterprint", () => setTheme(chosenTheme));

  recall();
  dateline.app = { model, canvas, visible: () => visible, selection: () => selection };
  document.documentElement.dataset.ready = "yes";
}
