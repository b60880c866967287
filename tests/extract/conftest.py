"""What the tests of the extractors share: a reader, the frames extractor, and claims as short readable lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kg import ontology
from kg.extract import Extractor, load
from kg.reading.reader import Reader
from kg.records import Claim, Document, Reading

DATE = date(2021, 7, 9)
"""A Friday."""

Read = Callable[..., Reading]
Said = Callable[..., list[str]]
Claims = Callable[..., list[Claim]]


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader(ontology.load())


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return load("frames", ontology.load())


@pytest.fixture(scope="session")
def read(reader: Reader) -> Read:
    """Read a text of a report of Friday, 9 July 2021 by the Example Gazette."""

    def run(text: str, *, publisher: str | None = "Example Gazette", day: date | None = DATE) -> Reading:
        return next(iter(reader.read([Document("report", text, publisher=publisher, date=day)])))

    return run


@pytest.fixture(scope="session")
def claims(read: Read, extractor: Extractor) -> Claims:
    def run(text: str, **given: object) -> list[Claim]:
        return list(extractor(read(text, **given)))

    return run


@pytest.fixture(scope="session")
def said(claims: Claims) -> Said:
    """The claims of a text as "subject relation object", once each."""

    def run(text: str, **given: object) -> list[str]:
        return list(dict.fromkeys(f"{c.subject.label} {c.predicate} {c.object.label}" for c in claims(text, **given)))

    return run
