"""PDF: the text of its pages, with hyphenation and running heads mended; needs the extra ``pdf`` (pypdf)."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from kg.records import Document
from kg.sources._document import make, too_long
from kg.sources._records import Failure, Options

SUFFIXES = (".pdf",)

_SHARE = 100
_MOST_PAGES = 500
_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_NUMBER = re.compile(r"\d+")


def sniff(head: bytes) -> bool:
    """Whether `head` begins a PDF file."""
    return head.startswith(b"%PDF-")


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The report in the PDF file."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        yield Failure(origin, "is a PDF file, and reading those needs pypdf: pip install 'dateline-kg[pdf]'.")
        return
    limit = _SHARE * options.max_characters
    data = stream.read(limit + 1)
    if len(data) > limit:
        yield too_long(origin, f"a PDF file of more than {limit:,} bytes", options)
        return
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            yield Failure(origin, "is an encrypted PDF file; save it without its password.")
            return
        if len(reader.pages) > _MOST_PAGES:
            yield too_long(origin, f"{len(reader.pages):,} pages", options)
            return
        pages = [page.extract_text() for page in reader.pages]
        title = str(reader.metadata.title or "") if reader.metadata else ""
        author = str(reader.metadata.author or "") if reader.metadata else ""
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as error:
        yield Failure(origin, f"is no PDF file that can be read ({error or type(error).__name__}).")
        return
    scanned = [n for n, page in enumerate(pages, 1) if not page.strip()]
    if len(scanned) == len(pages):
        yield Failure(origin, "has no text: its pages are pictures (scans). Recognise their text first.")
        return
    warnings = (f"pages without text (scans?): {', '.join(map(str, scanned))}",) if scanned else ()
    yield make(text_of(pages), origin, options, title=title, author=author, warnings=warnings)


def text_of(pages: list[str]) -> str:
    """The running text of `pages`: without the lines that head or foot most of them, words whole, paragraphs apart."""
    lines = [[line.strip() for line in page.strip().split("\n")] for page in pages]
    edges = Counter(_NUMBER.sub("#", line) for page in lines if len(pages) > 2 for line in {page[0], page[-1]})
    running = {line for line, count in edges.items() if count > len(pages) / 2}
    text = "\n".join(
        line
        for page in lines
        for n, line in enumerate(page)
        if not (n in {0, len(page) - 1} and (_NUMBER.sub("#", line) in running or _NUMBER.fullmatch(line)))
    )
    text = _HYPHEN.sub("", text)
    return re.sub(r"(?<![.!?:;\"”’\n])\n(?=\S)", " ", re.sub(r"(?<=[.!?])\n(?=[A-Z“\"])", "\n\n", text))
