"""Time expressions in English news, as TIMEX3 (ISO-TimeML) with the days they bound, and which one dates an event."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from kg.reading.timex_attach import attach, bounds, dates
from kg.reading.timex_context import accept, tense
from kg.reading.timex_grammar import Draft, grammar
from kg.reading.timex_lexicon import tokenise
from kg.reading.timex_parse import parse
from kg.reading.timex_periods import Value
from kg.reading.timex_place import STEPS
from kg.reading.timex_values import Context, resolve
from kg.records import TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["attach", "bounds", "dates", "find_times"]


def find_times(doc: Doc, anchor: date | None, base: int = 0) -> tuple[TimeExpression, ...]:
    """All time expressions of `doc` in text order; `base` is added to their offsets.

    `anchor` is the day of the report. Without it relative expressions have no days and underspecified values
    (``XXXX-WXX-4``). Spans follow TimeML: no leading preposition, modifiers included (*early last year*). Ages, money
    and numbered things are none. Weekdays and dates without a year are taken as past unless their clause is future.
    """
    text = doc.text
    tokens = tokenise(text, grammar().vocabulary)
    sentences = [sentence.start_char for sentence in doc.sents]
    story = _Story(anchor)
    found = []
    for draft in parse(tokens, grammar()):
        if not accept(draft, tokens, doc):
            continue
        start, end = tokens.offsets(draft.start, draft.end)
        value = story.resolve(draft, bisect_right(sentences, start), partial(tense, doc, start, end), start)
        if draft.year is not None:
            story.year_holds_to = _clause_end(doc, start, end)
        found.append(
            TimeExpression(
                start + base,
                end + base,
                text[start:end],
                value.type,
                value.value,
                value.first,
                value.last,
                value.precision,
            )
        )
    return tuple(found)


class _Story:
    """What has been said of times so far: later expressions count from it."""

    def __init__(self, anchor: date | None) -> None:
        self.anchor = anchor
        self.reference: Value | None = None
        self.year: int | None = None
        self.year_holds_to: int | None = None
        self.sentence = -1

    def resolve(self, draft: Draft, sentence: int, tense: Callable[[], int], start: int) -> Value:
        """The value of the next draft, which stands in that sentence at that offset; it becomes what the next ones count from."""
        if sentence != self.sentence and self.anchor is not None:
            self.year = None  # with the report's day at hand, a year carries over within its sentence alone
        if self.year_holds_to is not None and start > self.year_holds_to and self.anchor is not None:
            self.year = None  # "X, who won a prize in 2019, sent the army in November": of the report's year
        self.sentence = sentence
        value = resolve(draft, Context(self.anchor, self.reference, self.year, tense))
        if value.type in ("DATE", "TIME") and value.first is not None and value.precision != "vague":
            self.reference = value
            if draft.year is not None and draft.kind == "calendar":
                self.year = draft.year
        return value


def _clause_end(doc: Doc, start: int, end: int) -> int | None:
    """Where the relative clause around an expression ends, as an offset; None where it stands in none."""
    span = doc.char_span(start, end, alignment_mode="expand")
    token = span.root if span is not None else None
    for _ in range(STEPS if token is not None else 0):
        assert token is not None
        if token.dep_ == "relcl":
            last = token.right_edge
            return int(last.idx + len(last))
        if token.head == token:
            break
        token = token.head
    return None
