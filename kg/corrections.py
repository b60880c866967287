"""Corrected reports: which report of a store is meant, what the correction would change, and the change itself."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from pyoxigraph import Literal, NamedNode

from kg import pipeline
from kg.errors import StoreError
from kg.graph import identity
from kg.graph import vocabulary as v
from kg.graph.change import Change
from kg.graph.store import Store
from kg.pipeline import Plan, Progress
from kg.records import Document
from kg.repeats import NAME as SEEN
from kg.repeats import Seen
from kg.run import Run
from kg.sources import Failure


def earlier(store: Store, document: Document) -> list[str]:
    """The ids of the reports that `document` may be another version of: the one of its id, else those of its address,
    else those of its headline and publisher.
    """
    names = store.names
    if any(store.data.quads_for_pattern(names.report(document.id), v.TYPE, v.REPORT)):
        return [document.id]

    def bearing(prop: NamedNode, value: Literal) -> set[str]:
        return {names.report_id(cast(NamedNode, q.subject).value) for q in store.data.quads_for_pattern(None, prop, value)}

    if document.url and (found := bearing(v.URL, Literal(v.text(document.url).value, datatype=v.ANY_URI))):
        return sorted(found)
    if document.title and document.publisher:
        return sorted(bearing(v.HEADLINE, v.text(document.title)) & bearing(v.PUBLISHER, v.text(document.publisher)))
    return []


def diff(sources: Sequence[str], store: Store, plan: Plan | None = None, *, of: str | None = None) -> Iterator[Change | Failure]:
    """What :func:`update` would change, report by report, with nothing written. What is new altogether is all added."""
    plan = replace(plan or Plan(), identify=_identify(store, of))
    called = identity.current(store)
    with tempfile.TemporaryDirectory(prefix="kg-diff-") as folder:
        copy = Path(folder) / SEEN  # what comes in is noted in it
        if store.path is not None and (store.path / SEEN).is_file():
            shutil.copyfile(store.path / SEEN, copy)
        with Seen(copy) as seen:
            seen.match(store.document_ids(), store.document)
            for outcome in pipeline.read_claims(sources, plan, seen=seen):
                if isinstance(outcome, Failure):
                    yield outcome
                else:
                    yield store.diff(outcome.document, map(called, outcome.claims))


def update(
    sources: Sequence[str], store: Store, plan: Plan | None = None, *, of: str | None = None, progress: Progress | None = None
) -> Run:
    """Read corrected reports into the store, each in place of its earlier version: the one called `of`, else as found by
    :func:`earlier`, else the one that it resembles (:mod:`kg.repeats`). A report without one, or that may correct
    several, is a failure of the run.

    Raises :class:`~kg.errors.StoreError` where the store has no report `of`, and as :func:`kg.pipeline.add`.
    """
    found = _identify(store, of)
    return pipeline.add(sources, store, replace(plan or Plan(), identify=found, only=set(store.document_ids())), progress=progress)


def _identify(store: Store, of: str | None) -> Callable[[Document], Document | Failure]:
    """What gives a report the id of its earlier version, if that is known."""
    if of is not None and not any(store.data.quads_for_pattern(store.names.report(of), v.TYPE, v.REPORT)):
        raise StoreError(f"report '{of}': the store has none of this id ('kg stats' lists them).")

    def identify(document: Document) -> Document | Failure:
        found = [of] if of is not None else earlier(store, document)
        if len(found) > 1:
            return Failure(document.origin, f"may correct several reports: {', '.join(found)}. Say which with --of.")
        return replace(document, id=found[0]) if found else document

    return identify
