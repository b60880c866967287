from __future__ import annotations

from datetime import date

import pytest

from kg.graph import disputes
from kg.graph.names import Names
from kg.graph.told import Told
from kg.ontology import KG
from kg.records import Entity

NAMES = Names()


def on(day: int | None) -> date | None:
    return date(2021, 7, day) if day else None


def says(name: str, side: str, relation: str, day: int | None = None, *, stated: int = 9, factuality: str = "CTpos") -> Told:
    """A claim that `side` did something at one place on a day, told in the report of another."""
    return Told(
        name,
        f"{side}-{relation}",
        side,
        KG + relation,
        "http://example.org/place",
        factuality,
        first=on(day),
        last=on(day),
        stated=on(stated),
    )


def rivals(*claims: Told, related: tuple[str, str] = ("", "")) -> list[list[str]]:
    quads = disputes.rivals(claims, NAMES, lambda a, b: {a, b} == set(related))
    return parties(list(quads))


def parties(quads: list) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for quad in quads:
        if quad.predicate.value == KG + "disputes":
            found.setdefault(quad.subject.value, []).append(quad.object.value.rsplit("/", 1)[-1])
    return sorted(sorted(some) for some in found.values())


def claim(name: str) -> str:
    return f"http://example.org/{name}"


A, B, C, D = (claim(n) for n in "abcd")


def test_two_sides_said_to_hold_one_place_at_one_time_are_rivals() -> None:
    assert rivals(says(A, "reds", "controls"), says(B, "blues", "controls")) == [["a", "b"]]
    assert rivals(says(A, "reds", "seized", 8), says(B, "blues", "seized", 8)) == [["a", "b"]]


def test_one_side_after_the_other_is_no_dispute() -> None:
    assert rivals(says(A, "reds", "controls", stated=3), says(B, "blues", "controls", stated=9)) == []
    assert rivals(says(A, "reds", "seized", 3), says(B, "blues", "seized", 8)) == []


def test_to_hold_what_another_took_without_taking_it_back_is_a_dispute() -> None:
    assert rivals(says(A, "reds", "seized", 8), says(B, "blues", "controls", stated=9)) == [["a", "b"]]
    took_back = says(C, "blues", "seized", 9)
    assert rivals(says(A, "reds", "seized", 8), took_back, says(B, "blues", "controls", stated=10)) == []


def test_who_left_is_no_rival_any_more() -> None:
    left = says(C, "reds", "withdrewFrom", 9)
    assert rivals(says(A, "reds", "seized", 8), left, says(B, "blues", "controls", stated=10)) == []


def test_all_that_is_said_for_a_side_since_it_took_the_place_is_party() -> None:
    told = (says(A, "reds", "seized", 8), says(B, "reds", "controls", stated=9), says(C, "blues", "controls", stated=9))
    assert rivals(*told) == [["a", "b", "c"]]


def test_three_sides_are_one_dispute_and_two_times_are_two() -> None:
    assert rivals(*(says(n, n, "controls") for n in (A, B, C))) == [["a", "b", "c"]]
    early = (says(A, "reds", "seized", 1), says(B, "blues", "seized", 1))
    late = (says(C, "reds", "seized", 8), says(D, "blues", "seized", 8))
    assert rivals(*early, *late) == [["a", "b"], ["c", "d"]]


def test_members_of_one_side_are_no_rivals() -> None:
    told = (says(A, "army", "controls"), says(B, "government", "controls"))
    assert rivals(*told, related=("army", "government")) == []


@pytest.mark.parametrize(
    ("positive", "negative", "disputed"),
    [
        (says(A, "reds", "seized", 8), says(B, "reds", "seized", stated=10, factuality="CTneg"), True),
        (says(A, "reds", "seized", 8), says(B, "reds", "controls", stated=10, factuality="CTneg"), True),
        (says(A, "reds", "controls", stated=9), says(B, "reds", "seized", stated=9, factuality="PRneg"), True),
        # denied before it happened, and of a day before it happened
        (says(A, "reds", "seized", 8), says(B, "reds", "seized", stated=5, factuality="CTneg"), False),
        (says(A, "reds", "seized", 8), says(B, "reds", "seized", 6, stated=10, factuality="CTneg"), False),
        # of somebody else
        (says(A, "reds", "seized", 8), says(B, "blues", "seized", stated=10, factuality="CTneg"), False),
        # a plan is no claim that it is so
        (says(A, "reds", "seized", 8)._replace(mode="future"), says(B, "reds", "seized", factuality="CTneg"), False),
    ],
)
def test_a_denial_disputes_what_may_be_of_its_time(positive: Told, negative: Told, disputed: bool) -> None:
    found = parties(list(disputes.contested([positive, negative], NAMES)))
    assert found == ([["a", "b"]] if disputed else [])


def test_other_relations_are_denied_proposition_by_proposition() -> None:
    met = says(A, "reds", "metWith", 8)
    assert parties(list(disputes.denial([met, says(B, "reds", "metWith", factuality="CTneg")], NAMES))) == [["a", "b"]]
    assert parties(list(disputes.denial([met, says(B, "reds", "metWith")], NAMES))) == []
    held = [says(A, "reds", "controls"), says(B, "reds", "controls", factuality="CTneg")]
    assert list(disputes.denial(held, NAMES)) == []


def test_the_order_of_the_claims_does_not_matter() -> None:
    told = [says(A, "reds", "seized", 8), says(B, "reds", "controls"), says(C, "blues", "controls"), says(D, "greens", "seized", 8)]
    assert rivals(*told) == rivals(*reversed(told))


def dead(name: str, group: str, report: str, day: int | None = 8, place: str = "http://example.org/place") -> Told:
    days = [on(day)] * 2
    return Told(name, name, group, KG + "killedIn", place, "CTpos", report=report, first=days[0], last=days[1], stated=on(9))


def group(label: str, least: int | None, most: int | None) -> Entity:
    return Entity(label, label, "PersonGroup", minimum=least, maximum=most)


@pytest.mark.parametrize(
    ("one", "other", "disputed"),
    [
        (group("40 people", 40, 40), group("26 people", 26, 26), True),
        (group("at least 40 people", 40, None), group("26 people", 26, 26), True),
        (group("at least 20 people", 20, None), group("26 people", 26, 26), False),
        (group("at least 40 people", 40, None), group("more than 25 people", 26, None), False),
        (group("40 people in Mosul", 40, 40), group("26 people", 26, 26), True),
        (group("40 people", 40, 40), group("26 soldiers", 26, 26), False),
    ],
)
def test_numbers_that_leave_none_that_both_allow_are_a_dispute(one: Entity, other: Entity, disputed: bool) -> None:
    groups = {"g1": one, "g2": other}
    claims = [dead(A, "g1", "r1"), dead(B, "g2", "r2")]
    assert parties(list(disputes.counts(claims, groups, NAMES))) == ([["a", "b"]] if disputed else [])
    same_report = [dead(A, "g1", "r1"), dead(B, "g2", "r1")]
    assert parties(list(disputes.counts(same_report, groups, NAMES))) == []
    other_day = [dead(A, "g1", "r1"), dead(B, "g2", "r2", day=7)]
    assert parties(list(disputes.counts(other_day, groups, NAMES))) == []
    undated = [dead(A, "g1", "r1", day=None), dead(B, "g2", "r2", day=None)]
    assert parties(list(disputes.counts(undated, groups, NAMES))) == []
