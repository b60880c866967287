from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import OutputError
from kg.view import annotated
from tests.view import story
from tests.view.conftest import Opened

Open = Callable[..., Opened]
SPANS = st.lists(st.tuples(st.integers(-3, 30), st.integers(-3, 30)), max_size=8)


@given(st.integers(0, 25), SPANS)
def test_pieces_follow_one_another_and_know_what_covers_them(length: int, spans: list[tuple[int, int]]) -> None:
    numbered = [(a, b, n) for n, (a, b) in enumerate(spans)]
    found = annotated.pieces(length, numbered)
    assert "".join("x" * (b - a) for a, b, _ in found) == "x" * length
    assert [b for _, b, _ in found[:-1]] == [a for a, _, _ in found[1:]]
    for a, b, numbers in found:
        for place in range(a, b):
            assert numbers == tuple(n for s, e, n in numbered if s <= place < e)


def test_a_long_report_is_cut_and_says_so(tmp_path: Path) -> None:
    from dataclasses import replace

    reading = story.readings()[0]
    long = replace(reading, document=replace(reading.document, text=reading.document.text + "x" * annotated.LIMIT))
    text = annotated.render([long])
    assert f'"cut":{len(reading.document.text)}' in text


def test_an_unwritable_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nowhere"):
        annotated.write([], tmp_path / "nowhere" / "text.html")


@pytest.mark.browser
def test_the_text_is_the_report_with_its_layers(open_page: Open, text_file: Path) -> None:
    opened = open_page(text_file)
    document = story.documents()[0]
    assert opened.js("document.querySelector('#text .words').textContent") == document.text
    marked = "[...document.querySelectorAll('#text .s.%s')].map((s) => s.textContent).join('|')"
    assert "Islam Qala" in str(opened.js(marked % "mention"))
    assert opened.js(marked % "time") == "on Thursday|Friday"
    assert opened.js(marked % "cue") == "told |Reuters|said|said"
    assert opened.page.locator("#panel button.item").count() >= 28


@pytest.mark.browser
def test_layers_can_be_switched(open_page: Open, text_file: Path) -> None:
    opened = open_page(text_file)
    look = "getComputedStyle(document.querySelector('#text .claim')).borderBlockEndColor"
    before = opened.js(look)
    opened.page.uncheck("#layer-claim")
    assert opened.js(look) == "rgba(0, 0, 0, 0)" != before
    assert "off=claim" in str(opened.js("location.hash"))
    again = open_page(text_file, str(opened.js("location.hash")))
    assert not again.page.is_checked("#layer-claim")


@pytest.mark.browser
def test_pointing_and_choosing_show_what_was_read(open_page: Open, text_file: Path) -> None:
    opened = open_page(text_file)
    opened.page.hover("#text .mention >> nth=0")
    assert "two senior security officials" in opened.text("#panel")
    opened.page.click("#text .time >> nth=0")
    assert "2021-07-08" in opened.text("#panel")
    opened.page.keyboard.press("Escape")
    opened.page.click("#panel button.item >> nth=5")
    assert opened.page.locator("#text .lit").count() > 0
    opened.page.keyboard.press("n")
    assert opened.text("#text h2") == story.REPORTS["r2"][1]
    opened.page.select_option("#report", "3")
    assert opened.text("#text h2") == story.REPORTS["r4"][1]


@pytest.mark.browser
def test_no_reports_is_no_error(open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "none.html"
    annotated.write([], file)
    assert "no report" in open_page(file).text("#text")
