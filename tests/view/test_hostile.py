"""Nothing that a report says can run, load, escape its place or upset the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.view import annotated, page, picture
from kg.view.notebook import view
from tests.view import hostile
from tests.view.conftest import Opened
from tests.view.payloads import PAYLOADS

pytestmark = pytest.mark.browser

INTRUDERS = "img, iframe, object, embed, video, audio, link, base, style:not(head style), meta:not(head meta), math, animate"


@pytest.fixture(scope="module")
def evil_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("evil") / "graph.html"
    page.write(hostile.claims(), hostile.documents(), file, title=PAYLOADS[1], cap=500)
    return file


def unharmed(opened: Opened) -> None:
    assert opened.js("window.__ran") is None
    assert opened.page.locator(INTRUDERS).count() == 0
    names = "[...document.querySelectorAll('*')].flatMap((e) => e.getAttributeNames())"
    assert opened.js(f"{names}.filter((name) => /^on/i.test(name)).length") == 0
    schemes = opened.js("[...document.querySelectorAll('a[href]')].map((a) => a.protocol + (a.hash ? '#' : ''))")
    assert set(schemes) <= {"https:", "http:", "file:#"}  # type: ignore[call-overload]


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 40


def test_every_node_and_line_can_be_looked_at(open_page: Callable[..., Opened], evil_file: Path) -> None:
    opened = open_page(evil_file)
    unharmed(opened)
    nodes = opened.js("dateline.app.model.nodes.length")
    assert isinstance(nodes, int)
    for n in range(nodes):
        opened.page.evaluate("(n) => dateline.app.canvas.on.node(n)", n)
        assert opened.js("window.__ran") is None
    for e in range(len(hostile.claims())):
        opened.page.evaluate("(e) => dateline.app.canvas.on.edge(e)", e)
    unharmed(opened)


def test_tooltips_are_plain_text(open_page: Callable[..., Opened], evil_file: Path) -> None:
    opened = open_page(evil_file)
    for n in range(0, 60, 3):
        x, y = opened.spot(n)
        opened.page.mouse.move(x, y)
        opened.page.wait_for_timeout(160)
        assert opened.page.locator(".vis-tooltip *:not(br)").count() == 0
    unharmed(opened)


def test_search_and_focus_on_payloads(open_page: Callable[..., Opened], evil_file: Path) -> None:
    opened = open_page(evil_file)
    for query in ("<script", "img src", "javascript", "__proto__", "href", "AAAA"):
        opened.page.fill("#search", query)
        assert opened.page.locator("#found li[role=option]").count() > 0, query
        opened.page.press("#search", "Enter")
        opened.page.click("text=Show only its neighbourhood")
        opened.page.click("#unfocus")
    unharmed(opened)


def test_a_hostile_address_changes_nothing(open_page: Callable[..., Opened], graph_file: Path) -> None:
    names = ("node", "focus", "source", "report", "hide-classes", "line", "theme", "show", "see")
    odd = ["see=1e9,0,1", "see=0,0,0"]
    odd += ["line=[", "line={}", "line=null", "show=1e9", "depth=99", "origins=-1", "origins=x", "first=2021-99-99x"]
    opened = open_page(graph_file, "#" + "&".join(f"{name}=<script>" for name in names))
    for fragment in odd + ["&".join(f"{name}={text[:2000]}" for name in names) for text in PAYLOADS]:
        opened.page.evaluate("(hash) => { location.hash = hash; }", fragment)
        opened.settle()
        assert opened.text("#shown").startswith("43 of 43 entities"), fragment
    unharmed(opened)


def test_the_annotated_text(open_page: Callable[..., Opened], tmp_path: Path) -> None:
    file = tmp_path / "text.html"
    annotated.write(hostile.readings(), file, claims=hostile.claims(), title=PAYLOADS[0])
    opened = open_page(file)
    for _ in PAYLOADS:
        opened.page.evaluate("for (const s of document.querySelectorAll('#text .s.any')) s.click()")
        opened.page.evaluate("document.getElementById('next').click()")
    unharmed(opened)
    shown = opened.js("document.querySelector('#text .words').textContent")
    assert isinstance(shown, str) and "said of" in shown


def test_a_notebook_frame_stays_in_its_frame(browser: object, tmp_path: Path) -> None:
    file = tmp_path / "notebook.html"
    frame = view(hostile.claims(), hostile.documents(), title=PAYLOADS[3])._repr_html_()
    file.write_text(f"<!doctype html><meta charset=utf-8><body>{frame}</body>", "utf-8")
    wrong: list[str] = []
    tab = browser.new_page()  # type: ignore[attr-defined]
    tab.on("console", lambda m: wrong.append(m.text))
    tab.on("dialog", lambda d: (wrong.append(d.message), d.dismiss()))
    tab.on("request", lambda r: wrong.append(r.url) if not r.url.startswith(("file://", "about:")) else None)
    tab.goto(file.as_uri())
    inner = tab.frames[1]
    inner.wait_for_selector("html[data-ready=yes]", state="attached")
    assert tab.evaluate("window.__ran") is None and inner.evaluate("window.__ran") is None
    assert "entities" in inner.inner_text("#shown")
    inner.evaluate("dateline.app.canvas.on.node(0)")
    assert tab.locator("body > *").count() == 1
    tab.close()
    assert wrong == []


def test_the_still_picture_is_inert(tmp_path: Path) -> None:
    text = picture.svg(hostile.claims(), title=PAYLOADS[1], cap=500)
    from xml.etree import ElementTree

    tags = {e.tag.rpartition("}")[2] for e in ElementTree.fromstring(text).iter()}
    assert tags <= {"svg", "title", "desc", "rect", "text", "g", "path", "polygon", "circle"}
    assert not re.search(r"<[^>]+\son\w+=", text)


def test_the_policy_forbids_everything_but_our_own(evil_file: Path) -> None:
    text = evil_file.read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert re.fullmatch(r"('sha256-[A-Za-z0-9+/=]+' ?)+", rules["script-src"])
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/=]+'", rules["style-src"])
    assert "unsafe" not in policy[1]
    assert text.count("\n<script>") == rules["script-src"].count("sha256-")
    assert text.lower().count("</script") == text.count("\n<script>") + 1  # the data's own


def test_an_injected_script_would_not_run(browser: object, graph_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "injected.html"
    text = graph_file.read_text("utf-8")
    file.write_text(text.replace("</body>", "<script>window.__ran=1</script><img src=x onerror='window.__ran=1'></body>"))
    tab = browser.new_page()  # type: ignore[attr-defined]
    tab.goto(file.as_uri())
    tab.wait_for_selector("html[data-ready=yes]", state="attached")
    assert tab.evaluate("window.__ran") is None
    tab.close()
