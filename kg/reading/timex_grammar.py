"""What time expressions look like: patterns over token codes, and the draft that each match fills.

A draft says what the words say (*last*, *week*) and nothing about which days that is; ``timex_values`` resolves it.
In patterns, upper-case names are token classes or macros, lower-case words are themselves, the rest is regular
expression. Of all rules that match at a place the longest match wins, of equals the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from kg.ontology import load
from kg.reading import timex_lexicon as lexicon
from kg.reading.timex_lexicon import SHAPES, Vocabulary


@dataclass(slots=True)
class Draft:
    """What one expression says. Token range ``[start, end)``; fields that it leaves open are None.

    `kind` names the resolver: calendar, weekday, unit, day, shift, span, duration, set, reference, clock, part,
    holiday. `towards` is the deictic word (last, this, next, same, ago, later, ...), `count` a number of units (None
    where it is vague: *several*), `base` the draft that it counts from or lies in (*4 p.m.* on *Thursday*). `weak`
    marks words that are a time only in the right company: a bare year, *may*, *the fall*.
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


MACROS: Mapping[str, str] = {
    "MONTH": "(?:LONGMONTH|SHORTMONTH DOT?)",
    "DAYNAME": "(?:WEEKDAY|SHORTDAY DOT?)",
    "NUMBER": "(?:(?:INT|DEC) SCALE?|CARD (?:DASH? CARD|and CARD){0,6})",
    "ONE": "(?:a|an)",
    "HALF": "(?:DASH? and DASH? a DASH? half)",
    "QUANT": "(?:NUMBER HALF?|ONE|half ONE|a half|a couple of?|couple of|(?:a few|few|several|many|some) SCALE?"
    "|numerous|a dozen|a good many|(?:dozens|hundreds|thousands|tens|scores) of|multiple|countless|a number of|untold)",
    "APPROX": "(?:(?:just|well|slightly|little)? (?:more|less|fewer) than|no (?:more|less|fewer) than|at (?:least|most)"
    "|(?:just|well|slightly|a little) (?:over|under)|as (?:long|much|many) as|up to|close to|about|around|nearly|almost"
    "|roughly|approximately|some)",
    "ORSO": "(?:or (?:so|more))",
    "TAIL": "(?:(?:COMMA|of)? (?P<year>YEAR))?",
    "DEICTIC": "(?:last|next|this|past|previous|coming|following|current|upcoming|preceding|same|that|ensuing)",
    "LEANING": "(?:(?:this)? (?:past|coming)|DEICTIC)",
    "PLACED": "(?:(?:local|eastern|pacific|central|moscow) (?:standard|daylight)? time|ZONE)",
    "ZONED": "(?:PLACED|OPEN PLACED CLOSE)",
    "OCLOCK": "(?:o APOS? clock)",
    "NTH": "(?P<nth>ORDWORD|ORDNUM|last|final)",
    "KINDOF": "(?:full|consecutive|straight|whole|long|more|solid|entire|further|additional|business|working|extra"
    "|successive|calendar|short|difficult|brutal|hot)",
    "MODOF": "(?:the)? (?:very)? (?P<mod__b>early part|latter part|first half|second half|latter half|early days"
    "|final days|last days|early hours|middle|beginning|start|end|close|eve|height|rest|remainder|turn|dawn|opening"
    "|onset) of",
}

# A modifier before an expression, in front of which it stands: "early", "the end of", "mid-", "later on".
MODIFIER = "(?:(?:the)? (?P<mod>early|late|mid|earlier|later) (?:DASH|on|in)? (?:the)?|MODOF (?:the)?)"

