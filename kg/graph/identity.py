"""Who is who in a store: every entity goes by one id in every report, and what the reports' own names gave stays known.

A report's claims keep the ids that its own names give (``kg:subjectReadAs`` and so on) beside those they go by, so that
what made two names one can be taken back. What somebody decided stands in the store's file of judgements, which people
read, edit and keep in git.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

from pyoxigraph import Literal, NamedNode

from kg.errors import JudgementError, OutputError
from kg.graph import entities
from kg.graph import vocabulary as v
from kg.graph.change import Change
from kg.graph.described import first, read_description, read_document, values
from kg.graph.names import term
from kg.graph.store import Store
from kg.records import Argument, Claim, Entity, digest
from kg.resolve import Judgements, Merge, Plan, Survey, add_judgement, read_judgements
from kg.resolve.names import NAMED, OFFICES, keys, renamed

FILE = "judgements.tsv"
SETTLED = "settled.txt"
"""Says, in a store's folder, by which judgements everything was settled; not there while that is being changed."""


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


def plan(store: Store, decided: Judgements) -> Plan:
    """What every entity is to be called, by what all reports say and what was decided."""
    return _surveyed(store, list(namings(store))).plan(decided)


def current(store: Store) -> Callable[[Claim], Claim]:
    """What gives the claims of a report that comes in the ids that the store's entities go by now, so that a report which
    is there already changes nothing. What it changes in who is who, :func:`settle` finds.
    """
    data, names = store.data, store.names

    @lru_cache(maxsize=4096)
    def within(document: str) -> dict[str, str]:
        links = data.quads_for_pattern(names.report(document), v.DESCRIBES, None)
        return {n.own: n.entity.id for link in links if (n := _naming(store, document, cast(NamedNode, link.object)))}

    @lru_cache(maxsize=65536)
    def everywhere(own: str) -> str:
        node = names.entity(own)
        ids = {
            cast(NamedNode, quad.object).value
            for link in data.quads_for_pattern(None, v.READ_AS, node)
            for quad in data.quads_for_pattern(link.subject, v.DESCRIPTION_OF, None)
        }
        return names.entity_id(ids.pop()) if len(ids) == 1 and not _by_its_own(store, node) else own

    def id_of(document: str, argument: Argument) -> str:
        return within(document).get(argument.read_as) or everywhere(argument.read_as)

    return lambda claim: renamed(claim, id_of)


def settle(store: Store, decided: Judgements, touched: Iterable[str] | None = None) -> tuple[Merge, ...]:
    """Give every entity of the store one id, in every report of it; returns what goes by another id than its own.

    With `touched`, ids that reports' own names give, only these are looked at and what shares a name or a judgement with
    them, which comes to the same where everything else was settled before. Each report that changes is one transaction.
    Settling again changes nothing.
    """
    begin(store)
    if touched is None:
        found, only = list(namings(store)), None
    else:
        found = _together(store, set(touched), decided)
        only = {naming.own for naming in found}
    settled = _surveyed(store, found, every=only is None).plan(decided)
    stale = {n.document for n in found if settled.id_of(n.document, n.own) != n.entity.id}
    for document in sorted(stale):
        said = tuple(settled.apply(claim, only) for claim in store.claims(document))
        store.add(read_document(document, values(store.data, store.names.report(document)), store.names), said)
    _finish(store)
    return settled.merges


def remove(store: Store, documents: Iterable[str]) -> list[Change]:
    """Take reports out, and settle again who is who without them. Raises as :meth:`Store.remove`."""
    decided, settled, changes = judgements(store), begin(store), []
    touched: set[str] = set()
    for document in documents:
        links = store.data.quads_for_pattern(store.names.report(document), v.DESCRIBES, None)
        touched |= {n.own for link in links if (n := _naming(store, document, cast(NamedNode, link.object)))}
        changes.append(store.remove(document))
    settle(store, decided, nameable(touched, decided) if settled else None)
    return changes


def nameable(ids: Iterable[str], decided: Judgements) -> set[str]:
    """Those of the reports' own `ids` that may go by another: made of a name alone, or judged."""
    judged = {id.partition("@")[0] for entry in decided.entries for id in (entry.left, entry.right)}
    return {id for id in ids if id.startswith(NAMED) or id in judged}


def begin(store: Store) -> bool:
    """Note that who is who is about to change, to be settled at the end; returns whether all was settled before.

    It was not where an earlier change was cut short, or where somebody edited the judgements: then everything is to be
    looked at.
    """
    if store.path is None:
        return True
    mark = store.path / SETTLED
    try:
        settled = mark.read_text("ascii") == _state(store)
    except (OSError, UnicodeDecodeError):
        settled = not any(store.quads())
    mark.unlink(missing_ok=True)
    return settled


def _finish(store: Store) -> None:
    if store.path is not None:
        try:
            # Half a mark, or one that a crash takes away, only means looking at everything once more.
            (store.path / SETTLED).write_text(_state(store), encoding="ascii")
        except OSError as error:
            raise OutputError(f"'{store.path}': the store cannot be written ({error.strerror}).") from None


