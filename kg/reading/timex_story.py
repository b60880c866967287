"""The day of a report's incident, for what is told of it without a date.

A report dates its incident once ("On Thursday a man stabbed four people ...") and goes on in the past tense ("Police
shot the attacker"). Such a sentence lies on the day last given to an incident, unless the paragraph has turned to
another time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from kg.ontology import load
from kg.reading.timex_place import Placed, place, saying, span_of
from kg.records import TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_FRESH = timedelta(days=7)
_BACK = 16
"""How many expressions are looked back at: stories are short, and a long document must stay linear."""
_KNOWN = frozenset({"the", "this", "that", "these", "those"})
_NOT_NARRATED = frozenset(
    {"will", "would", "may", "might", "could", "can", "should", "shall", "must", "to", "has", "have", "'ve"}
)


def story_time(doc: Doc, times: Sequence[TimeExpression], token: Token, base: int = 0) -> TimeExpression | None:
    """The expression that dates the incident which `token`, a word without a date, belongs to.

    None where `token` is neither a verb of violence told as past nor a noun that takes one up (*the attack*), or where
    no day was given to one before it.
    """
    if not (_taken_up(token) if token.pos_ == "NOUN" else _narrated(token)):
        return None
    end = bisect_left(times, token.idx + base, key=lambda t: t.start)
    told: TimeExpression | None = None
    newest = max((t.first for t in times if t.first and t.first == t.last), default=None)
    for time in reversed(times[max(end - _BACK, 0) : end]):
        if time.type not in ("DATE", "TIME") or time.precision == "vague" or time.first is None:
            continue
        span = span_of(doc, time, base)
        if span is None:
            continue
        placed = place(time, span)
        if placed.clause.lemma_.lower() in saying() and placed.owner is None:
            continue
        incident = _tells_incident(placed)
        if told is not None:
            if incident and told.first is not None and time.first > told.first:
                return None  # the last one was background, told after a later one
            continue
        if incident and time.first == time.last and newest is not None and newest - time.first <= _FRESH:
            told = time
            continue
        if incident and not _parted(doc, span.end, token.i):
            return None
    return told


@cache
def _incidents() -> tuple[frozenset[str], frozenset[str]]:
    ontology = load()
    return ontology.words("incident-verbs"), ontology.words("event-nouns")


def _narrated(token: Token) -> bool:
    verbs, nouns = _incidents()
    if token.pos_ != "VERB" or token.lemma_.lower() not in verbs or token.tag_ not in ("VBD", "VBN", "VBG"):
        return False
    if token.dep_ == "relcl" and token.head.lemma_.lower() in nouns:
        return False  # "in response to the strike that killed him": another incident, and an earlier one
    auxiliaries = {c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")}
    return not auxiliaries & _NOT_NARRATED


def _taken_up(noun: Token) -> bool:
    """Whether a noun speaks of an incident as known: *the attack*, *these strikes*, not *the strikes by X that ...*."""
    _, nouns = _incidents()
    if noun.lemma_.lower() not in nouns:
        return False
    children = list(noun.children)
    known = any(c.dep_ == "det" and c.lower_ in _KNOWN for c in children)
    plain = all(c.dep_ in ("det", "amod", "punct", "cc", "conj") or c.lower_ in ("on", "in", "at") for c in children)
    return known and plain


def _tells_incident(placed: Placed) -> bool:
    verbs, nouns = _incidents()
    if placed.owner is not None and placed.owner.lemma_.lower() in nouns:
        return True
    near = [
        placed.clause,
        *(c for c in placed.clause.children if c.dep_ in ("conj", "xcomp", "advcl", "dobj", "nsubj")),
    ]
    return any(t.lemma_.lower() in (verbs if t.pos_ == "VERB" else nouns) for t in near)


def _parted(doc: Doc, start: int, end: int) -> bool:
    """Whether a paragraph ends between two tokens."""
    return any("\n" in doc[i].text for i in range(start, min(end, start + 400)))
