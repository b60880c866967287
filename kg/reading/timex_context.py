"""What surrounds a time expression: whether the words are a time at all, and the tense of the clause they stand in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kg.ontology import load
from kg.reading import timex_lexicon as lexicon
from kg.reading.timex_grammar import Draft
from kg.reading.timex_lexicon import Tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

PREPOSITIONS = frozenset(
    {"in", "on", "at", "by", "since", "until", "till", "before", "after", "during", "from", "to", "through", "throughout",
     "between", "around", "about", "over", "within", "for", "of", "following", "near", "towards", "toward", "circa", "into",
     "past", "under", "than", "last", "next", "this", "as", "beyond", "back", "early", "late", "mid", "ending", "beginning",
     "starting", "effective", "per", "every", "and", "or", "-", "ago", "dated", "pre", "post", "via", "half", "all", "each"}
)  # fmt: skip
_LASTING = frozenset(
    {"for", "in", "within", "over", "during", "after", "about", "of", "than", "least", "nearly", "almost", "through", "under",
     "last", "lasted", "lasting", "took", "take", "takes", "taken", "spent", "spend", "another", "once", "before", "throughout",
     "around", "roughly", "approximately", "half", "following", "by", "every", "worked", "waited", "lasts", "just", "only"}
)  # fmt: skip
_PAPERS = frozenset({"times", "telegraph", "mirror", "express", "herald", "post", "mail", "agreement", "accord", "accords",
                     "star", "sun", "world", "independent", "review", "nation", "tribune"})  # fmt: skip
_FAMOUS = frozenset({"bloody", "black", "super", "arab", "prague", "red", "orange", "velvet"})
_AMBIGUOUS_MONTHS = frozenset({"may", "march"})
_NAME_MONTHS = frozenset({"april", "june", "august", "january"})
_ENDING = frozenset(".,;:|)x-'")
_PLANNED = frozenset(
    {"plan", "expect", "schedule", "set", "go", "intend", "due", "vow", "promise", "pledge", "agree", "decide", "aim", "want",
     "hope", "slate", "ready", "prepare", "order", "propose", "likely", "about", "invite", "hold"}
)  # fmt: skip


@cache
def _words(name: str) -> frozenset[str]:
    return load().words(name)


def accept(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    """Whether `draft` is a time here. May trim it (*two days before the vote* is the duration alone)."""
    check = _CHECKS.get(draft.kind)
    return _written_as_name(draft, tokens) and (check is None or check(draft, tokens, doc))


def _written_as_name(draft: Draft, tokens: Tokens) -> bool:
    """Months and weekdays are capitalised, and no part of a longer name (*Bloody Sunday*, *Sunday Times*)."""
    for i in range(draft.start, draft.end):
        word = tokens.words[i]
        if (word in lexicon.MONTHS or word in lexicon.WEEKDAYS or draft.kind == "holiday") and not tokens.raw(i)[
            0
        ].isupper():
            return draft.kind == "holiday" and i > draft.start
    before = tokens.word(draft.start - 1)
    if (
        draft.start
        and before in _FAMOUS
        and tokens.raw(draft.start - 1)[0].isupper()
        and (draft.weekday or draft.month or draft.season)
    ):
        return False
    after = tokens.word(draft.end)
    return not (after in _PAPERS and tokens.raw(draft.end)[0].isupper() and tokens.codes[draft.end - 1] != ".")


def _calendar(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    if draft.season and not draft.year and not draft.base and not draft.towards and not draft.modifier:
        return _bare_season(draft, tokens)
    if draft.quarter and draft.quarter[0] == "H" and draft.weak:
        return False
    if not draft.weak:
        return True
    if draft.month:
        return _bare_month(draft, tokens, doc) if not draft.day else False
    return _bare_year(draft, tokens, doc)


def _bare_season(draft: Draft, tokens: Tokens) -> bool:
    before, after = tokens.word(draft.start - 1), tokens.word(draft.end)
    return (
        before in PREPOSITIONS
        and before not in ("of", "to", "and", "or", "-")
        and after not in ("of", "from", "in", "back", "to")
    )


def _bare_month(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    word = next(w for w in tokens.words[draft.start : draft.end] if w in lexicon.MONTHS)
    before = tokens.word(draft.start - 1)
    named = before in PREPOSITIONS or before in lexicon.MONTHS
    if word in _AMBIGUOUS_MONTHS:
        tag = _token(doc, tokens, draft).tag_
        return named and tag not in ("MD", "VB", "VBP", "VBD") and not _person(draft, tokens, doc)
    return named or not (word in _NAME_MONTHS and _person(draft, tokens, doc))


def _person(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    token = _token(doc, tokens, draft)
    neighbours = [doc[i] for i in (token.i - 1, token.i + 1) if 0 <= i < len(doc)]
    return token.ent_type_ == "PERSON" or any(
        n.ent_type_ == "PERSON" and n.ent_iob_ != "O" and n.dep_ == "compound" for n in neighbours
    )


def _bare_year(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    """Whether four figures are a year, and no number, name, code or measure."""
    i = draft.end - 1
    year = draft.year or 0
    before, after = tokens.word(draft.start - 1), tokens.word(draft.end)
    if draft.start and tokens.tight(draft.start):
        joined = tokens.codes[draft.start - 1]
        prefix = tokens.word(draft.start - 2)
        linked = joined == "-" and (
            prefix in ("mid", "pre", "post", "then", "early", "late")
            or tokens.codes[draft.start - 2 : draft.start - 1] == "y"
        )
        if not (linked or joined in "('" or tokens.raw(draft.start - 1) in '[“"/—–'):
            return False
    if i + 1 < len(tokens.codes) and tokens.tight(i + 1):
        tail = tokens.codes[i + 1]
        if (
            tail == "-"
            and tokens.codes[i + 2 : i + 3] not in ("y", "_")
            and tokens.tight(min(i + 2, len(tokens.codes) - 1))
            and tokens.word(i + 2)[:1].isalnum()
        ):
            return False
        if tail not in "-.,;:)'|px":
            return False
        if tail == "x" and tokens.raw(i + 1) in "%#@°$€£":
            return False
    if before in _words("numbered-things") or before in ("$", "€", "£", "#", "us$", "than"):
        return False
    if after in _words("measure-nouns") or after in ("%", "-strong") or after in lexicon.UNITS:
        return False
    prepared = before in PREPOSITIONS or before in ("the", "(", "'", ",") or before in lexicon.SEASONS
    if year % 100 == 0 or not 1900 <= year <= 2060:
        token = _token(doc, tokens, draft)
        counts = token.dep_ in ("nummod", "quantmod") and token.head.i > token.i and token.head.tag_ in ("NNS", "NNPS")
        return (
            before
            in ("in", "since", "by", "until", "from", "before", "after", "circa", "year", "to", "of", "between", "-")
            and not counts
        )
    token = _token(doc, tokens, draft)
    if token.ent_type_ in ("CARDINAL", "QUANTITY", "MONEY") and not prepared:
        return False
    return not (
        token.dep_ == "nummod" and token.head.i > token.i and token.head.tag_ == "NNS" and token.ent_type_ != "DATE"
    )


def _weekday(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    return not (draft.towards == "that" and False)


def _unit(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    words = (draft.towards or "").split()
    direction, unit = words[-1] if words else "", draft.unit
    article = (
        tokens.words[draft.start] == "the" if draft.modifier is None else "the" in tokens.words[draft.start : draft.end]
    )
    if unit in ("second", "minute", "millennium") or (unit == "hour" and direction not in ("past", "last", "next")):
        return False
    if direction == "same" and not article:
        return False
    if unit == "night":
        draft.kind, draft.part, draft.unit = "part", "NI", None
        return direction in ("last", "that", "this") or article
    if unit == "day" and (
        direction in ("last", "past", "current", "coming", "upcoming") or (direction == "next" and not article)
    ):
        return False
    if (
        direction in ("past", "last")
        and article
        and draft.modifier is None
        and tokens.words[draft.start + 1] == direction
    ):
        # "the past year" is a length of time up to now; "last year" is a year of the calendar.
        draft.kind, draft.count = "span", 1
        if tokens.word(draft.end) in ("of", "in"):
            return direction == "past"
    if direction in ("previous", "following", "next", "preceding") and article:
        draft.towards = "the " + direction if direction == "next" else direction
    return not (unit == "quarter" and tokens.word(draft.end) == "of")


def _shift(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    """*Two days before.* counts from the day spoken of; *two days before the vote* from an event, so only its length stays."""
    direction = (draft.towards or "").split()[0]
    if draft.unit == "second" and not draft.plural:
        return False
    after = tokens.word(draft.end)
    ending = draft.end >= len(tokens.codes) or tokens.codes[draft.end] in _ENDING
    anchored = direction in ("before", "after", "prior") and not (ending or after in ("and", "but"))
    if direction == "earlier" and after == "than":
        anchored = True
    if not anchored:
        return True
    end = next(i for i in range(draft.end - 1, draft.start - 1, -1) if tokens.words[i] == direction)
    quantified = tokens.words[draft.start] != "the"
    draft.end, draft.kind = end, "duration"
    return quantified and end > draft.start


def _span(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    direction = draft.towards or ""
    counted = tokens.words[draft.end - 2] != direction
    if draft.unit == "second" or tokens.word(draft.end) == "old":
        return False
    return counted or direction in ("past", "coming", "recent", "upcoming", "ensuing")


def _duration(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    after, then = tokens.word(draft.end), tokens.word(draft.end + 1)
    before = tokens.word(draft.start - 1)
    if (
        after in ("old", "olds")
        or (after == "-" and then in ("old", "olds"))
        or (after, then) == ("of", "age")
        or before in ("aged", "age")
    ):
        return False
    if draft.unit == "quarter" or (draft.unit == "second" and (not draft.plural or draft.weak)):
        return False
    if draft.unit == "night" and draft.weak:
        return False
    war = draft.end + (1 if after == "'" else 0)
    if tokens.word(war) == "war" and tokens.raw(war)[0].isupper():
        return False
    if not draft.weak:
        return True
    if draft.end - draft.start == 1:
        return before in _LASTING or (after == "of" and before not in ("the", "his", "her", "their", "its", "my"))
    if _is_rate(draft, tokens, doc):
        draft.kind = "set"
        return True
    return before in _LASTING or (after == "-" and then == "long")


def _is_rate(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    """*15 a day*, *$5 a month*, *two meals a day*: how often, not how long."""
    if not draft.start or tokens.codes[draft.start - 1] in ".,;:|(":
        return False
    previous = _token(doc, tokens, draft, before=True)
    if previous.pos_ == "NUM":
        return True
    counted = any(c.pos_ == "NUM" or c.like_num or c.lower_ in ("many", "several") for c in previous.children)
    return previous.pos_ in ("NOUN", "SYM") and counted


def _set(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    if draft.weak and draft.value:
        # "Daily Mail": a name, unless it begins the sentence.
        starts = draft.start == 0 or tokens.codes[draft.start - 1] in ".|"
        return tokens.raw(draft.start)[0].islower() or (starts and tokens.codes[draft.end : draft.end + 1] == ",")
    return tokens.words[draft.start] != "per" or draft.unit not in ("second", "minute")


def _reference(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    before, after = tokens.word(draft.start - 1), tokens.word(draft.end)
    if draft.end < len(tokens.codes) and tokens.tight(draft.end) and tokens.codes[draft.end] == "-":
        return False
    if draft.start and tokens.tight(draft.start) and tokens.codes[draft.start - 1] == "-":
        return False
    if after in ("after", "before", "as", "afterwards", "thereafter", "that", "afterward", "following") and draft.weak:
        return False
    if before == "as" or (before == "until" and draft.value == "PAST_REF"):
        return False
    return not (draft.weak and _token(doc, tokens, draft).pos_ == "PROPN")


def _clock(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    if not draft.weak:
        return True
    return tokens.word(draft.start - 1) in (
        "at",
        "by",
        "until",
        "till",
        "from",
        "around",
        "about",
        "since",
        "before",
        "after",
        "to",
        "between",
        "and",
        "near",
    )


def _part(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    if draft.towards or draft.modifier or tokens.words[draft.start] in ("this", "that", "overnight"):
        if tokens.words[draft.start] in ("this", "that") and not draft.towards:
            draft.towards = tokens.words[draft.start]
        return True
    before = tokens.word(draft.start - 1)
    return before in (
        "in",
        "during",
        "at",
        "by",
        "before",
        "after",
        "until",
        "since",
        "from",
        "through",
        "throughout",
        "around",
        "over",
        "into",
    )


def _holiday(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    return tokens.word(draft.end) not in ("agreement", "accord", "accords", "island", "islands", "massacre", "bombing")


_CHECKS = {
    "calendar": _calendar, "weekday": _weekday, "unit": _unit, "shift": _shift, "span": _span, "duration": _duration,
    "set": _set, "reference": _reference, "clock": _clock, "part": _part, "holiday": _holiday,
}  # fmt: skip


def _token(doc: Doc, tokens: Tokens, draft: Draft, *, before: bool = False) -> Token:
    """The head token of the draft's words, or the token before them."""
    if before:
        i = draft.start - 1
        span = doc.char_span(tokens.starts[i], tokens.ends[i], alignment_mode="expand")
    else:
        span = doc.char_span(tokens.starts[draft.start], tokens.ends[draft.end - 1], alignment_mode="expand")
    assert span is not None
    return span.root


