"""The reports' text as the explorer carries it: whole, or where that grows too long the stretches around claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.view import safe

WHOLE = 2_500_000
"""Code points of whole reports that one page carries; of later reports it has the words around the claims."""

LONGEST = 60_000
"""Code points of one report that are carried whole."""

ROOM = 300
"""Code points kept on either side of a claim where a report isn't carried whole."""

GAP = " […] "


@dataclass(frozen=True, slots=True)
class Carried:
    """A report's text made safe to show; `left_out` counts the code points that are not in it."""

    text: str
    spans: tuple[tuple[int, int], ...]
    left_out: int


def carry(text: str, spans: Sequence[tuple[int, int]], *, whole: bool) -> Carried:
    """`text` (or the stretches of it around `spans`) safe to show, and where the `spans` lie in it.

    The spans given are code points of `text`; those returned are UTF-16 units of what is carried, the unit in which
    JavaScript counts. A span outside the text becomes (0, 0).
    """
    kept = [(0, len(text))] if whole else _stretches(len(text), spans)
    cuts = sorted({0, len(text), *(p for pair in kept for p in pair), *(min(max(p, 0), len(text)) for s in spans for p in s)})
    at: dict[int, int] = {}
    out: list[str] = []
    length, left = 0, 0
    for i, start in enumerate(cuts):
        at[start] = length
        if i + 1 == len(cuts):
            break
        end = cuts[i + 1]
        if any(a <= start and end <= b for a, b in kept):
            piece = safe.shown(text[start:end], end - start)
        else:
            piece, left = GAP, left + end - start
        out.append(piece)
        length += safe.units(piece)
    good = tuple((at[a], at[b]) if 0 <= a <= b <= len(text) else (0, 0) for a, b in spans)
    return Carried("".join(out), good, left)


def _stretches(length: int, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        a, b = max(start - ROOM, 0), min(end + ROOM, length)
        if a >= b:
            continue
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], b))
        else:
            out.append((a, b))
    return out
