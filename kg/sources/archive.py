"""ZIP and tar archives of any of the other kinds, and single packed files, read without unpacking anything in place."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from kg.records import Document
from kg.sources import _dispatch
from kg.sources._bounds import Budget, ExhaustedError, counted
from kg.sources._records import Failure, Options, told

SUFFIXES = (".zip", ".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz")

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_PACKED_TAR = (".tgz", ".tbz2", ".txz")
_DEEPEST = 3
_TAR_HEADER = 512
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    OverflowError,
)


def sniff(head: bytes) -> bool:
    """Whether `head` begins an archive that is no office document."""
    return (head.startswith((*_ZIP, *_PACKED)) and b"[Content_Types].xml" not in head[:200]) or head[257:262] == b"ustar"


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The reports in the archive, and in archives within it, three deep.

    What is unpacked altogether is bounded, so that a bomb does no harm. A member that is broken takes no other with it.
    """
    try:
        yield from _Archive(options, Budget(), 1).any(stream, PurePosixPath(origin.rpartition(", ")[2]).name, origin)
    except ExhaustedError as error:
        yield Failure(origin, str(error))


@dataclass(frozen=True, slots=True)
class _Archive:
    """An archive, `depth` archives deep. Each method gives the reports in a stream; `name` and `origin` are its names."""

    options: Options
    budget: Budget
    depth: int

    def any(self, stream: BinaryIO, name: str, origin: str) -> Iterator[Document | Failure]:
        """An archive of any kind, told by how it begins."""
        try:
            with _dispatch.seekable(stream) as whole:
                head = whole.read(8)
                whole.seek(-len(head), io.SEEK_CUR)
                # Not is_zipfile, which takes a tar archive with a ZIP archive at its end for one.
                if head.startswith(b"PK"):
                    yield from self._zip(whole, origin)
                elif head.startswith(_PACKED):
                    yield from self._packed(whole, name, origin)
                else:
                    yield from self._tar(whole, origin)
        except _BROKEN as error:
            yield Failure(origin, f"is no archive that can be read ({told(error)}).")

    def _zip(self, whole: BinaryIO, origin: str) -> Iterator[Document | Failure]:
        with zipfile.ZipFile(whole) as archive:
            for info in sorted(archive.infolist(), key=lambda info: info.filename):
                if info.is_dir():
                    continue
                where = f"{origin}, {info.filename}"
                if info.flag_bits & 1:
                    yield Failure(where, "is encrypted.")
                    continue
                try:
                    with archive.open(info) as member:
                        yield from self._member(cast(BinaryIO, member), info.filename, where)
                except _BROKEN as error:
                    yield Failure(where, f"cannot be unpacked ({told(error)}).")

    def _tar(self, whole: BinaryIO, origin: str) -> Iterator[Document | Failure]:
        with tarfile.open(fileobj=whole, mode="r|") as archive:
            for info in archive:
                member = archive.extractfile(info) if info.isfile() else None
                if member is not None:
                    with member:
                        yield from self._member(cast(BinaryIO, member), info.name, f"{origin}, {info.name}")

    def _packed(self, whole: BinaryIO, name: str, origin: str) -> Iterator[Document | Failure]:
        """A packed tar archive, or a single packed file, which is read by its name without the last suffix."""
        with _unpacker(whole) as unpacked:
            stream = self._counted(unpacked)
            first = stream.read(_TAR_HEADER)
            joined = cast(BinaryIO, io.BufferedReader(_dispatch.Joined(first, stream)))
            path = PurePosixPath(name)
            inner = PurePosixPath(path.stem if path.suffix.lower() in SUFFIXES else "")
            packed_tar = path.suffix.lower() in _PACKED_TAR or inner.suffix.lower() == ".tar"
            if first[257:262] == b"ustar" or packed_tar:
                yield from self._tar(joined, origin)
            elif inner.suffix.lower() in SUFFIXES or first.startswith((*_ZIP, *_PACKED)):
                yield from self._nested(joined, inner.name, origin)
            else:
                yield from _dispatch.read_stream(joined, origin, None, inner.suffix.lower(), self.options)

    def _member(self, member: BinaryIO, name: str, where: str) -> Iterator[Document | Failure]:
        self.budget.spend(1, 0)
        path = PurePosixPath(name)
        if any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts):
            return
        suffix = path.suffix.lower()
        if suffix in SUFFIXES:
            yield from self._nested(self._counted(member), path.name, where)
        elif suffix not in _dispatch.by_suffix():
            yield Failure(where, f"no reader for '{suffix or path.name}' files.", skipped=True)
        else:
            yield from _dispatch.read_stream(self._counted(member), where, None, suffix, self.options)

    def _nested(self, member: BinaryIO, name: str, where: str) -> Iterator[Document | Failure]:
        if self.depth >= _DEEPEST:
            yield Failure(where, f"is an archive within archives, more than {_DEEPEST} deep; unpack it first.")
        else:
            yield from _Archive(self.options, self.budget, self.depth + 1).any(member, name, where)

    def _counted(self, member: BinaryIO) -> BinaryIO:
        return counted(member, self.budget)


def _unpacker(whole: BinaryIO) -> BinaryIO:
    head = whole.read(3)
    whole.seek(-len(head), io.SEEK_CUR)
    if head.startswith(b"BZh"):
        return cast(BinaryIO, bz2.BZ2File(whole))
    return cast(BinaryIO, gzip.GzipFile(fileobj=whole, mode="rb") if head.startswith(b"\x1f\x8b") else lzma.LZMAFile(whole))
