"""Where a text names a place, and which of the places that it names side by side lies in which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from kg.reading.placeindex import Candidate

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


@dataclass(frozen=True, slots=True)
class ToponymHit:
    """Tokens ``doc[start:end]`` name a place or, with `kind` facility, something built that is called by it.

    `candidates` are all places so called, best known first; of a facility, those of the place in its name, which is
    ``doc[place_start:place_end]``. `class_word` is what the text calls it ("province"), and
    ``doc[outer_start:outer_end]`` the name with that word. `part` is a word that tells a part of it ("northern"), not
    within the name. `container` is the index, among the hits, of the place that the text says it lies in. `weight` is
    the evidence that this is a place at all; `start_char`, `end_char` are code points of the Doc's text.
    """

    start: int
    end: int
    name: str
    candidates: tuple[Candidate, ...]
    weight: float
    start_char: int
    end_char: int
    place_start: int
    place_end: int
    kind: Literal["place", "facility"] = "place"
    class_word: str | None = None
    outer_start: int = -1
    outer_end: int = -1
    part: str | None = None
    container: int | None = None


def containers(doc: Doc, hits: list[ToponymHit]) -> tuple[ToponymHit, ...]:
    """Tie a hit to the next one where the text says that it lies there: "X, Y", "X in Y", "X, in northern Y"."""
    tied = list(hits)
    for n in range(len(hits) - 1):
        if _lies_in(doc[hits[n].outer_end : hits[n + 1].outer_start], hits[n + 1]):
            tied[n] = replace(hits[n], container=n + 1)
    return tuple(tied)


def _lies_in(between: Iterable[Token], following: ToponymHit) -> bool:
    texts = [t.lower_ for t in between if t.lower_ not in ("the", "'s") and t.lower_ != following.part]
    if texts in (["in"], [",", "in"], [",", "located", "in"], ["located", "in"], ["of"]):
        return True
    return texts == [","] and following.kind == "place"
