"""People's names by their pattern: what follows a title, and what particles hold together.

The statistical model misses "Security Minister Wiranto" and cuts "Ursula von der Leyen" in two; the words around a name do not.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from kg.ontology import Ontology
from kg.reading.nounclasses import Nouns

LONGEST = 6
"""Words, hyphens included, that a name after a title may have."""


class People:
    """Finds where people's names begin and end in one document."""

    def __init__(self, doc: Doc, nouns: Nouns, ontology: Ontology) -> None:
        self.doc = doc
        self.nouns = nouns
        self.titles = ontology.words("office-titles")
        self.naming = ontology.words("naming-titles")
        self.particles = ontology.words("name-particles")
        self.first = ontology.words("first-particles")

    def titled(self) -> Iterator[tuple[int, int]]:
        """Token ranges of the names behind titles ("Capt. Christophe Cluzel" without "Capt."), in text order."""
        i = 0
        while i < len(self.doc):
            start = self._after_title(i)
            end = self._name_end(start) if start is not None else None
            if start is not None and end is not None:
                yield start, end
                i = end
            else:
                i += 1

    def whole(self, start: int, end: int) -> tuple[int, int]:
        """``doc[start:end]`` with the particles beside it and what they introduce ("Ursula von der" + "Leyen")."""
        doc = self.doc
        while start > 0 and doc[start - 1].text in self.first and doc[start - 1].whitespace_:
            start -= 1
        while end < len(doc):
            stop = end
            while stop < len(doc) and (doc[stop].lower_ in self.particles or (doc[stop].text == "-" and stop > end)):
                stop += 1
            hanging = doc[end - 1].lower_ in self.particles or (doc[end - 1].text == "-" and not doc[end - 1].whitespace_)
            if stop == end and not hanging:
                break
            if stop >= len(doc) or not doc[stop].text[:1].isupper() or not doc[stop].is_alpha or doc[stop].ent_type_ == "DATE":
                break
            end = stop + 1
        return start, end

    def _after_title(self, i: int) -> int | None:
        """The token after the title at `i` and those that follow it; None where `i` begins no title that a name may follow."""
        doc = self.doc
        if doc[i].lower_.rstrip(".") not in self.naming:
            return None
        capital = doc[i].text[:1].isupper()
        at = i + 1
        while at < len(doc):
            abbreviated = doc[at].text == "." and not doc[at - 1].whitespace_ and len(doc[at - 1]) < 5 and capital
            if not abbreviated and doc[at].lower_.rstrip(".") not in self.titles:
                break
            at += 1
        return at if at < len(doc) and not doc[at].is_sent_start and (capital or doc[at].dep_ != "compound") else None

    def _name_end(self, start: int) -> int | None:
        """Where the name that begins at `start` ends; None where no name begins there."""
        doc = self.doc
        if not self._is_name_word(doc[start]):
            return None
        end = start + 1
        while end < len(doc) and end - start < LONGEST and not doc[end].is_sent_start:
            token = doc[end]
            joined = token.text in {"-", "‑"} and not token.whitespace_ and not doc[end - 1].whitespace_
            inner = token.lower_ in self.particles and end + 1 < len(doc) and (doc[end + 1].text[:1].isupper() or doc[end + 1].text == "-")
            if not joined and not inner and not self._is_name_word(token):
                break
            end += 1
        while doc[end - 1].is_punct or doc[end - 1].lower_ in self.particles:
            end -= 1
        last = doc[end - 1]
        if end <= start or (last.dep_ == "compound" and last.head.i >= end and last.head.pos_ == "NOUN"):
            return None  # "Chief Kabul correspondent"
        return end

    def _is_name_word(self, token: Token) -> bool:
        text = token.text
        capital = text[:1].isupper() and (not text.isupper() or len(text) == 1)
        return capital and token.is_alpha and token.pos_ == "PROPN" and self.nouns.of(token) is None
