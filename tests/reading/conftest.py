"""One reader for all tests of the nominal layer, and the mentions of a text as plain tuples."""

from collections.abc import Callable

import pytest

from kg.ontology import load
from kg.reading.reader import Reader
from kg.records import Document, Entity, Reading

Told = Callable[[str], dict[str, list[Entity]]]


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader(load())


@pytest.fixture(scope="session")
def read(reader: Reader) -> Callable[[str], Reading]:
    return lambda text: next(reader.read([Document("d", text)]))


@pytest.fixture(scope="session")
def mentions(read: Callable[[str], Reading]) -> Told:
    """The entities that each stretch of a text stands for, in the order of the text."""

    def told(text: str) -> dict[str, list[Entity]]:
        reading = read(text)
        entities = {e.id: e for e in reading.entities}
        found: dict[str, list[Entity]] = {}
        for mention in reading.mentions:
            found.setdefault(mention.text, []).append(entities[mention.entity])
        return found

    return told
