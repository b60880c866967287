"""The command that writes the explorer: graph, map, timeline and reports side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.options import ASKING, Graph, Redact, words

app = typer.Typer()


@app.command(rich_help_panel=ASKING, epilog="Example:  kg explore --store war -o war.html")
def explore(
    store: Graph,
    *,
    out: Annotated[str, typer.Option("--out", "-o", metavar="FILE", help="The page to write.")] = "explorer.html",
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="The heading.")] = None,
    most: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Claims in the page, the most important.", show_default="20,000")
    ] = None,
    redact: Redact = None,
) -> None:
    """Write graph, map, timeline and reports side by side as one page that opens in a browser; it loads nothing."""
    from kg import console, pipeline
    from kg.view import explorer, explorer_control, explorer_data

    with pipeline.open_graph(store, redact=words(redact)) as graph:
        text = explorer.render(
            graph.claims(),
            graph.documents(),
            title=title or explorer.TITLE,
            most=most or explorer_data.MOST,
            holds=explorer_control.holds(graph),
        )
    with console.destination(out) as stream:
        stream.write(text.encode("utf-8"))
