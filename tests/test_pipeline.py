"""The pipeline: order, failures that stay alone, workers, the example in ``exports/``."""

import json
from datetime import date
from pathlib import Path

import pytest

import kg
from kg import pipeline
from kg.errors import LanguageError, PartError
from kg.pipeline import Plan
from kg.run import Outcome, Run
from kg.sources import Failure, Options
from tests import example

TEXT = "Rebel forces captured the city of Aden on Monday, officials said."


@pytest.fixture
def source(tmp_path):
    def write(*records):
        path = tmp_path / "reports.jsonl"
        path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records))
        return str(path)

    return write


def numbered(count, **fields):
    return [{"id": f"r{n}", "text": f"{TEXT} Number {n}.", "date": "2021-07-09", **fields} for n in range(count)]


def origins(found):
    return [o.origin.rsplit(" ", 1)[-1] if isinstance(o, Failure) else o.document.id for o in found]


def test_importing_does_nothing_and_every_public_name_is_there():
    import subprocess
    import sys

    code = "import kg, sys; print([m for m in sys.modules if m.startswith('kg.') or m in ('spacy', 'rdflib')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
    assert kg.__all__ == sorted(kg.__all__)
    assert all(getattr(kg, name) is not None for name in kg.__all__)
    assert set(kg.__all__) <= set(dir(kg))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = kg.nothing


def test_outcomes_and_failures_come_in_the_order_of_the_sources(source):
    records = numbered(20)
    lines = ["{", *records[:17], "[]", *records[17:], "7"]
    found = list(pipeline.read_claims([source(*lines)], Plan()))
    assert origins(found) == ["1", *[f"r{n}" for n in range(17)], "19", "r17", "r18", "r19", "23"]


def test_failures_alone_come_too(source):
    assert origins(pipeline.read_claims([source("7", "[]"), "none.txt"], Plan())) == ["1", "2", "none.txt"]


def test_a_report_that_comes_twice_is_read_once(source):
    record = numbered(1)[0]
    found = list(pipeline.read([source(record, record, {**record, "text": "Something else happened to the army."})]))
    assert isinstance(found[1], Failure) and found[1].skipped and "the same report as" in found[1].reason
    assert isinstance(found[2], Failure) and not found[2].skipped and "with another text" in found[2].reason


class Faulty:
    """A reader that cannot read one document."""

    def __init__(self, reader, error):
        self.reader, self.error, self.ontology = reader, error, reader.ontology

    def read(self, documents):
        for document in documents:
            if document.id == "r3":
                raise self.error
            yield from self.reader.read([document])


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (LanguageError("r3: is in no language."), "is in no language"),
        (MemoryError(), "more memory than there is"),
        (RecursionError(), "nested too deeply"),
    ],
)
def test_a_document_that_cannot_be_read_takes_no_other_with_it(source, monkeypatch, error, reason):
    faulty = Faulty(pipeline._reader(None), error)
    monkeypatch.setattr(pipeline, "_reader", lambda model: faulty)
    found = list(pipeline.read_claims([source(*numbered(6))], Plan()))
    assert [isinstance(o, Failure) for o in found] == [n == 3 for n in range(6)]
    assert reason in found[3].reason
    readings = list(pipeline.annotate([source(*numbered(6))]))
    assert reason in readings[3].reason and len(readings) == 6


def test_any_number_of_workers_gives_the_same(source):
    path = source(*numbered(80))
    one, two = (list(pipeline.read_claims([path], Plan(workers=n))) for n in (1, 2))
    assert one == two
    assert all(isinstance(o, Outcome) for o in one)


def test_every_claim_has_its_words_and_its_outlet(source):
    path = source(*numbered(2, publisher="Example Press"))
    claims = list(kg.claims([path]))
    assert claims
    texts = {d.id: d.text for d in kg.read([path])}
    for claim in claims:
        assert texts[claim.evidence.document][claim.evidence.start : claim.evidence.end] == claim.evidence.quote
        assert claim.sources[-1].label == "Example Press"


def test_limits_are_kept(source):
    path = source(*numbered(5), {"id": "old", "text": TEXT, "date": "2001-01-01"})
    assert origins(pipeline.read_claims([path], Plan(limit=2))) == ["r0", "r1"]
    old = list(pipeline.read([path], Plan(since=date(2021, 1, 1))))[-1]
    assert old.skipped and "before 2021-01-01" in old.reason
    stopped = list(pipeline.read_claims(["none.txt", path], Plan(fail_fast=True)))
    assert origins(stopped)[0] == "none.txt"


