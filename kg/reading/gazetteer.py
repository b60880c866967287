"""Places in a text, by the gazetteer: countries, divisions, cities, regions, waters; each with all the places so called.

A name is looked up before the statistical model is believed, which calls Islam Qala a person; but the gazetteer knows a village for
almost every word, so each match is weighed: how known the place is, what the model says, the words beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import log10
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import platformdirs

from kg import ontology
from kg.reading.placeindex import ACRONYM, MAIN, SHORT, PlaceIndex, Toponym, key, name_hash
from kg.reading.placenames import ARTICLE_COUNTRIES, without_article
from kg.reading.words import Words, split, words_of
from kg.records import Entity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SHIPPED = Path(__file__).parent / "data" / "gazetteer"
LONGEST = 6
"""Words of the longest name that is looked for."""
THRESHOLD = 2.5
"""What the evidence for a place must add up to."""
_KNOWN_KEYS = 200_000
_BEFORE = frozenset({"al", "el", "ar", "as", "ash", "at", "an", "ad", "az", "the", "es", "ed"})
_NOT_ALONE = frozenset({"DET", "PRON", "ADP", "CCONJ", "SCONJ", "AUX", "PUNCT", "NUM", "PART", "INTJ", "SYM", "ADV"})
_LABELS = {
    "GPE": 3.0,
    "LOC": 3.0,
    "FAC": 2.0,
    "": -0.5,
    "ORG": -0.5,
    "PERSON": -2.0,
    "NORP": -2.5,
    "PRODUCT": -1.0,
    "EVENT": -1.0,
    "WORK_OF_ART": -2.0,
    "LAW": -2.0,
    "LANGUAGE": -4.0,
}
_OTHER_LABEL = -5.0
_COUNTRIES = frozenset({"PCLI", "PCL", "PCLS", "PCLD", "PCLIX", "CONT", "PCLF"})
_REGIONS = frozenset(
    {"RGN", "SEA", "OCN", "GULF", "STRT", "BAY", "STM", "LK", "LKS", "PEN", "DSRT", "MTS", "MT", "ISL", "ISLS", "VAL", "DLTA"}
    | {"CNL", "CHN"}
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that a name may mean, and how it is called so: by its `main` name, by a division's `short` name."""

    place: Toponym
    main: bool
    short: bool
    acronym: bool


@dataclass(frozen=True, slots=True)
class ToponymHit:
    """Tokens ``doc[start:end]`` name a place or, with `kind` facility, something built that is called by it.

    `candidates` are all places so called, best known first; of a facility, those of the place in its name. `class_word` is what the
    text calls it ("province"), and ``doc[outer_start:outer_end]`` the name with that word. `part` is a word that tells a part of it
    ("northern"), not within the name. `container` is the index, among the hits, of the place that the text says it lies in.
    `weight` is the evidence that this is a place at all; `start_char`, `end_char` are code points of the Doc's text.
    """

    start: int
    end: int
    name: str
    candidates: tuple[Candidate, ...]
    weight: float
    start_char: int
    end_char: int
    kind: Literal["place", "facility"] = "place"
    class_word: str | None = None
    outer_start: int = -1
    outer_end: int = -1
    part: str | None = None
    container: int | None = None
    place_start: int = -1
    place_end: int = -1


