"""Actors in a text, by the world list: names, acronyms, demonyms and the seats that stand for governments.

All names are one tree of words; a document is walked once, the longest name that starts leftmost wins. An ambiguous
name or acronym ("IS", "RSF", "Congress") counts only where the document bears it out: it spells the actor out, names
its country, or cites it as a source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from kg import ontology, worldlist
from kg.reading.words import Words, raw_split, split, words_of
from kg.records import Entity
from kg.worldlist import Actor, Institution

if TYPE_CHECKING:
    from spacy.tokens import Doc

Kind = Literal["name", "acronym", "demonym", "metonym"]
_END = ""
_ACRONYM = re.compile(r"[A-Z0-9][A-Z0-9.&/+-]*[A-Z0-9.+]")
_ARTICLES = frozenset({"al", "el", "the", "ash", "as", "ar", "an"})


@dataclass(frozen=True, slots=True)
class ActorHit:
    """Tokens ``doc[start:end]`` stand for `entity`.

    `start_char` and `end_char` are code points of the Doc's text; they are narrower than the tokens where the parser
    keeps "U.S.-led" in one. `kind` tells how: by name, acronym, demonym or adjective ("Afghan"), or a government's
    seat ("Kabul"). `country` is the ISO 3166-1 alpha-2 code of a government or its institution, or of a demonym.
    """

    start: int
    end: int
    entity: Entity
    kind: Kind
    country: str | None
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to write an actor: the words as they must be written, and whether it needs to be borne out by the document."""

    actor: Actor
    kind: Kind
    raw: tuple[str, ...]
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class _Match:
    """Words ``first..last`` (exclusive) may be written for one of `ways`."""

    first: int
    last: int
    ways: tuple[_Way, ...]


