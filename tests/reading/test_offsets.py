"""Offsets: what the parser sees is clean, and every position leads back to the very characters of the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.reading.offsets import KEY, Offsets, clean, of

PIECES = st.sampled_from(
    [
        " ",
        "  ",
        "\u00a0",
        "\u200b",
        "\u200e",
        "\ufeff",
        "\u00ad",
        "\t",
        "\n",
        "\n\n",
        " \n \n",
        "\r\n",
        "word",
        "Kabul.",
        "x",
        "\u2009",
        "é",
        "🙂",
        "said:",
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


@given(TEXTS, st.integers(0, 50))
def test_kept_characters_are_the_same_there_and_back(text: str, base: int) -> None:
    document = "#" * base + text
    cleaned, offsets = clean(text, base)
    for position, character in enumerate(cleaned):
        if not character.isspace():
            assert document[offsets.out(position)] == character
            assert offsets.back(offsets.out(position)) == position


@given(TEXTS)
def test_slices_of_whole_words_are_equal(text: str) -> None:
    cleaned, offsets = clean(text)
    position = 0
    for word in cleaned.split():
        start = cleaned.index(word, position)
        position = start + len(word)
        assert (
            text[offsets.out(start) : offsets.out_end(position)]
            .replace("\u200b", "")
            .replace("\u200e", "")
            .replace("\ufeff", "")
            .replace("\u00ad", "")
            == word
        )


@given(TEXTS)
def test_positions_keep_their_order(text: str) -> None:
    cleaned, offsets = clean(text)
    outs = [offsets.out(i) for i in range(len(cleaned))]
    assert outs == sorted(set(outs))
    backs = [offsets.back(i) for i in range(len(text) + 1)]
    assert backs == sorted(backs)


@given(TEXTS)
def test_the_parser_sees_no_run_of_spaces_and_nothing_invisible(text: str) -> None:
    cleaned, _ = clean(text)
    assert not set(cleaned) & set("\u200b\u200e\ufeff\u00ad\t\u00a0\u2009\r")
    assert "\n\n\n" not in cleaned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kabul  fell.", "Kabul fell."),
        ("Kabul\u00a0fell.", "Kabul fell."),
        ("Ka\u200bbul fell.", "Kabul fell."),
        ("Kabul\nfell.", "Kabul fell."),
        ("Kabul fell.\nHerat too.", "Kabul fell.\nHerat too."),
        ("Kabul fell.\n\n\n\nHerat too.", "Kabul fell.\n\nHerat too."),
        ("", ""),
    ],
)
def test_what_the_parser_sees(text: str, expected: str) -> None:
    assert clean(text)[0] == expected


def test_a_line_break_ends_a_paragraph_where_lines_are_long() -> None:
    text = "word " * 40 + "end\nNext"
    assert "\n" in clean(text)[0]


def test_a_document_parsed_without_cleaning_has_its_own_offsets() -> None:
    doc = Doc(Vocab(), words=["Kabul", "fell"])
    assert of(doc) == Offsets(0)
    doc.user_data[KEY] = Offsets(7)
    assert of(doc).out(1) == 8
    assert of(doc).out_end(0) == 7


def test_numbers_of_notes_and_spellings_in_another_script_are_not_parsed():
    text = "Abu Ghazi (Arabic: أبو غازي) was killed in 2008.[1][2] He had led the cell.[note 3] [He] fled [...] north (at night)."
    cleaned, offsets = clean(text)
    assert cleaned == "Abu Ghazi was killed in 2008. He had led the cell. [He] fled [...] north (at night)."
    start = cleaned.index("killed")
    assert text[offsets.out(start) : offsets.out_end(start + 6)] == "killed"
