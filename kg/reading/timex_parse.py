"""From tokens to drafts: the longest rule at each place, then the joining of neighbours that say one time together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from kg.reading import timex_lexicon as lexicon
from kg.reading.quantities import number
from kg.reading.timex_grammar import Draft, Grammar
from kg.reading.timex_lexicon import Tokens

Groups = Mapping[str, tuple[int, int]]
Builder = Callable[[Tokens, Groups, int, int], list[Draft]]

_MODIFIERS = {
    "early": "early", "late": "late", "mid": "mid", "middle": "mid", "height": "mid", "earlier": "earlier",
    "later": "later", "beginning": "start", "start": "start", "dawn": "start", "opening": "start", "onset": "start",
    "eve": "eve", "end": "end", "close": "end", "turn": "end", "rest": "later", "remainder": "later",
    "first": "early", "second": "late", "latter": "late", "final": "end", "last": "end",
}  # fmt: skip
_NOT_NUMBERS = frozenset({"-", "of"})
_PARTS_OF_YEAR = {"quarter": 4, "half": 2, "trimester": 3}
_DAYS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}


def parse(tokens: Tokens, grammar: Grammar) -> list[Draft]:
    """All drafts of the text in order, joined, unresolved. Linear in the text's length."""
    return _shared(_joined(list(_matches(tokens, grammar)), tokens, grammar), tokens)


def _matches(tokens: Tokens, grammar: Grammar) -> Iterator[Draft]:
    codes = tokens.codes
    for position, stop in grammar.candidates(codes):
        at = position
        while found := grammar.probe.search(codes, at, stop):
            start = found.start()
            matches = [
                (m.end(), -i, kind, m)
                for i, (kind, rule) in enumerate(grammar.rules)
                if (m := rule.match(codes, start, stop))
            ]
            at = start + 1
            for end, _, kind, match in sorted(matches, key=lambda m: m[:2], reverse=True):
                groups = {
                    name.partition("__")[0]: match.span(name)
                    for name, text in match.groupdict().items()
                    if text is not None
                }
                drafts = _BUILDERS[kind](tokens, groups, start, end)
                if drafts:
                    yield from drafts
                    at = max(drafts[-1].end, at)
                    break


# --- one rule's match to drafts


def _number(words: list[str]) -> float | None:
    """How many a quantity says; None for a vague one."""
    plus = 0.5 if words[-1] == "half" and "and" in words else 0.0
    if plus:
        words = words[: words.index("and")]
    kept = [w for w in words if w not in _NOT_NUMBERS]
    if kept in (["a"], ["an"]):
        return 1 + plus
    if "half" in kept:
        return 0.5
    if "couple" in kept:
        return 2
    if kept == ["a", "dozen"]:
        return 12
    value = number(kept)
    return None if value is None else value + plus


def _ordinal(word: str) -> int:
    if word[:1].isdigit():
        return int(word.rstrip("stndrh"))
    return {"last": -1, "final": -1}.get(word) or lexicon.ORDINALS.get(word, 0)


_READERS: dict[str, Callable[[str], object]] = {
    "year": int,
    "month": lexicon.MONTHS.__getitem__,
    "day": _ordinal,
    "nth": _ordinal,
    "century": _ordinal,
    "season": lexicon.SEASONS.__getitem__,
    "weekday": lambda word: lexicon.WEEKDAYS.get(word) or lexicon.WEEKDAYS[word[:-1]],
    "part": lambda word: lexicon.PARTS.get(word) or lexicon.PARTS[word[:-1]],
    "unit": lambda word: lexicon.PLURALS.get(word, word),
}


def _read(tokens: Tokens, groups: Groups) -> dict[str, Any]:
    """The groups that mean the same in every rule, as fields of a draft."""
    out: dict[str, Any] = {}
    for name, (i, j) in groups.items():
        if name in _READERS:
            out[name] = _READERS[name](tokens.word(i))
        elif name == "towards":
            out["towards"] = " ".join(tokens.words(i, j))
        elif name == "quant":
            out["count"] = _number(tokens.words(i, j))
        elif name == "mod":
            final = tokens.word(j - 1) == "days" and tokens.word(i) in ("final", "last")
            out["modifier"] = _MODIFIERS["final" if final else tokens.word(i)]
    if "unit" in groups:
        out["plural"] = tokens.word(groups["unit"][0]) in lexicon.PLURALS
    return out


