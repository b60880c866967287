"""Feeds: RSS and Atom, one report an entry, as far as the feed carries its text; the page it links to where it may be fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.records import Document
from kg.sources._document import make, too_long
from kg.sources._markup import local, text_of, text_within
from kg.sources._records import Failure, Options, told
from kg.sources._web import absolute, entry_key, follow

if TYPE_CHECKING:
    from lxml.etree import _Element

SUFFIXES = (".rss", ".atom", ".xml")
GENERAL = (".xml",)

_ROOT = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:\w+:)?(?:rss|feed|RDF)\b", re.S)
_TEXTS = ("encoded", "content", "description", "summary")
_DATES = ("published", "pubDate", "date", "issued")
_UPDATES = ("updated", "modified")
_SHARE = 200
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.I)


def sniff(head: bytes) -> bool:
    """Whether `head` begins a feed."""
    return _ROOT.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The entries of the feed in `stream`. Entities that a feed declares are not followed, nor anything outside it."""
    from lxml import etree

    limit = _SHARE * options.max_characters
    data = stream.read(limit + 1)
    if len(data) > limit:
        yield too_long(origin, f"a feed of more than {limit:,} bytes", options)
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False)
    warnings: tuple[str, ...] = ()
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        # Feeds are broken off, or hold a bare ampersand: what is whole in them is read. Not with a document type, which
        # feeds do not have and attacks do.
        mended = None if _DOCTYPE.search(data) else _mended(data)
        if mended is None:
            yield Failure(origin, f"is no feed that can be read ({told(error)}).")
            return
        root, warnings = mended, (f"the feed is broken XML ({told(error)}): what could be made out is read",)
    entries = [e for e in root.iter() if isinstance(e.tag, str) and local(e) in {"item", "entry"}]
    if not entries:
        yield Failure(origin, "is no feed: there is no item or entry in it.")
        return
    channel = next((e for e in root.iter() if isinstance(e.tag, str) and local(e) in {"channel", "feed"}), root)
    for number, entry in enumerate(entries, 1):
        text = next((t for name in _TEXTS if (t := _text(_child(entry, name)))), "")
        url, id, title = _link(entry), _value(entry, "guid") or _value(entry, "id"), _text(_child(entry, "title"))
        days = tuple((v, name) for name in _DATES if (v := _value(entry, name)))
        updates = tuple((v, name) for name in _UPDATES if (v := _value(entry, name)))
        here = make(
            text,
            f"{origin}, entry {number}",
            options,
            id=id,
            title=title,
            publisher=_text(_child(channel, "title")),
            author=_value(entry, "creator") or _author(entry),
            days=days or updates,
            updates=updates,
            url=url,
            warnings=warnings,
        )
        whole = _child(entry, "encoded") is not None or _child(entry, "content") is not None
        key = entry_key(id, url, days, updates, text)
        first = (days or updates or ((None, ""),))[0][0]
        yield from follow(None if whole else absolute(url, options.url), here, options, day=first, key=key)


def _mended(data: bytes) -> _Element | None:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root: _Element | None = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    return root


def _child(element: _Element, name: str) -> _Element | None:
    return next((e for e in element if isinstance(e.tag, str) and local(e) == name), None)


def _value(element: _Element, name: str) -> str | None:
    child = _child(element, name)
    return (child.text or "").strip() or None if child is not None else None


def _author(entry: _Element) -> str | None:
    author = _child(entry, "author")
    return None if author is None else _value(author, "name") or (author.text or "").strip() or None


def _link(entry: _Element) -> str | None:
    links = [e for e in entry if isinstance(e.tag, str) and local(e) == "link"]
    kept = next((e for e in links if e.get("rel", "alternate") == "alternate"), None)
    return None if kept is None else kept.get("href") or (kept.text or "").strip() or None


def _text(element: _Element | None) -> str:
    """The running text of an element that holds text, escaped markup, or markup."""
    if element is None:
        return ""
    return text_within(element) if len(element) else text_of(element.text or "")
