"""Sources without a verb of their own: "according to", nouns ("the claim that"), adverbs ("reportedly"), adjectives."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.reading.clauses import Range, normalised, without
from kg.reading.cues import Context, Speech, Voice
from kg.reading.deeds import claim_clauses
from kg.reading.relays import relays
from kg.records import Factuality

_PHRASE_NOUNS = frozenset({"word", "view", "opinion", "estimation", "account", "judgment", "judgement", "eyes"})
_CLAUSE_HEADS = frozenset({"VERB", "AUX"})
_CLAIMED = frozenset({"claim", "allegation", "accusation", "charge", "suggestion", "rumour", "rumor"})
_CHECKING = frozenset({"confirm", "verify", "corroborate", "acknowledge", "admit", "substantiate"})
_NO_DEED = frozenset({"DATE", "CARDINAL", "PERSON", "MONEY", "PERCENT"})


def according(context: Context, token: Token) -> Iterator[Speech]:
    """ "According to X", "per X", "in the words of X", "in X's view"."""
    tree, lexicon = context.tree, context.lexicon
    source, words = _source_phrase(context, token)
    if source is None or source.lemma_.lower() in lexicon["standard-nouns"] or context.nobody(source):
        return
    cue = normalised((word.i, word.i + 1) for word in words)
    voice = context.voice(source, cue)
    start, end = tree.span(token)
    displaced = context.displaced.get(source.i)
    phrase = (start, displaced.left_edge.i if displaced is not None else max(end, voice.span[-1][1]))
    content = without([_scope(context, token)], [phrase])
    yield Speech(token, [voice, *relays(context, token, source, cue)], content, "CT+", verbal=False)


def displace(context: Context, token: Token) -> None:
    """Undo a misparse of "According to X, Y said": X, or nothing, made the subject, and Y an apposition of X."""
    source, _ = _source_phrase(context, token)
    if source is None:
        return
    verb = source.head if source.dep_ in {"nsubj", "nsubjpass"} else token.head
    leading = source.dep_ in {"nsubj", "nsubjpass"} or context.tree.child(verb, "nsubj", "nsubjpass", "expl") is None
    if leading and source.i < verb.i and verb.pos_ in _CLAUSE_HEADS:
        context.displace(source)


def _source_phrase(context: Context, token: Token) -> tuple[Token | None, list[Token]]:
    """The source that a phrase of attribution names, and the phrase's own words."""
    tree = context.tree
    noun = tree.child(token, "pobj")
    if token.lower_ == "according":
        doc = token.doc
        if token.i + 2 >= len(doc) or doc[token.i + 1].lower_ != "to":
            return None, []
        follower = doc[token.i + 1]
        source = tree.child(follower, "pobj", "pcomp") or noun
        if source is None:
            # the parser hung X elsewhere: the head of the words up to the comma
            first = doc[token.i + 2]
            end = _comma(first)
            source = first
            while token.i < source.head.i < end and source.head.i != source.i:
                source = source.head
        return (source if source.pos_ in {"NOUN", "PROPN", "PRON"} else None), [token, follower]
    if noun is None:
        return None, []
    if token.lower_ == "per":
        return (noun if context.outlet(noun) else None), [token]
    if token.lower_ == "in" and noun.lemma_.lower() in _PHRASE_NOUNS:
        owner = tree.child(noun, "poss")
        if owner is None and tree.child(noun, "det") is not None:
            owner = next((s for s in tree.objects_of(noun, "of") if context.lexicon.may_speak(s)), None)
        return owner, [token, noun]
    return None, []


def _comma(token: Token) -> int:
    """Where the first comma behind `token` in its sentence stands, or the sentence ends."""
    doc = token.doc
    i = token.i
    while i < len(doc) and doc[i].text != "," and not (i > token.i and doc[i].is_sent_start):
        i += 1
    return i


