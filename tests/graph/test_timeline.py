from __future__ import annotations

from datetime import date

import pytest

from kg.graph.timeline import ControlEvent, ControlState, Kind, states


def on(day: int) -> date:
    return date(2021, 7, day)


def event(agent: str, kind: Kind, day: int | None, **more: date) -> ControlEvent:
    when = on(day) if day else None
    days = {"stated": when} if kind == "held" else {"first": when, "last": when}
    return ControlEvent(f"{agent}-{kind}-{day}", "place", agent, kind, **{**days, **more})


def told(*events: ControlEvent, related: tuple[str, str] = ("", "")) -> list[tuple[str, int | None, int | None]]:
    found = states(events, lambda a, b: {a, b} == set(related))
    return [(s.agent, s.since.day if s.since else None, s.until.day if s.until else None) for s in found]


def test_a_seizure_opens_a_state_that_stays_open() -> None:
    assert told(event("a", "taken", 3)) == [("a", 3, None)]


def test_a_rivals_seizure_ends_it() -> None:
    assert told(event("a", "taken", 3), event("b", "taken", 5)) == [("a", 3, 5), ("b", 5, None)]


def test_a_recapture_is_a_state_of_its_own() -> None:
    assert told(event("a", "taken", 3), event("b", "taken", 5), event("a", "taken", 9)) == [
        ("a", 3, 5),
        ("b", 5, 9),
        ("a", 9, None),
    ]


def test_a_rivals_claim_of_control_ends_it_too() -> None:
    assert told(event("a", "taken", 3), event("b", "held", 8)) == [("a", 3, 8), ("b", 8, None)]


def test_withdrawal_ends_the_holders_state_alone() -> None:
    assert told(event("a", "taken", 3), event("a", "left", 6)) == [("a", 3, 6)]
    assert told(event("a", "taken", 3), event("b", "left", 6)) == [("a", 3, None)]


def test_taken_and_left_on_one_day_ends_on_that_day() -> None:
    assert told(event("a", "taken", 3), event("a", "left", 3)) == [("a", 3, 3)]


def test_left_and_taken_back_on_one_day_are_two_states() -> None:
    assert told(event("a", "taken", 3), event("a", "left", 6), event("a", "taken", 6)) == [("a", 3, 6), ("a", 6, None)]


def test_reports_of_the_same_control_are_one_state_last_reported_by_the_latest() -> None:
    (state,) = states([event("a", "taken", 3), event("a", "held", 7), event("a", "held", 5)], lambda *_: False)
    assert (state.since, state.last_reported) == (on(3), on(7))
    assert state.claims == ("a-held-5", "a-held-7", "a-taken-3")


def test_members_of_one_side_do_not_end_each_others_hold() -> None:
    events = (event("army", "taken", 3), event("government", "held", 5))
    assert told(*events, related=("army", "government")) == [("army", 3, None), ("government", 5, None)]
    assert told(*events) == [("army", 3, 5), ("government", 5, None)]


def test_what_happened_on_one_day_cannot_be_put_in_order() -> None:
    assert told(event("a", "taken", 3), event("b", "taken", 3)) == [("a", 3, None), ("b", 3, None)]


def test_control_without_any_date_comes_before_everything_dated() -> None:
    assert told(event("a", "held", None), event("b", "taken", 5)) == [("a", None, 5), ("b", 5, None)]


def test_a_seizure_within_a_window_has_happened_by_its_last_day() -> None:
    window = ControlEvent("c", "place", "a", "taken", on(5), on(8), on(9))
    assert told(window, event("b", "taken", 6)) == [("b", 6, 8), ("a", 8, None)]


def test_the_order_of_the_claims_does_not_matter() -> None:
    events = [event("a", "taken", 3), event("b", "taken", 5), event("b", "left", 7), event("a", "held", 9)]
    assert told(*events) == told(*reversed(events))


@pytest.mark.parametrize(("day", "holds"), [(2, False), (3, True), (4, True), (5, False)])
def test_a_state_holds_from_its_first_day_to_the_next_holders(day: int, holds: bool) -> None:
    assert ControlState("a", "place", on(3), on(5)).on(on(day)) is holds


def test_a_state_without_ends_holds_always() -> None:
    assert ControlState("a", "place", None).on(on(1))
