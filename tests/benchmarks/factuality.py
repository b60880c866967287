"""Factuality and mode against the gold claims: ``python tests/benchmarks/factuality.py [FOLDER] [--errors]``.

For every gold claim the word that carries it is looked up in its quote (a trigger lemma of its relation from the
lexicon, else the head of the quote), assessed with the document's attribution cues and times, and the result compared
with the gold values. Finding the word is a guess, and two events of one relation in one quote may be mixed up, so the
figures are of the layers in their place, not of this layer alone.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Span, Token

from kg import ontology
from kg.reading import language
from kg.reading.attribution import RawAttribution, chain, find_attributions
from kg.reading.factuality import Status, assess, combine
from kg.reading.times import find_times
from kg.records import TimeExpression

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("DATELINE_SHARED", ROOT.parent / "shared"))


FIGURES = (
    "claims, both right",
    "hedged or denied, right",
    "in a mode, right",
    "in a mode, some mode read",
    "plain, kept plain",
)


def triggers() -> dict[str, set[str]]:
    """Relation -> lemmas of the lexicon's frames."""
    found: dict[str, set[str]] = {}
    for frame in ontology.load().frames:
        if frame.pos != "construction":
            found.setdefault(frame.relation, set()).update(word.split()[0] for word in frame.lemmas)
    return found


def predicate(span: Span, lemmas: set[str]) -> Token:
    """The word of the quote that carries the claim: the trigger highest in the parse, else the head of the quote."""
    hits = [t for t in span if t.lemma_.lower() in lemmas and t.pos_ in ("VERB", "NOUN", "ADJ", "PROPN")]
    strong = [t for t in hits if t.lemma_ not in ("be", "have", "make", "take", "come", "go", "get", "hold", "lead")]
    return min(strong or hits, key=lambda t: (len(list(t.ancestors)), t.i), default=span.root)


def in_tokens(doc: Doc, times: tuple[TimeExpression, ...]) -> list[tuple[int, int, TimeExpression]]:
    """The time expressions with their token ranges."""
    spans = ((doc.char_span(t.start, t.end, alignment_mode="expand"), t) for t in times)
    return sorted(((s.start, s.end, t) for s, t in spans if s is not None), key=lambda item: item[:2])


def status(doc: Doc, token: Token, found: tuple[RawAttribution, ...], times: Any, anchor: date | None) -> Status:
    """What the layers together say of the word."""
    cues = frozenset(i for a in found for start, end in a.cue for i in range(start, end))
    own = assess(token, cues=cues, times=times, anchor=anchor)
    around = chain(found, token.i)
    return Status(combine(around[0].factuality, own), own.mode, own.cues) if around else own


def rows(folder: Path) -> Iterator[tuple[str, dict[str, Any], Token, Status]]:
    """Every gold claim whose quote is found, with its word and what is read there."""
    nlp, lemmas = language.load(), triggers()
    for file in sorted(folder.glob("*.gold.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        text = gold["document"]["text"]
        doc = nlp(text)
        anchor = date.fromisoformat(gold["document"]["date"]) if gold["document"].get("date") else None
        times = in_tokens(doc, find_times(doc, anchor))
        found = find_attributions(doc, lambda _: False)
        for claim in gold["claims"]:
            at = text.find(claim["quote"])
            span = doc.char_span(at, at + len(claim["quote"]), alignment_mode="expand") if at >= 0 else None
            if span is not None:
                token = predicate(span, lemmas.get(claim["p"], set()))
                yield file.stem, claim, token, status(doc, token, found, times, anchor)


def measure(folder: Path, errors: bool = False) -> list[tuple[str, int, int]]:
    """The figures: what was asked, how many were right, of how many."""
    tally: Counter[str] = Counter()
    for name, claim, token, read in rows(folder):
        right_factuality, right_mode = read.factuality == claim["factuality"], read.mode == claim["mode"]
        if claim["factuality"] != "CT+":
            tally["hedged or denied"] += 1
            tally["hedged or denied, right"] += right_factuality
        if claim["mode"] is not None:
            tally["in a mode"] += 1
            tally["in a mode, right"] += right_mode
            tally["in a mode, some mode read"] += read.mode is not None
        if claim["factuality"] == "CT+" and claim["mode"] is None:
            tally["plain"] += 1
            tally["plain, kept plain"] += right_factuality and right_mode
        tally["claims"] += 1
        tally["claims, both right"] += right_factuality and right_mode
        if errors and not (right_factuality and right_mode):
            print(name, claim["p"], f"[{token.text}] gold", claim["factuality"], claim["mode"], "read", end=" ")
            print(read.factuality, read.mode, [token.doc[i].text for i in read.cues], "|", claim["quote"])
    return [(key, tally[key], tally[key.split(",")[0]]) for key in FIGURES]


def main() -> None:
    """Prints the figures, and the differences if asked."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=SHARED / "gold" / "dev")
    options.add_argument("--errors", action="store_true")
    given = options.parse_args()
    for label, part, whole in measure(given.folder, given.errors):
        print(f"{label}: {part}/{whole} = {part / whole:.3f}" if whole else f"{label}: none")


if __name__ == "__main__":
    main()
