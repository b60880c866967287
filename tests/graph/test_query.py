from __future__ import annotations

import csv
import io
import json
import sys
import time
from datetime import date

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.graph import query
from kg.graph.answers import Answer
from kg.graph.rules import fill
from kg.graph.store import Store
from kg.records import Argument, Claim, Document, Entity, Evidence


def test_prefixes_need_not_be_declared(story: Store) -> None:
    answer = story.query("SELECT ?x WHERE { ?x kg:controls <https://sws.geonames.org/1139807/> }")
    assert answer.values() == [{"x": "https://w3id.org/dateline/entity/taliban"}]


def test_values_are_python_values(story: Store) -> None:
    answer = story.query(
        "SELECT ?label ?lat ?id ?day ?no WHERE { ?p skos:prefLabel ?label ; wgs84_pos:lat ?lat ; kg:geonamesId ?id . "
        "?s kg:place ?p ; kg:validFrom ?day . OPTIONAL { ?p kg:nothing ?no } } ORDER BY ?label LIMIT 1"
    )
    assert answer.values() == [{"label": "Islam Qala", "lat": 34.66, "id": 1139807, "day": date(2021, 7, 8), "no": None}]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?s WHERE { ?s ?p }", "line 1, column 19 of the query: expected a whole clause"),
        ("SELEC ?x {}", "line 1, column 1 of the query: expected SELECT, ASK, CONSTRUCT or DESCRIBE"),
        (
            "SELECT * {\n  ?x a foo:bar\n}",
            "line 2, column 8 of the query: the prefix 'foo:' is not known. Known: claim",
        ),
        ("SELECT * {\n ?s ?p ?o .\n FILTER(?s > ) }", "line 3, column 17 of the query: expected an expression"),
        ('SELECT * { ?x a "abc }', "line 1, column 17 of the query: the string that begins here has no end"),
        ("SELECT * {\n ?x a ?y", "line 1, column 10 of the query: this '{' is never closed: expected '}'"),
        ("SELECT * { ?x a ?y ) }", "line 1, column 20 of the query: this ')' closes nothing that is open"),
        ("SELECT ?x WHERE ?x a ?y", 'line 1, column 17 of the query: expected "{"'),
        ("SELECT ?s (COUNT(?o) AS ?n) {?s ?p ?o}", "contains a variable that is unbound"),
        ("", "the query is empty"),
        ("# nothing but a comment", "expected SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ],
)
def test_a_malformed_query_says_where_and_what_was_expected(story: Store, query: str, message: str) -> None:
    with pytest.raises(QueryError) as error:
        story.query(query)
    assert message in str(error.value)


@pytest.mark.parametrize(
    "update",
    [
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX a: <http://x#y>\nINSERT DATA { a:b a:c 1 }",
        "drop all",
        "# asks nothing\nCLEAR DEFAULT",
        "BASE <http://x/> LOAD <http://example.org/data.ttl>",
        "\\u0044ELETE WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(story: Store, update: str) -> None:
    before = len(story)
    with pytest.raises(QueryError, match="changes data, and a query may only ask"):
        story.query(update)
    assert len(story) == before


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p '#' . SERVICE ?s { ?a ?b ?c } }",
        "SELECT * { ?s ?p <http://x#y> SERVICE ?s { ?a ?b ?c } }",
    ],
)
def test_other_servers_are_not_called(story: Store, query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE, which asks another server, is not allowed"):
        story.query(query)


def test_the_word_service_may_be_a_name_a_text_or_a_comment(story: Store) -> None:
    query = "SELECT ?service { ?service kg:service <http://x/SERVICE>, 'SERVICE', 'x'@service # SERVICE\n }"
    assert story.query(query).rows == ()


def test_rows_beyond_the_limit_are_left_out_and_that_is_said(story: Store) -> None:
    few = story.query("SELECT ?c { ?c a kg:Claim }", limit=5)
    assert (len(few), few.truncated) == (5, True)
    every = story.query("SELECT ?c { ?c a kg:Claim }", limit=1000)
    assert (len(every), every.truncated) == (32, False)
    triples = story.query("CONSTRUCT { ?c a kg:Claim } WHERE { ?c a kg:Claim }", limit=5)
    assert (len(triples), triples.truncated) == (5, True)


def test_a_query_without_end_is_given_up() -> None:
    store = Store.open()
    node = [ox.NamedNode(f"http://example.org/{i}") for i in range(2000)]
    store.data.extend([ox.Quad(node[i], node[0], node[i + 1]) for i in range(1999)])
    begin = time.perf_counter()
    # Long enough to be given up, short enough not to be at work when the next test runs for long.
    with pytest.raises(QueryError, match=r"given up after 0\.2 s.*share no variable"):
        store.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(?c != ?f) }", timeout=0.2)
    assert time.perf_counter() - begin < 20


