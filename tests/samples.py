"""One report in every format that the builder reads: ``python -m tests.samples`` writes them into tests/examples/formats.

The report is one of the examples, so that what is read from each file can be compared with it. Binary files are made so
that they come out the same wherever they are made.
"""

import gzip
import io
import json
import tarfile
import zipfile
from email.message import EmailMessage
from html import escape
from pathlib import Path

HERE = Path(__file__).parent / "examples"
FORMATS = HERE / "formats"
SOURCE = HERE / "reports" / "islam-qala-2021-07-10.txt"

TITLE = "Kabul denies losing Islam Qala"
OUTLET = "Example Press"
AUTHOR = "Dana Example"
DAY = "2021-07-10"
MOMENT = "2021-07-10T09:15:00+00:00"
MAIL_DAY = "Sat, 10 Jul 2021 09:15:00 +0000"
URL = "https://press.example/2021/07/10/islam-qala"
_STILL = (2021, 7, 10, 9, 15, 0)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraphs() -> list[str]:
    """The report's text, without its head."""
    blocks = [" ".join(block.split()) for block in SOURCE.read_text(encoding="utf-8").split("\n\n")]
    return [block for block in blocks if block.endswith((".", "”", '"')) and len(block) > 60]


def record() -> dict[str, str]:
    return {"title": TITLE, "publisher": OUTLET, "author": AUTHOR, "date": DAY, "url": URL, "text": "\n\n".join(paragraphs())}


def page() -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "datePublished": MOMENT, "dateModified": MOMENT,
            "author": {"@type": "Person", "name": AUTHOR}, "publisher": {"@type": "Organization", "name": OUTLET}}  # fmt: skip
    body = "\n".join(f"<p>{escape(text)}</p>" for text in paragraphs())
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{TITLE} | {OUTLET}</title>\n'
        f'<link rel="canonical" href="{URL}">\n<script type="application/ld+json">{json.dumps(data)}</script>\n</head>\n<body>\n'
        f'<nav><a href="/">Home</a> <a href="/asia">Asia</a> <a href="/login">Log in</a></nav>\n<article>\n<h1>{TITLE}</h1>\n{body}\n'
        "</article>\n<aside>Most read: <a href='/weather'>Weather</a></aside>\n"
        "<footer>Copyright 2021 Example Press</footer>\n</body>\n</html>\n"
    )


def markdown() -> str:
    return f"# {TITLE}\n\nBy {AUTHOR}, {OUTLET}\n10 July 2021\n\n" + "\n\n".join(paragraphs()) + "\n"


def rss() -> str:
    body = escape("".join(f"<p>{escape(text)}</p>" for text in paragraphs()))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n<title>{OUTLET}</title>\n<link>https://press.example/</link>\n<item>\n'
        f"<title>{TITLE}</title>\n<link>{URL}</link>\n<guid>{URL}</guid>\n<dc:creator>{AUTHOR}</dc:creator>\n<pubDate>{MAIL_DAY}</pubDate>\n"
        f"<description>The ministry says the crossing is held.</description>\n<content:encoded>{body}</content:encoded>\n"
        "</item>\n</channel>\n</rss>\n"
    )


def atom() -> str:
    body = escape("".join(f"<p>{escape(text)}</p>" for text in paragraphs()))
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n<title>{OUTLET}</title>\n<id>{URL}</id>\n'
        f"<updated>{MOMENT}</updated>\n<entry>\n<title>{TITLE}</title>\n<id>{URL}</id>\n<link href='{URL}'/>\n"
        f"<author><name>{AUTHOR}</name></author>\n<published>{MOMENT}</published>\n<updated>{MOMENT}</updated>\n"
        f"<content type='html'>{body}</content>\n</entry>\n</feed>\n"
    )


def json_feed() -> str:
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs())
    item = {"id": URL, "url": URL, "title": TITLE, "content_html": body, "date_published": MOMENT, "authors": [{"name": AUTHOR}]}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": OUTLET, "items": [item]}, indent=1) + "\n"


def sitemap() -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n<url>\n<loc>{URL}</loc>\n<news:news>\n<news:publication>'
        f"<news:name>{OUTLET}</news:name><news:language>en</news:language></news:publication>\n"
        f"<news:publication_date>{MOMENT}</news:publication_date>\n<news:title>{TITLE}</news:title>\n</news:news>\n</url>\n</urlset>\n"
    )


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = f"{OUTLET} <desk@press.example>", "readers@press.example"
    message["Subject"], message["Date"], message["Message-ID"] = TITLE, MAIL_DAY, "<islam-qala@press.example>"
    message.set_content("\n\n".join(paragraphs()) + "\n\n-- \nExample Press, news by mail\n", cte="quoted-printable")
    return bytes(message)


def mailbox() -> bytes:
    return b"From desk@press.example Sat Jul 10 09:15:00 2021\n" + mail() + b"\n"


def csv_table() -> str:
    import csv

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["headline", "outlet", "published", "link", "body"])
    writer.writerow([TITLE, OUTLET, DAY, URL, "\n\n".join(paragraphs())])
    return out.getvalue()


