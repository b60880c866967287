"""Factuality and mode on sentences of our own: one test a sentence, and what must hold on any parse at all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg import ontology
from kg.reading import language
from kg.reading.factuality import Status, assess, combine
from kg.reading.factuality_words import EFFECTS, Part, kinds, value
from kg.records import FACTUALITIES, MODES, Factuality, TimeExpression

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLDEN / name).read_text(encoding="utf-8").splitlines()]


CASES, MISSES = read("factuality.jsonl"), read("factuality_misses.jsonl")


@pytest.fixture(scope="module")
def nlp() -> Language:
    return language.load()


@pytest.fixture(scope="module")
def parsed(nlp: Language) -> dict[str, Doc]:
    """Every sentence of the suite, parsed in batches."""
    texts = sorted({case["text"] for case in (*CASES, *MISSES)})
    return dict(zip(texts, nlp.pipe(texts, batch_size=64), strict=True))


def status(parsed: dict[str, Doc], case: dict[str, Any]) -> Status:
    """What is read at the case's trigger, with the attribution cues and times that the case names."""
    doc = parsed[case["text"]]
    token = next(t for t in doc if t.text == case["trigger"])
    times = []
    for time in case.get("times", ()):
        start = case["text"].index(time["text"])
        span = doc.char_span(start, start + len(time["text"]))
        assert span is not None
        first, last = (date.fromisoformat(time[end]) if time[end] else None for end in ("first", "last"))
        found = TimeExpression(
            span.start_char,
            span.end_char,
            span.text,
            time.get("type", "DATE"),
            time["value"],
            first,
            last,
            time["precision"],
        )
        times.append((span.start, span.end, found))
    return assess(
        token,
        cues=frozenset(t.i for t in doc if t.text in case.get("cues", ())),
        times=sorted(times, key=lambda t: t[0]),
        anchor=date.fromisoformat(case["date"]) if case["date"] else None,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['trigger']}-{c['text'][:70]}")
def test_assess_reads_the_sentence(parsed: dict[str, Doc], case: dict[str, Any]) -> None:
    read = status(parsed, case)
    assert (read.factuality, read.mode) == (case["factuality"], case["mode"])


def test_the_suite_is_wide() -> None:
    assert len(CASES) >= 600
    assert {c["factuality"] for c in CASES} == set(FACTUALITIES)
    assert {c["mode"] for c in CASES} == {None, *MODES}


def test_known_misses_are_few_and_still_missed(parsed: dict[str, Doc]) -> None:
    """A miss that is read right belongs into the suite: move its line there."""
    right = [
        c["text"] for c in MISSES if (s := status(parsed, c)).factuality == c["factuality"] and s.mode == c["mode"]
    ]
    assert right == []
    assert len(MISSES) <= 0.1 * len(CASES)


def test_cues_are_the_tokens_that_decided(nlp: Language) -> None:
    doc = nlp("The rebels may have failed to seize the town.")
    read = assess(next(t for t in doc if t.text == "seize"))
    assert [doc[i].text for i in read.cues] == ["may", "failed"]
    assert assess(doc[1]).cues == ()


def test_a_conjunct_is_not_blamed_on_its_neighbours_negation(nlp: Language) -> None:
    doc = nlp("The fighters did not attack the post but withdrew across the river.")
    assert assess(next(t for t in doc if t.text == "withdrew")).cues == ()


@pytest.mark.parametrize(
    ("outer", "inner", "both"),
    [
        ("CT+", "CT-", "CT-"),
        ("CT-", "CT+", "CT-"),
        ("CT-", "CT-", "CT+"),
        ("CT-", "PS+", "CT-"),
        ("CT-", "PR+", "PR-"),
        ("PR+", "CT-", "PR-"),
        ("PR+", "PS+", "PS+"),
        ("PS+", "CT-", "PS-"),
        ("PR-", "CT+", "PR-"),
        ("PR-", "CT-", "PR+"),
    ],
)
def test_combine_nests(outer: Factuality, inner: Factuality, both: Factuality) -> None:
    assert combine(outer, Status(inner)) == both


@given(st.sampled_from(FACTUALITIES), st.sampled_from(FACTUALITIES))
def test_combine_never_makes_surer(outer: Factuality, inner: Factuality) -> None:
    both = combine(outer, Status(inner))
    assert both in FACTUALITIES
    if inner[:2] != "PS" or outer[2] == "+":
        assert value(both).certainty <= min(value(outer).certainty, value(inner).certainty)
    assert (both[2] == "+") == (outer[2] == inner[2])


