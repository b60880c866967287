"""Which place may lie in which, as far as the gazetteer knows both."""

from __future__ import annotations

from kg.records import Entity

_RANK = {"PCLI": 4, "ADM1": 3, "ADM2": 2, "ADM3": 1, "ADM4": 1}


def may_contain(outer: Entity, inner: Entity) -> bool:
    """Whether `inner` can lie in `outer`, as far as the gazetteer knows both: a list of countries is no nesting."""
    if outer.id == inner.id:
        return False
    if inner.feature == "PCLI":
        return outer.feature is None and outer.id != inner.id and outer.geonames is not None and outer.country is None
    if outer.id.startswith("report/") and inner.label.endswith(outer.label):
        return False  # "dozens of villages" are not in villages
    if inner.feature in {"PCLD", "PCLS", "TERR"} and outer.feature == "PCLI":
        return True
    if outer.country and inner.country and outer.country != inner.country:
        return False
    if inner.geonames and outer.lat is None and outer.country is None:
        return False  # of a known place, nothing unknown is the container
    if inner.geonames and outer.geonames:
        return _RANK.get(outer.feature or "", 0) > _RANK.get(inner.feature or "", 0)
    return True


def is_settlement(entity: Entity) -> bool:
    """Whether the gazetteer knows `entity` for a town, which may be a suburb of another."""
    return (entity.feature or "").startswith("PPL")
