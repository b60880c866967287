// The reports: every claim in view with its words highlighted, who says so through whom, and the whole report to read.
import type { Claim, Data, Report } from "./data";
import { bdi, byId, day as words, el, link, number, period, plural } from "./dom";
import type { State, Store } from "./state";

const STEP = 30;
const BREAK = /[.!?…]["'”’)\]]*\s+|\n/g;
const ROOM = 220;

export class TextPane {
  private readonly root = byId("text-canvas");
  private limit = STEP;

  constructor(private readonly data: Data, private readonly store: Store, private readonly today: () => number) {
    byId("text-more").addEventListener("click", () => {
      this.limit += STEP;
      this.draw(store.state);
    });
    store.listen((state, changed) => {
      if (changed.has("entity") || changed.has("claims") || changed.has("report")) {
        this.limit = STEP;
        this.draw(state);
        if (!changed.has("report") || state.report < 0) this.root.scrollTop = 0;
      } else if (changed.has("day")) this.mark();
    });
  }

  draw(state: State): void {
    if (state.report >= 0) return this.whole(state.report);
    const { data } = this;
    const claims = state.claims.length ? state.claims.map((n) => data.claims[n]!) : this.store.focus();
    // What tells of control first within a report; reports in the order of their days, the latest first.
    const byReport = new Map<number, Claim[]>();
    for (const c of claims) byReport.set(c.report, [...(byReport.get(c.report) ?? []), c]);
    const reports = [...byReport].sort((a, b) => b[0] - a[0]);
    const out: HTMLElement[] = [];
    let left = this.limit;
    for (const [n, of] of reports) {
      if (left <= 0) break;
      const shown = [...of].sort((a, b) => a.start - b.start || a.n - b.n).slice(0, left);
      left -= shown.length;
      out.push(this.report(n, of.length, shown));
    }
    const total = claims.length, here = Math.min(total, this.limit);
    byId("text-count").textContent = total > here
      ? `${number(here)} of ${plural(total, "claim")} in ${plural(reports.length, "report")}`
      : `${plural(total, "claim")} in ${plural(reports.length, "report")}`;
    const more = byId("text-more");
    more.hidden = total <= here;
    more.textContent = `Show ${number(Math.min(STEP, total - here))} more`;
    this.root.replaceChildren(...(out.length ? out : [el("p", { class: "quiet" }, "No report tells of this.")]));
    this.mark();
  }

  /** Reports that came after the slider's day are told apart. */
  private mark(): void {
    const day = this.today();
    for (const node of this.root.querySelectorAll<HTMLElement>("[data-day]")) {
      node.classList.toggle("later", Number(node.dataset.day) > day);
    }
  }

  private head(n: number): HTMLElement[] {
    const report = this.data.reports[n]!;
    return [
      el("h3", {}, link(report.title || report.id, report.url)),
      el("p", { class: "quiet by" }, report.publisher ? bdi(report.publisher) : "publisher unknown",
        typeof report.day === "number" ? `, ${words(report.day)}` : ", without a date", el("span", { class: "after" }, " · after the day chosen")),
    ];
  }

  private report(n: number, total: number, claims: Claim[]): HTMLElement {
    const report = this.data.reports[n]!;
    const card = el("article", { class: "report", "data-day": report.day ?? "" }, ...this.head(n));
    for (const c of claims) card.append(this.claim(c));
    if (total > claims.length) card.append(el("p", { class: "quiet" }, `${plural(total - claims.length, "claim")} more of this report`));
    if (report.text) card.append(el("button", { type: "button", class: "plain read", onclick: () => this.store.set({ report: n }) }, report.left ? "Read what is here of the report" : "Read the report"));
    return card;
  }

  private claim(c: Claim): HTMLElement {
    const { data } = this;
    const chosen = this.store.state.claims.includes(c.n);
    const [code, meaning] = data.raw.factualities[c.factuality]!;
    const tone = c.denied ? "no" : c.hedged ? "maybe" : "yes";
    const when = period(c.first, c.last);
    return el("section", { class: `claim-card${chosen ? " chosen" : ""}`, "data-claim": c.id },
      el("p", { class: "says" }, ...this.link(c.subject), " ", el("span", { class: "relation" }, data.label(c.relation)), " ", ...this.link(c.object)),
      this.sentence(c),
      el("p", { class: "chips" },
        el("span", { class: `chip ${tone}`, title: code }, meaning), when ? el("span", { class: "chip" }, when) : el("span", { class: "chip empty" }, "names no day"),
        c.mode ? el("span", { class: "chip" }, c.mode) : null, c.place >= 0 ? el("span", { class: "chip" }, "at ", bdi(data.name(c.place))) : null,
        el("button", { type: "button", class: "plain show", "aria-pressed": String(chosen), onclick: () => this.store.chooseClaims([c.n]) }, chosen ? "Chosen" : "Show")),
      el("p", { class: "chain quiet" }, "according to ", ...c.chain.flatMap((s, i) => [...(i ? [" → "] : []), ...this.link(s)])));
  }

  private link(entity: number): (HTMLElement | string)[] {
    if (entity < 0) return [];
    const held = this.data.colour.get(entity);
    return [el("button", { type: "button", class: `plain name-link${entity === this.store.state.entity ? " chosen" : ""}`, onclick: () => this.store.choose(entity) },
      held && held !== "hx" ? el("span", { class: `swatch small ${held}` }) : null, bdi(this.data.name(entity)))];
  }

  /** The claim's words in their sentence. */
  private sentence(c: Claim): HTMLElement {
    const { text } = this.data.reports[c.report]!;
    const quote = text.slice(c.start, c.end) || c.quote;
    if (!quote) return el("blockquote", { class: "quiet" }, "The words are not in this page.");
    let before = text.slice(Math.max(0, c.start - ROOM), c.start), after = text.slice(c.end, c.end + ROOM);
    const breaks = [...before.matchAll(BREAK)];
    const last = breaks[breaks.length - 1];
    if (last) before = before.slice(last.index + last[0].length);
    else if (c.start > ROOM) before = `…${before.slice(before.indexOf(" ") + 1)}`;
    BREAK.lastIndex = 0;
    const stop = /[.!?…]["'”’)\]]*$/.test(text.slice(Math.max(0, c.end - 2), c.end)) ? null : BREAK.exec(after);
    BREAK.lastIndex = 0;
    if (stop) after = after.slice(0, stop.index + stop[0].length).trimEnd();
    else if (/[.!?…]$/.test(quote)) after = "";
    else if (c.end + ROOM < text.length) after = `${after.slice(0, after.lastIndexOf(" "))}…`;
    return el("blockquote", { dir: "auto" }, before, el("mark", {}, quote), after);
  }

  /** One report from beginning to end; every claim's words can be chosen. */
  private whole(n: number): void {
    const { data, store } = this;
    const report: Report = data.reports[n]!;
    const focus = new Set(store.focus().map((c) => c.n));
    const claims = data.claims.filter((c) => c.report === n && c.end > c.start);
    // The headline stands above already.
    const title = report.title ?? "";
    const from = title && report.text.startsWith(title) && !claims.some((c) => c.start < title.length) ? title.length : 0;
    const cuts = [...new Set([from, report.text.length, ...claims.flatMap((c) => [c.start, c.end])])].sort((a, b) => a - b);
    const text = el("div", { class: "whole", dir: "auto" });
    for (let i = 0; i + 1 < cuts.length; i++) {
      const [a, b] = [cuts[i]!, cuts[i + 1]!];
      const over = claims.filter((c) => c.start <= a && b <= c.end);
      const piece = a === from && from ? report.text.slice(a, b).trimStart() : report.text.slice(a, b);
      if (!over.length) text.append(piece);
      else {
        const strong = over.some((c) => focus.has(c.n));
        text.append(el("mark", { class: strong ? (over.some((c) => store.state.claims.includes(c.n)) ? "chosen" : "") : "faint" }, piece));
      }
    }
    const others = claims.filter((c) => focus.has(c.n));
    byId("text-count").textContent = `${plural(claims.length, "claim")} in this report`;
    byId("text-more").hidden = true;
    const back = el("button", { type: "button", class: "back", onclick: () => store.set({ report: -1 }) }, "← All claims");
    this.root.replaceChildren(el("article", { class: "report", "data-day": report.day ?? "" }, back, ...this.head(n),
      report.left ? el("p", { class: "quiet" }, `${plural(report.left, "character")} of this report are not in this page.`) : "",
      text, el("h3", {}, `Its ${plural(others.length, "claim")}${store.state.entity >= 0 ? ` about ${data.name(store.state.entity)}` : ""}`), ...others.slice(0, 60).map((c) => this.claim(c))));
    this.root.scrollTop = 0;
    const first = this.root.querySelector("mark.chosen") ?? this.root.querySelector("mark:not(.faint)");
    if (first && store.state.claims.length) first.scrollIntoView({ block: "center" });
    this.mark();
  }
}
