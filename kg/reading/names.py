"""Proper names: the world list and the gazetteer before the statistical entities, acronyms and short forms tied to their name.

The statistical model calls Islam Qala a person; a list does not. Longest match wins, then list before model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from kg.ontology import Ontology
from kg.reading.entities import Name, name_entity
from kg.reading.nounclasses import Nouns
from kg.reading.people import People
from kg.reading.ties import agree, tie_acronyms, tie_people
from kg.records import Entity

_ENT_TYPES = {
    "PERSON": "Person",
    "ORG": "Organization",
    "FAC": "Facility",
    "GPE": "Place",
    "LOC": "Place",
    "NORP": "PersonGroup",
}
_EDGE = frozenset({"the", "The", "a", "A", "an", "An", "'s", "’s", "'", "’", "“", "”", '"', ",", ".", "-", "–", "‘"})
DESIGNATION = re.compile(r"[A-Z][A-Za-z]{0,3}-\d+\w*$")
"""A type of aircraft, tank or missile: F-16, Su-25s, T-72."""
_ARGUMENTS = frozenset({"dobj", "pobj", "nsubj", "nsubjpass"})
_SURNAMES = frozenset({"hall", "church", "park", "house", "field", "bridge", "temple", "camp", "court", "mill", "banks"})
"""Facility nouns that are family names as well: "Peter Hall"."""
_BEFORE_GROUND = frozenset({"near", "in", "outside", "around", "inside", "across"})
_OFFICES = frozenset({"secretary", "minister", "undersecretary", "secretaries", "ministers"})


@dataclass(frozen=True, slots=True)
class Names:
    """The proper names of a document: `outer` do not overlap; `inner` stand inside longer ones ("Iraqi" in "Iraqi Army")."""

    outer: tuple[Name, ...]
    inner: tuple[Name, ...]


def find_names(doc: Doc, listed: Sequence[Name], ontology: Ontology, place: Callable[[str], Entity | None]) -> Names:
    """Names of `doc`: those `listed` (world list, gazetteer; may overlap) and the model's, one reading a stretch.

    `place` gives the best known place of a name that only the model sees.
    """
    model = _ModelNames(doc, listed, ontology, place)
    directions = ontology.words("direction-words")
    known = [
        _as_called(doc, n, model.nouns)
        for n in listed
        if _is_written_as_name(doc, n, directions) and not model.is_portfolio(n.start, n.end)
    ]
    read = list(model.run())
    people = _titled(doc, model.people, read, listed)
    bearers = {i for n in people for i in range(n.start, n.end)}
    read = [n for n in read if n.entity.type == "Person" or bearers.isdisjoint(range(n.start, n.end))]
    ranked = [(_rank(n), n) for n in (*known, *read)] + [(1, n) for n in people]
    taken = [False] * (len(doc) + 1)
    outer: list[Name] = []
    inner: list[Name] = []
    for _, name in sorted(ranked, key=lambda r: (r[1].start - r[1].end, r[0], r[1].start)):
        if any(taken[name.start : name.end]):
            if name.kind != "model":
                inner.append(name)
            continue
        taken[name.start : name.end] = [True] * (name.end - name.start)
        outer.append(name)
    outer.sort(key=lambda n: n.start)
    outer = tie_acronyms(doc, tie_people(doc, agree(doc, outer), model.titles))
    holder = {i: o for o in outer if o.entity.type != "Place" for i in range(o.start, o.end)}
    inner = [n for n in inner if (o := holder.get(n.start)) is not None and n.end <= o.end and o.entity.id != n.entity.id]
    return Names(tuple(outer), tuple(sorted(inner, key=lambda n: (n.start, n.end))))


def _rank(name: Name) -> int:
    """Which of two readings of one stretch wins: a listed actor, a name behind a title (1), a listed place, the model's guess."""
    if name.kind == "model":
        return 3
    return 2 if name.entity.type == "Place" and name.country is None else 0


