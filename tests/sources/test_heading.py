"""The head of a report is metadata; its first sentence is not."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources._heading import read_heading

NEAR = date(2021, 7, 10)


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        (
            "date 2021-07-09 By Example Wire\n\n",
            {"date": date(2021, 7, 9), "publisher": "Example Wire"},
        ),
        ("Sunday, September 15, 2019\u00a0\n\n\n", {"date": date(2019, 9, 15)}),
        ("KABUL, July 9 (Reuters) - ", {"date": date(2021, 7, 9), "agency": "Reuters", "place": "KABUL"}),
        ("BAGHDAD - ", {"place": "BAGHDAD"}),
        ("LONDON (AP) — ", {"agency": "AP", "place": "LONDON"}),
        ("KABUL, Afghanistan (AP) — ", {"agency": "AP", "place": "KABUL, Afghanistan"}),
        ("WASHINGTON/KABUL, 9 July (Reuters) - ", {"date": date(2021, 7, 9), "place": "WASHINGTON/KABUL"}),
        ("Kabul, July 9, 2021 (AFP) – ", {"date": date(2021, 7, 9), "agency": "AFP"}),
        ("MOSCOW, 8 July. /TASS/. ", {"date": date(2021, 7, 8), "agency": "TASS", "place": "MOSCOW"}),
        ("(Reuters) - ", {"agency": "Reuters"}),
        ("ISLAMABAD: ", {"place": "ISLAMABAD"}),
        ("July 9, 2021 - ", {"date": date(2021, 7, 9)}),
        ("By Jane Doe, Kabul\n\n", {"author": "Jane Doe", "place": "Kabul"}),
        ("By Jane Doe and Ali Khan in Herat\n", {"author": "Jane Doe and Ali Khan", "place": "Herat"}),
        ("By Our Correspondent\n\n", {"author": None}),
        ("Published: 9 July 2021 10:22 GMT\n", {"date": date(2021, 7, 9)}),
        ("Reuters | 9 July 2021\n\n", {"date": date(2021, 7, 9), "agency": "Reuters"}),
        (
            "Title: A town falls\nDate: 2021-07-09\nPublisher: Example Press\n\n",
            {"title": "A town falls", "publisher": "Example Press"},
        ),
        (
            "A town falls to the rebels\n\n2021-07-09\n\n",
            {"title": "A town falls to the rebels", "date": date(2021, 7, 9)},
        ),
        (
            "# A town falls to the rebels\n\nBy Jane Doe\n\n",
            {"title": "A town falls to the rebels", "author": "Jane Doe"},
        ),
    ],
)
def test_a_head_is_read_as_metadata_and_the_body_begins_after_it(head, fields):
    sentence = "Fighters took the town on Thursday, two officials said."
    found = read_heading(head + sentence, day=NEAR)
    assert (head + sentence)[found.body :] == sentence
    assert {name: getattr(found, name) for name in fields} == fields


@pytest.mark.parametrize(
    "text",
    [
        "By Friday, rebel forces had taken the city.\n\nNobody was hurt.",
        "By Friday\nrebel forces had taken the city.",
        "NATO - the alliance - said it would leave.",
        "The Taliban (TTP) — an umbrella group — said so.",
        "The US - Iran talks began on Monday.",
        "Kabul: Two men died.",
        "Rebels took the town.\n\nThey came at night, and nobody knew of it before.",
        "On July 9, 2021 - a Friday - the town fell.",
        "In Kabul, July 9 was quiet.",
        "2021 was a year of war.",
        "Reuters reported that the town had fallen.",
        "Taliban fighters seized the town",
        "May 5 killed the talks.",
    ],
)
def test_a_real_first_sentence_is_left_whole(text):
    assert read_heading(text, day=NEAR).body == 0


def test_the_known_title_is_not_read_again_as_text():
    text = "Rebels take town!\n\nRebels took the town, officials said."
    assert read_heading(text, title="Rebels Take Town").body == text.index("Rebels took")


def test_a_day_without_a_year_takes_the_year_of_the_report():
    assert read_heading("KABUL, Dec 30 (Reuters) - It fell.", day=date(2022, 1, 2)).date == date(2021, 12, 30)
    found = read_heading("KABUL, July 9 (Reuters) - It fell.")
    assert (found.date, found.yearless) == (None, "July 9")


def test_a_text_that_is_all_head_stays_text():
    assert read_heading("Rebels take town\n\n2021-07-09\n").body == 0


@given(st.text(max_size=300), st.dates())
def test_any_text_gives_a_body_inside_it(text, day):
    body = read_heading(text, day=day).body
    assert 0 <= body <= len(text)
    assert body == 0 or text[body:].strip()


@pytest.mark.parametrize("piece", ["A-", "A ", "By for ", "A, ", "A/", "By A and ", "July 9 ", "(A) ", "- ", "A for "])
def test_no_head_takes_long_to_read(piece):
    started = time.perf_counter()
    read_heading(piece * 80 + "\n\nFighters took the town.")
    assert time.perf_counter() - started < 15
