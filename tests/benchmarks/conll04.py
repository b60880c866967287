"""Relations in news sentences: CoNLL04 (Roth and Yih 2004), its test part.

Claims count between two entities that the corpus marks, in its order of arguments. It holds only sentences that have
a relation, which flatters precision.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.corpora import Link, Row, Side, Tally, Text, asserted, between, cover, join, read

FILE = "data/conll04/conll04.json"
MAPPING = {
    "locatedIn": ("Located_In", "OrgBased_In", "Live_In"),
    "basedIn": ("OrgBased_In", "Live_In"),
    "memberOf": ("Work_For", "Live_In", "OrgBased_In"),
    "leads": ("Work_For", "Live_In"),
    "killed": ("Kill",),
}


def corpus(file: Path, part: str = "test") -> Iterator[tuple[Text, list[Link], list[Side]]]:
    """Each sentence with its relations and its entities."""
    for number, sentence in enumerate(json.loads(file.read_text(encoding="utf-8"))[part]):
        text, places = join(sentence["tokens"])
        entities: list[Side] = [(cover(places, e["start"], e["end"]),) for e in sentence["entities"]]
        links = [Link(r["type"], entities[r["head"]], entities[r["tail"]]) for r in sentence["relations"]]
        yield Text(f"conll04-{number}", text), links, entities


def rows(shared: Path) -> Iterator[Row]:
    """The figures of the five relations."""
    sentences = list(corpus(shared / FILE))
    tally = Tally(MAPPING)
    for (_, _, claims), (_, gold, entities) in zip(read(t for t, _, _ in sentences), sentences, strict=True):
        tally.add(gold, between(asserted(claims), entities))
    scale = "SpERT (2020), trained on it, bounds and types strict: F1 0.715"
    yield from tally.rows("CoNLL04 test", {"all five (P flattered)": tally.types}, scale)
