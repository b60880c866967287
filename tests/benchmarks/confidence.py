"""Whether claims are as sure as they say: accuracy on gold claims by confidence, as a table and a picture.

    python -m tests.benchmarks.confidence [SHARED] [--gold dev] [--svg FILE] [--fit]

SHARED is the folder that holds ``gold/`` (default: DATELINE_SHARED, else ``../shared`` beside the checkout). A claim is right where a
gold claim of its document has its relation, subject and object. The expected calibration error is the mean distance between
confidence and accuracy over the bins, weighed by their counts. ``--fit`` prints the weights for ``kg/extract/_confidence.py``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from unittest import mock

import numpy as np

from kg import measure, scoring
from kg.extract import _confidence
from kg.ontology import Frame
from kg.records import Argument
from tests.benchmarks.corpora import default_shared

EDGES = (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
RIDGE = 2.0


@dataclass(frozen=True)
class Bin:
    """The claims whose confidence lies in [low, high): how many, their mean confidence, the share that is right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def judged(folder: Path) -> list[tuple[scoring.Record, bool]]:
    """The claims on the gold texts of `folder`, each with whether it is right; claims about Things are left out."""
    golds = [scoring.read_gold(path) for path in sorted(folder.glob("*.json"))]
    by_id = {g.document["id"]: g for g in golds}
    found = []
    for claim in measure.read_gold_texts(golds):
        figure = scoring.evaluate([by_id[claim["document"]]], [claim]).triples
        if figure.predicted:
            found.append((claim, bool(figure.right)))
    return found


def bins(pairs: Sequence[tuple[float, bool]]) -> list[Bin]:
    """The reliability table of (confidence, right) pairs; empty bins are left out."""
    made = []
    for low, high in pairwise(EDGES):
        inside = [(c, r) for c, r in pairs if low <= c < high or (high == 1.0 and c == 1.0)]
        if inside:
            n = len(inside)
            made.append(Bin(low, high, n, sum(c for c, _ in inside) / n, sum(r for _, r in inside) / n))
    return made


def error(table: Sequence[Bin]) -> float:
    """The expected calibration error."""
    return sum(b.count * abs(b.confidence - b.accuracy) for b in table) / max(sum(b.count for b in table), 1)


def svg(table: Sequence[Bin], size: int = 320) -> str:
    """The reliability diagram: a dot a bin, its area the count; on the dashed line confidence is accuracy."""
    edge, span = 40, size - 60

    def x(value: float) -> float:
        return edge + value * span

    def y(value: float) -> float:
        return size - edge - value * span

    most = max((b.count for b in table), default=1)
    dots = "".join(
        f'<circle cx="{x(b.confidence):.1f}" cy="{y(b.accuracy):.1f}" r="{3 + 9 * (b.count / most) ** 0.5:.1f}" fill="#2b6cb0" '
        f'fill-opacity="0.6"><title>{b.count} claims: confidence {b.confidence:.2f}, right {b.accuracy:.2f}</title></circle>'
        for b in table
    )
    ticks = "".join(
        f'<text x="{x(t):.1f}" y="{size - edge + 16}" text-anchor="middle">{t:.1f}</text>'
        f'<text x="{edge - 6}" y="{y(t) + 4:.1f}" text-anchor="end">{t:.1f}</text>'
        for t in (0.0, 0.5, 1.0)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif" font-size="11">'
        f'<rect x="{x(0)}" y="{y(1)}" width="{span}" height="{span}" fill="none" stroke="#888"/>'
        f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#888" stroke-dasharray="4 4"/>{dots}{ticks}'
        f'<text x="{size / 2}" y="{size - 6}" text-anchor="middle">confidence</text>'
        f'<text x="12" y="{size / 2}" text-anchor="middle" transform="rotate(-90 12 {size / 2})">right</text></svg>\n'
    )


def fit(folder: Path) -> tuple[float, dict[str, float]]:
    """Intercept and weights of a logistic regression with a ridge, by Newton's method (McCullagh & Nelder 1989, 4.4)."""
    rows: list[tuple[str, ...]] = []

    def recorded(frame: Frame, subject: Argument, obj: Argument, *, elsewhere: bool = False) -> float:
        if elsewhere:
            return 0.5  # limited, whatever the weights say
        rows.append(tuple(_confidence.features(frame, subject, obj)))
        return float(len(rows) - 1)

    with mock.patch.object(_confidence, "confidence", recorded):
        pairs = [(rows[int(c["confidence"])], right) for c, right in judged(folder) if float(c["confidence"]).is_integer()]
    names = sorted({name for features, _ in pairs for name in features})
    matrix = np.array([[1.0, *(float(n in features) for n in names)] for features, _ in pairs])
    wanted = np.array([float(right) for _, right in pairs])
    weights = np.zeros(matrix.shape[1])
    ridge = np.diag([0.0] + [RIDGE] * len(names))
    for _ in range(50):
        guess = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (wanted - guess) - ridge @ weights
        curve = (matrix.T * (guess * (1 - guess))) @ matrix + ridge
        weights = weights + np.linalg.solve(curve, slope)
    return round(float(weights[0]), 2), {n: round(float(w), 2) for n, w in zip(names, weights[1:], strict=True)}


def table_lines(table: Iterable[Bin]) -> list[str]:
    """The table for a terminal."""
    rows = [f"{b.low:.2f}-{b.high:.2f}  {b.count:6d}  {b.confidence:10.3f}  {b.accuracy:8.3f}" for b in table]
    return ["confidence   claims        mean     right", *rows]


def main() -> None:
    """Print the table; write the picture; or print fitted weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("shared", type=Path, nargs="?", default=default_shared(), help="the folder with gold/")
    parser.add_argument("--gold", default="dev", help="the folder of gold claims below gold/")
    parser.add_argument("--svg", type=Path, help="where to write the picture")
    parser.add_argument("--fit", action="store_true", help="print the weights that fit these claims best")
    given = parser.parse_args()
    folder = given.shared / "gold" / given.gold
    if not any(folder.glob("*.json")):
        parser.error(f"no gold files in '{folder}': give the folder that holds gold/, or set DATELINE_SHARED.")
    if given.fit:
        intercept, weights = fit(folder)
        print(f"INTERCEPT = {intercept}")
        for name, weight in weights.items():
            print(f'    "{name}": {weight},')
        return
    table = bins([(float(c["confidence"]), right) for c, right in judged(folder)])
    print("\n".join(table_lines(table)))
    print(f"expected calibration error {error(table):.3f}")
    if given.svg:
        given.svg.write_text(svg(table), encoding="utf-8")


if __name__ == "__main__":
    main()
