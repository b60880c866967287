"""Counts of noun phrases: bounds as the words set them, and none where a figure counts something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Span

from kg.reading import language
from kg.reading.quantities import ONES, SCALES, TENS, bounded, count, number


@pytest.fixture(scope="module")
def nlp() -> Language:
    return language.load()


def phrase(nlp: Language, text: str, before: str = "Officials said that ", after: str = " arrived.") -> Span:
    span = nlp(before + text + after).char_span(len(before), len(before) + len(text), alignment_mode="expand")
    assert span is not None
    return span


COUNTED = [
    ("five districts", 5, 5),
    ("Ninety-Four Citizen Airmen", 94, 94),
    ("two hundred and fifty soldiers", 250, 250),
    ("1.5 million people", 1_500_000, 1_500_000),
    ("over 24K gasmasks", 24_001, None),
    ("more than 1,000 Afghan security personnel", 1001, None),
    ("more than a dozen rebels", 13, None),
    ("at least 26 people", 26, None),
    ("no fewer than 26 people", 26, None),
    ("fewer than 10 soldiers", None, 9),
    ("up to 300 fighters", None, 300),
    ("as many as 300 people", None, 300),
    ("no more than 20 men", None, 20),
    ("about 5000 men", 5000, 5000),
    ("an estimated 200 fighters", 200, 200),
    ("nearly 400 troops", 400, 400),
    ("200 or more fighters", 200, None),
    ("between 20 and 30 militants", 20, 30),
    ("20-30 soldiers", 20, 30),
    ("20 to 30 million people", 20_000_000, 30_000_000),
    ("dozens of villages", 12, None),
    ("scores of civilians", 20, None),
    ("hundreds", 100, None),
    ("several hundred fighters", 200, None),
    ("hundreds of thousands of federal workers", 100_000, None),
    ("tens of thousands of refugees", 10_000, None),
    ("a dozen fighters", 12, 12),
    ("half a dozen tanks", 6, 6),
    ("a couple of men", 2, 2),
    ("Multiple assailants", 2, None),
    ("both leaders", 2, 2),
    ("no soldiers", 0, 0),
    ("the 36", 36, 36),
    ("Three of the victims", 3, 3),
    ("a group of 20 soldiers", 20, 20),
    ("two F-16 fighters", 2, 2),
    ("the 176 people on board", 176, 176),
]

UNCOUNTED = [
    "a soldier",
    "a 25-year-old man",
    "the 507th Air Wing",
    "a Boeing 737",
    "the 60-plus nation coalition",
    "the three-day talks",
    "a four-star general",
    "Resolution 2254",
    "the 2014 elections",
    "more than 18,000 square kilometers of territory",
    "a $5 million project",
    "two thirds of the country",
    "A number of journalists",
    "many of the fighters",
]


@pytest.mark.parametrize(("text", "low", "high"), COUNTED)
def test_bounds(nlp: Language, text: str, low: int | None, high: int | None) -> None:
    assert count(phrase(nlp, text)) == (low, high)


@pytest.mark.parametrize("text", UNCOUNTED)
def test_figures_that_count_something_else(nlp: Language, text: str) -> None:
    assert count(phrase(nlp, text)) == (None, None)


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("Officials said that more than ", "1,000 Afghan soldiers", (1001, None)),
        ("Officials said that a ", "dozen fighters", (12, 12)),
        ("Officials said that between 20 and ", "30 militants", (20, 30)),
    ],
)
def test_a_phrase_may_have_shed_its_modifiers(
    nlp: Language, before: str, text: str, expected: tuple[int | None, int | None]
) -> None:
    assert count(phrase(nlp, text, before)) == expected


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("two hundred", 200),
        ("1.5 million", 1_500_000),
        ("ninety - four", 94),
        ("one thousand and one", 1001),
        ("many", None),
    ],
)
def test_number(words: str, value: float | None) -> None:
    assert number(words.split()) == value


def spelled(value: int) -> list[str]:
    """English words for a number below a million."""
    ones, tens = {v: k for k, v in ONES.items()}, {v: k for k, v in TENS.items()}
    for name in ("thousand", "hundred"):
        if value >= SCALES[name]:
            rest = value % SCALES[name]
            return [*spelled(value // SCALES[name]), name, *(spelled(rest) if rest else [])]
    if value < 20:
        return [ones[value]]
    return [tens[value // 10 * 10], *([ones[value % 10]] if value % 10 else [])]


@given(st.integers(min_value=0, max_value=999_999))
def test_every_spelled_number_is_read_back(value: int) -> None:
    assert number(spelled(value)) == value
    assert number([f"{value:,}"]) == value


@given(
    st.lists(
        st.sampled_from(
            [
                "more",
                "than",
                "at",
                "least",
                "two",
                "-",
                "to",
                "dozen",
                "of",
                "hundreds",
                "40",
                "1.5",
                "million",
                "a",
                "and",
                "or",
                "between",
            ]
        )
    )
)
def test_bounds_of_any_words_are_ordered(words: list[str]) -> None:
    for i in range(len(words)):
        found = bounded(words, i)
        if found:
            low, high, end = found
            assert i < end <= len(words)
            assert low is None or high is None or low <= high
