"""Unknown names in lists of places: "seized Goma, Sake and Minova" names three towns, whatever the statistical model thinks of the last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice

from spacy.tokens import Doc, Token

from kg.ontology import Ontology
from kg.reading.entities import Found, name_entity
from kg.reading.phrases import NAMED_BY_OF, conjuncts
from kg.records import Entity

_LONGEST = 3
"""Words of a name that can still be taken for a town's."""
_LIST = 40
"""Names of a list that are looked at."""
_STATES = frozenset({"PCLI", "PPLC"})


def as_places(doc: Doc, found: Mapping[int, Found], ontology: Ontology) -> dict[int, Found]:
    """`found` (by head token), where every mention of a name is a place that once stands in a list with a known town or district.

    Only what the report alone knows is changed, and only in lists whose governor takes places: a preposition of place, or a verb of
    taking, holding or reaching ground. States and capitals also act, so that a list with one of them proves nothing.
    """
    prepositions, verbs = ontology.words("place-list-prepositions"), ontology.words("place-verbs")
    places: dict[str, Entity] = {}
    done: set[int] = set()
    for head, mention in found.items():
        if mention.entity.type != "Place" or mention.entity.geonames is None or mention.entity.feature in _STATES:
            continue
        first = _first(doc[head])
        if first.i in done:
            continue
        done.add(first.i)
        if not _takes_places(first, prepositions, verbs):
            continue
        for token in islice(conjuncts(first), _LIST):
            other = found.get(token.i)
            if other is not None and _unknown(other):
                text = doc[other.start : other.end].text
                places[other.entity.id] = other.place or name_entity(text, "Place")
    return {
        head: replace(mention, entity=places[mention.entity.id], place=None) if mention.entity.id in places else mention
        for head, mention in found.items()
    }


def _first(token: Token) -> Token:
    for _ in range(_LIST):
        if token.dep_ != "conj" or token.head.i > token.i:
            break
        token = token.head
    return token


def _takes_places(token: Token, prepositions: frozenset[str], verbs: frozenset[str]) -> bool:
    if token.dep_ == "pobj":
        named = token.head.lower_ == "of" and token.head.head.lemma_.lower() in NAMED_BY_OF  # "the towns of Lalibela and Gashena"
        return named or token.head.lower_ in prepositions
    return token.dep_ in {"dobj", "nsubjpass"} and token.head.lemma_.lower() in verbs


def _unknown(found: Found) -> bool:
    entity = found.entity
    short = found.end - found.start <= _LONGEST
    return found.kind == "name" and short and entity.type in {"Organization", "Person"} and entity.id.startswith(("org/", "person/"))
