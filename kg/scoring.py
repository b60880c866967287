"""Measures claims against gold claims: precision, recall and F1 of triples, and how well the rest of a claim was read.

A claim is right where relation, subject and object match a gold claim of the same document; an argument matches where
its label or its mention is one of the gold entity's names, case, accents and leading determiners aside, or shares their
head word and half their words. Counted are the distinct triples of a document; claims whose object is a Thing are
neither asked for nor held against anyone. On the matched ones the source chain, factuality, mode, dates, place and
counts are compared.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import SourceError

Record = Mapping[str, Any]
"""A claim as a line of ``claims.jsonl`` holds it."""

_SYMMETRIC = frozenset({"fought", "metWith", "agreedWith", "alliedWith", "borders"})
# fmt: off
_CLASS_WORDS = frozenset((
    "province", "city", "town", "village", "district", "region", "area", "border", "crossing", "base",
    "government", "forces", "force", "fighters", "fighter", "troops", "army", "soldiers", "militants", "militant",
    "group", "movement", "regime", "state", "officials", "official", "authorities", "governorate", "airport",
    "county",
))
# fmt: on
_DETERMINER = re.compile(r"^(?:(?:the|a|an|its|their|his|her|our|this|that|these|those|some|several)\s+)+")
_PREPOSITION = re.compile(r"\s+(?:of|in|from|at|for|with|on|to|near|bordering)\s+")


@dataclass(frozen=True, slots=True)
class Figure:
    """How many were found rightly, were given, and are there."""

    right: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """The share of the given ones that are right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of those there are that were found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def as_dict(self) -> dict[str, float]:
        """The figure for JSON."""
        return {
            "tp": self.right,
            "predicted": self.predicted,
            "gold": self.gold,
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
        }


@dataclass(frozen=True)
class Score:
    """All figures. `facets` are (right, of) on the matched triples; `missed` and `false` say what went wrong."""

    triples: Figure
    pairs: Figure
    claims: Figure
    relations: Mapping[str, Figure]
    facets: Mapping[str, tuple[int, int]]
    missed: tuple[tuple[str, ...], ...]
    false: tuple[tuple[str, ...], ...]

    def as_dict(self) -> dict[str, object]:
        """The score for JSON."""
        return {
            "triples": self.triples.as_dict(),
            "argument pairs, any relation": self.pairs.as_dict(),
            "claims: triple, innermost source, polarity": self.claims.as_dict(),
            "relations": {name: figure.as_dict() for name, figure in self.relations.items()},
            "facets": {n: {"right": r, "of": of, "accuracy": r / of} for n, (r, of) in self.facets.items()},
            "missed": self.missed,
            "false": self.false,
        }


@dataclass(frozen=True)
class Gold:
    """A document with what careful reading finds in it."""

    document: Record
    entities: Mapping[str, Record]
    claims: tuple[Record, ...]

    def names(self, id: str) -> tuple[str, ...]:
        """The names of an entity, the best one first."""
        return tuple(self.entities[id]["names"])

    def is_thing(self, claim: Record) -> bool:
        """Whether the claim's object is a Thing."""
        return bool(self.entities[claim["o"]]["type"] == "Thing")


