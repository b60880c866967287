"""Names that the world list and the gazetteer know, one entity each; where both know a name, the place is kept.

A country is at once ground and government; the role that it fills in a claim decides (``kg/extract/_arguments.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc

from kg.ontology import Ontology
from kg.reading.actors import ActorHit, ActorIndex
from kg.reading.entities import Name, name_entity
from kg.reading.formations import find_formations
from kg.reading.gazetteer import Gazetteer
from kg.reading.toponyms import choose, context


def listed_names(
    doc: Doc, actors: ActorIndex, gazetteer: Gazetteer, ontology: Ontology, origin: str | None = None
) -> list[Name]:
    """The listed names of `doc`; they may overlap. `origin` is the country of the publisher, where known (ISO alpha-2)."""
    found: list[Name] = []
    hits = gazetteer.find(doc)
    acting = actors.find(doc)
    countries = [a.country for a in acting]
    choices = choose(hits, context([*countries, origin] if origin else countries), ontology)
    spans = {(h.start, h.end) for h, choice in zip(hits, choices, strict=True) if choice is not None}
    for hit, choice in zip(hits, choices, strict=True):
        if hit.kind == "facility":
            entity = name_entity(doc[hit.start : hit.end].text, "Facility")
            if choice is not None:
                entity = replace(entity, country=choice.place.country, lat=choice.place.lat, lon=choice.place.lon)
            found.append(Name(hit.start, hit.end, entity, "name"))
            if choice is not None and hit.place_start >= 0:
                found.append(Name(hit.place_start, hit.place_end, choice.place.entity, "name"))
            continue
        if choice is None:
            continue
        entity = choice.place.entity
        country = entity.country if entity.feature == "PCLI" else None
        start, end = (hit.outer_start, hit.outer_end) if hit.outer_start >= 0 else (hit.start, hit.end)
        if end == hit.end and start < hit.start:  # "the city of Herat": the phrase layer joins them
            start = hit.start
        found.append(Name(start, end, entity, "name", country))
    for actor in acting:
        if (actor.start, actor.end) in spans and actor.country and actor.entity.type == "Government":
            continue
        country = actor.country if actor.entity.type == "Government" else None
        found.append(Name(actor.start, actor.end, actor.entity, actor.kind, country))
        first = doc[actor.start].lower_
        if first.startswith(("anti", "counter")) and actor.end - actor.start > 2:
            skip = actor.start + (2 if doc[actor.start + 1].text == "-" else 1)
            for inner in actors.find(doc[skip : actor.end].as_doc()):
                found.append(Name(skip + inner.start, skip + inner.end, inner.entity, inner.kind, None))
        if actor.entity.type != "Government" and actor.end - actor.start > 1:
            found.extend(_bodies_within(doc, actor, actors))
    for made in find_formations(doc, ontology):  # a ship with its crew acts as a unit does
        found.append(Name(made.start, made.end, name_entity(doc[made.start : made.end].text, "Organization"), "name"))
    return found


def _bodies_within(doc: Doc, actor: ActorHit, actors: ActorIndex) -> Iterator[Name]:
    """What a longer name begins with: "UN" in "UN Security Council", "Saudi" in "Royal Saudi Air Force"."""
    spans = [(actor.start, actor.start + 1), (actor.start, actor.start + 2), (actor.start + 1, actor.start + 2)]
    for start, end in spans:
        if end >= actor.end:
            continue
        for inner in actors.find(doc[start:end].as_doc()):
            state = inner.entity.type == "Government" and inner.country == actor.entity.country
            body = inner.entity.type == "Organization" and start == actor.start
            if (state or body) and (inner.start, inner.end) == (0, end - start):
                yield Name(start, end, inner.entity, "demonym" if state else "name", inner.country if state else None)
