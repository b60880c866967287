"""Turtle: the whole graph, with prefixes and headed sections for human eyes; always the same for the same graph."""

from __future__ import annotations

from typing import BinaryIO

from kg.export import _order, _turtle
from kg.graph.store import Store

SUFFIX = ".ttl"


def export(store: Store, out: BinaryIO) -> None:
    """Write all triples of `store` (graph names aside) as Turtle 1.1, UTF-8."""
    rows = _order.rows(store)
    writer = _turtle.Writer(_order.prefixes(store))
    text = "".join(_turtle.body(writer, _order.sections(rows), _turtle.comments(rows)))
    out.write((writer.head() + text).encode())
