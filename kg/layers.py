"""Readings as JSON Lines, one object a document, and as a page with the text highlighted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO

from kg.records import Claim, Reading, Span


def as_dict(reading: Reading) -> dict[str, object]:
    """The layers of a reading. Offsets are code points of the document's text; spans are [start, end]."""
    entities = {entity.id: entity for entity in reading.entities}
    mentions: list[dict[str, object]] = []
    for m in reading.mentions:
        row: dict[str, object] = {"start": m.start, "end": m.end, "text": m.text, "type": m.type, "entity": m.entity}
        row["kind"] = m.kind
        entity = entities.get(m.entity)
        if entity is not None:
            known = {"geonames": entity.geonames, "lat": entity.lat, "lon": entity.lon}
            row |= {key: value for key, value in known.items() if value is not None}
        mentions.append(row)
    return {
        "document": reading.document.id,
        "sentences": _pairs(reading.sentences),
        "mentions": mentions,
        "times": [
            {
                "start": t.start,
                "end": t.end,
                "text": t.text,
                "type": t.type,
                "value": t.value,
                "from": t.first.isoformat() if t.first else None,
                "to": t.last.isoformat() if t.last else None,
            }
            for t in reading.times
        ],
        "attributions": [
            {
                "source": _pairs(a.source),
                "cue": _pairs(a.cue),
                "content": _pairs(a.content),
                "source_entity": a.source_entity,
                "factuality": a.factuality,
                "direct": a.direct,
            }
            for a in reading.attributions
        ],
        "coreference": [_pairs(chain) for chain in reading.coreference],
    }


def write_jsonl(readings: Iterable[Reading], out: BinaryIO) -> None:
    """One JSON object a line and document."""
    for reading in readings:
        out.write(json.dumps(as_dict(reading), ensure_ascii=False).encode("utf-8") + b"\n")


def write_html(readings: Iterable[Reading], out: BinaryIO, claims: Iterable[Claim] = ()) -> None:
    """One page with every text, its layers, and the `claims` that were found in it."""
    from kg.view import annotated

    out.write(annotated.render(readings, claims=claims).encode("utf-8"))


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]
