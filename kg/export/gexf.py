"""GEXF: the network of entities with its positions, sizes and colours, for Gephi."""

from __future__ import annotations

from typing import BinaryIO

from networkx.readwrite.gexf import GEXFWriter

from kg.export._plain import plain
from kg.graph.store import Store

SUFFIX = ".gexf"


def export(store: Store, out: BinaryIO) -> None:
    """Write the network of `store` as GEXF 1.2: a node an entity, an edge for all claims of one relation between two.

    Gephi takes position, size and colour from the file, so that it opens as the HTML view looks.
    """
    graph = plain(store.claims())
    for _, node in graph.nodes(data=True):
        node["viz"] = {
            "position": {"x": node.pop("x"), "y": node.pop("y"), "z": 0.0},
            "color": {"r": node.pop("r"), "g": node.pop("g"), "b": node.pop("b"), "a": 1.0},
            "size": node.pop("size"),
        }
    for *_, key, edge in graph.edges(keys=True, data=True):
        edge["id"] = key
        edge["viz"] = {"color": {"r": edge.pop("r"), "g": edge.pop("g"), "b": edge.pop("b"), "a": 1.0}}
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(graph)
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)  # the clock has no place in a file that is to be the same each time
    writer.write(out)
