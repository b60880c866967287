"""Noun phrases that are no name: what kind of entity each stands for, or which named one.

An armed group's name before a noun for fighters is the group itself ("Taliban fighters"), a country's before a word for
government is that government, and a counted or described group is an entity of its own, known from this report only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from spacy.tokens import Doc, Token

from kg.ontology import Ontology
from kg.reading.entities import Found, Name, one_line, slug
from kg.reading.nounclasses import Nouns
from kg.reading.phrases import Phrase, of_object
from kg.reading.quantities import count
from kg.records import Entity

_BODIES = frozenset({"ArmedGroup", "Organization"})
_GROUND = frozenset({"Place", "Facility", "Thing"})
_NOT_PEOPLE = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"})


class Nominals:
    """Reads the noun phrases of one document; `name_at` gives the name that covers a token."""

    def __init__(
        self,
        doc: Doc,
        name_at: Mapping[int, Name],
        ontology: Ontology,
        *,
        document_id: str,
        government: Callable[[str], Entity | None],
    ) -> None:
        self.doc = doc
        self.name_at = name_at
        self.nouns = Nouns(ontology)
        self.indefinite = ontology.words("indefinite-people")
        self.happens = ontology.words("happens-to-people")
        self.bare = ontology.words("bare-nouns")
        self.as_whole = ontology.words("stand-for-their-group")
        self.document_id = document_id
        self.government = government

    def read(self, phrase: Phrase) -> Found | None:
        """The mention that `phrase` makes, None where it stands for nothing that claims speak of."""
        head = self.doc[phrase.head]
        noun = self.nouns.of(head)
        if head.lower_ in self.indefinite or (head.pos_ == "NUM" and head.dep_ in {"nsubj", "nsubjpass", "dobj"}):
            return self._numeral(phrase, head)
        kind = self.nouns.class_of(head)
        if head.lemma_.lower() == "side" and head.dep_ != "pobj" and (nation := self._owner(phrase)) is not None and nation.end == head.i:
            state = self.government(nation.country) if nation.country else None
            return Found(head.i, phrase.start, phrase.end, state, "nominal") if state is not None else None  # "the Russian side"
        if kind is None:
            return None
        if head.dep_ == "compound" and kind not in {"Person", "PersonGroup"}:
            return None  # "the news agency Fars", "the river Seine": the name after it is the mention
        alone = head.tag_ == "NN" and phrase.start == head.i and not any(c.dep_ in {"det", "poss"} for c in head.lefts)
        if alone and head.lower_ in self.bare:
            return None  # "taken to hospital", "in prison": no particular one
        if head.tag_ == "NN" and kind not in _GROUND and any(c.lower_ == "no" for c in head.lefts):
            return None  # "no group claimed responsibility": nobody
        owner = self._owner(phrase)
        if owner is not None:
            beside = owner.kind != "demonym" and owner.entity.type == "Place" and owner.end == phrase.head
            if noun == "place" and beside:  # "the northern Balkh province": the class noun belongs to the name
                return Found(head.i, max(owner.start, phrase.start), phrase.end, owner.entity)
            if (same := self._part_is_whole(phrase, noun, owner)) is not None:
                return same
        elif noun == "fighter" and head.tag_ == "NNS" and not self.counted(phrase):
            of = self.named_after_of(head)  # "fighters of the Tawhid Brigade" are the brigade
            plain = phrase.start == head.i
            if plain and of is not None and of.country is None and of.entity.type in _BODIES and of.entity.country is None:
                return Found(head.i, phrase.start, of.end, of.entity, "nominal")
        elif noun == "government":
            of = self.named_after_of(head)
            if of is not None and of.country and (entity := self.government(of.country)) is not None:
                return Found(head.i, phrase.start, of.end, entity, "nominal")
        if noun == "official" and kind == "Person" and (end := self._office_end(head)) > phrase.end:
            if self._begins_person(end):  # "Inspector General of Police Vijay Kumar"
                return Found(head.i, phrase.start, end, self.name_at[end].entity, "nominal")
            return self.own(replace(phrase, end=end), kind)  # "the Minister of Foreign Affairs of Iraq"
        if noun == "group" and kind == "Organization" and owner is not None and owner.entity.type == "ArmedGroup":
            kind = "ArmedGroup"
        return self.own(phrase, kind)

    def own(self, phrase: Phrase, kind: str) -> Found:
        """A phrase that stands for an entity of its own, known from this report only, with its bounds where counted."""
        span = self.doc[phrase.start : phrase.end]
        low, high = count(span)
        if kind in {"Person", "Place"} and (low or 0) > 1:
            kind += "Group"
        if (low, high) == (1, 1):
            low = high = None
        entity = Entity(f"report/{self.document_id}/{slug(span.text)}", one_line(span), kind, minimum=low, maximum=high)
        return Found(phrase.head, phrase.start, phrase.end, entity, "nominal")

    def counted(self, phrase: Phrase) -> bool:
        """Whether `phrase` says how many."""
        return count(self.doc[phrase.start : phrase.end]) != (None, None)

    def named_after_of(self, head: Token) -> Name | None:
        """The name that `head` takes with "of"."""
        inner = of_object(head)
        return self.name_at.get(inner.i) if inner is not None else None

    def _numeral(self, phrase: Phrase, head: Token) -> Found | None:
        """ "hundreds died", "killing four": people, if anything, that the text counts."""
        if head.ent_type_ in _NOT_PEOPLE or not self.counted(phrase):
            return None
        if head.pos_ == "NUM" and head.head.lemma_.lower() not in self.happens:
            return None
        return self.own(phrase, "PersonGroup")

    def _office_end(self, head: Token) -> int:
        """Where the name of an office ends: with the capitalised words after its "of"."""
        doc = self.doc
        end = head.i + 1
        while end + 1 < len(doc) and doc[end].lower_ in {"of", "for"}:
            first = end + 2 if doc[end + 1].lower_ == "the" else end + 1
            stop = first
            while stop < len(doc) and doc[stop].pos_ == "PROPN" and not self._begins_person(stop):
                stop += 1
            if stop == first or (stop < len(doc) and doc[stop].text == "-"):  # "a spokesman for the Kabul-based company"
                break
            end = stop
        return end

    def _begins_person(self, i: int) -> bool:
        name = self.name_at.get(i)
        return name is not None and name.start == i and name.entity.type == "Person"

    def _owner(self, phrase: Phrase) -> Name | None:
        """The last actor or country named among the words before the head."""
        for i in range(phrase.head - 1, phrase.start - 1, -1):
            name = self.name_at.get(i)
            if name is not None and self.doc[i].dep_ != "poss":
                return name
        return None

    def _part_is_whole(self, phrase: Phrase, noun: str | None, owner: Name) -> Found | None:
        """ "Taliban fighters" are the Taliban, "the Afghan government" is Afghanistan's; None where the phrase is something else."""
        head = self.doc[phrase.head]
        between = any(t.pos_ in {"NOUN", "PROPN", "ADJ"} for t in self.doc[owner.end : phrase.head])
        if between:
            return None
        whole: Entity | None = None
        if owner.country and head.lemma_.lower() in {"territory", "soil"}:
            whole = owner.entity
        elif owner.country and noun == "government":
            whole = self.government(owner.country)
        elif owner.entity.type in _BODIES and not owner.country and owner.start <= phrase.start and not self.counted(phrase):
            fighters = noun == "fighter" and head.tag_ in {"NNS", "NNPS"}
            body = noun in {"group", "government"} and owner.entity.type == "ArmedGroup"
            if fighters or body or head.lemma_.lower() in self.as_whole:
                whole = owner.entity
        # "the Islamic State of Iraq and the Levant terrorists": the parser cuts the name at its "and"
        return Found(head.i, min(owner.start, phrase.start), phrase.end, whole, "nominal") if whole is not None else None
