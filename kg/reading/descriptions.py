"""Definite descriptions: which named or known entity "the group", "the city", "the president" or "the soldiers" refers back to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from spacy.tokens import Doc, Token

from kg.ontology import Ontology
from kg.reading.entities import Found
from kg.reading.phrases import of_object
from kg.reading.salience import History
from kg.records import Entity

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both", "its", "their"})
_STATES = frozenset({"PCLI", "PPLC"})
_BODIES = frozenset({"Organization", "ArmedGroup", "MediaOutlet", "PersonGroup"})
_PLACES = frozenset({"Place", "Facility", "PlaceGroup"})
_PEOPLE = frozenset({"PersonGroup", "ArmedGroup"})
_NAMED_AS = frozenset({"name", "identify", "know", "call"})


class Descriptions:
    """Resolves the nominal mentions of one document against its history; `titled` gives whom a bare title means by now."""

    def __init__(self, doc: Doc, found: Mapping[int, Found], history: History, titled: Mapping[str, Entity], ontology: Ontology) -> None:
        self.doc = doc
        self.found = found
        self.history = history
        self.titled = titled
        self.titles = ontology.words("office-titles")
        self.offices = ontology.words("single-offices")
        self.fighters = ontology.words("fighter-nouns")
        self.groups = ontology.words("group-descriptions")
        self.countries = ontology.words("country-descriptions")
        self.settlements = ontology.words("settlement-descriptions")
        self.divisions = ontology.words("division-descriptions")
        self.parts = ontology.words("part-descriptions")
        self.services = ontology.words("service-nouns")

    def resolve(self, token: Token, mention: Found) -> Entity | None:
        """What the noun phrase `mention` with the head `token` refers back to; None where it stands for itself."""
        lemma = token.lemma_.lower()
        named = self._apposed(token, mention)
        if named is not None:
            return named
        if mention.entity.type == "Government":
            ruler = of_object(token)
            person = self.found.get(ruler.i) if ruler is not None else None
            if person is not None and person.entity.type == "Person":
                return None  # "the government of Abdrabbuh Mansur Hadi": which country's, the text does not say here
            if lemma in {"government", "authorities", "regime"}:
                return self._state(token)
        plain = mention.head == mention.start
        if lemma in self.services and plain:
            return self._named_with(lemma)
        determiner = next((c for c in token.lefts if c.dep_ in {"det", "poss"}), None)
        if determiner is None or determiner.lower_ not in _DEFINITE:
            return None
        if any(t.pos_ in {"PROPN", "NUM"} for t in self.doc[mention.start : mention.head]):
            return None
        if lemma in self.countries:
            return self._state(token)
        return self._described(token, mention, lemma, determiner.lower_)

    def _described(self, token: Token, mention: Found, lemma: str, determiner: str) -> Entity | None:
        plain = mention.head == mention.start
        if lemma == "enemy" and plain:
            here = self.history.sentence_of[token.i]
            spoken = frozenset(s.entity.id for s in self.history.back(token, 0) if s.sentence == here)
            return self.history.best(token, ("ArmedGroup",), sentences=6, skip=spoken)
        if lemma in self.groups:
            return self.history.best(token, ("ArmedGroup",), sentences=6)
        if lemma in self.fighters and plain and token.tag_ == "NNS" and determiner == "the":
            same = self._same_head(token, mention)
            if same is not None or lemma in {"force", "troop", "soldier"}:
                return same
            return self.history.best(token, ("ArmedGroup",), sentences=3)
        if lemma in self.offices and mention.entity.type == "Person":
            bare = all(t.lower_ in self.titles for t in self.doc[mention.start : mention.head])
            return self.titled.get(lemma) if bare else self._same_head(token, mention)
        if lemma in self.settlements and plain:
            return self._place(token, lambda e: (e.feature or "").startswith("PPL") or lemma in e.label.lower())
        if lemma in self.divisions and plain:
            return self._place(token, lambda e: (e.feature or "").startswith("ADM") or lemma in e.label.lower())
        return self._same_head(token, mention)

    def _apposed(self, token: Token, mention: Found) -> Entity | None:
        """ "its Arab component, the Syrian Arab Coalition", "Votel, commander of X": a name beside a description is its name."""
        if (mention.entity.minimum or 1) > 1:
            return None
        if token.lemma_.lower() in self.parts and any(c.dep_ == "prep" for c in token.rights):
            return None  # "Gonesse, a suburb of Paris" says where it lies
        for other in _beside(token, person=mention.entity.type == "Person"):
            named = self.found.get(other.i)
            if named is None or named.kind != "name" or named.entity.id.startswith("report/"):
                continue
            kinds = {named.entity.type, mention.entity.type}
            if len(kinds) == 1 or kinds <= _BODIES or kinds <= _PLACES:
                return named.entity
        return None

    def _named_with(self, word: str) -> Entity | None:
        """ "the police" after "Thames Valley Police": the last body with that word in its name."""
        for seen in reversed(self.history.seen):
            if seen.entity.type == "Organization" and word in seen.entity.label.lower().split():
                return seen.entity
        return None

    def _state(self, token: Token) -> Entity | None:
        """The government that "the government" is: of the country spoken of most, and last."""
        weights: dict[str, float] = {}
        entities: dict[str, Entity] = {}
        for seen in self.history.seen:
            country = seen.entity.country
            if not country:
                continue
            distance = self.history.sentence_of[token.i] - seen.sentence
            state = seen.entity.type == "Government" or seen.entity.feature in _STATES
            weight = (1.0 if state else 0.6) * max(seen.weight, 1.0) / (1 + 0.2 * distance)
            weights[country] = weights.get(country, 0.0) + weight
            if state and (seen.entity.type == "Government" or country not in entities):
                entities[country] = seen.entity
        if not entities:
            return None
        return entities[max(entities, key=lambda c: (weights[c], c))]

    def _place(self, token: Token, wanted: Callable[[Entity], bool]) -> Entity | None:
        places = (s.entity for s in self.history.back(token, 8) if s.entity.type in {"Place", "Facility"})
        return next((e for e in places if wanted(e)), None)

    def _same_head(self, token: Token, mention: Found) -> Entity | None:
        """ "the soldiers" after "three Afghan soldiers": the last mention with that head noun."""
        lemma = token.lemma_.lower()
        for seen in self.history.back(token, 12):
            kinds = {seen.entity.type, mention.entity.type}
            built = seen.entity.type == "Facility" and mention.entity.type in {"Facility", "Place"}
            if len(kinds) > 1 and not kinds <= _PEOPLE and not built:
                continue
            nominal = seen.found.kind == "nominal" and self.doc[seen.found.head].lemma_.lower() == lemma
            last = seen.entity.label.split(" of ")[0].split()[-1:]
            if nominal or [lemma] == [w.lower() for w in last]:
                return seen.entity
        return None


def _beside(token: Token, *, person: bool) -> list[Token]:
    """The names that the text sets equal to the noun `token`: its apposition, its subject ("X is a ..."), what it is "named as"."""
    beside = [c for c in token.rights if c.dep_ == "appos" and c.pos_ == "PROPN" and not any(g.dep_ == "conj" for g in c.rights)]
    if token.dep_ == "appos" and token.head.pos_ == "PROPN":
        beside.append(token.head)
    if token.dep_ == "attr" and token.head.lemma_ == "be" and person:
        beside.extend(c for c in token.head.lefts if c.dep_ == "nsubj" and c.pos_ == "PROPN")
    for child in token.rights:  # "the suspect, named as Brenton Tarrant"
        if child.dep_ == "acl" and child.lemma_ in _NAMED_AS:
            told = [g for p in child.rights if p.dep_ == "prep" and p.lower_ == "as" for g in p.rights]
            beside.extend(g for g in told if g.pos_ == "PROPN")
            beside.extend(c for c in child.rights if c.dep_ == "oprd" and c.pos_ == "PROPN")
    return beside
