"""How much may be unpacked of what is packed: a bomb does no harm if somebody counts."""

from __future__ import annotations

import io
from typing import BinaryIO, cast

MOST_FILES = 100_000
MOST_BYTES = 4_000_000_000


class ExhaustedError(Exception):
    """An archive that unpacks to too much."""

    def __init__(self) -> None:
        super().__init__(f"unpacks to more than {MOST_BYTES:,} bytes or {MOST_FILES:,} files; the rest is left out.")


class Budget:
    """What may still be unpacked of an archive, with all that is nested in it."""

    def __init__(self) -> None:
        self.files, self.bytes = MOST_FILES, MOST_BYTES

    def spend(self, files: int, size: int) -> None:
        """Take this much off. Raises :class:`ExhaustedError` if it was not there any more."""
        self.files -= files
        self.bytes -= size
        if self.files < 0 or self.bytes < 0:
            raise ExhaustedError


def counted(member: BinaryIO, budget: Budget) -> BinaryIO:
    """`member`, counted as it is unpacked: its declared size may be a lie."""
    return cast(BinaryIO, io.BufferedReader(_Counted(member, budget)))


class _Counted(io.RawIOBase):
    def __init__(self, member: BinaryIO, budget: Budget) -> None:
        self._member, self._budget = member, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._member.read(len(buffer))
        self._budget.spend(0, len(data))
        buffer[: len(data)] = data
        return len(data)
