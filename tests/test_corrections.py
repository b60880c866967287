"""Corrected reports: found by address or headline, told claim by claim, put in the place of the earlier version."""

import json

import pytest

import kg
from kg import corrections
from kg.errors import StoreError
from kg.pipeline import Plan
from kg.sources import Failure

TEXT = "Taliban fighters seized Kandahar on Thursday, two officials told Reuters. Soldiers fled to Iran."
FIRST = {"text": TEXT, "title": "Kandahar falls", "date": "2021-07-09", "publisher": "Example Press", "url": "https://example.org/1"}
CORRECTED = TEXT.replace("Kandahar", "Kunduz")


@pytest.fixture
def source(tmp_path):
    def write(*records):
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.jsonl"
        path.write_text("\n".join(map(json.dumps, records)))
        return str(path)

    return write


@pytest.fixture
def store(source, tmp_path):
    with kg.open_graph(tmp_path / "war", read_only=False) as graph:
        kg.add([source(FIRST)], graph)
        yield graph


def objects(graph, predicate="seized"):
    return {c.object.label for c in graph.claims() if c.predicate == predicate}


@pytest.mark.parametrize(
    "how",
    [{}, {"url": None}, {"title": "Another"}],
    ids=["by address and headline", "by headline and publisher", "by address"],
)
def test_a_correction_is_found_told_and_put_in_the_place_of_the_earlier_version(store, source, how):
    (id,) = [d.id for d in store.documents()]
    path = source({**FIRST, "text": CORRECTED, **how})
    before = sorted(map(str, store.quads()))
    (change,) = corrections.diff([path], store)
    assert change.document == id and [c.object.label for c in change.withdrawn if c.predicate == "seized"] == ["Kandahar"]
    assert sorted(map(str, store.quads())) == before
    run = corrections.update([path], store)
    assert {c.id for c in run.changes[0].added} == {c.id for c in change.added} and run.ok
    assert objects(store) == {"Kunduz"} and [d.id for d in store.documents()] == [id]
    assert store.query("ASK { ?report prov:wasRevisionOf ?earlier }").boolean
    assert not any(corrections.update([path], store).changes)


def test_a_report_without_an_earlier_version_is_not_added_and_is_all_new_in_a_diff(store, source):
    path = source({**FIRST, "text": "Houthi fighters captured Aden.", "url": "https://example.org/2", "title": "Aden falls"})
    (change,) = corrections.diff([path], store)
    assert change.added and not change.withdrawn and not change.kept
    run = corrections.update([path], store)
    assert "is not the newer version of any report" in run.failed[0].reason and not run.read
    assert objects(store) == {"Kandahar"}


def test_the_report_that_is_meant_may_be_named(store, source):
    path = source({**FIRST, "text": CORRECTED, "url": None, "title": "Kunduz falls"})
    (id,) = [d.id for d in store.documents()]
    assert corrections.update([path], store, of=id).ok
    assert objects(store) == {"Kunduz"}
    with pytest.raises(StoreError, match="none of this id"):
        corrections.update([path], store, of="x")


def test_a_correction_of_what_may_be_two_reports_names_them(store, source):
    kg.add([source({**FIRST, "id": "a", "url": None, "text": TEXT + " Fighting went on."})], store, Plan())
    found = list(corrections.diff([source({**FIRST, "url": None, "text": CORRECTED})], store))
    assert isinstance(found[0], Failure) and "may correct several reports: " in found[0].reason
