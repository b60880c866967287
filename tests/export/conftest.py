from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import BinaryIO

import pytest

from kg import plugins
from kg.graph.store import Store
from kg.records import Claim, Document
from tests.view import story


def filled(documents: Iterable[Document], claims: Iterable[Claim]) -> Store:
    store = Store.open()
    said = list(claims)
    for document in documents:
        store.add(document, [c for c in said if c.evidence.document == document.id])
    return store


def export(name: str, store: Store) -> bytes:
    write: Callable[[Store, BinaryIO], None] = plugins.load("kg.export", name, "export", "format")  # type: ignore[assignment]
    out = io.BytesIO()
    write(store, out)
    return out.getvalue()


@pytest.fixture(scope="session")
def store() -> Store:
    return filled(story.documents(), story.claims())
