// Puts the panes together: one state, every pane follows it.
import { timelineKey } from "./axis";
import { load } from "./data";
import { bdi, byId, el, number, plural } from "./dom";
import { GraphPane } from "./graph";
import { MapPane } from "./map";
import { search } from "./search";
import { PANES, Store, type Pane } from "./state";
import { TextPane } from "./text";
import { TimelinePane } from "./timeline";

function start(): void {
  const data = load();
  const store = new Store(data);
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  store.state = { ...store.state, ...store.decode(location.hash.slice(1)) };

  const theme = (): void => {
    const now = store.state.theme || (dark.matches ? "dark" : "light");
    root.dataset.theme = now;
    byId("theme").setAttribute("aria-pressed", String(now === "dark"));
  };
  theme();
  dark.addEventListener("change", theme);
  addEventListener("beforeprint", () => {
    root.dataset.theme = "light";
  });
  addEventListener("afterprint", theme);

  const timeline = new TimelinePane(data, store);
  const today = (): number => timeline.today();
  const map = new MapPane(data, store, today);
  const graph = new GraphPane(data, store, today);
  const text = new TextPane(data, store, today);
  search(data, store);

  const chosen = byId("chosen");
  const follow = (): void => {
    const { entity, claims, wide } = store.state;
    root.dataset.wide = wide;
    for (const pane of PANES) {
      const button = byId(`${pane}-wide`);
      button.setAttribute("aria-pressed", String(wide === pane));
      button.title = wide === pane ? "Back to all panes" : "Give this pane the whole window";
    }
    const spot = map.spots.get(entity);
    const e = data.entities[entity];
    const known = e?.aliases?.length ? `also ${e.aliases.slice(0, 3).join(", ")}` : "";
    chosen.replaceChildren(...(e
      ? [el("strong", {}, bdi(e.name)), el("span", { class: "quiet" }, ` ${data.cls(entity).label} · ${plural(data.naming[entity]!.length, "claim")}`,
        spot ? ` · ${spot.words}` : /^(Place|PlaceGroup|Facility)$/.test(e.type) ? " · no position known" : "", known ? " · " : "", known ? bdi(known) : "")]
      : [el("span", { class: "quiet" }, "Choose a place, an actor, a source or a claim in any pane: all of them follow.")]),
    claims.length ? el("span", { class: "quiet" }, ` · ${plural(claims.length, "claim")} chosen`) : "");
    byId("clear").hidden = entity < 0 && !claims.length;
    const fragment = store.encode();
    if (fragment === location.hash.slice(1) || location.protocol === "about:") return; // a notebook's frame has no address
    history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
  };
  store.listen((state, changed) => {
    if (changed.has("theme")) theme();
    follow();
    if (changed.has("entity") || changed.has("claims")) {
      byId("announce").textContent = state.entity >= 0 ? `${data.name(state.entity)}: ${plural(store.focus().length, "claim")}` : "Everything is shown";
    }
  });

  byId("clear").addEventListener("click", () => store.set({ entity: -1, claims: [], report: -1 }));
  byId("theme").addEventListener("click", () => store.set({ theme: root.dataset.theme === "dark" ? "light" : "dark" }));
  for (const pane of PANES) byId(`${pane}-wide`).addEventListener("click", () => store.set({ wide: store.state.wide === pane ? "" : pane as Pane }));
  const help = byId<HTMLDialogElement>("keys");
  byId("key-graph").append(...graph.legend() as HTMLElement[]);
  byId("key-timeline").append(timelineKey());
  const explain = (): void => {
    help.showModal();
    help.scrollTop = 0; // the focus goes to the button at its end
  };
  byId("help").addEventListener("click", explain);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.target instanceof HTMLInputElement && event.target.type === "search";
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
      if (store.state.wide) store.set({ wide: "" });
      else store.set({ entity: -1, claims: [], report: -1 });
    } else if (typing) return;
    else if (event.key === "/") {
      event.preventDefault();
      byId("search").focus();
    } else if (event.key === "?") explain();
    else if (event.key === "p") byId("play").click();
    else if (["1", "2", "3", "4"].includes(event.key)) byId(`${PANES[Number(event.key) - 1]!}-pane`).focus();
  });
  addEventListener("hashchange", () => store.set(store.decode(location.hash.slice(1))));

  const { counts } = data.raw;
  byId("status").textContent = data.claims.length < counts.claims
    ? `The ${number(data.claims.length)} most important of ${plural(counts.claims, "claim")} are in this page; ${plural(counts.entities, "entity", "entities")} and ${plural(counts.reports, "report")} in all.`
    : `${plural(counts.claims, "claim")} about ${plural(counts.entities, "entity", "entities")} in ${plural(counts.reports, "report")}.`;

  follow();
  timeline.draw(store.state);
  map.paint(store.state);
  map.fit(false);
  text.draw(store.state);
  requestAnimationFrame(() => {
    root.dataset.ready = "yes";
  });
  Object.assign(globalThis, { dateline: { data, store, map, graph, timeline, text } });
}

start();
