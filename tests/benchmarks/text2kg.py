"""Triples of an ontology that is not ours: Text2KGBench (Mihindukulasooriya et al. 2023), politics and military.

Only relations that we have a word for, and only triples whose subject and object stand in the sentence: the gold is
distant supervision, and the sentence often names neither. Claims may stand in the order of the relation alone. There is
no precision, because the gold of a sentence is not complete.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.corpora import Link, Row, Side, Text, asserted, read, same_pair, share

FOLDER = "data/text2kgbench/wikidata_tekgen/ground_truth"
ONTOLOGIES = ("ont_5_military", "ont_8_politics")
RELATIONS = {
    "head of state": ("leads", True),
    "head of government": ("leads", True),
    "member of political party": ("memberOf", False),
    "military branch": ("memberOf", False),
}
"""Their relation to ours, and whether subject and object change places."""


def stretches(name: str, text: str) -> Side:
    """Where a name stands in the text: written out, else by its last word if that is capitalised and longer than three."""
    last = name.rpartition(" ")[2]
    for part in (name, last if len(last) > 3 and last[0].isupper() else ""):
        if part:
            found = tuple(m.span() for m in re.finditer(rf"\b{re.escape(part)}\b", text, re.IGNORECASE))
            if found:
                return found
    return ()


def links(given: dict) -> list[tuple[str, Link | None]]:  # type: ignore[type-arg]
    """The triples of a sentence that we have a word for, as links; None for what the sentence does not name."""
    found: list[tuple[str, Link | None]] = []
    for triple in given["triples"]:
        if triple["rel"] in RELATIONS:
            relation, turned = RELATIONS[triple["rel"]]
            first, second = stretches(triple["sub"], given["sent"]), stretches(triple["obj"], given["sent"])
            first, second = (second, first) if turned else (first, second)
            found.append((triple["rel"], Link(relation, first, second) if first and second else None))
    return found


def rows(shared: Path) -> Iterator[Row]:
    """Recall, by their relation."""
    counts: dict[str, list[int]] = {name: [0, 0, 0, 0] for name in (*RELATIONS, "all four")}
    for ontology in ONTOLOGIES:
        with (shared / FOLDER / f"{ontology}_ground_truth.jsonl").open(encoding="utf-8") as lines:
            given = [line for line in map(json.loads, lines) if links(line)]
        for line, (_, _, claims) in zip(given, read(Text(g["id"], g["sent"]) for g in given), strict=True):
            found = asserted(claims)
            for name, gold in links(line):
                pairs = [f for f in found if gold and same_pair(gold, f, either_order=True)]
                right = any(gold and f.type == gold.type and same_pair(gold, f, either_order=False) for f in pairs)
                for key in (name, "all four"):
                    for at, is_so in enumerate((True, gold is not None, bool(pairs), right)):
                        counts[key][at] += is_so
    scale = "Vicuna-13B, ten ontologies, all triples: F1 0.35"
    for name, (total, named, pairs_found, right_found) in counts.items():
        figure = f"R {share(right_found, named)}, pairs R {share(pairs_found, named)}"
        note = f"{name} ({total - named} more not named in the sentence)"
        yield Row("Text2KGBench", note, str(named), figure, scale if name == "all four" else "")
