"""Coreference by rule: pronouns, first persons inside quotations, and definite descriptions ("the group", "the city").

Each lands on the most salient earlier mention of the right kind (subjects before objects, near before far), or on none: a wrong
entity costs more than a missing one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from spacy.tokens import Doc, Token

from kg.ontology import Ontology
from kg.reading.attribution import RawAttribution
from kg.reading.descriptions import Descriptions
from kg.reading.entities import Found
from kg.reading.salience import SUBJECT, History
from kg.records import Entity

_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
_IT = frozenset({"it", "its", "itself"})
_I = frozenset({"i", "me", "my", "mine", "myself"})
_WE = frozenset({"we", "us", "our", "ours", "ourselves"})
_ACTORS = ("ArmedGroup", "Organization", "Government")
_BODY = (*_ACTORS, "MediaOutlet")
_MANY = ("PersonGroup", "ArmedGroup", "Organization", "Government")
_WINDOW = 3
_NOT_NOW = frozenset({"vice", "deputy", "former", "assistant", "opposition"})
_CLAUSES = 12
"""How many words up the parse a possessive looks for a subject."""


class Coreference:
    """Runs over a document once, in text order, keeping what has been spoken of."""

    def __init__(
        self,
        doc: Doc,
        found: Sequence[Found],
        attributions: Sequence[RawAttribution],
        ontology: Ontology,
        government: Callable[[str], Entity | None],
    ) -> None:
        self.doc = doc
        self.found = {f.head: f for f in found}
        self.offices = ontology.words("single-offices")
        self.stating = ontology.words("say-certain") | ontology.words("say-denied") | ontology.words("say-blame")
        self.stating |= ontology.words("say-intent") | ontology.words("say-directive") | ontology.words("acting-verbs")
        self.voices = ontology.words("spokesman-nouns")
        self.government = government
        self.history = History(doc)
        self.speakers_at = _speakers(attributions)
        self.reports_at = _reports(attributions)
        self.body_of: dict[str, Entity] = {}
        self.titled: dict[str, Entity] = {}
        self.gender: dict[str, str] = {}
        self.genders = {"m": ontology.words("masculine-nouns"), "f": ontology.words("feminine-nouns")}
        self.descriptions = Descriptions(doc, self.found, self.history, self.titled, ontology)

    def run(self) -> tuple[dict[int, Found], dict[int, Entity]]:
        """Pronouns as mentions by token, and the entities that nominal mentions stand for, named before, by head token."""
        pronouns: dict[int, Found] = {}
        nominals: dict[int, Entity] = {}
        for token in self.doc:
            if token.pos_ == "PRON" or token.tag_ == "PRP$":
                entity = self._pronoun(token)
                if entity is not None:
                    pronouns[token.i] = Found(token.i, token.i, token.i + 1, entity, "pronoun")
                    self._remember(token, pronouns[token.i], entity)
                continue
            mention = self.found.get(token.i)
            if mention is None:
                continue
            entity = mention.entity
            if mention.kind == "nominal" and entity.id.startswith("report/"):
                named = self.descriptions.resolve(token, mention)
                if named is not None:
                    nominals[token.i] = entity = named
            self._remember(token, mention, entity)
        return pronouns, nominals

    def _remember(self, token: Token, mention: Found, entity: Entity) -> None:
        self.history.remember(token, mention, entity, speaks=self._speaks(token))
        if entity.type == "Person":
            self._learn(mention, entity)

    def _speaks(self, token: Token) -> bool:
        return token.dep_ == "nsubj" and token.head.lemma_ in self.stating

    def _learn(self, mention: Found, entity: Entity) -> None:
        """The person's titles, gender and the body that he or she belongs to, from the words in and around the name."""
        head = self.doc[mention.head]
        around = [t for t in head.lefts if t.dep_ in {"compound", "amod", "poss", "nmod"}]
        apposed = [c for c in head.children if c.dep_ == "appos"] + ([head.head] if head.dep_ == "appos" else [])
        shown = {t.lemma_.lower().rstrip(".") for t in (head, *around, *apposed)} if mention.kind != "pronoun" else set()
        for gender, words in self.genders.items():
            if not words.isdisjoint(shown):
                self.gender[entity.id] = gender
        around += [t for c in apposed for t in (c.subtree if c.head == head else (c, *c.children))]
        for other in around:
            before = other.nbor(-1).lower_ if other.i > 0 else ""
            # the governor is not who speaks "for the governor"
            if other.lemma_.lower() in self.offices and before not in _NOT_NOW and other.dep_ != "pobj":
                self.titled[other.lemma_.lower()] = entity
                self.titled[f"{before} {other.lemma_.lower()}"] = entity
            named = self.found.get(other.i)
            if named is not None and named.entity.type in _BODY and named.entity.id != entity.id:
                self.body_of.setdefault(entity.id, named.entity)

    def _pronoun(self, token: Token) -> Entity | None:
        word = token.lower_
        if word in _I | _WE:
            return self._first_person(token, word)
        if word in _HE | _SHE:
            return self._he_or_she(token, "m" if word in _HE else "f")
        own = self._object_of_own_verb(token)
        skip = frozenset({own.id}) if own is not None else frozenset()
        if word in _THEY:
            return (
                self._clause_mate(token, _MANY)
                or self._who_reports(token)
                or self.history.best(token, ("PersonGroup", "ArmedGroup"), sentences=_WINDOW, skip=skip)
                or self.history.best(token, _MANY, sentences=1, skip=skip)
            )
        if word in _IT and not _is_expletive(token) and not self._is_statement(token):
            if token.tag_ == "PRP":
                skip |= self._own_subject(token)
            return (
                self._clause_mate(token, _BODY)
                or self._who_reports(token)
                or self.history.best(token, _ACTORS, sentences=1, skip=skip)
            )
        return None

    def _he_or_she(self, token: Token, gender: str) -> Entity | None:
        """The person spoken of most whose gender, as far as the text shows it, is that of the pronoun; who speaks says "I"."""
        skip = {i for i, known in self.gender.items() if known != gender}
        if (said := self._speaker(token)) is not None:
            skip.add(said.id)
        skip.update(e.id for e in (self._subject_of_own_verb(token),) if e is not None)
        entity = self._clause_mate(token, ("Person",), frozenset(skip))
        entity = entity or self.history.best(token, ("Person",), sentences=4, skip=frozenset(skip))
        if entity is not None:
            self.gender.setdefault(entity.id, gender)
        return entity

    def _speaker(self, token: Token) -> Entity | None:
        """Who says the quotation around `token`, the innermost first; who only relays it does not speak in it."""
        speakers = (self._entity_at(head) for head in self.speakers_at.get(token.i, ()))
        return next((e for e in speakers if e is not None and e.type != "MediaOutlet"), None)

    def _who_reports(self, token: Token) -> Entity | None:
        """ "A spokesman for the Houthis said they held Sanaa": the body that speaks, where what it says names no other body before."""
        start, head = self.reports_at.get(token.i, (0, None))
        if head is None or head >= start:
            return None
        for seen in self.history.back(token, 0):
            if seen.token >= start and seen.weight >= SUBJECT and seen.entity.type in _MANY:
                return None
        speaker = self._entity_at(head)
        if speaker is None or (speaker.type == "PersonGroup" and token.lower_ in _IT):
            return None
        if speaker.type == "Person":
            return self._spoken_for(head, speaker, spokesman=token.lower_ in _THEY)
        if speaker.type == "Place":
            return self.government(speaker.country) if speaker.country and speaker.feature in {"PCLI", "PPLC"} else None
        return speaker

    def _spoken_for(self, head: int, speaker: Entity, *, spokesman: bool) -> Entity | None:
        """Whom the person at `head` speaks for; "they" are that body only where the person is called its spokesman."""
        token = self.doc[head]
        called = [token, *token.lefts, *(c for c in token.rights if c.dep_ == "appos")]
        if spokesman and self.voices.isdisjoint(t.lemma_.lower() for t in called):
            return None
        for each in called:
            for prep in (c for c in each.rights if c.dep_ == "prep" and c.lower_ in {"for", "of", "from"}):
                for noun in prep.rights:
                    found = self.found.get(noun.i)
                    if noun.dep_ == "pobj" and found is not None and found.entity.type in _BODY:
                        return found.entity
        return self.body_of.get(speaker.id)

    def _subject_of_own_verb(self, token: Token) -> Entity | None:
        """ "Petro praised him": the object pronoun is not the subject of its own verb."""
        if token.dep_ not in {"dobj", "dative"} or token.lower_.endswith("self"):
            return None
        subject = next((c for c in token.head.lefts if c.dep_ == "nsubj"), None)
        return self._entity_at(subject.i) if subject is not None else None

    def _own_subject(self, token: Token) -> frozenset[str]:
        """ "Kigali denied any part in it": what is below a verb is not its subject."""
        verb = token.head
        while verb.pos_ not in {"VERB", "AUX"} and verb.head != verb:
            verb = verb.head
        found = (self._entity_at(c.i) for c in verb.lefts if c.dep_ == "nsubj" and c.i != token.i and not c.is_ancestor(token))
        return frozenset(e.id for e in found if e is not None) if token.dep_ in {"dobj", "pobj", "dative"} else frozenset()

    def _is_statement(self, token: Token) -> bool:
        """ "Kigali denies it": what was said, no body."""
        return token.dep_ == "dobj" and token.head.lemma_ in self.stating

    def _first_person(self, token: Token, word: str) -> Entity | None:
        """Who "I" and "we" are inside a quotation: the speaker, or the body that he or she belongs to."""
        entity = self._speaker(token)
        if entity is None:
            return None
        if word in _I:
            return entity
        return self.body_of.get(entity.id, None if word == "our" else entity)

    def _object_of_own_verb(self, token: Token) -> Entity | None:
        """A subject pronoun is not the object of its own verb."""
        if token.dep_ not in {"nsubj", "nsubjpass"}:
            return None
        direct = next((c for c in token.head.rights if c.dep_ == "dobj"), None)
        return self._entity_at(direct.i) if direct is not None else None

    def _clause_mate(self, token: Token, types: tuple[str, ...], skip: frozenset[str] = frozenset()) -> Entity | None:
        """For a possessive: the subject of its own clause, or of the clause around where it is part of that subject."""
        if token.tag_ != "PRP$":
            return None
        verb = token.head
        for _ in range(_CLAUSES):
            if verb.pos_ in {"VERB", "AUX"}:
                near = [c for c in verb.lefts if c.dep_ in {"nsubj", "nsubjpass"}]
                if verb.lemma_ == "call":  # "X called on Y to end its war": Y's
                    called = [g for c in verb.rights if c.dep_ == "prep" and c.lower_ == "on" for g in c.rights]
                    near = [*(g for g in called if g.dep_ == "pobj"), *near]
                for subject in near:
                    if subject.i >= token.i or subject.is_ancestor(token):
                        continue
                    entity = self._entity_at(subject.i)
                    if entity is None or entity.id in skip:
                        continue
                    acting = entity.feature == "PCLI" or (entity.feature == "PPLC" and self._speaks(subject))
                    if entity.type in types or (acting and "Government" in types):
                        return entity
            if verb.head == verb:
                break
            verb = verb.head
        return None

    def _entity_at(self, index: int) -> Entity | None:
        entity = self.history.at(index)
        if entity is not None:
            return entity
        mention = self.found.get(index)
        return mention.entity if mention is not None else None


