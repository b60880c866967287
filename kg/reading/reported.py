"""Verbs whose subject is not who says it: "was reported (by X)", "is said to have", "Y quoted X as saying", "citing
X"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.reading import contents, deeds
from kg.reading.clauses import Range, normalised, without
from kg.reading.cues import Context, Speech, Voice, covers, expression
from kg.reading.relays import relays
from kg.records import Factuality

_AS_SAYING = 60


def passively(context: Context, verb: Token, lemma: str) -> Iterator[Speech]:
    """Speeches of a passive verb: its agent says it, or nobody is named. Its subject may be what is said."""
    tree, lexicon = context.tree, context.lexicon
    agent = next((a for a in tree.objects_of(verb, "by") if a.dep_ == "pobj"), None)
    if agent is not None and context.nobody(agent):
        return
    cue = expression(context, verb)
    voices = [context.voice(agent, cue, verb), *relays(context, verb, agent, cue)] if agent is not None else []
    subject = tree.child(verb, "nsubjpass", "nsubj") or (verb.head if verb.dep_ == "acl" else None)
    effect: Factuality | None = lexicon.effect(lemma)
    if agent is None and effect == "CT+" and lemma in lexicon["hearsay-verbs"]:
        effect = "PR+"
    if tree.negated(verb):
        effect = lexicon.undone(lemma)
    impersonal = subject is not None and subject.lower_ == "it"
    known = agent is not None or impersonal or lemma in lexicon["hearsay-verbs"] or lemma in lexicon["say-blame"]
    if effect is None or not known:
        return
    if found := deeds.responsibility(context, verb, lemma):
        if agent is not None:
            yield Speech(verb, voices, found, effect, clausal=False)
        return
    if lemma in lexicon["say-blame"] and (found := deeds.deed(context, verb, lemma)):
        yield Speech(verb, voices, found, "PR+" if agent is None or lemma == "suspect" else "CT+", clausal=False)
        return
    if lemma == "tell" and subject is not None and context.outlet(subject):
        voices.append(context.relay(subject, cue, verb))
    content = _passive_content(context, verb, lemma, subject, agent)
    if content:
        yield Speech(verb, voices, without(content, [*cue, *(r for voice in voices for r in voice.span)]), effect, clausal=False)


def _passive_content(context: Context, verb: Token, lemma: str, subject: Token | None, agent: Token | None) -> tuple[Range, ...]:
    """What is "reported (by X)": a clause, an infinitive with its subject, a thing, or the clause around it."""
    tree, lexicon = context.tree, context.lexicon
    hearsay = lemma in lexicon["hearsay-verbs"]
    told = lemma == "tell"
    found = [tree.span(kid) for kid in tree.children(verb, "ccomp")] if lemma in lexicon.effects else []
    if hearsay and not told:
        for kid in tree.children(verb, "xcomp", "oprd", "acomp"):
            found.append(tree.span(kid))
            if verb.dep_ != "acl" and subject is not None and subject.i < verb.i:
                found.append(tree.noun_phrase(subject, verb))
    if not found and lemma in lexicon["say-naming"] and agent is not None:
        found.extend(deeds.named(context, verb))
    stated = agent is not None or (hearsay and verb.dep_ != "acl" and subject is not None and subject.pos_ != "PRON")
    if not found and lemma in lexicon["say-thing"] and stated and not (subject is not None and context.nobody(subject)):
        found.extend(deeds.thing(context, subject, verb))
    if not found and hearsay and subject is not None and subject.lower_ == "it":
        found.extend(contents.parenthesis(context, subject, verb))
    if not found and lemma in lexicon.effects and (agent is not None or (hearsay and verb.dep_ != "advcl")):
        found.extend(without(contents.surrounding(context, verb), [tree.span(verb)]))
    return normalised(found)


def cited(context: Context, verb: Token, passive: bool) -> Iterator[Speech]:
    """ "Y quoted X as saying", "X was quoted by Y as saying", "Y cited a source that"; ", citing X" is left to
    `citation`."""
    tree = context.tree
    own = expression(context, verb)
    speaker = tree.child(verb, "nsubjpass" if passive else "dobj") or (verb.head if passive and verb.dep_ == "acl" else None)
    relayer = next(tree.objects_of(verb, "by"), None) if passive else tree.subject(verb)
    if speaker is None or not (passive or context.lexicon.may_speak(speaker)):
        return
    cue, found = own, list[Range]()
    saying = _as_saying(context, verb)
    if saying is not None:
        cue = normalised([*own, (saying.i, saying.i + 1)])
        for kid in tree.children(saying, "ccomp"):
            start, end = tree.span(kid)
            found.append((start, contents.tail(context, end)))
    for kid in [*tree.children(speaker, "acl", "relcl"), *tree.children(verb, "ccomp")]:
        if any(mark.lower_ == "that" for mark in tree.children(kid, "mark")):
            found.append(tree.span(kid))
    if not found and saying is not None:
        found.extend(without(contents.surrounding(context, verb), [tree.span(saying.head)]))
        found.extend(tree.span(kid) for kid in tree.children(verb, "ccomp") if kid.i < verb.i)
    if not found and saying is None:
        return
    voice = context.voice(speaker, cue, saying if passive and relayer is None else verb)
    voices = [Voice(voice.head, without(voice.span, found), voice.cue)]
    if relayer is not None and relayer.i != speaker.i:
        voices.append(context.voice(relayer, own, verb))
    aside = [*cue, *(r for r in voices[0].span if not covers(r, tuple(found)))]
    yield Speech(verb, voices, without(found, aside), "CT+", relays=tuple(voices[1:]))


def _as_saying(context: Context, verb: Token) -> Token | None:
    """ "as saying", "as telling": looked for in the words behind the verb, for it is often hung elsewhere."""
    doc = verb.doc
    for i in range(verb.i + 1, min(verb.i + _AS_SAYING, len(doc) - 1)):
        token = doc[i]
        if token.is_sent_start:
            return None
        if token.lower_ == "as" and doc[i + 1].tag_ == "VBG" and context.lexicon.lemma(doc[i + 1]) in context.lexicon.effects:
            return doc[i + 1]
    sayings = (kid for kid in context.tree.children(verb, "xcomp", "advcl") if kid.tag_ == "VBG")
    return next((kid for kid in sayings if context.lexicon.lemma(kid) == "say"), None)


def citation(context: Context, verb: Token) -> Voice | None:
    """The source in ", citing X": it goes inside what the sentence's speaker says."""
    if verb.tag_ != "VBG":
        return None
    source = context.tree.child(verb, "dobj")
    if source is None or not context.lexicon.may_speak(source):
        return None
    return context.voice(source, expression(context, verb), verb)
