"""Keeping what follows from the claims current: entities, accepted triples, events, control states, disputes.

All of it lies in the default graph, so that ``?x kg:controls ?y`` stays that simple, and can still be told from what
reports say: only here do relations stand between entities, and events, states and disputes have classes of their own.
After a change only what it touches is made anew; a rebuild drops everything and makes it from all claims. A mark in the
store, set and cleared by the same transactions, says that this is not done yet; whoever next opens the store for writing
does it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from kg.graph import entities, rules
from kg.graph import vocabulary as v
from kg.graph.derivation import AT_PLACES, Derivation, Triple
from kg.graph.memory import Memory
from kg.graph.names import Names, term
from kg.graph.sides import MEMBER_OF
from kg.graph.told import Told, told_all
from kg.graph.transaction import AT_ONCE, Sink, swap
from kg.graph.updating import Update, iri, is_relation, joined, note
from kg.ontology import KG
from kg.ontology import load as ontology

_FOUND_BY = {v.TYPE: 1, v.PREF_LABEL: 2}
"""What nodes are found by goes last, so that one which was half taken out is found again."""


def change(data: ox.Store, names: Names, policy: str, *, gone: set[Quad], come: set[Quad], memory: Memory) -> None:
    """Take `gone` out and put `come` in, and make anew what follows from it."""
    mark = pending(names, v.ABOUT)
    nodes = sorted({q.subject.value for q in gone | come if isinstance(q.subject, NamedNode)})
    said: dict[str, dict[str, Triple]] = defaultdict(dict)
    note(data, nodes, said)
    memory.forget(nodes)
    before = {claim for claims in said.values() for claim in claims}
    swap(data, gone, {*come, mark})
    now: dict[str, dict[str, Triple]] = defaultdict(dict)
    note(data, nodes, now)
    after = {claim for claims in now.values() for claim in claims}
    said = joined(said, now)
    # From whom a report has its news bears on the origins of what it claims, and of what it is a copy of.
    retold = {iri(q.subject) for q in gone | come if q.predicate in (v.AGENCY, v.COPY_OF)}
    retold |= {iri(q.object) for q in gone | come if q.predicate == v.COPY_OF}
    others: dict[str, dict[str, Triple]] = defaultdict(dict)
    for report in sorted(retold):
        note(data, [iri(q.subject) for q in data.quads_for_pattern(None, v.DERIVED_FROM, NamedNode(report))], others)
    # What an entity is follows from the wordings that describe it, whoever uses them.
    about = {iri(q.object) for q in gone | come if q.predicate == v.DESCRIPTION_OF}
    Update(data, names, policy, memory, fresh=after - before, lost=before - after).run(joined(said, others), about)
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
    nodes = {iri(q.subject) for cls in made for q in data.quads_for_pattern(None, v.TYPE, cls)}
    # Entities by their names and not by their descriptions: of these the last may just have gone.
    nodes |= {iri(q.subject) for q in data.quads_for_pattern(None, v.PREF_LABEL, None)}
    for node in sorted(nodes):
        said = [q for q in data.quads_for_pattern(NamedNode(node), None, None) if not is_relation(q)]
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
        for name in sorted({iri(q.object) for q in data.quads_for_pattern(None, v.DESCRIPTION_OF, None)}):
            entity = derivation.entity(name)
            if entity is not None:
                types[name] = kinds.setdefault(
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
