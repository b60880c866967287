"""ZIP and tar archives of any of the other kinds, read without unpacking anything to disk."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from kg.records import Document
from kg.sources import _dispatch
from kg.sources._records import Failure, Options

SUFFIXES = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz")

_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_MOST_FILES = 100_000
_MOST_BYTES = 4_000_000_000
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


def sniff(head: bytes) -> bool:
    """Whether `head` begins an archive that is no office document."""
    return (head.startswith(_MAGIC) and b"[Content_Types].xml" not in head[:200]) or head[257:262] == b"ustar"


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The reports in the archive. What is read of it altogether is bounded, so that a bomb does no harm."""
    whole = io.BytesIO(stream.read(_MOST_BYTES // 10))
    budget = _Budget()
    try:
        # Not is_zipfile, which takes a tar archive with a ZIP archive at its end for one.
        if whole.getvalue()[:2] == b"PK":
            yield from _zip(whole, origin, options, budget)
        else:
            yield from _tar(whole, origin, options, budget)
    except _BROKEN as error:
        yield Failure(origin, f"is no archive that can be read ({error}).")
    except _ExhaustedError:
        yield Failure(origin, f"unpacks to more than {_MOST_BYTES:,} bytes or {_MOST_FILES:,} files; the rest is left out.")


class _ExhaustedError(Exception):
    """An archive that unpacks to too much."""


class _Budget:
    def __init__(self) -> None:
        self.files, self.bytes = _MOST_FILES, _MOST_BYTES

    def spend(self, files: int, size: int) -> None:
        self.files -= files
        self.bytes -= size
        if self.files < 0 or self.bytes < 0:
            raise _ExhaustedError


class _Counted(io.RawIOBase):
    """A member of an archive, counted as it is unpacked: its declared size may be a lie."""

    def __init__(self, member: BinaryIO, budget: _Budget) -> None:
        self._member, self._budget = member, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._member.read(len(buffer))
        self._budget.spend(0, len(data))
        buffer[: len(data)] = data
        return len(data)


def _zip(whole: BinaryIO, origin: str, options: Options, budget: _Budget) -> Iterator[Document | Failure]:
    with zipfile.ZipFile(whole) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            if info.is_dir():
                continue
            where = f"{origin}, {info.filename}"
            if info.flag_bits & 1:
                yield Failure(where, "is encrypted.")
                continue
            with archive.open(info) as member:
                yield from _member(cast(BinaryIO, member), info.filename, where, options, budget)


def _tar(whole: BinaryIO, origin: str, options: Options, budget: _Budget) -> Iterator[Document | Failure]:
    with tarfile.open(fileobj=whole, mode="r:*") as archive:
        for info in archive:
            member = archive.extractfile(info) if info.isfile() else None
            if member is not None:
                with member:
                    yield from _member(cast(BinaryIO, member), info.name, f"{origin}, {info.name}", options, budget)


def _member(member: BinaryIO, name: str, where: str, options: Options, budget: _Budget) -> Iterator[Document | Failure]:
    budget.spend(1, 0)
    path = PurePosixPath(name)
    if any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts):
        return
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        yield Failure(where, "is an archive within an archive; unpack it first.", skipped=True)
    elif suffix not in _dispatch.by_suffix():
        yield Failure(where, f"no reader for '{suffix or path.name}' files.", skipped=True)
    else:
        counted = cast(BinaryIO, io.BufferedReader(_Counted(member, budget)))
        yield from _dispatch.read_stream(counted, where, None, suffix, options)
