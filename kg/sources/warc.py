"""WARC and WACZ: the pages that a crawler or an archive kept, one report each; needs the extra ``warc`` (warcio)."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from kg.records import Document
from kg.sources import _dispatch
from kg.sources._bounds import Budget, ExhaustedError, counted
from kg.sources._document import too_long
from kg.sources._quiet import quiet
from kg.sources._records import Failure, Options, told

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

SUFFIXES = (".warc", ".wacz", ".arc")

_KINDS = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf"}
_SHARE = 20
_LONGEST_LINE = 8_000_000
# warcio meets a broken head with any of the last four.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, KeyError, AttributeError, TypeError)


def sniff(head: bytes) -> bool:
    """Whether `head` begins a WARC file that is not packed, or a WACZ file."""
    return head.startswith(b"WARC/") or (head.startswith(b"PK\x03\x04") and b"datapackage.json" in head[:200])


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The pages in `stream`: answers with status 200 that are HTML, text or PDF; scripts and pictures are passed over."""
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        yield Failure(origin, "is a WARC file, and reading those needs warcio: pip install 'dateline-kg[warc]'.")
        return
    number = 0
    try:
        for part in _parts(stream, Budget()):
            records = iter(ArchiveIterator(io.BufferedReader(_Lines(part))))
            while True:
                with quiet("warcio", printed=True):
                    record = next(records, None)
                if record is None:
                    break
                number += 1
                yield from _record(record, f"{origin}, record {number}", options)
    except ExhaustedError as error:
        yield Failure(origin, str(error))
    except (ArchiveLoadFailed, *_BROKEN) as error:
        after = f", after record {number}" if number else ""
        yield Failure(origin, f"is no WARC or WACZ file that can be read ({told(error)}){after}.")
    else:
        if not number:
            yield Failure(origin, "is empty: there is no record in it.")


def _parts(stream: BinaryIO, budget: Budget) -> Iterator[BinaryIO]:
    """The WARC files of a WACZ file, or the stream itself."""
    head = stream.read(4)
    whole = cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, _dispatch.Joined(head, stream))))
    if not head.startswith(b"PK"):
        yield whole
        return
    with _dispatch.seekable(whole) as file, zipfile.ZipFile(file) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            if info.filename.endswith((".warc", ".warc.gz")) and not info.is_dir():
                with archive.open(info) as member:
                    plain = cast(BinaryIO, gzip.GzipFile(fileobj=member, mode="rb") if info.filename.endswith(".gz") else member)
                    yield counted(plain, budget)


class _Lines(io.RawIOBase):
    """The stream, which breaks off in a line without end: warcio takes time with the square of a line's length."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._since = stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        last = data.rfind(b"\n")
        self._since = self._since + len(data) if last < 0 else len(data) - last
        if self._since > _LONGEST_LINE:
            raise ValueError(f"there is a line of more than {_LONGEST_LINE:,} bytes")
        buffer[: len(data)] = data
        return len(data)


def _record(record: ArcWarcRecord, where: str, options: Options) -> Iterator[Document | Failure]:
    kind, url = record.rec_type, record.rec_headers.get_header("WARC-Target-URI") or ""
    http = record.http_headers
    if kind not in {"response", "resource"} or not url.startswith(("http://", "https://")):
        return
    if kind == "response" and (http is None or http.get_statuscode() != "200"):
        return
    header = (http.get_header("Content-Type") if http is not None else record.rec_headers.get_header("Content-Type")) or ""
    media = header.partition(";")[0].strip().lower()
    if media not in _KINDS:
        return
    where = f"{where}, {url}"
    limit = _SHARE * options.max_characters
    content: bytes = record.content_stream().read(limit + 1)
    if len(content) > limit:
        yield too_long(where, f"a page of more than {limit:,} bytes", options)
        return
    when = _time(record.rec_headers.get_header("WARC-Date"))
    inner = replace(options, url=url, retrieved=when, follow=False)
    yield from _dispatch.read_stream(io.BytesIO(content), where, None, _KINDS[media], inner)


def _time(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)).replace(microsecond=0)
    except ValueError:
        return None
