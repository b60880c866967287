"""Network, layout, styles, safe text, pictures and redaction, without a browser."""

from __future__ import annotations

import itertools
import json
import math
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import OntologyError, OutputError
from kg.graph.store import Store
from kg.records import FACTUALITIES, MODES, Claim, Mode
from kg.view import columns, page, picture, positions, safe, style
from kg.view.boxes import Boxes
from kg.view.layout import layout
from kg.view.network import STATUSES, importance, network, origin, status, strongest
from kg.view.notebook import view
from kg.view.redact import BLOCK, Redaction
from kg.view.relax import relax
from tests.view import many, story
from tests.view.colours import contrast

FIRST = story.claims()[0]


def said(factuality: str, mode: str | None = None) -> Claim:
    return replace(FIRST, factuality=factuality, mode=mode)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claims", "want"),
    [
        ([("CT+", None)], "stated"),
        ([("PR+", None)], "hedged"),
        ([("PS+", None), ("CT+", None)], "stated"),
        ([("CT-", None)], "denied"),
        ([("PR-", None), ("CT-", None)], "denied"),
        ([("CT+", None), ("CT-", None)], "disputed"),
        ([("CT+", None), ("CT-", "historical")], "stated"),
        ([("CT+", "historical"), ("CT-", "historical")], "disputed"),
        ([("CT+", "historical")], "historical"),
        ([("CT+", "future")], "future"),
        ([("PS+", "hypothetical")], "future"),
        ([("CT-", "future")], "denied"),
        ([("CT+", "generic")], "stated"),
        ([("CT+", "future"), ("CT+", None)], "stated"),
        ([("CT+", "future"), ("CT-", None)], "denied"),
    ],
)
def test_what_claims_say_together(claims: list[tuple[str, str | None]], want: str) -> None:
    assert status(said(*c) for c in claims) == want


@given(st.lists(st.tuples(st.sampled_from(FACTUALITIES), st.sampled_from([None, *MODES])), min_size=1))
def test_a_status_does_not_depend_on_order_or_repetition(parts: list[tuple[str, Mode | None]]) -> None:
    claims = [said(*p) for p in parts]
    assert status(claims) == status(reversed(claims)) == status(claims * 2)
    assert status(claims) in STATUSES


def test_the_network_does_not_depend_on_order() -> None:
    a, b = network(story.claims()), network(reversed(story.claims()))
    assert list(a.nodes(data=True)) == list(b.nodes(data=True))
    assert list(a.edges(keys=True, data=True)) == list(b.edges(keys=True, data=True))


def test_both_ways_of_saying_a_symmetric_relation_are_one_edge() -> None:
    claim = next(c for c in story.claims() if c.predicate == "metWith")
    graph = network([claim, replace(claim, subject=claim.object, object=claim.subject)])
    ((_, _, data),) = graph.edges(data=True)
    assert len(data["claims"]) == 2 and data["symmetric"]


def test_an_unnamed_source_counts_as_who_passed_it_on() -> None:
    by = {origin(c) for c in story.claims() if c.predicate == "seized" and c.object.id == "islam-qala"}
    assert by == {"reuters", "arian", "interior"}


def test_an_unknown_relation_and_class_are_drawn_under_their_own_names() -> None:
    entity = replace(FIRST.subject.entity, type="Ship")
    claim = replace(FIRST, predicate="sailedTo", subject=replace(FIRST.subject, entity=entity))
    ((_, _, data),) = network([claim]).edges(data=True)
    assert data["label"] == "sailed to"
    assert style.of("Ship").label == "Ship"
    assert '"label":"Ship"' in page.render([claim], story.documents())


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 24), st.data())
def test_no_two_boxes_overlap(count: int, data: st.DataObject) -> None:
    node = st.integers(0, count - 1)
    edges = data.draw(st.lists(st.tuples(node, node), max_size=40))
    boxes = data.draw(st.lists(st.tuples(st.floats(10, 150), st.floats(10, 60)), min_size=count, max_size=count))
    points = layout(count, edges, boxes)
    assert points == layout(count, edges, boxes)
    assert all(math.isfinite(v) for p in points for v in p)
    for (i, a), (j, b) in itertools.combinations(enumerate(points), 2):
        apart_x = abs(a[0] - b[0]) >= (boxes[i][0] + boxes[j][0]) / 2 - 0.1
        apart_y = abs(a[1] - b[1]) >= (boxes[i][1] + boxes[j][1]) / 2 - 0.1
        assert apart_x or apart_y


