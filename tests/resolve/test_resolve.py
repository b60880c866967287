"""Who is who across reports: cautious merges, splits by office, and judgements that overrule both."""

import os
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import JudgementError
from kg.records import Argument, Claim, Entity, Evidence
from kg.resolve import Judgement, Judgements, add_judgement, as_called, format_judgements, read_judgements, resolve, take_out


def entity(id, label, type="Person", **fields):
    return Argument(Entity(id, label, type, **fields), label, 0, len(label))


PRESS = entity("outlet/press", "Press", "MediaOutlet")
IRAQ = entity("government/IQ", "Iraq", "Government", country="IQ")
YEMEN = entity("government/YE", "Yemen", "Government", country="YE")
TOWN = entity("place/town", "Town", "Place")


def says(document, subject, predicate, obj, start=0):
    return Claim(subject, predicate, obj, (PRESS,), Evidence(document, start, start + 4, "said"))


def subjects(claims):
    return [(c.evidence.document, c.subject.id) for c in claims]


def test_one_full_name_and_type_is_one_entity_under_the_id_used_most():
    a, b = entity("person/erdogan-recep", "Recep Erdoğan"), entity("person/recep-erdogan", "Recep  Erdogan")
    claims = [says("d1", b, "visited", TOWN), says("d2", b, "visited", TOWN), says("d3", a, "visited", TOWN)]
    resolved, merges = resolve(claims)
    assert {c.subject.id for c in resolved} == {"person/recep-erdogan"}
    assert [(m.old, m.new) for m in merges] == [("person/erdogan-recep", "person/recep-erdogan")]
    assert "both are called 'recep erdogan'" in merges[0].why


def test_an_alias_that_is_a_full_name_merges():
    a = entity("person/ash-carter", "Ash Carter", aliases=("Ashton Carter",))
    b = entity("person/ashton-carter", "Ashton Carter")
    resolved, _ = resolve([says("d1", a, "visited", TOWN), says("d2", b, "visited", TOWN)])
    assert len({c.subject.id for c in resolved}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (entity("person/carter", "Carter"), entity("person/x-carter", "Carter")),
        (entity("person/jordan-hill", "Jordan Hill"), entity("place/jordan-hill", "Jordan Hill", "Place")),
        (entity("report/d1/two-officials", "two officials"), entity("report/d2/two-officials", "two officials")),
        (entity("geonames/1", "San Jose", "Place"), entity("geonames/2", "San Jose", "Place")),
    ],
)
def test_a_surname_another_type_a_nameless_group_and_a_known_place_never_merge(one, other):
    claims = [says("d1", one, "visited", TOWN), says("d2", other, "visited", TOWN)]
    resolved, merges = resolve(claims)
    assert list(resolved) == claims and not merges


def test_two_people_of_one_name_with_offices_in_two_countries_are_told_apart():
    ali = entity("person/ali-hassan", "Ali Hassan")
    claims = [
        says("d1", ali, "memberOf", IRAQ),
        says("d1", ali, "visited", TOWN, 5),
        says("d2", ali, "leads", YEMEN),
        says("d3", ali, "visited", TOWN),
    ]
    resolved, merges = resolve(claims)
    assert subjects(resolved) == [
        ("d1", "person/ali-hassan-iq"),
        ("d1", "person/ali-hassan-iq"),
        ("d2", "person/ali-hassan-ye"),
        ("d3", "person/ali-hassan"),
    ]
    assert {m.document for m in merges} == {"d1", "d2"}


def test_offices_in_countries_that_meet_in_some_report_are_one_persons():
    envoy = entity("person/jane-doe", "Jane Doe")
    claims = [
        says("d1", envoy, "memberOf", IRAQ),
        says("d2", envoy, "memberOf", IRAQ),
        says("d2", envoy, "memberOf", YEMEN, 5),
        says("d3", envoy, "memberOf", YEMEN),
    ]
    resolved, merges = resolve(claims)
    assert {c.subject.id for c in resolved} == {"person/jane-doe"} and not merges


def test_one_name_with_offices_in_two_countries_is_not_merged():
    a, b = entity("person/ali-hassan", "Ali Hassan"), entity("person/hassan-ali", "Ali Hassan")
    resolved, _ = resolve([says("d1", a, "memberOf", IRAQ), says("d2", b, "memberOf", YEMEN)])
    assert [c.subject.id for c in resolved] == ["person/ali-hassan", "person/hassan-ali"]


def test_a_judgement_makes_one_what_was_two_and_taking_it_out_undoes_it(tmp_path):
    a, b = entity("group/isis", "ISIS", "ArmedGroup"), entity("group/daesh", "Daesh", "ArmedGroup")
    claims = [says("d1", a, "controls", TOWN), says("d2", b, "controls", TOWN)]
    path = tmp_path / "judgements.tsv"
    add_judgement(path, Judgement("same", "group/isis", "group/daesh", "Jane", date(2021, 7, 9), "two names"))
    resolved, merges = resolve(claims, read_judgements(path))
    assert {c.subject.id for c in resolved} == {"group/isis"}
    assert merges[0].why == "judgement, line 2"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(line for line in lines if "daesh" not in line))
    assert list(resolve(claims, read_judgements(path))[0]) == claims


