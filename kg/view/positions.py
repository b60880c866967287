"""Where the nodes of a network stand: for each number of them that a view shows, or for all at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import networkx as nx

from kg.view import safe, style
from kg.view.layout import Point, geographic, layout
from kg.view.network import strongest

CAPS = (150, 400, 1000, 2000)
"""How many nodes a view shows at first, and after each "show more". Beyond 2,000 nobody reads a picture."""

LINES = 2
"""How many lines a picture shows at most for each of its nodes, beside the best one of each."""

Layout = Literal["force", "geographic"]


def everywhere(graph: nx.MultiDiGraph, order: Sequence[str], how: Layout = "force") -> list[Point]:
    """One position for every node of `order`: the most named drawn together, what no view shows around them."""
    found = levels(graph, order, CAPS[-1], how)[-1]["xy"]
    points = [(float(x), float(y)) for x, y in zip(found[::2], found[1::2], strict=True)]
    reach = max((math.hypot(x, y) for x, y in points), default=0.0) + 60.0
    for n in range(len(order) - len(points)):
        radius, angle = math.sqrt(reach * reach + 1200.0 * n), n * math.pi * (3 - math.sqrt(5))
        points.append((radius * math.cos(angle), radius * math.sin(angle)))
    return points


def levels(graph: nx.MultiDiGraph, order: Sequence[str], cap: int, how: Layout) -> list[dict[str, Any]]:
    """Positions for each number of nodes that the view can show; a fuller level starts from the one before."""
    number = {id: n for n, id in enumerate(order)}
    lines = [(number[s], number[o], e) for s, o, e in graph.edges(data=True) if s in number and o in number]
    limits = sorted({c for c in (cap, *CAPS) if cap <= c < len(order)} | {min(len(order), max(cap, CAPS[-1]))})
    labels = [style.wrap(safe.line(graph.nodes[id]["label"] or id)) for id in order[: limits[-1]]]
    most = max((graph.nodes[id]["claims"] for id in order), default=1)
    full = [style.box(t, style.size(graph.nodes[id]["claims"], most)) for t, id in zip(labels, order, strict=False)]
    pinned = _pinned(graph, order) if how == "geographic" else {}
    found, known = [], None
    for limit in limits:
        ease = min(1.0, (70 / max(limit, 1)) ** 0.5)
        boxes = [(max(w * ease, 34.0), max(h * ease, 30.0)) for w, h in full[:limit]]
        inner = strongest([line for line in lines if line[0] < limit and line[1] < limit], LINES * limit)
        points = layout(
            limit,
            [(a, b) for a, b, _ in inner],
            boxes,
            words=[38.0 + 6.4 * len(style.edge_label(e["label"], e["status"])) * ease for *_, e in inner],
            start=known,
            pinned={n: p for n, p in pinned.items() if n < limit},
        )
        known = dict(enumerate(points))
        found.append({"cap": limit, "xy": [round(v) for point in points for v in point]})
    return found


def _pinned(graph: nx.MultiDiGraph, order: Sequence[str]) -> dict[int, tuple[float, float]]:
    known = {
        n: (e.lat, e.lon)
        for n, e in ((n, graph.nodes[id]["entity"]) for n, id in enumerate(order))
        if e.lat is not None and e.lon is not None
    }
    middle = sum(lat for lat, _ in known.values()) / max(len(known), 1)
    return {n: geographic(lat, lon, middle) for n, (lat, lon) in known.items()}