def test_unknown_parts_are_said_before_anything_is_read(source, tmp_path):
    for bad in ({"exports": ["tutle"]}, {"plan": Plan(extractors=("frmes",))}, {"plan": Plan(Options(reader="jsnl"))}):
        with pytest.raises(PartError, match="Did you mean"):
            kg.build([source(*numbered(1))], tmp_path / "out", **bad)


def test_ctrl_c_while_reading_writes_what_is_done(source, tmp_path):
    def stop(entry):
        if getattr(entry, "document", "") == "r3":
            raise KeyboardInterrupt

    run = kg.build([source(*numbered(9))], tmp_path / "out", view=False, progress=stop)
    assert run.interrupted and not run.ok and "stopped early" in run.summary()
    assert [e.document for e in run.read] == ["r0", "r1", "r2", "r3"]
    written = {json.loads(line)["document"] for line in (tmp_path / "out" / "claims.jsonl").read_text().splitlines()}
    assert written == {"r0", "r1", "r2", "r3"}


def test_a_build_of_nothing_writes_an_empty_graph(tmp_path):
    run = kg.build([str(tmp_path)], tmp_path / "out")
    assert run.read == () and len(run.failed) == 1
    assert (tmp_path / "out" / "claims.jsonl").read_text() == ""
    with kg.open_graph(tmp_path / "out") as graph:
        assert list(graph.claims()) == []


def test_an_empty_graph_opens_in_memory():
    with kg.open_graph() as graph:
        assert len(graph) == 0


def test_a_store_keeps_judgements_and_undoes_what_they_made_one_when_the_line_goes(source, tmp_path):
    from kg.graph import identity
    from kg.resolve import Judgement, Judgements

    path = source(
        {"id": "r1", "text": "Taliban fighters captured the city of Kandahar.", "date": "2021-07-09"},
        {"id": "r2", "text": "Houthi fighters captured the city of Aden.", "date": "2021-07-09"},
    )

    def subjects(graph):
        return {c.subject.id for c in graph.claims() if c.predicate == "seized"}

    with kg.open_graph(tmp_path / "store", read_only=False) as graph:
        kg.add([path], graph)
        first, second = sorted(subjects(graph))
        one = Plan(judgements=Judgements((Judgement("same", first, second, line=1),)))
        merged = kg.add([path], graph, one)
        assert subjects(graph) == {first}
        assert [m.why for m in merged.merges] == ["judgement, line 2"]
        for again in (kg.add([path], graph, one), kg.add([path], graph)):
            assert subjects(graph) == {first} and not any(again.changes)
        identity.judgement_file(graph).unlink()
        identity.settle(graph, identity.judgements(graph))
        assert subjects(graph) == {first, second}


def test_a_run_tells_what_it_did():
    run = Run((), (Failure("a|b", "is <b>bad</b>."), Failure("c", "is old.", skipped=True)))
    assert run.summary() == "0 reports, 0 claims, 1 skipped, 1 failed"
    assert "a\\|b: is &lt;b>bad" in run.markdown()
    assert run.as_dict()["failed"] == [{"origin": "a|b", "reason": "is <b>bad</b>."}]


def test_the_example_reports_are_what_the_gold_files_hold():
    expected = Path(__file__).parent / "examples" / "expected"
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(expected.glob("*.json"))]
    texts = {d.id: d.text for d in kg.read([str(example.ROOT / example.REPORTS)])}
    assert {g["document"]["id"]: g["document"]["text"] for g in golds} == texts


def test_the_example_in_exports_is_what_is_built_now(tmp_path, monkeypatch):
    monkeypatch.chdir(example.ROOT)
    example.make(tmp_path / "example")
    files = sorted(p.relative_to(tmp_path / "example") for p in (tmp_path / "example").rglob("*") if p.is_file())
    kept = sorted(p.relative_to(example.EXAMPLE) for p in example.EXAMPLE.rglob("*") if p.is_file())
    assert files == kept, "exports/example is out of date: 'make example' renews it"
    for name in files:
        new, old = (tmp_path / "example" / name).read_bytes(), (example.EXAMPLE / name).read_bytes()
        assert new == old, f"exports/example/{name} is out of date: 'make example' renews it"
