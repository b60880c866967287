"""Pairs to judge: what may be one is found and told why; what is decided, or cannot be, is not asked."""

import pytest

from kg.records import Entity
from kg.resolve import Judgement, Judgements, likely


def pair(one, other, judgements=None):
    return [(p.left, p.right, p.why) for p in likely([one, other], judgements)]


FULL = Entity("person/volodymyr-zelensky", "Volodymyr Zelensky", "Person")
SHORT = Entity("person/zelensky", "Zelensky", "Person")


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (FULL, SHORT, "'Zelensky' may be short for 'Volodymyr Zelensky'"),
        (FULL, Entity("person/volodymyr-zelenskyy", "Volodymyr Zelenskyy", "Person"), "are spelled alike"),
        (
            Entity("group/sdf", "SDF", "ArmedGroup"),
            Entity("group/syrian-democratic-forces", "Syrian Democratic Forces", "ArmedGroup"),
            "'SDF' may be the initials of 'Syrian Democratic Forces'",
        ),
        (Entity("org/x", "Red Front", "Organization"), Entity("group/x", "Red Front", "ArmedGroup"), "both are called 'Red Front'"),
        (Entity("org/y", "Northern Front Council", "Organization"), Entity("org/z", "Front Council", "Organization"), "may be short for"),
    ],
)
def test_names_that_may_be_one_are_told_with_the_reason(one, other, why):
    ((left, right, reason),) = pair(one, other)
    assert {left, right} == {one.id, other.id}
    assert why in reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FULL, Entity("person/vladimir-putin", "Vladimir Putin", "Person")),
        (FULL, Entity("person/volodymyr", "Volodymyr", "Person")),
        (Entity("place/jordan", "Jordan", "Place"), Entity("government/JO", "Jordan", "Government")),
        (Entity("report/a/officials", "two officials", "PersonGroup"), Entity("report/b/officials", "two officials", "PersonGroup")),
        (Entity("place/herat", "Herat", "Place"), Entity("place/western-herat", "Western Herat", "Place")),
        (Entity("taliban", "Islamic Emirate", "ArmedGroup"), Entity("government/AF", "Islamic Emirate of Afghanistan", "Government")),
        (Entity("a", "", "Person"), Entity("b", " ", "Person")),
    ],
)
def test_what_is_not_alike_or_cannot_be_one_is_not_asked(one, other):
    assert pair(one, other) == []


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_what_is_decided_is_not_asked_again(verdict):
    assert pair(FULL, SHORT, Judgements((Judgement(verdict, FULL.id, SHORT.id),))) == []


def test_the_likeliest_come_first_and_a_word_of_a_crowd_tells_nothing():
    crowd = [Entity(f"org/{i}", f"Group {i:04} Zone", "Organization") for i in range(300)]
    found = likely([*crowd, FULL, SHORT, Entity("person/zelenski", "Zelenski", "Person")])
    assert [p.likelihood for p in found] == sorted((p.likelihood for p in found), reverse=True)
    assert {found[0].left, found[0].right} == {FULL.id, SHORT.id}
    assert not any(p.left.startswith("org/") for p in found)
