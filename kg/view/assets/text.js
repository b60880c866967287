// Words and elements. Everything that comes from a report passes through textContent: never through markup.
"use strict";
globalThis.dateline = {};
{
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

  /** An element with properties and children; strings become text nodes. */
  function el(tag, properties = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "class") node.className = value;
      else if (name in node && typeof value !== "string") node[name] = value;
      else node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return node;
  }

  /** Text of unknown direction, kept from turning its surroundings. */
  const bdi = (text, properties = {}) => el("bdi", { dir: "auto", ...properties }, String(text));

  /** An SVG element. */
  function svg(tag, attributes = {}, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  /** A link, if the address was found harmless when the page was written; else the text alone. */
  function link(text, url) {
    if (!url || !/^https?:\/\//i.test(url)) return bdi(text);
    return el("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, bdi(text));
  }

  function day(iso) {
    const [year, month, date] = iso.split("-");
    return `${Number(date)} ${MONTHS[Number(month) - 1]} ${Number(year)}`;
  }

  /** A stretch of days in words: a whole month or year by its name, one day as a day, an open end as such. */
  function period(first, last) {
    if (!first && !last) return "";
    if (!first) return `until ${day(last)}`;
    if (!last) return `from ${day(first)}`;
    if (first === last) return day(first);
    const [y1, m1, d1] = first.split("-");
    const [y2, m2, d2] = last.split("-");
    if (y1 === y2 && first.endsWith("-01-01") && last.endsWith("-12-31")) return String(Number(y1));
    const whole = d1 === "01" && Number(d2) === new Date(Date.UTC(Number(y2), Number(m2), 0)).getUTCDate();
    if (y1 === y2 && m1 === m2) {
      return whole ? `${MONTHS[m1 - 1]} ${Number(y1)}` : `${Number(d1)}–${day(last)}`;
    }
    return y1 === y2 ? `${Number(d1)} ${MONTHS[m1 - 1]} – ${day(last)}` : `${day(first)} – ${day(last)}`;
  }

  const number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
  const plural = (n, one, many = one + "s") => `${number(n)} ${n === 1 ? one : many}`;

  /** Case and accents aside, so that a search finds what is meant. */
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  Object.assign(dateline, { el, bdi, svg, link, day, period, number, plural, folded });
}