RULES: tuple[tuple[str, str], ...] = (
    ("iso", "(?P<iso>ISO)"),
    ("slash", "(?P<slash>SLASH)"),
    ("calendar", "(?:(?P<weekday>DAYNAME) COMMA? (?:the)?)? (?P<month>MONTH) (?:the)? (?P<day>DAY|ORDNUM) TAIL"),
    (
        "calendar",
        "(?:(?P<weekday>DAYNAME) COMMA? (?:the)?)? (?:(?:the)? (?P<day>DAY|ORDNUM) (?:DASH|of)?"
        "|(?:the)? (?P<day__b>ORDWORD) of) (?P<month>MONTH) TAIL",
    ),
    ("calendar", "(?P<month>MONTH) (?:COMMA|of|DASH)? (?P<year>YEAR)"),
    ("calendar", "(?P<month>LONGMONTH|SHORTMONTH DOT)"),
    (
        "calendar",
        "(?P<month>MONTH) of? (?:the)? (?P<towards>this|last|next|that|same|previous|following) (?P<unit>year)",
    ),
    ("calendar", "(?:the)? (?P<towards>LEANING) (?P<month>LONGMONTH) (?P<day>DAY|ORDNUM)?"),
    ("calendar", "(?:the)? (?P<towards>LEANING) (?P<season>SEASON)"),
    ("calendar", "(?:the)? (?P<season>SEASON) of? (?P<year>YEAR)"),
    ("calendar", "(?:the)? (?P<season>SEASON)"),
    ("calendar", "(?:the)? NTH (?P<weekday>WEEKDAY) (?:of|in) (?P<month>MONTH) TAIL"),
    ("calendar", "(?:the)? NTH (?P<unit>week|weekend) (?:of|in) (?P<month>MONTH) TAIL"),
    (
        "pair",
        "(?P<month>MONTH) (?P<day>DAY|ORDNUM) (?P<join>DASH|to|and|or|through|until|till) (?P<until>DAY|ORDNUM) TAIL",
    ),
    (
        "pair",
        "(?:the)? (?P<day>DAY|ORDNUM) (?P<join>DASH|to|and|or|through|until|till) (?:the)? (?P<until>DAY|ORDNUM) of?"
        " (?P<month>MONTH) TAIL",
    ),
    ("weekday", "(?:(?:the)? (?P<towards>LEANING))? (?P<weekday>WEEKDAY|SHORTDAY DOT)"),
    ("weekday", "(?P<weekday>WEEKDAY) of? (?:the)? (?P<towards>LEANING) (?P<unit>week)"),
    ("weekday", "(?P<weekday>WEEKDAY) (?P<towards>last|next)"),
    ("dayword", "(?:today|yesterday|tomorrow|tonight|the day before yesterday|the day after tomorrow)"),
    ("unit", "(?:the)? (?:very)? (?P<towards>LEANING) (?:calendar|fiscal|financial)? (?P<unit>UNIT)"),
    ("unit", "(?P<towards>the) (?P<unit>weekend)"),
    (
        "unit",
        "(?:MODOF the|(?P<mod>early|late|earlier|later) in the)"
        " (?P<unit>day|week|weekend|month|quarter|season|year|decade|century)",
    ),
    ("unit", "(?:the)? (?P<unit>year|month|quarter|century) DASH? (?P<mod>end)"),
    (
        "span",
        "(?:the|these|this|those)? (?P<towards>past|last|next|coming|previous|following|recent|preceding|upcoming"
        "|ensuing|first|final) (?P<quant>QUANT)? (?:full|consecutive|straight)? (?P<unit>UNITS)",
    ),
    (
        "shift",
        "APPROX? (?P<quant>QUANT) DASH? (?:full|whole|long|short)? (?P<unit>UNIT|UNITS) (?P<half>HALF)? ORSO?"
        " (?P<towards>ago|back|earlier|later|before|after|afterwards|afterward|hence|previously|prior|beforehand"
        "|from now|from today)",
    ),
    ("shift", "(?P<unit>UNITS) (?P<towards>ago|earlier|later|before|after|afterwards)"),
    ("shift", "the (?:(?P<unit>UNIT)|(?P<part>PART)) (?P<towards>before|after|earlier|prior|previous|following)"),
    ("past", "(?:not)? (?:so|too|very)? long ago"),
    (
        "quarter",
        "(?:the|this|last|next|its|their|our|his)? (?P<nth>ORDWORD|ORDNUM|final|last|latest|current)"
        " (?:fiscal|financial|calendar)? DASH? (?P<what>quarter|half|trimester) of? (?:the)? (?:fiscal|year)?"
        " (?P<year>YEAR)?",
    ),
    ("quarter", "(?P<q>Q) of? (?P<year>YEAR)?"),
    ("year", "(?:the year)? (?P<year>YEAR)"),
    ("year", "(?:the)? (?P<fiscal>fiscal|financial|fy) (?:year)? (?P<year>YEAR)"),
    ("yearpair", "(?P<year>YEAR) DASH (?P<tail>DAY|INT)"),
    ("decade", "(?:the)? APOS? (?P<decade>DECADENUM)"),
    ("decade", "the (?:nineteen)? (?P<decade>DECADEWORD)"),
    ("century", "(?:the)? (?P<century>ORDNUM|ORDWORD) DASH? century"),
    ("clock", "APPROX? (?P<clock>CLOCK) (?:hours|hrs|h)? AMPM? ZONED?"),
    ("clock", "APPROX? (?P<clock>DEC|DAY|HOURWORD) OCLOCK? AMPM ZONED?"),
    ("clock", "APPROX? (?P<clock>DAY|HOURWORD) OCLOCK ZONED?"),
    ("clock", "APPROX? (?P<clock>FOUR) (?:(?:hours|hrs|h)? ZONED|hours|hrs)"),
    ("clock", "(?P<half>half) past (?P<clock>HOURWORD|DAY)"),
    ("clock", "APPROX? (?P<clock>NOON) ZONED?"),
    ("part", "(?:the|this|that)? (?P<part>PART)"),
    (
        "part",
        "(?P<towards>last|the same|the previous|the following|the next|the preceding)"
        " (?P<part>night|evening|morning|afternoon)",
    ),
    ("duration", "APPROX? (?P<quant>QUANT) DASH? KINDOF? DASH? (?P<unit>UNIT|UNITS) (?P<half>HALF)? ORSO?"),
    ("duration", "APPROX? (?P<quant>NUMBER) (?:DASH|to|or) NUMBER DASH? (?P<unit>UNIT|UNITS)"),
    ("duration", "(?P<unit>UNITS)"),
    ("duration", "(?:(?:the)? (?:entire|whole|full)|all) (?P<unit>day|night|week|month|year|decade|century)"),
    ("set", "(?:every|each|per) (?P<other>other|second)? (?:single)? (?P<quant>NUMBER|few)? (?P<unit>UNIT|UNITS)"),
    ("set", "(?:every|each) (?:other)? (?P<weekday>WEEKDAY) (?P<part>PART)?"),
    ("set", "(?:every|each) (?:(?P<month>LONGMONTH)|(?P<season>SEASON)|(?P<part>PART))"),
    ("set", "(?:once|twice|thrice|NUMBER times) (?:a|an|per|each|every) (?P<unit>UNIT)"),
    ("set", "(?P<weekday>WEEKDAYS)"),
    ("set", "(?P<weekday>WEEKDAY) (?P<part>PARTS)"),
    ("set", "(?P<word>SETWORD)"),
)

