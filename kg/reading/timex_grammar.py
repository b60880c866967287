"""What time expressions look like: patterns over token codes, and the draft that each match fills.

A draft says what the words say (*last*, *week*) and nothing about which days that is; ``timex_values`` resolves it.
In patterns, upper-case names are token classes or macros, lower-case words are themselves, the rest is regular
expression. Of all rules that match at a place the longest match wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from kg.ontology import load
from kg.reading import timex_lexicon as lexicon
from kg.reading.timex_lexicon import SHAPES, Vocabulary


@dataclass(slots=True)
class Draft:
    """What one expression says. Token range ``[start, end)``; fields that it leaves open are None.

    `kind` names the resolver: calendar, weekday, unit, day, shift, span, duration, set, reference, clock, holiday.
    `towards` is the deictic word (last, this, next, previous, following, same, ago, later, ...), `count` a number of units
    (None where vague: *several*), `base` the draft that a shift counts from (*two days before Christmas*).
    """

    kind: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    nth: int | None = None
    season: str | None = None
    quarter: str | None = None
    decade: str | None = None
    century: int | None = None
    part: str | None = None
    clock: str | None = None
    towards: str | None = None
    unit: str | None = None
    count: float | None = None
    plural: bool = False
    modifier: str | None = None
    value: str | None = None
    holiday: str | None = None
    weak: bool = False
    base: Draft | None = field(default=None, repr=False)


MACROS = {
    "MONTH": "(?:LONGMONTH|SHORTMONTH DOT?)",
    "DAYNAME": "(?:WEEKDAY|SHORTDAY DOT?)",
    "NUMBER": "(?:(?:INT|DEC) SCALE?|CARD (?:DASH? CARD|and CARD){0,6})",
    "HALF": "(?:(?:DASH)? and (?:DASH)? a (?:DASH)? half)",
    "QUANT": "(?:NUMBER HALF?|(?:a|an)|half (?:a|an)|a half|a couple (?:of)?|couple of|a few|few|several|many|some|numerous|a dozen"
    "|dozens of|hundreds of|thousands of|tens of|scores of|multiple|countless|a number of)",
    "APPROX": "(?:more than|less than|fewer than|at least|at most|no (?:more|less|fewer) than|about|around|nearly|almost"
    "|roughly|approximately|up to|as (?:long|much|many) as|some|close to|just (?:over|under)|well over)",
    "ORSO": "(?:or (?:so|more))",
    "YEARTAIL": "(?:(?:COMMA|of)? (?P<year>YEAR))?",
    "DEICTIC": "(?:last|next|this|past|previous|coming|following|current|upcoming|preceding|same|that|ensuing)",
    "MODOF": "(?:the)? (?P<mod__b>early part|latter part|first half|second half|latter half|early days|final days|last days"
    "|early hours|middle|beginning|start|end|close|eve|height|rest|remainder|turn|dawn|opening|onset) of",
    "LOCAL": "(?:OPEN? (?:local|ZONE|eastern|pacific|central|moscow) (?:standard|daylight)? time? CLOSE?)",
    "OCLOCK": "(?:o APOS? clock)",
}

RULES: tuple[tuple[str, str], ...] = (
    ("iso", "(?P<iso>ISO)"),
    ("slash", "(?P<slash>SLASH)"),
    (
        "calendar",
        "(?:(?P<weekday>DAYNAME) COMMA? (?:the)?)? (?P<month>MONTH) (?:the)? (?P<day>DAY|ORDNUM) YEARTAIL",
    ),
    (
        "calendar",
        "(?:(?P<weekday>DAYNAME) COMMA?)? (?:(?:the)? (?P<day>DAY|ORDNUM) (?:DASH|of)? |(?:the)? (?P<day__b>ORDWORD) of )"
        "(?P<month>MONTH) YEARTAIL",
    ),
    ("calendar", "(?P<month>MONTH) (?:COMMA|of|DASH)? (?P<year>YEAR)"),
    ("monthof", "(?P<month>MONTH) (?:of)? (?:the)? (?P<towards>this|last|next|that|same|previous|following) year"),
    ("monthdeixis", "(?:the)? (?P<towards>DEICTIC) (?:past|coming)? (?P<month>LONGMONTH) (?P<day>DAY|ORDNUM)?"),
    ("calendar", "(?P<month>LONGMONTH|SHORTMONTH DOT)"),
    ("pair", "(?P<month>MONTH) (?P<day>DAY|ORDNUM) (?P<join>DASH|to|and|or|through|until|till) (?P<until>DAY|ORDNUM) YEARTAIL"),
    ("reverse", "(?:the)? (?P<day>DAY|ORDNUM) (?P<join>DASH|to|and|or|through|until|till) (?:the)? (?P<until>DAY|ORDNUM) (?:of)?"
     " (?P<month>MONTH) YEARTAIL"),
    ("weekday", "(?:(?:the)? (?P<towards>DEICTIC) (?:past|coming)?)? (?P<weekday>WEEKDAY|SHORTDAY DOT)"),
    ("weekdayof", "(?P<weekday>WEEKDAY) (?:of)? (?:the)? (?P<towards>DEICTIC) (?P<unit>week|month)"),
    ("weekdayweek", "(?P<weekday>WEEKDAY) (?P<towards>last|next)"),
    ("nth", "(?:the)? (?P<nth>ORDWORD|last|final|ORDNUM) (?P<weekday>WEEKDAY) (?:of|in) (?P<month>MONTH) YEARTAIL"),
    ("nthunit", "(?:the)? (?P<nth>ORDWORD|last|final|ORDNUM) (?P<unit>week|weekend) (?:of|in) (?P<month>MONTH) YEARTAIL"),
    ("dayword", "(?P<word>today|yesterday|tomorrow|tonight)"),
    ("dayword", "(?P<word>the day before yesterday|the day after tomorrow)"),
    ("unit", "(?:the)? (?:very)? (?P<towards>DEICTIC) (?:past|coming|calendar|fiscal|financial)? (?P<unit>UNIT)"),
    ("unit", "(?P<towards>the) (?P<unit>weekend)"),
    ("unitmod", "(?:MODOF the|(?P<mod>early|late|earlier|later) in the) (?P<unit>day|week|weekend|month|quarter|season|year|decade|century)"),
    ("unitmod", "(?:the)? (?P<unit>year|month|quarter|century) DASH? (?P<mod>end)"),
    ("seasondeixis", "(?:the)? (?P<towards>DEICTIC) (?:past|coming)? (?P<season>SEASON)"),
    ("span", "(?:the|these|this|those)? (?P<towards>past|last|next|coming|previous|following|recent|preceding|upcoming|ensuing|first|final)"
     " (?P<quant>QUANT)? (?:full|consecutive|straight)? (?P<unit>UNITS)"),
    ("shift", "APPROX? (?P<quant>QUANT|more than (?:a|an)) (?:DASH)? (?:full|whole|long)? (?P<unit>UNIT|UNITS)? (?P<half>HALF)? ORSO?"
     " (?P<towards>ago|earlier|later|before|after|afterwards|afterward|hence|previously|prior|from (?:now|today)|beforehand|into)"),
    ("shift", "(?P<unit>UNITS) (?P<towards>ago|earlier|later|before|after|afterwards)"),
    ("unitshift", "the (?P<unit>UNIT|PART) (?P<towards>before|after|earlier|prior|previous|following)"),
    ("longago", "(?:not)? (?:so|too|very)? long (?P<towards>ago)"),
    ("quarter", "(?:the|this|last|next|its|their|our|his)? (?P<nth>ORDWORD|ORDNUM|final|last|latest|current) (?:fiscal|financial|calendar)? DASH?"
     " (?P<what>quarter|half|trimester) (?:of)? (?:the)? (?:fiscal|year)? (?P<year>YEAR)?"),
    ("quarter", "(?P<q>Q) (?:of)? (?P<year>YEAR)?"),
    ("season", "(?:the)? (?P<season>SEASON) (?:of)? (?P<year>YEAR)"),
    ("season", "(?:the)? (?P<season>SEASON)"),
    ("year", "(?:the year)? (?P<year>YEAR)"),
    ("year", "(?:the)? (?P<fiscal>fiscal|financial|fy) (?:year)? (?P<year>YEAR)"),
    ("yearpair", "(?P<year>YEAR) (?:DASH) (?P<tail>DAY|INT)"),
    ("decade", "(?:the)? APOS? (?P<decade>DECADENUM)"),
    ("decade", "the (?:nineteen)? (?P<decade>DECADEWORD)"),
    ("century", "(?:the)? (?P<nth>ORDNUM|ORDWORD) DASH? century"),
    ("clock", "APPROX? (?P<clock>CLOCK) (?:hours|hrs|h)? AMPM? (?P<zone>LOCAL)?"),
    ("clock", "APPROX? (?P<clock>DEC|DAY|HOURWORD) (?:OCLOCK)? AMPM (?P<zone>LOCAL)?"),
    ("clock", "APPROX? (?P<clock>DAY|HOURWORD) OCLOCK (?P<zone>LOCAL)?"),
    ("clock", "APPROX? (?P<clock>FOUR) (?:hours|hrs|h)? (?P<zone>LOCAL)"),
    ("clock", "APPROX? (?P<clock>FOUR) (?:hours|hrs)"),
    ("clock", "(?P<half>half) past (?P<clock>HOURWORD|DAY)"),
    ("clock", "(?P<clock>NOON) (?P<zone>LOCAL)?"),
    ("part", "(?:the|this|that)? (?P<part>PART)"),
    ("part", "(?P<towards>last|the same|the previous|the following|the next|the preceding) (?P<part>night|evening|morning|afternoon)"),
    ("duration", "APPROX? (?P<quant>QUANT) (?:DASH)? (?:full|consecutive|straight|whole|long|more|solid|entire|further|additional|business"
     "|working|extra|successive|calendar)? (?P<unit>UNIT|UNITS) (?P<half>HALF)? ORSO?"),
    ("duration", "APPROX? (?P<quant>NUMBER) (?:DASH|to|or) (?P<quant__2>NUMBER) (?:DASH)? (?P<unit>UNIT|UNITS)"),
    ("duration", "(?P<unit>UNITS)"),
    ("duration", "(?:the)? (?:entire|whole|full) (?P<unit>UNIT)"),
    ("duration", "all (?P<unit>day|night|week|month|year)"),
    ("set", "(?:every|each|per) (?P<other>other|second)? (?:single)? (?P<quant>NUMBER|few)? (?P<unit>UNIT|UNITS)"),
    ("set", "(?:every|each) (?:other)? (?P<weekday>WEEKDAY) (?P<part>PART)?"),
    ("set", "(?:every|each) (?P<month>LONGMONTH)"),
    ("set", "(?:every|each) (?P<season>SEASON)"),
    ("set", "(?:every|each) (?P<part>PART)"),
    ("set", "(?:once|twice|thrice|NUMBER times) (?:(?:a|an)|per|each|every) (?P<unit>UNIT)"),
    ("set", "(?P<weekday>WEEKDAYS)"),
    ("set", "(?P<weekday>WEEKDAY) (?P<part>PARTS)"),
    ("set", "(?P<word>SETWORD)"),
)  # fmt: skip

_PIECE = re.compile(r"\(\?P<\w+>|\(\?:|[A-Z]+|[a-z]+|\s+|.")

# A modifier before an expression, in front of which it stands: "early", "the end of", "mid-", "later on".
MODIFIER = "(?:(?:the)? (?P<mod>early|late|mid|earlier|later) (?:DASH|on|in)? (?:the)?|MODOF (?:the)?)"


@dataclass(frozen=True)
class Grammar:
    """The compiled rules. `probe` finds where any rule can match at all."""

    vocabulary: Vocabulary
    rules: tuple[tuple[str, re.Pattern[str]], ...]
    probe: re.Pattern[str]
    modifier: re.Pattern[str]


@cache
def grammar() -> Grammar:
    """Compile the rules and the ontology's lists of vague references and holidays, once."""
    ontology = load()
    vocabulary = Vocabulary({})
    charsets = {name: vocabulary.charset(words) for name, words in lexicon.CLASSES.items()}
    rules = list(RULES)
    for kind in ("past", "present", "future"):
        rules.append(
            (kind, "(?:" + "|".join(sorted(ontology.words(f"{kind}-references"), key=lambda n: (-len(n), n))) + ")")
        )
    names = sorted(holidays(), key=lambda n: (-len(n), n))
    rules.append(("holiday", "(?P<holiday>" + "|".join(_literal(n) for n in names) + ") YEARTAIL"))
    compiled = []
    for kind, pattern in rules:
        compiled.append((kind, re.compile(translate(pattern, vocabulary, charsets))))
    anywhere = "|".join(re.sub(r"\?P<\w+>", "?:", rule.pattern) for _, rule in compiled)
    modifier = re.compile(translate(MODIFIER, vocabulary, charsets))
    return Grammar(vocabulary, tuple(compiled), re.compile(anywhere), modifier)


def holidays() -> dict[str, str]:
    """Names of holidays, lower case, and the rule that dates each: ``12-25``, ``11-4th-thursday``, ``easter-2``."""
    entries = (entry.partition("=") for entry in load().words("holidays"))
    return {name.strip().lower(): rule.strip().lower() for name, _, rule in entries}


def _literal(name: str) -> str:
    return name.replace("'s", " POSS").replace("'", " APOS ")


def translate(pattern: str, vocabulary: Vocabulary, charsets: dict[str, str]) -> str:
    """A pattern of the grammar as a regular expression over codes."""
    out = []
    for piece in _PIECE.findall(pattern):
        if piece.isspace():
            continue
        if piece.isupper() and piece.isalpha():
            if piece in MACROS:
                out.append("(?:" + translate(MACROS[piece], vocabulary, charsets) + ")")
            else:
                out.append(charsets[piece] if piece in charsets else f"[{SHAPES[piece]}]")
        elif piece.islower() and piece.isalpha():
            out.append(vocabulary.code(piece))
        else:
            out.append(piece)
    return "".join(out)