def read_gold(path: Path) -> Gold:
    """The gold file `path`. Raises :class:`~kg.errors.SourceError` for one that cannot be used."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Gold(data["document"], {e["id"]: e for e in data["entities"]}, tuple(data["claims"]))
    except OSError as error:
        raise SourceError(f"'{path}': cannot be read ({error.strerror}).") from None
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(f"'{path}': is no gold file ({error}); it needs document, entities and claims.") from None


def read_claims(path: Path) -> list[Record]:
    """The lines of a ``claims.jsonl``. Raises :class:`~kg.errors.SourceError` for one that cannot be used."""
    claims: list[Record] = []
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if line.strip():
                claim = json.loads(line)
                if not {"document", "subject", "predicate", "object"} <= set(claim):
                    missing = "document, subject, predicate or object is missing"
                    raise SourceError(f"'{path}', line {number}: is no claim: {missing}.")
                claims.append(claim)
    except OSError as error:
        raise SourceError(f"'{path}': cannot be read ({error.strerror}).") from None
    except (ValueError, TypeError) as error:
        raise SourceError(f"'{path}', line {number}: is no JSON line ({error}).") from None
    return claims


def evaluate(golds: Iterable[Gold], claims: Iterable[Record]) -> Score:
    """The figures for `claims` against `golds`; claims of other documents are left aside."""
    by_document: dict[str, list[Record]] = {}
    for claim in claims:
        by_document.setdefault(claim["document"], []).append(claim)
    total = _Total()
    for gold in golds:
        total.add(gold, by_document.get(gold.document["id"], []))
    return total.score()


@dataclass
class _Total:
    """Counts over documents."""

    right: Counter[str] = field(default_factory=Counter)
    predicted: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    loose: int = 0
    whole: list[Figure] = field(default_factory=list)
    facets_right: Counter[str] = field(default_factory=Counter)
    facets_all: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, ...]] = field(default_factory=list)
    false: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, gold: Gold, claims: Sequence[Record]) -> None:
        """Count one document."""
        self.whole.append(_whole(gold, claims))
        document = gold.document["id"]
        distinct = list({_triple_key(c): c for c in reversed(claims)}.values())[::-1]
        things = [g for g in gold.claims if gold.is_thing(g)]
        left = [c for c in distinct if not any(_matches(gold, g, c) for g in things)]
        self.predicted.update(c["predicate"] for c in left)
        unmatched: list[Record] = []
        for wanted in _distinct_gold(gold):
            self.gold[wanted["p"]] += 1
            hits = [c for c in left if _matches(gold, wanted, c)]
            if not hits:
                unmatched.append(wanted)
                continue
            best = max(hits, key=lambda c: sum(ok for _, ok in _facets(gold, wanted, c)))
            _take(left, best)
            self.right[wanted["p"]] += 1
            for facet, ok in _facets(gold, wanted, best):
                self.facets_all[facet] += 1
                self.facets_right[facet] += ok
        self.false += [
            (document, _label(c["subject"]), c["predicate"], _label(c["object"]), c.get("quote", "")) for c in left
        ]
        for wanted in unmatched:
            self.missed.append((document, wanted["s"], wanted["p"], wanted["o"], wanted["quote"]))
            near = next((c for c in left if _matches(gold, wanted, c, labelled=False)), None)
            if near is not None:
                _take(left, near)
                self.loose += 1

    def score(self) -> Score:
        """The figures."""
        right, predicted, gold = self.right.total(), self.predicted.total(), self.gold.total()
        whole = Figure(*(sum(getattr(f, name) for f in self.whole) for name in ("right", "predicted", "gold")))
        relations = sorted(set(self.gold) | set(self.predicted))
        return Score(
            triples=Figure(right, predicted, gold),
            pairs=Figure(right + self.loose, predicted, gold),
            claims=whole,
            relations={r: Figure(self.right[r], self.predicted[r], self.gold[r]) for r in relations},
            facets={f: (self.facets_right[f], self.facets_all[f]) for f in sorted(self.facets_all)},
            missed=tuple(self.missed),
            false=tuple(self.false),
        )


def _whole(gold: Gold, claims: Sequence[Record]) -> Figure:
    """Claims as triple, innermost source and polarity: two speakers who contradict each other are two claims."""
    wanted: dict[tuple[str, ...], Record] = {}
    for g in gold.claims:
        ends = _ends(g["s"], g["p"], g["o"])
        wanted.setdefault((*ends, g["p"], g["sources"][0], _polarity(g)), g)
    given: dict[tuple[str, ...], Record] = {}
    for c in claims:
        speaker = _plain(_label((c.get("sources") or [{}])[0]))
        given.setdefault((*_triple_key(c), speaker, _polarity(c)), c)
    things = [g for g in wanted.values() if gold.is_thing(g)]
    asked = [g for g in wanted.values() if not gold.is_thing(g)]
    left = [c for c in given.values() if not any(_matches(gold, g, c) for g in things)]
    predicted, right = len(left), 0
    for g in asked:
        for c in left:
            if _polarity(c) == _polarity(g) and _matches(gold, g, c) and _same_speaker(gold, g, c):
                _take(left, c)
                right += 1
                break
    return Figure(right, predicted, len(asked))


def _facets(gold: Gold, g: Record, c: Record) -> Iterator[tuple[str, bool]]:
    """What else was compared of a matched pair, and whether it is right."""
    sources = c.get("sources") or []
    chain = len(sources) == len(g["sources"])
    yield "source chain", chain and all(map(lambda id, s: _is(gold, id, s), g["sources"], sources))
    if len(g["sources"]) > 1:
        yield "innermost source (attributed claims)", _same_speaker(gold, g, c)
    else:
        yield "reporter's own (unattributed claims)", len(sources) <= 1
    factuality = c.get("factuality") == g["factuality"]
    yield "factuality", factuality
    if g["factuality"] != "CT+":
        yield "factuality where not CT+", factuality
    mode = (c.get("mode") or None) == g["mode"]
    yield "mode", mode
    if g["mode"]:
        yield "mode where set", mode
    if g["from"] or g["to"]:
        yield "dates where set", (c.get("from"), c.get("to")) == (g["from"], g["to"])
    else:
        yield "no date invented", not (c.get("from") or c.get("to"))
    if g.get("place"):
        yield "place of event", _is(gold, g["place"], c.get("place"))
    for id, argument in ((g["s"], c["subject"]), (g["o"], c["object"])):
        entity = gold.entities[id]
        if "min" in entity or "max" in entity:
            bounds = (argument.get("min"), argument.get("max"))
            yield "counts", bounds == (entity.get("min"), entity.get("max"))
        if entity.get("geonames"):
            yield "GeoNames id", str(argument.get("geonames") or "") == str(entity["geonames"])


def _matches(gold: Gold, g: Record, c: Record, *, labelled: bool = True) -> bool:
    if labelled and g["p"] != c["predicate"]:
        return False
    if _is(gold, g["s"], c["subject"]) and _is(gold, g["o"], c["object"]):
        return True
    turned = g["p"] in _SYMMETRIC or not labelled
    return turned and _is(gold, g["s"], c["object"]) and _is(gold, g["o"], c["subject"])


def _same_speaker(gold: Gold, g: Record, c: Record) -> bool:
    sources = c.get("sources") or []
    return bool(sources) and _is(gold, g["sources"][0], sources[0])


def _is(gold: Gold, id: str, argument: Record | None) -> bool:
    """Whether a claim's argument stands for the gold entity `id`."""
    if not argument:
        return False
    return any(_alike(gold.names(id), str(name)) for name in (argument.get("label"), argument.get("text")) if name)


