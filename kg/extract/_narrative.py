"""Narrative anchoring: a report dates its event once and goes on telling it.

An undated event in the simple past that shares a participant with an event dated shortly before happened on that day and, where it
says no place of its own, there. Actors who act all the time (governments, armed groups) bind no two events together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from kg.records import Argument, Claim

EVENTS = frozenset({"attacked", "killed", "killedIn", "detained", "fought", "foughtIn", "seized"})
_BINDING = frozenset({"Person", "PersonGroup", "Facility", "Thing", "Organization"})
_REACH = 8
"""Sentences over which an event is still the one being told."""


@dataclass(frozen=True, slots=True)
class Told:
    """A claim with the sentence and the word that say it."""

    sentence: int
    token: Token
    claim: Claim


def anchored(told: Sequence[Told]) -> Iterator[Claim]:
    """The claims of `told`, in their order, with the dates and places of the events that they go on telling."""
    dated: list[Told] = []
    for each in told:
        claim = each.claim
        if claim.predicate in EVENTS and claim.valid_from is None and claim.valid_to is None and in_simple_past(each.token):
            base = _same_event(each, dated)
            if base is not None:
                claim = replace(
                    claim, valid_from=base.valid_from, valid_to=base.valid_to, precision=base.precision, place=_place(claim, base)
                )
        elif claim.predicate in EVENTS and claim.valid_from is not None and claim.mode is None:
            dated.append(each)
        if claim.predicate in EVENTS and claim.place is None and claim.valid_from is not None:
            base = _same_event(each, dated)
            if base is not None and base.valid_from == claim.valid_from:
                claim = replace(claim, place=_place(claim, base))
        yield claim


def _same_event(each: Told, dated: Sequence[Told]) -> Claim | None:
    own = _binding(each.claim)
    for earlier in reversed(dated):
        if each.sentence - earlier.sentence > _REACH:
            return None
        if earlier is not each and own & _binding(earlier.claim):
            return earlier.claim
    return None


def _binding(claim: Claim) -> frozenset[str]:
    return frozenset(a.id for a in (claim.subject, claim.object) if a.type in _BINDING)


def _place(claim: Claim, base: Claim) -> Argument | None:
    if claim.place is not None or claim.object.type in {"Place", "PlaceGroup", "Facility"}:
        return claim.place
    if base.place is not None:
        return base.place
    return base.object if base.object.type in {"Place", "Facility"} else None


def in_simple_past(token: Token) -> bool:
    """Whether `token` is told as done once: simple past, active or passive, or a participle that hangs on one."""
    if token.pos_ not in {"VERB", "AUX"}:
        return False
    helpers = {c.lower_ for c in token.lefts if c.dep_ in {"aux", "auxpass"}}
    if helpers & {"has", "have", "is", "are", "will", "would", "may", "might", "can", "could", "be", "had"}:
        return False
    if token.tag_ == "VBD" or helpers & {"was", "were"}:
        return True
    if token.dep_ in {"advcl", "xcomp", "conj", "pcomp"} and token.head != token:
        return in_simple_past(token.head)
    return False
