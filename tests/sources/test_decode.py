"""Bytes to text: what is known is said, what is guessed is warned of, what is no text is refused."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.sources._decode import clean, decode

TEXT = "Kämpfer nahmen die Stadt. Officials in Kyïv said “no”.\n"


@pytest.mark.parametrize(
    ("data", "warning"),
    [
        (TEXT.encode(), ""),
        (codecs.BOM_UTF8 + TEXT.encode(), ""),
        (TEXT.encode("utf-16"), ""),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), ""),
        (TEXT.encode("utf-16-le"), "without a byte order mark"),
        (TEXT.encode("utf-16-be"), "without a byte order mark"),
        (TEXT.encode("utf-32"), ""),
    ],
)
def test_unicode_encodings_give_the_same_text(data, warning):
    text, warnings = decode(data)
    assert text == TEXT
    assert bool(warnings) == bool(warning)
    assert all(warning in w for w in warnings)


def test_windows_1252_is_read_with_a_warning():
    text, warnings = decode("Cañón “quoted”".encode("cp1252"))
    assert text == "Cañón “quoted”"
    assert "Windows-1252" in warnings[0]


def test_latin_1_is_read_where_windows_1252_has_no_such_letter():
    text, warnings = decode(b"na\xefve \x81")
    assert text.startswith("naïve")
    assert "Latin-1" in warnings[0]


def test_broken_utf_8_keeps_what_is_whole():
    text, warnings = decode("Übermäßig große Stadt".encode() + b"\xff fell.")
    assert text == "Übermäßig große Stadt\ufffd fell."
    assert "broken UTF-8 (first at byte 25): 1 character" in warnings[0]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n...", "a PDF file"),
        (b"PK\x03\x04rest", "a ZIP archive"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (bytes(range(256)) * 8, "a binary file"),
    ],
)
def test_a_binary_file_is_refused_with_what_it_is(data, what):
    with pytest.raises(SourceError, match=what):
        decode(data)


def test_a_text_that_begins_like_a_file_signature_is_text():
    assert decode(b"MZ brigade took the bridge.")[0] == "MZ brigade took the bridge."


def test_control_characters_become_spaces_and_nothing_moves():
    text, warnings = clean("a\x00b\x07c\td\ne")
    assert text == "a b c\td\ne"
    assert "2 control characters" in warnings[0]


def test_line_ends_become_one_kind():
    assert clean("a\r\nb\rc\x0cd\x85e\n")[0] == "a\nb\nc\nd\ne\n"


def test_half_characters_are_replaced_so_that_the_text_can_be_written():
    text, warnings = clean("a\ud800b")
    assert text == "a\ufffdb"
    assert "lone surrogates" in warnings[0]


@given(st.binary(max_size=400))
def test_any_bytes_give_text_that_can_be_written_or_are_refused(data):
    try:
        text, _ = decode(data)
    except SourceError:
        return
    clean(text)[0].encode("utf-8")


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text)[0]
    assert clean(once)[0].removeprefix("\ufeff") == once.removeprefix("\ufeff")
