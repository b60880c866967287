"""``graph.html``: the network as one file that opens from disk, loads nothing and shows the words behind every line.

pyvis' :class:`pyvis.network.Network` is the model of the picture and brings the vis-network script; the page around
it is ours, for pyvis' own calls the web on every open and takes labels for markup. pyvis' ``add_node`` and
``add_edge`` compare each newcomer with all before it, so its lists are filled directly.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg import ontology, output
from kg.records import FACTUALITIES, MODES, Claim, Document
from kg.view import columns, positions, safe, style
from kg.view.network import STATUSES, importance, network
from kg.view.positions import CAPS, Layout

if TYPE_CHECKING:
    from pyvis.network import Network

TITLE = "What the reports say"
"""The heading of a page that is given none."""

_ALIASES = 12
SCRIPTS = (
    "text.js",
    "model.js",
    "arrange.js",
    "labels.js",
    "canvas.js",
    "panel.js",
    "controls.js",
    "state.js",
    "app.js",
)


def write(
    claims: Iterable[Claim],
    documents: Iterable[Document],
    out: Path,
    *,
    title: str = TITLE,
    cap: int = CAPS[0],
    how: Layout = "force",
    onto: ontology.Ontology | None = None,
) -> None:
    """Write the page of `claims` to the file `out`, as UTF-8; `documents` lend their text, titles and addresses.

    Raises :class:`~kg.errors.OutputError` where `out` cannot be written.
    """
    page = render(claims, documents, title=title, cap=cap, how=how, onto=onto)
    with output.replacing(out) as stream:
        stream.write(page.encode())


def render(
    claims: Iterable[Claim],
    documents: Iterable[Document],
    *,
    title: str = TITLE,
    cap: int = CAPS[0],
    how: Layout = "force",
    onto: ontology.Ontology | None = None,
) -> str:
    """The page as text.

    `cap` is how many nodes the first view shows; `how` draws by forces, or sets places on their coordinates.
    """
    graph = network(claims, onto)
    order = importance(graph)
    levels = positions.levels(graph, order, cap, how)
    model = pyvis_network(graph, order, levels[0]["xy"])
    data = {
        "nodes": model.nodes,
        "edges": model.edges,
        "options": model.options,
        "levels": levels,
        "stretch": how == "force",
        "crowd": positions.LINES,
        **_styles(graph),
        **columns.columns(graph, list(documents)),
    }
    return safe.page(
        title,
        css=asset("base.css") + asset("page.css") + style_sheet(data["classes"]),
        body=asset("page.html").replace("@@title@@", html.escape(safe.line(title))),
        data=data,
        scripts=(vis_network(), *(asset(name) for name in SCRIPTS)),
    )


def pyvis_network(graph: nx.MultiDiGraph, order: Sequence[str], xy: Sequence[int]) -> Network:
    """pyvis' model of `graph`: nodes numbered in `order`, the first of them at `xy` (x, y, x, y, ...), physics off."""
    from pyvis.network import Network

    model = Network(directed=True, cdn_resources="in_line")
    number = {id: n for n, id in enumerate(order)}
    relations = {name: i for i, name in enumerate(sorted({key for *_, key in graph.edges(keys=True)}))}
    statuses = {name: i for i, name in enumerate(STATUSES)}
    model.nodes = [_node(n, id, graph.nodes[id], xy) for n, id in enumerate(order)]
    model.node_ids = list(range(len(order)))
    model.node_map = {node["id"]: node for node in model.nodes}
    model.edges = [
        {
            "from": number[s],
            "to": number[o],
            "relation": relations[key],
            "status": statuses[edge["status"]],
            "origins": len(edge["origins"]),
        }
        for s, o, key, edge in graph.edges(keys=True, data=True)
    ]
    many = len(order) > 400
    model.options = {  # assigned, not set_options(): that strips every blank, also inside strings
        "autoResize": True,
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False, "randomSeed": 1},
        "nodes": {"font": {"size": 0}, "labelHighlightBold": False},
        "edges": {"smooth": False, "selectionWidth": 1.5, "hoverWidth": 1, "selfReference": {"size": 18}},
        "interaction": {
            "hover": True,
            "tooltipDelay": 120,
            "hideEdgesOnDrag": many,
            "hideEdgesOnZoom": many,
            "selectConnectedEdges": False,
            "zoomSpeed": 0.6,
        },
    }
    return model


