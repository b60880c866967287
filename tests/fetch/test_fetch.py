"""Fetching: what servers do wrong, or on purpose, ends in a message within its time; what they ask for is done."""

import gzip
import ipaddress
import time
import zlib
from dataclasses import replace

import pytest

from kg.errors import FetchError
from kg.fetch import Web, is_address
from tests.web import serving

pytest.importorskip("httpx", reason="the extra 'web' is not installed")

from kg.fetch._fetcher import Fetcher
from kg.fetch._guard import is_public

QUICK = Web(allow_private=True, pause=0, back_off=0.01, read_seconds=2, total_seconds=4, max_bytes=100_000)


@pytest.fixture
def site():
    with serving() as made:
        yield made


def get(url, web=QUICK, **changes):
    fetcher = Fetcher(replace(web, **changes))
    try:
        return fetcher.get(url)
    finally:
        fetcher.close()


def test_a_page_comes_with_what_its_header_says(site):
    page = get(site.page("/a", "grüß".encode("latin-1"), Content_Type="text/plain; charset=ISO-8859-1"))
    assert (page.content, page.type, page.charset) == ("grüß".encode("latin-1"), "text/plain", "ISO-8859-1")
    assert page.url == site.address + "/a" and page.retrieved.tzinfo is not None and not page.unchanged


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0",
     "fc00::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "::"],
)  # fmt: skip
def test_addresses_inside_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_addresses_outside_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_private_hosts_are_refused_however_they_are_written(site, host):
    site.page("/a", "secret")
    port = site.address.rpartition(":")[2]
    with pytest.raises(FetchError, match=r"not public|not to be had|not known"):
        get(f"http://{host}:{port}/a", allow_private=False, attempts=1)
    assert site.asked == []


def test_a_name_that_resolves_to_a_private_address_is_refused(site, monkeypatch):
    real = __import__("socket").getaddrinfo
    inside = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("169.254.169.254", 80))]
    monkeypatch.setattr("socket.getaddrinfo", lambda host, *a, **k: inside if host == "news.example" else real(host, *a, **k))
    with pytest.raises(FetchError, match=r"169\.254\.169\.254, an address that is not public"):
        get("http://news.example/", allow_private=False)


def test_the_address_that_was_checked_is_the_one_that_is_asked(site, monkeypatch):
    real, asked = __import__("socket").getaddrinfo, []

    def resolve(host, *rest, **more):
        asked.append(host)
        return real("127.0.0.1", *rest, **more)

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    port = site.address.rpartition(":")[2]
    site.page("/a", "text")
    assert get(f"http://news.example:{port}/a").content == b"text"
    # One look-up of the name for each connection, which then goes to the address that was found.
    assert asked.count("news.example") == asked.count("127.0.0.1")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/x", "gopher://x", "javascript:alert(1)"])
def test_a_redirect_to_what_is_no_web_address_is_refused(site, target):
    with pytest.raises(FetchError, match=r"leads to|without a host|no address|is no"):
        get(site.page("/a", status=302, Location=target))


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[::ffff:169.254.169.254]/"])
def test_a_redirect_to_a_private_address_is_refused(monkeypatch, target):
    from kg.fetch import _guard

    # The first host is let through, as a public one would be.
    real = _guard.is_public
    monkeypatch.setattr(_guard, "is_public", lambda address: address == "127.0.0.1" or real(address))
    with serving() as site, pytest.raises(FetchError, match="not public"):
        get(site.page("/a", status=302, Location=target), allow_private=False)


