"""HTML: the main text of a page with its title, author, date and site, by trafilatura.

Offsets refer to the extracted text, which is what the document keeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.errors import SourceError
from kg.records import Document
from kg.sources import _decode
from kg.sources._document import too_long
from kg.sources._page import article
from kg.sources._records import Failure, Options

SUFFIXES = (".html", ".htm", ".xhtml")

_MARKUP_SHARE = 20
_OPENING = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|article|title)\b", re.I | re.S)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)


def sniff(head: bytes) -> bool:
    """Whether `head` begins an HTML page."""
    return _OPENING.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The article of the page in `stream`."""
    limit = _MARKUP_SHARE * options.max_characters
    data = stream.read(limit + 1)
    if len(data) > limit:
        yield too_long(origin, f"a page of more than {limit:,} bytes", options)
        return
    try:
        page, warnings = _decode_page(data)
    except SourceError as error:
        yield Failure(origin, str(error))
        return
    yield article(page, origin, options, warnings=warnings)


def _decode_page(data: bytes) -> tuple[str, tuple[str, ...]]:
    _decode.refuse_binary(data)
    declared = _CHARSET.search(data[:4096])
    if declared and _decode.encoding_of(data[:4096]) is None:
        name = declared[1].decode("ascii")
        try:
            return _decode.decode_as(data, name), ()
        except ValueError:
            text, warnings = _decode.decode(data)
            return text, (f"the page says it is {name}, which it is not", *warnings)
    return _decode.decode(data)
