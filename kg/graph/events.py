"""Events: accepted claims that tell of one happening, taken together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from pyoxigraph import NamedNode, Quad

from kg.graph import vocabulary as v
from kg.graph.names import Names, term
from kg.graph.told import Told
from kg.ontology import KG, folder, load, parse

_ACTOR, _PLACE, _THING = (KG + name for name in ("Actor", "Place", "Thing"))


@dataclass(slots=True)
class Event:
    """One happening: the claims that tell of it, and the narrowest window that all of them allow."""

    first: date | None
    last: date | None
    claims: list[Told] = field(default_factory=list)


def events(claims: Iterable[Told]) -> tuple[Event, ...]:
    """The happenings that the accepted claims of one proposition tell of.

    Claims whose windows overlap tell of the same one; a claim that could belong to several (a month, with two dated
    days in it) stands alone. A claim without a date belongs to the only one there is.
    """
    found: list[Event] = []
    for claim in sorted(claims, key=_narrowness):
        fitting = [e for e in found if _overlap(e, claim)]
        if len(fitting) == 1:
            event = fitting[0]
            event.first = max(filter(None, (event.first, claim.first)), default=None)
            event.last = min(filter(None, (event.last, claim.last)), default=None)
        else:
            event = Event(claim.first, claim.last)
            found.append(event)
        event.claims.append(claim)
    return tuple(found)


def _narrowness(claim: Told) -> tuple[int, date, date, str]:
    days = (claim.last - claim.first).days if claim.first and claim.last else 10**6
    return days, claim.first or date.min, claim.last or date.max, claim.claim


def _overlap(event: Event, claim: Told) -> bool:
    return (event.first or date.min) <= (claim.last or date.max) and (claim.first or date.min) <= (event.last or date.max)


def quads(claims: Iterable[Told], types: Mapping[str, frozenset[str]], names: Names) -> Iterator[Quad]:
    """The events of one proposition as triples; none for a relation that tells of a state.

    `types` gives the classes of the entities, by IRI.
    """
    told = [c for c in claims if c.p in classes()]
    for event in events(told):
        some = event.claims[0]
        node = names.made("event", some.proposition, event.first, event.last, min(c.claim for c in event.claims))
        for cls in load().classes[classes()[some.p].removeprefix(KG)]:
            yield Quad(node, v.TYPE, term(cls))
        for prop, entity in _roles(some, types):
            yield Quad(node, prop, NamedNode(entity))
        for prop, when in ((v.VALID_FROM, event.first), (v.VALID_TO, event.last)):
            if when is not None:
                yield Quad(node, prop, v.day(when))
        for claim in event.claims:
            yield Quad(NamedNode(claim.claim), v.ABOUT, node)
            if claim.place:
                yield Quad(node, v.PLACE, NamedNode(claim.place))
            if claim.manner:
                yield Quad(node, v.MANNER, term(claim.manner))


def _roles(claim: Told, types: Mapping[str, frozenset[str]]) -> Iterator[tuple[NamedNode, str]]:
    relation = load().relations.get(claim.p.removeprefix(KG))
    symmetric = relation is not None and relation.symmetric
    # Who was killed somewhere took part, but did not do it.
    passive = claim.p == KG + "killedIn"
    yield (v.PARTICIPANT if symmetric or passive else v.AGENT), claim.s
    classes_of = types.get(claim.o, frozenset())
    if _PLACE in classes_of:
        yield v.PLACE, claim.o
    elif _THING in classes_of:
        yield v.TARGET, claim.o
    else:
        yield (v.PARTICIPANT if symmetric else v.OPPONENT), claim.o


@cache
def classes() -> Mapping[str, str]:
    """The event class of each relation that tells of events, by IRI (``kg:eventClass``)."""
    said = parse(folder() / "kg.ttl")
    return {q.subject.value: q.object.value for q in said if q.predicate == v.EVENT_CLASS}  # type: ignore[union-attr]