class ActorIndex:
    """The world list, compiled. :meth:`load` makes one; it does not change afterwards."""

    def __init__(self, actors: Iterable[Actor], institutions: Iterable[Institution], citing: frozenset[str]) -> None:
        self._citing = citing
        self._actors: dict[str, Actor] = {}
        self._tree: dict[str, object] = {}
        self._institutions: dict[str, object] = {}
        self._made: dict[tuple[str, str], Entity] = {}
        self._governments: dict[str, Actor] = {}
        self._domains: dict[str, Actor] = {}
        self._outlets: dict[str, dict[str, bool]] = {}
        self._demonyms: dict[str, str] = {}
        for actor in actors:
            self._add(actor)
        for institution in institutions:
            for name in institution.names:
                _insert(self._institutions, split(name), institution)

    @classmethod
    def load(cls, folder: Path | None = None) -> ActorIndex:
        """Compile ``actors.ttl`` of the ontology in `folder`; raises what :func:`kg.worldlist.load` raises."""
        world = worldlist.load(folder)
        return cls(world.actors, world.institutions, ontology.load(folder).words("citing-words"))

    def _add(self, actor: Actor) -> None:
        entity = actor.entity
        self._actors[entity.id] = actor
        ways: list[tuple[str, Kind, bool]] = []
        ways += (
            (n, "acronym" if _ACRONYM.fullmatch(n) else "name", False) for n in actor.names if "(" not in n and n not in actor.ambiguous
        )
        ways += ((n, "acronym", False) for n in actor.acronyms if n not in actor.ambiguous)
        ways += ((n, "acronym" if _ACRONYM.fullmatch(n) else "name", True) for n in actor.ambiguous)
        ways += ((n, "demonym", False) for n in (*actor.adjectives, *actor.demonyms))
        ways += ((n, "metonym", False) for n in actor.metonyms)
        for name, kind, ambiguous in ways:
            raw = raw_split(name)
            _insert(self._tree, split(name), _Way(actor, kind, raw, ambiguous))
        for domain in actor.domains:
            self._domains.setdefault(domain, actor)
        if entity.id.startswith("government/") and entity.country:
            self._governments[entity.country] = actor
            for name in (*actor.adjectives, *actor.demonyms):
                self._demonyms.setdefault(" ".join(split(name)), entity.country)
        if entity.type == "MediaOutlet":
            for name in dict.fromkeys((*actor.names, *actor.acronyms, *actor.ambiguous)):
                called = self._outlets.setdefault(_outlet_key(name), {})
                called[entity.id] = called.get(entity.id, True) and name in actor.ambiguous

    def actor(self, entity_id: str) -> Actor | None:
        """The actor with that id, with its parents, countries and all its names."""
        return self._actors.get(entity_id)

    def government(self, country: str) -> Entity | None:
        """The government of an ISO 3166-1 alpha-2 country."""
        found = self._governments.get(country)
        return found.entity if found else None

    def institution_parent(self, entity_id: str) -> str | None:
        """The government that a country's institution belongs to (``government/TR/navy``), for ids that :meth:`find` made."""
        parts = entity_id.split("/")
        return "/".join(parts[:2]) if len(parts) == 3 and parts[0] == "government" else None

    def country_of_demonym(self, word: str) -> str | None:
        """``"AF"`` for "Afghan" and "Afghans", None for a word that is neither adjective nor people of a country."""
        return self._demonyms.get(" ".join(split(word)))

    def outlet_for_domain(self, url: str) -> Entity | None:
        """The outlet that publishes at `url` (an address or a host name)."""
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
        parts = host.lower().split(".")
        for i in range(len(parts) - 1):
            found = self._domains.get(".".join(parts[i:]))
            if found is not None:
                return found.entity
        return None

    def outlet_named(self, name: str) -> Entity | None:
        """The outlet called `name`, with or without "the" or "news agency"; None where two are called so with equal right."""
        called = self._outlets.get(_outlet_key(name), {})
        rightly = [i for i, ambiguous in called.items() if not ambiguous] or list(called)
        return self._actors[rightly[0]].entity if len(rightly) == 1 else None

    def find(self, doc: Doc) -> tuple[ActorHit, ...]:
        """The actors that `doc` names, leftmost and longest first, not overlapping, in text order."""
        words = words_of(doc)
        matches = list(self._matches(words))
        evidence = _Evidence(doc, matches, words, self._citing)
        chosen = [(match, way) for match in matches if (way := evidence.choose(match)) is not None]
        hits, taken = [], 0
        for match, way in chosen:
            hit = self._hit(words, match, way)
            hits.append(self._institution_before(words, match, way, hit, taken) or hit)
            taken = match.last
        return tuple(hits)

    def _hit(self, words: Words, match: _Match, way: _Way) -> ActorHit:
        entity, last, kind = way.actor.entity, match.last, way.kind
        country = entity.country if entity.type == "Government" else None
        if country and entity.id in (f"government/{country}",) and kind in ("demonym", "name", "acronym"):
            possessed = kind != "demonym" and last < len(words.keys) and words.keys[last] == "'s"
            end, institution = self._institution(words, last + possessed)
            if institution is not None and (kind == "demonym" or possessed or institution.slug != "government"):
                entity, last, kind = self._institution_of(way.actor, institution), end, "name"
        first = match.first
        return ActorHit(
            start=words.tokens[first],
            end=words.tokens[last - 1] + 1,
            entity=entity,
            kind=kind,
            country=country,
            start_char=words.starts[first],
            end_char=words.ends[last - 1],
        )

    def _institution_before(self, words: Words, match: _Match, way: _Way, hit: ActorHit, taken: int) -> ActorHit | None:
        """The hit grown over "the foreign ministry of" before a country's name; not over words before `taken`."""
        keys, at = words.keys, match.first - 1
        if at > 0 and keys[at] == "the":
            at -= 1
        country = way.actor.entity.country
        if at <= 0 or keys[at] != "of" or way.kind not in ("name", "acronym") or hit.entity.id != f"government/{country}":
            return None
        for first in range(max(taken, at - 6), at):
            end, institution = self._institution(words, first)
            if institution is not None and end == at:
                return replace(
                    hit,
                    start=words.tokens[first],
                    start_char=words.starts[first],
                    entity=self._institution_of(way.actor, institution),
                    kind="name",
                )
        return None

    def _institution(self, words: Words, at: int) -> tuple[int, Institution | None]:
        """The institution named at word `at`, and where it ends."""
        found, end = None, at
        node: object = self._institutions
        for i in range(at, min(at + 6, len(words.keys))):
            node = node.get(words.keys[i]) if isinstance(node, dict) else None
            if node is None:
                break
            here = node.get(_END) if isinstance(node, dict) else None
            if here:
                found, end = here[0], i + 1
        return end, found

    def _institution_of(self, actor: Actor, institution: Institution) -> Entity:
        if institution.slug == "government":
            return actor.entity
        key = (actor.entity.id, institution.slug)
        made = self._made.get(key)
        if made is None:
            adjective = actor.adjectives[0] if actor.adjectives else actor.entity.label
            for name in institution.names:  # "Iran's parliament" is the "Iranian parliament" that the list knows
                known = _lookup(self._tree, (*split(adjective), *split(name)))
                if known is not None and not known.ambiguous:
                    made = self._made[key] = known.actor.entity
                    return made
            made = self._made[key] = Entity(
                id=f"{actor.entity.id}/{institution.slug}",
                label=f"{adjective} {institution.names[0]}",
                type=institution.type,
                country=actor.entity.country,
            )
        return made

    def _matches(self, words: Words) -> Iterator[_Match]:
        keys, tree = words.keys, self._tree
        i, n = 0, len(keys)
        while i < n:
            node: object = tree.get(keys[i])
            best: _Match | None = None
            j = i
            while isinstance(node, dict):
                j += 1
                here = node.get(_END)
                if here:
                    ways = tuple(w for w in here if _written(w, words.raw, i, j))
                    if ways:
                        best = _Match(i, j, ways)
                node = node.get(keys[j]) if j < n else None
            if best is None:
                i += 1
            else:
                yield best
                i = best.last


