"""Mentions: which stretches of the text stand for somebody, something or somewhere, and for which entity of the document.

Names come first (world list, gazetteer, then the statistical entities: ``names.py``), then noun phrases by the class of their
head noun (``nominals.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from kg.ontology import Ontology
from kg.reading.entities import Found, Name, name_entity, slug
from kg.reading.names import DESIGNATION, called_a_person, titles_off
from kg.reading.nominals import Nominals
from kg.reading.phrases import NAMED_BY_OF, Phrase
from kg.records import Entity

_TO_A_PLACE = frozenset(
    {"in", "at", "near", "from", "to", "into", "around", "towards", "toward", "across", "inside", "outside", "over", "out", "through"}
)
_COMPOUNDS = {
    **dict.fromkeys(("police", "army", "opposition", "militia", "coalition", "alliance"), "Organization"),
    **dict.fromkeys(("rebel", "insurgent", "guerrilla", "separatist", "jihadist", "militant"), "PersonGroup"),
    **dict.fromkeys(("government", "junta"), "Government"),
}
_TOWNS = frozenset({"city", "town", "village", "settlement", "port", "municipality"})
_OFFICES = frozenset({"secretary", "minister", "secretaries", "ministers", "ministry", "department"})
_BODIES = frozenset({"Organization", "Government", "MediaOutlet"})
_TAKING = frozenset(
    {"capture", "seize", "take", "retake", "recapture", "liberate", "occupy", "storm", "overrun", "enter", "leave", "reach", "shell"}
)
_NO_ENTITY = frozenset({"DATE", "TIME", "EVENT", "LAW", "LANGUAGE", "PRODUCT", "WORK_OF_ART"})


def find_mentions(
    doc: Doc,
    names: Sequence[Name],
    phrases: Sequence[Phrase],
    ontology: Ontology,
    *,
    document_id: str,
    government: Callable[[str], Entity | None],
) -> list[Found]:
    """Every mention of `doc` but pronouns, in text order; a head token has one mention.

    `names` must not overlap. `government` gives the government of an ISO country code. Entities known from this report only are
    named under `document_id`.
    """
    return _Finder(doc, names, ontology, document_id, government).run(phrases)


class _Finder:
    def __init__(
        self, doc: Doc, names: Sequence[Name], ontology: Ontology, document_id: str, government: Callable[[str], Entity | None]
    ) -> None:
        self.doc = doc
        self.names = names
        self.titles = ontology.words("office-titles")
        self.portfolios = ontology.words("portfolios")
        self.directions = ontology.words("direction-words")
        self.quantities = ontology.words("quantity-nouns")
        self.events = ontology.words("event-nouns")
        self.not_names = ontology.words("not-names")
        self.document_id = document_id
        self.name_at: dict[int, Name] = {i: n for n in names for i in range(n.start, n.end)}
        self.nominals = Nominals(doc, self.name_at, ontology, document_id=document_id, government=government)
        self.nouns = self.nominals.nouns
        self.found: dict[int, Found] = {}

    def run(self, phrases: Sequence[Phrase]) -> list[Found]:
        for name in self.names:
            self._put(self._as_name(name, name.entity))
        for token in self.doc:
            if token.i not in self.name_at and (made := self._compound(token)) is not None:
                self._put(made)
        described = {i for i, f in self.found.items() if f.kind == "nominal" and f.entity.type == "PersonGroup"}
        for phrase in phrases:
            if phrase.head in described:
                continue  # "Rebel" in "Rebel-held Aleppo", which a capital makes a noun of its own
            if self.doc[phrase.head].pos_ != "PRON" and (made := self._read(phrase)) is not None:
                self._put(made)
        return sorted(self.found.values(), key=lambda f: (f.start, f.end, f.head))

    def _put(self, made: Found) -> None:
        self.found[made.head] = made

    def _as_name(self, name: Name, entity: Entity) -> Found:
        return Found(self.doc[name.start : name.end].root.i, name.start, name.end, entity)

    def _compound(self, token: Token) -> Found | None:
        """ "government control", "a police officer": whose government or police, coreference says."""
        kind = _COMPOUNDS.get(token.lower_)
        if kind is None or token.dep_ not in {"compound", "nmod", "amod", "npadvmod"}:
            return None
        before = self.name_at.get(token.i - 1)
        if kind == "PersonGroup" and before is not None and before.entity.type == "ArmedGroup" and self.nouns.of(token.head) == "group":
            return None  # "the FARC rebel group" is the FARC
        word = f"{token.lower_}s" if kind == "PersonGroup" else token.lower_
        return Found(token.i, token.i, token.i + 1, Entity(f"report/{self.document_id}/{slug(word)}", word, kind), "nominal")

    def _read(self, phrase: Phrase) -> Found | None:
        head = self.doc[phrase.head]
        name = self.name_at.get(phrase.head)
        if name is not None and self.doc[name.start : name.end].root.i != phrase.head:
            return None
        if phrase.naming and name is not None and name == self.name_at.get(phrase.core):  # "eastern Democratic Republic of Congo"
            phrase = replace(phrase, core=phrase.head, naming=False)
        if phrase.naming and (made := self._named_by_of(phrase)) is not None:
            return made
        if phrase.core != phrase.head:
            return self._measured(phrase)
        if head.lemma_.lower() in NAMED_BY_OF and (whole := self.nominals.named_after_of(head)) is not None:
            directed = any(t.lower_ in self.directions for t in self.doc[phrase.start : phrase.head])
            if not directed and whole.entity.type == "Place" and head.tag_ == "NN":  # "the area of Mosul district"
                return Found(phrase.head, phrase.start, whole.end, whole.entity)
        if name is not None:
            return self._named(phrase, name)
        small = all(t.is_lower for t in self.doc[phrase.start : phrase.end])  # "the electoral commission", tagged as a name
        if head.pos_ == "PROPN" and not small and (head.ent_type_ not in _NO_ENTITY or _is_ground(head)):
            return self._unlisted(phrase)
        return self.nominals.read(phrase)

    def _named_by_of(self, phrase: Phrase) -> Found | None:
        """ "the city of Mosul" is Mosul; "the western district of Mosul" and "the capital of Iraq" are places of their own."""
        core = self.name_at.get(phrase.core)
        # a town in the east is the town, "the eastern district of X" may be a part of X
        part = core is None or self.doc[phrase.head].lemma_.lower() not in _TOWNS
        if part and any(t.lower_ in self.directions for t in self.doc[phrase.start : phrase.head]):
            return self.nominals.own(phrase, "Place")
        if core is None:
            return None
        if (core.country or core.entity.feature == "PCLI") and self.doc[phrase.head].lemma_.lower() == "capital":
            return self.nominals.own(phrase, "Place")
        entity = core.entity
        if core.kind == "model" and entity.type != "Place":  # "the town of Adan Yabal": the model takes it for a person
            entity = name_entity(self.doc[core.start : core.end].text, "Place")
            self._put(self._as_name(core, entity))
            self.name_at.update(dict.fromkeys(range(core.start, core.end), replace(core, entity=entity)))
        return Found(phrase.head, phrase.start, max(phrase.end, core.end), entity)

    def _named(self, phrase: Phrase, name: Name) -> Found | None:
        """A phrase whose head is part of a name."""
        head = self.doc[phrase.head]
        if name.kind == "demonym":
            if head.tag_ == "JJ":
                return None
            if name.country and head.tag_ in {"NNS", "NNPS"} and self.nominals.counted(phrase):
                return self.nominals.own(phrase, "PersonGroup")
        return self._part_of_place(phrase, name) or Found(phrase.head, name.start, name.end, name.entity)

    def _part_of_place(self, phrase: Phrase, name: Name) -> Found | None:
        """ "western Afghanistan", "East Mosul": a part of the place, with a name of its own."""
        doc = self.doc
        if name.entity.type != "Place" or name.start == 0:
            return None
        if self.nouns.of(doc[name.end - 1]) == "place" and name.end - name.start > 1:
            return None  # "the northern Balkh province" is the province
        before = doc[name.start - 1]
        if before.lower_ not in self.directions or before.i < phrase.start - 1:
            return None
        start = before.i
        if start > 1 and doc[start - 1].text == "-" and doc[start - 2].lower_ in self.directions:
            start -= 2
        whole = name.entity
        part = replace(name_entity(doc[start : name.end].text, "Place"), country=whole.country, lat=whole.lat, lon=whole.lon)
        return Found(phrase.head, start, name.end, part)

    def _measured(self, phrase: Phrase) -> Found | None:
        """ "most of Badakhshan", "dozens of villages", "some members of the opposition"."""
        inner = self.found.get(phrase.core)
        head = self.doc[phrase.head]
        own = self.nouns.class_of(head)
        if own in {"Person", "PersonGroup"} and head.pos_ != "NUM":  # "members of Parliament"
            return self.nominals.own(phrase, own)
        kind = inner.entity.type if inner else self.nouns.class_of(self.doc[phrase.core])
        if kind is None or (kind in _BODIES and inner is not None and inner.kind == "name" and head.tag_ == "NN"):
            return None  # "part of the European Union"
        if kind in {"Place", "PlaceGroup", "Facility"}:
            return self.nominals.own(phrase, "PlaceGroup")
        return self.nominals.own(phrase, "Thing" if kind == "Thing" else "PersonGroup")

    def _unlisted(self, phrase: Phrase) -> Found | None:
        """A capitalised name that no list and no statistical entity knows: its class from its last word or what is before it."""
        doc = self.doc
        head = doc[phrase.head]
        alone = phrase.end - phrase.start == 1
        if head.lower_.rstrip(".") in self.titles and (head.dep_ == "compound" or (alone and doc[head.i + 1 : head.i + 2].text == ".")):
            return None
        if doc[phrase.start : phrase.end].text in self.not_names:
            return None
        if alone and head.is_sent_start and head.lower_ in self.events:
            return None  # "Attack, fighter and bomber aircraft": a common word, capitalised
        noun = self.nouns.of(head)
        if noun in {"official", "person"} or (noun == "fighter" and alone):
            return self.nominals.read(phrase)  # a title is no name
        before = doc[phrase.start - 2].lower_ if phrase.start > 1 and doc[phrase.start - 1].lower_ == "of" else ""
        if before in _OFFICES and all(t.lower_ in self.portfolios for t in doc[phrase.start : phrase.end]):
            return None  # "Minister of Foreign Affairs"
        start = phrase.start
        while start < phrase.head and not doc[start].text[:1].isupper() and doc[start].pos_ != "PROPN":
            start += 1
        if not doc[start].text[:1].isupper():
            return None
        kind = self.nouns.class_of(head)
        if kind is None and any(DESIGNATION.match(t.text) for t in doc[start : phrase.end]):
            kind = "Thing"
        if kind is None:
            fragment = head.dep_ == "ROOT" and head.is_sent_start
            if head.dep_ == "compound" or fragment or head.lower_ in self.quantities:
                return None  # a word of the longer name that it stands in, a heading's or caption's first word
            kind, start = self._kind_by_context(phrase, head, start)
        return Found(phrase.head, start, phrase.end, name_entity(doc[start : phrase.end].text, kind))

    def _kind_by_context(self, phrase: Phrase, head: Token, start: int) -> tuple[str, int]:
        """The class of an unknown name and where it begins: a person's after a title, a place's after "in", else a body's."""
        proper = titles_off(self.doc, start, phrase.end, self.titles)
        before = (t.lower_.rstrip(".") for t in self.doc[max(phrase.start - 1, 0) : start])
        if proper > start or any(t in self.titles for t in before):
            return "Person", proper
        if phrase.end - start > 1 and called_a_person(head, self.nouns):
            return "Person", start
        place = head.dep_ == "pobj" and head.head.lower_ in _TO_A_PLACE and phrase.end - start < 3
        return ("Place" if place else "Organization"), start


def _is_ground(name: Token) -> bool:
    """Whether a single name that the model calls a product or a work stands where ground does: "withdraw from Manbij"."""
    if name.ent_type_ not in {"PRODUCT", "WORK_OF_ART"} or any(True for _ in name.lefts) or not name.text.isalpha() or name.text.isupper():
        return False
    verb = name.head.head if name.dep_ == "pobj" else name.head
    if name.dep_ == "dobj":
        return verb.lemma_ in _TAKING
    return name.dep_ == "pobj" and name.head.lower_ in _TO_A_PLACE and verb.pos_ in {"VERB", "NOUN"}
