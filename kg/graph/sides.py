"""Who belongs to whom, and who stands for whom: what makes actors one side of a fight for a place.

Chains of belonging are followed when asked (``kg:memberOf+``), as are places within places (``kg:locatedIn*``), and not
written out: in a store of a million claims all who belong to an actor are found in 5 ms, and a new link has nothing to
bring up to date. Symmetric relations and the classes above a class are written out: they add one triple each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

import pyoxigraph as ox
from pyoxigraph import NamedNode

from kg.graph import vocabulary as v
from kg.graph.names import term

MEMBER_OF = term("memberOf")
_GROUP = term("PersonGroup")


class Sides:
    """Belonging by accepted membership, remembered from one question to the next until :meth:`clear`. Actors are IRIs.

    Reports speak of "Russian forces" here and of "Russian troops" there: nameless groups, each known to its own report
    alone. Such a group stands for whom it belongs to, if that is one actor; a named unit stands for itself.
    """

    def __init__(self, data: ox.Store) -> None:
        self.data = data
        self._above: dict[str, frozenset[str]] = {}
        self._standing: dict[str, str] = {}

    def clear(self) -> None:
        """Memberships or classes have changed."""
        self._above.clear()
        self._standing.clear()

    def above(self, actor: str) -> frozenset[str]:
        """All that an actor belongs to."""
        if actor not in self._above:
            self._above[actor] = _reached(actor, self._groups)
        return self._above[actor]

    def below(self, actor: str) -> frozenset[str]:
        """An actor and all that belong to it."""
        return _reached(actor, self._members) | {actor}

    def standing_for(self, actor: str) -> str:
        """The actor that a nameless group speaks and acts for; any other actor itself."""
        if actor not in self._standing:
            found, passed = actor, {actor}
            while self.unnamed((found,)):
                groups = set(self._groups(found)) - passed
                if len(groups) != 1:
                    break
                found = groups.pop()
                passed.add(found)
            self._standing[actor] = found
        return self._standing[actor]

    def related(self, one: str, other: str) -> bool:
        """Whether two actors are of one side: one belongs to the other, or both stand for the same."""
        one, other = self.standing_for(one), self.standing_for(other)
        return one == other or other in self.above(one) or one in self.above(other)

    def speaks_for(self, source: str, actor: str) -> bool:
        """Whether what `source` says of `actor` it says of itself: it is, or belongs to, the actor or whom this stands for."""
        above, side = self.above(source), self.standing_for(actor)
        return source == actor or actor in above or side in above or side == self.standing_for(source)

    def leaves(self, who: str, holder: str) -> bool:
        """Whether `holder` holds a place no more when `who` has left it.

        A side takes its groups and units with it; a nameless group stands for its side, but not if it is counted ("200
        soldiers" may be some of many), and a named unit leaves for itself alone.
        """
        if who == holder:
            return True
        if any(any(self.data.quads_for_pattern(NamedNode(who), p, None)) for p in (v.MIN_COUNT, v.MAX_COUNT)):
            return False
        side, others = self.standing_for(who), self.standing_for(holder)
        return side == others or side in self.above(others)

    def unnamed(self, actors: Iterable[str]) -> frozenset[str]:
        """Those of `actors` that are nameless groups."""
        return frozenset(a for a in actors if any(self.data.quads_for_pattern(NamedNode(a), v.TYPE, _GROUP)))

    def _groups(self, actor: str) -> Iterable[str]:
        return (cast(NamedNode, q.object).value for q in self.data.quads_for_pattern(NamedNode(actor), MEMBER_OF, None))

    def _members(self, actor: str) -> Iterable[str]:
        return (cast(NamedNode, q.subject).value for q in self.data.quads_for_pattern(None, MEMBER_OF, NamedNode(actor)))


def _reached(start: str, steps: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """All that one or more steps lead to."""
    seen: set[str] = set()
    todo = [start]
    while todo:
        for node in steps(todo.pop()):
            if node not in seen:
                seen.add(node)
                todo.append(node)
    return frozenset(seen)
