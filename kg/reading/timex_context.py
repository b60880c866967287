"""What surrounds a time expression: whether its words are a time at all, and the tense of their clause."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from kg.ontology import load
from kg.reading import timex_lexicon as lexicon
from kg.reading.timex_grammar import Draft
from kg.reading.timex_lexicon import Tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Check = Callable[[Draft, Tokens, "Doc"], bool]

_PREPOSITIONS = (
    "in on at by since until till before after during from to through throughout between around about over within "
    "for of following near towards toward circa into past under than last next this as beyond back early late mid "
    "ending beginning starting effective per every and or - dated pre post via half all each"
)
_LASTING = (
    "for in within over during after about of than least nearly almost through under last lasted lasting took take "
    "takes taken spent spend another once before throughout around roughly approximately half following by every "
    "worked waited lasts just only serve served serving spends extended to postponed delayed fasted"
)
_YEAR_COMPANY = (
    "in since by until from before after circa year to of between - during through around about mid late early"
)
_CLOCK_COMPANY = "at by until till from around about since before after to between and near"
_PART_COMPANY = "in during at by before after until since from through throughout around over into"
_PAPERS = (
    "times telegraph mirror express herald post mail agreement accord accords star sun world independent review nation "
    "tribune"
)
_FAMOUS = "bloody black super arab prague red orange velvet"
_PLANNED = (
    "plan expect schedule set go intend due vow promise pledge agree decide aim want hope slate ready prepare order "
    "propose likely about invite hold"
)
PREPOSITIONS = frozenset(_PREPOSITIONS.split())
LASTING = frozenset(_LASTING.split())
YEAR_COMPANY = frozenset(_YEAR_COMPANY.split())
CLOCK_COMPANY = frozenset(_CLOCK_COMPANY.split())
PART_COMPANY = frozenset(_PART_COMPANY.split())
PAPERS = frozenset(_PAPERS.split())
FAMOUS = frozenset(_FAMOUS.split())
PLANNED = frozenset(_PLANNED.split())
_COMING = frozenset({"will", "shall", "'ll", "’ll", "wo", "would", "may", "could", "might", "should", "must", "can"})
_HAPPENED = frozenset({"was", "were", "had", "did", "has", "have", "been", "'ve", "'d"})
_IS = frozenset({"is", "are", "am", "'s", "'re", "’s", "’re", "be"})
_ENDING = frozenset(".,;:|)x-'")


@cache
def _words(name: str) -> frozenset[str]:
    return load().words(name)


def accept(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    """Whether `draft` is a time here. May trim or recast it (*two days before the vote* is a length of time alone)."""
    check = _CHECKS.get(draft.kind)
    return _is_named(draft, tokens) and (check is None or check(draft, tokens, doc))


def _is_named(draft: Draft, tokens: Tokens) -> bool:
    """Months, weekdays and holidays are capitalised, and no part of a longer name (*Bloody Sunday*, *Sunday Times*)."""
    for i in range(draft.start, draft.end):
        word = tokens.word(i)
        if (word in lexicon.MONTHS or word in lexicon.WEEKDAYS) and not tokens.raw(i)[0].isupper():
            return False
    if draft.kind == "holiday" and not any(tokens.raw(i)[0].isupper() for i in range(draft.start, draft.end)):
        return False
    dated = draft.weekday or draft.month or draft.season
    if dated and tokens.word(draft.start - 1) in FAMOUS and tokens.raw(draft.start - 1)[0].isupper():
        return False
    after = tokens.word(draft.end)
    return not (after in PAPERS and tokens.raw(draft.end)[0].isupper())


def _calendar(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    named = draft.start > 0 and tokens.raw(draft.start - 1)[0].isupper()
    abbreviated = tokens.word(draft.start) in lexicon.SHORT_WEEKDAYS
    if named and abbreviated and draft.weekday and draft.day:
        # "Edmonton Sun, August 16, 2008": a paper, not a day of the week.
        draft.start = next(i for i in range(draft.start, draft.end) if tokens.word(i) in lexicon.MONTHS)
        draft.weekday = None
    if not draft.weak:
        return True
    if draft.season:
        return _bare_season(draft, tokens)
    if draft.quarter:
        return False
    return _bare_month(draft, tokens, doc) if draft.month else _bare_year(draft, tokens, doc)


def _bare_season(draft: Draft, tokens: Tokens) -> bool:
    before, after = tokens.word(draft.start - 1), tokens.word(draft.end)
    alone = before in PREPOSITIONS and before not in ("of", "to", "and", "or", "-", "for", "as")
    return alone and after not in ("of", "from", "in", "back", "to", "-")


def _bare_month(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    word = next(w for w in tokens.words(draft.start, draft.end) if w in lexicon.MONTHS)
    before = tokens.word(draft.start - 1)
    named = before in PREPOSITIONS or before in lexicon.MONTHS
    token = _token(doc, tokens, draft)
    if word in ("may", "march"):
        # "the March offensive" is of that month, "the march on the capital" is none.
        named = named or (before == "the" and token.dep_ == "compound")
        return named and token.tag_ not in ("MD", "VB", "VBP", "VBD") and not _is_person(token)
    return named or not _is_person(token)


def _is_person(token: Token) -> bool:
    return token.ent_type_ == "PERSON" or (token.dep_ == "compound" and token.head.ent_type_ == "PERSON")


def _bare_year(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    """Whether four figures are a year, and no number, name, code or measure."""
    start, end, year = draft.start, draft.end, draft.year or 0
    before, after = tokens.word(start - 1), tokens.word(end)
    if not (_free_before(start, tokens) and _free_after(end, tokens)):
        return False
    if before in _words("numbered-things") or before in ("$", "€", "£", "#", "than"):
        return False
    if after in _words("measure-nouns") or after == "%" or after in lexicon.UNITS:
        return False
    token = _token(doc, tokens, draft)
    counting = token.dep_ in ("nummod", "quantmod") and token.head.i > token.i and token.head.tag_ in ("NNS", "NNPS")
    if year % 100 == 0 or not 1900 <= year <= 2060:
        ranged = before == "-" or (after == "-" and tokens.code(end + 1) == "y")
        return (before in YEAR_COMPANY or ranged) and not counting
    if token.ent_type_ in ("CARDINAL", "QUANTITY", "MONEY"):
        return before in PREPOSITIONS or before in ("the", "(", "'", ",", "") or before in lexicon.SEASONS
    return not counting or token.ent_type_ == "DATE"


def _free_before(start: int, tokens: Tokens) -> bool:
    """Nothing sticks to the figures on the left but a bracket, a quotation mark, or *mid-* and another year."""
    if not tokens.tight(start):
        return True
    joined = tokens.raw(start - 1)
    if tokens.code(start - 1) == "-":
        return (
            tokens.word(start - 2) in ("mid", "pre", "post", "then", "early", "late") or tokens.code(start - 2) in "y|_"
        )
    return joined in "('‘’[“\"/"


def _free_after(end: int, tokens: Tokens) -> bool:
    """Nothing sticks to the figures on the right but punctuation, or a hyphen before a word or another year."""
    if not tokens.tight(end):
        return True
    code = tokens.code(end)
    if code == "-":
        return not tokens.tight(end + 1) or tokens.code(end + 1) not in "dnzfo"
    return code in ".,)'|p" or tokens.raw(end) in ';:?!]”"/…'


def _unit(draft: Draft, tokens: Tokens, _doc: Doc) -> bool:
    words = (draft.towards or "").split()
    direction, unit = words[-1] if words else "", draft.unit
    article = "the" in tokens.words(draft.start, draft.end)
    after = tokens.word(draft.end)
    if unit in ("second", "minute", "millennium") or (unit == "hour" and direction not in ("past", "last", "next")):
        return False
    if direction == "same" and not article:
        return False
    if unit == "night":
        draft.kind, draft.part, draft.unit = "part", "NI", None
        return article if direction not in ("last", "that", "this") else direction != "last" or not article
    distant = direction in ("last", "past", "current", "coming", "upcoming")
    if unit == "day" and (distant or (direction == "next" and not article)):
        return False
    if len(words) == 1 and direction in ("past", "last") and article and not draft.modifier and unit != "quarter":
        # "the past year" is a length of time up to now; "last year" is a year of the calendar.
        draft.kind, draft.count = "span", 1
        return direction == "past" or after not in ("of", "in")
    if direction == "next" and article:
        draft.towards = "the next"
    if direction == "that" and tokens.word(draft.start - 1) in ("said", "says", "so", "announced", "believed"):
        return False
    return not (unit == "quarter" and after == "of")


def _shift(draft: Draft, tokens: Tokens, _doc: Doc) -> bool:
    """*Two days before.* counts from the day spoken of; *two days before the vote* from an event: its length stays."""
    direction = (draft.towards or "").split()[0]
    if draft.unit == "second" and not draft.plural:
        return False
    after = tokens.word(draft.end)
    ending = tokens.code(draft.end) in _ENDING or after in ("and", "but")
    anchored = direction in ("before", "after", "prior", "previous", "following", "back") and not ending
    if not anchored and not (direction in ("earlier", "later") and after == "than"):
        return True
    end = next(i for i in range(draft.end - 1, draft.start - 1, -1) if tokens.word(i) == direction)
    quantified = tokens.word(draft.start) != "the"
    draft.end, draft.kind = end, "duration"
    return quantified and end > draft.start


def _span(draft: Draft, tokens: Tokens, _doc: Doc) -> bool:
    direction = draft.towards or ""
    counted = tokens.word(draft.end - 2) != direction
    if draft.unit == "second" or tokens.word(draft.end) == "old":
        return False
    if direction in ("last", "final") and tokens.word(draft.end) == "of":
        draft.towards = "first"  # "the last five months of her life" are not the report's last five
    return counted or direction in ("past", "coming", "recent", "upcoming", "ensuing")


def _duration(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    before = tokens.word(draft.start - 1)
    after, then = tokens.word(draft.end), tokens.word(draft.end + 1)
    aged = after in ("old", "olds") or (after == "-" and then in ("old", "olds")) or (after, then) == ("of", "age")
    if aged or before in ("aged", "age"):
        return False
    if draft.unit == "quarter" or (draft.unit == "second" and (not draft.plural or draft.weak)):
        return False
    war = draft.end + (after in "'-" and after != "")
    if tokens.word(war) == "war" and tokens.raw(war)[0].isupper() and tokens.raw(draft.start)[0].isupper():
        return False
    if not draft.weak:
        return True
    if draft.end - draft.start == 1:
        owned = before in ("the", "his", "her", "their", "its", "my", "our", "these", "those", "business", "working")
        return draft.unit != "night" and (before in LASTING or (after == "of" and not owned))
    if _is_rate(draft, tokens, doc):
        draft.kind = "set"
        return True
    return before in LASTING or (after == "-" and then == "long")


def _is_rate(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    """*15 a day*, *$5 a month*, *two meals a day*: how often, not how long."""
    if tokens.code(draft.start - 1) in ".,;:|(":
        return False
    previous = _token_at(doc, *tokens.offsets(draft.start - 1, draft.start))
    if previous.pos_ == "NUM":
        return True
    counted = any(c.pos_ == "NUM" or c.lower_ in ("many", "several") for c in previous.children)
    return previous.pos_ in ("NOUN", "SYM") and counted


def _set(draft: Draft, tokens: Tokens, _doc: Doc) -> bool:
    if draft.weak and draft.value:
        # "Daily Mail" is a name, unless the word begins its sentence.
        begins = draft.start == 0 or tokens.code(draft.start - 1) in ".|"
        return tokens.raw(draft.start)[0].islower() or (begins and tokens.code(draft.end) == ",")
    return tokens.word(draft.start) != "per" or draft.unit not in ("second", "minute", "hour")


def _reference(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    before, after = tokens.word(draft.start - 1), tokens.word(draft.end)
    if (tokens.tight(draft.end) and after == "-") or (tokens.tight(draft.start) and before == "-"):
        return False
    if draft.weak and after in ("after", "before", "as", "afterwards", "thereafter", "that", "afterward", "following"):
        return False
    if before == "as" or (before == "until" and draft.value == "PAST_REF"):
        return False
    return not draft.weak or _token(doc, tokens, draft).pos_ != "PROPN"


def _clock(draft: Draft, tokens: Tokens, _doc: Doc) -> bool:
    return not draft.weak or tokens.word(draft.start - 1) in CLOCK_COMPANY


def _part(draft: Draft, tokens: Tokens, _doc: Doc) -> bool:
    first = tokens.word(draft.start)
    if not draft.towards and first in ("this", "that"):
        draft.towards = first
    if draft.towards == "last" and first == "the":
        return False  # "on the last night" is one of several, "last night" is yesterday's
    if draft.towards or draft.modifier or first == "overnight":
        return True
    return tokens.word(draft.start - 1) in PART_COMPANY


def _holiday(draft: Draft, tokens: Tokens, doc: Doc) -> bool:
    if tokens.word(draft.end) in ("agreement", "accord", "accords", "island", "islands", "massacre", "bombing"):
        return False
    return not _is_person(_token(doc, tokens, draft))


_CHECKS: dict[str, Check] = {
    "calendar": _calendar, "unit": _unit, "shift": _shift, "span": _span, "duration": _duration, "set": _set,
    "reference": _reference, "clock": _clock, "part": _part, "holiday": _holiday,
}  # fmt: skip


def _token(doc: Doc, tokens: Tokens, draft: Draft) -> Token:
    """The head token of the draft's words."""
    return _token_at(doc, *tokens.offsets(draft.start, draft.end))


