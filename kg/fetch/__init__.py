"""Pages from the web: politely, within bounds, and never from inside the network that it runs in.

Needs the extra ``web`` (httpx, Protego). Nothing is fetched but what a user named, or what a feed that a user named links
to.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kg.errors import FetchError
from kg.fetch._settings import Page, Web

if TYPE_CHECKING:
    from kg.fetch._fetcher import Fetcher

__all__ = ["Page", "Web", "fetch", "is_address"]


def is_address(source: str) -> bool:
    """Whether `source` is an address rather than a file: ``https://example.org/feed``, ``ftp://...``."""
    scheme, mark, _ = source.partition("://")
    return bool(mark) and scheme.isalnum() and scheme.isascii()


def fetch(url: str, web: Web | None = None) -> Page:
    """The page at `url`. Raises :class:`~kg.errors.FetchError` where there is none to be had, and says why.

    Fetchers are kept: what one learned of a host (its robots.txt, when it was last asked) holds for the whole process.
    """
    return _keeping(web or Web()).get(url)


@cache
def _keeping(web: Web) -> Fetcher:
    try:
        from kg.fetch._fetcher import Fetcher
    except ImportError as error:
        raise FetchError(f"fetching pages needs {error.name}: pip install 'dateline-kg[web]'.") from None
    return Fetcher(web)
