"""The article of a web page: main text, title, author, date and site, by trafilatura."""

from __future__ import annotations

import re

from kg.records import Document
from kg.sources import _decode
from kg.sources._document import make
from kg.sources._records import Failure, Options


def article(page: str, origin: str, options: Options, *, url: str | None = None, warnings: tuple[str, ...] = ()) -> Document | Failure:
    """The article that the markup `page` holds, as a document."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document as Page

    page, cleaning = _decode.clean(page)
    found = bare_extraction(
        page,
        url=url,
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
        publisher=found.sitename,
        author=found.author,
        day=found.date,
        url=found.url or url,
        warnings=(*warnings, *cleaning),
    )
