"""How pages are fetched, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

AGENT = "dateline-kg"
"""What we call ourselves; a robots.txt may speak of it by this name."""


@dataclass(frozen=True, slots=True)
class Web:
    """How pages are fetched.

    `cache` is the folder that keeps pages, so that those with an ETag or Last-Modified header are asked for under the
    condition that they changed, and the others are known again by their content; None keeps none. `max_bytes` bounds
    a page, packed and unpacked. `read_seconds` is the longest silence, `total_seconds` the longest that one answer
    may take altogether. `pause` is the least time in seconds between two requests to one host (its robots.txt may ask
    for more, up to `longest_pause`). `attempts` is how often a page is asked for that is not to be had for the
    moment; the n-th waits ``back_off * 2 ** n`` seconds. `allow_private` lets addresses of private, loopback and
    link-local networks be asked.
    """

    cache: Path | None = None
    allow_private: bool = False
    max_bytes: int = 50_000_000
    read_seconds: float = 20.0
    total_seconds: float = 90.0
    redirects: int = 8
    pause: float = 1.0
    longest_pause: float = 60.0
    attempts: int = 3
    back_off: float = 1.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was fetched.

    `url` is where it was found after redirects, `asked` what was asked for. `type` is its media type without parameters,
    `charset` the one its header names. `retrieved` is when this content was first seen, in UTC. `unchanged` is true
    where the server, or the content, says that it is what was fetched before.
    """

    asked: str
    url: str
    content: bytes
    type: str
    charset: str | None
    retrieved: datetime
    unchanged: bool = False
