from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import QueryError
from kg.graph import questions
from kg.graph.store import Store

DAY = "2021-07-"


def rows(store: Store, name: str, **parameters: str) -> list[tuple[str, ...]]:
    answer = store.ask(name, parameters)
    return [tuple(row) for row in answer.text(store.prefixes(), store.labels(answer.nodes()))]


# Every question, with the parameters and the rows, first columns only where the rest is told elsewhere.
EXPECTED: list[tuple[str, dict[str, str], set[tuple[str, ...]]]] = [
    (
        "who-controls",
        {},
        {
            ("Afghan government", "Balkh", DAY + "09", "", DAY + "09", "false"),
            ("Taliban", "five districts", DAY + "09", "", DAY + "09", "false"),
            ("Afghan government", "Torghundi", DAY + "13", "", DAY + "13", "false"),
            ("Taliban", "Islam Qala", DAY + "08", "", DAY + "13", "true"),
        },
    ),
    (
        "who-controls",
        {"place": "Torghundi", "on": "2021-07-12"},
        {("Taliban", "Torghundi", DAY + "09", DAY + "13", DAY + "13", "false")},
    ),
    (
        "who-controls",
        {"actor": "taleban", "on": "2021-07-08"},
        {("Taliban", "Islam Qala", DAY + "08", "", DAY + "13", "true")},
    ),
    ("who-holds", {"place": "Islam Qala"}, {("Taliban", "Islam Qala")}),
    ("held-by", {"actor": "Afghan government"}, {("Balkh",), ("Torghundi",)}),
    (
        "held-on",
        {"actor": "Taliban", "on": "2021-07-09"},
        {("Islam Qala", DAY + "08", ""), ("five districts", DAY + "09", ""), ("Torghundi", DAY + "09", DAY + "13")},
    ),
    (
        "control-on",
        {"on": "2021-07-13", "in": "Herat"},
        {
            ("Islam Qala", "Taliban", DAY + "08", "", DAY + "13", "two officials", "true"),
            ("Islam Qala", "Taliban", DAY + "08", "", DAY + "13", "Reuters", "true"),
            ("Torghundi", "Afghan government", DAY + "13", "", DAY + "13", "Reuters", "false"),
            ("five districts", "Taliban", DAY + "09", "", DAY + "09", "Abdul Saboor Qani", "false"),
        },
    ),
    (
        "timeline",
        {"place": "Torghundi"},
        {
            ("Torghundi", "Taliban", DAY + "09", DAY + "13", DAY + "13", "false"),
            ("Torghundi", "Afghan government", DAY + "13", "", DAY + "13", "false"),
        },
    ),
    (
        "silent-control",
        {"since": "2021-07-11"},
        {("Afghan government", "Balkh", DAY + "09"), ("Taliban", "five districts", DAY + "09")},
    ),
    (
        "fallen-on",
        {"on": "2021-07-08"},
        {("Islam Qala", "Taliban", DAY + "08", DAY + "08"), ("five districts", "Taliban", "", DAY + "09")},
    ),
    (
        "seizures",
        {},
        {
            (DAY + "08", "Taliban", "Islam Qala"),
            (DAY + "09", "Taliban", "five districts"),
            (DAY + "09", "Taliban", "Torghundi"),
            (DAY + "13", "Afghan government", "Torghundi"),
        },
    ),
    (
        "who-seized",
        {"place": "Islam Qala"},
        {
            ("Taliban", "Islam Qala", DAY + "08", DAY + "08", "kg:CTpos", "two officials"),
            ("Taliban", "Islam Qala", DAY + "08", DAY + "08", "kg:CTpos", "Reuters"),
            ("Taliban", "Islam Qala", "", "", "kg:CTneg", "Afghan Interior Ministry"),
        },
    ),
    (
        "who-says",
        {"object": "Islam Qala"},
        {
            ("Taliban", "Islam Qala", "two officials", "kg:CTpos", "Reuters"),
            ("Taliban", "Islam Qala", "two officials", "kg:CTpos", "Tasnim"),
            ("Taliban", "Islam Qala", "Afghan Interior Ministry", "kg:CTneg", "Pajhwok"),
            ("Taliban", "Islam Qala", "Reuters", "kg:CTpos", ""),
        },
    ),
    (
        "who-denied",
        {"object": "Islam Qala"},
        {("Afghan Interior Ministry", "Taliban", "kg:seized", "Islam Qala", DAY + "10")},
    ),
    ("denied", {}, {("Taliban", "kg:seized", "Islam Qala")}),
    ("hedged", {}, {("Taliban", "kg:seized", "five districts", "kg:PRpos", "Abdul Saboor Qani")}),
    ("background", {}, {("Taliban", "kg:controls", "Afghanistan", "", "2001-12-31")}),
    ("plans", {}, {("United States", "kg:withdrewFrom", "Afghanistan", "kg:future", "United States")}),
    (
        "self-claims",
        {},
        {
            ("Taliban", "kg:controls", "Torghundi", "Zabihullah Mujahid"),
            ("Afghan government", "kg:controls", "Islam Qala", "Afghan Interior Ministry"),
            ("United States", "kg:withdrewFrom", "Afghanistan", "United States"),
        },
    ),
    (
        "self-claims",
        {"relation": "controls"},
        {
            ("Taliban", "kg:controls", "Torghundi", "Zabihullah Mujahid"),
            ("Afghan government", "kg:controls", "Islam Qala", "Afghan Interior Ministry"),
        },
    ),
    (
        "claimed-control",
        {},
        {
            ("Taliban", "Torghundi", "Zabihullah Mujahid", "kg:CTpos"),
            ("Afghan government", "Islam Qala", "Afghan Interior Ministry", "kg:CTpos"),
            ("Taliban", "Afghanistan", "Tasnim", "kg:CTpos"),
        },
    ),
    ("unnamed-sources", {}, set()),
    ("without-a-fight", {}, {("five districts", "Taliban")}),
    ("fighting", {}, {("Balkh", "Taliban"), ("Torghundi", "Taliban")}),
    ("next-to-held", {"actor": "Taliban"}, {("Iran",)}),
    # The other side of each border is named as well, for a border has two.
    (
        "not-next-to-held",
        {"actor": "Taliban"},
        {("Turkmenistan",), ("Torghundi",), ("Uzbekistan",), ("Balkh",)},
    ),
    ("who-fled", {}, {("border guards", "Iran", "100", ""), ("Afghan soldiers", "Iran", "", "")}),
    ("fled-per-place", {}, {("Iran", "100", "2")}),
    ("flights-by-several-sources", {}, {("Iran", "2")}),
    (
        "diplomacy",
        {"actor": "Taliban"},
        {
            (DAY + "08", "Taliban delegation", "kg:visited", "Moscow"),
            (DAY + "09", "Taliban", "kg:metWith", "Afghan government"),
        },
    ),
    ("talks", {}, {("Afghan government", "Taliban")}),
    ("alliances", {}, {("United States", "kg:supports", "Afghan government")}),
    ("accusations", {}, {("Afghan Interior Ministry", "Taliban", "Pajhwok", DAY + "10")}),
    (
        "casualties",
        {},
        {
            ("three civilians", "3", "3", "Torghundi", "Taliban", "Reuters"),
            ("three civilians", "3", "3", "Torghundi", "", "Reuters"),
        },
    ),
    ("members", {"actor": "Afghan government"}, {("two officials",), ("Afghan Interior Ministry",)}),
    ("leaders", {}, set()),
    ("state-media", {}, {("Al-Alam", "Iranian government", "Afghan soldiers", "kg:fledTo", "Iran")}),
    ("corroboration", {}, {("Taliban", "kg:seized", "Islam Qala", "2", "2")}),
    (
        "near",
        {"place": "Islam Qala", "km": "150"},
        {
            ("0", "Islam Qala", "Taliban", "kg:seized", "Islam Qala", DAY + "08"),
            ("128.3", "Torghundi", "Taliban", "kg:seized", "Torghundi", DAY + "09"),
            ("128.3", "Torghundi", "Afghan government", "kg:seized", "Torghundi", DAY + "13"),
            ("128.3", "Torghundi", "Taliban", "kg:killed", "three civilians", DAY + "13"),
            ("128.3", "Torghundi", "three civilians", "kg:killedIn", "Torghundi", DAY + "13"),
        },
    ),
    (
        "within-box",
        {"south": "34", "west": "60", "north": "36", "east": "63"},
        {
            ("Islam Qala", "34.66", "61.07", "Taliban"),
            ("Torghundi", "35.25", "62.28", "Afghan government"),
            ("Herat", "34.35", "62.2", ""),
        },
    ),
    (
        "reports",
        {},
        {
            ("report:border", DAY + "09", "Tasnim", "Border crossing falls", "22"),
            ("report:denial", DAY + "10", "Pajhwok", "Ministry: Islam Qala is ours", "4"),
            ("report:retaken", DAY + "13", "Reuters", "Torghundi changes hands", "6"),
        },
    ),
]


