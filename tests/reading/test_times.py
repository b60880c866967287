"""Time expressions: spans, TIMEX3 values and days, on sentences of our own, all told on Friday 9 July 2021."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.reading import language
from kg.reading.times import attach, bounds, dates, find_times
from kg.reading.timex_periods import easter, holiday_in, orthodox_easter
from kg.records import TimeExpression

FRIDAY = date(2021, 7, 9)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return language.load()


def shown(time: TimeExpression) -> str:
    """An expression as the tables write it: ``text = value first..last``, one day once, an open end as nothing."""
    first, last = time.first or "", time.last or ""
    days = f" {first}" if first and first == last else f" {first}..{last}" if first or last else ""
    return f"{time.text} = {time.value}{days}"


def found(nlp: Language, text: str, anchor: date | None = FRIDAY) -> list[str]:
    return [shown(time) for time in find_times(nlp(text), anchor)]


DATES = [
    ("The town fell on July 5.", "July 5 = 2021-07-05 2021-07-05"),
    ("The town fell on 9 July 2020.", "9 July 2020 = 2020-07-09 2020-07-09"),
    ("The town fell on the 5th of May.", "the 5th of May = 2021-05-05 2021-05-05"),
    ("The convoy left on Nov. 24.", "Nov. 24 = 2020-11-24 2020-11-24"),
    ("The convoy left on Dec.14th, late.", "Dec.14th = 2020-12-14 2020-12-14"),
    ("The file is dated 2021-06-30.", "2021-06-30 = 2021-06-30 2021-06-30"),
    ("The file is dated 15.03.2019.", "15.03.2019 = 2019-03-15 2019-03-15"),
    ("On Monday, July 5, the army withdrew.", "Monday, July 5 = 2021-07-05 2021-07-05"),
    ("He was killed on October 26, 2008 in a raid.", "October 26, 2008 = 2008-10-26 2008-10-26"),
    ("The war began in August 2008.", "August 2008 = 2008-08 2008-08-01..2008-08-31"),
    ("The war began in 2003.", "2003 = 2003 2003-01-01..2003-12-31"),
    ("They fled in the 1990s.", "the 1990s = 199X 1990-01-01..1999-12-31"),
    ("They fled in the early 1990s.", "the early 1990s = 199X 1990-01-01..1994-12-31"),
    ("Fighting spread in mid-2014.", "mid-2014 = 2014 2014-04-01..2014-09-30"),
    ("Fighting spread in early March.", "early March = 2021-03 2021-03-01..2021-03-15"),
    ("Fighting spread late last year.", "late last year = 2020 2020-07-01..2020-12-31"),
    ("By the end of 2014 it was over.", "the end of 2014 = 2014 2014-10-01..2014-12-31"),
    ("It began in the summer of 2017.", "the summer of 2017 = 2017-SU 2017-06-01..2017-08-31"),
    ("It began last winter.", "last winter = 2020-WI 2020-12-01..2021-02-28"),
    ("Exports fell in the second quarter.", "the second quarter = 2021-Q2 2021-04-01..2021-06-30"),
    ("Exports fell in the second half of last year.", "the second half of last year = 2020-H2 2020-07-01..2020-12-31"),
    ("The fort is of the 19th century.", "the 19th century = 18XX 1801-01-01..1900-12-31"),
    ("The budget of fiscal 2019 was passed.", "fiscal 2019 = FY2019"),
    ("They met on the first Monday of May.", "the first Monday of May = 2021-05-03 2021-05-03"),
    ("They met in the last week of June.", "the last week of June = 2021-W25 2021-06-21..2021-06-27"),
    ("The attacks of 9/11 changed that.", "9/11 = 2001-09-11 2001-09-11"),
    ("They died on Christmas Eve.", "Christmas Eve = 2020-12-24 2020-12-24"),
    ("They died on Thanksgiving Day 2016.", "Thanksgiving Day 2016 = 2016-11-24 2016-11-24"),
    ("They died on the eve of Easter.", "the eve of Easter = 2021-04-03 2021-04-03"),
    ("In January last year he fled.", "January last year = 2020-01 2020-01-01..2020-01-31"),
]

RELATIVE = [
    ("They left today.", "today = 2021-07-09 2021-07-09"),
    ("They left the day before yesterday.", "the day before yesterday = 2021-07-07 2021-07-07"),
    ("They left two days ago.", "two days ago = 2021-07-07 2021-07-07"),
    ("They left about three weeks ago.", "about three weeks ago = 2021-W24 2021-06-14..2021-06-20"),
    ("They left ten years ago.", "ten years ago = 2011 2011-01-01..2011-12-31"),
    ("They left a year and a half ago.", "a year and a half ago = 2020-01 2020-01-01..2020-01-31"),
    ("They left decades ago.", "decades ago = PAST_REF ..2021-07-09"),
    ("They left last week.", "last week = 2021-W26 2021-06-28..2021-07-04"),
    ("Earlier this week they left.", "Earlier this week = 2021-W27 2021-07-05..2021-07-08"),
    ("Later this month they will leave.", "Later this month = 2021-07 2021-07-10..2021-07-31"),
    ("They will leave next month.", "next month = 2021-08 2021-08-01..2021-08-31"),
    ("They will leave in the coming days.", "the coming days = FUTURE_REF 2021-07-09.."),
    ("They have gained ground in recent weeks.", "recent weeks = PAST_REF ..2021-07-09"),
    ("They gained ground over the past five years.", "the past five years = P5Y 2016-07-09..2021-07-09"),
    ("They gained ground in the past 48 hours.", "the past 48 hours = PT48H 2021-07-07..2021-07-09"),
    ("They gained ground in the past few weeks.", "the past few weeks = PXW ..2021-07-09"),
    ("They met this past weekend.", "this past weekend = 2021-W26-WE 2021-07-03..2021-07-04"),
    ("They met over the weekend.", "the weekend = 2021-W26-WE 2021-07-03..2021-07-04"),
    ("They will meet this weekend.", "this weekend = 2021-W27-WE 2021-07-10..2021-07-11"),
    ("He recently left.", "recently = PAST_REF ..2021-07-09"),
    ("He is now in Rome.", "now = PRESENT_REF 2021-07-09"),
    ("He will soon be in Rome.", "soon = FUTURE_REF 2021-07-09.."),
]

WEEKDAYS = [
    ("They met on Thursday.", "Thursday = 2021-07-08 2021-07-08"),
    ("They met on Friday.", "Friday = 2021-07-09 2021-07-09"),
    ("They met on Saturday.", "Saturday = 2021-07-03 2021-07-03"),
    ("They will meet on Thursday.", "Thursday = 2021-07-15 2021-07-15"),
    ("They are to meet on Monday.", "Monday = 2021-07-12 2021-07-12"),
    ("The talks are scheduled for Tuesday.", "Tuesday = 2021-07-13 2021-07-13"),
    ("They argued ahead of the Sunday vote.", "Sunday = 2021-07-11 2021-07-11"),
    ("They met last Thursday.", "last Thursday = 2021-07-08 2021-07-08"),
    ("They meet next Tuesday.", "next Tuesday = 2021-07-13 2021-07-13"),
    ("They met on Tuesday of last week.", "Tuesday of last week = 2021-06-29 2021-06-29"),
    ("The vote will be held on August 9.", "August 9 = 2021-08-09 2021-08-09"),
    ("The vote was held on August 9.", "August 9 = 2020-08-09 2020-08-09"),
]

CLOCK = [
    ("They struck at 4:00 A.M. local time.", "4:00 A.M. local time = 2021-07-09T04:00 2021-07-09"),
    ("They struck at 0100 UTC.", "0100 UTC = 2021-07-09T01:00Z 2021-07-09"),
    ("They struck on Saturday evening.", "Saturday evening = 2021-07-03TEV 2021-07-03"),
    ("They struck last night.", "last night = 2021-07-08TNI 2021-07-08"),
    ("They struck at 3 p.m. Thursday.", "3 p.m. Thursday = 2021-07-08T15:00 2021-07-08"),
    ("They struck on the night of July 2.", "the night of July 2 = 2021-07-02TNI 2021-07-02"),
    ("They struck at midnight.", "midnight = 2021-07-09T24:00 2021-07-09"),
]

LENGTHS = [
    ("The twenty-year war is over.", "twenty-year = P20Y"),
    ("They fought for weeks.", "weeks = PXW"),
    ("They waited several days.", "several days = PXD"),
    ("They waited nearly two hours.", "nearly two hours = PT2H"),
    ("They must leave within 48 hours.", "48 hours = PT48H"),
    ("They waited two and a half years.", "two and a half years = P30M"),
    ("Two days after the attack they left.", "Two days = P2D"),
    ("They shell it every day.", "every day = P1D"),
    ("They shell it on Mondays.", "Mondays = XXXX-WXX-1"),
    ("They vote every two years.", "every two years = P2Y"),
    ("They vote annually.", "annually = P1Y"),
    ("Some 300 people a day cross over.", "a day = P1D"),
]


@pytest.mark.parametrize(("text", "expected"), DATES + RELATIVE + WEEKDAYS + CLOCK + LENGTHS)
def test_one_expression(nlp: Language, text: str, expected: str) -> None:
    assert found(nlp, text) == [expected]


SEVERAL = [
    ("They met between 11-13 Dec. in Rome.", ["11 = 2020-12-11 2020-12-11", "13 Dec. = 2020-12-13 2020-12-13"]),
    ("They met from 3 to 5 May.", ["3 = 2021-05-03 2021-05-03", "5 May = 2021-05-05 2021-05-05"]),
    (
        "It lasted from December 28 to January 3, 2015.",
        ["December 28 = 2014-12-28 2014-12-28", "January 3, 2015 = 2015-01-03 2015-01-03"],
    ),
    (
        "On June 3, 2015 he came. The next day he left. A year later he was back.",
        [
            "June 3, 2015 = 2015-06-03 2015-06-03",
            "The next day = 2015-06-04 2015-06-04",
            "A year later = 2016 2016-01-01..2016-12-31",
        ],
    ),
    (
        "On Monday they fled. The evening before, shells had hit the town.",
        ["Monday = 2021-07-05 2021-07-05", "The evening before = 2021-07-04TEV 2021-07-04"],
    ),
    (
        "They struck at 3 p.m. on Thursday.",
        ["3 p.m. = 2021-07-08T15:00 2021-07-08", "Thursday = 2021-07-08 2021-07-08"],
    ),
    ("He ruled in 1992-95.", ["1992 = 1992 1992-01-01..1992-12-31", "95 = 1995 1995-01-01..1995-12-31"]),
]


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_several_expressions(nlp: Language, text: str, expected: list[str]) -> None:
    assert found(nlp, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "A man aged 55 and a 25-year-old woman died; she was 30 years old.",
        "The council passed Resolution 2254 and section 119.3 of the code.",
        "You may go, and Theresa May may come.",
        "They march on the capital, and the march ends there.",
        "He sat in the sun. The sun sat low.",
        "A second attack followed the first.",
        "The 60-plus nation coalition sent a Boeing 737 and Flight 1549.",
        "A $5 million deal was made for 2000 soldiers.",
        "The Six-Day War and the Hundred Years' War are history.",
        "The Good Friday Agreement holds; the Sunday Times said so.",
        "After the fall of the town, an Arab Spring began.",
        "Call 555-2014 or see A2014b.",
    ],
)
def test_no_time(nlp: Language, text: str) -> None:
    assert found(nlp, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met on Thursday.", "Thursday = XXXX-WXX-4"),
        ("They met on Dec. 10.", "Dec. 10 = XXXX-12-10"),
        ("They met last week.", "last week = XXXX-WXX"),
        ("They met yesterday.", "yesterday = XXXX-XX-XX"),
        ("They met two days ago.", "two days ago = XXXX-XX-XX"),
        ("They met on Dec. 10, 2016.", "Dec. 10, 2016 = 2016-12-10 2016-12-10"),
        ("They won over the past five years.", "the past five years = P5Y"),
    ],
)
def test_without_a_report_date_relative_times_stay_open(nlp: Language, text: str, expected: str) -> None:
    assert found(nlp, text, None) == [expected]


def test_without_a_report_date_a_year_in_the_text_serves(nlp: Language) -> None:
    text = "The siege began on March 3, 2014. On May 5 it ended."
    assert found(nlp, text, None)[1] == "May 5 = 2014-05-05 2014-05-05"


def test_offsets_slice_the_text_and_take_the_base(nlp: Language) -> None:
    doc = nlp("On Thursday, Éva left. On 5 May 2020 she came back — two days later.")
    plain, moved = find_times(doc, FRIDAY), find_times(doc, FRIDAY, base=100)
    assert [doc.text[t.start : t.end] for t in plain] == [t.text for t in plain]
    assert [(t.start - 100, t.end - 100, t.value) for t in moved] == [(t.start, t.end, t.value) for t in plain]


def test_a_blank_line_parts_expressions(nlp: Language) -> None:
    assert [t.text for t in find_times(nlp("He came on Monday\n\n5 May 2020 was worse."), FRIDAY)] == [
        "Monday",
        "5 May 2020",
    ]


# --- dating events

EVENTS = [
    ("Officials said the rebels had captured the town on Thursday.", "captured", "2021-07-08 2021-07-08"),
    ("Officials said on Thursday that rebels had captured the town.", "captured", "None None"),
    ("Officials said on Thursday that rebels had captured the town.", "said", "2021-07-08 2021-07-08"),
    ("The rebels captured the town, officials said on Thursday.", "captured", "None None"),
    ("Earlier this week, they fled as the rebels captured the town.", "captured", "2021-07-05 2021-07-08"),
    ("On Monday the army took the village and seized the bridge.", "seized", "2021-07-05 2021-07-05"),
    ("The army took the village and seized the bridge on Monday.", "took", "2021-07-05 2021-07-05"),
    ("The group, which was founded in 1994, attacked the base.", "attacked", "None None"),
    ("The group, which was founded in 1994, attacked the base.", "founded", "1994-01-01 1994-12-31"),
    ("He condemned Thursday's attack on the embassy.", "attack", "2021-07-08 2021-07-08"),
    ("He condemned Thursday's attack on the embassy.", "condemned", "None None"),
    ("He was killed in a 2008 raid.", "killed", "2008-01-01 2008-12-31"),
    ("He has worked there since 2003.", "worked", "2003-01-01 None"),
    ("Rebels held the city until 2001.", "held", "None 2001-12-31"),
    ("The army did not leave until Thursday.", "leave", "2021-07-08 2021-07-08"),
    ("They withdrew before Thursday.", "withdrew", "None 2021-07-07"),
    ("They returned after 2001.", "returned", "2002-01-01 None"),
    ("They struck on Thursday shortly before 19:00 local time.", "struck", "2021-07-08 2021-07-08"),
    ("The war lasted between 2004 and 2009.", "lasted", "2004-01-01 2009-12-31"),
    ("He ruled from 1994 to 2001.", "ruled", "1994-01-01 2001-12-31"),
    ("They have fought for weeks.", "fought", "None None"),
    ("Troops entered the city on Monday, killing five people.", "killing", "2021-07-05 2021-07-05"),
]


@pytest.mark.parametrize(("text", "event", "expected"), EVENTS)
def test_dates_of_events(nlp: Language, text: str, event: str, expected: str) -> None:
    doc = nlp("Reuters - " + text)[2:].as_doc()
    token = next(t for t in doc if t.text == event)
    first, last, _ = dates(doc, find_times(doc, FRIDAY, base=50), token, base=50)
    assert f"{first} {last}" == expected


def test_an_incident_is_told_on_the_day_it_was_given(nlp: Language) -> None:
    doc = nlp(
        "On Wednesday a man stabbed two guards at the gate. Police later shot the attacker.\n\n"
        "In 1998 rebels attacked the same gate. They killed three guards. He has killed before."
    )
    times = find_times(doc, FRIDAY)
    days = {t.text: dates(doc, times, t)[0] for t in doc if t.pos_ == "VERB"}
    assert days["shot"] == date(2021, 7, 7)
    assert days["attacked"] == date(1998, 1, 1)
    assert [dates(doc, times, t)[0] for t in doc if t.text == "killed"] == [None, None]


def test_a_noun_takes_up_the_incident(nlp: Language) -> None:
    doc = nlp("On Wednesday drones struck a refinery. No group claimed the attack. An attack would be answered.")
    times = find_times(doc, FRIDAY)
    assert [dates(doc, times, t)[0] for t in doc if t.text == "attack"] == [date(2021, 7, 7), None]


def test_attach_and_bounds_together_say_what_dates_says(nlp: Language) -> None:
    doc = nlp("He ruled from 1994 to 2001.")
    times = find_times(doc, FRIDAY)
    time = attach(doc, times, doc[1])
    assert time is not None
    assert (
        bounds(doc, time, doc[1], times) == dates(doc, times, doc[1]) == (date(1994, 1, 1), date(2001, 12, 31), "range")
    )


# --- the calendar


@given(st.integers(min_value=1583, max_value=4000))
def test_easter_is_a_spring_sunday(year: int) -> None:
    western, eastern = easter(year), orthodox_easter(year)
    assert western.isoweekday() == eastern.isoweekday() == 7
    assert date(year, 3, 22) <= western <= date(year, 4, 25)
    assert western <= eastern or year < 1700


def test_known_holidays() -> None:
    assert (easter(2021), orthodox_easter(2021)) == (date(2021, 4, 4), date(2021, 5, 2))
    assert holiday_in("11-4th-thursday", 2016) == date(2016, 11, 24)
    assert holiday_in("05-last-monday", 2021) == date(2021, 5, 31)
    assert holiday_in("easter-2", 2021) == date(2021, 4, 2)


# --- what holds on any text

_WORDS = (
    "May 5 of the last 2014 - , . week two years ago Monday and early next 31 9/11 99999999 a.m. 4:00 'the 1990s day "
    "before morning night Easter winter weekend ago recent earlier end quarter second 10000 "
    "centuries century later after million in half a an st 31st Feb. 30 ( ) every since"
)
_PIECES = st.sampled_from([*_WORDS.split(), "\n\n"])


def blank(text: str) -> Doc:
    """A Doc without a parse: each word its own root."""
    words = text.split(" ")
    return Doc(Vocab(), words=words, sent_starts=[True, *[False] * (len(words) - 1)])


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, min_size=1, max_size=40), st.one_of(st.none(), st.dates(min_value=date(1, 1, 1))))
def test_any_words_give_ordered_disjoint_spans_and_ordered_days(words: list[str], anchor: date | None) -> None:
    doc = blank(" ".join(words))
    times = find_times(doc, anchor)
    assert times == find_times(doc, anchor)
    assert all(a.end <= b.start for a, b in pairwise(times))
    for time in times:
        assert doc.text[time.start : time.end] == time.text
        assert time.first is None or time.last is None or time.first <= time.last


@pytest.mark.parametrize(
    "text",
    [
        "1" * 60_000,
        "one " * 20_000,
        "Monday and " * 4_000,
        "the end of " * 8_000,
        "11-" * 20_000,
        "1,000," * 10_000,
        "May " * 20_000,
    ],
    ids=["digits", "numbers", "weekdays", "modifiers", "dashes", "commas", "months"],
)
def test_hostile_texts_take_bounded_time(text: str) -> None:
    doc = blank(text.strip())
    start = perf_counter()
    find_times(doc, FRIDAY)
    assert perf_counter() - start < 60


def test_twice_the_text_takes_about_twice_as_long() -> None:
    sentence = "On Monday 5 May 2014 the army left two days later than last year . " * 150
    short, long = blank(sentence.strip()), blank((sentence * 4).strip())

    def seconds(doc: Doc) -> float:
        start = perf_counter()
        find_times(doc, FRIDAY)
        return perf_counter() - start

    find_times(short, FRIDAY)
    assert min(seconds(long) for _ in range(3)) < 12 * max(min(seconds(short) for _ in range(3)), 0.002)


def test_every_day_of_a_week_is_found_from_every_day(nlp: Language) -> None:
    doc = nlp("They met on Wednesday.")
    for shift in range(7):
        anchor = FRIDAY + timedelta(days=shift)
        (time,) = find_times(doc, anchor)
        assert time.first is not None
        assert time.first.isoweekday() == 3
        assert timedelta(0) <= anchor - time.first < timedelta(days=7)


def test_a_year_in_a_relative_clause_stays_there(nlp: Language) -> None:
    doc = nlp("Abiy Ahmed, who won a prize in 2019, sent the army into the region in November.")
    assert [t.value for t in find_times(doc, FRIDAY)] == ["2019", "2020-11"]


def test_what_was_said_on_another_day_is_not_told_on(nlp: Language) -> None:
    doc = nlp("Gunmen attacked a hotel on Tuesday.\n\nOn Thursday, the army said it had killed ten of them.")
    killed = next(t for t in doc if t.text == "killed")
    assert dates(doc, find_times(doc, FRIDAY), killed) == (None, None, None)
