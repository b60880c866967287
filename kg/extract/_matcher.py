"""The lexicon compiled: which frames a word may evoke, and which tokens fill their roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from kg.extract._nominal import modifiers
from kg.extract._prepositions import TOWNS, light_verb, of_object, prepositional
from kg.extract._roles import deep, spread
from kg.extract._vocabulary import TIME_LABELS, words
from kg.extract._voice import is_nominal, is_passive, is_verbal, lemma, particle_verb
from kg.ontology import Frame, Ontology

LOCATIVE = (
    "in",
    "at",
    "inside",
    "within",
    "throughout",
    "across",
    "around",
    "outside",
    "on",
    "near",
    "over",
    "along",
    "off",
    "into",
    "inside of",
    "outside of",
    "north of",
    "south of",
    "east of",
    "west of",
    "from",
)
_PLACES = LOCATIVE[:-2]

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A frame with its paths taken apart: alternatives of steps."""

    frame: Frame
    subject: tuple[Path, ...]
    object: tuple[Path, ...]
    conditions: tuple[tuple[tuple[Path, ...], frozenset[str]], ...]
    exceptions: tuple[tuple[tuple[Path, ...], frozenset[str]], ...]


def _paths(text: str) -> tuple[Path, ...]:
    return tuple(tuple(step.strip() for step in alternative.split(".")) for alternative in text.split("|"))


def _tests(texts: tuple[str, ...], ontology: Ontology) -> tuple[tuple[tuple[Path, ...], frozenset[str]], ...]:
    made = []
    for text in texts:
        path, _, words = text.partition("=")
        made.append((_paths(path), frozenset(_expanded(words.split("|"), ontology)) if words else frozenset({"*"})))
    return tuple(made)


def _expanded(words: Iterable[str], ontology: Ontology) -> Iterator[str]:
    """`words`, with the word list called NAME for every ``@NAME``."""
    for word in words:
        name = word.strip()
        if name.startswith("@"):
            yield from sorted(ontology.words(name[1:]))
        else:
            yield name


class Matcher:
    """All frames by trigger: a token's frames are one dictionary look-up away."""

    def __init__(self, ontology: Ontology) -> None:
        index: dict[tuple[str, str], list[Compiled]] = defaultdict(list)
        for frame in ontology.frames:
            compiled = Compiled(
                frame,
                _paths(frame.subject),
                _paths(frame.object),
                _tests(frame.conditions, ontology),
                _tests(frame.exceptions, ontology),
            )
            for word in _expanded(frame.lemmas, ontology):
                index[(frame.pos, word.lower())].append(compiled)
        self.index: Mapping[tuple[str, str], tuple[Compiled, ...]] = {k: tuple(v) for k, v in index.items()}

    def frames(self, token: Token) -> tuple[Compiled, ...]:
        """The frames that `token` may evoke; a verb's particle is part of its name."""
        pos = token.pos_
        if is_verbal(token):
            name = lemma(token)
            found = self.index.get(("verb", particle_verb(token)), ()) or self.index.get(("verb", name), ())
            if token.dep_ in {"amod", "acl"}:
                found += self.index.get(("adjective", token.lower_), ())
            return found
        if is_nominal(token):
            word = token.lemma_.lower().rstrip(".")
            found = self.index.get(("noun", word), ())
            forms = [token.lower_] if token.lower_ != word else []
            if token.pos_ == "PROPN":  # the lemmatizer leaves names alone: "Foreign Ministers"
                forms.append(word.removesuffix("s"))
            for form in forms:
                found += tuple(f for f in self.index.get(("noun", form), ()) if f not in found)
            return found
        if pos in {"ADJ", "ADV", "ADP"}:
            found = self.index.get(("adjective", token.lower_), ())
            if token.tag_ in {"VBN", "VBD", "VBG"} or token.lower_.endswith("ed"):
                found += self.index.get(("verb", token.lemma_.lower()), ())
            return found
        return ()


def follow(token: Token, path: Path) -> tuple[Token, ...]:
    """The tokens at the end of `path` from `token`, each step taken from all of the last one's coordinated tokens."""
    current: tuple[Token, ...] = (token,)
    for number, step in enumerate(path):
        reached: list[Token] = []
        for node in current if number == 0 else tuple(spread(current)):
            reached.extend(places(node) if step == "place" else deep(node, step))
        current = tuple(dict.fromkeys(reached))
        if not current:
            break
    return current


def places(token: Token) -> tuple[Token, ...]:
    """Where the event `token` happened: locative phrases of its own, of its light verb, of its last argument, or 'where'."""
    for governor in _governors(token):
        found = [t for preposition in _PLACES for t in prepositional(governor, preposition) if t.ent_type_ not in TIME_LABELS]
        if found:
            found.sort(key=lambda t: t.i)
            # "died in an ambush in Mali": the phrase names an act, and the act the place
            inner = [t for f in found for preposition in ("in", "at", "near", "on", "inside") for t in prepositional(f, preposition)]
            return tuple(dict.fromkeys([*found, *inner, *(t for f in found for t in _towns(f))]))
    for act in prepositional(token, "during"):  # "shot during a raid on a camp"
        if act.ent_type_ not in TIME_LABELS and (found := [t for p in ("in", "at", "near", "on") for t in prepositional(act, p)]):
            return tuple(found)
    return _where(token) or _towns(token)


