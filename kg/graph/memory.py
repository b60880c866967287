"""What claims tell and whether they are accepted, remembered from one change of a store to the next.

To read it back is most of the work of a change: a place that everybody writes about is touched by every other report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import pyoxigraph as ox

from kg.graph import rules
from kg.graph.told import Told, told

_MOST = 300_000
"""Claims remembered at a time."""


class Memory:
    """Remembers for as long as nothing is said to have changed (:meth:`forget`, :meth:`doubt`)."""

    def __init__(self) -> None:
        self._told: dict[str, Told] = {}
        self._accepted: dict[str, bool] = {}

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

    @contextmanager
    def unless_it_fails(self) -> Iterator[None]:
        """Forget everything if what is done here fails half-way."""
        try:
            yield
        except BaseException:
            self.clear()
            raise
