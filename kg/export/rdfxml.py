"""RDF/XML: the whole graph for readers that know no other format; what XML cannot hold becomes U+FFFD."""

from __future__ import annotations

import re
from typing import BinaryIO

import pyoxigraph as ox

from kg.export import _order
from kg.graph.store import Store

SUFFIX = ".rdf"

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def export(store: Store, out: BinaryIO) -> None:
    """Write all triples of `store` as RDF/XML, the nodes in the order of the Turtle export."""
    lines = "".join(
        f"{subject} {prop} {value} .\n"
        for section in _order.sections(_order.rows(store))
        for subject, said in section.nodes
        for prop, values in _order.properties(said)
        for value in values
    )
    triples = (_safe(quad.triple) for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))
    ox.serialize(triples, out, format=ox.RdfFormat.RDF_XML, prefixes=dict(sorted(_order.prefixes(store).items())))


def _safe(triple: ox.Triple) -> ox.Triple:
    """The triple with a value that XML can hold."""
    value = triple.object
    if not isinstance(value, ox.Literal) or not _NOT_XML.search(value.value):
        return triple
    text = _NOT_XML.sub("\ufffd", value.value)
    clean = ox.Literal(text, language=value.language) if value.language else ox.Literal(text, datatype=value.datatype)
    return ox.Triple(triple.subject, triple.predicate, clean)
