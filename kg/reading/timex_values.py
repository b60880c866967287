"""Which days a draft means: TIMEX3 value, first and last day, precision.

Weeks are ISO weeks. A season lies in the northern hemisphere and begins with its month (summer: June to August). Where
the text leaves the year or the day open and there is no anchor, the value stays underspecified (``XXXX-12-10``,
``XXXX-WXX-4``) and the bounds are None.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, NamedTuple

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from dateutil.relativedelta import relativedelta

from kg.reading.timex_grammar import Draft, holidays
from kg.reading.timex_lexicon import LONG_WEEKDAYS
from kg.records import Precision

Type = Literal["DATE", "TIME", "DURATION", "SET"]

_CODES = {"second": "S", "minute": "M", "hour": "H", "day": "D", "night": "D", "week": "W", "weekend": "WE", "month": "M",
          "quarter": "Q", "year": "Y", "decade": "DE", "century": "CE", "millennium": "ML"}  # fmt: skip
_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_BACK = frozenset(
    {"last", "past", "previous", "preceding", "ago", "earlier", "before", "previously", "prior", "beforehand"}
)
_NARRATIVE = frozenset({"previous", "preceding", "following", "same", "that", "ensuing", "earlier", "later", "before", "after",
                        "afterwards", "afterward", "previously", "prior", "beforehand"})  # fmt: skip


class Value(NamedTuple):
    """What a draft comes to."""

    type: Type
    value: str
    first: date | None = None
    last: date | None = None
    precision: Precision = "day"


@dataclass(frozen=True)
class Context:
    """What the text says outside the expression.

    `anchor` is the report's day; `reference` the last calendar time spoken of, which narrative expressions count from;
    `year` one said before without which a bare month stays open; `tense` is -1, 0 or 1 for past, unknown or future.
    """

    anchor: date | None
    reference: Value | None
    year: int | None
    tense: Callable[[], int]


def resolve(draft: Draft, context: Context) -> Value:
    """The value of `draft` in `context`. Never raises for a date that does not exist: such bounds are None."""
    try:
        value = _RESOLVERS[draft.kind](draft, context)
        if draft.modifier and value.type == "DATE":
            value = _narrowed(value, draft.modifier, context.anchor)
        return _timed(value, draft)
    except (OverflowError, ValueError):
        return Value("DATE", "XXXX-XX-XX", precision="vague")


def _timed(value: Value, draft: Draft) -> Value:
    """With the time of day, if the draft has one."""
    what = draft.clock or draft.part
    if not what or value.type not in ("DATE", "TIME") or draft.kind in ("clock", "part"):
        return value
    return value._replace(type="TIME", value=f"{value.value}T{what}")


# --- periods -----------------------------------------------------------------------------------------------------------


def period(unit: str, day: date) -> Value:
    """The day, week, month, ... that `day` lies in."""
    year = day.year
    if unit in ("day", "night", "hour", "minute", "second"):
        return Value("DATE", day.isoformat(), day, day)
    if unit in ("week", "fortnight", "weekend"):
        monday = day - timedelta(days=day.weekday())
        iso_year, week, _ = day.isocalendar()
        if unit == "weekend":
            return Value(
                "DATE", f"{iso_year}-W{week:02}-WE", monday + timedelta(days=5), monday + timedelta(days=6), "range"
            )
        return Value("DATE", f"{iso_year}-W{week:02}", monday, monday + timedelta(days=6), "week")
    if unit == "month":
        return _month(year, day.month)
    if unit == "quarter":
        return _quarter(year, f"Q{(day.month - 1) // 3 + 1}")
    if unit == "decade":
        start = year // 10 * 10
        return Value("DATE", f"{start // 10}X", date(start, 1, 1), date(start + 9, 12, 31), "range")
    if unit == "century":
        start = (year - 1) // 100 * 100 + 1
        return Value("DATE", f"{(year - 1) // 100:02}XX", date(start, 1, 1), date(start + 99, 12, 31), "range")
    if unit == "millennium":
        return Value("DATE", f"{year // 1000}XXX", date(year // 1000 * 1000, 1, 1), None, "range")
    return _year(year)


def _year(year: int) -> Value:
    return Value("DATE", f"{year:04}", date(year, 1, 1), date(year, 12, 31), "year")


def _month(year: int, month: int) -> Value:
    last = calendar.monthrange(year, month)[1]
    return Value("DATE", f"{year:04}-{month:02}", date(year, month, 1), date(year, month, last), "month")


def _quarter(year: int, quarter: str) -> Value:
    length = 3 if quarter[0] == "Q" else 6
    first = date(year, (int(quarter[1]) - 1) * length + 1, 1)
    return Value("DATE", f"{year}-{quarter}", first, first + relativedelta(months=length, days=-1), "range")


def _season(year: int, season: str) -> Value:
    first = date(year, _SEASON_MONTHS[season], 1)
    return Value("DATE", f"{year}-{season}", first, first + relativedelta(months=3, days=-1), "range")


def moved(day: date, unit: str, count: float) -> date:
    """`day` moved by `count` units; a half is taken in the next smaller unit."""
    whole, part = math.trunc(count), count - math.trunc(count)
    steps = {"fortnight": ("days", 14), "week": ("days", 7), "weekend": ("days", 7), "day": ("days", 1), "night": ("days", 1),
             "quarter": ("months", 3), "month": ("months", 1), "year": ("months", 12), "decade": ("months", 120),
             "century": ("months", 1200), "millennium": ("months", 12000)}  # fmt: skip
    if unit not in steps:
        hours = count * {"hour": 1, "minute": 1 / 60, "second": 1 / 3600}[unit]
        return (
            day + timedelta(days=math.copysign(math.ceil(abs(hours) / 24 - 1e-9), hours)) if abs(hours) >= 24 else day
        )
    name, size = steps[unit]
    amount = whole * size + round(part * size)
    return day + (timedelta(days=amount) if name == "days" else relativedelta(months=amount))


# --- resolvers -----------------------------------------------------------------------------------------------------------


def _calendar(draft: Draft, context: Context) -> Value:
    if draft.value:
        return Value("DATE", draft.value, precision="year")
    if draft.decade:
        start = int(draft.decade) * 10
        return Value("DATE", f"{draft.decade}X", date(start, 1, 1), date(start + 9, 12, 31), "range")
    if draft.century:
        start = (draft.century - 1) * 100 + 1
        last = date(start + 99, 12, 31) if start + 99 < 9999 else None
        return Value("DATE", f"{draft.century - 1:02}XX", date(start, 1, 1), last, "range")
    year = draft.year
    if year is None:
        year = _open_year(draft, context)
    if year is None:
        return Value("DATE", _underspecified(draft), precision=_grain(draft))
    return _in_year(draft, year)


def _grain(draft: Draft) -> Precision:
    return "day" if draft.day else "month" if draft.month else "range" if draft.season or draft.quarter else "year"


def _underspecified(draft: Draft) -> str:
    if draft.month:
        return f"XXXX-{draft.month:02}" + (f"-{draft.day:02}" if draft.day else "")
    return f"XXXX-{draft.season or draft.quarter or 'XX'}"


def _in_year(draft: Draft, year: int) -> Value:
    if draft.month and draft.nth is not None and (draft.weekday or draft.unit):
        return _nth(draft, year)
    if draft.month and draft.day:
        text = f"{year:04}-{draft.month:02}-{draft.day:02}"
        try:
            day = date(year, draft.month, draft.day)
        except ValueError:
            return Value("DATE", text)
        return Value("DATE", text, day, day)
    if draft.month:
        return _month(year, draft.month)
    if draft.season:
        return _season(year, draft.season)
    if draft.quarter:
        return _quarter(year, draft.quarter)
    return _year(year)


def _nth(draft: Draft, year: int) -> Value:
    assert draft.month is not None
    month, nth = _month(year, draft.month), draft.nth or 1
    assert month.first is not None and month.last is not None
    if draft.unit:
        day = month.last - timedelta(days=3) if nth == -1 else month.first + timedelta(days=7 * (nth - 1) + 3)
        return period(draft.unit, day)
    day = _nth_weekday(year, draft.month, draft.weekday or 1, nth)
    return period("day", day)


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    if nth == -1:
        last = date(year, month, calendar.monthrange(year, month)[1])
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))


def _open_year(draft: Draft, context: Context) -> int | None:
    """The year of a month, season or quarter that is said without one."""
    anchor = context.anchor
    if draft.base is not None:
        base = resolve(draft.base, context)
        return base.first.year if base.first else None
    if draft.towards and "year" not in (draft.unit or "") and draft.kind == "calendar" and anchor:
        return _deictic_year(draft, anchor, context)
    if context.year is not None and (anchor is None or context.year != anchor.year):
        return context.year
    if anchor is None:
        return None
    candidates = [(year, _in_year(draft, year)) for year in (anchor.year - 1, anchor.year, anchor.year + 1)]
    dated = [(year, v.first, v.last) for year, v in candidates if v.first and v.last]
    if draft.weekday and draft.day:
        fitting = [d for d in dated if d[1].isoweekday() == draft.weekday]
        dated = fitting or dated
    if not dated:
        return anchor.year
    tense = context.tense()
    around = [d for d in dated if d[1] <= anchor <= d[2]]
    if around:
        return around[0][0]
    past = [d for d in dated if d[2] < anchor]
    coming = [d for d in dated if d[1] > anchor]
    if tense > 0 and coming:
        return coming[0][0]
    if (tense < 0 or draft.day is None) and past:
        # A past tense beside a day of the next weeks is more often the parse's mistake than a day of last year.
        near = coming and draft.day is not None and (coming[0][1] - anchor).days <= 31 < (anchor - past[-1][2]).days
        return coming[0][0] if near and tense >= 0 else past[-1][0]
    return min(dated, key=lambda d: abs((d[1] - anchor).days))[0]


def _deictic_year(draft: Draft, anchor: date, context: Context) -> int:
    towards = (draft.towards or "").split()[-1]
    this = _in_year(draft, anchor.year)
    assert this.first is not None and this.last is not None
    if towards in _BACK:
        return anchor.year if this.last < anchor else anchor.year - 1
    if towards in ("next", "coming", "following", "upcoming"):
        return anchor.year if this.first > anchor else anchor.year + 1
    return anchor.year


def _weekday(draft: Draft, context: Context) -> Value:
    assert draft.weekday is not None
    towards = (draft.towards or "").split()[-1:] or [""]
    direction = towards[0]
    anchor = context.anchor
    if direction in _NARRATIVE and context.reference and context.reference.first:
        anchor = context.reference.first
    if anchor is None:
        return Value("DATE", f"XXXX-WXX-{draft.weekday}")
    today = anchor.isoweekday()
    if draft.unit == "week":
        week = period("week", moved(anchor, "week", _offset(direction)))
        assert week.first is not None
        day = week.first + timedelta(days=draft.weekday - 1)
    elif direction in _BACK:
        day = anchor - timedelta(days=(today - draft.weekday) % 7 or 7)
    elif direction in ("next", "following", "coming", "upcoming"):
        day = anchor + timedelta(days=(draft.weekday - today) % 7 or 7)
    elif direction == "this":
        day = anchor + timedelta(days=draft.weekday - today)
        if day < anchor and context.tense() > 0:
            day += timedelta(days=7)
    elif context.tense() > 0:
        day = anchor + timedelta(days=(draft.weekday - today) % 7)
    else:
        day = anchor - timedelta(days=(today - draft.weekday) % 7)
    return period("day", day)


def _offset(direction: str) -> int:
    if direction in _BACK:
        return -1
    return 1 if direction in ("next", "coming", "following", "upcoming", "ensuing", "after", "later") else 0


def _unit(draft: Draft, context: Context) -> Value:
    assert draft.unit is not None
    words = (draft.towards or "this").split()
    direction = words[-1]
    anchor, base = context.anchor, context.anchor
    narrative = direction in _NARRATIVE or (words[0] == "the" and len(words) > 1)
    if narrative and context.reference and context.reference.first:
        base = context.reference.first
    if draft.unit == "weekend" and direction == "the" and anchor:
        # The last weekend in a past report, the coming one with a future verb.
        shift = 0 if context.tense() > 0 or anchor.isoweekday() >= 6 else -1
        return period("weekend", moved(anchor, "week", shift))
    if base is None:
        return Value("DATE", _open_unit(draft.unit), precision=_unit_grain(draft.unit))
    if draft.unit == "weekend" and direction in _BACK and base.isoweekday() < 6:
        return period("weekend", moved(base, "week", -1))
    if draft.unit == "weekend" and direction == "next":
        return period("weekend", moved(base, "week", 1))
    return period(draft.unit, moved(base, draft.unit, _offset(direction)))


def _open_unit(unit: str) -> str:
    return {"week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "year": "XXXX", "day": "XXXX-XX-XX",
            "quarter": "XXXX-QX", "decade": "XXX", "century": "XX"}.get(unit, "XXXX-XX-XX")  # fmt: skip


def _unit_grain(unit: str) -> Precision:
    grains: dict[str, Precision] = {"week": "week", "month": "month", "year": "year"}
    return grains.get(unit, "day" if unit in ("day", "night") else "range")


def _day(draft: Draft, context: Context) -> Value:
    if context.anchor is None:
        return Value("DATE", "XXXX-XX-XX")
    return period("day", context.anchor + timedelta(days=int(draft.count or 0)))


def _shift(draft: Draft, context: Context) -> Value:
    direction = (draft.towards or "").split()[0]
    back = direction in _BACK
    unit = draft.unit or ("day" if draft.part else None)
    base = context.anchor
    if direction in _NARRATIVE and context.reference is not None:
        # A day cannot be counted from a year: there the report's own day is the better guess.
        coarse = context.reference.precision in ("year", "range") and unit in ("day", "night", "week")
        base = base if coarse and base else context.reference.first or base
    count = draft.count
    if count is None and not draft.plural and unit is not None and direction in _NARRATIVE:
        count = 1
    if unit is None or count is None:
        value = "PAST_REF" if back else "FUTURE_REF"
        past = context.anchor if back and direction == "ago" else None
        return Value("DATE", value, None, past, "vague")
    if base is None:
        return Value("DATE", _open_unit(unit), precision=_unit_grain(unit))
    day = moved(base, unit, -count if back else count)
    value = _shifted(unit, day, base, count)
    return value._replace(type="TIME", value=f"{value.value}T{draft.part}") if draft.part else value


def _shifted(unit: str, day: date, base: date, count: float) -> Value:
    """As exact as the unit: *two years ago* is a year, *two days ago* a day; longer units a year at the least."""
    if unit in ("hour", "minute", "second"):
        first, last = min(day, base), max(day, base)
        return Value("DATE", day.isoformat(), first, last, "day" if first == last else "range")
    if unit in ("decade", "century", "millennium"):
        return _year(day.year)
    if count % 1 and unit == "year":
        return period("month", day)
    if unit == "night":
        unit = "day"
    return period("week" if unit == "fortnight" else unit, day)


def _span(draft: Draft, context: Context) -> Value:
    """*The past five years*, *the next 48 hours*, *recent weeks*, *the coming days*."""
    direction, unit, anchor = draft.towards or "", draft.unit or "day", context.anchor
    back = direction in _BACK or direction == "recent"
    ahead = direction in ("next", "coming", "upcoming")
    if draft.count is None and direction == "recent":
        return Value("DATE", "PAST_REF", None, anchor, "vague")
    if draft.count is None and direction in ("coming", "upcoming", "ensuing"):
        return Value("DATE", "FUTURE_REF", anchor if ahead else None, None, "vague")
    value = duration_value(draft.count, unit)
    first = last = None
    if anchor and (back or ahead) and direction not in ("previous", "preceding"):
        if draft.count is None:
            first, last = (None, anchor) if back else (anchor, None)
        else:
            day = moved(anchor, unit, -draft.count if back else draft.count)
            first, last = (day, anchor) if back else (anchor, day)
    return Value("DURATION", value, first, last, "range" if first and last else "vague")


def duration_value(count: float | None, unit: str) -> str:
    """TIMEX3 value of so many units: ``P20Y``, ``PT48H``, ``PXW``."""
    if unit == "fortnight":
        count, unit = (None if count is None else 2 * count), "week"
    if count is not None and count % 1 and unit in ("year", "hour", "decade", "century"):
        scale, smaller = {
            "year": (12, "month"),
            "hour": (60, "minute"),
            "decade": (10, "year"),
            "century": (100, "year"),
        }[unit]
        if (count * scale) % 1 == 0:
            count, unit = count * scale, smaller
    number = "X" if count is None else f"{count:g}" if count < 1e15 else "X"
    if count is not None and count % 1 == 0 and count < 1e15:
        number = str(int(count))
    return f"P{'T' if unit in ('hour', 'minute', 'second') else ''}{number}{_CODES[unit]}"


def _duration(draft: Draft, context: Context) -> Value:
    return Value("DURATION", duration_value(draft.count, draft.unit or "day"), precision="vague")


def _set(draft: Draft, context: Context) -> Value:
    if draft.value:
        return Value("SET", draft.value, precision="vague")
    if draft.weekday:
        return Value("SET", f"XXXX-WXX-{draft.weekday}" + (f"T{draft.part}" if draft.part else ""), precision="vague")
    if draft.month:
        return Value("SET", f"XXXX-{draft.month:02}", precision="vague")
    if draft.season:
        return Value("SET", f"XXXX-{draft.season}", precision="vague")
    if draft.part:
        return Value("SET", f"XXXX-XX-XXT{draft.part}", precision="vague")
    vague = draft.plural and draft.count is None
    return Value("SET", duration_value(None if vague else draft.count or 1, draft.unit or "day"), precision="vague")


def _reference(draft: Draft, context: Context) -> Value:
    anchor, value = context.anchor, draft.value or "PAST_REF"
    if value == "PAST_REF":
        return Value("DATE", value, None, anchor, "vague")
    if value == "FUTURE_REF":
        return Value("DATE", value, anchor, None, "vague")
    return Value("DATE", value, anchor, anchor, "vague")


def _clock(draft: Draft, context: Context) -> Value:
    """A time of day by itself lies on the day beside it, the last day spoken of, or the report's."""
    what = draft.clock or draft.part
    if draft.kind == "part" and draft.towards and context.anchor:
        return _deictic_part(draft, context)
    if draft.base is not None:
        day = resolve(draft.base, context)
        day = day._replace(value=day.value.partition("T")[0])
    elif context.reference is not None and context.reference.precision == "day":
        day = context.reference._replace(value=context.reference.value.partition("T")[0])
    elif context.anchor is not None:
        day = period("day", context.anchor)
    else:
        day = Value("DATE", "XXXX-XX-XX")
    return day._replace(type="TIME", value=f"{day.value}T{what}", precision="day")


