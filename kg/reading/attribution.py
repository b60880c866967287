"""Attribution: who says what, found on the parse and the quotation marks.

The scheme is PARC3's (Pareti 2016): a source, a cue and a content, each one or more stretches of text. Chains of sources
follow from nesting: what holds a word most tightly is its innermost source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.reading.clauses import Range, Tree, normalised
from kg.reading.cues import Context, Speech, lexicon
from kg.reading.hearsay import according, adjective_speech, adverb_speech, noun_speeches
from kg.reading.quotation import find_quotations
from kg.reading.speakers import give_quotations
from kg.reading.speech import citation, verb_speeches
from kg.records import Factuality


@dataclass(frozen=True, slots=True)
class RawAttribution:
    """Who says what, in token ranges of a Doc.

    `source_head` is the token of the source that names it; None where nobody is named ("reportedly") or where "I" stands in
    the speaker's own quotation. `factuality` is what the cue does to its content. `direct`: the content stands in quotation marks.
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

    `doc` needs tags, lemmas, dependency labels and sentence bounds; `is_outlet` tells whether a token belongs to the name of
    a news outlet, which then relays what it is told. Linear in the length of `doc`.
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
    lists = context.lexicon
    found: list[Speech] = []
    citations: list[Token] = []
    for token in context.tree.doc:
        lemma = token.lemma_.lower()
        if lemma in lists.cues and token.pos_ in {"VERB", "AUX"} and token.dep_ not in {"amod", "compound"}:
            if lemma in lists["say-citing"] and token.tag_ in {"VBG", "VBN"}:
                citations.append(token)
            found.extend(verb_speeches(context, token))
        elif lemma in lists["say-nouns"] and token.pos_ in {"NOUN", "PROPN"}:
            found.extend(noun_speeches(context, token))
        elif token.lower_ in lists["hearsay-adverbs"]:
            found.extend(adverb_speech(context, token))
        elif token.lower_ in lists["hearsay-adjectives"] and token.dep_ == "amod":
            found.extend(adjective_speech(context, token))
        elif token.lower_ in {"according", "per", "in"}:
            found.extend(according(context, token))
        elif lemma in {"take", "accept", "assume"} and token.pos_ == "VERB":
            found.extend(s for s in verb_speeches(context, token) if s.content)
    _put_citations_inside(context, found, citations)
    return found


def _put_citations_inside(context: Context, speeches: list[Speech], citations: list[Token]) -> None:
    """ "Reuters, citing officials, said": the officials are the inner source of what Reuters said."""
    by_cue = {speech.cue.i: speech for speech in speeches if speech.verbal}
    for verb in citations:
        if verb.i in by_cue or (voice := citation(context, verb)) is None:
            continue
        around = [verb.head, *context.tree.ancestors(verb.head)]
        around.extend(
            kid for kid in context.tree.kids[verb.head.i] if kid.dep_ in {"parataxis", "ccomp"} and kid.i < verb.i
        )
        for node in around:
            speech = by_cue.get(node.i)
            if speech is not None and speech.content:
                speech.voices.insert(0, voice)
                break


def _attributions(context: Context, speech: Speech) -> Iterable[RawAttribution]:
    content = normalised(context.tree.trim(r) for r in (*speech.content, *speech.quoted))
    if not content:
        return
    doc = context.tree.doc
    direct = all(
        context.quoted[i] or doc[i].is_punct or doc[i].is_space for start, end in content for i in range(start, end)
    )
    if not speech.voices:
        cue = ((speech.cue.i, speech.cue.i + 1),)
        yield RawAttribution((), None, cue, content, speech.factuality, direct)
    for voice in speech.voices:
        yield RawAttribution(voice.span, voice.head, voice.cue, content, speech.factuality, direct)
