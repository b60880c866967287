"""The store: an Oxigraph database, in memory or in a folder, with reports as its unit of change.

A lasting store is a folder: ``store.json`` (what it is, its version, its base IRI, its policy) and ``data/``
(Oxigraph's own files). One process writes at a time; Oxigraph's own lock keeps a second writer out, and readers go on
reading what was there when they opened. A report is added, replaced or removed in one transaction.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from pyoxigraph import NamedNode, Quad
from rdflib import Graph
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from kg.errors import OutputError, SourceError, StoreError
from kg.graph import accept, described, history, query, questions, rdf, rules, stamp
from kg.graph import vocabulary as v
from kg.graph.answers import Answer
from kg.graph.change import Change, compare
from kg.graph.memory import Memory
from kg.graph.names import BASE, Names
from kg.graph.told import Told, told_of
from kg.graph.transaction import Lines
from kg.ontology import PREFIXES
from kg.records import Claim, Document

KINDS = ("entity", "report", "claim", "mention", "proposition", "description", "event", "state", "dispute", "geometry")
"""The kinds of nodes, each with a folder of IRIs of its own (:class:`~kg.graph.names.Names`)."""
_WAITS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}


class Store:
    """A graph of reports and what they claim. Make one with :meth:`open` or :meth:`from_file`; use it in a ``with``."""

    def __init__(self, data: ox.Store, names: Names, *, path: Path | None = None, read_only: bool = False) -> None:
        self._data = data
        self.names = names
        self.path = path
        self.read_only = read_only
        self._policy = "default"
        self._memory = Memory()

    @classmethod
    def open(cls, path: Path | None = None, *, read_only: bool = False, base: str | None = None, policy: str | None = None) -> Store:
        """The store in the folder `path`, made if there is none; in memory, if `path` is None.

        `base` is the IRI that all nodes lie under, which a store keeps for good; `policy` is what is accepted as so (a
        file of ``ontology/rules/``), which :meth:`derive` changes. A store whose derived layer was made by other rules
        than the program's, or was left half made, is derived anew when it is opened for writing.

        Raises :class:`~kg.errors.StoreError` for a folder that is no store, a store of another version, a broken one,
        one that another process writes to, or one with another base or policy than given, and
        :class:`~kg.errors.OutputError` for a folder that cannot be written.
        """
        if path is None:
            store = cls(ox.Store(), Names(base or BASE))
            store._policy = rules.known_policy(policy or "default")
            return store
        found = stamp.read(path)
        if found is None:
            if read_only:
                raise StoreError(f"'{path}': there is no store here. 'kg build' or 'kg add' makes one.")
            found = stamp.create(path, Names(base or BASE), rules.known_policy(policy or "default"))
        if base is not None and base != found.base:
            raise StoreError(f"'{path}': this store's base IRI is {found.base}, not {base}; it cannot be changed.")
        if policy is not None and policy != found.policy:
            raise StoreError(f"'{path}': this store's policy is {found.policy}, not {policy}; deriving anew changes it.")
        store = cls(_open_data(path, read_only), Names(found.base), path=path, read_only=read_only)
        store._policy = found.policy
        if not read_only:
            accept.finish(store._data, store.names, store._policy)
            if found.rules != stamp.rules():
                store.derive()
        return store

    @classmethod
    def from_file(cls, path: Path, *, base: str | None = None) -> Store:
        """A store in memory with what a Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD file says, just as it is.

        What the file puts in named graphs is in the default graph as well, so that a query need not know of them.

        Raises :class:`~kg.errors.SourceError` for a file that is not there, has another suffix, or is not well formed.
        """
        form = FORMATS.get(path.suffix.lower())
        if form is None:
            raise SourceError(f"'{path}': '{path.suffix}' is no RDF suffix. Known: {', '.join(FORMATS)}.")
        store = cls(ox.Store(), Names(base or BASE))
        try:
            store._data.bulk_load(path=path, format=form, base_iri=path.resolve().as_uri())
            for graph in list(store._data.named_graphs()):
                store._data.update(f"ADD GRAPH {graph} TO DEFAULT")
        except SyntaxError as error:
            raise SourceError(f"{path}, line {error.lineno}: {error.msg}. Mend the file there.") from None
        except OSError as error:
            raise SourceError(f"'{path}': cannot be read ({error}).") from None
        return store

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None:
            self.close()
        else:  # what went wrong first is what the user is to see
            with suppress(OutputError):
                self.close()

    def __len__(self) -> int:
        return len(self._data)

    def close(self) -> None:
        """Let go of the folder. The store cannot be used afterwards."""
        data, self._data = self._data, ox.Store()
        if self.path is not None and not self.read_only:
            with _writing(self.path):
                data.flush()

    @property
    def data(self) -> ox.Store:
        """The Oxigraph store itself, for heavy work."""
        return self._data

    @property
    def policy(self) -> str:
        """What is accepted as so: the name of a policy of ``ontology/rules/``."""
        return self._policy

    @property
    def graph(self) -> Graph:
        """The store as an rdflib graph, which reads and writes the same triples."""
        graph = Graph(store=OxigraphStore(store=self._data), identifier=DATASET_DEFAULT_GRAPH_ID)
        for prefix, iri in self.prefixes().items():
            graph.bind(prefix, iri)
        return graph

    def prefixes(self) -> dict[str, str]:
        """The prefixes that this graph is written and asked with."""
        base = self.names.base
        return {**PREFIXES, "dc": v.DC, "sf": v.SF, **{kind: f"{base}{kind}/" for kind in KINDS}}

    def add(self, document: Document, claims: Iterable[Claim]) -> Change:
        """Put a report and its claims in, or replace what it said before; all of it or nothing.

        Raises :class:`~kg.errors.StoreError` for a claim whose evidence lies in another document.
        """
        said = self._own(document, claims)
        return self._replace(document.id, set(rdf.quads(document, said, self.names)), said)[0]

    def load(self, reports: Iterable[tuple[Document, Iterable[Claim]]]) -> int:
        """Put many reports in; returns how many were new or changed something.

        Into an empty store they go as one bulk load, all or nothing, which is many times faster than one by one.
        """
        self._writable()
        if len(self._data):
            return sum(self._changed(document, claims) for document, claims in reports)
        seen: set[str] = set()
        again: list[tuple[Document, list[Claim]]] = []
        all_told: list[Told] = []
        once: dict[str, str] = {}

        def lines() -> Iterator[str]:
            for document, claims in reports:
                said = self._own(document, claims)
                if document.id in seen:
                    again.append((document, said))
                    continue
                seen.add(document.id)
                all_told.extend(told_of(document, said, self.names, once))
                yield from rdf.lines(document, said, self.names)

        stream = Lines(lines())
        with _writing(self.path):
            try:
                accept.begin_load(self._data, self.names, self._policy)
                self._data.bulk_load(cast(BinaryIO, stream), format=ox.RdfFormat.N_TRIPLES)
                accept.end_load(self._data, self.names, self._policy, all_told)
            except BaseException as error:
                self._data.clear()
                # Oxigraph wraps what the reports' iterator raised; the user is to see that itself.
                raise stream.error or error from None
        return len(seen) + sum(self._changed(document, claims) for document, claims in again)

    def _changed(self, document: Document, claims: Iterable[Claim]) -> bool:
        said = self._own(document, claims)
        return self._replace(document.id, set(rdf.quads(document, said, self.names)), said)[1]

    def _own(self, document: Document, claims: Iterable[Claim]) -> list[Claim]:
        said = list(claims)
        for claim in said:
            if claim.evidence.document != document.id:
                raise StoreError(f"document '{document.id}': the claim {claim.id} has its evidence in '{claim.evidence.document}'.")
        return said

    def remove(self, document_id: str) -> Change:
        """Take a report out, with what only it supported.

        Raises :class:`~kg.errors.StoreError` for a report that is not in the store.
        """
        if not any(self._data.quads_for_pattern(self.names.report(document_id), v.TYPE, v.REPORT)):
            raise StoreError(f"report '{document_id}': the store has none of this id, so nothing was removed.")
        return self._replace(document_id, set(), [])[0]

    def _replace(self, document_id: str, new: set[Quad], said: list[Claim]) -> tuple[Change, bool]:
        """What became of the claims, and whether anything at all is other than before (a title, for one)."""
        self._writable()
        # Oxigraph keeps numbers and times as values: only what has been through a store can be compared with it.
        through = ox.Store()
        through.extend(new)
        new = set(through)
        old = set(self.report_quads(document_id))
        if new:
            new |= self._revisions(document_id, old, new)
        gone = old - new
        come = {quad for quad in new - old if quad not in self._data}  # what another report says too is there already
        if not gone and not come:
            return Change(document_id, kept=tuple(rdf.claims(self._data, self.names, document_id))), False
        before = list(rdf.claims(self._data, self.names, document_id)) if old else []
        with _writing(self.path), self._memory.unless_it_fails():
            accept.change(self._data, self.names, self._policy, gone=gone, come=come, memory=self._memory)
        return compare(document_id, before, said), True

    def _revisions(self, document_id: str, old: set[Quad], new: set[Quad]) -> set[Quad]:
        """The traces of a report's earlier texts: a node for each, named by its digest, with its day."""
        report = self.names.report(document_id)
        links = {q for q in old if q.predicate == v.REVISION_OF}
        traces = links | {q for q in old if q.subject in {link.object for link in links}}
        texts = [{cast(ox.Literal, q.object).value for q in quads if q.predicate == v.IS_STRING} for quads in (old, new)]
        if texts[0] and texts[0] != texts[1]:
            node = self.names.revision(document_id, min(texts[0]))
            traces |= {Quad(report, v.REVISION_OF, node), Quad(node, v.TYPE, v.REVISION)}
            traces |= {Quad(node, v.PUBLISHED, q.object) for q in old if q.predicate == v.PUBLISHED and q.subject == report}
        return traces

    def report_quads(self, document_id: str) -> Iterator[Quad]:
        """All triples that are there because of this report, and of no other."""
        report = self.names.report(document_id)
        yield from self._data.quads_for_pattern(report, None, None)
        for earlier in self._data.quads_for_pattern(report, v.REVISION_OF, None):
            yield from self._data.quads_for_pattern(cast(NamedNode, earlier.object), None, None)
        nodes = [q.subject for p in (v.DERIVED_FROM, v.CONTEXT) for q in self._data.quads_for_pattern(None, p, report)]
        for link in self._data.quads_for_pattern(report, v.DESCRIBES, None):
            users = self._data.quads_for_pattern(None, v.DESCRIBES, cast(NamedNode, link.object))
            if all(user.subject == report for user in users):
                nodes.append(cast(NamedNode, link.object))
        for node in nodes:
            yield from (q for q in self._data.quads_for_pattern(node, None, None) if q.predicate not in v.DERIVED_OF_CLAIMS)

    def derive(self, policy: str | None = None) -> None:
        """Make everything that follows from the claims anew: entities, accepted triples, control states, disputes."""
        self._writable()
        policy = policy or self._policy
        self._memory.clear()
        with _writing(self.path):
            accept.derive(self._data, self.names, policy)
            self._policy = policy
            if self.path is not None:
                stamp.write(self.path, stamp.Stamp(self.names.base, policy, stamp.rules()))

    def query(self, text: str, *, timeout: float | None = None, limit: int | None = None) -> Answer:
        """The answer to a SPARQL query; see :func:`kg.graph.query.run`."""
        return query.run(self._data, text, self._asking(), timeout=timeout, limit=limit)

    def ask(
        self,
        question: str,
        parameters: Mapping[str, str] | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> Answer:
        """The answer to a named question; see :func:`kg.graph.questions.ask`."""
        return questions.ask(self._data, self.names, self._asking(), question, parameters, timeout=timeout, limit=limit)

    def control(self, *, on: date | None = None, known: date | None = None, place: str | None = None, actor: str | None = None) -> Answer:
        """Who held what on a day, as it was known on another; see :func:`kg.graph.history.control`."""
        return history.control(self._data, self.names, self._policy, on=on, known=known, place=place, actor=actor)

    def _asking(self) -> dict[str, str]:
        """The prefixes that a query may use: the graph's, and those of Oxigraph's GeoSPARQL functions and units."""
        return {**self.prefixes(), "geof": v.GEOF, "uom": v.UOM}

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """The names of those of `iris` that have one, by IRI."""
        found: dict[str, str] = {}
        for iri in iris:
            for quad in self._data.quads_for_pattern(NamedNode(iri), v.PREF_LABEL, None):
                found[iri] = cast(ox.Literal, quad.object).value
        return found

    def under(self, policy: str) -> Store:
        """A copy in memory with everything derived under another policy."""
        rules.known_policy(policy)
        copy = Store(ox.Store(), self.names)
        copy._policy = policy
        copy._data.bulk_load(
            self._data.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b"", format=ox.RdfFormat.N_TRIPLES
        )
        accept.derive(copy._data, self.names, policy)
        return copy

    def diff(self, document: Document, claims: Iterable[Claim]) -> Change:
        """What :meth:`add` would change, without changing it."""
        return compare(document.id, self.claims(document.id), self._own(document, claims))

    def claims(self, document_id: str | None = None) -> Iterator[Claim]:
        """The claims, by report and place in its text; of one report, if given."""
        return rdf.claims(self._data, self.names, document_id)

    def documents(self) -> Iterator[Document]:
        """The reports, by IRI."""
        return rdf.documents(self._data, self.names)

    def document(self, document_id: str) -> Document | None:
        """The report with this id; None if the store has none."""
        node = self.names.report(document_id)
        if not any(self._data.quads_for_pattern(node, v.TYPE, v.REPORT)):
            return None
        return described.read_document(document_id, described.values(self._data, node), self.names)

    def pages(self) -> dict[str, tuple[int, ...]]:
        """Where the pages of a report begin, by its id, for reports that have pages."""
        found = self._data.quads_for_pattern(None, v.PAGES, None)
        return {self.names.report_id(cast(NamedNode, q.subject).value): tuple(json.loads(cast(ox.Literal, q.object).value)) for q in found}

    def document_ids(self) -> Iterator[str]:
        """The ids of the reports, in no order."""
        for quad in self._data.quads_for_pattern(None, v.TYPE, v.REPORT):
            yield self.names.report_id(cast(NamedNode, quad.subject).value)

    def quads(self) -> Iterator[Quad]:
        """All triples, as quads of the default graph, in no order."""
        return self._data.quads_for_pattern(None, None, None, ox.DefaultGraph())

    def _writable(self) -> None:
        if self.read_only:
            raise StoreError(f"'{self.path}': the store was opened for reading only.")


@contextmanager
def _writing(path: Path | None) -> Iterator[None]:
    """Turns what the disk says into our own error."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"'{path}': the store cannot be written ({error}). Free some space and try again.") from error


def _open_data(path: Path, read_only: bool) -> ox.Store:
    data = str(path / "data")
    for wait in (*_WAITS, None):
        try:
            return ox.Store.read_only(data) if read_only else ox.Store(data)
        except (OSError, RuntimeError) as error:
            if "lock" in str(error).lower():
                raise StoreError(f"'{path}': another process writes to this store; try again later.") from None
            # A writer may tidy a file away between a reader's reading the list of files and opening them.
            if not read_only or wait is None:
                raise StoreError(f"'{path}': the store is broken or half copied ({error}); restore it.") from None
            time.sleep(wait)
    raise AssertionError