def _speakers(attributions: Sequence[RawAttribution]) -> Mapping[int, list[int]]:
    """Who speaks at a token inside quotation marks, as the tokens of the sources, the innermost quotation's first."""
    speakers: dict[int, list[int]] = {}
    for attribution in sorted((a for a in attributions if a.direct), key=lambda a: a.size):
        if attribution.source_head is not None:
            for start, end in attribution.content:
                for i in range(start, end):
                    speakers.setdefault(i, []).append(attribution.source_head)
    return speakers


def _reports(attributions: Sequence[RawAttribution]) -> Mapping[int, tuple[int, int]]:
    """For tokens of indirect speech, where its content begins and the token of its source; the innermost speech counts."""
    reports: dict[int, tuple[int, int]] = {}
    for attribution in sorted((a for a in attributions if not a.direct), key=lambda a: -a.size):
        if attribution.source_head is not None:
            for start, end in attribution.content:
                for i in range(start, end):
                    reports[i] = (start, attribution.source_head)
    return reports


def _is_expletive(token: Token) -> bool:
    """ "it" that stands for nothing: "it is unclear whether ..."."""
    if token.dep_ == "expl":
        return True
    subject = token.dep_ in {"nsubj", "nsubjpass"} and token.tag_ != "PRP$"
    return subject and token.head.lemma_ in {"be", "seem", "appear"}
