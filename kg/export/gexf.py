"""GEXF: the network of entities with its positions, sizes, shapes and colours, for Gephi."""

from __future__ import annotations

from typing import BinaryIO

from networkx.readwrite.gexf import GEXFWriter

from kg.export._plain import plain
from kg.graph.store import Store
from kg.view import style

SUFFIX = ".gexf"

_SHAPES = {"square": "square", "triangle": "triangle", "triangleDown": "triangle", "diamond": "diamond"}


def export(store: Store, out: BinaryIO) -> None:
    """Write the network of `store` as GEXF 1.3: a node an entity, an edge for all claims of one relation between two.

    Gephi takes position, size and colour from the file, so that it opens as the HTML view looks, and keeps several edges
    between two nodes apart by their kind, which is the relation.
    """
    graph = plain(store.claims())
    for _, node in graph.nodes(data=True):
        node["viz"] = {
            "position": {"x": node.pop("x"), "y": node.pop("y"), "z": 0.0},
            "color": {"r": node.pop("r"), "g": node.pop("g"), "b": node.pop("b"), "a": 1.0},
            "size": node.pop("size"),
            "shape": _SHAPES.get(style.of(node["type"]).shape, "disc"),
        }
        del node["color"]
    for *_, key, edge in graph.edges(keys=True, data=True):
        edge["id"] = key
        look = style.line(edge["status"], edge["standing"])
        edge["viz"] = {
            "color": {"r": edge.pop("r"), "g": edge.pop("g"), "b": edge.pop("b"), "a": 1.0},
            "thickness": look.width,
            "shape": ("dotted" if max(look.dashes) < 6 else "dashed") if look.dashes else "solid",
        }
        del edge["color"]
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.3")
    writer.add_graph(graph)
    writer.xml.set("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")  # networkx 3.6 leaves out the "www."
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)  # the clock has no place in a file that is to be the same each time
        for creator in meta.iter("creator"):
            creator.text = "Dateline"
    for element in writer.xml.iter("graph"):
        element.attrib.pop("name", None)  # networkx's own; GEXF has no such attribute
    relations = {key: data["relation"] for *_, key, data in graph.edges(keys=True, data=True)}
    for element in writer.xml.iter("edge"):
        element.set("kind", relations[element.get("id")])
    writer.write(out)
