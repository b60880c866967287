"""Reports in languages that cannot be read yet, kept for when they can: JSON Lines that every command takes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from kg.errors import OutputError
from kg.records import digest
from kg.sources import Failure

NAME = "other-languages.jsonl"


class Later:
    """The file in the folder `out`, made when the first report comes; `anew` drops what is there from an earlier run.

    Raises :class:`~kg.errors.OutputError` where it cannot be written.
    """

    def __init__(self, out: Path, *, anew: bool) -> None:
        self._path = out / NAME
        self._known: set[str] = set()
        try:
            if anew:
                self._path.unlink(missing_ok=True)
            elif self._path.exists():
                with self._path.open("rb") as stream:
                    self._known = {digest(line.decode("utf-8", "replace")) for line in stream}
        except OSError as error:
            raise OutputError(f"'{self._path}': cannot be written ({error.strerror}).") from None
        self.kept = 0

    def keep(self, failure: Failure) -> Failure:
        """Write down the report of `failure`, once; returns the failure without it."""
        found = failure.document
        if found is None:
            return failure
        record = {
            "id": found.id,
            "language": found.language,
            "title": found.title,
            "publisher": found.publisher,
            "author": found.author,
            "date": found.date.isoformat() if found.date else None,
            "url": found.url,
            "text": found.text,
        }
        line = json.dumps({key: value for key, value in record.items() if value}, ensure_ascii=False) + "\n"
        name = digest(line)
        if name not in self._known:
            self._known.add(name)
            try:
                with self._path.open("ab") as stream:
                    stream.write(line.encode("utf-8"))
            except OSError as error:
                raise OutputError(f"'{self._path}': cannot be written ({error.strerror}).") from None
            self.kept += 1
        return replace(failure, document=None)

    @property
    def files(self) -> tuple[str, ...]:
        """The file, if this run wrote to it."""
        return (str(self._path),) if self.kept else ()
