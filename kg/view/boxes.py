"""Rectangles that must not cover one another: for names on a still picture, where no browser measures anything."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_CELL = 64.0
_NARROW = frozenset("iIjltfr.,:;'|!()[] ")
_BROAD = frozenset("mwMW@%—")


class Boxes:
    """Boxes that are taken; :meth:`free` says whether another may be."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def add(self, box: Box) -> None:
        """Take this box."""
        for cell in _cells(box):
            self._cells.setdefault(cell, []).append(box)

    def free(self, box: Box) -> bool:
        """Whether `box` covers none that is taken."""
        left, top, right, bottom = box
        return not any(
            b[0] < right and b[2] > left and b[1] < bottom and b[3] > top for cell in _cells(box) for b in self._cells.get(cell, ())
        )


def width(text: str, size: float) -> float:
    """About how wide `text` is in a common sans-serif of this size; a little too wide rather than too narrow."""
    return size * sum(map(_advance, text))


def _advance(char: str) -> float:
    if char in _NARROW:
        return 0.36
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0.0
    if char in _BROAD or unicodedata.east_asian_width(char) in {"W", "F"}:
        return 1.0
    return 0.7 if char.isupper() else 0.58


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for i in range(math.floor(box[0] / _CELL), math.floor(box[2] / _CELL) + 1):
        for j in range(math.floor(box[1] / _CELL), math.floor(box[3] / _CELL) + 1):
            yield i, j
