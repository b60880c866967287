"""What the benchmarks count, on data small enough to count by hand; the corpora themselves are not needed."""

import json
from datetime import date

import pytest

from kg.extract._matcher import Matcher
from kg.records import Argument, Claim, Entity, Evidence, Mention, Reading, Span
from kg.records import Document as Report
from tests.benchmarks import __main__ as command
from tests.benchmarks import clauses, conll04, gum, plover, re3d, redocred, text2kg, timeline
from tests.benchmarks.corpora import Link, Row, Tally, Text, asserted, between, cover, join, placed, read, same_pair, tools, touch


def side(*stretches):
    return tuple(stretches)


def between_two(type, one, other):
    return Link(type, (one,), (other,))


def claim(subject, predicate, object, **more):
    def argument(at):
        return Argument(Entity(f"e{at[0]}", "E", "Actor"), "e", *at)

    if "place" in more:
        more["place"] = argument(more["place"])
    return Claim(argument(subject), predicate, argument(object), (), Evidence("d", 0, 9, ""), **more)


def mention(start, text, entity, kind="name"):
    return Mention(start, start + len(text), text, "Person", entity, kind)


def reading(text, *mentions, sentences=()):
    return Reading(Report("d", text), sentences, (), mentions, (), (), ())


class TestStretches:
    def test_they_touch_where_a_character_is_shared(self):
        assert touch(side((0, 5)), side((4, 9)))
        assert not touch(side((0, 5)), side((5, 9)))
        assert touch(side((0, 1), (20, 25)), side((22, 23)))

    def test_a_pair_the_other_way_round_counts_only_if_asked(self):
        gold, found = between_two("a", (0, 5), (10, 15)), between_two("b", (10, 12), (0, 2))
        assert same_pair(gold, found, either_order=True)
        assert not same_pair(gold, found, either_order=False)

    def test_tokens_are_joined_and_keep_their_places(self):
        tokens = ["The", "rebels", "-LRB-", "M23", "-RRB-", "did", "n't", "leave", "Goma", "."]
        text, places = join(tokens)
        assert text == "The rebels (M23) didn't leave Goma."
        assert [text[a:b] for a, b in places] == ["The", "rebels", "(", "M23", ")", "did", "n't", "leave", "Goma", "."]
        assert text[slice(*cover(places, 1, 5))] == "rebels (M23)"

    def test_claims_within_one_marked_thing_or_beside_all_are_left_out(self):
        things = [side((0, 11)), side((20, 25))]
        inside, across, beside = (
            between_two("r", *p) for p in (((0, 11), (0, 4)), ((0, 4), (20, 25)), ((0, 4), (40, 44)))
        )
        assert between([inside, across, beside], things) == [across]


class TestClaims:
    def test_denials_are_not_asserted_and_a_claim_said_twice_counts_once(self):
        said = claim((0, 5), "fought", (8, 10))
        assert asserted([said, said, claim((0, 5), "fought", (20, 22), factuality="PR-")]) == [between_two("fought", (0, 5), (8, 10))]

    def test_the_place_of_a_claim_is_where_both_arguments_are(self):
        links = placed([claim((0, 5), "metWith", (8, 10), place=(14, 19)), claim((0, 5), "metWith", (8, 10))])
        assert links == [between_two("place", (0, 5), (14, 19)), between_two("place", (8, 10), (14, 19))]


