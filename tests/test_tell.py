"""Claims in words."""

from datetime import date

import pytest

from kg import ontology, tell
from kg.records import Argument, Claim, Document, Entity, Evidence


def argument(label, type="Place", text=None, **counts):
    return Argument(Entity(label.lower(), label, type, **counts), text or label, 0, 1)


REBELS, TOWN, PRESS = argument("Rebels", "ArmedGroup"), argument("Town"), argument("Press", "MediaOutlet")


def claim(**fields):
    given = {"sources": (PRESS,), "evidence": Evidence("d1", 0, 4, "said")} | fields
    return Claim(REBELS, "seized", TOWN, **given)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "seized"),
        ({"factuality": "PR+"}, "probably seized"),
        ({"factuality": "CT-"}, "seized: denied"),
        ({"mode": "future"}, "seized (future)"),
    ],
)
def test_certainty_and_mode_stand_with_the_relation(fields, words):
    assert tell.said(claim(**fields), ontology.load()) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, "said 2021-07-09"),
        (date(2021, 7, 8), date(2021, 7, 8), "2021-07-08"),
        (date(2021, 7, 5), date(2021, 7, 8), "2021-07-05 to 2021-07-08"),
        (date(2021, 7, 5), None, "from 2021-07-05"),
        (None, date(2021, 7, 8), "by 2021-07-08"),
    ],
)
def test_days(first, last, words):
    assert tell.when(claim(valid_from=first, valid_to=last), date(2021, 7, 9)) == words
    assert tell.when(claim()) == ""


def test_sources_are_told_innermost_first_without_the_outlet():
    chain = (argument("officials"), argument("Reuters"), PRESS)
    assert tell.who_says(claim(sources=chain)) == "officials, via Reuters"
    assert tell.who_says(claim()) == ""


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (argument("Town"), "Town"),
        (argument("Turkey", "Government"), "Turkey (government)"),
        (argument("districts", text="five districts", minimum=5, maximum=5), "districts (5)"),
        (argument("districts", text="dozens of districts", minimum=12), "districts (12 or more)"),
        (argument("districts", text="up to ten districts", maximum=10), "districts (0 to 10)"),
        (argument("more than 200 districts", minimum=201), "more than 200 districts"),
    ],
)
def test_names_with_what_they_count(given, words):
    assert tell.name(given) == words


def test_rows_come_by_day_and_what_is_told_twice_stands_once():
    late, early = claim(valid_to=date(2021, 7, 8)), claim(valid_to=date(2021, 7, 1), factuality="CT-")
    told = list(tell.rows([late, early, late], [Document("d1", "said")], ontology.load()))
    assert [row[1] for row in told] == ["seized: denied", "seized"]
    assert len(told[0]) == len(tell.HEADINGS)
