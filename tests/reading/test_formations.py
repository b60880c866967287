"""Units and ships by the form of their names."""

from itertools import pairwise

import pytest
from spacy.language import Language

from kg import ontology
from kg.reading import language
from kg.reading.formations import find_formations


@pytest.fixture(scope="module")
def nlp() -> Language:
    return language.load()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Pilots of the 401st Air Refueling Wing landed.", ["401st Air Refueling Wing"]),
        ("Men of the 2nd Battalion and the 9th Special Forces Group left.", ["2nd Battalion", "9th Special Forces Group"]),
        ("The Seventh Fleet sailed with USS Nowhere and HMS Queen Anne.", ["Seventh Fleet", "USS Nowhere", "HMS Queen Anne"]),
        ("FS Charles de Nantes joined Task Force 77.", ["FS Charles de Nantes", "Task Force 77"]),
        ("It was the 5th attack on the 3rd day.", []),
        ("He came 2nd, and the Fifth Amendment was cited.", []),
        ("A Task Force met.", []),
        ("SS", []),
        ("", []),
    ],
)
def test_formations(nlp: Language, text: str, names: list[str]) -> None:
    doc = nlp(text)
    assert [doc[f.start : f.end].text for f in find_formations(doc, ontology.load())] == names


def test_formations_do_not_overlap(nlp: Language) -> None:
    found = find_formations(nlp("The 1st Division of the 2nd Army met CTF 50 at sea near MV Example."), ontology.load())
    assert len(found) == 4
    assert all(a.end <= b.start for a, b in pairwise(found))
