"""The faster pipeline reads as spaCy's own does: every tag, arc, lemma, feature, entity and vector, to the last bit."""

from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, Span
from spacy.training import Example

from kg.reading import language, swift
from kg.reading.swift import vectors, words

LAYERS = [*swift._COMPARED, "ENT_KB_ID", "ENT_ID", "NORM", "ORTH", "SPACY"]
REPORTS = sorted((Path(__file__).parents[1] / "examples" / "reports").glob("*.txt"))
SAID = """The Taliban said there's no truce in New York City on 9 July 2021 ; they ai n't gonna leave let 's c'm on y'all got ta i
you it Mr. U.N. Islam Qala 12 % $ 3.5 million ( ) " 's do does had have 'd did who that which but not been being gets somethin' Ol'"""
WORDS = [*SAID.split(), "\n\n", "\n", " "]


@pytest.fixture(scope="module")
def plain():
    return language.load(plain=True)


@pytest.fixture(scope="module")
def quick():
    return language.load(plain=False)


def assert_same(one: Doc, other: Doc) -> None:
    for layer in LAYERS:
        assert one.to_array([layer]).tolist() == other.to_array([layer]).tolist(), layer
    assert np.array_equal(one.tensor, other.tensor)


def test_the_default_model_is_quickened_and_the_plain_one_is_not(plain, quick, monkeypatch):
    assert {"kg_vectors", "kg_entities", "kg_words"} <= set(quick.pipe_names)
    assert not {"tok2vec", "ner", "attribute_ruler", "lemmatizer"} & set(quick.pipe_names)
    assert {"tok2vec", "ner", "attribute_ruler", "lemmatizer"} <= set(plain.pipe_names)
    monkeypatch.setenv("KG_PLAIN", "1")
    assert language.load() is plain
    monkeypatch.setenv("KG_PLAIN", "0")
    assert language.load() is quick


def test_reports_are_read_the_same_alone_and_in_batches(plain, quick):
    texts = [path.read_text(encoding="utf-8") for path in REPORTS]
    texts += ["", " ", "\n", "Kabul.", "\n\n".join(texts), " ".join(texts * 3)]
    expected = list(plain.pipe(texts, batch_size=3))
    for batch in (1, 2, 32):
        for one, other in zip(expected, quick.pipe(texts, batch_size=batch), strict=True):
            assert_same(one, other)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_order_of_words_is_read_the_same(found):
    text = " ".join(found)
    assert_same(language.load(plain=True)(text), language.load(plain=False)(text))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_the_same(text):
    assert_same(language.load(plain=True)(text), language.load(plain=False)(text))


def test_full_tables_are_begun_anew(plain, monkeypatch):
    monkeypatch.setattr(vectors, "FORMS", 50)
    monkeypatch.setattr(words, "WORDS", 50)
    fresh = language._load.__wrapped__(language.DEFAULT_MODEL, False)
    for path in [*REPORTS, *REPORTS]:
        text = path.read_text(encoding="utf-8")
        assert_same(plain(text), fresh(text))
    assert len(fresh.get_pipe("kg_vectors").vectors._known) <= 50
    assert len(fresh.get_pipe("kg_words")._known) <= 50


def test_what_is_set_before_is_respected(plain, quick):
    docs = []
    for nlp in (plain, quick):
        doc = nlp.make_doc("They met the Kandahar Four in Reutersville yesterday, it said.")
        doc.ents = [Span(doc, 3, 5, label="EVENT")]
        doc[7].pos_ = "X"
        docs.append(nlp(doc))
    assert_same(*docs)


def untrained(embed, encode):
    nlp = spacy.blank("en")
    tok2vec = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}
    nlp.add_pipe("tok2vec", config={"model": tok2vec})
    parts = {"state_type": "ner", "extra_state_tokens": False, "hidden_width": 16, "maxout_pieces": 2, "use_upper": True}
    model = {"@architectures": "spacy.TransitionBasedParser.v2", "tok2vec": tok2vec, **parts}
    nlp.add_pipe("ner", config={"model": model}).add_label("GPE")
    nlp.initialize(lambda: [Example.from_dict(nlp.make_doc("Kabul fell."), {"entities": [(0, 5, "GPE")]})])
    return nlp


HASHES = {
    "@architectures": "spacy.MultiHashEmbed.v2",
    "width": 24,
    "attrs": ["NORM", "SHAPE"],
    "rows": [100, 50],
    "include_static_vectors": False,
}
LETTERS = {"@architectures": "spacy.CharacterEmbed.v2", "width": 24, "rows": 50, "nM": 8, "nC": 4, "include_static_vectors": False}
MAXOUT = {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 24, "depth": 2, "window_size": 1, "maxout_pieces": 2}
MISH = {"@architectures": "spacy.MishWindowEncoder.v2", "width": 24, "depth": 2, "window_size": 1}


@pytest.mark.parametrize("embed", [HASHES, LETTERS])
@pytest.mark.parametrize("encode", [MAXOUT, MISH, {**MAXOUT, "window_size": 2}])
def test_a_model_of_another_build_keeps_its_own_components(embed, encode):
    nlp = untrained(embed, encode)
    text = REPORTS[0].read_text(encoding="utf-8")
    expected = nlp(text)
    fits = embed is HASHES and encode is MAXOUT
    assert swift.quicken(nlp) == (("tok2vec", "ner") if fits else ())
    assert_same(expected, nlp(text))


def test_a_component_that_reads_otherwise_is_not_taken(monkeypatch):
    nlp = untrained(HASHES, MAXOUT)
    monkeypatch.setattr(vectors.Vectors, "_convolve", lambda self, layer, x: x + np.float32(0.25))
    assert "tok2vec" not in swift.quicken(nlp)
    assert nlp.pipe_names[0] == "tok2vec"


def test_rules_that_look_at_more_are_left_to_spacy(plain):
    ruler = spacy.blank("en").add_pipe("attribute_ruler")
    lemmatizer = plain.get_pipe("lemmatizer")
    words.Words(ruler, lemmatizer)
    ruler.add([[{"ENT_TYPE": "GPE"}]], {"POS": "PROPN"})
    with pytest.raises(ValueError, match="looks at more"):
        words.Words(ruler, lemmatizer)
    with pytest.raises(ValueError, match="by the rules for English"):
        words.Words(ruler, ruler)
