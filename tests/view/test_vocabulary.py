"""The page of terms: all are there, each with its meaning, linked to one another, and nothing is loaded."""

import re

import pytest

from kg import ontology
from kg.view import vocabulary
from tests.test_cli import kg  # noqa: F401 - a fixture

PAGE = vocabulary.render()
TERMS = vocabulary.terms()


@pytest.mark.parametrize("name", sorted(TERMS))
def test_every_term_is_explained(name):
    term = TERMS[name]
    assert f"id='{name}'" in PAGE
    way_back = any(prop.endswith("inverseOf") for prop in term.said)
    assert term.definition or way_back or name.endswith("Scheme"), "give it a skos:definition"


def test_each_term_stands_under_one_heading():
    grouped = [term.name for _, inside in vocabulary.groups(TERMS) for term in inside]
    assert sorted(grouped) == sorted(TERMS)
    (_, relations), *_ = vocabulary.groups(TERMS)
    assert {r.name for r in relations} == set(ontology.load().relations)


def test_links_lead_to_terms_that_are_there_and_nowhere_else():
    anchors = set(re.findall(r"id='(\w+)'", PAGE))
    links = re.findall(r"href='([^']+)'", PAGE)
    assert {link.removeprefix("#") for link in links} <= anchors
    assert "<script src" not in PAGE and "<link" not in PAGE


def test_what_the_file_says_is_text_and_never_markup(tmp_path):
    text = (ontology.folder() / "kg.ttl").read_text("utf-8")
    (tmp_path / "kg.ttl").write_text(text.replace("An actor holds a place", "<script>alert(1)</script> & 'x'"), encoding="utf-8")
    page = vocabulary.render(tmp_path)
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#x27;x&#x27;" in page


def test_the_command_lists_relations_and_writes_the_page(kg, tmp_path):  # noqa: F811
    assert "seized" in kg("ontology").out and "withdrewFrom" in kg("ontology").out
    assert kg("ontology", "--html", "-o", tmp_path / "o.html").code == 0
    assert (tmp_path / "o.html").read_text("utf-8") == PAGE
    assert '"name": "CTpos"' in kg("ontology", "--json").out
