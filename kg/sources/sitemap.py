"""Sitemaps, those of news above all: the pages they list, newest first, where they may be fetched."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from kg.records import Document
from kg.sources._document import too_long
from kg.sources._records import Failure, Options, told
from kg.sources._web import absolute, entry_key, follow, read_address

if TYPE_CHECKING:
    from lxml.etree import _Element

SUFFIXES = (".sitemap", ".xml")

_ROOT = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<\?[^>]*>\s*)*(?:<!--.*?-->\s*)*<(?:\w+:)?(urlset|sitemapindex)\b", re.S)
# The protocol's own bounds: 50 MB and 50,000 addresses a file.
_LARGEST = 50_000_000
_MOST_MAPS = 50


def sniff(head: bytes) -> bool:
    """Whether `head` begins a sitemap or an index of them."""
    return _ROOT.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The pages that the sitemap in `stream` lists; without leave to fetch them, one Failure that says how many."""
    from lxml import etree

    data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        yield too_long(origin, f"a sitemap of more than {_LARGEST:,} bytes", options)
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        yield Failure(origin, f"is no sitemap that can be read ({told(error)}).")
        return
    entries = [(_value(e, "publication_date") or _value(e, "lastmod"), e) for e in root if isinstance(e.tag, str)]
    entries = [(day, e) for day, e in sorted(entries, key=lambda entry: entry[0], reverse=True) if _value(e, "loc")]
    if not entries:
        yield Failure(origin, "is a sitemap without an address in it.")
    elif not options.follow:
        yield Failure(origin, f"is a sitemap of {len(entries):,} pages and holds no text itself; --follow fetches them.")
    elif str(root.tag).endswith("sitemapindex"):
        for _, entry in entries[:_MOST_MAPS]:
            # One step down: an index lists maps, and maps list pages.
            if url := absolute(_value(entry, "loc"), options.url):
                yield from read_address(url, _read_map, replace(options, url=None))
        if len(entries) > _MOST_MAPS:
            yield Failure(origin, f"lists {len(entries):,} sitemaps; the newest {_MOST_MAPS} were read.", skipped=True)
    else:
        yield from _pages(entries, origin, options)


def _pages(entries: list[tuple[str, _Element]], origin: str, options: Options) -> Iterator[Document | Failure]:
    seen: set[str] = set()
    for day, entry in entries:
        url = absolute(_value(entry, "loc"), options.url)
        language = _value(entry, "language").lower().split("-")[0]
        if url is None or url in seen:
            continue
        seen.add(url)
        where = f"{origin}, {url}"
        if language and language not in options.languages and len(language) == 2:
            yield Failure(where, f"is in another language ({language}), as the sitemap says.", skipped=True, language=language)
            continue
        yield from follow(url, Failure(where, "was not fetched."), options, day=day, key=entry_key(url, day))


def _read_map(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """A sitemap that an index lists, packed or not; an index within an index is not followed."""
    data = stream.read(_LARGEST + 1)
    if data[:2] == b"\x1f\x8b":
        try:
            data = zlib.decompressobj(47).decompress(data, _LARGEST + 1)
        except zlib.error as error:
            yield Failure(origin, f"is no sitemap that can be read ({told(error)}).")
            return
    found = _ROOT.match(data.removeprefix(b"\xef\xbb\xbf"))
    if found is None or found[1] == b"sitemapindex":
        yield Failure(origin, "is no sitemap of pages, as its index says.")
        return
    yield from read(io.BytesIO(data), origin, options)


def _value(element: _Element, name: str) -> str:
    """The text of the first element called `name` within `element`; news sitemaps nest theirs."""
    return next(((e.text or "").strip() for e in element.iter() if isinstance(e.tag, str) and e.tag.rsplit("}", 1)[-1] == name), "")
