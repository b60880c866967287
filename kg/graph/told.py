"""What claims tell, in the few values that events, control states and disputes are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple, cast

import pyoxigraph as ox
from pyoxigraph import NamedNode

from kg.graph import vocabulary as v
from kg.graph.names import local


class Told(NamedTuple):
    """What one claim tells. Nodes are IRIs; factuality, mode and manner are local names of the ontology."""

    claim: str
    proposition: str
    s: str
    p: str
    o: str
    factuality: str
    source: str | None = None
    report: str | None = None
    mode: str | None = None
    place: str | None = None
    manner: str | None = None
    first: date | None = None
    last: date | None = None
    stated: date | None = None

    @property
    def denies(self) -> bool:
        """Whether it says that something is not so."""
        return self.factuality.endswith("neg")


_FIELDS = {
    v.PROPOSITION.value: "proposition",
    v.SUBJECT.value: "s",
    v.PREDICATE.value: "p",
    v.OBJECT.value: "o",
    v.FACTUALITY.value: "factuality",
    v.SOURCE.value: "source",
    v.DERIVED_FROM.value: "report",
    v.MODE.value: "mode",
    v.PLACE.value: "place",
    v.MANNER.value: "manner",
    v.VALID_FROM.value: "first",
    v.VALID_TO.value: "last",
    v.STATED_ON.value: "stated",
}
_NEEDED = frozenset({"proposition", "s", "p", "o", "factuality"})
_LOCAL = ("factuality", "mode", "manner")
_DAYS = ("first", "last", "stated")


def told(data: ox.Store, claims: Iterable[str]) -> Iterator[Told]:
    """What `claims` tell; a node that is no whole claim tells nothing."""
    for claim in claims:
        said: dict[str, str] = {}
        for quad in data.quads_for_pattern(NamedNode(claim), None, None):
            field = _FIELDS.get(quad.predicate.value)
            if field is not None:
                said[field] = cast(NamedNode, quad.object).value
        if said.keys() >= _NEEDED:
            days = {day: date.fromisoformat(said.pop(day)) for day in _DAYS if day in said}
            names = {name: local(said.pop(name)) for name in _LOCAL if name in said}
            yield Told(claim=claim, **said, **names, **days)  # type: ignore[arg-type]
