"""Reads the texts of gold files through the whole pipeline, and puts figures into rows."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg import pipeline
from kg.export.jsonl import record
from kg.run import Outcome
from kg.scoring import Figure, Gold, Record, Score


def read_gold_texts(golds: Sequence[Gold], workers: int = 1) -> list[Record]:
    """The claims that the pipeline finds in the texts of `golds`, as lines of ``claims.jsonl`` hold them."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "gold.jsonl"
        source.write_text("".join(json.dumps(document(gold)) + "\n" for gold in golds), encoding="utf-8")
        plan = pipeline.Plan(workers=workers)
        found = [o for o in pipeline.read_claims([str(source)], plan) if isinstance(o, Outcome)]
    return [record(claim) for outcome in found for claim in outcome.claims]


def document(gold: Gold) -> dict[str, object]:
    """The report of a gold file as a line that the JSON Lines reader reads, without what is to be found in it."""
    given = gold.document
    return {
        "id": given["id"],
        "text": given["text"],
        "title": given.get("title") or "",
        "publisher": gold.names(given["publisher"])[0],
        "date": given.get("date"),
        "url": given.get("origin"),
    }


def figures(score: Score) -> Iterator[tuple[str, ...]]:
    """Rows: name, right, given, gold, precision, recall, F1."""
    named = {
        "triples": score.triples,
        "argument pairs, any relation": score.pairs,
        "claims: triple, innermost source, polarity": score.claims,
    }
    for name, figure in (*named.items(), *score.relations.items()):
        yield _row(name, figure)


def facets(score: Score) -> Iterator[tuple[str, ...]]:
    """Rows: what was compared, right, of, accuracy."""
    for name, (right, of) in score.facets.items():
        yield name, str(right), str(of), f"{right / of:.3f}"


def _row(name: str, figure: Figure) -> tuple[str, ...]:
    shares = (figure.precision, figure.recall, figure.f1)
    return (name, *map(str, (figure.right, figure.predicted, figure.gold)), *(f"{share:.3f}" for share in shares))
