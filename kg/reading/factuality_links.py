"""How a word hangs on what governs it: which effect the governor has, and what of its own value it hands on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from spacy.tokens import Token

from kg.reading import factuality_syntax as syntax
from kg.reading.factuality_complements import clause_kind, noun_kind
from kg.reading.factuality_local import local
from kg.reading.factuality_syntax import lemma
from kg.reading.factuality_words import EFFECTS, Value, any_in, compose, entity_nouns, kind_of, words

Held = tuple[Value, tuple[int, ...]]
"""A value and the indices of the tokens that decided it."""

Keep = Literal["all", "no negation", "mode", "nothing"]


@dataclass(frozen=True, slots=True)
class Link:
    """The step from a word up to `governor`.

    `kind` is the governor's effect (None: it merely carries); `keep` says how much of the governor's own value goes on
    down. `coordinated`: the word is a conjunct and hangs where its first conjunct hangs, sharing what `shared` says of
    the first one's own modifiers. `own`: the effect is not an attribution cue's (but a preposition's, a purpose's), so
    that it holds even below a cue. `reported`: the clause is what somebody says.
    """

    governor: Token
    kind: str | None = None
    keep: Keep = "all"
    coordinated: bool = False
    shared: Literal["all", "modal", "none"] = "none"
    own: bool = False
    reported: bool = False

    def enter(self, outer: Held, inner: Held) -> Held:
        """The value that the word starts from; its governor's is `outer` without and `inner` with its own modifiers."""
        if self.coordinated:
            if self.shared == "all":
                return inner
            if self.kind is not None:
                return self._affected(outer)
            if self.shared == "none":
                return outer
            own, seen = local(self.governor, -1, self.reported, negation=False)
            return compose(outer[0], own), outer[1] + seen
        value, seen = inner
        if self.keep == "no negation":
            value = replace(value, positive=True)
        elif self.keep == "mode":
            value = Value(mode=value.mode)
        elif self.keep == "nothing":
            value = Value()
        seen = seen if value != Value() else ()
        return self._affected((value, seen))

    def _affected(self, held: Held) -> Held:
        """The value under the governor's effect; a governor that changes nothing decides nothing."""
        if self.kind is None:
            return held
        affected = EFFECTS[self.kind].on(held[0])
        return affected, held[1] if affected == held[0] else (*held[1], self.governor.i)


def link(word: Token) -> Link | None:
    """How `word` hangs on its governor, or None where nothing above it bears on it."""
    if word.dep_ == "ROOT" or word.head.i == word.i:
        return None
    if word.dep_ == "conj":
        return _conjunct(word)
    if _taken_for_granted(word):
        return None
    if word.dep_ in ("pobj", "pcomp"):
        return _prepositional(word)
    if word.dep_ in ("advcl", "acl", "relcl", "ccomp", "xcomp", "csubj", "csubjpass", "parataxis") or (
        syntax.is_verbal(word) and word.dep_ in ("dep", "dobj", "attr", "nsubj", "npadvmod")
    ):
        return _clause(word)
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


def _conjunct(word: Token) -> Link:
    first = word.head
    if not (syntax.is_verbal(word) and syntax.is_verbal(first)):
        own = any(c.dep_ in ("det", "poss") for c in word.children)
        return Link(first, coordinated=True, shared="none" if own else "all")
    finite = syntax.is_finite(word)
    if finite:
        while not syntax.is_finite(first) and first.dep_ in syntax.CLAUSES | {"conj"} and syntax.is_verbal(first.head):
            first = first.head
    own = bool(syntax.auxiliaries(word)) or any(c.dep_ in syntax.SUBJECTS for c in word.children)
    if word.tag_ in ("VB", "VBG") and not own and syntax.is_finite(first) and first.tag_ != word.tag_:
        first = _like(word, first)
    if own or finite or word.tag_ != first.tag_:
        return Link(first, coordinated=True, shared="none")
    joint = next((c.lower_ for c in syntax.children(first, "cc") if c.i < word.i), "and")
    if joint == "than":
        return Link(first, "failing", coordinated=True, shared="none")
    return Link(first, coordinated=True, shared="modal" if joint in ("but", "nor") else "all")


def _like(word: Token, first: Token) -> Token:
    """The complement that a bare conjunct continues, where the parser hung it on the verb above it."""
    for i in range(word.i - 1, max(first.i, word.i - 30), -1):
        token = word.doc[i]
        if (
            token.tag_ == word.tag_
            and token.dep_ in ("xcomp", "pcomp", "ccomp", "advcl", "acl")
            and token.head.i >= first.i
        ):
            return token
    return first


