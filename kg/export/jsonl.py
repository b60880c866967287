"""Claims JSON Lines: one claim a line, with its words, source chain, factuality, mode, dates and place."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from kg.graph.store import Store
from kg.records import Argument, Claim

SUFFIX = ".jsonl"

_SURROGATE = re.compile("[\ud800-\udfff]")


def export(store: Store, out: BinaryIO) -> None:
    """Write every claim of `store` as a line of JSON, in the order of reports and of their text; UTF-8."""
    pages = store.pages()
    for claim in store.claims():
        out.write(line(claim, pages.get(claim.evidence.document, ())).encode() + b"\n")


def line(claim: Claim, pages: Sequence[int] = ()) -> str:
    """One claim as JSON without a line feed. A lone surrogate, which UTF-8 lacks, becomes U+FFFD."""
    return _SURROGATE.sub("\ufffd", json.dumps(record(claim, pages), ensure_ascii=False))


def record(claim: Claim, pages: Sequence[int] = ()) -> Mapping[str, object]:
    """A claim as plain values: what `kg evaluate` scores, and what it takes to find the words again.

    With the offsets at which the `pages` of its report begin, it says on which of them the words begin.
    """
    page = bisect_right(pages, claim.evidence.start)
    return {
        "document": claim.evidence.document,
        "id": claim.id,
        "subject": _argument(claim.subject),
        "predicate": claim.predicate,
        "object": _argument(claim.object),
        "sources": [_argument(source) for source in claim.sources],
        "factuality": claim.factuality,
        "mode": claim.mode,
        "from": claim.valid_from.isoformat() if claim.valid_from else None,
        "to": claim.valid_to.isoformat() if claim.valid_to else None,
        "precision": claim.precision,
        "place": _argument(claim.place) if claim.place else None,
        "manner": claim.manner,
        "quote": claim.evidence.quote,
        "start": claim.evidence.start,
        "end": claim.evidence.end,
        **({"page": page} if page else {}),
        "extractor": claim.extractor,
        "confidence": claim.confidence,
    }


def _argument(argument: Argument) -> dict[str, object]:
    entity = argument.entity
    known = {
        "min": entity.minimum,
        "max": entity.maximum,
        "geonames": entity.geonames,
        "lat": entity.lat,
        "lon": entity.lon,
    }
    return {
        "id": entity.id,
        "label": entity.label,
        "text": argument.text,
        "type": entity.type,
        "start": argument.start,
        "end": argument.end,
        **{name: value for name, value in known.items() if value is not None},
    }