def _titled(doc: Doc, people: People, read: Sequence[Name], listed: Sequence[Name]) -> list[Name]:
    """The people behind titles whom the model has not read as people; a country there is no person's name."""
    persons = {i for n in read if n.entity.type == "Person" for i in range(n.start, n.end)}
    states = {n.start for n in listed if n.country}
    return [
        Name(start, end, name_entity(doc[start:end].text, "Person"), "model")
        for start, end in people.titled()
        if start not in states and persons.isdisjoint(range(start, end))
    ]


def titles_off(doc: Doc, start: int, end: int, titles: frozenset[str]) -> int:
    """Where the name proper begins in ``doc[start:end]``: titles before it ("Gen.", "Prime Minister") are passed over."""
    while start < end - 1 and (doc[start].lower_.rstrip(".") in titles or doc[start].is_punct):
        start += 1
    return start


def _is_written_as_name(doc: Doc, name: Name, directions: frozenset[str]) -> bool:
    text = doc[name.start : name.end].text
    return text.lower() not in directions and (not text.islower() or name.end - name.start == 1)


def _as_called(doc: Doc, name: Name, nouns: Nouns) -> Name:
    """ "news agency Fars" is no province: the noun before a place's name says what is so called."""
    if name.entity.type != "Place" or name.start == 0 or name.end - name.start > 1:
        return name
    before = doc[name.start - 1]
    if before.dep_ == "compound" and before.head.i == name.start and before.pos_ == "NOUN":
        kind = {"outlet": "MediaOutlet", "organization": "Organization", "group": "Organization"}.get(nouns.of(before) or "")
        if kind is not None:
            return replace(name, entity=name_entity(doc[name.start : name.end].text, kind), country=None)
    return name


