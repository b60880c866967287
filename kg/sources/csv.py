"""CSV and TSV: one report a row, its fields under the names of the header row (``--map text=body`` for other names)."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, TextIO

from kg.errors import SourceError
from kg.records import Document
from kg.sources import _decode, _dispatch
from kg.sources._document import from_record, too_long
from kg.sources._records import Failure, Options, told

SUFFIXES = (".csv", ".tsv")

_HEAD = 65_536
_REST_OF_LINE = 1_000_000


def sniff(head: bytes) -> bool:
    """Whether `head` begins with a header row that names a text and something else."""
    first = head.split(b"\n", 1)[0].decode("utf-8", "replace").strip().lower()
    return any("text" in [cell.strip(' "') for cell in first.split(mark)] for mark in ",;\t" if mark in first)


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The reports in `stream`, row by row; a row that cannot be used is a Failure and the rest is read on."""
    head = stream.read(_HEAD)
    try:
        _decode.refuse_binary(head)
    except SourceError as error:
        yield Failure(origin, str(error))
        return
    encoding, warnings = _encoding(head)
    raw = io.BufferedReader(_dispatch.Joined(head, stream))
    limit = 2 * options.max_bytes
    csv.field_size_limit(limit)
    long: list[int] = []
    with io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="") as lines:
        rows = csv.reader(_bounded(lines, limit + _REST_OF_LINE, long), delimiter=_delimiter(head.decode(encoding, "replace")))
        try:
            header = [name.strip() for name in next(rows, [])]
            for row in rows:
                while long:
                    yield too_long(f"{origin}, line {long.pop(0)}", "one line of the file", options)
                if any(cell.strip() for cell in row):
                    where = f"{origin}, line {rows.line_num}"
                    yield from_record(_record(header, row), where, options, warnings)
        except csv.Error as error:
            yield Failure(f"{origin}, line {rows.line_num}", f"is no CSV row ({told(error)}); the rest of the file is left out.")
    for number in long:
        yield too_long(f"{origin}, line {number}", "one line of the file", options)


def _bounded(lines: TextIO, limit: int, long: list[int]) -> Iterator[str]:
    """The lines that are no longer than `limit`; the numbers of the others go to `long`, an empty line in their stead."""
    number = 0
    while line := lines.readline(limit):
        number += 1
        if len(line) == limit and not line.endswith("\n"):
            long.append(number)
            while line and not line.endswith("\n"):
                line = lines.readline(limit)
            line = "\n"
        yield line


def _record(header: list[str], row: list[str]) -> dict[str, str]:
    """A row by the names of its columns; an apostrophe that guards a spreadsheet from a formula is taken off."""
    cells = (cell[1:] if cell[:2] in {"'=", "'+", "'-", "'@"} else cell for cell in row)
    return dict(zip(header, cells, strict=False))


def _encoding(head: bytes) -> tuple[str, tuple[str, ...]]:
    known = _decode.encoding_of(head)
    if known:
        name, mark = known
        # The codecs without a byte order do away with the mark by themselves.
        return {"utf-8": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(name, name) if mark else name, ()
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252", ("not UTF-8: read as Windows-1252 (Latin-1)",)
    return "utf-8", ()


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(",;\t|", key=lambda mark: (first.count(mark), mark == ","))
