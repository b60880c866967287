"""Which time expression dates an event, and between which days that puts it.

An event takes the expression that its own words hold (*the raid on Thursday*), else the one of its clause. Clauses are
closed: a date does not leave a relative clause, does not enter what somebody says, and goes from a main clause to an
adverbial one only where both happen at once (*fled as the town fell*).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kg.ontology import load
from kg.reading.timex_place import PREDICATES, STEPS, Placed, clause_of, placed_in, saying, span_of, within
from kg.reading.timex_story import story_time
from kg.records import Precision, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

Dates = tuple[date | None, date | None, Precision | None]

_AT_ONCE = frozenset({"as", "while", "when", "amid", "with", "whereas", "and", "by", "in"})
_FROM = frozenset({"since", "from", "starting", "beginning"})
_UNTIL = frozenset({"until", "till", "through", "to"})
_DASHES = frozenset({"-", "–", "—", "through"})
_TO = frozenset({"to", "until", "till", "to the", "until the"})


def attach(doc: Doc, times: Sequence[TimeExpression], token: Token, base: int = 0) -> TimeExpression | None:
    """The expression of `times` that dates the event headed by `token`, or None.

    `times` are the document's, in text order, `base` what was added to their offsets. Sets (*every day*) and durations
    without an anchor date nothing.
    """
    placed = placed_in(doc, times, token.sent, base)
    if not placed:
        return None
    if token.pos_ not in PREDICATES:
        within = [p for p in placed if p.owner is not None and _under(p.owner, token)]
        if within:
            return _best(within, token).time
        clause = clause_of(token)
        if clause.lemma_.lower() in saying():
            return None
        return _of_clause(placed, clause, token, frozenset())
    return _of_clause(placed, clause_of(token), token, frozenset())


def bounds(
    doc: Doc, expression: TimeExpression, token: Token, times: Sequence[TimeExpression] = (), base: int = 0
) -> Dates:
    """First and last day of the event of `token`, dated by `expression`, as the preposition puts it, and how exactly.

    *since 2003* has no end, *until 2001* no beginning (but *did not leave until 2001* is of that year), *before* ends
    the day before, *between A and B* and *from A to B* span both (the other one is looked for in `times`). A duration
    without an anchor and a vague time give no days.
    """
    if expression.precision == "vague" or (expression.first is None and expression.last is None):
        return None, None, None
    span = span_of(doc, expression, base)
    if span is None:
        return expression.first, expression.last, expression.precision
    first, last = expression.first, expression.last
    if expression.type == "TIME":
        return first, last, expression.precision  # "shortly before 19:00" is that day all the same
    before = _preposition(doc, span)
    other, joined = _partner(doc, span, before, times, base)
    if other is not None:
        earlier, later = (expression, other) if joined == "right" else (other, expression)
        if earlier.first and later.last and earlier.first <= later.last:
            return earlier.first, later.last, "range"
    day = timedelta(days=1)
    if before in _FROM:
        return first, None, expression.precision
    if before in _UNTIL and any(c.dep_ == "neg" for c in token.children):
        return first, last, expression.precision
    if before in _UNTIL or before == "by":
        return None, last, expression.precision
    if before in ("before", "ahead", "prior"):
        return None, first - day if first else None, expression.precision
    if before in ("after", "following"):
        return last + day if last else None, None, expression.precision
    return first, last, expression.precision


def dates(doc: Doc, times: Sequence[TimeExpression], token: Token, base: int = 0) -> Dates:
    """First and last day of the event headed by `token`, None where the text is open, and how exactly.

    :func:`attach` and :func:`bounds` in one; a violent incident told on without a date lies on the day it was given
    before (see ``timex_story``).
    """
    found = attach(doc, times, token, base)
    if found is not None:
        return bounds(doc, found, token, times, base)
    told = story_time(doc, times, token, base)
    if told is not None and _told_on(doc, times, token, base) not in (None, told.first):
        return None, None, None  # "on Wednesday the army said it had killed 13": not on Friday, whenever it was
    return (None, None, None) if told is None else (told.first, told.last, told.precision)


def _told_on(doc: Doc, times: Sequence[TimeExpression], token: Token, base: int) -> date | None:
    """The day on which somebody said what the clause of `token` tells, where the sentence gives it."""
    clause = clause_of(token)
    for _ in range(STEPS):
        if clause.dep_ == "ROOT" or clause.head == clause:
            return None
        upper = clause_of(clause.head)
        if clause.dep_ == "ccomp" and upper.lemma_.lower() in saying():
            said = [p for p in placed_in(doc, times, token.sent, base) if p.clause == upper and p.owner is None and not p.bound]
            return _best(said, upper).time.first if said else None
        clause = upper
    return None


def _under(token: Token, ancestor: Token) -> bool:
    """Whether `token` is `ancestor` or one of its own noun phrase, not of a clause inside it."""
    for _ in range(STEPS):
        if token == ancestor:
            return True
        if token.head == token or token.pos_ in PREDICATES:
            return False
        token = token.head
    return False


def _best(placed: Sequence[Placed], token: Token) -> Placed:
    """Dated before vague, on the predicate before on a noun, near before far."""

    def rank(p: Placed) -> tuple[bool, bool, bool, int]:
        vague = p.time.precision == "vague" or p.time.first is None
        distance = min(abs(p.span.start - token.i), abs(p.span.end - 1 - token.i))
        return vague, p.time.type == "DURATION", p.owner is not None and p.owner != token, distance

    return min(placed, key=rank)


def _of_clause(placed: Sequence[Placed], clause: Token, token: Token, seen: frozenset[int]) -> TimeExpression | None:
    """The time of the clause of `clause`, or of one that it shares its time with."""
    own = [p for p in placed if p.clause == clause and not p.bound]
    # "killed in a 2008 raid": the raid's date is the killing's.
    own = own or [p for p in placed if p.bound and p.owner is not None and _happens_in(p.owner, clause)]
    if own:
        return _best(own, token).time
    for other in _sharing(clause):
        if other.i not in seen and len(seen) < STEPS:
            found = _of_clause(placed, other, token, seen | {clause.i})
            if found is not None:
                return found
    return None


def _happens_in(event: Token, clause: Token) -> bool:
    preposition = event.head
    inside = event.dep_ == "pobj" and preposition.lower_ in ("in", "during", "by") and preposition.head == clause
    return inside and event.lemma_.lower() in load().words("event-nouns")


def _sharing(clause: Token) -> Iterator[Token]:
    """Clauses whose time is this one's too, nearest first."""
    head = clause_of(clause.head) if clause.head != clause else clause
    subject = any(c.dep_ in ("nsubj", "nsubjpass") for c in clause.children)
    if clause.dep_ == "conj":
        # "On Monday A took X and seized Y": one adverbial for both; with a subject of its own only if it stands first.
        yield head
    elif clause.dep_ == "advcl":
        marks = [c.lower_ for c in clause.children if c.dep_ in ("mark", "advmod", "prep") and c.i < clause.i]
        if (not marks and not subject) or any(m in _AT_ONCE for m in marks):
            yield head
    elif clause.dep_ == "pcomp" and clause.head.lower_ in _AT_ONCE:
        yield head
    if not subject or clause.dep_ == "ROOT":
        for child in clause.children:
            shared = child.dep_ == "conj" and child.pos_ in PREDICATES
            if shared and not any(c.dep_ in ("nsubj", "nsubjpass") for c in child.children):
                yield child


