"""Claims, states and counts in words: rows for tables that people read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from kg.ontology import Ontology
from kg.records import Argument, Claim, Document

_HOW = {
    "CT+": "{}",
    "PR+": "probably {}",
    "PS+": "possibly {}",
    "CT-": "{}: denied",
    "PR-": "{}: doubted",
    "PS-": "{}: perhaps not",
}
HEADINGS = ("who", "does", "what", "when", "according to", "in")


def said(claim: Claim, ontology: Ontology) -> str:
    """The relation with how surely it is said, and the mode of what is not simply so."""
    told = _HOW[claim.factuality].format(ontology.relations[claim.predicate].label)
    return f"{told} ({claim.mode})" if claim.mode else told


def who_says(claim: Claim) -> str:
    """The sources that the outlet names, innermost first; empty where it speaks for itself."""
    return ", via ".join(dict.fromkeys(source.label for source in claim.sources[:-1]))


def when(claim: Claim, reported: date | None = None) -> str:
    """The day or days of a claim; of its report, saying so, where it has none."""
    first, last = claim.valid_from, claim.valid_to
    if first and last:
        return first.isoformat() if first == last else f"{first} to {last}"
    if first:
        return f"from {first}"
    if last:
        return f"by {last}"
    return f"said {reported}" if reported else ""


def name(argument: Argument) -> str:
    """The label; with ``(government)`` for a country that acts, and the count unless the words give it already."""
    label = argument.label
    if argument.type == "Government" and "government" not in label.lower():
        label = f"{label} (government)"
    low, high = argument.entity.minimum, argument.entity.maximum
    if (low is None and high is None) or any(c.isdigit() for c in argument.text):
        return label
    if low == high:
        return f"{label} ({low})"
    return f"{label} ({low if low is not None else 0}{f' to {high}' if high is not None else ' or more'})"


def rows(
    claims: Iterable[Claim], documents: Iterable[Document], ontology: Ontology
) -> Iterator[tuple[str, str, str, str, str, str]]:
    """A row for each claim under :data:`HEADINGS`, in the order of the days; what is told twice alike stands once."""
    dates = {document.id: document.date for document in documents}

    def order(claim: Claim) -> tuple[date, str, str, int]:
        day = claim.valid_to or claim.valid_from or dates.get(claim.evidence.document) or date.max
        return day, claim.evidence.document, claim.predicate, claim.evidence.start

    seen: set[tuple[str, ...]] = set()
    for claim in sorted(claims, key=order):
        row = (
            name(claim.subject),
            said(claim, ontology),
            name(claim.object),
            when(claim, dates.get(claim.evidence.document)),
            who_says(claim),
            claim.sources[-1].label,
        )
        if row not in seen:
            seen.add(row)
            yield row


def sentence(claim: Claim, ontology: Ontology, reported: date | None = None) -> str:
    """A claim in a line: who does what, when, according to whom, in which words."""
    told = f"{name(claim.subject)} {said(claim, ontology)} {name(claim.object)}"
    details = [detail for detail in (when(claim, reported), who_says(claim) and f"according to {who_says(claim)}") if detail]
    words = " ".join(claim.evidence.quote.split())
    return f"{', '.join([told, *details])}: \u201c{words}\u201d"


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
