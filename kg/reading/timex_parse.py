"""From tokens to drafts: the longest rule at each place, then the joining of neighbours that say one time together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from kg.reading import timex_lexicon as lexicon
from kg.reading.quantities import number
from kg.reading.timex_grammar import Draft, Grammar
from kg.reading.timex_lexicon import Tokens

Groups = Mapping[str, tuple[int, int]]
Builder = Callable[[Tokens, Groups, int, int], list[Draft]]

_MODIFIERS = {
    "early": "early", "late": "late", "mid": "mid", "middle": "mid", "height": "mid", "earlier": "earlier", "later": "later",
    "beginning": "start", "start": "start", "dawn": "start", "opening": "start", "onset": "start", "eve": "start",
    "end": "end", "close": "end", "turn": "end", "rest": "later", "remainder": "later", "first": "early", "second": "late",
    "latter": "late", "final": "end", "last": "end",
}  # fmt: skip
_NOT_NUMBERS = frozenset({"-", "of", "full"})


def parse(tokens: Tokens, grammar: Grammar) -> list[Draft]:
    """All drafts of the text in order, joined, unresolved. Linear in the text's length."""
    return _shared(_joined(list(_matches(tokens, grammar)), tokens, grammar), tokens)


def _matches(tokens: Tokens, grammar: Grammar) -> Iterator[Draft]:
    position = 0
    while found := grammar.probe.search(tokens.codes, position):
        start = found.start()
        matches = [
            (m.end(), -i, kind, m)
            for i, (kind, rule) in enumerate(grammar.rules)
            if (m := rule.match(tokens.codes, start))
        ]
        position = start + 1
        for end, _, kind, match in sorted(matches, key=lambda m: m[:2], reverse=True):
            groups = {n.partition("__")[0]: match.span(n) for n, text in match.groupdict().items() if text is not None}
            drafts = _BUILDERS[kind](tokens, groups, start, end)
            if drafts:
                yield from drafts
                position = max(drafts[-1].end, position)
                break


def _number(tokens: Tokens, span: tuple[int, int]) -> float | None:
    """How many a quantity says; None for a vague one."""
    words = tokens.words[span[0] : span[1]]
    plus = 0.5 if words[-1] == "half" and "and" in words else 0.0
    if plus:
        words = words[: words.index("and")]
    kept = [w for w in words if w not in _NOT_NUMBERS]
    if kept in (["a"], ["an"]):
        return 1 + plus
    if kept[:1] == ["half"] or kept[-1:] == ["half"]:
        return 0.5
    if "couple" in kept:
        return 2
    if kept == ["a", "dozen"]:
        return 12
    value = number(kept)
    return None if value is None else value + plus


def _ordinal(word: str) -> int:
    if word[:1].isdigit():
        return int(re.match(r"\d+", word)[0])  # type: ignore[index]
    return {"last": -1, "final": -1, "latest": 0, "current": 0}.get(word) or lexicon.ORDINALS.get(word, 0)


def _read(tokens: Tokens, groups: Groups) -> dict[str, object]:
    """The groups that mean the same in every rule."""
    out: dict[str, object] = {}
    for name, (i, j) in groups.items():
        word = tokens.words[i]
        if name == "year":
            out["year"] = int(word)
        elif name == "month":
            out["month"] = lexicon.MONTHS[word]
        elif name == "day":
            out["day"] = _ordinal(word)
        elif name == "weekday":
            out["weekday"] = lexicon.WEEKDAYS.get(word) or lexicon.WEEKDAYS[word[:-1]]
        elif name == "season":
            out["season"] = lexicon.SEASONS[word]
        elif name == "part":
            out["part"] = lexicon.PARTS.get(word) or lexicon.PARTS[word[:-1]]
        elif name == "unit":
            out["unit"] = lexicon.PLURALS.get(word, word)
            out["plural"] = word in lexicon.PLURALS
        elif name == "towards":
            out["towards"] = " ".join(tokens.words[i:j])
        elif name == "quant":
            out["count"] = _number(tokens, (i, j))
        elif name == "mod":
            words = tokens.words[i:j]
            out["modifier"] = _MODIFIERS["final" if words[-1] == "days" and words[0] in ("final", "last") else words[0]]
        elif name == "nth":
            out["nth"] = _ordinal(word)
    return out