def _deictic_part(draft: Draft, context: Context) -> Value:
    words = (draft.towards or "").split()
    base = context.anchor
    if words[-1] not in ("last", "this") and context.reference and context.reference.first:
        base = context.reference.first
    assert base is not None
    day = period("day", base + timedelta(days=_offset(words[-1])))
    return day._replace(type="TIME", value=f"{day.value}T{draft.part}")


def _holiday(draft: Draft, context: Context) -> Value:
    rule = holidays()[draft.holiday or ""]
    fixed = re.fullmatch(r"(\d\d)-(\d\d)", rule)
    if fixed:
        return _calendar(replace(draft, kind="calendar", month=int(fixed[1]), day=int(fixed[2])), context)
    years = [draft.year] if draft.year else [context.year] if context.year else None
    if years is None and context.anchor:
        years = [context.anchor.year + i for i in (-1, 0, 1)]
    days = [_holiday_in(rule, year) for year in years or () if year]
    if not days:
        return Value("DATE", "XXXX-XX-XX")
    anchor, tense = context.anchor, 0 if len(days) == 1 or not context.anchor else context.tense()
    if anchor is None or len(days) == 1:
        return period("day", days[0])
    if tense > 0:
        return period("day", next((d for d in days if d >= anchor), days[-1]))
    if tense < 0:
        return period("day", next((d for d in reversed(days) if d <= anchor), days[0]))
    return period("day", min(days, key=lambda d: abs((d - anchor).days)))


