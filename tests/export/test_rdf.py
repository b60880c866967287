"""Every RDF format holds exactly the triples of the store, read back by a reader that did not write them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import StoreError
from kg.export import _order, rdf12
from kg.graph.store import Store
from tests.export import hostile
from tests.export.conftest import export, filled
from tests.view import story

FORMATS = {"turtle": "turtle", "trig": "trig", "nquads": "nquads", "jsonld": "json-ld", "rdfxml": "xml"}
OXIGRAPH = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


def wanted(store: Store) -> set[str]:
    return {str(q.triple) for q in store.quads()}


def by_rdflib(data: bytes, format: str) -> set[tuple[rdflib.term.Node, ...]]:
    dataset = rdflib.Dataset()
    dataset.parse(data=data, format=format)
    return {q[:3] for q in dataset.quads()}


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("name", FORMATS)
def test_the_story_comes_back_whole(store: Store, name: str) -> None:
    data = export(name, store)
    assert {str(q.triple) for q in ox.parse(data, format=OXIGRAPH[name])} == wanted(store)
    lines = "\n".join(f"{t} ." for t in wanted(store))
    assert by_rdflib(data, FORMATS[name]) == set(rdflib.Graph().parse(data=lines, format="nt"))


@pytest.mark.parametrize("name", [n for n in FORMATS if n != "rdfxml"])
def test_hostile_text_comes_back_as_it_was(name: str) -> None:
    store = filled([hostile.document()], hostile.claims())
    assert {str(q.triple) for q in ox.parse(export(name, store), format=OXIGRAPH[name])} == wanted(store)


def test_rdfxml_replaces_only_what_xml_cannot_hold() -> None:
    store = filled([hostile.document()], hostile.claims())
    back = {str(q.triple) for q in ox.parse(export("rdfxml", store), format=ox.RdfFormat.RDF_XML)}
    assert len(back) == len(wanted(store))
    assert sum(t not in back for t in wanted(store)) == sum("\ufffd" in t for t in back) > 0


@pytest.mark.parametrize("name", [*FORMATS, "rdf12"])
def test_the_same_graph_gives_the_same_bytes_whatever_the_order(store: Store, name: str) -> None:
    other = filled(reversed(story.documents()), reversed(story.claims()))
    assert export(name, other) == export(name, store)


def test_another_process_writes_the_same_bytes(store: Store) -> None:
    script = (
        "import hashlib; from tests.export.conftest import export, filled; from tests.view import story;"
        "store = filled(story.documents(), story.claims());"
        f"print([hashlib.sha256(export(n, store)).hexdigest() for n in {[*FORMATS, 'rdf12', 'gexf', 'graphml']}])"
    )
    root = Path(__file__).parents[2]
    runs = {
        subprocess.run([sys.executable, "-c", script], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_rdf12_holds_each_claim_as_a_reifier(store: Store) -> None:
    back = list(ox.parse(export("rdf12", store), format=ox.RdfFormat.TURTLE))
    reified = {str(q.subject): q.object for q in back if str(q.predicate) == _order.REIFIES}
    assert len(reified) == len(story.claims())
    assert all(isinstance(o, ox.Triple) for o in reified.values())
    apart = {str(q.triple) for q in back if str(q.predicate) != _order.REIFIES}
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    for node, triple in reified.items():
        assert isinstance(triple, ox.Triple)
        parts = (("subject", triple.subject), ("predicate", triple.predicate), ("object", triple.object))
        apart |= {f"{node} <{rdf}{part}> {term}" for part, term in parts}
    assert apart == wanted(store)


def test_rdf12_answers_a_query_on_its_triple_terms(store: Store) -> None:
    data = ox.Store()
    data.load(export("rdf12", store), format=ox.RdfFormat.TURTLE)
    rows = data.query(
        "PREFIX kg: <https://w3id.org/dateline/kg#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
        "SELECT ?c { ?c rdf:reifies <<( ?s kg:seized ?o )>> }"
    )
    assert len(list(rows)) == sum(c.predicate == "seized" for c in story.claims())


def test_a_half_claim_keeps_its_parts_in_rdf12() -> None:
    half = [("<https://x.example/c>", _order.SUBJECT, "<https://x.example/s>")]
    assert rdf12.reified(half) == half


def test_turtle_is_made_for_eyes(store: Store) -> None:
    text = export("turtle", store).decode()
    headings = [line for line in text.splitlines() if line.startswith("# ====")]
    order = ["Reports", "Entities", "Accepted", "Who controlled", "Events", "Disputes", "Claims", "words", "of each entity"]
    found = [next((i for i, word in enumerate(order) if word in heading), None) for heading in headings]
    known = [i for i in found if i is not None]
    assert known == sorted(known)
    assert set(known) >= {0, 1, 2, 3, 6, 7, 8}
    assert "# Taliban — seized — Islam Qala border crossing (two senior security officials)\n" in text
    assert "entity:taliban a kg:ArmedGroup, kg:Actor, kg:Entity ;\n    skos:prefLabel" in text
    assert text.startswith("@prefix ")
    head, _, rest = text.partition("\n\n")
    assert all(line.split()[1] in rest for line in head.splitlines())


@pytest.mark.parametrize("name", ["trig", "nquads"])
def test_each_report_has_its_own_graph(store: Store, name: str) -> None:
    graphs: dict[str, set[str]] = {}
    for quad in ox.parse(export(name, store), format=OXIGRAPH[name]):
        graphs.setdefault(str(quad.graph_name), set()).add(str(quad.subject))
    assert len(graphs) == 1 + len(story.documents())
    claims = {graph: {s for s in nodes if "/claim/" in s and "relay" not in s} for graph, nodes in graphs.items()}
    for document in story.documents():
        own = sum(c.evidence.document == document.id for c in story.claims())
        assert len(claims[f"<https://w3id.org/dateline/report/{document.id}>"]) == own


def test_a_store_made_from_the_turtle_has_the_same_claims(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "graph.ttl"
    file.write_bytes(export("turtle", store))
    assert list(Store.from_file(file).claims()) == list(store.claims())


def test_blank_nodes_of_a_foreign_graph_get_the_same_names_every_time(tmp_path: Path) -> None:
    outs = set()
    for number, (a, b) in enumerate((("a", "b"), ("z", "c"))):
        file = tmp_path / f"{number}.ttl"
        file.write_text(f'_:{a} <https://x.example/p> _:{b} . _:{b} <https://x.example/p> "_: \\" x" .', "utf-8")
        outs.add(export("turtle", Store.from_file(file)))
    assert len(outs) == 1


def test_a_foreign_graph_keeps_its_odd_terms(tmp_path: Path) -> None:
    lines = [
        '<https://x.example/a> <https://x.example/p> "plain" <https://x.example/g> .',
        '<https://x.example/a> <https://x.example/p> "two \\" <x> ."@en-GB <https://x.example/g> .',
        '<https://x.example/a> <https://x.example/p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        "<claim:a> <https://x.example/p> <report:b> <https://x.example/g> .",
        "<https://x.example/a> <https://w3id.org/dateline/kg#type> <https://w3id.org/dateline/entity/a,b/c%20d> .",
        "<https://x.example/a> <https://w3id.org/dateline/kg#p> <https://w3id.org/dateline/entity/a.b.> .",
    ]
    file = tmp_path / "foreign.nq"
    file.write_text("\n".join(lines), "utf-8")
    foreign = Store.from_file(file)
    for name, format in OXIGRAPH.items():
        assert {str(q.triple) for q in ox.parse(export(name, foreign), format=format)} == wanted(foreign)
    assert len(wanted(foreign)) == len(lines)


def test_jsonld_says_what_it_cannot_hold(tmp_path: Path) -> None:
    file = tmp_path / "star.ttl"
    file.write_text("<https://x.example/a> <https://x.example/p> <<( <x:s> <x:p> <x:o> )>> .", "utf-8")
    with pytest.raises(StoreError, match="rdf12"):
        export("jsonld", Store.from_file(file))
    assert b"<<(" in export("turtle", Store.from_file(file))
