"""Disputes: claims that cannot all be so. They are linked, with the reason, and never resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import eq

from pyoxigraph import NamedNode, Quad

from kg.graph import vocabulary as v
from kg.graph.names import Names, term
from kg.graph.told import Told
from kg.ontology import KG
from kg.records import Entity

_SEIZED, _CONTROLS, _LEFT = (KG + name for name in ("seized", "controls", "withdrewFrom"))
COUNTED = frozenset(KG + name for name in ("killedIn", "fledTo", "fledFrom"))
_HOLDS = frozenset({_SEIZED, _CONTROLS})
_ORDER = {_LEFT: 0, _SEIZED: 1, _CONTROLS: 2}


def denial(claims: Sequence[Told], names: Names) -> Iterator[Quad]:
    """The dispute over one proposition: some say that it is so, others that it is not, of times that may be one.

    Who holds a place is a matter of the place (:func:`contested`).
    """
    if claims and claims[0].p not in _HOLDS:
        yield from _denial(claims, names.made("dispute", "denial", claims[0].proposition), None)


def contested(claims: Iterable[Told], names: Names) -> Iterator[Quad]:
    """The disputes over whether somebody took or holds one place: to deny the one is to deny the other."""
    by_side: dict[str, list[Told]] = {}
    for claim in claims:
        if claim.p in _HOLDS:
            by_side.setdefault(claim.s, []).append(claim)
    for side in sorted(by_side):
        place = by_side[side][0].o
        yield from _denial(by_side[side], names.made("dispute", "denial", place, side), place)


def counts(claims: Iterable[Told], groups: Mapping[str, Entity], names: Names) -> Iterator[Quad]:
    """The disputes over how many people of one kind died at, fled to or fled from one place in one window.

    `groups` are the counted groups among the claims' subjects, by IRI. Two numbers clash where they leave no number that
    both allow; a report's own groups never do, for it tells them apart.
    """
    told: dict[tuple[str, str, date, date], list[tuple[Entity, Told]]] = {}
    for claim in claims:
        group = groups.get(claim.s)
        if claim.p in COUNTED and group is not None and claim.mode is None and not claim.denies and claim.first and claim.last:
            told.setdefault((claim.p, _kind(group.label), claim.first, claim.last), []).append((group, claim))
    for key in sorted(told):
        parties = {c.claim for group, c in told[key] if any(_apart(group, g) and c.report != d.report for g, d in told[key])}
        if parties:
            place = told[key][0][1].o
            yield from _quads(names.made("dispute", "counts", place, *key), "counts", sorted(parties), place)


def _apart(one: Entity, other: Entity) -> bool:
    least, most = one.minimum or 0, one.maximum
    others_least, others_most = other.minimum or 0, other.maximum
    return (most is not None and most < others_least) or (others_most is not None and others_most < least)


def _kind(label: str) -> str:
    """The head of a group's name: "40 people in two villages" are people."""
    return re.split(r"\s+(?:of|in|from|at|for|with|on|to|near|who)\s+", label.casefold())[0].rsplit(" ", 1)[-1]


def _denial(claims: Iterable[Told], node: NamedNode, place: str | None) -> Iterator[Quad]:
    plain = [c for c in claims if c.mode is None]
    against = [c for c in plain if c.denies]
    parties = [c for c in plain if not c.denies and any(_meet(c, d) for d in against)]
    parties += [d for d in against if any(_meet(c, d) for c in parties)]
    if parties:
        yield from _quads(node, "denial", sorted(c.claim for c in parties), place)


