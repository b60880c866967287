"""Colours and shapes: one place for the page, the static picture and the exported networks.

Class colours are told apart by colour-blind eyes too (after Paul Tol's muted scheme) and are backed by shape; a
line's kind is told by dash pattern and words before colour. Every colour of a line or a text keeps the contrast
that WCAG 2 AA asks for on its background (3:1 for graphics, 4.5:1 for text); ``tests/view/test_style.py`` computes
it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from kg.view.network import Status


@dataclass(frozen=True, slots=True)
class NodeStyle:
    """How a class is drawn: vis-network's `shape`, fill on light and dark ground, name in the legend."""

    shape: str
    light: str
    dark: str
    label: str


@dataclass(frozen=True, slots=True)
class EdgeStyle:
    """How a kind of line is drawn: colour on light and dark ground, dash pattern (empty: solid), words at it."""

    light: str
    dark: str
    dashes: tuple[int, ...]
    note: str
    width: float = 1.5


BACKGROUND = {"light": "#ffffff", "dark": "#14181d"}
INK = {"light": "#1b2127", "dark": "#e8ecf0"}

CLASSES: Mapping[str, NodeStyle] = {
    "ArmedGroup": NodeStyle("triangle", "#882255", "#e389b9", "Armed group"),
    "Government": NodeStyle("square", "#332288", "#9d8df1", "Government"),
    "Organization": NodeStyle("hexagon", "#2f6690", "#6fb1e0", "Organization"),
    "MediaOutlet": NodeStyle("star", "#8a3a8a", "#d58ad5", "News outlet"),
    "Person": NodeStyle("dot", "#b4455a", "#f0899b", "Person"),
    "PersonGroup": NodeStyle("dot", "#c2703d", "#eda878", "Unnamed people"),
    "Place": NodeStyle("diamond", "#117733", "#5fc281", "Place"),
    "PlaceGroup": NodeStyle("diamond", "#5b8c3a", "#a5cf85", "Group of places"),
    "Facility": NodeStyle("triangleDown", "#0f7d78", "#54c4be", "Facility"),
    "Thing": NodeStyle("square", "#6b7280", "#a3abb7", "Thing"),
}
OTHER = NodeStyle("dot", "#5f6368", "#a9b0b8", "Other")
"""For a class that somebody adds to the ontology: it is drawn at once, under its own name."""

LINES: Mapping[Status, EdgeStyle] = {
    "stated": EdgeStyle("#5a6675", "#a4b0bf", (), ""),
    "hedged": EdgeStyle("#7a6a1f", "#cdb95a", (10, 4), "unsure"),
    "disputed": EdgeStyle("#b45309", "#f2a65a", (14, 4, 3, 4), "disputed", 2.5),
    "denied": EdgeStyle("#c01722", "#ff7a80", (6, 6), "denied", 2.0),
    "future": EdgeStyle("#1d5fd1", "#82b1ff", (2, 5), "planned"),
    "historical": EdgeStyle("#7d8793", "#7f8a97", (1, 3), "past"),
}

STANDING = EdgeStyle("#8c96a2", "#6f7a87", (), "", 1.0)
"""For a plainly stated line of how the world is arranged: it steps back behind what happened."""

FACTUALITY: Mapping[str, str] = {
    "CT+": "certain",
    "PR+": "probable",
    "PS+": "possible",
    "CT-": "denied",
    "PR-": "probably not so",
    "PS-": "possibly not so",
}


def of(cls: str) -> NodeStyle:
    """The style of a class; an unknown one is drawn plainly and keeps its name in the legend."""
    return CLASSES.get(cls) or NodeStyle(OTHER.shape, OTHER.light, OTHER.dark, cls)


def line(status: Status, standing: bool) -> EdgeStyle:
    """The style of a line."""
    return STANDING if standing and status == "stated" else LINES[status]


def edge_label(label: str, status: Status) -> str:
    """The words at a line: the relation, and what qualifies it, so that colour alone never tells."""
    note = LINES[status].note
    return f"{label} ({note})" if note else label


def size(claims: int, most: int) -> float:
    """A symbol's radius in pixels: its area grows with the number of claims."""
    return round(7.0 + 11.0 * math.sqrt(claims / max(most, 1)), 1)


def wrap(label: str, width: int = 20, lines: int = 3) -> str:
    """A label over at most `lines` lines of about `width` characters, cut with an ellipsis where it is longer."""
    out: list[str] = []
    for word in label.split():
        if out and len(out[-1]) + 1 + len(word) <= width:
            out[-1] += " " + word
        else:
            out.append(word)
    if len(out) > lines:
        out = [*out[: lines - 1], " ".join(out[lines - 1 :])]
    return "\n".join(part if len(part) <= width + 4 else part[: width + 3].rstrip() + "…" for part in out)


def box(label: str, radius: float, *, font: float = 13.0) -> tuple[float, float]:
    """Room for a symbol with its wrapped label beneath, in pixels: an estimate, no font is measured."""
    rows = label.split("\n")
    return max(max(map(len, rows)) * font * 0.56, 2 * radius), 2 * radius + len(rows) * font * 1.25
