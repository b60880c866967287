"""Days, weeks, months and years as TIMEX3 writes them, with their first and last day; and the calendar's arithmetic.

Weeks are ISO weeks. A season lies in the northern hemisphere and begins with its month (summer: June to August).
Decades are ``199X``, centuries ``19XX``.
"""

from __future__ import annotations

import calendar
import math
import re
from datetime import date, timedelta
from typing import Literal, NamedTuple

from kg.reading.timex_lexicon import LONG_WEEKDAYS
from kg.records import Precision

Type = Literal["DATE", "TIME", "DURATION", "SET"]

_CODES = {
    "second": "S", "minute": "M", "hour": "H", "day": "D", "night": "D", "week": "W", "weekend": "WE", "month": "M",
    "quarter": "Q", "year": "Y", "decade": "DE", "century": "CE", "millennium": "ML",
}  # fmt: skip
_SMALLER = {"year": (12, "month"), "hour": (60, "minute"), "decade": (10, "year"), "century": (100, "year")}
_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_DAYS = {"fortnight": 14, "week": 7, "weekend": 7, "day": 1, "night": 1}
_MONTHS = {"quarter": 3, "month": 1, "year": 12, "decade": 120, "century": 1200, "millennium": 12000}
_HOURS = {"hour": 1.0, "minute": 1 / 60, "second": 1 / 3600}
_OPEN = {
    "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "year": "XXXX", "quarter": "XXXX-QX",
    "decade": "XXX", "century": "XX", "season": "XXXX-XX",
}  # fmt: skip
_GRAINS: dict[str, Precision] = {"week": "week", "month": "month", "year": "year", "day": "day", "night": "day"}


class Value(NamedTuple):
    """What a draft comes to: TIMEX3 type and value, and the days it can mean."""

    type: Type
    value: str
    first: date | None = None
    last: date | None = None
    precision: Precision = "day"


