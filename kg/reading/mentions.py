"""Mentions: which stretches of the text stand for somebody, something or somewhere, and for which entity of the document.

Names come first (world list, gazetteer, then the statistical entities), then noun phrases by the class of their head noun.
An armed group's name before a noun for fighters is the group itself; a country's name before one is a force of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Span, Token

from kg.ontology import Ontology
from kg.reading.phrases import NAMED_BY_OF, Phrase
from kg.reading.quantities import count
from kg.records import Entity, digest

_SLUG = re.compile(r"[^\w]+")
_OUTLET_NAME = re.compile(
    r"\b(News Agency|Press Agency|News|TV|Television|Radio|Times|Post|Telegraph|Guardian|Herald|Tribune|Gazette|Broadcasting"
    r"|Press|Newspaper|Media|Daily|Journal)$"
)
_PERSON_SINGULAR = frozenset(
    {"people", "personnel", "police", "staff", "crew", "family", "community", "others", "dead"}
)
_PERSON_SUFFIX = re.compile(r"(\w{4}ist|\w{2}woman|\w{3}men|\w{3}man|\w{3}eer|\w{3}ologist)$")
_NUMERAL_HEADS = frozenset(
    {"hundreds", "thousands", "dozens", "scores", "millions", "others", "many", "some", "several"}
)


_HAPPENS_TO_PEOPLE = frozenset(
    {"kill", "die", "injure", "wound", "arrest", "detain", "murder", "behead", "execute", "displace", "flee", "abduct", "kidnap", "leave",
     "hospitalize", "hospitalise", "rescue", "survive", "perish", "drown", "shoot", "stab", "massacre", "slaughter", "hurt", "capture", "evacuate"}
)  # fmt: skip
NOT_NAMES = frozenset(
    {"Twitter", "Facebook", "Telegram", "YouTube", "Instagram", "Internet", "Islam", "COVID-19", "Covid", "Muslim", "Sunni", "Shia", "Arabic", "English"}
)
_TO_A_PLACE = frozenset(
    {"in", "at", "near", "from", "to", "into", "around", "towards", "toward", "across", "inside", "outside", "over", "out", "through"}
)
_BARE = frozenset(
    {
        "hospital",
        "home",
        "prison",
        "jail",
        "school",
        "church",
        "university",
        "college",
        "court",
        "office",
        "camp",
        "town",
        "sea",
        "land",
        "shelter",
        "market",
        "bar",
        "house",
        "field",
        "place",
        "state",
    }
)
_COMPOUNDS = {
    "government": "Government",
    "police": "Organization",
    "army": "Organization",
    "opposition": "Organization",
    "militia": "Organization",
    "coalition": "Organization",
    "alliance": "Organization",
    "rebel": "PersonGroup",
    "insurgent": "PersonGroup",
    "guerrilla": "PersonGroup",
    "separatist": "PersonGroup",
    "jihadist": "PersonGroup",
    "militant": "PersonGroup",
}


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name in the text: token range and the entity it names; `country` for states and demonyms."""

    start: int
    end: int
    entity: Entity
    kind: str = "name"
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A mention in token indices, before coreference: `head` is the token that other words attach to."""

    head: int
    start: int
    end: int
    entity: Entity
    kind: str = "name"
    place: Entity | None = None


@dataclass
class Nouns:
    """The noun classes of the ontology, as sets of lemmas."""

    ontology: Ontology
    sets: Mapping[str, frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        wanted = (
            "fighter",
            "official",
            "person",
            "group",
            "organization",
            "government",
            "place",
            "facility",
            "thing",
            "event",
            "outlet",
        )
        self.sets = {name: self.ontology.words(f"{name}-nouns") for name in wanted}

    def of(self, token: Token) -> str | None:
        """The class of the noun `token`, by its two-word form first ("border crossing", "air force"), then its lemma."""
        lemma = token.lemma_.lower()
        before = token.nbor(-1).lemma_.lower() + " " + lemma if token.i > 0 else lemma
        forms = (before, lemma, token.lower_)
        if token.tag_ == "NNS":  # "bases" has two singulars, and the lemmatizer prefers "basis"
            forms += (token.lower_.removesuffix("s"),)
        if token.pos_ == "PROPN":  # the lemmatizer leaves names alone: "Reserve Airmen"
            word = token.lower_
            forms += (word[:-3] + "man" if word.endswith("men") else word.removesuffix("s"),)
        for form in forms:
            for name in (
                "facility",
                "place",
                "thing",
                "fighter",
                "official",
                "government",
                "person",
                "group",
                "organization",
                "event",
                "outlet",
            ):
                if form in self.sets[name]:
                    return name
        return "person" if token.pos_ == "NOUN" and _PERSON_SUFFIX.search(lemma) else None


def slug(text: str) -> str:
    """`text` as the last step of an entity id."""
    return _SLUG.sub("-", text.lower()).strip("-") or digest(text, length=8)


def titles_off(doc: Doc, start: int, end: int, titles: frozenset[str]) -> int:
    """Where the name proper begins in ``doc[start:end]``: titles before it ("Gen.", "Prime Minister") are passed over."""
    while start < end - 1 and (doc[start].lower_.rstrip(".") in titles or doc[start].is_punct):
        start += 1
    return start


def find_mentions(
    doc: Doc,
    names: Sequence[Name],
    phrases: Sequence[Phrase],
    ontology: Ontology,
    document_id: str,
    government: Callable[[str], Entity | None],
) -> list[Found]:
    """Every mention of `doc` but pronouns, in text order; a head token has one mention.

    `names` must not overlap. `government` gives the government of an ISO country code.
    """
    return _Finder(doc, names, phrases, ontology, document_id, government).run()


class _Finder:
    def __init__(
        self,
        doc: Doc,
        names: Sequence[Name],
        phrases: Sequence[Phrase],
        ontology: Ontology,
        document_id: str,
        government: Callable[[str], Entity | None],
    ) -> None:
        self.doc = doc
        self.names = names
        self.phrases = phrases
        self.nouns = Nouns(ontology)
        self.titles = ontology.words("office-titles")
        self.portfolios = ontology.words("portfolios")
        self.directions = ontology.words("direction-words")
        self.document_id = document_id
        self.government = government
        self.name_at: dict[int, Name] = {i: n for n in names for i in range(n.start, n.end)}
        self.found: dict[int, Found] = {}

    def run(self) -> list[Found]:
        for name in self.names:
            head = self.doc[name.start : name.end].root.i
            self.found[head] = Found(head, name.start, name.end, name.entity, "name")
        for token in self.doc:
            # "government control", "a police officer": whose government or police, coreference says
            kind = _COMPOUNDS.get(token.lower_)
            if kind is not None and token.dep_ in {"compound", "nmod", "amod", "npadvmod"} and token.i not in self.name_at:
                plural = f"{token.lower_}s" if kind == "PersonGroup" else token.lower_
                entity = Entity(f"report/{self.document_id}/{plural}", plural, kind)
                self.found[token.i] = Found(token.i, token.i, token.i + 1, entity, "nominal")
        for phrase in self.phrases:
            if self.doc[phrase.head].pos_ != "PRON" and (made := self.read(phrase)) is not None:
                self.found[made.head] = made
        return sorted(self.found.values(), key=lambda f: (f.start, f.end))

    def read(self, phrase: Phrase) -> Found | None:
        doc = self.doc
        head = doc[phrase.head]
        name = self.name_at.get(phrase.head)
        if name is not None and doc[name.start : name.end].root.i != phrase.head:
            return None
        if phrase.naming and any(t.lower_ in self.directions for t in doc[phrase.start : phrase.head]):
            return self.group(phrase, "Place")  # "the western district of Mosul" is a part of it
        if phrase.naming and head.lemma_.lower() == "capital" and (state := self.name_at.get(phrase.core)) and state.country:
            return self.group(phrase, "Place")  # "the capital of Iraq" is not Iraq
        if phrase.naming and (core := self.name_at.get(phrase.core)) is not None:
            entity = core.entity
            if core.kind == "model" and entity.type != "Place":  # "the town of Adan Yabal": the model takes it for a person
                entity = name_entity(doc[core.start : core.end].text, "Place")
                self.found[doc[core.start : core.end].root.i] = Found(doc[core.start : core.end].root.i, core.start, core.end, entity)
            return Found(phrase.head, phrase.start, max(phrase.end, core.end), entity, "name")
        if (
            phrase.core == phrase.head
            and head.lemma_.lower() in NAMED_BY_OF
            and (whole := self.of_name(head)) is not None
        ):
            plain = not any(t.lower_ in self.directions for t in doc[phrase.start : phrase.head])
            if plain and whole.entity.type == "Place" and head.tag_ == "NN":  # "the area of Mosul district"
                return Found(phrase.head, phrase.start, whole.end, whole.entity, "name")
        if phrase.core != phrase.head:
            return self.measured(phrase)
        if name is not None:
            return self.named(phrase, name)
        if head.pos_ == "PROPN" and head.ent_type_ not in {
            "DATE",
            "TIME",
            "EVENT",
            "LAW",
            "LANGUAGE",
            "PRODUCT",
            "WORK_OF_ART",
        }:
            return self.unlisted_name(phrase)
        return self.nominal(phrase)

    def named(self, phrase: Phrase, name: Name) -> Found | None:
        """A phrase whose head is part of a name."""
        head = self.doc[phrase.head]
        if name.kind == "demonym" and head.tag_ in {"JJ"}:
            return None
        if name.kind == "demonym" and name.country and head.tag_ in {"NNS", "NNPS"} and self.counted(phrase):
            return self.group(phrase, "PersonGroup")
        regional = self.part_of_place(phrase, name)
        return regional or Found(phrase.head, name.start, name.end, name.entity, "name")

    def part_of_place(self, phrase: Phrase, name: Name) -> Found | None:
        """ "western Afghanistan", "the outskirts", "East Mosul": a part of the place, with a name of its own."""
        if name.entity.type != "Place" or name.start == 0:
            return None
        before = self.doc[name.start - 1]
        if self.nouns.of(self.doc[name.end - 1]) == "place" and name.end - name.start > 1:
            return None  # "the northern Balkh province" is the province
        if before.lower_ == "-" and name.start > 1:
            return None
        if before.lower_ not in self.directions or before.i < phrase.start - 1:
            return None
        start = before.i
        if start > 1 and self.doc[start - 1].text == "-" and self.doc[start - 2].lower_ in self.directions:
            start -= 2
        text = self.doc[start : name.end].text
        entity = replace(
            name_entity(text, "Place"), country=name.entity.country, lat=name.entity.lat, lon=name.entity.lon
        )
        return Found(phrase.head, start, name.end, entity, "name")

    def measured(self, phrase: Phrase) -> Found | None:
        """ "most of Badakhshan", "dozens of villages", "some members of the opposition"."""
        inner = self.found.get(phrase.core)
        core = self.doc[phrase.core]
        kind = inner.entity.type if inner else self.class_of(core)
        if kind is None:
            return None
        if self.ontology_is(kind, "Place"):
            return self.group(phrase, "PlaceGroup")
        if kind == "Thing":
            return self.group(phrase, "Thing")
        return self.group(phrase, "PersonGroup")

    @staticmethod
    def ontology_is(kind: str, parent: str) -> bool:
        return parent == "Place" and kind in {"Place", "PlaceGroup", "Facility"}

    def class_of(self, token: Token) -> str | None:
        """The ontology class that a noun stands for, by its list and number; None for what is no entity."""
        noun = self.nouns.of(token)
        plural = token.tag_ in {"NNS", "NNPS"} or token.lower_ in _PERSON_SINGULAR
        if noun in {"fighter", "official", "person"}:
            if token.lemma_.lower() in {
                "force",
                "troop",
                "authority",
                "delegation",
                "minority",
                "community",
                "crowd",
                "mob",
            }:
                return "PersonGroup"
            return "PersonGroup" if plural else "Person"
        if noun == "facility":
            return "PlaceGroup" if plural and self.counted_token(token) else "Facility"
        if noun == "place":
            return "PlaceGroup" if plural else "Place"
        if noun in {"group", "organization", "outlet"}:
            return "MediaOutlet" if noun == "outlet" else "Organization"
        if noun == "government":
            return "Government"
        return "Thing" if noun == "thing" else None

    def counted_token(self, token: Token) -> bool:
        return any(c.dep_ == "nummod" for c in token.lefts)

    def counted(self, phrase: Phrase) -> bool:
        return count(self.doc[phrase.start : phrase.end]) != (None, None)

    def nominal(self, phrase: Phrase) -> Found | None:
        doc = self.doc
        head = doc[phrase.head]
        noun = self.nouns.of(head)
        if head.lower_ in _NUMERAL_HEADS or (head.pos_ == "NUM" and head.dep_ in {"nsubj", "nsubjpass", "dobj"}):
            # "hundreds died", "killing four": people, if anything, that the text counts
            if head.ent_type_ in {"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"}:
                return None
            bare = head.pos_ == "NUM" and head.head.lemma_.lower() not in _HAPPENS_TO_PEOPLE
            return self.group(phrase, "PersonGroup") if self.counted(phrase) and not bare else None
        kind = self.class_of(head)
        if kind is None:
            return None
        if head.dep_ == "compound" and kind not in {"Person", "PersonGroup"}:
            return None  # "the news agency Fars", "the river Seine": the name after it is the mention
        if (
            head.tag_ == "NN"
            and phrase.start == head.i
            and head.lower_ in _BARE
            and not any(c.dep_ in {"det", "poss"} for c in head.lefts)
        ):
            return None  # "taken to hospital", "in prison": no particular one
        owner = self.owner(phrase)
        if (
            noun == "place"
            and owner is not None
            and owner.kind != "demonym"
            and owner.entity.type == "Place"
            and owner.end == phrase.head
        ):
            # "Balkh province", "the northern Balkh province": the class noun belongs to the name
            start = owner.start if owner.start > phrase.start else phrase.start
            return Found(head.i, start, phrase.end, owner.entity, "name")
        if owner is not None and (same := self.part_is_whole(phrase, noun, owner)) is not None:
            return same
        if noun == "government" and owner is None:
            of = self.of_name(head)
            if of is not None and of.country and (entity := self.government(of.country)) is not None:
                return Found(head.i, phrase.start, of.end, entity, "nominal")
        if noun == "official" and kind == "Person" and (end := self.office_end(head)) > phrase.end:
            return self.group(replace(phrase, end=end), kind)  # "the Minister of Foreign Affairs of Iraq"
        if noun == "group" and kind == "Organization" and owner is not None and owner.entity.type == "ArmedGroup":
            kind = "ArmedGroup"
        return self.group(phrase, kind)

    def office_end(self, head: Token) -> int:
        """Where the name of an office ends: with the capitalised words after its "of"."""
        end = head.i + 1
        while end + 1 < len(self.doc) and self.doc[end].lower_ in {"of", "for"}:
            follower = end + 1
            if self.doc[follower].lower_ == "the":
                follower += 1
            stop = follower
            while stop < len(self.doc) and self.doc[stop].pos_ == "PROPN":
                stop += 1
            if stop == follower:
                break
            end = stop
        return end

    def owner(self, phrase: Phrase) -> Name | None:
        """The last actor or country named among the words before the head."""
        for i in range(phrase.head - 1, phrase.start - 1, -1):
            name = self.name_at.get(i)
            if name is not None and self.doc[i].dep_ != "poss":
                return name
        return None

    def part_is_whole(self, phrase: Phrase, noun: str | None, owner: Name) -> Found | None:
        """ "Taliban fighters" are the Taliban, "the Afghan government" is Afghanistan; None where the phrase stands for itself."""
        head = self.doc[phrase.head]
        between = [t for t in self.doc[owner.end : phrase.head] if t.pos_ in {"NOUN", "PROPN", "ADJ"}]
        if owner.country and not between and head.lemma_.lower() in {"territory", "soil"}:
            return Found(head.i, phrase.start, phrase.end, owner.entity, "nominal")
        if noun == "government" and owner.country and not between:
            entity = self.government(owner.country)
            return Found(head.i, phrase.start, phrase.end, entity, "nominal") if entity else None
        if owner.entity.type not in {"ArmedGroup", "Organization"} or owner.country:
            return None
        plain = not between and not self.counted(phrase) and owner.start == phrase.start
        plural = head.tag_ in {"NNS", "NNPS"}
        if plain and noun == "fighter" and plural:
            return Found(head.i, phrase.start, phrase.end, owner.entity, "nominal")
        if plain and noun in {"group", "government"} and owner.entity.type == "ArmedGroup":
            return Found(head.i, phrase.start, phrase.end, owner.entity, "nominal")
        if plain and head.lemma_.lower() in {
            "delegation",
            "leadership",
            "troop",
            "force",
            "aircraft",
            "warplane",
            "jet",
        }:
            return Found(head.i, phrase.start, phrase.end, owner.entity, "nominal")
        return None

    def of_name(self, head: Token) -> Name | None:
        for child in head.rights:
            if child.dep_ == "prep" and child.lower_ == "of":
                for grandchild in child.rights:
                    if grandchild.dep_ == "pobj":
                        return self.name_at.get(grandchild.i)
        return None

    def unlisted_name(self, phrase: Phrase) -> Found | None:
        """A capitalised name that no list and no statistical entity knows: its class from its last word or what is before it."""
        doc = self.doc
        head = doc[phrase.head]
        if head.lower_.rstrip(".") in self.titles and head.dep_ == "compound":
            return None
        if doc[phrase.start : phrase.end].text in NOT_NAMES:
            return None
        if self.nouns.of(head) in {"official", "person"}:
            return self.nominal(phrase)  # a title is no name
        if (
            head.lower_ in self.portfolios
            and head.i > 1
            and doc[head.i - 1].lower_ == "of"
            and doc[head.i - 2].lower_
            in {"secretary", "minister", "secretaries", "ministers", "ministry", "department"}
        ):
            return None
        start = phrase.start
        while start < phrase.head and not doc[start].text[:1].isupper() and doc[start].pos_ not in {"PROPN"}:
            start += 1
        text = doc[start : phrase.end].text
        if not text[:1].isupper():
            return None
        kind = self.class_of(head)
        before = [t.lower_.rstrip(".") for t in doc[max(phrase.start - 1, 0) : start]]
        if kind is None:
            if any(t in self.titles for t in before) or titles_off(doc, start, phrase.end, self.titles) > start:
                kind, start = "Person", titles_off(doc, start, phrase.end, self.titles)
            elif (
                head.dep_ == "pobj"
                and head.head.lower_ in _TO_A_PLACE
                and len(text.split()) < 3
            ):
                kind = "Place"
            else:
                kind = "Organization"
        entity = name_entity(doc[start : phrase.end].text, kind)
        return Found(phrase.head, start, phrase.end, entity, "name")

    def group(self, phrase: Phrase, kind: str) -> Found | None:
        """A phrase that stands for an entity of its own, known from this report only."""
        span = self.doc[phrase.start : phrase.end]
        low, high = count(span)
        if kind == "Person" and (low or 0) > 1:
            kind = "PersonGroup"
        if kind == "Place" and (low or 0) > 1:
            kind = "PlaceGroup"
        if (low, high) == (1, 1):
            low = high = None
        entity = Entity(f"report/{self.document_id}/{slug(span.text)}", clean(span), kind, minimum=low, maximum=high)
        return Found(phrase.head, phrase.start, phrase.end, entity, "nominal")


def clean(span: Span) -> str:
    """A phrase's text on one line, without quotation marks."""
    return re.sub(r"\s+", " ", span.text.replace("“", "").replace("”", "").replace('"', "")).strip(" '’‘")


_PREFIX = {
    "Person": "person",
    "Place": "place",
    "Facility": "place",
    "PlaceGroup": "place",
    "MediaOutlet": "org",
    "ArmedGroup": "org",
    "Organization": "org",
    "Government": "org",
    "PersonGroup": "group",
    "Thing": "thing",
}


def name_entity(text: str, kind: str, aliases: Iterable[str] = ()) -> Entity:
    """An entity known by its name alone."""
    label = re.sub(r"^(the|The)\s+", "", re.sub(r"\s+", " ", text)).strip(" .,;:'’‘\"“”")
    label = re.sub(r"['’]s$", "", label)
    if kind == "Organization" and _OUTLET_NAME.search(label):
        kind = "MediaOutlet"
    return Entity(f"{_PREFIX[kind]}/{slug(label)}", label or text, kind, tuple(aliases))


def retyped(found: Found, entity: Entity) -> Found:
    """`found`, standing for `entity`."""
    return replace(found, entity=entity)
