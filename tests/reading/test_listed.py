"""Listed names: what the world list and the gazetteer know, and which of them a name is."""

from collections.abc import Callable

from kg.records import Entity

Told = Callable[[str], dict[str, list[Entity]]]


def test_a_place_and_an_actor_of_the_lists_have_ids_that_last(mentions: Told) -> None:
    found = mentions("Hamas fired rockets at Sderot.")
    assert found["Hamas"][0].type == "ArmedGroup"
    assert found["Sderot"][0].geonames is not None


def test_a_country_is_ground_and_government(mentions: Told) -> None:
    france = mentions("France sent a frigate.")["France"][0]
    assert (france.country, france.feature) == ("FR", "PCLI")


def test_a_facility_of_a_place_is_a_facility_with_the_place_inside(mentions: Told) -> None:
    found = mentions("Drones hit Kherson airport.")
    assert found["Kherson airport"][0].type == "Facility"
    assert found["Kherson"][0].geonames is not None


def test_whom_somebody_is_against_is_a_name_too(mentions: Told) -> None:
    found = mentions("The anti-Taliban militia fled.")
    assert any(e.label == "Taliban" for es in found.values() for e in es)


def test_state_and_service_are_two(mentions: Told) -> None:
    found = mentions("The Royal Saudi Air Force flew north.")
    assert any(e.country == "SA" and e.type == "Government" for es in found.values() for e in es)
