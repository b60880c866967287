"""Who really says something: claims that actors make of themselves, and how many independent origins a claim has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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


def origins(data: ox.Store, names: Names, claims: Sequence[Told], own: frozenset[str] | set[str]) -> Iterator[Quad]:
    """The number of independent origins of one proposition, if there are two or more.

    An origin is the innermost source, or the agency in the dateline where the outlet itself speaks. Those that use the
    same words count once: one has them from the other; and so do reports that are copies of one another, with the outlet
    that had it first, and with unnamed people whom both cite. `own` are the self-claims, which count for no control.
    """
    counted = [c for c in claims if c.mode is None and c.factuality in {"CTpos", "PRpos"} and not (c.p in _OF_CONTROL and c.claim in own)]
    if len({c.source for c in counted}) < 2:
        return
    stories = {c.report: _story(data, c.report) for c in counted if c.report is not None}
    # Each claim joins its source with its words; what hangs together is one origin.
    leader: dict[str, str] = {}

    def find(key: str) -> str:
        while leader.setdefault(key, key) != key:
            key = leader[key]
        return key

    for claim in counted:
        for key in _origins(data, names, claim, stories.get(claim.report or "")):
            leader[find(f"words {_words(data, claim.claim)}")] = find(key)
    found = len({find(key) for key in list(leader)})
    if found > 1:
        yield Quad(NamedNode(counted[0].proposition), v.ORIGINS, v.integer(found))


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