def _clause(word: Token) -> Link | None:
    governor = word.head
    if word.dep_ == "relcl" and not (syntax.is_infinitive(word) and not syntax.is_finite(word)):
        return None
    if word.dep_ in ("acl", "relcl"):
        return _adnominal(word, governor)
    after = word.right_edge.i + 1
    if word.i < governor.i and after < governor.i and word.doc[after].text == ";":
        return None
    if word.dep_ != "advcl" and syntax.marker(word) == "should":
        return Link(governor, "seeking", "nothing", own=True)
    if word.dep_ == "advcl" and _true_noun(word, governor) is None:
        return _adverbial(word, governor)
    if governor.lower_ in words("openingParticiples") and governor.dep_ in ("prep", "advcl", "mark", "advmod"):
        return Link(governor, "knowing" if governor.pos_ == "ADV" else "seeking", "nothing", own=True)
    noun = _true_noun(word, governor)
    if noun is not None:
        return Link(noun, _struggling(word, noun, noun_kind(word, noun)))
    kind = noun_kind(word, governor) if governor.pos_ in ("NOUN", "PROPN") else clause_kind(word, governor)
    kind = _falsely(governor, _struggling(word, governor, kind))
    reported = syntax.is_finite(word) and kind in (None, "confirming", "believing", "knowing", "refusing", "planning")
    if kind == "knowing":
        return Link(governor, kind, "nothing", reported=reported)
    return Link(governor, kind, reported=reported)


def _falsely(governor: Token, kind: str | None) -> str | None:
    """What is "falsely claimed" or "wrongly believed" is not so."""
    if kind in ("believing", "confirming") and any(c.lower_ in words("falseAdverbs") for c in governor.children):
        return "failing"
    return kind


def _true_noun(clause: Token, verb: Token) -> Token | None:
    """The noun whose complement the parser hung on the verb ("foiled a plot to bomb", "no evidence emerged that")."""
    if not syntax.is_verbal(verb) or verb.i > clause.i:
        return None
    opening = next((c.i for c in clause.children if c.tag_ == "TO" or c.lower_ == "that"), None)
    if opening is None:
        return None
    finite = not syntax.is_infinitive(clause)
    for noun in syntax.children(verb, "dobj", "nsubjpass", "nsubj"):
        beside = noun.i == opening - 1 and noun.dep_ != "nsubj"
        away = finite and any_in((lemma(verb),), "emergingVerbs") and noun.dep_ != "dobj"
        if (beside or away) and kind_of("Nouns", lemma(noun)) is not None:
            return noun
    return None


def _adnominal(word: Token, noun: Token) -> Link | None:
    if syntax.is_infinitive(word) or syntax.marker(word) in ("that", "whether", "if"):
        kind = _struggling(word, noun, noun_kind(word, noun))
        return Link(noun, kind, "nothing" if kind == "knowing" else "all", reported=syntax.is_finite(word))
    if any_in(syntax.keys(word), "lightVerbs"):
        return Link(noun, keep="all")
    return None


def _struggling(word: Token, governor: Token, kind: str | None) -> str | None:
    """A campaign "to defeat" somebody, and what is done "to counter" him, is the fight itself."""
    if kind != "seeking" or lemma(word) not in words("struggleVerbs"):
        return kind
    if word.dep_ == "advcl" or lemma(governor) in words("struggleGovernors"):
        return None
    return kind


def _adverbial(word: Token, governor: Token) -> Link | None:
    mark = syntax.marker(word)
    if mark == "whether":
        return Link(governor, "open", own=True)
    if mark in words("conditionalMarks"):
        if mark == "if" and kind_of("Verbs", lemma(governor)) in ("confirming", "knowing", "refusing"):
            return Link(governor, "open", own=True)
        return Link(governor, "seeking", "nothing", own=True)
    if syntax.is_infinitive(word):
        found = clause_kind(word, governor) or "seeking"
        kind = _struggling(word, governor, found)
        return Link(governor, kind, own=found == "seeking")
    if mark or any(c.dep_ == "mark" for c in word.children):
        if mark in ("until", "till", "before", "once") and syntax.is_present(word) and not syntax.is_present(governor):
            return Link(governor, "planning", "nothing", own=True)
        if mark in words("laterMarks") and syntax.is_present(word):
            return Link(governor, keep="mode")
        return Link(governor, keep="nothing")
    adjacent = governor.i < word.i and not any(t.text in _PAUSES for t in word.doc[governor.i : word.i])
    if word.tag_ == "VBN" and adjacent and word.doc[word.i - 1].pos_ in ("NOUN", "PROPN"):
        return None
    if word.tag_ == "VBG" and not syntax.is_perfect(word):
        kind = kind_of("Verbs", *syntax.keys(governor))
        if kind in ("failing", "refusing", "planning", "seeking") and adjacent:
            return Link(governor, kind)
    return Link(governor, keep="mode" if syntax.is_perfect(word) else "no negation")


