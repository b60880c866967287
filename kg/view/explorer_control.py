"""Who held what from when to when, for the explorer: the derived control states, by the ids of claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kg.graph.store import Store
from kg.records import Claim, Document

RELATIONS = {"seized": "taken", "controls": "held", "withdrewFrom": "left"}
"""The relations that tell of control, and what each does to it, as in :mod:`kg.graph.timeline`."""

_STATES = """SELECT DISTINCT ?state ?agent ?place ?since ?until ?last ?claim ?disputed WHERE {
  ?state a kg:ControlState ; kg:agent ?agent ; kg:place ?place .
  ?claim kg:about ?state .
  OPTIONAL { ?state kg:validFrom ?since }
  OPTIONAL { ?state kg:validTo ?until }
  OPTIONAL { ?state kg:lastReported ?last }
  BIND(EXISTS { ?dispute kg:disputes/kg:about ?state } AS ?disputed)
}"""


@dataclass(frozen=True, slots=True)
class Hold:
    """A control state: ids of the place, of who held it, and of the claims that it follows from."""

    place: str
    holder: str
    claims: tuple[str, ...]
    since: date | None
    until: date | None
    last_reported: date | None
    disputed: bool


def holds(store: Store) -> list[Hold]:
    """All control states of `store`, as its own policy derived them."""
    found: dict[str, tuple[dict[str, object], list[str]]] = {}
    folder = store.names.folder("claim")
    for row in store.query(_STATES).values():
        found.setdefault(str(row["state"]), (row, []))[1].append(str(row["claim"]).removeprefix(folder))
    return sorted(
        (
            Hold(
                place=store.names.entity_id(str(row["place"])),
                holder=store.names.entity_id(str(row["agent"])),
                claims=tuple(sorted(claims)),
                since=_day(row["since"]),
                until=_day(row["until"]),
                last_reported=_day(row["last"]),
                disputed=bool(row["disputed"]),
            )
            for row, claims in found.values()
        ),
        key=lambda h: (h.since or date.min, h.place, h.holder),
    )


def derived(claims: Iterable[Claim], documents: Iterable[Document]) -> list[Hold]:
    """The control states that follow from `claims`, derived here and now in memory.

    Claims of reports that are not among `documents` are taken as from a report without a date.
    """
    said: dict[str, list[Claim]] = {}
    for claim in claims:
        said.setdefault(claim.evidence.document, []).append(claim)
    known = {d.id: d for d in documents}
    with Store.open() as store:
        store.load((known.get(id) or Document(id, ""), said[id]) for id in sorted(said))
        return holds(store)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