class _Evidence:
    """What the document says about which actors are meant by ambiguous names."""

    def __init__(self, doc: Doc, matches: Sequence[_Match], words: Words, citing: frozenset[str]) -> None:
        self.doc = doc
        self.words = words
        self.citing = citing
        self.spelled: set[str] = set()
        self.countries: Counter[str] = Counter()
        self.elsewhere = _bracketed(words, {m.first for m in matches})
        for match in matches:
            sure = [w for w in match.ways if not w.ambiguous]
            if len({w.actor.entity.id for w in sure}) == 1:
                self.spelled.add(sure[0].actor.entity.id)
                self.countries.update(sure[0].actor.countries)

    def choose(self, match: _Match) -> _Way | None:
        """The way that is meant, None where it cannot be told."""
        if match.ways[0].raw[0] == "the" and self._describes(match):
            return None  # "the West Bank"
        sure = {w.actor.entity.id: w for w in reversed(match.ways) if not w.ambiguous}
        if sure and len({w.actor.entity.id for w in match.ways}) == 1:
            way = next(iter(sure.values()))
            return None if way.kind == "acronym" and self._shouted(match) else way
        if match.last - match.first == 1 and self.words.raw[match.first] in self.elsewhere:
            return None  # "Some Other Name (IS)": the text gives it a meaning of its own
        candidates = {w.actor.entity.id: w for w in reversed(match.ways)}
        if match.last - match.first == 1 and self._shouted(match):
            return None
        spelled = [w for i, w in candidates.items() if i in self.spelled]
        if len(spelled) == 1:
            return spelled[0]
        if len(sure) == 1 and not spelled:
            return next(iter(sure.values()))
        scored = sorted(((self._score(match, w), i) for i, w in candidates.items()), reverse=True)
        if scored[0][0] > 0 and (len(scored) == 1 or scored[0][0] > scored[1][0]):
            return candidates[scored[0][1]]
        return None

    def _score(self, match: _Match, way: _Way) -> float:
        if way.actor.entity.type == "MediaOutlet":
            if way.kind == "name" and self._describes(match):
                return 0.0
            return (3.0 if self._cited(match) else 0.0) + 0.1 * self._named(way.actor.countries)
        return 2.0 * self._named(way.actor.countries) / max(1, len(way.actor.countries)) if way.actor.countries else 0.0

    def _named(self, countries: Sequence[str]) -> int:
        return sum(self.countries[c] for c in countries)

    def _describes(self, match: _Match) -> bool:
        """Whether a noun goes on behind it: "the Australian government" is no newspaper."""
        if match.last >= len(self.words.keys) or self.words.keys[match.last] in self.citing:
            return False
        return self.doc[self.words.tokens[match.last]].pos_ in ("NOUN", "PROPN", "ADJ")

    def _cited(self, match: _Match) -> bool:
        keys = self.words.keys
        near = (*keys[max(0, match.first - 4) : match.first], *keys[match.last : match.last + 4])
        return not self.citing.isdisjoint(near)

    def _shouted(self, match: _Match) -> bool:
        """Whether the words on both sides are in capitals too, as in a headline that says nothing by its capitals."""
        raw = self.words.raw
        near = [w for w in (*raw[max(0, match.first - 2) : match.first], *raw[match.last : match.last + 2]) if len(w) > 2 and w.isalpha()]
        return len(near) > 1 and all(w.isupper() for w in near)


