"""What a report's coming, correction or going changed, claim by claim."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable
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
    gone = [c for i, c in old.items() if i not in new]
    come = [c for i, c in new.items() if i not in old]
    moved, gone, come = _pairs(gone, come, _content)
    changed, gone, come = _pairs(gone, come, _triple)
    return Change(document, tuple(come), tuple(gone), (*kept, *(claim for _, claim in moved)), tuple(changed))


def _pairs(
    gone: list[Claim], come: list[Claim], likeness: Callable[[Claim], Hashable]
) -> tuple[list[tuple[Claim, Claim]], list[Claim], list[Claim]]:
    """Pair what went with what came in its stead, in order; returns the pairs and what is left on either side."""
    waiting: dict[Hashable, deque[Claim]] = defaultdict(deque)
    for claim in gone:
        waiting[likeness(claim)].append(claim)
    pairs, left = [], []
    for claim in come:
        queue = waiting[likeness(claim)]
        if queue:
            pairs.append((queue.popleft(), claim))
        else:
            left.append(claim)
    return pairs, [claim for queue in waiting.values() for claim in queue], left


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
