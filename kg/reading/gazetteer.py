"""The gazetteer: countries, divisions, cities, regions and waters of the world, and what a user added from a GeoNames dump."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import platformdirs

from kg import ontology
from kg.reading.placedump import Added, read_dump
from kg.reading.placefinder import PlaceFinder
from kg.reading.placeindex import ACRONYM, MAIN, SHORT, Candidate, PlaceIndex, Toponym, key, name_hash, standing
from kg.reading.placenames import ARTICLE_COUNTRIES, without_article
from kg.reading.toponymhits import ToponymHit
from kg.reading.words import split
from kg.records import Entity

if TYPE_CHECKING:
    from spacy.tokens import Doc

SHIPPED = Path(__file__).parent / "data" / "gazetteer"
_KNOWN_KEYS = 200_000
"""Keys whose places are kept in memory."""


class Gazetteer:
    """The gazetteers in use, as one. :meth:`load` opens them."""

    def __init__(self, indexes: Sequence[PlaceIndex], lists: ontology.Ontology | None = None) -> None:
        self.indexes = tuple(indexes)
        self._finder = PlaceFinder(lists or ontology.load())
        self._known: dict[str, tuple[Candidate, ...]] = {}

    @classmethod
    def load(cls, folder: Path | None = None) -> Gazetteer:
        """Open the shipped gazetteer, and the user's own in `folder` (:func:`user_folder`, unless given).

        Raises :class:`~kg.errors.SourceError` for a gazetteer that is broken.
        """
        own = folder or user_folder()
        added = sorted(p for p in own.iterdir() if (p / "about.json").is_file()) if own.is_dir() else []
        return cls([PlaceIndex(SHIPPED), *(PlaceIndex(p) for p in added)])

    @cached_property
    def _countries(self) -> dict[str, Toponym]:
        found: dict[str, Toponym] = {}
        for index in self.indexes:
            for country in index.countries():
                found.setdefault(country.country, country)
        return found

    def country(self, code: str) -> Entity | None:
        """The country with that ISO 3166-1 alpha-2 code, as a place."""
        found = self._countries.get(code)
        return found.entity if found else None

    def place(self, ident: int) -> Toponym | None:
        """The place with that GeoNames id."""
        return next((p for index in self.indexes if (p := index.by_id(ident)) is not None), None)

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        """All places called `name`, best known first; accents, case, hyphens and an Arabic article do not matter."""
        words = split(name)
        self.learn([words])
        return self._known[key(words)]

    def find(self, doc: Doc) -> tuple[ToponymHit, ...]:
        """The places that `doc` names: leftmost and longest, not overlapping, in text order."""
        return self._finder.find(doc, self)

    def known(self, name_key: str) -> tuple[Candidate, ...]:
        """The places of a key that was learned; best known first."""
        return self._known[name_key]

    def learn(self, names: Iterable[Sequence[str]]) -> None:
        """Look up at once the names (as folded words) that have not been met yet."""
        if len(self._known) > _KNOWN_KEYS:
            self._known.clear()
        new: dict[str, tuple[int, ...]] = {}
        hashes: list[int] = []
        for words in names:
            name = key(words)
            if name in self._known or name in new:
                continue
            bare = without_article(tuple(words))
            forms = [name] if len(bare) == len(words) else [name, key(bare)]
            new[name] = tuple(range(len(hashes), len(hashes) + len(forms)))
            hashes += [name_hash(f) for f in forms]
        if not new:
            return
        asked = np.array(hashes, np.uint64)
        answers: dict[int, list[Candidate]] = {}
        for index in self.indexes:
            for at, row, flags in index.lookup(asked):
                answers.setdefault(at, []).append(
                    Candidate(index.place(row), bool(flags & MAIN), bool(flags & SHORT), bool(flags & ACRONYM))
                )
        for name, positions in new.items():
            found: dict[int, Candidate] = {}
            for n, at in enumerate(positions):
                for candidate in answers.get(at, ()):
                    if n == 0 or candidate.place.country in ARTICLE_COUNTRIES:
                        found.setdefault(candidate.place.id, candidate)
            self._known[name] = tuple(sorted(found.values(), key=lambda c: (-standing(c.place), c.place.id)))


def add_dump(path: Path, folder: Path | None = None) -> Added:
    """Make a gazetteer of a GeoNames dump that :meth:`Gazetteer.load` finds, in `folder` (:func:`user_folder`, unless
    given).

    A dump of the same file name takes the older one's place. Raises what :func:`kg.reading.placedump.read_dump` raises.
    """
    name = re.sub(r"\W+", "-", path.stem).strip("-").lower() or "dump"
    return read_dump(path, (folder or user_folder()) / name, PlaceIndex(SHIPPED).codes())


def user_folder() -> Path:
    """Where the user's own gazetteers lie, one folder each."""
    return platformdirs.user_data_path("dateline") / "gazetteer"