def _plain(kind: str) -> Builder:
    def build(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
        return [Draft(kind, start, end, **_read(tokens, groups))]  # type: ignore[arg-type]

    return build


def _calendar(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    draft = Draft("calendar", start, end, **_read(tokens, groups))  # type: ignore[arg-type]
    if draft.month is None:
        return []
    # A month's name without a day is weak: "may", "march" and "august" are words besides.
    draft.weak = draft.day is None and draft.year is None
    if draft.day is not None and "year" not in groups and tokens.codes[end - 1] in "dy" and tokens.tight(end - 1):
        draft.weak = True
    return [draft]


def _pair(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    fields = _read(tokens, groups)
    i = groups["until"][0]
    first, second = _ordinal(tokens.words[groups["day"][0]]), _ordinal(tokens.words[i])
    if tokens.codes[groups["join"][0]] != "-" and first >= second:
        return []
    common = {"year": fields.get("year"), "month": fields["month"]}
    a = Draft("calendar", start, groups["join"][0], day=first, **common)  # type: ignore[arg-type]
    b = Draft("calendar", i, end, day=second, **common)  # type: ignore[arg-type]
    return [a, b]


def _iso(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    text = tokens.words[groups["iso"][0]].upper()
    year, month, day = (int(n) for n in text[:10].split("-"))
    return [Draft("calendar", start, end, year=year, month=month, day=day, clock=text[11:] or None)]


def _slash(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    text = tokens.words[start]
    if text == "9/11":
        return [Draft("calendar", start, end, year=2001, month=9, day=11)]
    a, b, year = (int(n) for n in re.split(r"[/.]", text))
    year += 0 if year >= 100 else 2000 if year < 50 else 1900
    # Dots are written day first; with slashes, American month first unless that cannot be.
    month, day = (b, a) if "." in text or a > 12 else (a, b)
    return [Draft("calendar", start, end, year=year, month=month, day=day)] if month <= 12 and day <= 31 else []


def _yearpair(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    year, tail = int(tokens.words[start]), tokens.words[end - 1]
    if not (tokens.tight(end - 1) and tokens.tight(start + 1)) or len(tail) != 2 or int(tail) <= year % 100:
        return []
    a = Draft("calendar", start, start + 1, year=year)
    return [a, Draft("calendar", end - 1, end, year=year // 100 * 100 + int(tail))]


def _year(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    draft = Draft("calendar", start, end, **_read(tokens, groups))  # type: ignore[arg-type]
    if "fiscal" in groups:
        draft.value = f"FY{draft.year}"
    draft.weak = end - start == 1
    return [draft]


def _quarter(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    draft = Draft("calendar", start, end, **_read(tokens, groups))  # type: ignore[arg-type]
    if "q" in groups:
        draft.quarter = "Q" + tokens.words[groups["q"][0]][1]
        return [draft]
    what = tokens.words[groups["what"][0]]
    most = {"quarter": 4, "half": 2, "trimester": 3}[what]
    nth = draft.nth or 0
    if not -1 <= nth <= most or (nth == 0 and what != "quarter"):
        return []
    draft.nth = None
    if nth == 0:
        return [Draft("unit", start, end, unit="quarter", towards=tokens.words[groups["nth"][0]])]
    if what == "half" and draft.year is None and tokens.words[end - 1] != "year":
        draft.weak = True
    draft.quarter = ("H" if what == "half" else "Q") + str(most if nth == -1 else nth)
    return [draft]


def _decade(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    word = tokens.words[groups["decade"][0]]
    if word in lexicon.DECADES:
        return [Draft("calendar", start, end, decade=f"19{lexicon.DECADES[word]}")]
    digits = re.sub(r"\D", "", word)
    if len(digits) == 4 and digits.endswith("0"):
        return [Draft("calendar", start, end, decade=digits[:3])]
    if len(digits) == 2 and digits.endswith("0") and tokens.word(start) in ("the", "'"):
        return [Draft("calendar", start, end, decade=("20" if digits < "30" else "19") + digits[0])]
    return []


def _century(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    return [Draft("calendar", start, end, century=_ordinal(tokens.words[groups["nth"][0]]))]


def _clock(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    i = groups["clock"][0]
    word = tokens.words[i]
    ampm = next((tokens.words[k][0] for k in range(i, end) if tokens.codes[k] == "a"), "")
    weak = False
    if word in lexicon.NOONS:
        hour, minute, rest = int(lexicon.NOONS[word][:2]), 0, ""
    elif tokens.codes[i] == "c":
        hour, minute, rest = int(word.split(":")[0]), int(word.split(":")[1]), word[5:] if word.count(":") == 2 else ""
        weak = not ampm and "zone" not in groups
    elif tokens.codes[i] in "yz":
        hour, minute, rest = int(word[:2]), int(word[2:]), ""
    elif tokens.codes[i] == "f":
        if not re.fullmatch(r"\d{1,2}\.\d\d", word):
            return []
        hour, minute, rest = int(word.split(".")[0]), int(word.split(".")[1]), ""
    else:
        hour, minute, rest = int(number([word]) or 0), 30 if "half" in groups else 0, ""
    if ampm == "p" and hour < 12:
        hour += 12
    elif ampm == "a" and hour == 12:
        hour = 0
    if hour > 24 or minute > 59:
        return []
    zone = "Z" if any(tokens.words[k] in ("utc", "gmt") for k in range(i, end)) else ""
    text = f"{hour:02}:{minute:02}{':' + rest if rest else ''}{zone}"
    return [Draft("clock", start, end, clock=text, weak=weak)]


def _shift(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    draft = Draft("shift", start, end, **_read(tokens, groups))  # type: ignore[arg-type]
    if "half" in groups and draft.count is not None:
        draft.count += 0.5
    if "quant" in groups:
        if draft.unit is None or tokens.words[groups["quant"][1] - 1] in ("of",):
            return [] if draft.unit is None else [draft]
    elif draft.unit is not None:
        draft.count = None
    if draft.towards == "into":
        return []
    return [draft]


def _duration(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    draft = Draft("duration", start, end, **_read(tokens, groups))  # type: ignore[arg-type]
    if "half" in groups and draft.count is not None:
        draft.count += 0.5
    if "quant" not in groups:
        bare = end - start == 1
        draft.count = None if bare else 1
        draft.weak = bare
    else:
        only = tokens.words[groups["quant"][0] : groups["quant"][1]]
        draft.weak = only in (["a"], ["an"]) and start == groups["quant"][0]
    return [draft]


def _set(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    draft = Draft("set", start, end, **_read(tokens, groups))  # type: ignore[arg-type]
    if "word" in groups:
        draft.value = lexicon.SET_WORDS[tokens.words[start]]
        draft.weak = True
    if "other" in groups:
        draft.count = 2
    return [draft]


def _dayword(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    words = tokens.words[start:end]
    days = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}[words[-1]] * (2 if len(words) > 1 else 1)
    return [Draft("day", start, end, count=days, part="NI" if words[-1] == "tonight" else None)]


def _reference(value: str) -> Builder:
    def build(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
        return [Draft("reference", start, end, value=value, weak=end - start == 1)]

    return build


def _holiday(tokens: Tokens, groups: Groups, start: int, end: int) -> list[Draft]:
    i, j = groups["holiday"]
    name = "".join(w if w.startswith("'") else " " + w for w in tokens.words[i:j]).strip().replace("’", "'")
    return [Draft("holiday", start, end, holiday=name, **_read(tokens, groups))]  # type: ignore[arg-type]


_BUILDERS: dict[str, Builder] = {
    "iso": _iso, "slash": _slash, "calendar": _calendar, "pair": _pair, "reverse": _pair, "weekday": _plain("weekday"),
    "monthof": _plain("calendar"), "monthdeixis": _plain("calendar"), "weekdayof": _plain("weekday"),
    "weekdayweek": _plain("weekday"), "nth": _plain("calendar"), "nthunit": _plain("calendar"), "dayword": _dayword,
    "unit": _plain("unit"), "unitmod": _plain("unit"), "seasondeixis": _plain("calendar"), "span": _plain("span"),
    "shift": _shift, "unitshift": _plain("shift"), "longago": _reference("PAST_REF"), "quarter": _quarter,
    "season": _plain("calendar"), "year": _year, "yearpair": _yearpair, "decade": _decade, "century": _century,
    "clock": _clock, "part": _plain("part"), "duration": _duration, "set": _set, "past": _reference("PAST_REF"),
    "present": _reference("PRESENT_REF"), "future": _reference("FUTURE_REF"), "holiday": _holiday,
}  # fmt: skip


def _joined(drafts: list[Draft], tokens: Tokens, grammar: Grammar) -> list[Draft]:
    """Modifiers taken in, clock times and day parts joined with their day, parts with the year they belong to."""
    out: list[Draft] = []
    for draft in drafts:
        _modify(draft, tokens, grammar, out[-1].end if out else 0)
        last = out[-1] if out else None
        joint = _join(last, draft, tokens) if last else None
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
            word = tokens.words[match.start("mod") if match["mod"] else match.start("mod__b")]
            if word in ("last", "final", "first", "second", "latter", "early") and match["mod__b"]:
                word = {"last": "end", "first": "early", "second": "late"}.get(word, word)
            draft.modifier, draft.start, draft.weak = _MODIFIERS[word], i, False
            return


_DAYS = frozenset({"weekday", "day", "holiday"})


def _is_day(draft: Draft) -> bool:
    named = draft.kind == "calendar" and (draft.day is not None or draft.weekday is not None)
    return named or draft.kind in _DAYS or (draft.kind in ("unit", "shift") and draft.unit == "day")


def _join(a: Draft, b: Draft, tokens: Tokens) -> Draft | None:
    """One draft for `a` and `b` where they are one expression, else None; separate clocks are given their day."""
    gap = tokens.words[a.end : b.start]
    plain = not gap
    if _is_day(a) and b.kind == "part" and plain and a.part is None:
        return replace(a, end=b.end, part=b.part, modifier=a.modifier or b.modifier)
    if a.kind == "part" and _is_day(b) and gap in ([], ["of"]) and b.part is None and a.towards is None:
        return replace(b, start=a.start, part=a.part, modifier=a.modifier or b.modifier)
    if a.kind == "clock" and b.kind == "part" and gap in (["in"], ["at"], ["in", "the"], []):
        hour = int((a.clock or "0:")[:2])
        if b.part in ("AF", "EV", "NI") and 1 <= hour < 12 and not (b.part == "NI" and hour < 5):
            a.clock = f"{hour + 12}{(a.clock or '')[2:]}"
        return replace(a, end=b.end, weak=False)
    if a.kind == "clock" and (_is_day(b) or b.kind == "part"):
        if plain and not (b.kind == "part"):
            return replace(b, start=a.start, clock=a.clock, weak=False)
        if gap in (["on"], [","], [",", "on"], ["-"], ["the"]):
            a.base, a.weak = b, False
    if _is_day(a) and b.kind == "clock" and a.clock is None:
        if plain and not b.weak:
            return replace(a, end=b.end, clock=b.clock)
        if gap in (
            ["at"],
            [","],
            ["at", "about"],
            ["around"],
            ["-"],
            [",", "at"],
            ["by"],
            ["before"],
            ["after"],
            ["from"],
        ):
            b.base, b.weak = a, False
    # "summer last year", "the second half of 2014", "the end of March this year": the second says which year.
    if a.kind == "calendar" and a.year is None and gap in ([], ["of"]) and (a.month or a.season or a.quarter):
        if b.kind == "unit" and b.unit == "year":
            return replace(a, end=b.end, base=b, weak=False)
        if b.kind == "calendar" and b.year and not (b.month or b.season or b.quarter or b.decade) and gap:
            return replace(a, end=b.end, year=b.year, weak=False)
    return None


_LISTED = frozenset(
    {"to", "and", "or", "-", ",", "through", "until", "till", "from", "between", "the", "on", "in", "&"}
)


def _shared(drafts: list[Draft], tokens: Tokens) -> list[Draft]:
    """A year said once for a list or a range of days: *from 3 May to 5 June 2014*."""
    for a, b in zip(reversed(drafts[:-1]), reversed(drafts[1:]), strict=True):
        if a.kind != "calendar" or b.kind != "calendar" or a.year or not b.year or a.base:
            continue
        gap = tokens.words[a.end : b.start]
        if a.month and b.month and len(gap) <= 3 and all(w in _LISTED for w in gap):
            later = (a.month, a.day or 0) > (b.month, b.day or 31)
            a.year, a.weak = b.year - (1 if later and gap[:1] != ["and"] else 0), False
    return drafts
