"""What a report says of itself: outlet, wire service, dates and what they rest on."""

import json
from datetime import date

import pytest

from kg.sources import Options, read
from kg.sources._outlets import by_domain, credited
from kg.sources._when import decide, from_url

TEXT = "Fighters took the town on Thursday, two officials said. The army said on Friday that it had left the town."


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://www.reuters.com/world/x", "Reuters"),
        ("https://www.bbc.co.uk/news/x", "BBC"),
        ("http://edition.cnn.com/x", "CNN"),
        ("https://press.example/x", None),
        ("https://notreuters.com/x", None),
        ("https://reuters.com.evil.example/x", None),
        ("not an address", None),
        ("http://[", None),
        (None, None),
    ],
)
def test_an_outlet_is_known_by_its_domain(url, outlet):
    assert by_domain(url) == outlet


@pytest.mark.parametrize(
    ("tail", "agency"),
    [
        ("The Associated Press contributed to this report.", "Associated Press"),
        ("AP contributed to this story.", "AP"),
        ("Jane Doe in Kabul and Reuters contributed reporting.", "Reuters"),
        ("AP writers Jane Doe in Kabul and Ali Khan in Herat contributed.", "AP"),
        ("(With reporting by Reuters and RFE/RL)", "Reuters"),
        ("With files from the Canadian Press", "Canadian Press"),
        ("Source: AFP", "AFP"),
        ("(Reuters)", "Reuters"),
        ("© AFP", "AFP"),
        ("— Associated Press", "Associated Press"),
        ("Reuters could not verify the report.", None),
        ("He told AFP that more soldiers had contributed.", None),
        ("Soldiers contributed by Tajikistan guard the road.", None),
    ],
)
def test_a_wire_service_is_known_by_its_credit(tail, agency):
    assert credited(f"{TEXT}\n\n{tail}\n") == agency


@pytest.mark.parametrize(
    ("record", "publisher", "agency"),
    [
        ({"url": "https://www.reuters.com/x"}, "Reuters", None),
        ({"url": "https://www.cnn.com/x", "text": f"KABUL, July 9 (Reuters) - {TEXT}"}, "CNN", "Reuters"),
        ({"url": "https://press.example/x", "text": f"KABUL, July 9 (Reuters) - {TEXT}"}, "Reuters", None),
        ({"url": "https://press.example/x"}, "press.example", None),
        ({"publisher": "Example Press", "author": "Reuters"}, "Example Press", "Reuters"),
        ({"publisher": "Example Press", "text": f"{TEXT}\n\nThe Associated Press contributed."}, "Example Press", "Associated Press"),
    ],
)  # fmt: skip
def test_outlet_and_wire_service_are_told_apart(tmp_path, record, publisher, agency):
    (tmp_path / "r.jsonl").write_text(json.dumps({"text": TEXT, "date": "2021-07-09", **record}))
    (document,) = read(str(tmp_path / "r.jsonl"))
    assert (document.publisher, document.agency) == (publisher, agency)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://x.example/2021/07/09/town", "2021-07-09"),
        ("https://x.example/news/2021-07-09-town.html", "2021-07-09"),
        ("https://x.example/20210709/town", "2021-07-09"),
        ("https://x.example/2021/13/45/town", None),
        ("https://x.example/id/120210709123", None),
        ("https://x.example/town?d=2021-07-09", None),
    ],
)
def test_a_day_in_an_address(url, day):
    found = from_url(url)
    assert (found[0] if found else None) == day


def test_every_day_that_is_said_is_kept_with_what_says_it():
    found = decide((("2021-07-09", "meta date"), ("July 11, 2021", "its head")), (("2021-07-12", "pubDate"),), date(2021, 7, 20))
    assert (found.published, found.updated) == (date(2021, 7, 9), date(2021, 7, 12))
    assert found.evidence == ("published 2021-07-09 (meta date)", "published 2021-07-11 (its head)", "updated 2021-07-12 (pubDate)")
    assert found.warnings == ("its head says 2021-07-11, its meta date says 2021-07-09: 2021-07-09 is taken",)


def test_a_day_that_was_given_for_want_of_another_gives_way(tmp_path):
    (tmp_path / "r.jsonl").write_text(json.dumps({"text": TEXT, "date": "2021-07-09"}) + "\n" + json.dumps({"text": f"{TEXT} More."}))
    dated, given = read(str(tmp_path / "r.jsonl"), Options(date=date(2020, 1, 1)))
    assert (dated.date, given.date) == (date(2021, 7, 9), date(2020, 1, 1)) and dated.warnings == ()
    assert "was given" in given.dated[0]


LINKED = '<script type="application/ld+json">{}</script>'
PAGE = "<html><head><title>A town falls</title>{}</head><body><article><h1>A town falls</h1><p>{}</p><p>{}</p></article></body></html>"


@pytest.mark.parametrize(
    ("head", "day", "evidence"),
    [
        ('<meta property="article:published_time" content="2021-07-09T08:00:00Z">', date(2021, 7, 9), "meta article:published_time"),
        ('<meta name="DC.date.issued" content="2021-07-09">', date(2021, 7, 9), "meta dc.date.issued"),
        ('<meta itemprop="datePublished" content="2021-07-09">', date(2021, 7, 9), "meta datepublished"),
        (LINKED.format('{"@graph":[{"@type":["NewsArticle"],"datePublished":"2021-07-09"}]}'), date(2021, 7, 9), "JSON-LD datePublished"),
        (LINKED.format('{"@type":"NewsArticle","datePublished":"2021-07-09"'), date(2021, 7, 9), "the page"),
        (LINKED.format("[" * 9), None, ""),
    ],
)  # fmt: skip
def test_a_page_says_its_day_in_many_ways(tmp_path, head, day, evidence):
    (tmp_path / "r.html").write_text(PAGE.format(head, TEXT, TEXT.replace("town", "city")))
    (document,) = read(str(tmp_path / "r.html"))
    assert document.date == day
    assert not evidence or f"published {day} ({evidence})" in document.dated


def test_authors_and_outlet_of_a_page_come_from_what_it_declares(tmp_path):
    data = {"@type": "Article", "author": [{"name": "Jane Doe"}, {"name": "Ali Khan"}], "publisher": {"name": "Example Press"}}
    (tmp_path / "r.html").write_text(PAGE.format(f'<script type="application/ld+json">{json.dumps(data)}</script>', TEXT, TEXT + " More."))
    (document,) = read(str(tmp_path / "r.html"))
    assert (document.author, document.publisher) == ("Jane Doe, Ali Khan", "Example Press")
