from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import OntologyError, OutputError, SourceError, StoreError
from kg.graph import accept, updating
from kg.graph import vocabulary as v
from kg.graph.stamp import VERSION
from kg.graph.store import Store
from kg.graph.validate import validate
from kg.records import Claim, Document
from tests.benchmarks.kills import kills
from tests.graph.conftest import ISLAM_QALA, TALIBAN, border, denial, everything, retaken


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store on disk with one report."""
    path = tmp_path / "store"
    with Store.open(path) as store:
        store.add(*border())
    return path


def test_the_graph_is_an_rdflib_graph(story: Store) -> None:
    graph = story.graph
    found = graph.query("SELECT ?a WHERE { ?a kg:controls <https://sws.geonames.org/1139807/> }")
    assert [str(row[0]) for row in found] == ["https://w3id.org/dateline/entity/taliban"]
    assert len(graph) == len(story)
    node = rdflib.URIRef("https://w3id.org/dateline/entity/taliban")
    assert graph.value(node, rdflib.SKOS.prefLabel) == rdflib.Literal("Taliban", datatype=rdflib.XSD.string)
    graph.add((node, rdflib.RDFS.comment, rdflib.Literal("seen")))
    assert story.query("ASK { entity:taliban rdfs:comment ?c }").boolean


def test_a_lasting_store_holds_what_was_added(folder: Path) -> None:
    document, claims = border()
    with Store.open(folder) as store:
        assert list(store.documents()) == [document]
        assert sorted(store.claims(), key=repr) == sorted(claims, key=repr)
        assert store.ask("who-holds", {"place": "Islam Qala"}).rows


def test_the_same_report_again_changes_nothing(folder: Path) -> None:
    with Store.open(folder) as store:
        before = everything(store)
        change = store.add(*border())
        assert not change
        assert len(change.kept) == 22
        assert everything(store) == before


def test_a_corrected_report_replaces_its_claims_and_says_what_changed(story: Store) -> None:
    document, claims = border()
    hedged = next(i for i, c in enumerate(claims) if c.factuality == "PR+")
    surer = replace(claims[hedged], factuality="CT+")
    corrected = [*claims[:hedged], surer, *claims[hedged + 2 :]]
    change = story.add(document, corrected)
    assert change.changed == ((claims[hedged], surer),)
    assert change.withdrawn == (claims[hedged + 1],)
    assert not change.added
    assert {c.id for c in story.claims("border")} == {c.id for c in corrected}


def test_removing_a_report_leaves_what_others_support(story: Store) -> None:
    alone = Store.open()
    alone.add(*retaken())
    alone.add(*border())
    change = story.remove("denial")
    assert len(change.withdrawn) == 4
    assert everything(story) == everything(alone)


def test_removing_every_report_leaves_nothing(story: Store) -> None:
    for name in ("retaken", "border", "denial"):
        story.remove(name)
    assert everything(story) == set()


def test_an_unknown_report_cannot_be_removed(story: Store) -> None:
    with pytest.raises(StoreError, match="report 'boarder': the store has none of this id"):
        story.remove("boarder")


def test_a_claim_whose_words_lie_elsewhere_is_refused(story: Store) -> None:
    document, claims = border()
    with pytest.raises(StoreError, match="has its evidence in 'border'"):
        story.add(replace(document, id="other"), claims)


def test_names_that_only_a_withdrawn_report_gave_go_with_it() -> None:
    store = Store.open()
    store.add(*border())
    document, claims = retaken()
    other = replace(TALIBAN, label="Islamic Emirate", aliases=("Emirate",))
    renamed = [replace(c, subject=replace(c.subject, entity=other)) if c.subject.id == "taliban" else c for c in claims]
    store.add(document, renamed)
    names = "SELECT ?n { entity:taliban skos:prefLabel|skos:altLabel ?n } ORDER BY ?n"
    assert [row["n"] for row in store.query(names).values()] == ["Emirate", "Islamic Emirate", "Taleban", "Taliban"]
    store.remove("border")
    assert [row["n"] for row in store.query(names).values()] == ["Emirate", "Islamic Emirate"]


def test_bulk_loading_gives_the_same_graph_as_adding_one_by_one(story: Store, tmp_path: Path) -> None:
    for path in (None, tmp_path / "bulk"):
        with Store.open(path) as store:
            assert store.load([border(), denial(), retaken(), border()]) == 3
            assert everything(store) == everything(story)
            assert store.load([border()]) == 0
            changed = replace(border()[0], title="Changed")
            assert store.load([(changed, border()[1]), (Document("new", "x"), [])]) == 2
            assert {d.title for d in store.documents()} >= {"Changed"}


def test_a_load_that_fails_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    def reports() -> Iterator[tuple[Document, list[Claim]]]:
        yield border()
        raise KeyboardInterrupt

    with Store.open(tmp_path / "s") as store:
        with pytest.raises(KeyboardInterrupt):
            store.load(reports())
        assert len(store) == 0
        with pytest.raises(StoreError, match="has its evidence in 'border'"):
            store.load([border(), (denial()[0], border()[1])])
        assert len(store) == 0
        assert store.load([border()]) == 1


def test_a_first_load_that_was_killed_is_undone_on_opening(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        store.add(*border())
        store.data.add(accept.pending(store.names, v.LOADING))
    with Store.open(tmp_path / "s") as store:
        assert len(store) == 0


def test_policies_can_be_switched_and_are_kept(folder: Path) -> None:
    held = "SELECT ?p { entity:taliban kg:controls ?p }"
    with Store.open(folder) as store:
        assert len(store.query(held)) == 2
        store.derive("all")
        assert len(store.query(held)) == 3  # the Taliban's own word for Torghundi counts
        store.derive("strict")
        assert len(store.query(held)) == 0  # nothing has a second origin yet
    with Store.open(folder) as store:
        assert store.policy == "strict"
        store.add(*retaken())
        assert [row["p"] for row in store.query(held).values()] == ["https://sws.geonames.org/1139807/"]


def test_a_copy_under_another_policy_leaves_the_store_alone(folder: Path) -> None:
    held = "SELECT ?p { entity:taliban kg:controls ?p }"
    with Store.open(folder, read_only=True) as store:
        before = everything(store)
        assert len(store.under("all").query(held)) == 3
        assert len(store.query(held)) == 2
        assert everything(store.under("default")) == everything(store) == before


def test_a_store_derived_by_other_rules_is_derived_anew_on_opening(folder: Path) -> None:
    with Store.open(folder) as store:
        whole = everything(store)
        store.data.update("DELETE { ?s kg:agent ?a } WHERE { ?s kg:agent ?a }", prefixes=store.prefixes())
        assert everything(store) != whole
    with Store.open(folder) as store:
        assert everything(store) != whole
    stamp = json.loads((folder / "store.json").read_text())
    (folder / "store.json").write_text(json.dumps({**stamp, "rules": "others"}))
    with Store.open(folder) as store:
        assert everything(store) == whole
    assert json.loads((folder / "store.json").read_text()) == stamp


def test_another_policy_than_the_stores_is_told(folder: Path) -> None:
    with pytest.raises(StoreError, match="this store's policy is default, not strict"):
        Store.open(folder, policy="strict")


def test_a_store_that_was_killed_while_being_made_is_made(tmp_path: Path) -> None:
    (tmp_path / "s" / "data").mkdir(parents=True)
    (tmp_path / "s" / ".store-abc").write_text("{")
    with Store.open(tmp_path / "s") as store:
        store.add(*border())


def test_a_corrected_text_leaves_a_trace_of_the_earlier_one(story: Store) -> None:
    document, claims = denial()
    corrected = replace(document, text=document.text + "Corrected.\n", date=date(2021, 7, 11))
    story.add(corrected, claims)
    story.add(corrected, claims)
    trace = "SELECT ?day { report:denial prov:wasRevisionOf ?earlier . ?earlier a kg:Revision ; schema:datePublished ?day }"
    assert story.query(trace).values() == [{"day": date(2021, 7, 10)}]
    story.add(replace(corrected, text=corrected.text + "Again.\n"), claims)
    assert [row["day"] for row in story.query(trace + " ORDER BY ?day").values()] == [date(2021, 7, 10), date(2021, 7, 11)]
    assert validate(story) == ()
    story.remove("denial")
    assert not story.query("ASK { ?earlier a kg:Revision }").boolean


def test_after_a_write_that_failed_half_way_nothing_false_is_remembered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    with Store.open(folder) as store:
        store.add(*retaken())
        with monkeypatch.context() as patch:
            patch.setattr(updating.Update, "run", full)
            with pytest.raises(OutputError, match=r"cannot be written \(No space left on device\). Free some space"):
                store.remove("retaken")
        # The claims are gone, what follows from them is not: that is told in the store, and mended on opening.
        assert store.query("ASK { ?base kg:pending kg:about }").boolean
    anew = Store.open()
    anew.add(*border())
    with Store.open(folder) as store:
        assert everything(store) == everything(anew)


def test_a_diff_tells_what_adding_would_change_and_changes_nothing(story: Store) -> None:
    document, claims = border()
    before = everything(story)
    change = story.diff(document, claims[1:])
    assert change.withdrawn == (claims[0],)
    assert not change.added
    assert everything(story) == before


def test_an_unknown_policy_names_those_there_are(story: Store) -> None:
    before = everything(story)
    with pytest.raises(OntologyError, match=r"unknown policy 'stric'.*Did you mean 'strict'"):
        story.derive("stric")
    assert everything(story) == before


def test_a_second_writer_is_kept_out_and_readers_go_on(folder: Path) -> None:
    with Store.open(folder) as writer, Store.open(folder, read_only=True) as reader:
        with pytest.raises(StoreError, match="another process writes to this store"):
            Store.open(folder)
        writer.add(*denial())
        assert len(list(reader.documents())) == 1
        with Store.open(folder, read_only=True) as later:
            assert len(list(later.documents())) == 2


def test_a_reader_does_not_write(folder: Path) -> None:
    with Store.open(folder, read_only=True) as reader:
        for write in (lambda: reader.add(*denial()), lambda: reader.remove("border"), reader.derive):
            with pytest.raises(StoreError, match="opened for reading only"):
                write()


def test_a_base_of_ones_own_is_kept(tmp_path: Path) -> None:
    base = "https://graph.example.org/"
    with Store.open(tmp_path / "s", base=base) as store:
        store.add(*border())
    with Store.open(tmp_path / "s") as store:
        assert store.names.base == base
        assert list(store.documents()) == [border()[0]]
        mine = [q.subject.value for q in store.quads() if isinstance(q.subject, ox.NamedNode)]
        assert all(iri.startswith((base, "https://sws.geonames.org/")) for iri in mine)
    with pytest.raises(StoreError, match="it cannot be changed"):
        Store.open(tmp_path / "s", base="https://other.example.org/")


def test_a_folder_that_is_no_store_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(StoreError, match="this folder is no store"):
        Store.open(tmp_path)
    with pytest.raises(StoreError, match="is a file, not the folder of a store"):
        Store.open(tmp_path / "notes.txt")
    with pytest.raises(StoreError, match="there is no store here"):
        Store.open(tmp_path / "nowhere", read_only=True)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("version", "message"),
    [(VERSION + 1, f"a store of version {VERSION + 1}; this program knows up to"), (VERSION - 1, "too old for this")],
)
def test_a_store_of_another_version_says_which(folder: Path, version: int, message: str) -> None:
    stamp = json.loads((folder / "store.json").read_text())
    (folder / "store.json").write_text(json.dumps({**stamp, "version": version}))
    with pytest.raises(StoreError, match=message):
        Store.open(folder)


@pytest.mark.parametrize("stamp", ["", "{", "[]", '{"version": "new"}', '{"version": 1}', "\x00\x01"])
def test_a_broken_stamp_says_what_to_do(folder: Path, stamp: str) -> None:
    (folder / "store.json").write_text(stamp)
    with pytest.raises(StoreError, match=r"store\.json' is broken .*restore it"):
        Store.open(folder)


def test_a_half_copied_store_says_so(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "no-data", ignore=shutil.ignore_patterns("data"))
    with pytest.raises(StoreError, match="its folder 'data' is missing"):
        Store.open(tmp_path / "no-data")
    shutil.copytree(folder, tmp_path / "half", ignore=shutil.ignore_patterns("*.sst"))
    for read_only in (True, False):
        with pytest.raises(StoreError, match="broken or half copied"):
            Store.open(tmp_path / "half", read_only=read_only)


def test_a_damaged_file_of_a_store_is_told(folder: Path) -> None:
    for file in (folder / "data").glob("MANIFEST-*"):
        file.write_bytes(b"\x00" * 100)
    with pytest.raises(StoreError, match="broken or half copied"):
        Store.open(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "locked").chmod(0o500)
    with pytest.raises(OutputError, match="no store can be made here"):
        Store.open(tmp_path / "locked" / "store")


def test_a_place_that_cannot_hold_a_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="no store can be made here"):
        Store.open(tmp_path / "file" / "store")


FILL_THE_DISK = """
    import resource, signal, sys
    from pathlib import Path
    from kg.errors import OutputError
    from kg.graph.store import Store
    from kg.records import Document

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with Store.open(Path(sys.argv[1])) as store:
            resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
            store.add(Document("large", "x" * 1_000_000), [])
    except OutputError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are a POSIX thing")