@pytest.mark.parametrize(("name", "parameters", "expected"), EXPECTED, ids=lambda x: x if isinstance(x, str) else "")
def test_the_story_is_told_right(story: Store, name: str, parameters: dict[str, str], expected: set[tuple[str, ...]]) -> None:
    found = rows(story, name, **parameters)
    assert set(found) == expected
    assert len(found) == len(expected)


def test_disputes_name_both_sides_and_the_reason(story: Store) -> None:
    found = {row[:6] for row in rows(story, "disputes", place="Islam Qala")}
    taken = ("Taliban", "kg:seized", "Islam Qala")
    held = ("Afghan government", "kg:controls", "Islam Qala")
    assert found == {
        ("kg:denial", *taken, "kg:CTpos", "two officials"),
        ("kg:denial", *taken, "kg:CTpos", "Reuters"),
        ("kg:denial", *taken, "kg:CTneg", "Afghan Interior Ministry"),
        ("kg:rivals", *taken, "kg:CTpos", "two officials"),
        ("kg:rivals", *taken, "kg:CTpos", "Reuters"),
        ("kg:rivals", *held, "kg:CTpos", "Afghan Interior Ministry"),
    }


def test_evidence_gives_the_words_and_where_they_stand(story: Store) -> None:
    answer = story.ask("evidence", {"relation": "seized", "object": "five districts"})
    (row,) = answer.values()
    text = {d.id: d.text for d in story.documents()}["border"]
    assert text[row["start"] : row["end"]] == row["quote"]
    assert "without a fight" in str(row["quote"])