def test_a_query_that_takes_all_memory_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.open()
    node = [ox.NamedNode(f"http://example.org/{i}") for i in range(1200)]
    store.data.extend([ox.Quad(node[i], node[0], node[i + 1]) for i in range(1199)])
    monkeypatch.setattr(query, "MOST_MEMORY", 2**24)
    monkeypatch.setattr(query, "_LOOK", 0.01)
    with pytest.raises(QueryError, match=r"given up after it had taken 0\.0156\d+ GiB of memory\. Ask for less"):
        store.query("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?f", timeout=60)


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=30) | st.text("\"'\\<>{}?$#\n\r uU0123456789()", max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_text_given_for_a_parameter_is_that_text(text: str) -> None:
    made = fill("SELECT ?x { VALUES ?x { UNDEF } }", {"x": [ox.Literal(text)]})
    data = ox.Store()
    data.add(ox.Quad(ox.NamedNode("http://example.org/s"), ox.NamedNode("http://example.org/p"), ox.Literal("o")))
    (row,) = query.run(data, made, {}).rows
    assert row == (ox.Literal(text),)
    assert len(data) == 1


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20) | st.text("\"'\\<>{}?#\n ", min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_who_bears_a_hostile_name_is_found_by_it_and_nobody_else(name: str) -> None:
    store = Store.open()
    hostile, other = Entity(name, name, "ArmedGroup"), Entity("others", "others", "ArmedGroup")
    place = Entity("geonames/5", "Town", "Place")
    town, source = Argument(place, "Town", 0, 0), Argument(other, "others", 0, 0)
    claims = [
        Claim(Argument(e, e.label, 0, 0), "controls", town, (source,), Evidence("r", n, n, "")) for n, e in enumerate((hostile, other))
    ]
    store.add(Document("r", "text", date=date(2021, 7, 9)), claims)
    before = len(store)
    rows = store.ask("claims-about", {"entity": name}).rows if name not in ("others", "Town") else ()
    assert {row[0] for row in rows} == ({store.names.entity(name)} if name not in ("others", "Town") else set())
    assert len(store) == before


def test_an_answer_in_time_is_the_same_with_a_time_limit(story: Store) -> None:
    query = "SELECT ?c { ?c a kg:Claim } ORDER BY ?c"
    assert story.query(query, timeout=30) == story.query(query)
    with pytest.raises(QueryError, match="expected an expression"):
        story.query("SELECT * { FILTER() }", timeout=30)


# What rdflib, which had no part in writing them, reads back.


def test_csv_and_json_are_the_standard_ones(story: Store) -> None:
    answer = story.query("SELECT ?e ?label ?n ?no { ?e skos:prefLabel ?label ; kg:minCount ?n } ORDER BY ?label")
    assert answer.written("csv").splitlines()[0] == "e,label,n,no"
    rows = list(csv.DictReader(io.StringIO(answer.written("csv"))))
    assert rows[0] == {
        "e": "https://w3id.org/dateline/entity/report/border/guards",
        "label": "border guards",
        "n": "100",
        "no": "",
    }
    read = rdflib.query.Result.parse(io.BytesIO(answer.written("json").encode()), format="json")
    assert [str(row["label"]) for row in read] == [row["label"] for row in answer.values()]
    assert [row["n"].toPython() for row in read] == [row["n"] for row in answer.values()]
    read = rdflib.query.Result.parse(io.BytesIO(answer.written("tsv").encode()), format="tsv")
    assert [str(row["label"]) for row in read] == [row["label"] for row in answer.values()]


def test_hostile_text_survives_every_format() -> None:
    text = 'a\tb\n"c",\\\u202e\x00é'
    store = Store.open()
    store.data.add(ox.Quad(ox.NamedNode("http://x/a"), ox.NamedNode("http://x/b"), ox.Literal(text)))
    answer = store.query("SELECT ?o { ?s ?p ?o }")
    assert json.loads(answer.written("json"))["results"]["bindings"] == [{"o": {"type": "literal", "value": text}}]
    assert list(csv.reader(io.StringIO(answer.written("csv"), newline="")))[1] == [text]
    assert len(answer.written("tsv").splitlines()) == 2


def test_ask_and_construct(story: Store) -> None:
    yes = story.query("ASK { entity:taliban kg:controls ?x }")
    assert yes.boolean is True
    assert json.loads(yes.written("json")) == {"head": {}, "boolean": True}
    assert yes.written("csv") == "true\n"
    graph = story.query("CONSTRUCT { ?a kg:controls ?b } WHERE { ?a kg:controls ?b }")
    turtle = graph.written("turtle", story.prefixes())
    assert len(rdflib.Graph().parse(data=turtle, format="turtle")) == len(graph) == 4
    assert "entity:taliban kg:controls" in turtle
    assert "@prefix oa:" not in turtle


@pytest.mark.parametrize(
    ("query", "form", "message"),
    [
        ("ASK {}", "turtle", "the format 'turtle' is for triples"),
        ("CONSTRUCT {} WHERE {}", "csv", "the format 'csv' is for rows"),
        ("ASK {}", "xlsx", "unknown format 'xlsx'. Known: table, csv"),
    ],
)
def test_a_format_that_does_not_fit_is_said(story: Store, query: str, form: str, message: str) -> None:
    with pytest.raises(QueryError) as error:
        story.query(query).written(form)
    assert message in str(error.value)


def test_a_dataframe_needs_pandas_and_says_so(story: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Answer(("n",), ((ox.Literal(1),),))
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(QueryError, match="pip install pandas"):
        answer.dataframe()


def test_a_dataframe_has_python_values() -> None:
    pytest.importorskip("pandas", reason="pandas is optional")
    frame = Answer(("n", "no"), ((ox.Literal(1), None),)).dataframe()
    assert frame.to_dict("records") == [{"n": 1, "no": None}]


def test_geosparql_distances_and_boxes(story: Store) -> None:
    answer = story.query(
        "SELECT ?p { ?p geo:hasGeometry/geo:asWKT ?w FILTER(geof:sfWithin(?w, "
        '"POLYGON((60 34, 62 34, 62 35, 60 35, 60 34))"^^geo:wktLiteral)) }'
    )
    assert answer.values() == [{"p": "https://sws.geonames.org/1139807/"}]
