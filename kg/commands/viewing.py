"""The command that draws a graph: as a page for a browser, or as a still picture."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg.options import ASKING, Graph, Redact, words

app = typer.Typer()


class _Layout(StrEnum):
    force = "force"
    geographic = "geographic"


class _Theme(StrEnum):
    light = "light"
    dark = "dark"


@app.command(rich_help_panel=ASKING, epilog="Example:  kg view --store war -o war.html --png war.png")
def view(
    store: Graph,
    *,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="FILE", help="The page to write.", show_default="graph.html, without --png and --svg"),
    ] = None,
    png: Annotated[Path | None, typer.Option(metavar="FILE", help="A still picture to write, as PNG (3200 x 2000).")] = None,
    svg: Annotated[Path | None, typer.Option(metavar="FILE", help="A still picture to write, as SVG.")] = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="The heading.")] = None,
    layout: Annotated[
        _Layout, typer.Option(help="Where things stand: by what ties them, or places where they are on the map.")
    ] = _Layout.force,
    show: Annotated[
        int | None, typer.Option(min=1, max=2000, metavar="N", help="Entities at first sight.", show_default="150; a picture 60")
    ] = None,
    theme: Annotated[_Theme, typer.Option(help="The ground of a picture; a page has both.")] = _Theme.light,
    redact: Redact = None,
) -> None:
    """Write a graph as one page that opens in a browser, with the words behind every line; it loads nothing."""
    from kg import console, pipeline
    from kg.view import page, picture, positions

    heading = title or page.TITLE
    if out is None and not (png or svg):
        out = "graph.html"
    with pipeline.open_graph(store, redact=words(redact)) as graph:
        claims = list(graph.claims())
        if out is not None:
            text = page.render(claims, graph.documents(), title=heading, cap=show or positions.CAPS[0], how=layout.value)
            with console.destination(out) as stream:
                stream.write(text.encode("utf-8"))
        for file, form in ((png, ".png"), (svg, ".svg")):
            if file is not None:
                picture.write(
                    claims, file, form=form, title=heading, cap=show or picture.CAP, how=layout.value, theme=theme.value
                )
