"""What a text has spoken of so far, and how prominently: the memory that coreference asks.

A mention weighs by its grammatical role, and less with every sentence since (after Lappin & Leass 1994).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.reading.entities import Found
from kg.records import Entity

SUBJECT = 3.0
"""How much a subject weighs."""
_ROLES = {"nsubj": SUBJECT, "nsubjpass": SUBJECT, "dobj": 1.5, "dative": 1.5}
_LINKS = 30
"""How far back a list is followed to the noun whose role its items share."""
_MODIFIERS = frozenset({"amod", "compound", "nmod", "poss"})


@dataclass(frozen=True, slots=True)
class Seen:
    """A mention that has been read: its token, its sentence's number, its weight, and whom it stands for."""

    token: int
    sentence: int
    weight: float
    entity: Entity
    found: Found
    speaks: bool = False
    """Whether it is the subject of a verb of saying: a capital that speaks is its government."""


class History:
    """The mentions read so far, in text order."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.sentence_of = [0] * len(doc)
        for number, sentence in enumerate(doc.sents):
            for token in sentence:
                self.sentence_of[token.i] = number
        self.seen: list[Seen] = []
        self._at: dict[int, Entity] = {}

    def remember(self, token: Token, mention: Found, entity: Entity, *, speaks: bool = False) -> None:
        """Adds a mention at `token` that stands for `entity`; `speaks` where it is the subject of a verb of saying."""
        top = token
        for _ in range(_LINKS):
            if top.dep_ not in {"compound", "conj", "appos"} or top.head.i >= top.i:
                break
            top = top.head
        weight = _ROLES.get(top.dep_, 0.7 if token.dep_ in _MODIFIERS else 1.0)
        self.seen.append(Seen(token.i, self.sentence_of[token.i], weight, entity, mention, speaks))
        self._at[token.i] = entity

    def at(self, index: int) -> Entity | None:
        """The entity of the mention at a token, None where none was read there."""
        return self._at.get(index)

    def back(self, token: Token, sentences: int) -> Iterator[Seen]:
        """What was read in the sentence of `token` and in as many before it, last first."""
        here = self.sentence_of[token.i]
        for seen in reversed(self.seen):
            if here - seen.sentence > sentences:
                return
            yield seen

    def best(self, token: Token, types: tuple[str, ...], *, sentences: int, skip: frozenset[str] = frozenset()) -> Entity | None:
        """The most prominent entity of one of `types`, none of `skip`; a country that acts counts as its government."""
        here = self.sentence_of[token.i]
        scores: dict[str, float] = {}
        entities: dict[str, Entity] = {}
        for seen in self.back(token, sentences):
            entity = seen.entity
            seat = entity.feature == "PCLI" or (entity.feature == "PPLC" and seen.speaks)
            acting = seat and "Government" in types and seen.weight > 1
            if not (entity.type in types or acting) or entity.id in skip or seen.found.start <= token.i < seen.found.end:
                continue
            value = seen.weight / (1 + here - seen.sentence)
            scores[entity.id] = scores.get(entity.id, 0.0) + value * (1 + seen.token / (len(self.doc) + 1) * 0.2)
            entities.setdefault(entity.id, entity)
        return entities[max(scores, key=lambda i: (scores[i], i))] if scores else None