class _ModelNames:
    """The statistical model's entities as names: trimmed, typed by the words in and around them."""

    def __init__(self, doc: Doc, listed: Sequence[Name], ontology: Ontology, place: Callable[[str], Entity | None]) -> None:
        self.doc = doc
        self.states = {n.start: n for n in listed if n.country or n.entity.type == "Place"}
        self.groups = frozenset(n.start for n in listed if n.entity.type == "ArmedGroup")
        self.titles = ontology.words("office-titles")
        self.portfolios = ontology.words("portfolios")
        self.rulers = ontology.words("ruling-offices")
        self.sides = frozenset({"north", "south", "east", "west"})
        self.besieged = ontology.words("ground-verbs")
        self.taken = ontology.words("place-verbs")
        self.motions = ontology.words("motion-verbs")
        self.not_names = ontology.words("not-names")
        self.nouns = Nouns(ontology)
        self.people = People(doc, self.nouns, ontology)
        self.place = place

    def run(self) -> Iterator[Name]:
        """The names, in text order."""
        for ent in self._trimmed():
            if (made := self._name(ent)) is not None:
                yield made

    def _trimmed(self) -> Iterator[Span]:
        """The model's entities; a person's without the country that it begins with ("Ukraine Volodymyr Zelenskyy")."""
        doc = self.doc
        for ent in doc.ents:
            if len(ent) > 1 and ent.label_ == "PERSON" and ent[0].lower_ in _BEFORE_GROUND:  # "Near Raqqah, two strikes ..."
                yield Span(doc, ent.start + 1, ent.end, label="GPE")
                continue
            people = len(ent) == 1 and ent.label_ == "NORP" and ent[0].tag_ == "NNP"
            if people and ent[0].dep_ in _ARGUMENTS and self.place(ent.text) is not None:
                yield Span(doc, ent.start, ent.end, label="GPE")  # "had taken Kidal": no people
                continue
            known = self.states.get(ent.start)
            if (ground := self._before_of(ent)) is not None:
                yield ground
                continue
            if known is not None and known.end + 1 < ent.end and doc[known.end].tag_ == "POS" and self.nouns.of(doc[ent.end - 1]) is None:
                yield Span(doc, known.end + 1, ent.end, label="PERSON")  # "Armenia's Pashinyan"
                continue
            if known is None or (known.country is None and known.end == ent.end):
                place = ent.label_ in {"ORG", "PERSON", "NORP"} and self._is_ground(ent)
                yield Span(doc, ent.start, ent.end, label="GPE") if place else ent
                continue
            ruler = ent.start > 1 and doc[ent.start - 1].lower_ == "of" and doc[ent.start - 2].lemma_.lower() in self.rulers
            person = known.end < ent.end and (ruler or (ent.label_ == "PERSON" and known.country is not None))
            yield Span(doc, known.end, ent.end, label="PERSON") if person else ent

    def _before_of(self, ent: Span) -> Span | None:
        """ "Ramadi" in "cleared Ramadi of Islamic State fighters", which the model takes for one body's name."""
        at = next((t.i for t in ent if t.lower_ in {"of", "from"}), -1)
        if at <= ent.start or at - ent.start > 2 or at + 1 not in self.groups or self.nouns.of(self.doc[at - 1]) is not None:
            return None
        text = self.doc[ent.start : at].text
        return Span(self.doc, ent.start, at, label="GPE") if self.place(text) is not None else None

    def _name(self, ent: Span) -> Name | None:
        doc = self.doc
        kind = _ENT_TYPES.get(ent.label_)
        if kind is None:
            return None
        start, end = _edges_off(doc, ent.start, ent.end)
        end = next((i for i in range(start, end) if doc[i].text in {"(", "["} or DESIGNATION.match(doc[i].text)), end)
        if kind == "Person":
            start = titles_off(doc, start, end, self.titles)
            start, end = self.people.whole(start, end) if start < end else (start, end)
        if doc[start:end].text.lower().startswith(("anti-", "pro-")):
            return None
        if start >= end or not any(t.text[:1].isupper() for t in doc[start:end]) or doc[start:end].text in self.not_names:
            return None
        if kind == "Organization" and (after := self._after_title(start, end)) is not None:
            kind = "Person"
            start, end = self.people.whole(after, end)
        if self._is_office(kind, start, end):
            return None
        head = doc[start:end].root
        if kind == "PersonGroup" and (head.tag_ == "JJ" or head.dep_ in {"amod", "compound"}):
            return None
        if kind in {"Organization", "Place"} and end - start > 1 and start not in self.states and called_a_person(head, self.nouns):
            kind = "Person"
        if kind in {"Organization", "Person", "Place"}:
            kind = self._by_last_word(kind, start, end)
        if (
            end - start == 1
            and kind == "Person"
            and self.nouns.of(doc[start]) in {"fighter", "official", "person"}
            and self._begins_sentence(start)
        ):
            return None  # "Gunmen" at the head of a sentence
        if end - start == 1 and (doc[start].lower_.rstrip(".") in self.people.naming or (kind == "Person" and doc[start].is_lower)):
            return None
        if kind == "Organization":
            start, end = _whole_name(doc, start, end, self.titles)
        text = doc[start:end].text
        known = self.place(text) if kind == "Place" else None
        return Name(start, end, known or name_entity(text, kind), "model")

    def _begins_sentence(self, i: int) -> bool:
        return self.doc[i].is_sent_start or (i > 0 and (self.doc[i - 1].is_space or self.doc[i - 1].is_quote))

    def _is_ground(self, ent: Span) -> bool:
        """ "in Omdurman", "to shell Stepanakert", "took Bakhmut": words that a place alone can follow, whatever the model says."""
        doc = self.doc
        if len(ent) > 2 or ent[0].text.isupper():
            return False
        if ent.root.dep_ == "nsubj" and ent.root.head.lemma_ == "fall" and any(c.lower_ == "to" for c in ent.root.head.rights):
            return self.place(ent.text) is not None  # "Bakhmut fell to Wagner"
        if ent.start == 0:
            return False
        before = doc[ent.start - 1]
        if ent.root.dep_ in {"dobj", "advmod", "npadvmod"} and before == ent.root.head:
            if before.lemma_ in self.besieged and ent.label_ != "ORG":
                return True
            return before.lemma_ in self.taken and len(ent) == 1 and self.place(ent.text) is not None
        if ent.root.dep_ != "pobj" or any(t.dep_ == "appos" for t in ent.root.children):
            return False
        if ent.start > 1 and before.lower_ == "of" and doc[ent.start - 2].lower_ == "out":
            return True
        if before.lower_ == "to" and before.head.lemma_ in self.motions:
            return len(ent) == 1
        inward = len(ent) == 1 and ent.label_ != "ORG" and before.lower_ in {"from", "into", "toward", "towards"}
        return inward or before.lower_ in {"in", "near", "outside", "around"}

    def _after_title(self, start: int, end: int) -> int | None:
        """Where the person's name begins in "UN Special Envoy de Mistura", which the model takes for a body."""
        doc = self.doc
        offices = [i for i in range(start, end - 1) if self.nouns.of(doc[i]) == "official" and doc[i].lower_ in self.titles]
        if offices and end - offices[-1] <= 4 and doc[end - 1].pos_ == "PROPN" and self.nouns.of(doc[end - 1]) is None:
            return offices[-1] + 1
        return None

    def _is_office(self, kind: str, start: int, end: int) -> bool:
        """ "the Ministers of Foreign Affairs" are people, "Emergencies" before "Minister" and "Defense" after "Secretary of" no body."""
        doc = self.doc
        if kind == "Organization" and end - start > 1 and doc[start + 1].lower_ == "of" and self.nouns.of(doc[start]) == "official":
            return True
        if kind == "Person":
            return False
        return (end < len(doc) and doc[end].lemma_.lower() in _OFFICES) or self.is_portfolio(start, end)

    def is_portfolio(self, start: int, end: int) -> bool:
        """Whether ``doc[start:end]`` says what a minister sees to ("Minister of Foreign Affairs")."""
        doc = self.doc
        after_office = start > 1 and doc[start - 1].lower_ == "of" and doc[start - 2].lemma_.lower() in _OFFICES
        return after_office and all(t.lower_ in self.portfolios for t in doc[start:end])

    def _by_last_word(self, kind: str, start: int, end: int) -> str:
        """ "Kunduz Regional Hospital" is a facility, "Badr Brigade" a body, whatever the model says."""
        last = self.doc[end - 1]
        noun = self.nouns.of(last) if last.text[:1].isupper() and end - start > 1 else None
        if kind == "Person" and end - start > 1 and last.lower_ in self.sides:
            return "Place"  # "Qayyarah West"
        if noun == "facility":
            surname = kind == "Person" and end - start == 2 and last.lower_ in _SURNAMES and start not in self.states
            return "Person" if surname else "Facility"
        return "Organization" if noun in {"fighter", "group", "organization"} else kind