def rivals(
    claims: Iterable[Told], names: Names, related: Callable[[str, str], bool], leaves: Callable[[str, str], bool] = eq
) -> Iterator[Quad]:
    """The disputes over who holds one place, from all that is said of it, accepted or not.

    Two sides are rivals where both are said to have taken or to hold the place at the same time, or where one is said
    to hold it after another took it, and nobody tells of its changing hands between. Claims are gone through in the
    order of their days; what is said for a side since it last took the place is its stance, and stances that clash,
    directly or through others, are one dispute. So the work grows with the claims and not with their pairs. `related`
    tells whether two actors are of one side, and `leaves` whether the first takes the second with it when it withdraws.
    """
    said = [c for c in claims if c.mode is None and not c.denies and c.p in _ORDER and _day(c) is not None]
    said.sort(key=lambda c: (_day(c), _ORDER[c.p], c.s, c.claim))
    stances: dict[str, _Stance] = {}
    every: list[_Stance] = []
    for claim in said:
        if claim.p == _LEFT:
            for side in [side for side in stances if leaves(claim.s, side)]:
                del stances[side]
            continue
        mine = stances.get(claim.s)
        if mine is None or (claim.p == _SEIZED and mine.taken != _day(claim)):
            mine = stances[claim.s] = _Stance(len(every))
            every.append(mine)
        if claim.p == _SEIZED:
            mine.taken = _day(claim)
        mine.claims.append(claim)
        for side, other in sorted(stances.items()):
            if side == claim.s or related(side, claim.s):
                continue
            if _clash(other.claims[-1], claim, mine.taken):
                _unite(every, mine.leader, other.leader)
            elif claim.p == _SEIZED and _day(other.claims[-1]) != _day(claim):
                del stances[side]  # what was said for that side is over
    disputes: dict[int, list[_Stance]] = {}
    for at, stance in enumerate(every):
        disputes.setdefault(_leader(every, at), []).append(stance)
    for parties in disputes.values():
        if len(parties) > 1:
            told = sorted(c.claim for s in parties for c in s.claims)
            place = parties[0].claims[0].o
            yield from _quads(names.made("dispute", "rivals", place, told[0]), "rivals", told, place)


@dataclass(slots=True)
class _Stance:
    """What is said for one side since it last took the place; `leader`: the stance that stands for all it clashes with."""

    leader: int
    taken: date | None = None
    claims: list[Told] = field(default_factory=list)


def _leader(every: list[_Stance], at: int) -> int:
    while every[at].leader != at:
        at = every[at].leader
    return at


def _unite(every: list[_Stance], one: int, other: int) -> None:
    low, high = sorted((_leader(every, one), _leader(every, other)))
    every[high].leader = low


def _clash(earlier: Told, later: Told, taken: date | None) -> bool:
    """Whether two sides' claims of one place cannot both be so; `taken`: when the later side last took the place."""
    if later.p == _SEIZED:
        return earlier.p == _SEIZED and _day(earlier) == _day(later)
    if earlier.p == _CONTROLS:
        return _meet(earlier, later)
    before = _day(earlier)
    return taken is None or before is None or taken < before


def _day(claim: Told) -> date | None:
    if claim.p == _CONTROLS:
        return claim.first or claim.stated
    return claim.last or claim.first or claim.stated


def _meet(one: Told, other: Told) -> bool:
    """Whether the times of two claims may overlap."""
    first, last = _window(one)
    other_first, other_last = _window(other)
    return first <= other_last and other_first <= last


def _window(claim: Told) -> tuple[date, date]:
    """The days that a claim may be about: where it gives none, undated control is meant of the report's day, and an
    undated event or denial of any day up to it.
    """
    last = claim.last or (None if claim.first and not claim.denies else claim.stated)
    first = claim.first or (claim.stated if claim.p == _CONTROLS and not claim.denies and not claim.last else None)
    return first or date.min, last or date.max


def _quads(node: NamedNode, reason: str, claims: Iterable[str], place: str | None) -> Iterator[Quad]:
    yield Quad(node, v.TYPE, v.DISPUTE)
    yield Quad(node, v.REASON, term(reason))
    if place is not None:
        yield Quad(node, v.PLACE, NamedNode(place))
    for claim in claims:
        yield Quad(node, v.DISPUTES, NamedNode(claim))
