"""``explorer.html``: graph, map, timeline and reports side by side, linked, in one file that loads nothing.

Choosing a place, an actor, a source or a claim in any pane makes all of them follow; a slider replays who held what.
The page's script is TypeScript under ``kg/view/web``, bundled into ``kg/view/assets/explorer.js``.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from pathlib import Path

from kg import ontology, output
from kg.graph.store import Store
from kg.records import Claim, Document
from kg.view import explorer_control, explorer_data, explorer_style, safe
from kg.view.explorer_control import Hold
from kg.view.notebook import View
from kg.view.page import asset, style_sheet

TITLE = "What the reports say"


def write(
    claims: Iterable[Claim],
    documents: Iterable[Document],
    out: Path,
    *,
    title: str = TITLE,
    most: int = explorer_data.MOST,
    holds: Sequence[Hold] | None = None,
    onto: ontology.Ontology | None = None,
) -> None:
    """Write the explorer of `claims` to the file `out`, as UTF-8.

    Raises :class:`~kg.errors.OutputError` where `out` cannot be written.
    """
    page = render(claims, documents, title=title, most=most, holds=holds, onto=onto)
    with output.replacing(out) as stream:
        stream.write(page.encode())


def render(
    claims: Iterable[Claim],
    documents: Iterable[Document],
    *,
    title: str = TITLE,
    most: int = explorer_data.MOST,
    holds: Sequence[Hold] | None = None,
    onto: ontology.Ontology | None = None,
) -> str:
    """The page as text.

    `most` is how many claims it carries (the most important; it says how many there are); `holds` are the control
    states, which are derived from all claims here if none are given.
    """
    data = explorer_data.tables(list(claims), list(documents), most=most, holds=holds, onto=onto or ontology.load())
    return safe.page(
        title,
        css=asset("base.css") + asset("explorer.css") + style_sheet(data["classes"]) + explorer_style.style_sheet(),
        body=asset("explorer.html").replace("@@title@@", html.escape(safe.line(title))),
        data=data,
        scripts=(asset("explorer.js"),),
    )


def explore(graph: Store, *, title: str = TITLE, most: int = explorer_data.MOST, height: int = 860) -> View:
    """The explorer of `graph` for a notebook, ``kg.explore(kg.open_graph("graph"))``; `height` in pixels.

    ``.save(path)`` of what it returns writes the page.
    """
    holds = explorer_control.holds(graph)
    return View(render(graph.claims(), graph.documents(), title=title, most=most, holds=holds), height)
