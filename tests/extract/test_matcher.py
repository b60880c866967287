"""Frames found by word, their conditions, and paths followed on the parse."""

import pytest
from spacy.language import Language
from spacy.tokens import Token

from kg import ontology
from kg.extract._matcher import Matcher, fails, follow, holds, places, singular
from kg.reading import language


@pytest.fixture(scope="module")
def nlp() -> Language:
    return language.load()


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(ontology.load())


def word(nlp: Language, sentence: str, text: str) -> Token:
    return next(t for t in nlp(sentence) if t.text == text)


def relations(matcher: Matcher, token: Token) -> set[str]:
    return {c.frame.relation for c in matcher.frames(token)}


@pytest.mark.parametrize(
    ("sentence", "trigger", "relation"),
    [
        ("The rebels captured the town.", "captured", "seized"),
        ("The capture of the town was easy.", "capture", "seized"),
        ("The army pulled back from the town.", "pulled", "withdrewFrom"),
        ("The rebels seize the town.", "seize", "seized"),
        ("Rebels seize town", "seize", "seized"),
    ],
)
def test_frames_of_a_word(nlp: Language, matcher: Matcher, sentence: str, trigger: str, relation: str) -> None:
    assert relation in relations(matcher, word(nlp, sentence, trigger))


def test_no_frames_for_function_words(nlp: Language, matcher: Matcher) -> None:
    assert not matcher.frames(word(nlp, "The rebels captured the town.", "The"))


def test_paths_step_through_roles_and_lists(nlp: Language) -> None:
    verb = word(nlp, "The rebels gained control of the town and the port.", "gained")
    assert [t.text for t in follow(verb, ("object", "of"))] == ["town"]
    assert follow(verb, ("object", "with")) == ()


def test_places_pass_over_times(nlp: Language) -> None:
    assert [t.text for t in places(word(nlp, "Soldiers died in Kabul in June.", "died"))] == ["Kabul"]


def test_places_of_an_act_that_is_itself_placed(nlp: Language) -> None:
    assert "Mali" in [t.text for t in places(word(nlp, "Soldiers died in an ambush in Mali.", "died"))]


def test_conditions_hold_and_fail(nlp: Language, matcher: Matcher) -> None:
    # "fell to" needs nothing; "under control" needs its noun
    bound = next(c for frames in matcher.index.values() for c in frames if c.conditions and c.frame.pos == "verb")
    token = word(nlp, "It rained.", "rained")
    assert not holds(token, bound.conditions)
    assert fails(token, bound.conditions)


def test_singular_of_names(nlp: Language) -> None:
    assert singular(word(nlp, "Marines were dispatched.", "Marines")) in {"marine", "marines"}
    assert singular(word(nlp, "Militiamen guarded the road.", "Militiamen")) == "militiaman"


def test_every_frame_is_reachable(matcher: Matcher) -> None:
    reached = {c.frame.name for frames in matcher.index.values() for c in frames}
    assert reached == {f.name for f in ontology.load().frames}
