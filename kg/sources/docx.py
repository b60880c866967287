"""DOCX: the paragraphs of a Word document, with its title and author."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from kg.records import Document
from kg.sources._document import make, too_long
from kg.sources._records import Failure, Options, told

SUFFIXES = (".docx",)

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TERMS = "{http://purl.org/dc/terms/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
# Markup around the text: a page of text takes about forty times its letters.
_SHARE = 60


def sniff(head: bytes) -> bool:
    """Whether `head` begins a Word document."""
    return head.startswith(b"PK\x03\x04") and (b"word/" in head or b"[Content_Types].xml" in head[:200])


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The document in `stream`."""
    from lxml import etree

    limit = _SHARE * options.max_characters
    data = stream.read(limit + 1)
    if len(data) > limit:
        yield too_long(origin, f"more than {limit:,} bytes", options)
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo("word/document.xml").file_size > limit:
                yield too_long(origin, "its text takes too much room", options)
                return
            body = etree.fromstring(archive.read("word/document.xml"), parser)
            core = archive.read("docProps/core.xml") if "docProps/core.xml" in archive.namelist() else b""
            properties = etree.fromstring(core, parser) if core else None
    except (zipfile.BadZipFile, zlib.error, OSError, KeyError, RuntimeError, ValueError, EOFError) as error:
        yield Failure(origin, f"is no Word document that can be read ({told(error)}).")
        return
    except etree.XMLSyntaxError as error:
        yield Failure(origin, f"is a broken Word document ({told(error)}).")
        return
    text = "\n\n".join(filter(None, (_paragraph(p) for p in body.iter(f"{_WORD}p"))))
    title, author = _property(properties, f"{_DC}title"), _property(properties, f"{_DC}creator")
    created = _property(properties, f"{_TERMS}created")
    yield make(text, origin, options, title=title, author=author, made=((created, "the file's creation date"),))


def _paragraph(paragraph: object) -> str:
    marks = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n"}
    parts = (e.text or "" if e.tag == f"{_WORD}t" else marks.get(e.tag, "") for e in paragraph.iter())  # type: ignore[attr-defined]
    return "".join(parts).strip()


def _property(properties: object, name: str) -> str:
    return (properties.findtext(name) or "") if properties is not None else ""  # type: ignore[attr-defined]
