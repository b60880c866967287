// Elements and words. Everything that comes from a report passes through textContent: never through markup.

type Child = Node | string | number | null | undefined | false;
type Props = Record<string, string | number | boolean | null | undefined | ((event: any) => void)>;

function fill(node: Element, props: Props, children: Child[]): void {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (name.startsWith("--")) (node as HTMLElement).style.setProperty(name, String(value));
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : String(child));
  }
}

export function el<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  fill(node, props, children);
  return node;
}

export function svg<K extends keyof SVGElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): SVGElementTagNameMap[K] {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(node, props, children);
  return node;
}

export function byId<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** Text of unknown direction, kept from turning its surroundings. */
export const bdi = (text: string, props: Props = {}): HTMLElement => el("bdi", { dir: "auto", ...props }, text);

/** A link, if the address was found harmless when the page was written; else the text alone. */
export function link(text: string, url: string | undefined): HTMLElement {
  if (!url || !/^https?:\/\//i.test(url)) return bdi(text);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, bdi(text));
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = 86_400_000;

export const parts = (day: number): [number, number, number] => {
  const d = new Date(day * DAY);
  return [d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()];
};

export const iso = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

export function fromIso(text: string | null): number | null {
  if (!text || !/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) ? null : Math.round(at / DAY);
}

export const month = (n: number): string => MONTHS[n]!;

export function day(n: number): string {
  const [y, m, d] = parts(n);
  return `${d} ${MONTHS[m]} ${y}`;
}

/** A stretch of days in words: a whole month or year by its name, an open end as such. */
export function period(first: number | null, last: number | null): string {
  if (first === null && last === null) return "";
  if (first === null) return `until ${day(last!)}`;
  if (last === null) return `from ${day(first)}`;
  if (first === last) return day(first);
  const [y1, m1, d1] = parts(first), [y2, m2, d2] = parts(last);
  if (y1 === y2 && m1 === 0 && d1 === 1 && m2 === 11 && d2 === 31) return String(y1);
  if (y1 === y2 && m1 === m2) return d1 === 1 && parts(last + 1)[2] === 1 ? `${MONTHS[m1]} ${y1}` : `${d1}–${day(last)}`;
  return y1 === y2 ? `${d1} ${MONTHS[m1]} – ${day(last)}` : `${day(first)} – ${day(last)}`;
}

export const number = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
export const plural = (n: number, one: string, many = `${one}s`): string => `${number(n)} ${n === 1 ? one : many}`;

/** Case and accents aside, so that a search finds what is meant. */
export const folded = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** At most `most` code points. */
export function cut(text: string, most: number): string {
  const points = [...text];
  return points.length <= most ? text : `${points.slice(0, most - 1).join("").trimEnd()}…`;
}

/** How much larger than on a laptop everything is drawn: pictures grow with the letters of the page. */
export const scale = (): number => Math.max(1, parseFloat(getComputedStyle(document.documentElement).fontSize) / 15.2);

/** Give a picture the size of its frame in units of scale(); returns the width and height in these units. */
export function frame(canvas: SVGSVGElement, box: HTMLElement): [number, number] {
  const f = scale(), w = box.clientWidth / f, h = box.clientHeight / f;
  if (w && h) canvas.setAttribute("viewBox", `0 0 ${w} ${h}`);
  return [w, h];
}

/** One member of a group stands in the tab order, and arrows go on from it; `next` gives the neighbour in a direction. */
export function rove(root: Element, selector: string, next: (from: Element, key: string) => Element | null): void {
  const members = (): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(selector)];
  const offer = (chosen: Element | null): void => {
    for (const m of members()) m.setAttribute("tabindex", m === chosen ? "0" : "-1");
  };
  root.addEventListener("keydown", (event) => {
    const e = event as KeyboardEvent;
    const from = (e.target as Element).closest(selector);
    if (!from || e.ctrlKey || e.altKey || e.metaKey) return;
    if (e.key === "Enter" || e.key === " ") {
      e.preventDefault();
      from.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      return;
    }
    if (!/^(Arrow|Home$|End$)/.test(e.key)) return;
    const all = members();
    const to = e.key === "Home" ? all[0] : e.key === "End" ? all[all.length - 1] : next(from, e.key);
    e.preventDefault();
    e.stopPropagation();
    if (to) {
      offer(to);
      (to as HTMLElement).focus();
    }
  });
  root.addEventListener("focusin", (event) => {
    const at = (event.target as Element).closest(selector);
    if (at) offer(at);
  });
}

/** After drawing anew: exactly one member can be reached by Tab; the one that had the focus keeps it, or leaves it to that. */
export function settle(root: Element, selector: string, focused: string | null): void {
  const all = [...root.querySelectorAll<HTMLElement>(selector)];
  const kept = focused === null ? undefined : all.find((m) => m.dataset.k === focused);
  const offered = kept ?? all.find((m) => m.getAttribute("aria-pressed") === "true") ?? all[0];
  for (const m of all) m.setAttribute("tabindex", m === offered ? "0" : "-1");
  if (focused !== null) (kept ?? offered)?.focus({ preventScroll: true });
}

/** The key of the member of `root` that has the focus. */
export function focusedKey(root: Element): string | null {
  const at = document.activeElement;
  return at && root.contains(at) ? (at as HTMLElement).dataset.k ?? null : null;
}

/** The member that lies nearest in the direction of an arrow key. */
export function nearest(root: Element, selector: string): (from: Element, key: string) => Element | null {
  const middle = (e: Element): [number, number] => {
    const r = e.getBoundingClientRect();
    return [r.x + r.width / 2, r.y + r.height / 2];
  };
  return (from, key) => {
    const [x, y] = middle(from);
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] as [number, number];
    let best: Element | null = null, least = Infinity;
    for (const other of root.querySelectorAll(selector)) {
      if (other === from) continue;
      const [ox, oy] = middle(other);
      const along = (ox - x) * dx + (oy - y) * dy, across = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
      if (along <= 1) continue;
      const cost = along + 2 * across;
      if (cost < least) [best, least] = [other, cost];
    }
    return best;
  };
}
