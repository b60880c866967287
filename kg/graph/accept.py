"""What follows from the claims, kept current: entities, accepted triples, control states.

All of it lies in the default graph, so that ``?x kg:controls ?y`` stays that simple, and can still be told from what
reports say: only here do relations stand between entities, and states have a class of their own. After a change only
what it touches is made anew. A mark in the store, set and cleared by the same transactions, says that this is not done
yet; whoever next opens the store for writing does it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import cast

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from kg.graph import entities, rdf, rules
from kg.graph import vocabulary as v
from kg.graph.names import Names, term
from kg.graph.timeline import ControlEvent, ControlState, states
from kg.graph.transaction import swap, swap_many
from kg.ontology import load

CONTROLS, SEIZED, WITHDREW, MEMBER_OF = (term(n) for n in ("controls", "seized", "withdrewFrom", "memberOf"))
_PENDING = term("pending")

Triple = tuple[NamedNode, NamedNode, NamedNode]
Said = Mapping[NamedNode, set[Triple]]
"""Propositions, each with its triple (both ways round, where claims of a symmetric relation say it so)."""


def change(data: ox.Store, names: Names, policy: str, gone: set[Quad], come: set[Quad]) -> None:
    """Take `gone` out and put `come` in, and make anew what follows from it."""
    mark = Quad(NamedNode(names.base), _PENDING, v.REPORT)
    touched = cast("set[NamedNode]", {q.subject for q in gone | come})
    said: dict[NamedNode, set[Triple]] = defaultdict(set)
    _note(data, touched, said)
    swap(data, gone, {*come, mark})
    _note(data, touched, said)
    about = {q.object for q in gone | come if q.predicate == v.DESCRIPTION_OF}
    for link in (q for q in gone | come if q.predicate == v.DESCRIBES):
        about |= {q.object for q in data.quads_for_pattern(cast(NamedNode, link.object), v.DESCRIPTION_OF, None)}
    _Derivation(data, names, policy).some(said, cast("set[NamedNode]", about))
    data.remove(mark)


def derive(data: ox.Store, names: Names, policy: str) -> None:
    """Make anew all that follows from the claims."""
    mark = Quad(NamedNode(names.base), _PENDING, v.REPORT)
    data.extend([mark])
    _Derivation(data, names, policy).all()
    data.remove(mark)


def finish(data: ox.Store, names: Names, policy: str) -> None:
    """Do what a process that was killed left undone."""
    if any(data.quads_for_pattern(None, _PENDING, None)):
        derive(data, names, policy)


def _note(data: ox.Store, nodes: Iterable[NamedNode], said: dict[NamedNode, set[Triple]]) -> None:
    """Add what those of `nodes` that are claims say."""
    for node in nodes:
        for quad in data.quads_for_pattern(node, v.PROPOSITION, None):
            s, p, o = (_one(data, node, prop) for prop in (v.SUBJECT, v.PREDICATE, v.OBJECT))
            said[cast(NamedNode, quad.object)].add((s, p, o))


def _one(data: ox.Store, node: NamedNode, prop: NamedNode) -> NamedNode:
    return cast(NamedNode, next(iter(data.quads_for_pattern(node, prop, None))).object)


class _Derivation:
    """One pass over what changed, or over everything: first who belongs to whom, which the rest leans on."""

    def __init__(self, data: ox.Store, names: Names, policy: str) -> None:
        self.data, self.names, self.policy = data, names, policy
        self.relations = tuple(term(name) for name in sorted(load().relations))
        self.symmetric = {term(name) for name, relation in load().relations.items() if relation.symmetric}
        self.sides: dict[str, frozenset[str]] = {}

    def all(self) -> None:
        """Everything, whatever is there."""
        members = (a for a in rules.accepted(self.data, self.policy) if a.p == MEMBER_OF)
        self.swap(self.data.quads_for_pattern(None, MEMBER_OF, None), self.edges(members))
        taken = list(rules.accepted(self.data, self.policy))
        for relation in self.relations:
            if relation != CONTROLS:
                edges = self.edges(a for a in taken if a.p == relation)
                self.swap(self.data.quads_for_pattern(None, relation, None), edges)
        accepted = {a.claim.value for a in taken}
        by_place: dict[str, list[ControlEvent]] = defaultdict(list)
        for event in rules.control_events(self.data):
            if event.claim in accepted:
                by_place[event.place].append(event)
        old = [*self.state_quads(None), *self.data.quads_for_pattern(None, CONTROLS, None)]
        self.swap(old, (q for p in sorted(by_place) for q in self.control(by_place[p])))
        described = {q.object for q in self.data.quads_for_pattern(None, v.DESCRIPTION_OF, None)}
        left = {q.subject for q in self.data.quads_for_pattern(None, v.PREF_LABEL, None)} - described
        self.entities(cast("set[NamedNode]", described | left))

    def some(self, said: Said, about: set[NamedNode]) -> None:
        """What follows from these propositions, and what these entities are."""
        members = {p: t for p, t in said.items() if any(triple[1] == MEMBER_OF for triple in t)}
        moved = self.propositions(members)
        others = {p: t for p, t in said.items() if p not in members}
        places: set[NamedNode] = set()
        if moved:
            for proposition, triples in self.followers(moved).items():
                others.setdefault(proposition, set()).update(triples)
        self.propositions(others)
        places = {o for triples in others.values() for _, p, o in triples if p in (CONTROLS, SEIZED, WITHDREW)}
        for place in sorted(places, key=str):
            self.place(place)
        self.entities(about)

    def propositions(self, said: Said) -> set[NamedNode]:
        """Bring the accepted triples of these propositions up to date; returns the subjects whose triples changed."""
        claims = [
            cast(NamedNode, q.subject)
            for proposition in sorted(said, key=str)
            for q in self.data.quads_for_pattern(None, v.PROPOSITION, proposition)
        ]
        new = self.edges(a for a in rules.accepted(self.data, self.policy, claims) if a.p != CONTROLS)
        every = {t for triples in said.values() for t in triples if t[1] != CONTROLS}
        every |= {(o, p, s) for s, p, o in every if p in self.symmetric}
        old = {q for t in every for q in self.data.quads_for_pattern(*t)}
        self.swap(old, new)
        return {cast(NamedNode, q.subject) for q in old ^ new}

    def followers(self, moved: Collection[NamedNode]) -> Said:
        """The claims of control that are told by, or tell of, anybody who belongs to those that moved."""
        rows = self.data.query(
            f"""SELECT DISTINCT ?proposition ?s ?p ?o WHERE {{
                VALUES ?moved {{ {" ".join(sorted(map(str, moved)))} }}
                ?actor {MEMBER_OF}* ?moved .
                {{ ?claim {v.SOURCE} ?actor }} UNION {{ ?claim {v.SUBJECT} ?actor }}
                ?claim {v.PREDICATE} ?p FILTER(?p IN ({CONTROLS}, {SEIZED}, {WITHDREW}))
                ?claim {v.PROPOSITION} ?proposition ; {v.SUBJECT} ?s ; {v.OBJECT} ?o }}"""
        )
        found: dict[NamedNode, set[Triple]] = defaultdict(set)
        for proposition, s, p, o in cast(ox.QuerySolutions, rows):
            found[cast(NamedNode, proposition)].add(cast(Triple, (s, p, o)))
        return found

    def edges(self, accepted: Iterable[rules.Accepted]) -> set[Quad]:
        """The plain triples of accepted claims; both ways for a symmetric relation. Control follows from the states."""
        edges = {Quad(a.s, a.p, a.o) for a in accepted}
        both_ways = (q for q in edges if q.predicate in self.symmetric)
        return edges | {Quad(cast(NamedNode, q.object), q.predicate, q.subject) for q in both_ways}

    def place(self, place: NamedNode) -> None:
        """Bring the control states of one place up to date."""
        rows = self.data.query(
            f"SELECT ?claim WHERE {{ ?claim {v.OBJECT} {place} . "
            f"?claim {v.PREDICATE} ?p FILTER(?p IN ({CONTROLS}, {SEIZED}, {WITHDREW})) }}"
        )
        claims = sorted((cast(NamedNode, row[0]) for row in cast(ox.QuerySolutions, rows)), key=str)
        accepted = [a.claim for a in rules.accepted(self.data, self.policy, claims)] if claims else []
        events = list(rules.control_events(self.data, accepted)) if accepted else []
        old = [*self.state_quads(place), *self.data.quads_for_pattern(None, CONTROLS, place)]
        self.swap(old, self.control(events))

    def control(self, events: list[ControlEvent]) -> Iterator[Quad]:
        """The states of one place, and who holds it still."""
        for state in states(events, self.related):
            yield from state_quads(state, self.names)
            if state.until is None:
                yield Quad(NamedNode(state.agent), CONTROLS, NamedNode(state.place))

    def state_quads(self, place: NamedNode | None) -> Iterator[Quad]:
        """The states that are there, of `place` or of all."""
        if place is None:
            nodes = [q.subject for q in self.data.quads_for_pattern(None, v.TYPE, v.STATE)]
        else:
            folder = self.names.folder("state")
            at = self.data.quads_for_pattern(None, v.PLACE, place)
            nodes = [q.subject for q in at if cast(NamedNode, q.subject).value.startswith(folder)]
        for node in nodes:
            yield from self.data.quads_for_pattern(node, None, None)

    def related(self, one: str, other: str) -> bool:
        """Whether one of two actors belongs to the other."""
        return other in self.above(one) or one in self.above(other)

    def above(self, actor: str) -> frozenset[str]:
        """All that an actor belongs to, by accepted membership."""
        if actor not in self.sides:
            seen: set[str] = set()
            todo = [actor]
            while todo:
                for quad in self.data.quads_for_pattern(NamedNode(todo.pop()), MEMBER_OF, None):
                    group = cast(NamedNode, quad.object).value
                    if group not in seen:
                        seen.add(group)
                        todo.append(group)
            self.sides[actor] = frozenset(seen)
        return self.sides[actor]

    def entities(self, nodes: set[NamedNode]) -> None:
        """Bring the plain properties of these entities up to date; without a description left, they go."""
        old: set[Quad] = set()
        new: set[Quad] = set()
        for node in sorted(nodes, key=str):
            told = [
                rdf.read_description(self.names.entity_id(node.value), cast(ox.Literal, value.object).value)
                for d in self.data.quads_for_pattern(None, v.DESCRIPTION_OF, node)
                for value in self.data.quads_for_pattern(cast(NamedNode, d.subject), v.VALUE, None)
            ]
            if told:
                new.update(entities.quads(entities.merge(sorted(told, key=repr)), self.names))
            for quad in self.data.quads_for_pattern(node, None, None):
                if quad.predicate not in self.relations:
                    old.add(quad)
                if quad.predicate == v.HAS_GEOMETRY:
                    old.update(self.data.quads_for_pattern(cast(NamedNode, quad.object), None, None))
        # A point that another entity still lies at stays.
        for quad in [q for q in old - new if q.predicate == v.AS_WKT]:
            users = {q.subject for q in self.data.quads_for_pattern(None, v.HAS_GEOMETRY, quad.subject)}
            if users - nodes:
                old.difference_update(list(self.data.quads_for_pattern(quad.subject, None, None)))
        self.swap(old, new)

    def swap(self, old: Iterable[Quad], new: Iterable[Quad]) -> None:
        """Replace derived triples, writing only what differs."""
        was, be = set(old), set(new)
        swap_many(self.data, was - be, be - was)


def state_quads(state: ControlState, names: Names) -> Iterator[Quad]:
    """A control state as triples."""
    node = names.made("state", state.place, state.agent, state.since)
    yield Quad(node, v.TYPE, v.STATE)
    yield Quad(node, v.AGENT, NamedNode(state.agent))
    yield Quad(node, v.PLACE, NamedNode(state.place))
    days = ((v.VALID_FROM, state.since), (v.VALID_TO, state.until), (v.LAST_REPORTED, state.last_reported))
    for prop, when in days:
        if when is not None:
            yield Quad(node, prop, v.day(when))
    for claim in state.claims:
        yield Quad(node, v.DERIVED_FROM, NamedNode(claim))
    for claim in state.ended_by:
        yield Quad(node, v.ENDED_BY, NamedNode(claim))
