from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import SourceError, ValidationError
from kg.graph.importing import import_file
from kg.graph.store import Store
from tests.graph.conftest import border

MINE = """
@prefix kg: <https://w3id.org/dateline/kg#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
@prefix schema: <https://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix gaf: <http://groundedannotationframework.org/gaf#> . @prefix : <http://example.org/> .

:reds a kg:ArmedGroup ; skos:prefLabel "Reds" ; skos:altLabel "Red Army" .
:town a kg:Place ; skos:prefLabel "Town" ; kg:geonamesId 12 .
:paper a kg:MediaOutlet ; skos:prefLabel "Paper" .
:report a kg:Report ; nif:isString "Reds took Town." ; schema:datePublished "2021-07-09"^^xsd:date .
:claim a kg:Claim ; rdf:subject :reds ; rdf:predicate kg:seized ; rdf:object :town ; kg:source :paper ; kg:factuality kg:CTpos ;
    prov:wasDerivedFrom :report ; gaf:denotedBy :words .
:words a kg:Mention ; nif:beginIndex 0 ; nif:endIndex 15 ; nif:anchorOf "Reds took Town." ; nif:referenceContext :report .
"""


def test_a_graph_made_by_hand_is_kept_as_a_report_of_its_own(story: Store, tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(MINE)
    (change,) = import_file(story, file).changes
    assert (change.document, len(change.added)) == ("http://example.org/report", 1)
    assert story.query("ASK { <http://example.org/reds> kg:controls <http://example.org/town> ; a kg:Actor }").boolean
    assert not import_file(story, file).changes[0]
    story.remove("http://example.org/report")
    assert not story.query("ASK { <http://example.org/reds> ?p ?o }").boolean


@pytest.mark.parametrize(("suffix", "form"), [(".nq", ox.RdfFormat.N_QUADS), (".trig", ox.RdfFormat.TRIG)])
def test_a_dump_of_a_whole_store_comes_back_equal(story: Store, tmp_path: Path, suffix: str, form: ox.RdfFormat) -> None:
    file = tmp_path / f"dump{suffix}"
    file.write_bytes(bytes(ox.serialize(story.quads(), format=form) or b""))
    again = Store.open()
    import_file(again, file)
    canonical = []
    for store in (story, again):
        dataset = ox.Dataset(store.quads())
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        canonical.append(sorted(map(str, dataset)))
    assert canonical[0] == canonical[1]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("rdf:predicate kg:seized", "rdf:predicate schema:likes", "a relation of the ontology"),
        ("kg:factuality kg:CTpos", "kg:factualty kg:CTpos", "(Reds seized Town): kg:factualty, did you mean kg:factuality?"),
        ("nif:beginIndex 0", 'nif:beginIndex "zero"', "a whole number from 0"),
        ("kg:factuality kg:CTpos ;", "", "a claim has one kg:factuality"),
        (":reds a kg:ArmedGroup ;", ":reds a kg:ArmedGroup, kg:Place ;", "a country acting and its ground are two entities"),
        ("kg:geonamesId 12", 'kg:geonamesId "twelve"', "kg:geonamesId is one number"),
        (":report a kg:Report ;", ":report a schema:Article ;", "one kg:Report"),
    ],
)
def test_a_graph_that_breaks_the_shapes_is_refused_in_words_and_whole(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in MINE
    file = tmp_path / "mine.ttl"
    file.write_text(MINE.replace(old, new))
    store = Store.open()
    with pytest.raises(ValidationError) as error:
        import_file(store, file)
    assert message in str(error.value)
    assert "mine.ttl" in str(error.value)
    assert len(store) == 0


def test_a_report_whose_iri_has_a_fragment_comes_and_goes_like_others(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(MINE.replace(":report", "<http://example.org/reports#1>"))
    store = Store.open()
    (change,) = import_file(store, file).changes
    assert len(change.added) == 1
    (claim,) = store.claims("http://example.org/reports#1")
    assert claim.evidence.quote == "Reds took Town."
    store.remove("http://example.org/reports#1")
    assert len(store) == 0


def test_a_file_without_reports_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "empty.ttl"
    file.write_text("")
    with pytest.raises(ValidationError, match="no kg:Report and no kg:Claim in it"):
        import_file(Store.open(), file)


def test_a_broken_file_is_told_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(MINE.replace("kg:seized ;", "kg:seized oh ;"))
    with pytest.raises(SourceError, match=r"mine\.ttl, line"):
        import_file(Store.open(), file)


def test_the_same_report_from_a_dump_replaces_what_was_there(tmp_path: Path) -> None:
    store = Store.open()
    store.add(*border())
    file = tmp_path / "dump.ttl"
    file.write_bytes(bytes(ox.serialize(store.quads(), format=ox.RdfFormat.TURTLE) or b""))
    document, claims = border()
    store.add(document, claims[:3])
    (change,) = import_file(store, file).changes
    assert len(change.kept) == 3
    assert len(change.added) == 19


NOTES = """
@prefix kg: <https://w3id.org/dateline/kg#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <http://example.org/> .

:reds a kg:ArmedGroup ; skos:prefLabel "Reds" .
:town a kg:Place ; skos:prefLabel "Town" ; :colour "green" .
[] a kg:Claim ; rdf:subject :reds ; rdf:predicate kg:controls ; rdf:object :town ; kg:factuality kg:CTpos ;
    kg:validFrom "2021-07-12"^^xsd:date ; rdfs:comment "Pictures show the red flag." .
[] a kg:Claim ; rdf:subject [ a kg:PersonGroup ; skos:prefLabel "two guards" ; kg:minCount 2 ] ; rdf:predicate kg:fledTo ;
    rdf:object :town ; kg:factuality kg:PRpos .
"""


def test_a_few_lines_by_hand_are_a_report_of_their_own_in_words(story: Store, tmp_path: Path) -> None:
    file = tmp_path / "notes.ttl"
    file.write_text(NOTES)
    before = sorted(map(str, story.quads()))
    found = import_file(story, file, author="Jane Doe", day=date(2021, 7, 13))
    assert [(c.document, len(c.added)) for c in found.changes] == [("notes.ttl", 2)]
    assert found.left_out == ("http://example.org/colour (1)",)
    claims = list(story.claims("notes.ttl"))
    assert {c.evidence.quote for c in claims} == {"Pictures show the red flag.", "two guards fled to Town."}
    assert {source.label for c in claims for source in c.sources} == {"Jane Doe"}
    (document,) = [d for d in story.documents() if d.id == "notes.ttl"]
    assert all(document.text[c.evidence.start : c.evidence.end] == c.evidence.quote for c in claims)
    assert story.query("ASK { ?c kg:statedOn '2021-07-13'^^xsd:date ; rdf:subject/kg:minCount 2 }").boolean
    assert not import_file(story, file, author="Jane Doe", day=date(2021, 7, 13)).changes[0]
    file.write_text(NOTES.replace("PRpos", "CTpos"))
    assert len(import_file(story, file, author="Jane Doe", day=date(2021, 7, 13)).changes[0].changed) == 1
    story.remove("notes.ttl")
    assert sorted(map(str, story.quads())) == before


def test_a_broken_claim_without_a_name_is_told_by_what_it_says(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "notes.ttl"
    file.write_text(NOTES.replace('"2021-07-12"', '"12 July"'))
    with pytest.raises(ValidationError) as error:
        import_file(Store.open(), file)
    told = '(Reds controls Town): kg:validFrom is one day (xsd:date); found "12 July" (xsd:date).'
    assert told in str(error.value)
    assert not caplog.records
