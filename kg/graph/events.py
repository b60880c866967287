"""Events: accepted claims that tell of one happening, taken together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from pyoxigraph import NamedNode, Quad

from kg.graph import vocabulary as v
from kg.graph.names import Names, term
from kg.graph.told import Told
from kg.ontology import KG, folder, load, parse

_ACTOR, _PLACE, _THING = (KG + name for name in ("Actor", "Place", "Thing"))


@dataclass(frozen=True, slots=True)
class Event:
    """One happening: its window, and the claims that tell of it."""

    first: date | None
    last: date | None
    claims: tuple[Told, ...]


def events(claims: Iterable[Told]) -> tuple[Event, ...]:
    """The happenings that the accepted claims of one proposition tell of: one for each window that claims give.

    What is told without a latest day has happened by the day of the report. Windows are not reasoned about: two that
    overlap may be one happening or two, and the text does not say.
    """
    found: dict[tuple[date | None, date | None], list[Told]] = {}
    for claim in claims:
        found.setdefault(_window(claim), []).append(claim)
    windows = sorted(found, key=lambda w: (w[0] or date.min, w[1] or date.max))
    return tuple(Event(*w, tuple(sorted(found[w]))) for w in windows)


def node(claim: Told, names: Names) -> NamedNode:
    """The event that an accepted claim tells of."""
    return names.made("event", claim.proposition, *_window(claim))


def _window(claim: Told) -> tuple[date | None, date | None]:
    return claim.first, claim.last or claim.stated


def quads(claims: Iterable[Told], types: Mapping[str, frozenset[str]], names: Names) -> Iterator[Quad]:
    """The events of one proposition as triples; none for a relation that tells of a state.

    `types` gives the classes of the entities, by IRI.
    """
    told = [c for c in claims if c.p in classes()]
    for event in events(told):
        some = event.claims[0]
        happening = node(some, names)
        for cls in load().classes[classes()[some.p].removeprefix(KG)]:
            yield Quad(happening, v.TYPE, term(cls))
        for prop, entity in _roles(some, types):
            yield Quad(happening, prop, NamedNode(entity))
        for prop, when in ((v.VALID_FROM, event.first), (v.VALID_TO, event.last)):
            if when is not None:
                yield Quad(happening, prop, v.day(when))
        for claim in event.claims:
            yield Quad(NamedNode(claim.claim), v.ABOUT, happening)
            if claim.place:
                yield Quad(happening, v.PLACE, NamedNode(claim.place))
            if claim.manner:
                yield Quad(happening, v.MANNER, term(claim.manner))


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
