"""What all reports together say an entity is: the plain properties of its node, derived from the descriptions.

The outcome does not depend on the order in which reports came: the commonest name is the name, all others are aliases;
a count's bounds are the widest given; of kinds, countries and positions the commonest one stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Quad

from kg.graph import vocabulary as v
from kg.graph.names import GEONAMES, Names, escape, term
from kg.ontology import PREFIXES, load
from kg.records import Entity

_T = TypeVar("_T")
_WKT = NamedNode(PREFIXES["geo"] + "wktLiteral")


def merge(entities: Sequence[Entity]) -> Entity:
    """One record for what several descriptions (at least one, all of one id) say."""
    if len(entities) == 1:
        return entities[0]
    label = _commonest(e.label for e in entities)
    names = Counter(n for e in entities for n in (e.label, *e.aliases) if n != label)
    points = [(e.lat, e.lon) for e in entities if e.lat is not None and e.lon is not None]
    lat, lon = _commonest(points) if points else (None, None)
    minima = [e.minimum for e in entities if e.minimum is not None]
    maxima = [e.maximum for e in entities if e.maximum is not None]
    return Entity(
        id=entities[0].id,
        label=label,
        type=_commonest(e.type for e in entities),
        aliases=tuple(sorted(names)),
        minimum=min(minima) if minima else None,
        maximum=max(maxima) if maxima else None,
        geonames=_any(e.geonames for e in entities),
        lat=lat,
        lon=lon,
        country=_any(e.country for e in entities),
        feature=_any(e.feature for e in entities),
        wikidata=_any(e.wikidata for e in entities),
    )


def quads(entity: Entity, names: Names) -> Iterator[Quad]:
    """The plain properties of an entity's node; with its class all those above it, so that ``a kg:Actor`` is enough."""
    node = names.entity(entity.id)
    for cls in load().classes.get(entity.type, (entity.type,)):
        yield Quad(node, v.TYPE, term(cls))
    yield Quad(node, v.PREF_LABEL, v.text(entity.label))
    for alias in sorted({a for a in entity.aliases if a != entity.label}):
        yield Quad(node, v.ALT_LABEL, v.text(alias))
    numbers = ((v.MIN_COUNT, entity.minimum), (v.MAX_COUNT, entity.maximum), (v.GEONAMES_ID, entity.geonames))
    for prop, count in numbers:
        if count is not None:
            yield Quad(node, prop, v.integer(count))
    if entity.geonames is not None:
        same = NamedNode(f"{GEONAMES}{entity.geonames}/")
        if same != node:
            yield Quad(node, v.SAME_AS, same)
    if entity.lat is not None and entity.lon is not None:
        point = names.geometry(entity.lat, entity.lon)
        yield Quad(node, v.LAT, v.number(entity.lat))
        yield Quad(node, v.LON, v.number(entity.lon))
        yield Quad(node, v.HAS_GEOMETRY, point)
        yield Quad(point, v.TYPE, v.POINT)
        # WKT in CRS84 puts the longitude first.
        yield Quad(point, v.AS_WKT, Literal(f"POINT({entity.lon!r} {entity.lat!r})", datatype=_WKT))
    if entity.country is not None:
        yield Quad(node, v.COUNTRY, v.text(entity.country))
    if entity.feature is not None:
        yield Quad(node, v.FEATURE, v.text(entity.feature))
    if entity.wikidata is not None:
        yield Quad(node, v.SAME_AS_PAGE, NamedNode(PREFIXES["wd"] + escape(entity.wikidata)))


def _commonest(found: Iterable[_T]) -> _T:
    counts = Counter(found)
    return min(counts, key=lambda x: (-counts[x], str(x)))


def _any(found: Iterable[_T | None]) -> _T | None:
    given = [x for x in found if x is not None]
    return _commonest(given) if given else None