def called_a_person(head: Token, nouns: Nouns) -> bool:
    """ "Zaw Min Tun, a spokesman", "Bassem Issa was the commander of": whether the name at `head` is said to be that of one person."""
    called = [c for c in head.rights if c.dep_ == "appos"]
    if head.dep_ == "appos" and head.head.i < head.i:
        called.append(head.head)
    if head.dep_ == "nsubj" and head.head.lemma_ == "be":
        called += [c for c in head.head.rights if c.dep_ == "attr"]
    return any(c.tag_ == "NN" and nouns.of(c) in {"official", "person"} and nouns.class_of(c) == "Person" for c in called)


def _edges_off(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """``doc[start:end]`` without articles, quotation marks and possessive endings; a name does not run over a line break."""
    while start < end and (doc[start].text in _EDGE or doc[start].is_space):
        start += 1
    while end > start and (doc[end - 1].text in _EDGE or doc[end - 1].is_space):
        end -= 1
    return start, next((i for i in range(start, end) if doc[i].is_space and "\n" in doc[i].text), end)


def _whole_name(doc: Doc, start: int, end: int, titles: frozenset[str]) -> tuple[int, int]:
    """A body's name with the capitalised words that the parse counts to it and the number after it ("Mobile Unit Two")."""
    while start > 0 and doc[start - 1].pos_ == "PROPN" and doc[start - 1].dep_ == "compound" and doc[start - 1].head.i < end:
        if doc[start - 1].lower_.rstrip(".") in titles or doc[start - 1].ent_type_ in {"PERSON", "GPE", "NORP", "DATE"}:
            break
        start -= 1
    if end < len(doc) and doc[end].like_num and doc[end].dep_ in {"nummod", "npadvmod", "appos"} and start <= doc[end].head.i < end:
        end += 1
    return start, end
