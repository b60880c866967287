"""Who is who in a store: merged, split, taken back, and the same whatever the order in which it was decided."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import JudgementError
from kg.graph import identity
from kg.graph.store import Store
from kg.records import Argument, Claim, Document, Entity, Evidence
from kg.resolve import Judgement, Judgements, add_judgement, resolve, take_out
from tests.graph.conftest import border
from tests.graph.strategies import small_reports

TALIBAN, REUTERS = "taliban", "reuters"


def dump(store: Store) -> list[str]:
    return sorted(map(str, store.quads()))


def test_a_merge_is_taken_back_whole(story: Store) -> None:
    before = dump(story)
    one = Judgements((Judgement("same", "government/AF", "institution/AF/interior-ministry"),))
    identity.settle(story, one)
    assert story.query("ASK { ?c kg:subjectReadAs|kg:objectReadAs|kg:sourceReadAs ?x }").boolean
    assert story.query("SELECT ?n { ?e skos:altLabel ?n } ").rows
    names = {k.entity.id: k for k in identity.known(story)}
    assert "institution/AF/interior-ministry" not in names
    assert names["government/AF"].own == ("government/AF", "institution/AF/interior-ministry")
    assert "Afghan Interior Ministry" in (names["government/AF"].entity.label, *names["government/AF"].entity.aliases)
    merged = dump(story)
    identity.settle(story, one)
    assert dump(story) == merged
    identity.settle(story, Judgements())
    assert dump(story) == before


def test_a_store_keeps_its_judgements_in_a_file_of_its_own(tmp_path: Path) -> None:
    one = Judgements((Judgement("same", "a", "b"),))
    with Store.open(tmp_path / "s") as store:
        assert identity.remember(store, one).entries == identity.remember(store, one).entries
        assert len(identity.judgements(store).entries) == 1
        with pytest.raises(JudgementError, match="line 3: 'b' and 'a' are said to be different"):
            identity.remember(store, Judgements((Judgement("different", "b", "a"),)))
    with Store.open(tmp_path / "s", read_only=True) as store:
        assert [e.right for e in identity.judgements(store).entries] == ["b"]
    with pytest.raises(JudgementError, match="in memory keeps no judgements"):
        identity.judgement_file(Store.open())


ACTORS = st.sampled_from(["a0", "a1", "a2", "a1@r1", "a2@r2"])
DECISIONS = st.lists(st.tuples(st.sampled_from(["same", "different", "undo"]), ACTORS, ACTORS), max_size=6)


@given(st.lists(small_reports(), min_size=1, max_size=3, unique_by=lambda r: r[0].id), DECISIONS)
@settings(max_examples=40, deadline=None)
def test_any_decisions_one_after_another_come_to_what_the_file_says(
    tmp_path_factory: pytest.TempPathFactory, reports: list[tuple[Document, list[Claim]]], decisions: list[tuple[str, str, str]]
) -> None:
    file = tmp_path_factory.mktemp("decisions") / "who.tsv"
    store = Store.open()
    for document, claims in reports:
        store.add(document, claims)
    decided = Judgements()
    for verdict, left, right in decisions:
        try:
            if verdict == "undo":
                decided = take_out(file)[1]
            elif left != right:
                decided = add_judgement(file, Judgement("same" if verdict == "same" else "different", left, right))
        except JudgementError:
            continue
        touched = {id for n in identity.namings(store) for id in (n.own,)} if verdict == "undo" else {left, right}
        identity.settle(store, decided, {id.partition("@")[0] for id in touched})
    fresh = Store.open()
    every, _ = resolve([claim for _, claims in reports for claim in claims], decided)
    for document, _ in reports:
        fresh.add(document, [claim for claim in every if claim.evidence.document == document.id])
    told = [[(c.id, c.subject.own, c.object.own) for c in s.claims()] for s in (store, fresh)]
    assert told[0] == told[1]


NAMES = st.sampled_from(["Ali Hassan", "Hassan Ali", "Jane Doe", "Doe"])
PEOPLE = st.builds(
    lambda n, label, alias: Entity(f"person/p{n}", label, "Person", aliases=(alias,)), st.integers(0, 3), NAMES, NAMES
)
BODIES = [Entity(f"government/{code}", code, "Government") for code in ("IQ", "YE")]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["r1", "r2", "r3"]),
        st.lists(st.tuples(PEOPLE, st.sampled_from(BODIES), st.sampled_from(["CT+", "CT-"])), max_size=3, unique_by=lambda c: c[0].id),
    ),
    max_size=7,
)
JUDGED = st.lists(st.tuples(st.sampled_from(["same", "different"]), st.integers(0, 3), st.integers(0, 3)), max_size=2)


@given(STEPS, JUDGED)
@settings(max_examples=150, deadline=None)
def test_settling_what_was_touched_comes_to_the_same_as_settling_everything(
    steps: list[tuple[str, list[tuple[Entity, Entity, str]]]], judged: list[tuple[str, int, int]]
) -> None:
    try:
        decided = Judgements(
            tuple(Judgement("same" if v == "same" else "different", f"person/p{a}", f"person/p{b}") for v, a, b in judged if a != b)
        )
    except JudgementError:
        return
    store = Store.open()
    now: dict[str, list[Claim]] = {}
    for id, told in steps:
        said = [
            Claim(Argument(who, who.label, 0, 0), "memberOf", Argument(body, body.label, 0, 0), (), Evidence(id, n, n, ""), factuality)  # type: ignore[arg-type]
            for n, (who, body, factuality) in enumerate(told)
        ]
        before = {n.own for n in identity.namings(store) if n.document == id}
        called = identity.current(store)
        if said:
            store.add(Document(id, "text"), map(called, said))
            now[id] = said
        elif now.pop(id, None):
            store.remove(id)
        touched = before | {argument.read_as for claim in said for argument in (claim.subject, claim.object)}
        identity.settle(store, decided, identity.nameable(touched, decided))
        settled = dump(store)
        identity.settle(store, decided)
        assert dump(store) == settled
    fresh = Store.open()
    every, _ = resolve([claim for id in sorted(now) for claim in now[id]], decided)
    for id in sorted(now):
        fresh.add(Document(id, "text"), [claim for claim in every if claim.evidence.document == id])
    assert [(c.id, c.subject.own) for c in store.claims()] == [(c.id, c.subject.own) for c in fresh.claims()]


def test_a_change_that_was_cut_short_is_made_good(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        assert identity.begin(store)
        identity.settle(store, Judgements())
        store.add(*border())
        assert identity.begin(store)
        assert not identity.begin(store)
        identity.settle(store, Judgements())
        identity.remember(store, Judgements((Judgement("same", "reuters", "tasnim"),)))
        assert not identity.begin(store)
