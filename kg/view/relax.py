"""Makes a drawing legible: spreads it over its frame, keeps names and words clear of lines, and lines apart.

Fruchterman and Reingold's forces once more (1991), in the frame that the picture will fill, with two more that their
method lacks: a name is wider than tall, so that neighbours side by side keep more distance than those above one
another; and a node is pushed off lines that are not its own (after Davidson and Harel's fourth criterion, 1996).

Only sums, products, quotients and square roots are taken, whose results IEEE 754 fixes: the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]

_LABELS_ARE_WIDE = 1.5
_OVER = 1.5
"""How far the forces press beyond the frame before they balance; the result is brought back."""
_REACH = 2.5
"""How far nodes repel one another, in ideal distances: groups that repel from afar would leave a void between them."""
_ROUNDS = 170
_CROWD = 80_000
"""Nodes times lines up to which nodes are kept off lines: beyond, no drawing can keep them all clear."""

Numbers = NDArray[np.float64]
Indices = NDArray[np.intp]


def relax(
    points: Sequence[Point], pairs: Sequence[tuple[int, int]], words: Sequence[float], frame: tuple[float, float]
) -> list[Point]:
    """`points` moved until the drawing, with lines between `pairs` of them, fills `frame`.

    `frame` is width and height, the origin in its middle; `words` are the lengths that the lines need for the words on
    them. All are pixels.
    """
    if len(points) < 3 or not pairs:
        return list(points)
    made = _Drawing.of(points, pairs, frame, words)
    hot = 0.06 * np.sqrt(frame[0] * frame[1])
    for round in range(_ROUNDS):
        made.step(hot * (1 - round / _ROUNDS) ** 2 + 0.5)
    x, y = (_scaled(at, room) for at, room in ((made.x, frame[0]), (made.y, frame[1])))
    return [(float(a), float(b)) for a, b in zip(x, y, strict=True)]


@dataclass
class _Drawing:
    x: Numbers
    y: Numbers
    start: Indices
    end: Indices
    busy: Numbers
    ideal: float
    words: Numbers
    half: tuple[float, float]

    @classmethod
    def of(
        cls, points: Sequence[Point], pairs: Sequence[tuple[int, int]], frame: tuple[float, float], words: Sequence[float]
    ) -> _Drawing:
        ends = np.array(pairs, dtype=np.intp)
        degree = np.maximum(np.bincount(ends.ravel(), minlength=len(points)), 1).astype(np.float64)
        x, y = (_fitted(np.array([p[axis] for p in points]), frame[axis]) for axis in (0, 1))
        busy = np.sqrt(np.maximum(degree[ends[:, 0]], degree[ends[:, 1]]))  # a hub's neighbours need a wider circle
        ideal = float(np.sqrt(frame[0] * frame[1] / len(points)) * 0.9)
        return cls(x, y, ends[:, 0].copy(), ends[:, 1].copy(), busy, ideal, np.array(words) * _OVER, (frame[0] / 2, frame[1] / 2))

    def step(self, heat: float) -> None:
        """Move every node along the force on it, by `heat` pixels at most."""
        fx, fy = self._repelled()
        self._pulled(fx, fy)
        if len(self.x) * len(self.start) <= _CROWD:
            self._off_lines(fx, fy)
        fx -= _back(self.x, self.half[0], self.ideal)
        fy -= _back(self.y, self.half[1], self.ideal)
        size = np.sqrt(fx * fx + fy * fy) + 1e-9
        share = np.minimum(size, heat) / size
        self.x += fx * share
        self.y += fy * share

    def _repelled(self) -> tuple[Numbers, Numbers]:
        wide = (self.x[:, None] - self.x[None, :]) / _LABELS_ARE_WIDE
        tall = self.y[:, None] - self.y[None, :]
        push = np.maximum(self.ideal * self.ideal / (wide * wide + tall * tall + 1.0) - 1 / _REACH**2, 0.0)
        np.fill_diagonal(push, 0.0)
        return (wide * push).sum(axis=1), (tall * push).sum(axis=1)

    def _pulled(self, fx: Numbers, fy: Numbers) -> None:
        dx, dy = self.x[self.end] - self.x[self.start], self.y[self.end] - self.y[self.start]
        long = np.sqrt(dx * dx + dy * dy) + 1e-9
        pull = long / self.ideal / self.busy - 1.5 * np.maximum(self.words - long, 0.0) / self.words
        for force, along in ((fx, dx), (fy, dy)):
            step = along * pull
            np.add.at(force, self.start, step)
            np.subtract.at(force, self.end, step)

    def _off_lines(self, fx: Numbers, fy: Numbers) -> None:
        """Away from lines that pass by, and the lines' ends the other way."""
        sx, sy = self.x[self.start], self.y[self.start]
        dx, dy = self.x[self.end] - sx, self.y[self.end] - sy
        ox, oy = self.x[:, None] - sx, self.y[:, None] - sy
        part = np.clip((ox * dx + oy * dy) / (dx * dx + dy * dy + 1.0), 0.0, 1.0)
        ox -= part * dx
        oy -= part * dy
        far = np.sqrt(ox * ox + oy * oy) + 1.0
        reach = 0.45 * self.ideal
        push = np.maximum(reach - far, 0.0) * (2.0 / far)
        lines = np.arange(len(self.start))
        push[self.start, lines] = 0.0
        push[self.end, lines] = 0.0
        for force, off in ((fx, ox), (fy, oy)):
            pushed = off * push
            np.add(force, pushed.sum(axis=1), out=force)
            back = pushed.sum(axis=0) * 0.5
            np.subtract.at(force, self.start, back)
            np.subtract.at(force, self.end, back)


def _back(at: Numbers, half: float, ideal: float) -> Numbers:
    """Off the frame's walls, and a little towards its middle."""
    return np.asarray(np.sign(at) * np.maximum(np.abs(at) - half, 0.0) * 3.0 + at * (0.1 * ideal / half))


def _scaled(values: Numbers, room: float) -> Numbers:
    low, high = values.min(), values.max()
    return np.asarray((values - (low + high) / 2) * (room / max(high - low, 1e-9)))


def _fitted(values: Numbers, room: float) -> Numbers:
    """Brought into the frame: to a part as they are, to a part by an even spread of their ranks."""
    low, high = values.min(), values.max()
    straight = (values - low) / max(high - low, 1e-9) - 0.5
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.asarray((0.6 * straight + 0.4 * (ranks / (len(values) - 1) - 0.5)) * room * 0.9)
