"""How a prepositional object hangs on what governs it: "prevented from seizing", "the threat of attack", "without"."""

from __future__ import annotations

from spacy.tokens import Token

from kg.reading import factuality_syntax as syntax
from kg.reading.factuality_clauses import falsely
from kg.reading.factuality_complements import noun_kind
from kg.reading.factuality_step import Link
from kg.reading.factuality_syntax import lemma
from kg.reading.factuality_words import UNREAL, any_in, kind_of, words

_CARRYING = frozenset({"in", "under", "into", "to", "with", "at", "of", "on", "through"})
_ADJUNCTS = frozenset({"by", "while", "in", "through", "on", "with"})
_TOWARDS = frozenset({"against", "about", "towards", "toward", "to", "at"})
"""Before a gerund these lead to what is aimed at, unless a word list knows the verb better ("led to")."""


def prepositional(word: Token) -> Link | None:
    """How the object of a preposition, a noun or a gerund, hangs on the verb, adjective or noun before it."""
    governor, names = syntax.collapse(word)
    if governor is None:
        return None
    deny = words("negativePrepositions")
    verbal = syntax.is_verbal(word)
    if any(name in deny for name in names) or (verbal and names[-1] == "near"):
        return Link(governor, "failing", "mode", own=True)
    if names[0].startswith("ahead of"):
        return Link(governor, "planning", "nothing", own=True)
    if names[0] in ("in case of", "in event of"):
        return Link(governor, "seeking", "nothing", own=True)
    governor = _true_governor(governor, names)
    keys = syntax.keys(governor, names)
    if syntax.is_verbal(governor):
        return _verb_preposition(word, governor, names, keys)
    if governor.pos_ == "ADJ":
        kind = kind_of("Adjectives", *keys)
        if kind is None and governor.dep_ not in ("acomp", "oprd", "ROOT", "conj", "advcl"):
            return None
        return Link(governor, kind, "nothing" if kind == "knowing" else "all")
    return _noun_preposition(word, governor, names)


def _true_governor(noun: Token, names: tuple[str, ...]) -> Token:
    """The verb, where the parser hung a verb's preposition on its object ("accused the colonel of ordering")."""
    verb = noun.head
    if noun.dep_ not in (*syntax.OBJECTS, "nsubjpass", "pobj") or kind_of("Nouns", lemma(noun)) is not None:
        return noun
    if noun.dep_ == "pobj":
        verb = verb.head
    if not syntax.is_verbal(verb):
        return noun
    barred = "from" in names and any_in(syntax.keys(verb), "barringVerbs")
    governed = kind_of("Verbs", *(k for k in syntax.keys(verb, names) if k.endswith(names)))
    return verb if barred or governed is not None else noun


def _verb_preposition(word: Token, verb: Token, names: tuple[str, ...], keys: tuple[str, ...]) -> Link | None:
    verbal = syntax.is_verbal(word)
    if "from" in names and verbal and any_in(keys, "barringVerbs"):
        return Link(verb, "failing")
    kind = kind_of("Verbs", *(k for k in keys if " " in k))
    bare = syntax.keys(verb)
    if names[0] == "as" and kind_of("Verbs", *bare) == "refusing":
        return Link(verb, "refusing")
    if verbal and names[-1] == "into":
        return Link(verb, "asserting")
    afar = words("fromAfarPrepositions")
    if kind is None and verbal and not set(names) & (_ADJUNCTS | afar):
        kind = next((k for k in [kind_of("Verbs", *bare)] if k in UNREAL), None)
    if kind is not None:
        return Link(verb, falsely(verb, kind), "nothing" if kind == "knowing" else "all")
    if verbal:
        if names[-1] in _TOWARDS or ("for" in names and any_in((lemma(verb),), "futureUseVerbs")):
            return Link(verb, "seeking", own=True)
        if set(names) & _ADJUNCTS:
            return Link(verb, keep="no negation")
        return Link(verb, keep="mode") if set(names) & afar else None
    if names[0] == "behind" and lemma(verb) == "be":
        return Link(verb)  # "was not behind the attack"
    if lemma(verb) == "blame" and verb.dep_ == "xcomp" and "for" in names:
        return Link(verb.head)  # "is not to blame for the attack"
    if set(names) & afar:
        return None
    if names[-1] in _CARRYING and (any_in(keys, "lightVerbs") or any_in(bare, "occurringVerbs")):
        return Link(verb)
    return None if syntax.is_definite(word) else Link(verb, keep="no negation")


def _noun_preposition(word: Token, noun: Token, names: tuple[str, ...]) -> Link | None:
    if set(names) & words("fromAfarPrepositions"):
        return None
    kind = kind_of("OfNouns", lemma(noun)) or noun_kind(word, noun)
    if kind == "ending":
        if "of" not in names and "to" not in names:
            return None
        kind = "ended" if word.lemma_.lower() in words("stateNouns") else "asserting"
    if kind == "knowing":
        return None
    if kind is not None:
        return Link(noun, kind)
    if syntax.is_verbal(word):
        if noun.head.lower_ == "within" and lemma(noun.head.head) in ("come", "be", "get"):
            return Link(noun, "failing", "mode", own=True)
        return Link(noun, "seeking" if names[0] in ("of", "for", "at", "to") else None, "no negation")
    if names[0] in ("of", "in") and not syntax.is_definite(word):
        return Link(noun, keep="no negation")
    return None
