"""Report files to documents: one reader a file, found by the file's name and by how its content begins.

A reader is a module with ``SUFFIXES``, ``sniff(head: bytes) -> bool`` and ``read(stream, origin, options)``, which
yields a :class:`~kg.records.Document` or a :class:`Failure` for each report in the stream.
"""

from __future__ import annotations

import difflib
import glob
import sys
from collections.abc import Iterator
from pathlib import Path

from kg.fetch import Web, is_address
from kg.records import Document
from kg.sources._dispatch import Read, by_suffix, guarded, named, read_stream
from kg.sources._document import FIELDS
from kg.sources._meter import Meter
from kg.sources._records import Failure, Options
from kg.sources._web import read_address

__all__ = ["FIELDS", "Failure", "Meter", "Options", "Read", "Web", "read"]


def read(source: str, options: Options | None = None) -> Iterator[Document | Failure]:
    """The reports of `source`: a file, a folder (all files below it), a glob pattern, an address, or ``-`` for standard
    input.

    What cannot be read comes as a :class:`Failure` and the rest is read on. Raises :class:`~kg.errors.PartError` for a
    reader that does not exist.
    """
    options = options or Options()
    reader = named(options.reader) if options.reader else None
    if source == "-":
        yield from guarded(read_stream(sys.stdin.buffer, "standard input", reader, "", options), "standard input")
        return
    if is_address(source):
        yield from read_address(source, reader, options)
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


def _folder(folder: Path, reader: Read | None, options: Options) -> Iterator[Document | Failure]:
    known = by_suffix()
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
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
            for item in guarded(read_stream(stream, str(path), reader, path.suffix.lower(), options), str(path)):
                if options.meter:
                    options.meter.item(stream)
                yield item
            if options.meter:
                options.meter.end(stream)
    except OSError as error:
        yield Failure(str(path), f"cannot be read ({error.strerror or error}).")


def _nearest(path: Path) -> str:
    try:
        beside = sorted(p.name for p in path.parent.iterdir())
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name, beside, n=1, cutoff=0.6)
    return f" Did you mean '{path.parent / near[0]}'?" if near else ""
