"""Report files to documents: one reader a file, found by the file's name and by how its content begins.

A reader is a module with ``SUFFIXES``, ``sniff(head: bytes) -> bool`` and ``read(stream, origin, options)``, which
yields a :class:`~kg.records.Document` or a :class:`Failure` for each report in the stream.
"""

from __future__ import annotations

import difflib
import glob
import importlib
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from kg import plugins
from kg.records import Document
from kg.sources._records import Failure, Options

__all__ = ["Failure", "Options", "Read", "read"]

_HEAD = 4_096
_FALLBACK = "text"


class Read(Protocol):
    """What a reader does: the reports in a stream, or why there are none."""

    def __call__(self, stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
        """The documents and failures in `stream`; `origin` names it in messages."""
        ...


def read(source: str, options: Options | None = None) -> Iterator[Document | Failure]:
    """The reports of `source`: a file, a folder (all files below it), a glob pattern, or ``-`` for standard input.

    What cannot be read comes as a :class:`Failure` and the rest is read on. Raises :class:`~kg.errors.PartError` for a
    reader that does not exist.
    """
    options = options or Options()
    reader = _named(options.reader) if options.reader else None
    if source == "-":
        yield from _stream(sys.stdin.buffer, "standard input", reader, "", options)
        return
    path = Path(source)
    if path.is_dir():
        yield from _folder(path, reader, options)
    elif path.exists():
        yield from _file(path, reader, options)
    elif glob.has_magic(source):
        root = Path(path.anchor)
        found = sorted(p for p in root.glob(str(path.relative_to(root))) if p.is_file())
        if not found:
            yield Failure(source, "matches no file.")
        for file in found:
            yield from _file(file, reader, options)
    else:
        yield Failure(source, f"no such file or folder.{_nearest(path)}")


def _named(name: str) -> Read:
    return cast(Read, plugins.load("kg.sources", name, "read", "reader"))


def _folder(folder: Path, reader: Read | None, options: Options) -> Iterator[Document | Failure]:
    known = _by_suffix()
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    readable = [path for path in files if reader or path.suffix.lower() in known]
    for path in files:
        if path in readable:
            yield from _file(path, reader, options)
        elif readable:
            yield Failure(str(path), f"no reader for '{path.suffix or path.name}' files.", skipped=True)
    if not readable:
        yield Failure(str(folder), f"holds no file that can be read ({', '.join(sorted(known))}).")


def _file(path: Path, reader: Read | None, options: Options) -> Iterator[Document | Failure]:
    try:
        with path.open("rb") as stream:
            yield from _stream(stream, str(path), reader, path.suffix.lower(), options)
    except OSError as error:
        yield Failure(str(path), f"cannot be read ({error.strerror or error}).")


def _stream(
    stream: BinaryIO, origin: str, reader: Read | None, suffix: str, options: Options
) -> Iterator[Document | Failure]:
    head = stream.read(_HEAD)
    if not head:
        yield Failure(origin, "is empty: there is no text in it.")
        return
    reader = reader or _choose(head, suffix)
    whole = io.BufferedReader(cast(io.RawIOBase, _Joined(head, stream)))
    yield from reader(cast(BinaryIO, whole), origin, options)


class _Joined(io.RawIOBase):
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
    known = _by_suffix()
    if suffix in known:
        return _named(known[suffix])
    for name in plugins.names("kg.sources"):
        module = importlib.import_module(f"kg.sources.{name}")
        sniff = cast("Callable[[bytes], bool]", module.sniff)
        if name != _FALLBACK and sniff(head):
            return _named(name)
    return _named(_FALLBACK)


def _by_suffix() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in plugins.names("kg.sources"):
        for suffix in importlib.import_module(f"kg.sources.{name}").SUFFIXES:
            found.setdefault(suffix, name)
    return found


def _nearest(path: Path) -> str:
    try:
        beside = sorted(p.name for p in path.parent.iterdir())
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name, beside, n=1, cutoff=0.6)
    return f" Did you mean '{path.parent / near[0]}'?" if near else ""
