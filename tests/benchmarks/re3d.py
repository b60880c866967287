"""Relations in reports on the war in Syria and Iraq: re3d (Dstl, 2017), relations at confidence 0.5 and above.

A claim agrees with a relation where both arguments overlap in characters, in either order, and our relation is one of
those that re3d's type may be called. Every claim of a mapped relation counts, also between things that re3d does not
mark; the last rows leave those out, and what stands within one marked thing ("U.S. forces"; "Mosul, Iraq").
IsSynonymOf is asked of coreference: two mentions of one entity in a sentence, under different names.

Part of these documents is held back for scoring, so nothing but figures is ever printed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from kg.records import Mention, Reading
from tests.benchmarks.corpora import Link, Row, Side, Tally, Text, asserted, between, placed, read

FOLDER = "data/re3d"
CONFIDENCE = 0.5
MAPPING = {
    "controls": ("InChargeOf",),
    "leads": ("InChargeOf", "BelongsTo"),
    "fought": ("FightingAgainst",),
    "attacked": ("FightingAgainst", "CoLocated"),
    "killed": ("FightingAgainst",),
    "detained": ("FightingAgainst",),
    "alliedWith": ("AlliesOf",),
    "supports": ("AlliesOf",),
    "memberOf": ("BelongsTo",),
    "metWith": ("CommWith",),
    "agreedWith": ("CommWith",),
    "locatedIn": ("CoLocated", "BelongsTo"),
    "borders": ("CoLocated",),
    "basedIn": ("CoLocated", "BelongsTo"),
    "foughtIn": ("CoLocated",),
    "deployedTo": ("CoLocated",),
    "visited": ("CoLocated", "CommWith"),
    "killedIn": ("CoLocated",),
    "fledTo": ("CoLocated",),
    "fledFrom": ("CoLocated",),
    "seized": ("InChargeOf", "CoLocated"),
    "withdrewFrom": ("CoLocated",),
    "place": ("CoLocated",),
}
SYNONYM = "IsSynonymOf"
TARGETS = ("FightingAgainst", "InChargeOf", "BelongsTo", "CoLocated")


@dataclass(frozen=True)
class Report:
    """A document with the relations and the things that re3d marks in it."""

    text: Text
    links: tuple[Link, ...]
    things: tuple[Side, ...]


def corpus(folder: Path) -> Iterator[Report]:
    """Each document; what re3d itself holds for unlikely is left out."""
    for part in sorted(p for p in folder.iterdir() if p.is_dir()):
        links: dict[str, list[Link]] = {}
        for line in _lines(part / "relations.json"):
            first = ((line["sourceBegin"], line["sourceEnd"]),)
            second = ((line["targetBegin"], line["targetEnd"]),)
            links.setdefault(line["documentId"], []).append(Link(line["type"], first, second))
        things: dict[str, list[Side]] = {}
        for line in _lines(part / "entities.json"):
            things.setdefault(line["documentId"], []).append(((line["begin"], line["end"]),))
        for line in _lines(part / "documents.json"):
            name = line["_id"]
            yield Report(Text(name, line["text"]), tuple(links.get(name, ())), tuple(things.get(name, ())))


def synonyms(reading: Reading) -> list[Link]:
    """Two names for one entity within a sentence; pronouns and the same words twice are none."""
    found = []
    for sentence in reading.sentences:
        inside = [m for m in reading.mentions if m.kind != "pronoun" and sentence.start <= m.start < sentence.end]
        found += [_synonym(a, b) for a, b in combinations(inside, 2) if _called_otherwise(a, b)]
    return found


def score(reports: Sequence[Report]) -> tuple[Tally, Tally]:
    """All `reports` read and scored: every claim, and only claims between two things that re3d marks."""
    every, marked = (Tally({**MAPPING, SYNONYM: (SYNONYM,)}, either_order=True) for _ in range(2))
    for report, (_, reading, claims) in zip(reports, read(r.text for r in reports), strict=True):
        found = [*asserted(claims), *placed(claims), *synonyms(reading)]
        every.add(report.links, found)
        marked.add(report.links, between(found, report.things))
    return every, marked


def rows(shared: Path) -> Iterator[Row]:
    """The figures of every type, and of the four that have a target."""
    every, marked = score(list(corpus(shared / FOLDER)))
    relations = sorted({t for types in MAPPING.values() for t in types})
    yield from every.rows("re3d", {"the four with a target": TARGETS, "all but IsSynonymOf": relations})
    for name, types in (("the four", TARGETS), ("all but IsSynonymOf", relations)):
        yield Row("re3d", f"{name}, claims between marked things", str(marked.counts(types)[0]), marked.cell(types))


def _called_otherwise(one: Mention, other: Mention) -> bool:
    apart = one.end <= other.start or other.end <= one.start
    return one.entity == other.entity and apart and one.text.casefold() != other.text.casefold()


def _synonym(one: Mention, other: Mention) -> Link:
    return Link(SYNONYM, ((one.start, one.end),), ((other.start, other.end),))


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from (line for line in map(json.loads, lines) if line.get("confidence", 1) >= CONFIDENCE)
