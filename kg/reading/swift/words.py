"""Parts of speech, features and lemmas as spaCy's attribute ruler and lemmatizer give them, looked up by word.

The ruler matches 180 patterns against every token, and nearly all of them look at one token alone: at its form, tag and
dependency. What they and the lemmatizer make of a form with that tag and dependency is found once, by them, and looked
up after that. Patterns over several tokens ("gon na", "there is") are matched as ever, and the tokens that they change
are worked out with them, in the ruler's order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.matcher import Matcher
from spacy.tokens import Doc, Token
from spacy.tokens._retokenize import set_token_attrs

WORDS = 100_000
"""Words with their tags and dependencies that are kept; beyond, the table is begun anew (about 20 MB)."""
_GIVEN: list[int | str] = ["ORTH", "TAG", "DEP"]
_MADE: list[int | str] = ["TAG", "DEP", "POS", "MORPH", "LEMMA"]
_OPEN: list[int | str] = ["POS", "MORPH", "LEMMA"]
_SEEN = {"LOWER", "TAG", "DEP", "IS_SPACE"}
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)


class Words:
    """What `ruler` and `lemmatizer` do, one after the other. Raises ValueError where they look at more than this can."""

    def __init__(self, ruler: Any, lemmatizer: Any) -> None:
        if type(lemmatizer) is not EnglishLemmatizer or lemmatizer.mode != "rule" or lemmatizer.overwrite:
            raise ValueError("lemmatizes otherwise than by the rules for English")
        self.ruler, self.lemmatizer = ruler, lemmatizer
        # What is looked up in lists of thousands of forms, for each new word, is looked up in sets.
        index = lemmatizer.lookups.get_table("lemma_index")
        for pos in index:
            index[pos] = frozenset(index[pos])
        self._single, self._several = Matcher(ruler.vocab), Matcher(ruler.vocab)
        self._named: dict[str, set[str]] = {"LOWER": set(), "DEP": {""}}
        self._shapes: list[re.Pattern[str]] = []
        self._matched: dict[tuple[object, ...], frozenset[int]] = {}
        for number, entry in enumerate(ruler.patterns):
            alone = all(len(pattern) == 1 for pattern in entry["patterns"])
            if alone and entry["index"] not in (0, -1):
                raise ValueError("has a pattern that ends before what it changes")
            for token in chain.from_iterable(entry["patterns"]):
                self._note(token)
            (self._single if alone else self._several).add(str(number), entry["patterns"])
        self._forget()

    def _note(self, pattern: Mapping[str, Any]) -> None:
        """Note which forms and dependencies a pattern for one token names; to all patterns, all others are alike."""
        if not _SEEN.issuperset(pattern):
            raise ValueError("has a pattern that looks at more than form, tag and dependency")
        for attribute, named in self._named.items():
            condition = pattern.get(attribute, [])
            if isinstance(condition, str):
                condition = [condition]
            given: Mapping[str, Any] = condition if isinstance(condition, Mapping) else {"IN": condition}
            for operator, value in given.items():
                if operator in ("IN", "NOT_IN"):
                    named.update(value)
                elif operator == "REGEX" and attribute == "LOWER":
                    self._shapes.append(re.compile(value))
                else:
                    raise ValueError(f"has a pattern with the operator {operator}")

    def _forget(self) -> None:
        self._known: dict[int, int] = {}
        self._table: NDArray[np.uint64] = np.zeros((1024, len(_MADE)), dtype=np.uint64)
        self._used = 0

    def __call__(self, doc: Doc) -> Doc:
        """`doc` with parts of speech, features and lemmas."""
        if not len(doc):
            return doc
        if doc.to_array(_OPEN).any():
            return self.lemmatizer(self.ruler(doc))
        changed = self._changed(doc)
        keys = (doc.to_array(_GIVEN) * _MIX).sum(axis=1, dtype=np.uint64).tolist()
        known = self._known
        rows = np.empty(len(keys), dtype=np.intp)
        for i, key in enumerate(keys):
            row = known.get(key)
            if i in changed:
                row = self._row(doc[i], changed[i])
            elif row is None:
                row = known[key] = self._row(doc[i], [])
            rows[i] = row
        doc.from_array(_MADE, self._table[rows])  # type: ignore[arg-type]
        if self._used > WORDS:
            self._forget()
        return doc

    def _changed(self, doc: Doc) -> Mapping[int, list[int]]:
        """The patterns over several tokens that change a token, by its place."""
        changed: dict[int, list[int]] = {}
        for name, start, end in self._several(doc, allow_missing=True):
            number = int(doc.vocab.strings[name])
            index = self.ruler.indices[number]
            changed.setdefault(start + index if index >= 0 else end + index, []).append(number)
        return changed

    def _row(self, token: Token, more: list[int]) -> int:
        """The row of the table for `token`, which patterns over several tokens change by `more`."""
        for number in sorted(self._alone(token).union(more)):
            set_token_attrs(token, self.ruler.attrs[number])
        if token.lemma == 0:
            token.lemma_ = self.lemmatizer.lemmatize(token)[0]
        if self._used == len(self._table):
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        self._table[self._used] = (token.tag, token.dep, token.pos, token.morph.key, token.lemma)  # type: ignore[attr-defined]
        self._used += 1
        return self._used - 1

    def _alone(self, token: Token) -> frozenset[int]:
        """The patterns over one token that match `token`; found once for all tokens that are alike to them."""
        form, dep = token.lower_, token.dep_
        special = form in self._named["LOWER"] or any(shape.search(form) for shape in self._shapes)
        kind = (form if special else None, token.tag, dep if dep in self._named["DEP"] else None, token.is_space)
        numbers = self._matched.get(kind)
        if numbers is None:
            matched = self._single(token.doc[token.i : token.i + 1], allow_missing=True)
            numbers = self._matched[kind] = frozenset(int(token.vocab.strings[name]) for name, _, _ in matched)
        return numbers
