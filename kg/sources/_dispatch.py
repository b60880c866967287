"""Which reader reads a stream: by its name, or by how its content begins."""

from __future__ import annotations

import importlib
import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import BinaryIO, Protocol, cast

from kg import plugins
from kg.errors import DatelineError
from kg.records import Document
from kg.sources._bounds import ExhaustedError
from kg.sources._records import Failure, Options, told

_HEAD = 4_096
_IN_MEMORY = 50_000_000
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
    if stream.seekable():
        stream.seek(-len(head), io.SEEK_CUR)
        yield from reader(stream, origin, options)
        return
    whole = io.BufferedReader(cast(io.RawIOBase, Joined(head, stream)))
    yield from reader(cast(BinaryIO, whole), origin, options)


def guarded(found: Iterator[Document | Failure], origin: str) -> Iterator[Document | Failure]:
    """What a reader gives; where it breaks, in a way that it did not foresee, what comes after it is still read."""
    try:
        yield from found
    except (DatelineError, ExhaustedError):
        raise
    except Exception as error:  # whatever it is, it must not take other inputs with it
        yield Failure(origin, f"cannot be read: its reader broke on it ({type(error).__name__}: {told(error)}).")


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


@contextmanager
def seekable(stream: BinaryIO) -> Iterator[BinaryIO]:
    """The same content with random access: the stream itself, or a copy of it, which large ones have on disk."""
    if stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spool:
        shutil.copyfileobj(stream, spool)
        spool.seek(0)
        yield cast(BinaryIO, spool)


def _choose(head: bytes, suffix: str) -> Read:
    """The reader for a name that ends in `suffix`; for an unknown name the first whose content test agrees.

    Where several readers read the suffix, the first whose content test agrees, or the last of them.
    """
    candidates = by_suffix().get(suffix) or tuple(n for n in plugins.names("kg.sources") if n != _FALLBACK)
    if len(candidates) == 1:
        return named(candidates[0])
    for name in candidates:
        module = importlib.import_module(f"kg.sources.{name}")
        if cast("Callable[[bytes], bool]", module.sniff)(head):
            return named(name)
    return named(candidates[-1] if suffix in by_suffix() else _FALLBACK)


def told_by_content(content: bytes) -> str:
    """A suffix of the one reader that knows `content` by its beginning; empty where that says little (text, mail, CSV)."""
    head = content[:_HEAD]
    for name in ("pdf", "docx", "warc", "parquet", "archive", "sitemap", "feed", "jsonfeed"):
        module = importlib.import_module(f"kg.sources.{name}")
        if module.sniff(head):
            return str(module.SUFFIXES[0])
    return ""


@cache
def by_suffix() -> dict[str, tuple[str, ...]]:
    """The readers by the file name suffixes that they read; the most general reader of a suffix is the last."""
    found: dict[str, list[str]] = {}
    for name in plugins.names("kg.sources"):
        module = importlib.import_module(f"kg.sources.{name}")
        for suffix in module.SUFFIXES:
            found.setdefault(suffix, []).append(name)
    # A reader's GENERAL suffixes are those that others know special cases of.
    for name in plugins.names("kg.sources"):
        for suffix in getattr(importlib.import_module(f"kg.sources.{name}"), "GENERAL", ()):
            found[suffix].remove(name)
            found[suffix].append(name)
    return {suffix: tuple(names) for suffix, names in found.items()}
