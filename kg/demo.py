"""``make demo``: builds the graph of some reports and shows what it says and what can be asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg import console, layers, ontology, output, pipeline, tell
from kg.records import Reading
from kg.run import Run

QUESTIONS = ("who-controls-what", "who-says-it-fell", "what-is-denied")
_SHOWN = frozenset({"controls", "seized"})


def demo(sources: Sequence[str], out: Path, plan: pipeline.Plan) -> Run:
    """Build `sources` into `out` and print who controls, seized and denied what, three answers, and what to open."""
    with console.progress(quiet=False) as progress:
        run = pipeline.build(sources, out, plan, progress=progress)
    for failure in run.failures:
        console.note(f"{'skipped' if failure.skipped else 'failed'}: {failure.origin}: {failure.reason}")
    console.say(f"Read {run.summary()}.")
    if not run.read:
        return run
    readings = [r for r in pipeline.annotate(sources, plan) if isinstance(r, Reading)]
    with output.replacing(out / "annotated.html") as stream:
        layers.write_html(readings, stream)
    with pipeline.open_graph(out) as graph:
        shown = [c for c in graph.claims() if c.predicate in _SHOWN or c.factuality.endswith("-")]
        console.say("\nWho controls, seized and denied what, according to whom, and when")
        console.table(tell.HEADINGS, tell.rows(shown, ontology.load()))
        for name in QUESTIONS:
            pipeline.ask(graph, name)
    console.say("\nOpen these:")
    for file, what in (
        ("graph.html", "the graph, in a browser: click a line for the words behind it"),
        ("annotated.html", "the reports, with everything that was read in them highlighted"),
        ("graph.ttl", "the graph as Turtle, for any RDF tool"),
        ("claims.jsonl", "the claims, one a line"),
        ("report.md", "what was read, what was not, and why"),
    ):
        console.say(f"  {out / file}  {what}")
    return run
