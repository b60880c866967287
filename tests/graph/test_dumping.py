"""A store as one file and back: equal triple by triple, judgements and policy too; what is no dump is refused in words."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import OutputError, SourceError, StoreError
from kg.graph import dumping, identity
from kg.graph.store import Store
from kg.resolve import Judgement, Judgements
from tests.graph.conftest import border, denial


def canonical(store: Store) -> list[str]:
    """The graph in RDFC-1.0."""
    dataset = ox.Dataset(store.data)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "war", base="https://example.org/war/", policy="strict") as store:
        for tell in (border, denial):
            store.add(*tell())
        identity.settle(store, identity.remember(store, Judgements((Judgement("same", "reuters", "tasnim", why="a test"),))))
    return tmp_path / "war"


@pytest.mark.parametrize("name", ["dump.nq", "dump.trig", "dump.nq.gz", "dump.trig.gz"])
def test_a_store_comes_back_as_it_was(folder: Path, tmp_path: Path, name: str) -> None:
    with Store.open(folder, read_only=True) as store:
        count = dumping.dump(store, tmp_path / name)
        before = canonical(store)
    assert dumping.restore(tmp_path / name, tmp_path / "again") == count == len(before)
    with Store.open(tmp_path / "again") as store:
        assert canonical(store) == before
        assert (store.names.base, store.policy) == ("https://example.org/war/", "strict")
        assert [(e.left, e.right, e.why) for e in identity.judgements(store).entries] == [("reuters", "tasnim", "a test")]
        dumping.dump(store, tmp_path / f"again-{name}")
    assert (tmp_path / f"again-{name}").read_bytes() == (tmp_path / name).read_bytes()


def test_blank_nodes_of_a_graph_made_elsewhere_come_back_equal(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text("@prefix : <http://example.org/> . [] :knows [ :knows [] ] . :a :knows _:b . _:b :knows :a .")
    with Store.from_file(file) as store:
        dumping.dump(store, tmp_path / "x.nq")
        before = canonical(store)
    dumping.restore(tmp_path / "x.nq", tmp_path / "again")
    with Store.open(tmp_path / "again", read_only=True) as store:
        assert canonical(store) == before


def test_other_tools_read_a_dump(folder: Path, tmp_path: Path) -> None:
    with Store.open(folder, read_only=True) as store:
        dumping.dump(store, tmp_path / "dump.nq")
        assert len(list(ox.parse(path=tmp_path / "dump.nq", format=ox.RdfFormat.N_QUADS))) == len(store)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.nq", b"<a:a> <a:b> <a:c> .\n", "was not written by 'kg dump'"),
        ("x.nq", b"# Dateline store\n# base https://example.org/\n", "its head lacks"),
        ("x.nq.gz", b"no gzip at all", "is cut off or damaged"),
        ("x.ttl", b"", "a dump ends in .nq, .trig"),
        ("x.nq", b"# Dateline store\n# base https://e.org/\n# policy default\n# rules x\n<a:a> <a:b>\n", "The dump is damaged"),
        ("none.nq", None, "cannot be read"),
    ],
)
def test_what_is_no_dump_is_refused_and_leaves_nothing(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=message.replace(".", r"\.")):
        dumping.restore(tmp_path / name, tmp_path / "again")
    assert {p.name for p in tmp_path.iterdir()} <= {name}


def test_a_dump_that_is_cut_off_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    with Store.open(folder, read_only=True) as store:
        dumping.dump(store, tmp_path / "dump.nq.gz")
    whole = (tmp_path / "dump.nq.gz").read_bytes()
    (tmp_path / "dump.nq.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match="cut off or damaged"):
        dumping.restore(tmp_path / "dump.nq.gz", tmp_path / "again")
    assert {p.name for p in tmp_path.iterdir()} == {"dump.nq.gz", "war"}


def test_places_that_hold_something_are_left_alone(folder: Path, tmp_path: Path) -> None:
    with Store.open(folder, read_only=True) as store:
        dumping.dump(store, tmp_path / "dump.nq")
        with pytest.raises(OutputError, match=r"a dump ends in \.nq, \.trig"):
            dumping.dump(store, tmp_path / "dump.ttl")
    with pytest.raises(StoreError, match="is not empty"):
        dumping.restore(tmp_path / "dump.nq", folder)