def test_saying_so_changes_nothing() -> None:
    for inner in FACTUALITIES:
        assert combine("CT+", Status(inner)) == inner


def test_the_effect_of_a_cue_is_left_to_its_attribution_but_its_mode_is_read(nlp: Language) -> None:
    doc = nlp("Uganda vowed to withdraw from Ituri and denied attacking the camp.")
    cues = frozenset(t.i for t in doc if t.text in ("vowed", "denied"))
    withdraw, attacking = (next(t for t in doc if t.text == w) for w in ("withdraw", "attacking"))
    assert assess(withdraw, cues=cues).mode == "future"
    assert assess(attacking, cues=cues).factuality == "CT+"
    assert combine("CT-", assess(attacking, cues=cues)) == assess(attacking).factuality == "CT-"


PARTS = get_args(Part)


def test_word_lists_name_known_effects() -> None:
    for part in PARTS:
        table = kinds(part)
        assert table, part
        assert set(table.values()) <= set(EFFECTS)
        assert all(word == word.lower() for word in table)


def test_a_word_has_one_effect_for_each_part_of_speech() -> None:
    lists = ontology.load().word_lists
    for part in PARTS:
        seen: dict[str, str] = {}
        for name in sorted(n for n in lists if n.endswith(part) and n[: -len(part)] in EFFECTS):
            for word in sorted(lists[name]):
                assert seen.setdefault(word, name) == name, word


WORDS = [
    *("not", "no", "never", "failed", "denied", "may", "would", "will", "to", "seize", "attack", "withdrew", "planned"),
    *("if", "that", "without", "from", "rebels", "town", "once", "alleged", "likely", "be", "?", ",", ";", '"', "and"),
    *("rather", "than", "too", "ago", "said", "plan", "of", "any", "former", "which"),
]
DEPS = [
    *("ROOT", "nsubj", "nsubjpass", "dobj", "ccomp", "xcomp", "advcl", "acl", "relcl", "pcomp", "pobj", "prep", "aux"),
    *("neg", "mark", "conj", "cc", "det", "amod", "compound", "advmod", "attr", "acomp", "parataxis", "csubj", "agent"),
    *("npadvmod", "appos", "dep", "punct", "oprd", "auxpass", "prt", "poss"),
]
TAGS = {"VERB": ["VB", "VBD", "VBN", "VBG", "VBZ", "VBP"], "AUX": ["MD", "VBD", "VBZ"], "NOUN": ["NN", "NNS"]}
POS = ["VERB", "AUX", "NOUN", "ADJ", "ADP", "PART", "ADV", "PROPN", "PRON", "SCONJ", "PUNCT", "DET"]


@st.composite
def odd_parses(draw: st.DrawFn) -> Doc:
    """Any words in any tree under any labels."""
    size = draw(st.integers(1, 14))
    order = draw(st.permutations(range(size)))
    heads = [0] * size
    for place, index in enumerate(order):
        heads[index] = order[draw(st.integers(0, place - 1))] if place else index
    pos = [draw(st.sampled_from(POS)) for _ in range(size)]
    words = [draw(st.sampled_from(WORDS)) for _ in range(size)]
    tags = [draw(st.sampled_from(TAGS.get(p, ["NN", "IN", "TO", "RB", "WDT", "JJ"]))) for p in pos]
    deps = [draw(st.sampled_from(DEPS)) if heads[i] != i else "ROOT" for i in range(size)]
    return Doc(Vocab(), words=words, heads=heads, deps=deps, pos=pos, tags=tags, lemmas=words)


@settings(max_examples=300, deadline=None)
@given(odd_parses(), st.sets(st.integers(0, 13)))
def test_assess_survives_any_parse(doc: Doc, cues: set[int]) -> None:
    day = date(2021, 1, 1)
    times = [(0, 1, TimeExpression(0, 1, doc[0].text, "DATE", "2021-01-01", day, day))]
    for token in doc:
        read = assess(token, cues=frozenset(cues), times=times, anchor=date(2023, 1, 1))
        assert read.factuality in FACTUALITIES
        assert read.mode in (None, *MODES)
        assert list(read.cues) == sorted(set(read.cues))
        assert read == assess(token, cues=frozenset(cues), times=times, anchor=date(2023, 1, 1))


def test_a_chain_of_any_depth_ends() -> None:
    size = 4000
    doc = Doc(
        Vocab(),
        words=["said"] * size,
        heads=[0, *range(size - 1)],
        deps=["ROOT", *["ccomp"] * (size - 1)],
        pos=["VERB"] * size,
        tags=["VBD"] * size,
        lemmas=["say"] * size,
    )
    assert assess(doc[size - 1]) == Status()
