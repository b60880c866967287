"""Attribution: who says what, found on the parse and the quotation marks.

The scheme is PARC3's (Pareti 2016): a source, a cue and a content, each one or more stretches of text. Chains of
sources follow from nesting: what holds a word most tightly is its innermost source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.reading.clauses import Range, Tree, normalised
from kg.reading.cues import Context, Speech, lexicon
from kg.reading.deeds import RESPONSIBLE_VERBS
from kg.reading.hearsay import according, adjective_speech, adverb_speech, displace, noun_speeches
from kg.reading.quotation import find_quotations
from kg.reading.reported import citation
from kg.reading.speakers import give_quotations
from kg.reading.speech import belief_speech, verb_speeches
from kg.records import Factuality

_GOING_ON = frozenset({"he", "she", "they", "him", "her"})
_NEAR = 120


@dataclass(frozen=True, slots=True)
class RawAttribution:
    """Who says what, in token ranges of a Doc.

    `source_head` is the token that names the source: the head of its noun phrase, or the issuer of a paper ("the
    ministry" in "a statement from the ministry", and in "the statement" after that); None where nobody is named
    ("reportedly") or where "I" stands in the speaker's own quotation. `factuality` is what the cue does to its
    content, as the source puts it. `direct`: the content stands in quotation marks.
    """

    source: tuple[Range, ...]
    source_head: int | None
    cue: tuple[Range, ...]
    content: tuple[Range, ...]
    factuality: Factuality
    direct: bool

    @property
    def size(self) -> int:
        """The number of tokens of the content."""
        return sum(end - start for start, end in self.content)


def find_attributions(doc: Doc, is_outlet: Callable[[Token], bool]) -> tuple[RawAttribution, ...]:
    """All attributions of `doc`, sorted by where their contents begin and end; of one cue, inner sources come first.

    `doc` needs tags, lemmas, dependency labels and sentence bounds; `is_outlet` tells whether a token names a news
    outlet, which then relays what it is told. A content may be held by several: see :func:`chain`. Linear in the length
    of `doc`. Raises :class:`~kg.errors.OntologyError` where the ontology lacks a word list.
    """
    quotations = find_quotations(doc)
    quoted = [0] * len(doc)
    for number, quotation in enumerate(quotations, start=1):
        if quotation.depth == 0:
            quoted[quotation.start : quotation.end] = [number] * (quotation.end - quotation.start)
    unquoted = [0]
    for token, number in zip(doc, quoted, strict=True):
        unquoted.append(unquoted[-1] + (not number and not token.is_punct and not token.is_space))
    context = Context(Tree(doc), lexicon(), is_outlet, quoted, unquoted)
    speeches = _speeches(context)
    give_quotations(context, speeches, quotations)
    found: dict[RawAttribution, None] = {}
    for speech in speeches:
        for attribution in _attributions(context, speech):
            found.setdefault(attribution)
    return tuple(sorted(found, key=lambda a: (a.content[0][0], a.content[-1][1])))


def chain(attributions: Iterable[RawAttribution], token_index: int) -> tuple[RawAttribution, ...]:
    """The attributions whose content holds the token `token_index`, innermost first.

    Those without a source head are among them: what they do to the content's factuality counts, but they name nobody.
    One who speaks twice on the way ("X said he believed") stands there twice.
    """
    holding = [a for a in attributions if any(start <= token_index < end for start, end in a.content)]
    return tuple(sorted(holding, key=lambda a: a.size))


def _speeches(context: Context) -> list[Speech]:
    lists, doc = context.lexicon, context.tree.doc
    for token in doc:
        if token.lower_ == "according":
            displace(context, token)
    found: list[Speech] = []
    citations: list[Token] = []
    spent: set[int] = set()
    for token in doc:
        lemma = lists.lemma(token)
        verb = token.dep_ != "compound" and (
            token.pos_ in {"VERB", "AUX"} or (lemma in lists.cues and context.tree.own_subject(token) is not None)
        )
        if token.pos_ == "NOUN" and lemma in lists["paper-nouns"]:
            context.remember_issuer(token)
        if token.dep_ == "amod" and token.lower_ in lists["hearsay-adjectives"]:
            found.extend(adjective_speech(token))
        elif verb and (lemma in lists.cues or lemma in RESPONSIBLE_VERBS) and token.i not in spent:
            for speech in verb_speeches(context, token, lemma):
                if speech.content or lemma in lists.cues:
                    found.append(speech)
                if lemma in lists["say-citing"]:
                    spent.update(i for voice in speech.voices for low, high in voice.cue for i in range(low, high))
            if lemma in lists["say-citing"] and token.i not in spent:
                citations.append(token)
        elif lemma in lists["say-nouns"] and token.pos_ == "NOUN":
            found.extend(noun_speeches(context, token))
        elif token.lower_ in lists["hearsay-adverbs"]:
            found.extend(adverb_speech(context, token))
        elif token.lower_ in lists.adjectives and token.dep_ in {"acomp", "ccomp", "ROOT", "conj", "advcl"}:
            found.extend(belief_speech(context, token))
        elif token.lower_ in {"according", "per", "in"}:
            found.extend(according(context, token))
    _put_citations_inside(context, found, citations)
    _hand_on_relays(context, found)
    return found


def _hand_on_relays(context: Context, speeches: list[Speech]) -> None:
    """ "X told Reuters that A. He said that B.": a pronoun in the next sentence goes on speaking to the same outlet."""
    doc = context.tree.doc
    last: Speech | None = None
    for speech in sorted((s for s in speeches if s.voices), key=lambda s: s.cue.i):
        head = speech.voices[0].head
        pronoun = head is not None and doc[head].lower_ in _GOING_ON and not context.quoted[head]
        if last is not None and pronoun and not speech.relays and _next_sentence(context, last, speech):
            speech.relays = last.relays
            speech.voices.extend(last.relays)
        if speech.relays:
            last = speech


def _next_sentence(context: Context, last: Speech, speech: Speech) -> bool:
    """Whether one sentence of one paragraph ends between two cues."""
    between = context.tree.doc[last.cue.i + 1 : min(speech.cue.i + 1, last.cue.i + _NEAR)]
    if len(between) >= _NEAR - 1 or any(token.is_space and token.text.count("\n") > 1 for token in between):
        return False
    return sum(token.is_sent_start is True for token in between) == 1


def _put_citations_inside(context: Context, speeches: list[Speech], citations: list[Token]) -> None:
    """ "Reuters, citing officials, said": the officials are the inner source of what Reuters said."""
    by_cue = {speech.cue.i: speech for speech in speeches if speech.verbal and speech.content}
    for verb in citations:
        voice = citation(context, verb)
        if voice is None:
            continue
        above = [verb.head, *context.tree.ancestors(verb.head)]
        beside = [
            kid for kid in context.tree.kids[verb.head.i] if kid.dep_ in {"parataxis", "ccomp"} and kid.i < verb.i
        ]
        speech = next((by_cue[node.i] for node in (*beside, *above) if node.i in by_cue), None)
        if speech is not None:
            speech.voices.insert(0, voice)


def _attributions(context: Context, speech: Speech) -> Iterable[RawAttribution]:
    whole = (_whole_quotations(context, speech, part) for part in (*speech.content, *speech.quoted))
    content = normalised(_closed(context, part) for part in whole)
    if not content:
        return
    direct = all(context.unquoted[start] == context.unquoted[end] for start, end in content)
    if not speech.voices:
        yield RawAttribution((), None, ((speech.cue.i, speech.cue.i + 1),), content, speech.factuality, direct)
    for voice in speech.voices:
        yield RawAttribution(voice.span, voice.head, voice.cue, content, speech.factuality, direct)


def _closed(context: Context, part: Range) -> Range:
    """`part` without stops and conjunctions at its ends."""
    start, end = context.tree.trim(part)
    while start < end and context.tree.doc[end - 1].dep_ == "cc":
        start, end = context.tree.trim((start, end - 1))
    return start, end


def _whole_quotations(context: Context, speech: Speech, part: Range) -> Range:
    """`part` grown over the quotations that it cuts through; what is said within a quotation stays within it."""
    quoted = context.quoted
    start, end = part
    own = quoted[speech.cue.i]
    if own:
        while start < end and quoted[start] != own:
            start += 1
        while start < end and quoted[end - 1] != own:
            end -= 1
        return start, end
    if quoted[start] and quoted[end - 1] != quoted[start]:
        while start > 0 and quoted[start - 1] == quoted[start]:
            start -= 1
    if quoted[end - 1] and quoted[start] != quoted[end - 1]:
        while end < len(quoted) and quoted[end] == quoted[end - 1]:
            end += 1
    return start, end
