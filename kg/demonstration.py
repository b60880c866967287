"""``make demo``: builds the graph of some reports and shows what it says and what can be asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg import console, layers, ontology, output, pipeline, tell
from kg.graph.questions import question
from kg.records import Reading
from kg.run import Run

QUESTIONS = ("who-controls", "disputes", "sources")
"""Three named questions that any reports give an answer to, if only an empty one."""

_SHOWN = frozenset({"controls", "seized"})
_FILES = (
    ("graph.html", "the graph, in a browser: click a line for the words behind it"),
    ("annotated.html", "the reports, with everything that was read in them"),
    ("graph.ttl", "the graph as Turtle, for any RDF tool"),
    ("claims.jsonl", "the claims, one a line"),
    ("report.md", "what was read, what was not, and why"),
)


def show(sources: Sequence[str], out: Path, plan: pipeline.Plan) -> Run:
    """Build `sources` into `out`; print who controls, seized and denied what, three answers, and what to open."""
    with console.progress(quiet=False) as progress:
        run = pipeline.build(sources, out, plan, progress=progress)
    for failure in run.failures:
        console.failure(failure)
    console.say(f"Read {run.summary()}.")
    if not run.read:
        return run
    with pipeline.open_graph(out) as graph:
        claims = list(graph.claims())
        readings = (r for r in pipeline.annotate(sources, plan) if isinstance(r, Reading))
        with output.replacing(out / "annotated.html") as stream:
            layers.write_html(readings, stream, claims)
        console.say("\nWho controls, seized and denied what, according to whom, and when")
        shown = [c for c in claims if c.predicate in _SHOWN or c.factuality.endswith("-")]
        console.table(tell.HEADINGS, tell.rows(shown, graph.documents(), ontology.load()))
        for name in QUESTIONS:
            console.say(f"\n{question(name).label}   (kg query {name} --store {out})")
            console.answer(graph.ask(name), graph, "table", None)
    console.say("\nOpen these:")
    for file, what in _FILES:
        console.say(f"  {out / file}  {what}")
    return run
