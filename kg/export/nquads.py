"""N-Quads: one statement a line, sorted, with the report as graph name; for other stores, diff and grep."""

from __future__ import annotations

from typing import BinaryIO

from kg.export import _order
from kg.graph.store import Store

SUFFIX = ".nq"


def export(store: Store, out: BinaryIO) -> None:
    """Write `store` as N-Quads: the same graphs as the TriG export, the lines sorted."""
    shared, reports = _order.by_report(_order.rows(store))
    lines = [f"{s} {p} {o} .\n" for s, p, o in shared]
    lines += [f"{s} {p} {o} {graph} .\n" for graph, rows in reports.items() for s, p, o in rows]
    out.write("".join(sorted(lines)).encode())
