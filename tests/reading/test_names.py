"""Names: lists before the model, titles off, particles on, and one entity for whoever bears several forms of a name."""

from collections.abc import Callable

import pytest

from kg.records import Entity

Told = Callable[[str], dict[str, list[Entity]]]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Fighters entered the border town of Islam Qala on Friday.", "Islam Qala", "Place"),
        ("Capt. Christophe Morel spoke to reporters.", "Christophe Morel", "Person"),
        ("Security Minister Wiranto flew home.", "Wiranto", "Person"),
        ("Ursula von der Leyen met Emmanuel Macron.", "Ursula von der Leyen", "Person"),
        ("Police arrested Abu Mohammad al-Adnani in May.", "Abu Mohammad al-Adnani", "Person"),
        ("Talks were led by Khalid bin Salman.", "Khalid bin Salman", "Person"),
        ("UN Special Envoy Staffan de Mistura travelled to Geneva.", "Staffan de Mistura", "Person"),
        ("The column moved to Avdiivka overnight.", "Avdiivka", "Place"),
        ("Troops shelled Kunduz Regional Hospital.", "Kunduz Regional Hospital", "Facility"),
        ("The news agency Fars reported the blast.", "Fars", "MediaOutlet"),
        ("Azerbaijani forces shelled Stepanakert, de facto authorities said.", "Stepanakert", "Place"),
        ("The gunmen fled, said Major General Arnel dela Vena.", "Arnel dela Vena", "Person"),
        ("Armenia's Pashinyan left Brussels.", "Pashinyan", "Person"),
        ("HE Dr Ibrahim al-Jaafari arrived in Canberra.", "Ibrahim al-Jaafari", "Person"),
    ],
)
def test_a_name_has_its_class_and_no_title(mentions: Told, text: str, name: str, kind: str) -> None:
    assert [e.type for e in mentions(text)[name]] == [kind]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Ashraf Ghani spoke. Later Ghani left.", ("Ashraf Ghani", "Ghani")),
        ("Security Minister Wiranto was attacked. Doctors say Wiranto is stable.", ("Wiranto", "Wiranto")),
        ("Daniel Montalvo left the group. Friends say Daniel is safe.", ("Daniel Montalvo", "Daniel")),
        ("The Syrian Democratic Forces (SDF) advanced. The SDF took a village.", ("Syrian Democratic Forces", "SDF")),
        ("The Border Relief Committee met. Officials of the BRC declined to comment.", ("Border Relief Committee", "BRC")),
        ("Haider al-Abadi visited Mosul. Abadi praised the army.", ("Haider al-Abadi", "Abadi")),
    ],
)
def test_forms_of_one_name_are_one_entity(mentions: Told, text: str, forms: tuple[str, str]) -> None:
    found = mentions(text)
    assert len({e.id for form in forms for e in found[form]}) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Iraq's Minister of Foreign Affairs visited Paris.", "Foreign Affairs"),
        ("Capt. Christophe Morel spoke to reporters.", "Capt"),
        ("News of the raid spread on the Internet.", "Internet"),
        ("The northern city was quiet.", "northern"),
    ],
)
def test_what_is_no_name(mentions: Told, text: str, name: str) -> None:
    assert name not in mentions(text)


def test_a_place_keeps_its_name_where_a_person_bears_it_too(mentions: Told) -> None:
    found = mentions("Defense Secretary Lloyd Austin spoke. Thousands marched in Austin, Texas.")
    assert [e.type for e in found["Lloyd Austin"]] == ["Person"]
    assert [e.type for e in found["Austin"]] == ["Place"]


def test_the_body_inside_a_longer_name_is_a_mention_of_its_own(mentions: Told) -> None:
    found = mentions("The UN Security Council voted on Friday.")
    assert found["UN"][0].id == "united-nations"
    assert found["UN Security Council"][0].id != "united-nations"


def test_the_demonym_of_an_army_is_its_country(mentions: Told) -> None:
    found = mentions("Russia spoke of a raid on Ukrainian troops.")
    assert found["Ukrainian"][0].country == "UA"


def test_aircraft_types_end_the_name_of_an_air_force(mentions: Told) -> None:
    found = mentions("Air Force F-16 Fighting Falcons struck a depot.")
    assert "Organization" not in {e.type for name, es in found.items() if "F-16" in name for e in es}


def test_one_spelling_has_one_class_in_a_report(mentions: Told) -> None:
    text = "Members of Scientology sued. He left Scientology in 2010. He returned to work for Scientology. Scientology replied."
    assert len({e.id for e in mentions(text)["Scientology"]}) == 1