class Gazetteer:
    """The gazetteers in use, as one. :meth:`load` opens them."""

    def __init__(self, indexes: Sequence[PlaceIndex], lists: ontology.Ontology | None = None) -> None:
        self.indexes = tuple(indexes)
        self._lists = lists or ontology.load()
        self._known: dict[str, tuple[Candidate, ...]] = {}

    @classmethod
    def load(cls, folder: Path | None = None) -> Gazetteer:
        """Open the shipped gazetteer, and the user's own in `folder` (its usual place, unless given).

        Raises :class:`~kg.errors.SourceError` for a gazetteer that is broken.
        """
        own = folder or user_folder()
        added = sorted(p for p in own.iterdir() if (p / "about.json").is_file()) if own.is_dir() else []
        return cls([PlaceIndex(SHIPPED), *(PlaceIndex(p) for p in added)])

    @cached_property
    def _words(self) -> _Lists:
        return _Lists(self._lists)

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
        self._learn([words])
        return self._known[key(words)]

    def find(self, doc: Doc) -> tuple[ToponymHit, ...]:
        """The places that `doc` names: leftmost and longest, not overlapping, in text order."""
        words = words_of(doc)
        spans = list(_spans(doc, words, self._words.inner))
        self._learn([words.keys[i:j] for i, j in spans])
        people = _people(doc)
        best: dict[int, list[ToponymHit]] = {}
        for i, j in spans:
            candidates = self._known[key(words.keys[i:j])]
            if candidates:
                hit = self._weigh(doc, words, (i, j), candidates, people)
                if hit is not None:
                    best.setdefault(i, []).append(hit)
        return _containers(doc, _leftmost(doc, best, self._words))

    def _learn(self, names: Iterable[Sequence[str]]) -> None:
        """Look up at once all names that have not been met."""
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

    def _weigh(
        self, doc: Doc, words: Words, span: tuple[int, int], candidates: tuple[Candidate, ...], people: frozenset[str]
    ) -> ToponymHit | None:
        """The hit for the words of `span`, if the evidence that they name a place suffices."""
        i, j = span
        raw = "".join(words.raw[i:j])
        if raw.isupper():
            candidates = candidates if len(raw.replace(".", "")) > 3 else tuple(c for c in candidates if c.acronym)
        else:
            candidates = tuple(c for c in candidates if not c.acronym)
        if not candidates:
            return None
        start, end = words.tokens[i], words.tokens[j - 1] + 1
        lists, best = self._words, candidates[0]
        length = j - i
        weight = min(standing(best.place), 3.0) + (0.75 * min(length - 1, 2))
        entity = doc[end - 1].ent_type_
        weight += _LABELS.get(entity, _OTHER_LABEL)
        if best.short and not best.main:
            weight -= 0.5
        if doc[start].pos_ != "PROPN" and doc[end - 1].pos_ != "PROPN" and entity not in ("GPE", "LOC"):
            weight -= 3.0
        word, outer_start, outer_end = lists.class_beside(doc, start, end)
        if word is not None:
            weight += 3.0
        before = doc[start - 1] if start else None
        part = before.lower_ if before is not None and before.lower_ in lists.parts else None
        weight += lists.preposition(doc, start - (part is not None))
        weight += _neighbours(doc, start, end, lists, part is not None)
        if length == 1 and words.keys[i] in people:
            weight -= 4.0
        if weight < THRESHOLD:
            return None
        return ToponymHit(
            start,
            end,
            doc.text[words.starts[i] : words.ends[j - 1]],
            candidates,
            round(weight, 2),
            words.starts[i],
            words.ends[j - 1],
            class_word=word,
            outer_start=outer_start,
            outer_end=outer_end,
            part=part,
            place_start=start,
            place_end=end,
        )


def standing(place: Toponym) -> float:
    """How likely a place is to be meant by its name alone, 0 to 4: countries, then by inhabitants (a tenfold is about 0.6)."""
    if place.feature in _COUNTRIES:
        return 4.0
    if place.feature in _REGIONS:
        return 3.0
    size = log10(place.population + 1)
    if place.feature == "ADM1":
        return 1.0 + 0.28 * size
    if place.feature.startswith("ADM"):
        return 0.35 * size - 0.6
    return (0.5 if place.feature == "PPLC" else 0.0) + 0.55 * size - 0.4


def user_folder() -> Path:
    """Where the user's own gazetteers lie, one folder each."""
    return platformdirs.user_data_path("dateline") / "gazetteer"


class _Lists:
    """The word lists of ``ontology/places.ttl`` in the form that the finder needs."""

    def __init__(self, lists: ontology.Ontology) -> None:
        self.first = lists.words("first-division-classes")
        self.second = lists.words("second-division-classes")
        self.settlement = lists.words("settlement-classes")
        self.classes = self.first | self.second | self.settlement | lists.words("country-classes")
        self.heads = lists.words("facility-heads")
        self.middles = lists.words("facility-middles")
        self.parts = lists.words("part-words")
        self.prepositions = lists.words("place-prepositions")
        self.titles = lists.words("person-titles")
        self.inner = lists.words("name-inner-words")

    def class_beside(self, doc: Doc, start: int, end: int) -> tuple[str | None, int, int]:
        """The class word behind ("Herat province") or before ("the province of Herat", "the town Herat"), and the outer range."""
        if end < len(doc) and doc[end].lower_ in self.classes and doc[end].pos_ in ("NOUN", "PROPN"):
            return doc[end].lower_, start, end + 1
        at = start - 1
        if at > 0 and doc[at].lower_ == "of":
            at -= 1
            if doc[at].lower_ in self.classes:
                return doc[at].lower_, at, end
        elif at >= 0 and doc[at].lower_ in self.classes and doc[at].pos_ == "NOUN":
            return doc[at].lower_, at, end
        return None, start, end

    def preposition(self, doc: Doc, start: int) -> float:
        at = start - 1
        if at >= 0 and doc[at].lower_ == "the":
            at -= 1
        if at < 0:
            return 0.0
        word = doc[at].lower_
        if word in ("in", "near", "outside", "inside", "throughout", "across"):
            return 1.5
        return 1.0 if word in self.prepositions else 0.0