_UNREAL = frozenset({"failing", "refusing", "planning", "seeking", "believing", "fearing", "guessing", "doubting"})
_PAUSES = frozenset({",", "-", "–", "—", ";", ":"})
_CARRYING = frozenset({"in", "under", "into", "to", "with", "at", "of", "on", "through"})
_ADJUNCTS = frozenset({"by", "while", "in", "through", "on", "with"})


def _prepositional(word: Token) -> Link | None:
    governor, names = syntax.collapse(word)
    if governor is None:
        return None
    deny = words("negativePrepositions")
    if any(name in deny for name in names):
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
        kind = next((k for k in [kind_of("Verbs", *bare)] if k in _UNREAL), None)
    if kind is not None:
        return Link(verb, _falsely(verb, kind), "nothing" if kind == "knowing" else "all")
    if verbal:
        if set(names) & _ADJUNCTS:
            return Link(verb, keep="no negation")
        if set(names) & afar:
            return Link(verb, keep="mode")
        return Link(verb, "seeking", own=True) if "for" in names and _future_use(verb) else None
    if set(names) & afar:
        return None
    if names[-1] in _CARRYING and (any_in(keys, "lightVerbs") or any_in(bare, "occurringVerbs")):
        return Link(verb)
    return None if syntax.is_definite(word) else Link(verb, keep="no negation")


def _future_use(verb: Token) -> bool:
    return any_in((lemma(verb),), "futureUseVerbs")


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
    if syntax.is_verbal(word) or (names[0] in ("of", "in") and not syntax.is_definite(word)):
        return Link(noun, keep="no negation")
    return None


def _nominal(word: Token) -> Link | None:
    governor, dep = word.head, word.dep_
    if dep in ("compound", "nmod"):
        if governor.dep_ == "amod":
            return None
        kind = kind_of("CompoundNouns", lemma(governor)) or kind_of("Nouns", lemma(governor))
        return Link(governor, kind if kind in _UNREAL else None)
    if dep in syntax.PREDICATES:
        kind = kind_of("Verbs", lemma(governor))
        if kind not in ("believing", "failing"):
            kind = _stated_kind(governor)
        return Link(governor, kind)
    if not syntax.is_verbal(governor):
        return Link(governor) if dep == "prep" else None
    keys = syntax.keys(governor)
    if dep in syntax.OBJECTS or (dep == "nsubjpass"):
        return _object(word, governor, keys)
    if dep == "nsubj":
        return _subject(word, governor, keys)
    if dep in ("advmod", "prep", "prt", "agent", "dep", "npadvmod"):
        return Link(governor) if dep in ("prep", "advmod", "dep") else None
    return None


def _stated_kind(be: Token) -> str | None:
    """ "The aim is the liberation of the city": what the subject makes of the predicate."""
    subject = next(syntax.children(be, "nsubj"), None)
    if subject is not None and subject.tag_ in ("WDT", "WP") and be.dep_ == "relcl":
        subject = be.head
    kind = kind_of("Nouns", lemma(subject)) if subject is not None else None
    return kind if kind in ("planning", "seeking", "fearing", "guessing") else None


def _object(word: Token, verb: Token, keys: tuple[str, ...]) -> Link | None:
    kind = None if keys[0] in words("clauseOnlyVerbs") else kind_of("Verbs", *keys)
    if kind == "ending" and word.lemma_.lower() in words("stateNouns"):
        return Link(verb, "ended")
    if kind in ("knowing", "ending"):
        return None
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
    if any_in(keys, "occurringVerbs"):
        return Link(verb)
    if any(c.lower_ == "would" for c in syntax.auxiliaries(verb)):
        return Link(verb, keep="mode")
    return None if syntax.is_definite(word) else Link(verb, keep="no negation")
