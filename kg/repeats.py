"""The same story, once: exact repeats, newer versions of a report, and copies of one report in several outlets.

Near repeats are found by MinHash signatures of the four-word sequences of a text (Broder 1997), compared only where one
of 32 bands of four values agrees (locality-sensitive hashing: two texts that share half of their sequences are compared
with a probability of 87 %, two that share a tenth of 0.3 %). All of it lies in an SQLite file, so that memory does not grow
with the number of reports.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from kg.errors import OutputError
from kg.records import Document, digest

if TYPE_CHECKING:
    from datasketch import MinHash
    from numpy.typing import NDArray

NAME = "seen.sqlite"
"""The file in a store's folder."""

_PERMUTATIONS = 128
_BANDS = 32
_WORDS = 4
_LEAST_SEQUENCES = 20
_VERSION = 0.6
_COPY = 0.4
_SAME_ADDRESS = 0.2
_COPY_DAYS = 3
_FORMAT = 2
_BASE = np.uint64(1_000_003)
_MASK = np.uint64(0xFFFFFFFF)
_WORD = re.compile(r"\w+")

_SCHEMA = """
CREATE TABLE report (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, address TEXT, publisher TEXT,
    day TEXT NOT NULL, changed TEXT NOT NULL, origin TEXT NOT NULL, copied TEXT, here INTEGER NOT NULL,
    named INTEGER NOT NULL, signature BLOB);
CREATE INDEX by_text ON report (text);
CREATE INDEX by_address ON report (address) WHERE address IS NOT NULL;
CREATE TABLE band (key INTEGER NOT NULL, report INTEGER NOT NULL, PRIMARY KEY (key, report)) WITHOUT ROWID;
CREATE INDEX by_report ON band (report);
CREATE TABLE past (text TEXT NOT NULL, report TEXT NOT NULL, PRIMARY KEY (text, report)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A report that is not to be read: it says nothing new, or (a `fault`) has another's id. `why` completes "the report"."""

    why: str
    fault: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    number: int
    id: str
    text: str
    publisher: str | None
    day: str
    changed: str
    origin: str
    copied: str | None
    here: bool
    named: bool
    signature: bytes | None


_COLUMNS = "number, id, text, publisher, day, changed, origin, copied, here, named, signature"