def test_claims_about_a_province_include_those_about_what_lies_in_it(story: Store) -> None:
    about = {row[:3] for row in rows(story, "claims-about", entity="Herat")}
    assert ("Taliban", "kg:seized", "Islam Qala") in about
    assert ("Torghundi", "kg:borders", "Turkmenistan") in about
    assert ("Taliban", "kg:foughtIn", "Balkh") not in about


def test_a_profile_holds_what_is_accepted_both_ways_round(story: Store) -> None:
    profile = set(rows(story, "profile", entity="Taliban"))
    assert ("Zabihullah Mujahid", "kg:memberOf", "Taliban") in profile
    assert ("Taliban", "kg:controls", "Islam Qala") in profile
    assert ("Taliban", "kg:controls", "Torghundi") not in profile


def test_sources_are_counted_by_what_they_say_themselves(story: Store) -> None:
    found = {row[0]: row[1:] for row in rows(story, "sources")}
    assert found["Afghan Interior Ministry"] == ("2", "1", "0")
    assert found["Abdul Saboor Qani"] == ("2", "0", "1")


def test_every_question_is_asked_above_and_says_what_it_asks() -> None:
    asked = {name for name, _, _ in EXPECTED}
    asked |= {"disputes", "evidence", "claims-about", "profile", "sources"}
    assert asked == set(questions.questions())
    for question in questions.questions().values():
        assert question.label.endswith("?")
        for parameter in question.parameters:
            assert parameter.help


def test_an_unknown_question_names_the_nearest(story: Store) -> None:
    with pytest.raises(QueryError, match="Did you mean 'who-controls'"):
        story.ask("who-control")


def test_an_unknown_parameter_names_those_there_are(story: Store) -> None:
    with pytest.raises(QueryError, match=r"unknown parameter 'plaice'.*Did you mean 'place'"):
        story.ask("who-controls", {"plaice": "Herat"})


def test_a_missing_parameter_is_asked_for(story: Store) -> None:
    with pytest.raises(QueryError, match="question 'who-holds' needs --place: The place"):
        story.ask("who-holds")


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("who-holds", {"place": "Herrat"}, "the graph knows no place called 'Herrat'. Did you mean 'Herat'"),
        ("who-holds", {"place": "Taliban"}, "the graph knows no place called 'Taliban'"),
        ("held-by", {"actor": "nobody at all"}, "the graph knows no actor called 'nobody at all'."),
        ("who-controls", {"on": "9 July"}, "'9 July' is not a day as 2021-07-08"),
        ("near", {"place": "Herat", "km": "far"}, "'far' is not a number"),
        ("corroboration", {"least": "2.5"}, "'2.5' is not a whole number"),
        ("evidence", {"relation": "seize"}, "unknown relation 'seize'. Did you mean 'seized'"),
        ("who-holds", {"place": ""}, "the graph knows no place called ''"),
    ],
)
def test_a_value_of_the_wrong_kind_says_what_is_meant(story: Store, name: str, parameters: dict[str, str], message: str) -> None:
    with pytest.raises(QueryError) as error:
        story.ask(name, parameters)
    assert message in str(error.value)


@pytest.mark.parametrize(
    "name",
    [
        'x" } ?a ?b ?c . { ?s ?p "',
        "> } DROP ALL # ",
        "x\\u0022 }",
        "http://example.org/> } UNION { ?a ?b ?c",
        "'''; SELECT * { ?s ?p ?o }",
        "}\n#",
    ],
)
def test_a_parameter_is_a_value_and_never_a_part_of_the_query(story: Store, name: str) -> None:
    with pytest.raises(QueryError, match="the graph knows no place called"):
        story.ask("who-holds", {"place": name})
    before = len(story)
    assert story.ask("near", {"place": "Islam Qala", "km": "0"})
    assert len(story) == before


def test_an_entity_may_be_given_by_name_alias_id_or_iri(story: Store) -> None:
    for name in ("Taliban", "taleban", "taliban", "https://w3id.org/dateline/entity/taliban"):
        assert set(rows(story, "held-by", actor=name)) == {("Islam Qala",), ("five districts",)}
    assert rows(story, "who-holds", place="geonames/1139807") == [("Taliban", "Islam Qala")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * {}", "line 1: a question begins with '# '"),
        ("# What?\n# param: x colour any\nSELECT * { VALUES ?x { UNDEF } }", "line 2: write '# param: name type"),
        ("# What?\n# param: x place any Where.\nSELECT * {}", "line 2: the query has no 'VALUES ?x { UNDEF }'"),
    ],
)
def test_a_broken_question_file_says_where(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "odd.rq").write_text(text)
    with pytest.raises(QueryError) as error:
        questions.questions(tmp_path)
    assert message in str(error.value)
