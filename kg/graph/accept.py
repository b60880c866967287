"""Keeping what follows from the claims current: entities, accepted triples, events, control states, disputes.

All of it lies in the default graph, so that ``?x kg:controls ?y`` stays that simple, and can still be told from what
reports say: only here do relations stand between entities, and events, states and disputes have classes of their own.
After a change only what it touches is made anew; a rebuild drops everything and makes it from all claims. A mark in the
store, set and cleared by the same transactions, says that this is not done yet; whoever next opens the store for writing
does it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import cast

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from kg.graph import entities, rules
from kg.graph import vocabulary as v
from kg.graph.derivation import AT_PLACES, CONTROLS, SEIZED, WITHDREW, Derivation, Triple
from kg.graph.memory import Memory
from kg.graph.names import Names, term
from kg.graph.sides import MEMBER_OF
from kg.graph.told import Told, told_all
from kg.graph.transaction import AT_ONCE, Sink, swap, swap_many
from kg.ontology import KG
from kg.ontology import load as ontology

_OF_CONTROL = f"FILTER(?p IN ({CONTROLS}, {SEIZED}, {WITHDREW}))"
_AT_PLACES = f"FILTER(?p IN ({', '.join(f'<{p}>' for p in sorted(AT_PLACES))}))"
_FOUND_BY = {v.TYPE: 1, v.PREF_LABEL: 2}
"""What nodes are found by goes last, so that one which was half taken out is found again."""

Claims = Mapping[str, Mapping[str, Triple]]
"""Propositions, each with claims that make or made it, each with its triple; all by IRI."""


def change(data: ox.Store, names: Names, policy: str, *, gone: set[Quad], come: set[Quad], memory: Memory) -> None:
    """Take `gone` out and put `come` in, and make anew what follows from it."""
    mark = pending(names, v.ABOUT)
    nodes = sorted({q.subject.value for q in gone | come if isinstance(q.subject, NamedNode)})
    said: dict[str, dict[str, Triple]] = defaultdict(dict)
    _note(data, nodes, said)
    memory.forget(nodes)
    swap(data, gone, {*come, mark})
    _note(data, nodes, said)
    # From whom a report has its news bears on the origins of what it claims, and of what it is a copy of.
    retold = {_iri(q.subject) for q in gone | come if q.predicate in (v.AGENCY, v.COPY_OF)}
    retold |= {_iri(q.object) for q in gone | come if q.predicate == v.COPY_OF}
    for report in sorted(retold):
        _note(data, [_iri(q.subject) for q in data.quads_for_pattern(None, v.DERIVED_FROM, NamedNode(report))], said)
    # What an entity is follows from the wordings that describe it, whoever uses them.
    about = {_iri(q.object) for q in gone | come if q.predicate == v.DESCRIPTION_OF}
    _Update(data, names, policy, memory).run(said, about)
    data.remove(mark)


def derive(data: ox.Store, names: Names, policy: str) -> None:
    """Drop all that follows from the claims, and make it anew."""
    rules.known_policy(policy)
    data.extend([pending(names, v.ABOUT)])
    drop(data)
    _rebuild(data, names, policy, told_all(data))
    data.remove(pending(names, v.ABOUT))


def begin_load(data: ox.Store, names: Names, policy: str) -> None:
    """Before a first load into an empty store: should it be killed, whoever opens the store next empties it."""
    rules.known_policy(policy)
    data.extend([pending(names, v.LOADING)])


def end_load(data: ox.Store, names: Names, policy: str, claims: Iterable[Told]) -> None:
    """After a first load of what `claims` tell: make all that follows."""
    swap(data, [pending(names, v.LOADING)], [pending(names, v.ABOUT)])
    _rebuild(data, names, policy, claims)
    data.remove(pending(names, v.ABOUT))


def finish(data: ox.Store, names: Names, policy: str) -> None:
    """Do what a process that was killed left undone, or undo what it left half done."""
    marks = {q.object for q in data.quads_for_pattern(None, v.PENDING, None)}
    if v.LOADING in marks:
        data.clear()
    elif marks:
        derive(data, names, policy)


def pending(names: Names, what: NamedNode) -> Quad:
    """The mark that something is under way: ``kg:loading`` a first load, ``kg:about`` what follows from the claims."""
    return Quad(NamedNode(names.base), v.PENDING, what)


def drop(data: ox.Store) -> None:
    """Take out all that follows from the claims, part by part: at a million claims it is twelve million triples."""
    going = derived(data)
    while part := list(islice(going, AT_ONCE)):
        swap(data, part, ())


def derived(data: ox.Store) -> Iterator[Quad]:
    """All triples that follow from the claims."""
    for relation in sorted(ontology().relations):
        yield from data.quads_for_pattern(None, term(relation), None)
    for prop in (v.ABOUT, v.SELF_CLAIM, v.ORIGINS):
        yield from data.quads_for_pattern(None, prop, None)
    made = [v.STATE, v.DISPUTE, v.POINT, *(term(c) for c in sorted(ontology().classes) if ontology().is_a(c, "Event"))]
    nodes = {_iri(q.subject) for cls in made for q in data.quads_for_pattern(None, v.TYPE, cls)}
    # Entities by their names and not by their descriptions: of these the last may just have gone.
    nodes |= {_iri(q.subject) for q in data.quads_for_pattern(None, v.PREF_LABEL, None)}
    for node in sorted(nodes):
        said = [q for q in data.quads_for_pattern(NamedNode(node), None, None) if not _is_relation(q)]
        yield from sorted(said, key=lambda q: _FOUND_BY.get(q.predicate, 0))


def _rebuild(data: ox.Store, names: Names, policy: str, claims: Iterable[Told]) -> None:
    """Make all that follows from `claims`, which are all there are, in a store where nothing of it is yet.

    Entities come first (events ask for their classes), then who belongs to whom (acceptance asks for it), then the rest.
    """
    by_proposition: dict[str, list[Told]] = defaultdict(list)
    by_place: dict[str, list[Told]] = defaultdict(list)
    for claim in claims:
        by_proposition[claim.proposition].append(claim)
        if claim.p in AT_PLACES:
            by_place[claim.o].append(claim)
    derivation = Derivation(data, names, policy)
    types: dict[str, frozenset[str]] = {}
    kinds: dict[str, frozenset[str]] = {}
    with Sink(data) as sink:
        for iri in sorted({_iri(q.object) for q in data.quads_for_pattern(None, v.DESCRIPTION_OF, None)}):
            entity = derivation.entity(iri)
            if entity is not None:
                types[iri] = kinds.setdefault(
                    entity.type, frozenset(KG + cls for cls in ontology().classes.get(entity.type, (entity.type,)))
                )
                sink.put(entities.quads(entity, names))
    members = sorted(p for p, some in by_proposition.items() if some[0].p == MEMBER_OF.value)
    with Sink(data) as sink:
        for proposition in members:
            sink.put(derivation.marks(by_proposition[proposition]))
    taken = rules.accepted(data, policy, [c.claim for p in members for c in by_proposition[p]])
    with Sink(data) as sink:
        for proposition in members:
            sink.put(derivation.edges((c.s, c.p, c.o) for c in by_proposition[proposition] if c.claim in taken))
    derivation.sides.clear()
    with Sink(data) as sink:
        for proposition in sorted(by_proposition):
            sink.put(derivation.marks(by_proposition[proposition]))
    accepted = rules.accepted(data, policy)
    with Sink(data) as sink:
        for proposition in sorted(by_proposition):
            sink.put(derivation.follows(by_proposition[proposition], accepted, types))
        for place in sorted(by_place):
            sink.put(derivation.at_place(by_place[place], accepted))


class _Update(Derivation):
    """Brings up to date what follows from some propositions, and what some entities are."""

    def __init__(self, data: ox.Store, names: Names, policy: str, memory: Memory) -> None:
        super().__init__(data, names, policy)
        self.memory = memory

    def told(self, claims: Iterable[str]) -> list[Told]:
        """What `claims` tell."""
        return list(self.memory.told(self.data, claims))

    def run(self, said: Claims, about: set[str]) -> None:
        """Entities, then memberships, then all that these propositions and the memberships bear on."""
        said = _joined(said, self.retold(about))
        members = {p: claims for p, claims in said.items() if any(t[1] == MEMBER_OF.value for t in claims.values())}
        moved = self.propositions(members)
        self.sides.clear()
        # Membership claims once more: whether one is a self-claim depends on what the others just gave.
        every = _joined(said, self.followers(moved)) if moved else said
        self.propositions(every)
        for place in sorted({o for claims in every.values() for _, p, o in claims.values() if p in AT_PLACES}):
            self.place(NamedNode(place))

    def retold(self, about: set[str]) -> Claims:
        """Bring these entities up to date; returns the claims that lean on what of them changed.

        An event tells a place from an actor by the class of its object; rival numbers are those of a claim's subject;
        and whom a group stands for depends on its class, which bears on all below it.
        """
        before = {node: (self.types(node), self.group(node)) for node in about}
        self.entities(sorted(about))
        retyped = [node for node in about if before[node][0] and before[node][0] != self.types(node)]
        recounted = [node for node in about if before[node][0] and before[node][1] != self.group(node)]
        of_objects = self.claims_where(f"?claim {v.OBJECT} ?node", node=retyped) if retyped else {}
        below = {member for node in retyped for member in self.sides.below(node)}
        of_sides = self.of_control(below)
        of_subjects = self.of(recounted, retyped, self.sides.unnamed(below))
        return _joined(_joined(of_objects, of_sides), of_subjects)

    def propositions(self, said: Claims) -> set[Quad]:
        """Bring what follows from these propositions up to date; returns the memberships that came or went."""
        by_proposition = {
            p: self.told(_iri(q.subject) for q in self.data.quads_for_pattern(None, v.PROPOSITION, NamedNode(p))) for p in sorted(said)
        }
        every = [t for some in by_proposition.values() for t in some]
        known = sorted({c for p in said for c in said[p]} | {t.claim for t in every})
        old: set[Quad] = set()
        new: set[Quad] = set()
        for proposition, some in by_proposition.items():
            new.update(self.marks(some))
            old.update(self.data.quads_for_pattern(NamedNode(proposition), v.ORIGINS, None))
        for claim in known:
            old.update(self.data.quads_for_pattern(NamedNode(claim), v.SELF_CLAIM, None))
        self.swap(old, new)
        remarked = {_iri(q.subject) for q in old ^ new}
        self.memory.doubt(t.claim for t in every if t.claim in remarked or t.proposition in remarked)
        accepted = self.memory.accepted(self.data, self.policy, [t.claim for t in every])
        types = {t.o: self.types(t.o) for t in every}
        old, new = set(self.events_of(known)), set()
        for proposition, some in by_proposition.items():
            new.update(self.follows(some, accepted, types))
            old.update(self.data.quads_for_pattern(self.names.made("dispute", "denial", proposition), None, None))
        for edge in self.edges({t for made in said.values() for t in made.values()}):
            old.update(self.data.quads_for_pattern(edge.subject, edge.predicate, edge.object))
        self.swap(old, new)
        return {q for q in old ^ new if q.predicate == MEMBER_OF}

    def events_of(self, claims: Iterable[str]) -> Iterator[Quad]:
        """The events that claims tell of, whole, with the links from the claims."""
        folder = self.names.folder("event")
        links = [q for c in claims for q in self.data.quads_for_pattern(NamedNode(c), v.ABOUT, None)]
        links = [q for q in links if _iri(q.object).startswith(folder)]
        yield from links
        for node in sorted({_iri(q.object) for q in links}):
            yield from self.data.quads_for_pattern(NamedNode(node), None, None)

    def followers(self, moved: Iterable[Quad]) -> Claims:
        """The claims that memberships which came or went bear on.

        These are what anybody below them says of those above them (it may be a self-claim now), the claims of control
        by anybody below them (who may be no rival now), and all claims about nameless groups below them (which may
        stand for others now).
        """
        edges = [(_iri(q.subject), _iri(q.object)) for q in moved]
        actors = {below for member, _ in edges for below in self.sides.below(member)}
        groups = {above for _, group in edges for above in (group, *self.sides.above(group))}
        said = self.claims_where(f"?claim {v.SOURCE} ?actor ; {v.SUBJECT} ?group", actor=actors, group=groups)
        of_object = self.claims_where(f"?claim {v.SOURCE} ?actor ; {v.OBJECT} ?group", actor=actors, group=groups)
        of_groups = _joined(self.of_control(actors), self.of(self.sides.unnamed(actors)))
        return _joined(_joined(said, of_object), of_groups)

    def of(self, *actors: Iterable[str]) -> Claims:
        """The claims about any of `actors`: as subjects, or as objects of a symmetric relation."""
        some = {actor for group in actors for actor in group}
        if not some:
            return {}
        both = " , ".join(f"<{p}>" for p in sorted(self.symmetric))
        as_object = f"{v.OBJECT} ?actor ; {v.PREDICATE} ?p FILTER(?p IN ({both}))"
        return self.claims_where(f"{{ ?claim {v.SUBJECT} ?actor }} UNION {{ ?claim {as_object} }}", actor=some)

    def of_control(self, actors: Iterable[str]) -> Claims:
        """The claims that any of `actors` took, holds or left a place."""
        some = set(actors)
        return self.claims_where(f"?claim {v.SUBJECT} ?actor ; {v.PREDICATE} ?p {_OF_CONTROL}", actor=some) if some else {}

    def claims_where(self, pattern: str, **given: Iterable[str]) -> Claims:
        """The claims that `pattern` finds for the nodes that are `given` for its variables, by proposition."""
        values = " ".join(
            f"VALUES ?{name} {{ {' '.join(str(NamedNode(node)) for node in sorted(nodes))} }}" for name, nodes in given.items()
        )
        rows = self.data.query(f"SELECT DISTINCT ?claim WHERE {{ {values} {pattern} }}")
        found: dict[str, dict[str, Triple]] = defaultdict(dict)
        _note(self.data, [_iri(row["claim"]) for row in cast(ox.QuerySolutions, rows)], found)
        return found

    def place(self, place: NamedNode) -> None:
        """Bring control states, who holds it, and rival claims of a place up to date."""
        rows = self.data.query(f"SELECT ?claim WHERE {{ ?claim {v.OBJECT} {place} . ?claim {v.PREDICATE} ?p {_AT_PLACES} }}")
        claims = sorted(_iri(row[0]) for row in cast(ox.QuerySolutions, rows))
        accepted = self.memory.accepted(self.data, self.policy, claims)
        old = {*self.data.quads_for_pattern(None, CONTROLS, place), *self.at(place)}
        self.swap(old, set(self.at_place(self.told(claims), accepted)))

    def at(self, place: NamedNode) -> Iterator[Quad]:
        """The control states and rival disputes of a place, whole, with the links from the claims."""
        kinds = f"FILTER(?c IN ({v.STATE}, {v.DISPUTE}))"
        rows = self.data.query(f"SELECT ?x WHERE {{ ?x {v.PLACE} {place} ; a ?c {kinds} }}")
        for node in sorted(_iri(row[0]) for row in cast(ox.QuerySolutions, rows)):
            yield from self.data.quads_for_pattern(NamedNode(node), None, None)
            yield from self.data.quads_for_pattern(None, v.ABOUT, NamedNode(node))

    def entities(self, nodes: Sequence[str]) -> None:
        """Bring the plain properties of these entities up to date; without a description left, they go."""
        old: set[Quad] = set()
        new: set[Quad] = set()
        for iri in nodes:
            entity = self.entity(iri)
            if entity is not None:
                new.update(entities.quads(entity, self.names))
            for quad in self.data.quads_for_pattern(NamedNode(iri), None, None):
                if not _is_relation(quad):
                    old.add(quad)
                if quad.predicate == v.HAS_GEOMETRY:
                    old.update(self.data.quads_for_pattern(cast(NamedNode, quad.object), None, None))
        # A point that another entity still lies at stays.
        for quad in [q for q in old - new if q.predicate == v.AS_WKT]:
            users = {_iri(q.subject) for q in self.data.quads_for_pattern(None, v.HAS_GEOMETRY, quad.subject)}
            if users - set(nodes):
                old.difference_update(list(self.data.quads_for_pattern(quad.subject, None, None)))
        self.swap(old, new)

    def swap(self, old: set[Quad], new: set[Quad]) -> None:
        """Replace derived triples, writing only what differs."""
        swap_many(self.data, old - new, new - old)


def _note(data: ox.Store, nodes: Iterable[str], said: dict[str, dict[str, Triple]]) -> None:
    """Add what those of `nodes` that are claims say."""
    for node in nodes:
        for quad in data.quads_for_pattern(NamedNode(node), v.PROPOSITION, None):
            s, p, o = (_value(data, node, prop) for prop in (v.SUBJECT, v.PREDICATE, v.OBJECT))
            said[_iri(quad.object)][node] = (s, p, o)


def _value(data: ox.Store, node: str, prop: NamedNode) -> str:
    return _iri(next(iter(data.quads_for_pattern(NamedNode(node), prop, None))).object)


def _iri(term: object) -> str:
    return cast(NamedNode, term).value


def _joined(one: Claims, other: Claims) -> dict[str, dict[str, Triple]]:
    """All claims of both, by proposition."""
    return {p: {**one.get(p, {}), **other.get(p, {})} for p in [*one, *(p for p in other if p not in one)]}


def _is_relation(quad: Quad) -> bool:
    iri = quad.predicate.value
    return iri.startswith(KG) and iri.removeprefix(KG) in ontology().relations
