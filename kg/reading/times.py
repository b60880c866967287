"""Time expressions in running English, as TIMEX3 (ISO-TimeML) with the days they bound, and which of them dates an event."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kg.reading.timex_attach import attach, bounds, dates
from kg.reading.timex_context import accept, tense
from kg.reading.timex_grammar import grammar
from kg.reading.timex_lexicon import tokenise
from kg.reading.timex_parse import parse
from kg.reading.timex_values import Context, Value, resolve
from kg.records import TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["attach", "bounds", "dates", "find_times"]


def find_times(doc: Doc, anchor: date | None, base: int = 0) -> tuple[TimeExpression, ...]:
    """All time expressions of `doc` in text order; `base` is added to their offsets.

    `anchor` is the day of the report. Without it relative expressions have no days and underspecified values
    (``XXXX-WXX-4``). Spans follow TimeML: no leading preposition, modifiers included (*early last year*). Ages, money and
    numbered things are none. Weekdays and dates without a year are taken as past unless their clause is future.
    """
    tokens = tokenise(doc.text, grammar().vocabulary)
    found: list[TimeExpression] = []
    reference: Value | None = None
    year: int | None = None
    sentence = -1
    for draft in parse(tokens, grammar()):
        if not accept(draft, tokens, doc):
            continue
        start, end = tokens.starts[draft.start], tokens.ends[draft.end - 1]
        here = _sentence(doc, start)
        if here != sentence and anchor is not None:
            year = None  # with a report's date at hand, a year carries over within its sentence alone
        sentence = here
        context = Context(anchor, reference, year, lambda s=start, e=end: tense(doc, s, e))  # type: ignore[misc]
        value = resolve(draft, context)
        if value.type in ("DATE", "TIME") and value.first is not None and value.precision != "vague":
            reference = value
            if draft.year is not None and draft.kind == "calendar":
                year = draft.year
        found.append(
            TimeExpression(
                start + base,
                end + base,
                doc.text[start:end],
                value.type,
                value.value,
                value.first,
                value.last,
                value.precision,
            )
        )
    return tuple(found)


def _sentence(doc: Doc, offset: int) -> int:
    span = doc.char_span(offset, offset + 1, alignment_mode="expand")
    return -1 if span is None else span[0].sent.start
