"""How much there is to read, as the bytes of local files tell; what lies elsewhere does not count."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from kg.fetch import is_address


class Meter:
    """Counts what was read of `sources`."""

    def __init__(self, sources: Iterable[str]) -> None:
        self._sources = tuple(sources)
        self._total: int | None = None
        self._items = 0
        self._done = 0
        self._here = 0

    @property
    def expected(self) -> float | None:
        """How many items (reports and failures) there will be, as those told of so far; None where that cannot be told."""
        if self._total is None:
            self._total = sum(_size(Path(source)) for source in self._sources if source != "-" and not is_address(source))
        read = self._done + self._here
        return self._items * max(1.0, self._total / read) if self._total and read else None

    def item(self, stream: BinaryIO) -> None:
        """An item came of `stream`, a file, which was read up to where it stands."""
        self._items += 1
        self._here = max(self._here, stream.tell())

    def end(self, stream: BinaryIO) -> None:
        """`stream` was read."""
        self._done += stream.seek(0, 2)
        self._here = 0


def _size(path: Path) -> int:
    try:
        if path.is_dir():
            return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        if path.is_file():
            return path.stat().st_size
        root = Path(path.anchor)
        return sum(file.stat().st_size for file in root.glob(str(path.relative_to(root))) if file.is_file())
    except (OSError, ValueError, NotImplementedError):
        return 0