def test_a_judgement_keeps_apart_what_would_be_merged():
    a, b = entity("person/ali-hassan", "Ali Hassan"), entity("person/hassan-ali", "Ali Hassan")
    claims = [says("d1", a, "visited", TOWN), says("d2", b, "visited", TOWN)]
    apart = Judgements((Judgement("different", "person/ali-hassan", "person/hassan-ali"),))
    assert list(resolve(claims, apart)[0]) == claims


def test_a_judgement_on_one_report_tells_its_use_of_a_name_apart():
    ali = entity("person/ali-hassan", "Ali Hassan")
    claims = [says("d1", ali, "visited", TOWN), says("d2", ali, "visited", TOWN)]
    apart = Judgements((Judgement("different", "person/ali-hassan", "person/ali-hassan@d2", line=3),))
    assert subjects(resolve(claims, apart)[0]) == [("d1", "person/ali-hassan"), ("d2", "report/d2/ali-hassan")]


def test_a_judgement_overrules_a_split():
    ali = entity("person/ali-hassan", "Ali Hassan")
    claims = [says("d1", ali, "memberOf", IRAQ), says("d2", ali, "memberOf", YEMEN)]
    one = Judgements(
        (
            Judgement("same", "person/ali-hassan", "person/ali-hassan@d1"),
            Judgement("same", "person/ali-hassan", "person/ali-hassan@d2"),
        )
    )
    assert {c.subject.id for c in resolve(claims, one)[0]} == {"person/ali-hassan"}


def test_every_role_of_a_claim_is_renamed():
    a, b = entity("group/a", "A", "ArmedGroup"), entity("group/b", "B", "ArmedGroup")
    claim = Claim(b, "fought", b, (b,), Evidence("d1", 0, 4, "said"), place=b)
    (resolved,), _ = resolve([claim], Judgements((Judgement("same", "group/a", "group/b"),)))
    assert {x.id for x in (resolved.subject, resolved.object, *resolved.sources, resolved.place)} == {"group/a"}
    assert a.id == "group/a"


@given(st.permutations(range(6)))
def test_the_order_of_claims_does_not_matter(order):
    ali, hassan = entity("person/ali-hassan", "Ali Hassan"), entity("person/hassan-ali", "Ali Hassan")
    claims = [
        says("d1", ali, "memberOf", IRAQ),
        says("d2", ali, "memberOf", YEMEN),
        says("d3", hassan, "visited", TOWN),
        says("d4", entity("person/jane-doe", "Jane Doe"), "visited", TOWN),
        says("d5", entity("person/doe", "Jane Doe"), "visited", TOWN),
        says("d6", entity("person/doe", "Jane Doe"), "visited", TOWN),
    ]
    straight, merges = resolve(claims)
    turned, turned_merges = resolve([claims[i] for i in order])
    assert sorted(straight, key=lambda c: c.evidence.document) == sorted(turned, key=lambda c: c.evidence.document)
    assert merges == turned_merges


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("sam\ta\tb", "line 2: unknown verdict 'sam'. Did you mean 'same'?"),
        ("same a b", "line 2: 1 tab-separated fields; 3 to 6"),
        ("same\ta\ta", "line 2: two different entity ids"),
        ("same\ta\t", "line 2: two different entity ids"),
        ("same\ta\tb\tJane\tyesterday", "line 2: 'yesterday' is no date"),
        ("same\ta\tb\tc\t2021-07-09\twhy\tmore", "line 2: 7 tab-separated fields"),
        ("same\ta\tb\ndifferent\tb\ta", "line 3: 'b' and 'a' are said to be different here and the same elsewhere"),
        ("same\ta\tb\x1b[2J", "line 2: an invisible character (U+001B in column 9)"),
        ("same\tgroup/a\tgroup/\u202eb", "line 2: an invisible character (U+202E in column 20)"),
        ("same\ta\t" + "b" * 6000, "line 2: 6,007 characters; 5,000 are the most"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path, line, message):
    path = tmp_path / "judgements.tsv"
    path.write_text("# who is who\n" + line + "\n")
    with pytest.raises(JudgementError) as caught:
        read_judgements(path)
    assert message in str(caught.value)


def test_a_file_that_is_missing_or_no_text_is_named(tmp_path):
    with pytest.raises(JudgementError, match="cannot be read"):
        read_judgements(tmp_path / "none.tsv")
    (tmp_path / "bad.tsv").write_bytes(b"\xff\xfe\x00same")
    with pytest.raises(JudgementError, match="is not UTF-8"):
        read_judgements(tmp_path / "bad.tsv")


