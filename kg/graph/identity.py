"""Who is who in a store: every entity goes by one id in every report, and what the reports' own names gave stays known.

A report's claims keep the ids that its own names give (``kg:subjectReadAs`` and so on) beside those they go by, so that
what made two names one can be taken back. What somebody decided stands in the store's file of judgements, which people
read, edit and keep in git.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pyoxigraph import Literal, NamedNode

from kg.errors import JudgementError
from kg.graph import entities
from kg.graph import vocabulary as v
from kg.graph.described import read_description, read_document, values
from kg.graph.names import term
from kg.graph.store import Store
from kg.records import Entity
from kg.resolve import Judgements, Merge, Plan, Survey, add_judgement, read_judgements
from kg.resolve.names import OFFICES

FILE = "judgements.tsv"


@dataclass(frozen=True, slots=True)
class Naming:
    """That a report speaks of an entity: by the id `own` that its names give, and by the id that it goes by now."""

    document: str
    own: str
    entity: Entity


@dataclass(frozen=True, slots=True)
class Known:
    """An entity as all reports together describe it, the ids of their own names for it, and the reports that speak of it."""

    entity: Entity
    own: tuple[str, ...]
    documents: tuple[str, ...]


def judgement_file(store: Store) -> Path:
    """The store's own file of judgements. Raises :class:`~kg.errors.JudgementError` for a store that lies in no folder."""
    if store.path is None:
        raise JudgementError("a graph in memory keeps no judgements; give --judgements FILE, or use a store.")
    return store.path / FILE


def judgements(store: Store) -> Judgements:
    """What was decided about the entities of this store. Raises :class:`~kg.errors.JudgementError` for a broken file."""
    file = None if store.path is None else store.path / FILE
    return read_judgements(file) if file is not None and file.exists() else Judgements(name=str(file or FILE))


def remember(store: Store, given: Judgements) -> Judgements:
    """The store's judgements with those of `given` that it lacks, which it keeps from now on.

    Raises :class:`~kg.errors.JudgementError` where they contradict each other, and leaves the file as it was.
    """
    known = judgements(store)
    if store.path is None:
        return given
    said = {(entry.verdict, entry.left, entry.right) for entry in known.entries}
    new = [entry for entry in given.entries if (entry.verdict, entry.left, entry.right) not in said]
    return add_judgement(judgement_file(store), *new) if new else known


def namings(store: Store) -> Iterator[Naming]:
    """Every entity of every report, in no order."""
    data, names = store.data, store.names
    described: dict[NamedNode, tuple[str, Entity]] = {}
    own = {q.subject: cast(NamedNode, q.object).value for q in data.quads_for_pattern(None, v.READ_AS, None)}
    of = {q.subject: cast(NamedNode, q.object).value for q in data.quads_for_pattern(None, v.DESCRIPTION_OF, None)}
    for quad in data.quads_for_pattern(None, v.VALUE, None):
        if (iri := of.get(quad.subject)) is not None:
            node = cast(NamedNode, quad.subject)
            entity = read_description(names.entity_id(iri), cast(Literal, quad.object).value)
            described[node] = (names.entity_id(own.get(node, iri)), entity)
    reports: dict[str, str] = {}
    for quad in data.quads_for_pattern(None, v.DESCRIBES, None):
        found = described.get(cast(NamedNode, quad.object))
        if found is not None:
            report = cast(NamedNode, quad.subject).value
            yield Naming(reports.setdefault(report, names.report_id(report)), *found)


def known(store: Store) -> list[Known]:
    """All entities, those first that most reports speak of."""
    by_id: dict[str, list[Naming]] = defaultdict(list)
    for naming in namings(store):
        by_id[naming.entity.id].append(naming)
    found = [
        Known(
            entities.merge([n.entity for n in sorted(said, key=lambda n: (n.document, n.own))]),
            tuple(sorted({n.own for n in said})),
            tuple(sorted({n.document for n in said})),
        )
        for said in by_id.values()
    ]
    return sorted(found, key=lambda k: (-len(k.documents), k.entity.id))


def survey(store: Store) -> Survey:
    """What all reports of the store say of the entities, by the ids of their own names."""
    return _surveyed(store, list(namings(store)))


def plan(store: Store, decided: Judgements) -> Plan:
    """What every entity is to be called, by what all reports say and what was decided."""
    return survey(store).plan(decided)


def settle(store: Store, decided: Judgements) -> tuple[Merge, ...]:
    """Give every entity of the store one id, in every report of it; returns what goes by another id than its own.

    Each report that changes is one transaction. Settling again changes nothing.
    """
    found = list(namings(store))
    settled = _surveyed(store, found).plan(decided)
    stale = {n.document for n in found if settled.id_of(n.document, n.own) != n.entity.id}
    for document in sorted(stale):
        said = tuple(map(settled.apply, store.claims(document)))
        store.add(read_document(document, values(store.data, store.names.report(document)), store.names), said)
    return settled.merges


def _surveyed(store: Store, found: list[Naming]) -> Survey:
    made = Survey()
    people: dict[tuple[str, str], Entity] = {}
    for naming in sorted(found, key=lambda n: (n.document, n.own)):
        made.note(naming.document, naming.own, naming.entity)
        people[naming.document, naming.own] = naming.entity
    for relation in sorted(OFFICES):
        for quad in store.data.quads_for_pattern(None, v.PREDICATE, term(relation)):
            _office(store, cast(NamedNode, quad.subject), people, made)
    return made


def _office(store: Store, claim: NamedNode, known: dict[tuple[str, str], Entity], made: Survey) -> None:
    said = values(store.data, claim)

    def own(prop: NamedNode, read_as: NamedNode) -> str:
        return store.names.entity_id((said.get(read_as.value) or said.get(prop.value) or [""])[0])

    if said.get(v.FACTUALITY.value) != [v.FACTUALITY_TERMS["CT+"].value] or v.DERIVED_FROM.value not in said:
        return
    document = store.names.report_id(said[v.DERIVED_FROM.value][0])
    person, body = own(v.SUBJECT, v.SUBJECT_READ_AS), own(v.OBJECT, v.OBJECT_READ_AS)
    holder, held = known.get((document, person)), known.get((document, body))
    if holder is not None and held is not None and holder.type == "Person":
        made.office(document, person, body, held)