class Seen:
    """What was read before: in this run, and with a `path` in earlier ones. Use it as a context.

    Raises :class:`~kg.errors.OutputError` where the file cannot be written.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        # A temporary file by SQLite's own means for no path: what outgrows its cache goes to disk.
        self._data = self._opened(path)
        self._waiting: tuple[int, str] | None = None
        self.replaced: dict[str, str] = {}

    def _opened(self, path: Path | None) -> sqlite3.Connection:
        try:
            data = sqlite3.connect(str(path) if path else "", isolation_level=None)
            if path is None:
                data.execute("PRAGMA journal_mode = OFF")
            if data.execute("PRAGMA user_version").fetchone()[0] != _FORMAT:
                _emptied(data)
            data.execute("BEGIN")
            data.execute("UPDATE report SET here = 0")
        except sqlite3.DatabaseError as error:
            if path is not None and path.exists() and not isinstance(error, sqlite3.OperationalError):
                # What it holds can be made again from the store.
                path.unlink()
                return self._opened(path)
            raise OutputError(f"'{path}': cannot be written ({error}).") from None
        return data

    def __enter__(self) -> Seen:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget what was not kept."""
        self._data.close()

    def keep(self) -> None:
        """Keep what was seen for the next run; call it when the reports are where they belong."""
        self._sign_waiting()
        self._data.execute("COMMIT")
        self._data.execute("BEGIN")

    def match(self, ids: Iterable[str], get: Callable[[str], Document | None]) -> None:
        """Let this be what a store holds: the reports `ids`; `get` gives those that are missing here."""
        there = set(ids)
        known = {str(row[0]) for row in self._data.execute("SELECT id FROM report")}
        for gone in sorted(known - there):
            self._forget(gone)
        for missing in sorted(there - known):
            document = get(missing)
            if document is not None:
                self._note(document, here=False, copied=document.copy_of)

    def meet(self, document: Document) -> Document | Repeat:
        """`document` as it is to be read, or why it need not be.

        A newer version has the id of the one that it replaces (:attr:`replaced` tells from where that was read), a copy
        names the report that it is a copy of.
        """
        text = digest(document.text)
        known = self._one("id = ?", document.id)
        if known is not None and known.text == text:
            if not _differ(known.publisher, document.publisher) or not _unnamed(document):
                return self._again(document, known)
            # Two outlets carry the same words, and so had the same id.
            document = replace(document, id=digest(document.text, document.publisher))
            again = self._one("id = ?", document.id)
            if again is not None and again.text == text:
                return self._again(document, again)
            return self._new(document, known)
        if known is not None and known.here:
            self._sign_waiting()
            known = self._one("id = ?", document.id) or known
            if _similar(_signature(_body(document)), known.signature) < _SAME_ADDRESS:
                return Repeat(f"has the id '{document.id}' of {known.origin}, with another text.", fault=True)
        if known is not None:
            return self._version(document, known)
        same = self._one("text = ? AND publisher IS ?", text, document.publisher) or self._one("text = ?", text)
        if same is None:
            return self._near(document)
        if not _differ(same.publisher, document.publisher) and (_unnamed(document) or not same.named):
            return self._again(document, same)
        # Whoever gave both an id of their own means two reports.
        return self._new(document, same)

    def _near(self, document: Document) -> Document | Repeat:
        """As the report at the same address, or the most similar one, has it."""
        self._sign_waiting()
        address = _address(document)
        if not self._data.execute("SELECT EXISTS (SELECT 1 FROM report)").fetchone()[0]:
            made = self._new(document, None, sign=False)
            self._waiting = (self._all("id = ?", document.id)[0].number, _body(document))
            return made
        signature = _signature(_body(document))
        for known in self._all("address = ? ORDER BY number", address) if address else ():
            if _similar(signature, known.signature) >= _SAME_ADDRESS:
                return self._version(document, known, signature)
        near = ((_similar(signature, known.signature), -known.number, known) for known in self._candidates(signature))
        for similar, _, known in sorted(near, key=lambda found: found[:2], reverse=True):
            if similar < _COPY:
                break
            if not _differ(known.publisher, document.publisher):
                if similar >= _VERSION and document.date is not None and known.day == _day(document.date):
                    return self._version(document, known, signature)
            elif known.publisher and document.publisher and _days_apart(known.day, _day(document.date)) <= _COPY_DAYS:
                return self._new(document, known, signature, sign=True)
        return self._new(document, None, signature, sign=True)

    def _candidates(self, signature: NDArray[np.uint64] | None) -> Iterator[_Known]:
        if signature is None:
            return
        keys = _bands(signature)
        marks = ",".join("?" * len(keys))
        yield from self._all(f"number IN (SELECT report FROM band WHERE key IN ({marks})) ORDER BY number", *keys)

    def _new(
        self, document: Document, first: _Known | None, signature: NDArray[np.uint64] | None = None, *, sign: bool = False
    ) -> Document:
        """A report that was not there; `first` is the one that it is a copy of. Copies to the letter need no signature."""
        copied = (first.copied or first.id) if first else None
        self._note(document, here=True, copied=copied, signature=signature, sign=sign)
        return replace(document, copy_of=copied) if copied else document

    def _again(self, document: Document, known: _Known) -> Document | Repeat:
        """The same report: a repeat in this run; from an earlier run it is read again, for what we have learnt since."""
        if known.here:
            return Repeat(f"is the same report as {known.origin}.")
        self._data.execute("UPDATE report SET here = 1 WHERE number = ?", (known.number,))
        return replace(document, id=known.id, copy_of=known.copied)

    def _version(self, document: Document, known: _Known, signature: NDArray[np.uint64] | None = None) -> Document | Repeat:
        """The newer of two versions, by the days of their changes, then by which came later."""
        when = (_day(document.updated or document.date), _day(document.date))
        past = self._data.execute("SELECT 1 FROM past WHERE text = ? AND report = ?", (digest(document.text), known.id))
        # What was fetched just now is how the page stands, whatever its dates say.
        if document.retrieved is None and (when < (known.changed, known.day) or past.fetchone()):
            return Repeat(f"is an older version of {known.origin}, which was read.")
        if known.here:
            self.replaced[document.origin] = known.origin
        self._data.execute("INSERT OR IGNORE INTO past VALUES (?, ?)", (known.text, known.id))
        self._forget(known.id, past=False)
        document = replace(document, id=known.id, copy_of=known.copied)
        self._note(document, here=True, copied=known.copied, named=known.named, signature=signature)
        return document

    def _note(
        self,
        document: Document,
        *,
        here: bool,
        copied: str | None,
        named: bool | None = None,
        signature: NDArray[np.uint64] | None = None,
        sign: bool = True,
    ) -> None:
        row = (
            document.id,
            digest(document.text),
            _address(document),
            document.publisher,
            _day(document.date),
            _day(document.updated or document.date),
            document.origin,
            copied,
            here,
            not _unnamed(document) if named is None else named,
        )
        values = ",".join("?" * len(row))
        cursor = self._data.execute(
            f"INSERT INTO report (id, text, address, publisher, day, changed, origin, copied, here, named) VALUES ({values})", row
        )
        number = int(cursor.lastrowid or 0)
        if sign:
            self._sign(number, signature if signature is not None else _signature(_body(document)))

    def _sign_waiting(self) -> None:
        """Sign the first report, which needs no signature as long as it is alone."""
        if self._waiting is not None:
            (number, text), self._waiting = self._waiting, None
            self._sign(number, _signature(text))

    def _sign(self, number: int, signature: NDArray[np.uint64] | None) -> None:
        if signature is None:
            return
        self._data.execute("UPDATE report SET signature = ? WHERE number = ?", (signature.astype("<u4").tobytes(), number))
        self._data.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", [(key, number) for key in _bands(signature)])

    def _forget(self, id: str, *, past: bool = True) -> None:
        if self._waiting is not None:
            self._sign_waiting()
        self._data.execute("DELETE FROM band WHERE report = (SELECT number FROM report WHERE id = ?)", (id,))
        self._data.execute("DELETE FROM report WHERE id = ?", (id,))
        if past:
            self._data.execute("DELETE FROM past WHERE report = ?", (id,))

    def _all(self, condition: str, *values: str | int | None) -> list[_Known]:
        rows = self._data.execute(f"SELECT {_COLUMNS} FROM report WHERE {condition}", values)
        return [_Known(*row) for row in rows]

    def _one(self, condition: str, *values: str | int | None) -> _Known | None:
        return next(iter(self._all(f"{condition} ORDER BY number LIMIT 1", *values)), None)


