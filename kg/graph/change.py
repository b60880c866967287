"""What a report's coming, correction or going changed, claim by claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.records import Claim


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a report's claims.

    A claim that only moved in the text is kept; one that says something else of the same subject, relation and object
    is changed: (before, after).
    """

    document: str
    added: tuple[Claim, ...] = ()
    withdrawn: tuple[Claim, ...] = ()
    kept: tuple[Claim, ...] = ()
    changed: tuple[tuple[Claim, Claim], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.withdrawn or self.changed)


def compare(document: str, before: Iterable[Claim], after: Iterable[Claim]) -> Change:
    """The claims of a report before and after, each counted once."""
    old = {c.id: c for c in before}
    new = {c.id: c for c in after}
    kept = [new[i] for i in new if i in old]
    for i in [i for i in old if i in new]:
        del old[i], new[i]
    for claim in list(new.values()):
        moved = next((o for o in old.values() if _content(o) == _content(claim)), None)
        if moved:
            kept.append(claim)
            del old[moved.id], new[claim.id]
    changed = []
    for claim in list(new.values()):
        other = next((o for o in old.values() if _triple(o) == _triple(claim)), None)
        if other:
            changed.append((other, claim))
            del old[other.id], new[claim.id]
    return Change(document, tuple(new.values()), tuple(old.values()), tuple(kept), tuple(changed))


def _triple(claim: Claim) -> tuple[str, str, str]:
    return claim.subject.id, claim.predicate, claim.object.id


def _content(claim: Claim) -> tuple[object, ...]:
    return (
        *_triple(claim),
        tuple(s.id for s in claim.sources),
        claim.factuality,
        claim.mode,
        claim.valid_from,
        claim.valid_to,
        claim.place.id if claim.place else None,
        claim.evidence.quote,
    )
