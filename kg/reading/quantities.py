"""Numbers in words and figures, and how many a noun phrase counts.

Bounds are what the words commit to: *five* is 5 to 5, *more than 1,000* at least 1,001, *about 5,000* exactly 5,000,
and a vague count its lowest figure (*dozens* 12, *hundreds* 100).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = (
    "km kilometer kilometre mile meter metre foot yard acre hectare ton tonne kilogram kg pound gallon litre liter "
    "barrel dollar euro percent degree year month week day hour minute second decade century"
)
ONES = {word: value for value, word in enumerate(_ONES.split())}
TENS = {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 10**12}
_SUFFIXES = {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000}
_GROUPS = {"dozen": 12, "score": 20, "couple": 2, "pair": 2, "trio": 3, "quartet": 4}
_VAGUE = {"dozens": 12, "scores": 20, "tens": 10} | {name + "s": value for name, value in SCALES.items()}
_SEVERAL = {"several": 2, "multiple": 2, "few": 2}
_FIGURE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,15})(\.\d{1,6})?(k|m|mn|bn)?\+?")

# What stands before a figure -> how it moves the bounds. Longest first, so that "no more than" is not "more than".
_BEFORE: tuple[tuple[tuple[str, ...], str], ...] = tuple(
    (tuple(words.split()), bound)
    for bound, phrases in (
        ("least", "no fewer than|not fewer than|no less than|not less than|at least|at a minimum|a minimum of|minimum"),
        ("most", "no more than|not more than|as many as|at most|up to|a maximum of|maximum|as much as"),
        ("above", "more than|greater than|upwards of|upward of|in excess of|well over|over|above|exceeding"),
        ("below", "fewer than|less than|under|below"),
        ("about", "close to|about|around|roughly|approximately|some|nearly|almost|estimated|circa|exactly|just|only"),
    )
    for words in phrases.split("|")
)
_AFTER: tuple[tuple[tuple[str, ...], str], ...] = (
    (("or", "more"), "least"),
    (("plus",), "least"),
    (("+",), "least"),
    (("or", "fewer"), "most"),
    (("or", "less"), "most"),
)
_JOINS = frozenset({"-", "–", "—", "to", "or"})
_DASHES = frozenset({"-", "–", "—"})
_MODIFIERS = frozenset({w for phrase, _ in _BEFORE for w in phrase} | {"a", "an", "between", "no", "both", "another"})
_PREMODIFIERS = frozenset({"nummod", "compound", "quantmod", "amod", "det", "npadvmod", "nmod", "advmod", "predet"})
_FRACTIONS = frozenset({"half", "halves", "third", "thirds", "quarter", "quarters", "fifths", "tenths"})
_NO_COUNT_AFTER = _DASHES | _FRACTIONS | {"%", "percent", "per"}
_MEASURES = frozenset(_UNITS.split())
_YEAR = re.compile(r"(?:1[89]|20)(?!00)\d\d")


class Quantity(NamedTuple):
    """A parsed figure: its bounds, whether it was vague (*dozens*), and the index after its last word."""

    low: float
    high: float | None
    end: int


def number(words: Sequence[str]) -> float | None:
    """The value of a number in words, figures or both: ``["two", "hundred"]`` 200, ``["1.5", "million"]`` 1500000.

    None where `words` are not one number from the first to the last.
    """
    found = cardinal([w.lower() for w in words], 0)
    return found.low if found and found.end == len(words) and found.low == found.high else None


def cardinal(words: Sequence[str], start: int) -> Quantity | None:
    """The longest number that begins at ``words[start]`` (lower case), or None."""
    vague = _vague(words, start)
    if vague:
        return vague
    total, current, i, seen = 0.0, 0.0, start, False
    ones_open, tens_open = True, True
    while i < len(words):
        word = words[i]
        if word in _DASHES and seen and i + 1 < len(words) and (words[i + 1] in ONES or words[i + 1] in SCALES):
            i += 1
            continue
        if word == "and" and seen and current % 100 == 0 and i + 1 < len(words) and _small(words[i + 1]):
            i += 1
            continue
        figure = _FIGURE.fullmatch(word)
        if figure and not seen:
            current = float(figure[1].replace(",", "") + (figure[2] or "")) * _SUFFIXES.get(figure[3] or "", 1)
            ones_open = tens_open = False
        elif word in ONES and ones_open:
            current += ONES[word]
            ones_open = tens_open = False
        elif word in TENS and tens_open:
            current += TENS[word]
            tens_open = False
        elif word in SCALES and (seen or (i > 0 and words[i - 1] in ("a", "few", "several"))):
            value = SCALES[word]
            if word == "hundred":
                current = (current or 1) * value
            else:
                total, current = total + (current or 1) * value, 0.0
            ones_open = tens_open = True
        elif word in _SUFFIXES and seen and words[i - 1][-1:].isdigit():
            current *= _SUFFIXES[word]
        elif word in ("dozen", "score") and (seen or (i > 0 and words[i - 1] == "a")):
            current = (current or 1) * _GROUPS[word]
            ones_open = tens_open = False
        else:
            break
        seen = True
        i += 1
    if not seen:
        return None
    while i > start and words[i - 1] in ("and", *_DASHES):
        i -= 1
    return Quantity(total + current, total + current, i)


def _small(word: str) -> bool:
    return word in ONES or word in TENS


def _vague(words: Sequence[str], i: int) -> Quantity | None:
    """*dozens*, *hundreds of thousands*, *several hundred*, *half a dozen*, *a couple of*."""
    word = words[i] if i < len(words) else ""
    after = list(words[i + 1 : i + 3])
    if word == "half" and after == ["a", "dozen"]:
        return Quantity(6, 6, i + 3)
    if word in _VAGUE:
        if len(after) == 2 and after[0] == "of" and after[1] in _VAGUE:
            return Quantity(_VAGUE[word] * _VAGUE[after[1]], None, i + 3)
        return Quantity(_VAGUE[word], None, i + 1) if word != "tens" else None
    if word in _SEVERAL:
        if after and after[0] in (*SCALES, "dozen"):
            return Quantity(_SEVERAL[word] * (SCALES | _GROUPS)[after[0]], None, i + 2)
        return Quantity(_SEVERAL[word], None, i + 1)
    if word in ("couple", "pair", "trio", "quartet") and after[:1] == ["of"]:
        return Quantity(_GROUPS[word], _GROUPS[word], i + 2)
    if word == "couple":
        return Quantity(2, 2, i + 1)
    return None


def quantity(words: Sequence[str], start: int) -> Quantity | None:
    """The number at ``words[start]`` with a range after it: *20-30*, *20 to 30*, *one or two*."""
    first = cardinal(words, start)
    if first is None:
        return None
    i = first.end
    if i + 1 < len(words) and words[i] in _JOINS and first.high is not None:
        second = cardinal(words, i + 1)
        if second and second.high is not None:
            low = first.low
            # "five to six thousand", "20-30 million": the scale belongs to both.
            scale = next((v for w in words[i + 1 : second.end] if (v := SCALES.get(w))), 1)
            if low * scale < second.low and low < 1000 <= second.low and scale > 1:
                low *= scale
            if low < second.low:
                return Quantity(low, second.low, second.end)
    return first


def bounded(words: Sequence[str], start: int) -> tuple[int | None, int | None, int] | None:
    """Bounds of the count phrase at ``words[start]``, modifiers and all, and the index after it; None for no count."""
    i, bound = start, "about"
    if i < len(words) and words[i] in ("between", "from"):
        first = cardinal(words, i + 1)
        if first and first.end < len(words) and words[first.end] in ("and", "to"):
            second = quantity([*words[: first.end], "to", *words[first.end + 1 :]], i + 1)
            if second and second.high is not None and second.high > first.low:
                return int(second.low), int(second.high), second.end
        return None
    for phrase, kind in _BEFORE:
        if tuple(words[i : i + len(phrase)]) == phrase:
            i, bound = i + len(phrase), kind
            break
    while i < len(words) and words[i] in ("a", "an", "another", "further", "additional", "estimated", "the"):
        i += 1
    found = quantity(words, i)
    if found is None:
        return None
    end = found.end
    for phrase, kind in _AFTER:
        if tuple(words[end : end + len(phrase)]) == phrase:
            bound, end = kind, end + len(phrase)
    if words[end - 1].endswith("+"):
        bound = "least"
    low, high = int(found.low), None if found.high is None else int(found.high)
    whole = found.low == low
    if bound == "least":
        return low, None, end
    if bound == "most":
        return None, high if high is not None else low, end
    if bound == "above":
        return (low + 1 if high is not None else low), None, end
    if bound == "below":
        return None, (low - 1 if whole else low), end
    return low, high, end


def count(span: Span) -> tuple[int | None, int | None]:
    """Least and greatest number of what `span`, a noun phrase, speaks of; None where the text sets no bound.

    Only figures that count the phrase's head are taken: none of *a 25-year-old man*, *the 507th*, *a Boeing 737*, *the
    60-plus nation coalition* counts anything. A singular without a figure has no bounds.
    """
    root, start = span.root, span.start
    # A caller's phrase may have shed its determiner, or "more than" where the parse hangs it elsewhere.
    while start > max(span.start - 5, root.sent.start) and span.doc[start - 1].lower_ in _MODIFIERS:
        start -= 1
    if start - 3 >= root.sent.start and span.doc[start - 3].lower_ in ("between", "from"):
        start -= 3
    if start < span.start:
        span = span.doc[start : span.end]
    words = [t.lower_ for t in span]
    if "no" in words[:1] and span[0].dep_ == "det" and span[0].head == root:
        return 0, 0
    if "both" in words[:2]:
        return 2, 2
    for i in range(len(words)):
        found = bounded(words, i)
        if found is None:
            continue
        low, high, end = found
        if _counts_head(span, root, i, end):
            return low, high
        if not any(_is_number(words[j]) for j in range(end, len(words))):
            break
    return None, None


def _is_number(word: str) -> bool:
    return bool(_FIGURE.fullmatch(word)) or word in ONES or word in TENS or word in SCALES or word in _VAGUE


def _counts_head(span: Span, root: Token, start: int, end: int) -> bool:
    """Whether the figure in ``span[start:end]`` counts the head of the phrase, and is no name, age, date or measure."""
    tokens = [span[i] for i in range(start, end)]
    following = span[end] if end < len(span) else None
    if following is not None and (following.lower_ in _NO_COUNT_AFTER or following.tag_ == "POS"):
        return False
    # "18,000 square kilometres of territory" measures; a lone year before its noun dates ("the 2014 elections").
    if root.lemma_.lower() in _MEASURES or (_YEAR.fullmatch(tokens[-1].text) and tokens[-1].ent_type_ == "DATE"):
        return False
    if any(t.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT", "ORDINAL") for t in tokens) and _is_measure(span, end):
        return False
    if start > 0 and span[start - 1].tag_ in ("NNP", "NNPS", "HYPH", "$", "SYM"):
        return False
    if root.i >= span[end - 1].i:
        numeral = tokens[-1] if tokens[-1].lower_ != "of" or len(tokens) == 1 else tokens[-2]
        return _reaches(numeral, root, span)
    # "three of the victims", "a group of 20 soldiers": the root is the figure itself, or a noun of grouping before it.
    return root in tokens or _grouped(span, root, start)


def _reaches(token: Token, root: Token, span: Span) -> bool:
    """Whether `token` modifies `root` directly, through other numerals only."""
    for _ in range(6):
        if token == root:
            return True
        head = token.head
        if head == root:
            return token.dep_ in _PREMODIFIERS
        if head.i < span.start or head.i >= span.end or not (head.like_num or head.lower_ in (*_VAGUE, "k", "m")):
            return False
        token = head
    return False


def _grouped(span: Span, root: Token, start: int) -> bool:
    group = root.lower_ in ("group", "total", "force", "crowd", "team", "band", "delegation", "convoy", "number")
    return group and start >= 1 and span[start - 1].lower_ == "of" and span[start - 1].head == root


def _is_measure(span: Span, end: int) -> bool:
    """Whether what follows the figure is money, a share or a time: *20 years*, *$ 5 million*."""
    return end >= len(span) or span[end].ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT", "ORDINAL")
