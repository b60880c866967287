"""TriG: Turtle with one named graph for each report and its claims; what reports share stands in the default graph."""

from __future__ import annotations

from typing import BinaryIO

from kg.export import _order, _turtle
from kg.graph.store import Store

SUFFIX = ".trig"


def export(store: Store, out: BinaryIO) -> None:
    """Write `store` as TriG 1.1; the graph of a report is named by the report's own IRI."""
    rows = _order.rows(store)
    notes = _turtle.comments(rows)
    shared, reports = _order.by_report(rows)
    writer = _turtle.Writer(_order.prefixes(store))
    parts = list(_turtle.body(writer, _order.sections(shared), notes))
    for report in sorted(reports):
        parts.append(f"\n# {'=' * 80}\n{writer.term(report)} {{\n")
        parts += _turtle.body(writer, _order.sections(reports[report]), notes, indent="    ")
        parts.append("}\n")
    out.write((writer.head() + "".join(parts)).encode())