def test_what_is_no_file_of_judgements_is_refused_before_it_is_read(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(JudgementError, match="is no file"):
        read_judgements(tmp_path / "pipe")
    with (tmp_path / "huge.tsv").open("wb") as stream:
        stream.truncate(60_000_000)
    with pytest.raises(JudgementError, match="larger than 50 MB"):
        read_judgements(tmp_path / "huge.tsv")


def test_an_actor_and_a_place_are_never_one_and_the_line_is_named():
    group, town = entity("group/reds", "Reds", "ArmedGroup"), entity("place/town", "Town", "Place")
    lines = [("group/reds", "group/red-army"), ("place/town", "place/the-town"), ("group/red-army", "place/the-town"), ("a", "b")]
    found = Judgements(tuple(Judgement("same", a, b, line=n) for n, (a, b) in enumerate(lines, 2)), "who.tsv")
    with pytest.raises(JudgementError, match=r"who\.tsv, line 4: 'group/reds' is an actor and 'place/town' a place"):
        resolve([says("d1", group, "controls", town)], found)


def test_many_judgements_are_read_and_used_in_no_time():
    chain = [Judgement("same", f"person/p{i}", f"person/p{i + 1}", line=i) for i in range(20_000)]
    apart = [Judgement("different", "person/p0", f"person/q{i}", line=i) for i in range(20_000)]
    found = Judgements((*chain, *apart))
    last = entity("person/p20000", "Last One")
    resolved, _ = resolve([says("d1", last, "visited", TOWN)], found)
    assert resolved[0].subject.id == "person/p0"


def test_the_last_judgement_or_that_of_a_line_is_taken_out(tmp_path):
    path = tmp_path / "j.tsv"
    add_judgement(path, Judgement("same", "a", "b"), Judgement("same", "c", "d"), Judgement("different", "a", "c"))
    taken, left = take_out(path)
    assert (taken.verdict, [e.left for e in left.entries]) == ("different", ["a", "c"])
    assert take_out(path, 2)[0].left == "a"
    with pytest.raises(JudgementError, match=r"no judgement on line 7\. Judgements stand on the lines 2\."):
        take_out(path, 7)
    take_out(path)
    with pytest.raises(JudgementError, match="none at all"):
        take_out(path)


def test_claims_know_what_their_reports_own_names_gave():
    a, b = entity("group/isis", "ISIS", "ArmedGroup"), entity("group/daesh", "Daesh", "ArmedGroup")
    claims = [says("d1", a, "controls", TOWN), says("d2", b, "controls", TOWN)]
    one, _ = resolve(claims, Judgements((Judgement("same", "group/isis", "group/daesh"),)))
    assert [(c.subject.id, c.subject.own, c.subject.read_as) for c in one][1] == ("group/isis", "group/daesh", "group/daesh")
    assert list(resolve(one)[0]) == claims


def test_a_judgement_that_contradicts_the_file_leaves_it_as_it_was(tmp_path):
    path = tmp_path / "judgements.tsv"
    add_judgement(path, Judgement("same", "a", "b"))
    before = path.read_bytes()
    with pytest.raises(JudgementError):
        add_judgement(path, Judgement("different", "a", "b"))
    assert path.read_bytes() == before


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zs", "Zl", "Zp"]), min_size=1, max_size=8
).filter(lambda name: not name.startswith("#") and name.strip() == name)


@given(st.lists(st.tuples(NAMES, NAMES, NAMES, st.none() | st.dates()), max_size=5))
def test_judgements_read_back_as_they_were_written(tmp_path_factory, found):
    entries = [Judgement("same", a, b, why, when, why) for a, b, why, when in found if a != b]
    path = tmp_path_factory.mktemp("judgements") / "j.tsv"
    path.write_text(format_judgements(entries), encoding="utf-8")
    read = read_judgements(path).entries
    assert [(e.left, e.right, e.who, e.when, e.why) for e in read] == [
        (e.left, e.right, e.who, e.when, e.why) for e in entries
    ]


def test_a_place_is_called_as_its_report_calls_it_and_found_by_every_name():
    def place(text, feature="PPL", id="geonames/1"):
        return Argument(Entity(id, "Eslam Qaleh", "Place", geonames=1, feature=feature), text, 0, len(text))

    claims = [
        says("d1", PRESS, "visited", place("Islam Qala")),
        says("d1", PRESS, "visited", place("the Islam Qala"), 5),
        says("d1", PRESS, "visited", place("Qala"), 9),
        says("d1", PRESS, "visited", place("the crossing"), 13),
    ]
    called = as_called(claims)
    assert {c.object.label for c in called} == {"Islam Qala"}
    assert {c.object.entity.aliases for c in called} == {("Eslam Qaleh", "Qala")}
    assert [c.id for c in called] == [c.id for c in claims]
    assert as_called([says("d1", PRESS, "visited", place("Iranian", "PCLI"))])[0].object.label == "Eslam Qaleh"
    assert as_called([says("d1", PRESS, "visited", place("the crossing"))])[0].object.label == "Eslam Qaleh"