def test_a_full_disk_is_told_and_tears_nothing(folder: Path) -> None:
    with Store.open(folder) as store:
        before = everything(store)
    script = textwrap.dedent(FILL_THE_DISK)
    run = subprocess.run([sys.executable, "-c", script, str(folder)], check=False, capture_output=True, text=True, timeout=60)
    assert "the store cannot be written" in run.stdout, run.stderr
    with Store.open(folder) as store:
        assert everything(store) == before


def test_kills_at_random_moments_tear_and_lose_no_report(tmp_path: Path) -> None:
    """Few here; ``python -m tests.benchmarks.store --kills 50`` does it more often."""
    found = kills(4, tmp_path / "store", seed=3)
    assert found["changes finished"] > 0
    assert (found["torn reports"], found["lost reports"], found["derived otherwise"]) == (0, 0, 0)


def test_what_a_killed_process_left_undone_is_done_on_opening(folder: Path) -> None:
    with Store.open(folder) as store:
        whole = everything(store)
        accept.drop(store.data)
        store.data.add(accept.pending(store.names, v.ABOUT))
        assert everything(store) != whole
    with Store.open(folder) as store:
        assert everything(store) == whole


# Graphs from files.


def written(store: Store, form: ox.RdfFormat) -> bytes:
    return bytes(ox.serialize(store.quads(), format=form) or b"")