def _towns(act: Token) -> tuple[Token, ...]:
    """The town before a noun for an act: "died in the Beslan siege"."""
    if act.pos_ != "NOUN" or act.lemma_.lower() not in words("event-nouns"):
        return ()
    return tuple(t for t in modifiers(act) if t.i in act.doc.user_data.get(TOWNS, ()))


def _where(verb: Token) -> tuple[Token, ...]:
    """The place before a clause with "where": "Portland, where a protester was shot"."""
    told = any(c.lower_ == "where" for c in verb.lefts)
    while verb.dep_ == "conj" and verb.head.pos_ in {"VERB", "AUX"} and verb.head.i < verb.i:
        verb = verb.head
        told = told or any(c.lower_ == "where" for c in verb.lefts)
    return (verb.head,) if told and verb.dep_ == "relcl" else ()


def _governors(token: Token) -> Iterator[Token]:
    yield token
    verb = light_verb(token) if token.pos_ in {"NOUN", "PROPN"} else None
    if verb is not None:
        yield verb
    for child in token.rights:
        if child.dep_ in {"dobj", "attr"}:
            yield from _last(child)
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"with", "by", "against", "between", "on", "of", "from"}:
            for inner in child.rights:
                if inner.dep_ == "pobj":
                    yield from _last(inner)
    if token.pos_ == "VERB":  # "air strikes in Idlib killed 20 militants": who acts is an act, which has a place
        clause = token
        while clause.dep_ == "conj" and clause.head.pos_ == "VERB" and clause.head.i < clause.i:
            clause = clause.head
        for child in clause.lefts:
            if child.dep_ in {"nsubj", "csubj"}:
                act = _measured(child) or child
                yield from (n for n in dict.fromkeys((act, child)) if act.lemma_.lower() in words("event-nouns"))
    if token.dep_ in {"conj", "advcl", "xcomp"} and token.head.pos_ in {"VERB", "AUX"} and token.pos_ in {"VERB", "AUX"}:
        yield token.head
        yield from (c for c in token.head.rights if c.dep_ == "dobj" and c.i < token.i)
    if token.pos_ in {"NOUN", "PROPN"} and token.dep_ in {"nsubj", "nsubjpass"} and token.head.lemma_ in words("occurring-verbs"):
        yield token.head


def _last(token: Token) -> Iterator[Token]:
    yield token
    if (measured := _measured(token)) is not None:
        yield measured
    for child in token.rights:
        if child.dep_ == "conj":
            yield child


def _measured(noun: Token) -> Token | None:
    """What a noun of quantity counts: "targets" in "dozens of targets"."""
    if noun.lower_ in _NONE or not {noun.lemma_.lower(), noun.lower_} & words("quantity-nouns"):
        return None
    return of_object(noun)


_NONE = frozenset({"any", "none", "neither", "few"})
"""Quantities that take back what is said of what they count ("hardly any of the fighters left")."""


def holds(token: Token, tests: tuple[tuple[tuple[Path, ...], frozenset[str]], ...]) -> bool:
    """Whether every test finds one of its words at one of its paths."""
    return all(_test(token, paths, words) for paths, words in tests)


def fails(token: Token, tests: tuple[tuple[tuple[Path, ...], frozenset[str]], ...]) -> bool:
    """Whether none of the tests holds."""
    return not any(_test(token, paths, words) for paths, words in tests)


def singular(token: Token) -> str:
    """The singular of a plural that the lemmatizer took for a name ("Marines were dispatched")."""
    word = token.lower_
    return f"{word[:-3]}man" if word.endswith("men") else word.removesuffix("s") if token.pos_ == "PROPN" else word


def _test(token: Token, paths: tuple[Path, ...], words: frozenset[str]) -> bool:
    for path in paths:
        if path == ("voice",):
            if ("passive" if is_passive(token) else "active") in words:
                return True
            continue
        if path == ("parent",):
            if token.head != token and (token.head.lemma_.lower() in words or token.head.lower_ in words):
                return True
            continue
        if path == ("number",):
            if ("plural" if token.tag_ in {"NNS", "NNPS"} else "singular") in words:
                return True
            continue
        if path == ("word",):
            if token.lower_ in words:
                return True
            continue
        if path == ("light",):
            verb = light_verb(token)
            if verb is not None and ("*" in words or verb.lemma_.lower() in words):
                return True
            continue
        for found in spread(follow(token, path)):
            if "*" in words:
                return True
            for each in (found, _measured(found)):  # "hundreds of troops" are troops
                if each is not None and (each.lemma_.lower() in words or each.lower_ in words or singular(each) in words):
                    return True
    return False