def _spans(doc: Doc, words: Words, inner: frozenset[str]) -> Iterable[tuple[int, int]]:
    """The stretches of words that may be a place's name, by their capitals."""
    raw, keys, tokens, n = words.raw, words.keys, words.tokens, len(words.keys)
    for i in range(n):
        first = raw[i]
        if first[0].isupper():
            token = doc[tokens[i]]
            alone = token.pos_ not in _NOT_ALONE or token.ent_type_ in ("GPE", "LOC", "FAC")
        elif keys[i] in _BEFORE and i + 1 < n and raw[i + 1][0].isupper():
            alone = False
        else:
            continue
        if alone and len(first) > 1:
            yield i, i + 1
        for j in range(i + 1, min(i + LONGEST, n)):
            word = raw[j]
            if word[0].isupper() or (keys[j] == "'s" and keys[i] in ("st.", "st", "saint")):
                yield i, j + 1
            elif keys[j] not in inner:
                break


def _people(doc: Doc) -> frozenset[str]:
    """Folded surnames and first names of the people whom the model sees in full."""
    found: set[str] = set()
    for ent in doc.ents:
        if ent.label_ == "PERSON" and len(ent) > 1:
            parts = split(ent.text)
            found.update((parts[0], parts[-1] if parts[-1] != "'s" else parts[-2]))
    return frozenset(found)


def _neighbours(doc: Doc, start: int, end: int, lists: _Lists, part: bool) -> float:
    """What capitalised words right beside a name say: it is a piece of a longer name, a person's, a team's, an office's."""
    weight = 0.0
    if start > 0 and not part:
        before = doc[start - 1]
        if before.lower_ in lists.titles:
            weight -= 2.0
        elif before.pos_ == "PROPN" and before.text[0].isupper() and before.ent_type_ not in ("GPE", "NORP", "LOC") and before.is_alpha:
            weight -= 1.5 if before.ent_type_ == "PERSON" and doc[start].ent_iob_ == "I" else 1.0
    if end < len(doc):
        after = doc[end]
        if after.pos_ == "PROPN" and after.text[0].isupper() and after.is_alpha and after.lower_ not in lists.classes:
            if doc[end - 1].ent_type_ in ("PERSON", "ORG") and after.ent_iob_ == "I":
                weight -= 2.0
            elif after.lower_ not in lists.heads and after.lower_ not in lists.middles:
                weight -= 0.5
    return weight


def _leftmost(doc: Doc, best: dict[int, list[ToponymHit]], lists: _Lists) -> list[ToponymHit]:
    hits: list[ToponymHit] = []
    taken = -1
    for i in sorted(best):
        hit = max(best[i], key=lambda h: h.end)
        if hit.start < taken:
            continue
        hits.append(_facility(doc, hit, lists))
        taken = hits[-1].end
    return hits


def _facility(doc: Doc, hit: ToponymHit, lists: _Lists) -> ToponymHit:
    """A hit grown over the facility that is named after the place ("Herat International Airport"), or as it was."""
    at = hit.end
    while at < len(doc) and at - hit.end < 4 and doc[at].text[0].isupper() and doc[at].lower_ in lists.middles:
        at += 1
    if at < len(doc) and doc[at].lower_ in lists.heads and (doc[at].text[0].isupper() or at > hit.end or doc[at].pos_ == "NOUN"):
        end = at + 1
        last = doc[at]
        return replace(
            hit,
            end=end,
            name=doc.text[hit.start_char : last.idx + len(last)],
            kind="facility",
            end_char=last.idx + len(last),
            outer_end=max(hit.outer_end, end),
        )
    return hit


def _containers(doc: Doc, hits: list[ToponymHit]) -> tuple[ToponymHit, ...]:
    """Tie a hit to the next one where the text says that it lies there: "X, Y", "X in Y", "X, in northern Y"."""
    tied = list(hits)
    for n in range(len(hits) - 1):
        if _lies_in(doc[hits[n].outer_end : hits[n + 1].outer_start], hits[n + 1]):
            tied[n] = replace(hits[n], container=n + 1)
    return tuple(tied)


def _lies_in(between: Iterable[Token], following: ToponymHit) -> bool:
    texts = [t.lower_ for t in between if t.lower_ not in ("the", "'s") and t.lower_ != following.part]
    if texts in (["in"], [",", "in"], [",", "located", "in"], ["located", "in"], ["of"]):
        return True
    return texts == [","] and following.kind == "place"
