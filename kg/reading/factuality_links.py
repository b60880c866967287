"""How a word hangs on what governs it, and how an eventive noun hangs on the verb that carries it."""

from __future__ import annotations

from spacy.tokens import Token

from kg.reading import factuality_syntax as syntax
from kg.reading.factuality_clauses import clause, conjunct
from kg.reading.factuality_prepositions import prepositional
from kg.reading.factuality_step import Link
from kg.reading.factuality_syntax import lemma
from kg.reading.factuality_words import UNREAL, any_in, entity_nouns, kind_of, words


def link(word: Token) -> Link | None:
    """How `word` hangs on its governor, or None where nothing above it bears on it."""
    if word.dep_ == "ROOT" or word.head.i == word.i:
        return None
    if word.dep_ == "conj":
        return conjunct(word)
    if _taken_for_granted(word):
        return None
    if word.dep_ in ("pobj", "pcomp"):
        return prepositional(word)
    if word.dep_ in ("advcl", "acl", "relcl", "ccomp", "xcomp", "csubj", "csubjpass", "parataxis") or (
        syntax.is_verbal(word) and word.dep_ in ("dep", "dobj", "attr", "nsubj", "npadvmod")
    ):
        return clause(word)
    return _nominal(word)


def _taken_for_granted(word: Token) -> bool:
    """Whether the word names somebody, or an event as one that goes on, and is no predicate."""
    if word.pos_ == "ADP":
        return word.head.pos_ in ("NOUN", "PROPN", "PRON")
    if word.pos_ not in ("NOUN", "PROPN") or word.dep_ in syntax.PREDICATES:
        return False
    if word.lemma_.lower() in entity_nouns():
        return True
    presupposing = words("presupposingAttributes")
    return any(c.lower_ in presupposing for c in syntax.children(word, "amod"))


def _nominal(word: Token) -> Link | None:
    governor, dep = word.head, word.dep_
    if dep in ("compound", "nmod"):
        if governor.dep_ == "amod":
            return None
        kind = kind_of("CompoundNouns", lemma(governor)) or kind_of("Nouns", lemma(governor))
        return Link(governor, kind if kind in UNREAL else None)
    if dep in syntax.PREDICATES:
        kind = kind_of("Verbs", lemma(governor))
        if kind not in ("believing", "failing"):
            kind = _stated_kind(governor)
        return Link(governor, kind)
    if not syntax.is_verbal(governor):
        return Link(governor) if dep == "prep" else None
    keys = syntax.keys(governor)
    if dep == "nsubjpass" and any_in(keys, "purposeVerbs"):
        return None
    if dep in (*syntax.OBJECTS, "nsubjpass") and _is_attempt(word) and any_in(keys, "repellingVerbs"):
        return Link(governor, "failing")  # "repulsed an attempt to enter"
    if dep in syntax.OBJECTS or dep == "nsubjpass":
        return _object(word, governor, keys)
    if dep == "nsubj":
        return _subject(word, governor, keys)
    if dep in ("advmod", "prep", "prt", "agent", "dep", "npadvmod"):
        return Link(governor) if dep in ("prep", "advmod", "dep") else None
    return None


def _is_attempt(noun: Token) -> bool:
    return noun.lemma_.lower() in words("attemptNouns")


def _stated_kind(be: Token) -> str | None:
    """What the subject makes of the predicate: "the aim is the liberation of the city"."""
    subject = next(syntax.children(be, "nsubj"), None)
    if subject is not None and subject.tag_ in ("WDT", "WP") and be.dep_ == "relcl":
        subject = be.head
    kind = kind_of("Nouns", lemma(subject)) if subject is not None else None
    return kind if kind in ("planning", "seeking", "fearing", "guessing") else None


def _object(word: Token, verb: Token, keys: tuple[str, ...]) -> Link | None:
    clausal = keys[0] in words("clauseOnlyVerbs") and word.lemma_.lower() not in words("stateNouns")
    kind = None if clausal else kind_of("Verbs", *keys)
    if any_in(keys, "topicVerbs"):
        planned = any(kind_of("Attributes", c.lower_) == "planning" for c in syntax.children(word, "amod"))
        prospect = not syntax.is_definite(word) or lemma(word) in words("prospectNouns")
        return Link(verb, "seeking") if prospect and not planned else None
    if kind == "ending" and word.lemma_.lower() in words("stateNouns"):
        return Link(verb, "ended")
    if kind in ("knowing", "ending"):
        supposed = not syntax.is_definite(word) and any(c.lower_ == "would" for c in syntax.auxiliaries(verb))
        return Link(verb, keep="mode") if supposed else None
    if syntax.is_definite(word) and any_in(keys, "goingOnVerbs"):
        return Link(verb, "continuing")
    light = any_in(keys, "lightVerbs")
    if kind == "asserting" or (light and kind in (None, "confirming")):
        return Link(verb)
    if kind is not None:
        return Link(verb, kind)
    return None if syntax.is_definite(word) else Link(verb)


def _subject(word: Token, verb: Token, keys: tuple[str, ...]) -> Link | None:
    if lemma(verb) in syntax.COPULAS:
        predicate = next(syntax.children(verb, "acomp", "attr", "oprd"), None)
        kind = kind_of("Adjectives", predicate.lower_, lemma(predicate)) if predicate is not None else None
        kind = kind or kind_of("Phrases", syntax.predicate_phrase(verb))
        if kind in ("failing", "planning", "believing", "guessing", "doubting", "seeking"):
            return Link(verb, kind)
        return None if predicate is not None or syntax.is_definite(word) else Link(verb)
    if _is_attempt(word) and kind_of("Verbs", *keys) == "failing":
        return Link(verb, "failing")
    if any_in(keys, "occurringVerbs"):
        return Link(verb)
    if any(c.lower_ == "would" for c in syntax.auxiliaries(verb)):
        return Link(verb, keep="mode")
    return None if syntax.is_definite(word) else Link(verb, keep="no negation")
