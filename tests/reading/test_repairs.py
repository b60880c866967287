"""Repairs of the parse: attachments that the small model gets wrong by habit, right after them."""

import pytest
from spacy.tokens import Doc, Token

from kg.ontology import load
from kg.reading import language
from kg.reading.repairs import Repairs

MENDED = [
    # sentence, word, its head, how it hangs there
    ("Eighty people were killed when suspected Islamist militants attacked a convoy, officials said.", "when", "attacked", "advmod"),
    ("Gunmen have kidnapped up to 16 Russian civilian advisers from a bazaar.", "advisers", "kidnapped", "dobj"),
    ("Gunmen have kidnapped up to 16 Russian civilian advisers from a bazaar.", "up", "16", "quantmod"),
    ("Colonel Ahmed Salih denied that the base had fallen and accused the rebels of lying.", "accused", "denied", "conj"),
    (
        "Israel carried out hundreds of air strikes in Gaza on Wednesday and Hamas and other armed groups fired rockets at Ashdod.",
        "Hamas",
        "fired",
        "nsubj",
    ),
    ("She met the governor of North Kivu province, Lieutenant General Constant Ndima.", "Ndima", "governor", "appos"),
    ("Near Abu Kamal, a strike engaged a tactical unit.", "strike", "engaged", "nsubj"),
    ("India said on Thursday it had carried out strikes.", "on", "said", "prep"),
    ("She condemned the bombing in Damascus, which killed 30 people.", "killed", "bombing", "relcl"),
    ("The men are from the Islamic State group, an offshoot of al-Qaeda.", "offshoot", "group", "appos"),
    ("Interfax quoted the commander of Russian forces in Chechnya, General Viktor Kazantsev.", "Kazantsev", "commander", "appos"),
    ("France said it would begin closing bases in northern Mali.", "bases", "closing", "dobj"),
]
LEFT = [
    ("Officials said that troops had entered the town and had accused the mayor of treason.", "accused", "entered"),
    ("She met the leader of the party, a general.", "general", None),
    ("They began mining operations in March.", "operations", None),
]


@pytest.fixture(scope="module")
def mend() -> Repairs:
    return Repairs(load())


def parsed(text: str, mend: Repairs) -> Doc:
    doc = language.load()(text)
    mend(doc)
    return doc


def find(doc: Doc, word: str) -> Token:
    return next(t for t in doc if t.text == word)


@pytest.mark.parametrize(("text", "word", "head", "dep"), MENDED)
def test_a_habitual_error_is_mended(text: str, word: str, head: str, dep: str, mend: Repairs) -> None:
    token = find(parsed(text, mend), word)
    assert (token.head.text, token.dep_) == (head, dep)


@pytest.mark.parametrize(("text", "word", "head"), LEFT)
def test_what_is_right_stays(text: str, word: str, head: str | None, mend: Repairs) -> None:
    token = find(parsed(text, mend), word)
    plain = find(language.load()(text), word)
    assert token.head.text == (head or plain.head.text)


@pytest.mark.parametrize(("text", "word"), [(text, word) for text, word, *_ in MENDED])
def test_mending_twice_is_mending_once(text: str, word: str, mend: Repairs) -> None:
    doc = parsed(text, mend)
    before = [(t.head.i, t.dep_) for t in doc]
    mend(doc)
    assert [(t.head.i, t.dep_) for t in doc] == before
