"""The page in Chromium: it loads nothing, says nothing on the console, and every control does what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kg.view import page
from kg.view.network import network
from tests.view import many, story
from tests.view.conftest import Opened

pytestmark = pytest.mark.browser

Open = Callable[..., Opened]

LINE = "#line=" + json.dumps(["taliban", "seized", "islam-qala"])


def test_it_opens_whole_and_quiet(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)
    assert opened.text("#shown") == "43 of 43 entities · 70 of 70 lines · 76 of 76 claims"
    assert opened.text("#hidden") == "Nothing is hidden."
    assert opened.text("h1") == "Islam Qala, July 2021"


def test_names_never_cover_one_another(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)
    for _ in range(3):
        drawn = opened.js("dateline.app.canvas.labels.drawn")
        assert drawn["nodes"] >= 34  # type: ignore[index]
        boxes = drawn["boxes"]  # type: ignore[index]
        for i, a in enumerate(boxes):
            for b in boxes[i + 1 :]:
                assert a[4] == b[4] or not (a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1])
        opened.page.click("#farther")
        opened.settle()


def test_every_line_is_as_python_says(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)
    script = (
        "(() => { const m = dateline.app.model; return m.edges.map((e, i) => [m.nodes[e.from].key, "
        "m.data.relations[e.relation].name, m.nodes[e.to].key, dateline.statusOf(m.claims[i], m.data), "
        "m.claims[i].length]); })()"
    )
    graph = network(story.claims())
    want = [[s, k, o, d["status"], len(d["claims"])] for s, o, k, d in graph.edges(keys=True, data=True)]
    assert opened.js(script) == want


def test_the_quote_is_the_words_of_the_report(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file, LINE)
    assert opened.text("#panel h2").split() == ["Taliban", "seized", "Islam", "Qala", "border", "crossing"]
    quotes = opened.page.locator("#panel mark").all_inner_texts()
    wanted = [c for c in story.claims() if c.predicate == "seized" and c.object.id == "islam-qala" and not c.mode]
    assert sorted(quotes) == sorted(c.evidence.quote for c in wanted if c.subject.id == "taliban")
    assert "that Islam Qala, the main crossing" in opened.text("#panel blockquote >> nth=0")
    assert "two senior security officials → Reuters → Hari Rud Courier" in opened.text("#panel .chain >> nth=0")
    assert opened.text("#panel .chips >> nth=0").split("\n") == ["certain", "8 Jul 2021"]
    assert "denied" in opened.text("#panel .chips >> nth=1")
    link = opened.page.locator("#panel .foot a").first
    assert link.get_attribute("href") == "https://courier.example/2021/07/09/islam-qala"
    assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert "3 claims · 3 independent origins · 3 reports" in opened.text("#panel")


def test_a_click_on_a_node_tells_of_it(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)
    opened.page.mouse.click(*opened.spot(opened.node("islam-qala")))
    opened.settle()
    assert opened.text("#panel h2") == "Islam Qala border crossing"
    assert "named in 9 claims" in opened.text("#panel")
    opened.page.click("#panel .relation >> nth=0")
    assert "disputed: said and denied" in opened.text("#panel .verdict")
    opened.page.keyboard.press("Escape")
    assert opened.text("#panel h2") == "What this shows"


def test_a_click_on_a_line_opens_its_claims(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)
    spot = (
        "(() => { const c = dateline.app.canvas; const e = c.network.body.edges[%d]; const p = c.network.canvas"
        ".canvasToDOM(e.edgeType.getPoint(0.5)); const r = c.container.getBoundingClientRect();"
        " return [p.x + r.x, p.y + r.y]; })()"
    )
    keys = "dateline.app.model.edges.findIndex((e) => dateline.app.model.nodes[e.from].key === 'rahmon')"
    edge = opened.js(keys)
    x, y = opened.js(spot % edge)  # type: ignore[misc,operator]
    opened.page.mouse.click(x, y)
    opened.settle()
    assert opened.text("#panel h2").startswith("Emomali Rahmon")


def test_hovering_tells_in_plain_text(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)
    opened.page.mouse.move(*opened.spot(opened.node("taliban")))
    opened.page.wait_for_selector(".vis-tooltip", state="visible")
    assert opened.text(".vis-tooltip") == "Taliban\nArmed group · 29 claims"


def test_search_finds_by_part_alias_and_without_accents(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("qala cross")
    assert opened.page.locator("#found li").all_inner_texts()[0].startswith("Islam Qala border crossing")
    opened.page.keyboard.press("Enter")
    assert opened.text("#panel h2") == "Islam Qala border crossing"
    opened.page.fill("#search", "العالم")
    assert "Al-Alam" in opened.text("#found")
    opened.page.fill("#search", "zzz")
    assert opened.text("#found") == "nothing by that name"


def test_the_legend_is_the_filter(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)
    edges = list(network(story.claims()).edges(keys=True, data=True))
    types = {n: d["type"] for n, d in network(story.claims()).nodes(data=True)}
    left = {
        ("statuses", "denied and said by nobody"): [e for *_, e in edges if e["status"] != "denied"],
        ("classes", "Armed group"): [e for s, o, _, e in edges if "ArmedGroup" not in {types[s], types[o]}],
        ("standing", "borders"): [e for _, _, k, e in edges if k != "borders"],
        ("factualities", "possible"): [e for *_, e in edges if any(c.factuality != "PS+" for c in e["claims"])],
    }
    for (name, text), wanted in left.items():
        row = opened.page.locator(f"#{name} li", has_text=re.compile(f"^{text}")).first
        row.locator("input").uncheck()
        opened.settle()
        assert f"· {len(wanted)} of 70 lines ·" in opened.text("#shown"), name
        assert "by filters" in opened.text("#hidden")
        opened.page.click("#reset")
        opened.settle()
        assert "70 of 70 lines" in opened.text("#shown")
        assert row.locator("input").is_checked()


def test_what_is_disputed_and_denied_comes_first_and_opens(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)
    lines = [e for *_, e in network(story.claims()).edges(keys=True, data=True)]
    headings = opened.page.locator("#panel h3").all_inner_texts()
    disputed, denied = (sum(e["status"] == s for e in lines) for s in ("disputed", "denied"))
    assert [h.lower().split() for h in headings[:2]] == [
        ["in", "dispute", str(disputed)], ["denied,", "and", "said", "by", "nobody", str(denied)],
    ]  # fmt: skip
    opened.page.click("#panel .statements >> nth=0 >> button >> nth=0")
    opened.settle()
    assert opened.text("#panel .verdict") == "disputed: said and denied"
    opened.page.keyboard.press("Escape")
    opened.page.locator("#statuses li", has_text="disputed").locator("input").uncheck()
    opened.settle()
    assert opened.page.locator("#panel h3").first.inner_text().lower().startswith("denied")


def test_disputed_and_denied_lines_say_so_at_first_sight(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)
    said = {box[4] for box in opened.js("dateline.app.canvas.labels.drawn.boxes")}  # type: ignore[attr-defined]
    loud = [i for i, (*_, e) in enumerate(network(story.claims()).edges(data=True)) if e["status"] in {"disputed", "denied"}]
    assert len(loud) >= 5 and {f"line {i}" for i in loud} <= said


def test_parallel_lines_are_told_apart(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)
    script = """(() => {
      const { model, canvas } = dateline.app;
      const middles = new Map();
      model.edges.forEach((e, i) => {
        const key = [e.from, e.to].sort().join(" ");
        const { x, y } = canvas.network.body.edges[i].edgeType.getPoint(0.5);
        middles.set(key, [...(middles.get(key) || []), [x, y]]);
      });
      return [...middles.values()].filter((m) => m.length > 1);
    })()"""
    groups = opened.js(script)
    assert len(groups) >= 4  # type: ignore[arg-type]
    for middles in groups:  # type: ignore[attr-defined]
        for i, (x, y) in enumerate(middles):
            assert all(abs(x - u) + abs(y - v) > 6 for u, v in middles[i + 1 :])


def test_nothing_moves_by_itself(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)
    assert opened.js("dateline.app.model.data.options.physics.enabled") is False
    before = opened.js("JSON.stringify(dateline.app.canvas.network.getPositions())")
    opened.page.wait_for_timeout(500)
    assert opened.js("JSON.stringify(dateline.app.canvas.network.getPositions())") == before


def test_a_long_list_of_sources_says_how_many_it_leaves_out(open_page: Open, tmp_path: Path) -> None:
    documents, claims = many.graph(60)
    claims = [replace(c, sources=(replace(c.sources[0], entity=replace(c.sources[0].entity, id=f"s{i}", label=f"source {i}")),))
              for i, c in enumerate(claims * 20)]  # fmt: skip
    file = tmp_path / "sources.html"
    page.write(claims, documents, file)
    opened = open_page(file)
    assert opened.page.locator("#source option").count() == 1002
    assert "and 200 more" in opened.page.locator("#source option").last.inner_text()
    opened.page.evaluate("location.hash = 'source=s1100'")
    opened.settle()
    assert opened.page.locator("#source").input_value() == str(opened.js("dateline.app.model.filters.source"))
    assert "1 of 1,200 claims" in opened.text("#shown")


def test_all_and_none(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)
    opened.page.click("#side section:nth-of-type(2) h2 button >> nth=1")
    opened.settle()
    assert opened.page.is_visible("#empty")
    assert opened.text("#shown").startswith("0 of 43 entities")
    opened.page.click("#side section:nth-of-type(2) h2 button >> nth=0")
    opened.settle()
    assert opened.text("#hidden") == "Nothing is hidden."


def test_filters_by_source_report_dates_and_origins(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)

    def claims() -> int:
        return int(opened.text("#shown").split("· ")[2].split(" ")[0])

    def chosen(**wanted: object) -> int:
        return sum(all(test(c) for test in wanted.values()) for c in story.claims())  # type: ignore[operator]

    opened.page.select_option("#source", label="Reuters (6)")
    opened.settle()
    assert claims() == chosen(a=lambda c: any(s.id == "reuters" for s in c.sources)) == 6
    opened.page.click("#reset")
    opened.page.select_option("#report", label="2021-07-13 Correction: border crossing")
    opened.settle()
    assert claims() == chosen(a=lambda c: c.evidence.document == "r4")
    opened.page.click("#reset")
    opened.page.fill("#first", "2021-07-10")
    opened.page.fill("#last", "2021-07-31")
    opened.page.uncheck("#undated")
    opened.settle()
    late = chosen(
        a=lambda c: c.valid_from or c.valid_to,
        b=lambda c: not c.valid_to or str(c.valid_to) >= "2021-07-10",
        c=lambda c: not c.valid_from or str(c.valid_from) <= "2021-07-31",
    )
    assert claims() == late > 0
    opened.page.click("#reset")
    opened.page.fill("#origins", "2")
    opened.page.press("#origins", "Enter")
    opened.settle()
    graph = network(story.claims())
    assert claims() == sum(len(d["claims"]) for *_, d in graph.edges(data=True) if len(d["origins"]) > 1)


def test_a_filter_changes_what_a_line_says(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file, LINE)
    assert "disputed" in opened.text("#panel .verdict")
    opened.page.click("#panel .chain button >> text=Ministry of Interior Affairs")
    opened.settle()
    assert opened.text("#panel .verdict") == "stated"


def test_the_neighbourhood_of_one(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file, "#node=islam-qala")
    opened.page.click("text=Show only its neighbourhood")
    opened.settle()
    assert opened.text("#shown").startswith("5 of 43 entities")
    opened.page.select_option("#depth", "2")
    opened.settle()
    assert int(opened.text("#shown").split()[0]) > 20
    opened.page.click("#unfocus")
    opened.settle()
    assert opened.text("#shown").startswith("43 of")


def test_a_link_brings_back_what_was_seen(open_page: Open, graph_file: Path) -> None:
    first = open_page(graph_file)
    first.page.locator("#statuses li", has_text="stated").locator("input").uncheck()
    first.page.fill("#first", "2021-07-01")
    first.page.select_option("#source", label="Oxus Review (29)")
    first.page.click("#theme")
    first.page.mouse.click(*first.spot(first.node("taliban")))
    first.settle()
    fragment = str(first.js("location.hash"))
    second = open_page(graph_file, fragment)
    assert second.text("#shown") == first.text("#shown")
    assert second.text("#panel h2") == first.text("#panel h2") == "Taliban"
    assert second.js("document.documentElement.dataset.theme") == "dark"
    assert second.js("location.hash") == fragment


def test_a_link_brings_back_where_one_looked(open_page: Open, graph_file: Path) -> None:
    first = open_page(graph_file)
    where = "(() => { const n = dateline.app.canvas.network, { x, y } = n.getViewPosition(); return [x, y, n.getScale()]; })()"
    start = first.js(where)
    assert "see=" not in str(first.js("location.hash"))
    first.page.mouse.move(700, 60)
    first.page.mouse.wheel(0, -300)
    first.page.mouse.down()
    first.page.mouse.move(640, 140, steps=4)
    first.page.mouse.up()
    first.settle()
    moved = first.js(where)
    assert moved != start
    second = open_page(graph_file, str(first.js("location.hash")))
    assert second.js(where) == pytest.approx(moved, rel=0.01, abs=2)
    assert second.text("#shown") == first.text("#shown")
    second.page.click("#fit")
    second.settle()
    assert "see=" not in str(second.js("location.hash"))
    assert second.js(where) == pytest.approx(start, rel=0.01, abs=2)


def test_every_control_answers_to_the_keyboard_as_to_the_mouse(open_page: Open, graph_file: Path) -> None:
    """Each control in turn: with the mouse in one page, with keys alone in another; both must end alike and be changed."""
    state = "[document.querySelector('#shown').innerText, location.hash, document.body.className, document.activeElement.id === 'x']"
    mouse, keys = open_page(graph_file), open_page(graph_file)
    start = mouse.js(state)
    buttons = ["#legend", "#theme", "#side h2 button >> nth=1", "#panel .statements button >> nth=0", "#closer", "#farther"]
    boxes = ["#classes input >> nth=0", "#statuses input >> nth=0", "#relations input >> nth=1", "#standing input >> nth=0",
             "#factualities input >> nth=0", "#undated"]  # fmt: skip
    for control in buttons + boxes:
        mouse.page.click(control)
        keys.page.focus(control)
        keys.page.keyboard.press("Enter" if control in buttons else "Space")
        mouse.settle()
        keys.settle()
        assert keys.js(state) == mouse.js(state) != start, control
        for each in (mouse, keys):
            each.page.evaluate("document.body.classList.remove('no-legend'); location.hash = ''")
            each.page.wait_for_function("location.hash === ''")
            each.settle()
    for field, typed in (("#first", "07102021"), ("#last", "07092021"), ("#origins", "2")):
        keys.page.focus(field)
        keys.page.keyboard.press("Control+A")
        keys.page.keyboard.type(typed)
        keys.page.keyboard.press("Tab")
        keys.settle()
        assert keys.text("#shown") != mouse.text("#shown"), field
        keys.page.focus("#reset")
        keys.page.keyboard.press("Enter")
        keys.settle()
    for field in ("#source", "#report"):
        keys.page.focus(field)
        keys.page.keyboard.press("ArrowDown")
        keys.settle()
        assert keys.text("#shown") != mouse.text("#shown"), field
        keys.page.focus("#reset")
        keys.page.keyboard.press("Enter")
        keys.settle()


def test_everything_goes_by_keyboard(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)
    opened.page.focus("#canvas")
    opened.page.keyboard.press("ArrowRight")
    opened.settle()
    start = opened.text("#panel h2")
    assert start == "Taliban"
    opened.page.keyboard.press("ArrowDown")
    opened.settle()
    assert opened.text("#panel h2") != start
    assert opened.text("#announce") == opened.text("#panel h2")
    opened.page.keyboard.press("Enter")
    assert opened.js("document.activeElement.closest('#panel') !== null")
    before = opened.js("dateline.app.canvas.network.getScale()")
    opened.page.focus("#canvas")
    opened.page.keyboard.press("+")
    assert opened.js("dateline.app.canvas.network.getScale()") > before  # type: ignore[operator]
    opened.page.keyboard.press("0")
    opened.page.keyboard.press("Escape")
    assert opened.text("#panel h2") == "What this shows"
    opened.page.click("#help")
    assert opened.page.is_visible("dialog")
    opened.page.keyboard.press("Escape")
    assert not opened.page.is_visible("dialog")


def test_every_control_can_be_reached_by_tab(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file)
    reached = set()
    for _ in range(140):
        opened.page.keyboard.press("Tab")
        reached.add(opened.page.evaluate("document.activeElement.id"))
    wanted = "legend search fit closer farther tidy theme help source report first last undated origins canvas"
    assert set(re.findall(r"\w+", wanted)) <= reached


def test_a_big_graph_opens_with_its_best_part_and_shows_more(open_page: Open, tmp_path: Path) -> None:
    documents, claims = many.graph(1500)
    file = tmp_path / "many.html"
    page.write(claims, documents, file, cap=100)
    graph = network(claims)
    opened = open_page(file)
    total = graph.number_of_nodes()
    shown = int(opened.text("#shown").split()[0])
    assert 90 <= shown <= 100
    assert f"{total - shown} entities" in opened.text("#hidden")
    assert "limit is 100 entities" in opened.text("#hidden")
    opened.page.click("#more")
    opened.settle()
    assert int(opened.text("#shown").split()[0]) > shown
    opened.page.click("#less")
    opened.settle()
    assert int(opened.text("#shown").split()[0]) == shown
    hidden = opened.js("dateline.app.model.nodes.at(-1).name")
    opened.page.fill("#search", str(hidden))
    opened.page.press("#search", "Enter")
    opened.settle()
    assert opened.text("#panel h2") == str(hidden)


def test_a_line_beyond_the_limit_is_drawn_when_chosen(open_page: Open, tmp_path: Path) -> None:
    documents, claims = many.graph(1500)
    file = tmp_path / "many.html"
    page.write(claims, documents, file, cap=60)
    opened = open_page(file)
    undrawn = opened.js(
        "(() => { const v = dateline.app.visible(); const on = new Set(v.edges.map((e) => e.id));"
        " return [...v.passing.keys()].find((e) => !on.has(e)); })()"
    )
    opened.page.evaluate("(e) => dateline.app.canvas.on.edge(e)", undrawn)
    opened.settle()
    assert opened.js(f"dateline.app.canvas.network.body.edges[{undrawn}] !== undefined")
    assert opened.page.locator("#panel mark").count() > 0


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (3840, 2160)])
def test_nothing_spills_over_on_small_and_large_screens(open_page: Open, graph_file: Path, width: int, height: int) -> None:
    opened = open_page(graph_file, LINE, width=width, height=height)
    assert opened.js("document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight")
    assert opened.page.is_visible("#panel mark")
    assert opened.js("dateline.app.canvas.labels.drawn.nodes") == 2


def test_it_prints_light_with_graph_and_claims(open_page: Open, graph_file: Path) -> None:
    opened = open_page(graph_file, LINE + "&theme=dark")
    opened.page.emulate_media(media="print")
    opened.js("dispatchEvent(new Event('beforeprint'))")
    assert opened.js("document.documentElement.dataset.theme") == "light"
    assert opened.page.is_visible("#panel mark") and opened.page.is_visible("#canvas canvas")
    assert not opened.page.is_visible("#search")
    opened.page.set_viewport_size({"width": 1032, "height": 703})  # A4 across, without its margins
    opened.settle()
    assert opened.js("document.querySelector('main').getBoundingClientRect().bottom <= innerHeight")
    assert opened.js("document.querySelector('#canvas canvas').getBoundingClientRect().height > 400")
    opened.js("dispatchEvent(new Event('afterprint'))")
    assert opened.js("document.documentElement.dataset.theme") == "dark"
    assert opened.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_places_can_stand_where_they_are(open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    page.write(story.claims(), story.documents(), file, how="geographic")
    opened = open_page(file)
    at = {k: opened.spot(opened.node(f"geonames/{story.GEO[k][0]}")) for k in ("herat", "kabul", "uzbekistan", "pakistan")}
    assert at["herat"][0] < at["kabul"][0]
    assert at["uzbekistan"][1] < at["kabul"][1] < at["pakistan"][1]


def test_no_script_says_so(browser: object, graph_file: Path) -> None:
    tab = browser.new_context(java_script_enabled=False).new_page()  # type: ignore[attr-defined]
    tab.goto(graph_file.as_uri())
    assert "scripts are switched off" in tab.inner_text("body")
    tab.close()
