"""The explorer in Chromium: it asks for nothing, every control works by mouse and by keys, and the panes follow one another."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kg.view import explorer
from tests.view import hostile, many
from tests.view.conftest import Opened

pytestmark = pytest.mark.browser


def mark(name: str) -> str:
    return f'#map .mark[aria-label^="{name}:"]'


def fill(opened: Opened, name: str) -> str:
    return str(opened.page.eval_on_selector(f"{mark(name)} .body", "(e) => getComputedStyle(e).fill"))


def test_it_opens_from_disk_with_all_four_panes(explorer_file: Path, open_page: Callable[..., Opened]):
    opened = open_page(explorer_file)
    assert "7 claims" in opened.text("#status")
    assert opened.page.locator("#map .mark").count() == 3
    assert opened.page.locator("#graph-pane .node").count() >= 5
    assert opened.page.locator("#timeline-pane .bar.item").count() >= 3
    assert opened.page.locator("#text-pane .claim-card").count() == 7
    assert "1 without a position" in opened.text("#map-unplaced")


@pytest.mark.parametrize("where", ["map", "graph", "timeline", "text", "search"])
def test_a_place_chosen_in_any_pane_is_chosen_in_all(where: str, explorer_file: Path, open_page: Callable[..., Opened]):
    opened = open_page(explorer_file)
    page = opened.page
    if where == "map":
        page.click(mark("Islam Qala"))
    elif where == "graph":
        page.click('#graph-pane .node[aria-label^="Islam Qala,"]')
    elif where == "timeline":
        page.click('#timeline-pane .lane[aria-label^="Islam Qala"]')
    elif where == "text":
        page.click('#text-pane .name-link:has-text("Islam Qala") >> nth=0')
    else:
        page.fill("#search", "islam")
        page.keyboard.press("Enter")
    opened.settle()
    assert "Islam Qala" in opened.text("#chosen")
    assert "a point" in opened.text("#chosen")
    assert page.get_attribute(mark("Islam Qala"), "aria-pressed") == "true"
    assert page.get_attribute('#graph-pane .node[aria-label^="Islam Qala,"]', "aria-pressed") == "true"
    assert page.locator('#graph-pane .node[aria-label^="كابول"]').count() == 0
    lanes = page.locator("#timeline-pane .lane").evaluate_all("(l) => l.map((e) => e.getAttribute('aria-label'))")
    assert {"Afghan army, 1 state", "Taliban, 1 state", "the mayor, 1 claim"} <= set(lanes)
    cards = page.locator("#text-pane .claim-card")
    assert cards.count() == 4
    assert all("Islam Qala" in cards.nth(i).inner_text() for i in range(4))
    assert "Taliban seized Islam Qala" in page.locator("#text-pane mark").all_inner_texts()
    assert "entity=geonames%2F1142404" in page.evaluate("location.hash")


def test_the_slider_changes_who_holds_a_place_and_how(explorer_file: Path, open_page: Callable[..., Opened]):
    opened = open_page(explorer_file)
    page = opened.page

    def go(day: str) -> None:
        n = (date.fromisoformat(day) - date(1970, 1, 1)).days
        page.eval_on_selector("#day", "(e, n) => { e.value = n; e.dispatchEvent(new Event('input')); }", n)
        opened.settle()

    go("2021-07-02")
    army = page.evaluate(
        "getComputedStyle(document.documentElement).getPropertyValue('--' + dateline.data.holder(dateline.data.find('afghan-army')))"
    )
    assert "held by Afghan army" in str(page.get_attribute(mark("Islam Qala"), "aria-label"))
    assert fill(opened, "Islam Qala") == _rgb(str(army))
    assert "2 Jul 2021" in opened.text("#map-day")
    go("2021-07-10")
    assert "held by Taliban, disputed" in str(page.get_attribute(mark("Islam Qala"), "aria-label"))
    assert fill(opened, "Islam Qala").startswith("url(")
    assert page.locator(f"{mark('Islam Qala')}.s0").count() == 1
    go("2021-08-10")
    assert page.locator(f"{mark('Islam Qala')}.s1").count() == 1
    go("2021-11-10")
    assert page.locator(f"{mark('Islam Qala')}.s2").count() == 1
    assert page.locator("#text-pane .report.later").count() == 1
    assert "day=2021-11-10" in page.evaluate("location.hash")
    go("2021-06-30")
    assert "held by" not in str(page.get_attribute(mark("Islam Qala"), "aria-label"))


def test_play_runs_to_the_end_and_stops(explorer_file: Path, open_page: Callable[..., Opened]):
    opened = open_page(explorer_file, "#entity=geonames/1142404")
    page = opened.page
    page.click("#play")
    assert page.get_attribute("#play", "aria-pressed") == "true"
    seen = {page.input_value("#day")}
    for _ in range(600):
        page.wait_for_timeout(50)
        seen.add(page.input_value("#day"))
        if page.get_attribute("#play", "aria-pressed") == "false":
            break
    assert len(seen) > 2
    assert page.get_attribute("#play", "aria-pressed") == "false"
    assert page.input_value("#day") == page.get_attribute("#day", "max")


def test_every_pane_by_keys_alone(explorer_file: Path, open_page: Callable[..., Opened]):
    opened = open_page(explorer_file)
    page = opened.page

    def tab_to(selector: str) -> None:
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"{selector} cannot be reached")

    for key, pane, member in (("1", "map", ".mark"), ("2", "graph", ".node"), ("3", "timeline", ".item")):
        page.keyboard.press("Escape")
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == f"{pane}-pane"
        tab_to(f"#{pane}-pane {member}")
        before = page.evaluate("document.activeElement.dataset.k")
        for arrow in ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"):
            page.keyboard.press(arrow)
            if page.evaluate("document.activeElement.dataset.k") != before:
                break
        assert page.evaluate("document.activeElement.dataset.k") != before
        page.keyboard.press("Enter")
        opened.settle()
        assert page.is_visible("#clear"), pane
        assert page.evaluate("document.activeElement !== document.body"), "the focus is kept"
    page.keyboard.press("4")
    assert page.evaluate("document.activeElement.id") == "text-pane"
    page.focus("#day")
    value = int(page.input_value("#day"))
    page.keyboard.press("ArrowLeft")
    assert int(page.input_value("#day")) == value - 1
    page.keyboard.press("/")
    page.keyboard.type("tali")
    page.keyboard.press("Enter")
    assert "Taliban" in opened.text("#chosen")
    page.keyboard.press("Escape")
    page.click("h1")
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    page.keyboard.press("Escape")
    assert not page.is_visible("#keys")


def test_each_button_does_what_it_says(explorer_file: Path, open_page: Callable[..., Opened]):
    opened = open_page(explorer_file)
    page = opened.page

    def zoomed(pane: str) -> float:
        return float(page.evaluate(f"dateline.{pane}.view.k"))

    for pane in ("map", "graph"):
        before = zoomed(pane)
        page.click(f"#{pane}-in")
        assert zoomed(pane) > before
        page.click(f"#{pane}-out")
        assert zoomed(pane) == pytest.approx(before)
        page.click(f"#{pane}-out")
        page.click(f"#{pane}-fit")
        assert zoomed(pane) == pytest.approx(before)
    span = "Number(document.getElementById('day').max) - Number(document.getElementById('day').min)"
    whole = page.evaluate(span)
    page.click("#time-in")
    assert page.evaluate(span) < whole
    page.click("#time-out")
    page.click("#time-out")
    assert page.evaluate(span) > whole
    page.click("#time-fit")
    assert page.evaluate(span) == whole
    for pane in ("map", "graph", "timeline", "text"):
        page.click(f"#{pane}-wide")
        shown = [p for p in ("map", "graph", "timeline", "text") if page.is_visible(f"#{p}-pane")]
        assert shown == ([pane, "timeline"] if pane in {"map", "graph"} else [pane])
        page.click(f"#{pane}-wide")
    page.click("#map-unplaced")
    page.click("#list li button")
    assert "areas" in opened.text("#chosen")
    assert "no position known" in opened.text("#chosen")
    page.click("#clear")
    assert not page.is_visible("#clear")
    page.click("#theme")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.click("#theme")
    assert page.get_attribute("html", "data-theme") == "light"
    page.click(".read >> nth=0")
    assert page.locator(".whole mark").count() >= 1
    assert "it was said on that day" in opened.text(".whole")
    page.click(".back")
    page.click(".show >> nth=0")
    assert page.locator(".claim-card.chosen").count() == 1
    assert "claims=" in page.evaluate("location.hash")
    page.click("#help")
    page.click("#keys form button")


def test_a_line_and_a_mark_choose_their_claims(explorer_file: Path, open_page: Callable[..., Opened]):
    opened = open_page(explorer_file, "#entity=geonames/1142404")
    page = opened.page
    page.locator('#graph-pane .edge[aria-label^="Taliban seized Islam Qala"]').dispatch_event("click")
    assert page.locator(".claim-card").count() == 1
    assert "the mayor" in opened.text(".claim-card .chain")
    assert page.locator("#timeline-pane .claim.chosen").count() == 1
    page.keyboard.press("Escape")
    page.locator('#timeline-pane .claim[aria-label^="Taliban seized Islam Qala"]').first.click()
    assert "Taliban" in opened.text(".claim-card .says")


def test_the_address_brings_the_view_back(explorer_file: Path, open_page: Callable[..., Opened]):
    one = open_page(explorer_file)
    one.page.click(mark("Islam Qala"))
    one.page.focus("#day")
    one.page.keyboard.press("Home")
    one.page.click("#theme")
    one.page.click("#map-wide")
    fragment = str(one.page.evaluate("location.hash"))
    two = open_page(explorer_file, fragment)
    assert two.page.evaluate("location.hash") == fragment
    assert two.text("#chosen") == one.text("#chosen")
    assert two.page.input_value("#day") == one.page.input_value("#day")
    assert two.page.get_attribute("html", "data-theme") == "dark"
    assert not two.page.is_visible("#graph-pane")
    assert two.page.is_visible("#day"), "the map follows the slider, which stays"
    three = open_page(explorer_file, "#entity=nobody&day=2021-99-99&wide=all&claims=x&theme=pink&report=zz&%zz")
    assert not three.page.is_visible("#clear")


def test_payloads_neither_run_nor_ask_nor_break_out(tmp_path: Path, open_page: Callable[..., Opened]):
    file = tmp_path / "hostile.html"
    explorer.write(hostile.claims(), hostile.documents(), file, title="</title><script>window.__ran=1</script>")
    opened = open_page(file)
    page = opened.page
    for n in range(0, 60, 3):
        page.evaluate("(n) => dateline.store.set({entity: n % dateline.data.entities.length, claims: [], report: -1})", n)
        page.evaluate("(n) => dateline.store.set({report: n % dateline.data.reports.length})", n)
        opened.settle()
    page.fill("#search", "<img src=x onerror=window.__ran=1>")
    page.fill("#search", "e")
    opened.settle()
    assert page.evaluate("window.__ran === undefined")
    assert page.locator("iframe, object, embed, img, video, form:not([method=dialog]), base, link").count() == 0
    assert page.locator("a[href]").evaluate_all("(l) => l.every((a) => /^(https?:|#)/.test(a.getAttribute('href')))")


def test_a_thousand_places_are_counted_not_hidden(tmp_path: Path, open_page: Callable[..., Opened]):
    documents, claims = many.graph(3000)
    file = tmp_path / "many.html"
    explorer.write(claims, documents, file, most=2500)
    opened = open_page(file)
    page = opened.page
    assert "2,500 most important of 3,000 claims" in opened.text("#status")
    assert "150 of" in opened.text("#map-count")
    assert re.match(r"\d\d of [\d,]+ entities", opened.text("#graph-count"))
    assert "30 of 2,500 claims" in opened.text("#text-count")
    for pane in ("map", "graph", "text"):
        before = opened.text(f"#{pane}-count")
        page.click(f"#{pane}-more")
        opened.settle()
        assert opened.text(f"#{pane}-count") != before
    lanes = page.locator("#timeline-pane .lane").count()
    page.locator("#timeline-pane .lane.more").first.click()
    assert page.locator("#timeline-pane .lane").count() > lanes


def _rgb(colour: str) -> str:
    r, g, b = (int(colour.strip()[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgb({r}, {g}, {b})"
