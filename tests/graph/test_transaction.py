from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.graph import transaction
from kg.graph.transaction import Lines, Sink, swap, swap_many


def quads(*numbers: int, text: str = "") -> list[ox.Quad]:
    node = ox.NamedNode("http://example.org/p")
    return [ox.Quad(ox.NamedNode(f"http://example.org/{n}"), node, ox.Literal(f"{n}{text}")) for n in numbers]


@pytest.mark.parametrize("text", ["", "\x00\n\"'\\", "\u202e} ; DROP ALL ; {", "\U0010ffff"])
def test_a_swap_takes_out_and_puts_in_whatever_the_text(text: str) -> None:
    store = ox.Store()
    swap(store, (), quads(1, 2, text=text))
    swap(store, quads(1, text=text), quads(3, text=text))
    assert set(store) == set(quads(2, 3, text=text))
    swap(store, quads(2, 3, text=text), ())
    assert len(store) == 0


def test_much_goes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "AT_ONCE", 3)
    monkeypatch.setattr(transaction, "_BULK", 4)
    store = ox.Store()
    with Sink(store) as sink:
        for number in range(10):
            sink.put(quads(number))
    assert set(store) == set(quads(*range(10)))
    swap_many(store, quads(*range(8)), quads(*range(20, 30)))
    assert set(store) == set(quads(8, 9, *range(20, 30)))


def test_what_a_sink_waits_for_is_not_written_after_an_error() -> None:
    store = ox.Store()
    with pytest.raises(KeyError), Sink(store) as sink:
        sink.put(quads(1))
        raise KeyError
    assert len(store) == 0


def test_lines_are_a_stream_of_any_grain() -> None:
    text = [f'<http://e/{n}> <http://e/p> "{"ü" * n}" .\n' for n in range(300)]
    store = ox.Store()
    store.bulk_load(Lines(text), format=ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
    assert len(store) == 300
    assert Lines(text).read() == "".join(text).encode()
    stream = Lines(text)
    assert b"".join(iter(lambda: stream.read(7), b"")) == "".join(text).encode()


def test_an_error_in_making_lines_is_kept() -> None:
    def pieces():
        yield "<http://e/a> <http://e/p> <http://e/b> .\n"
        raise KeyError("torn")

    stream = Lines(pieces())
    with pytest.raises(KeyError, match="torn"):
        stream.read()
    assert isinstance(stream.error, KeyError)
