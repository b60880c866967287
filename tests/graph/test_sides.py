"""Nameless groups, each known to one report, and the sides that they stand for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kg.graph.store import Store
from kg.records import Argument, Claim, Document, Entity, Evidence

TOWN = Entity("town", "Town", "Place")
REDLAND = Entity("government/RL", "Redland", "Government")
BLUELAND = Entity("government/BL", "Blueland", "Government")
ALLIANCE = Entity("alliance", "Alliance", "Organization")
FORCES = Entity("report/first/forces", "Redland's forces", "PersonGroup")
TROOPS = Entity("report/second/troops", "Redland's troops", "PersonGroup")
BRIGADE = Entity("brigade", "9th Brigade", "Organization")
BLUES = Entity("report/second/blues", "Blueland's troops", "PersonGroup")
MINISTRY = Entity("ministry", "Redland's ministry", "Organization")
PAPER = Entity("paper", "Paper", "MediaOutlet")
MARCH, JUNE, NOVEMBER = (date(2022, month, 1) for month in (3, 6, 11))


def report(name: str, day: date, *said: tuple[Entity, str, Entity], by: Entity = PAPER) -> tuple[Document, list[Claim]]:
    """A report of `day` that says these things of that day."""
    words = "Something was said."

    def argument(entity: Entity) -> Argument:
        return Argument(entity, words, 0, len(words))

    evidence = Evidence(name, 0, len(words), words)
    claims = [
        Claim(argument(s), p, argument(o), (argument(by),), evidence, valid_from=None if p == "memberOf" else day, valid_to=None)
        for s, p, o in said
    ]
    return Document(name, words, date=day), claims


def held(store: Store) -> list[tuple[str, str, str]]:
    """Who held the town from when to when."""
    rows = store.query(
        "SELECT ?who ?from ?to { ?state a kg:ControlState ; kg:agent/skos:prefLabel ?who ; kg:validFrom ?from "
        "OPTIONAL { ?state kg:validTo ?to } }"
    ).values()
    return sorted((str(r["who"]), str(r["from"]), str(r["to"] or "")) for r in rows)


def rivals(store: Store) -> int:
    return len(store.query("SELECT ?d { ?d a kg:Dispute ; kg:reason kg:rivals }").rows)


def store_of(*reports: tuple[Document, list[Claim]]) -> Store:
    store = Store.open()
    for told in reports:
        store.add(*told)
    before = set(store.quads())
    store.derive()
    assert set(store.quads()) == before
    return store


FIRST = report("first", MARCH, (FORCES, "seized", TOWN), (FORCES, "memberOf", REDLAND))


def test_a_sides_troops_end_what_its_forces_held() -> None:
    store = store_of(FIRST, report("second", NOVEMBER, (TROOPS, "withdrewFrom", TOWN), (TROOPS, "memberOf", REDLAND)))
    assert held(store) == [("Redland's forces", "2022-03-01", "2022-11-01")]
    assert store.query("ASK { ?state kg:endedBy ?claim . ?claim rdf:predicate kg:withdrewFrom }").boolean


def test_a_side_takes_its_groups_and_units_with_it() -> None:
    unit = report("unit", JUNE, (BRIGADE, "controls", TOWN), (BRIGADE, "memberOf", REDLAND))
    left = report("second", NOVEMBER, (REDLAND, "withdrewFrom", TOWN))
    assert held(store_of(FIRST, unit, left)) == [
        ("9th Brigade", "2022-06-01", "2022-11-01"),
        ("Redland's forces", "2022-03-01", "2022-11-01"),
    ]


@pytest.mark.parametrize(
    "who", [BRIGADE, replace(TROOPS, minimum=200, maximum=200), BLUES, replace(TROOPS, id="report/second/nobodys")], ids=lambda e: e.id
)
def test_a_unit_a_counted_group_or_another_side_leaves_for_itself(who: Entity) -> None:
    side = {BLUES.id: BLUELAND, "report/second/nobodys": None}.get(who.id, REDLAND)
    said = [(who, "withdrewFrom", TOWN)] + ([(who, "memberOf", side)] if side else [])
    assert held(store_of(FIRST, report("second", NOVEMBER, *said))) == [("Redland's forces", "2022-03-01", "")]


def test_groups_of_one_side_are_no_rivals() -> None:
    store = store_of(FIRST, report("second", NOVEMBER, (TROOPS, "controls", TOWN), (TROOPS, "memberOf", REDLAND)))
    assert held(store) == [("Redland's forces", "2022-03-01", ""), ("Redland's troops", "2022-11-01", "")]
    assert rivals(store) == 0
    # Without the word on whose they are they may be anybody's.
    store.add(*report("second", NOVEMBER, (TROOPS, "controls", TOWN)))
    assert held(store) == [("Redland's forces", "2022-03-01", "2022-11-01"), ("Redland's troops", "2022-11-01", "")]


def test_members_of_one_alliance_stay_rivals() -> None:
    allied = report("allied", MARCH, (REDLAND, "memberOf", ALLIANCE), (BLUELAND, "memberOf", ALLIANCE))
    both = report("both", JUNE, (REDLAND, "controls", TOWN), (BLUELAND, "controls", TOWN))
    assert rivals(store_of(allied, both)) == 1


def test_a_group_of_two_sides_stands_for_neither() -> None:
    mixed = report("second", NOVEMBER, (TROOPS, "withdrewFrom", TOWN), (TROOPS, "memberOf", REDLAND), (TROOPS, "memberOf", BLUELAND))
    assert held(store_of(FIRST, mixed)) == [("Redland's forces", "2022-03-01", "")]


def test_what_a_sides_ministry_says_of_its_forces_is_a_self_claim() -> None:
    own = report("own", JUNE, (FORCES, "controls", TOWN), (MINISTRY, "memberOf", REDLAND), (FORCES, "memberOf", REDLAND), by=MINISTRY)
    store = store_of(own)
    assert store.query("ASK { ?claim rdf:predicate kg:controls ; kg:selfClaim true }").boolean
    assert held(store) == []
    store.add(*report("own", JUNE, (FORCES, "controls", TOWN), (MINISTRY, "memberOf", REDLAND), by=MINISTRY))
    assert held(store) == [("Redland's forces", "2022-06-01", "")]
