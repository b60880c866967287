"""Noun phrases: where they end, what they are about, and lists that the parser gives to the wrong noun."""

import pytest

from kg.reading.phrases import Phrase, base, borrowed_items, conjuncts, find_phrases
from kg.reading.reader import Reader


def phrase(reader: Reader, text: str, head: str) -> tuple[str, str, bool]:
    doc = reader.nlp(text)
    found: list[Phrase] = [p for p in find_phrases(doc, reader.ontology) if doc[p.head].text == head]
    assert len(found) == 1
    return doc[found[0].start : found[0].end].text, doc[found[0].core].text, found[0].naming


@pytest.mark.parametrize(
    ("text", "head", "expected"),
    [
        ("The Iraqi city of Mosul was shelled.", "city", ("Iraqi city of Mosul", "Mosul", True)),
        ("They hold most of Badakhshan.", "most", ("most of Badakhshan", "Badakhshan", False)),
        ("Rebels burned dozens of small villages.", "dozens", ("dozens of small villages", "villages", False)),
        ("At least 26 people died.", "people", ("At least 26 people", "people", False)),
        ("The two senior officials left.", "officials", ("two senior officials", "officials", False)),
        ("Its northern bases were hit.", "bases", ("northern bases", "bases", False)),
        ("They were part of Task Force 50 then.", "Force", ("Task Force 50", "Force", False)),
    ],
)
def test_a_phrase_loses_its_determiner_and_knows_its_core(reader: Reader, text: str, head: str, expected: tuple[str, str, bool]) -> None:
    assert phrase(reader, text, head) == expected


def test_every_head_has_one_phrase_and_every_phrase_holds_its_head(reader: Reader) -> None:
    doc = reader.nlp("Three soldiers, two of them Afghans, and some of the villagers fled the city of Kunduz on Monday, officials said.")
    found = find_phrases(doc, reader.ontology)
    assert len({p.head for p in found}) == len(found)
    assert all(p.start <= p.head < p.end and p.start <= p.core < p.end for p in found)


def test_coordinated_nouns_are_given_in_order(reader: Reader) -> None:
    doc = reader.nlp("Iran, Egypt and Qatar sent troops.")
    assert [t.text for t in conjuncts(doc[0])] == ["Iran", "Egypt", "Qatar"]


def test_a_list_of_countries_after_of_belongs_to_the_first_of_them(reader: Reader) -> None:
    doc = reader.nlp("She met the foreign ministers of Jordan, Egypt, Qatar and Turkey on Friday.")
    minister = next(t for t in doc if t.text == "ministers")
    jordan = next(t for t in doc if t.text == "Jordan")
    assert [t.text for t in conjuncts(minister)] == ["ministers"]
    assert [t.text for t in conjuncts(jordan)] == ["Jordan", "Egypt", "Qatar", "Turkey"]
    assert all(doc[i].text in {"Egypt", "Qatar", "Turkey"} for i in borrowed_items(minister))


def test_people_coordinated_behind_of_are_not_borrowed(reader: Reader) -> None:
    doc = reader.nlp("The president of Iran and his wife arrived.")
    assert borrowed_items(next(t for t in doc if t.text == "president")) == ()


def test_the_base_of_a_phrase_keeps_approximations(reader: Reader) -> None:
    doc = reader.nlp("Nearly 300 protesters were held.")
    start, end = base(next(t for t in doc if t.text == "protesters"))
    assert doc[start:end].text == "Nearly 300 protesters"
