"""Past years and days to come: the mode that a dated clause has, seen from the day of the report."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from spacy.tokens import Token

from kg.reading import factuality_syntax as syntax
from kg.reading.factuality_words import words
from kg.records import Mode, TimeExpression

BACKGROUND = timedelta(days=365)
"""An event that ended longer than this before the report is background."""

_OPEN_START = frozenset({"since", "from"})


def time_mode(
    node: Token, times: Sequence[tuple[int, int, TimeExpression]], anchor: date | None
) -> tuple[Mode, int] | None:
    """The mode that a date of `node`'s own clause or phrase gives it, with the index of the date's first token."""
    for start, end, time in _own_times(node, times):
        mode = _mode(node, (start, end), time, times, anchor)
        if mode is not None:
            return mode, start
    return None


def _own_times(
    node: Token, times: Sequence[tuple[int, int, TimeExpression]]
) -> Iterator[tuple[int, int, TimeExpression]]:
    if not times:
        return
    sentence = node.sent
    at = bisect_left(times, sentence.start, key=lambda t: t[0])
    while at < len(times) and times[at][0] < sentence.end:
        start, end, time = times[at]
        at += 1
        if time.first is None and time.last is None and time.type != "SET":
            continue
        if _holder(node, start, end, sentence.start, sentence.end):
            yield start, end, time


def _holder(node: Token, start: int, end: int, first: int, last: int) -> bool:
    """Whether the time at tokens [start, end) dates `node`: it hangs on it, or on a plain argument of it."""
    if not (first <= start < end <= last) or start <= node.i < end:
        return False
    if node.dep_ in ("relcl", "advcl") and start <= node.head.i < end:
        return True
    token = node.doc[start:end].root
    for _ in range(8):
        up = token.head
        if up.i == token.i:
            return False
        if up.i == node.i:
            return True
        if _is_occasion(up):
            token = up
            continue
        if token.dep_ in ("compound", "nummod", "amod", "poss", "nmod", "relcl", "acl", "appos"):
            return False
        if syntax.is_verbal(up):
            return False
        token = up
    return False


def _is_occasion(noun: Token) -> bool:
    """Whether the noun is the event that the clause happened in: "in the 2019 attack on the plant, drones struck"."""
    during = noun.dep_ == "pobj" and noun.head.lower_ in ("in", "during", "at")
    return during and noun.lemma_.lower() in words("event-nouns")


def _told_as_past(node: Token) -> bool:
    """Whether the clause is past or perfect, which no date makes future (the date is another's, or misread)."""
    if not syntax.is_verbal(node):
        return False
    return syntax.is_past(node) or syntax.is_perfect(node) or (node.tag_ == "VBN" and not syntax.auxiliaries(node))


def _mode(
    node: Token,
    place: tuple[int, int],
    time: TimeExpression,
    times: Sequence[tuple[int, int, TimeExpression]],
    anchor: date | None,
) -> Mode | None:
    start, end = place
    own = node.dep_ in ("relcl", "advcl") and start <= node.head.i < end  # "since 2015, when they seized it": not since
    before = node.doc[start - 1].lower_ if start and not own else ""
    if time.type in ("DURATION", "SET"):
        return "generic" if time.type == "SET" and syntax.is_verbal(node) and syntax.is_present(node) else None
    if before in _OPEN_START and time.last is not None and (anchor is None or time.last >= anchor or before == "since"):
        return None
    if anchor is not None and time.first is not None and time.first > anchor:
        return None if _told_as_past(node) else "future"
    if time.last is None:
        return None
    if anchor is None:
        latest = max((t.first.year for _, _, t in times if t.first is not None), default=time.last.year)
        return "historical" if time.last.year < latest else None
    bare_year = time.precision == "year" and time.last.year < anchor.year
    return "historical" if bare_year or anchor - time.last > BACKGROUND else None
