"""Who and what is spoken of in news: entities and coreference of GUM's news reports (Zeldes 2017).

GUM marks every noun phrase, we mark actors and places. So named entities are those that GUM links to Wikipedia, of
class person, organization or place; a mention is found where one of ours is about the same stretch (see ``aligned``).
Coreference is MUC over mentions of these classes (links between mentions; a mention that we do not have breaks its
chain), and, of pronouns, how many get an entity and how many of these the right one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from kg.records import Reading
from tests.benchmarks.attribution import gum_paragraphs
from tests.benchmarks.coreference import gum_mentions
from tests.benchmarks.corpora import Row, Stretch, Text, cover, harmonic, join, read, share

FOLDER = "data/gum_news"
CLASSES = {
    "Person": "person", "PersonGroup": "person", "Government": "organization", "Organization": "organization",
    "ArmedGroup": "organization", "MediaOutlet": "organization", "Place": "place", "PlaceGroup": "place",
    "Facility": "place",
}  # fmt: skip
PRONOUNS = frozenset(
    {"he", "him", "his", "himself", "she", "her", "hers", "herself"}
    | {"it", "its", "itself", "they", "them", "their", "theirs", "themselves"}
)


@dataclass(frozen=True)
class Marked:
    """A mention of GUM's: its class, where it stands, the Wikipedia page if any, and its chain."""

    type: str
    start: int
    end: int
    page: str | None
    chain: int


@dataclass(frozen=True)
class Report:
    """A report with its mentions, in text order."""

    text: Text
    mentions: tuple[Marked, ...]


def report(tsv: Path, starts: set[int]) -> Report:
    """One file of WebAnno 3.2 with the tokens that begin a paragraph."""
    tokens, given = gum_mentions(tsv)
    text, places = _text(tokens, starts)
    mentions = (Marked(g.type, *cover(places, g.tokens[0], g.tokens[-1] + 1), g.page, g.chain) for g in given)
    return Report(Text(tsv.stem, text), tuple(sorted(mentions, key=lambda m: (m.start, m.end))))


def corpus(folder: Path) -> Iterator[Report]:
    """The news reports."""
    for tsv in sorted((folder / "tsv").glob("*.tsv")):
        yield report(tsv, gum_paragraphs(folder / "xml" / f"{tsv.stem}.xml"))


def aligned(ours: Sequence[Stretch], gold: Sequence[Stretch]) -> dict[int, int]:
    """Our mention to gold mention, each once, the best overlap first.

    Two may be the same where they share half of what both cover, or where the gold mention is the smallest around ours
    (GUM's run on to the end of the noun phrase: "US President Barack Obama, who ...").
    """
    pairs = []
    for a, (start, end) in enumerate(ours):
        around = [high - low for low, high in gold if low <= start and end <= high]
        smallest = min(around, default=0)
        for b, (low, high) in enumerate(gold):
            both, whole = min(end, high) - max(start, low), max(end, high) - min(start, low)
            if both > 0 and (2 * both >= whole or (both == end - start and whole == smallest)):
                pairs.append((both / whole, a, b))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, a, b in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        if a not in found and b not in taken:
            found[a] = b
            taken.add(b)
    return found


def muc(chains: Mapping[object, Sequence[int]], other: Mapping[int, object]) -> tuple[int, int]:
    """Links of `chains` that `other` (mention to its chain) keeps, and all links (Vilain et al. 1995)."""
    kept = total = 0
    for members in chains.values():
        parts = {other[m] for m in members if m in other}
        alone = sum(m not in other for m in members)
        total += len(members) - 1
        kept += len(members) - (len(parts) + alone)
    return kept, total


def pronouns(reading: Reading, gold: Report, match: Mapping[int, int]) -> tuple[int, int, int]:
    """Pronouns of GUM that stand for somebody named or described before; those with an entity of ours; the right ones."""
    asked = answered = right = 0
    back = {b: a for a, b in match.items()}
    text = gold.text.text
    for number, mention in enumerate(gold.mentions):
        if text[mention.start : mention.end].lower() not in PRONOUNS or mention.type not in set(CLASSES.values()):
            continue
        before = [m for m in gold.mentions[:number] if m.chain == mention.chain]
        if not any(text[m.start : m.end].lower() not in PRONOUNS for m in before):
            continue
        asked += 1
        if number not in back:
            continue
        answered += 1
        mine = reading.mentions[back[number]]
        named = [
            gold.mentions[match[n]].chain
            for n, m in enumerate(reading.mentions)
            if m.entity == mine.entity and m.kind != "pronoun" and n in match and m.start < mine.start
        ]
        right += bool(named) and named[-1] == mention.chain
    return asked, answered, right


def rows(shared: Path) -> Iterator[Row]:
    """Entities by class, chains, pronouns."""
    named: Counter[str] = Counter()
    found: Counter[str] = Counter()
    classed: Counter[str] = Counter()
    recall, precision, asked = [0, 0], [0, 0], [0, 0, 0]
    golds = list(corpus(shared / FOLDER))
    for gold, (_, reading, _) in zip(golds, read(g.text for g in golds), strict=True):
        match = aligned([(m.start, m.end) for m in reading.mentions], [(m.start, m.end) for m in gold.mentions])
        back = {b: a for a, b in match.items()}
        kinds = set(CLASSES.values())
        for number, mention in enumerate(gold.mentions):
            if mention.page and mention.type in kinds:
                named[mention.type] += 1
                found[mention.type] += number in back
                classed[mention.type] += number in back and CLASSES.get(reading.mentions[back[number]].type) == mention.type
        theirs: dict[object, list[int]] = {}
        for number, mention in enumerate(gold.mentions):
            if mention.type in kinds:
                theirs.setdefault(mention.chain, []).append(number)
        ours: dict[object, list[int]] = {}
        for number, mine in enumerate(reading.mentions):
            ours.setdefault(mine.entity, []).append(number)
        for total, part in (
            (recall, muc(theirs, {b: reading.mentions[a].entity for b, a in back.items()})),
            (precision, muc(ours, {a: gold.mentions[b].chain for a, b in match.items()})),
            (asked, pronouns(reading, gold, match)),
        ):
            for at, count in enumerate(part):
                total[at] += count
    for kind in sorted(named):
        figure = f"found {share(found[kind], named[kind])}, in the right class {share(classed[kind], named[kind])}"
        yield Row("GUM news", f"named entities: {kind}", str(named[kind]), figure)
    p, r = precision[0] / max(precision[1], 1), recall[0] / max(recall[1], 1)
    yield Row("GUM news", "coreference links, MUC", str(recall[1]), f"P {p:.3f}, R {r:.3f}, F1 {harmonic(p, r):.3f}")
    figure = f"answered {share(asked[1], asked[0])}, of these right {share(asked[2], asked[1])}"
    yield Row("GUM news", "pronouns for persons, organizations, places", str(asked[0]), figure)


def _text(tokens: Sequence[str], starts: set[int]) -> tuple[str, list[Stretch]]:
    """The paragraphs, parted by blank lines, and where each token stands."""
    text, places = "", []
    cuts = sorted({0, *(s for s in starts if s < len(tokens)), len(tokens)})
    for start, end in pairwise(cuts):
        part, inside = join(tokens[start:end])
        text += "\n\n" if text else ""
        places += [(a + len(text), b + len(text)) for a, b in inside]
        text += part
    return text, places