class TestTally:
    gold = (between_two("War", (0, 5), (10, 15)), between_two("At", (0, 5), (20, 25)), between_two("Kin", (0, 5), (30, 35)))

    def test_precision_counts_claims_and_recall_counts_gold(self):
        tally = Tally({"fought": ("War",), "attacked": ("War",), "locatedIn": ("At",)})
        found = [
            between_two("fought", (0, 5), (10, 15)),
            between_two("attacked", (0, 5), (12, 14)),  # the same gold a second time: right, but no more recalled
            between_two("attacked", (0, 5), (40, 44)),
            between_two("visited", (0, 5), (20, 25)),  # not mapped
        ]
        tally.add(self.gold, found)
        assert tally.counts(["War"]) == (1, 1, 3, 2)
        assert tally.counts(["At"]) == (1, 0, 0, 0)
        assert tally.counts() == (2, 1, 3, 2)  # "Kin" is asked of nobody
        assert tally.f1(["War"]) == pytest.approx(2 * (2 / 3) * 1 / (2 / 3 + 1))
        assert tally.f1(["At"]) == 0

    def test_a_relation_of_two_types_counts_for_the_one_it_hits_else_for_the_first(self):
        tally = Tally({"visited": ("War", "At")})
        tally.add(self.gold, [between_two("visited", (0, 5), (20, 25)), between_two("visited", (50, 55), (60, 65))])
        assert tally.counts(["At"]) == (1, 1, 1, 1)
        assert tally.counts(["War"]) == (1, 0, 1, 0)

    def test_rows_have_every_type_and_the_groups(self):
        tally = Tally({"fought": ("War",), "locatedIn": ("At",)})
        tally.add(self.gold, [between_two("fought", (0, 5), (10, 15))])
        rows = list(tally.rows("Made up", {"both": ("War", "At")}, "nobody"))
        assert [(r.measured, r.of, r.figure, r.scale) for r in rows] == [
            ("At", "1", "P –, R 0.000, F1 0.000", ""),
            ("War", "1", "P 1.000, R 1.000, F1 1.000", ""),
            ("both", "2", "P 1.000, R 0.500, F1 0.667", "nobody"),
        ]


def test_plover_marks_are_taken_out_and_brackets_of_the_text_stay():
    text, marks = plover.unmark("The (SRC: Unity (Ittihad) bloc) (EVT: met) with (TAR: Mali) (again).")
    assert text == "The Unity (Ittihad) bloc met with Mali (again)."
    assert [(name, text[a:b]) for name, a, b in marks] == [("SRC", "Unity (Ittihad) bloc"), ("EVT", "met"), ("TAR", "Mali")]


def test_plover_records_are_found_by_pair_and_by_relation(tmp_path):
    marked = {"markup": "(SRC: Chad) (EVT: shelled) (TAR: rebels)."}
    mutual = {"markup": "(SRC/TAR: Chad) and (SRC/TAR: Niger) (EVT: agreed)."}
    lonely = {"markup": "(SRC: Chad) (EVT: protested)."}
    records = [
        {"id": str(n), "event": event, "textInfo": info}
        for n, (event, info) in enumerate([("FIGHT", marked), ("AGREE", mutual), ("PROTEST", lonely), ("AID", "")])
    ]
    file = tmp_path / "records.txt"
    file.write_text(json.dumps(records), encoding="utf-8")
    fight, agree = plover.corpus(file)
    assert fight.text.text == "Chad shelled rebels."
    assert plover.found(fight, [between_two("attacked", (0, 4), (13, 19))]) == (True, True)
    assert plover.found(fight, [between_two("supports", (13, 19), (0, 4))]) == (True, False)
    assert plover.found(fight, [between_two("attacked", (0, 4), (5, 12))]) == (False, False)
    assert plover.found(agree, [between_two("agreedWith", (9, 14), (0, 4))]) == (True, True)


def test_conll_sentences_become_texts_with_stretches(tmp_path):
    sentence = {
        "tokens": ["Ada", "Fay", "works", "for", "Acme", "."],
        "entities": [{"type": "Peop", "start": 0, "end": 2}, {"type": "Org", "start": 4, "end": 5}],
        "relations": [{"type": "Work_For", "head": 0, "tail": 1}],
    }
    file = tmp_path / "conll04.json"
    file.write_text(json.dumps({"test": [sentence]}), encoding="utf-8")
    ((text, links, entities),) = conll04.corpus(file)
    assert text.text == "Ada Fay works for Acme."
    assert links == [between_two("Work_For", (0, 7), (18, 22))]
    assert entities == [side((0, 7)), side((18, 22))]


def test_re3d_leaves_out_what_its_makers_hold_for_unlikely(tmp_path):
    def lines(*rows):
        return "".join(json.dumps(row) + "\n" for row in rows)

    part = tmp_path / "Part"
    part.mkdir()
    relation = {"documentId": "d", "sourceBegin": 0, "sourceEnd": 4, "targetBegin": 8, "targetEnd": 12, "type": "AlliesOf"}
    thing = {"documentId": "d", "begin": 0, "end": 4}
    (part / "documents.json").write_text(lines({"_id": "d", "text": "Mali and Chad"}))
    (part / "relations.json").write_text(lines({**relation, "confidence": 1}, {**relation, "type": "Likes", "confidence": 0}))
    (part / "entities.json").write_text(lines({**thing, "confidence": 0.5}, {**thing, "end": 2, "confidence": 0.4}))
    (report,) = re3d.corpus(tmp_path)
    assert report.links == (between_two("AlliesOf", (0, 4), (8, 12)),)
    assert report.things == (side((0, 4)),)


