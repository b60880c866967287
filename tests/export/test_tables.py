"""Claims JSON Lines, GraphML, GEXF and CSV, read back by readers that did not write them."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from kg import plugins
from kg.errors import OutputError
from kg.export import csv as tables
from kg.graph.store import Store
from kg.records import Claim, Document
from kg.view.network import network
from tests.export import hostile
from tests.export.conftest import export, filled
from tests.view import story

SHARED = Path(os.environ.get("DATELINE_SHARED") or Path(__file__).parents[2].parent / "shared")


@pytest.fixture(scope="module")
def evil() -> Store:
    return filled([hostile.document()], hostile.claims())


def lines(data: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in data.decode().split("\n") if line]


def test_jsonl_says_every_claim_with_its_words(store: Store) -> None:
    texts = {d.id: d.text for d in story.documents()}
    back = {str(c["id"]): c for c in lines(export("jsonl", store))}
    assert back.keys() == {c.id for c in story.claims()}
    for claim in story.claims():
        row = back[claim.id]
        assert texts[row["document"]][row["start"] : row["end"]] == row["quote"] == claim.evidence.quote  # type: ignore[index]
        assert row["subject"]["label"] == claim.subject.label  # type: ignore[index]
        assert [s["id"] for s in row["sources"]] == [s.id for s in claim.sources]  # type: ignore[attr-defined]
        assert (row["predicate"], row["factuality"], row["mode"]) == (claim.predicate, claim.factuality, claim.mode)
        assert (row["from"], row["to"]) == tuple(d and d.isoformat() for d in (claim.valid_from, claim.valid_to))
        assert (row["place"] or {}).get("id") == (claim.place.id if claim.place else None)  # type: ignore[attr-defined]
        assert row["object"].get("min") == claim.object.entity.minimum  # type: ignore[attr-defined]


def test_jsonl_is_what_the_scorer_reads(store: Store, tmp_path: Path) -> None:
    scorer = SHARED / "gold" / "score.py"
    if not scorer.exists():
        pytest.skip(f"the scorer of the shared corpora is not there: {scorer}")
    text = story.documents()[0].text
    gold = {
        "document": {"id": "r1", "text": text, "publisher": "courier"},
        "entities": [{"id": k, "type": t, "names": [label, *forms]} for k, (t, label, forms) in story.ENTITIES.items()],
        "claims": [
            {"s": s, "p": p, "o": o, "quote": q, "sources": chain.split(">"), "factuality": f, "mode": None,
             "from": None, "to": None, "place": None}
            for s, p, o, q, chain, f, *_ in (row.split("|") for row in story.CLAIMS["r1"].splitlines())
        ],
    }  # fmt: skip
    (tmp_path / "g.json").write_text(json.dumps(gold), "utf-8")
    (tmp_path / "c.jsonl").write_bytes(export("jsonl", store))
    import subprocess
    import sys

    run = [
        sys.executable,
        str(scorer),
        "score",
        "--json",
        "--claims",
        str(tmp_path / "c.jsonl"),
        str(tmp_path / "g.json"),
    ]
    result = json.loads(subprocess.run(run, capture_output=True, check=True).stdout)
    assert result["triples"]["f1"] == 1.0
    assert result["facets"]["source chain"]["accuracy"] == 1.0


def test_jsonl_is_one_line_a_claim_whatever_the_text(evil: Store) -> None:
    assert len(lines(export("jsonl", evil))) == len(hostile.claims())


@pytest.mark.parametrize(("name", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networks_come_back_whole(store: Store, name: str, read: object) -> None:
    graph = network(story.claims())
    back = read(io.BytesIO(export(name, store)))  # type: ignore[operator]
    assert set(back) == set(graph)
    assert {n: back.nodes[n]["label"] for n in back} == {n: graph.nodes[n]["label"] for n in graph}
    got = sorted((s, o, e["relation"], e["status"], int(e["weight"])) for s, o, e in back.edges(data=True))
    assert got == sorted((s, o, k, e["status"], len(e["claims"])) for s, o, k, e in graph.edges(keys=True, data=True))


def test_gexf_carries_place_size_and_colour_for_gephi(store: Store) -> None:
    root = ElementTree.fromstring(export("gexf", store))
    viz = "{http://gexf.net/1.3/viz}"
    nodes = [n for n in root.iter() if n.tag.endswith("}node")]
    assert len(nodes) == network(story.claims()).number_of_nodes()
    spots = {(n.find(f"{viz}position").get("x"), n.find(f"{viz}position").get("y")) for n in nodes}  # type: ignore[union-attr]
    assert len(spots) == len(nodes)
    assert all(n.find(f"{viz}color") is not None and n.find(f"{viz}size") is not None for n in nodes)
    assert b"lastmodifieddate" not in export("gexf", store)


def test_gexf_is_1_3_and_tells_parallel_edges_apart(store: Store) -> None:
    data = export("gexf", store)
    assert data.count(b"http://www.w3.org/2001/XMLSchema-instance") == 1
    root = ElementTree.fromstring(data)
    assert root.tag == "{http://gexf.net/1.3}gexf" and root.get("version") == "1.3"
    graph = next(e for e in root if e.tag.endswith("}graph"))
    assert set(graph.attrib) <= {"defaultedgetype", "idtype", "mode", "timeformat"}
    edges = [e for e in root.iter() if e.tag.endswith("}edge")]
    assert len({e.get("id") for e in edges}) == len(edges)
    assert len({(e.get("source"), e.get("target"), e.get("kind")) for e in edges}) == len(edges)
    assert len({(e.get("source"), e.get("target")) for e in edges}) < len(edges)
    shapes = {e.get("value") for e in root.iter() if e.tag.endswith("}shape")}
    assert shapes <= {"disc", "square", "triangle", "diamond", "solid", "dotted", "dashed", "double"} and len(shapes) > 4
    declared = {a.get("id"): a.get("type") for a in root.iter() if a.tag.endswith("}attribute")}
    assert {a.get("for") for a in root.iter() if a.tag.endswith("}attvalue")} <= set(declared)


def test_graphml_declares_each_key_once_and_igraph_reads_it(store: Store, tmp_path: Path) -> None:
    data = export("graphml", store)
    root = ElementTree.fromstring(data)
    keys = [k.get("id") for k in root if k.tag.endswith("}key")]
    assert len(set(keys)) == len(keys)
    igraph = pytest.importorskip("igraph")
    (tmp_path / "g.graphml").write_bytes(data)
    back = igraph.Graph.Read_GraphML(str(tmp_path / "g.graphml"))
    graph = network(story.claims())
    assert (back.vcount(), back.ecount()) == (graph.number_of_nodes(), graph.number_of_edges())
    assert {v["id"]: v["label"] for v in back.vs} == {n: d["label"] for n, d in graph.nodes(data=True)}
    assert len({(v["x"], v["y"]) for v in back.vs}) == back.vcount()
    assert all(re.fullmatch("#[0-9a-f]{6}", c) for c in [*back.vs["color"], *back.es["color"]])


def test_networks_of_hostile_text_are_well_formed(evil: Store) -> None:
    for name in ("graphml", "gexf"):
        data = export(name, evil)
        ElementTree.fromstring(data)
    assert nx.read_graphml(io.BytesIO(export("graphml", evil))).number_of_nodes() == 2 * len(hostile.EVIL)


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell


def test_event_rows_say_every_claim(store: Store) -> None:
    back = {row["claim"]: row for row in rows(export("csv", store))}
    assert tuple(next(iter(back.values()))) == tables.EVENTS
    for claim in story.claims():
        row = back[claim.id]
        assert (row["actor1"], row["relation"], row["actor2"]) == (
            claim.subject.label,
            claim.predicate,
            claim.object.label,
        )
        assert row["source_chain"] == " > ".join(s.label for s in claim.sources)
        assert plain(row["quote"]) == claim.evidence.quote
        assert row["date_from"] == (claim.valid_from.isoformat() if claim.valid_from else "")
        assert row["publisher"] == claim.sources[-1].label


def test_the_place_of_an_event_is_its_object_or_where_it_happened(store: Store) -> None:
    back = rows(export("csv", store))
    killed = next(r for r in back if r["relation"] == "killed")
    assert (killed["place"], killed["latitude"], killed["longitude"]) == ("Herat Province", "34.5", "62.0")
    seized = next(r for r in back if r["relation"] == "seized" and r["actor2_id"] == "islam-qala")
    assert seized["place"] == "Islam Qala border crossing"
    assert all(r["place"] == "" for r in back if r["relation"] == "memberOf")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "'"])
def test_no_cell_is_a_formula(start: str) -> None:
    cell = tables.guarded(f"{start}cmd|' /C calc'!A0")
    assert isinstance(cell, str)
    assert cell == f"'{start}cmd|' /C calc'!A0"
    assert plain(cell) == f"{start}cmd|' /C calc'!A0"


def test_numbers_are_left_alone() -> None:
    assert [tables.guarded(v) for v in (-77.25, 0, None, True)] == [-77.25, 0, None, "true"]


def test_hostile_rows_come_back(evil: Store) -> None:
    back = {row["claim"]: row for row in rows(export("csv", evil))}
    for claim in evil.claims():
        assert plain(back[claim.id]["actor1"]) == claim.subject.label.replace("\x00", "\ufffd")
        assert plain(back[claim.id]["quote"]) == claim.evidence.quote.replace("\x00", "\ufffd")
        assert back[claim.id]["longitude"] == "-77.25"


def test_the_folder_holds_nodes_edges_and_events(store: Store, tmp_path: Path) -> None:
    files = tables.folder(store, tmp_path / "csv")
    assert [f.name for f in files] == ["nodes.csv", "edges.csv", "events.csv"]
    nodes, edges, events = (rows(f.read_bytes()) for f in files)
    graph = network(story.claims())
    assert {n["id"]: n["label"] for n in nodes} == {n: d["label"] for n, d in graph.nodes(data=True)}
    assert sorted((e["source"], e["relation"], e["target"]) for e in edges) == sorted((s, k, o) for s, o, k in graph.edges(keys=True))
    assert {e["type"] for e in edges} == {"Directed", "Undirected"}
    assert len(events) == len(story.claims())


def test_a_folder_that_cannot_be_made_says_so(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="file"):
        tables.folder(store, tmp_path / "file")


def test_a_lone_surrogate_spoils_no_format() -> None:
    from kg.records import Argument, Entity, Evidence

    text = "a\ud800b took c."
    bad = Entity("x\udfff", "a\ud800b", "ArmedGroup")
    place = Argument(Entity("c", "c", "Place"), "c", 9, 10)
    claim = Claim(Argument(bad, "a\ud800b", 0, 3), "seized", place, (), Evidence("d", 0, len(text), text))
    store = filled([Document("d", text)], [claim])
    for name in plugins.names("kg.export"):
        assert export(name, store).decode()


def test_every_exporter_says_what_it_writes() -> None:
    for name in plugins.names("kg.export"):
        module = __import__(f"kg.export.{name}", fromlist=["x"])
        first = (module.__doc__ or "").splitlines()[0]
        assert first.endswith(".") or first.endswith("`."), name
        assert ":" in first
        assert module.SUFFIX.startswith(".")


def test_an_empty_store_exports() -> None:
    empty = Store.open()
    for name in plugins.names("kg.export"):
        export(name, empty)
