"""The article of a web page: main text by trafilatura; title, author, dates and site by that and by what the page declares."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.records import Document
from kg.sources import _decode, _when
from kg.sources._document import make
from kg.sources._quiet import quiet
from kg.sources._records import Failure, Options

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
)
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "dcterms.modified")
_ARTICLE = re.compile(r"(?:Article|Report|Posting|NewsStory)$")
_LARGEST = 1_000_000
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class _Declared:
    """What a page's markup says of itself, for machines."""

    published: tuple[_when.Said, ...] = ()
    updated: tuple[_when.Said, ...] = ()
    publisher: str | None = None
    author: str | None = None
    language: str | None = None


def article(page: str, origin: str, options: Options, *, warnings: tuple[str, ...] = ()) -> Document | Failure:
    """The article that the markup `page` holds, as a document."""
    from trafilatura import bare_extraction, load_html
    from trafilatura.settings import Document as Page

    page, cleaning = _decode.clean(page)
    with quiet("trafilatura"), quiet("htmldate"):
        tree = load_html(page)
        if tree is None:
            return Failure(origin, "has no article: it is no page that can be read.")
        declared = _declared(tree)
        found = bare_extraction(
            tree,
            url=options.url,
            include_comments=False,
            include_tables=False,
            favor_precision=True,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    if not isinstance(found, Page) or not any(c.isalnum() for c in found.text or ""):
        return Failure(origin, "has no article: its page holds no running text (menus and tables are left out).")
    return make(
        re.sub(r"\n+", "\n\n", (found.text or "").strip()),
        origin,
        options,
        title=found.title or "",
        publisher=declared.publisher or found.sitename,
        author=declared.author or found.author,
        days=declared.published or ((found.date, "the page"),),
        updates=declared.updated,
        url=found.url or options.url,
        warnings=(*warnings, *cleaning),
    )


def _declared(tree: HtmlElement) -> _Declared:
    published: list[_when.Said] = []
    updated: list[_when.Said] = []
    publisher = author = None
    for thing in _linked_data(tree):
        published.append((_plain(thing.get("datePublished")), "JSON-LD datePublished"))
        updated.append((_plain(thing.get("dateModified")), "JSON-LD dateModified"))
        publisher = publisher or _name(thing.get("publisher"))
        author = author or _name(thing.get("author"))
    named = dict(_metas(tree))
    published += [(named[name], f"meta {name}") for name in _PUBLISHED if name in named]
    updated += [(named[name], f"meta {name}") for name in _UPDATED if name in named]
    for prop, into in (("datePublished", published), ("dateModified", updated)):
        for element in tree.iterfind(f".//*[@itemprop='{prop}']"):
            into.append((element.get("datetime") or element.get("content"), f"microdata {prop}"))
    for element in [*tree.iterfind(".//article//time[@datetime]")][:1]:
        published.append((element.get("datetime"), "time element"))
    return _Declared(tuple(filter(_said, published)), tuple(filter(_said, updated)), publisher or named.get("og:site_name"), author)


def _said(day: _when.Said) -> bool:
    return day[0] not in (None, "")


def _metas(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Names of meta elements with their contents; of those that come twice, the first."""
    seen: set[str] = set()
    for meta in tree.iter("meta"):
        name = str(meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = str(meta.get("content") or "").strip()
        if name and content and name not in seen:
            seen.add(name)
            yield name, content


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The articles that the page's JSON-LD describes."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        text = script.text or ""
        if len(text) <= _LARGEST:
            try:
                yield from _articles(json.loads(text, strict=False), _DEEPEST)
            except (ValueError, RecursionError):
                continue


def _articles(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth and isinstance(value, list):
        for item in value:
            yield from _articles(item, depth - 1)
    elif depth and isinstance(value, dict):
        kinds = value.get("@type")
        if any(isinstance(k, str) and _ARTICLE.search(k) for k in (kinds if isinstance(kinds, list) else [kinds])):
            yield value
        yield from _articles(value.get("@graph"), depth - 1)


def _plain(value: object) -> str | int | float | None:
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _name(value: object) -> str | None:
    """The name of a person or organisation, or the names of several."""
    if isinstance(value, str):
        return value.strip() or None if "://" not in value else None
    if isinstance(value, dict):
        return _name(value.get("name"))
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(_name, value[:10])))) or None
    return None