@pytest.mark.parametrize(
    ("suffix", "form"),
    [
        (".ttl", ox.RdfFormat.TURTLE),
        (".nt", ox.RdfFormat.N_TRIPLES),
        (".nq", ox.RdfFormat.N_QUADS),
        (".trig", ox.RdfFormat.TRIG),
        (".rdf", ox.RdfFormat.RDF_XML),
        (".jsonld", ox.RdfFormat.JSON_LD),
    ],
)
def test_a_file_of_any_format_is_read_as_it_is(story: Store, tmp_path: Path, suffix: str, form: ox.RdfFormat) -> None:
    file = tmp_path / f"graph{suffix}"
    file.write_bytes(written(story, form))
    store = Store.from_file(file)
    assert everything(store) == everything(story)
    assert list(store.claims()) == list(story.claims())
    assert list(store.documents()) == list(story.documents())


def test_named_graphs_are_asked_like_the_default_one(story: Store, tmp_path: Path) -> None:
    name = ox.NamedNode("http://example.org/graph")
    quads = [ox.Quad(q.subject, q.predicate, q.object, name) for q in story.quads()]
    file = tmp_path / "graph.nq"
    file.write_bytes(bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""))
    store = Store.from_file(file)
    assert everything(store) == everything(story)
    assert list(store.claims()) == list(story.claims())
    assert store.ask("who-holds", {"place": "Islam Qala"}).rows
    assert store.query("SELECT ?g { GRAPH ?g { entity:taliban a kg:Actor } }").values() == [{"g": name.value}]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("graph.txt", "", "'.txt' is no RDF suffix. Known: .ttl"),
        ("broken.ttl", "<http://a> <http://b> .\n<http://c> oh dear", "broken.ttl, line 1"),
        ("broken.nq", "<http://a> <http://b> <http://c> .\nwhat\n", "broken.nq, line 2"),
        ("broken.jsonld", "{", "broken.jsonld"),
        ("broken.rdf", "<rdf:RDF>", "broken.rdf"),
    ],
)
def test_a_file_that_is_not_well_formed_says_where(tmp_path: Path, name: str, content: str, message: str) -> None:
    file = tmp_path / name
    file.write_text(content)
    with pytest.raises(SourceError) as error:
        Store.from_file(file)
    assert message in str(error.value)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        Store.from_file(tmp_path / "nowhere.ttl")


def test_labels_are_found_for_those_that_have_one(story: Store) -> None:
    iris = [story.names.entity(e.id).value for e in (TALIBAN, ISLAM_QALA)]
    assert story.labels([*iris, "http://example.org/nothing"]) == dict(zip(iris, ["Taliban", "Islam Qala"], strict=True))


def test_a_store_of_a_hundred_thousand_letters_and_hostile_ids() -> None:
    def reports() -> Iterator[tuple[Document, list[Claim]]]:
        for name in ("a b", "a/../b", "\ud800", 'x"><', "%20", "ä\u202e"):
            yield Document(name, "y" * 100_000, date=date(2021, 7, 9)), []

    store = Store.open()
    assert store.load(reports()) == 6
    assert {d.id for d in store.documents()} == {d.id for d, _ in reports()}
    for document, _ in reports():
        store.remove(document.id)
    assert len(store) == 0
