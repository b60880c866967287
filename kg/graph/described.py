"""What a node says, and the records that it makes: reports, and entities as reports or plain properties describe them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import cast

import pyoxigraph as ox
from pyoxigraph import NamedNode

from kg.graph import vocabulary as v
from kg.graph.names import Names, local
from kg.ontology import KG, PREFIXES, load
from kg.records import Document, Entity

_ENTITY_FIELDS = frozenset(f.name for f in fields(Entity) if f.name != "id")
_WIKIDATA = PREFIXES["wd"]

Values = Mapping[str, list[str]]
"""What a node says, by property IRI: IRIs and lexical forms, sorted."""


def values(store: ox.Store, node: ox.NamedNode | ox.BlankNode) -> Values:
    """What `node` says."""
    result: dict[str, list[str]] = {}
    for quad in store.quads_for_pattern(node, None, None, v.DEFAULT):
        result.setdefault(quad.predicate.value, []).append(cast(NamedNode, quad.object).value)
    for found in result.values():
        found.sort()
    return result


def first(said: Values, prop: NamedNode) -> str | None:
    """The least of a node's values for `prop`; None where it has none."""
    found = said.get(prop.value)
    return found[0] if found else None


def read_document(identifier: str, said: Values, names: Names) -> Document:
    """The report that says this; what the graph lacks is empty."""

    def one(prop: NamedNode) -> str | None:
        return first(said, prop)

    published, updated, retrieved, copied = (one(prop) for prop in (v.PUBLISHED, v.UPDATED, v.RETRIEVED, v.COPY_OF))
    return Document(
        id=identifier,
        text=one(v.IS_STRING) or "",
        title=one(v.HEADLINE) or "",
        publisher=one(v.PUBLISHER),
        author=one(v.CREATOR),
        date=date.fromisoformat(published) if published else None,
        url=one(v.URL),
        language=one(v.LANGUAGE) or "en",
        retrieved=datetime.fromisoformat(retrieved) if retrieved else None,
        agency=one(v.AGENCY),
        place=one(v.DATELINE),
        body=int(one(v.BODY) or 0),
        origin=one(v.ORIGIN) or "",
        warnings=tuple(json.loads(one(v.WARNINGS) or "[]")),
        updated=date.fromisoformat(updated) if updated else None,
        dated=tuple(sorted(said.get(v.DATE_EVIDENCE.value, ()))),
        copy_of=names.report_id(copied) if copied else None,
        pages=tuple(json.loads(one(v.PAGES) or "[]")),
    )


def read_description(identifier: str, value: str) -> Entity:
    """The entity that a description's JSON tells of."""
    record = {k: v for k, v in json.loads(value).items() if k in _ENTITY_FIELDS}
    record["aliases"] = tuple(record.get("aliases", ()))
    return Entity(id=identifier, **{"label": identifier, "type": "Entity", **record})


def read_entity(identifier: str, said: Values) -> Entity:
    """The entity with these plain properties, as a graph made by hand has them."""

    def one(prop: NamedNode) -> str | None:
        return first(said, prop)

    def whole(prop: NamedNode) -> int | None:
        found = one(prop)
        return int(found) if found else None

    classes = [local(c) for c in said.get(v.TYPE.value, ()) if c.startswith(KG)]
    label = one(v.PREF_LABEL) or one(NamedNode(PREFIXES["rdfs"] + "label")) or identifier
    lat, lon = one(v.LAT), one(v.LON)
    wikidata = [i.removeprefix(_WIKIDATA) for i in said.get(v.SAME_AS_PAGE.value, ()) if i.startswith(_WIKIDATA)]
    geonames = whole(v.GEONAMES_ID)
    if geonames is None and identifier.startswith("geonames/"):
        geonames = int(identifier.removeprefix("geonames/"))
    return Entity(
        id=identifier,
        label=label,
        type=_narrowest(classes),
        aliases=tuple(said.get(v.ALT_LABEL.value, ())),
        minimum=whole(v.MIN_COUNT),
        maximum=whole(v.MAX_COUNT),
        geonames=geonames,
        lat=float(lat) if lat else None,
        lon=float(lon) if lon else None,
        country=one(v.COUNTRY),
        feature=one(v.FEATURE),
        wikidata=wikidata[0] if wikidata else None,
    )


def _narrowest(classes: list[str]) -> str:
    """The class that none of the others is below; the first by name, if several are."""
    known = load().classes
    above = {a for c in classes for a in known.get(c, (c,))[1:]}
    return min((c for c in classes if c not in above), default="Entity")
