from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kg.graph import vocabulary as v
from kg.graph.events import events, quads
from kg.graph.names import Names
from kg.graph.told import Told
from kg.ontology import KG


def told(name: str, first: int | None, last: int | None, relation: str = "attacked", **more: str) -> Told:
    days = [date(2021, 7, d) if d else None for d in (first, last)]
    return Told(f"http://x/{name}", "http://x/p", "http://x/s", KG + relation, "http://x/o", "CTpos", first=days[0], last=days[1], **more)


def windows(*claims: Told) -> list[tuple[int | None, int | None, str]]:
    found = events(claims)
    told_of = [(e.first, e.last, "".join(sorted(c.claim[-1] for c in e.claims))) for e in found]
    return [(a.day if a else None, b.day if b else None, names) for a, b, names in sorted(told_of, key=lambda e: e[2])]


def test_claims_of_one_window_tell_of_one_event() -> None:
    assert windows(told("a", 8, 8), told("b", 8, 8), told("c", 7, 8)) == [(8, 8, "ab"), (7, 8, "c")]


def test_what_is_told_without_a_day_has_happened_by_the_day_of_the_report() -> None:
    reported = told("a", None, None)._replace(stated=date(2021, 7, 9))
    assert windows(reported, told("b", None, 9), told("c", None, None)) == [(None, 9, "ab"), (None, None, "c")]


@given(st.lists(st.tuples(st.none() | st.integers(1, 4), st.none() | st.integers(4, 9)), max_size=7))
def test_every_claim_is_in_one_event_whatever_the_order(spans: list[tuple[int | None, int | None]]) -> None:
    claims = [told(str(i), first, last) for i, (first, last) in enumerate(spans)]
    found = events(claims)
    assert sorted(c.claim for e in found for c in e.claims) == [c.claim for c in claims]
    assert windows(*claims) == windows(*reversed(claims))


def roles(relation: str, cls: str) -> dict[str, str]:
    found = quads([told("a", 8, 8, relation)], {"http://x/o": frozenset({KG + cls})}, Names())
    return {q.predicate.value.removeprefix(KG): q.object.value for q in found if q.predicate not in {v.TYPE, v.ABOUT}}


def test_roles_follow_from_the_relation_and_the_class_of_the_object() -> None:
    assert roles("attacked", "Place") | {"agent": "http://x/s", "place": "http://x/o"} == roles("attacked", "Place")
    assert roles("attacked", "Actor")["opponent"] == "http://x/o"
    assert roles("attacked", "Thing")["target"] == "http://x/o"
    assert "agent" not in roles("killedIn", "Place")  # the dead did not do it
    assert roles("killedIn", "Place")["participant"] == "http://x/s"
    assert roles("memberOf", "Actor") == {}  # a state, and no event
