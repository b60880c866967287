"""Gazetteers of one's own, from the command line."""

import json

import pytest

from tests.reading.test_gazetteer import ROWS, table
from tests.test_cli import kg  # noqa: F401 - a fixture


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_a_dump_is_added_listed_and_removed(kg, tmp_path):  # noqa: F811
    added = kg("gazetteer", "add", table(tmp_path / "AF.txt"))
    assert added.out == "af: 2 places under 3 names; 0 lines of no use\n"
    listed = json.loads(kg("gazetteer", "list", "--json").out)
    assert [(g["name"], g["places"]) for g in listed][1:] == [("af", 2)]
    assert listed[0]["name"] == "shipped" and listed[0]["places"] > 200_000
    again = json.loads(kg("gazetteer", "add", table(tmp_path / "AF.txt", ROWS[:1]), "--json").out)
    assert (again["name"], again["places"]) == ("af", 1)
    assert kg("gazetteer", "remove", "af").out == "af: removed\n"
    assert len(json.loads(kg("gazetteer", "list", "--json").out)) == 1


def test_what_is_no_dump_is_told_and_the_others_are_added(kg, tmp_path):  # noqa: F811
    (tmp_path / "x.txt").write_text("no table\n")
    mixed = kg("gazetteer", "add", tmp_path / "x.txt", table(tmp_path / "AF.txt"), tmp_path / "none.zip")
    assert mixed.code == 1 and "af: 2 places" in mixed.out
    assert "line 1 has 1 columns, not 19" in mixed.err and "none.zip" in mixed.err
    unknown = kg("gazetteer", "remove", "fa")
    assert unknown.code == 1 and "unknown gazetteer 'fa'. Known: af." in unknown.err
