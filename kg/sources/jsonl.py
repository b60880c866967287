"""JSON Lines, one report a line; also one JSON object, or an array of them.

Read are ``id``, ``text``, ``title``, ``publisher``, ``author``, ``date``, ``url`` and ``language``; other keys are
let be.
"""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator
from typing import BinaryIO, cast

from kg.errors import SourceError
from kg.records import Document
from kg.sources import _decode, _dispatch
from kg.sources._document import from_record, too_long
from kg.sources._records import Failure, Options, told

SUFFIXES = (".jsonl", ".ndjson", ".json")
GENERAL = (".json",)

# Beside its text a record has room for this much of other fields before its line counts as too long.
_REST_OF_LINE = 1_000_000
# One array of reports has room for this many of the longest.
_SHARE = 50
_HEAD = 4_096


def sniff(head: bytes) -> bool:
    """Whether `head` begins with a JSON object or an array of them."""
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    return start[:1] == b"{" or (start[:1] == b"[" and start[1:].lstrip()[:1] == b"{")


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The reports in `stream`, line by line; a broken line is a Failure and the rest is read on."""
    limit, most = 2 * options.max_bytes + _REST_OF_LINE, _SHARE * options.max_bytes
    head = stream.read(_HEAD)
    joined = cast(BinaryIO, io.BufferedReader(_dispatch.Joined(head, stream)))
    if head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"[":
        # An array may be one line, however many reports it holds.
        yield from _one_document(joined.read(most + 1), origin, most, options)
        return
    lines = _lines(joined, limit)
    first = next(((n, line) for n, line in lines if line is None or line.strip()), None)
    if first is None:
        yield Failure(origin, "is empty: there is no JSON line in it.")
        return
    number, line = first
    if line is not None and _opens_document(line):
        yield from _one_document(line + joined.read(most), origin, most, options)
        return
    yield from _line(number, line, origin, options)
    for number, line in lines:
        if line is None or line.strip():
            yield from _line(number, line, origin, options)


def _lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None stands for one longer than `limit`, which is stepped over in bounded memory."""
    number = 0
    encoding: str | None = None
    while line := stream.readline(limit + 1):
        number += 1
        if number == 1 and (known := _decode.encoding_of(line)):
            encoding = known[0]
            line = line[known[1] :]
        if encoding not in (None, "utf-8"):
            joined = cast(BinaryIO, io.BufferedReader(_dispatch.Joined(line, stream)))
            yield from _wide_lines(joined, str(encoding), limit)
            return
        if len(line) <= limit:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(limit)
        yield number, None


def _wide_lines(stream: BinaryIO, encoding: str, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """The lines of a text whose line feeds take more than a byte, as UTF-8."""
    number = 0
    with io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="\n") as lines:
        while line := lines.readline(limit + 1):
            number += 1
            if len(line) <= limit:
                yield number, line.encode("utf-8", "replace")
                continue
            while line and not line.endswith("\n"):
                line = lines.readline(limit)
            yield number, None


def _opens_document(line: bytes) -> bool:
    """Whether the first line begins an object or array that goes on over the next lines."""
    start = line.strip()
    if start[:1] == b"[":
        return True
    if start == b"{":
        return True
    try:
        json.loads(start)
    except (ValueError, RecursionError):
        return start[:1] == b"{" and not start.endswith(b"}") and start.endswith((b",", b"{", b"["))
    return False


def _one_document(data: bytes, origin: str, limit: int, options: Options) -> Iterator[Document | Failure]:
    if len(data) > limit:
        yield Failure(origin, f"is one JSON value of more than {limit:,} bytes; write one report a line (JSON Lines).")
        return
    try:
        value = json.loads(_decode.decode(data)[0])
    except (ValueError, RecursionError, SourceError) as error:
        # A broken first line looks like the beginning of one value over many lines.
        lines = [o for n, line in enumerate(data.split(b"\n"), 1) if line.strip() for o in _line(n, line, origin, options)]
        whole = [Failure(origin, f"is not JSON: {told(error)}.")]
        yield from lines if any(isinstance(o, Document) for o in lines) else whole
        return
    value = _within(value, options)
    for number, record in enumerate(value if isinstance(value, list) else [value], 1):
        where = f"{origin}, record {number}" if isinstance(value, list) else origin
        yield from_record(record, where, options, ())


def _within(value: object, options: Options) -> object:
    """The list of records that an object without a text of its own wraps: ``{"status": "ok", "articles": [...]}``."""
    if not isinstance(value, dict) or dict(options.mapping).get("text", "text") in value or "text" in value:
        return value
    lists = [inner for inner in value.values() if isinstance(inner, list) and inner and all(isinstance(r, dict) for r in inner)]
    return lists[0] if len(lists) == 1 else value


def _line(number: int, line: bytes | None, origin: str, options: Options) -> Iterator[Document | Failure]:
    where = f"{origin}, line {number}"
    if line is None:
        yield too_long(where, "one line of the file", options)
        return
    try:
        text, warnings = _decode.decode(line.rstrip(b"\r\n"))
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield Failure(where, f"is not JSON: {told(error)}.")
    except SourceError as error:
        yield Failure(where, str(error))
    else:
        records = _within(record, options)
        if isinstance(records, list) and records is not record:
            for place, inner in enumerate(records, 1):
                yield from_record(inner, f"{where}, record {place}", options, warnings)
        else:
            yield from_record(record, where, options, warnings)
