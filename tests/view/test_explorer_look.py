"""How the explorer looks: nothing lies on anything, nothing is cut off, every word can be read; on screens, on paper, in notebooks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kg
from kg.graph.store import Store
from tests.view.conftest import Opened
from tests.view.herat import REPORTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_labels_do_not_lie_on_one_another(explorer_file: Path, open_page: Callable[..., Opened]):
    opened = open_page(explorer_file)
    for pane in ("map", "graph"):
        boxes = opened.page.eval_on_selector_all(
            f"#{pane}-pane .names text", "(l) => l.map((e) => { const r = e.getBBox(); return [r.x, r.y, r.width, r.height]; })"
        )
        assert len(boxes) > 2
        for i, (x, y, w, h) in enumerate(boxes):
            for u, v, w2, h2 in boxes[:i]:
                over = min(x + w, u + w2) - max(x, u), min(y + h, v + h2) - max(y, v)
                assert over[0] < 2 or over[1] < 4, pane


def test_arabic_names_stand_as_they_are_written(explorer_file: Path, open_page: Callable[..., Opened]):
    opened = open_page(explorer_file)
    assert "كابول" in opened.page.locator("#map .names text").all_text_contents()
    assert opened.page.eval_on_selector("#map .names text", "(e) => getComputedStyle(e).unicodeBidi") == "plaintext"
    assert opened.page.locator('#text-pane bdi[dir="auto"]:has-text("كابول")').count() >= 1


CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8").partition("\n")[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_word_can_be_told_from_its_ground(theme: str, explorer_file: Path, open_page: Callable[..., Opened]):
    for fragment in ("", "entity=geonames/1142404&day=2021-07-10", "entity=taliban&report=r2"):
        opened = open_page(explorer_file, f"#theme={theme}&{fragment}")
        assert opened.page.evaluate(CONTRAST) == []


def test_on_paper_the_ground_is_light_and_nothing_is_cut(explorer_file: Path, open_page: Callable[..., Opened]):
    opened = open_page(explorer_file, "#theme=dark&entity=geonames/1142404", width=1500, height=1000)
    page = opened.page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    opened.settle()
    assert page.get_attribute("html", "data-theme") == "light"
    assert all(page.is_visible(f"#{pane}-pane") for pane in ("map", "graph", "timeline", "text"))
    assert not page.is_visible("#search")
    assert page.evaluate("(e => e.scrollHeight <= e.clientHeight + 1)(document.getElementById('text-canvas'))")
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.get_attribute("html", "data-theme") == "dark"


def test_it_works_in_a_notebooks_frame(tmp_path: Path, open_page: Callable[..., Opened], browser: Browser):
    with Store.open() as store:
        store.load(REPORTS)
        frame = kg.explore(store)._repr_html_()
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text))
    page.on("pageerror", lambda e: wrong.append(str(e)))
    page.set_content(f"<!doctype html><body>{frame}")
    inside = page.frame_locator("iframe")
    inside.locator("html[data-ready=yes]").wait_for(state="attached")
    inside.locator('#map .mark[aria-label^="Islam Qala:"]').click()
    assert "Islam Qala" in inside.locator("#chosen").inner_text()
    page.close()
    assert wrong == []


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (1920, 1080), (3840, 2160)])
def test_nothing_is_cut_off_at_any_size(width: int, height: int, explorer_file: Path, open_page: Callable[..., Opened]):
    opened = open_page(explorer_file, "#entity=geonames/1142404", width=width, height=height)
    page = opened.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight")
    for button in page.locator("header button:visible, .bar button:visible").all():
        box = button.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
    assert page.evaluate("[...document.querySelectorAll('svg text')].every((t) => parseFloat(getComputedStyle(t).fontSize) >= 9.5)")
