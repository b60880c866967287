"""Markdown: the text without its markup, by markdown-it; title and dates of a front matter, where there is one.

Offsets refer to the text without markup, which is what the document keeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.errors import SourceError
from kg.records import Document
from kg.sources import _decode
from kg.sources._document import make, too_long
from kg.sources._records import Failure, Options, told

if TYPE_CHECKING:
    from markdown_it.token import Token

SUFFIXES = (".md", ".markdown")

_FRONT = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_FIELD = re.compile(r"(?m)^([A-Za-z_-]+)[ \t]*:[ \t]*(\S.*?)[ \t]*$")
_SHARE = 2


def sniff(head: bytes) -> bool:
    """Whether `head` begins with a Markdown headline."""
    return head.startswith((b"# ", b"\xef\xbb\xbf# "))


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The report in `stream`."""
    limit = _SHARE * options.max_bytes
    data = stream.read(limit + 1)
    if len(data) > limit:
        yield too_long(origin, f"more than {limit:,} bytes", options)
        return
    try:
        text, warnings = _decode.decode(data)
    except SourceError as error:
        yield Failure(origin, str(error))
        return
    text, cleaning = _decode.clean(text)
    fields: dict[str, str] = {}
    if front := _FRONT.match(text):
        fields = {name.lower(): value.strip("\"'") for name, value in _FIELD.findall(front[1])}
        text = text[front.end() :]
    try:
        plain = text_of(text)
    except (RecursionError, ValueError, IndexError) as error:
        yield Failure(origin, f"is no Markdown that can be read ({told(error)}).")
        return
    yield make(
        plain,
        origin,
        options,
        title=fields.get("title", ""),
        publisher=fields.get("publisher") or fields.get("source") or fields.get("site"),
        author=fields.get("author"),
        days=tuple((fields[name], f"front matter {name}") for name in ("date", "published", "publishdate") if name in fields),
        updates=tuple((fields[name], f"front matter {name}") for name in ("updated", "lastmod", "modified") if name in fields),
        url=fields.get("url") or fields.get("canonical_url"),
        language=fields.get("language") or fields.get("lang"),
        warnings=(*warnings, *cleaning),
    )


def text_of(markup: str) -> str:
    """The running text of `markup`: its blocks apart, words without emphasis, links by their words, no code and no HTML."""
    from markdown_it import MarkdownIt

    blocks = [_words(token.children or []) for token in MarkdownIt("commonmark").parse(markup) if token.type == "inline"]
    return "\n\n".join(block for block in map(str.strip, blocks) if block)


def _words(tokens: list[Token]) -> str:
    breaks = {"softbreak": "\n", "hardbreak": "\n"}
    kept = {"text", "code_inline"}
    return "".join(breaks.get(token.type, token.content if token.type in kept else "") for token in tokens)
