"""Hostile files: a message or what can be read, nothing lost, no hang, and no memory beyond bounds."""

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
import zlib
from datetime import date
from pathlib import Path

import pytest

from kg.records import Document
from kg.sources import Failure, Options, _dispatch, read
from tests import samples
from tests.sources.test_formats import BOMB, OTHER, SENTENCE, tarred, zipped

GB = 1_000_000_000
LIMIT = 300.0


@pytest.fixture(autouse=True)
def in_time():
    """A hang is stopped and fails; the time is far more than any of these needs."""

    def late(*_):
        raise TimeoutError(f"not done after {LIMIT} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def found(path, **options):
    return list(read(str(path), Options(**options)))


def texts(path, **options):
    return [item.text for item in found(path, **options) if isinstance(item, Document)]


def reasons(path, **options):
    return [item.reason for item in found(path, **options) if isinstance(item, Failure)]


MEASURE = """
import resource, sys
from kg.sources import read, Options
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
for item in read(sys.argv[1], Options()):
    print(getattr(item, "reason", None) or item.text[:60])
"""


def within(path: Path, limit: int) -> str:
    """What reading `path` gives in a process that has no more than `limit` bytes of address space."""
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd()), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", MEASURE, str(path), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=LIMIT, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def sparse(path: Path, size: int, before: bytes = b"", after: bytes = b"") -> Path:
    """A file of `size` bytes between these, which takes no room on the disk."""
    with path.open("wb") as stream:
        stream.write(before)
        stream.truncate(len(before) + size)
        stream.seek(0, 2)
        stream.write(after)
    return path


STARTS = {
    **dict.fromkeys(("r.txt", "r.md", "r.html", "r.eml", "r.mbox", "r.dat"), b"a"),
    **dict.fromkeys(("r.rss", "r.xml"), b"<rss>"),
    **{"r.pdf": b"%PDF-1.4", "r.docx": b"PK\x03\x04", "r.warc": b"WARC/1.0\r\n", "r.parquet": b"PAR1", "r.zip": b"PK\x03\x04"},
}


@pytest.mark.parametrize("name", STARTS)
def test_a_line_of_a_gigabyte_takes_no_memory_and_says_so(tmp_path, name):
    told = within(sparse(tmp_path / name, GB, STARTS[name]), 1_500_000_000)
    assert told.strip()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_of_a_gigabyte_among_others_loses_no_other(tmp_path, encoding):
    good = json.dumps({"text": SENTENCE}) + "\n"
    other = "\n" + json.dumps({"text": OTHER}) + "\n"
    told = within(sparse(tmp_path / "r.jsonl", GB, good.encode(encoding), other.encode(encoding.replace("16", "16-le"))), 1_500_000_000)
    assert SENTENCE in told and OTHER in told and "too long" in told


def test_a_row_of_a_gigabyte_among_others_loses_no_other(tmp_path):
    # The first bytes, by which a binary file is told, are text.
    padding = f'0,"{SENTENCE} Again."\n' * 2000
    path = sparse(tmp_path / "r.csv", GB, f'id,text\n1,"{SENTENCE}"\n{padding}2,"'.encode(), f'"\n3,"{OTHER}"\n'.encode())
    told = within(path, 1_500_000_000)
    assert SENTENCE in told and OTHER in told and "too long" in told


def test_a_zip_bomb_within_a_zip_bomb_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("kg.sources._bounds.MOST_BYTES", 10_000_000)
    flat = zipped({f"{n}.txt": bytes(5_000_000) for n in range(20)})
    (tmp_path / "b.zip").write_bytes(zipped({"a.txt": SENTENCE, "b.zip": flat, "c.txt": OTHER}))
    assert SENTENCE in texts(tmp_path / "b.zip")
    assert any("unpacks to more than" in reason for reason in reasons(tmp_path / "b.zip"))


