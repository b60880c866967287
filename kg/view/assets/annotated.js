// A report's text with its layers: every piece of text knows what covers it, and shows it when pointed at or chosen.
"use strict";
{
  const { el, bdi, svg, link, period, number } = dateline;
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  $("data").remove();
  const LAYERS = {
    mention: "People, places, groups", time: "Times", source: "Who says", cue: "Words of saying", content: "What is said",
    claim: "Claims",
  };
  const MARKS = { mention: "s mention", time: "s time", source: "s source", cue: "s cue", content: "s content", claim: "s claim" };
  const OUTLINES = {
    dot: "M8 2a6 6 0 1 0 .01 0z", square: "M2.5 2.5h11v11h-11z", diamond: "M8 1l7 7-7 7-7-7z", triangle: "M8 2l7 12H1z",
    triangleDown: "M8 14L1 2h14z", hexagon: "M4.5 2h7L15 8l-3.5 6h-7L1 8z",
    star: "M8 .8l2.2 4.7 5.1.6-3.8 3.5 1 5.1L8 12.1l-4.5 2.6 1-5.1L.7 6.1l5.1-.6z",
  };
  let current = 0;
  let spans = [];
  let pinned = [];
  let chosenTheme = "";
  const off = new Set();
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");

  const report = () => data.reports[current];

  function draw() {
    const r = report();
    const article = $("text");
    if (!r) {
      article.replaceChildren(el("p", {}, "There is no report here."));
      return;
    }
    const words = el("div", { class: "words", dir: "auto" });
    let at = 0;
    spans = r.pieces.map(([text, numbers]) => {
      const layers = [...new Set(numbers.map((n) => r.annotations[n].layer))];
      const mention = numbers.map((n) => r.annotations[n]).findLast((a) => a.layer === "mention");
      const kind = mention ? ` kind-${data.classes[mention.kind].index}` : "";
      const head = at < r.body ? " head" : "";
      at += [...text].length;
      const span = el("span", { class: `s${numbers.length ? " any" : ""} ${layers.join(" ")}${kind}${head}` }, text);
      if (numbers.length) {
        span.addEventListener("mouseenter", () => { if (!pinned.length) show(numbers, false); });
        span.addEventListener("click", () => { pinned = numbers; show(numbers, true); });
      }
      words.append(span);
      return span;
    });
    const about = [r.publisher, r.date ? period(r.date, r.date) : ""].filter(Boolean).join(", ");
    article.replaceChildren(
      el("h2", {}, link(r.title, r.url)), el("p", { class: "quiet" }, bdi(about)), words,
      r.cut ? el("p", { class: "quiet" }, `${number(r.cut)} further characters are not shown.`) : "",
    );
    $("report").value = String(current);
    pinned = [];
    legend();
    overview();
    remember();
  }

  function legend() {
    const { annotations } = report();
    const count = (layer) => annotations.filter((a) => a.layer === layer).length;
    $("layers").replaceChildren(...Object.entries(LAYERS).map(([layer, name]) => {
      const box = el("input", { type: "checkbox", checked: !off.has(layer), id: `layer-${layer}` });
      box.addEventListener("change", () => { if (box.checked) off.delete(layer); else off.add(layer); layers(); });
      return el("li", {}, el("label", {}, box, el("span", { class: MARKS[layer] }, name), el("span", { class: "count" }, number(count(layer)))));
    }));
    const kinds = new Map();
    for (const a of annotations) if (a.layer === "mention") kinds.set(a.kind, (kinds.get(a.kind) || 0) + 1);
    $("classes").replaceChildren(...Object.entries(data.classes).filter(([name]) => kinds.has(name)).map(([name, c]) => el("li", {},
      svg("svg", { viewBox: "0 0 16 16", class: `symbol class-${c.index}`, "aria-hidden": "true" }, svg("path", { d: OUTLINES[c.shape] || OUTLINES.dot })),
      c.label, el("span", { class: "count" }, number(kinds.get(name))))));
    layers();
  }

  function layers() {
    document.body.dataset.off = [...off].join(" ");
    remember();
  }

  /** The annotations with these numbers, beside the text; the places of their entities and groups lit. */
  function show(numbers, scroll) {
    const r = report();
    const seen = numbers.filter((n) => !off.has(r.annotations[n].layer));
    light(seen);
    $("panel").replaceChildren(el("h2", {}, "Here"), el("ul", {}, ...seen.map((n) => el("li", {}, item(n)))),
      el("p", {}, el("button", { type: "button", onclick: () => { pinned = []; overview(); } }, "Everything in this report")));
    if (scroll) $("panel").scrollTop = 0;
  }

  function light(numbers) {
    const r = report();
    const chosen = new Set(numbers);
    const entities = new Set(numbers.map((n) => r.annotations[n].entity).filter(Boolean));
    const groups = new Set(numbers.map((n) => r.annotations[n].group).filter((g) => g !== undefined));
    r.pieces.forEach(([, covering], i) => {
      spans[i].classList.toggle("lit", covering.some((n) => chosen.has(n) || entities.has(r.annotations[n].entity) || groups.has(r.annotations[n].group)));
    });
  }

  /** One annotation as a button; `kind`: whether to say what it is. */
  function item(n, kind = true) {
    const a = report().annotations[n];
    const chips = [
      a.certainty && a.layer !== "mention" ? data.certainty[a.certainty] : "", a.mode, a.direct ? "direct speech" : "", a.form && a.form !== "name" ? a.form : "",
      period(a.first, a.last), a.place ? `at ${a.place}` : "", ...(a.facts || []),
    ].filter(Boolean);
    const what = a.layer === "mention" ? data.classes[a.kind].label : a.layer === "time" ? a.kind.toLowerCase() : LAYERS[a.layer].toLowerCase();
    return el("button", { type: "button", class: "item", onclick: () => go(n) }, kind ? el("span", { class: "what" }, `${what} `) : "", bdi(a.name),
      a.chain ? el("span", { class: "what" }, " · according to ", bdi(a.chain.join(" → "))) : "",
      chips.length ? el("span", { class: "chips" }, ...chips.map((c) => el("span", { class: "chip" }, bdi(c)))) : "");
  }

  function go(n) {
    pinned = [n];
    light([n]);
    const first = report().pieces.findIndex(([, covering]) => covering.includes(n));
    if (first >= 0) spans[first].scrollIntoView({ block: "center" });
  }

  /** All of the report's annotations, claims first. */
  function overview() {
    const { annotations } = report();
    light([]);
    const parts = ["claim", "source", "time"].flatMap((layer) => {
      const numbers = annotations.map((a, n) => [a, n]).filter(([a]) => a.layer === layer).map(([, n]) => n);
      if (!numbers.length) return [];
      return [el("h2", {}, `${LAYERS[layer]} (${number(numbers.length)})`), el("ul", {}, ...numbers.slice(0, 500).map((n) => el("li", {}, item(n, false))))];
    });
    $("panel").replaceChildren(...(parts.length ? parts : [el("p", { class: "quiet" }, "Nothing was found in this report.")]));
  }

  function setTheme(name) {
    chosenTheme = name;
    const dark = (chosenTheme || (prefersDark.matches ? "dark" : "light")) === "dark";
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    $("theme").setAttribute("aria-pressed", String(dark));
  }

  function remember() {
    const state = new URLSearchParams();
    if (current) state.set("report", report().id);
    if (off.size) state.set("off", [...off].join(","));
    if (chosenTheme) state.set("theme", chosenTheme);
    try {
      history.replaceState(null, "", "#" + state);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }

  function turn(step) {
    current = Math.max(0, Math.min(data.reports.length - 1, current + step));
    draw();
    document.querySelector("main").scrollTop = 0;
  }

  const state = new URLSearchParams(location.hash.slice(1));
  for (const layer of (state.get("off") || "").split(",")) if (layer in LAYERS) off.add(layer);
  current = Math.max(0, data.reports.findIndex((r) => r.id === state.get("report")));
  setTheme(["light", "dark"].includes(state.get("theme")) ? state.get("theme") : "");
  $("report").append(...data.reports.map((r, i) => el("option", { value: String(i) }, `${r.date} ${r.title}`.trim())));
  $("report").addEventListener("change", () => { current = Number($("report").value); turn(0); });
  $("previous").addEventListener("click", () => turn(-1));
  $("next").addEventListener("click", () => turn(1));
  $("theme").addEventListener("click", () => { setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"); remember(); });
  prefersDark.addEventListener("change", () => setTheme(chosenTheme));
  document.addEventListener("keydown", (event) => {
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n") turn(1);
    else if (event.key === "p") turn(-1);
    else if (event.key === "Escape") { pinned = []; if (report()) overview(); }
  });
  draw();
  document.documentElement.dataset.ready = "yes";
}
