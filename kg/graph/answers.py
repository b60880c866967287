"""Answers to queries: as rows of Python values, CSV, TSV, SPARQL results JSON, Turtle, or a pandas DataFrame."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kg.errors import QueryError
from kg.ontology import PREFIXES

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_XSD = PREFIXES["xsd"]
_INTEGERS = {_XSD + n for n in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")}
_FLOATS = {_XSD + n for n in ("double", "float", "decimal")}
FORMATS = ("csv", "tsv", "json", "turtle")


@dataclass(frozen=True)
class Answer:
    """What a query gave: `variables` and `rows` (SELECT; None where a row has no value), `boolean` (ASK), or `triples`
    (CONSTRUCT, DESCRIBE). `truncated`: there was more than the limit allowed.
    """

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    boolean: bool | None = None
    triples: tuple[ox.Triple, ...] | None = None
    truncated: bool = False

    def __len__(self) -> int:
        return len(self.rows) if self.triples is None else len(self.triples)

    def values(self) -> list[dict[str, object]]:
        """The rows as dictionaries of Python values: str, int, float, bool, date, datetime, None."""
        return [dict(zip(self.variables, map(python, row), strict=True)) for row in self.rows]

    def text(self, prefixes: Mapping[str, str], labels: Mapping[str, str] | None = None) -> list[list[str]]:
        """The rows for human eyes: a node's label where `labels` (by IRI) has one, else its shortened IRI."""
        return [[readable(term, prefixes, labels or {}) for term in row] for row in self.rows]

    def nodes(self) -> set[str]:
        """The IRIs in the rows."""
        return {term.value for row in self.rows for term in row if isinstance(term, ox.NamedNode)}

    def written(self, form: str, prefixes: Mapping[str, str] | None = None) -> str:
        """The answer in a standard format: ``csv`` and ``tsv`` (SPARQL 1.1 Query Results CSV and TSV), ``json`` (SPARQL
        1.1 Query Results JSON), ``turtle`` (for triples alone).

        Raises :class:`~kg.errors.QueryError` for a format that does not exist, or that this kind of answer has none in.
        """
        if form not in FORMATS:
            raise QueryError(f"unknown format '{form}'. Known: table, {', '.join(FORMATS)}.")
        if (form == "turtle") != (self.triples is not None):
            kind = "triples (CONSTRUCT, DESCRIBE)" if form == "turtle" else "rows (SELECT) and yes or no (ASK)"
            raise QueryError(f"the format '{form}' is for {kind}.")
        if self.triples is not None:
            ordered = sorted(self.triples, key=str)
            known = {p: iri for p, iri in (prefixes or PREFIXES).items() if any(iri in str(t) for t in ordered)}
            return cast(bytes, ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=known)).decode()
        if form == "json":
            return json.dumps(self._json(), ensure_ascii=False, indent=1) + "\n"
        if self.boolean is not None:
            return f"{str(self.boolean).lower()}\n"
        return self._csv() if form == "csv" else self._tsv()

    def dataframe(self) -> pd.DataFrame:
        """The rows as a pandas DataFrame of Python values. Raises :class:`~kg.errors.QueryError` without pandas."""
        try:
            import pandas
        except ImportError:
            raise QueryError("a DataFrame needs pandas, which is not installed: pip install pandas.") from None
        return pandas.DataFrame([list(map(python, row)) for row in self.rows], columns=list(self.variables))

    def _json(self) -> dict[str, object]:
        if self.boolean is not None:
            return {"head": {}, "boolean": self.boolean}
        bindings = [{name: _binding(term) for name, term in zip(self.variables, row, strict=True) if term is not None} for row in self.rows]
        return {"head": {"vars": list(self.variables)}, "results": {"bindings": bindings}}

    def _csv(self) -> str:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(self.variables)
        writer.writerows(["" if term is None else _plain(term) for term in row] for row in self.rows)
        return out.getvalue()

    def _tsv(self) -> str:
        lines = ["\t".join(f"?{name}" for name in self.variables)]
        # N-Triples escapes line ends; a tab within a literal is escaped here.
        lines += ["\t".join("" if t is None else str(t).replace("\t", "\\t") for t in row) for row in self.rows]
        return "\n".join(lines) + "\n"


def python(term: Term | None) -> object:
    """A term as a Python value; what no Python type fits stays text."""
    if not isinstance(term, ox.Literal):
        return None if term is None else _plain(term)
    kind, text = term.datatype.value, term.value
    try:
        if kind in _INTEGERS:
            return int(text)
        if kind in _FLOATS:
            return float(text)
        if kind == _XSD + "boolean":
            return text in {"true", "1"}
        if kind == _XSD + "date":
            return date.fromisoformat(text)
        if kind == _XSD + "dateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    return text


def readable(term: Term | None, prefixes: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """A term for human eyes."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return labels.get(term.value) or shortened(term.value, prefixes)
    return _plain(term)


def shortened(iri: str, prefixes: Mapping[str, str]) -> str:
    """``prefix:name`` for an IRI that a prefix fits; the IRI itself, if none does."""
    fitting = [(len(space), prefix) for prefix, space in prefixes.items() if iri.startswith(space) and iri != space]
    if not fitting:
        return iri
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"


def _plain(term: Term) -> str:
    if isinstance(term, ox.Triple):
        return str(term)
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else term.value


def _binding(term: Term) -> dict[str, object]:
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {role: _binding(part) for role, part in parts.items()}}
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    binding: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language:
        binding["xml:lang"] = term.language
    elif term.datatype.value != _XSD + "string":
        binding["datatype"] = term.datatype.value
    return binding
