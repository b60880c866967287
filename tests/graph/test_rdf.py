from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import StoreError, ValidationError
from kg.graph import rdf
from kg.graph import vocabulary as v
from kg.graph.names import Names
from kg.graph.store import Store
from kg.graph.told import told, told_of
from kg.records import Argument, Claim, Document, Entity, Evidence
from tests.graph.strategies import ids, reports

NAMES = Names()


def graph_of(document: Document, claims: list[Claim]) -> ox.Store:
    store = ox.Store()
    store.extend(rdf.quads(document, claims, NAMES))
    return store


@given(reports())
@settings(max_examples=150, deadline=None)
def test_claims_come_back_as_they_went_in(report: tuple[Document, list[Claim]]) -> None:
    document, claims = report
    store = graph_of(document, claims)
    assert sorted(rdf.claims(store, NAMES), key=repr) == sorted(claims, key=repr)
    assert list(rdf.documents(store, NAMES)) == [document]


@given(reports())
@settings(max_examples=50, deadline=None)
def test_claims_survive_every_serialisation_of_the_graph(report: tuple[Document, list[Claim]]) -> None:
    document, claims = report
    store = graph_of(document, claims)
    for form in (ox.RdfFormat.TURTLE, ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG):
        written = store.dump(format=form, from_graph=ox.DefaultGraph() if not form.supports_datasets else None)
        again = ox.Store()
        again.load(written, format=form)
        assert sorted(rdf.claims(again, NAMES), key=repr) == sorted(claims, key=repr)


@given(reports())
@settings(max_examples=50, deadline=None)
def test_what_claims_tell_is_the_same_before_and_after_the_store(report: tuple[Document, list[Claim]]) -> None:
    before = sorted(told_of(*report, NAMES))
    assert sorted(told(graph_of(*report), [t.claim for t in before])) == before


@given(ids, ids)
def test_an_entity_id_and_its_iri_are_two_names_of_one_thing(one: str, other: str) -> None:
    assert NAMES.entity_id(NAMES.entity(one).value) == one
    assert (NAMES.entity(one) == NAMES.entity(other)) == (one == other)
    assert NAMES.report_id(NAMES.report(one).value) == one


@given(st.text(), st.integers(0, 5), st.integers(0, 5))
def test_nodes_of_different_kinds_never_meet(text: str, start: int, end: int) -> None:
    stretch = NAMES.mention(text, start, end)
    assert stretch is not None
    words = (stretch, NAMES.other_words(text, start, end, text))
    assert len({NAMES.entity(text), NAMES.report(text), NAMES.claim(text), *words}) == 5
    assert NAMES.stretch(words[0].value) == (NAMES.report(text).value, start, end)
    assert NAMES.stretch(words[1].value) is None
    assert NAMES.stretch(NAMES.report(text).value) is None


def test_a_place_of_geonames_has_its_own_iri() -> None:
    assert NAMES.entity("geonames/1140025").value == "https://sws.geonames.org/1140025/"


@pytest.mark.parametrize("base", ["", "example", "ftp://example.org/", "https://example.org", "https://e.org/#", "https://e org/"])
def test_a_base_that_is_none_says_what_one_is(base: str) -> None:
    with pytest.raises(StoreError, match="must begin with http"):
        Names(base)


def claim(document: str = "d", **changes: object) -> Claim:
    actor = Argument(Entity("a", "A", "Actor"), "A", 0, 1)
    place = Argument(Entity("p", "P", "Place"), "P", 2, 3)
    made = Claim(actor, "seized", place, (actor,), Evidence(document, 0, 3, "A P"))
    return replace(made, **changes)  # type: ignore[arg-type]


def test_lone_surrogates_become_replacement_characters_in_place() -> None:
    document = Document("d\ud800", "a\udfffb", warnings=("\ud800",))
    store = graph_of(document, [claim("d\ud800", evidence=Evidence("d\ud800", 0, 3, "a\udfffb"))])
    assert next(rdf.documents(store, NAMES)) == replace(document, text="a\ufffdb", warnings=("\ufffd",))
    assert next(rdf.claims(store, NAMES)).evidence == Evidence("d\ud800", 0, 3, "a\ufffdb")