def _token_at(doc: Doc, start: int, end: int) -> Token:
    span = doc.char_span(start, end, alignment_mode="expand")
    assert span is not None
    return span.root


def tense(doc: Doc, start: int, end: int) -> int:
    """Tense of the clause around characters `start` to `end` of the doc: -1 past, 1 future, 0 not to be told.

    Climbs the parse to the governing verb and looks at its auxiliaries; what is planned, or *to be held*, is future,
    and so is what something else happens *ahead of*.
    """
    token = _token_at(doc, start, end)
    before = [t.lower_ for t in doc[max(token.i - 4, 0) : token.i]]
    if "upcoming" in before or "ahead of" in " ".join(before):
        return 1
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
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    copula = verb.lemma_ == "be" and verb.tag_ in ("VBZ", "VBP", "VBD") and verb.i + 1 < len(verb.doc)
    if verb.tag_ == "VBN" and verb.lemma_ in PLANNED and auxiliaries & (_IS | {"been"}) and "had" not in auxiliaries:
        return 1
    if copula and verb.nbor().lower_ == "to" and any(c.dep_ == "xcomp" for c in verb.children):
        return 1  # "is to meet", "was to end"
    if auxiliaries & _COMING:
        return -1 if "have" in auxiliaries else 1
    if "to" in auxiliaries:
        if "have" in auxiliaries:
            return -1
        governor = verb.head
        due = governor.lemma_ == "be" and governor.i < verb.i and governor.nbor().lower_ == "to"
        return 1 if due or "be" in auxiliaries or governor.lemma_.lower() in PLANNED else 0
    if verb.tag_ in ("VBD", "VBN") or auxiliaries & _HAPPENED:
        return -1
    if verb.tag_ == "VBG" and auxiliaries & _IS:
        return 1
    return 1 if verb.tag_ in ("VBZ", "VBP") and verb.lemma_ not in ("be", "have", "say") else 0
