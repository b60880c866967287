// Finding an entity by name: a combo box after the ARIA pattern.
import type { Data } from "./data";
import { bdi, byId, el, folded, plural } from "./dom";
import type { Store } from "./state";

const MOST = 12;

export function search(data: Data, store: Store): void {
  const input = byId<HTMLInputElement>("search"), list = byId<HTMLUListElement>("found");
  const names = data.entities.map((e) => [e.name, ...(e.aliases ?? [])].map(folded));
  let at = -1, found: number[] = [];
  const close = (): void => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  };
  const go = (entity: number): void => {
    close();
    input.value = "";
    store.set({ entity, claims: [], report: -1 });
  };
  const mark = (): void => {
    [...list.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", `found-${at}`);
      list.children[at]?.scrollIntoView({ block: "nearest" });
    }
  };
  const look = (): void => {
    const asked = folded(input.value.trim());
    if (!asked) return close();
    const score = (n: number): number => {
      let best = 9;
      for (const name of names[n]!) best = Math.min(best, name === asked ? 0 : name.startsWith(asked) ? 1 : name.includes(` ${asked}`) ? 2 : name.includes(asked) ? 3 : 9);
      return best;
    };
    const scored = names.map((_, n) => [n, score(n)] as const).filter(([, s]) => s < 9);
    found = scored.sort((a, b) => a[1] - b[1] || data.naming[b[0]]!.length - data.naming[a[0]]!.length || a[0] - b[0]).slice(0, MOST).map(([n]) => n);
    list.replaceChildren(...found.map((n, i) => el("li", { role: "option", id: `found-${i}`, "aria-selected": "false", onmousedown: (event) => {
      event.preventDefault();
      go(n);
    } }, bdi(data.name(n)), el("span", { class: "quiet" }, ` ${data.cls(n).label}, ${plural(data.naming[n]!.length, "claim")}`))));
    if (!found.length) list.append(el("li", { class: "quiet", role: "option", "aria-disabled": "true" }, "Nobody and nothing of that name"));
    else if (scored.length > MOST) list.append(el("li", { class: "quiet", role: "option", "aria-disabled": "true" }, `${plural(scored.length - MOST, "name")} more: type on`));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    at = found.length ? 0 : -1;
    mark();
  };
  input.addEventListener("input", look);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) look();
      else if (found.length) at = (at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      mark();
    } else if (event.key === "Enter" && at >= 0 && found[at] !== undefined) go(found[at]!);
    else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
}
