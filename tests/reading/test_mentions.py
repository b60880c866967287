"""Mentions: which noun phrases are a group itself, a state, a part of a place, or an entity of their own."""

from collections.abc import Callable

import pytest

from kg.records import Entity

Told = Callable[[str], dict[str, list[Entity]]]


@pytest.mark.parametrize(
    ("text", "phrase", "label"),
    [
        ("Taliban fighters entered the town.", "Taliban fighters", "Taliban"),
        ("Houthi rebels fired a missile.", "Houthi rebels", "Houthi movement"),
        ("Al-Shabaab militants hold the road.", "Al-Shabaab militants", "al-Shabaab"),
        ("The Afghan government denied it.", "Afghan government", "Afghanistan"),
        ("The government of Mali resigned.", "government of Mali", "Mali"),
        ("The army shelled the city of Aleppo.", "city of Aleppo", "Aleppo"),
        ("Snow fell in Balkh province.", "Balkh province", "Balkh"),
        ("M23 rebels took Goma.", "M23 rebels", "March 23 Movement"),
    ],
)
def test_a_phrase_that_stands_for_what_it_names(mentions: Told, text: str, phrase: str, label: str) -> None:
    assert label in (mentions(text)[phrase][0].label, *mentions(text)[phrase][0].aliases)


@pytest.mark.parametrize(
    ("text", "phrase", "kind", "bounds"),
    [
        ("Three Taliban fighters were killed.", "Three Taliban fighters", "PersonGroup", (3, 3)),
        ("At least 26 people were killed.", "At least 26 people", "PersonGroup", (26, None)),
        ("Hundreds fled the town.", "Hundreds", "PersonGroup", (100, None)),
        ("The bomb killed four and wounded nine.", "four", "PersonGroup", (4, 4)),
        ("Gunmen killed twelve soldiers.", "Gunmen", "PersonGroup", (None, None)),
        ("Members of Parliament left.", "Members of Parliament", "PersonGroup", (None, None)),
        ("A soldier was wounded.", "soldier", "Person", (None, None)),
        ("They took five districts in the north.", "five districts", "PlaceGroup", (5, 5)),
        ("Rebels burned dozens of villages.", "dozens of villages", "PlaceGroup", (12, None)),
        ("Jets hit a bridge near the river.", "bridge", "Facility", (None, None)),
        ("A convoy was hit by a drone.", "convoy", "Thing", (None, None)),
        ("Some members of the opposition fled.", "members of the opposition", "PersonGroup", (None, None)),
        ("Afghan officials met the mediator.", "Afghan officials", "PersonGroup", (None, None)),
        ("The Minister of Foreign Affairs of Iraq arrived.", "Minister of Foreign Affairs of Iraq", "Person", (None, None)),
        ("Five Indians and two Pakistanis were arrested.", "Five Indians", "PersonGroup", (5, 5)),
    ],
)
def test_an_entity_of_its_own(mentions: Told, text: str, phrase: str, kind: str, bounds: tuple[int | None, int | None]) -> None:
    entity = mentions(text)[phrase][0]
    assert (entity.type, (entity.minimum, entity.maximum)) == (kind, bounds)
    assert entity.id.startswith("report/d/")


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("Fighting spread in northern Syria.", "northern Syria", "Syria"),
        ("Shells fell on East Mosul.", "East Mosul", "Mosul"),
        ("Rebels hold north-eastern Mali.", "north-eastern Mali", "Mali"),
    ],
)
def test_a_part_of_a_place_is_not_the_place(mentions: Told, text: str, part: str, whole: str) -> None:
    found = mentions(text)
    assert found[part][0].type == "Place"
    assert whole not in {found[part][0].label}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The wounded were taken to hospital.", "hospital"),
        ("He is in prison.", "prison"),
        ("Three of the 40 percent agreed.", "40 percent"),
        ("The attack happened on Monday.", "Monday"),
        ("The war has no end.", "end"),
        ("Jets struck a command and control centre.", "command"),
        ("Jets struck a command and control centre.", "control"),
    ],
)
def test_what_is_no_mention(mentions: Told, text: str, word: str) -> None:
    assert word not in mentions(text)


def test_the_hospital_with_an_article_is_a_place(mentions: Told) -> None:
    assert mentions("Shells hit the hospital.")["hospital"][0].type == "Facility"


def test_an_unknown_body_is_named_by_its_last_word(mentions: Told) -> None:
    assert mentions("The Zuwara Coastal Brigade withdrew.")["Zuwara Coastal Brigade"][0].type == "Organization"


def test_a_name_behind_of_is_a_place_though_the_model_reads_a_person(mentions: Told) -> None:
    assert {e.type for e in mentions("Troops entered the town of Adan Yabal.")["Adan Yabal"]} == {"Place"}


def test_the_capital_of_a_country_is_not_the_country(mentions: Told) -> None:
    found = mentions("Crowds gathered in the capital of Sudan.")
    assert found["capital of Sudan"][0].label != "Sudan"
