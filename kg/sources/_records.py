"""What readers are given and what they give back beside documents."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Protocol

from kg.fetch import Web
from kg.records import Document
from kg.sources._meter import Meter


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that gave no document, and why.

    `skipped` is true where that is as it should be (another language, the same report again) and false where something
    is wrong with the input. `language` is the ISO 639-1 code of a report that was skipped for it, and `document` that
    report, for a reader of that language.
    """

    origin: str
    reason: str
    skipped: bool = False
    language: str | None = None
    document: Document | None = None


def told(error: BaseException) -> str:
    """What a library's error says, on one line that is not too long and can be printed; hostile bytes end up in those."""
    text = "".join(c if c.isprintable() else " " for c in str(error))
    return " ".join(text.split())[:200].rstrip(". ") or type(error).__name__


class Passed(Protocol):
    """The entries of feeds that were read before, by names that change when an entry does."""

    def __contains__(self, key: object) -> bool:
        """Whether the entry was read."""
        ...

    def note(self, key: str) -> None:
        """The entry is read now."""
        ...


@dataclass(frozen=True, slots=True)
class Options:
    """How sources are read.

    `reader` names the reader to use whatever the file's name says. `publisher` and `date` stand in where a report names
    none. `today` is the day that no publication date may lie after; None leaves that unchecked. A report longer than
    `max_characters` is reported and left out: sentences of one report are read together, and memory grows with them.
    `mapping` says under which keys a record keeps a field: ``(("text", "body"),)``.

    `web` says how pages are fetched. `follow` is whether the pages that a feed or sitemap links to are read in its
    entries' stead: None, if the feed itself was fetched. `since` leaves out linked pages that are older before they are
    fetched; `passed` are entries of feeds that need not be read again. `meter` is told how far reading has come. `url` and
    `retrieved` are where and when what is read now was fetched.
    """

    reader: str | None = None
    publisher: str | None = None
    date: datetime.date | None = None
    today: datetime.date | None = None
    max_characters: int = 200_000
    languages: tuple[str, ...] = ("en",)
    mapping: tuple[tuple[str, str], ...] = ()
    web: Web = field(default_factory=Web)
    follow: bool | None = None
    since: datetime.date | None = None
    passed: Passed | None = None
    meter: Meter | None = None
    url: str | None = None
    retrieved: datetime.datetime | None = None

    @property
    def max_bytes(self) -> int:
        """The most bytes that a text of `max_characters` can take (UTF-8 and UTF-16 take four a character at most)."""
        return 4 * self.max_characters + 4
