"""The cue words of ``ontology/factuality.ttl``, and what each kind of cue does to the event in its scope.

An effect has two sides: what follows for the event when the cue itself is affirmed, and when it is negated ("failed to
seize", "did not fail to seize"). The kinds follow the event-selecting predicates of FactBank and their top-down reading
(Saurí & Pustejovsky 2012, "Are you sure that this happened?", Computational Linguistics 38).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Literal

from kg import ontology
from kg.records import Factuality, Mode

CERTAIN, PROBABLE, POSSIBLE = 3, 2, 1
_CODES = {CERTAIN: "CT", PROBABLE: "PR", POSSIBLE: "PS"}
_RANK: Mapping[Mode | None, int] = MappingProxyType(
    {None: 0, "generic": 1, "historical": 2, "future": 3, "hypothetical": 4}
)

Part = Literal[
    "Verbs",
    "FiniteVerbs",
    "InfinitiveVerbs",
    "Nouns",
    "OfNouns",
    "CompoundNouns",
    "Adjectives",
    "Attributes",
    "Adverbs",
    "Phrases",
]


@dataclass(frozen=True, slots=True)
class Value:
    """Where an event stands: how certain (3 to 1), with which sign, in which mode."""

    certainty: int = CERTAIN
    positive: bool = True
    mode: Mode | None = None

    @property
    def factuality(self) -> Factuality:
        """The value as FactBank writes it."""
        return f"{_CODES[self.certainty]}{'+' if self.positive else '-'}"  # type: ignore[return-value]

    def negated(self) -> Value:
        """Under "not". What is not even possible is certainly not so."""
        certainty = CERTAIN if self.certainty == POSSIBLE else self.certainty
        return replace(self, certainty=certainty, positive=not self.positive)

    def weakened(self, certainty: int) -> Value:
        """Under a hedge of that strength."""
        return replace(self, certainty=min(self.certainty, certainty))

    def within(self, mode: Mode | None) -> Value:
        """In that mode too: what is least real wins."""
        return self if _RANK[mode] <= _RANK[self.mode] else replace(self, mode=mode)


def value(factuality: Factuality, mode: Mode | None = None) -> Value:
    """The value that FactBank's code says."""
    certainty = next(c for c, code in _CODES.items() if factuality.startswith(code))
    return Value(certainty, factuality.endswith("+"), mode)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a cue makes of its event: `affirmed` as the cue stands, `denied` where the cue itself is negated.

    `unreal`, where given, is what follows from a cue that is itself only planned, wished or supposed: who is to give up
    control has it, who should continue the siege is laying it.
    """

    affirmed: Value
    denied: Value
    unreal: Value | None = None

    def on(self, cue: Value) -> Value:
        """The event's value where the cue's own is `cue`: the weaker certainty, the less real mode."""
        if self.unreal is not None and cue.positive and cue.mode in ("future", "hypothetical"):
            return self.unreal
        side = self.affirmed if cue.positive else self.denied
        return side.weakened(cue.certainty).within(cue.mode)


def _effect(affirmed: Factuality, denied: Factuality, mode: Mode | None = None) -> Effect:
    return Effect(value(affirmed, mode), value(denied, mode))


EFFECTS: Mapping[str, Effect] = MappingProxyType(
    {
        "failing": _effect("CT-", "CT+"),
        "refusing": _effect("CT-", "PS+"),
        "planning": _effect("CT+", "CT-", "future"),
        "seeking": _effect("CT+", "CT-", "hypothetical"),
        "believing": _effect("PR+", "PR-"),
        "alleging": _effect("PR+", "CT-"),
        "guessing": _effect("PS+", "CT-"),
        "fearing": _effect("PS+", "CT-", "hypothetical"),
        "doubting": _effect("PR-", "PR+"),
        "knowing": _effect("CT+", "CT+"),
        "confirming": _effect("CT+", "PS+"),
        "asking": _effect("PS+", "PS+"),
        "ending": _effect("CT-", "CT+"),
        "ended": Effect(value("CT+", "historical"), value("CT+"), value("CT+")),
        "continuing": Effect(value("CT+"), value("CT-"), value("CT+")),
        "asserting": _effect("CT+", "CT-"),
        "open": _effect("PS+", "PS+"),
        "habit": _effect("CT+", "CT-", "generic"),
    }
)
"""Kinds of cue. "ended" is what "ending" does to a state that did hold ("lost control of"), "continuing"
what "continue" does to one that is pointed at ("the need to continue the siege")."""


UNREAL = frozenset({"failing", "refusing", "planning", "seeking", "believing", "fearing", "guessing", "doubting"})
"""Kinds of cue below which nothing is simply so."""


def has_mode(kind: str | None) -> bool:
    """Whether a cue of that kind puts its event in a mode."""
    return kind is not None and EFFECTS[kind].affirmed.mode is not None


_ORDER: tuple[str, ...] = (
    "failing",
    "refusing",
    "planning",
    "seeking",
    "alleging",
    "believing",
    "guessing",
    "fearing",
    "doubting",
    "knowing",
    "asking",
    "confirming",
    "ending",
    "asserting",
)


@cache
def words(name: str) -> frozenset[str]:
    """A word list of the ontology."""
    return ontology.load().words(name)


@cache
def entity_nouns() -> frozenset[str]:
    """Nouns for people, bodies and places: what happens to them says nothing about what they are."""
    lists = ontology.load().word_lists
    named = ("person", "official", "fighter", "group", "organization", "government", "place", "facility")
    found = frozenset[str]().union(*(lists.get(f"{name}-nouns", frozenset()) for name in named))
    return found - words("stateNouns") - words("missionNouns")


@cache
def kinds(part: Part) -> Mapping[str, str]:
    """Cue word -> kind of cue for a part of speech; the earlier kind keeps a word that two lists have."""
    lists = ontology.load().word_lists
    table: dict[str, str] = {}
    for kind in _ORDER:
        for word in sorted(lists.get(kind + part, ())):
            table.setdefault(word, kind)
    return MappingProxyType(table)


def kind_of(part: Part, *keys: str) -> str | None:
    """The kind of the first of `keys` that is a cue."""
    table = kinds(part)
    return next((table[key] for key in keys if key in table), None)


def any_in(keys: Iterable[str], name: str) -> bool:
    """Whether one of `keys` is on the word list `name`."""
    listed = words(name)
    return any(key in listed for key in keys)


def compose(outer: Value, inner: Value) -> Value:
    """The value of `inner` inside something of value `outer`: signs multiply, hedges weaken, the less real mode wins.

    What is certainly not possible is certainly not so; what is not certainly false is open.
    """
    result = inner if outer.positive else inner.negated()
    return result.weakened(outer.certainty).within(outer.mode)
