"""Fetches a page: redirects one by one, each looked at; again where that helps; as it was kept where it did not change."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from hashlib import sha256

import httpcore
import httpx

from kg.errors import FetchError
from kg.fetch._body import unpacked
from kg.fetch._cache import Cache, Kept
from kg.fetch._guard import Guard
from kg.fetch._manners import LARGEST, Answer, Manners
from kg.fetch._settings import AGENT, Page, Web
from kg.fetch._transport import Transport

_HEADERS = {
    "User-Agent": AGENT,
    "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,"
    "application/xml;q=0.9,application/json;q=0.9,*/*;q=0.5",
    "Accept-Language": "en",
    "Accept-Encoding": "gzip, deflate",
}
_MOVED = frozenset((301, 302, 303, 307, 308))
_LATER = frozenset((408, 425, 429, 500, 502, 503, 504))
_LINE = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.ConnectionNotAvailable,
    httpx.HTTPError,
    OSError,
)


class _LaterError(Exception):
    """Not now, but perhaps in `seconds`."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class Fetcher:
    """Fetches pages as `web` says. Not for two threads at once."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._guard = Guard(allow_private=web.allow_private)
        self._client = httpx.Client(
            transport=Transport(self._guard), headers=_HEADERS, timeout=web.read_seconds, follow_redirects=False, trust_env=False
        )
        self._cache = Cache(web.cache) if web.cache else None
        self._manners = Manners(web, self._robots)

    def get(self, url: str) -> Page:
        """The page at `url`. Raises :class:`~kg.errors.FetchError` and says why there is none."""
        kept = self._cache.get(url) if self._cache else None
        for attempt in range(self._web.attempts):
            try:
                return self._page(url, kept)
            except _LaterError as error:
                wait = self._web.back_off * 2**attempt if error.seconds is None else error.seconds
                if attempt + 1 == self._web.attempts or wait > self._web.longest_pause:
                    raise FetchError(f"cannot be fetched: {error}.") from None
                time.sleep(wait)
        raise FetchError("cannot be fetched: it is to be tried 0 times.")

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _page(self, asked: str, kept: Kept | None) -> Page:
        url = _parsed(asked)
        for _ in range(self._web.redirects + 1):
            if refusal := self._manners.refusal(url):
                raise FetchError(refusal)
            self._manners.wait(url)
            answer, content = self._ask(url, self._web.max_bytes, kept.conditions() if kept and kept.url == str(url) else {})
            if answer.status_code == 304 and kept:
                return _again(asked, kept)
            if answer.status_code in _MOVED:
                url = _next(url, answer)
                continue
            return self._made(asked, url, answer, content, kept)
        raise FetchError(f"leads from one address to the next, more than {self._web.redirects} times.")

    def _made(self, asked: str, url: httpx.URL, answer: httpx.Response, content: bytes, kept: Kept | None) -> Page:
        if answer.status_code in _LATER:
            raise _LaterError(_status(answer), _retry_after(answer))
        if answer.status_code != 200:
            raise FetchError(f"cannot be fetched: {_status(answer)}.")
        header = Message()
        header["Content-Type"] = answer.headers.get("Content-Type", "")
        charset = header.get_param("charset")
        now = datetime.now(UTC).replace(microsecond=0)
        found = Kept(
            url=str(url),
            type=header.get_content_type() if answer.headers.get("Content-Type") else "",
            charset=charset if isinstance(charset, str) else None,
            etag=answer.headers.get("ETag"),
            modified=answer.headers.get("Last-Modified"),
            retrieved=now,
            digest=sha256(content).hexdigest(),
            content=content,
        )
        same = kept is not None and kept.digest == found.digest
        if kept is not None and same:
            found = replace(found, retrieved=kept.retrieved)
        if self._cache and not (same and kept and kept.conditions() == found.conditions()):
            self._cache.put(asked, found)
        return replace(_again(asked, found), unchanged=same)

    def _ask(self, url: httpx.URL, limit: int, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
        """One request and its answer, read whole; a redirect's body is not read."""
        self._guard.deadline = time.monotonic() + self._web.total_seconds
        try:
            answer = self._client.send(self._client.build_request("GET", url, headers=headers), stream=True)
            try:
                if answer.status_code != 200:
                    return answer, b""
                length = answer.headers.get("Content-Length", "")
                if length.isdigit() and int(length) > limit:
                    raise FetchError(f"is {int(length):,} bytes large; at most {limit:,} are fetched.")
                return answer, unpacked(answer.iter_raw(65_536), answer.headers.get("Content-Encoding", ""), limit)
            finally:
                answer.close()
        except httpcore.UnsupportedProtocol as error:
            raise FetchError(f"cannot be fetched ({error}).") from None
        except (httpx.InvalidURL, httpcore.LocalProtocolError, ValueError) as error:
            raise FetchError(f"is no address that can be asked ({error}).") from None
        except _LINE as error:
            raise _LaterError(str(error) or type(error).__name__) from None

    def _robots(self, url: httpx.URL) -> Answer:
        """The robots.txt at `url`, over a few redirects; 0 where it cannot be had."""
        try:
            for _ in range(5):
                answer, content = self._ask(url, 50 * LARGEST, {})
                if answer.status_code not in _MOVED:
                    return answer.status_code, content
                url = _next(url, answer)
        except _LaterError:
            return 0, b""
        return 404, b""


def _again(asked: str, kept: Kept) -> Page:
    return Page(asked, kept.url, kept.content, kept.type, kept.charset, kept.retrieved, unchanged=True)


def _parsed(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"is no address ({error}).") from None
    if url.scheme not in {"http", "https"}:
        raise FetchError(f"is a {url.scheme or 'nameless'}: address; fetched are http: and https: alone.")
    if not url.host:
        raise FetchError("is an address without a host.")
    return url.copy_with(fragment=None)


def _next(url: httpx.URL, answer: httpx.Response) -> httpx.URL:
    """Where a redirect leads."""
    target = answer.headers.get("Location", "")
    if not target:
        raise FetchError(f"leads nowhere (a redirect without an address, {answer.status_code}).")
    try:
        found = url.join(target)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"leads to what is no address ({error}).") from None
    try:
        return _parsed(str(found))
    except FetchError as error:
        raise FetchError(f"leads to '{str(found)[:200]}', which {error}") from None


def _status(answer: httpx.Response) -> str:
    return f"the server says {answer.status_code} {answer.reason_phrase}".strip()


def _retry_after(answer: httpx.Response) -> float | None:
    said = answer.headers.get("Retry-After", "")
    if said.isdigit():
        return float(said)
    try:
        then = parsedate_to_datetime(said)
        return max(0.0, (then - datetime.now(then.tzinfo or UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