def test_an_archive_of_overlapping_members_is_refused(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(3):
            archive.writestr(f"{n}.txt", SENTENCE * 3)
        for info in archive.infolist():
            info.header_offset = 0
    (tmp_path / "r.zip").write_bytes(out.getvalue())
    assert len(reasons(tmp_path / "r.zip")) >= 2


@pytest.mark.parametrize("name", ["../../escape.txt", "/etc/escape.txt", "C:\\escape.txt", "a/../../escape.txt", "a\x00b.txt"])
@pytest.mark.parametrize("pack", [zipped, lambda files: tarred({n: c.encode() for n, c in files.items()})])
def test_a_path_that_leads_out_of_an_archive_leads_nowhere(tmp_path, monkeypatch, name, pack):
    (tmp_path / "inside").mkdir()
    monkeypatch.chdir(tmp_path / "inside")
    if "\x00" in name and pack is not zipped:
        name = name.replace("\x00", "_")
    path = tmp_path / "inside" / ("r.zip" if pack is zipped else "r.tgz")
    path.write_bytes(pack({name: SENTENCE, "b.txt": OTHER}))
    assert OTHER in texts(path)
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == [path.name]


def test_links_and_devices_in_an_archive_are_not_followed(tmp_path):
    import tarfile

    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("a.txt", tarfile.SYMTYPE), ("b.txt", tarfile.LNKTYPE), ("c.txt", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("d.txt")
        info.size = len(SENTENCE)
        archive.addfile(info, io.BytesIO(SENTENCE.encode()))
    (tmp_path / "r.tar").write_bytes(out.getvalue())
    assert texts(tmp_path / "r.tar") == [SENTENCE]


def test_a_tar_whose_sizes_lie_ends(tmp_path):
    whole = bytearray(tarred({"a.txt": SENTENCE.encode(), "b.txt": OTHER.encode()}, "w"))
    whole[124:135] = b"77777777777"
    (tmp_path / "r.tar").write_bytes(whole)
    assert found(tmp_path / "r.tar")


def objects_pdf(count: int) -> bytes:
    """A PDF file with `count` objects in a packed object stream, a few kilobytes large."""
    body = b"".join(b"%d %d " % (10 + n, 2 * n) for n in range(count)) + b"0 " * count
    first = len(body) - 2 * count
    packed = zlib.compress(body, 9)
    out = b"%PDF-1.5\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj\n"
    out += b"3 0 obj << /Type /ObjStm /N %d /First %d /Length %d /Filter /FlateDecode >> stream\n" % (count, first, len(packed))
    out += packed + b"\nendstream endobj\n"
    return out + b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n0\n%%%%EOF" % (count + 10)


def swollen_pdf(size: int) -> bytes:
    """A PDF file whose one page unpacks to `size` bytes."""
    stream = zlib.compress(b"BT /F1 12 Tf (" + b"a" * size + b") Tj ET", 9)
    page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 600 800] /Resources << >> >>"
    return (
        b"%PDF-1.5\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n3 0 obj "
        + page
        + b" endobj\n4 0 obj << /Length %d /Filter /FlateDecode >> stream\n" % len(stream)
        + stream
        + b"\nendstream endobj\ntrailer << /Root 1 0 R /Size 5 >>\nstartxref\n0\n%%EOF"
    )


def looping_pdf() -> bytes:
    return (
        b"%PDF-1.5\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >> endobj\n"
        b"3 0 obj << /Type /Pages /Kids [2 0 R] /Parent 3 0 R /Count 1 >> endobj\n"
        b"trailer << /Root 1 0 R /Size 4 /Prev 0 >>\nstartxref\n0\n%%EOF"
    )


@pytest.mark.parametrize("content", [objects_pdf(1_000_000), swollen_pdf(200_000_000), looping_pdf()], ids=["objects", "swollen", "loop"])
def test_a_pdf_file_that_swells_is_refused(tmp_path, content):
    pytest.importorskip("pypdf")
    (tmp_path / "r.pdf").write_bytes(content)
    assert len(content) < 20_000_000 and reasons(tmp_path / "r.pdf")


def test_a_pdf_file_of_a_million_plain_objects_is_refused(tmp_path):
    pytest.importorskip("pypdf")
    path = tmp_path / "r.pdf"
    body = b"".join(b"%d 0 obj 0 endobj\n" % n for n in range(5, 1_000_000))
    path.write_bytes(b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R /Size 1000000 >>\nstartxref\n0\n%%EOF")
    assert reasons(path)


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-256"])
def test_an_encrypted_pdf_file_says_so(tmp_path, algorithm):
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(samples.pdf()))
    try:
        writer.encrypt("user", "owner", algorithm=algorithm)
    except Exception as error:
        pytest.skip(f"cannot encrypt here: {error}")
    with (tmp_path / "r.pdf").open("wb") as stream:
        writer.write(stream)
    (reason,) = reasons(tmp_path / "r.pdf")
    assert "encrypted" in reason


EXTERNAL = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY % p SYSTEM "http://127.0.0.1:9/y"> %p;]>'
QUADRATIC = f'<!DOCTYPE x [<!ENTITY j "{"a" * 100_000}">]>'


