"""What tokens stand for: agents behind acts, states as governments and as ground, lists shared out, nationals."""

import pytest

from kg import ontology
from kg.extract._arguments import Arguments
from kg.extract._nesting import may_contain
from kg.records import Entity

from .conftest import Claims, Read, Said


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A Russian air strike killed ten people in Idlib.", "Russia killed ten people"),
        ("Russia bombed Aleppo.", "Russia attacked Aleppo"),
        ("Moscow backs the Syrian government. Russia is its ally.", "Russia supports Syria"),
        ("US troops were deployed to Iraq. Iraq is a country.", "US troops deployedTo Iraq"),
        ("The foreign ministers of Iran, Egypt and Qatar met in Doha.", "foreign ministers of iran"),
        ("Indian and Pakistani troops clashed in Kashmir.", "Indian troops fought Pakistani troops"),
        ("Armenians fled from Shusha.", "Armenians fledFrom"),
        ("Syrian forces shelled the northern province of Idlib.", "Syrian forces attacked Idlib"),
        ("Syria attacked Idlib and Aleppo.", "Syria attacked Aleppo"),
        ("Prime Minister Nikol Pashinyan and President Ilham Aliyev met.", "Nikol Pashinyan metWith Ilham Aliyev"),
        ("Moroccan diplomats met President Vladimir Putin, the ally of Russia.", "Vladimir Putin leads Russia"),
        ("The army accused the rebels of shelling Kobani.", "army accused rebels"),
        ("Pakistan's army chief, Qamar Javed Bajwa, flew to Kabul for talks with Ashraf Ghani.", "Qamar Javed Bajwa metWith Ashraf Ghani"),
    ],
)
def test_argument(said: Said, text: str, wanted: str) -> None:
    found = said(text)
    assert any(wanted.lower() in line.lower() for line in found), found


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("The Taliban police have a base.", "basedIn"),
        ("Moroccan diplomats met President Barack Obama in Morocco. Morocco is a monarchy.", "Obama leads Morocco"),
        ("Ten militants were killed in Mombasa by Kenyan police.", "deployedTo Mombasa"),
        ("The Syrian army captured the Aleppo airport.", "Aleppo seized"),
        ("The president of Ghana, Nana Akufo-Addo, leads Ghana.", "memberOf Ghana"),
    ],
)
def test_no_claim(said: Said, text: str, unwanted: str) -> None:
    found = said(text)
    assert not any(unwanted in line for line in found), found


def test_a_country_acts_as_its_government_and_lies_as_a_place(read: Read) -> None:
    reading = read("Iraq said its army had entered Mosul. Mosul lies in Iraq.")
    arguments = Arguments(reading, ontology.load())
    government = next(e for e in reading.entities if e.type == "Government" and e.country == "IQ")
    ground = arguments.coerce(government, ("Place",))
    assert ground is None or ground.feature == "PCLI"
    assert arguments.coerce(government, ("Government",)) == government
    assert arguments.coerce(government, ("Person",)) is None


def place(name: str, feature: str | None, country: str | None = "AF", geonames: int | None = 1) -> Entity:
    return Entity(f"geonames/{name}", name, "Place", geonames=geonames, country=country, feature=feature, lat=1.0, lon=1.0)


def test_nesting_of_places() -> None:
    assert may_contain(place("Herat Province", "ADM1"), place("Islam Qala", "PPL"))
    assert may_contain(place("Afghanistan", "PCLI"), place("Herat Province", "ADM1"))
    assert not may_contain(place("Islam Qala", "PPL"), place("Herat Province", "ADM1"))
    assert not may_contain(place("Iran", "PCLI", "IR"), place("Islam Qala", "PPL"))
    assert not may_contain(place("Iran", "PCLI", "IR"), place("Afghanistan", "PCLI"))
    same = place("Herat", "PPL")
    assert not may_contain(same, same)


def test_focus_is_the_country_that_the_report_is_about(read: Read) -> None:
    reading = read("Ghana's parliament rose. Ghana's army stayed in its barracks. Ghanaian police closed roads. Ghana waits.")
    assert reading.parse is not None
    focus = Arguments(reading, ontology.load()).focus.of(reading.parse[-1])
    assert [a.entity.country for a in focus] == ["GH"]
    two = read("Ghana's parliament rose. Togo's army stayed in its barracks. Ghanaian police closed roads. Togolese police did too.")
    assert two.parse is not None
    assert Arguments(two, ontology.load()).focus.of(two.parse[-1]) == ()


def test_an_office_is_not_given_to_the_report_s_country_when_another_was_just_named(claims: Claims) -> None:
    text = (
        "Ukraine's army advanced. Ukraine's government said so. Ukraine was pleased. Ukrainian forces entered Kherson. "
        "Russian forces left, the Russian defence ministry said. Defence Minister Pavel Orlov had ordered the retreat."
    )
    assert not [c for c in claims(text) if c.predicate == "leads"]
    assert [c.object.label for c in claims(text.replace("Russian", "Ukrainian")) if c.predicate == "leads"] == ["Ukraine"]


def test_a_denial_leaves_what_only_describes(claims: Claims) -> None:
    said = claims("KABUL, July 10 - The Afghan interior ministry denied that the Taliban held Torghundi, a town in Herat.")
    (held,) = [c for c in said if c.predicate == "controls"]
    assert held.factuality == "CT-"
    assert {c.factuality for c in said if c.predicate == "locatedIn"} == {"CT+"}
