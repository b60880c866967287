"""Every kind of file that reports come in, and what the hostile ones do: nothing."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import time
import zipfile
from datetime import date
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import plugins
from kg.records import Document
from kg.sources import Failure, Options, _dispatch, read

SENTENCE = "Fighters took the town on Thursday, two officials said."
OTHER = "The army said on Friday that it had left the town."
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Example Press</title>{}</channel></rss>"""
ITEM = """<item><title>A town falls</title><link>https://example.org/1</link><guid>g1</guid><dc:creator>Jane Doe</dc:creator>
<pubDate>Fri, 09 Jul 2021 10:00:00 GMT</pubDate>{}</item>"""


def documents(path, options=None):
    return list(read(str(path), options))


def one(path, options=None):
    (found,) = documents(path, options)
    return found


def docx(*paragraphs, title="A town falls", extra=""):
    body = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'{extra}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
        dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
        archive.writestr("docProps/core.xml", f"<p {dc}><dc:title>{title}</dc:title><dc:creator>Jane Doe</dc:creator></p>")
    return out.getvalue()


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(files, mode="w:gz"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


@pytest.mark.parametrize(("delimiter", "suffix"), [(",", "csv"), (";", "csv"), ("\t", "tsv")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_one_report_a_row(tmp_path, delimiter, suffix, encoding):
    path = tmp_path / f"r.{suffix}"
    rows = [["id", "published", "text"], ["a", "2021-07-09", f'"{SENTENCE} Ángel."'], ["b", "", f'"{OTHER}\n\nMore."'], []]
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    a, b = documents(path, Options(mapping=(("date", "published"),)))
    assert (a.id, a.text, a.date) == ("a", SENTENCE + " Ángel.", date(2021, 7, 9))
    assert b.text == f"{OTHER}\n\nMore."


@pytest.mark.parametrize("indent", [None, 2])
def test_records_within_an_object_are_read_and_a_mapping_may_be_a_path(tmp_path, indent):
    articles = [{"content": text, "publishedAt": "2021-07-09", "source": {"name": "Example Press"}} for text in (SENTENCE, OTHER)]
    (tmp_path / "r.json").write_text(json.dumps({"status": "ok", "total": 2, "articles": articles}, indent=indent))
    mapping = (("text", "content"), ("date", "publishedAt"), ("publisher", "source.name"))
    a, b = documents(tmp_path / "r.json", Options(mapping=mapping))
    assert (a.text, a.publisher, b.date) == (SENTENCE, "Example Press", date(2021, 7, 9))


def test_an_array_on_one_line_may_be_long(tmp_path):
    (tmp_path / "r.json").write_text(json.dumps([{"text": f"{SENTENCE} {n}. {'It is calm. ' * 300}"} for n in range(1000)]))
    assert (tmp_path / "r.json").stat().st_size > 3_000_000
    assert len([d for d in documents(tmp_path / "r.json") if isinstance(d, Document)]) == 1000


def test_markdown_gives_its_text_without_markup(tmp_path):
    (tmp_path / "r.md").write_text(
        "---\ntitle: \"A town falls\"\nauthor: Jane Doe\ndate: 2021-07-09\nlastmod: 2021-07-10\nsite: Example Press\n---\n\n"
        "# A town falls\n\n"
        "Fighters **took** the [town](https://example.org/town) on Thursday,\ntwo _officials_ said.\n\n![map](map.png)\n\n"
        f"> {OTHER}\n\n- It is `calm`.\n\n```\ncode\n```\n<div>raw</div>\n"
    )
    d = one(tmp_path / "r.md")
    assert d.text == f"A town falls\n\n{SENTENCE.replace(', two', ',' + chr(10) + 'two')}\n\n{OTHER}\n\nIt is calm."
    assert (d.title, d.author, d.publisher) == ("A town falls", "Jane Doe", "Example Press")
    assert (d.date, d.updated) == (date(2021, 7, 9), date(2021, 7, 10))
    assert "published 2021-07-09 (front matter date)" in d.dated
    (tmp_path / "n.md").write_text(("> " * 5000) + SENTENCE + "\n\n" + "[" * 5000 + "*_" * 5000)
    assert documents(tmp_path / "n.md")


def test_a_mapping_leaves_records_of_another_kind_as_they_are(tmp_path):
    path = tmp_path / "r.jsonl"
    path.write_text(f'{{"body": "{SENTENCE}", "text": "Headline"}}\n{{"text": "{OTHER}"}}\n')
    assert [d.text for d in documents(path, Options(mapping=(("text", "body"),)))] == [SENTENCE, OTHER]


def test_a_row_without_text_and_a_guarded_formula(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(f'id,text\na\nb,"\'={SENTENCE}"\n')
    a, b = documents(path)
    assert "has no text under 'text'" in a.reason and a.origin.endswith("line 2")
    assert b.text == "=" + SENTENCE


def test_a_message_gives_its_text_without_what_it_quotes(tmp_path):
    message = EmailMessage()
    message["Subject"], message["From"] = "A town falls", "Example Press <desk@example.org>"
    message["Date"], message["Message-ID"] = "Fri, 09 Jul 2021 10:00:00 +0000", "<m1@example.org>"
    message.set_content(f"{SENTENCE}\n\n> quoted before\n\nGrüße.\n-- \nDesk")
    message.add_alternative(f"<html><body><p>{SENTENCE}</p></body></html>", subtype="html")
    message.add_attachment(b"\x00\x01", maintype="application", subtype="octet-stream", filename="x.bin")
    (tmp_path / "m.eml").write_bytes(bytes(message))
    d = one(tmp_path / "m.eml")
    assert (d.title, d.publisher, d.date, d.id) == ("A town falls", "Example Press", date(2021, 7, 9), "m1@example.org")
    assert SENTENCE in d.text and "quoted" not in d.text and "Desk" not in d.text and "Grüße" in d.text


def test_a_mailbox_gives_every_message(tmp_path):
    first, second = EmailMessage(), EmailMessage()
    first["Subject"], second["Subject"] = "One", "Two"
    first.set_content(f"{SENTENCE}\nFrom the town, smoke rose.\n")
    second.set_content(f"<article><p>{OTHER}</p><p>{OTHER}</p></article>", subtype="html")
    box = b"".join(b"From desk Fri Jul  9 10:00:00 2021\n" + bytes(m) + b"\n\n" for m in (first, second))
    (tmp_path / "m.mbox").write_bytes(box)
    a, b = documents(tmp_path / "m.mbox")
    assert a.title == "One" and "smoke rose" in a.text and a.origin.endswith("message 1")
    assert OTHER in b.text


def test_a_message_without_text_says_so(tmp_path):
    message = EmailMessage()
    message.add_attachment(b"\x00", maintype="application", subtype="octet-stream", filename="x")
    (tmp_path / "m.eml").write_bytes(bytes(message))
    assert "attachments alone" in one(tmp_path / "m.eml").reason


def test_a_word_document_gives_its_paragraphs(tmp_path):
    (tmp_path / "r.docx").write_bytes(docx(SENTENCE, "", OTHER))
    d = one(tmp_path / "r.docx")
    assert (d.title, d.author, d.text) == ("A town falls", "Jane Doe", f"{SENTENCE}\n\n{OTHER}")


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 broken",
        zipped({"other.xml": "x"}),
        docx(SENTENCE)[:200],
        docx("&j;", extra=BOMB + "]>"),
        docx("&x;", extra='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    ],
)
def test_a_word_document_that_is_broken_or_hostile_gives_nothing(tmp_path, content):
    (tmp_path / "r.docx").write_bytes(content)
    started = time.perf_counter()
    assert isinstance(one(tmp_path / "r.docx"), Failure)
    assert time.perf_counter() - started < 60


@pytest.mark.parametrize(
    "body",
    [
        f"<description>{SENTENCE}</description>",
        f"<description>short</description><content:encoded>&lt;p&gt;{SENTENCE}&lt;/p&gt;</content:encoded>",
        f"<content:encoded><![CDATA[<script>x</script><p>{SENTENCE}</p>]]></content:encoded>",
    ],
)
def test_a_feed_gives_an_entry_each(tmp_path, body):
    (tmp_path / "f.rss").write_text(RSS.format(ITEM.format(body) * 2))
    a, b = documents(tmp_path / "f.rss")
    assert (a.title, a.publisher, a.author, a.id) == ("A town falls", "Example Press", "Jane Doe", "g1")
    assert (a.date, a.url, a.text) == (date(2021, 7, 9), "https://example.org/1", SENTENCE)
    assert b.origin.endswith("entry 2")


def test_an_atom_feed_is_a_feed(tmp_path):
    (tmp_path / "f.xml").write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Example Press</title><entry><title>A town</title><id>t1</id>'
        '<author><name>Jane Doe</name></author><link href="https://example.org/1"/><updated>2021-07-09T10:00:00Z</updated>'
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{SENTENCE}</p><p>{OTHER}</p></div></content>'
        "</entry></feed>"
    )
    d = one(tmp_path / "f.xml")
    assert (d.text, d.author, d.url) == (f"{SENTENCE}\n\n{OTHER}", "Jane Doe", "https://example.org/1")


@pytest.mark.parametrize(
    "content",
    [
        "<rss><channel>",
        "<rss><channel><title>x</title></channel></rss>",
        BOMB + "]>" + RSS.format(ITEM.format("<description>&j;</description>")).removeprefix('<?xml version="1.0"?>'),
        '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><description>&x;</description></item></channel></rss>',
    ],
)
def test_a_feed_that_is_broken_or_hostile_gives_nothing(tmp_path, content):
    (tmp_path / "f.rss").write_text(content)
    started = time.perf_counter()
    assert isinstance(one(tmp_path / "f.rss"), Failure)
    assert time.perf_counter() - started < 60


FILES = {
    "b/two.txt": OTHER.encode(),
    "a.html": f"<html><body><article><p>{SENTENCE}</p></article></body></html>".encode(),
    "../escape.txt": SENTENCE.encode() + b" Escaped.",
    "picture.png": b"\x89PNG",
    ".hidden.txt": SENTENCE.encode(),
    "inner.zip": zipped({"x.txt": f"{SENTENCE} Inner."}),
}


@pytest.mark.parametrize(
    ("name", "content"),
    [("r.zip", zipped(FILES)), ("r.tgz", tarred(FILES)), ("r.tar", tarred(FILES, "w")), ("r.tar.bz2", tarred(FILES, "w:bz2"))],
)
def test_an_archive_is_read_without_unpacking_it(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    found = documents(tmp_path / name)
    texts = {d.text for d in found if isinstance(d, Document)}
    assert texts == {OTHER, SENTENCE, SENTENCE + " Escaped.", SENTENCE + " Inner."}
    reasons = " ".join(f.reason for f in found if isinstance(f, Failure))
    assert "no reader for '.png'" in reasons
    assert [p.name for p in tmp_path.iterdir()] == [name] and not (tmp_path.parent / "escape.txt").exists()


def test_a_zip_bomb_does_no_harm(tmp_path):
    (tmp_path / "bomb.zip").write_bytes(zipped({"a.txt": b"0" * 200_000_000, "b.txt": SENTENCE}))
    started = time.perf_counter()
    bomb, good = documents(tmp_path / "bomb.zip")
    assert "too long for one report" in bomb.reason and good.text == SENTENCE
    assert time.perf_counter() - started < 60


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("r.zip", b"PK\x03\x04 broken"),
        ("r.gz", b"\x1f\x8b broken"),
        ("r.tgz", gzip.compress(b"no tar")),
        ("r.tar.bz2", bz2.compress(b"no tar")),
        ("r.txt.gz", gzip.compress(SENTENCE.encode() * 9)[:30]),
    ],
)
def test_an_archive_that_is_broken_says_so(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert "is no archive that can be read" in one(tmp_path / name).reason


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize(("name", "content"), [("r.txt", SENTENCE), ("r.jsonl", json.dumps({"text": SENTENCE})), ("dump", SENTENCE)])
def test_a_single_packed_file_is_read_as_what_it_holds(tmp_path, pack, name, content):
    suffix = {gzip.compress: ".gz", bz2.compress: ".bz2", lzma.compress: ".xz"}[pack]
    path = tmp_path / f"{name}{suffix}"
    path.write_bytes(pack(content.encode()))
    assert one(path).text == SENTENCE


def test_archives_within_archives_are_read_three_deep_and_no_deeper(tmp_path):
    inner = zipped({"deep.txt": f"{SENTENCE} Deep."})
    for depth in range(5):
        inner = zipped({f"{depth}.zip": inner, f"{depth}.txt": f"{SENTENCE} {depth}."})
    (tmp_path / "r.zip").write_bytes(inner)
    found = documents(tmp_path / "r.zip")
    assert [d.text[-2:] for d in found if isinstance(d, Document)] == ["4.", "3.", "2."]
    assert ["deep; unpack it first" in f.reason for f in found if isinstance(f, Failure)] == [True]


def test_a_broken_member_takes_no_other_with_it(tmp_path):
    content = bytearray(zipped({"a.txt": SENTENCE * 50, "b.txt": OTHER}))
    content[40] ^= 0xFF
    (tmp_path / "r.zip").write_bytes(content)
    broken, good = documents(tmp_path / "r.zip")
    assert "cannot be unpacked" in broken.reason and good.text == OTHER


def pdf(*pages):
    """A small PDF file with a line of text each page."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for lines in pages:
        text = b"".join(b"(" + line.encode("latin-1") + b") Tj T* " for line in lines)
        stream = b"BT /F1 12 Tf 14 TL 50 700 Td " + text + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R /MediaBox [0 0 600 800] "
            b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + trailer


def test_a_pdf_file_gives_its_text_with_words_mended_and_running_heads_gone(tmp_path):
    pytest.importorskip("pypdf", reason="the extra 'pdf' is not installed")
    body = [["Fighters took the fron-", "tier town on Thursday,", "two officials said."], [OTHER], ["It is calm."]]
    pages = [["Example Press", f"Page {n} of 3", *lines, str(n)] for n, lines in enumerate(body, 1)]
    (tmp_path / "r.pdf").write_bytes(pdf(*pages))
    d = one(tmp_path / "r.pdf")
    assert d.text == f"Fighters took the frontier town on Thursday, two officials said.\n\n{OTHER}\n\nIt is calm."
    assert [d.text[start:][:8] for start in d.pages] == ["Fighters", "The army", "It is ca"]
    assert [d.page(d.text.index(words)) for words in ("Fighters", "officials", "Friday", "calm")] == [1, 1, 2, 3]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["They met Houthi-", "held towns."], "They met Houthi-held towns."),
        (["They want self-", "rule."], "They want self-rule."),
        (["A check-", "point fell. The checkpoint burned."], "A checkpoint fell. The checkpoint burned."),
        (["A cease-", "fire holds. No cease-fire lasts."], "A cease-fire holds. No cease-fire lasts."),
        (["From 2014-", "15 on."], "From 2014- 15 on."),
    ],
)
def test_a_word_at_a_lines_end_is_whole_and_a_compound_keeps_its_hyphen(lines, text):
    from kg.sources.pdf import text_of

    assert text_of(["\n".join(lines)])[0] == text


def test_a_word_that_a_page_divides_is_whole_and_begins_on_the_first():
    from kg.sources.pdf import text_of

    text, starts, running = text_of(["Example Press\nThey took the fron-", "Example Press\ntier town.\nIt fell.", ""])
    assert text == "They took the frontier town.\n\nIt fell.\n" and [text[s:][:4] for s in starts] == ["They", "tier", ""]
    assert running == ("Example Press",)


@pytest.mark.parametrize(("content", "reason"), [(b"%PDF-1.4 broken", "no PDF file that can be read"), (pdf([]), "pictures (scans)")])
def test_a_pdf_file_without_text_says_why(tmp_path, content, reason):
    pytest.importorskip("pypdf", reason="the extra 'pdf' is not installed")
    (tmp_path / "r.pdf").write_bytes(content)
    assert reason in one(tmp_path / "r.pdf").reason


@pytest.mark.parametrize(
    ("content", "reader"),
    [
        (SENTENCE.encode(), "text"),
        (b'{"text": "x"}', "jsonl"),
        (b"<!DOCTYPE html><html>", "html"),
        (b"id,text,date\n", "csv"),
        (b"From: a@b\nSubject: x\n\nhello", "mail"),
        (b"From desk Fri\nSubject: x\n\nhello", "mail"),
        (RSS.format("").encode(), "feed"),
        (docx(SENTENCE), "docx"),
        (zipped({"a.txt": "x"}), "archive"),
        (tarred({"a.txt": b"x"}, "w"), "archive"),
        (b"%PDF-1.7", "pdf"),
    ],
)
def test_content_alone_finds_the_reader(content, reader):
    assert _dispatch._choose(content[:4096], ".unknown") is _dispatch.named(reader)


READERS = [name for name in plugins.names("kg.sources") if name != "archive"]
STARTS = [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html><p>", b"<rss><item>", b'{"text":', b"From: x\n\n", b"id,text\n1,", b"\xff\xfe"]


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=40, deadline=None)
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=300))
def test_any_bytes_give_documents_or_failures(reader, start, rest):
    found = list(_dispatch.named(reader)(io.BytesIO(start + rest), "x", Options()))
    for item in found:
        assert isinstance(item, Document | Failure)
        if isinstance(item, Document):
            item.text.encode("utf-8")
            assert 0 <= item.body <= len(item.text)
