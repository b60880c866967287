"""The pipeline: paragraphs end sentences, verbs of war have their lemmas, and a missing model is said so."""

import pytest

from kg.errors import PartError
from kg.reading import language


def test_a_model_is_loaded_once() -> None:
    assert language.load() is language.load(language.DEFAULT_MODEL)


@pytest.mark.parametrize(("model", "words"), [("no_such_model", "cannot be loaded"), ("blank.nowhere", "KG_SPACY_MODEL")])
def test_a_missing_model_says_what_would_work(model: str, words: str) -> None:
    with pytest.raises(PartError, match=words):
        language.load(model)


def test_a_model_without_a_parser_will_not_do(tmp_path_factory: pytest.TempPathFactory) -> None:
    import spacy

    folder = tmp_path_factory.mktemp("model")
    spacy.blank("en").to_disk(folder)
    with pytest.raises(PartError, match="no parser"):
        language.load(str(folder))


def test_the_environment_names_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_SPACY_MODEL", "no_such_model")
    with pytest.raises(PartError, match="no_such_model"):
        language.load()


def test_a_line_break_ends_a_sentence() -> None:
    doc = language.load()("Kabul falls to Taliban\nThe president has left the country.")
    assert [s.text.strip() for s in doc.sents] == ["Kabul falls to Taliban", "The president has left the country."]


@pytest.mark.parametrize(
    ("text", "form", "lemma"),
    [
        ("They waged war on the state.", "waged", "wage"),
        ("Troops retook the town.", "retook", "retake"),
        ("Fighting raged for days.", "raged", "rage"),
        ("The rebels were outgunned.", "outgunned", "outgun"),
    ],
)
def test_verbs_of_war_have_their_lemmas(text: str, form: str, lemma: str) -> None:
    assert next(t.lemma_ for t in language.load()(text) if t.text == form) == lemma


def test_a_pipeline_that_has_met_too_many_words_is_loaded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = language.load()
    text = "Houthi fighters captured the town of Qxzvqutter."
    read = [(t.text, t.lemma_, t.dep_) for t in nlp(text)]
    monkeypatch.setattr(language, "STRINGS", 0)
    other = language.load()
    assert other is not nlp and "Qxzvqutter" in nlp.vocab.strings and "Qxzvqutter" not in other.vocab.strings
    monkeypatch.undo()
    assert language.load() is other
    assert [(t.text, t.lemma_, t.dep_) for t in other(text)] == read
