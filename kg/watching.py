"""Feeds followed into a store until somebody says stop: what is new in them is read, and no feed takes another with it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kg import output, pipeline
from kg.errors import DatelineError, OutputError
from kg.graph.store import Store
from kg.pipeline import Plan
from kg.run import Run

NAME = "watched.json"
"""The file in the store's folder that says which entries were read."""

_MOST_KEPT = 200_000


@dataclass(frozen=True)
class Look:
    """What came of one look at one feed: the run, or what went wrong."""

    feed: str
    when: datetime
    run: Run | None
    problem: str = ""

    def as_dict(self) -> dict[str, object]:
        """The look for JSON."""
        found = self.run.as_dict() if self.run else {"problem": self.problem}
        return {"feed": self.feed, "when": self.when.isoformat(), **found}


class Entries:
    """The entries of feeds that were read before; those of a look count when it came to its end.

    Raises :class:`~kg.errors.OutputError` where the file cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._known: dict[str, None] = {}
        self._new: list[str] = []
        # A file that is broken is as good as none: entries are read again, and change nothing.
        with suppress(OSError, ValueError):
            self._known = dict.fromkeys(map(str, json.loads(self._path.read_bytes())))

    def __contains__(self, key: object) -> bool:
        return key in self._known

    def note(self, key: str) -> None:
        """The entry is being read."""
        self._new.append(key)

    def settle(self, done: bool) -> None:
        """The look is over; what was noted in it counts if it is `done`."""
        new, self._new = self._new, []
        if done and new:
            self._known |= dict.fromkeys(new)
            self._known = dict.fromkeys(list(self._known)[-_MOST_KEPT:])
            with output.replacing(self._path) as stream:
                stream.write(json.dumps(list(self._known)).encode())


def watch(
    feeds: Sequence[str],
    store: Path,
    plan: Plan,
    *,
    every: float,
    rounds: int | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> Iterator[Look]:
    """Look at each of `feeds` every `every` seconds, `rounds` times or without end, and add what is new to `store`.

    The store is open only while something is added, so that others may read it in between. Ctrl-C during a look ends it
    with what is done (the run says so), and then the watch; between looks it raises KeyboardInterrupt here.
    """
    output.folder(store)
    entries = Entries(store)
    plan = replace(plan, options=replace(plan.options, passed=entries))
    number = 0
    while rounds is None or number < rounds:
        started = time.monotonic()
        for feed in feeds:
            look = _look(feed, store, plan, entries)
            yield look
            if look.run is not None and look.run.interrupted:
                return
        number += 1
        if number != rounds:
            wait(max(0.0, every - (time.monotonic() - started)))


def _look(feed: str, store: Path, plan: Plan, entries: Entries) -> Look:
    when = datetime.now(UTC).replace(microsecond=0)
    plan = replace(plan, options=replace(plan.options, today=when.date()))
    try:
        with Store.open(store) as graph:
            run = pipeline.add([feed], graph, plan)
        entries.settle(not run.interrupted)
    except OutputError:
        raise
    except DatelineError as error:
        entries.settle(False)
        return Look(feed, when, None, str(error))
    return Look(feed, when, run)
