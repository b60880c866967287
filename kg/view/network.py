"""Claims as a network: entities are nodes, and everything said of one subject, relation and object is one edge.

A drawing needs fewer lines than there are claims: ten reports of one capture are one line with ten claims behind
it. What the claims say together decides how the line is drawn (:func:`status`), and how many origins they have that
do not lean on one another (:func:`origin`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

import networkx as nx

from kg import ontology
from kg.records import Argument, Claim, Entity

Status = Literal["stated", "hedged", "disputed", "denied", "future", "historical"]
"""How a line is drawn: said plainly, said with doubt, said and denied, only denied, not yet so, over long ago."""

STATUSES: Mapping[Status, str] = {
    "stated": "stated",
    "hedged": "hedged: likely or possible",
    "disputed": "disputed: said and denied",
    "denied": "denied, and said by nobody",
    "future": "planned, demanded, conditional",
    "historical": "background of the past",
}

LOCAL = "report/"
"""What the ids of entities begin with that are known from one report alone (``two officials``)."""

_NOW = (None, "generic")


def status(claims: Iterable[Claim]) -> Status:
    """What the claims of one edge say together.

    Present claims outweigh past and planned ones. A denial disputes only what is said of the same time: that a town
    was not held in the past does not deny that it is held today.
    """
    said = {(c.mode if c.mode not in _NOW else None, c.factuality[2], c.factuality[:2]) for c in claims}
    modes = {mode for mode, _, _ in said}
    signs = {mode: {sign for m, sign, _ in said if m == mode} for mode in modes}
    if any(len(both) == 2 for both in signs.values()):
        return "disputed"
    if None in modes:
        if signs[None] == {"-"}:
            return "denied"
        return "stated" if (None, "+", "CT") in said else "hedged"
    if all(both == {"-"} for both in signs.values()):
        return "denied"
    return "historical" if "historical" in modes else "future"


def origin(claim: Claim) -> str:
    """Who a claim goes back to, for counting independent origins: the id of the innermost source known beyond its
    report.

    Unnamed officials who spoke to an agency count as that agency, and two papers that relay the agency as one
    origin: the count never flatters.
    """
    for source in claim.sources:
        if not source.id.startswith(LOCAL):
            return source.id
    return claim.sources[-1].id if claim.sources else ""


def network(claims: Iterable[Claim], onto: ontology.Ontology | None = None) -> nx.MultiDiGraph:
    """Build the network of `claims`; their order does not matter.

    Nodes (key: the entity's id) carry ``label``, ``type``, ``entity`` (:class:`~kg.records.Entity`), ``aliases``,
    ``claims`` (how many claims have it as subject or object), ``happenings`` (how many of these tell of more than how the
    world is arranged) and ``sourced`` (how many have it in their chain of sources). Edges (key: the relation's name)
    carry ``claims`` (list, in a fixed order), ``label``, ``status``, ``symmetric``, ``standing``, ``origins`` (sorted
    ids), ``documents`` (how many reports), ``first`` and ``last`` (the earliest and the latest day named, or None) and
    ``denied``, ``disputed``, ``hedged``, ``historical``, ``future`` (bool: whether any claim is so).

    A symmetric relation runs from the lesser id to the greater, so that both ways of saying it are one edge.
    Relations that the ontology lacks are drawn under their own name.
    """
    onto = onto or ontology.load()
    ordered = sorted(claims, key=_order)
    groups: dict[tuple[str, str, str], list[Claim]] = {}
    forms: dict[str, Counter[tuple[str, str]]] = {}
    entities: dict[str, list[Entity]] = {}
    named: Counter[str] = Counter()
    happenings: Counter[str] = Counter()
    sourced: Counter[str] = Counter()
    for claim in ordered:
        known = onto.relations.get(claim.predicate)
        ends = (claim.subject.id, claim.object.id)
        if known is not None and known.symmetric:
            ends = (min(ends), max(ends))
        groups.setdefault((ends[0], claim.predicate, ends[1]), []).append(claim)
        for argument in (claim.subject, claim.object):
            forms.setdefault(argument.id, Counter())[argument.label, argument.type] += 1
            entities.setdefault(argument.id, []).append(argument.entity)
        named.update({claim.subject.id, claim.object.id})
        if known is None or not known.standing:
            happenings.update({claim.subject.id, claim.object.id})
        sourced.update({s.id for s in claim.sources})
    graph = nx.MultiDiGraph()
    for id in sorted(forms):
        label, type = min(forms[id], key=lambda f, counts=forms[id]: (-counts[f], f))  # type: ignore[misc]
        graph.add_node(
            id,
            label=label,
            type=type,
            entity=_fullest(entities[id]),
            aliases=tuple(sorted({a for e in entities[id] for a in e.aliases} - {label})),
            claims=named[id],
            happenings=happenings[id],
            sourced=sourced[id],
        )
    for subject, relation, obj in sorted(groups):
        known = onto.relations.get(relation)
        graph.add_edge(
            subject,
            obj,
            key=relation,
            label=_words(known.label if known else relation),
            symmetric=bool(known and known.symmetric),
            standing=bool(known and known.standing),
            **_summary(groups[subject, relation, obj]),
        )
    return graph


def importance(graph: nx.MultiDiGraph) -> list[str]:
    """The nodes' ids, the one that most claims name first; of equals, the one with more neighbours, then by id.

    A claim that something happened weighs as much as three of how the world is arranged.
    """

    def rank(id: str) -> tuple[int, int, str]:
        node = graph.nodes[id]
        return -node["claims"] - 2 * node["happenings"], -graph.degree(id), id

    return sorted(graph, key=rank)


Line = tuple[int, int, Mapping[str, Any]]
"""An edge between two nodes that stand for their rank, and its attributes."""


def strongest(lines: Sequence[Line], limit: int) -> list[Line]:
    """The lines a crowded picture keeps: the best one of each node, and the `limit` that most origins stand behind.

    What happened comes before how the world is arranged. Of equal origins, the line with more claims is better, then the
    earlier one. The order stays.
    """

    def weight(i: int) -> tuple[bool, int, int, int]:
        edge = lines[i][2]
        return edge["standing"], -len(edge["origins"]), -len(edge["claims"]), i

    ranks = sorted(range(len(lines)), key=weight)
    held: set[int] = set()
    kept = []
    for rank, i in enumerate(ranks):
        ends = {lines[i][0], lines[i][1]}
        if rank < limit or not ends <= held:
            held |= ends
            kept.append(i)
    return [lines[i] for i in sorted(kept)]


def arguments(claim: Claim) -> tuple[Argument, ...]:
    """Everything that fills a role of the claim: subject, object, place, sources."""
    place = (claim.place,) if claim.place else ()
    return (claim.subject, claim.object, *place, *claim.sources)


def _order(claim: Claim) -> tuple[str, int, int, str]:
    return (claim.evidence.document, claim.evidence.start, claim.evidence.end, claim.id)


def _words(name: str) -> str:
    """``memberOf`` as "member of": for a relation whose label nobody wrote."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower() if " " not in name else name


def _fullest(entities: Sequence[Entity]) -> Entity:
    """The record that knows most: reports may have linked only some of the mentions."""
    return max(entities, key=lambda e: (sum(v is not None for v in _optional(e)), repr(e)))


def _optional(e: Entity) -> tuple[object, ...]:
    return (e.geonames, e.lat, e.lon, e.country, e.feature, e.wikidata, e.minimum, e.maximum)


def _summary(claims: list[Claim]) -> dict[str, object]:
    days: list[date] = [d for c in claims for d in (c.valid_from, c.valid_to) if d is not None]
    positive = [c for c in claims if c.factuality.endswith("+")]
    combined = status(claims)
    return {
        "claims": claims,
        "status": combined,
        "origins": tuple(sorted({origin(c) for c in claims})),
        "documents": len({c.evidence.document for c in claims}),
        "first": min(days, default=None),
        "last": max(days, default=None),
        "denied": len(positive) < len(claims),
        "disputed": combined == "disputed",
        "hedged": any(not c.factuality.startswith("CT") for c in claims),
        "historical": any(c.mode == "historical" for c in claims),
        "future": any(c.mode in {"future", "hypothetical"} for c in claims),
    }
