"""What claims tell, in the few values that events, control states and disputes are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple, cast

import pyoxigraph as ox
from pyoxigraph import NamedNode

from kg.graph import vocabulary as v
from kg.graph.names import Names, local, term
from kg.graph.rdf import proposition
from kg.records import Claim, Document


class Told(NamedTuple):
    """What one claim tells. Nodes are IRIs; factuality, mode and manner are local names of the ontology."""

    claim: str
    proposition: str
    s: str
    p: str
    o: str
    factuality: str
    source: str | None = None
    report: str | None = None
    mode: str | None = None
    place: str | None = None
    manner: str | None = None
    first: date | None = None
    last: date | None = None
    stated: date | None = None

    @property
    def denies(self) -> bool:
        """Whether it says that something is not so."""
        return self.factuality.endswith("neg")


_FIELDS = {
    v.PROPOSITION.value: "proposition",
    v.SUBJECT.value: "s",
    v.PREDICATE.value: "p",
    v.OBJECT.value: "o",
    v.FACTUALITY.value: "factuality",
    v.SOURCE.value: "source",
    v.DERIVED_FROM.value: "report",
    v.MODE.value: "mode",
    v.PLACE.value: "place",
    v.MANNER.value: "manner",
    v.VALID_FROM.value: "first",
    v.VALID_TO.value: "last",
    v.STATED_ON.value: "stated",
}
_FACTUALITIES = {said: local(node.value) for said, node in v.FACTUALITY_TERMS.items()}
_NEEDED = {"proposition", "s", "p", "o", "factuality"}
_LOCAL = ("factuality", "mode", "manner")
_DAYS = ("first", "last", "stated")


def told(data: ox.Store, claims: Iterable[str]) -> Iterator[Told]:
    """What `claims` tell; a node that is no whole claim tells nothing."""
    for claim in claims:
        said: dict[str, str] = {}
        for quad in data.quads_for_pattern(NamedNode(claim), None, None):
            field = _FIELDS.get(quad.predicate.value)
            if field is not None:
                said[field] = cast(NamedNode, quad.object).value
        if said.keys() >= _NEEDED:
            yield _told(claim, said)


def told_all(data: ox.Store) -> Iterator[Told]:
    """What all claims tell, by property rather than by claim: half the reading."""
    places = {q.subject: i for i, q in enumerate(data.quads_for_pattern(None, v.TYPE, v.CLAIM))}
    columns: dict[str, list[str | None]] = {}
    for prop, field in _FIELDS.items():
        column: list[str | None] = [None] * len(places)
        columns[field] = column
        once: dict[str, str] = {}  # a million claims, and few different values
        for quad in data.quads_for_pattern(None, NamedNode(prop), None):
            at = places.get(quad.subject)
            if at is not None:
                value = cast(NamedNode, quad.object).value
                column[at] = once.setdefault(value, value)
    for claim, at in places.items():
        said = {field: found for field, column in columns.items() if (found := column[at]) is not None}
        if said.keys() >= _NEEDED:
            yield _told(cast(NamedNode, claim).value, said)


def _told(claim: str, said: dict[str, str]) -> Told:
    days = {day: date.fromisoformat(said.pop(day)) for day in _DAYS if day in said}
    names = {name: local(said.pop(name)) for name in _LOCAL if name in said}
    return Told(claim=claim, **said, **names, **days)  # type: ignore[arg-type]


def told_of(document: Document, claims: Iterable[Claim], names: Names, once: dict[str, str] | None = None) -> Iterator[Told]:
    """What the claims of a report tell, without reading it back from a store; each id once, as it is written.

    `once` holds the values that were told before, so that a million claims share few strings.
    """
    once = {} if once is None else once
    seen: set[str] = set()
    report = names.report(document.id).value

    def same(node: NamedNode) -> str:
        iri = node.value
        return once.setdefault(iri, iri)

    for claim in claims:
        node = names.claim(claim.id).value
        if node in seen:
            continue
        seen.add(node)
        yield Told(
            claim=node,
            proposition=same(proposition(claim, names)),
            s=same(names.entity(claim.subject.id)),
            p=same(term(claim.predicate)),
            o=same(names.entity(claim.object.id)),
            factuality=_FACTUALITIES[claim.factuality],
            source=same(names.entity(claim.sources[0].id)) if claim.sources else None,
            report=report,
            mode=claim.mode,
            place=same(names.entity(claim.place.id)) if claim.place else None,
            manner=claim.manner,
            first=claim.valid_from,
            last=claim.valid_to,
            stated=document.date,
        )
