"""The network with plain values, for formats of strings and numbers: no None, no lists, no bad characters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import networkx as nx

from kg.view import style
from kg.view.network import importance, network
from kg.view.positions import everywhere

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(claims: Any) -> nx.MultiDiGraph:
    """The network of `claims` for other programs.

    Nodes carry label, type, aliases, counts, coordinates, size, colour (``color``, and ``r``, ``g``, ``b`` of 0 to 255) and position
    (``x``, ``y``; y grows upwards, as Gephi draws). Edges have keys ``e0``, ``e1``, ... and carry the relation, a label
    that says what is denied or disputed, status, flags, weight (how many claims), origins, reports, and days.
    """
    graph = network(claims)
    order = importance(graph)
    most = max((graph.nodes[id]["claims"] for id in order), default=1)
    names = _names(order)
    out = nx.MultiDiGraph()
    for id, (x, y) in zip(order, everywhere(graph, order), strict=True):
        node, entity = graph.nodes[id], graph.nodes[id]["entity"]
        colour = style.of(node["type"]).light
        red, green, blue = _rgb(colour)
        values = {
            "label": node["label"],
            "type": node["type"],
            "aliases": "; ".join(node["aliases"]),
            "claims": node["claims"],
            "sourced": node["sourced"],
            "minimum": entity.minimum,
            "maximum": entity.maximum,
            "geonames": entity.geonames,
            "latitude": entity.lat,
            "longitude": entity.lon,
            "country": entity.country,
            "wikidata": entity.wikidata,
            "size": style.size(node["claims"], most),
            "x": round(x, 1),
            "y": round(-y, 1),
            "color": colour,
            "r": red,
            "g": green,
            "b": blue,
        }
        out.add_node(names[id], **_clean(values))
    for number, (s, o, relation, edge) in enumerate(graph.edges(keys=True, data=True)):
        colour = style.line(edge["status"], edge["standing"]).light
        red, green, blue = _rgb(colour)
        values = {
            "label": style.edge_label(edge["label"], edge["status"]),
            "relation": relation,
            "status": edge["status"],
            "directed": not edge["symmetric"],
            "weight": len(edge["claims"]),
            "origins": len(edge["origins"]),
            "origin_ids": "; ".join(edge["origins"]),
            "reports": edge["documents"],
            "first": edge["first"].isoformat() if edge["first"] else None,
            "last": edge["last"].isoformat() if edge["last"] else None,
            "denied": edge["denied"],
            "disputed": edge["disputed"],
            "hedged": edge["hedged"],
            "historical": edge["historical"],
            "future": edge["future"],
            "standing": edge["standing"],
            "quote": edge["claims"][0].evidence.quote[:500],
            "color": colour,
            "r": red,
            "g": green,
            "b": blue,
        }
        out.add_edge(names[s], names[o], key=f"e{number}", **_clean(values))
    return out


def xml(text: str) -> str:
    """`text` with what XML 1.0 cannot hold replaced by U+FFFD."""
    return _NOT_XML.sub("\ufffd", text)


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        xml(name): xml(value) if isinstance(value, str) else value for name, value in values.items() if value is not None and value != ""
    }


def _names(ids: list[str]) -> dict[str, str]:
    """The ids as XML can hold them, each still its own."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for id in ids:
        name, number = xml(id), 2
        while name in taken:
            name, number = f"{xml(id)}~{number}", number + 1
        taken.add(name)
        names[id] = name
    return names


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