def _bracketed(words: Words, known: set[int]) -> frozenset[str]:
    """Acronyms that the text introduces itself, in brackets behind a name that the world list does not know."""
    found = set()
    raw, keys = words.raw, words.keys
    for i in range(2, len(raw) - 1):
        if raw[i - 1] != "(" or raw[i + 1] != ")" or not _ACRONYM.fullmatch(raw[i]) or len(raw[i]) < 2:
            continue
        letters = [c for c in raw[i].casefold() if c.isalpha()]
        for length in range(len(letters), len(letters) + 4):
            first = i - 1 - length
            initials = [k[0] for k in keys[max(first, 0) : i - 1] if k not in ("of", "the", "and", "for", "'s", "in", "de", "sans")]
            if initials == letters and first >= 0 and not known.intersection(range(first, i - 1)):
                found.add(raw[i])
                break
    return frozenset(found)


def _insert(tree: dict[str, object], keys: Sequence[str], value: object) -> None:
    node = tree
    for key in keys:
        below = node.setdefault(key, {})
        assert isinstance(below, dict)
        node = below
    here = node.setdefault(_END, [])
    assert isinstance(here, list)
    here.append(value)


def _lookup(tree: dict[str, object], keys: Sequence[str]) -> _Way | None:
    node: object = tree
    for key in (*keys, _END):
        node = node.get(key) if isinstance(node, dict) else None
    return node[0] if isinstance(node, list) else None


def _written(way: _Way, raw: Sequence[str], first: int, last: int) -> bool:
    """Whether the words are written as the name asks: an acronym letter by letter, a capital where the name has one."""
    written = raw[first:last]
    if way.kind == "acronym":
        return "".join(written) == "".join(way.raw)
    for i, (mine, asked) in enumerate(zip(written, way.raw, strict=True)):
        if asked[0].isupper() and not mine[0].isupper() and not (i == 0 and asked.casefold() in _ARTICLES):
            return False
    return True


def _outlet_key(name: str) -> str:
    keys = list(split(name))
    if keys[:1] == ["the"] and len(keys) > 1:
        keys = keys[1:]
    if keys[-2:] in (["news", "agency"], ["press", "agency"]) and len(keys) > 3:
        keys = keys[:-2]
    return " ".join(keys)
