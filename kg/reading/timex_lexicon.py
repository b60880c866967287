"""The terminals of the time grammar: how the text is cut, and which class each piece belongs to.

The text becomes one string with one character a token (a *code*), so that the grammar's patterns are ordinary regular
expressions over codes. Words that no pattern uses share the code ``_``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.reading.quantities import ONES, SCALES, TENS

_MONTHS = "january february march april may june july august september october november december"
_SHORT_MONTHS = "jan feb mar apr _ jun jul aug sep oct nov dec"
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
)
_DECADES = "twenties thirties forties fifties sixties seventies eighties nineties"

LONG_MONTHS = {name: i for i, name in enumerate(_MONTHS.split(), 1)}
SHORT_MONTHS = {name: i for i, name in enumerate(_SHORT_MONTHS.split(), 1) if name != "_"} | {"sept": 9}
MONTHS = LONG_MONTHS | SHORT_MONTHS
LONG_WEEKDAYS = {name: i for i, name in enumerate(_WEEKDAYS.split(), 1)}
SHORT_WEEKDAYS = {
    "mon": 1,
    "tue": 2,
    "tues": 2,
    "wed": 3,
    "thu": 4,
    "thur": 4,
    "thurs": 4,
    "fri": 5,
    "sat": 6,
    "sun": 7,
}
WEEKDAYS = LONG_WEEKDAYS | SHORT_WEEKDAYS
ORDINALS = {name: i for i, name in enumerate(_ORDINALS.split(), 1)} | {"thirtieth": 30}
DECADES = {name: i for i, name in enumerate(_DECADES.split(), 2)}
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
_PARTS = {
    "MO": "morning dawn daybreak sunrise", "MI": "midday", "AF": "afternoon", "EV": "evening dusk nightfall sunset",
    "NI": "night nighttime overnight", "DT": "daytime",
}  # fmt: skip
_UNITS = "second minute hour day night week weekend fortnight month quarter year decade century millennium"
_SETS = {
    "PT1H": "hourly", "P1D": "daily nightly", "P1W": "weekly", "P2W": "biweekly fortnightly", "P1M": "monthly",
    "P1Q": "quarterly", "P1Y": "yearly annually annual", "P6M": "biannual semiannual", "P2Y": "biennial",
}  # fmt: skip
_ZONES = "utc gmt est edt cst cdt mst mdt pst pdt cet cest eet bst ist msk aest jst et pt ast kst pkt hkt sgt wib trt"
PARTS = {word: code for code, words in _PARTS.items() for word in words.split()}
NOONS = {"noon": "12:00", "midnight": "24:00"}
UNITS = tuple(_UNITS.split())
PLURALS = {unit + "s": unit for unit in UNITS} | {"centuries": "century", "millennia": "millennium"}
SET_WORDS = {word: value for value, words in _SETS.items() for word in words.split()}
ZONES = frozenset(_ZONES.split())

SHAPES = {
    "DAY": "d", "INT": "dnyz", "YEAR": "y", "FOUR": "zy", "DEC": "f", "ORDNUM": "o", "DECADENUM": "e", "CLOCK": "c",
    "ISO": "i", "SLASH": "s", "AMPM": "a", "COMMA": ",", "DOT": r"\.", "DASH": r"\-", "APOS": "'", "POSS": "p",
    "OPEN": r"\(", "CLOSE": r"\)", "Q": "q",
}  # fmt: skip
CLASSES: dict[str, Iterable[str]] = {
    "LONGMONTH": LONG_MONTHS, "SHORTMONTH": SHORT_MONTHS, "WEEKDAY": LONG_WEEKDAYS, "SHORTDAY": SHORT_WEEKDAYS,
    "ORDWORD": ORDINALS, "DECADEWORD": DECADES, "SEASON": SEASONS, "PART": PARTS, "NOON": NOONS, "UNIT": UNITS,
    "UNITS": PLURALS, "SETWORD": SET_WORDS, "ZONE": ZONES, "CARD": [*ONES, *TENS, *SCALES], "SCALE": SCALES,
    "HOURWORD": list(ONES)[1:13], "WEEKDAYS": [name + "s" for name in LONG_WEEKDAYS],
    "PARTS": ["mornings", "afternoons", "evenings", "nights"],
}  # fmt: skip

_TOKEN = re.compile(
    r"""
    (?P<long>[^\W\d_]{3,})                           # first, since it is what most of a text is
  | (?P<gap>\n[^\S\n]*\n\s*)                         # a blank line
  | (?P<iso>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d-]))
  | (?P<slash>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\d/])|\d{1,2}\.\d{1,2}\.\d{4}(?!\d)|9/11(?![\d/]))
  | (?P<clock>\d{1,2}:\d\d(?::\d\d)?(?![\d:]))
  | (?P<dec>\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,9})?(?!\d)|\d{1,15}\.\d{1,9}(?!\d))
  | (?P<ord>\d{1,4}(?:st|nd|rd|th)\b)
  | (?P<decade>\d{2,4}['’]?s\b)
  | (?P<int>\d+)
  | (?P<ampm>[AaPp]\.[ ]?[Mm]\b\.?|[AaPp][Mm]\b)
  | (?P<quarter>[Qq][1-4]\b)
  | (?P<word>[^\W\d_]+)
  | (?P<poss>['’]s\b)
  | (?P<other>[^\w\s]|_)
    """,
    re.VERBOSE,
)
_PUNCT = {"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "’": "'", "‘": "'", "-": "-", "'": "'", ",": ",", ".": ".",
          "(": "(", ")": ")"}  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """Words and marks to codes; `forms` has each word also capitalised and in capitals, as texts write it."""

    codes: dict[str, str] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=lambda: dict(_PUNCT))

    def code(self, word: str) -> str:
        """The code of `word`, a new one if it had none."""
        if word not in self.codes:
            self.codes[word] = chr(0x4E00 + len(self.codes))
            self.forms.update(dict.fromkeys((word, word.capitalize(), word.upper()), self.codes[word]))
        return self.codes[word]

    def charset(self, words: Iterable[str]) -> str:
        """A character class of the words' codes."""
        return "[" + "".join(self.code(w) for w in words) + "]"


_SIMPLE = {
    "gap": "|", "iso": "i", "slash": "s", "clock": "c", "dec": "f", "decade": "e", "ampm": "a", "quarter": "q",
    "poss": "p", "other": "x", "long": "_", "word": "_",
}  # fmt: skip


@dataclass(frozen=True)
class Tokens:
    """A text cut up: the offsets of its pieces, and the string of their codes, as long as there are pieces."""

    text: str
    spans: list[tuple[int, int]]
    codes: str

    def tight(self, i: int) -> bool:
        """Whether token `i` follows its predecessor without a space."""
        return 0 < i < len(self.spans) and self.spans[i][0] == self.spans[i - 1][1]

    def raw(self, i: int) -> str:
        """Token `i` as it is written."""
        start, end = self.spans[i]
        return self.text[start:end]

    def word(self, i: int) -> str:
        """Token `i` in lower case, empty beyond either end of the text."""
        return self.raw(i).lower() if 0 <= i < len(self.spans) else ""

    def words(self, start: int, end: int) -> list[str]:
        """Tokens `start` to `end`, the last not included, in lower case."""
        return [self.word(i) for i in range(start, end)]

    def code(self, i: int) -> str:
        """The code of token `i`, a break beyond either end of the text."""
        return self.codes[i] if 0 <= i < len(self.codes) else "|"

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """Where tokens `start` to `end`, the last not included, begin and end in the text."""
        return self.spans[start][0], self.spans[end - 1][1]


def tokenise(text: str, vocabulary: Vocabulary) -> Tokens:
    """Cut `text` in one pass; words outside `vocabulary` get the code ``_``."""
    matches = list(_TOKEN.finditer(text))
    known = vocabulary.forms.get
    codes = "".join([known(m[0]) or _other_code(m) for m in matches])
    return Tokens(text, [m.span() for m in matches], codes)


def _other_code(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    return _SIMPLE.get(kind) or _number_code(kind, match[0])


def _number_code(kind: str, piece: str) -> str:
    if kind == "ord":
        return "o" if int(piece[:-2]) <= 31 else "x"
    if len(piece) <= 2:
        return "d" if 1 <= int(piece) <= 31 else "n"
    if len(piece) == 4:
        return "y" if 1000 <= int(piece) < 2200 else "z"
    return "n"