def _state(store: Store) -> str:
    return digest(*((e.verdict, e.left, e.right) for e in judgements(store).entries))


def _together(store: Store, own: set[str], decided: Judgements) -> list[Naming]:
    """All uses of these ids, and of those that share a name or a judgement with them, directly or by others."""
    data, names = store.data, store.names
    judged = {id.partition("@")[0]: key for key, ids in decided.groups().items() for id in ids}
    members: dict[str, set[str]] = defaultdict(set)
    for id, key in judged.items():
        members[key].add(id)
    todo, met, seen = set(own), set(own), set[str]()
    found: dict[tuple[str, str], Naming] = {}
    while todo:
        id = todo.pop()
        node = names.entity(id)
        linked = {q.subject for p in (v.READ_AS, v.DESCRIPTION_OF) for q in data.quads_for_pattern(None, p, node)}
        more = set(members.get(judged.get(id, ""), ()))
        for description in sorted(linked, key=str):
            for link in data.quads_for_pattern(None, v.DESCRIBES, description):
                report = names.report_id(cast(NamedNode, link.subject).value)
                naming = _naming(store, report, cast(NamedNode, description))
                if naming is None:
                    continue
                found[report, naming.own] = naming
                more |= {naming.own, naming.entity.id}
                for key in keys(naming.own, naming.entity) - seen:
                    seen.add(key)
                    for other in data.quads_for_pattern(None, v.NAME_KEY, v.text(key)):
                        said = values(data, cast(NamedNode, other.subject))
                        more.add(names.entity_id(first(said, v.READ_AS) or first(said, v.DESCRIPTION_OF) or ""))
        more = nameable(more, decided) - met
        todo |= more
        met |= more
    return [found[key] for key in sorted(found)]


def _naming(store: Store, document: str, description: NamedNode) -> Naming | None:
    said = values(store.data, description)
    iri, value, own = (first(said, prop) for prop in (v.DESCRIPTION_OF, v.VALUE, v.READ_AS))
    if iri is None or value is None:
        return None
    return Naming(document, store.names.entity_id(own or iri), read_description(store.names.entity_id(iri), value))


def _by_its_own(store: Store, node: NamedNode) -> bool:
    """Whether some report's use of an id goes by that id."""
    links = store.data.quads_for_pattern(None, v.DESCRIPTION_OF, node)
    return any(not any(store.data.quads_for_pattern(link.subject, v.READ_AS, None)) for link in links)


def _surveyed(store: Store, found: list[Naming], *, every: bool = True) -> Survey:
    """What the reports say of these entities; `every` says that they are all there are."""
    made = Survey()
    people: dict[tuple[str, str], Entity] = {}
    for naming in sorted(found, key=lambda n: (n.document, n.own)):
        made.note(naming.document, naming.own, naming.entity)
        people[naming.document, naming.own] = naming.entity
    offices = [term(relation) for relation in sorted(OFFICES)]
    if every:
        claims = [q.subject for relation in offices for q in store.data.quads_for_pattern(None, v.PREDICATE, relation)]
    else:
        holders = {n.entity.id for n in found if n.entity.type == "Person"}
        about = [q.subject for id in holders for q in store.data.quads_for_pattern(None, v.SUBJECT, store.names.entity(id))]
        claims = [c for c in about if any(q.object in offices for q in store.data.quads_for_pattern(c, v.PREDICATE, None))]
    for claim in claims:
        _office(store, cast(NamedNode, claim), people, made)
    return made


def _office(store: Store, claim: NamedNode, known: dict[tuple[str, str], Entity], made: Survey) -> None:
    said = values(store.data, claim)

    def own(prop: NamedNode, read_as: NamedNode) -> str:
        return store.names.entity_id((said.get(read_as.value) or said.get(prop.value) or [""])[0])

    if said.get(v.FACTUALITY.value) != [v.FACTUALITY_TERMS["CT+"].value] or v.DERIVED_FROM.value not in said:
        return
    document = store.names.report_id(said[v.DERIVED_FROM.value][0])
    person, body = own(v.SUBJECT, v.SUBJECT_READ_AS), own(v.OBJECT, v.OBJECT_READ_AS)
    holder = known.get((document, person))
    if holder is None:
        return
    held = known.get((document, body)) or _entity(store, document, body)
    if holder is not None and held is not None and holder.type == "Person":
        made.office(document, person, body, held)


def _entity(store: Store, document: str, own: str) -> Entity | None:
    """What a report says of the entity that goes by `own` in its own names."""
    node = store.names.entity(own)
    for prop in (v.READ_AS, v.DESCRIPTION_OF):
        for link in store.data.quads_for_pattern(None, prop, node):
            description = cast(NamedNode, link.subject)
            if any(store.data.quads_for_pattern(store.names.report(document), v.DESCRIBES, description)):
                naming = _naming(store, document, description)
                if naming is not None and naming.own == own:
                    return naming.entity
    return None
