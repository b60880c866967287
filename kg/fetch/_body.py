"""The body of an answer, unpacked within bounds: neither a gzip bomb nor an endless stream gets further than these."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from kg.errors import FetchError

ENCODINGS = ("gzip", "x-gzip", "deflate")


def unpacked(parts: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The content of `parts`, which are packed as `encoding` says (empty: not at all).

    Raises :class:`~kg.errors.FetchError` for more than `limit` bytes, packed or unpacked, and for what cannot be unpacked.
    """
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return _plain(parts, limit)
    if encoding not in ENCODINGS:
        raise FetchError(f"is packed as '{encoding[:40]}', which was not asked for and cannot be unpacked.")
    return _inflated(parts, limit)


def _plain(parts: Iterable[bytes], limit: int) -> bytes:
    found = bytearray()
    for part in parts:
        found += part
        if len(found) > limit:
            raise FetchError(_too_large(limit))
    return bytes(found)


def _inflated(parts: Iterable[bytes], limit: int) -> bytes:
    found = bytearray()
    unpack = None
    for part in parts:
        data = part
        try:
            if unpack is None and data:
                unpack = _unpacker(data)
            while unpack is not None and data and not unpack.eof:
                found += unpack.decompress(data, limit - len(found) + 1)
                if len(found) > limit:
                    raise FetchError(_too_large(limit))
                data = unpack.unconsumed_tail
        except zlib.error as error:
            raise FetchError(f"cannot be unpacked ({error}).") from None
    if unpack is not None and not unpack.eof:
        raise FetchError("cannot be unpacked (it ends too early).")
    return bytes(found)


def _unpacker(head: bytes) -> zlib._Decompress:
    """gzip and zlib are told by their first byte; servers that say "deflate" may mean bare deflate as well."""
    wrapped = head[:1] == b"\x1f" or (head[0] & 0x0F == 8 and (len(head) < 2 or (head[0] << 8 | head[1]) % 31 == 0))
    return zlib.decompressobj(47 if wrapped else -15)


def _too_large(limit: int) -> str:
    return f"is larger than {limit:,} bytes; the rest of it was not fetched."
