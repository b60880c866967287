from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pyoxigraph as ox
import pytest

from kg.graph.answers import Answer, python, shortened
from kg.ontology import PREFIXES

XSD = PREFIXES["xsd"]


def literal(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (literal("7", "integer"), 7),
        (literal("7", "nonNegativeInteger"), 7),
        (literal("0.5", "decimal"), 0.5),
        (literal("1e3", "double"), 1000.0),
        (literal("true", "boolean"), True),
        (literal("0", "boolean"), False),
        (literal("2021-07-08", "date"), date(2021, 7, 8)),
        (literal("2021-07-08T10:00:00Z", "dateTime"), datetime(2021, 7, 8, 10, tzinfo=UTC)),
        (literal("2021", "gYear"), "2021"),
        (literal("some day", "date"), "some day"),
        (ox.Literal("Herat", language="en"), "Herat"),
        (ox.NamedNode("http://example.org/"), "http://example.org/"),
        (ox.BlankNode("b"), "_:b"),
        (None, None),
    ],
)
def test_terms_become_python_values_where_one_fits(term: ox.Literal | None, value: object) -> None:
    assert python(term) == value


def test_json_tells_all_kinds_of_terms() -> None:
    node = ox.NamedNode("http://example.org/a")
    row = (ox.BlankNode("b"), ox.Literal("Herat", language="en"), literal("7", "integer"), ox.Triple(node, node, ox.Literal("x")))
    (binding,) = json.loads(Answer(("a", "b", "c", "d"), (row,)).written("json"))["results"]["bindings"]
    assert binding["a"] == {"type": "bnode", "value": "b"}
    assert binding["b"] == {"type": "literal", "value": "Herat", "xml:lang": "en"}
    assert binding["c"] == {"type": "literal", "value": "7", "datatype": XSD + "integer"}
    assert binding["d"]["type"] == "triple"
    assert binding["d"]["value"]["object"] == {"type": "literal", "value": "x"}


def test_the_longest_prefix_shortens() -> None:
    prefixes = {"a": "http://example.org/", "b": "http://example.org/b/"}
    assert shortened("http://example.org/b/c", prefixes) == "b:c"
    assert shortened("http://example.org/", prefixes) == "http://example.org/"
    assert shortened("http://elsewhere.org/x", prefixes) == "http://elsewhere.org/x"


def test_text_shows_labels_before_short_iris_before_values() -> None:
    known, other = ox.NamedNode("http://example.org/a"), ox.NamedNode("http://example.org/b")
    answer = Answer(("x", "y", "z", "n"), ((known, other, ox.Literal("text"), None),))
    assert answer.text({"e": "http://example.org/"}, {known.value: "A"}) == [["A", "e:b", "text", ""]]
    assert answer.nodes() == {known.value, other.value}