def _scope(context: Context, phrase: Token) -> Range:
    """The clause that a phrase of attribution holds for.

    Set off by a comma behind its clause it holds for the whole sentence up to there ("officials said ten died,
    according to X"; "he left after they fired, according to X"), but for no clause joined before with a subject of
    its own.
    """
    tree = context.tree
    head = phrase.head
    for above in (head, *tree.ancestors(head)):
        head = above
        if above.pos_ in _CLAUSE_HEADS and above.dep_ not in {"aux", "auxpass", "amod"}:
            break
    if phrase.i > head.i and phrase.doc[phrase.i - 1].text == ",":
        for above in tree.ancestors(head):
            joined = head.dep_ in {"conj", "parataxis"} and tree.child(head, "nsubj", "nsubjpass", "expl") is not None
            if joined or above.i > phrase.i or above.pos_ == "SPACE":
                break
            head = above
    return tree.span(head)


def noun_speeches(context: Context, noun: Token) -> Iterator[Speech]:
    """ "X's claim that", "reports that", "allegations of torture by X", "the claim that ... was denied by X"."""
    tree, lexicon = context.tree, context.lexicon
    lemma = noun.lemma_.lower()
    content = claim_clauses(context, noun)
    if not content and lemma in lexicon["say-nouns-of"]:
        content = [tree.span(thing) for thing in tree.objects_of(noun, "of") if thing.ent_type_ not in _NO_DEED]
    in_charge = noun.dep_ == "pobj" and noun.head.lower_ == "in" and noun.i == noun.head.i + 1
    if not content or in_charge or _told_in(context, noun) or context.nobody(noun):
        return
    cue = [(noun.i, noun.i + 1)]
    source = _noun_source(context, noun)
    factuality = lexicon.noun_effect(lemma)
    if source is not None and context.nobody(source):
        return
    if source is None and factuality == "CT+":
        factuality = "PR+"
    denier = _denier(context, noun)
    if source is None and _untrue(context, noun):
        factuality = "CT-"
    voices = []
    if source is None and (silent := _neither_nor(context, noun)) is not None:
        yield Speech(noun, [silent], without(content, [(noun.i, noun.i + 1)]), "PS+", verbal=False)
        return
    if source is None and denier is None and (checked := _checked(context, noun)) is not None:
        factuality = checked
    if source is not None:
        voice = context.voice(source, cue)
        voices.append(Voice(voice.head, without(voice.span, content), voice.cue))
    if denier is not None and source is None:
        voices, factuality = [denier], "CT-"
    yield Speech(noun, voices, without(content, cue), factuality, verbal=False)


def _told_in(context: Context, noun: Token) -> bool:
    """Whether the noun only says where somebody said it: "said in a statement that ..." is the verb's."""
    if noun.dep_ == "pobj" and noun.head.lower_ in {"in", "on", "at", "during", "through"}:
        verb = noun.head.head
        if noun.head.lower_ == "on" and noun.lemma_.lower() in _CLAIMED:
            return False  # "commented on the claim that"
        return context.lexicon.lemma(verb) in context.lexicon.effects and context.tree.subject(verb) is not None
    return noun.dep_ in {"dobj", "dative"} and context.lexicon.lemma(noun.head) == "tell"


def _noun_source(context: Context, noun: Token) -> Token | None:
    """Whose claim it is: its possessor, "by X", "from X"; else who makes it ("issued a warning that")."""
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
    if noun.dep_ == "dobj" and context.lexicon.lemma(verb) in context.lexicon["bearing-verbs"]:
        return tree.subject(verb)
    return None


def _denier(context: Context, noun: Token) -> Voice | None:
    """Who denies the claim, where a verb of denial governs it: "the claim that ... was denied by X"."""
    tree, verb = context.tree, noun.head
    if noun.dep_ == "pobj" and noun.head.lower_ == "as":  # "rejected as propaganda a claim that": hung on the "as"
        verb = noun.head.head
        between = noun.doc[noun.head.i + 1 : noun.i]
        if not any(word.is_quote or word.lemma_.lower() in context.lexicon["untrue-words"] for word in between):
            return None
    elif noun.dep_ not in {"dobj", "nsubjpass"}:
        return None
    lemma = context.lexicon.lemma(verb)
    called = lemma in context.lexicon["say-naming"] and called_untrue(context, verb, noun)
    if context.lexicon.effect(lemma) != "CT-" and not called:
        return None
    if tree.negated(verb):
        return None
    who = next(tree.objects_of(verb, "by"), None) if noun.dep_ == "nsubjpass" else tree.subject(verb)
    return context.voice(who, [(verb.i, verb.i + 1)], verb) if who is not None else None


