"""httpx over connections that the guard opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import httpcore
import httpx

from kg.fetch._guard import Guard


class Transport(httpx.BaseTransport):
    """Sends httpx requests through an httpcore pool whose connections `guard` opens. Errors are httpcore's."""

    def __init__(self, guard: Guard) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), network_backend=guard, max_connections=8, keepalive_expiry=10.0
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to `request`, its body not yet read."""
        url = request.url
        sent = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            extensions=request.extensions,
        )
        got = self._pool.handle_request(sent)
        return httpx.Response(
            status_code=got.status,
            headers=got.headers,
            stream=_Body(cast("Iterator[bytes]", got.stream), got),
            extensions=got.extensions,
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, parts: Iterator[bytes], response: httpcore.Response) -> None:
        self._parts, self._response = parts, response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts

    def close(self) -> None:
        self._response.close()
