// Days on an axis, and what the timeline's marks mean.
import { OLD } from "./control";
import { cut, el, month, parts, svg } from "./dom";
import { width } from "./labels";

export const FONT = "system-ui, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

/** Days to mark, with their words: as fine as there is room for. */
export function ticks(from: number, to: number, x: (day: number) => number): [day: number, words: string, strong: boolean][] {
  const wide = (x(to) - x(from)) / Math.max(to - from, 1); // pixels a day
  const out: [number, string, boolean][] = [];
  const [y0, m0] = parts(from);
  const day = (y: number, m: number, d: number): number => Math.round(Date.UTC(y, m, d) / 86_400_000);
  if (wide > 6) {
    const step = wide > 60 ? 1 : wide > 28 ? 2 : wide > 11 ? 5 : 10;
    for (let n = from; n <= to; n++) {
      const [y, m, d] = parts(n);
      if (d === 1 || (d % step === 0 && d < 31 - step / 2) || step === 1) out.push([n, d === 1 ? `${month(m)} ${y}` : `${d} ${month(m)}`, d === 1]);
    }
    return out;
  }
  const months = wide > 2.3 ? 1 : wide > 0.5 ? 3 : wide > 0.25 ? 6 : 12;
  const years = months < 12 ? 1 : Math.max(1, Math.ceil(44 / (wide * 365)));
  for (let y = y0, m = m0 - (m0 % months); day(y, m, 1) <= to; m += months) {
    if (m > 11) [y, m] = [y + 1, 0];
    const at = day(y, m, 1);
    if (at < from || at > to || (months === 12 && y % years)) continue;
    out.push([at, months === 12 ? String(y) : m === 0 ? String(y) : `${month(m)}${months === 1 ? ` ${y}` : ""}`, m === 0]);
  }
  return out;
}

/** A text cut to a width in pixels. */
export function fitted(text: string, most: number): string {
  if (width(text, `500 12px ${FONT}`) <= most) return text;
  let low = 1, high = Math.min([...text].length, 80);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (width(cut(text, middle), `500 12px ${FONT}`) <= most) low = middle;
    else high = middle - 1;
  }
  return cut(text, low);
}

/** What the marks mean. */
export function timelineKey(): HTMLElement {
  const mark = (cls: string, inner: SVGElement[]): SVGElement => svg("svg", { width: 24, height: 16, viewBox: "-12 -8 24 16", "aria-hidden": "true" }, svg("g", { class: `claim h0 ${cls}` }, ...inner));
  const dot = (): SVGElement => svg("circle", { r: 5.5, class: "body" });
  return el("ul", { class: "plain key" },
    el("li", {}, mark("", [dot()]), "a claim of who holds a place, in the holder's colour"),
    el("li", {}, mark("plain", [dot()]), "any other claim; a number counts several"),
    el("li", {}, mark("denied", [dot(), svg("path", { d: "M-3,-3l6,6m0,-6l-6,6", class: "cross" })]), "denied"),
    el("li", {}, mark("hedged", [dot()]), "not certain"),
    el("li", {}, mark("undated", [dot()]), "names no day: drawn on the day of its report"),
    el("li", {}, svg("svg", { width: 24, height: 16, viewBox: "0 -8 24 16", "aria-hidden": "true" }, svg("line", { x1: 0, x2: 24, y1: 0, y2: 0, class: "source-trace h0" })),
      `as this source last had it, for ${OLD} days at most`),
    el("li", {}, svg("svg", { width: 24, height: 16, viewBox: "0 -8 24 16", "aria-hidden": "true" }, svg("g", { class: "bar h0" }, svg("rect", { x: 0, y: -6, width: 10, height: 12, rx: 2, class: "body" }),
      svg("line", { x1: 10, x2: 24, y1: 0, y2: 0, class: "trace" }))), "held, to the last report of it; then a trace where nobody tells more"));
}
