"""News outlets, and papers, that a saying goes through on its way to the report: outer sources of the same content."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.reading.clauses import Range
from kg.reading.cues import Context, Voice

_WITHIN = frozenset({"in", "on", "to", "with", "during", "for", "by", "via", "through", "of", "from"})
_LEADING = frozenset({"in", "on", "to", "with", "by", "via", "through"})
_TOLD = frozenset({"tell", "inform", "brief", "assure", "advise", "give", "write"})
_DEPTH = 3
_NAME = 8


def relays(context: Context, verb: Token, subject: Token | None, cue: tuple[Range, ...]) -> Iterator[Voice]:
    """ "Told Reuters", "in an interview with X", "speaking on X", "X, quoted by Y, said", "said in a ministry's
    statement"."""
    tree, speaking = context.tree, context.lexicon["speaking-verbs"]
    seen = {subject.i, context.issuer(subject).i} if subject is not None else set()
    told = context.lexicon.lemma(verb) in _TOLD
    for kid in tree.children(verb, "dobj", "dative"):
        if told and kid.pos_ != "ADP" and kid.i not in seen and context.outlet(kid):
            seen.add(kid.i)
            yield context.relay(kid, cue, verb)
    misread = told_name(context, verb) if told else None
    if misread is not None and misread.i not in seen:
        seen.add(misread.i)
        yield Voice(misread.i, ((verb.i + 1, misread.i + 1),), cue)
    hosts = [verb]
    hosts.extend(
        kid
        for kid in tree.children(verb, "advcl")
        if kid.tag_ in {"VBG", "VBN"} and context.lexicon.lemma(kid) in speaking
    )
    if subject is not None:
        hosts.extend(kid for kid in tree.children(subject, "acl") if context.lexicon.lemma(kid) in speaking)
    for host in hosts:
        for outlet in _outlets(context, host, subject, _DEPTH):
            if outlet.i not in seen:
                seen.add(outlet.i)
                yield context.relay(outlet, cue)


def told_name(context: Context, verb: Token) -> Token | None:
    """The outlet just behind "told" that the parser made part of the next noun: "told Reuters troops had left"."""
    if context.tree.child(verb, "dobj", "dative") is not None:
        return None
    found = None
    for token in verb.doc[verb.i + 1 : verb.i + _NAME]:
        if token.pos_ != "PROPN" and token.text != "-":
            break
        if context.is_outlet(token):
            found = token
    return found


def _outlets(context: Context, host: Token, subject: Token | None, depth: int) -> Iterator[Token]:
    """Outlets among the prepositional phrases of `host`, through interviews, remarks and statements."""
    if depth == 0:
        return
    tree, lexicon = context.tree, context.lexicon
    occasions = lexicon["occasion-nouns"] | lexicon["paper-nouns"]
    for prep in tree.children(host, "prep", "agent", "dative"):
        if prep.lower_ not in _WITHIN:
            continue
        for noun in tree.children(prep, "pobj"):
            occasion = noun.pos_ == "NOUN" and noun.lemma_.lower() in occasions and not context.is_outlet(noun)
            if not occasion:
                if prep.lower_ in _LEADING and context.outlet(noun):
                    yield noun
                continue
            yield from (name for name in tree.children(noun, "compound", "poss") if context.is_outlet(name))
            for kid in tree.children(noun, "acl"):
                if lexicon.lemma(kid) in lexicon["speaking-verbs"]:
                    yield from _outlets(context, kid, subject, depth - 1)
            yield from _outlets(context, noun, subject, depth - 1)
            if prep.lower_ == "in" and (issuer := _issuer(context, noun, subject)) is not None:
                yield issuer


def _issuer(context: Context, paper: Token, speaker: Token | None) -> Token | None:
    """Who issued the paper that a named `speaker` is quoted in, where that is somebody else ("said in the release")."""
    if paper.lemma_.lower() not in context.lexicon["paper-nouns"]:
        return None
    issuer = context.issuer(paper)
    context.remember_issuer(paper, speaker)
    other = issuer.i != paper.i and issuer.pos_ == "PROPN" and (speaker is None or issuer.lower_ != speaker.lower_)
    return issuer if other and issuer.ent_type_ != "PERSON" else None
