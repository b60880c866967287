"""A view inside a notebook: the same page, in a frame that can run its own script and nothing else."""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path

from kg import output
from kg.graph.store import Store
from kg.records import Claim, Document
from kg.view import page, positions


class View:
    """A page that Jupyter shows by itself; :meth:`save` writes it as a file."""

    def __init__(self, text: str, height: int = 640) -> None:
        self.text = text
        self.height = height

    def _repr_html_(self) -> str:
        """The page in a sandboxed frame: no access to the notebook, its cookies or the network."""
        return (
            f'<iframe title="Graph of the reports" width="100%" height="{int(self.height)}" '
            'style="border:1px solid #ccc" '
            f'sandbox="allow-scripts allow-popups" srcdoc="{html.escape(self.text)}"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<graph view, {len(self.text):,} characters; show it in a notebook or save(path)>"

    def save(self, path: Path) -> Path:
        """Write the page to the file `path`.

        Raises :class:`~kg.errors.OutputError` where that cannot be.
        """
        with output.replacing(path) as stream:
            stream.write(self.text.encode())
        return path


def view(
    claims: Iterable[Claim],
    documents: Iterable[Document] = (),
    *,
    title: str = page.TITLE,
    cap: int = positions.CAPS[0],
    how: positions.Layout = "force",
    height: int = 640,
) -> View:
    """The graph of `claims` for a notebook; `height` in pixels, the rest as :func:`kg.view.page.render`."""
    return View(page.render(claims, documents, title=title, cap=cap, how=how), height)


def show(
    graph: Store,
    *,
    title: str = page.TITLE,
    cap: int = positions.CAPS[0],
    how: positions.Layout = "force",
    height: int = 640,
) -> View:
    """The `graph` for a notebook: the last line of a cell, ``kg.show(kg.open_graph("graph"))``, draws it there."""
    return view(graph.claims(), graph.documents(), title=title, cap=cap, how=how, height=height)
