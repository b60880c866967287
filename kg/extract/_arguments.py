"""From a head token to the entity that fills a role: names, nominals, pronouns already resolved, agents behind their acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from kg.extract._predicates import deep, spread
from kg.ontology import Ontology
from kg.records import Argument, Entity, Mention, Reading

_ROLE_PREPOSITIONS = ("by", "from")


class Arguments:
    """What the tokens of one reading stand for."""

    def __init__(self, reading: Reading, ontology: Ontology) -> None:
        self.reading = reading
        self.ontology = ontology
        self.doc: Doc = reading.parse  # type: ignore[assignment]
        self.offset = reading.document.body
        self.entities = {e.id: e for e in reading.entities}
        self.events = ontology.words("event-nouns")
        self.by_head: dict[int, Mention] = {}
        for mention in reading.mentions:
            if mention.head >= 0:
                self.by_head[mention.head] = mention
        self.governments = {e.country: e for e in reading.entities if e.type == "Government" and e.country}
        self.countries = {e.country: e for e in reading.entities if e.type == "Place" and e.country and e.feature == "PCLI"}
        self.capitals = ontology.words("metonym-capitals") if "metonym-capitals" in ontology.word_lists else frozenset()

    def all(self, tokens: tuple[Token, ...], types: tuple[str, ...]) -> Iterator[Argument]:
        """The arguments of one of `types` that `tokens`, and what is coordinated with them, stand for."""
        for token in spread(tokens):
            yield from self.of(token, types)

    def of(self, token: Token, types: tuple[str, ...], depth: int = 0) -> Iterator[Argument]:
        """The arguments that `token` stands for: its mention, or the agents of the act that it names."""
        mention = self.by_head.get(token.i)
        if mention is not None:
            entity = self.coerce(self.entities[mention.entity], types)
            if entity is not None:
                yield Argument(entity, mention.text, mention.start, mention.end)
                return
        if depth < 2 and self.is_act(token) and self.ontology_wants_actor(types):
            for agent in spread(deep(token, "subject")):
                if agent.i != token.i:
                    yield from self.of(agent, types, depth + 1)

    def is_act(self, token: Token) -> bool:
        """Whether `token` is an eventive noun or an instrument, behind which somebody stands."""
        return token.pos_ in {"NOUN", "PROPN"} and (token.lemma_.lower() in self.events or token.lower_ in self.events)

    def ontology_wants_actor(self, types: tuple[str, ...]) -> bool:
        return any(self.ontology.is_a(t, "Actor") for t in types)

    def coerce(self, entity: Entity, types: tuple[str, ...]) -> Entity | None:
        """`entity` as one of `types`: a country acts as its government, and is the ground that its government rules."""
        if self.ontology.is_a(entity.type, *types):
            return entity
        if entity.type == "Place" and entity.country and entity.feature == "PCLI" and "Government" not in types:
            for wanted in types:
                if wanted == "Actor" and entity.country in self.governments:
                    return self.governments[entity.country]
        if entity.type == "Place" and entity.country and entity.feature == "PCLI" and ("Government" in types or "Actor" in types):
            return self.governments.get(entity.country)
        if entity.type == "Government" and entity.country and "Place" in types:
            return self.countries.get(entity.country)
        if entity.type == "Organization" and "ArmedGroup" in types and "Organization" not in types:
            return replace(entity, type="ArmedGroup")
        return None

    def tokens_of(self, argument: Argument) -> tuple[int, int]:
        """Token range of the argument's words, (-1, -1) where they lie outside the running text."""
        span = self.doc.char_span(argument.start - self.offset, argument.end - self.offset, alignment_mode="expand")
        return (span.start, span.end) if span is not None else (-1, -1)
