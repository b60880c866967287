"""The same story, once: repeats, newer versions, copies in other outlets; and that these are one origin."""

import json
import random
from datetime import UTC, date, datetime

import pytest

from kg import pipeline
from kg.graph.store import Store
from kg.records import Document, digest
from kg.repeats import Repeat, Seen
from kg.sources import Failure

DAY = date(2021, 7, 9)
WORDS = ["troops", "town", "border", "officials", "fighters", "army", "river", "district", "said", "held", "took", "left", "road"]


def story(number: int, words: int = 200) -> str:
    chosen = random.Random(number)
    return " ".join(chosen.choice(WORDS) + (str(chosen.randrange(99)) if chosen.random() < 0.3 else "") for _ in range(words)) + "."


def edited(text: str, number: int, every: int = 25) -> str:
    """The text with a word changed here and there."""
    words = text.split()
    for place in range(number % every, len(words), every):
        words[place] = f"other{number}"
    return " ".join(words)


def document(text: str, publisher: str | None = "Example Press", **more) -> Document:
    return Document(**{"id": digest(text), "text": text, "publisher": publisher, "date": DAY, "origin": digest(text)[:4], **more})


def test_stories_of_their_own_are_left_as_they_are():
    with Seen() as seen:
        for number in range(30):
            made = document(story(number))
            assert seen.meet(made) is made


def test_the_same_report_is_read_once():
    with Seen() as seen:
        seen.meet(document(story(1), origin="first.txt"))
        again = seen.meet(document(story(1), origin="again.txt"))
        assert isinstance(again, Repeat) and "same report as first.txt" in again.why and not again.fault