def vis_network() -> str:
    """vis-network's script as the pyvis package carries it, without the line that asks for its source map."""
    folder = resources.files("pyvis") / "lib" / "vis-9.1.2"
    text = (folder / "vis-network.min.js").read_text(encoding="utf-8").replace("\r\n", "\n")
    return text[: text.rindex("//# sourceMappingURL")] if "//# sourceMappingURL" in text else text


def style_sheet(classes: Mapping[str, Mapping[str, Any]]) -> str:
    """The colours of legend symbols and line samples, on light and on dark ground."""
    rules = []
    for theme, prefix in (("light", ""), ("dark", ':root[data-theme="dark"] ')):
        rules += [f"{prefix}.class-{c['index']}{{fill:{c[theme]}}}" for c in classes.values()]
        lines = [*style.LINES.items(), ("standing", style.STANDING)]
        rules += [f"{prefix}.line-{name} .stroke{{stroke:{getattr(line, theme)}}}" for name, line in lines]
    return "\n".join(rules) + "\n"


@cache
def asset(name: str) -> str:
    """A file of ``kg/view/assets`` as text."""
    return (resources.files("kg.view") / "assets" / name).read_text(encoding="utf-8")


def _node(n: int, id: str, node: Mapping[str, Any], xy: Sequence[int]) -> dict[str, Any]:
    entity = node["entity"]
    name = safe.line(node["label"] or id)
    out: dict[str, Any] = {
        "id": n,
        "key": safe.line(id, 300),
        "name": name,
        "label": style.wrap(name),
        "group": safe.line(node["type"], 40),
        "claims": node["claims"],
    }
    if 2 * n + 1 < len(xy):
        out |= {"x": xy[2 * n], "y": xy[2 * n + 1]}
    if node["sourced"]:
        out["sourced"] = node["sourced"]
    if node["aliases"]:
        out["aliases"] = [safe.line(a, 80) for a in node["aliases"][:_ALIASES]]
        if len(node["aliases"]) > _ALIASES:
            out["unlisted"] = len(node["aliases"]) - _ALIASES
    if entity.lat is not None and entity.lon is not None:
        out |= {"lat": round(entity.lat, 5), "lon": round(entity.lon, 5)}
    if entity.geonames is not None:
        out["geonames"] = entity.geonames
    if entity.minimum is not None or entity.maximum is not None:
        out["count"] = _count(entity.minimum, entity.maximum)
    return out


def _count(low: int | None, high: int | None) -> str:
    if low == high:
        return f"{low:,}"
    if high is None:
        return f"at least {low:,}"
    return f"at most {high:,}" if low is None else f"{low:,} to {high:,}"


def _styles(graph: nx.MultiDiGraph) -> dict[str, Any]:
    """What the script draws with: classes, lines, relations, in the order of the legend."""
    here = {safe.line(d["type"], 40) for _, d in graph.nodes(data=True)}
    names = [c for c in style.CLASSES if c in here] + sorted(here - set(style.CLASSES))
    relations = {key: d for *_, key, d in graph.edges(keys=True, data=True)}
    return {
        "classes": {
            c: {"index": i, "shape": s.shape, "light": s.light, "dark": s.dark, "label": s.label}
            for i, c in enumerate(names)
            for s in (style.of(c),)
        },
        "statuses": list(STATUSES),
        "lines": {name: {**asdict(s), "name": name, "meaning": STATUSES[name]} for name, s in style.LINES.items()},
        "standing": {**asdict(style.STANDING), "name": "standing"},
        "relations": [_relation(name, relations[name]) for name in sorted(relations)],
        "factualities": FACTUALITIES,
        "certainty": style.FACTUALITY,
        "modes": MODES,
        "ground": {t: {"paper": style.BACKGROUND[t], "ink": style.INK[t]} for t in ("light", "dark")},
    }


def _relation(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    told = {key: data[key] for key in ("symmetric", "standing")}
    return {"name": safe.line(name), "label": safe.line(data["label"]), **told}