def _plain(kind: str) -> Builder:
    def build(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
        return [Draft(kind, start, end, **_read(tokens, groups))]

    return build


def _calendar(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    draft = Draft("calendar", start, end, **_read(tokens, groups))
    # A month's or a season's name alone is weak: "may", "march", "spring" and "fall" are words besides.
    draft.weak = draft.day is None and draft.year is None and draft.nth is None and not draft.towards
    return [draft]


def _pair(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    """*May 3-5* and *3 to 5 May*: two expressions, the year of the last."""
    fields = _read(tokens, groups)
    middle, until = groups["join"][0], groups["until"][0]
    first, second = fields.pop("day"), _ordinal(tokens.word(until))
    if tokens.code(middle) != "-" and first >= second:
        return []
    return [Draft("calendar", start, middle, day=first, **fields), Draft("calendar", until, end, day=second, **fields)]


def _iso(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    text = tokens.raw(groups["iso"][0])
    year, month, day = (int(n) for n in text[:10].split("-"))
    return [Draft("calendar", start, end, year=year, month=month, day=day, clock=text[11:] or None)]


def _slash(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    text = tokens.raw(groups["slash"][0])
    if text == "9/11":
        return [Draft("calendar", start, end, year=2001, month=9, day=11)]
    a, b, year = (int(n) for n in re.split(r"[/.]", text))
    year += 0 if year >= 100 else 2000 if year < 50 else 1900
    # Dots are written day first; with slashes, American month first unless that cannot be.
    month, day = (b, a) if "." in text or a > 12 else (a, b)
    valid = 1 <= month <= 12 and 1 <= day <= 31
    return [Draft("calendar", start, end, year=year, month=month, day=day)] if valid else []


def _yearpair(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    """*2010-11*: two years."""
    year, tail = int(tokens.word(start)), tokens.word(groups["tail"][0])
    tight = tokens.tight(end - 1) and tokens.tight(start + 1)
    if not tight or len(tail) != 2 or int(tail) <= year % 100:
        return []
    second = Draft("calendar", end - 1, end, year=year // 100 * 100 + int(tail))
    return [Draft("calendar", start, start + 1, year=year), second]


def _year(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    draft = Draft("calendar", start, end, **_read(tokens, groups))
    draft.value = f"FY{draft.year}" if "fiscal" in groups else None
    draft.weak = end - start == 1
    return [draft]


def _quarter(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    fields = _read(tokens, groups)
    nth = fields.pop("nth", None)
    draft = Draft("calendar", start, end, **fields)
    if "q" in groups:
        draft.quarter = "Q" + tokens.word(groups["q"][0])[1]
        return [draft]
    what = tokens.word(groups["what"][0])
    if nth == 0:
        towards = tokens.word(groups["nth"][0])
        return [Draft("unit", start, end, unit="quarter", towards=towards)] if what == "quarter" else []
    if nth > _PARTS_OF_YEAR[what]:
        return []
    draft.quarter = ("H" if what == "half" else "Q") + str(_PARTS_OF_YEAR[what] if nth == -1 else nth)
    # "the first half" is as often a match's.
    draft.weak = what != "quarter" and draft.year is None and tokens.word(end - 1) != "year"
    return [draft]


def _decade(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    word = tokens.word(groups["decade"][0])
    if word in lexicon.DECADES:
        return [Draft("calendar", start, end, decade=f"19{lexicon.DECADES[word]}")]
    digits = re.sub(r"\D", "", word)
    if not digits.endswith("0") or len(digits) == 3:
        return []
    if len(digits) == 4:
        return [Draft("calendar", start, end, decade=digits[:3])]
    century = "20" if digits < "30" else "19"
    named = tokens.code(start) == "'" or tokens.word(start) == "the"
    return [Draft("calendar", start, end, decade=century + digits[0])] if named else []


def _clock(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    i = groups["clock"][0]
    word, code = tokens.word(i), tokens.code(i)
    ampm = next((tokens.word(k)[0] for k in range(i, end) if tokens.code(k) == "a"), "")
    second = ""
    if word in lexicon.NOONS:
        hour, minute = int(lexicon.NOONS[word][:2]), 0
    elif code == "c":
        pieces = word.split(":")
        hour, minute, second = int(pieces[0]), int(pieces[1]), "".join(f":{p}" for p in pieces[2:])
    elif code in "yz":
        hour, minute = int(word[:2]), int(word[2:])
    elif code == "f":
        if not re.fullmatch(r"\d{1,2}\.\d\d", word):
            return []
        hour, minute = (int(n) for n in word.split("."))
    else:
        hour, minute = int(number([word]) or 0), 30 if "half" in groups else 0
    if ampm:
        hour = hour % 12 + (12 if ampm == "p" else 0)
    if hour > 24 or minute > 59:
        return []
    zone = "Z" if any(tokens.word(k) in ("utc", "gmt") for k in range(i, end)) else ""
    weak = code == "c" and end - i == 1
    return [Draft("clock", start, end, clock=f"{hour:02}:{minute:02}{second}{zone}", weak=weak)]


def _shift(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    draft = Draft("shift", start, end, **_read(tokens, groups))
    if "half" in groups and draft.count is not None:
        draft.count += 0.5
    return [draft]


def _duration(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    draft = Draft("duration", start, end, **_read(tokens, groups))
    if "half" in groups and draft.count is not None:
        draft.count += 0.5
    if "quant" not in groups:
        draft.weak = end - start == 1
        draft.count = None if draft.weak else 1
    else:
        i, j = groups["quant"]
        dashed = tokens.code(j) == "-"
        draft.weak = tokens.word(i) in ("a", "an", "one") and j == i + 1 == start + 1 and not dashed
    return [draft]


def _set(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    draft = Draft("set", start, end, **_read(tokens, groups))
    if "word" in groups:
        draft.value, draft.weak = lexicon.SET_WORDS[tokens.word(start)], True
    if "other" in groups:
        draft.count = 2
    return [draft]


def _dayword(tokens: Tokens, _groups: Groups, start: int, end: int) -> list[Draft]:
    word = tokens.word(end - 1)
    days = _DAYS[word] * (2 if end - start > 1 else 1)
    return [Draft("day", start, end, count=days, part="NI" if word == "tonight" else None)]


def _reference(value: str) -> Builder:
    def build(_tokens: Tokens, _groups: Groups, start: int, end: int) -> list[Draft]:
        return [Draft("reference", start, end, value=value, weak=end - start == 1)]

    return build


def _holiday(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    words = tokens.words(*groups["holiday"])
    name = "".join(w if w[0] in "'’" else " " + w for w in words).strip().replace("’", "'")
    return [Draft("holiday", start, end, holiday=name, **_read(tokens, groups))]


_BUILDERS: dict[str, Builder] = {
    "iso": _iso, "slash": _slash, "calendar": _calendar, "pair": _pair, "weekday": _plain("weekday"),
    "dayword": _dayword, "unit": _plain("unit"), "span": _plain("span"), "shift": _shift, "quarter": _quarter,
    "year": _year, "yearpair": _yearpair, "decade": _decade, "century": _plain("calendar"), "clock": _clock,
    "part": _plain("part"), "duration": _duration, "set": _set, "past": _reference("PAST_REF"),
    "present": _reference("PRESENT_REF"), "future": _reference("FUTURE_REF"), "holiday": _holiday,
}  # fmt: skip


# --- neighbours that are one expression

_WITH_DAY = ("on", ",", ", on", "-", "the", "local time on", "on the")
_WITH_CLOCK = ("at", ",", "at about", "at around", "around", "-", ", at", "by", "before", "after", "from")
_LISTED = frozenset({"to", "and", "or", "-", ",", "through", "until", "till", "from", "between", "the", "on", "in"})
_DAY_KINDS = frozenset({"weekday", "day", "holiday"})


def _joined(drafts: list[Draft], tokens: Tokens, grammar: Grammar) -> list[Draft]:
    """Modifiers taken in, clock times and day parts joined with their day, parts with the year they belong to."""
    out: list[Draft] = []
    for draft in drafts:
        _modify(draft, tokens, grammar, out[-1].end if out else 0)
        last = out[-1] if out else None
        joint = _join(last, draft, tokens) if last and draft.start - last.end <= 4 else None
        if joint:
            out[-1] = joint
        else:
            out.append(draft)
    return out


def _modify(draft: Draft, tokens: Tokens, grammar: Grammar, floor: int) -> None:
    if draft.modifier or draft.kind in ("shift", "duration", "set", "reference", "clock", "span"):
        return
    for i in range(max(floor, draft.start - 6), draft.start):
        match = grammar.modifier.fullmatch(tokens.codes, i, draft.start)
        if match:
            at, end = match.span("mod" if match["mod"] else "mod__b")
            draft.modifier = _read(tokens, {"mod": (at, end)})["modifier"]
            draft.start, draft.weak = i, False
            return


def _is_day(draft: Draft) -> bool:
    named = draft.kind == "calendar" and (draft.day is not None or draft.weekday is not None)
    return named or draft.kind in _DAY_KINDS or (draft.kind in ("unit", "shift") and draft.unit == "day")


def _join(a: Draft, b: Draft, tokens: Tokens) -> Draft | None:
    """One draft for `a` and `b` where they are one expression, else None; a clock beside a day is given that day."""
    gap = " ".join(tokens.words(a.end, b.start))
    if a.kind == "clock":
        return _clock_join(a, b, gap)
    if _is_day(a):
        if b.kind == "part" and not gap and a.part is None and b.towards is None:
            return replace(a, end=b.end, part=b.part, modifier=a.modifier or b.modifier)
        if b.kind == "clock" and a.clock is None:
            if not gap and not b.weak:
                return replace(a, end=b.end, clock=b.clock)
            if gap in _WITH_CLOCK:
                b.base, b.weak = a, False
    if a.kind == "part" and _is_day(b) and gap in ("", "of") and b.part is None and a.towards is None:
        return replace(b, start=a.start, part=a.part, modifier=a.modifier or b.modifier)
    yearless = b.kind == "calendar" and b.month and b.year is None and b.base is None
    if yearless and a.kind == "unit" and a.unit == "year" and not a.modifier and not gap:
        return replace(b, start=a.start, base=a, weak=False)
    # "summer last year", "the second half of 2014": the second says which year.
    if a.kind == "calendar" and a.year is None and a.base is None and (a.month or a.season or a.quarter):
        if b.kind == "unit" and b.unit == "year" and not b.modifier and gap in ("", "of"):
            return replace(a, end=b.end, base=b, weak=False)
        whole = b.kind == "calendar" and b.year and not (b.month or b.season or b.quarter or b.modifier)
        if whole and gap == "of":
            return replace(a, end=b.end, year=b.year, weak=False)
    return None


def _clock_join(a: Draft, b: Draft, gap: str) -> Draft | None:
    if b.kind == "part" and b.towards is None and gap in ("in", "at", "in the", ""):
        hour = int((a.clock or "0")[:2])
        if b.part in ("AF", "EV", "NI") and 1 <= hour < 12 and not (b.part == "NI" and hour < 5):
            a.clock = f"{hour + 12}{(a.clock or '')[2:]}"
        return replace(a, end=b.end, weak=False)
    if _is_day(b):
        if not gap:
            return replace(b, start=a.start, clock=a.clock, weak=False)
        if gap in _WITH_DAY:
            a.base, a.weak = b, False
    return None


def _shared(drafts: list[Draft], tokens: Tokens) -> list[Draft]:
    """A year said once for a list or a range: *from 3 May to 5 June 2014*, *in March and April 2014*."""
    for a, b in zip(reversed(drafts[:-1]), reversed(drafts[1:]), strict=True):
        calendar = a.kind == b.kind == "calendar" and a.month and b.month and b.start - a.end <= 3
        gap = tokens.words(a.end, b.start) if calendar else []
        if not calendar or a.year or a.base or not all(w in _LISTED for w in gap):
            continue
        a.base = b.base
        if a.month and b.month and b.year:
            later = (a.month, a.day or 0) > (b.month, b.day or 31) and "and" not in gap
            a.year, a.weak = b.year - later, False
    return drafts