def tsv_table() -> str:
    return "title\tpublisher\tdate\ttext\n" + "\t".join([TITLE, OUTLET, DAY, " ".join(paragraphs())]) + "\n"


def parquet_table() -> bytes:
    import pyarrow as arrow
    from pyarrow import parquet

    out = io.BytesIO()
    columns = {"headline": [TITLE], "outlet": [OUTLET], "published": [DAY], "link": [URL], "body": ["\n\n".join(paragraphs())]}
    parquet.write_table(arrow.table(columns), out)
    return out.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _STILL)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(out.getvalue(), mtime=0)


def word() -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in [TITLE, *paragraphs()])
    kinds = (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    links = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="word/document.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    )
    core = (
        '<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{TITLE}</dc:title><dc:creator>{AUTHOR}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{DAY}T09:15:00Z</dcterms:created></cp:coreProperties>'
    )
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    files = {"[Content_Types].xml": kinds, "_rels/.rels": links, "word/document.xml": document, "docProps/core.xml": core}
    return zipped({name: content.encode() for name, content in files.items()})


def _lines(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters, a long last word broken by a hyphen as typesetters do."""
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) + 1 > width and line:
            room = width - len(line) - 2
            if room >= 4 and len(word) - room >= 4 and word.isalpha() and word.islower():
                lines.append(f"{line} {word[:room]}-")
                line = word[room:]
                continue
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def pdf() -> bytes:
    """Three pages with running heads, page numbers, and words broken at the ends of lines."""
    texts = paragraphs()
    lines = [line for text in texts for line in _lines(text, 70)]
    third = -(-len(lines) // 3)
    pages = [lines[i : i + third] for i in range(0, len(lines), third)]
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids, objects = [], [b"<< /Type /Catalog /Pages 2 0 R >>", b"", font]
    for number, page_lines in enumerate(pages, 1):
        head = [f"{OUTLET}   10 July 2021", *([TITLE] if number == 1 else [])]
        shown = [*head, *page_lines, f"Page {number} of {len(pages)}"]
        escaped = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252") for line in shown)
        drawn = b"".join(b"(" + line + b") Tj T* " for line in escaped)
        stream = b"BT /F1 11 Tf 14 TL 60 760 Td " + drawn + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        fonts = b"/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R /MediaBox [0 0 595 842] %s >>" % (len(objects), fonts))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    objects.append(b"<< /Title (%s) /Author (%s) /CreationDate (D:20210710091500Z) >>" % (TITLE.encode(), AUTHOR.encode()))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, size - 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + trailer


def warc() -> bytes:
    """A crawl of three answers: the page, a picture, and a page that is gone."""
    return b"".join(
        _response(number, url, status, kind, content)
        for number, (url, status, kind, content) in enumerate(
            [
                (URL, "200 OK", "text/html; charset=utf-8", page().encode()),
                ("https://press.example/map.png", "200 OK", "image/png", b"\x89PNG\r\n\x1a\n"),
                ("https://press.example/gone", "404 Not Found", "text/html", b"<p>Not found</p>"),
            ]
        )
    )


def _response(number: int, url: str, status: str, kind: str, content: bytes) -> bytes:
    block = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2021-07-11T06:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def wacz() -> bytes:
    package = {"profile": "data-package", "wacz_version": "1.1.1", "resources": [{"name": "data.warc.gz", "path": "archive/data.warc.gz"}]}
    return zipped({"datapackage.json": json.dumps(package).encode(), "archive/data.warc.gz": gzip.compress(warc(), mtime=0)})


def every() -> dict[str, bytes]:
    """The samples by file name."""
    texts = {
        "report.txt": SOURCE.read_text(encoding="utf-8"),
        "report.md": markdown(),
        "report.html": page(),
        "report.json": json.dumps(record(), indent=1) + "\n",
        "reports.jsonl": json.dumps(record()) + "\n",
        "reports.csv": csv_table(),
        "reports.tsv": tsv_table(),
        "feed.rss": rss(),
        "feed.atom": atom(),
        "feed.jsonfeed": json_feed(),
        "news.sitemap": sitemap(),
    }
    made = {name: text.encode() for name, text in texts.items()}
    return {
        **made,
        "report.eml": mail(),
        "inbox.mbox": mailbox(),
        "report.docx": word(),
        "report.pdf": pdf(),
        "reports.parquet": parquet_table(),
        "crawl.warc": warc(),
        "crawl.warc.gz": gzip.compress(warc(), mtime=0),
        "crawl.wacz": wacz(),
        "reports.jsonl.gz": gzip.compress(made["reports.jsonl"], mtime=0),
        "reports.zip": zipped({"july/report.html": made["report.html"], "july/inner.zip": zipped({"report.md": made["report.md"]})}),
        "reports.tar.gz": tarred({"july/report.html": made["report.html"]}),
    }


if __name__ == "__main__":
    FORMATS.mkdir(exist_ok=True)
    for name, content in every().items():
        (FORMATS / name).write_bytes(content)
