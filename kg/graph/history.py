"""Who held what on a day, as it was known on another: valid time and reported time, kept apart.

The control states in the graph are made from all that is reported. Asked what was known on an earlier day, the same rules
run again on the claims of the reports published by then; nothing is stored for it. Which claims are accepted, and who
belongs to whom, is taken as it stands today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from kg.graph import disputes, questions, rules, timeline
from kg.graph import vocabulary as v
from kg.graph.answers import Answer, Term
from kg.graph.derivation import CONTROLS, SEIZED, WITHDREW, Derivation
from kg.graph.names import Names, term
from kg.graph.timeline import ControlState
from kg.graph.told import Told, told

_COLUMNS = ("place", "actor", "since", "until", "lastReported", "silentDays", "sources", "disputed")


@dataclass(frozen=True, slots=True)
class Holding:
    """A state of control, who says so (innermost sources, by IRI), and whether that is disputed."""

    state: ControlState
    sources: tuple[str, ...]
    disputed: bool


def holdings(
    data: ox.Store,
    names: Names,
    policy: str,
    *,
    on: date | None = None,
    known: date | None = None,
    places: Iterable[str] | None = None,
    every: bool = False,
) -> Iterator[Holding]:
    """The states of control in force on the day `on` (open at the end, if None), by place and beginning; `every` one that
    ever was, if that is set.

    With `known`, only reports published by that day count; with `places`, only these places, by IRI.
    """
    derivation = Derivation(data, names, policy)
    by_place: dict[str, list[Told]] = defaultdict(list)
    for claim in told(data, _claims(data, places)):
        if known is None or (claim.stated is not None and claim.stated <= known):
            by_place[claim.o].append(claim)
    for place in sorted(by_place):
        said = {claim.claim: claim for claim in by_place[place]}
        accepted = rules.accepted(data, policy, sorted(said))
        events = timeline.control_events(claim for claim in said.values() if claim.claim in accepted)
        parties = set(_parties(by_place[place], derivation, names))
        for state in timeline.states(events, derivation.sides.related, derivation.sides.leaves):
            if every or (state.on(on) if on is not None else state.until is None):
                sources = sorted({source for c in state.claims if (source := said[c].source)})
                yield Holding(state, tuple(sources), not parties.isdisjoint(state.claims))


def control(
    data: ox.Store,
    names: Names,
    policy: str,
    *,
    on: date | None = None,
    known: date | None = None,
    place: str | None = None,
    actor: str | None = None,
) -> Answer:
    """The same as a table; `place` (with all that lies in it) and `actor` by name, id or IRI.

    ``silentDays`` counts from the last report that says so to the day asked about: silence is not knowledge. Raises
    :class:`~kg.errors.QueryError` for a place or actor that the graph does not know.
    """
    within = None if place is None else _within(data, questions.find(data, names, place, "Place"))
    holders = None if actor is None else {n.value for n in questions.find(data, names, actor, "Actor")}
    found = holdings(data, names, policy, on=on, known=known, places=within)
    return _table(data, found, holders, on)


def timeline_of(
    data: ox.Store, names: Names, policy: str, *, known: date | None = None, place: str | None = None, actor: str | None = None
) -> Answer:
    """Who held `place`, or what `actor` held, from when to when: every state that ever was, as :func:`control` tells them."""
    places = None if place is None else {n.value for n in questions.find(data, names, place, "Place")}
    holders = None if actor is None else {n.value for n in questions.find(data, names, actor, "Actor")}
    answer = _table(data, holdings(data, names, policy, known=known, places=places, every=True), holders, None)
    silent = _COLUMNS.index("silentDays")
    return Answer((*_COLUMNS[:silent], *_COLUMNS[silent + 1 :]), tuple((*row[:silent], *row[silent + 1 :]) for row in answer.rows))


def _table(data: ox.Store, found: Iterable[Holding], holders: set[str] | None, on: date | None) -> Answer:
    rows: list[tuple[Term | None, ...]] = []
    for held in found:
        state = held.state
        if holders is not None and state.agent not in holders:
            continue
        silent = (on - state.last_reported).days if on and state.last_reported else None
        named = "; ".join(sorted(_name(data, source) for source in held.sources))
        rows.append(
            (
                NamedNode(state.place),
                NamedNode(state.agent),
                *(v.day(day) if day else None for day in (state.since, state.until, state.last_reported)),
                v.integer(silent) if silent is not None and silent > 0 else None,
                v.text(named),
                Literal(held.disputed),
            )
        )
    return Answer(_COLUMNS, tuple(rows))


def _claims(data: ox.Store, places: Iterable[str] | None) -> Iterator[str]:
    wanted = None if places is None else {NamedNode(place) for place in places}
    for relation in (CONTROLS, SEIZED, WITHDREW):
        for quad in data.quads_for_pattern(None, v.PREDICATE, relation):
            if wanted is None or any(o.object in wanted for o in data.quads_for_pattern(quad.subject, v.OBJECT, None)):
                yield cast(NamedNode, quad.subject).value


def _parties(claims: list[Told], derivation: Derivation, names: Names) -> Iterator[str]:
    for quads in (disputes.rivals(claims, names, derivation.sides.related, derivation.sides.leaves), disputes.contested(claims, names)):
        for quad in quads:
            if quad.predicate == v.DISPUTES:
                yield cast(NamedNode, quad.object).value


def _within(data: ox.Store, places: Iterable[NamedNode]) -> set[str]:
    """These places and all that lies in them."""
    found = {place.value for place in places}
    todo = sorted(found)
    while todo:
        for quad in data.quads_for_pattern(None, term("locatedIn"), NamedNode(todo.pop())):
            inner = cast(NamedNode, quad.subject).value
            if inner not in found:
                found.add(inner)
                todo.append(inner)
    return found


def _name(data: ox.Store, iri: str) -> str:
    for quad in data.quads_for_pattern(NamedNode(iri), v.PREF_LABEL, None):
        return cast(Literal, quad.object).value
    return iri
