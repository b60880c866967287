"""Who does what to whom, whatever the syntax: roles on bare parses."""

import pytest
from spacy.language import Language
from spacy.tokens import Token

from kg.extract._clauses import antecedent, culprit
from kg.extract._prepositions import counted_by, light_verb
from kg.extract._roles import deep, spread
from kg.extract._voice import is_passive, lemma
from kg.reading import language


@pytest.fixture(scope="module")
def nlp() -> Language:
    return language.load()


def word(nlp: Language, sentence: str, text: str) -> Token:
    return next(t for t in nlp(sentence) if t.text == text)


@pytest.mark.parametrize(
    ("sentence", "trigger", "role", "wanted"),
    [
        ("The rebels captured the town.", "captured", "subject", "rebels"),
        ("The rebels captured the town.", "captured", "object", "town"),
        ("The town was captured by the rebels.", "captured", "subject", "rebels"),
        ("The town was captured by the rebels.", "captured", "object", "town"),
        ("The town captured by the rebels lies in ruins.", "captured", "subject", "rebels"),
        ("The town captured by the rebels lies in ruins.", "captured", "object", "town"),
        ("The rebels who captured the town left.", "captured", "subject", "rebels"),
        ("The town that the rebels captured was empty.", "captured", "object", "town"),
        ("The town that the rebels captured was empty.", "captured", "subject", "rebels"),
        ("Soldiers guarding the bridge fled.", "guarding", "subject", "Soldiers"),
        ("The general ordered the soldiers to leave the city.", "leave", "subject", "soldiers"),
        ("The rebels promised to leave the city.", "leave", "subject", "rebels"),
        ("The UN called on Turkey to withdraw its troops.", "withdraw", "subject", "Turkey"),
        ("The army accused the rebels of shelling the town.", "shelling", "subject", "rebels"),
        ("The army prevented the rebels from taking the town.", "taking", "subject", "rebels"),
        ("The rebels entered the town and killed two men.", "killed", "subject", "rebels"),
        ("The rebels attacked and killed two men.", "attacked", "object", "men"),
        ("The army launched an attack on the rebels.", "attack", "subject", "army"),
        ("The army launched an attack on the rebels.", "attack", "on", "rebels"),
        ("The army launched a raid against the rebels.", "raid", "against", "rebels"),
        ("The raid was carried out by the army.", "raid", "subject", "army"),
        ("A raid conducted by the army failed.", "raid", "subject", "army"),
        ("The capture of the town by the rebels ended the war.", "capture", "by", "rebels"),
        ("The capture of the town by the rebels ended the war.", "capture", "of", "town"),
        ("The army's capture of the town ended the war.", "capture", "subject", "army"),
        ("The army took part in clashes with the rebels.", "clashes", "subject", "army"),
        ("Fighting broke out between the army and the rebels.", "Fighting", "between", "army"),
        ("The rebels claimed responsibility for the attack.", "attack", "subject", "rebels"),
        ("The army blamed the rebels for the attack.", "attack", "subject", "rebels"),
        ("The rebels denied involvement in the attack.", "attack", "subject", "rebels"),
        ("The Houthi-held port reopened.", "held", "subject", "Houthi"),
        ("The Houthi-held port reopened.", "held", "object", "port"),
        ("The attack left ten people dead.", "left", "attribute", "dead"),
        ("Soldiers were killed when a bomb exploded.", "killed", "when", "exploded"),
        ("He stood in front of parliament.", "stood", "in", "parliament"),
        ("Clashes went on in and around the town.", "went", "in", "town"),
    ],
)
def test_role(nlp: Language, sentence: str, trigger: str, role: str, wanted: str) -> None:
    assert wanted in [t.text for t in deep(word(nlp, sentence, trigger), role)]


@pytest.mark.parametrize(
    ("sentence", "trigger", "passive"),
    [
        ("The town was captured.", "captured", True),
        ("The rebels captured the town.", "captured", False),
        ("Forces backed by Iran advanced.", "backed", True),
        ("The men were beaten and jailed.", "jailed", True),
        ("The rebels have captured the town.", "captured", False),
        ("The Houthi-held port reopened.", "held", True),
    ],
)
def test_voice(nlp: Language, sentence: str, trigger: str, passive: bool) -> None:
    assert is_passive(word(nlp, sentence, trigger)) is passive


def test_particle_belongs_to_the_verb(nlp: Language) -> None:
    assert lemma(word(nlp, "The army carried out a raid.", "carried")) == "carry out"


def test_headline_noun_is_a_verb(nlp: Language) -> None:
    assert [t.text for t in deep(word(nlp, "Rebels seize town in north", "seize"), "object")] == ["town"]


def test_measures_are_looked_through(nlp: Language) -> None:
    raids = word(nlp, "The army launched a series of raids.", "raids")
    assert counted_by(raids).text == "series"
    verb = light_verb(raids)
    assert verb is not None and verb.text == "launched"


def test_no_light_verb_where_the_verb_has_a_meaning(nlp: Language) -> None:
    assert light_verb(word(nlp, "The army repelled an attack.", "attack")) is None


def test_relative_clause_of_people_passes_over_ground(nlp: Language) -> None:
    found = antecedent(word(nlp, "A man from the town who shot the guard was arrested.", "shot"))
    assert found is not None and found.text == "man"


def test_nobody_is_behind_an_attack_that_is_only_told(nlp: Language) -> None:
    assert culprit(word(nlp, "The army spoke of the attack.", "attack")) == ()


def test_coordination_is_spread_and_bounded(nlp: Language) -> None:
    short = nlp("Iran and Iraq and Syria met.")
    assert [t.text for t in spread((short[0],))] == ["Iran", "Iraq", "Syria"]
    long = nlp(" and ".join(["Iran"] * 300) + " met.")
    assert len(list(spread((long[0],)))) <= 60
