"""Which days a draft means, given the report's day, what was spoken of before, and the tense of the clause.

Where the text leaves the year or the day open and there is no anchor, the value stays underspecified (``XXXX-12-10``,
``XXXX-WXX-4``) and the bounds are None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from kg.reading.timex_grammar import Draft, holidays
from kg.reading.timex_periods import (
    Value,
    century_of,
    decade_of,
    duration_value,
    holiday_in,
    month_of,
    moved,
    narrowed,
    nth_weekday,
    open_value,
    period,
    quarter_of,
    season_of,
    year_of,
)
from kg.records import Precision

_BACK = frozenset(
    {"last", "back", "past", "previous", "preceding", "ago", "earlier", "before", "previously", "prior", "beforehand"}
)
_AHEAD = frozenset({"next", "coming", "following", "upcoming", "ensuing", "after", "later"})
_NARRATIVE = frozenset(
    {"previous", "preceding", "following", "same", "that", "ensuing", "earlier", "later", "before", "after"}
    | {"afterwards", "afterward", "previously", "prior", "beforehand"}
)
_NEAR, _SOON = timedelta(days=60), timedelta(days=14)


@dataclass(frozen=True)
class Context:
    """What the text says outside the expression.

    `anchor` is the report's day; `reference` the last calendar time spoken of, which narrative expressions count from;
    `year` the one that a month without a year belongs to; `tense` is -1, 0 or 1 for past, unknown or future.
    """

    anchor: date | None
    reference: Value | None
    year: int | None
    tense: Callable[[], int]

    def narrative(self, unit: str) -> date | None:
        """The day that *later*, *the next day*, *that week* count from: the last one spoken of, else the report's.

        A day or a week cannot be counted from a year.
        """
        reference = self.reference
        fine = unit not in ("year", "decade", "century", "month", "quarter")
        if reference is None or (fine and reference.precision in ("year", "month", "range")):
            return self.anchor
        return reference.first or self.anchor


def resolve(draft: Draft, context: Context) -> Value:
    """The value of `draft` in `context`. A date that does not exist has no bounds."""
    try:
        value = _RESOLVERS[draft.kind](draft, context)
        if draft.modifier and value.type == "DATE":
            value = narrowed(value, draft.modifier, context.anchor)
    except (OverflowError, ValueError):
        return Value("DATE", "XXXX-XX-XX", precision="vague")
    return _timed(value, draft)


def _timed(value: Value, draft: Draft) -> Value:
    """With the time of day, if the draft has one."""
    what = draft.clock or draft.part
    if not what or value.type not in ("DATE", "TIME") or draft.kind in ("clock", "part") or "T" in value.value:
        return value
    return value._replace(type="TIME", value=f"{value.value}T{what}")


def _direction(draft: Draft) -> str:
    return (draft.towards or "").rpartition(" ")[2]


def _offset(direction: str) -> int:
    return -1 if direction in _BACK else 1 if direction in _AHEAD else 0


# --- dates of the calendar


def _calendar(draft: Draft, context: Context) -> Value:
    if draft.value:
        return Value("DATE", draft.value, precision="year")
    if draft.decade:
        return decade_of(int(draft.decade))
    if draft.century:
        return century_of(draft.century)
    year = draft.year if draft.year is not None else _open_year(draft, context)
    if year is None:
        return Value("DATE", _underspecified(draft), precision=_grain(draft))
    return _in_year(draft, year)


def _grain(draft: Draft) -> Precision:
    return "day" if draft.day else "month" if draft.month else "range"


def _underspecified(draft: Draft) -> str:
    if draft.month:
        return f"XXXX-{draft.month:02}" + (f"-{draft.day:02}" if draft.day else "")
    return f"XXXX-{draft.season or draft.quarter or 'XX'}"


def _in_year(draft: Draft, year: int) -> Value:
    if draft.holiday:
        return period("day", holiday_in(holidays()[draft.holiday], year))
    if draft.season:
        return season_of(year, draft.season)
    if draft.quarter:
        return quarter_of(year, draft.quarter)
    if not draft.month:
        return year_of(year)
    if draft.nth is not None:
        return _nth(draft, draft.month, draft.nth, year)
    if draft.day is None:
        return month_of(year, draft.month)
    try:
        day = date(year, draft.month, draft.day)
    except ValueError:
        return Value("DATE", f"{year:04}-{draft.month:02}-{draft.day:02}")
    return period("day", day)


def _nth(draft: Draft, month: int, nth: int, year: int) -> Value:
    """*The first Monday of May*, *the last week of May*."""
    if draft.unit is None:
        return period("day", nth_weekday(year, month, draft.weekday or 1, nth))
    whole = month_of(year, month)
    assert whole.first and whole.last
    day = whole.last - timedelta(days=3) if nth == -1 else whole.first + timedelta(days=7 * nth - 4)
    return period(draft.unit, day)


def _open_year(draft: Draft, context: Context) -> int | None:
    """The year of a month, season, quarter or holiday that is said without one."""
    if draft.base is not None:
        base = resolve(draft.base, context)
        return base.first.year if base.first else None
    anchor = context.anchor
    if draft.towards and anchor:
        return _deictic_year(draft, context, anchor)
    if context.year is not None:
        return context.year
    if anchor is None:
        return None
    dated = [
        (value.first, value.last)
        for value in (_in_year(draft, year) for year in (anchor.year - 1, anchor.year, anchor.year + 1))
        if value.first and value.last
    ]
    if draft.weekday and draft.day:
        dated = [d for d in dated if d[0].isoweekday() == draft.weekday] or dated
    if not dated:
        return anchor.year
    return _likely(dated, draft, anchor, context.tense()).year


def _likely(dated: list[tuple[date, date]], draft: Draft, anchor: date, tense: int) -> date:
    """Of the same date in three years the one that is meant: the nearest, unless the tense says otherwise."""
    for first, last in dated:
        if first <= anchor <= last:
            return first
    past = [d for d in dated if d[1] < anchor]
    coming = [d for d in dated if d[0] > anchor]
    if not past or not coming:
        return min(dated, key=lambda d: abs((d[0] - anchor).days))[0]
    ago, ahead = anchor - past[-1][1], coming[0][0] - anchor
    if tense > 0:
        # A day of last month that is "future" is one whose clause was misread.
        return past[-1][0] if ago < _NEAR and ahead > 4 * _NEAR and draft.day else coming[0][0]
    if tense < 0 or draft.day is None:
        # "would have been 80 on February 20": past in form, but next week.
        return coming[0][0] if draft.day and ahead < _SOON and ago > 4 * _NEAR else past[-1][0]
    return past[-1][0] if ago <= ahead else coming[0][0]


def _deictic_year(draft: Draft, context: Context, anchor: date) -> int | None:
    """*Last May*, *next summer*, *March this year*."""
    direction = _direction(draft)
    if draft.unit == "year":
        base = context.narrative("year") if direction in _NARRATIVE else anchor
        return (base or anchor).year + _offset(direction)
    this = _in_year(draft, anchor.year)
    if this.first is None or this.last is None:
        return anchor.year
    if direction in _BACK:
        return anchor.year if this.last < anchor else anchor.year - 1
    if direction in _AHEAD:
        return anchor.year if this.first > anchor else anchor.year + 1
    return anchor.year


def _holiday(draft: Draft, context: Context) -> Value:
    year = draft.year if draft.year is not None else _open_year(draft, context)
    if year is None:
        rule = holidays()[draft.holiday or ""]
        return Value("DATE", f"XXXX-{rule}" if len(rule) == 5 and rule[2] == "-" else "XXXX-XX-XX")
    return _in_year(draft, year)


def _weekday(draft: Draft, context: Context) -> Value:
    assert draft.weekday is not None
    direction, anchor = _direction(draft), context.anchor
    if direction in _NARRATIVE or draft.towards == "the next":
        anchor = context.narrative("day")
    if anchor is None:
        return Value("DATE", f"XXXX-WXX-{draft.weekday}")
    today = anchor.isoweekday()
    if draft.unit == "week":
        week = period("week", moved(anchor, "week", _offset(direction)))
        assert week.first is not None
        return period("day", week.first + timedelta(days=draft.weekday - 1))
    if direction in _BACK:
        return period("day", anchor - timedelta(days=(today - draft.weekday) % 7 or 7))
    if direction in _AHEAD:
        return period("day", anchor + timedelta(days=(draft.weekday - today) % 7 or 7))
    if direction == "this":
        day = anchor + timedelta(days=draft.weekday - today)
        return period("day", day + timedelta(days=7) if day < anchor and context.tense() > 0 else day)
    if context.tense() > 0:
        return period("day", anchor + timedelta(days=(draft.weekday - today) % 7))
    return period("day", anchor - timedelta(days=(today - draft.weekday) % 7))


# --- counted from a day


def _unit(draft: Draft, context: Context) -> Value:
    assert draft.unit is not None
    direction, unit = _direction(draft), draft.unit
    # "earlier in the day", "the next week": of the day spoken of, not of the report's.
    narrative = direction in _NARRATIVE or draft.towards == "the next" or (unit == "day" and not draft.towards)
    base = context.narrative(unit) if narrative else context.anchor
    if base is None:
        return open_value(unit)
    if unit == "weekend":
        return period("weekend", moved(base, "week", _weekend_offset(direction, base, context)))
    return period(unit, moved(base, "month" if unit == "season" else unit, _offset(direction)))


def _weekend_offset(direction: str, base: date, context: Context) -> int:
    """*The weekend* and *this weekend* are the last one in a past clause, else the coming one."""
    if direction in ("the", "this", ""):
        return -1 if base.isoweekday() < 6 and context.tense() < (1 if direction == "the" else 0) else 0
    if direction in _BACK:
        return -1
    return _offset(direction)


def _day(draft: Draft, context: Context) -> Value:
    if context.anchor is None:
        return Value("DATE", "XXXX-XX-XX")
    return period("day", context.anchor + timedelta(days=int(draft.count or 0)))


def _shift(draft: Draft, context: Context) -> Value:
    direction = (draft.towards or "").partition(" ")[0]
    back, unit = direction in _BACK, draft.unit or "day"
    count = draft.count
    if count is None and not draft.plural and direction in _NARRATIVE:
        count = 1
    if count is None:
        past = context.anchor if direction in ("ago", "back") else None
        return Value("DATE", "PAST_REF" if back else "FUTURE_REF", None, past, "vague")
    base = context.narrative(unit) if direction in _NARRATIVE else context.anchor
    if base is None:
        return open_value(unit)
    day = moved(base, unit, -count if back else count)
    value = _as_exact(unit, day, base, count)
    return value._replace(type="TIME", value=f"{value.value}T{draft.part}") if draft.part else value


def _as_exact(unit: str, day: date, base: date, count: float) -> Value:
    """As exact as the unit: *two years ago* is a year, *two days ago* a day."""
    if unit in ("hour", "minute", "second"):
        # An hour before may be the day before.
        first, last = min(day, base), max(day, base)
        if first == last and unit == "hour" and count >= 6:
            first -= timedelta(days=1)
        return Value("DATE", day.isoformat(), first, last, "day" if first == last else "range")
    if unit in ("decade", "century", "millennium"):
        return year_of(day.year)
    if count % 1 and unit == "year":
        return period("month", day)
    return period(unit, day)


def _span(draft: Draft, context: Context) -> Value:
    """*The past five years*, *the next 48 hours*, *recent weeks*, *the coming days*."""
    direction, unit, anchor = draft.towards or "", draft.unit or "day", context.anchor
    back, ahead = direction in ("past", "last", "recent"), direction in ("next", "coming", "upcoming")
    if draft.count is None and direction == "recent":
        return Value("DATE", "PAST_REF", None, anchor, "vague")
    if draft.count is None and direction in ("coming", "upcoming", "ensuing"):
        return Value("DATE", "FUTURE_REF", anchor, None, "vague")
    value = duration_value(draft.count, unit)
    if anchor is None or not (back or ahead):
        return Value("DURATION", value, precision="vague")
    if draft.count is None:
        return Value("DURATION", value, None if back else anchor, anchor if back else None, "vague")
    hours = unit in ("hour", "minute", "second")
    other = moved(anchor, unit, -draft.count if back else draft.count)
    if hours and other == anchor and unit == "hour" and draft.count >= 6:
        other += timedelta(days=-1 if back else 1)
    return Value("DURATION", value, min(other, anchor), max(other, anchor), "range")


# --- lengths, sets, vague times, times of day


def _duration(draft: Draft, _context: Context) -> Value:
    return Value("DURATION", duration_value(draft.count, draft.unit or "day"), precision="vague")


def _set(draft: Draft, _context: Context) -> Value:
    if draft.weekday:
        value = f"XXXX-WXX-{draft.weekday}" + (f"T{draft.part}" if draft.part else "")
    elif draft.month:
        value = f"XXXX-{draft.month:02}"
    elif draft.season:
        value = f"XXXX-{draft.season}"
    elif draft.part:
        value = f"XXXX-XX-XXT{draft.part}"
    else:
        vague = draft.plural and draft.count is None
        value = draft.value or duration_value(None if vague else draft.count or 1, draft.unit or "day")
    return Value("SET", value, precision="vague")


def _reference(draft: Draft, context: Context) -> Value:
    anchor, value = context.anchor, draft.value or "PAST_REF"
    first = None if value == "PAST_REF" else anchor
    last = None if value == "FUTURE_REF" else anchor
    return Value("DATE", value, first, last, "vague")


def _clock(draft: Draft, context: Context) -> Value:
    """A time of day by itself lies on the day beside it, the last day spoken of, or the report's."""
    if draft.base is not None:
        day = resolve(draft.base, context)
    elif draft.towards in ("last", "this"):
        offset = -1 if draft.towards == "last" else 0
        day = period("day", context.anchor + timedelta(days=offset)) if context.anchor else Value("DATE", "XXXX-XX-XX")
    elif context.reference is not None and context.reference.precision == "day" and context.reference.first:
        day = period("day", context.reference.first + timedelta(days=_offset(_direction(draft))))
    elif context.anchor is not None:
        day = period("day", context.anchor)
    else:
        day = Value("DATE", "XXXX-XX-XX")
    return day._replace(type="TIME", value=f"{day.value.partition('T')[0]}T{draft.clock or draft.part}")


_RESOLVERS: dict[str, Callable[[Draft, Context], Value]] = {
    "calendar": _calendar, "weekday": _weekday, "unit": _unit, "day": _day, "shift": _shift, "span": _span,
    "duration": _duration, "set": _set, "reference": _reference, "clock": _clock, "part": _clock, "holiday": _holiday,
}  # fmt: skip
