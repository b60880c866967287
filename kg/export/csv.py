"""CSV: event-data rows, one a claim, in the manner of ACLED and PLOVER; as a folder, nodes and edges too."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from kg import ontology, output
from kg.export._plain import plain
from kg.graph.store import Store
from kg.records import Argument, Claim, Document
from kg.view.network import origin

SUFFIX = ".events.csv"
FOLDER = "csv"
"""The folder that :func:`folder` is meant to fill, below the output folder."""

EVENTS = (
    "claim", "date_from", "date_to", "precision", "actor1", "actor1_id", "actor1_type", "actor1_min", "actor1_max",
    "relation", "actor2", "actor2_id", "actor2_type", "actor2_min", "actor2_max", "place", "place_id", "country",
    "latitude", "longitude", "geonames", "factuality", "mode", "manner", "source", "source_type", "source_chain",
    "origin", "publisher", "report", "report_title", "report_date", "url", "quote", "start", "end", "extractor",
    "confidence",
)  # fmt: skip
"""The columns of ``events.csv``; ``actor2`` is the target, which may be a place."""

NODES = (
    "id", "label", "type", "aliases", "claims", "sourced", "minimum", "maximum", "geonames", "latitude", "longitude",
    "country", "wikidata",
)  # fmt: skip
EDGES = (
    "source", "target", "type", "id", "label", "relation", "status", "weight", "origins", "origin_ids", "reports",
    "first", "last", "denied", "disputed", "hedged", "historical", "future", "quote",
)  # fmt: skip

_FORMULA = tuple("=+-@\t\r\n|%＝＋－＠'")

Cell = str | int | float | bool | None


def export(store: Store, out: BinaryIO) -> None:
    """Write the event rows: a header, then one row a claim; UTF-8, commas, rows ending in CR LF (RFC 4180).

    A text that a spreadsheet would take for a formula begins with ``'`` (so does one that begins with ``'`` itself:
    dropping the first ``'`` gives every text back). Numbers are never touched.
    """
    _write(out, EVENTS, events(store.claims(), store.documents()))


def folder(store: Store, path: Path) -> list[Path]:
    """Write ``nodes.csv``, ``edges.csv`` (with Gephi's column names) and ``events.csv`` into the folder `path`.

    Raises :class:`~kg.errors.OutputError` where that cannot be.
    """
    output.folder(path)
    graph = plain(store.claims())
    nodes = ({"id": id, **node} for id, node in graph.nodes(data=True))
    edges = (
        {**edge, "source": s, "target": o, "id": key, "type": "Directed" if edge["directed"] else "Undirected"}
        for s, o, key, edge in graph.edges(keys=True, data=True)
    )
    files: list[tuple[str, Sequence[str], Iterable[Mapping[str, Cell]]]] = [
        ("nodes.csv", NODES, nodes),
        ("edges.csv", EDGES, edges),
        ("events.csv", EVENTS, events(store.claims(), store.documents())),
    ]
    for name, columns, rows in files:
        with output.replacing(path / name) as out:
            _write(out, columns, rows)
    return [path / name for name, _, _ in files]


def events(claims: Iterable[Claim], documents: Iterable[Document]) -> Iterator[dict[str, Cell]]:
    """One row a claim, by column name. The place is that of the claim, or its object where that is one."""
    known = {d.id: d for d in documents}
    onto = ontology.load()
    for claim in claims:
        report = known.get(claim.evidence.document)
        target = claim.object
        is_place = target.type in onto.classes and onto.is_a(target.type, "Place")
        place = claim.place or (target if is_place else None)
        source = claim.sources[0] if claim.sources else None
        yield {
            "claim": claim.id,
            "date_from": claim.valid_from.isoformat() if claim.valid_from else None,
            "date_to": claim.valid_to.isoformat() if claim.valid_to else None,
            "precision": claim.precision,
            **_actor("actor1", claim.subject),
            "relation": claim.predicate,
            **_actor("actor2", target),
            **_place(place),
            "factuality": claim.factuality,
            "mode": claim.mode,
            "manner": claim.manner,
            "source": source.label if source else None,
            "source_type": source.type if source else None,
            "source_chain": " > ".join(s.label for s in claim.sources),
            "origin": origin(claim),
            "publisher": report.publisher if report else claim.sources[-1].label if claim.sources else None,
            "report": claim.evidence.document,
            "report_title": report.title if report else None,
            "report_date": report.date.isoformat() if report and report.date else None,
            "url": report.url if report else None,
            "quote": claim.evidence.quote,
            "start": claim.evidence.start,
            "end": claim.evidence.end,
            "extractor": claim.extractor,
            "confidence": claim.confidence,
        }


def guarded(value: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula; numbers and truth values as they are."""
    if isinstance(value, str):
        value = value.replace("\x00", "\ufffd")
        return "'" + value if value.startswith(_FORMULA) else value
    return str(value).lower() if isinstance(value, bool) else value


def _actor(role: str, argument: Argument) -> dict[str, Cell]:
    entity = argument.entity
    return {
        role: entity.label,
        f"{role}_id": entity.id,
        f"{role}_type": entity.type,
        f"{role}_min": entity.minimum,
        f"{role}_max": entity.maximum,
    }


def _place(place: Argument | None) -> dict[str, Cell]:
    if place is None:
        return {}
    entity = place.entity
    return {
        "place": entity.label,
        "place_id": entity.id,
        "country": entity.country,
        "latitude": entity.lat,
        "longitude": entity.lon,
        "geonames": entity.geonames,
    }


def _write(out: BinaryIO, columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="", write_through=True)
    try:
        writer = csv.writer(text)
        writer.writerow(columns)
        writer.writerows([guarded(row.get(column)) for column in columns] for row in rows)
    finally:
        text.detach()
