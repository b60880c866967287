"""Quotation marks: which stretches of a text stand between them, paragraph by paragraph.

Straight and curly marks, single and double, nested and unbalanced ones. One pass over the characters.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from spacy.tokens import Doc

_MARK = re.compile(r"''|``|[\"“”„«»‘’‚'`]")
_DOUBLE_OPEN, _DOUBLE_CLOSE = frozenset("“„«") | {"``"}, frozenset("»")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n\s*")
_ENDS = tuple(".!?:;\"”’'…)]")
_BEFORE_OPENING = frozenset("([{—–-/“\"‘'«„")
_AFTER_CLOSING = frozenset(".,;:!?)]}—–-/”\"’'»…")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation in token indices, its marks included: ``doc[start:end]``.

    `depth` is 0 for one that stands in no other. `closed` is false where the closing mark is missing: it then ends
    with its paragraph. `resumed` is true where it carries on one that the paragraph before left open.
    """

    start: int
    end: int
    depth: int
    closed: bool
    resumed: bool
    paragraph: int


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Character ranges of the paragraphs of `text`.

    Blank lines part them. A text without any has a paragraph a line, unless its lines are wrapped, as most of them
    ending in the middle of a sentence shows.
    """
    body = text.strip()
    pattern = _BLANK_LINE
    if not _BLANK_LINE.search(body):
        lines = body.split("\n")
        ended = sum(line.rstrip().endswith(_ENDS) for line in lines)
        pattern = _LINE if 2 * ended > len(lines) else _BLANK_LINE
    found, start = [], 0
    for gap in pattern.finditer(text):
        if gap.start() > start:
            found.append((start, gap.start()))
        start = gap.end()
    if start < len(text):
        found.append((start, len(text)))
    return found


@dataclass(slots=True)
class _Open:
    at: int
    kind: str
    depth: int
    resumed: bool


def find_quotations(doc: Doc) -> tuple[Quotation, ...]:
    """The quotations of `doc`, sorted by where they begin; those inside others come after them."""
    text = doc.text
    starts = [token.idx for token in doc]
    found: list[Quotation] = []
    carried = False
    behind = 0  # marks without a space between them may share a token: the first quotation keeps it
    for number, (low, high) in enumerate(paragraphs(text)):
        spans, carried = _paragraph(text, low, high, carried)
        for start, end, depth, closed, resumed in sorted(spans, key=lambda span: (span[0], -span[1])):
            first = max(bisect_right(starts, start) - 1, 0 if depth else behind)
            last = bisect_left(starts, end)
            if first < last:
                found.append(Quotation(first, last, depth, closed, resumed, number))
                behind = behind if depth else last
    return tuple(sorted(found, key=lambda q: (q.start, q.depth, -q.end)))


def _paragraph(text: str, low: int, high: int, carried: bool) -> tuple[list[tuple[int, int, int, bool, bool]], bool]:
    """Quotations of one paragraph as (start, end, depth, closed, resumed), and whether it leaves a double one open."""
    stack: list[_Open] = []
    found: list[tuple[int, int, int, bool, bool]] = []
    first_mark = True
    for match in _MARK.finditer(text, low, high):
        at, mark = match.start(), match.group()
        end = match.end()
        kind = "'" if mark in "‘’‚'`" else '"'
        before = text[at - 1] if at > low else " "
        after = text[end] if end < high else " "
        can_open = (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()
        can_close = not before.isspace() and (after.isspace() or after in _AFTER_CLOSING or kind == '"')
        resumed = first_mark and carried and not text[low:at].strip()
        first_mark = False
        if kind == "'":
            if mark in "’'" and can_close and stack and stack[-1].kind == "'" and _ends_single(text, at, end, high):
                opened = stack.pop()
                found.append((opened.at, end, len(stack), True, opened.resumed))
            elif mark in "‘'`‚" and can_open and after.isalnum() and not after.isdigit() and not _inside(stack, "'"):
                stack.append(_Open(at, kind, len(stack), resumed))
            continue
        closes = mark in "”»''" if mark != '"' else None
        if mark in _DOUBLE_OPEN:
            closes = False
        if closes is None:
            closes = _inside(stack, '"') and not (can_open and not can_close)
        if closes and _inside(stack, '"'):
            while stack and stack[-1].kind != '"':
                stack.pop()
            opened = stack.pop()
            found.append((opened.at, end, len(stack), True, opened.resumed))
        elif not closes and (mark != '"' or can_open or not after.isspace()):
            if mark == '"' and _inside(stack, '"'):  # a second opening: the first one's close is missing
                _abandon(stack, found, at, text)
            stack.append(_Open(at, kind, len(stack), resumed))
    left = next((o for o in stack if o.kind == '"'), None)
    if left is not None:
        found.append((left.at, high, left.depth, False, left.resumed))
    return found, left is not None


def _inside(stack: list[_Open], kind: str) -> bool:
    """Whether a quotation of `kind` is open; two levels are all that prose nests, so only the innermost few are
    asked."""
    return any(o.kind == kind for o in stack[-3:])


def _abandon(stack: list[_Open], found: list[tuple[int, int, int, bool, bool]], at: int, text: str) -> None:
    while stack:
        opened = stack.pop()
        if opened.kind == '"':
            end = at
            while end > opened.at and text[end - 1].isspace():
                end -= 1
            found.append((opened.at, end, len(stack), False, opened.resumed))
            return


def _ends_single(text: str, at: int, end: int, high: int) -> bool:
    """Whether the mark at `at` closes a single quotation: no apostrophe ("officials' pay") is wanted."""
    after = text[end] if end < high else " "
    if after.isalnum():
        return False
    if text[at - 1] in ".,!?…;":
        return True
    return text[at - 1] != "s" or ("'" not in text[end : end + 200] and "’" not in text[end : end + 200])
