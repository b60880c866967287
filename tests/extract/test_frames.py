"""Claims of whole sentences: relations from passives, light verbs, titles; what they carry; that they are bounded and repeatable."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import ontology
from kg.errors import PartError
from kg.extract import Extractor, load
from kg.reading.reader import Reader
from kg.records import Document

from .conftest import Claims, Said


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Taliban fighters captured the city of Kunduz.", "Taliban seized Kunduz"),
        ("The city of Kunduz was captured by Taliban fighters.", "Taliban seized Kunduz"),
        ("Kunduz fell to the Taliban.", "Taliban seized Kunduz"),
        ("Kunduz, captured by the Taliban on Monday, is quiet.", "Taliban seized Kunduz"),
        ("The Taliban gained control of Kunduz.", "Taliban seized Kunduz"),
        ("The capture of Kunduz by the Taliban shocked Kabul.", "Taliban seized Kunduz"),
        ("Taliban-held Kunduz was bombed.", "Taliban controls Kunduz"),
        ("Kunduz is under the control of the Taliban.", "Taliban controls Kunduz"),
        ("France sent 500 troops to Mali.", "France deployedTo Mali"),
        ("Iran is in talks with Saudi Arabia.", "Iran metWith Saudi Arabia"),
        ("India-Pakistan talks ended in Islamabad.", "Pakistan metWith India"),
        ("Turkish police arrested ten men in Istanbul.", "Turkish police detained ten men"),
        ("The US killing of Qassem Soleimani angered Iran.", "United States killed Qassem Soleimani"),
        ("Twelve people were killed when a bomb exploded in Baghdad.", "Twelve people killedIn Baghdad"),
        ("The fighting displaced 5,000 people from Tigray.", "5,000 people fledFrom Tigray"),
        ("The town, which has been held by the rebels since 2014, was bombed.", "rebels controls town"),
    ],
)
def test_relation(said: Said, text: str, wanted: str) -> None:
    assert wanted in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "The football team captured the title in Madrid.",
        "Prices fell to a record low.",
        "The minister of health visited nobody.",
        "It rained.",
        "",
    ],
)
def test_nothing_is_made_up(said: Said, text: str) -> None:
    found = said(text)
    assert not [line for line in found if " seized " in line or " attacked " in line or " visited " in line]


def test_meeting_abroad_is_a_visit(said: Said) -> None:
    found = said("The Russian foreign minister, Sergei Lavrov, held talks in Ankara with his Turkish counterpart, Mevlut Cavusoglu.")
    assert "Sergei Lavrov metWith Mevlut Cavusoglu" in found or "Mevlut Cavusoglu metWith Sergei Lavrov" in found
    assert "Sergei Lavrov visited Ankara" in found
    assert "Mevlut Cavusoglu visited Ankara" not in found


def test_one_saying_is_one_claim(claims: Claims) -> None:
    found = claims("Taliban fighters attacked Kunduz. Taliban fighters attacked Kunduz.")
    assert [c.predicate for c in found].count("attacked") == 1
    assert "foughtIn" not in [c.predicate for c in found], "an attack on a town says already where it was fought"


def test_evidence_slices_back(claims: Claims) -> None:
    text = "KABUL: “Taliban fighters”  captured Kunduz — “two officials” said.\n\nThe city of Herat fell to them on Thursday."
    found = claims(text)
    assert found
    for claim in found:
        assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.quote
        for argument in (claim.subject, claim.object):
            assert text[argument.start : argument.end] == argument.text


def test_same_text_same_claims(claims: Claims) -> None:
    text = "Officials said the Taliban captured Kunduz and Herat, which Iran denied. Two soldiers were killed in Kabul."
    assert claims(text) == claims(text)


def test_unknown_extractor_names_what_exists() -> None:
    with pytest.raises(PartError, match="frames"):
        load("frame", ontology.load())


ENDLESS = {
    "five thousand ands": "The Taliban captured " + " and ".join(["Kabul", "Herat", "rebels", "fighters"] * 1250) + ".",
    "clauses without a full stop": "the army attacked rebels in Aleppo who fled to Turkey which supports them " * 250,
    "commas": "Iran, Iraq, " * 800 + "fought.",
    "nested of": "the capture " + "of the town " * 800 + ".",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_endless_sentences_end(reader: Reader, extractor: Extractor, name: str) -> None:
    reading = next(iter(reader.read([Document(name, ENDLESS[name], date=date(2021, 7, 9))])))
    begun = time.process_time()
    list(extractor(reading))
    assert time.process_time() - begun < 15


WORDS = (
    "Taliban",
    "fighters",
    "captured",
    "Kunduz",
    "said",
    "by",
    "the",
    "of",
    "and",
    ",",
    "which",
    "denied",
    "on Monday",
    "in",
    "was",
    ".",
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_words_give_sound_claims(reader: Reader, extractor: Extractor, words: list[str]) -> None:
    text = " ".join(words)
    for reading in reader.read([Document("any", text, date=date(2021, 7, 9))]):
        for claim in extractor(reading):
            assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.quote
            assert claim.subject.id != claim.object.id
            assert 0 < claim.confidence <= 1
            assert claim.sources
