"""JSON Feed (jsonfeed.org, versions 1 and 1.1): one report an item, as RSS and Atom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.errors import SourceError
from kg.records import Document
from kg.sources import _decode
from kg.sources._document import make, too_long
from kg.sources._markup import text_of
from kg.sources._records import Failure, Options, told
from kg.sources._web import absolute, entry_key, follow

SUFFIXES = (".jsonfeed", ".json")

_MARK = b"jsonfeed.org/version"
_SHARE = 200


def sniff(head: bytes) -> bool:
    """Whether `head` begins a JSON Feed: an object that names the version of the format."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1] == b"{" and _MARK in head.replace(b"\\/", b"/")


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The items of the feed in `stream`."""
    limit = _SHARE * options.max_characters
    data = stream.read(limit + 1)
    if len(data) > limit:
        yield too_long(origin, f"a feed of more than {limit:,} bytes", options)
        return
    try:
        feed = json.loads(_decode.decode(data)[0])
    except (ValueError, RecursionError, SourceError) as error:
        yield Failure(origin, f"is no JSON Feed that can be read ({told(error)}).")
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not items:
        yield Failure(origin, "is no JSON Feed: there are no items in it.")
        return
    for number, item in enumerate(items, 1):
        where = f"{origin}, item {number}"
        if isinstance(item, dict):
            yield from _item(item, feed, where, options)
        else:
            yield Failure(where, "is no object.")


def _item(item: dict[str, Any], feed: dict[str, Any], where: str, options: Options) -> Iterator[Document | Failure]:
    html, plain = _string(item, "content_html"), _string(item, "content_text")
    text = plain or (text_of(html) if html else "") or _string(item, "summary")
    id, url = _string(item, "id"), _string(item, "url") or _string(item, "external_url")
    published, updated = _string(item, "date_published"), _string(item, "date_modified")
    here = make(
        text,
        where,
        options,
        id=id,
        title=_string(item, "title"),
        publisher=_string(feed, "title"),
        author=_authors(item) or _authors(feed),
        days=((published, "date_published"),),
        updates=((updated, "date_modified"),),
        url=url or None,
        language=_string(item, "language") or _string(feed, "language") or None,
    )
    key = entry_key(id, url, published, updated, text)
    yield from follow(None if html or plain else absolute(url, options.url), here, options, day=published, key=key)


def _string(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    return found.strip() if isinstance(found, str) else str(found) if isinstance(found, int) and not isinstance(found, bool) else ""


def _authors(value: dict[str, Any]) -> str:
    authors = value.get("authors") or [value.get("author")]
    return ", ".join(_string(a, "name") for a in authors if isinstance(a, dict) and _string(a, "name")) if isinstance(authors, list) else ""
