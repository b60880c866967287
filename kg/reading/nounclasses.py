"""What kind of thing an English noun names, by the lists of ``ontology/nouns.ttl``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from spacy.tokens import Token

from kg.ontology import Ontology

_PERSON_SUFFIX = re.compile(r"(\w{4}ist|\w{2}woman|\w{3}men|\w{3}man|\w{3}eer|\w{3}ologist)$")
_ORDER = ("facility", "place", "thing", "fighter", "official", "government", "person", "group", "organization", "event", "outlet")
_PEOPLE = frozenset({"fighter", "official", "person"})


@dataclass
class Nouns:
    """The noun classes of the ontology, as sets of lemmas."""

    ontology: Ontology
    sets: Mapping[str, frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.sets = {name: self.ontology.words(f"{name}-nouns") for name in _ORDER}
        self.many = self.ontology.words("collective-person-nouns")
        self.uncounted = self.ontology.words("plural-in-form-nouns")

    def of(self, token: Token) -> str | None:
        """The list that the noun `token` stands in, by its two-word form first ("border crossing", "air force"), then its lemma."""
        lemma = token.lemma_.lower()
        before = token.nbor(-1).lemma_.lower() + " " + lemma if token.i > 0 else lemma
        forms = [before, lemma, token.lower_]
        if token.tag_ == "NNS":  # "bases" has two singulars, and the lemmatizer prefers "basis"
            forms.append(token.lower_.removesuffix("s"))
        if token.pos_ == "PROPN":  # the lemmatizer leaves names alone: "Reserve Airmen"
            word = token.lower_
            forms.append(word[:-3] + "man" if word.endswith("men") else word.removesuffix("s"))
        for form in forms:
            for name in _ORDER:
                if form in self.sets[name]:
                    return name
        return "person" if token.pos_ == "NOUN" and _PERSON_SUFFIX.search(lemma) else None

    def class_of(self, token: Token) -> str | None:
        """The ontology class that the noun `token` stands for, by its list and number; None for what is no entity."""
        noun = self.of(token)
        named = token.i > 0 and token.nbor(-1).is_alpha
        men = token.lower_.endswith("men") and not named  # the tagger takes "Gunmen" at the head of a sentence for a name
        plural = men or token.tag_ in {"NNS", "NNPS"} or token.lower_ in self.uncounted
        if noun in _PEOPLE:
            return "PersonGroup" if plural or token.lemma_.lower() in self.many else "Person"
        if noun == "facility":
            return "PlaceGroup" if plural and any(c.dep_ == "nummod" for c in token.lefts) else "Facility"
        if noun == "place":
            return "PlaceGroup" if plural else "Place"
        if noun in {"group", "organization"}:
            return "Organization"
        return {"outlet": "MediaOutlet", "government": "Government", "thing": "Thing"}.get(noun or "")
