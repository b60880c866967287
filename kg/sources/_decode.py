"""Bytes to text, and text to clean text; nothing is guessed in silence."""

from __future__ import annotations

import codecs
import re

from kg.errors import SourceError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"ID3", "an audio file"),
    (b"OggS", "an audio or video file"),
    (b"RIFF", "an audio, video or picture file"),
    (b"PAR1", "a Parquet file"),
)
# Letters that a text could begin with, too.
_WORDLIKE = (b"MZ", b"ID3", b"RIFF", b"BZh", b"OggS", b"GIF8", b"PAR1")
_NO_TEXTS = frozenset(("punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"))
_SNIFFED = 65_536
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINE_END = re.compile(r"\r\n|[\r\x0c\x85]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def encoding_of(head: bytes) -> tuple[str, int] | None:
    """The encoding that a byte order mark, or the NULs of UTF-16 text without one, give away, and the mark's length."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, len(mark)
    sample = head[:_SNIFFED]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if len(sample) >= 4 and odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le", 0
    if len(sample) >= 4 and even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be", 0
    return None


def refuse_binary(head: bytes) -> None:
    """Raise :class:`~kg.errors.SourceError` where `head` begins a file that is not text, and say what it is."""
    for magic, what in _MAGIC:
        if head.startswith(magic) and not (magic in _WORDLIKE and head[:256].isascii() and b"\x00" not in head[:256]):
            raise SourceError(f"is {what}, not text; give its text as .txt, .html or .jsonl.")
    if encoding_of(head) is None and head:
        sample = head[:_SNIFFED]
        odd = sum(sample.count(code) for code in range(32) if code not in b"\t\n\r\f\x1b")
        if odd > 0.1 * len(sample):
            raise SourceError("is a binary file, not text; give its text as .txt, .html or .jsonl.")


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of `data` and what there is to warn about.

    UTF-8, UTF-16 and UTF-32 are told by their marks, UTF-16 without one by its NULs. What is not UTF-8 is taken as
    broken UTF-8 where most of its longer sequences are whole, and as Windows-1252 otherwise. Raises
    :class:`~kg.errors.SourceError` for what is not text.
    """
    refuse_binary(data[:_SNIFFED])
    known = encoding_of(data[:_SNIFFED])
    if known is not None:
        name, mark = known
        text = data[mark:].decode(name, errors="replace")
        broken = text.count("\ufffd") - data[mark:].decode(name, errors="ignore").count("\ufffd")
        warnings = [] if mark else [f"read as {name.upper()} without a byte order mark"]
        if broken:
            warnings.append(f"{broken} broken {name.upper()} characters were replaced by U+FFFD")
        return text, tuple(warnings)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        return _not_utf8(data, error.start)


def _not_utf8(data: bytes, first: int) -> tuple[str, tuple[str, ...]]:
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(1 for c in text if c > "\x7f") - broken
    if whole > broken:
        return text, (f"broken UTF-8 (first at byte {first}): {broken} characters were replaced by U+FFFD",)
    try:
        return data.decode("cp1252"), (f"not UTF-8 (byte {first}): read as Windows-1252 (Latin-1)",)
    except UnicodeDecodeError:
        return data.decode("latin-1"), (f"not UTF-8 (byte {first}): read as Latin-1",)


def decode_as(data: bytes, name: str) -> str:
    """`data` in the encoding that its sender names. Raises ValueError where that is none that texts are sent in, or a lie.

    Python's codecs for host names and for its own source are none, though they are found by name: the time that some of
    them take grows with the square of the text.
    """
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        raise ValueError(f"unknown encoding {name[:40]!r}") from None
    if codec.name in _NO_TEXTS:
        raise ValueError(f"{codec.name} is no encoding of texts")
    try:
        return data.decode(codec.name)
    except (LookupError, OverflowError) as error:
        raise ValueError(str(error)) from None


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` with one kind of line end and without control characters, and what there is to warn about.

    A control character becomes a space, so that nothing else moves; a lone surrogate becomes U+FFFD.
    """
    text = _LINE_END.sub("\n", text.removeprefix("\ufeff"))
    warnings: list[str] = []
    text, controls = _CONTROL.subn(" ", text)
    if controls:
        warnings.append(f"{controls} control characters (NUL and the like) were replaced by spaces")
    text, surrogates = _SURROGATE.subn("\ufffd", text)
    if surrogates:
        warnings.append(f"{surrogates} half characters (lone surrogates) were replaced by U+FFFD")
    return text, tuple(warnings)