def period(unit: str, day: date) -> Value:
    """The day, week, month, ... that `day` lies in."""
    if unit in _HOURS or unit in ("day", "night"):
        return Value("DATE", day.isoformat(), day, day)
    if unit in _DAYS:
        monday = day - timedelta(days=day.weekday())
        year, number, _ = day.isocalendar()
        if unit == "weekend":
            saturday = monday + timedelta(days=5)
            return Value("DATE", f"{year}-W{number:02}-WE", saturday, saturday + timedelta(days=1), "range")
        return Value("DATE", f"{year}-W{number:02}", monday, monday + timedelta(days=6), "week")
    if unit == "month":
        return month_of(day.year, day.month)
    if unit == "quarter":
        return quarter_of(day.year, f"Q{(day.month - 1) // 3 + 1}")
    if unit == "season":
        return season_of(day.year - (day.month < 3), ("WI", "SP", "SU", "FA")[day.month % 12 // 3])
    if unit == "decade":
        return decade_of(day.year // 10)
    if unit == "century":
        return century_of((day.year - 1) // 100 + 1)
    return year_of(day.year)


def year_of(year: int) -> Value:
    """A year of the calendar."""
    return Value("DATE", f"{year:04}", date(year, 1, 1), date(year, 12, 31), "year")


def decade_of(tens: int) -> Value:
    """The decade whose years begin with the digits of `tens`: 199 for the 1990s."""
    return Value("DATE", f"{tens}X", date(tens * 10, 1, 1), date(tens * 10 + 9, 12, 31), "range")


def century_of(nth: int) -> Value:
    """The `nth` century: the 20th is 1901 to 2000."""
    return Value("DATE", f"{nth - 1:02}XX", date(nth * 100 - 99, 1, 1), date(nth * 100, 12, 31), "range")


def month_of(year: int, month: int) -> Value:
    """A month of a year."""
    last = calendar.monthrange(year, month)[1]
    return Value("DATE", f"{year:04}-{month:02}", date(year, month, 1), date(year, month, last), "month")


def quarter_of(year: int, quarter: str) -> Value:
    """A quarter (``Q2``) or half (``H1``) of a year."""
    length = 3 if quarter[0] == "Q" else 6
    first = date(year, (int(quarter[1]) - 1) * length + 1, 1)
    return Value("DATE", f"{year}-{quarter}", first, later(first, length) - timedelta(days=1), "range")


def season_of(year: int, season: str) -> Value:
    """A season (``SU``) of a year; winter is that in which the year ends."""
    first = date(year, _SEASON_MONTHS[season], 1)
    return Value("DATE", f"{year}-{season}", first, later(first, 3) - timedelta(days=1), "range")


def open_value(unit: str) -> Value:
    """A period of `unit`, no more said: ``XXXX-WXX``."""
    return Value("DATE", _OPEN.get(unit, "XXXX-XX-XX"), precision=_GRAINS.get(unit, "range"))


def moved(day: date, unit: str, count: float) -> date:
    """`day` moved by `count` units; of hours, only whole days count.

    Raises OverflowError or ValueError beyond the years 1 to 9999.
    """
    if unit in _HOURS:
        days = count * _HOURS[unit] / 24
        return day + timedelta(days=math.trunc(days))
    if unit in _DAYS:
        return day + timedelta(days=round(count * _DAYS[unit]))
    return later(day, round(count * _MONTHS[unit]))


def later(day: date, months: int) -> date:
    """`day` some months later, or on that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"the year {year} is none of the calendar's")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def duration_value(count: float | None, unit: str) -> str:
    """TIMEX3 value of so many units: ``P20Y``, ``PT48H``, ``PXW``; halves in the next smaller unit, ``P18M``."""
    if unit == "fortnight":
        count, unit = (None if count is None else 2 * count), "week"
    if count is not None and count % 1 and unit in _SMALLER and (count * _SMALLER[unit][0]) % 1 == 0:
        count, unit = count * _SMALLER[unit][0], _SMALLER[unit][1]
    number = "X" if count is None else str(int(count)) if count % 1 == 0 else f"{count:g}"
    return f"P{'T' if unit in _HOURS else ''}{number}{_CODES[unit]}"


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The `nth` `weekday` (Monday is 1) of a month, the last one for -1."""
    if nth == -1:
        last = date(year, month, calendar.monthrange(year, month)[1])
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))


def holiday_in(rule: str, year: int) -> date:
    """The day of a holiday: `rule` is ``12-25``, ``11-4th-thursday+1``, ``05-last-monday``, ``easter-2``, ..."""
    parts = re.fullmatch(r"(.*?)(?:([+-])(\d+))?", rule)
    assert parts is not None
    name, shift = parts[1], timedelta(days=int(f"{parts[2]}{parts[3]}") if parts[2] else 0)
    if name.endswith("easter"):
        return (orthodox_easter(year) if name.startswith("orthodox") else easter(year)) + shift
    if re.fullmatch(r"\d\d-\d\d", rule):
        return date(year, int(rule[:2]), int(rule[3:]))
    month, nth, weekday = name.split("-")
    return nth_weekday(year, int(month), LONG_WEEKDAYS[weekday], -1 if nth == "last" else int(nth[0])) + shift


def easter(year: int) -> date:
    """Western Easter Sunday, by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, 1991, chapter 8)."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    total = moon + sunday - 7 * ((year % 19 + 11 * moon + 22 * sunday) // 451) + 114
    return date(year, total // 31, total % 31 + 1)


def orthodox_easter(year: int) -> date:
    """Eastern Easter Sunday in the Gregorian calendar, by the Julian algorithm (Meeus 1991, chapter 8)."""
    moon = (19 * (year % 19) + 15) % 30
    total = moon + (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7 + 114
    return date(year, total // 31, total % 31 + 1) + timedelta(days=year // 100 - year // 400 - 2)


def narrowed(value: Value, modifier: str, anchor: date | None) -> Value:
    """The part of a period that *early*, *mid*, *late*, *the end of* leave; *earlier this week* ends the day before."""
    first, last = value.first, value.last
    if modifier == "eve" and first is not None:
        return period("day", first - timedelta(days=1))
    if first is None or last is None or first == last:
        return value
    if modifier in ("earlier", "later"):
        if anchor is None or not first <= anchor <= last:
            return value
        if modifier == "earlier":
            return value._replace(last=max(first, anchor - timedelta(days=1)), precision="range")
        return value._replace(first=min(last, anchor + timedelta(days=1)), precision="range")
    low, high = {"early": (0, 6), "start": (0, 3), "mid": (3, 9), "late": (6, 12), "end": (9, 12)}[modifier]
    days = (last - first).days + 1
    if days > 360:
        months = (last.year - first.year + 1) * 12
        start = later(first, months * low // 12)
        stop = later(first, months * high // 12) - timedelta(days=1)
    else:
        start = first + timedelta(days=days * low // 12)
        stop = first + timedelta(days=max(days * high // 12 - 1, 0))
    return value._replace(first=start, last=stop, precision="range")
