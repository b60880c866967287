"""Coreference by rule: pronouns, first persons inside quotations, and definite descriptions ("the group", "the city").

Each lands on the most salient earlier mention of the right kind (subjects before objects, near before far; after Lappin &
Leass 1994), or on none: a wrong entity costs more than a missing one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.ontology import Ontology
from kg.reading.attribution import RawAttribution
from kg.reading.mentions import Found
from kg.records import Entity

_HE = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})
_THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
_IT = frozenset({"it", "its", "itself"})
_I = frozenset({"i", "me", "my", "mine", "myself"})
_WE = frozenset({"we", "us", "our", "ours", "ourselves"})
_BODY = ("ArmedGroup", "Organization", "Government", "MediaOutlet")
_MANY = ("PersonGroup", "ArmedGroup", "Organization", "Government")
_WINDOW = 3
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both", "its", "their"})
_GROUP_WORDS = frozenset(
    {
        "group",
        "movement",
        "militia",
        "insurgency",
        "organisation",
        "organization",
        "faction",
        "network",
        "outfit",
        "rebellion",
    }
)
_COUNTRY_WORDS = frozenset({"country", "nation", "kingdom", "republic", "state"})
_PARTS = frozenset({"suburb", "district", "neighborhood", "neighbourhood", "part", "town", "city", "village", "island", "province", "region"})
_SERVICES = frozenset({"police", "army", "navy", "military", "opposition", "parliament", "coalition"})
_POPULATED = frozenset({"city", "town", "village", "capital", "port", "settlement", "suburb"})
_DIVISION = frozenset({"province", "region", "governorate", "district", "county", "oblast"})
_TITLES = frozenset(
    {"president", "minister", "secretary", "premier", "general", "governor", "mayor", "chancellor", "king", "commander", "spokesman",
     "spokeswoman", "spokesperson", "ambassador", "envoy", "leader", "chief", "director", "senator", "colonel", "prince"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Seen:
    token: int
    sentence: int
    weight: float
    entity: Entity
    found: Found


class Coreference:
    """Runs over a document once, in text order, keeping what has been spoken of."""

    def __init__(
        self, doc: Doc, found: Sequence[Found], attributions: Sequence[RawAttribution], ontology: Ontology
    ) -> None:
        self.doc = doc
        self.found = {f.head: f for f in found}
        self.attributions = attributions
        self.titles = ontology.words("office-titles")
        self.fighters = ontology.words("fighter-nouns")
        self.sentence_of = [0] * len(doc)
        for number, sentence in enumerate(doc.sents):
            for token in sentence:
                self.sentence_of[token.i] = number
        self.history: list[_Seen] = []
        self.speaker_at = self._speakers()
        self.body_of: dict[str, Entity] = {}
        self.titled: dict[str, Entity] = {}

    def run(self) -> tuple[dict[int, Found], dict[int, Entity]]:
        """Pronouns as mentions by token, and nominal mentions that stand for an entity named before, by head token."""
        pronouns: dict[int, Found] = {}
        nominals: dict[int, Entity] = {}
        for token in self.doc:
            if token.pos_ == "PRON" or token.tag_ == "PRP$":
                entity = self._pronoun(token)
                if entity is not None:
                    made = Found(token.i, token.i, token.i + 1, entity, "pronoun")
                    pronouns[token.i] = made
                    self._remember(token, made, entity)
                continue
            mention = self.found.get(token.i)
            if mention is None:
                continue
            entity = mention.entity
            if mention.kind == "nominal" and entity.id.startswith("report/"):
                named = self._description(token, mention)
                if named is not None:
                    nominals[token.i] = named
                    entity = named
            self._remember(token, mention, entity)
        return pronouns, nominals

    def _remember(self, token: Token, mention: Found, entity: Entity) -> None:
        top = token
        while top.dep_ in {"compound", "conj", "appos"} and top.head.i < top.i:
            top = top.head
        weight = 1.0
        if top.dep_ in {"nsubj", "nsubjpass"}:
            weight = 3.0
        elif top.dep_ in {"dobj", "dative"}:
            weight = 1.5
        elif token.dep_ in {"amod", "compound", "nmod", "poss"}:
            weight = 0.7
        self.history.append(_Seen(token.i, self.sentence_of[token.i], weight, entity, mention))
        if entity.type == "Person":
            self._learn(token, mention, entity)

    def _learn(self, token: Token, mention: Found, entity: Entity) -> None:
        """The person's titles and the body that he or she belongs to, from the words around the name."""
        head = self.doc[mention.head]
        around = [t for t in head.lefts if t.dep_ in {"compound", "amod", "poss", "nmod"}]
        around += [t for c in head.children if c.dep_ == "appos" for t in c.subtree]
        if head.dep_ == "appos":
            around += [head.head, *head.head.children]
        for other in around:
            before = other.nbor(-1).lower_ if other.i > 0 else ""
            if other.lemma_.lower() in _TITLES and before not in {
                "vice",
                "deputy",
                "former",
                "assistant",
                "opposition",
            }:
                self.titled[other.lemma_.lower()] = entity
            named = self.found.get(other.i)
            if named is not None and named.entity.type in _BODY and named.entity.id != entity.id:
                self.body_of.setdefault(entity.id, named.entity)

    def _best(
        self, token: Token, types: tuple[str, ...], *, window: int = _WINDOW, skip: frozenset[str] = frozenset()
    ) -> Entity | None:
        here = self.sentence_of[token.i]
        scores: dict[str, float] = {}
        entities: dict[str, Entity] = {}
        for seen in reversed(self.history):
            distance = here - seen.sentence
            if distance > window:
                break
            acting = seen.entity.feature == "PCLI" and "Government" in types and seen.weight > 1
            if not (seen.entity.type in types or acting) or seen.entity.id in skip:
                continue
            value = seen.weight / (1 + distance)
            if seen.found.start <= token.i < seen.found.end:
                continue
            scores[seen.entity.id] = scores.get(seen.entity.id, 0.0) + value * (
                1 + (seen.token / (len(self.doc) + 1)) * 0.2
            )
            entities.setdefault(seen.entity.id, seen.entity)
        if not scores:
            return None
        return entities[max(scores, key=lambda i: (scores[i], i))]

    def _pronoun(self, token: Token) -> Entity | None:
        word = token.lower_
        if word in _I | _WE:
            speaker = self.speaker_at.get(token.i)
            if speaker is None:
                return None
            entity = self._entity_at(speaker)
            if entity is None or word in _I:
                return entity
            if word == "our":
                return self.body_of.get(entity.id)
            return self.body_of.get(entity.id, entity)
        if word in _HE:
            return self._best(token, ("Person",), window=4)
        skip = frozenset({e.id for e in (self._object_of_own_verb(token),) if e is not None})
        if word in _THEY:
            return (
                self._clause_mate(token, _MANY)
                or self._best(token, ("PersonGroup", "ArmedGroup"), skip=skip)
                or self._best(token, _MANY, skip=skip, window=1)
            )
        if word in _IT:
            if token.dep_ in {"expl"} or (
                token.dep_ in {"nsubj", "nsubjpass"}
                and token.head.lemma_ in {"be", "seem", "appear"}
                and token.tag_ != "PRP$"
            ):
                return None
            return self._clause_mate(token, _BODY) or self._best(token, _BODY, window=1, skip=skip)
        return None

    def _object_of_own_verb(self, token: Token) -> Entity | None:
        """A subject pronoun is not the object of its own verb."""
        if token.dep_ not in {"nsubj", "nsubjpass"}:
            return None
        direct = next((c for c in token.head.rights if c.dep_ == "dobj"), None)
        return self._entity_at(direct.i) if direct is not None else None

    def _clause_mate(self, token: Token, types: tuple[str, ...]) -> Entity | None:
        """For a possessive: the subject of its own clause, or of the clause around where it is part of that subject."""
        if token.tag_ != "PRP$":
            return None
        verb = token.head
        for _ in range(12):
            if verb.pos_ in {"VERB", "AUX"}:
                asked = [g for c in verb.rights if c.dep_ == "prep" and c.lower_ == "on" for g in c.rights if g.dep_ == "pobj"]
                near = [c for c in verb.lefts if c.dep_ in {"nsubj", "nsubjpass"}]
                for subject in (*asked, *near) if verb.lemma_ == "call" else near:
                    if subject.i >= token.i or subject.is_ancestor(token):
                        continue
                    entity = self._entity_at(subject.i)
                    if entity is not None and (entity.type in types or entity.feature == "PCLI"):
                        return entity
            if verb.head == verb:
                break
            verb = verb.head
        return None

    def _entity_at(self, index: int) -> Entity | None:
        for seen in reversed(self.history):
            if seen.token == index:
                return seen.entity
        mention = self.found.get(index)
        return mention.entity if mention is not None else None

    def _speakers(self) -> Mapping[int, int]:
        speakers: dict[int, int] = {}
        direct = [a for a in self.attributions if a.direct and a.source_head is not None]
        for attribution in sorted(direct, key=lambda a: -a.size):
            for start, end in attribution.content:
                for i in range(start, end):
                    speakers[i] = attribution.source_head or 0
        return speakers

    def _description(self, token: Token, mention: Found) -> Entity | None:
        """What a definite noun phrase refers back to."""
        lemma = token.lemma_.lower()
        named = self._apposed(token, mention)
        if named is not None:
            return named
        if mention.entity.type == "Government" and any(
            c.dep_ == "pobj" and self.found.get(c.i) is not None and self.found[c.i].entity.type == "Person"
            for p in token.rights
            if p.dep_ == "prep" and p.lower_ == "of"
            for c in p.rights
        ):
            return None  # "the government of Abdrabbuh Mansur Hadi": which country's, the text does not say here
        if mention.entity.type == "Government" and lemma in {"government", "authorities", "regime"}:
            return self._state(token)
        if lemma in _SERVICES and mention.head == mention.start:
            return self._named_with(token, lemma)
        determiner = next((c for c in token.lefts if c.dep_ in {"det", "poss"}), None)
        extra = [t for t in self.doc[mention.start : mention.head] if t.pos_ in {"PROPN", "NUM"}]
        if lemma in _COUNTRY_WORDS and determiner is not None and determiner.lower_ in _DEFINITE and not extra:
            return self._state(token)
        if determiner is None or determiner.lower_ not in _DEFINITE or extra:
            return None
        if mention.entity.minimum is not None and determiner.lower_ not in {"the", "these", "those", "both"}:
            return None
        plain = mention.head == mention.start
        if lemma == "enemy" and plain:
            here = frozenset(s.entity.id for s in self.history if s.sentence == self.sentence_of[token.i])
            return self._best(token, ("ArmedGroup",), window=6, skip=here)
        if lemma in _GROUP_WORDS:
            return self._best(token, ("ArmedGroup",), window=6)
        if lemma in self.fighters and plain and token.tag_ == "NNS" and determiner.lower_ == "the":
            same = self._same_head(token, mention)
            return same or (
                self._best(token, ("ArmedGroup",), window=3) if lemma not in {"force", "troop", "soldier"} else None
            )
        if lemma in _TITLES and mention.entity.type == "Person":
            bare = all(t.lower_ in self.titles for t in self.doc[mention.start : mention.head])
            return self.titled.get(lemma) if bare else self._same_head(token, mention)
        if lemma in _POPULATED and plain:
            return self._place(token, lambda e: (e.feature or "").startswith("PPL") or lemma in e.label.lower())
        if lemma in _DIVISION and plain:
            return self._place(token, lambda e: (e.feature or "").startswith("ADM") or lemma in e.label.lower())
        return self._same_head(token, mention)

    def _apposed(self, token: Token, mention: Found) -> Entity | None:
        """ "its Arab component, the Syrian Arab Coalition", "Votel, commander of X": a name beside a description is its name."""
        if mention.entity.minimum is not None and mention.entity.minimum > 1:
            return None
        part = token.lemma_.lower() in _PARTS
        beside = [
            c
            for c in token.rights
            if c.dep_ == "appos" and c.pos_ == "PROPN" and not any(g.dep_ == "conj" for g in c.rights)
        ]
        if token.dep_ == "appos" and token.head.pos_ == "PROPN":
            beside.append(token.head)
        if token.dep_ == "attr" and token.head.lemma_ == "be" and mention.entity.type == "Person":
            beside.extend(c for c in token.head.lefts if c.dep_ == "nsubj" and c.pos_ == "PROPN")
        for child in token.rights:  # "the suspect, named as Brenton Tarrant"
            if child.dep_ == "acl" and child.lemma_ in {"name", "identify", "know", "call"}:
                beside.extend(g for p in child.rights if p.dep_ == "prep" and p.lower_ == "as" for g in p.rights if g.pos_ == "PROPN")
                beside.extend(c for c in child.rights if c.dep_ == "oprd" and c.pos_ == "PROPN")
        for other in beside:
            named = self.found.get(other.i)
            if named is None or named.kind != "name" or named.entity.id.startswith("report/"):
                continue
            kinds = {named.entity.type, mention.entity.type}
            if part and any(c.dep_ == "prep" for c in token.rights):
                continue  # "Gonesse, a suburb of Paris" says where it lies
            if (
                len(kinds) == 1
                or kinds <= {"Organization", "ArmedGroup", "MediaOutlet", "PersonGroup"}
                or kinds <= {"Place", "Facility", "PlaceGroup"}
            ):
                return named.entity
        return None

    def _named_with(self, token: Token, word: str) -> Entity | None:
        """ "the police" after "Thames Valley Police": the last body with that word in its name."""
        for seen in reversed(self.history):
            if seen.entity.type == "Organization" and word in seen.entity.label.lower().split():
                return seen.entity
        return None

    def _state(self, token: Token) -> Entity | None:
        """The government that "the government" is: of the country spoken of most, and last."""
        weights: dict[str, float] = {}
        entities: dict[str, Entity] = {}
        for seen in self.history:
            country = seen.entity.country
            if country:
                distance = self.sentence_of[token.i] - seen.sentence
                state = seen.entity.type == "Government" or seen.entity.feature in {"PCLI", "PPLC"}
                weights[country] = weights.get(country, 0.0) + (1.0 if state else 0.6) * max(seen.weight, 1.0) / (
                    1 + 0.2 * distance
                )
                if not state:
                    continue
                if seen.entity.type == "Government" or country not in entities:
                    entities[country] = seen.entity
        known = {c: w for c, w in weights.items() if c in entities}
        if not known:
            return None
        return entities[max(known, key=lambda c: (known[c], c))]

    def _place(self, token: Token, wanted: object) -> Entity | None:
        here = self.sentence_of[token.i]
        for seen in reversed(self.history):
            if here - seen.sentence > 8:
                break
            if seen.entity.type in {"Place", "Facility"} and callable(wanted) and wanted(seen.entity):
                return seen.entity
        return None

    def _same_head(self, token: Token, mention: Found) -> Entity | None:
        """ "the soldiers" after "three Afghan soldiers": the last mention with that head noun."""
        lemma = token.lemma_.lower()
        here = self.sentence_of[token.i]
        for seen in reversed(self.history):
            if here - seen.sentence > 12:
                break
            if seen.entity.type != mention.entity.type and not {seen.entity.type, mention.entity.type} <= {
                "PersonGroup",
                "ArmedGroup",
            }:
                if not (seen.entity.type == "Facility" and mention.entity.type in {"Facility", "Place"}):
                    continue
            last = seen.entity.label.split(" of ")[0].split()[-1:] if seen.entity.label else []
            if (seen.found.kind == "nominal" and self.doc[seen.found.head].lemma_.lower() == lemma) or [lemma] == [
                w.lower() for w in last
            ]:
                return seen.entity
        return None