# Words and figures that are part of many expressions and make none by themselves: where a text has nothing but them and
# unknown words, no rule is tried.
_GLUE = (
    "a an and about after afterward afterwards all almost approximately around as at before by brutal close "
    "consecutive difficult early earlier eastern end final first following for from full half hot in into just last "
    "late later latter least less little long many more most nearly next no not number o of on or other our "
    "over pacific part previous prior recent same second several short slightly so some start than that the "
    "their these this those time times to too under until up very well whole his its central current good one once "
    "straight additional further"
)
_GLUE_SHAPES = frozenset("dnzfo,.-'p()")
_PIECE = re.compile(r"\(\?P<\w+>|\(\?:|[A-Z]+|[a-z]+|\s+|.")


@dataclass(frozen=True)
class Grammar:
    """The compiled rules. `probe` finds where any rule can match, `core` the tokens without which none does."""

    vocabulary: Vocabulary
    rules: tuple[tuple[str, re.Pattern[str]], ...]
    probe: re.Pattern[str]
    core: re.Pattern[str]
    modifier: re.Pattern[str]

    def candidates(self, codes: str) -> Iterator[tuple[int, int]]:
        """Stretches of known tokens with a core token among them: no match leaves or spans two of them."""
        position = 0
        while found := self.core.search(codes, position):
            at = found.start()
            start = codes.rfind("_", position, at) + 1 or position
            end = codes.find("_", at)
            position = len(codes) if end < 0 else end
            yield start, position


@cache
def grammar() -> Grammar:
    """Compile the rules and the ontology's lists of vague references and holidays, once a process."""
    ontology = load()
    vocabulary = Vocabulary()
    charsets = {name: vocabulary.charset(words) for name, words in lexicon.CLASSES.items()}
    rules = list(RULES)
    for kind in ("past", "present", "future"):
        rules.append((kind, f"(?:{_alternatives(ontology.words(f'{kind}-references'))})"))
    rules.append(("holiday", f"(?P<holiday>{_alternatives(holidays())}) TAIL"))
    compiled = tuple((kind, re.compile(translate(rule, vocabulary, charsets))) for kind, rule in rules)
    anywhere = "|".join(re.sub(r"\?P<\w+>", "?:", rule.pattern) for _, rule in compiled)
    modifier = re.compile(translate(MODIFIER, vocabulary, charsets))
    weak = frozenset(_GLUE.split()) | frozenset(lexicon.CLASSES["CARD"]) | frozenset(lexicon.ORDINALS)
    core = "".join(code for word, code in vocabulary.codes.items() if word not in weak or word in lexicon.UNITS)
    shapes = "".join(sorted({c for codes in SHAPES.values() for c in codes if c.isalpha()} - _GLUE_SHAPES))
    return Grammar(vocabulary, compiled, re.compile(anywhere), re.compile(f"[{core}{shapes}]"), modifier)


@cache
def holidays() -> Mapping[str, str]:
    """Names of holidays, lower case, and the rule that dates each: ``12-25``, ``11-4th-thursday``, ``easter-2``."""
    entries = (entry.partition("=") for entry in load().words("holidays"))
    return {name.strip().lower(): rule.strip().lower() for name, _, rule in entries}


def _alternatives(names: Mapping[str, str] | frozenset[str]) -> str:
    """Phrases as one pattern, the longest first."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(name.replace("'s", " POSS").replace("'", " APOS ") for name in ordered)


def translate(pattern: str, vocabulary: Vocabulary, charsets: Mapping[str, str]) -> str:
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
