"""Feeds followed: what is new is added once, whatever feeds do; a stop is clean."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from kg import watching
from kg.graph.store import Store
from kg.pipeline import Plan
from kg.sources import Options
from tests.sources.test_web import QUICK, item, page, rss
from tests.web import serving

pytest.importorskip("httpx", reason="the extra 'web' is not installed")

TEXT = "Taliban fighters seized the town of {} on Thursday. Trucks waited for hours on the road to the border, drivers said. "


@pytest.fixture
def site():
    with serving() as made:
        yield made


def plan(tmp_path, **web):
    return Plan(options=Options(web=replace(QUICK, cache=tmp_path / "pages", **web)))


def towns(store):
    with Store.open(store, read_only=True) as graph:
        return sorted({c.object.label for c in graph.claims() if c.predicate == "seized"})


def test_what_is_new_in_a_feed_is_added_once(site, tmp_path):
    store = tmp_path / "store"
    site.page("/1", page("One", TEXT.format("Torghundi")), Content_Type="text/html")
    site.page("/2", page("Two", TEXT.format("Kargha")), Content_Type="text/html")
    site.page("/feed", rss(item(site.address + "/1", "One")), ETag='"1"')
    looks = []
    for look in watching.watch([site.address + "/feed"], store, plan(tmp_path), every=900, rounds=3, wait=lambda seconds: None):
        looks.append(look)
        if len(looks) == 2:
            site.page("/feed", rss(item(site.address + "/2", "Two"), item(site.address + "/1", "One")))
    assert [len(look.run.read) for look in looks] == [1, 0, 1] and all(look.run.ok for look in looks)
    assert site.count("/1") == site.count("/2") == 1 and site.count("/feed") == 3
    assert len(towns(store)) == 2
    again = list(watching.watch([site.address + "/feed"], store, plan(tmp_path), every=900, rounds=1))
    assert again[0].run.read == () and again[0].run.failures == () and site.count("/2") == 1


def test_an_entry_that_changed_replaces_what_it_said(site, tmp_path):
    store = tmp_path / "store"
    site.page("/1", page("One", TEXT.format("Torghundi")), Content_Type="text/html")
    site.page("/feed", rss(item(site.address + "/1", "One")))
    for number, _ in enumerate(watching.watch([site.address + "/feed"], store, plan(tmp_path), every=9, rounds=2, wait=lambda s: None)):
        if number == 0:
            site.page("/1", page("One", TEXT.format("Kargha")), Content_Type="text/html")
            site.page("/feed", rss(item(site.address + "/1", "One, corrected")))
    assert len(towns(store)) == 1 and "Torghundi" not in towns(store)


@pytest.mark.parametrize(
    "content",
    ["", "<rss>", "<rss><channel/></rss>", "no feed at all", "<html><body>Moved</body></html>", "\x00\x01", "{}", "[" * 50_000,
     '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&a;</title></item></channel></rss>'],
)  # fmt: skip
def test_a_feed_that_is_broken_takes_no_other_with_it(site, tmp_path, content):
    site.page("/1", page("One", TEXT.format("Torghundi")), Content_Type="text/html")
    good = site.page("/good", rss(item(site.address + "/1", "One")))
    feeds = [site.page("/bad", content, Content_Type="application/rss+xml"), site.address + "/none", "http://127.0.0.1:1/feed", good]
    looks = list(watching.watch(feeds, tmp_path / "store", plan(tmp_path), every=900, rounds=1))
    assert [bool(look.run and look.run.ok) for look in looks][-1] and len(looks[-1].run.read) == 1
    assert all(look.run is None or look.run.failures for look in looks[:-1])
    assert "root:" not in json.dumps([look.as_dict() for look in looks])


def test_a_feed_that_trickles_or_never_ends_is_left(site, tmp_path):
    def trickle(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        while not site.closing.wait(0.05):
            handler.wfile.write(b"<")

    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        handler.wfile.write(rss(item("/1", "One")).encode()[:-20])
        while True:
            handler.wfile.write(b"<item><title>x</title></item>" * 1000)

    site.pages |= {"/slow": trickle, "/endless": endless}
    feeds = [site.address + "/slow", site.address + "/endless"]
    looks = list(watching.watch(feeds, tmp_path / "store", plan(tmp_path, total_seconds=1.0), every=900, rounds=1))
    assert ["too" in look.run.failures[0].reason or "larger" in look.run.failures[0].reason or "timed" in look.run.failures[0].reason
            for look in looks] == [True, True]  # fmt: skip


def test_a_page_that_failed_is_tried_again_in_the_next_round(site, tmp_path):
    sitemap = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{}</loc></url></urlset>'
    feed = site.page("/map.xml", sitemap.format(site.address + "/1"), Content_Type="text/xml")
    read = []
    for look in watching.watch([feed], tmp_path / "store", plan(tmp_path), every=9, rounds=3, wait=lambda s: None):
        read.append(len(look.run.read))
        site.page("/1", page("One", TEXT.format("Torghundi")), Content_Type="text/html")
    assert read == [0, 1, 0]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_command_stops_when_told(site, tmp_path, stop):
    site.page("/1", page("One", TEXT.format("Torghundi")), Content_Type="text/html")
    feed = site.page("/feed", rss(item(site.address + "/1", "One")))
    command = [sys.executable, "-m", "kg", "watch", feed, "--store", str(tmp_path / "store"), "--every", "1h", "--allow-private", "--json"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(Path.cwd())}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    line = process.stdout.readline()
    time.sleep(0.3)
    process.send_signal(stop)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0 and "stopped" in errors and "Traceback" not in errors
    assert json.loads(line)["documents"] == 1
    assert len(towns(tmp_path / "store")) == 1
