"""Whose quotation is it? Every quotation that is speech goes to the cue that introduces, follows or precedes it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from kg.reading.clauses import Range
from kg.reading.cues import Context, Speech
from kg.reading.quotation import Quotation

_STOPS = frozenset({".", "!", "?"})
_INTRODUCING = frozenset({",", ":", "that", "—", "–", "--", "-"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl"})
_LEADING_WORDS = frozenset({"CCONJ", "SCONJ", "ADP", "DET", "VERB", "AUX", "PART"})
_MAIN = frozenset({"ROOT", "ccomp", "parataxis", "conj"})
_ABBREVIATION = 4
_GAP = 40
_SENTENCE = 6
_SENTENCE_LENGTH = 120


def give_quotations(context: Context, speeches: list[Speech], quotations: Sequence[Quotation]) -> None:
    """Put each spoken quotation of `quotations` into the content of the speech that it belongs to.

    In order: a cue whose content it overlaps; a cue just before or behind it in the sentence; the sentence that
    announces it with a colon; the speaker of the quotation before it, where nothing but that speaker's cue stands
    between; whoever speaks, or is the person spoken of, in the sentence before it.
    """
    outer = [q for q in quotations if q.depth == 0]
    verbal = sorted((s for s in speeches if s.verbal and not context.quoted[s.cue.i]), key=lambda s: s.cue.i)
    overlapping = _overlapping(context, outer, verbal)
    direct = {id(speech) for speech in overlapping.values()}
    finder = _Finder(context, outer, verbal)
    last: Speech | None = None
    for number, quotation in enumerate(outer):
        owner = overlapping.get(number)
        if owner is not None:
            _swallow(context, owner, quotation)
        elif is_speech(context, quotation):
            owner = finder.neighbour(number) or finder.announced(number)
            if owner is None and last is not None and finder.carries_on(number, last):
                owner = last
            elif owner is None:
                owner = finder.sentence_before(number)
                speeches.extend([owner] if owner is not None else [])
            elif owner is not None and (not owner.clausal or (owner.content and id(owner) not in direct)):
                # what was said before the quotation is a thing or indirect speech: the quotation stands on its own
                owner = replace(owner, content=(), factuality="CT+", clausal=True, quoted=[])
                speeches.append(owner)
            elif owner is not None and all(owner is not speech for speech in speeches):
                speeches.append(owner)
        if owner is None:
            continue
        owner.quoted.append((quotation.start, quotation.end))
        if overlapping.get(number) is None or is_speech(context, quotation):
            last = owner
            finder.spoken = number


def is_speech(context: Context, quotation: Quotation) -> bool:
    """Whether a quotation says something of its own: a clause, or words that end like a sentence; no title, no scare
    quote."""
    if not quotation.closed or quotation.resumed:
        return True
    doc = context.tree.doc
    if quotation.end - quotation.start < 4:
        return False
    inside = range(quotation.start, quotation.end)
    if any(doc[i].dep_ in _SUBJECTS and doc[i].head.i in inside for i in inside):
        return True
    return doc[quotation.end - 2].text in {",", ".", "!", "?", "…", "..."}


def _swallow(context: Context, owner: Speech, quotation: Quotation) -> None:
    """Let the quotation that a reported clause stands in bound it, where the parser ran the clause beyond its start."""
    whole = quotation.end <= owner.cue.i and _whole_clause(context, quotation)
    owner.content = tuple(
        (quotation.start if whole and start < quotation.start < end <= owner.cue.i else start, end) for start, end in owner.content
    )


def _whole_clause(context: Context, quotation: Quotation) -> bool:
    """Whether a quotation begins a sentence of its own: a capital, no word before it that leads into it, a clause
    inside."""
    doc = context.tree.doc
    before = _before(doc, quotation.start)
    if before is not None and (before.text in _INTRODUCING or before.pos_ in _LEADING_WORDS):
        return False
    first = next((token for token in doc[quotation.start : quotation.end] if token.is_alpha), None)
    inside = range(quotation.start, quotation.end)
    return (
        first is not None
        and first.text[0].isupper()
        and any(
            token.dep_ in _SUBJECTS and token.head.i in inside and token.head.dep_ != "relcl" and token.head.head.i not in inside
            for token in doc[quotation.start : quotation.end]
        )
    )


def _before(doc: Doc, index: int) -> Token | None:
    """The last token before `index` that is not white space."""
    while index > 0:
        index -= 1
        if not doc[index].is_space:
            return doc[index]
    return None


def _overlapping(context: Context, outer: Sequence[Quotation], verbal: Sequence[Speech]) -> dict[int, Speech]:
    """For each quotation the speech, its cue outside, whose content it overlaps; of several, the nearest cue's.

    A thing that is called or blamed is no speech unless it is a quotation: "called it 'a coup'" is, and ends with it.
    """
    found: dict[int, Speech] = {}
    starts = [q.start for q in outer]
    for speech in verbal:
        for start, end in speech.content:
            number = max(bisect_right(starts, start) - 1, 0)
            while number < len(outer) and outer[number].start < end:
                quotation = outer[number]
                held = found.get(number)
                nearer = held is None or _distance(speech, quotation) < _distance(held, quotation)
                if quotation.end > start and nearer and not _bare_marks(context, quotation, start, end):
                    found[number] = speech
                number += 1
    return found


def _bare_marks(context: Context, quotation: Quotation, start: int, end: int) -> bool:
    """Whether content and quotation share nothing but marks."""
    shared = context.tree.doc[max(start, quotation.start) : min(end, quotation.end)]
    return all(token.is_punct or token.is_space for token in shared)


def _distance(speech: Speech, quotation: Quotation) -> int:
    return quotation.start - speech.cue.i if speech.cue.i < quotation.start else speech.cue.i - quotation.end


class _Finder:
    """Looks for a quotation's speaker among the cues around it. `spoken` is the number of the last quotation given
    away."""

    def __init__(self, context: Context, outer: Sequence[Quotation], verbal: Sequence[Speech]) -> None:
        self.context = context
        self.doc = context.tree.doc
        self.outer = outer
        self.verbal = verbal
        self.cues = [speech.cue.i for speech in verbal]
        self.spoken = -1

    def gap_before(self, number: int) -> Range:
        """The tokens between the quotation and the one before it."""
        return (self.outer[number - 1].end if number else 0), self.outer[number].start

    def neighbour(self, number: int) -> Speech | None:
        """The speech whose cue leads into the quotation or follows it, in the same sentence."""
        quotation = self.outer[number]
        position = bisect_right(self.cues, quotation.start)
        before = self._leading(number, position)
        if before is not None and (before.cue.i + 1 == quotation.start or self.doc[quotation.start - 1].text in _INTRODUCING):
            return before
        return self._following(number, position) or before

    def _leading(self, number: int, position: int) -> Speech | None:
        low, high = self.gap_before(number)
        for speech in reversed(self.verbal[max(position - 3, 0) : position]):
            if speech.cue.i < low or self._stops(speech.cue.i + 1, high):
                return None
            if speech.cue.dep_ not in {"relcl", "acl"} or high - speech.cue.i < 3:
                return speech
        return None

    def _following(self, number: int, position: int) -> Speech | None:
        quotation = self.outer[number]
        if position >= len(self.verbal):
            return None
        speech = self.verbal[position]
        limit = self.outer[number + 1].start if number + 1 < len(self.outer) else len(self.doc)
        if not quotation.end <= speech.cue.i < min(limit, quotation.end + _GAP) or self._stops(quotation.end, speech.cue.i):
            return None
        source = speech.voices[0].span[0][0] if speech.voices and speech.voices[0].span else speech.cue.i
        last = self.doc[quotation.end - 2].text if quotation.closed else "."
        behind = next((token for token in self.doc[quotation.end : speech.cue.i + 1] if not token.is_space), speech.cue)
        inverted = behind.i == speech.cue.i or (source > speech.cue.i and last != ".")
        if speech.content and not speech.clausal:
            return None
        if speech.cue.lemma_.lower() not in self.context.lexicon.effects and last not in {",", "?", "!"}:
            return None
        return speech if source >= quotation.end and (inverted or last != "." or not behind.is_title) else None

    def announced(self, number: int) -> Speech | None:
        """A speech for "X gave this statement:" before the quotation: the sentence's subject speaks."""
        low, high = self.gap_before(number)
        i = high - 1
        while i >= low and self.doc[i].is_space:
            i -= 1
        if i < low or self.doc[i].text != ":":
            return None
        start = max(self.context.tree.sentence(self.doc[i])[0], i - _SENTENCE_LENGTH)
        subjects = [
            token for token in self.doc[start:i]
            if token.dep_ == "nsubj" and token.head.i < i and token.head.dep_ in _MAIN and not
            self.context.quoted[token.i]
        ]  # fmt: skip
        if not subjects or not self.context.lexicon.may_speak(subjects[-1]):
            return None
        subject, verb = subjects[-1], subjects[-1].head
        return Speech(verb, [self.context.voice(subject, [(verb.i, verb.i + 1)], verb)], (), "CT+")

    def sentence_before(self, number: int) -> Speech | None:
        """A speech of whoever speaks in the sentence before a quotation that is a sentence, or of its subject, if a
        person."""
        quotation, tree = self.outer[number], self.context.tree
        before = _before(self.doc, quotation.start)
        low = self.gap_before(number)[0]
        if before is None or before.text not in _STOPS or before.i < low or quotation.end - quotation.start < _SENTENCE:
            return None
        if self._paragraph_between(before.i, quotation.start) or self.doc[quotation.end - 2].text not in _STOPS:
            return None
        start = max(tree.sentence(before)[0], low)
        position = bisect_right(self.cues, quotation.start)
        for speech in reversed(self.verbal[max(position - 3, 0) : position]):
            if start <= speech.cue.i < before.i and speech.cue.dep_ in _MAIN and speech.voices:
                return replace(speech, content=(), factuality="CT+", clausal=True, quoted=[])
        for token in self.doc[start : before.i]:
            person = token.ent_type_ == "PERSON" or token.lower_ in {"he", "she"}
            if token.dep_ == "nsubj" and token.head.dep_ == "ROOT" and person:
                return Speech(token.head, [self.context.voice(token, [(token.head.i, token.head.i + 1)], token.head)], (), "CT+")
        return None

    def _paragraph_between(self, low: int, high: int) -> bool:
        return any(token.is_space and token.text.count("\n") > 1 for token in self.doc[low:high])

    def carries_on(self, number: int, last: Speech) -> bool:
        """Whether nobody else can be speaking: only the last speaker's cue, if anything, stands between, and a stop."""
        quotation = self.outer[number]
        if quotation.resumed:
            return True
        if self.spoken != number - 1 or quotation.paragraph - self.outer[number - 1].paragraph > 1:
            return False
        low, high = self.gap_before(number)
        gap = [token for token in self.doc[low:high] if not token.is_space]
        if not gap:
            return True
        if quotation.end - quotation.start < 4 or gap[-1].text not in _STOPS:
            return False
        stray = low <= last.cue.i < high and self.doc[last.cue.i + 1].text in _STOPS and last.cue.i + 2 < high
        if self._stops(low, high) != 1 + stray:
            return False
        others = any(token.dep_ in {"nsubj", "nsubjpass"} for token in gap)
        return low <= last.cue.i < high or not others

    def _stops(self, low: int, high: int) -> int:
        """How many sentences end between two tokens."""
        return sum(self._ends(token) for token in self.doc[low:high])

    def _ends(self, token: Token) -> bool:
        if token.is_space:
            return token.text.count("\n") > 1
        if token.text not in _STOPS:
            return False
        before = self.doc[token.i - 1] if token.i else token
        return not (before.is_title and len(before) <= _ABBREVIATION and token.i + 1 < len(self.doc) and self.doc[token.i + 1].is_title)
