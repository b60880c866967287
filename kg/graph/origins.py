"""Who really says something: claims that actors make of themselves, and how many independent origins a claim has."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from functools import cache
from typing import cast

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from kg import worldlist
from kg.graph import vocabulary as v
from kg.graph.names import Names
from kg.graph.told import Told
from kg.ontology import KG, load

_OF_CONTROL = frozenset({KG + "seized", KG + "controls"})


def self_claims(claims: Iterable[Told], speaks_for: Callable[[str, str], bool]) -> Iterator[Quad]:
    """The marks of claims whose source speaks for their subject (for either side of a symmetric relation)."""
    for claim in claims:
        if claim.source is None:
            continue
        sides = {claim.s, claim.o} if _symmetric(claim.p) else {claim.s}
        if any(speaks_for(claim.source, side) for side in sides):
            yield Quad(NamedNode(claim.claim), v.SELF_CLAIM, v.TRUE)


class Tally:
    """How many independent origins one proposition has, taking in its claims one after the other.

    An origin is the innermost source, or the agency in the dateline where the outlet itself speaks. Those that use the
    same words count once: one has them from the other; and so do reports that are copies of one another, with the outlet
    that had it first, and with unnamed people whom both cite. What an actor says of its own control is not counted.
    """

    def __init__(self, data: ox.Store, names: Names) -> None:
        self.data, self.names = data, names
        self.denials: list[Told] = []
        self._leader: dict[str, str] = {}
        self._parts = 0
        self._sources: set[str | None] = set()
        self._stories: dict[str, str | None] = {}

    @property
    def origins(self) -> int:
        """How many there are."""
        return self._parts if len(self._sources) > 1 else min(self._parts, 1)

    def take(self, claims: Iterable[Told], own: Container[str]) -> None:
        """Take in claims; `own` are those that actors make of themselves, by IRI."""
        for claim in claims:
            if claim.mode is not None:
                continue
            if claim.denies:
                self.denials.append(claim)
            if claim.factuality not in {"CTpos", "PRpos"} or (claim.p in _OF_CONTROL and claim.claim in own):
                continue
            self._sources.add(claim.source)
            # Each claim joins its source with its words; what hangs together is one origin.
            words = f"words {_words(self.data, claim.claim)}"
            for key in _origins(self.data, self.names, claim, self._story(claim.report)):
                one, other = self._find(words), self._find(key)
                if one != other:
                    self._leader[one] = other
                    self._parts -= 1

    def quads(self, proposition: str) -> Iterator[Quad]:
        """The number, if there are two or more."""
        if self.origins > 1:
            yield Quad(NamedNode(proposition), v.ORIGINS, v.integer(self.origins))

    def _find(self, key: str) -> str:
        if key not in self._leader:
            self._leader[key] = key
            self._parts += 1
        while self._leader[key] != key:
            self._leader[key] = key = self._leader[self._leader[key]]
        return key

    def _story(self, report: str | None) -> str | None:
        if report is None:
            return None
        if report not in self._stories:
            self._stories[report] = _story(self.data, report)
        return self._stories[report]


def _symmetric(relation: str) -> bool:
    known = load().relations.get(relation.removeprefix(KG))
    return known is not None and known.symmetric


def _words(data: ox.Store, claim: str) -> str:
    for mention in data.quads_for_pattern(NamedNode(claim), v.DENOTED_BY, None):
        for words in data.quads_for_pattern(cast(NamedNode, mention.object), v.ANCHOR, None):
            return " ".join(cast(Literal, words.object).value.casefold().split())
    return claim


def _story(data: ox.Store, report: str) -> str | None:
    """The report that this one is a copy of; itself if others are copies of it; None for one that stands alone."""
    node = NamedNode(report)
    for copied in data.quads_for_pattern(node, v.COPY_OF, None):
        return cast(NamedNode, copied.object).value
    return report if any(data.quads_for_pattern(None, v.COPY_OF, node)) else None


def _origins(data: ox.Store, names: Names, claim: Told, story: str | None) -> Iterator[str]:
    """Who or what a claim comes from; several names for one origin, where there are several."""
    source = claim.source or ""
    if claim.report is None or any(data.quads_for_pattern(None, v.RELAYS, NamedNode(claim.claim))):
        # Those who are known from one report only are the same people in its copies.
        own = names.entity(f"report/{names.report_id(claim.report)}/").value if claim.report and story else ""
        yield f"source {story} {source[len(own) :]}" if own and source.startswith(own) else f"source {source}"
        return
    if story is not None:
        yield f"story {story}"
    agencies = [cast(Literal, q.object).value for q in data.quads_for_pattern(NamedNode(claim.report), v.AGENCY, None)]
    if agencies:
        known = _agencies().get(agencies[0].casefold())
        yield f"source {names.entity(known).value}" if known else f"agency {agencies[0].casefold()}"
    elif story in (None, claim.report):
        yield f"source {source}"


@cache
def _agencies() -> dict[str, str]:
    """The outlets of the world list by every name that is theirs alone; the list is fixed, and so is the outcome."""
    found: dict[str, set[str]] = {}
    for actor in worldlist.load().actors:
        if actor.entity.type == "MediaOutlet":
            for name in (*actor.names, *actor.acronyms, *actor.ambiguous):
                found.setdefault(name.casefold(), set()).add(actor.entity.id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}
