"""What claims say of each other: one that says less than another is dropped, and a meeting abroad is a visit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.extract._narrative import Told
from kg.records import Claim

_SAYS_MORE = {
    "memberOf": frozenset({"leads"}),
    "foughtIn": frozenset({"attacked"}),
    "deployedTo": frozenset({"foughtIn", "killedIn", "seized", "controls", "withdrewFrom", "attacked", "visited"}),
}
"""Relations that another of the same two says already: who leads a body belongs to it, an attack on a town is fought there."""
_SAME_WORDS = frozenset({"attacked", "foughtIn", "killedIn", "seized", "controls", "withdrewFrom", "visited"})


def distinct(told: Sequence[Told]) -> Iterator[Told]:
    """`told` without what another claim of the same two, by the same speakers, says already.

    Only one attack is fought on the ground that it hits: the same words for the place, not another fight there. Where that ground is
    a building whose town the text names, the fight was in the town.
    """
    said = {_key(t.claim, t.claim.predicate) for t in told}
    towns = {t.claim.subject.start: t.claim.object for t in told if t.claim.predicate == "locatedIn"}
    acted = {(t.claim.subject.id, t.claim.place.start) for t in told if t.claim.place is not None}
    for each in told:
        claim = each.claim
        if claim.predicate == "deployedTo" and (claim.subject.id, claim.object.start) in acted:
            continue  # "killed by soldiers in Rakhine" says where they killed
        if not any(_key(claim, more) in said for more in _SAYS_MORE.get(claim.predicate, ())):
            yield each
        elif claim.predicate == "foughtIn" and claim.object.start in towns:
            yield Told(each.sentence, replace(claim, object=towns[claim.object.start]))


def _key(claim: Claim, predicate: str) -> tuple[object, ...]:
    words = claim.object.start if predicate in _SAME_WORDS else None
    return predicate, claim.subject.id, claim.object.id, words, tuple(s.id for s in claim.sources), claim.factuality


def guests(told: Sequence[Told]) -> Iterator[Told]:
    """`told`, with a visit behind every meeting in a country that is not the one that the person serves.

    Who serves which country is what the report itself says (leads, memberOf); of whom it says nothing, nothing follows.
    """
    homes: dict[str, set[str]] = {}
    for each in told:
        claim = each.claim
        if claim.predicate in {"leads", "memberOf"} and claim.object.entity.country:
            homes.setdefault(claim.subject.id, set()).add(claim.object.entity.country)
    visits = {(t.claim.subject.id, t.claim.object.id) for t in told if t.claim.predicate == "visited"}
    for each in told:
        yield each
        claim = each.claim
        place = claim.place
        if claim.predicate != "metWith" or place is None or place.type != "Place" or place.entity.country is None:
            continue
        for person in (claim.subject, claim.object):
            home = homes.get(person.id)
            if home and person.type == "Person" and place.entity.country not in home and (person.id, place.id) not in visits:
                visits.add((person.id, place.id))
                yield Told(each.sentence, replace(claim, subject=person, predicate="visited", object=place, place=None))
