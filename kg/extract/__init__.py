"""Extractors: a Reading into Claims, one extractor a file, found by name.

A part offers ``load(ontology) -> Extractor``. It may look at the parse; nothing after it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, cast

from kg import plugins
from kg.ontology import Ontology
from kg.records import Claim, Reading


class Extractor(Protocol):
    """Turns a reading into claims, in text order, each with its place in the text."""

    def __call__(self, reading: Reading) -> Iterator[Claim]:
        """The claims of `reading`."""
        ...


def load(name: str, ontology: Ontology) -> Extractor:
    """The extractor called `name` (``frames``), or ``package.module:function`` of an outsider.

    Raises :class:`~kg.errors.PartError` for an unknown name.
    """
    factory = cast("Callable[[Ontology], Extractor]", plugins.load("kg.extract", name, "load", "extractor"))
    return factory(ontology)
