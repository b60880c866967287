"""Relations between entities of a whole document: Re-DocRED (Tan et al. 2022), a hundred documents of its test part.

Entities count, not mentions: an argument is every mention of the claim's entity. Wikidata's properties are put into our
words first, contained places and offices turned round, so that P131 and P17 of one pair are one relation. Wikipedia is
no news, and most of its gold follows from other gold ("Lyon in France") without being said, which bounds recall.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.records import Claim, Reading
from tests.benchmarks.corpora import Link, Row, Side, Tally, Text, asserted, between, cover, join, read

FILE = "data/re_docred/test_revised.json.xz"
EVERY = 5
"""One document in five is read."""

PROPERTIES = {
    "P131": ("located in", False),
    "P17": ("located in", False),
    "P150": ("located in", True),
    "P276": ("located in", False),
    "P706": ("located in", False),
    "P30": ("located in", False),
    "P206": ("located in", False),
    "P6": ("leads", True),
    "P35": ("leads", True),
    "P488": ("leads", True),
    "P463": ("member of", False),
    "P102": ("member of", False),
    "P108": ("member of", False),
    "P241": ("member of", False),
    "P361": ("member of", False),
    "P749": ("member of", False),
    "P27": ("citizen of", False),
    "P159": ("based in", False),
    "P740": ("based in", False),
    "P551": ("based in", False),
    "P937": ("based in", False),
}
"""Property to relation, and whether head and tail change places. P607 (conflict) has an event, which we have no node for."""

MAPPING = {
    "locatedIn": ("located in", "based in"),
    "leads": ("leads", "member of", "citizen of"),
    "memberOf": ("member of", "citizen of", "located in"),
    "basedIn": ("based in", "located in"),
}


@dataclass(frozen=True)
class Page:
    """A document with the relations between its entities, put into our words."""

    text: Text
    links: tuple[Link, ...]
    things: tuple[Side, ...]


def page(number: int, given: dict) -> Page:  # type: ignore[type-arg]
    """A line of the corpus."""
    tokens = [token for sentence in given["sents"] for token in sentence]
    text, places = join(tokens)
    starts = [0]
    for sentence in given["sents"]:
        starts.append(starts[-1] + len(sentence))
    things = tuple(
        tuple(cover(places, starts[m["sent_id"]] + m["pos"][0], starts[m["sent_id"]] + m["pos"][1]) for m in entity)
        for entity in given["vertexSet"]
    )
    links = []
    for label in given["labels"]:
        if label["r"] in PROPERTIES:
            relation, turned = PROPERTIES[label["r"]]
            head, tail = things[label["h"]], things[label["t"]]
            links.append(Link(relation, tail, head) if turned else Link(relation, head, tail))
    return Page(Text(f"redocred-{number}", text), tuple(dict.fromkeys(links)), things)


def everywhere(reading: Reading, claims: list[Claim]) -> list[Link]:
    """Each claim once for two entities, between all mentions of the one and all of the other."""
    places: dict[str, list[tuple[int, int]]] = {}
    for mention in reading.mentions:
        places.setdefault(mention.entity, []).append((mention.start, mention.end))
    by_stretch = {(a.start, a.end): a.id for c in claims for a in (c.subject, c.object)}

    def widened(side: Side) -> Side:
        return tuple(sorted({*side, *places.get(by_stretch[side[0]], ())}))

    return list(dict.fromkeys(Link(one.type, widened(one.first), widened(one.second)) for one in asserted(claims)))


def rows(shared: Path) -> Iterator[Row]:
    """A row a relation."""
    with lzma.open(shared / FILE, "rt", encoding="utf-8") as lines:
        pages = [page(n, given) for n, given in enumerate(json.load(lines)) if n % EVERY == 0]
    tally = Tally(MAPPING)
    for one, (_, reading, claims) in zip(pages, read(p.text for p in pages), strict=True):
        tally.add(one.links, between(everywhere(reading, claims), one.things))
    yield from tally.rows("Re-DocRED", {f"all four, {len(pages)} documents": tally.types})
