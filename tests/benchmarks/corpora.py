"""What the adapters of the corpora share: reading texts through the package, and scoring relations between two stretches.

A corpus says that something stands between two stretches of a text; a claim of ours does the same. They agree where
both stretches overlap in characters, and the relation of the claim is one of those that the corpus' type may be called.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from kg import extract, ontology
from kg.extract import Extractor
from kg.reading.reader import Reader
from kg.records import Claim, Document, Reading

ROOT = Path(__file__).resolve().parents[2]
Stretch = tuple[int, int]
Side = tuple[Stretch, ...]
"""One argument: every stretch that stands for it; a single one where the corpus marks mentions, not entities."""


def default_shared() -> Path:
    """The folder with data/ and gold/: DATELINE_SHARED, or ``shared`` beside the checkout."""
    return Path(os.environ.get("DATELINE_SHARED") or ROOT.parent / "shared")


@dataclass(frozen=True)
class Row:
    """One line of the table: of how many, what came out, and what others reached on the same or a like corpus."""

    corpus: str
    measured: str
    of: str
    figure: str
    scale: str = ""


@dataclass(frozen=True)
class Text:
    """A text of a corpus, by name."""

    id: str
    text: str
    date: date | None = None


@dataclass(frozen=True)
class Link:
    """Something stands between two arguments, as the corpus or as a claim says (then `type` is our relation)."""

    type: str
    first: Side
    second: Side


@cache
def tools() -> tuple[Reader, Extractor]:
    """One reader and the packaged extractor, for every corpus of a run."""
    reader = Reader(ontology.load())
    return reader, extract.load("frames", reader.ontology)


def read(texts: Iterable[Text]) -> Iterator[tuple[Text, Reading, list[Claim]]]:
    """Each text with its layers and its claims, in order."""
    reader, extractor = tools()
    for text in texts:
        for reading in reader.read([Document(id=text.id, text=text.text, date=text.date, origin=text.id)]):
            yield text, reading, list(extractor(reading))


def link(claim: Claim) -> Link:
    """A claim between the words that stood for its arguments."""
    one, other = claim.subject, claim.object
    return Link(claim.predicate, ((one.start, one.end),), ((other.start, other.end),))


def asserted(claims: Iterable[Claim]) -> list[Link]:
    """What claims say is so, or may be; a corpus of relations has no denials."""
    return list(dict.fromkeys(link(c) for c in claims if not c.factuality.endswith("-")))


def placed(claims: Iterable[Claim]) -> list[Link]:
    """Whoever a claim speaks of, linked with the place where it happened, as the relation ``place``."""
    found = []
    for claim in claims:
        if claim.place is not None and not claim.factuality.endswith("-"):
            where = ((claim.place.start, claim.place.end),)
            found += [Link("place", side, where) for side in (link(claim).first, link(claim).second)]
    return list(dict.fromkeys(found))


def between(found: Iterable[Link], things: Sequence[Side]) -> list[Link]:
    """The links that stand between two of the `things` that a corpus marks, and not within one of them."""

    def marked(one: Link) -> bool:
        first = {n for n, thing in enumerate(things) if touch(thing, one.first)}
        second = {n for n, thing in enumerate(things) if touch(thing, one.second)}
        return bool(first and second) and not first & second

    return [one for one in found if marked(one)]


def touch(one: Side, other: Side) -> bool:
    """Whether some stretch of `one` shares a character with some stretch of `other`."""
    return any(a < d and c < b for a, b in one for c, d in other)


def same_pair(gold: Link, found: Link, *, either_order: bool) -> bool:
    """Whether both arguments touch, in the order given or, if `either_order`, the other way round."""
    if touch(gold.first, found.first) and touch(gold.second, found.second):
        return True
    return either_order and touch(gold.first, found.second) and touch(gold.second, found.first)


class Tally:
    """Counts of one corpus, by its own relation types.

    `mapping` says, for each relation of ours, the types that it may be, the most usual first; a claim counts for the
    type that it hits, or else, against us, for the first. Claims whose relation is not mapped count nowhere.
    """

    def __init__(self, mapping: Mapping[str, Sequence[str]], *, either_order: bool = False) -> None:
        self.mapping = mapping
        self.either_order = either_order
        self.types = sorted({t for types in mapping.values() for t in types})
        self._gold = dict.fromkeys(self.types, 0)
        self._recalled = dict.fromkeys(self.types, 0)
        self._given = dict.fromkeys(self.types, 0)
        self._right = dict.fromkeys(self.types, 0)

    def add(self, gold: Sequence[Link], found: Sequence[Link]) -> None:
        """Score one text."""
        gold = [g for g in gold if g.type in self._gold]
        found = [f for f in found if f.type in self.mapping]
        for g in gold:
            self._gold[g.type] += 1
            self._recalled[g.type] += any(g.type in self.mapping[f.type] and self._agree(g, f) for f in found)
        for f in found:
            types = self.mapping[f.type]
            hit = next((t for t in types if any(g.type == t and self._agree(g, f) for g in gold)), None)
            self._given[hit or types[0]] += 1
            self._right[hit or types[0]] += hit is not None

    def counts(self, types: Iterable[str] | None = None) -> tuple[int, int, int, int]:
        """Gold, gold that some claim hits, claims, claims that hit; of `types` together, or of all."""
        chosen = list(self.types if types is None else types)
        parts = (self._gold, self._recalled, self._given, self._right)
        gold, recalled, given, right = (sum(part[t] for t in chosen) for part in parts)
        return gold, recalled, given, right

    def f1(self, types: Iterable[str] | None = None) -> float:
        """The harmonic mean of precision and recall of `types` together."""
        gold, recalled, given, right = self.counts(types)
        return harmonic(right / given if given else 0.0, recalled / gold if gold else 0.0)

    def cell(self, types: Iterable[str] | None = None) -> str:
        """Precision, recall and F1 of `types` together, as a cell."""
        gold, recalled, given, right = self.counts(types)
        return shown(right, given, recalled, gold)

    def rows(self, corpus: str, groups: Mapping[str, Sequence[str]], scale: str = "") -> Iterator[Row]:
        """A row a type, then one for each of `groups`; `scale` stands beside the groups."""
        for name, types in (*((t, (t,)) for t in self.types), *groups.items()):
            yield Row(corpus, name, str(self.counts(types)[0]), self.cell(types), scale if name in groups else "")

    def _agree(self, gold: Link, found: Link) -> bool:
        return same_pair(gold, found, either_order=self.either_order)


def harmonic(precision: float, recall: float) -> float:
    """F1."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def shown(right: int, given: int, recalled: int, gold: int) -> str:
    """Precision, recall and F1 in a cell; a dash where nothing was given or asked."""
    precision, recall = right / given if given else None, recalled / gold if gold else None
    cells = (f"{name} {'–' if share is None else f'{share:.3f}'}" for name, share in (("P", precision), ("R", recall)))
    return f"{', '.join(cells)}, F1 {harmonic(precision or 0.0, recall or 0.0):.3f}"


def share(part: int, whole: int) -> str:
    """A share in a cell."""
    return f"{part / whole:.3f}" if whole else "–"


_CLOSING = re.compile(r"^(?:[.,;:!?)\]}%]|'s|n't|''|'(?:re|ve|ll|d|m))$")
_WRITTEN = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"'}
_OPENING = frozenset({"(", "[", "{", "$", "``"})


def join(tokens: Sequence[str]) -> tuple[str, list[Stretch]]:
    """The text that `tokens` were cut from, near enough, and where each stands in it."""
    text, places = "", []
    tight = True
    for raw in tokens:
        token = _WRITTEN.get(raw, raw)
        text += "" if tight or _CLOSING.match(token) else " "
        places.append((len(text), len(text) + len(token)))
        text += token
        tight = raw in _OPENING or token in _OPENING
    return text, places


def cover(places: Sequence[Stretch], start: int, end: int) -> Stretch:
    """Where the tokens `start` to `end`, the last not included, stand."""
    return places[start][0], places[end - 1][1]


Measure = Callable[[Path], Iterator[Row]]
"""What an adapter offers: the rows of its corpus, from the shared folder."""
