"""Attribution: who says what, found on the parse and the quotation marks.

The scheme is PARC3's (Pareti 2016): a source, a cue and a content, each one or more stretches of text. Chains of
sources follow from nesting: what holds a word most tightly is its innermost source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.reading.clauses import Range, Tree, normalised
from kg.reading.contents import RESPONSIBLE_VERBS
from kg.reading.cues import Context, Speech, lexicon
from kg.reading.hearsay import according, adjective_speech, adverb_speech, displace, noun_speeches
from kg.reading.quotation import find_quotations
from kg.reading.speakers import give_quotations
from kg.reading.speech import citation, verb_speeches
from kg.records import Factuality


@dataclass(frozen=True, slots=True)
class RawAttribution:
    """Who says what, in token ranges of a Doc.

    `source_head` is the token that names the source: the head of its noun phrase, or the issuer of a paper ("the ministry"
    in "a statement from the ministry", and in "the statement" after that); None where nobody is named ("reportedly") or
    where "I" stands in the speaker's own quotation. `factuality` is what the cue does to its content, as the source puts
    it. `direct`: the content stands in quotation marks.
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
    """All attributions of `doc`, sorted by content, inner sources before outer ones.

    `doc` needs tags, lemmas, dependency labels and sentence bounds; `is_outlet` tells whether a token belongs to the name
    of a news outlet, which then relays what it is told. Linear in the length of `doc`.
    """
    quotations = find_quotations(doc)
    quoted = bytearray(len(doc))
    for quotation in quotations:
        if quotation.depth == 0:
            quoted[quotation.start : quotation.end] = b"\x01" * (quotation.end - quotation.start)
    context = Context(Tree(doc), lexicon(), is_outlet, quoted)
    speeches = _speeches(context)
    give_quotations(context, speeches, quotations)
    found: dict[RawAttribution, None] = {}
    for speech in speeches:
        for attribution in _attributions(context, speech):
            found.setdefault(attribution)
    return tuple(sorted(found, key=lambda a: (a.content[0][0], a.content[-1][1])))


def chain(attributions: Iterable[RawAttribution], token_index: int) -> tuple[RawAttribution, ...]:
    """The attributions whose content holds the token, innermost first; those without a source are among them."""
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
        verb = token.pos_ in {"VERB", "AUX"} and token.dep_ != "compound"
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
        elif token.lower_ in {"according", "per", "in"}:
            found.extend(according(context, token))
    _put_citations_inside(context, found, citations)
    return found


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
    content = tuple(
        r for r in normalised(context.tree.trim(r) for r in (*speech.content, *speech.quoted)) if r[0] < r[1]
    )
    if not content:
        return
    direct = all(_in_quotes(context, i) for start, end in content for i in range(start, end))
    if not speech.voices:
        yield RawAttribution((), None, ((speech.cue.i, speech.cue.i + 1),), content, speech.factuality, direct)
    for voice in speech.voices:
        yield RawAttribution(voice.span, voice.head, voice.cue, content, speech.factuality, direct)


def _in_quotes(context: Context, i: int) -> bool:
    token = context.tree.doc[i]
    return bool(context.quoted[i]) or token.is_punct or token.is_space