def tense(doc: Doc, start: int, end: int) -> int:
    """Tense of the clause around characters `start` to `end` of the doc: -1 past, 1 future, 0 not to be told.

    Climbs the parse to the governing verb and looks at its auxiliaries; an infinitive under a verb of planning, or a passive
    *to be held*, is future.
    """
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return 0
    token = span.root
    for _ in range(12):
        if token.pos_ in ("VERB", "AUX") or token.head == token:
            break
        token = token.head
    for _ in range(4):
        found = _verb_tense(token)
        if found:
            return found
        if token.head == token or token.dep_ in ("ccomp", "parataxis", "conj"):
            break
        token = token.head
    return 0


def _verb_tense(verb: Token) -> int:
    if verb.tag_ == "VBN" and verb.lemma_ in _PLANNED and any(c.lower_ in ("is", "are", "be") for c in verb.children):
        return 1
    if verb.lemma_ == "be" and verb.tag_ in ("VBZ", "VBP") and any(c.dep_ == "xcomp" and _to(c) for c in verb.children):
        return 1
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if auxiliaries & {"will", "shall", "'ll", "’ll", "wo", "would", "may", "could", "might", "should", "must", "can"}:
        return -1 if "have" in auxiliaries else 1
    if "to" in auxiliaries:
        if "have" in auxiliaries:
            return -1
        governor = verb.head
        if (
            "be" in auxiliaries
            or (governor.lemma_ == "be" and governor.tag_ in ("VBZ", "VBP"))
            or governor.lemma_.lower() in _PLANNED
        ):
            return 1
        return 0
    if verb.tag_ in ("VBD", "VBN") or auxiliaries & {"was", "were", "had", "did", "has", "have", "been", "'ve", "'d"}:
        return -1
    if verb.tag_ == "VBG" and auxiliaries & {"is", "are", "am", "'s", "'re", "’s", "’re"}:
        return 1
    if verb.tag_ in ("VBZ", "VBP") and verb.lemma_ not in ("be", "have", "say"):
        return 1
    return 0


def _to(verb: Token) -> bool:
    return any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children)