@cache
def _alike(names: tuple[str, ...], candidate: str) -> bool:
    plain = _plain(candidate)
    if not plain:
        return False
    words = set(plain.split())
    for name in dict.fromkeys(map(_plain, names)):
        if not name:
            continue
        if name == plain:
            return True
        others = set(name.split())
        shared = words & others
        if words - _CLASS_WORDS and shared >= (words | others) - _CLASS_WORDS:
            return True
        fewest, most = sorted((len(words), len(others)))
        if _head(plain) == _head(name) and 2 * len(shared) >= max(fewest, most - 1):
            return True
    return False


@cache
def _plain(name: str) -> str:
    """A name without case, accents, punctuation, possessives and leading determiners."""
    name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    name = re.sub(r"'s\b|'$", "", name.lower().replace("’", "'"))
    name = " ".join(re.sub(r"[^\w%\s-]", " ", name).replace("-", " ").split())
    return _DETERMINER.sub("", name)


def _head(name: str) -> str:
    """The head word: the last one before a preposition."""
    return _PREPOSITION.split(name)[0].split(" ")[-1]


def _label(argument: Record) -> str:
    return str(argument.get("label") or "")


def _polarity(claim: Record) -> str:
    return "-" if str(claim.get("factuality") or "").endswith("-") else "+"


def _ends(subject: str, predicate: str, obj: str) -> tuple[str, str]:
    if predicate in _SYMMETRIC and obj < subject:
        return obj, subject
    return subject, obj


def _triple_key(c: Record) -> tuple[str, str, str]:
    subject, obj = _ends(_plain(_label(c["subject"])), c["predicate"], _plain(_label(c["object"])))
    return subject, c["predicate"], obj


def _distinct_gold(gold: Gold) -> list[Record]:
    distinct: dict[tuple[str, ...], Record] = {}
    for g in gold.claims:
        if not gold.is_thing(g):
            distinct.setdefault((*_ends(g["s"], g["p"], g["o"]), g["p"]), g)
    return list(distinct.values())


def _take(left: list[Record], chosen: Record) -> None:
    """Take `chosen` itself, not one equal to it, out of `left`."""
    del left[next(i for i, c in enumerate(left) if c is chosen)]
