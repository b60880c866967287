"""Coreference: who pronouns and descriptions stand for; none where the text does not say."""

from collections.abc import Callable

import pytest

from kg.records import Entity, Reading

Told = Callable[[str], dict[str, list[Entity]]]


ONE = [
    ("Ashraf Ghani left Kabul. He flew to Dubai.", "He", "Ashraf Ghani"),
    ("Aung San Suu Kyi was held. Police moved her on Monday.", "her", "Aung San Suu Kyi"),
    ("The Taliban took Herat. They freed the prisoners.", "They", "Taliban"),
    ("The Taliban said its men held Herat.", "its", "Taliban"),
    ("Turkey said it had sent troops.", "it", "Turkey"),
    ("Boko Haram raided Baga. The group burned houses.", "group", "Boko Haram"),
    ("Boko Haram raided Baga. The militants burned houses.", "militants", "Boko Haram"),
    ("The Rapid Support Forces said that its fighters held the bridge.", "fighters", "Rapid Support Forces"),
    ("Sudan's army shelled Omdurman. The military denied the report.", "military", "Sudanese Armed Forces"),
    ("Rebels attacked Goma. Residents left the city.", "city", "Goma"),
    ("Kenya sent troops to Somalia. Kenya said the country would stay.", "country", "Kenya"),
    ("President Nayib Bukele spoke. The president promised calm.", "president", "Nayib Bukele"),
    ("The suspect, named as Karl Brandt, was held.", "suspect", "Karl Brandt"),
    ("Its leader, Abdul-Malik al-Houthi, gave a speech.", "leader", "Abdul-Malik al-Houthi"),
    ("The village of Tabqa fell. Families fled the village.", "village", "Tabqa"),
    ("A spokesman for the Houthis said they held Sanaa.", "they", "Houthi"),
    ("Rebels fought the army. A spokesman for Hezbollah said its men had left.", "its", "Hezbollah"),
    ("Kyiv was shelled. Moscow announced that its forces had pulled back.", "its", "Moscow"),
    ("The coalition fights the Houthis. The United Nations said in May it would send envoys.", "it", "United Nations"),
    ("Fighters overran Badakhshan. The northern province borders China.", "northern province", "Badakhshan"),
    ("M23 held talks. M23, whose fighters seized Goma, left.", "fighters", "M23"),
    ("Thames Valley Police made an arrest. The police gave no name.", "police", "Thames Valley Police"),
]


def labels(mentions: Told, text: str, word: str) -> list[str]:
    return [name for e in mentions(text)[word] for name in (e.label, *e.aliases)]


@pytest.mark.parametrize(("text", "word", "label"), ONE)
def test_a_word_stands_for_whom_the_text_named(mentions: Told, text: str, word: str, label: str) -> None:
    assert any(label in name for name in labels(mentions, text, word))


def test_the_quoted_speaker_is_i_and_speaks_for_a_body(mentions: Told) -> None:
    found = mentions('Col. Naw Bu, a spokesman for the Karen National Union, said: "I deny this. We hold the road."')
    assert found["I"][0].label == "Naw Bu"
    assert found["We"][0].label == "Karen National Union"


def test_he_in_a_quotation_is_not_who_speaks(mentions: Told) -> None:
    found = mentions('Omar Khalil was arrested. Peter Novak said: "Omar is a friend and he did nothing."')
    assert found["he"][0].label == "Omar Khalil"


def test_she_is_no_man_and_he_no_woman(mentions: Told) -> None:
    found = mentions("Mr Daniel Ortiz met Mrs Clara Lind. She thanked him.")
    assert (found["She"][0].label, found["him"][0].label) == ("Clara Lind", "Daniel Ortiz")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("It is unclear who fired.", "It"),
        ("The Taliban took the town. Kigali denied it.", "it"),
        ("The group left.", None),
        ('Somebody said: "We will win."', "We"),
    ],
)
def test_none_rather_than_a_guess(mentions: Told, text: str, word: str | None) -> None:
    found = mentions(text)
    assert word is None or word not in found
    assert all(e.id.startswith(("report/", "taliban", "geonames/", "government/")) for es in found.values() for e in es)


@pytest.mark.parametrize(
    ("text", "first", "then"),
    [
        ("Iraqi security forces took a hill. Iraqi forces then moved on.", "Iraqi security forces", "Iraqi forces"),
        ("Three Afghan soldiers died. The soldiers were on patrol.", "Three Afghan soldiers", "soldiers"),
        ("A 25-year-old man was held. The man denied the charge.", "25-year-old man", "man"),
    ],
)
def test_a_shorter_description_of_the_same(mentions: Told, text: str, first: str, then: str) -> None:
    found = mentions(text)
    assert found[first][0].id == found[then][0].id


@pytest.mark.parametrize(
    ("text", "first", "then"),
    [
        ("The Afghan team won. The European team lost.", "Afghan team", "European team"),
        ("The government fell. Five governments sent aid.", "government", "Five governments"),
        ("Three soldiers died. The soldier was buried.", "Three soldiers", "soldier"),
        ("The government camp voted. The rebel camp did not.", "government camp", "rebel camp"),
    ],
)
def test_what_differs_is_not_the_same(mentions: Told, text: str, first: str, then: str) -> None:
    found = mentions(text)
    assert found[first][0].id != found[then][0].id


def test_chains_hold_what_stands_for_one_entity(read: Callable[[str], Reading]) -> None:
    reading = read("The Taliban took Herat. They freed the prisoners. The group gave no figures.")
    chains = [tuple(reading.document.text[s.start : s.end] for s in chain) for chain in reading.coreference]
    assert ("Taliban", "They", "group") in chains


def test_a_capital_that_speaks_is_not_the_city(mentions: Told) -> None:
    text = "Rebels took Goma. Kigali denied any part in it. The city was calm."
    assert mentions(text)["city"][0].label == "Goma"


def test_the_army_is_not_that_of_another_country(mentions: Told) -> None:
    text = "The Israeli military said it held three men. Philippine President Rodrigo Duterte ordered the military to move."
    assert len({e.id for e in (*mentions(text)["Israeli military"], *mentions(text)["military"])}) == 2


def test_who_relays_a_quotation_is_not_its_we(mentions: Told) -> None:
    found = mentions('"We hold the road," Naw Bu, a spokesman for the Karen National Union, told Reuters.')
    assert "Reuters" not in {e.label for e in found.get("We", [])}
