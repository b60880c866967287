"""What follows from the claims, kept current: entities, accepted triples, events, control states, disputes.

All of it lies in the default graph, so that ``?x kg:controls ?y`` stays that simple, and can still be told from what
reports say: only here do relations stand between entities, and events, states and disputes have classes of their own.
After a change only what it touches is made anew; a rebuild drops everything and goes the same way with all
propositions, places and entities. A mark in the store, set and cleared by the same transactions, says that this is not
done yet; whoever next opens the store for writing does it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import cast

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from kg.graph import disputes, entities, events, origins, rdf, rules, timeline
from kg.graph import vocabulary as v
from kg.graph.names import Names, term
from kg.graph.told import Told
from kg.graph.told import told as told_by
from kg.graph.transaction import swap, swap_many
from kg.ontology import KG
from kg.ontology import load as ontology

CONTROLS, SEIZED, WITHDREW, MEMBER_OF = (term(n) for n in ("controls", "seized", "withdrewFrom", "memberOf"))
_OF_CONTROL = f"FILTER(?p IN ({CONTROLS}, {SEIZED}, {WITHDREW}))"
_BATCH = 5000
"""Propositions, places or entities made anew at a time in a rebuild."""

Triple = tuple[str, str, str]
Claims = Mapping[str, Mapping[str, Triple]]
"""Propositions, each with claims that make or made it, each with its triple; all by IRI."""


def change(data: ox.Store, names: Names, policy: str, gone: set[Quad], come: set[Quad]) -> None:
    """Take `gone` out and put `come` in, and make anew what follows from it."""
    mark = pending(names, v.ABOUT)
    nodes = sorted({q.subject.value for q in gone | come if isinstance(q.subject, NamedNode)})
    said: dict[str, dict[str, Triple]] = defaultdict(dict)
    _note(data, nodes, said)
    swap(data, gone, {*come, mark})
    _note(data, nodes, said)
    about = {_iri(q.object) for q in gone | come if q.predicate == v.DESCRIPTION_OF}
    for link in (q for q in gone | come if q.predicate == v.DESCRIBES):
        about |= {_iri(q.object) for q in data.quads_for_pattern(cast(NamedNode, link.object), v.DESCRIPTION_OF, None)}
    _Derivation(data, names, policy).some(said, about)
    data.remove(mark)


def derive(data: ox.Store, names: Names, policy: str) -> None:
    """Drop all that follows from the claims, and make it anew."""
    rules.known_policy(policy)
    mark = pending(names, v.ABOUT)
    data.extend([mark])
    drop(data)
    _Derivation(data, names, policy, fresh=True).all()
    data.remove(mark)


def load(data: ox.Store, names: Names, policy: str, quads: Iterable[Quad]) -> None:
    """Put `quads` into an empty store, all or, after a crash, none, and make what follows from them."""
    rules.known_policy(policy)
    data.extend([pending(names, v.LOADING)])
    data.bulk_extend(quads)
    swap(data, [pending(names, v.LOADING)], [pending(names, v.ABOUT)])
    _Derivation(data, names, policy, fresh=True).all()
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
    """Take out all that follows from the claims."""
    swap_many(data, list(derived(data)), ())


def derived(data: ox.Store) -> Iterator[Quad]:
    """All triples that follow from the claims."""
    for relation in sorted(ontology().relations):
        yield from data.quads_for_pattern(None, term(relation), None)
    for prop in (v.ABOUT, v.SELF_CLAIM, v.ORIGINS):
        yield from data.quads_for_pattern(None, prop, None)
    made = [v.STATE, v.DISPUTE, v.POINT, *(term(c) for c in sorted(ontology().classes) if ontology().is_a(c, "Event"))]
    nodes = {_iri(q.subject) for cls in made for q in data.quads_for_pattern(None, v.TYPE, cls)}
    nodes |= {_iri(q.object) for q in data.quads_for_pattern(None, v.DESCRIPTION_OF, None)}
    relations = {term(r) for r in ontology().relations}
    for node in sorted(nodes):
        yield from (q for q in data.quads_for_pattern(NamedNode(node), None, None) if q.predicate not in relations)


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


class _Derivation:
    """One pass over what changed, or over everything; `fresh`: nothing derived is there yet.

    Entities come first (events ask for their classes), then who belongs to whom (acceptance asks for it), then the
    rest.
    """

    def __init__(self, data: ox.Store, names: Names, policy: str, *, fresh: bool = False) -> None:
        self.data, self.names, self.policy, self.fresh = data, names, policy, fresh
        self.symmetric = {term(name) for name, relation in ontology().relations.items() if relation.symmetric}
        self.sides: dict[str, frozenset[str]] = {}

    def all(self) -> None:
        """Everything, whatever is there."""
        every = sorted({_iri(q.object) for q in self.data.quads_for_pattern(None, v.DESCRIPTION_OF, None)})
        for some in _batches(every):
            self.entities(some)
        by_proposition: dict[str, list[str]] = defaultdict(list)
        for quad in self.data.quads_for_pattern(None, v.PROPOSITION, None):
            by_proposition[_iri(quad.object)].append(_iri(quad.subject))
        members = {_iri(q.subject) for q in self.data.quads_for_pattern(None, v.PREDICATE, MEMBER_OF)}
        first = sorted(p for p, claims in by_proposition.items() if claims[0] in members)
        # Memberships come once alone, for all the rest leans on them, and once with the rest.
        for part in (first, sorted(by_proposition)):
            for some in _batches(part):
                self.propositions({p: by_proposition[p] for p in some}, ())
            self.sides.clear()
        rows = self.data.query(f"SELECT DISTINCT ?o WHERE {{ ?claim {v.PREDICATE} ?p {_OF_CONTROL} ?claim {v.OBJECT} ?o }}")
        for some in _batches(sorted(_iri(row[0]) for row in cast(ox.QuerySolutions, rows))):
            self.places(some)

    def some(self, said: Claims, about: set[str]) -> None:
        """What follows from these propositions, and what these entities are."""
        # An event tells a place from an actor by the class of its object, so that a new class means new events.
        said = _joined(said, self.retyped(about))
        members = {p: claims for p, claims in said.items() if any(t[1] == MEMBER_OF.value for t in claims.values())}
        moved = self.update(members)
        self.sides.clear()
        # Membership claims once more: whether one is a self-claim depends on what the others just gave.
        every = _joined(said, self.followers(moved)) if moved else said
        self.update(every)
        control = {CONTROLS.value, SEIZED.value, WITHDREW.value}
        self.places(sorted({o for claims in every.values() for _, p, o in claims.values() if p in control}))

    def retyped(self, about: set[str]) -> Claims:
        """Bring these entities up to date; returns the claims about those whose classes changed."""
        before = {node: self.types(node) for node in about}
        self.entities(sorted(about))
        changed = sorted(node for node in about if before[node] and before[node] != self.types(node))
        return self.claims_where(f"?claim {v.OBJECT} ?node", node=changed) if changed else {}

    def update(self, said: Claims) -> set[Quad]:
        """Bring what follows from these propositions up to date; returns the memberships that came or went."""
        claims = {p: [_iri(q.subject) for q in self.data.quads_for_pattern(None, v.PROPOSITION, NamedNode(p))] for p in sorted(said)}
        triples = {t for made in said.values() for t in made.values()}
        known = [c for p in said for c in said[p]]
        return self.propositions(claims, triples, [*known, *(c for some in claims.values() for c in some)])

    def propositions(self, by_proposition: Mapping[str, Sequence[str]], triples: Iterable[Triple], known: Sequence[str] = ()) -> set[Quad]:
        """Make triples, events and denials of these propositions; `triples` and claims `known` of before may go."""
        claims = [claim for p in sorted(by_proposition) for claim in sorted(by_proposition[p])]
        told: dict[str, list[Told]] = defaultdict(list)
        for claim in told_by(self.data, claims):
            told[claim.proposition].append(claim)
        self.marks(by_proposition, told, known)
        accepted = rules.accepted(self.data, self.policy, claims)
        types = {t.o: self.types(t.o) for some in told.values() for t in some}
        new: set[Quad] = set()
        for proposition in sorted(told):
            taken = [t for t in told[proposition] if t.claim in accepted]
            new.update(self.edges((t.s, t.p, t.o) for t in taken))
            new.update(events.quads(taken, types, self.names))
            new.update(disputes.denial(told[proposition], self.names))
        old: set[Quad] = set()
        if not self.fresh:
            for edge in self.edges(triples):
                old.update(self.data.quads_for_pattern(edge.subject, edge.predicate, edge.object))
            old.update(self.about(sorted(set(known)), "event"))
            for proposition in by_proposition:
                old.update(self.data.quads_for_pattern(self.names.made("dispute", "denial", proposition), None, None))
        self.swap(old, new)
        return {q for q in old ^ new if q.predicate == MEMBER_OF}

    def marks(self, propositions: Iterable[str], told: Mapping[str, Sequence[Told]], known: Iterable[str]) -> None:
        """Mark claims that actors make of themselves, and count origins; acceptance asks for both."""
        new: set[Quad] = set()
        for proposition in sorted(told):
            own = set(origins.self_claims(told[proposition], self.above))
            new |= own
            new.update(origins.origins(self.data, self.names, told[proposition], {_iri(q.subject) for q in own}))
        old: set[Quad] = set()
        if not self.fresh:
            for proposition in propositions:
                old.update(self.data.quads_for_pattern(NamedNode(proposition), v.ORIGINS, None))
            for claim in known:
                old.update(self.data.quads_for_pattern(NamedNode(claim), v.SELF_CLAIM, None))
        self.swap(old, new)

    def edges(self, triples: Iterable[Triple]) -> Iterator[Quad]:
        """The plain triples; both ways for a symmetric relation. Control follows from the states, not from here."""
        for s, p, o in triples:
            if p != CONTROLS.value:
                edge = Quad(NamedNode(s), NamedNode(p), NamedNode(o))
                yield edge
                if edge.predicate in self.symmetric:
                    yield Quad(NamedNode(o), NamedNode(p), NamedNode(s))

    def about(self, claims: Iterable[str], kind: str) -> Iterator[Quad]:
        """The events or states that claims tell of, whole, with the links from the claims."""
        folder = self.names.folder(kind)
        links = [q for c in claims for q in self.data.quads_for_pattern(NamedNode(c), v.ABOUT, None)]
        links = [q for q in links if _iri(q.object).startswith(folder)]
        yield from links
        for node in sorted({_iri(q.object) for q in links}):
            yield from self.data.quads_for_pattern(NamedNode(node), None, None)

    def followers(self, moved: Iterable[Quad]) -> Claims:
        """The claims that memberships which came or went bear on.

        These are what anybody below them says of those above them (it may be a self-claim now), and the claims of
        control by anybody below them (who may be no rival now).
        """
        edges = [(_iri(q.subject), _iri(q.object)) for q in moved]
        actors = {below for member, _ in edges for below in self.below(member)}
        groups = {above for _, group in edges for above in (group, *self.above(group))}
        said = self.claims_where(f"?claim {v.SOURCE} ?actor ; {v.SUBJECT} ?group", actor=actors, group=groups)
        of_object = self.claims_where(f"?claim {v.SOURCE} ?actor ; {v.OBJECT} ?group", actor=actors, group=groups)
        control = self.claims_where(f"?claim {v.SUBJECT} ?actor ; {v.PREDICATE} ?p {_OF_CONTROL}", actor=actors)
        return _joined(_joined(said, of_object), control)

    def claims_where(self, pattern: str, **given: Iterable[str]) -> Claims:
        """The claims that `pattern` finds for the nodes that are `given` for its variables, by proposition."""
        values = " ".join(
            f"VALUES ?{name} {{ {' '.join(str(NamedNode(node)) for node in sorted(nodes))} }}" for name, nodes in given.items()
        )
        rows = self.data.query(f"SELECT DISTINCT ?claim WHERE {{ {values} {pattern} }}")
        found: dict[str, dict[str, Triple]] = defaultdict(dict)
        _note(self.data, [_iri(row["claim"]) for row in cast(ox.QuerySolutions, rows)], found)
        return found

    def places(self, places: Iterable[str]) -> None:
        """Bring control states, who holds them, and rival claims of these places up to date."""
        old: set[Quad] = set()
        new: set[Quad] = set()
        for place in places:
            node = NamedNode(place)
            rows = self.data.query(f"SELECT ?claim WHERE {{ ?claim {v.OBJECT} {node} . ?claim {v.PREDICATE} ?p {_OF_CONTROL} }}")
            claims = sorted(_iri(row[0]) for row in cast(ox.QuerySolutions, rows))
            accepted = rules.accepted(self.data, self.policy, claims)
            told = list(told_by(self.data, claims))
            control = timeline.control_events(t for t in told if t.claim in accepted)
            for state in timeline.states(control, self.related):
                new.update(timeline.quads(state, self.names))
                if state.until is None:
                    new.add(Quad(NamedNode(state.agent), CONTROLS, node))
            new.update(disputes.rivals(told, self.related, self.names))
            if not self.fresh:
                old.update(self.data.quads_for_pattern(None, CONTROLS, node))
                old.update(self.at(node))
        self.swap(old, new)

    def at(self, place: NamedNode) -> Iterator[Quad]:
        """The control states and rival disputes of a place, whole, with the links from the claims."""
        kinds = f"FILTER(?c IN ({v.STATE}, {v.DISPUTE}))"
        rows = self.data.query(f"SELECT ?x WHERE {{ ?x {v.PLACE} {place} ; a ?c {kinds} }}")
        for node in sorted(_iri(row[0]) for row in cast(ox.QuerySolutions, rows)):
            yield from self.data.quads_for_pattern(NamedNode(node), None, None)
            yield from self.data.quads_for_pattern(None, v.ABOUT, NamedNode(node))

    def related(self, one: str, other: str) -> bool:
        """Whether one of two actors belongs to the other."""
        return other in self.above(one) or one in self.above(other)

    def above(self, actor: str) -> frozenset[str]:
        """All that an actor belongs to, by accepted membership."""
        if actor not in self.sides:
            self.sides[actor] = _reached(
                actor, lambda a: [_iri(q.object) for q in self.data.quads_for_pattern(NamedNode(a), MEMBER_OF, None)]
            )
        return self.sides[actor]

    def below(self, actor: str) -> frozenset[str]:
        """An actor and all that belong to it, by accepted membership."""
        return _reached(actor, lambda a: [_iri(q.subject) for q in self.data.quads_for_pattern(None, MEMBER_OF, NamedNode(a))]) | {actor}

    def types(self, node: str) -> frozenset[str]:
        """The classes of an entity."""
        return frozenset(_iri(q.object) for q in self.data.quads_for_pattern(NamedNode(node), v.TYPE, None))

    def entities(self, nodes: Sequence[str]) -> None:
        """Bring the plain properties of these entities up to date; without a description left, they go."""
        old: set[Quad] = set()
        new: set[Quad] = set()
        for iri in nodes:
            node = NamedNode(iri)
            described = [
                rdf.read_description(self.names.entity_id(iri), cast(Literal, value.object).value)
                for link in self.data.quads_for_pattern(None, v.DESCRIPTION_OF, node)
                for value in self.data.quads_for_pattern(link.subject, v.VALUE, None)
            ]
            if described:
                new.update(entities.quads(entities.merge(sorted(described, key=repr)), self.names))
            for quad in () if self.fresh else self.data.quads_for_pattern(node, None, None):
                if not _is_relation(quad):
                    old.add(quad)
                if quad.predicate == v.HAS_GEOMETRY:
                    old.update(self.data.quads_for_pattern(cast(NamedNode, quad.object), None, None))
        # A point that another entity still lies at stays.
        touched = set(nodes)
        for quad in [q for q in old - new if q.predicate == v.AS_WKT]:
            users = {_iri(q.subject) for q in self.data.quads_for_pattern(None, v.HAS_GEOMETRY, quad.subject)}
            if users - touched:
                old.difference_update(list(self.data.quads_for_pattern(quad.subject, None, None)))
        self.swap(old, new)

    def swap(self, old: set[Quad], new: set[Quad]) -> None:
        """Replace derived triples, writing only what differs."""
        swap_many(self.data, old - new, new - old)


def _reached(start: str, steps: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """All that one or more steps lead to."""
    seen: set[str] = set()
    todo = [start]
    while todo:
        for node in steps(todo.pop()):
            if node not in seen:
                seen.add(node)
                todo.append(node)
    return frozenset(seen)


def _joined(one: Claims, other: Claims) -> dict[str, dict[str, Triple]]:
    """All claims of both, by proposition."""
    return {p: {**one.get(p, {}), **other.get(p, {})} for p in [*one, *(p for p in other if p not in one)]}


def _is_relation(quad: Quad) -> bool:
    iri = quad.predicate.value
    return iri.startswith(KG) and iri.removeprefix(KG) in ontology().relations


def _batches(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
