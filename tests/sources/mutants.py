"""Spoilt samples for every reader: ``python -m tests.sources.mutants MINUTES [FIRST]`` looks for bytes that break one.

A mutant is a sample with stretches cut, doubled, overwritten, or taken from another sample. Whatever the bytes, a reader
gives documents and failures, in time. What was found is kept in tests/sources/found/, which a test reads.
"""

import random
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from kg import plugins
from kg.records import Document, digest
from kg.sources import Failure, Options, _dispatch
from tests import samples

FOUND = Path(__file__).parent / "found"
SECONDS = 20
_BITS = (b"\x00", b"\xff\xfe", b"\n", b"\r\n", b'"', b"<", b"]]>", b"&#0;", b"&amp;", b"{", b"[" * 50, b"9" * 30, b"-1", b"\xed\xa0\x80")
_WORDS = (b"%PDF", b"PK\x03\x04", b"From ", b"Content-Length: 99999999999\r\n", b"=?utf-8?q?=ff?=", b"charset=utf-7", b"1e999", b"NaN")
_TOKENS = (*_BITS, *_WORDS)


def mutant(chosen: random.Random, contents: list[bytes]) -> bytes:
    """A sample with one to six changes."""
    data = bytearray(chosen.choice(contents))
    for _ in range(chosen.randint(1, 6)):
        at = chosen.randrange(len(data) + 1)
        size = min(len(data) - at, int(2 ** chosen.uniform(0, 10)))
        change = chosen.randrange(7)
        if change == 0:
            del data[at : at + size]
        elif change == 1:
            data[at:at] = data[at : at + size] * chosen.randint(1, 8)
        elif change == 2:
            data[at : at + size] = bytes(chosen.randrange(256) for _ in range(min(size, 16)))
        elif change == 3:
            data[at:at] = chosen.choice(_TOKENS)
        elif change == 4 and at < len(data):
            data[at] ^= 1 << chosen.randrange(8)
        elif change == 5:
            other = chosen.choice(contents)
            start = chosen.randrange(len(other))
            data[at : at + size] = other[start : start + size]
        elif change == 6:
            del data[at:]
    return bytes(data)


def read(content: bytes, reader: str) -> Iterator[Document | Failure]:
    """What `reader` makes of `content`, checked."""
    import io

    # Not read_stream or guarded: what a reader does not foresee is to be seen here.
    for item in _dispatch.named(reader)(io.BytesIO(content), "x", Options()):
        assert isinstance(item, Document | Failure)
        if isinstance(item, Document):
            item.text.encode("utf-8")
            assert 0 <= item.body <= len(item.text) and item.id
            assert list(item.pages) == sorted(item.pages) and all(0 <= page <= len(item.text) for page in item.pages)
            assert all("\n" not in value for value in (item.title, item.publisher or "", item.author or ""))
        else:
            item.reason.encode("utf-8")
            assert item.reason.endswith(".") and len(item.reason) < 2000
        yield item


def main(minutes: float, first: int = 0) -> int:
    """Look for that long, at mutants from number `first` on; the number of things found."""
    contents = sorted(samples.every().values())
    by_reader: dict[str, list[bytes]] = {}
    for name, content in samples.every().items():
        for reader in _dispatch.by_suffix()[Path(name).suffix]:
            by_reader.setdefault(reader, []).append(content)
    until, tried, found = time.monotonic() + 60 * minutes, 0, {}

    def late(*_: object) -> None:
        raise TimeoutError(f"not done after {SECONDS} s")

    signal.signal(signal.SIGALRM, late)
    readers = plugins.names("kg.sources")
    while time.monotonic() < until:
        chosen = random.Random(first + tried)
        reader = readers[tried % len(readers)]
        content = mutant(chosen, by_reader[reader] if chosen.random() < 0.85 else contents)
        tried += 1
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        try:
            for _ in read(content, reader):
                pass
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            where = traceback.extract_tb(error.__traceback__)[-1]
            key = (reader, type(error).__name__, where.filename, where.lineno)
            if key not in found:
                found[key] = content
                FOUND.mkdir(exist_ok=True)
                (FOUND / f"{reader}-{digest(content.hex())}.bin").write_bytes(content)
                print(reader, type(error).__name__, str(error)[:200], f"{where.filename}:{where.lineno}", len(content), flush=True)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    print(f"{tried:,} mutants, {len(found)} found", flush=True)
    return len(found)


if __name__ == "__main__":
    sys.exit(1 if main(*map(float, sys.argv[1:2]), *map(int, sys.argv[2:])) else 0)
