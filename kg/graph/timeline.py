"""Who held a place from when to when, as far as the claims go.

A seizure or a claim of control opens a state; a rival's seizure or claim of control, or the holder's withdrawal, ends
it. A state without an end is open, not proven to last: `last_reported` is the last day for which anybody said so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import eq
from typing import Literal

from pyoxigraph import NamedNode, Quad

from kg.graph import vocabulary as v
from kg.graph.names import Names
from kg.graph.told import Told
from kg.ontology import KG

Kind = Literal["taken", "held", "left"]
_KINDS: dict[str, Kind] = {KG + "seized": "taken", KG + "controls": "held", KG + "withdrewFrom": "left"}


@dataclass(frozen=True, slots=True)
class ControlEvent:
    """One claim about who holds a place. All nodes are IRIs; the days are those of the claim and of its report."""

    claim: str
    place: str
    agent: str
    kind: Kind
    first: date | None = None
    last: date | None = None
    stated: date | None = None

    @property
    def day(self) -> date | None:
        """The day from which it holds: a change has surely happened by its latest day, a state holds from its first."""
        if self.kind == "held":
            return self.first or self.stated
        return self.last or self.first or self.stated


@dataclass(frozen=True, slots=True)
class ControlState:
    """An actor's hold on a place: since when (None: before anything said), until when (None: still open)."""

    agent: str
    place: str
    since: date | None
    until: date | None = None
    last_reported: date | None = None
    claims: tuple[str, ...] = ()
    ended_by: tuple[str, ...] = ()

    def on(self, day: date) -> bool:
        """Whether the state is in force on `day`; the day on which it ends is the next holder's."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(slots=True)
class _Open:
    agent: str
    since: date | None
    last_reported: date | None
    claims: list[str] = field(default_factory=list)


def control_events(claims: Iterable[Told]) -> Iterator[ControlEvent]:
    """What claims of one place tell of who holds it; control that is told of as over ends on its last day."""
    for claim in claims:
        kind = _KINDS.get(claim.p)
        if kind is None:
            continue
        yield ControlEvent(claim.claim, claim.o, claim.s, kind, claim.first, claim.last, claim.stated)
        if kind == "held" and claim.last is not None and claim.stated is not None and claim.last < claim.stated:
            yield ControlEvent(claim.claim, claim.o, claim.s, "left", claim.last, claim.last, claim.stated)


def states(
    events: Iterable[ControlEvent], related: Callable[[str, str], bool], leaves: Callable[[str, str], bool] = eq
) -> tuple[ControlState, ...]:
    """The control states of one place, in the order of their beginning.

    `related` tells whether two actors are of one side (one a member of the other), so that neither ends the other's
    hold, and `leaves` whether the withdrawal of the first is that of the second too. What happened on one day cannot be
    put in order: a hold that began on a day is not ended by a rival's of that day.
    """
    held: dict[str, _Open] = {}
    closed: list[ControlState] = []
    place = ""

    def close(agent: str, day: date | None, by: str) -> None:
        state = held.pop(agent)
        closed.append(_state(state, place, day, by))

    ordered = sorted(events, key=lambda e: (e.day is not None, e.day or date.min, e.agent, e.claim))
    for day, group in groupby(ordered, key=lambda e: e.day):
        today = list(group)
        before = set(held)
        left = [e for e in today if e.kind == "left"]
        late = [e for e in left if not any(leaves(e.agent, holder) for holder in before)]
        for event in left:
            for holder in sorted(h for h in held if leaves(event.agent, h)):
                place = event.place
                close(holder, day, event.claim)
        for event in sorted((e for e in today if e.kind != "left"), key=lambda e: (e.kind == "held", e.agent, e.claim)):
            place = event.place
            for rival in sorted(held):
                began = held[rival].since
                earlier = day is not None and (began is None or began < day)
                if rival != event.agent and earlier and not related(rival, event.agent):
                    close(rival, day, event.claim)
            state = held.setdefault(event.agent, _Open(event.agent, day, None))
            state.claims.append(event.claim)
            said = event.stated or event.last or event.first
            state.last_reported = max(filter(None, (state.last_reported, said)), default=None)
        for event in late:
            for holder in sorted(h for h in held if leaves(event.agent, h)):
                close(holder, day, event.claim)
    closed.extend(_state(s, place) for s in held.values())
    return tuple(sorted(closed, key=lambda s: (s.since or date.min, s.agent, s.until or date.max)))


def quads(state: ControlState, names: Names, *, disputed: bool = False) -> Iterator[Quad]:
    """A control state as triples; `disputed`: whether a claim that tells of it is party to a dispute."""
    node = names.made("state", state.place, state.agent, state.since)
    yield Quad(node, v.TYPE, v.STATE)
    yield Quad(node, v.AGENT, NamedNode(state.agent))
    yield Quad(node, v.PLACE, NamedNode(state.place))
    days = ((v.VALID_FROM, state.since), (v.VALID_TO, state.until), (v.LAST_REPORTED, state.last_reported))
    for prop, when in days:
        if when is not None:
            yield Quad(node, prop, v.day(when))
    if disputed:
        yield Quad(node, v.DISPUTED, v.TRUE)
    for claim in state.claims:
        yield Quad(NamedNode(claim), v.ABOUT, node)
    for claim in state.ended_by:
        yield Quad(node, v.ENDED_BY, NamedNode(claim))


def _state(state: _Open, place: str, until: date | None = None, by: str | None = None) -> ControlState:
    return ControlState(
        agent=state.agent,
        place=place,
        since=state.since,
        until=until,
        last_reported=state.last_reported,
        claims=tuple(sorted(set(state.claims))),
        ended_by=(by,) if by else (),
    )
