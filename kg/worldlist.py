"""Reads the world list of actors, ``ontology/actors.ttl``: who they are, and all the ways to write them.

The file is data, not vocabulary, and so lies outside the one ontology graph; its properties are explained at its top.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg import ontology
from kg.errors import OntologyError
from kg.records import Entity

FILE = "actors.ttl"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SAME = "http://www.w3.org/2002/07/owl#sameAs"
_CLASSES = frozenset({"Person", "ArmedGroup", "Government", "MediaOutlet", "Organization"})


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor of the list.

    `names` are full names, the preferred one first; `acronyms` are matched letter by letter; `ambiguous` mean
    something else as well. `adjectives` ("Afghan"), `demonyms` ("Afghans") and `metonyms` ("Kabul") stand for a
    government. `countries` are ISO 3166-1 alpha-2 codes, `territory` is the GeoNames id of a government's country,
    `parents` are ids of actors.
    """

    entity: Entity
    names: tuple[str, ...]
    acronyms: tuple[str, ...]
    ambiguous: tuple[str, ...]
    adjectives: tuple[str, ...]
    demonyms: tuple[str, ...]
    metonyms: tuple[str, ...]
    countries: tuple[str, ...]
    territory: int | None
    parents: tuple[str, ...]
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Institution:
    """What every country has one of ("foreign ministry"): its id below a government's, its class, its names."""

    slug: str
    type: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorldList:
    """The whole list, actors in the order of their ids."""

    actors: tuple[Actor, ...]
    institutions: tuple[Institution, ...]


def load(folder: Path | None = None) -> WorldList:
    """Read ``actors.ttl`` in `folder` (the ontology's own, unless given).

    Raises :class:`~kg.errors.OntologyError` for a file that is missing or not Turtle, an actor without a name or of an
    unknown class, and a kg:memberOf that leads nowhere.
    """
    file = (folder or ontology.folder()) / FILE
    subjects: dict[str, dict[str, list[str]]] = {}
    for quad in ontology.parse(file):
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
            values = subjects.setdefault(quad.subject.value, {})
            values.setdefault(quad.predicate.value, []).append(quad.object.value)
    actors, institutions = [], []
    for iri in sorted(subjects):
        if not iri.startswith(ontology.ENTITY):
            continue
        values, name = subjects[iri], iri[len(ontology.ENTITY) :]
        types = [t.removeprefix(ontology.KG) for t in values.get(_TYPE, ())]
        if types == ["Institution"]:
            institutions.append(_institution(name, values))
        elif len(types) == 1 and types[0] in _CLASSES:
            actors.append(_actor(name, types[0], values))
        else:
            raise OntologyError(
                f"{FILE}, {name}: one class is meant, of {', '.join(sorted(_CLASSES))}; found {', '.join(types) or 'none'}."
            )
    known = {a.entity.id for a in actors}
    for actor in actors:
        for parent in actor.parents:
            if parent not in known:
                raise OntologyError(f"{FILE}, {actor.entity.id}: kg:memberOf names '{parent}', which is not in the list.")
    return WorldList(tuple(actors), tuple(institutions))


def _label(name: str, values: dict[str, list[str]]) -> str:
    labels = values.get(_SKOS + "prefLabel", [])
    if len(labels) != 1:
        raise OntologyError(f"{FILE}, {name}: skos:prefLabel is needed once, found {len(labels)} times.")
    return labels[0]


def _institution(name: str, values: dict[str, list[str]]) -> Institution:
    kinds = [k.removeprefix(ontology.KG) for k in values.get(ontology.KG + "kind", ())]
    if len(kinds) != 1 or kinds[0] not in _CLASSES:
        raise OntologyError(f"{FILE}, {name}: kg:kind is needed once, one of {', '.join(sorted(_CLASSES))}.")
    names = (_label(name, values), *sorted(values.get(_SKOS + "altLabel", ())))
    return Institution(name.rpartition("/")[2], kinds[0], names)


def _actor(name: str, cls: str, values: dict[str, list[str]]) -> Actor:
    def get(local: str) -> tuple[str, ...]:
        return tuple(values.get(ontology.KG + local, ()))

    label = _label(name, values)
    names = (label, *sorted(values.get(_SKOS + "altLabel", ())))
    countries, acronyms = get("iso3166"), get("acronym")
    same = [s.rpartition("/")[2] for s in values.get(_SAME, ()) if s.startswith("http://www.wikidata.org/entity/")]
    places = [int(t.rstrip("/").rpartition("/")[2]) for t in get("territory")]
    return Actor(
        entity=Entity(
            id=name,
            label=label,
            type=cls,
            aliases=(*names[1:], *acronyms),
            country=countries[0] if len(countries) == 1 else None,
            wikidata=same[0] if same else None,
        ),
        names=names,
        acronyms=acronyms,
        ambiguous=get("ambiguous"),
        adjectives=get("adjective"),
        demonyms=get("demonym"),
        metonyms=get("metonym"),
        countries=countries,
        territory=places[0] if places else None,
        parents=tuple(p.removeprefix(ontology.ENTITY) for p in get("memberOf")),
        domains=get("domain"),
    )
