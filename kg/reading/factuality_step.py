"""One step of the way up: what a word takes over from the word that governs it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from spacy.tokens import Token

from kg.reading.factuality_local import local
from kg.reading.factuality_words import EFFECTS, Value, compose

Held = tuple[Value, tuple[int, ...]]
"""A value and the indices of the tokens that decided it."""

Keep = Literal["all", "no negation", "mode", "nothing"]


@dataclass(frozen=True, slots=True)
class Link:
    """The step from a word up to `governor`.

    `kind` is the governor's effect (None: it merely carries); `keep` says how much of the governor's own value goes on
    down. `coordinated`: the word is a conjunct and hangs where its first conjunct hangs, sharing what `shared` says of
    the first one's own modifiers. `own`: the effect is not an attribution cue's (but a preposition's, a purpose's), so
    that it holds even below a cue. `reported`: the clause is what somebody says.
    """

    governor: Token
    kind: str | None = None
    keep: Keep = "all"
    coordinated: bool = False
    shared: Literal["all", "modal", "none"] = "none"
    own: bool = False
    reported: bool = False

    def enter(self, outer: Held, inner: Held) -> Held:
        """The value that the word starts from; its governor's is `outer` without and `inner` with its own modifiers."""
        if self.coordinated:
            if self.shared == "all":
                return inner
            if self.kind is not None:
                return self._affected(outer)
            if self.shared == "none":
                return outer
            own, seen = local(self.governor, -1, self.reported, negation=False)
            return compose(outer[0], own), outer[1] + seen
        value, seen = inner
        if self.keep == "no negation":
            value = replace(value, positive=True)
        elif self.keep == "mode":
            value = Value(mode=value.mode)
        elif self.keep == "nothing":
            value = Value()
        seen = seen if value != Value() else ()
        return self._affected((value, seen))

    def _affected(self, held: Held) -> Held:
        """The value under the governor's effect; a governor that changes nothing decides nothing."""
        if self.kind is None:
            return held
        affected = EFFECTS[self.kind].on(held[0])
        return affected, held[1] if affected == held[0] else (*held[1], self.governor.i)
