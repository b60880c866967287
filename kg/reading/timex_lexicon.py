"""The terminals of the time grammar: how the text is cut, and which class each piece belongs to.

The text becomes one string with one character a token (a *code*), so that the grammar's patterns are ordinary regular
expressions over codes. Words that no pattern uses share the code ``_``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

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
PARTS = {
    "morning": "MO", "dawn": "MO", "daybreak": "MO", "afternoon": "AF", "midday": "MI", "evening": "EV", "dusk": "EV",
    "nightfall": "EV", "night": "NI", "nighttime": "NI", "overnight": "NI", "daytime": "DT",
}  # fmt: skip
NOONS = {"noon": "12:00", "midnight": "24:00"}
UNITS = ("second", "minute", "hour", "day", "night", "week", "weekend", "fortnight", "month", "quarter", "year", "decade",
         "century", "millennium")  # fmt: skip
PLURALS = {unit + "s": unit for unit in UNITS} | {"centuries": "century", "millennia": "millennium"}
SET_WORDS = {
    "hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "biweekly": "P2W", "fortnightly": "P2W",
    "monthly": "P1M", "quarterly": "P1Q", "yearly": "P1Y", "annually": "P1Y", "annual": "P1Y", "biannual": "P6M",
    "biennial": "P2Y", "semiannual": "P6M",
}  # fmt: skip
ZONES = frozenset(
    {"utc", "gmt", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "cet", "cest", "eet", "bst", "ist", "msk", "aest",
     "jst", "et", "pt"}
)  # fmt: skip

SHAPES = {
    "DAY": "d", "INT": "dnyz", "YEAR": "y", "FOUR": "zy", "DEC": "f", "ORDNUM": "o", "DECADENUM": "e", "CLOCK": "c",
    "ISO": "i", "SLASH": "s", "AMPM": "a", "COMMA": ",", "DOT": r"\.", "DASH": r"\-", "APOS": "'", "POSS": "p",
    "BREAK": r"\|", "OPEN": r"\(", "CLOSE": r"\)", "Q": "q", "WEB": "w",
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
    (?P<gap>\n[^\S\n]*(?:\n\s*)+)                                                   # a blank line
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
    """Words to codes."""

    codes: dict[str, str]

    def code(self, word: str) -> str:
        """The code of `word`, a new one if it had none."""
        return self.codes.setdefault(word, chr(0x4E00 + len(self.codes)))

    def charset(self, words: Iterable[str]) -> str:
        """A character class of the words' codes."""
        return "[" + "".join(self.code(w) for w in words) + "]"


@dataclass(frozen=True)
class Tokens:
    """A text cut up: lower-cased pieces, their offsets, and the string of codes, all of one length."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    codes: str

    def tight(self, i: int) -> bool:
        """Whether token `i` follows its predecessor without a space."""
        return i > 0 and self.starts[i] == self.ends[i - 1]

    def raw(self, i: int) -> str:
        """Token `i` as it is written."""
        return self.text[self.starts[i] : self.ends[i]]

    def word(self, i: int) -> str:
        """Token `i` in lower case, empty beyond either end of the text."""
        return self.words[i] if 0 <= i < len(self.words) else ""


def tokenise(text: str, vocabulary: Vocabulary) -> Tokens:
    """Cut `text` in one pass; words outside `vocabulary` get the code ``_``."""
    words, starts, ends, codes = [], [], [], []
    known = vocabulary.codes
    for match in _TOKEN.finditer(text):
        piece = match[0]
        kind = match.lastgroup
        if kind == "word":
            piece = piece.lower()
            code = known.get(piece, "_")
        elif kind == "other":
            code = _PUNCT.get(piece, "x")
        else:
            code, piece = _shape(str(kind), piece)
        words.append(piece)
        starts.append(match.start())
        ends.append(match.end())
        codes.append(code)
    return Tokens(text, words, starts, ends, "".join(codes))


def _shape(kind: str, piece: str) -> tuple[str, str]:
    piece = piece.lower()
    if kind == "int":
        if len(piece) <= 2:
            return ("d" if 1 <= int(piece) <= 31 else "n"), piece
        if len(piece) == 4:
            return ("y" if 1000 <= int(piece) < 2200 else "z"), piece
        return "n", piece
    if kind == "ord":
        return ("o" if int(piece[:-2]) <= 31 else "x"), piece
    simple = {
        "gap": "|",
        "iso": "i",
        "slash": "s",
        "clock": "c",
        "dec": "f",
        "decade": "e",
        "ampm": "a",
        "quarter": "q",
        "poss": "p",
    }
    return simple[kind], piece
