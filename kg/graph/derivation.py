"""What follows from what claims tell, as triples: the same whether one report changed or everything is made anew."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import cast

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from kg.graph import disputes, entities, events, origins, timeline
from kg.graph import vocabulary as v
from kg.graph.described import read_description
from kg.graph.names import Names, term
from kg.graph.origins import Tally
from kg.graph.sides import Sides
from kg.graph.told import Told
from kg.ontology import load
from kg.records import Entity

CONTROLS, SEIZED, WITHDREW = (term(n) for n in ("controls", "seized", "withdrewFrom"))
AT_PLACES = frozenset({CONTROLS.value, SEIZED.value, WITHDREW.value}) | disputes.COUNTED
"""The relations whose claims are gone through place by place."""

Triple = tuple[str, str, str]


class Derivation:
    """What follows from claims in one store, under one policy. It reads memberships and classes, and writes nothing."""

    def __init__(self, data: ox.Store, names: Names, policy: str) -> None:
        self.data, self.names, self.policy = data, names, policy
        self.symmetric = {term(name).value for name, relation in load().relations.items() if relation.symmetric}
        self.sides = Sides(data)

    def marks(self, told: Sequence[Told]) -> Iterator[Quad]:
        """Of one proposition: which claims actors make of themselves, and how many origins there are."""
        own = set(origins.self_claims(told, self.sides.speaks_for))
        yield from own
        if told:
            yield from self.tally(told, {cast(NamedNode, q.subject).value for q in own}).quads(told[0].proposition)

    def tally(self, told: Sequence[Told], own: Container[str]) -> Tally:
        """The origins of one proposition; `own` are the self-claims, by IRI."""
        tally = Tally(self.data, self.names)
        tally.take(told, own)
        return tally

    def follows(self, told: Sequence[Told], accepted: set[str], types: Mapping[str, frozenset[str]]) -> Iterator[Quad]:
        """Of one proposition: the accepted triple, the events, the denials; `types`: classes of its object."""
        taken = [t for t in told if t.claim in accepted]
        yield from self.edges((t.s, t.p, t.o) for t in taken)
        yield from events.quads(taken, types, self.names)
        yield from disputes.denial(told, self.names)

    def edges(self, triples: Iterable[Triple]) -> Iterator[Quad]:
        """The plain triples; both ways for a symmetric relation. Control follows from the states, not from here."""
        for s, p, o in triples:
            if p != CONTROLS.value:
                yield Quad(NamedNode(s), NamedNode(p), NamedNode(o))
                if p in self.symmetric:
                    yield Quad(NamedNode(o), NamedNode(p), NamedNode(s))

    def at_place(self, told: Sequence[Told], accepted: set[str]) -> Iterator[Quad]:
        """Of one place: the states of control, who holds it still, rival claims and rival numbers."""
        rival = list(disputes.rivals(told, self.names, self.sides.related, self.sides.leaves))
        rival += disputes.contested(told, self.names)
        parties = {cast(NamedNode, q.object).value for q in rival if q.predicate == v.DISPUTES}
        happened = timeline.control_events(t for t in told if t.claim in accepted)
        for state in timeline.states(happened, self.sides.related, self.sides.leaves):
            yield from timeline.quads(state, self.names, disputed=not parties.isdisjoint(state.claims))
            if state.until is None:
                yield Quad(NamedNode(state.agent), CONTROLS, NamedNode(state.place))
        yield from rival
        yield from disputes.counts(told, {c.s: g for c in told if c.p in disputes.COUNTED and (g := self.group(c.s))}, self.names)

    def group(self, iri: str) -> Entity | None:
        """The counted group of this IRI: its name and its bounds; None for what is not counted."""
        node = NamedNode(iri)
        bounds = [
            next((int(cast(Literal, q.object).value) for q in self.data.quads_for_pattern(node, prop, None)), None)
            for prop in (v.MIN_COUNT, v.MAX_COUNT)
        ]
        if bounds == [None, None]:
            return None
        name = next((cast(Literal, q.object).value for q in self.data.quads_for_pattern(node, v.PREF_LABEL, None)), "")
        return Entity(iri, name, "PersonGroup", minimum=bounds[0], maximum=bounds[1])

    def entity(self, iri: str) -> Entity | None:
        """What all descriptions of an entity together say; None where there is none."""
        described = [
            read_description(self.names.entity_id(iri), cast(Literal, value.object).value)
            for link in self.data.quads_for_pattern(None, v.DESCRIPTION_OF, NamedNode(iri))
            for value in self.data.quads_for_pattern(link.subject, v.VALUE, None)
        ]
        return entities.merge(sorted(described, key=repr)) if described else None

    def types(self, iri: str) -> frozenset[str]:
        """The classes of an entity."""
        found = self.data.quads_for_pattern(NamedNode(iri), v.TYPE, None)
        return frozenset(cast(NamedNode, q.object).value for q in found)
