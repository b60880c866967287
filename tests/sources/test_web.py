"""Addresses: pages, feeds with the pages they link to, sitemaps; whatever of it fails, the rest is read."""

from dataclasses import replace
from datetime import date

import pytest

from kg.records import Document
from kg.sources import Failure, Options, Web, read
from tests.web import serving

pytest.importorskip("httpx", reason="the extra 'web' is not installed")

QUICK = Web(allow_private=True, pause=0, back_off=0.01, read_seconds=2, total_seconds=3, attempts=1, max_bytes=2_000_000)
TEXT = (
    "Fighters took the town on Thursday, two officials said. The road to the border was closed for the whole day, and trucks waited. "
    "The army said that it had sent more soldiers to the district. "
)
PAGE = """<!DOCTYPE html><html><head><title>{title}</title><meta property="article:published_time" content="2021-07-09T08:30:00Z">
<meta property="article:modified_time" content="2021-07-10T08:30:00Z"><meta name="author" content="Jane Doe">
<meta property="og:site_name" content="Example Press"></head><body><nav><a href="/">Home</a></nav>
<article><h1>{title}</h1>{body}</article></body></html>"""


def page(title: str, text: str = TEXT) -> str:
    return PAGE.format(title=title, body="".join(f"<p>{text} {title}, part {n}.</p>" for n in range(3)))


def rss(*items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Example Press</title>{"".join(items)}</channel></rss>'


def item(link: str, title: str, day: str = "Fri, 09 Jul 2021 10:00:00 GMT") -> str:
    short = f"<description>{title}: officials said that the town was taken by fighters on Thursday.</description>"
    return f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{day}</pubDate>{short}</item>"


@pytest.fixture
def site():
    with serving() as made:
        yield made


def found(source, **options):
    return list(read(source, Options(**{"web": QUICK, **options})))


def test_a_page_is_a_report_with_its_address_and_its_time(site):
    (document,) = found(site.page("/2021/07/09/town", page("A town falls"), Content_Type="text/html; charset=utf-8"))
    assert (document.title, document.author, document.publisher) == ("A town falls", "Jane Doe", "Example Press")
    assert (document.date, document.updated) == (date(2021, 7, 9), date(2021, 7, 10))
    assert document.url == document.origin == site.address + "/2021/07/09/town" and document.retrieved is not None
    assert "published 2021-07-09 (meta article:published_time)" in document.dated
    assert "published 2021-07-09 (the address)" in document.dated
    assert "updated 2021-07-10 (meta article:modified_time)" in document.dated


@pytest.mark.parametrize("kind", ["application/rss+xml", "text/xml", "text/html", "text/plain", "application/octet-stream"])
def test_a_feed_gives_the_pages_it_links_to(site, kind):
    site.page("/1", page("One"), Content_Type="text/html")
    site.page("/2", page("Two"), Content_Type="text/html")
    one, two = found(site.page("/feed", rss(item(site.address + "/1", "One"), item("/2", "Two")), Content_Type=kind))
    assert (one.title, two.title) == ("One", "Two") and "part 2" in one.text and one.url.endswith("/1")


def test_where_a_page_is_not_to_be_had_the_feed_itself_is_read(site):
    site.page("/robots.txt", "User-agent: *\nDisallow: /private")
    site.page("/1", "<html><body><nav>menu</nav></body></html>", Content_Type="text/html")
    items = [item(site.address + path, path) for path in ("/1", "/gone", "/private/2")]
    documents = found(site.page("/feed", rss(*items)))
    assert [type(d).__name__ for d in documents] == ["Document"] * 3
    warnings = ["; ".join(d.warnings) for d in documents]
    assert all("only what the feed says was read" in warning for warning in warnings)
    assert "404" in warnings[1] and "robots.txt forbids" in warnings[2]


def test_a_feed_that_was_read_from_disk_fetches_nothing_unless_told(site, tmp_path):
    site.page("/1", page("One"), Content_Type="text/html")
    (tmp_path / "f.rss").write_text(rss(item(site.address + "/1", "One")))
    (document,) = found(str(tmp_path / "f.rss"))
    assert "part 2" not in document.text and site.asked == []
    (document,) = found(str(tmp_path / "f.rss"), follow=True)
    assert "part 2" in document.text
    asked = len(site.asked)
    (document,) = found(site.page("/feed", rss(item(site.address + "/1", "One"))), follow=False)
    assert "part 2" not in document.text and len(site.asked) == asked + 1


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "http://[", "", "http://169.254.169.254/"])
def test_a_link_to_what_is_no_page_gives_what_the_feed_says(site, link):
    web = replace(QUICK, allow_private=True, total_seconds=1)
    (document,) = found(site.page("/feed", rss(item(link, "One"))), web=web)
    assert isinstance(document, Document) and "taken by fighters" in document.text


