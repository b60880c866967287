"""Sources without a verb of their own: "according to", nouns ("the claim that"), adverbs ("reportedly"), adjectives."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.reading.clauses import Range, normalised, without
from kg.reading.cues import Context, Speech, Voice
from kg.reading.speech import relays
from kg.records import Factuality

_PHRASE_NOUNS = frozenset({"word", "view", "opinion", "estimation", "account", "judgment", "judgement", "eyes"})
_CLAUSE_HEADS = frozenset({"VERB", "AUX"})


def according(context: Context, token: Token) -> Iterator[Speech]:
    """ "According to X", "per X", "in the words of X", "in X's view"."""
    tree, lexicon = context.tree, context.lexicon
    source: Token | None = None
    cue: list[Range] = [(token.i, token.i + 1)]
    if token.lower_ == "according":
        follower = tree.child(token, "prep") or tree.child(token, "xcomp", "aux")
        if follower is None or follower.lower_ != "to":
            return
        cue.append((follower.i, follower.i + 1))
        source = tree.child(follower, "pobj", "pcomp") or tree.child(token, "pobj")
    elif token.lower_ == "per":
        noun = tree.child(token, "pobj")
        if noun is not None and context.outlet(noun):
            source = noun
    elif token.lower_ == "in":
        noun = tree.child(token, "pobj")
        if noun is not None and noun.lemma_.lower() in _PHRASE_NOUNS:
            source = tree.child(noun, "poss") or next(
                (s for s in tree.objects_of(noun, "of") if lexicon.may_speak(s)), None
            )
            cue.append((noun.i, noun.i + 1))
    if source is None or source.lemma_.lower() in lexicon["standard-nouns"] or context.nobody(source):
        return
    voices = [context.voice(source, cue), *relays(context, token, source)]
    phrase = (tree.span(token)[0], max(tree.span(token)[1], voices[0].span[-1][1] if voices[0].span else 0))
    effect: Factuality = "CT+"
    yield Speech(token, voices, without([_scope(context, token)], [phrase]), effect, verbal=False, aside=(phrase,))


def _scope(context: Context, phrase: Token) -> Range:
    """The clause that a phrase of attribution holds for.

    After a comma at the end of a reported clause it holds for the whole report ("officials said ten died, according to X").
    """
    tree = context.tree
    head = phrase.head
    for above in (head, *tree.ancestors(head)):
        head = above
        if above.pos_ in _CLAUSE_HEADS and above.dep_ not in {"aux", "auxpass", "amod"}:
            break
    set_off = phrase.i > 0 and phrase.doc[phrase.i - 1].text == ","
    if set_off and phrase.i > head.i and head.dep_ == "ccomp" and head.head.lemma_.lower() in context.lexicon.effects:
        head = head.head
    return tree.span(head)


def noun_speeches(context: Context, noun: Token) -> Iterator[Speech]:
    """ "X's claim that ...", "reports that ...", "allegations of ... by X", "X rejected the claim that ..."."""
    tree, lexicon = context.tree, context.lexicon
    lemma = noun.lemma_.lower()
    content = [
        tree.span(kid) for kid in tree.children(noun, "acl", "ccomp", "relcl", "appos") if _that_clause(context, kid)
    ]
    of_things = lemma in lexicon["say-nouns-of"]
    if not content and of_things:
        content = [
            tree.span(thing)
            for thing in tree.objects_of(noun, "of", "against")
            if thing.ent_type_ not in {"DATE", "CARDINAL", "PERSON"}
        ]
    if not content:
        return
    cue = [(noun.i, noun.i + 1)]
    source = _noun_source(context, noun)
    factuality = lexicon.noun_effect(lemma)
    if source is not None and context.nobody(source):
        return
    if source is None and factuality == "CT+":
        factuality = "PR+"
    denier = _denier(context, noun)
    voices = [context.voice(source, cue)] if source is not None else []
    if denier is not None and source is None:
        voices, factuality = [denier], "CT-"
    yield Speech(noun, voices, without(content, cue), factuality, verbal=False)


def _that_clause(context: Context, clause: Token) -> bool:
    return any(mark.lower_ == "that" and mark.dep_ == "mark" for mark in context.tree.children(clause, "mark"))


def _noun_source(context: Context, noun: Token) -> Token | None:
    """Whose claim it is: its possessor, "by X", "from X"; else who makes it ("made the claim that", "issued a warning that")."""
    tree = context.tree
    owner = tree.child(noun, "poss")
    if owner is not None:
        return owner
    for source in tree.objects_of(noun, "by", "from", "among"):
        if context.lexicon.may_speak(source):
            return source
    for prep in tree.children(noun, "prep"):
        # "allegations of torture by the army": hung on what is alleged
        for thing in tree.children(prep, "pobj"):
            for source in tree.objects_of(thing, "by"):
                if context.lexicon.may_speak(source):
                    return source
    verb = noun.head
    if (
        noun.dep_ == "dobj"
        and verb.pos_ == "VERB"
        and verb.lemma_.lower() in {"make", "issue", "give", "voice", "express", "repeat", "reiterate", "raise", "have"}
    ):
        return tree.subject(verb)
    return None


def _denier(context: Context, noun: Token) -> Voice | None:
    """Who denies the claim, where a verb of denial governs it: "the claim that ... was denied by X"."""
    tree, verb = context.tree, noun.head
    if context.lexicon.effect(verb.lemma_.lower()) != "CT-" or noun.dep_ not in {"dobj", "nsubjpass"}:
        return None
    who = next(tree.objects_of(verb, "by"), None) if noun.dep_ == "nsubjpass" else tree.subject(verb)
    return context.voice(who, [(verb.i, verb.i + 1)], verb) if who is not None else None


def adverb_speech(context: Context, adverb: Token) -> Iterator[Speech]:
    """ "Reportedly", "allegedly": likely, and nobody says who says so. It holds for what it modifies."""
    tree = context.tree
    head = adverb.head
    if head.i == adverb.i:
        span = (adverb.sent.start, adverb.sent.end)
    else:
        span = tree.span(head)
        if head.pos_ in _CLAUSE_HEADS:
            for kid in tree.children(head, "conj"):
                if kid.i > adverb.i and tree.own_subject(kid) is not None:
                    span = (span[0], min(span[1], kid.left_edge.i))
    yield Speech(adverb, [], without([tree.trim(span)], [(adverb.i, adverb.i + 1)]), "PR+", verbal=False)


def adjective_speech(context: Context, adjective: Token) -> Iterator[Speech]:
    """ "An alleged attack", "suspected militants": likely of the noun alone."""
    noun = adjective.head
    if noun.i > adjective.i:
        start = adjective.i + 1
        yield Speech(adjective, [], normalised([(start, noun.i + 1)]), "PR+", verbal=False)
