from __future__ import annotations

import gzip
import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import ontology
from kg.graph.store import Store
from kg.records import Argument, Claim, Document, Entity, Evidence
from kg.view import explorer, explorer_control, explorer_data, explorer_style, explorer_text, outlines, safe, style
from tests.view import hostile, many, story
from tests.view.colours import contrast


def tables(claims: list[Claim], documents: list[Document], most: int = 100_000) -> dict:
    return explorer_data.tables(claims, documents, most=most, holds=None, onto=ontology.load())


def quoted(data: dict, row: list) -> str:
    text = data["reports"][row[6]]["text"]
    return text.encode("utf-16-le")[2 * row[7] : 2 * row[8]].decode("utf-16-le")


def test_every_claim_is_a_row_whose_offsets_cut_its_quote_from_the_report():
    claims = story.claims()
    data = tables(claims, story.documents())
    assert len(data["claims"]) == len(claims)
    by_id = {c.id: c for c in claims}
    for row in data["claims"]:
        claim = by_id[row[15]]
        assert quoted(data, row) == safe.shown(claim.evidence.quote, safe.QUOTE)
        assert data["entities"][row[0]]["name"] == claim.subject.label
        assert data["relations"][row[1]]["name"] == claim.predicate
        assert [data["entities"][n]["name"] for n in row[4]] == [s.label for s in claim.sources]


def test_control_states_are_the_stores_own():
    documents, claims = story.documents(), story.claims()
    with Store.open() as store:
        store.load((d, [c for c in claims if c.evidence.document == d.id]) for d in documents)
        asked = store.ask("timeline", {}).values()
        holds = explorer_control.holds(store)
    assert explorer_control.derived(claims, documents) == holds
    assert len(holds) == len(asked) > 0
    assert sorted((str(r["since"]), bool(r["disputed"])) for r in asked) == sorted((str(h.since), h.disputed) for h in holds)
    data = tables(claims, documents)
    places = {data["entities"][h[0]]["name"] for h in data["holds"]}
    assert "Islam Qala border crossing" in places


