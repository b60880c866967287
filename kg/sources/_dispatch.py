"""Which reader reads a stream: by its name, or by how its content begins."""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Iterator
from functools import cache
from typing import BinaryIO, Protocol, cast

from kg import plugins
from kg.records import Document
from kg.sources._records import Failure, Options

_HEAD = 4_096
_FALLBACK = "text"


class Read(Protocol):
    """What a reader does: the reports in a stream, or why there are none."""

    def __call__(self, stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
        """The documents and failures in `stream`; `origin` names it in messages."""
        ...


def named(name: str) -> Read:
    """The reader called `name`. Raises :class:`~kg.errors.PartError` for an unknown one."""
    return cast(Read, plugins.load("kg.sources", name, "read", "reader"))


def read_stream(stream: BinaryIO, origin: str, reader: Read | None, suffix: str, options: Options) -> Iterator[Document | Failure]:
    """The reports in `stream`, by `reader`, or else by the one for `suffix` or the content."""
    head = stream.read(_HEAD)
    if not head:
        yield Failure(origin, "is empty: there is no text in it.")
        return
    reader = reader or _choose(head, suffix)
    whole = io.BufferedReader(cast(io.RawIOBase, Joined(head, stream)))
    yield from reader(cast(BinaryIO, whole), origin, options)


class Joined(io.RawIOBase):
    """A stream whose beginning was read already."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._head[: len(buffer)]
        if data:
            self._head = self._head[len(data) :]
        else:
            data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _choose(head: bytes, suffix: str) -> Read:
    """The reader for a name that ends in `suffix`; for an unknown name the first whose content test agrees."""
    known = by_suffix()
    if suffix in known:
        return named(known[suffix])
    for name in plugins.names("kg.sources"):
        module = importlib.import_module(f"kg.sources.{name}")
        sniff = cast("Callable[[bytes], bool]", module.sniff)
        if name != _FALLBACK and sniff(head):
            return named(name)
    return named(_FALLBACK)


@cache
def by_suffix() -> dict[str, str]:
    """The readers by the file name suffixes that they read."""
    found: dict[str, str] = {}
    for name in plugins.names("kg.sources"):
        for suffix in importlib.import_module(f"kg.sources.{name}").SUFFIXES:
            found.setdefault(suffix, name)
    return found
