"""The gazetteer: look-ups, finding places in texts, user dumps."""

import multiprocessing
import time
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg.errors import OutputError, SourceError
from kg.reading import language
from kg.reading.gazetteer import SHIPPED, Gazetteer, add_dump
from kg.reading.placeindex import PlaceIndex, key, lies_in, standing
from kg.reading.placenames import name_keys, stripped, usable
from kg.reading.toponymhits import ToponymHit
from kg.reading.words import split


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return Gazetteer.load(tmp_path_factory.mktemp("none"))


@pytest.fixture(scope="module")
def nlp() -> Language:
    return language.load()


def hits(gazetteer: Gazetteer, nlp: Language, text: str) -> dict[str, ToponymHit]:
    return {h.name: h for h in gazetteer.find(nlp(text))}


@pytest.mark.parametrize(
    ("name", "ident"),
    [
        ("Kyiv", 703448),
        ("Kiev", 703448),
        ("Bombay", 1275339),
        ("Rangoon", 1298824),
        ("Peking", 1816670),
        ("Saigon", 1566083),
        ("Kharkov", 706483),
        ("Halab", 170063),
        ("Al-Raqqa", 172955),
        ("ar-Raqqah", 172955),
        ("RAQQA", 172955),
        ("Mosul", 99072),
        ("Al Mawsil", 99072),
        ("Badakhshan", 1147745),
        ("Balkh Province", 1147288),
        ("Gaza Strip", 281132),
        ("United Kingdom", 2635167),
        ("Burma", 1327865),
        ("Africa", 6255146),
    ],
)
def test_spellings_old_and_new(gazetteer: Gazetteer, name: str, ident: int) -> None:
    assert ident in [c.place.id for c in gazetteer.lookup(name)][:2]


def test_a_look_up_brings_all_places_so_called_best_known_first(gazetteer: Gazetteer) -> None:
    places = [c.place for c in gazetteer.lookup("Herat")]
    assert {"ADM1", "PPLA", "ADM2"} <= {p.feature for p in places}
    assert {p.country for p in places} >= {"AF", "IR"}
    assert [standing(p) for p in places] == sorted((standing(p) for p in places), reverse=True)