@pytest.mark.parametrize("text", [story(1), edited(story(1), 3), story(1)[: len(story(1)) * 2 // 3]])
def test_what_two_outlets_carry_is_a_copy_of_what_came_first(text):
    with Seen() as seen:
        first = seen.meet(document(story(1)))
        seen.meet(document(story(2)))
        copy = seen.meet(document(text, "Example Wire"))
        third = seen.meet(document(edited(story(1), 5), "Example Times"))
    assert (first.copy_of, copy.copy_of, third.copy_of) == (None, first.id, first.id)
    assert len({first.id, copy.id, third.id}) == 3


def test_copies_are_close_in_time():
    with Seen() as seen:
        seen.meet(document(story(1)))
        assert seen.meet(document(edited(story(1), 3), "Example Wire", date=date(2021, 8, 9))).copy_of is None


def test_the_newer_version_takes_the_place_of_the_older():
    with Seen() as seen:
        old = seen.meet(document(story(1)))
        new = seen.meet(document(edited(story(1), 3, 50), updated=date(2021, 7, 10)))
        assert new.id == old.id and new.text != old.text
        late = seen.meet(document(edited(story(1), 4, 50)))
        assert isinstance(late, Repeat) and "older version" in late.why


def test_a_daily_bulletin_is_no_version_of_yesterdays():
    with Seen() as seen:
        old = seen.meet(document(story(1)))
        new = seen.meet(document(edited(story(1), 3), date=date(2021, 7, 10)))
        assert new.id != old.id and new.copy_of is None


def test_the_page_at_one_address_is_one_report_however_much_it_changed():
    url = "https://www.example.org/news/a-town-falls"
    with Seen() as seen:
        old = seen.meet(document(story(1), url=url))
        new = seen.meet(document(story(1, 100) + " " + story(7, 120), url=url + "/", retrieved=datetime(2021, 7, 9, tzinfo=UTC)))
        assert new.id == old.id
        home = seen.meet(document(story(8), url="https://www.example.org/"))
        assert seen.meet(document(story(9), url="https://www.example.org/")).id != home.id


def test_two_texts_of_one_id_are_told_apart_from_two_versions():
    with Seen() as seen:
        seen.meet(document(story(1), id="a"))
        other = seen.meet(document(story(2), id="a"))
        assert isinstance(other, Repeat) and other.fault and "with another text" in other.why
        assert seen.meet(document(edited(story(1), 3), id="a")).id == "a"


def test_one_text_with_two_ids_is_two_reports_only_if_both_were_given():
    with Seen() as seen:
        first = seen.meet(document(story(1), id="a"))
        second = seen.meet(document(story(1), id="b"))
        assert (second.id, second.copy_of) == ("b", first.id)
        assert isinstance(seen.meet(document(story(1))), Repeat)
        assert isinstance(seen.meet(document(story(1), id="https://example.org/1", url="https://example.org/1")), Repeat)


def test_what_earlier_runs_read_is_known_and_read_again(tmp_path):
    path = tmp_path / "seen.sqlite"
    with Seen(path) as seen:
        first = seen.meet(document(story(1)))
        seen.keep()
        seen.meet(document(story(2)))  # not kept: the run broke off
    with Seen(path) as seen:
        assert seen.meet(document(story(1))) == first
        assert isinstance(seen.meet(document(story(1))), Repeat)
        assert seen.meet(document(edited(story(1), 3), "Example Wire")).copy_of == first.id
        seen.match([], lambda id: None)
        assert seen.meet(document(edited(story(1), 4), "Example Times")).copy_of is None


def test_a_broken_file_is_made_again_from_the_store(tmp_path):
    path = tmp_path / "seen.sqlite"
    path.write_bytes(b"no database, but long enough to look like one" * 100)
    with Seen(path) as seen:
        known = document(story(1))
        seen.match([known.id], lambda id: known)
        assert seen.meet(document(edited(story(1), 3), "Example Wire")).copy_of == known.id


REPORT = (
    "Taliban fighters seized the town of Islam Qala on Thursday. The crossing lies in Herat province in the west of the country. "
    "Trucks waited for hours on the road to the border, drivers said, and the market in the town stayed shut for the whole day. "
    "Smoke rose over the customs house in the afternoon. {}"
)


def written(path, *records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return str(path)


def record(outlet: str, text: str, **more) -> dict:
    return {"text": text, "publisher": outlet, "date": "2021-07-09", **more}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("copies")
    text = REPORT.format("The governor spoke to reporters.")
    source = written(
        folder / "r.jsonl",
        record("Example Press", text),
        record("Example Wire", text.replace("for hours", "for many hours")),
        record("Example Times", text),
        record("Example Press", text.replace("Islam Qala", "Torghundi"), updated="2021-07-10"),
        record("Example Post", "Taliban fighters captured the town of Islam Qala. Our reporter was there."),
    )
    return pipeline.build([source], folder / "out", exports=("jsonl", "turtle"), view=False), folder / "out"


def test_a_build_replaces_the_older_version_and_says_what_changed(built):
    run, out = built
    assert any("replaced by its newer version" in failure.reason for failure in run.skipped) and run.ok
    with pipeline.open_graph(out) as graph:
        said = {(c.object.label, c.sources[-1].label) for c in graph.claims() if c.predicate == "seized"}
        copies = {d.publisher: d.copy_of for d in graph.documents()}
    assert ("Torghundi", "Example Press") in said and not any("Qal" in town and outlet == "Example Press" for town, outlet in said)
    assert copies["Example Wire"] == copies["Example Times"] is not None and copies["Example Post"] is None
    assert any(run.changes) and "Torghundi" in (out / "report.md").read_text()


def test_copies_are_one_origin_and_a_report_of_ones_own_is_another(built):
    _, out = built
    with pipeline.open_graph(out) as graph:
        rows = graph.query("SELECT ?n { ?c rdf:predicate kg:seized ; kg:proposition ?p . ?p kg:origins ?n }").values()
    assert {int(str(row["n"])) for row in rows} == {2}


def test_a_store_replaces_the_older_version_from_another_run(tmp_path):
    text = REPORT.format("")
    with Store.open(tmp_path / "store") as store:
        pipeline.add([written(tmp_path / "a.jsonl", record("Example Press", text))], store)
        newer = record("Example Press", text.replace("Islam Qala", "Torghundi"), updated="2021-07-11")
        run = pipeline.add([written(tmp_path / "b.jsonl", newer)], store)
        assert len(list(store.documents())) == 1
        assert any(change.added or change.changed for change in run.changes)
        again = pipeline.add([str(tmp_path / "a.jsonl")], store)
        assert "older version" in again.failures[0].reason and again.ok
        assert {c.object.label for c in store.claims() if c.predicate == "seized"} == {"Torghundi"}


def test_other_languages_are_kept_for_later(tmp_path):
    german = "Die Kämpfer nahmen die Stadt am Donnerstag ein, teilte das Ministerium in der Hauptstadt mit."
    records = (record("Example Press", german, url="https://example.org/x"), record("Example Press", german + " Mehr."))
    source = written(tmp_path / "r.jsonl", *records)
    run = pipeline.build([source], tmp_path / "out", exports=("jsonl",), view=False)
    assert [f.language for f in run.skipped] == ["de", "de"] and all(f.document is None for f in run.failures)
    kept = [json.loads(line) for line in (tmp_path / "out" / "other-languages.jsonl").read_text().splitlines()]
    assert [k["text"] for k in kept] == [german, german + " Mehr."] and kept[0]["language"] == "de" and kept[0]["date"] == "2021-07-09"
    assert str(tmp_path / "out" / "other-languages.jsonl") in run.files
    with Store.open(tmp_path / "store") as store:
        for _ in range(2):
            pipeline.add([source], store)
    assert len((tmp_path / "store" / "other-languages.jsonl").read_text().splitlines()) == 2


def test_near_repeats_are_found_whatever_came_between():
    found = []
    with Seen() as seen:
        for number in range(60):
            seen.meet(document(story(number)))
        for number in range(60):
            met = seen.meet(document(edited(story(number), number, 20), "Example Wire"))
            found.append(isinstance(met, Document) and met.copy_of == digest(story(number)))
    assert sum(found) >= 57


def test_a_failure_and_a_repeat_are_told_apart_in_the_report(tmp_path):
    source = written(tmp_path / "r.jsonl", record("A Press", story(1), id="x"), record("A Press", story(2), id="x"))
    failed = [item for item in pipeline.read([source]) if isinstance(item, Failure)]
    assert [f.skipped for f in failed] == [False] and "with another text" in failed[0].reason
