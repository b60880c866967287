"""Changing an Oxigraph store: all or nothing, or fast."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator
from types import TracebackType

import pyoxigraph as ox
from pyoxigraph import Quad

AT_ONCE = 50_000
"""Quads in one transaction: enough to be fast, few enough to hold in memory as text."""
_BULK = 200_000
"""Quads in one bulk load of objects."""


def swap(data: ox.Store, gone: Collection[Quad], come: Collection[Quad]) -> None:
    """Take `gone` out and put `come` in, in one transaction."""
    if not gone:
        if come:
            data.extend(come)
        return
    # Oxigraph's Python interface has no transaction of its own but this: one update is one.
    update = f"DELETE DATA {{\n{_lines(gone)}\n}}"
    if come:
        update += f" ;\nINSERT DATA {{\n{_lines(come)}\n}}"
    data.update(update)


def swap_many(data: ox.Store, gone: Collection[Quad], come: Collection[Quad]) -> None:
    """The same; in as many transactions as it takes, if there is much, for what can be made anew after a crash."""
    if len(gone) + len(come) <= AT_ONCE:
        swap(data, gone, come)
        return
    for part in _parts(gone):
        swap(data, part, ())
    for part in _parts(come):
        data.extend(part)


class Sink:
    """Gathers quads and bulk-loads them, many at a time; all are in when the ``with`` ends."""

    def __init__(self, data: ox.Store) -> None:
        self.data = data
        self.waiting: list[Quad] = []

    def __enter__(self) -> Sink:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None:
            self._flush()

    def put(self, quads: Iterable[Quad]) -> None:
        """Add quads."""
        self.waiting.extend(quads)
        if len(self.waiting) >= _BULK:
            self._flush()

    def _flush(self) -> None:
        if self.waiting:
            self.data.bulk_extend(self.waiting)
            self.waiting = []


class Lines(io.RawIOBase):
    """Text that comes piece by piece, as a binary stream to load from; what went wrong in making it is `error`."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self.pieces = iter(pieces)
        self.rest = b""
        self.error: BaseException | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill `buffer`; 0 at the end."""
        while len(self.rest) < len(buffer):
            try:
                self.rest += next(self.pieces).encode("utf-8")
            except StopIteration:
                break
            except BaseException as error:
                self.error = error
                raise
        size = min(len(self.rest), len(buffer))
        buffer[:size] = self.rest[:size]
        self.rest = self.rest[size:]
        return size


def _parts(quads: Collection[Quad]) -> Iterator[list[Quad]]:
    every = list(quads)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


def _lines(quads: Collection[Quad]) -> str:
    return "\n".join(f"{q.subject} {q.predicate} {q.object} ." for q in quads)
