"""What a build has done so far, on disk, so that a build that was killed goes on where it stopped.

A journal is a file of JSON lines: first what the results depend on (version, ontology, options), then a line for each
batch of reports with all that was found in them. A batch is known again by its reports; a line that was torn by a crash
is not there, and its batch is read anew.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from kg.errors import OutputError
from kg.records import Document, digest
from kg.run import Outcome
from kg.sources import Failure

NAME = ".unfinished.jsonl"


class Journal:
    """The journal in the folder `out`. One whose results depended on something else than `basis` is begun anew.

    Raises :class:`~kg.errors.OutputError` where the file cannot be written.
    """

    def __init__(self, out: Path, basis: str) -> None:
        self._path = out / NAME
        self._known: dict[str, tuple[int, int]] = {}
        self._stream = self._open(basis)

    def _open(self, basis: str) -> BinaryIO:
        try:
            end = self._index(basis)
            stream = self._path.open("r+b" if end else "w+b")
            stream.truncate(end)
            stream.seek(end)
            if not end:
                stream.write(json.dumps({"basis": basis}).encode() + b"\n")
        except OSError as error:
            raise OutputError(f"'{self._path}': cannot be written ({error.strerror}).") from None
        return stream

    def _index(self, basis: str) -> int:
        """Find the whole lines of an earlier run; returns where they end, 0 for none."""
        if not self._path.exists():
            return 0
        with self._path.open("rb") as stream:
            first = stream.readline()
            if first != json.dumps({"basis": basis}).encode() + b"\n":
                return 0
            end = len(first)
            for line in stream:
                key, tab, _ = line.partition(b"\t")
                if not tab or not line.endswith(b"\n"):
                    break
                self._known[key.decode()] = (end + len(key) + 1, len(line) - len(key) - 1)
                end += len(line)
        return end

    def __contains__(self, batch: Sequence[Document]) -> bool:
        return _key(batch) in self._known

    def recall(self, batch: Sequence[Document]) -> list[Outcome | Failure]:
        """What was found in `batch`, which the journal has."""
        start, length = self._known[_key(batch)]
        here = self._stream.tell()
        self._stream.seek(start)
        data = json.loads(self._stream.read(length))
        self._stream.seek(here)
        return [_restored(Failure if "reason" in item else Outcome, item) for item in data]

    def note(self, batch: Sequence[Document], outcomes: Iterable[Outcome | Failure]) -> None:
        """Write down what was found in `batch`; once this returns, a crash of the process cannot lose it."""
        line = json.dumps([_plain(outcome) for outcome in outcomes]).encode()
        try:
            self._stream.write(_key(batch).encode() + b"\t" + line + b"\n")
            self._stream.flush()
        except OSError as error:
            raise OutputError(f"'{self._path}': cannot be written ({error.strerror}).") from None

    def close(self, *, finished: bool) -> None:
        """Let go of the file, and remove it if there is nothing left to go on with."""
        self._stream.close()
        if finished:
            self._path.unlink(missing_ok=True)


def _key(batch: Sequence[Document]) -> str:
    return digest(*(repr(document) for document in batch), length=32)


def _plain(value: object) -> Any:
    """A record as JSON values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _restored(kind: Any, value: Any) -> Any:
    """The inverse of :func:`_plain`, by the record's own types."""
    if value is None:
        return None
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return kind(**{name: _restored(hint, value[name]) for name, hint in _hints(kind).items()})
    if typing.get_origin(kind) is tuple:
        return tuple(_restored(typing.get_args(kind)[0], item) for item in value)
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        return _restored(next(k for k in typing.get_args(kind) if k is not type(None)), value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if kind is date else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    found = typing.get_type_hints(kind)
    return {f.name: found[f.name] for f in dataclasses.fields(kind)}
