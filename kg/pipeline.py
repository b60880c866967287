"""The one file that knows the order of the stages: sources, reading, extraction, resolution, graph, exports."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from kg import __version__, export, intake, output
from kg import ontology as ontologies
from kg.errors import DatelineError
from kg.graph import identity
from kg.graph.change import Change, compare
from kg.graph.store import Store
from kg.journal import Journal
from kg.later import Later
from kg.records import Claim, Document, Reading, digest
from kg.repeats import NAME as SEEN
from kg.repeats import Seen
from kg.resolve import Judgements, Merge, Survey, as_called
from kg.run import Entry, Outcome, Run
from kg.sources import Failure, Options
from kg.workers import spread

if TYPE_CHECKING:
    from kg.extract import Extractor
    from kg.reading.reader import Reader

EXPORTS = ("jsonl", "turtle", "trig")
EXTRACTORS = ("frames",)
_BATCH_DOCUMENTS = 16
_BATCH_CHARACTERS = 60_000

Progress = Callable[[Entry | Failure], None]


@dataclass(frozen=True)
class Plan:
    """How reports are read and claims found; the same for every command.

    `workers` processes share the reading. `limit` is the most reports to read, `since` leaves out those published
    before it, and `fail_fast` stops at the first failure. `model` names a spaCy model other than the packaged one.
    `identify` gives a report that was read the id that it is to have, or says why there is none; with `only`, reports
    of other ids are left out.
    """

    options: Options = field(default_factory=Options)
    extractors: tuple[str, ...] = EXTRACTORS
    judgements: Judgements = field(default_factory=Judgements)
    workers: int = 1
    limit: int | None = None
    since: date | None = None
    fail_fast: bool = False
    model: str | None = None
    identify: Callable[[Document], Document | Failure] | None = None
    only: Container[str] | None = None


def build(
    sources: Sequence[str],
    out: str | Path,
    plan: Plan | None = None,
    *,
    exports: Sequence[str] = EXPORTS,
    view: bool = True,
    base: str | None = None,
    redact: Sequence[str] = (),
    progress: Progress | None = None,
) -> Run:
    """Read `sources` and write their graph into the folder `out`: the `exports`, ``graph.html`` and ``report.md``.

    What cannot be read is in the run's report, and the rest is built. Ctrl-C ends the reading early and what is done is
    written. A build that was stopped or killed goes on where it was when the same is built again. `redact` takes names out
    of everything that is written, as :func:`open_graph` does. Raises :class:`~kg.errors.OutputError` for a folder that
    cannot be written, before anything is read, and :class:`~kg.errors.PartError` for an unknown reader, extractor or
    exporter.
    """
    from kg.view import page
    from kg.view.redact import redacted

    plan, out = plan or Plan(), Path(out)
    writers = [export.load(name) for name in exports]
    output.folder(out)
    started = time.perf_counter()
    journal = Journal(out, _basis(plan))
    later = Later(out, anew=True) if not redact else None
    gathered = _gather(sources, plan, progress, journal, later)
    seconds = {"reading and extraction": time.perf_counter() - started}
    outcomes, changes, replaced = intake.newest(gathered.outcomes)
    outcomes, merges = _resolved(outcomes, plan.judgements)
    with Store.open(base=base) as whole:
        started = time.perf_counter()
        for outcome in outcomes:
            whole.add(outcome.document, outcome.claims)
        store = redacted(whole, redact) if redact else whole
        if redact:
            shown = {d.id: d for d in store.documents()}
            outcomes = [replace(outcome, document=shown[outcome.document.id]) for outcome in outcomes]
            merges, changes = (), ()  # they tell who is who, and quote
        seconds["graph"] = time.perf_counter() - started
        started = time.perf_counter()
        files = [writer.save(store, out) for writer in writers]
        if view:
            files.append(str(out / "graph.html"))
            with output.replacing(out / "graph.html") as stream:
                stream.write(page.render(store.claims(), store.documents()).encode("utf-8"))
        seconds["exports and view"] = time.perf_counter() - started
    run = Run(
        read=tuple(map(Entry.of, outcomes)),
        failures=(*gathered.failures, *replaced),
        merges=merges,
        changes=changes,
        files=(*files, *(later.files if later else ()), str(out / "report.md")),
        seconds=seconds,
        interrupted=gathered.interrupted,
    )
    with output.replacing(out / "report.md") as stream:
        stream.write(run.markdown().encode("utf-8"))
    journal.close(finished=not run.interrupted)
    return run


def add(sources: Sequence[str], store: Store, plan: Plan | None = None, *, progress: Progress | None = None) -> Run:
    """Read `sources` into a lasting store: what is there already adds nothing, a changed report replaces its claims.

    Each report is one transaction; Ctrl-C leaves those that are done in the store. The store keeps the plan's
    judgements. Raises :class:`~kg.errors.StoreError` where the store cannot be written, and
    :class:`~kg.errors.JudgementError` for judgements that contradict those that it keeps.
    """
    plan = plan or Plan()
    started = time.perf_counter()
    decided = identity.remember(store, plan.judgements)
    settled, called = identity.begin(store), identity.current(store)
    entries: list[Entry] = []
    failures: list[Failure] = []
    changes: dict[str, Change] = {}
    before: dict[str, list[Claim]] = {}
    interrupted = False
    later = Later(store.path, anew=False) if store.path else None
    seen = Seen(store.path / SEEN if store.path else None)
    seen.match(store.document_ids(), store.document)
    try:
        for outcome in read_claims(sources, plan, seen=seen):
            if isinstance(outcome, Failure):
                failures.append(later.keep(outcome) if later else outcome)
            else:
                document = outcome.document
                said = list(store.claims(document.id))
                changes[document.id] = store.add(document, map(called, outcome.claims))
                if changes[document.id]:
                    before[document.id] = said
                entries.append(Entry.of(outcome))
            if progress:
                progress(outcome if isinstance(outcome, Failure) else entries[-1])
        seen.keep()
    except KeyboardInterrupt:
        interrupted = True
    finally:
        seen.close()
    known = {a.read_as for id, said in before.items() for claim in (*said, *store.claims(id)) for a in claim.arguments}
    merges = identity.settle(store, decided, identity.nameable(known, decided) if settled else None)
    # What names were made one with belongs to the change: a report that comes again unchanged has changed nothing.
    changes |= {id: compare(id, said, store.claims(id)) for id, said in before.items()}
    return Run(
        read=tuple(entries),
        failures=tuple(failures),
        merges=merges,
        changes=tuple(changes.values()),
        files=later.files if later else (),
        seconds={"all": time.perf_counter() - started},
        interrupted=interrupted,
    )


def read(sources: Iterable[str], plan: Plan | None = None, seen: Seen | None = None) -> Iterator[Document | Failure]:
    """The reports of `sources`, each once; a repeat, or one that is older than `plan.since`, is a Failure.

    `seen` is what was read before, beside these. The newer version of a report comes with the older one's id.
    """
    plan = plan or Plan()
    return intake.read(sources, plan.options, seen, since=plan.since, limit=plan.limit, identify=plan.identify, only=plan.only)


def read_claims(
    sources: Iterable[str], plan: Plan, journal: Journal | None = None, seen: Seen | None = None
) -> Iterator[Outcome | Failure]:
    """The reports of `sources` with their claims, in order; inputs that failed stand where they came.

    What the `journal` has is not read again, and what is read is noted there.
    """
    aside: list[tuple[int, Failure]] = []
    batches = _batches(read(sources, plan, seen), aside)
    number = 0
    for done in _done(batches, plan, journal):
        for outcome in done:
            yield from _due(aside, number)
            number += 1
            yield outcome
            if plan.fail_fast and isinstance(outcome, Failure) and not outcome.skipped:
                return
        yield from _due(aside, number)
        if plan.fail_fast and any(not failure.skipped for _, failure in aside):
            break
    yield from (failure for _, failure in aside)


def claims(sources: Iterable[str], plan: Plan | None = None) -> Iterator[Claim]:
    """The claims of `sources`, in order, with nothing written; what cannot be read is passed over.

    Ids are those of the extractors: names are not yet made one across reports.
    """
    for outcome in read_claims(sources, plan or Plan()):
        if isinstance(outcome, Outcome):
            yield from outcome.claims


def annotate(sources: Iterable[str], plan: Plan | None = None) -> Iterator[Reading | Failure]:
    """The readings of `sources`, with all layers."""
    plan = plan or Plan()
    reader: Reader | None = None
    for document in read(sources, plan):
        if isinstance(document, Failure):
            yield document
            continue
        reader = reader or _reader(plan.model)
        try:
            yield from list(reader.read([document]))
        except (DatelineError, MemoryError, RecursionError) as error:
            yield _failure(document, error)


def open_graph(path: str | Path | None = None, *, read_only: bool = True, redact: Sequence[str] = ()) -> Store:
    """The graph in a store's folder, in the folder that a build wrote, or in an RDF file; an empty one for None.

    With `redact` (classes, and ids or labels of entities), a copy in memory from which these names are taken out.

    Raises :class:`~kg.errors.StoreError` or :class:`~kg.errors.SourceError` for what is none of these, and
    :class:`~kg.errors.OntologyError` for a word of `redact` that names nothing here.
    """
    if redact:
        from kg.view.redact import redacted

        with open_graph(path) as store:
            return redacted(store, redact)
    if path is None:
        return Store.open()
    path = Path(path)
    built = path / "graph.ttl"
    if path.is_file() or (path.is_dir() and built.is_file() and not (path / "store.json").exists()):
        return Store.from_file(path if path.is_file() else built)
    return Store.open(path, read_only=read_only)


@dataclass
class _Gathered:
    outcomes: list[Outcome]
    failures: list[Failure]
    interrupted: bool = False


def _gather(sources: Sequence[str], plan: Plan, progress: Progress | None, journal: Journal, later: Later | None) -> _Gathered:
    found = _Gathered([], [])
    try:
        for outcome in read_claims(sources, plan, journal):
            if isinstance(outcome, Failure):
                found.failures.append(later.keep(outcome) if later else outcome)
            else:
                found.outcomes.append(outcome)
            if progress:
                progress(outcome if isinstance(outcome, Failure) else Entry.of(outcome))
    except KeyboardInterrupt:
        found.interrupted = True
    return found


def _resolved(outcomes: list[Outcome], judgements: Judgements) -> tuple[list[Outcome], tuple[Merge, ...]]:
    survey = Survey()
    for outcome in outcomes:
        for claim in outcome.claims:
            survey.add(claim)
    plan = survey.plan(judgements)
    return [Outcome(o.document, tuple(map(plan.apply, o.claims))) for o in outcomes], plan.merges


def _done(batches: Iterator[list[Document]], plan: Plan, journal: Journal | None) -> Iterator[list[Outcome | Failure]]:
    """What is found in each batch, by reading it or from the journal."""
    make = _Stage(plan.model, plan.extractors)
    if journal is None:
        yield from spread(make, batches, plan.workers, _lost)
        return
    for known, group in groupby(batches, key=journal.__contains__):
        if known:
            yield from map(journal.recall, group)
        else:
            yield from _noted(group, make, plan.workers, journal)


def _noted(batches: Iterator[list[Document]], make: _Stage, workers: int, journal: Journal) -> Iterator[list[Outcome | Failure]]:
    """What is read in each batch, once the journal has it."""
    sent: deque[list[Document]] = deque()

    def sending() -> Iterator[list[Document]]:
        for batch in batches:
            sent.append(batch)
            yield batch

    for outcomes in spread(make, sending(), workers, _lost):
        journal.note(sent.popleft(), outcomes)
        yield outcomes


def _basis(plan: Plan) -> str:
    """What the results of reading depend on, beside the reports."""
    folder = ontologies.folder()
    files = [f.read_bytes().hex() for f in sorted(folder.glob("*.ttl"))]
    return digest(__version__, plan.extractors, plan.model, *files, length=32)


def _batches(found: Iterable[Document | Failure], aside: list[tuple[int, Failure]]) -> Iterator[list[Document]]:
    """Documents in batches that depend on nothing but them; failures go `aside` with the number of documents before."""
    batch: list[Document] = []
    size = number = 0
    for document in found:
        if isinstance(document, Failure):
            aside.append((number, document))
            continue
        number += 1
        batch.append(document)
        size += len(document.text)
        if len(batch) == _BATCH_DOCUMENTS or size > _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _due(aside: list[tuple[int, Failure]], number: int) -> Iterator[Failure]:
    while aside and aside[0][0] <= number:
        yield aside.pop(0)[1]


@dataclass(frozen=True)
class _Stage:
    """Makes, in each process, what turns documents into claims."""

    model: str | None
    extractors: tuple[str, ...]

    def __call__(self) -> Callable[[list[Document]], list[Outcome | Failure]]:
        from kg import extract

        reader = _reader(self.model)
        parts = [extract.load(name, reader.ontology) for name in self.extractors]
        return lambda batch: _extract(reader, parts, batch)


@cache
def _reader(model: str | None) -> Reader:
    from kg.reading.reader import Reader

    return Reader(ontologies.load(), model)


def _extract(reader: Reader, parts: Sequence[Extractor], batch: list[Document]) -> list[Outcome | Failure]:
    """The claims of a batch; a document that cannot be read takes no other with it."""
    try:
        return [Outcome(reading.document, as_called(claim for part in parts for claim in part(reading))) for reading in reader.read(batch)]
    except (DatelineError, MemoryError, RecursionError) as error:
        if len(batch) == 1:
            return [_failure(batch[0], error)]
    return [outcome for document in batch for outcome in _extract(reader, parts, [document])]


def _failure(document: Document, error: BaseException) -> Failure:
    if isinstance(error, MemoryError):
        return Failure(document.origin, f"takes more memory than there is ({len(document.text):,} characters).")
    if isinstance(error, RecursionError):
        return Failure(document.origin, "has a sentence nested too deeply to be read.")
    return Failure(document.origin, str(error))


def _lost(document: Document) -> Outcome | Failure:
    return Failure(document.origin, "ended the process that read it, most likely for want of memory.")
