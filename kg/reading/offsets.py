"""The text as the parser should see it, and the way back.

Runs of spaces, no-break spaces, marks of direction, the line breaks of wrapped text, numbers of notes ("[3]") and a name's spelling in
another script behind it cost the parser dear: they become tokens that the model never saw in training. The parse therefore stands on a
cleaned text; every offset that leaves the reading is one of the document's own text again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from spacy.tokens import Doc

KEY = "kg_offsets"
TIMES = "kg_times"
"""Where a Doc's ``user_data`` keeps its offsets, and its time expressions at positions of the cleaned text."""

WRAPPED = 120
"""No line longer than this: the text was wrapped for a screen, and its single line breaks mean nothing."""

_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad"
_NOTES = r"(?:[^\S\n]?\[(?:\d{1,3}|[a-z]|note \d{1,3}|citation needed)\])+"
_OTHER_SCRIPT = r"[^\S\n]*\((?=[^()\n]{0,200}[\u0370-\u1dff\u2e80-\uffdc])[^()\n]{0,200}\)"
_SPACES = re.compile(rf"(?P<cut>{_NOTES}|{_OTHER_SCRIPT})|[{_INVISIBLE}]+|[^\S\n]*\n[\s{_INVISIBLE}]*|[^\S\n][^\S\n{_INVISIBLE}]*")


@dataclass(frozen=True, slots=True)
class Offsets:
    """Maps code points of the cleaned text to those of the original, and back.

    `breaks` are the positions in the cleaned text at which the shift changes, `shifts` what is added from there on; `base` is where
    the cleaned part begins in the document.
    """

    base: int
    breaks: tuple[int, ...] = (0,)
    shifts: tuple[int, ...] = (0,)

    def out(self, position: int) -> int:
        """The document's offset of a position in the cleaned text where something begins."""
        return position + self.shifts[bisect_right(self.breaks, position) - 1] + self.base

    def out_end(self, position: int) -> int:
        """The document's offset of a position in the cleaned text where something ends."""
        return self.out(position - 1) + 1 if position > 0 else self.base

    def back(self, offset: int) -> int:
        """The position in the cleaned text of a document's offset; of what was dropped, that of what follows."""
        wanted = offset - self.base
        low, high = 0, len(self.breaks)
        while low < high:
            middle = (low + high) // 2
            if self.breaks[middle] + self.shifts[middle] <= wanted:
                low = middle + 1
            else:
                high = middle
        position = wanted - self.shifts[low - 1]
        return min(position, self.breaks[low]) if low < len(self.breaks) else position


def clean(text: str, base: int = 0) -> tuple[str, Offsets]:
    """`text` with single spaces, and the offsets that lead back to it; `base` is where `text` begins in its document."""
    wrapped = max((len(line) for line in text.split("\n")), default=0) <= WRAPPED
    parts: list[str] = []
    breaks, shifts = [0], [0]
    last = length = 0
    for match in _SPACES.finditer(text):
        gap = match.group()
        lines = gap.count("\n")
        if match.group("cut"):
            new = ""
        elif lines:
            new = "\n\n" if lines > 1 else (" " if wrapped and not _ends(text, match.start()) else "\n")
        else:
            new = " " if any(c.isspace() for c in gap) else ""
        if new == gap:
            continue
        parts += (text[last : match.start()], new)
        length += match.start() - last + len(new)
        last = match.end()
        if last - length != shifts[-1]:
            breaks.append(length)
            shifts.append(last - length)
    parts.append(text[last:])
    return "".join(parts), Offsets(base, tuple(breaks), tuple(shifts))


def _ends(text: str, position: int) -> bool:
    return position > 0 and text[position - 1] in '.!?:”"’'


def of(doc: Doc) -> Offsets:
    """The offsets of a parsed document."""
    found = doc.user_data.get(KEY)
    return found if isinstance(found, Offsets) else Offsets(0)
