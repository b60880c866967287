"""RDF 1.2 Turtle: claims as reifiers, `claim rdf:reifies <<( subject predicate object )>>`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from kg.export import _order, _turtle
from kg.graph.store import Store

SUFFIX = ".rdf12.ttl"

_PARTS = {_order.SUBJECT: 0, _order.PREDICATE: 1, _order.OBJECT: 2}


def export(store: Store, out: BinaryIO) -> None:
    """Write `store` as RDF 1.2 Turtle: the Turtle export, with ``rdf:reifies`` for subject, predicate and object.

    Only readers of RDF 1.2 (Oxigraph 0.5, Jena 5.4 and later) take it.
    """
    rows = _order.rows(store)
    writer = _turtle.Writer(_order.prefixes(store))
    text = "".join(_turtle.body(writer, _order.sections(reified(rows)), _turtle.comments(rows)))
    out.write((writer.head() + text).encode())


def reified(rows: Iterable[_order.Row]) -> list[_order.Row]:
    """The rows, with one triple term for the three parts of every claim that has each of them once."""
    rest: list[_order.Row] = []
    claims: dict[str, list[list[str]]] = {}
    for row in rows:
        subject, prop, value = row
        if prop in _PARTS:
            claims.setdefault(subject, [[], [], []])[_PARTS[prop]].append(value)
        else:
            rest.append(row)
    for node, parts in claims.items():
        if all(len(said) == 1 for said in parts) and parts[0][0][0] in "<_" and parts[1][0][0] == "<":
            rest.append((node, _order.REIFIES, f"<<( {' '.join(said[0] for said in parts)} )>>"))
        else:
            names = zip(_PARTS, parts, strict=True)
            rest += [(node, prop, value) for prop, said in names for value in said]
    return rest