def test_a_megabyte_of_text_is_one_literal() -> None:
    text = "Öl\u202e\n\"'\\" * 150_000
    store = graph_of(Document("d", text), [claim(evidence=Evidence("d", 0, len(text), text))])
    assert next(rdf.documents(store, NAMES)).text == text
    assert next(rdf.claims(store, NAMES)).evidence.quote == text


def test_no_node_is_blank_and_everything_lies_in_the_default_graph() -> None:
    store = Store.open()
    store.add(Document("d", "A P", date=date(2021, 7, 9)), [claim()])
    for quad in store.quads():
        assert not isinstance(quad.subject, ox.BlankNode)
        assert not isinstance(quad.object, ox.BlankNode)
        assert quad.graph_name == ox.DefaultGraph()


def test_the_chain_of_sources_is_a_chain_of_relays() -> None:
    people = [Argument(Entity(n, n, "Actor"), n, 0, 1) for n in ("official", "agency", "paper")]
    store = graph_of(Document("d", "A P"), [claim(sources=tuple(people))])
    rows = store.query(
        "PREFIX kg: <https://w3id.org/dateline/kg#> SELECT ?first ?second ?third "
        "{ ?c a kg:Claim ; kg:source ?first . ?r kg:relays ?c ; kg:source ?second . "
        "?q kg:relays ?r ; kg:source ?third }"
    )
    found = [[NAMES.entity_id(term.value) for term in row] for row in rows]
    assert found == [["official", "agency", "paper"]]


def test_a_claim_made_by_hand_needs_no_descriptions_nor_mentions_of_its_parts() -> None:
    store = ox.Store()
    store.load(
        b"""
        @prefix kg: <https://w3id.org/dateline/kg#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
        @prefix prov: <http://www.w3.org/ns/prov#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
        @prefix gaf: <http://groundedannotationframework.org/gaf#> . @prefix : <http://example.org/> .
        :a a kg:ArmedGroup, kg:Actor ; skos:prefLabel "The A" ; skos:altLabel "A" . :p a kg:Place ; skos:prefLabel "P" .
        :c a kg:Claim ; rdf:subject :a ; rdf:predicate kg:seized ; rdf:object :p ; kg:source :a ;
           kg:factuality kg:PRpos ; prov:wasDerivedFrom :r ; gaf:denotedBy :m .
        :m nif:beginIndex 0 ; nif:endIndex 3 ; nif:anchorOf "A P" ; nif:referenceContext :r .
        """,
        format=ox.RdfFormat.TURTLE,
    )
    (found,) = rdf.claims(store, NAMES)
    assert found.subject.entity == Entity("http://example.org/a", "The A", "ArmedGroup", ("A",))
    assert (found.predicate, found.object.label, found.factuality) == ("seized", "P", "PR+")
    assert found.evidence == Evidence("http://example.org/r", 0, 3, "A P")


@pytest.mark.parametrize(("missing", "message"), [(v.SUBJECT, "subject"), (v.FACTUALITY, "factuality"), (v.DENOTED_BY, "denotedBy")])
def test_a_claim_that_lacks_a_part_is_named_with_what_it_lacks(missing: ox.NamedNode, message: str) -> None:
    store = graph_of(Document("d", "A P"), [claim()])
    node = NAMES.claim(claim().id)
    for quad in list(store.quads_for_pattern(node, missing, None)):
        store.remove(quad)
    with pytest.raises(ValidationError, match=f"{node.value}.*{message}"):
        list(rdf.claims(store, NAMES))


def test_a_circle_of_relays_made_by_hand_ends() -> None:
    store = graph_of(Document("d", "A P"), [claim()])
    node = NAMES.claim(claim().id)
    store.add(ox.Quad(node, v.RELAYS, node))
    assert len(next(rdf.claims(store, NAMES)).sources) == 1


def test_times_of_retrieval_keep_their_zone() -> None:
    for when in (datetime(2021, 7, 9, 10, 30, 15, 250_000), datetime(2021, 7, 9, tzinfo=UTC)):
        store = graph_of(Document("d", "", retrieved=when), [])
        assert next(rdf.documents(store, NAMES)).retrieved == when


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_written_as_the_store_gives_it_back(value: float) -> None:
    store = ox.Store()
    quad = ox.Quad(NAMES.entity("a"), v.LAT, v.number(value))
    store.add(quad)
    assert list(store) == [quad]
    assert float(v.number(value).value) == value
