"""Whose office a bare title means: "the president" of a report on Ghana is Ghana's, President Putin is Russia's anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from spacy.tokens import Token

from kg.ontology import load
from kg.reading.offsets import Offsets
from kg.reading.words import fold
from kg.records import Argument, Entity, Mention, Reading

_LEADERS = "leaders-"
"""How the word lists of ``ontology/leaders.ttl`` begin; the rest is a country's code."""


class Focus:
    """The country that one report is about, and those whose leaders it names."""

    def __init__(
        self,
        reading: Reading,
        entities: Mapping[str, Entity],
        governments: Mapping[str | None, Entity],
        offsets: Offsets,
    ) -> None:
        self.reading = reading
        self.entities = entities
        self.governments = governments
        self.offsets = offsets
        self.leaders = _leaders()
        self._focus: tuple[Argument, ...] | None = None

    def state(self, holder: Entity, token: Token) -> tuple[Argument, ...]:
        """The government that `holder`, called `token` ("President") without a country, leads; empty where the report does not tell.

        Whom the world knows as a leader leads that country, if the report names it at all; anybody else the country in focus.
        """
        known = self.leaders.get(fold(holder.label)) or frozenset().union(*(self.leaders.get(fold(a), frozenset()) for a in holder.aliases))
        if not known:
            return self.of(token)
        named = [a for country in sorted(known) if (a := self._named(country)) is not None]
        return tuple(named) if len(named) == 1 else ()

    def of(self, token: Token) -> tuple[Argument, ...]:
        """The government of the country that the report is about, where one stands out and `token` speaks of no other.

        Its words are those of its first mention. What is named last before `token` decides whether another is spoken of: after "the
        Russian defence ministry" the "defence minister" of a report on Ukraine is not Ukraine's.
        """
        if self._focus is None:
            self._focus = self._find()
        at = self.offsets.out(token.idx)
        near = None
        for mention in self.reading.mentions:
            if mention.start >= at:
                break
            entity = self.entities[mention.entity]
            acts = entity.feature == "PCLI" and mention.head >= 0 and token.doc[mention.head].dep_ in {"nsubj", "nsubjpass"}
            acts = acts or entity.type in {"Government", "Organization"}
            if mention.kind != "pronoun" and acts and entity.country in self.governments:
                near = entity.country
        return tuple(a for a in self._focus if near is None or a.entity.country == near)

    def _named(self, country: str) -> Argument | None:
        """The government of `country`, in the words of its first mention; None where the report does not name the country."""
        government = self.governments.get(country)
        if government is None:
            return None
        for mention in self.reading.mentions:
            entity = self.entities[mention.entity]
            if entity.country == country and mention.kind != "pronoun" and (entity.type == "Government" or entity.feature == "PCLI"):
                return Argument(government, mention.text, mention.start, mention.end)
        return None

    def _publishers_state(self) -> Argument | None:
        """The government whose ministry publishes the report: its "foreign minister" is that country's."""
        name = self.reading.document.publisher
        body = next((e for e in self.reading.entities if e.label == name and e.type != "MediaOutlet"), None)
        government = self.governments.get((body.country if body is not None else None) or "")
        return Argument(government, government.label, 0, 0) if government is not None else None

    def _find(self) -> tuple[Argument, ...]:
        counts: dict[str, float] = {}
        if (own := self._publishers_state()) is not None:
            return (own,)
        first: dict[str, Mention] = {}
        for number, mention in enumerate(self.reading.mentions):
            entity = self.entities[mention.entity]
            if entity.country and entity.country in self.governments and mention.kind != "pronoun":
                counts[entity.country] = counts.get(entity.country, 0.0) + (2.0 if number < 5 else 1.0)
                if entity.type == "Government" or entity.feature == "PCLI":
                    first.setdefault(entity.country, mention)
        if not counts:
            return ()
        best, second = [*sorted(counts.values(), reverse=True), 0.0][:2]
        country = min(c for c, n in counts.items() if n == best)
        if best < 3 or best < 1.5 * second or best < 0.5 * sum(counts.values()) or country not in first:
            return ()
        mention = first[country]
        return (Argument(self.governments[country], mention.text, mention.start, mention.end),)


@cache
def _leaders() -> Mapping[str, frozenset[str]]:
    """The countries that a name, in full or the surname alone, may lead."""
    found: dict[str, set[str]] = {}
    for name, names in load().word_lists.items():
        if name.startswith(_LEADERS):
            for full in names:
                for form in {fold(full), fold(full.split()[-1])}:
                    found.setdefault(form, set()).add(name.removeprefix(_LEADERS))
    return {form: frozenset(countries) for form, countries in found.items()}
