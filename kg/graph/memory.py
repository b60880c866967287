"""What claims tell and whether they are accepted, remembered from one change of a store to the next.

To read it back is most of the work of a change: a place that everybody writes about is touched by every other report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import pyoxigraph as ox
from pyoxigraph import Quad

from kg.graph import rules
from kg.graph.origins import Tally
from kg.graph.told import Told, told

_MOST = 300_000
"""Claims, and triples that follow from those of places, remembered at a time."""
_MANY = 32
"""From so many claims on, what they come to is remembered too."""


class Memory:
    """Remembers for as long as nothing is said to have changed (:meth:`forget`, :meth:`doubt`)."""

    def __init__(self) -> None:
        self._told: dict[str, Told] = {}
        self._accepted: dict[str, bool] = {}
        self.tallies: dict[str, Tally] = {}
        self._places: dict[str, tuple[set[str], set[Quad]]] = {}

    def told(self, data: ox.Store, claims: Iterable[str]) -> Iterator[Told]:
        """What `claims` tell; a node that is no whole claim tells nothing."""
        for claim in claims:
            found = self._told.get(claim)
            if found is None:
                found = next(told(data, (claim,)), None)
                if found is None:
                    continue
                if len(self._told) >= _MOST:
                    self._told.clear()
                self._told[claim] = found
            yield found

    def accepted(self, data: ox.Store, policy: str, claims: Sequence[str]) -> set[str]:
        """Those of `claims` that the policy, always the same one, accepts."""
        unknown = [claim for claim in claims if claim not in self._accepted]
        if unknown:
            if len(self._accepted) >= _MOST:
                self._accepted.clear()
                unknown = list(claims)
            taken = rules.accepted(data, policy, unknown)
            self._accepted.update((claim, claim in taken) for claim in unknown)
        return {claim for claim in claims if self._accepted[claim]}

    def keep_tally(self, proposition: str, tally: Tally, claims: int) -> None:
        """Remember what a proposition's claims come to, if it would be much work to count them again."""
        if claims >= _MANY:
            if len(self.tallies) >= _MOST // _MANY:
                self.tallies.clear()
            self.tallies[proposition] = tally

    def place(self, place: str) -> tuple[set[str], set[Quad]] | None:
        """The claims of control and of losses at a place, and what followed from them; None if this is not remembered."""
        return self._places.get(place)

    def keep_place(self, place: str, claims: set[str], follows: set[Quad]) -> None:
        """Remember this."""
        self._places.pop(place, None)
        if len(claims) >= _MANY:
            if sum(len(quads) for _, quads in self._places.values()) >= _MOST:
                self._places.clear()
            self._places[place] = (claims, follows)

    def forget(self, nodes: Iterable[str]) -> None:
        """These nodes are about to change."""
        for node in nodes:
            self._told.pop(node, None)
            self._accepted.pop(node, None)

    def doubt(self, claims: Iterable[str]) -> None:
        """The marks of these claims, which acceptance may ask for, have changed."""
        for claim in claims:
            self._accepted.pop(claim, None)

    def clear(self) -> None:
        """Everything may have changed."""
        self._told.clear()
        self._accepted.clear()
        self.tallies.clear()
        self._places.clear()

    @contextmanager
    def unless_it_fails(self) -> Iterator[None]:
        """Forget everything if what is done here fails half-way."""
        try:
            yield
        except BaseException:
            self.clear()
            raise
