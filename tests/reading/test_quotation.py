"""Quotation marks: pairing, nesting, paragraphs, apostrophes, missing ends."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg.reading import language
from kg.reading.quotation import Quotation, find_quotations, paragraphs


@pytest.fixture(scope="module")
def nlp() -> Language:
    return language.load()


def quotations(nlp: Language, text: str) -> list[tuple[str, int]]:
    doc = nlp(text)
    return [(doc[q.start : q.end].text, q.depth) for q in find_quotations(doc)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "we won" and left.', [('"we won"', 0)]),
        ("He said “we won” and left.", [("“we won”", 0)]),
        ("He said 'we won' and left.", [("'we won'", 0)]),
        ("He said ‘we won’ and left.", [("‘we won’", 0)]),
        ("He said «we won» and left.", [("«we won»", 0)]),
        (
            "\"He told us, 'go home', and we went,\" she said.",
            [("\"He told us, 'go home', and we went,\"", 0), ("'go home'", 1)],
        ),
        ("The officials' cars and the soldiers' boots were old.", []),
        ("It wasn't the '90s, and it's over.", []),
        ("The hills' slopes: ‘steep’, he wrote.", [("‘steep’", 0)]),
        ('The pipe is 5" wide.', []),
        ("", []),
    ],
)
def test_pairs_marks(nlp: Language, text: str, expected: list[tuple[str, int]]) -> None:
    assert quotations(nlp, text) == expected


def test_a_quotation_left_open_goes_on_in_the_next_paragraph(nlp: Language) -> None:
    doc = nlp('"We came.\n\n"We saw.\n\n"We won." The army left.')
    found = find_quotations(doc)
    assert [(doc[q.start : q.end].text, q.closed, q.resumed) for q in found] == [
        ('"We came.', False, False),
        ('"We saw.', False, True),
        ('"We won."', True, True),
    ]


def test_a_missing_mark_does_not_swallow_the_next_paragraph(nlp: Language) -> None:
    doc = nlp('He said "we won. The army left.\n\nThe town is "calm" now.')
    assert [(q.closed, q.resumed) for q in find_quotations(doc)] == [(False, False), (True, False)]


def test_paragraphs_are_parted_by_blank_lines_or_else_by_whole_lines() -> None:
    assert paragraphs("One.\nTwo\n\nThree.") == [(0, 8), (10, 16)]
    assert paragraphs("One.\nTwo.\nThree.") == [(0, 4), (5, 9), (10, 16)]
    wrapped = "A line that ends\nin the middle and\nanother one."
    assert paragraphs(wrapped) == [(0, len(wrapped))]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="\"“”'‘’ab .,\n`«»", max_size=80))
def test_quotations_nest_and_stay_inside(text: str) -> None:
    doc = language.load()(text)
    found: tuple[Quotation, ...] = find_quotations(doc)
    assert all(0 <= q.start < q.end <= len(doc) for q in found)
    outer = [q for q in found if q.depth == 0]
    assert all(a.end <= b.start + 1 for a, b in pairwise(outer)), "outer ones do not overlap"
