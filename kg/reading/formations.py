"""Names of military units and ships, by how they are built: "507th Air Refueling Wing", "3rd Battalion", "USS Mahan", "Task Force 50".

No list can hold them, and the statistical model cuts them short or takes ships for people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kg.ontology import Ontology

if TYPE_CHECKING:
    from spacy.tokens import Doc

_ORDINAL = re.compile(r"\d{1,4}(?:st|nd|rd|th|d)")
_ROMAN = re.compile(r"(?=[IVXL])(?:X{0,3}|XL|L)(?:IX|IV|V?I{0,3})")
_LONGEST = 7
"""Tokens of the longest name."""


@dataclass(frozen=True, slots=True)
class Formation:
    """Tokens ``doc[start:end]`` name a unit or a ship."""

    start: int
    end: int
    kind: Literal["unit", "ship"]


def find_formations(doc: Doc, lists: Ontology) -> tuple[Formation, ...]:
    """The units and ships that `doc` names, in text order, not overlapping."""
    nouns, ships, numerals = lists.words("formation-nouns"), lists.words("ship-prefixes"), lists.words("formation-numerals")
    found: list[Formation] = []
    i = 0
    while i < len(doc):
        text = doc[i].text
        made = None
        if text in ships:
            made = _ship(doc, i)
        elif _ORDINAL.fullmatch(text) or text in numerals or (_ROMAN.fullmatch(text) and i and not doc[i - 1].is_title):
            made = _unit(doc, i, nouns)
        elif text in ("Task", "Unit") or text == "CTF":
            made = _task_force(doc, i)
        if made is None:
            i += 1
        else:
            found.append(made)
            i = made.end
    return tuple(found)


def _unit(doc: Doc, start: int, nouns: frozenset[str]) -> Formation | None:
    """An ordinal, capitalised words, a noun for a unit; the longest such run: "5th Special Forces Group"."""
    end = None
    for i in range(start + 1, min(start + _LONGEST, len(doc))):
        token = doc[i]
        if not (token.is_title or token.is_upper or token.text in ("-", "&")) or (token.is_space or (token.is_punct and token.text != "-")):
            break
        if token.lower_ in nouns:
            end = i + 1
    return Formation(start, end, "unit") if end is not None else None


def _ship(doc: Doc, start: int) -> Formation | None:
    """A prefix and up to four capitalised words: "HMS Queen Elizabeth", "FS Charles de Gaulle"."""
    end = start + 1
    for i in range(start + 1, min(start + 5, len(doc))):
        token = doc[i]
        joins = token.lower_ in ("de", "of", "the", "la", "du") and i + 1 < len(doc) and doc[i + 1].is_title
        if not (token.is_title or (token.is_upper and token.is_alpha) or joins):
            break
        end = i + 1
    return Formation(start, end, "ship") if end > start + 1 else None


def _task_force(doc: Doc, start: int) -> Formation | None:
    """ "Task Force 50", "CTF 50", "Unit 8200"."""
    at = start + (2 if doc[start].text == "Task" else 1)
    if doc[start].text == "Task" and (at > len(doc) or doc[start + 1 : at].text != "Force"):
        return None
    if at < len(doc) and (doc[at].is_digit or doc[at].text.split("-")[0].isdigit()):
        return Formation(start, at + 1, "unit")
    return None