def _checked(context: Context, noun: Token) -> Factuality | None:
    """What becomes of a claim that nobody is named for: "confirmed reports that" (CT+), "could not verify reports that" (PS+)."""
    tree, verb = context.tree, noun.head
    if any(word.lower_ in {"unconfirmed", "unverified", "conflicting", "contradictory"} for word in tree.children(noun, "amod")):
        return "PS+"
    if noun.dep_ not in {"dobj", "nsubjpass"} or context.lexicon.lemma(verb) not in _CHECKING:
        return None
    refused = verb.dep_ == "xcomp" and verb.head.lemma_.lower() in context.lexicon["refusing-verbs"]
    if refused or tree.negated(verb) or (verb.dep_ == "xcomp" and verb.head.lower_ in {"unable", "impossible"}):
        return "PS+"
    return "CT+" if verb.tag_ in {"VBD", "VBZ", "VBP", "VBN"} and tree.child(verb, "aux") is None else None


def _neither_nor(context: Context, noun: Token) -> Voice | None:
    """Who "neither confirmed nor denied" the claim, which stays open in their mouth."""
    verb = noun.head
    first = verb.head if verb.dep_ == "conj" else verb
    lemmas = {context.lexicon.lemma(first), context.lexicon.lemma(verb)}
    neither = any(kid.lower_ == "neither" for kid in first.children)
    if noun.dep_ != "dobj" or not neither or not lemmas & _CHECKING:
        return None
    who = context.tree.subject(first)
    return context.voice(who, [(verb.i, verb.i + 1)], first) if who is not None else None


def called_untrue(context: Context, verb: Token, noun: Token) -> bool:
    """Whether `noun` is called a lie: "called the accusation that ... baseless", wherever the parser hung the word."""
    untrue = context.lexicon["untrue-words"]
    return any(t.i > noun.i and t.lemma_.lower() in untrue and not t.is_sent_start for t in verb.subtree)


def _untrue(context: Context, noun: Token) -> bool:
    """Whether the sentence says of the claim that it is false: "reports that ... were untrue"."""
    verb = noun.head
    if noun.dep_ != "nsubj" or verb.lemma_ != "be":
        return False
    named = context.tree.children(verb, "acomp", "attr")
    untrue = any(word.lemma_.lower() in context.lexicon["untrue-words"] for word in named)
    return untrue or (any(word.lower_ in {"true", "correct", "accurate"} for word in named) and context.tree.negated(verb))


def adverb_speech(context: Context, adverb: Token) -> Iterator[Speech]:
    """ "Reportedly", "allegedly": likely, and nobody says who says so. It holds for what it modifies."""
    tree = context.tree
    head = adverb.head
    if head.i == adverb.i:
        span = tree.sentence(adverb)
    else:
        span = tree.span(head)
        if head.pos_ in _CLAUSE_HEADS:
            for kid in tree.children(head, "conj"):
                if kid.i > adverb.i and tree.own_subject(kid) is not None:
                    span = (span[0], min(span[1], kid.left_edge.i))
    yield Speech(adverb, [], without([tree.trim(span)], [(adverb.i, adverb.i + 1)]), "PR+", verbal=False)


def adjective_speech(adjective: Token) -> Iterator[Speech]:
    """ "An alleged attack", "suspected militants": likely of the noun alone."""
    noun = adjective.head
    before = adjective.doc[adjective.i - 1].text if adjective.i else ""
    if adjective.lower_ == "reported" and before == "," and noun.i == adjective.i + 1:
        return  # ", reported officials,": a verb
    if noun.i > adjective.i:
        start = adjective.i + 1
        yield Speech(adjective, [], normalised([(start, noun.i + 1)]), "PR+", verbal=False)
