"""What claims say of each other: places told once, what says less dropped, meetings abroad."""

from datetime import date

from kg.extract._implied import distinct, guests
from kg.extract._narrative import Told, placed
from kg.records import Argument, Claim, Entity, Evidence

GAZETTE = Argument(Entity("gazette", "Gazette", "MediaOutlet"), "Gazette", 0, 0)
MAN = Argument(Entity("report/r/man", "man", "PersonGroup"), "man", 0, 3)
KABUL = Argument(Entity("geonames/1", "Kabul", "Place", country="AF"), "Kabul", 10, 15)
ARMY = Argument(Entity("army", "army", "ArmedGroup"), "army", 20, 24)
LAVROV = Argument(Entity("person/lavrov", "Lavrov", "Person"), "Lavrov", 30, 36)
GHANI = Argument(Entity("person/ghani", "Ghani", "Person"), "Ghani", 40, 45)
RUSSIA = Argument(Entity("government/RU", "Russia", "Government", country="RU"), "Russia", 50, 56)
AFGHANISTAN = Argument(Entity("government/AF", "Afghanistan", "Government", country="AF"), "Afghanistan", 60, 71)
DAY = date(2021, 7, 8)


def claim(subject: Argument, predicate: str, obj: Argument, day: date | None = DAY, place: Argument | None = None) -> Claim:
    return Claim(subject, predicate, obj, (GAZETTE,), Evidence("r", 0, 1, "x"), valid_from=day, place=place)


def test_an_event_takes_the_place_of_the_one_being_told() -> None:
    told = [Told(0, claim(ARMY, "attacked", KABUL)), Told(1, claim(MAN, "killedIn", KABUL)), Told(2, claim(ARMY, "detained", MAN))]
    assert [c.place for c in placed(told)][-1] == KABUL


def test_not_on_another_day_nor_too_far_on() -> None:
    other = date(2021, 7, 1)
    assert [c.place for c in placed([Told(0, claim(MAN, "killedIn", KABUL)), Told(1, claim(ARMY, "detained", MAN, other))])][-1] is None
    assert [c.place for c in placed([Told(0, claim(MAN, "killedIn", KABUL)), Told(20, claim(ARMY, "detained", MAN))])][-1] is None


def test_undated_events_stay_where_they_are() -> None:
    assert [c.place for c in placed([Told(0, claim(MAN, "killedIn", KABUL)), Told(1, claim(ARMY, "detained", MAN, None))])][-1] is None


def test_what_says_less_is_dropped() -> None:
    told = [Told(0, claim(LAVROV, "leads", RUSSIA)), Told(0, claim(LAVROV, "memberOf", RUSSIA)), Told(1, claim(GHANI, "memberOf", RUSSIA))]
    assert [(t.claim.subject.label, t.claim.predicate) for t in distinct(told)] == [("Lavrov", "leads"), ("Ghani", "memberOf")]


def test_an_attack_says_where_it_was_fought_and_another_fight_stays() -> None:
    again = Argument(KABUL.entity, "Kabul", 90, 95)
    told = [Told(0, claim(ARMY, "attacked", KABUL)), Told(0, claim(ARMY, "foughtIn", KABUL)), Told(3, claim(ARMY, "foughtIn", again))]
    assert [t.claim.predicate for t in distinct(told)] == ["attacked", "foughtIn"]


def test_the_guest_has_visited_the_host_has_not() -> None:
    told = [
        Told(0, claim(LAVROV, "leads", RUSSIA)),
        Told(0, claim(GHANI, "leads", AFGHANISTAN)),
        Told(0, claim(LAVROV, "metWith", GHANI, place=KABUL)),
    ]
    visits = [t.claim for t in guests(told) if t.claim.predicate == "visited"]
    assert [(c.subject, c.object, c.place) for c in visits] == [(LAVROV, KABUL, None)]
    assert not [t for t in guests(told[2:]) if t.claim.predicate == "visited"], "of whom nothing is known, nothing follows"