def test_synonyms_are_other_names_in_the_same_sentence():
    text = "The Sahel Front (SF) says the SF won. SF men left."
    mentions = [mention(4, "Sahel Front", "sf"), mention(17, "SF", "sf"), mention(30, "SF", "sf"), mention(38, "SF", "sf")]
    found = re3d.synonyms(reading(text, *mentions, sentences=(Span(0, 37), Span(38, 50))))
    assert [(one.first, one.second) for one in found] == [(((4, 15),), ((17, 19),)), (((4, 15),), ((30, 32),))]


def test_redocred_puts_properties_into_our_words_and_counts_entities_not_mentions():
    given = {
        "sents": [["Fay", "leads", "Acme", "."], ["Acme", "is", "in", "Goma", "."]],
        "vertexSet": [
            [{"sent_id": 0, "pos": [0, 1]}],
            [{"sent_id": 0, "pos": [2, 3]}, {"sent_id": 1, "pos": [0, 1]}],
            [{"sent_id": 1, "pos": [3, 4]}],
        ],
        "labels": [{"h": h, "t": t, "r": r} for h, t, r in ((1, 0, "P488"), (1, 2, "P17"), (1, 2, "P131"), (0, 1, "P999"))],
    }
    page = redocred.page(0, given)
    assert page.text.text == "Fay leads Acme. Acme is in Goma."
    fay, acme, goma = page.things
    assert page.links == (Link("leads", fay, acme), Link("located in", acme, goma))
    text = reading(page.text.text, mention(10, "Acme", "acme"), mention(16, "Acme", "acme"))
    here = Argument(Entity("acme", "Acme", "Organization"), "Acme", 16, 20)
    goma_claim = Claim(here, "locatedIn", Argument(Entity("goma", "Goma", "Place"), "Goma", 27, 31), (), Evidence("d", 0, 1, ""))
    (one,) = redocred.everywhere(text, [goma_claim])
    assert one == Link("locatedIn", ((10, 14), (16, 20)), ((27, 31),))


def test_text2kg_finds_names_in_the_sentence_or_says_that_they_are_not_there():
    given = {
        "sent": "Fay became president of Mali; the president joined the Unity Party.",
        "triples": [
            {"sub": "Mali", "rel": "head of state", "obj": "Ada Fay"},
            {"sub": "Ada Fay", "rel": "member of political party", "obj": "Green League"},
            {"sub": "Ada Fay", "rel": "shoe size", "obj": "39"},
        ],
    }
    head, party = text2kg.links(given)
    assert head == ("head of state", None)  # "Fay" alone is too short to be looked for
    assert party == ("member of political party", None)
    assert text2kg.stretches("Unity Party", given["sent"]) == ((55, 66),)
    assert text2kg.stretches("The Party", given["sent"]) == ((61, 66),)


def test_timelines_are_read_and_followed_by_id(tmp_path):
    file = tmp_path / "acme.txt"
    file.write_text("Acme\n1\t2001-02-03\td1-0-sold\td1-1-said\n2\t2001-XX-XX\td2-4-left\n", encoding="utf-8")
    gold = timeline.timeline(file)
    assert gold == timeline.Timeline("Acme", (("d1", 0), ("d1", 1), ("d2", 4)))
    readings = {"d1": reading("The Acme sold. It said so.", mention(0, "The Acme", "acme"), mention(15, "It", "acme", "pronoun"))}
    assert timeline.ids_of("acme", readings) == {"acme": 1}
    assert timeline.follows(gold, "acme", readings, {"d1": {0: (0, 14), 1: (15, 26)}}) == 2
    assert timeline.follows(gold, "other", readings, {"d1": {0: (0, 14), 1: (15, 26)}}) == 0


