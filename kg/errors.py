"""Every error that Dateline raises on purpose.

::

    DatelineError
    ├── SourceError          a report that cannot be read: missing, empty, binary, not text
    │   ├── LanguageError    a report that is not in English
    │   └── FetchError       a page that cannot be fetched, or may not be
    ├── OntologyError        a broken ontology file, or a name that the ontology lacks
    ├── PartError            an unknown reader, extractor or exporter
    ├── StoreError           a store that cannot be opened, is locked, broken or of another version
    ├── QueryError           a SPARQL query or named question that cannot be answered
    ├── ValidationError      a graph that breaks the SHACL shapes
    ├── JudgementError       a judgement file that cannot be used
    └── OutputError          a place that cannot be written to

A message names the input, says what is wrong with it, and what would work.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class DatelineError(Exception):
    """Base of all errors raised on purpose; its message is fit for a user's eyes."""


class SourceError(DatelineError):
    """A report that cannot be read."""


class LanguageError(SourceError):
    """A report in a language that the reader does not know."""


class FetchError(SourceError):
    """A page that cannot be fetched, or that may not be."""


class OntologyError(DatelineError):
    """A broken ontology file, or a name that the ontology does not have."""


class PartError(DatelineError):
    """An unknown reader, extractor or exporter."""


class StoreError(DatelineError):
    """A store that cannot be opened, or that another process writes to."""


class QueryError(DatelineError):
    """A query or named question that cannot be answered."""


class ValidationError(DatelineError):
    """A graph that breaks the shapes."""


class JudgementError(DatelineError):
    """A judgement file that cannot be used."""


class OutputError(DatelineError):
    """A place that cannot be written to."""


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """The message for a name that is not among the `known` ones: the nearest name first, then all of them."""
    names = sorted(known)
    lowered = {n.lower(): n for n in reversed(names)}
    near = difflib.get_close_matches(name.lower(), list(lowered), n=1, cutoff=0.6)
    hint = f" Did you mean '{lowered[near[0]]}'?" if near else ""
    return f"unknown {kind} '{name}'.{hint} Known: {', '.join(names) or 'none'}."
