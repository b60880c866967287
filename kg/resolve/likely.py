"""Pairs of entities that may be one: for people to judge, never merged by themselves."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from kg import ontology
from kg.records import Entity
from kg.resolve.judgements import Judgements
from kg.resolve.names import NAMED, normal

_CROWD = 100
"""A word that more names share tells nothing."""
_ALIKE = 0.86
"""From here on two spellings count as near: "zelensky" and "zelenskyy" have 0.94, "al shabaab" and "al sharaa" 0.84."""
_ACRONYM = range(2, 8)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two ids that may stand for one; `likelihood` orders pairs, from 0 to 1, and is no probability."""

    left: str
    right: str
    likelihood: float
    why: str


def likely(entities: Iterable[Entity], judgements: Judgements | None = None) -> list[Pair]:
    """Pairs among `entities` (each id once) whose names are the same, short for one another, initials, or spelled alike,
    most likely first; without those that `judgements` decide.
    """
    decided = judgements or Judgements()
    ontologies = ontology.load()
    # What one report alone counts or describes ("two officials") is nobody's name.
    named = {e.id: e for e in entities if not e.id.startswith("report/") and any(map(str.strip, _names(e)))}
    blocks: dict[str, set[str]] = defaultdict(set)
    for entity in named.values():
        for key in _keys(entity):
            blocks[key].add(entity.id)
    met = {pair for ids in blocks.values() if 1 < len(ids) <= _CROWD for pair in combinations(sorted(ids), 2)}
    found = []
    for left, right in sorted(met):
        kinds = [{k for k in ("Actor", "Place") if k in ontologies.classes.get(named[id].type, ())} for id in (left, right)]
        listed = not left.startswith(NAMED) and not right.startswith(NAMED)  # lists and gazetteers tell theirs apart
        if listed or kinds[0] != kinds[1] or decided.apart(left, right) or decided.canonical(left) == decided.canonical(right):
            continue
        reasons = _reasons(named[left], named[right])
        if best := max(reasons, default=None):
            found.append(Pair(left, right, *best))
    return sorted(found, key=lambda pair: (-pair.likelihood, pair.left, pair.right))


def _names(entity: Entity) -> tuple[str, ...]:
    return (entity.label, *entity.aliases)


def _keys(entity: Entity) -> Iterator[str]:
    for name in _names(entity):
        words = normal(name).split()
        yield from (word[:4] for word in words if len(word) > 2)
        if len(words) in _ACRONYM:
            yield "".join(word[0] for word in words)
        if name.isupper() and len(name) in _ACRONYM:
            yield name.lower()


def _reasons(one: Entity, other: Entity) -> Iterator[tuple[float, str]]:
    same_type = one.type == other.type
    # "Western Herat" is not Herat, and "Herat airport" is not either.
    place = "Place" in ontology.load().classes.get(one.type, ())
    for name in _names(one):
        for rival in _names(other):
            left, right = normal(name), normal(rival)
            if left == right and left:
                yield (0.95 if same_type else 0.8), f"both are called '{name}'"
                continue
            if not place:
                yield from _short(name, rival, one.type == other.type == "Person")
                yield from _short(rival, name, one.type == other.type == "Person")
            if same_type and min(len(left), len(right)) > 4 and len(left.split()) == len(right.split()):
                alike = difflib.SequenceMatcher(None, left, right, autojunk=False).ratio()
                if alike >= _ALIKE:
                    yield round(alike * 0.8, 3), f"'{name}' and '{rival}' are spelled alike"


def _short(short: str, full: str, people: bool) -> Iterator[tuple[float, str]]:
    """Whether `short` may be short for `full`: a surname, fewer words, or initials."""
    few, many = normal(short).split(), normal(full).split()
    if few and len(few) < len(many) and set(few) <= set(many):
        surname = people and few[-1] == many[-1]
        if surname or not people:
            yield (0.85 if surname else 0.6), f"'{short}' may be short for '{full}'"
    if short.isupper() and len(many) in _ACRONYM and "".join(few) == "".join(word[0] for word in many):
        yield 0.75, f"'{short}' may be the initials of '{full}'"