@pytest.mark.parametrize("head", [BOMB + "]>", EXTERNAL, REMOTE, QUADRATIC], ids=["bomb", "external", "remote", "quadratic"])
@pytest.mark.parametrize("form", ["rss", "atom", "sitemap", "docx"])
def test_entities_in_markup_are_not_followed(tmp_path, head, form):
    use = "&j;" * 1000 if head == QUADRATIC else "&x;&j;"
    bodies = {
        "rss": f"{head}<rss><channel><item><title>t</title><description>{use}</description></item></channel></rss>",
        "atom": f'{head}<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>t</title><content>{use}</content></entry></feed>',
        "sitemap": f"{head}<urlset><url><loc>http://127.0.0.1:9/{use}</loc></url></urlset>",
    }
    path = tmp_path / f"r.{form}"
    if form == "docx":
        word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        document = f'{head}<w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>{use}</w:t></w:r></w:p></w:body></w:document>'
        path.write_bytes(zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document}))
    else:
        path.write_text(bodies[form])
    assert "root:" not in str(found(path)) and texts(path) == []


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li", "p"])
def test_a_hundred_thousand_nested_tags_end(tmp_path, tag):
    (tmp_path / "r.html").write_text(f"<html><body><article><p>{SENTENCE}</p>{f'<{tag}>' * 100_000}{SENTENCE}</article></body></html>")
    assert found(tmp_path / "r.html", max_characters=1_000_000)
    nested = f"<{tag}>" * 100_000 + SENTENCE
    escaped = nested.replace("<", "&lt;").replace(">", "&gt;")
    (tmp_path / "r.rss").write_text(f"<rss><channel><item><description>{escaped}</description></item></channel></rss>")
    assert found(tmp_path / "r.rss")
    feed = {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "content_html": nested}]}
    (tmp_path / "f.jsonfeed").write_text(json.dumps(feed))
    assert found(tmp_path / "f.jsonfeed")


@pytest.mark.parametrize("name", ["r.json", "r.jsonl", "f.jsonfeed", "r.html"])
def test_deeply_nested_json_ends(tmp_path, name):
    deep = "[" * 200_000
    ld = f'<html><head><script type="application/ld+json">{deep}</script></head><body><article><p>{SENTENCE}</p></article></body></html>'
    contents = {"r.html": ld, "f.jsonfeed": '{"version": "https://jsonfeed.org/version/1", "items": ' + deep, "r.jsonl": '{"text": ' + deep}
    (tmp_path / name).write_text(contents.get(name, deep))
    assert found(tmp_path / name)


def test_a_gzip_bomb_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("kg.sources._bounds.MOST_BYTES", 100_000_000)
    (tmp_path / "r.jsonl.gz").write_bytes(gzip.compress(bytes(300_000_000), 9) + gzip.compress(b"x"))
    assert reasons(tmp_path / "r.jsonl.gz")
    assert texts(tmp_path / "r.jsonl.gz") == []


def test_a_warc_file_whose_lengths_lie_ends(tmp_path):
    pytest.importorskip("warcio")
    for length in ("99999999999", "-1", "x", "10"):
        record = samples.warc().replace(b"Content-Length: ", b"Content-Length: " + length.encode() + b" ", 1)
        (tmp_path / "r.warc").write_bytes(record)
        assert found(tmp_path / "r.warc") is not None


