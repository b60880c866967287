"""The command that explains the words that the graph is written in."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.options import ASKING, Json, Out

app = typer.Typer()


@app.command(rich_help_panel=ASKING, epilog="Example:  kg ontology --html -o ontology.html")
def ontology(
    *,
    html: Annotated[bool, typer.Option("--html", help="A page with every term, its meaning and examples.")] = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Explain the terms that the graph is written in (kg:seized, kg:Claim ...): the relations, or with --html all of them."""
    from kg import console
    from kg.ontology import load
    from kg.view import vocabulary

    if html:
        with console.destination(out) as stream:
            stream.write(vocabulary.render().encode("utf-8"))
        return
    if as_json:
        console.record([{"name": t.name, "label": t.label, "definition": t.definition} for t in vocabulary.terms().values()])
        return
    known = vocabulary.terms()
    rows = [(r.name, " or ".join(r.domain), " or ".join(r.range), known[r.name].definition) for r in load().relations.values()]
    console.table(("relation", "from", "to", "meaning"), rows)
