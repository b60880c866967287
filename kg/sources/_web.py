"""What lies at an address: the page itself, and the pages that a feed or sitemap links to."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit

from kg import fetch
from kg.errors import FetchError
from kg.records import Document, digest
from kg.sources import _decode, _dispatch, _when
from kg.sources._records import Failure, Options

_KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".rss",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/feed+json": ".json",
    "application/json": ".json",
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/x-gzip": ".gz",
    "application/warc": ".warc",
    "application/mbox": ".mbox",
    "message/rfc822": ".eml",
    "text/csv": ".csv",
    "text/markdown": ".md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_BOM = b"\xef\xbb\xbf"


def read_address(source: str, reader: _dispatch.Read | None, options: Options) -> Iterator[Document | Failure]:
    """The reports at the address `source`; those that a feed there links to are fetched as well, unless told otherwise."""
    options = replace(options, follow=True) if options.follow is None else options
    try:
        page = fetch.fetch(source, options.web)
    except FetchError as error:
        yield Failure(source, str(error))
        return
    yield from _read(page, reader, options)


def follow(
    url: str | None, here: Document | Failure, options: Options, *, day: object = None, key: str = ""
) -> Iterator[Document | Failure]:
    """The page that an entry of a feed links to; where that is not to be had, what the feed itself says (`here`).

    `day` is the entry's date and `key` its name among the entries that were passed before: of those nothing comes.
    """
    if options.passed is not None and key in options.passed:
        return
    found = list(_entry(url, here, options, day))
    yield from found
    if options.passed is not None and all(isinstance(item, Document) or item.skipped for item in found):
        options.passed.note(key)


def _entry(url: str | None, here: Document | Failure, options: Options, day: object) -> Iterator[Document | Failure]:
    published = _when.decide(((day, "the feed"),), (), options.today).published
    if options.since and published and published < options.since:
        yield Failure(here.origin, f"was published {published}, before {options.since}.", skipped=True)
        return
    if not options.follow or not url:
        yield here
        return
    try:
        page = fetch.fetch(url, options.web)
    except FetchError as error:
        yield _instead(here, f"{url}: {error}")
        return
    inner = replace(options, follow=False, date=published or options.date, url=None)
    found = list(_read(page, None, inner))
    if isinstance(here, Document) and not any(isinstance(item, Document) or item.skipped for item in found):
        yield _instead(here, f"{url}: {'; '.join(item.reason for item in found if isinstance(item, Failure))}")
        return
    # A page that says less than the feed does is a wall or a notice.
    if isinstance(here, Document) and all(isinstance(item, Document) and len(item.text) < len(here.text) for item in found):
        yield _instead(here, f"{url}: its page says less")
        return
    yield from found


def entry_key(*parts: object) -> str:
    """The name of a feed's entry in one state: its address, its date, what it says."""
    return digest(*parts, length=24)


def absolute(url: str | None, base: str | None) -> str | None:
    """A link as an address that can be fetched; None for one that cannot (relative in a file, ``javascript:``)."""
    if not url:
        return None
    try:
        whole = urljoin(base, url) if base else url
        return whole if urlsplit(whole).scheme in {"http", "https"} else None
    except ValueError:
        return None


def _instead(here: Document | Failure, why: str) -> Document | Failure:
    if isinstance(here, Document):
        return replace(here, warnings=(*here.warnings, f"only what the feed says was read ({why})"))
    return Failure(here.origin, why)


def _read(page: fetch.Page, reader: _dispatch.Read | None, options: Options) -> Iterator[Document | Failure]:
    options = replace(options, url=page.url, retrieved=page.retrieved)
    kind = _KINDS.get(page.type, "")
    suffix = PurePosixPath(urlsplit(page.url).path).suffix.lower()
    content = page.content
    if page.charset and (kind == ".html" or page.type.startswith("text/")):
        content = _in_utf8(content, page.charset)
    # What servers call a page is often wrong for feeds and files, so its first bytes are looked at before.
    told = _dispatch.told_by_content(content) or kind or (suffix if suffix in _dispatch.by_suffix() else "")
    yield from _dispatch.guarded(_dispatch.read_stream(io.BytesIO(content), page.url, reader, told, options), page.url)


def _in_utf8(content: bytes, charset: str) -> bytes:
    """The content in UTF-8, if it is what its header says; a page's own word on it counts less (HTML, 13.2.3.2)."""
    if content.startswith(_BOM):
        return content
    try:
        return _BOM + _decode.decode_as(content, charset).encode("utf-8")
    except ValueError:
        return content
