"""Dates of publication, as heads of reports and metadata fields write them."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime

_NUMBERS = {form: number for number, name in enumerate(calendar.month_name) for form in (name.lower(), name[:3].lower()) if name} | {
    "sept": 9
}

MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|jun\.|july?|jul\.|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_YEAR = r"(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?"
_MONTH_DAY = re.compile(rf"(?P<month>{MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b{_YEAR}", re.I)
_DAY_MONTH = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{MONTH}){_YEAR}", re.I)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")

FULL = re.compile(
    rf"(?:{WEEKDAY},?\s+)?(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d\b"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH},?\s+(?:19|20)\d\d\b|\d{{1,2}}([/.-])\d{{1,2}}\1(?:19|20)\d\d(?!\d))",
    re.I,
)
TIME = re.compile(
    r"T?\d{1,2}[:.]\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?\s?m\.?(?![a-z]))?\s*"
    r"(?:\(?(?:GMT|UTC|[ECMPB]S?[DS]?T|IRST|IRDT|AFT|MSK|EET|EEST|CEST|CET|AST|Z|local time)(?![A-Za-z])\)?)?\s*"
    r"(?:[+-]\d{2}:?\d{2}|[+-]\d{1,2})?",
    re.I,
)


def read_date(text: str, near: date | None = None) -> date | None:
    """The first full date in `text`, None where there is none or where day and month cannot be told apart.

    A day without a year takes the year that puts it nearest before `near` (one day later is allowed, for time zones).
    """
    for pattern, order in ((_ISO, (1, 2, 3)), (_COMPACT, (1, 2, 3))):
        found = pattern.search(text)
        if found:
            return _date(*(int(found[group]) for group in order))
    for pattern in (_MONTH_DAY, _DAY_MONTH):
        found = pattern.search(text)
        if found:
            month = _NUMBERS[re.sub(r"\W", "", found["month"]).lower()] if found["month"] else 0
            day = int(found["day"])
            if found["year"]:
                return _date(int(found["year"]), month, day)
            return _nearest(month, day, near) if near else None
    found = _NUMERIC.search(text)
    if found:
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if first > 12 or first == second:
            return _date(year, second, first)
        if second > 12:
            return _date(year, first, second)
    return None


def from_value(value: object) -> date | None:
    """The date that a metadata field holds: a date in words or ISO form, or seconds (or milliseconds) since 1970."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        seconds = value / 1000 if abs(value) > 1e11 else value
        try:
            return datetime.fromtimestamp(seconds, UTC).date()
        except (OverflowError, OSError, ValueError):
            return None
    return read_date(str(value))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, near: date) -> date | None:
    candidates = [d for year in range(near.year - 4, near.year + 2) if (d := _date(year, month, day))]
    past = [d for d in candidates if (d - near).days <= 1]
    return max(past, default=None)
