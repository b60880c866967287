"""Claims, states and counts in words: rows for tables that people read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from kg.ontology import Ontology
from kg.records import Argument, Claim

_CERTAINTY = {
    "CT+": "says so",
    "PR+": "thinks it likely",
    "PS+": "thinks it possible",
    "CT-": "denies it",
    "PR-": "thinks it unlikely",
    "PS-": "thinks it may not be",
}


def who_says(claim: Claim) -> str:
    """The chain of sources, innermost first: ``two officials, via Reuters, via Tasnim``."""
    return ", via ".join(dict.fromkeys(source.label for source in claim.sources))


def when(claim: Claim) -> str:
    """The day or days of a claim, empty where it has none."""
    first, last = claim.valid_from, claim.valid_to
    if first and last:
        return first.isoformat() if first == last else f"{first} to {last}"
    if first:
        return f"from {first}"
    return f"by {last}" if last else ""


def certainty(claim: Claim) -> str:
    """What the innermost source does with the claim, and its mode where it has one."""
    said = _CERTAINTY[claim.factuality]
    return f"{said} ({claim.mode})" if claim.mode else said


def name(argument: Argument) -> str:
    """The label, with the count that the text gives unless the words say it already."""
    low, high = argument.entity.minimum, argument.entity.maximum
    if (low is None and high is None) or any(c.isdigit() for c in argument.text):
        return argument.label
    if low == high:
        return f"{argument.label} ({low})"
    return f"{argument.label} ({low if low is not None else 0}{f' to {high}' if high is not None else ' or more'})"


def rows(claims: Iterable[Claim], ontology: Ontology) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Subject, relation, object, day, source and certainty of each claim, told once for each way it is said."""
    seen: set[tuple[str, ...]] = set()
    for claim in sorted(claims, key=_day):
        label = ontology.relations[claim.predicate].label
        row = (name(claim.subject), label, name(claim.object), when(claim), who_says(claim), certainty(claim))
        if row not in seen:
            seen.add(row)
            yield row


HEADINGS = ("who", "does", "what", "when", "according to", "certainty")


def counts(claims: Iterable[Claim], documents: int) -> dict[str, object]:
    """How much a graph holds: reports, claims, entities, and each by kind."""
    relations: Counter[str] = Counter()
    factuality: Counter[str] = Counter()
    modes: Counter[str] = Counter()
    types: dict[str, str] = {}
    sources: Counter[str] = Counter()
    total = 0
    for claim in claims:
        total += 1
        relations[claim.predicate] += 1
        factuality[claim.factuality] += 1
        modes[claim.mode or "now"] += 1
        sources[claim.sources[0].label] += 1
        for argument in (claim.subject, claim.object, *claim.sources):
            types[argument.id] = argument.type
    return {
        "reports": documents,
        "claims": total,
        "entities": len(types),
        "relations": _ordered(relations),
        "factuality": _ordered(factuality),
        "mode": _ordered(modes),
        "classes": _ordered(Counter(types.values())),
        "sources": _ordered(sources),
    }


def _ordered(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda pair: (-pair[1], pair[0])))


def _day(claim: Claim) -> tuple[str, str, str, int]:
    day = claim.valid_to or claim.valid_from
    return (day.isoformat() if day else "9999", claim.predicate, claim.evidence.document, claim.evidence.start)