@pytest.mark.parametrize("formula", ["=HYPERLINK(\"http://evil.example\",\"x\")", "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "=1+1"])
def test_formulas_are_text_and_nothing_else(tmp_path, formula):
    import csv

    with (tmp_path / "r.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["title", "text"])
        rows.writerow([formula, f"{formula} {SENTENCE}"])
    (document,) = found(tmp_path / "r.csv")
    assert document.text == f"{formula} {SENTENCE}" and document.title == formula


def test_a_file_of_two_encodings_is_read_and_warned_of(tmp_path):
    (tmp_path / "r.txt").write_bytes(f"{SENTENCE} Ünïcödé äöü.\n".encode() + "In Latin: é.\n".encode("latin-1") + OTHER.encode())
    (document,) = found(tmp_path / "r.txt")
    assert OTHER in document.text and "Ünïcödé" in document.text and any("broken UTF-8" in warning for warning in document.warnings)
    lines = [json.dumps({"text": f"{SENTENCE} é"}, ensure_ascii=False).encode(code) for code in ("utf-8", "latin-1")]
    (tmp_path / "r.jsonl").write_bytes(b"\n".join(lines))
    assert texts(tmp_path / "r.jsonl") == [f"{SENTENCE} é"] * 2


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "rot13", "zlib", "undefined", "no-such", "a\x00b", "x" * 10_000])
def test_an_encoding_that_no_text_is_sent_in_is_not_believed(tmp_path, charset):
    body = f"{SENTENCE} {OTHER} ".encode() + b"It is calm. a-" + b"bcdefghij " * 40_000
    (tmp_path / "r.eml").write_bytes(b"From: a\nSubject: x\nContent-Type: text/plain; charset=" + charset.encode() + b"\n\n" + body)
    assert found(tmp_path / "r.eml", max_characters=1_000_000)
    page = b"<html><head><meta charset=" + charset.encode() + b"></head><body><article><p>" + body + b"</p></article></body></html>"
    (tmp_path / "r.html").write_bytes(page)
    assert found(tmp_path / "r.html", max_characters=1_000_000)


TODAY = date(2021, 7, 10)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2031-01-01", date(2021, 7, 9)),
        ("1970-01-01T00:00:00Z", date(2021, 7, 9)),
        ("0001-01-01", date(2021, 7, 9)),
        (0, date(2021, 7, 9)),
        (-1e300, date(2021, 7, 9)),
        (1e300, date(2021, 7, 9)),
        ("9999-12-31", date(2021, 7, 9)),
        ("2021-02-30", date(2021, 7, 9)),
        ("yesterday", date(2021, 7, 9)),
        ("2021-07-08", date(2021, 7, 8)),
    ],
)
def test_a_date_that_lies_gives_way_to_one_that_can_be_true_and_is_warned_of(tmp_path, said, day):
    record = {"text": f"KABUL, July 9, 2021 (Reuters) - {SENTENCE}", "date": said, "url": "https://example.org/2021/07/09/x"}
    (tmp_path / "r.jsonl").write_text(json.dumps(record))
    (document,) = found(tmp_path / "r.jsonl", today=TODAY)
    assert document.date == day
    assert day == date(2021, 7, 8) or document.warnings


def test_a_change_before_publication_or_after_today_is_no_change(tmp_path):
    for updated in ("2020-01-01", "2031-01-01"):
        (tmp_path / "r.jsonl").write_text(json.dumps({"text": SENTENCE, "date": "2021-07-09", "updated": updated}))
        (document,) = found(tmp_path / "r.jsonl", today=TODAY)
        assert document.updated is None and any("cannot be true" in warning for warning in document.warnings)


def test_a_member_that_no_reader_takes_costs_nothing(tmp_path):
    (tmp_path / "r.zip").write_bytes(zipped({"a.iso": bytes(50_000_000), "b.txt": SENTENCE}))
    assert texts(tmp_path / "r.zip") == [SENTENCE]


def test_any_reader_may_be_given_any_sample():
    for path in sorted(samples.FORMATS.iterdir()):
        for name in _dispatch.plugins.names("kg.sources"):
            for item in read(str(path), Options(reader=name)):
                assert isinstance(item, Document | Failure)
