"""Which of the places so called is meant: by what the text calls it, where it says it lies, the countries and places
around it.

One sense a name a document (Gale, Church & Yarowsky 1992): all mentions of a name are weighed together. The features
are those that toponym resolution has found to carry (Leidner 2007): standing by inhabitants, containment said in the
text, country context, nearness.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import asin, cos, exp, radians, sin, sqrt

from kg import ontology
from kg.reading.placeindex import Candidate, Toponym, key, lies_in, standing
from kg.reading.toponymhits import ToponymHit
from kg.reading.words import split

EARTH_RADIUS_KM = 6371.0
NEAR_KM = 200.0
_COUNTRY = 2.6
_DIVISION = 1.2
_NO_COUNTRY = 1.3
"""Seas and continents lie in no country, so that no context speaks for them."""
_CLASS = 4.0
_CONTAINED = 5.0
_NEAR = 0.8
_MAIN, _SHORT = 0.2, -0.1
_SHARPNESS = 2.0
_TRUSTED = 0.6
"""From this confidence on a place counts as a neighbour of others."""
_NOTHING = 1e-9
_BARE = 2.4
"""Below this standing a place in a country that the text does not name is not believed."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of where a document plays: weights of countries (ISO 3166-1 alpha-2), and places known from elsewhere."""

    countries: Mapping[str, float] = field(default_factory=dict)
    places: tuple[Toponym, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The place that a hit means, and how sure that is, 0 to 1 (its share among the candidates' exponentiated scores)."""

    place: Toponym
    confidence: float


def context(countries: Iterable[str | None], places: Iterable[Toponym] = ()) -> Context:
    """A context from the countries that a document names (once for each mention) and places known otherwise."""
    return Context(Counter(c for c in countries if c), tuple(places))


def choose(hits: Sequence[ToponymHit], context: Context | None = None, lists: ontology.Ontology | None = None) -> tuple[Choice | None, ...]:
    """One choice a hit, in their order; None where the hit has no candidate."""
    classes = _Classes(lists or ontology.load())
    given = context or Context()
    groups = _senses(hits, classes)
    chosen: dict[str, Choice] = {}
    for _ in range(2):
        around = _Around(given, hits, groups, chosen)
        chosen = {
            name: made
            for name, members in groups.items()
            if (made := _choose_one(name, [hits[n] for n in members], hits, around, classes)) is not None
        }
    by_hit = {n: chosen.get(name) for name, members in groups.items() for n in members}
    return tuple(by_hit[n] for n in range(len(hits)))


def distance(one: Toponym, other: Toponym) -> float:
    """Kilometres between two places on a sphere (haversine)."""
    lat1, lat2 = radians(one.lat), radians(other.lat)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


class _Classes:
    def __init__(self, lists: ontology.Ontology) -> None:
        self.first = lists.words("first-division-classes")
        self.second = lists.words("second-division-classes")
        self.settlement = lists.words("settlement-classes")
        self.country = lists.words("country-classes")
        self.land = lists.words("region-classes") - self.first
        self.water = lists.words("water-classes")

    def kind(self, hit: ToponymHit) -> str:
        """What the text calls a place: a division, a district, a settlement, or nothing that tells."""
        word = hit.class_word
        if word is None or hit.kind == "facility":
            return ""
        if word in self.settlement:
            return "settlement"
        if word in self.first and (word not in self.second or any(c.place.feature == "ADM1" for c in hit.candidates)):
            return "division"
        return "district" if word in self.second else ""

    def fit(self, word: str, place: Toponym) -> float:
        """How well a class word suits a place, -1 to 1."""
        feature = place.feature
        if word in self.land and feature[:3] in ("ADM", "PPL", "PCL"):
            return 0.0  # "the coast of Florida"
        if feature == "ADM1":
            return 1.0 if word in self.first else (0.3 if word in self.second else -1.0)
        if feature.startswith("ADM"):
            return 1.0 if word in self.second else (0.4 if word in self.first else -0.8)
        if feature.startswith("PPL"):
            return 1.0 if word in self.settlement else -0.8
        if feature.startswith("PCL"):
            return 1.0 if word in self.country else (0.6 if word in self.first else -1.0)
        return 1.0 if word in self.land or word in self.water else -0.3


def _place_key(hit: ToponymHit) -> str:
    """The folded name of the place in a hit."""
    words = split(hit.name)
    if hit.kind == "facility":
        words = words[: max(1, hit.place_end - hit.place_start)]
    return key(words)


def _senses(hits: Sequence[ToponymHit], classes: _Classes) -> dict[str, list[int]]:
    """The hits of one sense: of one name, but a district apart, and a city apart where the text speaks of its province as well."""
    kinds: dict[str, set[str]] = {}
    own = [(_place_key(hit), classes.kind(hit)) for hit in hits]
    for name, kind in own:
        kinds.setdefault(name, set()).add(kind)
    groups: dict[str, list[int]] = {}
    for n, (name, kind) in enumerate(own):
        apart = kind == "district" or (kind and {"division", "settlement"} <= kinds[name])
        groups.setdefault(f"{name}|{kind}" if apart else name, []).append(n)
    return groups


class _Around:
    """What the rest of a document speaks of: countries, divisions and places, each question leaving one name's own share out.

    Everything is summed once, so that a text of thousands of names takes time in proportion to them.
    """

    def __init__(self, given: Context, hits: Sequence[ToponymHit], groups: Mapping[str, list[int]], chosen: Mapping[str, Choice]) -> None:
        self._countries: dict[str, float] = defaultdict(float, given.countries)
        self._divisions: dict[int, float] = defaultdict(float)
        self._own: dict[str, tuple[str, int, float]] = {}
        self._cells: dict[tuple[int, int], list[tuple[str, Toponym]]] = defaultdict(list)
        self._inside: Counter[str | int] = Counter()
        self._placed: dict[str, Toponym] = {}
        for place in given.places:
            self._add_place("", place)
        for name, members in groups.items():
            choice, first = chosen.get(name), hits[members[0]].candidates
            if choice is not None:
                place, weight = choice.place, len(members) * choice.confidence
                self._own[name] = (place.country, place.id if place.feature == "ADM1" else place.admin1, weight)
                if choice.confidence > _TRUSTED and not place.feature.startswith("PCL"):
                    self._add_place(name, place)
            elif not chosen and first and first[0].place.feature.startswith("PCL"):
                self._own[name] = (first[0].place.country, 0, float(len(members)))
        for country, division, weight in self._own.values():
            self._countries[country] += weight
            self._divisions[division] += weight
        self._countries.pop("", None)
        self._divisions.pop(0, None)
        self._total = sum(self._countries.values())

    def _add_place(self, name: str, place: Toponym) -> None:
        self._cells[_cell(place)].append((name, place))
        self._placed[name] = place
        areas: set[str | int] = {place.country, place.admin1, place.admin2}
        self._inside.update(areas - {"", 0})

    def country(self, code: str, name: str) -> float:
        """The share of a country in what else the text names, 0 to 1."""
        return self._share(self._countries.get(code, 0.0), name, code == self._own.get(name, ("",))[0])

    def division(self, ident: int, name: str) -> float:
        """The same of a first division."""
        own = self._own.get(name)
        return self._share(self._divisions.get(ident, 0.0), name, own is not None and own[1] == ident)

    def _share(self, weight: float, name: str, same: bool) -> float:
        country, _, own = self._own.get(name, ("", 0, 0.0))
        total = self._total - (own if country else 0.0)
        return max(0.0, weight - own if same else weight) / total if total > _NOTHING else 0.0

    def strange(self, code: str, name: str) -> bool:
        """Whether the text names countries, and not this one."""
        country, _, own = self._own.get(name, ("", 0, 0.0))
        return self._total - (own if country else 0.0) > _NOTHING and self.country(code, name) <= _NOTHING

    def nearness(self, place: Toponym, name: str) -> float:
        """How near the other places lie, 1 to 0; a country or division is as near as can be to what lies in it."""
        own = self._placed.get(name)
        area = place.country if place.feature.startswith("PCL") else place.id
        inside = self._inside.get(area, 0) - (own is not None and area in (own.country, own.admin1, own.admin2))
        if inside > 0:
            return 1.0
        if place.feature.startswith("PCL"):
            return 0.0
        row, column = _cell(place)
        near = (p for i in (-1, 0, 1) for j in (-1, 0, 1) for n, p in self._cells.get((row + i, column + j), ()) if n != name)
        return exp(-min((distance(place, p) for p in near if p.id != place.id), default=1e9) / NEAR_KM)


def _cell(place: Toponym) -> tuple[int, int]:
    """A square of the map, about 400 km from north to south."""
    return int(place.lat // 4), int(place.lon // 4)


def _choose_one(name: str, members: Sequence[ToponymHit], hits: Sequence[ToponymHit], around: _Around, classes: _Classes) -> Choice | None:
    candidates = members[0].candidates
    if not candidates:
        return None
    containers = tuple({hits[m.container].name: hits[m.container] for m in members if m.container is not None}.values())
    words = {m.class_word for m in members if m.class_word and m.kind == "place"}
    scores = [_score(c, words, containers, classes) + _surrounded(c.place, name, around) for c in candidates]
    best = max(range(len(candidates)), key=lambda n: (scores[n], -n))
    place = candidates[best].place
    contained = any(_contained(place, c) for c in containers)
    if place.country and not contained and standing(place) < _BARE and around.strange(place.country, name):
        return None  # a village far from all that the text speaks of: more likely one that the gazetteer lacks
    total = sum(exp(_SHARPNESS * (s - scores[best])) for s in scores)
    return Choice(place, round(1.0 / total, 3))


def _score(candidate: Candidate, words: set[str], containers: Sequence[ToponymHit], classes: _Classes) -> float:
    """What the name itself and the words beside it say for a candidate."""
    place = candidate.place
    score = standing(place)
    score += _MAIN if candidate.main else (_SHORT if candidate.short else 0.0)
    if words:
        score += _CLASS * max(classes.fit(w, place) for w in words)
    elif place.feature.startswith("ADM") and place.feature != "ADM1":
        score -= 0.8
    return score + max((_contained(place, c) for c in containers), default=0.0)


def _surrounded(place: Toponym, name: str, around: _Around) -> float:
    """What the rest of the document says for a place."""
    score = _NO_COUNTRY
    if place.country:
        score = _COUNTRY * around.country(place.country, name) + _DIVISION * around.division(place.admin1, name)
    return score + _NEAR * around.nearness(place, name)


def _contained(place: Toponym, container: ToponymHit) -> float:
    """Whether a candidate lies in one of the places that the container may mean."""
    for candidate in container.candidates:
        outer = candidate.place
        if lies_in(place, outer):
            return _CONTAINED
        if outer.feature.startswith("PPL") and place.feature.startswith("PPL") and 0 < distance(place, outer) < 40:
            return 0.5 * _CONTAINED
    return 0.0