def _holiday_in(rule: str, year: int) -> date:
    name, plus, days = re.fullmatch(r"(.*?)(?:([+-])(\d+))?", rule).groups()  # type: ignore[union-attr]
    shift = timedelta(days=int(f"{plus}{days}") if plus else 0)
    if name.endswith("easter"):
        return easter(year, EASTER_ORTHODOX if name.startswith("orthodox") else EASTER_WESTERN) + shift
    month, nth, weekday = name.split("-")
    return _nth_weekday(year, int(month), LONG_WEEKDAYS[weekday], -1 if nth == "last" else int(nth[0])) + shift


def _narrowed(value: Value, modifier: str, anchor: date | None) -> Value:
    """The part of a period that *early*, *mid*, *late*, *the end of* leave; *earlier this week* ends the day before."""
    first, last = value.first, value.last
    if first is None or last is None or first == last:
        return value
    if modifier == "earlier":
        if anchor and first <= anchor <= last:
            return value._replace(last=max(first, anchor - timedelta(days=1)), precision="range")
        return value
    if modifier == "later":
        if anchor and first <= anchor <= last:
            return value._replace(first=min(last, anchor + timedelta(days=1)), precision="range")
        return value
    low, high = {"early": (0, 6), "start": (0, 3), "mid": (3, 9), "late": (6, 12), "end": (9, 12)}[modifier]
    days = (last - first).days + 1
    if days > 360:
        months = (last.year - first.year + 1) * 12
        start = first + relativedelta(months=months * low // 12)
        stop = first + relativedelta(months=months * high // 12) - timedelta(days=1)
    else:
        start = first + timedelta(days=days * low // 12)
        stop = first + timedelta(days=max(days * high // 12 - 1, 0))
    return value._replace(first=start, last=stop, precision="range")


_RESOLVERS: dict[str, Callable[[Draft, Context], Value]] = {
    "calendar": _calendar, "weekday": _weekday, "unit": _unit, "day": _day, "shift": _shift, "span": _span,
    "duration": _duration, "set": _set, "reference": _reference, "clock": _clock, "part": _clock, "holiday": _holiday,
}  # fmt: skip
