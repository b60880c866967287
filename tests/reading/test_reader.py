"""The reader: every offset slices the document's own text, whatever the text; the same text reads the same."""

import time
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.reading.reader import Reader
from kg.records import Document, Reading, Span

TEXT = (
    "KABUL, July 9 (Wire) -  Taliban\u00a0fighters seized the Islam\u200b Qala crossing on Thursday, two officials\nsaid.\n\n"
    '"We hold it," Zabihullah Mujahid, a spokesman for the group, told Reuters.  The government denied it.'
)


def spans(reading: Reading) -> list[tuple[int, int]]:
    layers: list[Span] = [*reading.sentences]
    layers += [Span(m.start, m.end) for m in reading.mentions]
    layers += [Span(t.start, t.end) for t in reading.times]
    layers += [s for a in reading.attributions for s in (*a.source, *a.cue, *a.content)]
    layers += [s for chain in reading.coreference for s in chain]
    return [(s.start, s.end) for s in layers]


def whole(reading: Reading) -> None:
    text, body = reading.document.text, reading.document.body
    assert all(body <= start < end <= len(text) for start, end in spans(reading))
    assert all(text[m.start : m.end] == m.text for m in reading.mentions)
    assert all(text[t.start : t.end] == t.text for t in reading.times)
    known = {e.id for e in reading.entities}
    assert {m.entity for m in reading.mentions} <= known
    assert {a.source_entity for a in reading.attributions if a.source_entity} <= known


def test_offsets_of_every_layer_slice_the_text(read: Callable[[str], Reading]) -> None:
    reading = read(TEXT)
    whole(reading)
    assert {"Taliban\u00a0fighters", "We", "Zabihullah Mujahid"} <= {m.text for m in reading.mentions}
    assert reading.attributions and reading.times and reading.coreference


def test_the_heading_is_never_read(reader: Reader) -> None:
    body = TEXT.index("Taliban")
    reading = next(reader.read([Document("d", TEXT, body=body, date=date(2021, 7, 9))]))
    whole(reading)
    assert min(s.start for s in reading.sentences) >= body
    assert any(t.value == "2021-07-08" for t in reading.times)


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\u200b", ".", "—"])
def test_nothing_to_read(read: Callable[[str], Reading], text: str) -> None:
    reading = read(text)
    assert not reading.mentions and not reading.times
    whole(reading)


def test_the_same_text_reads_the_same(read: Callable[[str], Reading]) -> None:
    assert read(TEXT) == read(TEXT)


def test_readings_come_in_the_order_of_their_documents(reader: Reader) -> None:
    texts = [f"Rebels took village number {i}." for i in range(70)]
    readings = reader.read(Document(str(i), text) for i, text in enumerate(texts))
    assert [r.document.id for r in readings] == [str(i) for i in range(70)]


def test_the_publisher_is_an_entity(reader: Reader) -> None:
    ministry = next(reader.read([Document("d", "Troops left.", publisher="French Ministry of Armed Forces")]))
    paper = next(reader.read([Document("d", "Troops left.", publisher="Zuwara Star")]))
    known = next(reader.read([Document("d", "Troops left.", publisher="Reuters")]))
    kinds = {e.label: (e.type, e.country) for r in (ministry, paper, known) for e in r.entities}
    assert kinds["French Ministry of Armed Forces"] == ("Organization", "FR")
    assert kinds["Zuwara Star"] == ("MediaOutlet", None)
    assert kinds["Reuters"][0] == "MediaOutlet"


def test_a_country_brings_its_government_along(read: Callable[[str], Reading]) -> None:
    ids = {e.id for e in read("Shells fell in Lebanon.").entities}
    assert "government/LB" in ids


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "[(" * 3000 + "word" + ")]" * 3000,
        '"' * 5000,
        "Kabul " * 4000,
        "a" * 60_000,
        "of the " * 4000,
        "\u202e" * 5000 + "Kabul fell.",
        "A, B, " * 3000,
    ],
    ids=lambda text: text[:6],
)
def test_hostile_texts_are_read_in_time(reader: Reader, text: str) -> None:
    begun = time.perf_counter()
    whole(next(reader.read([Document("d", text)])))
    assert time.perf_counter() - begun < 60


def test_a_long_document_takes_as_long_as_its_words(reader: Reader) -> None:
    story = (
        "Three soldiers were killed near Mosul on Friday, officials said. The army blamed the group. It denied this. "
        "Ali Hassan said he had seen the fighters in the city. The villagers fled to the province of Nineveh.\n\n"
    )

    def seconds(times: int) -> float:
        begun = time.perf_counter()
        reading = next(reader.read([Document("d", story * times)]))
        assert len(reading.sentences) == 5 * times
        return time.perf_counter() - begun

    seconds(10)
    short, long = seconds(110), seconds(550)  # 4,000 and 20,000 words
    assert long < 5 * short * 2 + 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(
            [
                "Kabul",
                "the Taliban",
                "said",
                "he",
                "it",
                "(",
                ")",
                '"',
                ",",
                ".",
                "\n\n",
                "killed",
                "five",
                "of",
                "U.N.",
                "\u00a0",
                "  ",
                "Gen.",
                "al-",
                "—",
            ]
        ),
        max_size=40,
    ).map(" ".join)
)
def test_any_order_of_words_can_be_read(reader: Reader, text: str) -> None:
    whole(next(reader.read([Document("d", text)])))
