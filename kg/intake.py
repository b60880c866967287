"""What comes in: the reports of sources, each story once, and of several versions of a report the newest."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import nullcontext
from datetime import date

from kg import sources as readers
from kg.graph.change import Change, compare
from kg.records import Document
from kg.repeats import Repeat, Seen
from kg.run import Outcome
from kg.sources import Failure, Options


def read(
    sources: Iterable[str],
    options: Options,
    seen: Seen | None = None,
    *,
    since: date | None = None,
    limit: int | None = None,
    identify: Callable[[Document], Document | Failure] | None = None,
    only: Container[str] | None = None,
) -> Iterator[Document | Failure]:
    """The first `limit` reports of `sources` that were published on the day `since` or later, each once.

    What is left out, or cannot be read, is a Failure. The newer version of a report comes with the older one's id. `seen`
    is what was read before, beside these. `identify` gives a report an id before it is looked for among them, and with
    `only` reports that then have another id fail.
    """
    count = 0
    with nullcontext(seen) if seen else Seen() as known:
        for source in sources:
            for found in readers.read(source, options):
                document = identify(found) if identify and not isinstance(found, Failure) else found
                if isinstance(document, Failure):
                    yield document
                elif since and document.date and document.date < since:
                    yield Failure(document.origin, f"was published {document.date}, before {since}.", skipped=True)
                elif count == limit:
                    return
                else:
                    met = known.meet(document)
                    if isinstance(met, Repeat):
                        yield Failure(document.origin, met.why, skipped=not met.fault)
                    elif only is not None and met.id not in only:
                        yield Failure(document.origin, "is not the newer version of any report that is there.")
                    else:
                        count += 1
                        yield met


def newest(outcomes: Iterable[Outcome]) -> tuple[list[Outcome], tuple[Change, ...], tuple[Failure, ...]]:
    """Of the versions of each report the last; what became of the claims of those before, and that they were replaced."""
    last: dict[str, Outcome] = {}
    changes: list[Change] = []
    replaced: list[Failure] = []
    for outcome in outcomes:
        id, origin = outcome.document.id, outcome.document.origin
        if before := last.pop(id, None):
            changes.append(compare(id, before.claims, outcome.claims))
            replaced.append(Failure(before.document.origin, f"is replaced by its newer version, {origin}.", skipped=True))
        last[id] = outcome
    return list(last.values()), tuple(changes), tuple(replaced)