def test_unknown_names_and_nothing(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Qwrtzuiop") == ()
    assert gazetteer.lookup("") == ()
    assert gazetteer.place(-(10**6)) is None
    assert gazetteer.country("QQ") is None


def test_places_lie_in_divisions_and_countries(gazetteer: Gazetteer) -> None:
    city, province = gazetteer.place(1140026), gazetteer.place(1140025)
    assert city is not None
    assert province is not None
    assert city.admin1 == province.id
    assert lies_in(city, province)
    assert not lies_in(province, city)
    country = gazetteer.country("AF")
    assert country is not None
    assert (country.id, country.feature, country.type) == ("geonames/1149361", "PCLI", "Place")


def test_an_entity_carries_what_rdf_needs(gazetteer: Gazetteer) -> None:
    entity = gazetteer.lookup("Kunduz")[0].place.entity
    assert entity.id == f"geonames/{entity.geonames}"
    assert entity.country == "AF"
    assert entity.lat == pytest.approx(36.7, abs=0.3)
    own = gazetteer.lookup("Persian Gulf")[0].place.entity
    assert (own.id, own.geonames, own.type) == ("place/persian-gulf", None, "Place")
    assert gazetteer.lookup("Mosul Dam")[0].place.entity.type == "Facility"


def test_every_row_of_the_shipped_index_can_be_read() -> None:
    index = PlaceIndex(SHIPPED)
    assert len(index) > 280_000
    for row in range(0, len(index), 997):
        place = index.place(row)
        assert place.name
        assert -90 <= place.lat <= 90
        assert -180 <= place.lon <= 180
        assert index.by_id(place.id) == place
    for code, ident in list(index.codes().items())[::499]:
        found = index.by_id(ident)
        assert found is not None, code
        assert found.country == code.split(".")[0]
    assert {"AF", "US", "XK", "PS", "TW"} <= {c.country for c in index.countries()}


def test_the_shipped_index_was_made_by_this_code_from_these_tables(gazetteer: Gazetteer) -> None:
    """Else ``kg/reading/data/make.py`` has to be run again."""
    index = PlaceIndex(SHIPPED)
    for row in range(0, len(index), 1499):
        place = index.place(row)
        assert place.id in [c.place.id for c in gazetteer.lookup(place.name)], place.name
    for file, name_at, others_at in (("regions.tsv", 0, 1), ("aliases.tsv", 1, 2)):
        for line in (SHIPPED.parent / file).read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if line.startswith("#"):
                continue
            for name in (cells[name_at], *filter(None, cells[others_at].split(";"))):
                ids = {c.place.id for c in gazetteer.lookup(name)}
                assert ids, name
                assert file == "regions.tsv" or int(cells[0]) in ids, name


@pytest.mark.parametrize(
    ("text", "name", "word", "part"),
    [
        ("Rebels took Kunduz province.", "Kunduz", "province", None),
        ("Rebels took the province of Kunduz.", "Kunduz", "province", None),
        ("Rebels took the town of Tal Abyad.", "Tal Abyad", "town", None),
        ("Rebels fought in northern Aleppo.", "Aleppo", None, "northern"),
        ("He lives in Kherson oblast.", "Kherson", "oblast", None),
        ("Rebels are in Anbar province of Iraq.", "Iraq", None, None),
    ],
)
def test_class_words_and_parts_stand_beside_the_name(
    gazetteer: Gazetteer, nlp: Language, text: str, name: str, word: str | None, part: str | None
) -> None:
    hit = hits(gazetteer, nlp, text)[name]
    assert (hit.class_word, hit.part) == (word, part)


def test_a_facility_is_not_the_town_that_it_is_named_after(gazetteer: Gazetteer, nlp: Language) -> None:
    doc = nlp("Shells fell on Baghdad International Airport and near Kirkuk Air Base.")
    found = gazetteer.find(doc)
    assert [(h.name, h.kind) for h in found] == [("Baghdad International Airport", "facility"), ("Kirkuk Air Base", "facility")]
    assert doc[found[0].place_start : found[0].place_end].text == "Baghdad"
    assert found[0].candidates[0].place.id == 98182


def test_containers_are_tied(gazetteer: Gazetteer, nlp: Language) -> None:
    found = gazetteer.find(nlp("They met in Paris, Texas, and later in Tripoli in northern Lebanon."))
    names = [h.name for h in found]
    assert names == ["Paris", "Texas", "Tripoli", "Lebanon"]
    assert [h.container for h in found] == [1, None, 3, None]


@pytest.mark.parametrize(
    "text",
    [
        "Most of the men Said nothing in March.",
        "The Police and the Council of State met.",
        "Mr Austin thanked General Milley.",
        "David Austin left. Austin said no more.",
        "The River and the City Council",
        "Turkish and Saudi officials met.",
        "us and them",
        "",
    ],
)
def test_what_is_no_place(gazetteer: Gazetteer, nlp: Language, text: str) -> None:
    assert not gazetteer.find(nlp(text))


def test_a_place_that_the_model_takes_for_a_person(gazetteer: Gazetteer, nlp: Language) -> None:
    assert "Islam Qala" in hits(gazetteer, nlp, "The fighters took Islam Qala, in Herat province, on Thursday.")


def test_a_preposition_is_no_part_of_a_name(gazetteer: Gazetteer, nlp: Language) -> None:
    found = hits(gazetteer, nlp, "Near Palmyra, one strike hit a truck. The plant at Abqaiq burned.")
    assert {"Palmyra", "Abqaiq"} <= set(found)


def test_towns_in_a_list_vouch_for_each_other(gazetteer: Gazetteer, nlp: Language) -> None:
    found = hits(gazetteer, nlp, "Clashes went on at Bakhmut and Avdiivka in the Donetsk region.")
    assert {"Bakhmut", "Avdiivka", "Donetsk"} <= set(found)


def test_hits_do_not_overlap_and_lie_where_they_say(gazetteer: Gazetteer, nlp: Language) -> None:
    doc = nlp("In Deir ez-Zor city, near the Euphrates, troops from Ar-Raqqah and St. John's met; New York, N.Y., is far from al-Bab.")
    found = gazetteer.find(doc)
    assert len(found) >= 6
    assert all(doc.text[h.start_char : h.end_char] == h.name for h in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_finding_is_repeatable(gazetteer: Gazetteer, nlp: Language) -> None:
    doc = nlp("Fighting spread from Sirte to Misrata and on to Tripoli, Libya.")
    assert gazetteer.find(doc) == Gazetteer(gazetteer.indexes).find(doc)


def test_a_thousand_words_take_milliseconds(gazetteer: Gazetteer, nlp: Language) -> None:
    doc = nlp("Government troops left Kunduz for Baghlan on Tuesday, and fighting went on near Herat and in western Farah. " * 55)
    gazetteer.find(doc)
    began = time.process_time()
    gazetteer.find(doc)
    assert (time.process_time() - began) / len(doc) * 1000 < 1  # seconds; a tenth of that on an idle machine


ROWS = [
    (
        "9000001",
        "Qarye-ye Nav",
        "Qarye-ye Nav",
        "New Village,Нав",
        "34.5",
        "62.5",
        "P",
        "PPL",
        "AF",
        "",
        "11",
        "",
        "",
        "",
        "120",
        "",
        "",
        "",
        "",
    ),
    ("9000002", "Darreh Fort", "Darreh Fort", "", "34.6", "62.6", "S", "FT", "AF", "", "11", "", "", "", "0", "", "", "", ""),
    ("9000003", "Nowhere Well", "Nowhere Well", "", "34.7", "62.7", "H", "WLL", "AF", "", "11", "", "", "", "0", "", "", "", ""),
]


def table(path: Path, rows: list[tuple[str, ...]] = ROWS) -> Path:
    path.write_text("".join("\t".join(r) + "\n" for r in rows), encoding="utf-8")
    return path


def test_a_dump_is_added(tmp_path: Path, nlp: Language) -> None:
    added = add_dump(table(tmp_path / "AF.txt"), tmp_path / "mine")
    assert (added.places, added.skipped) == (2, 0)  # wells are left out
    gazetteer = Gazetteer.load(tmp_path / "mine")
    (village,) = gazetteer.lookup("Qarye-ye Nav")
    assert village.place.admin1 == 1140025  # the shipped province of that code
    assert 9000001 in [c.place.id for c in gazetteer.lookup("New Village")]
    assert gazetteer.lookup("Darreh Fort")[0].place.entity.type == "Facility"
    assert gazetteer.lookup("Herat")
    assert gazetteer.place(9000002) is not None


def test_a_dump_in_a_zip_and_again(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "AF.zip", "w") as archive:
        archive.write(table(tmp_path / "AF.txt"), "AF.txt")
        archive.writestr("readme.txt", "read me")
    first = add_dump(tmp_path / "AF.zip", tmp_path / "mine")
    second = add_dump(tmp_path / "AF.zip", tmp_path / "mine")
    assert first == second
    assert len(Gazetteer.load(tmp_path / "mine").indexes) == 2
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["af"]  # nothing left behind


def test_a_dump_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = add_dump(table(tmp_path / "x.txt"), tmp_path / "1"), add_dump(tmp_path / "x.txt", tmp_path / "2")
    for file in sorted(one.folder.iterdir()):
        assert file.read_bytes() == (two.folder / file.name).read_bytes()


def test_broken_lines_are_counted_and_broken_files_named(tmp_path: Path) -> None:
    bad = [ROWS[0], ("x",), ("no number", *ROWS[1][1:])]
    assert add_dump(table(tmp_path / "bad.txt", bad), tmp_path / "mine").skipped == 2
    with pytest.raises(SourceError, match=r"line 1 has 1 columns, not 19"):
        add_dump(table(tmp_path / "head.txt", [("geonameid",), *ROWS]), tmp_path / "mine")
    with pytest.raises(SourceError, match="no place in it"):
        add_dump(table(tmp_path / "wells.txt", [ROWS[2]]), tmp_path / "mine")
    with pytest.raises(SourceError, match="cannot be read"):
        add_dump(tmp_path / "missing.txt", tmp_path / "mine")
    (tmp_path / "latin.txt").write_bytes(b"\xe9" * 40)
    with pytest.raises(SourceError, match="not UTF-8"):
        add_dump(tmp_path / "latin.txt", tmp_path / "mine")
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        add_dump(table(tmp_path / "AF.txt"), tmp_path / "file")


def test_a_broken_gazetteer_is_named(tmp_path: Path) -> None:
    added = add_dump(table(tmp_path / "AF.txt"), tmp_path / "mine")
    (added.folder / "names.npy").unlink()
    with pytest.raises(SourceError, match="Build it again"):
        Gazetteer.load(tmp_path / "mine")
    (added.folder / "about.json").write_text('{"format": 0}', encoding="utf-8")
    with pytest.raises(SourceError, match="Build it again"):
        Gazetteer.load(tmp_path / "mine")


def _add(arguments: tuple[Path, Path]) -> int:
    return add_dump(*arguments).places


def test_two_processes_may_add_one_dump_at_once(tmp_path: Path) -> None:
    dump = table(tmp_path / "AF.txt", [(str(9000001 + n), *ROWS[0][1:]) for n in range(400)])
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(_add, [(dump, tmp_path / "mine")] * 4) == [400] * 4
    assert len(Gazetteer.load(tmp_path / "mine").indexes[1]) == 400


def test_which_spellings_an_english_text_could_use() -> None:
    assert usable("Ar Raqqah")
    assert usable("al-Bab")
    assert usable("Łódź")
    for junk in ("swldw", "IEV", "Київ", "Ab", "New York 3", "x" * 80):
        assert not usable(junk)
    assert stripped(split("Kunduz Province")) == ("kunduz",)
    assert stripped(split("Departamento de Arauca")) == ("arauca",)
    assert stripped(split("District")) == ()
    assert ("bab", 0) in name_keys("x", ["Al Bab"], country="SY")
    assert ("paso", 0) not in name_keys("x", ["El Paso"], country="US")


@given(st.lists(st.sampled_from(["St.", "Mt.", "John's", "U.S.", "Deir", "ez-Zor", "Raqqa", "d'Ivoire"]), min_size=1, max_size=4))
@settings(max_examples=100)
def test_keys_do_not_depend_on_case_hyphens_or_apostrophes(words: list[str]) -> None:
    text = " ".join(words)
    assert key(split(text)) == key(split(text.upper().replace("'", "’"))) == key(split(text.replace("-", " ")))