def test_a_large_part_is_laid_out_too() -> None:
    points = layout(450, [(i // 3, i) for i in range(1, 450)], [(40, 30)] * 450)
    assert len(set(points)) == 450
    assert all(math.isfinite(v) for p in points for v in p)


def test_relaxing_fills_the_frame_and_keeps_nodes_off_lines() -> None:
    star = [(0, i) for i in range(1, 9)] + [(1, 9), (9, 10), (10, 11)]
    start = [(float(i), float(i % 3)) for i in range(12)]
    points = relax(start, star, [80.0] * len(star), (900, 700))
    assert points == relax(start, star, [80.0] * len(star), (900, 700))
    for axis, room in enumerate((900, 700)):
        values = [p[axis] for p in points]
        assert max(values) - min(values) == pytest.approx(room)
    for a, b in star:
        for n in set(range(12)) - {a, b}:
            assert distance(points[n], points[a], points[b]) > 15


def distance(p: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    """From a point to a line between two."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy)))
    return math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)


def test_what_happened_comes_before_how_the_world_is_arranged() -> None:
    graph = network(story.claims())
    assert {k for *_, k, e in graph.edges(keys=True, data=True) if e["standing"]} >= {"locatedIn", "memberOf", "borders"}
    assert not any(e["standing"] for *_, k, e in graph.edges(keys=True, data=True) if k in {"controls", "seized", "attacked"})
    order = {n: i for i, n in enumerate(importance(graph))}
    lines = [(order[s], order[o], e) for s, o, e in graph.edges(data=True)]
    kept = strongest(lines, 20)
    happened = sum(not e["standing"] for *_, e in lines)
    assert sum(not e["standing"] for *_, e in kept) >= min(20, happened) > 0
    assert len(kept) < len(lines)


def test_pinned_nodes_stay_in_their_relation() -> None:
    points = layout(4, [(0, 3), (1, 3)], [(60, 40)] * 4, pinned={0: (0, 0), 1: (10, 0), 2: (10, 10)})
    assert points[1][0] - points[0][0] == pytest.approx(points[2][1] - points[1][1], rel=1e-6)
    assert all(math.isfinite(v) for p in points for v in p)


def test_layout_leaves_the_random_numbers_of_others_alone() -> None:
    import random

    random.seed(7)
    want = random.random()
    random.seed(7)
    layout(30, [(i, (i * 7) % 30) for i in range(30)], [(80, 40)] * 30)
    assert random.random() == want


def test_every_node_has_a_place_even_beyond_the_limit() -> None:
    graph = network(many.graph(300)[1])
    order = importance(graph)
    found = positions.levels(graph, order, 20, "force")
    assert [level["cap"] for level in found] == [20, len(order)]
    assert len(positions.everywhere(graph, order)) == len(order)


def test_what_no_view_shows_stands_around_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(positions, "CAPS", (10, 20))
    graph = network(many.graph(300)[1])
    points = positions.everywhere(graph, importance(graph))
    inner = max(math.hypot(x, y) for x, y in points[:20])
    assert len(points) == graph.number_of_nodes() > 20
    assert all(math.hypot(x, y) > inner for x, y in points[20:])


def test_the_strongest_lines_leave_no_node_alone() -> None:
    graph = network(many.graph(800)[1])
    order = {n: i for i, n in enumerate(importance(graph))}
    lines = [(order[s], order[o], e) for s, o, e in graph.edges(data=True)]
    kept = strongest(lines, 50)
    assert {n for a, b, _ in kept for n in (a, b)} == set(order.values())
    assert len(kept) < len(lines)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_told_from_their_ground(theme: str) -> None:
    paper = style.BACKGROUND[theme]
    assert contrast(style.INK[theme], paper) >= 7
    for look in (*style.CLASSES.values(), style.OTHER):
        assert contrast(getattr(look, theme), paper) >= 3, look
    for name, line in style.LINES.items():
        needed = 3 if name == "historical" else 4.5  # lines carry words in their colour; the past may step back
        assert contrast(getattr(line, theme), paper) >= needed, name
    assert contrast(getattr(style.STANDING, theme), paper) >= 3  # its words are in the colour of what is stated


def test_the_page_keeps_the_contrast_in_its_style_sheet() -> None:
    css = page.asset("base.css")
    for block in re.findall(r":root(?:\[data-theme=\"dark\"\])? \{(.*?)\}", css, re.DOTALL):
        colour = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        for ink, ground in [
            ("ink", "paper"), ("quiet", "paper"), ("accent", "paper"), ("ink", "chip"), ("quiet", "chip"),
            ("yes", "yes-wash"), ("no", "no-wash"), ("maybe", "maybe-wash"), ("mark-ink", "mark"), ("ink", "wash"),
        ]:  # fmt: skip
            assert contrast(colour[ink], colour[ground]) >= 4.5, (ink, ground)


def test_every_kind_of_line_is_told_without_colour() -> None:
    assert len({line.dashes for line in style.LINES.values()}) == len(style.LINES)
    assert len({line.note for line in style.LINES.values()}) == len(style.LINES)


@settings(deadline=None)
@given(st.text(), st.integers(1, 50))
def test_shown_text_is_short_and_inert(text: str, limit: int) -> None:
    out = safe.shown(text, limit)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", out)
    assert len(out) <= limit * 5
    assert "\n" not in safe.line(text)


def test_shown_text_keeps_what_is_harmless() -> None:
    kept = "العربية\u200c\u200f नमस्ते\u200d café\n\t“x” 👩‍👩‍👧 <b>&amp;"
    assert safe.shown(kept) == kept
    assert safe.shown("a\u202eb\x00c") == "a⟨RLO⟩b␀c"


@given(st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_embedded_data_cannot_end_its_element(data: object) -> None:
    text = safe.embed(data)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == data


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/b?c=d#e",
        "http://a.example",
        "HTTPS://a.example/ünï",
        "https://[::1]/",
        "https://a.example:8443/x",
    ],
)
def test_plain_links_pass(url: str) -> None:
    assert safe.link(url) == url


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "data:text/html,x", "//a.example", "/x", "ftp://a.example", "https://", "https:a",
     "https://a.example/\u202e", "https://a b.example", "https://u:p@a.example/", "https://u@a.example", "http://[::1",
     "https://a.example:99999/", "https://a.example\\@b.example", "java\nscript:x", "https://a.example/\x00",
     "https://a.example/" + "x" * 3000],
)  # fmt: skip
def test_other_links_do_not(url: str | None) -> None:
    assert safe.link(url) is None


def test_a_context_is_the_sentence() -> None:
    text = "One here. Two says that three fell. Four follows.\nFive."
    start = text.index("three fell")
    assert columns.context(text, start, start + 10) == ("Two says that ", ".")
    start = text.index("Four follows.")
    assert columns.context(text, start, start + 13) == ("", "")
    long = "word " * 200
    before, after = columns.context(long, 500, 504)
    assert before.startswith("…") and after.endswith("…")


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_context_is_cut_from_around_the_quote(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    before, after = columns.context(text, start, end)
    assert text[:start].endswith(before.removeprefix("…"))
    assert text[end:].startswith(after.removesuffix("…").rstrip())


def test_quotes_are_counted_in_the_units_of_javascript() -> None:
    text = "👩 took 𝔎abul today."
    document = replace(story.documents()[0], text=text)
    claim = replace(FIRST, evidence=replace(FIRST.evidence, start=2, end=13, quote=text[2:13]))
    tables = columns.columns(network([claim]), [document])
    units = tables["contexts"][0].encode("utf-16-le")
    start, end = tables["claims"]["start"][0], tables["claims"]["end"][0]
    assert units[2 * start : 2 * end].decode("utf-16-le") == text[2:13]


def test_a_claim_without_its_report_still_shows_its_quote() -> None:
    tables = columns.columns(network([FIRST]), [])
    assert tables["contexts"] == [FIRST.evidence.quote]
    assert tables["documents"] == [{"id": "r1"}]


def test_pages_are_the_same_every_time() -> None:
    script = (
        "import hashlib; from kg.view import page, annotated, picture; from tests.view import story;"
        "d = story.documents();"
        "texts = [page.render(story.claims(), d), picture.svg(story.claims()), annotated.render(story.readings())];"
        "print([hashlib.sha256(t.encode()).hexdigest() for t in texts])"
    )
    root = Path(__file__).parents[2]
    outs = {
        subprocess.run([sys.executable, "-c", script], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(outs) == 1


def test_pyvis_is_the_model_of_the_page() -> None:
    from pyvis.network import Network

    graph = network(story.claims())
    model = page.pyvis_network(graph, importance(graph), [])
    assert isinstance(model, Network)
    assert model.num_nodes() == len(model.nodes) == graph.number_of_nodes()
    assert model.num_edges() == graph.number_of_edges()
    assert model.get_network_data()[0] is model.nodes
    assert {e["from"] for e in model.edges} <= set(model.get_nodes())


def test_an_empty_page_is_a_page(tmp_path: Path) -> None:
    assert "<!doctype html>" in page.render([], [])
    assert picture.svg([]).startswith("<svg")


def test_a_page_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nowhere"):
        page.write([], [], tmp_path / "nowhere" / "graph.html")


def test_the_page_names_no_other_host() -> None:
    text = page.render(story.claims(), [])
    ours = text.replace(page.vis_network(), "")
    hosts = set(re.findall(r"https?://([\w.-]+)", ours))
    assert hosts <= {"www.w3.org", "www.geonames.org"}  # an XML namespace and a link that a click may follow
    assert "sourceMappingURL" not in text


def test_no_script_of_ours_is_long() -> None:
    for name in (*page.SCRIPTS, "annotated.js"):
        text = page.asset(name)
        assert text.count("\n") < 400, name
        assert "innerHTML" not in text and "eval(" not in text and "</script" not in text


def test_the_picture_shows_every_entity_and_line_kind() -> None:
    text = picture.svg(story.claims(), title="Islam Qala")
    root = ElementTree.fromstring(text)
    ns = "{http://www.w3.org/2000/svg}"
    words = {t.text for t in root.iter(f"{ns}text")}
    assert "Islam Qala" in words and "Taliban" in words and "seized (disputed)" in words
    assert {"stated", *STATUSES.values()} <= words
    assert sum(len(g) == 2 for g in root.iter(f"{ns}g")) >= network(story.claims()).number_of_nodes()


def test_pictures_are_written_by_suffix(tmp_path: Path) -> None:
    picture.write(story.claims(), tmp_path / "a.svg", how="geographic", theme="dark")
    assert ElementTree.parse(tmp_path / "a.svg").getroot().tag.endswith("svg")
    with pytest.raises(OutputError, match=r"\.svg, \.png"):
        picture.write(story.claims(), tmp_path / "a.gif")


def test_a_png_is_drawn_without_a_browser(tmp_path: Path) -> None:
    pytest.importorskip("resvg_py", reason="the extra 'picture' is not installed")
    picture.write(story.claims(), tmp_path / "a.png", zoom=1)
    data = (tmp_path / "a.png").read_bytes()
    assert data.startswith(b"\x89PNG") and int.from_bytes(data[16:20]) == picture.WIDTH


def test_a_png_without_its_package_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(OutputError, match="resvg-py"):
        picture.png("<svg/>")


@given(st.lists(st.tuples(*[st.floats(-200, 200)] * 4), max_size=12))
def test_boxes_know_what_they_hit(found: list[tuple[float, float, float, float]]) -> None:
    taken, kept = Boxes(), []
    for x, y, w, h in found:
        box = (x, y, x + abs(w) + 1, y + abs(h) + 1)
        free = not any(k[0] < box[2] and k[2] > box[0] and k[1] < box[3] and k[3] > box[1] for k in kept)
        assert taken.free(box) == free
        if free:
            taken.add(box)
            kept.append(box)


def test_a_notebook_shows_a_sandboxed_frame(tmp_path: Path) -> None:
    shown = view(story.claims(), story.documents(), height=400)
    html = shown._repr_html_()
    assert 'sandbox="allow-scripts allow-popups"' in html and "allow-same-origin" not in html
    assert "<script" not in html
    assert shown.save(tmp_path / "v.html").read_text("utf-8") == shown.text
    assert "graph view" in repr(shown)


def test_a_graph_shows_itself_in_a_notebook() -> None:
    import kg

    with Store.open() as store:
        for document in story.documents():
            store.add(document, [c for c in story.claims() if c.evidence.document == document.id])
        assert kg.show(store, height=300).text == view(store.claims(), store.documents()).text


@pytest.fixture(scope="module")
def redaction() -> Redaction:
    return Redaction(["Person", "PersonGroup"], story.documents(), story.claims(), story.readings())


def test_redacted_names_are_nowhere(redaction: Redaction) -> None:
    documents = [redaction.document(d) for d in story.documents()]
    claims = [redaction.claim(c) for c in story.claims()]
    readings = [redaction.reading(r) for r in story.readings()]
    everything = " ".join(map(repr, (*documents, *claims, *readings)))
    for name in ("Mujahid", "Tariq", "Arian", "Shahin", "Rahmon", "Ismail", "Two senior security officials", "traders"):
        assert name not in everything.replace("a trader", ""), name
    assert "Islam Qala" in everything and "Taliban" in everything and BLOCK in everything


def test_redacted_quotes_are_slices_of_redacted_reports(redaction: Redaction) -> None:
    texts = {d.id: redaction.document(d).text for d in story.documents()}
    for before in story.claims():
        claim = redaction.claim(before)
        evidence = claim.evidence
        assert texts[evidence.document][evidence.start : evidence.end] == evidence.quote
        assert len(evidence.quote) == len(before.evidence.quote)


def test_the_same_person_has_the_same_number_everywhere(redaction: Redaction) -> None:
    shown = {redaction.claim(c).subject.label for c in story.claims() if c.subject.id == "shaheen"}
    assert len(shown) == 1 and shown.pop().startswith("Person ")
    sources = {s.label for c in story.claims() for s in redaction.claim(c).sources}
    assert "Reuters" in sources and any(s.startswith("Unnamed people ") for s in sources)


def test_a_report_that_names_nobody_redacted_stays_as_it_is() -> None:
    only = Redaction(["shaheen"], story.documents(), story.claims())
    kept = [d for d in story.documents() if only.document(d) == d]
    assert [d.id for d in kept] == ["r1", "r3", "r4"]
    hidden = only.document(story.documents()[1])
    assert hidden.url is None and "Shahin" not in hidden.text and "Zabihullah Mujahid" in hidden.text


def test_redaction_adds_and_removes_no_origins(redaction: Redaction) -> None:
    before, after = network(story.claims()), network(map(redaction.claim, story.claims()))
    assert sorted(len(d["origins"]) for *_, d in before.edges(data=True)) == sorted(len(d["origins"]) for *_, d in after.edges(data=True))


def test_who_is_named_after_somebody_redacted_is_veiled() -> None:
    known = FIRST.object.entity
    aides = replace(known, id="report/r1/rahmon-aides", label="Rahmon's aides", type="PersonGroup", aliases=("aides of Rahmon",))
    town = replace(known, id="geonames/1", label="Rahmon", type="Place")
    more = [replace(FIRST, object=replace(FIRST.object, entity=e, text="they")) for e in (aides, town)]
    only = Redaction(["Person"], story.documents(), [*story.claims(), *more])
    shown, place = (only.claim(c).object.entity for c in more)
    assert "Rahmon" not in repr(shown) and "rahmon" not in repr(shown)
    assert shown.id.startswith("report/redacted/") and shown.label.endswith("aides")
    assert place == town


def test_what_cannot_be_redacted_is_an_error() -> None:
    with pytest.raises(OntologyError, match="Person"):
        Redaction(["Persn"], story.documents(), story.claims())


def test_a_day_has_one_form() -> None:
    assert all(isinstance(d, date) for c in story.claims() for d in (c.valid_from, c.valid_to) if d)
