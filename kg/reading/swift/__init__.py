"""A spaCy pipeline made faster, with the same results to the last bit.

:func:`quicken` puts components in the place of spaCy's that compute the same in less time. They are made for the build
of spaCy's small English models: a model of another build keeps spaCy's own, and so does one that reads a sample
otherwise with them in the least.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.reading.swift.entities import Entities
from kg.reading.swift.vectors import Vectors, batched
from kg.reading.swift.words import Words

SAMPLE = (
    "Taliban fighters, it's said, seized 12 of Badakhshan's 28 districts on July 4, 2021; Reuters couldn't verify that.\n\n"
    '"There are no troops left, and we\'re gonna hold out," Gen. Abdul Sattar Mirzakwal told the BBC in New York City.\n'
    "Mr. al-Assad did not say who'd been killed, nor what the U.N. Security Council has done since the 1990s."
)
"""What is read both ways before a component is replaced."""
_COMPARED: list[int | str] = ["TAG", "POS", "MORPH", "LEMMA", "DEP", "HEAD", "SENT_START", "ENT_IOB", "ENT_TYPE"]


class TokenVectors:
    """The component that gives a document its vectors."""

    def __init__(self, tok2vec: Any) -> None:
        self.vectors = Vectors(tok2vec.model)

    def __call__(self, doc: Doc) -> Doc:
        """`doc` with vectors."""
        doc.tensor = self.vectors([doc])[0]  # type: ignore[assignment]
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """`docs` with vectors, in order."""
        for batch in batched(docs, batch_size):
            for doc, vectors in zip(batch, self.vectors(batch), strict=True):
                doc.tensor = vectors  # type: ignore[assignment]
            yield from batch


_PARTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "kg_vectors": (TokenVectors, ("tok2vec",)),
    "kg_entities": (Entities, ("ner",)),
    "kg_words": (Words, ("attribute_ruler", "lemmatizer")),
}


def quicken(nlp: Language) -> tuple[str, ...]:
    """Replace what can be replaced in `nlp`, in place; returns the names of the components that are gone."""
    gone: list[str] = []
    expected = nlp(SAMPLE)
    for name, (_, old) in _PARTS.items():
        if not Language.has_factory(name):
            Language.factory(name, func=_factory(name))
        if any(part not in nlp.pipe_names for part in old):
            continue
        try:
            nlp.add_pipe(name, before=old[0])
        except (ValueError, KeyError, IndexError, AttributeError):
            continue
        if _same(expected, _read(nlp, without=old)):
            for part in old:
                nlp.remove_pipe(part)
            gone += old
        else:
            nlp.remove_pipe(name)
    return tuple(gone)


def _factory(part: str) -> Any:
    kind, old = _PARTS[part]

    def make(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy calls a factory with these names
        return kind(*map(nlp.get_pipe, old))

    return make


def _read(nlp: Language, without: tuple[str, ...]) -> Doc:
    doc = nlp.make_doc(SAMPLE)
    for name, component in nlp.pipeline:
        if name not in without:
            doc = component(doc)
    return doc


def _same(one: Doc, other: Doc) -> bool:
    return np.array_equal(one.to_array(_COMPARED), other.to_array(_COMPARED)) and np.array_equal(one.tensor, other.tensor)
