"""Which day a report was published on, of all that it says of itself, and on what evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from kg.sources import _dates

_IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(\d\d)[/_-]?(\d\d)(?!\d)")
_FIRST = date(1900, 1, 1)
_EPOCH = date(1970, 1, 1)

Said = tuple[object, str]
"""A date in any form, and what says so: ``("Fri, 09 Jul 2021 10:00:00 GMT", "pubDate")``."""


@dataclass(frozen=True, slots=True)
class When:
    """The day that is taken, all that was said about days (``published 2021-07-09 (pubDate)``), and what is odd there."""

    published: date | None
    updated: date | None
    evidence: tuple[str, ...]
    warnings: tuple[str, ...]


def from_url(url: str | None) -> Said | None:
    """The day in the path of an address: ``/2021/07/09/``, ``2021-07-09``."""
    if not url:
        return None
    try:
        found = _IN_PATH.search(urlsplit(url).path)
    except ValueError:
        return None
    return (f"{found[1]}-{found[2]}-{found[3]}", "the address") if found and _dates.read_date(found[0]) else None


def decide(published: Iterable[Said], updated: Iterable[Said], today: date | None, instead: Iterable[Said] = ()) -> When:
    """The first of the days `published` that can be true, and the last of the days `updated`.

    No day of publication lies after `today` (a day later is allowed, for time zones), before 1900, or at the beginning of
    computers' time; where nothing better is said, a later one is kept, and warned of by whoever asks. The first possible
    day of `instead` is taken where there is no other.
    """
    warnings: list[str] = []
    days, unread = _read(published)
    for value in unread:
        warnings.append(f"the date {value!r} cannot be read; write it as 2021-07-09")
    able = [(day, by) for day, by in days if _possible(day, today)]
    if not able:
        able = [(day, by) for day, by in _read(instead)[0] if _possible(day, today)][:1]
        days = [*days, *able]
    late = [(day, by) for day, by in days if _FIRST <= day != _EPOCH]
    taken, evidence = next(iter(able or late), (None, ""))
    if taken is not None:
        for day, by in days:
            if abs((day - taken).days) > 1:
                warnings.append(f"{_by(by)} says {day}, {_by(evidence)} says {taken}: {taken} is taken")
    elif days:
        warnings.append(f"the date {days[0][0]} cannot be true and was left out")
    again, _ = _read(updated)
    changes = [(day, by) for day, by in again if _possible(day, today) and (taken is None or day >= taken)]
    if again and not changes:
        warnings.append(f"the date of its change, {again[0][0]}, cannot be true and was left out")
    last = max((day for day, _ in changes), default=None)
    seen = {f"published {day} ({by})" for day, by in days} | {f"updated {day} ({by})" for day, by in changes}
    return When(taken, last, tuple(sorted(seen)), tuple(dict.fromkeys(warnings)))


def _read(said: Iterable[Said]) -> tuple[list[tuple[date, str]], Sequence[str]]:
    days: list[tuple[date, str]] = []
    unread: list[str] = []
    for value, by in said:
        if value in (None, ""):
            continue
        day = value if isinstance(value, date) else _dates.from_value(value)
        if day is None:
            unread.append(str(value)[:40])
        else:
            days.append((day, by))
    return days, unread


def _possible(day: date, today: date | None) -> bool:
    return _FIRST <= day != _EPOCH and (today is None or day <= today + timedelta(days=1))


def _by(evidence: str) -> str:
    return evidence if evidence.startswith(("the ", "its ")) else f"its {evidence}"
