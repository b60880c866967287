"""Narrative anchoring: a report says once where its event happened and goes on telling it.

An event without a place that shares a participant and its day with one placed shortly before happened there. Actors who act all the
time (governments, armed groups) bind no two events together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.records import Argument, Claim

EVENTS = frozenset({"attacked", "killed", "killedIn", "detained", "fought", "foughtIn", "seized"})
_BINDING = frozenset({"Person", "PersonGroup", "Facility", "Thing", "Organization"})
_PLACES = frozenset({"Place", "PlaceGroup", "Facility"})
_REACH = 8
"""Sentences over which an event is still the one being told."""


@dataclass(frozen=True, slots=True)
class Told:
    """A claim with the number of the sentence that says it."""

    sentence: int
    claim: Claim


def placed(told: Sequence[Told]) -> Iterator[Claim]:
    """The claims of `told`, in their order, with the places of the events that they go on telling."""
    dated: list[Told] = []
    for each in told:
        claim = each.claim
        if claim.predicate in EVENTS and claim.valid_from is not None:
            base = _same_event(each, dated) if claim.place is None and claim.object.type not in _PLACES else None
            if base is not None:
                claim = replace(claim, place=_place(base))
            if claim.mode is None:
                dated.append(Told(each.sentence, claim))
        yield claim


def _same_event(each: Told, dated: Sequence[Told]) -> Claim | None:
    own = _binding(each.claim)
    for earlier in reversed(dated):
        if each.sentence - earlier.sentence > _REACH:
            return None
        same_day = earlier.claim.valid_from == each.claim.valid_from
        if same_day and own & _binding(earlier.claim) and _place(earlier.claim) is not None:
            return earlier.claim
    return None


def _binding(claim: Claim) -> frozenset[str]:
    return frozenset(a.id for a in (claim.subject, claim.object) if a.type in _BINDING)


def _place(claim: Claim) -> Argument | None:
    return claim.place or (claim.object if claim.object.type in {"Place", "Facility"} else None)
