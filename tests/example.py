"""Builds ``exports/example`` from the example reports (``make example``); a test builds it again and compares."""

from __future__ import annotations

import sys
from pathlib import Path

from kg import build, open_graph
from kg.export import load
from kg.run import Run
from kg.view import vocabulary

ROOT = Path(__file__).resolve().parents[1]
REPORTS = Path("tests/examples/reports")
EXAMPLE = ROOT / "exports" / "example"
FORMATS = ("jsonl", "turtle", "trig", "nquads", "jsonld", "rdfxml", "rdf12", "graphml", "gexf")


def make(out: Path) -> Run:
    """Write every format for the example reports, and the page that explains the terms, into `out`. To be run in the checkout's root."""
    run = build([str(REPORTS)], out, exports=FORMATS)
    with open_graph(out) as graph:
        folder = load("csv").folder
        if folder is not None:
            folder(graph, out / "csv")
    (out / "ontology.html").write_text(vocabulary.render(), encoding="utf-8")
    (out / "report.md").write_text(without_times((out / "report.md").read_text(encoding="utf-8")), encoding="utf-8")
    return run


def without_times(report: str) -> str:
    """A run's report without the times, which differ from run to run."""
    return report.split("\n## Times", 1)[0].rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(make(EXAMPLE).summary() + "\n")