def test_redirects_are_followed_and_loops_are_left(site):
    site.page("/b", "there")
    assert get(site.page("/a", status=301, Location="/b")).url == site.address + "/b"
    site.page("/y", status=302, Location="/x")
    with pytest.raises(FetchError, match="from one address to the next"):
        get(site.page("/x", status=302, Location="/y"))
    assert site.count("/x") + site.count("/y") == QUICK.redirects + 1
    with pytest.raises(FetchError, match="leads nowhere"):
        get(site.page("/z", status=302))


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ("User-agent: *\nDisallow: /private", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: dateline-kg\nDisallow: /a\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: *\nDisallow: /*.html$\nAllow: /a", True),
        ("\x00\xff broken", True),
    ],
)
def test_robots_txt_is_honoured(site, rules, allowed):
    site.page("/robots.txt", rules)
    url = site.page("/a", "text")
    if allowed:
        assert get(url).content == b"text"
    else:
        with pytest.raises(FetchError, match=r"robots\.txt forbids it"):
            get(url)
        assert site.count("/a") == 0


def test_where_robots_txt_cannot_be_had_nothing_is_fetched(site):
    site.page("/robots.txt", status=503)
    with pytest.raises(FetchError, match="not to be had now"):
        get(site.page("/a", "text"))
    assert site.count("/a") == 0


def test_a_redirect_to_a_forbidden_page_is_refused(site):
    site.page("/robots.txt", "User-agent: *\nDisallow: /b")
    site.page("/b", "text")
    with pytest.raises(FetchError, match="forbids"):
        get(site.page("/a", status=302, Location="/b"))
    assert site.count("/b") == 0


def test_a_host_is_asked_no_faster_than_it_may_be(site, monkeypatch):
    waited = []
    monkeypatch.setattr("kg.fetch._manners.time.sleep", waited.append)
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 7")
    fetcher = Fetcher(QUICK)
    for path in ("/a", "/b"):
        fetcher.get(site.page(path, "text"))
    assert len(waited) == 1 and 6 < waited[0] <= 7


def test_a_page_that_did_not_change_is_not_sent_again(site, tmp_path):
    def give(handler):
        same = handler.headers.get("If-None-Match") == '"v1"'
        handler.send_response(304 if same else 200)
        handler.send_header("ETag", '"v1"')
        handler.send_header("Content-Length", "0" if same else "4")
        handler.end_headers()
        handler.wfile.write(b"" if same else b"text")

    site.pages["/a"] = give
    first = get(site.address + "/a", cache=tmp_path)
    again = get(site.address + "/a", cache=tmp_path)
    assert (first.unchanged, again.unchanged, again.content) == (False, True, b"text")
    assert again.retrieved == first.retrieved
    for file in tmp_path.rglob("*.page"):
        file.write_bytes(b"spoilt")
    assert get(site.address + "/a", cache=tmp_path).content == b"text"


def test_last_modified_is_a_condition_as_well(site, tmp_path):
    day = "Fri, 09 Jul 2021 10:00:00 GMT"
    url = site.page("/a", "text", Last_Modified=day)
    get(url, cache=tmp_path)
    assert get(url, cache=tmp_path).unchanged
    assert site.asked[-1][1]["If-Modified-Since"] == day


def test_a_page_without_validators_is_known_by_its_content(site, tmp_path):
    first = get(site.page("/a", "text"), cache=tmp_path)
    for file in tmp_path.rglob("*.json"):
        file.write_text(file.read_text().replace(first.retrieved.isoformat(), "2021-07-09T10:00:00+00:00"))
    again = get(site.address + "/a", cache=tmp_path)
    assert again.unchanged and again.retrieved.isoformat() == "2021-07-09T10:00:00+00:00"
    assert not get(site.page("/a", "other"), cache=tmp_path).unchanged


def test_what_may_be_there_later_is_tried_again(site):
    answers = iter([503, 429, 200])

    def give(handler):
        status = next(answers)
        handler.send_response(status)
        handler.send_header("Content-Length", "4")
        handler.end_headers()
        handler.wfile.write(b"text")

    site.pages["/a"] = give
    assert get(site.address + "/a").content == b"text"
    site.page("/b", status=503, Retry_After="7200")
    with pytest.raises(FetchError, match="503"):
        get(site.address + "/b")
    assert site.count("/b") == 1
    with pytest.raises(FetchError, match="404 Not Found"):
        get(site.address + "/none")
    assert site.count("/none") == 1


def stream(site, path, parts, pause=0.0, **headers):
    def give(handler):
        handler.send_response(200)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.close_connection = True
        for part in parts:
            handler.wfile.write(part)
            if pause and site.closing.wait(pause):
                return

    site.pages[path] = give
    return site.address + path


def endless(part):
    while True:
        yield part


@pytest.mark.parametrize("path", ["/page", "/robots.txt"])
def test_an_answer_that_never_ends_is_cut_off(site, path):
    stream(site, path, endless(b"x" * 10_000))
    with pytest.raises(FetchError):
        get(site.address + "/page" if path == "/page" else site.page("/page", "text"), attempts=1)


def test_an_answer_that_trickles_ends_in_time(site):
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"too long|timed out"):
        get(stream(site, "/a", endless(b"x"), pause=0.05), attempts=1, total_seconds=1)
    assert time.monotonic() - started < 30


def test_headers_that_trickle_end_in_time(site):
    def give(handler):
        handler.close_connection = True
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not site.closing.wait(0.05):
            handler.wfile.write(b"X: y\r\n")

    site.pages["/a"] = give
    with pytest.raises(FetchError):
        get(site.address + "/a", attempts=1, total_seconds=1)


def test_silence_ends_in_time(site):
    with pytest.raises(FetchError, match=r"timed out|too long|ReadTimeout"):
        get(stream(site, "/a", [b"x"], pause=30, Content_Length="10"), attempts=1, read_seconds=0.5)


@pytest.mark.parametrize("length", ["50", "1000000000000", "-5", "many"])
def test_a_length_that_is_a_lie_is_an_error(site, length):
    with pytest.raises(FetchError):
        get(stream(site, "/a", [b"short"], Content_Length=length), attempts=1)


def deflated(data):
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packed.compress(data) + packed.flush()


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", deflated)])
def test_packed_pages_are_unpacked_and_bombs_are_not(site, encoding, pack):
    assert get(site.page("/a", pack(b"text" * 1000), Content_Encoding=encoding)).content == b"text" * 1000
    with pytest.raises(FetchError, match="larger than"):
        get(site.page("/b", pack(bytes(100_000_000)), Content_Encoding=encoding), max_bytes=1_000_000)
    with pytest.raises(FetchError, match=r"ends too early|cannot be unpacked"):
        get(site.page("/c", pack(b"text" * 1000)[:20], Content_Encoding=encoding))


def test_a_packing_that_was_not_asked_for_is_an_error(site):
    with pytest.raises(FetchError, match="packed as 'br'"):
        get(site.page("/a", b"x", Content_Encoding="br"))


@pytest.mark.parametrize("url", ["ftp://example.org/x", "file:///etc/passwd", "http://", "http://[", "http://a b/", "http://\x00/", "https:///x"])
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(FetchError):
        get(url, attempts=1)


def test_addresses_are_told_from_files():
    assert is_address("https://example.org/feed") and is_address("file:///etc/passwd")
    assert not any(map(is_address, ("reports", "C:/reports", "a:b.txt", "-", "dir//x", "http:/x")))


def test_private_networks_are_what_the_registries_say():
    for network in ("192.0.2.0/24", "198.18.0.0/15", "240.0.0.0/4", "2001:db8::/32"):
        assert not is_public(str(ipaddress.ip_network(network)[1]))
