"""The words of a text as the world list and the gazetteer compare them: without accents, case, apostrophes and hyphens.

The parser's tokens do not fit: "Houthi-held" is three tokens, "U.S.-led" is one, "al-Qa'ida" is three. Words here end
at hyphens, and hyphens and lone apostrophes are no words, so that "al-Qaida", "al Qaida" and "Al-Qa’ida" are the same
two words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

APOSTROPHES = "'’‘`´ʼʻʿʾ′ˈ"
HYPHENS = "-‐‑‒–—−"
_DROP = str.maketrans("", "", APOSTROPHES)
_FOLDED = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "ae", "ə": "a"})
_CUTS = HYPHENS + "/"
_PARTS = re.compile(f"[^{re.escape(_CUTS)}]+")
_TEXT_WORDS = re.compile(rf"[^\W_](?:[\w.{APOSTROPHES}&]*[\w.])?|[^\w\s{re.escape(_CUTS)}{APOSTROPHES}]")


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """`word` without accents, apostrophes and case; dots stay ("u.s.").

    >>> fold("Qa’ida"), fold("Türkiye"), fold("’s")
    ('qaida', 'turkiye', "'s")
    """
    if word.isascii():
        if "'" not in word and "`" not in word:
            return word.lower()
    elif word in _SUFFIXES:
        return "'s"
    else:
        word = unicodedata.normalize("NFKD", word.translate(_FOLDED))
        word = "".join(c for c in word if not unicodedata.combining(c) and not c.isspace() and unicodedata.category(c) != "Cf")
    return "'s" if word in _SUFFIXES else word.translate(_DROP).casefold()


_SUFFIXES = frozenset(f"{a}{s}" for a in APOSTROPHES for s in "sS")


def split(text: str) -> tuple[str, ...]:
    """The folded words of a name written out.

    >>> split("al-Qa'ida"), split("People's Protection Units"), split("Workers’ Party")
    (('al', 'qaida'), ('people', "'s", 'protection', 'units'), ('workers', 'party'))
    """
    return tuple(fold(w) for w in raw_split(text))


def raw_split(text: str) -> tuple[str, ...]:
    """The words of a name written out, as written."""
    words: list[str] = []
    for match in _TEXT_WORDS.finditer(text):
        word = match[0]
        if len(word) > 2 and word[-2] in APOSTROPHES and word[-1] in "sS":
            words += [word[:-2], "'s"]
        elif fold(word):
            words.append(word)
    return tuple(words)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a Doc, in parallel lists: folded key, written form, token index, start and end in the text's code points."""

    keys: list[str]
    raw: list[str]
    tokens: list[int]
    starts: list[int]
    ends: list[int]


def words_of(doc: Doc) -> Words:
    """The words of `doc`; blanks, hyphens and lone apostrophes are left out, a line break is a word of its own."""
    keys: list[str] = []
    raw: list[str] = []
    tokens: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    for token in doc:
        text = token.text
        key, at = _token_key(text), token.idx
        if key is not None:
            keys.append(key)
            raw.append(text)
            tokens.append(token.i)
            starts.append(at)
            ends.append(at + len(text))
            continue
        if "\n" in text:  # no name runs over the end of a paragraph
            keys.append("\n")
            raw.append("\n")
            tokens.append(token.i)
            starts.append(at)
            ends.append(at + len(text))
            continue
        for part in _PARTS.finditer(text):
            piece = part[0]
            key = fold(piece)
            if key and not piece.isspace():
                keys.append(key)
                raw.append(piece)
                tokens.append(token.i)
                starts.append(at + part.start())
                ends.append(at + part.end())
    return Words(keys, raw, tokens, starts, ends)


@lru_cache(maxsize=65536)
def _token_key(text: str) -> str | None:
    """The key of a token that is one word; None for one to be cut or left out."""
    if text.isspace() or any(h in text for h in _CUTS):
        return None
    return fold(text) or None
