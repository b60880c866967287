"""Where time expressions stand in the parse: in which clause, and on which noun."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kg.ontology import load
from kg.records import TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

STEPS = 24
PREDICATES = frozenset({"VERB", "AUX"})
_CLAUSES = frozenset({"ROOT", "ccomp", "advcl", "relcl", "acl", "parataxis", "csubj", "csubjpass", "pcomp", "dep"})
_PRENOMINAL = frozenset({"poss", "compound", "nummod", "amod", "nmod", "det"})
_SAYING_LISTS = ("say-certain", "say-probable", "say-possible", "say-denied", "say-doubted", "say-blame")


class Placed(NamedTuple):
    """A time expression in the parse: its tokens, the clause it stands in, and the noun that it belongs to, if any.

    `bound` is true where it dates that noun alone (*Thursday's attack*, *the 2008 war*).
    """

    time: TimeExpression
    span: Span
    clause: Token
    owner: Token | None
    bound: bool


def placed_in(doc: Doc, times: Sequence[TimeExpression], sentence: Span, base: int) -> list[Placed]:
    """The expressions of a sentence that can date an event; `base` was added to their offsets."""
    out = []
    for time in within(times, sentence.start_char + base, sentence.end_char + base):
        if time.type == "SET" or (time.type == "DURATION" and time.first is None and time.last is None):
            continue
        span = span_of(doc, time, base)
        if span is not None:
            out.append(place(time, span))
    return out


def place(time: TimeExpression, span: Span) -> Placed:
    """Where `time`, whose tokens are `span`, stands."""
    root = span.root
    clause = clause_of(root.head if root.head != root else root)
    head, bound = root.head, False
    if root.dep_ in _PRENOMINAL and head.i >= span.end and head.pos_ in ("NOUN", "PROPN", "ADJ"):
        bound = True
        while head.dep_ == "compound" and head.head.pos_ in ("NOUN", "PROPN"):
            head = head.head
        return Placed(time, span, clause, head, bound)
    while head.dep_ in ("prep", "pcomp") and head.head != head and head.pos_ not in PREDICATES:
        head = head.head
        if head.pos_ in ("NOUN", "PROPN"):
            break
    owner = head if head.pos_ in ("NOUN", "PROPN") and not span.start <= head.i < span.end else None
    return Placed(time, span, clause, owner, bound)


def clause_of(token: Token) -> Token:
    """The predicate of the clause of `token`; open complements (*began to withdraw*) count with their governor."""
    for _ in range(STEPS):
        if token.dep_ in _CLAUSES and (token.pos_ in PREDICATES or token.dep_ == "ROOT"):
            return token
        if token.dep_ == "conj" and token.pos_ in PREDICATES and token.head.pos_ in PREDICATES:
            return token
        if token.head == token:
            return token
        token = token.head
    return token


def span_of(doc: Doc, time: TimeExpression, base: int) -> Span | None:
    """The tokens of `time`."""
    return doc.char_span(time.start - base, time.end - base, alignment_mode="expand")


def within(times: Sequence[TimeExpression], start: int, end: int) -> Sequence[TimeExpression]:
    """Those of `times` that begin between two offsets."""
    low = bisect_left(times, start, key=lambda t: t.start)
    return times[low : bisect_right(times, end, key=lambda t: t.start)]


@cache
def saying() -> frozenset[str]:
    """Lemmas of verbs whose date is that of the words, not of what they tell."""
    ontology = load()
    # "attack" is in both: what one does with words, and with arms.
    return frozenset().union(*(ontology.words(name) for name in _SAYING_LISTS)) - ontology.words("incident-verbs")
