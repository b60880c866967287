"""How well times are found, resolved and given to events, on corpora that others annotated.

    python tests/benchmarks/times.py ../shared [--errors]

Three tables: the ``<date>`` elements of GUM's news documents (spans and days), the dated claims of the development
gold, and the event anchors of SemEval-2015 task 4 (the day of each event of a timeline). Figures are shares of one.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from spacy.tokens import Doc, Token

from kg.reading import language
from kg.reading.times import dates, find_times


@dataclass(frozen=True)
class GoldDate:
    """One ``<date>`` of GUM: code-point span, first and last day (None where GUM leaves them open)."""

    start: int
    end: int
    first: date | None
    last: date | None


@dataclass(frozen=True)
class GoldText:
    """A document: its name, text, date and gold dates."""

    name: str
    text: str
    anchor: date
    dates: tuple[GoldDate, ...]


_CLOSED = re.compile(r"^(?:[.,;:!?)\]}%]|'s|’s|'|’|n't|n’t|”)$")
_OPENING = frozenset("([{“$£€#")


def gum(folder: Path) -> Iterator[GoldText]:
    """GUM's news documents, put together from their tokens; paragraphs and headings are parted by blank lines."""
    for path in sorted((folder / "data/gum_news/xml").glob("*.xml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        created = date.fromisoformat(re.search(r'dateCreated="([\d-]+)"', lines[0])[1])  # type: ignore[index]
        text, spans, opened, tight = "", [], [], True
        for line in lines[1:]:
            if line.startswith("<date"):
                opened.append((dict(re.findall(r'(\w+)="([^"]*)"', line)), len(text)))
            elif line.startswith("</date"):
                attributes, at = opened.pop()
                start = at + len(text[at:]) - len(text[at:].lstrip())
                spans.append(_gum_date(attributes, start, len(text)))
            elif line.startswith(("</p>", "</head>", "</caption>", "</item>", "</s>", "</note>")):
                text += "" if text.endswith("\n\n") or line.startswith("</s>") else "\n\n"
            elif line and not line.startswith("<"):
                word = line.split("\t")[0]
                joined = tight or text.endswith("\n\n") or _CLOSED.match(word) or word in "-–—/" or text[-1:] in "-–/"
                text += word if joined else " " + word
                tight = word in _OPENING
        printed = [d.first for d in spans if d.first == d.last and d.start < 250 and re.search(r"day.*\d{4}", text[d.start : d.end])]
        yield GoldText(path.stem, text, printed[0] if printed and printed[0] else created, tuple(spans))


def _printed(text: str, spans: list[GoldDate]) -> date | None:
    """The day in the report's own date line, which relative dates count from."""
    head = (d for d in spans if d.start < 250 and re.search(r"day.*\d{4}", text[d.start : d.end]))
    return next((d.first for d in head), None)


def _gum_date(attributes: dict[str, str], start: int, end: int) -> GoldDate:
    if "when" in attributes:
        first, last = _iso_bounds(attributes["when"])
        return GoldDate(start, end, first, last)
    low, high = attributes.get("from"), attributes.get("to")
    return GoldDate(start, end, _iso_bounds(low)[0] if low else None, _iso_bounds(high)[1] if high else None)


def _iso_bounds(text: str) -> tuple[date, date]:
    parts = [int(p) for p in text.partition("T")[0].split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    if len(parts) == 2:
        following = date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
        return date(parts[0], parts[1], 1), date.fromordinal(following.toordinal() - 1)
    return date(parts[0], 1, 1), date(parts[0], 12, 31)


def score_gum(folder: Path, *, errors: bool) -> dict[str, float]:
    """Strict and overlapping spans, and days on the overlapping ones, of GUM's dates."""
    nlp = language.load()
    strict = overlap = days = dated = gold = predicted = wrong = 0
    for text in gum(folder):
        found = [t for t in find_times(nlp(text.text), text.anchor) if t.precision != "vague" and (t.first or t.last)]
        gold += len(text.dates)
        predicted += len(found)
        used: set[int] = set()
        for wanted in text.dates:
            hits = [(i, t) for i, t in enumerate(found) if t.start < wanted.end and wanted.start < t.end and i not in used]
            if not hits:
                if errors:
                    print(f"  missed  {text.name}: {_quote(text.text, wanted.start, wanted.end)}")
                continue
            i, hit = max(hits, key=lambda h: min(h[1].end, wanted.end) - max(h[1].start, wanted.start))
            used.add(i)
            overlap += 1
            strict += (hit.start, hit.end) == (wanted.start, wanted.end)
            if wanted.first and wanted.last:
                dated += 1
                right = (hit.first, hit.last) == (wanted.first, wanted.last)
                days += right
                if errors and not right:
                    print(
                        f"  days    {text.name}: {_quote(text.text, hit.start, hit.end)} {hit.first}..{hit.last}, "
                        f"gold {wanted.first}..{wanted.last} (report {text.anchor})"
                    )
            if errors and (hit.start, hit.end) != (wanted.start, wanted.end):
                print(f"  span    {text.name}: '{hit.text}', gold '{text.text[wanted.start : wanted.end]}'")
        wrong += len(found) - len(used)
        if errors:
            for i, t in enumerate(found):
                if i not in used:
                    print(f"  extra   {text.name}: {_quote(text.text, t.start, t.end)} {t.value}")
    return {
        "gold": gold, "found": predicted, "strict span R": strict / gold, "overlap R": overlap / gold,
        "overlap P": (predicted - wrong) / predicted, "days on matched": days / dated,
    }  # fmt: skip


def _quote(text: str, start: int, end: int) -> str:
    around = text[max(start - 40, 0) : start] + "[" + text[start:end] + "]" + text[end : end + 30]
    return " ".join(around.split())


def score_gold(folder: Path, *, errors: bool) -> dict[str, float]:
    """Dates of the development gold's claims, from the verbs and nouns of their quotes.

    A claim counts as reached where any event word of its quote gets the gold's days; undated claims count against us
    where every event word of the quote is dated.
    """
    nlp = language.load()
    dated = right = undated = open_ = 0
    for path in sorted((folder / "gold/dev").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        report = gold["document"]
        anchor = date.fromisoformat(report["date"]) if report.get("date") else None
        doc = nlp(report["text"])
        times = find_times(doc, anchor)
        for claim in gold["claims"]:
            at = report["text"].find(claim["quote"])
            span = doc.char_span(at, at + len(claim["quote"]), alignment_mode="expand") if at >= 0 else None
            if span is None:
                continue
            events = [t for t in span if t.pos_ in ("VERB", "AUX")]
            got = {dates(doc, times, t)[:2] for t in events}
            if claim["from"] or claim["to"]:
                dated += 1
                wanted = tuple(date.fromisoformat(claim[k]) if claim[k] else None for k in ("from", "to"))
                right += wanted in got
                if errors and wanted not in got:
                    print(f"  {path.stem}: {claim['p']} {claim['from']}..{claim['to']} got {_show(got)} | {claim['quote'][:110]}")
            else:
                undated += 1
                open_ += (None, None) in got or not got
                if errors and (None, None) not in got and got:
                    print(f"  {path.stem}: {claim['p']} undated, got {_show(got)} | {claim['quote'][:110]}")
    return {"dated claims": dated, "reached": right / dated, "undated claims": undated, "left open": open_ / undated}


def _show(got: set[tuple[date | None, date | None]]) -> str:
    return ", ".join(sorted(f"{a}..{b}" for a, b in got))


def score_semeval(folder: Path, *, errors: bool) -> dict[str, float]:
    """Days of the events of SemEval-2015 timelines, from their clause, or else (last columns) the day of the report."""
    nlp = language.load()
    root = folder / "data/semeval2015_timeline/SemEval_Task4_data"
    total = exact = compatible = undated = clause = clause_right = 0
    kinds: Counter[str] = Counter()
    for corpus in sorted(root.glob("corpus_*")):
        anchors: dict[str, dict[tuple[int, str], str]] = {}
        for path in sorted((corpus / "TimeLines_Gold_Standard").glob("*.txt")):
            for line in path.read_text(encoding="utf-8").splitlines()[1:]:
                fields = line.split("\t")
                for event in fields[2:]:
                    name, sentence, words = event.split("-", 2)
                    anchors.setdefault(name, {})[int(sentence), words] = fields[1]
        for path in sorted((corpus / "corpus_trackB_TimeML").iterdir()):
            xml = path.read_text(encoding="utf-8")
            name = re.search(r"<DOCID>(.*?)</DOCID>", xml)[1].strip()  # type: ignore[index]
            anchor = _report_day(re.search(r'value="([\d-]{10})"', xml)[1])  # type: ignore[index]
            text, starts = semeval_text(xml)
            doc = nlp(text)
            times = find_times(doc, anchor)
            for (sentence, words), written in sorted(anchors.get(name, {}).items()):
                wanted = written if written.startswith("XXXX") else written.replace("-XX", "")
                token = _event(doc, starts, sentence, words)
                if token is None:
                    continue
                total += 1
                first, last, _ = dates(doc, times, token)
                got = _anchor(first, last)
                clause += got is not None
                clause_right += got == wanted
                guess = got or anchor.isoformat()
                exact += guess == wanted
                compatible += _compatible(guess, wanted)
                undated += wanted.startswith("XXXX")
                if errors and got is not None and got != wanted:
                    kinds[f"{got} for {wanted}"] += 1
                    print(
                        f"  {name}: {words} {got}, gold {wanted} (report {anchor}) | "
                        f"{_quote(text, token.sent.start_char, token.sent.end_char)[:170]}"
                    )
    return {
        "events": total, "dated by their clause": clause / total, "of these right": clause_right / clause,
        "right with the report's day for the rest": exact / total, "compatible": compatible / total,
    }  # fmt: skip


def _report_day(text: str) -> date:
    """ISO, but for one document of the corpus that writes the day first."""
    if text[4] == "-":
        return date.fromisoformat(text)
    day, month, year = (int(n) for n in text.split("-"))
    return date(year, month, day)


def semeval_text(xml: str) -> tuple[str, dict[int, tuple[int, int]]]:
    text, starts = "", {}
    for number, body in re.findall(r'<s id="(\d+)">(.*?)</s>', xml, re.DOTALL):
        plain = re.sub(r"<[^>]+>", "", body).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
        starts[int(number)] = (len(text), len(text) + len(plain))
        text += plain + "\n\n"
    return text, starts


def _event(doc: Doc, starts: dict[int, tuple[int, int]], sentence: int, words: str) -> Token | None:
    if sentence not in starts:
        return None
    start, end = starts[sentence]
    at = doc.text.find(words.replace("_", " "), start, end)
    span = doc.char_span(at, at + len(words), alignment_mode="expand") if at >= 0 else None
    return span.root if span is not None else None


def _anchor(first: date | None, last: date | None) -> str | None:
    """Bounds as SemEval writes them: a day, a month or a year."""
    if first is None or last is None:
        return None
    if first == last:
        return first.isoformat()
    if first.day == 1 and (last - first).days in (27, 28, 29, 30):
        return f"{first.year}-{first.month:02}"
    return str(first.year) if first.year == last.year else None


def _compatible(got: str, wanted: str) -> bool:
    return not wanted.startswith("XXXX") and (got.startswith(wanted) or wanted.startswith(got))


def speed(folder: Path) -> dict[str, float]:
    """Processor milliseconds per 1,000 words on parsed Wikinews reports, parsing left out."""
    nlp = language.load()
    lines = (folder / "data/wikinews/articles.jsonl").read_text(encoding="utf-8").splitlines()[:60]
    docs = list(nlp.pipe(json.loads(line)["text"] for line in lines))
    words = sum(len(d.text.split()) for d in docs)
    find_times(docs[0], date(2020, 1, 1))
    best = min(_timed(docs) for _ in range(3))
    return {"words": words, "ms per 1,000 words": best * 1e6 / words}


def _timed(docs: list[Doc]) -> float:
    start = time.process_time()
    for doc in docs:
        find_times(doc, date(2020, 6, 1))
    return time.process_time() - start


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Measure the time layer.")
    parser.add_argument("shared", type=Path, help="the folder with data/ and gold/")
    parser.add_argument("--errors", action="store_true", help="print what went wrong on GUM, gold/dev and SemEval")
    parser.add_argument("--only", choices=("gum", "gold", "semeval", "speed"))
    options = parser.parse_args()
    tables = {
        "gum": ("GUM news dates", score_gum), "gold": ("gold/dev claim dates", score_gold),
        "semeval": ("SemEval-2015 event days", score_semeval),
    }  # fmt: skip
    for key, (title, measure) in tables.items():
        if options.only in (None, key):
            _print(title, measure(options.shared, errors=options.errors))
    if options.only in (None, "speed"):
        _print("Speed", speed(options.shared))


def _print(title: str, figures: dict[str, float]) -> None:
    cells = (f"{k} {v:.3f}" if isinstance(v, float) else f"{k} {v}" for k, v in figures.items())
    print(f"{title:26} {'  '.join(cells)}")


if __name__ == "__main__":
    main()