class TestGum:
    rows = (
        "1-1\t0-3\tAda\tperson\t_\t_\tAda_Fay\tcoref\t2-1[0_0]\n1-2\t4-8\tleft\t_\t_\t_\t_\t_\t_\n"
        "1-3\t9-12\tthe\tplace[2]\t_\t_\t_\tbridge\t2-1[0_2]\n1-4\t13-17\ttown\tplace[2]\t_\t_\t_\t_\t_\n\n"
        "2-1\t18-21\tShe\tperson\t_\t_\t_\t_\t_\n2-2\t22-26\tsaid\t_\t_\t_\t_\t_\t_\n"
    )

    def test_mentions_chains_and_pages_are_read_and_bridges_are_no_coreference(self, tmp_path):
        file = tmp_path / "GUM_news_made.tsv"
        file.write_text("#FORMAT=WebAnno TSV 3.2\n\n" + self.rows, encoding="utf-8")
        made = gum.report(file, {0, 4})
        assert made.text == Text("GUM_news_made", "Ada left the town\n\nShe said")
        ada, town, she = made.mentions
        assert [made.text.text[m.start : m.end] for m in made.mentions] == ["Ada", "the town", "She"]
        assert ada.chain == she.chain != town.chain
        assert (ada.page, town.page, town.type) == ("Ada_Fay", None, "place")

    def test_mentions_are_the_same_by_half_or_by_the_smallest_around(self):
        gold = [(0, 40), (3, 25), (50, 60)]
        assert gum.aligned([(15, 25), (50, 56), (57, 70)], gold) == {0: 1, 1: 2}
        assert gum.aligned([(0, 38)], gold) == {0: 0}

    def test_muc_counts_links_kept(self):
        assert gum.muc({"a": [1, 2, 3, 4]}, {1: "x", 2: "x", 3: "y"}) == (1, 3)  # 1-2 kept; 3 apart, 4 unknown
        assert gum.muc({"a": [1, 2], "b": [3]}, {1: "x", 2: "x", 3: "z"}) == (1, 1)

    def test_pronouns_are_right_where_the_name_before_is_of_the_chain(self):
        text = "Ada met Eve. She left. It rained."
        gold = gum.Report(
            Text("d", text),
            tuple(gum.Marked("person", a, b, None, chain) for a, b, chain in ((0, 3, 1), (8, 11, 2), (13, 16, 1))),
        )
        for entity, right in (("ada", 1), ("eve", 0)):
            mine = reading(text, mention(0, "Ada", "ada"), mention(8, "Eve", "eve"), mention(13, "She", entity, "pronoun"))
            match = gum.aligned([(m.start, m.end) for m in mine.mentions], [(m.start, m.end) for m in gold.mentions])
            assert gum.pronouns(mine, gold, match) == (1, 1, right)
        unanswered = reading(text, mention(0, "Ada", "ada"))
        assert gum.pronouns(unanswered, gold, {0: 0}) == (1, 0, 0)


def test_texts_are_read_into_claims_with_offsets_of_the_text():
    text = Text("made-up", "Chadian troops attacked Boko Haram near Bosso on Monday.", date(2020, 3, 5))
    ((same, layers, claims),) = read([text])
    assert same is text and layers.document.text == text.text
    assert any(
        c.predicate in {"attacked", "fought"} and text.text[c.object.start : c.object.end] == "Boko Haram" for c in claims
    )


def test_the_table_says_what_is_absent_and_escapes_what_would_break_it(tmp_path, capsys):
    out = tmp_path / "table.md"
    assert command.main(["--shared", str(tmp_path), "--only", "re3d", "gum", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "| re3d | not measured |  | 'data/re3d' is absent |  |" in printed
    assert out.read_text(encoding="utf-8") == printed
    assert command.line(Row("a|b", "c", "1", "d")) == r"| a\|b | c | 1 | d |  |"


def test_a_folder_or_a_name_that_is_none_is_refused(tmp_path, capsys):
    assert command.main(["--shared", str(tmp_path / "nowhere"), "--only", "re3d"]) == 2
    assert "is not a folder" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        command.main(["--only", "re4d"])
    assert "re3d" in capsys.readouterr().err


class TestClauses:
    def test_a_clause_counts_where_its_verb_could_fill_both_sides(self):
        reader, extractor = tools()
        texts = {"a": "Turkey accused Greece of the raid.", "b": "Greece slept.", "c": "The accused Greek slept in Turkey."}
        matcher = Matcher(reader.ontology)
        found = {}
        for reading in reader.read([Report(id=name, text=text) for name, text in texts.items()]):
            found[reading.document.id] = list(clauses.clauses(reading, list(extractor(reading)), matcher, reader.ontology))
        assert [(c.verb, "accused" in c.relations, c.told) for c in found["a"]] == [("accuse", True, True)]
        assert not found["b"]
        assert not [c for c in found["c"] if "accused" in c.relations]
