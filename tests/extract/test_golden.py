"""Short reports in our own words beside the claims that careful reading finds in them: ``tests/golden/extract``.

Each claim of the ``.jsonl`` is one of the extractor's, in order. The reports are of Friday, 31 March 2023.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from kg.records import Claim

from .conftest import Claims

FOLDER = Path(__file__).parents[1] / "golden" / "extract"
NAMES = sorted(f.stem for f in FOLDER.glob("*.txt"))


def essentials(claim: Claim) -> dict[str, object]:
    return {
        "subject": claim.subject.label,
        "predicate": claim.predicate,
        "object": claim.object.label,
        "sources": [s.label for s in claim.sources],
        "factuality": claim.factuality,
        "mode": claim.mode,
        "from": claim.valid_from.isoformat() if claim.valid_from else None,
        "place": claim.place.label if claim.place else None,
        "quote": claim.evidence.quote,
    }


def test_there_are_reports() -> None:
    assert len(NAMES) >= 6


@pytest.mark.parametrize("name", NAMES)
def test_report(claims: Claims, name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    wanted = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    found = claims(text, day=date(2023, 3, 31))
    assert [essentials(c) for c in found] == wanted
    for claim in found:
        assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.quote
