"""Feeds: RSS and Atom files, one report an entry, as far as the feed carries its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.records import Document
from kg.sources._document import make, too_long
from kg.sources._records import Failure, Options

if TYPE_CHECKING:
    from lxml.etree import _Element

SUFFIXES = (".rss", ".atom", ".xml")

_ROOT = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:\w+:)?(?:rss|feed|RDF)\b", re.S)
_TEXTS = ("encoded", "content", "description", "summary")
_DATES = ("published", "pubDate", "date", "updated")
_BLOCKS = frozenset(("p", "div", "br", "li", "blockquote", "h1", "h2", "h3", "h4", "tr"))
_SHARE = 200


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
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        yield Failure(origin, f"is no feed that can be read ({error.msg}).")
        return
    entries = [e for e in root.iter() if isinstance(e.tag, str) and _local(e) in {"item", "entry"}]
    if not entries:
        yield Failure(origin, "is no feed: there is no item or entry in it.")
        return
    channel = next((e for e in root.iter() if isinstance(e.tag, str) and _local(e) in {"channel", "feed"}), root)
    for number, entry in enumerate(entries, 1):
        text = next((t for name in _TEXTS if (t := _text(_child(entry, name)))), "")
        yield make(
            text,
            f"{origin}, entry {number}",
            options,
            id=_value(entry, "guid") or _value(entry, "id"),
            title=_text(_child(entry, "title")),
            publisher=_text(_child(channel, "title")),
            author=_value(entry, "creator") or _author(entry),
            day=next((v for name in _DATES if (v := _value(entry, name))), None),
            url=_link(entry),
        )


def _local(element: _Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _child(element: _Element, name: str) -> _Element | None:
    return next((e for e in element if isinstance(e.tag, str) and _local(e) == name), None)


def _value(element: _Element, name: str) -> str | None:
    child = _child(element, name)
    return (child.text or "").strip() or None if child is not None else None


def _author(entry: _Element) -> str | None:
    author = _child(entry, "author")
    return None if author is None else _value(author, "name") or (author.text or "").strip() or None


def _link(entry: _Element) -> str | None:
    links = [e for e in entry if isinstance(e.tag, str) and _local(e) == "link"]
    kept = next((e for e in links if e.get("rel", "alternate") == "alternate"), None)
    return None if kept is None else kept.get("href") or (kept.text or "").strip() or None


def _text(element: _Element | None) -> str:
    """The running text of an element that holds text, escaped markup, or markup."""
    if element is None:
        return ""
    if len(element):
        return _plain(element)
    text = element.text or ""
    if "<" not in text and "&" not in text:
        return text.strip()
    from lxml import html
    from lxml.etree import ParserError

    try:
        return _plain(html.fromstring(f"<div>{text}</div>"))
    except (ParserError, ValueError):
        return ""


def _plain(element: _Element) -> str:
    parts: list[str] = []
    for step, e in _walk(element):
        if step and _local(e).lower() in _BLOCKS:
            parts.append("\n\n")
        parts.append((e.text if step else e.tail) or "")
    return re.sub(r"\s*\n\s*\n\s*", "\n\n", "".join(parts)).strip()


def _walk(element: _Element) -> Iterator[tuple[bool, _Element]]:
    from lxml import etree

    skipped = 0
    for event, e in etree.iterwalk(element, events=("start", "end")):
        hidden = not isinstance(e.tag, str) or _local(e).lower() in {"script", "style"}
        if event == "start":
            skipped += hidden
            if not skipped:
                yield True, e
        else:
            skipped -= hidden
            if not skipped and e is not element:
                yield False, e