def test_what_does_not_fit_is_counted_and_control_is_kept_first():
    documents, claims = many.graph(600)
    data = tables(claims, documents, most=100)
    assert len(data["claims"]) == 100
    assert data["counts"]["claims"] == 600
    carrying = {id for h in explorer_control.derived(claims, documents) for id in h.claims}
    assert len(carrying & {row[15] for row in data["claims"]}) == min(len(carrying), 100)


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6), st.booleans())
def test_carried_spans_cut_what_they_cut_before(text: str, pairs: list[tuple[int, int]], whole: bool):
    spans = [(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in pairs]
    carried = explorer_text.carry(text, spans, whole=whole)
    units = carried.text.encode("utf-16-le", "surrogatepass")
    for (a, b), (start, end) in zip(spans, carried.spans, strict=True):
        cut = units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")
        pieces = sorted({a, b, *(p for s in spans for p in s if a <= p <= b)})
        assert cut == "".join(safe.shown(text[i:j], j - i) for i, j in pairwise(pieces))
    if whole:
        assert carried.left_out == 0


def test_a_report_too_long_is_carried_around_its_claims_and_what_is_missing_is_counted():
    text = "a" * 5000 + " the town fell " + "b" * 5000
    carried = explorer_text.carry(text, [(5001, 5014)], whole=False)
    assert carried.left_out == len(text) - (5014 - 5001) - 2 * explorer_text.ROOM
    assert carried.text[slice(*carried.spans[0])] == "the town fell"
    assert carried.text.count(explorer_text.GAP) == 2


def test_a_span_outside_the_text_is_empty():
    assert explorer_text.carry("abc", [(2, 9), (-1, 2), (3, 1)], whole=True).spans == ((0, 0), (0, 0), (0, 0))


def test_places_without_a_position_stand_where_reports_say_they_lie():
    herat = Entity("geonames/1140025", "Herat", "Place", geonames=1140025, lat=34.1, lon=62.4, country="AF", feature="ADM1")
    other = Entity("geonames/1147745", "Badakhshan", "Place", geonames=1147745, lat=37.2, lon=71.2, country="AF", feature="ADM1")
    five = Entity("report/d/five-districts", "five districts", "PlaceGroup")
    report = Document("d", "five districts in Herat. five districts in Badakhshan.", date=date(2021, 7, 9))

    def located(inside: Entity, start: int, factuality: str = "CT+") -> Claim:
        end = start + 10
        return Claim(Argument(five, "", start, start), "locatedIn", Argument(inside, "", end, end), (),
                     Evidence("d", start, end, report.text[start:end]), factuality)  # type: ignore[arg-type]  # fmt: skip

    data = tables([located(herat, 0), located(other, 25, "CT-")], [report])
    within = {e["name"]: data["entities"][e["within"]]["name"] for e in data["entities"] if "within" in e}
    assert within == {"five districts": "Herat"}


def test_the_same_claims_in_any_order_are_the_same_page():
    claims, documents = story.claims(), story.documents()
    assert explorer.render(claims, documents) == explorer.render(claims[::-1], documents[::-1])


def test_outlines_meet_and_only_near_countries_are_detailed():
    found = outlines.around(["AF", "XX"])
    lines = found["lines"]
    afghanistan = next(i for i, c in enumerate(found["countries"]) if c[0] == "AF")
    assert len(found["areas"]) == 34
    assert {a[0] for a in found["areas"]} == {afghanistan}
    ends = {}
    for number, (_, steps) in enumerate(lines):
        points = list(zip(*(list(_sums(steps[i::2])) for i in (0, 1)), strict=True))
        ends[number] = (points[0], points[-1])
    for _, _, _, parts in found["areas"]:
        for rings in parts:
            for ring in rings:
                walk = [ends[n] if n >= 0 else ends[~n][::-1] for n in ring]
                assert all(a[1] == b[0] for a, b in zip(walk, [*walk[1:], walk[0]], strict=True))
    assert len(json.dumps(outlines.around([]))) < 400_000


def test_crimea_is_ukraines_and_its_line_is_disputed():
    data = outlines.world()
    crimea = next(a for a in data["areas"] if a[1] == 703883)
    assert data["countries"][crimea[0]][0] == "UA"
    kinds = {data["lines"][n if n >= 0 else ~n][0] for _, rings in crimea[3] for ring in rings for n in ring}
    assert 1 not in kinds


def test_too_many_near_countries_are_drawn_from_afar():
    data = outlines.world()
    found = outlines.around([c[0] for c in data["countries"]])
    assert sum(len(points) for _, points in found["lines"]) < outlines.POINTS * 3
    assert 0 < len({a[0] for a in found["areas"]}) < len(data["countries"])


def test_the_outlines_file_names_its_source():
    packed = (Path(outlines.__file__).parent / "data" / "outlines.json.gz").read_bytes()
    assert "public domain" in json.loads(gzip.decompress(packed))["about"]


def test_colours_of_holders_keep_their_contrast_on_both_grounds():
    for pair in (*explorer_style.HOLDERS, explorer_style.OTHERS):
        assert contrast(pair[0], style.BACKGROUND["light"]) >= 4.5
        assert contrast(pair[1], style.BACKGROUND["dark"]) >= 4.5


def test_the_page_forbids_all_loading_and_no_payload_leaves_its_data():
    page = explorer.render(hostile.claims(), hostile.documents(), title="</title><script>alert(1)</script>")
    assert "default-src 'none'" in page
    assert page.count("<script") == page.count("</script>") == 2
    data = page.split('id="data">')[1].split("</script>")[0]
    assert not re.search(r"[<>&]", data)
    json.loads(data)


def test_redacted_names_are_nowhere_in_the_page(tmp_path: Path):
    kg.build(["tests/examples/reports/islam-qala-2021-07-10.txt"], tmp_path / "g")
    with kg.open_graph(tmp_path / "g") as graph:
        names = {a.label for c in graph.claims() for a in (c.subject, *c.sources) if a.type == "Person"}
    assert names
    with kg.open_graph(tmp_path / "g", redact=["Person"]) as graph:
        page = kg.explore(graph).text
    assert not [n for n in names if n in page]
    assert "Person 1" in page


def test_in_a_notebook_it_is_a_frame_that_can_only_run_its_own_script(tmp_path: Path):
    with Store.open() as store:
        store.load((d, [c for c in story.claims() if c.evidence.document == d.id]) for d in story.documents())
        shown = kg.explore(store, title="July 2021", height=700)
    frame = shown._repr_html_()
    assert 'sandbox="allow-scripts allow-popups"' in frame
    assert 'height="700"' in frame
    assert shown.save(tmp_path / "e.html").read_text(encoding="utf-8") == shown.text


@pytest.mark.parametrize("claims", [[], story.claims()[:1]])
def test_few_claims_or_none_are_a_page_too(claims: list[Claim]):
    assert 'id="data"' in explorer.render(claims, [])


def _sums(steps: list[int]):
    total = 0
    for step in steps:
        total += step
        yield total
