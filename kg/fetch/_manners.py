"""What a host asks of its visitors (robots.txt, RFC 9309), and how long since it was asked something."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from protego import Protego

from kg.fetch._settings import AGENT, Web

_KEPT = 24 * 3600.0
LARGEST = 500_000
"""The bytes of a robots.txt that are read; RFC 9309 asks for as many at least."""

Answer = tuple[int, bytes]
"""A status code (0 where there was no answer) and a content."""


@dataclass(frozen=True)
class _Rules:
    parsed: Protego | None
    reachable: bool
    read: float


class Manners:
    """The rules of each host, and the pace at which it is asked. `ask` fetches a robots.txt."""

    def __init__(self, web: Web, ask: Callable[[httpx.URL], Answer]) -> None:
        self._web, self._ask = web, ask
        self._rules: dict[str, _Rules] = {}
        self._asked: dict[str, float] = {}

    def refusal(self, url: httpx.URL) -> str | None:
        """Why `url` may not be fetched; None if it may."""
        rules = self._of(url)
        if not rules.reachable:
            return f"may not be fetched: {_origin(url)}/robots.txt, which says what may, is not to be had now."
        if rules.parsed is not None and not rules.parsed.can_fetch(str(url), AGENT):
            return f"may not be fetched: {_origin(url)}/robots.txt forbids it."
        return None

    def wait(self, url: httpx.URL) -> None:
        """Wait until the host of `url` may be asked again."""
        rules = self._rules.get(_origin(url))
        wish = rules.parsed.crawl_delay(AGENT) if rules and rules.parsed else None
        pause = max(self._web.pause, min(float(wish or 0), self._web.longest_pause))
        last = self._asked.get(_origin(url))
        if last is not None and (left := last + pause - time.monotonic()) > 0:
            time.sleep(left)
        self._asked[_origin(url)] = time.monotonic()

    def _of(self, url: httpx.URL) -> _Rules:
        origin = _origin(url)
        known = self._rules.get(origin)
        if known is None or time.monotonic() - known.read > _KEPT:
            status, content = self._ask(url.join("/robots.txt"))
            known = _rules(status, content)
            # What could not be had is asked for again with the next page.
            if known.reachable:
                self._rules[origin] = known
        return known


def _rules(status: int, content: bytes) -> _Rules:
    """RFC 9309, 2.3.1: a host without the file (4xx) allows everything, one that cannot be asked allows nothing."""
    now = time.monotonic()
    if 200 <= status < 300:
        return _Rules(Protego.parse(content[:LARGEST].decode("utf-8", "replace")), True, now)
    return _Rules(None, 300 <= status < 500 and status != 429, now)


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"
