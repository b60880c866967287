"""Claims as columns for the page: what repeats is stored once, so that 100,000 claims stay a file one can mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any

import networkx as nx

from kg.records import FACTUALITIES, MODES, Argument, Claim, Document
from kg.view import safe
from kg.view.network import origin

_BREAK = re.compile(r"""[.!?…]["'”’)\]]*\s+|\n""")
_ROOM = 240


class _Table:
    """Distinct values in the order of their first use."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._at: dict[Hashable, int] = {}

    def index(self, key: Hashable, make: Callable[[], Any] | None = None) -> int:
        at = self._at.get(key)
        if at is None:
            at = self._at[key] = len(self.values)
            self.values.append(make() if make else key)
        return at


def context(text: str, start: int, end: int, room: int = _ROOM) -> tuple[str, str]:
    """What stands before and after ``text[start:end]`` in its sentence, at most `room` code points on either side.

    A sentence ends at a full stop with a blank behind it or at a line's end; a cut inside one is marked by ``…``.
    """
    window = text[max(start - room, 0) : start]
    breaks = [m.end() for m in _BREAK.finditer(window)]
    before = window[breaks[-1] :] if breaks else window
    if not breaks and start > room:
        before = "…" + before.partition(" ")[2]
    window = text[end : end + room]
    if re.match(r"""[.!?…]["'”’)\]]*$""", text[max(end - 2, 0) : end]):
        return before, ""
    stop = _BREAK.search(window)
    after = window[: stop.end()].rstrip() if stop else window
    if not stop and end + room < len(text):
        after = after.rpartition(" ")[0] + "…"
    return before, after


def columns(graph: nx.MultiDiGraph, documents: Sequence[Document]) -> dict[str, Any]:
    """The tables that the page's script reads: claims by column, in the order of the graph's edges.

    A claim's ``start`` and ``end`` are UTF-16 units of its context, the unit in which JavaScript counts. An index
    of -1 says that there is none. Reports that no claim names are listed too, after the others.
    """
    texts = {d.id: d for d in documents}
    out: dict[str, list[Any]] = {
        name: []
        for name in (
            "edge", "document", "context", "start", "end", "chain", "origin", "factuality", "mode", "manner", "first",
            "last", "place", "self", "confidence", "extractor", "id",
        )
    }  # fmt: skip
    reports, contexts, chains, sources, places, extractors, manners = (_Table() for _ in range(7))
    days = sorted({d for *_, e in graph.edges(data=True) for c in e["claims"] for d in _days(c)})
    when = {day: i for i, day in enumerate(days)}
    levels = {name: i for i, name in enumerate(FACTUALITIES)}
    modes = {name: i for i, name in enumerate(MODES)}
    for number, (*_, data) in enumerate(graph.edges(data=True)):
        for claim in data["claims"]:
            evidence = claim.evidence
            known = texts.get(evidence.document)
            before, after = context(known.text, evidence.start, evidence.end) if known else ("", "")
            before, quote = safe.shown(before, 2 * _ROOM), safe.shown(evidence.quote, safe.QUOTE)
            whole = before + quote + safe.shown(after, 2 * _ROOM)
            chain = tuple(sources.index(s.id, partial(_source, s)) for s in claim.sources)
            row: dict[str, Any] = {
                "edge": number,
                "document": reports.index(evidence.document, partial(_report, evidence.document, known)),
                "context": contexts.index(whole),
                "start": safe.units(before),
                "end": safe.units(before) + safe.units(quote),
                "chain": chains.index(chain, partial(list, chain)),
                "origin": sources.index(origin(claim)) if claim.sources else -1,
                "factuality": levels[claim.factuality],
                "mode": modes[claim.mode] if claim.mode else -1,
                "manner": manners.index(claim.manner) if claim.manner else -1,
                "first": when[claim.valid_from.isoformat()] if claim.valid_from else -1,
                "last": when[claim.valid_to.isoformat()] if claim.valid_to else -1,
                "place": places.index(safe.line(claim.place.label)) if claim.place else -1,
                "self": int(any(s.id == claim.subject.id for s in claim.sources[:1])),
                "confidence": round(max(0.0, min(1.0, claim.confidence)) * 100),
                "extractor": extractors.index(safe.line(claim.extractor, 60)),
                "id": claim.id,
            }
            for name, value in row.items():
                out[name].append(value)
    for document in documents:
        reports.index(document.id, partial(_report, document.id, document))
    return {
        "claims": out,
        "documents": reports.values,
        "contexts": contexts.values,
        "chains": chains.values,
        "sources": sources.values,
        "places": places.values,
        "extractors": extractors.values,
        "manners": manners.values,
        "dates": days,
        "counts": {
            "entities": graph.number_of_nodes(),
            "edges": graph.number_of_edges(),
            "claims": len(out["edge"]),
            "documents": len(reports.values),
        },
    }


def _days(claim: Claim) -> list[str]:
    return [d.isoformat() for d in (claim.valid_from, claim.valid_to) if d is not None]


def _source(source: Argument) -> dict[str, str]:
    return {"key": safe.line(source.id, 300), "label": safe.line(source.label or source.id)}


def _report(id: str, document: Document | None) -> dict[str, str]:
    out = {"id": safe.line(id, 300)}
    if document is not None:
        out["title"] = safe.line(document.title, 300)
        out["publisher"] = safe.line(document.publisher or "")
        out["date"] = document.date.isoformat() if document.date else ""
        out["url"] = safe.link(document.url) or ""
    return {k: v for k, v in out.items() if v}