def _emptied(data: sqlite3.Connection) -> None:
    for table in ("report", "band", "past"):
        data.execute(f"DROP TABLE IF EXISTS {table}")
    data.executescript(_SCHEMA)
    data.execute(f"PRAGMA user_version = {_FORMAT}")


def _body(document: Document) -> str:
    return document.text[document.body :]


def _signature(text: str) -> NDArray[np.uint64] | None:
    """128 values, of which two texts share about as many as they share word sequences; None for a very short text."""
    words = np.fromiter((zlib.crc32(word.encode("utf-8", "replace")) for word in _WORD.findall(text.casefold())), np.uint64)
    if len(words) < _WORDS:
        return None
    # A sequence is the number that its words make as the digits of a polynomial, modulo 2 ** 32.
    count = len(words) - _WORDS + 1
    sequences = np.zeros(count, np.uint64)
    for place in range(_WORDS):
        sequences = (sequences * _BASE + words[place : place + count]) & _MASK
    different = np.unique(sequences).tolist()
    if len(different) < _LEAST_SEQUENCES:
        return None
    made = _blank().copy()
    made.update_batch(different)
    values: NDArray[np.uint64] = made.hashvalues
    return values


@cache
def _blank() -> MinHash:
    from datasketch.minhash import MinHash

    return MinHash(num_perm=_PERMUTATIONS, seed=1, hashfunc=int)


def _bands(signature: NDArray[np.uint64]) -> list[int]:
    """A number for each band, of 63 bits, as SQLite keeps them."""
    packed = signature.astype("<u4").reshape(_BANDS, -1)
    return [
        int.from_bytes(blake2b(band.tobytes(), digest_size=8, salt=number.to_bytes(2, "big")).digest(), "big") >> 1
        for number, band in enumerate(packed)
    ]


def _similar(signature: NDArray[np.uint64] | None, other: bytes | None) -> float:
    """The share of word sequences that two texts have in common, as their signatures estimate it."""
    if signature is None or other is None:
        return 0.0
    return float(np.mean(signature.astype("<u4") == np.frombuffer(other, "<u4")))


def _differ(publisher: str | None, other: str | None) -> bool:
    return bool(publisher) and bool(other) and str(publisher).casefold() != str(other).casefold()


def _unnamed(document: Document) -> bool:
    """Whether the report has no id but what is made of its text, or its address."""
    return document.id in {digest(document.text), digest(document.text, document.publisher), document.url}


def _address(document: Document) -> str | None:
    """The address of one report; that of a whole site, or of a report with an id of its own, tells nothing."""
    if not document.url or not _unnamed(document):
        return None
    try:
        parts = urlsplit(document.url)
    except ValueError:
        return None
    if parts.path.strip("/") == "" and not parts.query:
        return None
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _days_apart(day: str, other: str) -> int:
    return abs((date.fromisoformat(day) - date.fromisoformat(other)).days) if day and other else 0
