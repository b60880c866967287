"""Plain text: one file, one report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from kg.errors import SourceError
from kg.records import Document
from kg.sources import _decode
from kg.sources._document import make, too_long
from kg.sources._records import Failure, Options

SUFFIXES = (".txt", ".text")


def sniff(head: bytes) -> bool:
    """Whether `head` may begin plain text: whatever is not binary."""
    try:
        _decode.refuse_binary(head)
    except SourceError:
        return False
    return True


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The report in `stream`."""
    data = stream.read(options.max_bytes + 1)
    if len(data) > options.max_bytes:
        yield too_long(origin, f"more than {options.max_bytes:,} bytes", options)
        return
    try:
        text, warnings = _decode.decode(data)
    except SourceError as error:
        yield Failure(origin, str(error))
        return
    yield make(text, origin, options, warnings=warnings)
