"""Which language a report is in: English by its function words, anything else by py3langid's packaged model."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from kg import ontology

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 3_000
_ENGLISH_SHARE = 0.15
_SURE = 0.5
_MIN_LETTERS = 20


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language of `text`.

    A text in which at least 15 % of the words are English function words, four different ones among them, is English,
    and no model is asked. What the model is not at least half sure of is taken for English: headlines and lists of
    names say little.
    """
    sample = text[:_SAMPLE]
    words = [word.lower() for word in _WORD.findall(sample)]
    hits = [word for word in words if word in ontology.load().words("english-function-words")]
    if len(set(hits)) >= 4 and len(hits) >= _ENGLISH_SHARE * len(words):
        return "en"
    if sum(map(len, words)) < _MIN_LETTERS and sample.isascii():
        return "en"
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= _SURE else "en"


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
