"""PDF: the text of its pages, with hyphenation and running heads mended; needs the extra ``pdf`` (pypdf)."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from kg import ontology
from kg.errors import SourceError
from kg.records import Document
from kg.sources import _dates
from kg.sources._decode import clean
from kg.sources._document import make, too_long
from kg.sources._quiet import quiet
from kg.sources._records import Failure, Options, told

SUFFIXES = (".pdf",)

_SHARE = 100
_MOST_PAGES = 500
_MOST_OBJECTS = 500_000
# How many lines at the head and at the foot of a page may be running ones.
_EDGE = 2
# Stands where a page begins until the text is mended; no text uses it.
_PAGE = "\ue000"
_BREAK = "\ue001"
_SHORT = 0.6
_HYPHEN = re.compile(rf"(\w*[a-z])-\n({_PAGE}*)([a-z]\w*)")
_WORDS = re.compile(r"\w+(?:-\w+)*")
_NUMBER = re.compile(r"\d+")
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)")


def sniff(head: bytes) -> bool:
    """Whether `head` begins a PDF file."""
    return head.startswith(b"%PDF-")


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The report in the PDF file."""
    limit = _SHARE * options.max_characters
    data = stream.read(limit + 1)
    if len(data) > limit:
        yield too_long(origin, f"a PDF file of more than {limit:,} bytes", options)
        return
    try:
        with quiet("pypdf"):
            pages, title, author, created = _opened(data)
    except ImportError:
        yield Failure(origin, "is a PDF file, and reading those needs pypdf: pip install 'dateline-kg[pdf]'.")
        return
    except SourceError as error:
        yield Failure(origin, str(error))
        return
    except _LargeError as error:
        yield too_long(origin, str(error), options)
        return
    except Exception as error:  # a broken file makes pypdf raise all there is
        yield Failure(origin, f"is no PDF file that can be read ({told(error)}).")
        return
    scanned = [n for n, page in enumerate(pages, 1) if not page.strip()]
    if len(scanned) == len(pages):
        yield Failure(origin, "has no text: its pages are pictures (scans). Recognise their text first.")
        return
    warnings = (f"pages without text (scans?): {', '.join(map(str, scanned))}",) if scanned else ()
    text, starts, running = text_of(pages)
    dated = next((day for line in running if (day := _dates.read_date(line))), None)
    found = make(
        text,
        origin,
        options,
        title=title,
        author=author,
        days=((dated, "the running head"),),
        made=((_stamp(created), "the file's creation date"),),
        warnings=warnings,
    )
    yield replace(found, pages=starts) if isinstance(found, Document) else found


class _LargeError(Exception):
    """A file with more in it than a report can have."""


def _opened(data: bytes) -> tuple[list[str], str, str, object]:
    """The texts of the pages, and the title, author and date that the file gives."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    encrypted = SourceError("is an encrypted PDF file; save it without its password.")
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise encrypted
        objects = reader.trailer.get("/Size", 0)
        if not isinstance(objects, int) or objects > _MOST_OBJECTS:
            raise _LargeError(f"{objects:,} objects")
        if len(reader.pages) > _MOST_PAGES:
            raise _LargeError(f"{len(reader.pages):,} pages")
        pages = [clean(page.extract_text())[0].replace(_PAGE, " ").replace(_BREAK, " ") for page in reader.pages]
    except DependencyError:
        raise encrypted from None
    said = reader.metadata
    if not said:
        return pages, "", "", None
    return pages, str(said.title or ""), str(said.author or ""), said.get("/CreationDate")


def text_of(pages: list[str]) -> tuple[str, tuple[int, ...], tuple[str, ...]]:
    """The running text of `pages`, where in it each page begins, and the lines that head or foot most pages.

    Lines that head or foot most pages are left out, words that a line's end broke are whole, paragraphs stand apart.
    """
    lines = [[line.strip() for line in page.strip().split("\n")] for page in pages]
    edges = Counter(_shape(line) for page in lines for line in {*page[:_EDGE], *page[-_EDGE:]} if len(pages) > 1)
    running = {line for line, count in edges.items() if count > len(pages) / 2}
    inner = [_inner(page, running) for page in lines]
    widths = sorted(len(line) for page in inner for line in page)
    # A line that ends far short of the others, with a capital after it, ends a paragraph or a headline.
    short = _SHORT * widths[3 * len(widths) // 4] if widths else 0
    text = "\n".join(_PAGE + "\n".join(f"{line}{_BREAK if len(line) < short else ''}" for line in page) for page in inner)
    text = re.sub(rf"{_BREAK}\n({_PAGE}*)(?=[A-Z“\"])", r"\n\n\1", text).replace(_BREAK, "")
    words = Counter(_WORDS.findall(text.lower()))
    text = _HYPHEN.sub(lambda found: _joined(found, words), text)
    text = re.sub(rf"(?<=[.!?])\n({_PAGE}*)(?=[A-Z“\"])", r"\n\n\1", text)
    text = re.sub(rf"(?<![.!?:;\"”’\n])\n({_PAGE}*)(?=[^\s{_PAGE}])", r" \1", text)
    starts: list[int] = []
    for part in text.split(_PAGE)[:-1]:
        starts.append((starts[-1] if starts else 0) + len(part))
    shown = tuple(dict.fromkeys(line for page in lines for line in page if _shape(line) in running))
    return text.replace(_PAGE, ""), tuple(starts), shown


def _inner(page: list[str], running: set[str]) -> list[str]:
    """The lines of a page without running heads and feet, and without its number."""
    first, last = 0, len(page)
    while first < min(_EDGE, last) and (_shape(page[first]) in running or _NUMBER.fullmatch(page[first])):
        first += 1
    while last > max(first, len(page) - _EDGE) and (_shape(page[last - 1]) in running or _NUMBER.fullmatch(page[last - 1])):
        last -= 1
    return page[first:last]


def _shape(line: str) -> str:
    return _NUMBER.sub("#", line)


def _joined(found: re.Match[str], words: Counter[str]) -> str:
    """A word that a line's end divides: as it is written elsewhere; "Houthi-held" and "self-rule" keep their hyphen."""
    left, page, right = found.groups()
    together, apart = (left + right).lower(), f"{left}-{right}".lower()
    if words[together] == words[apart]:
        known = ontology.load().words
        keeps = left.lower() in known("compound-beginnings") or right.lower() in known("compound-ends")
    else:
        keeps = words[apart] > words[together]
    return f"{left}{'-' if keeps else ''}{page}{right}"


def _stamp(value: object) -> str | None:
    """The day of a PDF date, ``D:20210709100000+00'00'``."""
    found = _DATE.match(str(value or ""))
    return f"{found[1]}-{found[2]}-{found[3]}" if found else None
