"""War and place: what follows from where an act of force happened, whose ground a list names, who stands behind "we"."""

import pytest

from .conftest import Claims, Said


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # an act of force somewhere is a fight there, and a death there
        ("The M23 clashed with the Mai-Mai in Goma.", {"M23 foughtIn Goma"}),
        ("Kenyan soldiers clashed with al-Shabaab in Kismayo.", {"Kenyan soldiers foughtIn Kismayo", "al-Shabaab foughtIn Kismayo"}),
        ("Israeli strikes in Damascus killed six.", {"Israel foughtIn Damascus", "Israel killed six", "six killedIn Damascus"}),
        ("Fifteen civilians were killed in the shelling of Kramatorsk.", {"Fifteen civilians killedIn Kramatorsk"}),
        ("Three men were shot dead by the police during a raid on a camp.", {"Three men killedIn camp"}),
        ("Unrest continued in Portland, where a protester was shot and killed.", {"protester killedIn Portland"}),
        ("The attack on the town of Bambari left at least 10 dead.", {"at least 10 dead killedIn Bambari"}),
        ("More than 300 people died in the Beslan siege.", {"More than 300 people killedIn Beslan"}),
        # who loses ground held it
        ("Government troops retook Tadmur from Islamic State.", {"Islamic State controls Tadmur"}),
        # lists of places, and what they lie in
        ("M23 rebels seized Goma, Sake and Minova.", {"M23 seized Goma", "M23 seized Sake", "M23 seized Minova"}),
        ("M23 rebels seized the town of Goma in eastern Congo.", {"Goma locatedIn eastern Congo"}),
        ("The army was pushed back from the town of Bria.", {"army withdrewFrom Bria"}),
        ("Hundreds of soldiers patrol the border town of Moyale.", {"Hundreds of soldiers deployedTo Moyale"}),
        # positions, targets and hideouts are their owner's
        ("Turkish jets struck PKK targets.", {"Turkey attacked Kurdistan Workers' Party"}),
        ("Boko Haram gunmen abducted up to 16 teachers.", {"Boko Haram detained up to 16 teachers"}),
        ("The army advanced in a bid to retake Mekelle.", {"army seized Mek'ele"}),
    ],
)  # fmt: skip
def test_war(said: Said, text: str, wanted: set[str]) -> None:
    assert wanted <= set(said(text))


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("The capture of Goma by M23 rebels shocked Kinshasa.", "M23 detained Goma"),
        ("Kunduz fell to the Taliban.", "Taliban seized Artova"),
        ("The killer attacked a man in Reading.", "killer foughtIn Reading"),
        ("M23 rebels met diplomats in Nairobi.", "M23 foughtIn Nairobi"),
    ],
)
def test_what_war_is_not(said: Said, text: str, never: str) -> None:
    assert never not in said(text)


def test_who_has_yet_to_lose_a_town_holds_it(claims: Claims) -> None:
    held = {}
    for words in ("retook", "failed to retake", "hopes to retake"):
        held[words] = [c.mode for c in claims(f"The army {words} Tadmur from Islamic State.") if c.predicate == "controls"]
    assert held == {"retook": ["historical"], "failed to retake": [None], "hopes to retake": [None]}


def test_we_speaks_for_the_body(said: Said) -> None:
    lines = said('"We will defeat al-Shabaab," said Colonel John Smith, spokesman of the African Union.')
    assert "African Union fought al-Shabaab" in lines
    assert "John Smith fought al-Shabaab" not in lines


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("The army failed to dislodge the militants from the town of Palma.", "fought"),
        ("There was no fighting between the army and the rebels in Kidal.", "deployedTo"),
    ],
)
def test_a_denial_reaches_no_further_than_its_words(claims: Claims, text: str, never: str) -> None:
    assert never not in {c.predicate for c in claims(text)}


def test_each_claims_for_itself(claims: Claims) -> None:
    found = claims("Both the army and the rebels claimed to control the town of Kaga-Bandoro.")
    assert [(c.subject.label, c.sources[0].label) for c in found if c.predicate == "controls"] == [("army", "army"), ("rebels", "rebels")]
