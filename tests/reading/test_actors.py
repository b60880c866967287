"""The world list in texts: spellings, ambiguity, demonyms and institutions, outlets."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg import worldlist
from kg.errors import OntologyError
from kg.ontology import folder
from kg.reading import language
from kg.reading.actors import ActorHit, ActorIndex
from kg.reading.words import fold, split, words_of


@pytest.fixture(scope="module")
def index() -> ActorIndex:
    return ActorIndex.load()


@pytest.fixture(scope="module")
def nlp() -> Language:
    return language.load()


def found(index: ActorIndex, nlp: Language, text: str) -> dict[str, str]:
    doc = nlp(text)
    return {doc.text[h.start_char : h.end_char]: h.entity.id for h in index.find(doc)}


def test_the_list_is_wide_and_whole() -> None:
    world = worldlist.load()
    types = [a.entity.type for a in world.actors]
    assert types.count("Government") >= 195
    assert types.count("MediaOutlet") >= 90
    assert types.count("ArmedGroup") >= 150
    assert len({a.entity.id for a in world.actors}) == len(world.actors)


def test_every_government_of_a_country_has_adjective_or_names_and_its_territory() -> None:
    for actor in worldlist.load().actors:
        if actor.entity.id.startswith("government/"):
            code = actor.entity.id.removeprefix("government/")
            assert actor.countries == (code,)
            assert actor.territory, code


def test_loading_is_fast() -> None:
    began = time.perf_counter()
    ActorIndex.load()
    assert time.perf_counter() - began < 20  # a twentieth of a second on an idle machine


@pytest.mark.parametrize(
    ("text", "spelling", "actor"),
    [
        ("Fighters of Da'esh fled.", "Da'esh", "islamic-state"),
        ("Fighters of Da’esh fled.", "Da’esh", "islamic-state"),
        ("A cell of al-Qa'ida was found.", "al-Qa'ida", "al-qaeda"),
        ("A cell of Al Qaeda was found.", "Al Qaeda", "al-qaeda"),
        ("Hizbullah denied it.", "Hizbullah", "hezbollah"),
        ("The Kurdistan Workers’ Party denied it.", "Kurdistan Workers’ Party", "pkk"),
        ("Troops from Türkiye left.", "Türkiye", "government/TR"),
        ("Soldiers of the SDF left.", "SDF", "syrian-democratic-forces"),
        ("He wrote for Al-Jazeera.", "Al-Jazeera", "al-jazeera"),
        ("RFE/RL carried it.", "RFE/RL", "rferl"),
    ],
)
def test_spellings_are_one_actor(index: ActorIndex, nlp: Language, text: str, spelling: str, actor: str) -> None:
    assert found(index, nlp, text).get(spelling) == actor


def test_hyphens_end_a_name(index: ActorIndex, nlp: Language) -> None:
    hits = found(index, nlp, "Houthi-held towns and U.S.-trained troops met Turkish-backed rebels.")
    assert hits == {"Houthi": "houthis", "U.S.": "government/US", "Turkish": "government/TR"}


def test_a_hit_inside_a_token_has_its_own_offsets(index: ActorIndex, nlp: Language) -> None:
    doc = nlp("The U.S.-led mission ended.")
    (hit,) = index.find(doc)
    assert doc.text[hit.start_char : hit.end_char] == "U.S."
    assert hit.kind == "acronym"


def test_ordinary_words_are_no_actors(index: ActorIndex, nlp: Language) -> None:
    assert not found(index, nlp, "It is not clear who told us so, or what care they took as the car went by.")


def test_the_longest_name_wins(index: ActorIndex, nlp: Language) -> None:
    hits = found(index, nlp, "The Islamic State of Iraq and the Levant fought the Syrian Democratic Forces.")
    assert set(hits.values()) == {"islamic-state", "syrian-democratic-forces"}


def test_names_do_not_run_over_paragraphs(index: ActorIndex, nlp: Language) -> None:
    assert "boko-haram" not in found(index, nlp, "They spoke of Boko\n\nHaram is a word.").values()


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("The Rapid Support Forces (RSF) hold Khartoum. The RSF denied it.", "rapid-support-forces"),
        ("Reporters Without Borders (RSF) wrote to the court. The RSF report is long.", "reporters-without-borders"),
        ("In Sudan the army fought on. Khartoum said the RSF had shelled a market.", "rapid-support-forces"),
    ],
)
def test_an_ambiguous_acronym_means_what_the_text_bears_out(index: ActorIndex, nlp: Language, text: str, actor: str) -> None:
    assert found(index, nlp, text)["RSF"] == actor


def test_an_ambiguous_acronym_with_nothing_to_tell_it_is_left_alone(index: ActorIndex, nlp: Language) -> None:
    assert "RSF" not in found(index, nlp, "The RSF met on a Tuesday.")


def test_an_acronym_that_the_text_explains_otherwise_is_left_alone(index: ActorIndex, nlp: Language) -> None:
    text = "In Sudan the Regional Salt Federation (RSF) met. Khartoum praised the RSF."
    assert "RSF" not in found(index, nlp, text)


def test_the_west_is_not_part_of_a_longer_name(index: ActorIndex, nlp: Language) -> None:
    assert found(index, nlp, "He blamed the West for it.") == {"the West": "the-west"}
    assert not found(index, nlp, "He lives in the West Bank and on the West Side.")


def test_an_outlet_with_an_ambiguous_name_is_one_where_it_is_cited(index: ActorIndex, nlp: Language) -> None:
    assert found(index, nlp, "Two people told AP that he had left.")["AP"] == "associated-press"
    assert "AP" not in found(index, nlp, "She passed the AP exam.")


def test_kinds(index: ActorIndex, nlp: Language) -> None:
    doc = nlp("Afghans met the Taliban while the Kremlin and the UN looked on.")
    kinds = {h.entity.id: h.kind for h in index.find(doc)}
    assert kinds == {"government/AF": "demonym", "taliban": "name", "government/RU": "metonym", "united-nations": "acronym"}


@pytest.mark.parametrize(
    ("text", "entity", "label"),
    [
        ("The Kenyan navy sailed.", "government/KE/navy", "Kenyan navy"),
        ("Kenya's foreign ministry said so.", "government/KE/foreign-ministry", "Kenyan foreign ministry"),
        ("The Chadian government said so.", "government/TD", "Chad"),
        ("Iran's parliament voted.", "majlis-iran", "Iranian parliament"),
        ("The ministry of internal affairs of Belarus said so.", "government/BY/interior-ministry", "Belarusian interior ministry"),
        ("The government of Burundi said so.", "government/BI", "Burundi"),
        ("The Foreign Ministry of the United Arab Emirates said so.", "government/AE/foreign-ministry", "Emirati foreign ministry"),
    ],
)
def test_a_country_s_institutions(index: ActorIndex, nlp: Language, text: str, entity: str, label: str) -> None:
    (hit,) = index.find(nlp(text))
    assert (hit.entity.id, hit.entity.label) == (entity, label)
    assert hit.country in {"KE", "TD", "IR", "BY", "BI", "AE"}


def test_institutions_know_their_government(index: ActorIndex) -> None:
    assert index.institution_parent("government/KE/navy") == "government/KE"
    assert index.institution_parent("government/KE") is None
    assert index.institution_parent("taliban") is None


def test_look_ups(index: ActorIndex) -> None:
    government = index.government("AF")
    assert government is not None
    assert (government.id, government.wikidata) == ("government/AF", "Q889")
    assert index.government("QQ") is None
    assert index.country_of_demonym("Afghans") == "AF"
    assert index.country_of_demonym("Danish") == "DK"
    assert index.country_of_demonym("table") is None
    irgc = index.actor("quds-force")
    assert irgc is not None
    assert irgc.parents == ("irgc",)


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://www.bbc.co.uk/news/world-1", "bbc"),
        ("en.wikinews.org", "wikinews"),
        ("https://news.sky.com/story", "sky-news"),
        ("https://example.org/bbc.co.uk", None),
        ("", None),
    ],
)
def test_outlets_by_domain(index: ActorIndex, url: str, outlet: str | None) -> None:
    entity = index.outlet_for_domain(url)
    assert (entity.id if entity else None) == outlet


def test_outlets_by_name(index: ActorIndex) -> None:
    for name, outlet in [
        ("Reuters", "reuters"),
        ("The Guardian", "the-guardian"),
        ("guardian", "the-guardian"),
        ("AFP", "agence-france-presse"),
    ]:
        entity = index.outlet_named(name)
        assert entity is not None, name
        assert entity.id == outlet
    assert index.outlet_named("Nobody's Gazette") is None
    assert index.outlet_named("ABC") is None  # American or Australian


def test_a_broken_list_says_what_is_wrong(tmp_path: Path) -> None:
    head = "@prefix kg: <https://w3id.org/dateline/kg#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    entity = "<https://w3id.org/dateline/entity/"
    file = tmp_path / worldlist.FILE
    for body, message in [
        (f'{entity}a> a kg:Ship ; skos:prefLabel "A" .', "one class is meant"),
        (f"{entity}a> a kg:ArmedGroup .", "prefLabel is needed once"),
        (f'{entity}a> a kg:ArmedGroup ; skos:prefLabel "A" ; kg:memberOf {entity}b> .', "'b', which is not in the list"),
        (f'{entity}i> a kg:Institution ; skos:prefLabel "A" .', "kg:kind is needed once"),
        (f"{entity}a> a kg:ArmedGroup ; ", "line"),
    ]:
        file.write_text(head + body, encoding="utf-8")
        with pytest.raises(OntologyError, match=message):
            worldlist.load(tmp_path)
    file.unlink()
    with pytest.raises(OntologyError, match="cannot be read"):
        worldlist.load(tmp_path)


def test_the_file_is_sorted_and_says_where_its_facts_come_from() -> None:
    text = (folder() / worldlist.FILE).read_text(encoding="utf-8")
    blocks = [b for b in text.split("\n\n") if b.startswith("<")]
    assert all("dcterms:source" in b for b in blocks)
    order = [(b.split(" ")[2], b.split(">")[0]) for b in blocks]
    kinds = list(dict.fromkeys(k for k, _ in order))
    assert order == sorted(order, key=lambda o: (kinds.index(o[0]), o[1]))


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_folding_is_settled(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abcXYZéÜžłşİñ019-'’ ", max_size=40))
@settings(max_examples=200, deadline=None)
def test_the_words_of_words_are_the_same(text: str) -> None:
    assert split(" ".join(split(text))) == split(text) or "'s" in split(text)


@given(st.text(alphabet="AbcÉ'’-/ .US\n", max_size=60))
@settings(max_examples=60, deadline=None)
def test_words_lie_where_they_say(text: str) -> None:
    doc = language.load().make_doc(text)
    words = words_of(doc)
    for raw, start, end in zip(words.raw, words.starts, words.ends, strict=True):
        assert doc.text[start:end] == raw or raw == "\n"
    assert words.starts == sorted(words.starts)


def test_hits_do_not_overlap(index: ActorIndex, nlp: Language) -> None:
    hits: tuple[ActorHit, ...] = index.find(
        nlp("The US Department of Defense, the US and the U.S. Army in Kabul met Afghan officials of the UN.")
    )
    assert all(a.end_char <= b.start_char for a, b in pairwise(hits))
    assert len(hits) >= 5