def test_older_entries_are_left_out_before_they_are_fetched(site):
    site.page("/2", page("Two"), Content_Type="text/html")
    items = (item(site.address + "/1", "One", "Thu, 01 Jul 2021 10:00:00 GMT"), item(site.address + "/2", "Two"))
    old, new = found(site.page("/feed", rss(*items)), since=date(2021, 7, 5))
    assert old.skipped and "before 2021-07-05" in old.reason and new.title == "Two" and site.count("/1") == 0


def sitemap(*entries: str, kind: str = "urlset") -> str:
    news = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f'<?xml version="1.0"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {news}>{"".join(entries)}</{kind}>'


def place(url: str, day: str = "2021-07-09T10:00:00Z", language: str = "en") -> str:
    about = f"<news:publication><news:name>Example</news:name><news:language>{language}</news:language></news:publication>"
    news = f"<news:news>{about}<news:publication_date>{day}</news:publication_date></news:news>"
    return f"<url><loc>{url}</loc>{news}</url>"


def test_a_sitemap_of_news_gives_its_pages_the_newest_first(site):
    for number in (1, 2):
        site.page(f"/{number}", page(f"Number {number}"), Content_Type="text/html")
    entries = (
        place(site.address + "/1", "2021-07-08"),
        place(site.address + "/2", "2021-07-09"),
        place(site.address + "/3", "2021-07-01", language="de"),
    )
    two, one, german = found(site.page("/news.xml", sitemap(*entries), Content_Type="text/xml"))
    assert (two.title, one.title) == ("Number 2", "Number 1")
    assert german.skipped and german.language == "de" and site.count("/3") == 0


def test_an_index_of_sitemaps_is_followed_one_step(site):
    import gzip

    site.page("/1", page("One"), Content_Type="text/html")
    site.page("/a.xml.gz", gzip.compress(sitemap(place(site.address + "/1")).encode()), Content_Type="application/gzip")
    site.page("/loop.xml", sitemap(f"<sitemap><loc>{site.address}/loop.xml</loc></sitemap>", kind="sitemapindex"))
    maps = "".join(f"<sitemap><loc>{site.address}{path}</loc></sitemap>" for path in ("/a.xml.gz", "/loop.xml", "/none.xml"))
    documents = found(site.page("/index.xml", sitemap(maps, kind="sitemapindex"), Content_Type="application/xml"))
    assert [d.title for d in documents if isinstance(d, Document)] == ["One"]
    assert sorted(f.reason.split(":")[0] for f in documents if isinstance(f, Failure)) == [
        "cannot be fetched",
        "is no sitemap of pages, as its index says.",
    ]


def test_a_sitemap_on_disk_says_what_would_read_it(tmp_path):
    (tmp_path / "s.xml").write_text(sitemap(place("https://example.org/1")))
    (failure,) = found(str(tmp_path / "s.xml"))
    assert "--follow fetches them" in failure.reason


def test_the_header_says_how_a_page_is_written(site):
    text = page("Ángel").replace("<head>", '<head><meta charset="utf-8">')
    (document,) = found(site.page("/a", text.encode("latin-1"), Content_Type="text/html; charset=iso-8859-1"))
    assert document.title == "Ángel"
    (document,) = found(site.page("/b", page("Ángel").encode(), Content_Type="text/html; charset=no-such"))
    assert document.title == "Ángel"


def test_what_cannot_be_fetched_says_so_and_the_rest_is_read(site, tmp_path):
    for source in (site.address + "/none", "http://127.0.0.1:1/", "ftp://example.org/x", "file:///etc/passwd", "http://no-such-host.invalid/"):
        (failure,) = found(source)
        assert isinstance(failure, Failure) and not failure.skipped and failure.origin == source
    (failure,) = found(site.page("/empty", b"", Content_Type="text/html"))
    assert "empty" in failure.reason
    (failure,) = list(read(site.page("/a", page("x")), Options(web=replace(QUICK, allow_private=False))))
    assert "--allow-private" in failure.reason
