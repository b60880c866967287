"""What claims say of each other: the lesser of two is dropped, an attack somewhere is fought there, a meeting abroad is a visit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.extract._narrative import Told
from kg.records import Argument, Claim

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
    acted = {(s.id, t.claim.place.start) for t in told if t.claim.place is not None for s in _actors(t.claim)}
    undone = [t.claim for t in told if t.claim.predicate in {"seized", "withdrewFrom"} and t.claim.factuality[-1] == "-"]
    taken = {(t.claim.subject.id, t.claim.object.start) for t in told if t.claim.predicate == "seized"}
    for each in told:
        claim = each.claim
        if claim.predicate == "deployedTo" and (claim.subject.id, claim.object.start) in acted:
            continue  # "killed by soldiers in Rakhine" says where they killed
        if claim.predicate == "detained" and (claim.subject.id, claim.object.start) in taken:
            continue  # "the capture of Goma by the rebels": a name that may be a person's, but is a town's
        if claim.predicate == "fought" and claim.factuality[-1] == "-" and any(_overlap(claim, u) for u in undone):
            continue  # who failed to dislodge the rebels, or did not take the town from them, fought them all the same
        if not any(_key(claim, more) in said for more in _SAYS_MORE.get(claim.predicate, ())):
            yield each
        elif claim.predicate == "foughtIn" and claim.object.start in towns:
            yield Told(each.sentence, replace(claim, object=towns[claim.object.start]))


def _actors(claim: Claim) -> tuple[Argument, ...]:
    return (claim.subject, claim.object) if claim.predicate == "fought" else (claim.subject,)


def _overlap(one: Claim, other: Claim) -> bool:
    return one.evidence.start < other.evidence.end and other.evidence.start < one.evidence.end


def _key(claim: Claim, predicate: str) -> tuple[object, ...]:
    words = claim.object.start if predicate in _SAME_WORDS else None
    return predicate, claim.subject.id, claim.object.id, words, tuple(s.id for s in claim.sources), claim.factuality


_GROUND = frozenset({"Place", "Facility"})
_FIGHT = frozenset({"ArmedGroup", "Government", "Organization", "PersonGroup"})


def grounds(told: Sequence[Told]) -> Iterator[Told]:
    """`told`, with what follows from the place of an act of force.

    Who attacks somebody in a place fights there, and of two who fight each other both do; who is killed in a place dies there. A lone
    attacker fights no battle. What the text says itself is not said again.
    """
    said = {(t.claim.predicate, t.claim.subject.id, t.claim.object.id, tuple(s.id for s in t.claim.sources)) for t in told}
    attacked = {(t.claim.subject.id, t.claim.object.id) for t in told if t.claim.predicate == "attacked"}
    for each in told:
        yield each
        claim = each.claim
        place = claim.place
        if place is None or place.type not in _GROUND or claim.factuality[-1] == "-":
            continue  # who did not attack there may have fought there
        follows: list[tuple[str, Argument]] = []
        if claim.predicate in {"attacked", "fought"}:
            follows = [("foughtIn", side) for side in _actors(claim) if side.type in _FIGHT and (side.id, place.id) not in attacked]
        elif claim.predicate == "killed":
            follows = [("killedIn", claim.object)]
        for predicate, who in follows:
            key = (predicate, who.id, place.id, tuple(s.id for s in claim.sources))
            if key not in said and who.id != place.id:
                said.add(key)
                yield Told(each.sentence, replace(claim, subject=who, predicate=predicate, object=place, place=None))


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
