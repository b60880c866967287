"""Whose quotation is it? Every quotation that is speech goes to the cue that introduces, follows or precedes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Token

from kg.reading.clauses import Range
from kg.reading.cues import Context, Speech, Voice
from kg.reading.quotation import Quotation

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_STOPS = frozenset({".", "!", "?"})
_INTRODUCING = frozenset({",", ":", "that", "—", "–", "--"})


def give_quotations(context: Context, speeches: list[Speech], quotations: Sequence[Quotation]) -> None:
    """Put each spoken quotation of `quotations` into the content of the speech that it belongs to.

    In order: a cue whose content it overlaps; a cue just before or behind it in the sentence; the sentence that announces it
    with a colon; the speaker of the quotation before it, where nothing but that speaker's cue stands between.
    """
    outer = [q for q in quotations if q.depth == 0]
    verbal = sorted((s for s in speeches if s.verbal and not context.quoted[s.cue.i]), key=lambda s: s.cue.i)
    owners = _overlapping(outer, verbal)
    last: Speech | None = None
    last_end = 0
    last_paragraph = -1
    position = 0
    for number, quotation in enumerate(outer):
        while position < len(verbal) and verbal[position].cue.i < quotation.start:
            position += 1
        owner = owners.get(number)
        spoken = owner is not None or is_speech(context, quotation)
        if owner is None and spoken:
            following = outer[number + 1].start if number + 1 < len(outer) else len(context.tree.doc)
            owner = _neighbour(context, quotation, verbal, position, last_end, following)
        if owner is None and spoken and (new := _announced(context, quotation, last_end)) is not None:
            owner = new
            speeches.append(new)
        if (
            owner is None
            and spoken
            and last is not None
            and _carries_on(context, quotation, last_end, last_paragraph, last)
        ):
            owner = last
        if owner is not None and spoken:
            owner.quoted.append((quotation.start, quotation.end))
            last = owner
            last_paragraph = quotation.paragraph
        last_end = max(last_end, quotation.end)


def is_speech(context: Context, quotation: Quotation) -> bool:
    """Whether a quotation says something of its own: a clause, or words that end like a sentence; no title, no scare quote."""
    if not quotation.closed or quotation.resumed:
        return True
    doc = context.tree.doc
    inside = range(quotation.start, quotation.end)
    if any(doc[i].dep_ in {"nsubj", "nsubjpass", "expl"} and doc[i].head.i in inside for i in inside):
        return True
    if quotation.end - quotation.start < 3:
        return False
    return doc[quotation.end - 2].text in {",", ".", "!", "?", "…", "..."}


def _overlapping(outer: Sequence[Quotation], verbal: Sequence[Speech]) -> dict[int, Speech]:
    """For each quotation the speech with its cue outside whose content it overlaps; of several, the nearest cue's."""
    found: dict[int, Speech] = {}
    starts = [q.start for q in outer]
    for speech in verbal:
        for start, end in speech.content:
            number = _first_ending_after(outer, starts, start)
            while number < len(outer) and outer[number].start < end:
                quotation = outer[number]
                held = found.get(number)
                if held is None or _distance(speech, quotation) < _distance(held, quotation):
                    found[number] = speech
                number += 1
    return found


def _first_ending_after(outer: Sequence[Quotation], starts: Sequence[int], token: int) -> int:
    from bisect import bisect_right

    number = max(bisect_right(starts, token) - 1, 0)
    return number if number < len(outer) and outer[number].end > token else number + 1


def _distance(speech: Speech, quotation: Quotation) -> int:
    return quotation.start - speech.cue.i if speech.cue.i < quotation.start else speech.cue.i - quotation.end


def _neighbour(
    context: Context, quotation: Quotation, verbal: Sequence[Speech], position: int, last_end: int, following: int
) -> Speech | None:
    """The speech whose cue leads into `quotation` or follows it, in the same sentence."""
    doc = context.tree.doc
    before = verbal[position - 1] if position > 0 else None
    behind = verbal[position] if position < len(verbal) else None
    if before is not None and before.cue.i >= last_end and not _stop_between(doc[before.cue.i + 1 : quotation.start]):
        if before.cue.i + 1 == quotation.start or doc[quotation.start - 1].text in _INTRODUCING:
            return before
    if behind is not None and quotation.end <= behind.cue.i < following and behind.cue.i - quotation.end < 40:
        gap = doc[quotation.end : behind.cue.i]
        inner_end = doc[quotation.end - 2].text if quotation.end - quotation.start > 2 else ","
        own = behind.voices[0].span[0][0] if behind.voices and behind.voices[0].span else behind.cue.i
        leads = min(own, behind.cue.i)
        if not _stop_between(gap) and (inner_end != "." or doc[quotation.end].is_lower) and leads >= quotation.end:
            return behind
    if before is not None and before.cue.i >= last_end and not _stop_between(doc[before.cue.i + 1 : quotation.start]):
        return before
    return None


def _stop_between(tokens: Iterable[Token]) -> bool:
    return any(token.text in _STOPS or (token.is_space and token.text.count("\n") > 1) for token in tokens)


def _announced(context: Context, quotation: Quotation, last_end: int) -> Speech | None:
    """A speech for "X gave this statement:" before the quotation: the sentence's subject speaks."""
    doc = context.tree.doc
    i = quotation.start - 1
    while i >= last_end and doc[i].is_space:
        i -= 1
    if i < last_end or doc[i].text != ":":
        return None
    root = doc[i].sent.root
    subject = context.tree.subject(root)
    if subject is None or subject.i < last_end:
        return None
    cue = [(root.i, root.i + 1)]
    return Speech(root, [context.voice(subject, cue, root)], (), "CT+")


def _carries_on(context: Context, quotation: Quotation, last_end: int, last_paragraph: int, last: Speech) -> bool:
    """Whether nobody else can be speaking: the quotation follows the last one, or that one's cue, and begins a sentence."""
    if quotation.resumed:
        return True
    if quotation.paragraph - last_paragraph > 1:
        return False
    doc = context.tree.doc
    between: Range = (last_end, quotation.start)
    gap = [t for t in doc[between[0] : between[1]] if not t.is_space]
    if not gap:
        return True
    if quotation.end - quotation.start < 4 or gap[-1].text not in _STOPS:
        return False
    stops = sum(t.text in _STOPS for t in gap)
    return stops == 1 and last_end <= last.cue.i < quotation.start


__all__ = ["Voice", "give_quotations", "is_speech"]