def _preposition(doc: Doc, span: Span) -> str:
    """The word that governs the expression: *since*, *until*, *before*, ..., empty for none."""
    i = span.start - 1
    while i >= max(span.start - 3, 0) and doc[i].lower_ in ("the", "about", "around", "at", "least", "early", "late"):
        i -= 1
    if i < 0:
        return ""
    word = doc[i].lower_
    if word == "of" and i > 0 and doc[i - 1].lower_ in ("ahead", "as"):
        return "ahead" if doc[i - 1].lower_ == "ahead" else ""
    if word == "to" and i > 0 and doc[i - 1].lower_ in ("prior", "up"):
        return "prior" if doc[i - 1].lower_ == "prior" else "to"
    return word


def _partner(
    doc: Doc, span: Span, before: str, times: Sequence[TimeExpression], base: int
) -> tuple[TimeExpression | None, str]:
    """The other end of *between A and B*, *from A to B*, *A-B*, and on which side it stands."""
    start, end = span.start_char + base, span.end_char + base
    for time in within(times, start - 60, end + 60):
        other = span_of(doc, time, base)
        if other is None or not time.first or not time.last or time.type not in ("DATE", "TIME"):
            continue
        if other.start >= span.end:
            gap = doc[span.end : other.start].text.lower()
            if gap in _DASHES or (before == "from" and gap in _TO) or (before == "between" and gap == "and"):
                return time, "right"
        elif other.end <= span.start:
            gap, opener = doc[other.end : span.start].text.lower(), _preposition(doc, other)
            if gap in _DASHES or (opener == "from" and gap in _TO) or (opener == "between" and gap == "and"):
                return time, "left"
    return None, ""
