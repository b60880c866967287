from __future__ import annotations

from datetime import date

import pytest

from kg.errors import QueryError
from kg.graph import history
from kg.graph.store import Store
from tests.graph.conftest import FRIDAY, SATURDAY, TUESDAY


def held(store: Store, **asked: object) -> set[tuple[str, ...]]:
    answer = store.control(**asked)  # type: ignore[arg-type]
    return {tuple(row) for row in answer.text(store.prefixes(), store.labels(answer.nodes()))}


def test_all_that_is_reported_gives_the_states_that_the_graph_has(story: Store) -> None:
    now = {row[:5] for row in held(story)}
    answer = story.ask("who-controls")
    rows = answer.text(story.prefixes(), story.labels(answer.nodes()))
    assert now == {(place, actor, *days) for actor, place, *days, _ in rows}


def test_who_held_torghundi_on_saturday_as_known_then_and_later(story: Store) -> None:
    # On Saturday nobody but the Taliban's own spokesman had spoken of Torghundi; on Tuesday Reuters told of both changes.
    assert held(story, on=SATURDAY, known=SATURDAY, place="Torghundi") == set()
    later = held(story, on=SATURDAY, known=TUESDAY, place="Torghundi")
    assert later == {("Torghundi", "Taliban", "2021-07-09", "2021-07-13", "2021-07-13", "", "Reuters", "false")}


def test_a_dispute_counts_from_the_day_that_it_is_known(story: Store) -> None:
    (row,) = held(story, on=FRIDAY, known=FRIDAY, place="Islam Qala")
    assert row[-2:] == ("two officials", "false")
    (row,) = held(story, on=FRIDAY, known=SATURDAY, place="Islam Qala")
    assert row[-1] == "true"


def test_silence_is_told(story: Store) -> None:
    (row,) = held(story, on=date(2021, 7, 21), place="Islam Qala")
    assert row == ("Islam Qala", "Taliban", "2021-07-08", "", "2021-07-13", "8", "Reuters; two officials", "true")


def test_a_place_means_all_that_lies_in_it(story: Store) -> None:
    assert {row[0] for row in held(story, place="Herat")} == {"Islam Qala", "Torghundi", "five districts"}
    assert {row[0] for row in held(story, actor="Afghan government")} == {"Balkh", "Torghundi"}


def test_an_unknown_place_is_told(story: Store) -> None:
    with pytest.raises(QueryError, match=r"the graph knows no place called 'Heart'\. Did you mean 'Herat'"):
        story.control(place="Heart")


def test_a_timeline_has_every_state_with_its_sources(story: Store) -> None:
    def told(**asked: object) -> list[list[str]]:
        answer = history.timeline_of(story.data, story.names, "default", **asked)  # type: ignore[arg-type]
        assert answer.variables == ("place", "actor", "since", "until", "lastReported", "sources", "disputed")
        return answer.text(story.prefixes(), story.labels(answer.nodes()))

    assert told(place="Torghundi") == [
        ["Torghundi", "Taliban", "2021-07-09", "2021-07-13", "2021-07-13", "Reuters", "false"],
        ["Torghundi", "Afghan government", "2021-07-13", "", "2021-07-13", "Reuters", "false"],
    ]
    assert told(place="Torghundi", known=SATURDAY) == []
    assert {row[0] for row in told(actor="Taliban")} >= {"Torghundi", "Islam Qala"}
