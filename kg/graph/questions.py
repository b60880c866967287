"""Named questions: one file each in ``ontology/questions/``, whose first comments say what it asks and what it takes.

::

    # Who holds a place, and since when?
    # param: place place required   The place asked about.
    # param: on    date  any        The day asked about.
    SELECT ... WHERE { VALUES ?place { UNDEF } ... }

A parameter has a type (``actor``, ``place``, ``entity``, ``relation``, ``date``, ``integer``, ``number``, ``text``) and
a default: a value, ``required``, or ``any``, which leaves it open. Its value goes where ``VALUES ?name { UNDEF }``
stands, as a value and never as text of the query; without one, the clause goes. Entities may be given by name, id or
IRI; a name that several bear means all of them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from kg.errors import QueryError, unknown
from kg.graph import query
from kg.graph import vocabulary as v
from kg.graph.answers import Answer
from kg.graph.names import Names, term
from kg.graph.rules import fill
from kg.ontology import folder, load

_PARAMETER = re.compile(r"#\s*param:\s*(\w+)\s+(\w+)\s+(\S+)\s*(.*)")
_CLASS = {"actor": "Actor", "place": "Place", "entity": "Entity"}
TYPES = (*_CLASS, "relation", "date", "integer", "number", "text")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question takes: `default` is None for one that must be given, ``any`` for one that may stay open."""

    name: str
    type: str
    default: str | None
    help: str


@dataclass(frozen=True, slots=True)
class Question:
    """A named question; `label` says in a line what it asks, `text` is its SPARQL."""

    name: str
    label: str
    parameters: tuple[Parameter, ...]
    text: str


@cache
def questions(path: Path | None = None) -> Mapping[str, Question]:
    """All named questions, by name, in the order of their names. Raises QueryError for a file that cannot be used."""
    return {f.stem: _read(f) for f in sorted((path or folder() / "questions").glob("*.rq"))}


def question(name: str) -> Question:
    """The question called `name`. Raises :class:`~kg.errors.QueryError`, with the nearest name, if there is none."""
    try:
        return questions()[name]
    except KeyError:
        raise QueryError(unknown("question", name, questions())) from None


def ask(
    data: ox.Store,
    names: Names,
    prefixes: Mapping[str, str],
    name: str,
    parameters: Mapping[str, str] | None = None,
    *,
    timeout: float | None = None,
    limit: int | None = None,
) -> Answer:
    """The answer to the question called `name`.

    Raises :class:`~kg.errors.QueryError` for an unknown question or parameter, a parameter that is missing or of the
    wrong kind, an entity that the graph does not know, and as :func:`kg.graph.query.run`.
    """
    asked = question(name)
    given = {k.replace("-", "_"): value for k, value in (parameters or {}).items()}
    for key in given:
        if key not in {p.name for p in asked.parameters}:
            raise QueryError(f"question '{name}': {unknown('parameter', key, (p.name for p in asked.parameters))}")
    values: dict[str, list[NamedNode | Literal]] = {}
    for parameter in asked.parameters:
        value = given.get(parameter.name, parameter.default)
        if value is None:
            raise QueryError(f"question '{name}' needs --{parameter.name}: {parameter.help or parameter.type}")
        if parameter.name in given or value != "any":
            try:
                values[parameter.name] = _value(data, names, parameter.type, value)
            except QueryError as error:
                raise QueryError(f"question '{name}', --{parameter.name}: {error}") from None
    return query.run(data, fill(asked.text, values), prefixes, timeout=timeout, limit=limit)


def _read(file: Path) -> Question:
    text = file.read_text("utf-8")
    lines = text.splitlines()
    if not lines or not lines[0].startswith("# "):
        raise QueryError(f"{file.name}, line 1: a question begins with '# ' and what it asks.")
    parameters = []
    for number, line in enumerate(lines, 1):
        if re.match(r"#\s*param", line):
            found = _PARAMETER.fullmatch(line)
            if not found or found[2] not in TYPES:
                raise QueryError(
                    f"{file.name}, line {number}: write '# param: name type default help', type being one of {', '.join(TYPES)}."
                )
            name, kind, default, about = found.groups()
            if not re.search(rf"VALUES\s+\?{name}\s*\{{\s*UNDEF\s*\}}", text):
                raise QueryError(f"{file.name}, line {number}: the query has no 'VALUES ?{name} {{ UNDEF }}'.")
            parameters.append(Parameter(name, kind, None if default == "required" else default, about))
    return Question(file.stem, lines[0].removeprefix("# ").strip(), tuple(parameters), text)


def _value(data: ox.Store, names: Names, kind: str, value: str) -> list[NamedNode | Literal]:
    if kind in _CLASS:
        return cast("list[NamedNode | Literal]", find(data, names, value, _CLASS[kind]))
    if kind == "relation":
        if value not in load().relations:
            raise QueryError(unknown("relation", value, load().relations))
        return [term(value)]
    try:
        if kind == "date":
            return [v.day(date.fromisoformat(value))]
        if kind == "integer":
            return [v.integer(int(value))]
        if kind == "number":
            return [v.number(float(value))]
    except ValueError:
        like = "a day as 2021-07-08" if kind == "date" else f"{'a whole number' if kind == 'integer' else 'a number'}"
        raise QueryError(f"'{value}' is not {like}.") from None
    return [v.text(value)]


def find(data: ox.Store, names: Names, name: str, cls: str = "Entity") -> list[NamedNode]:
    """The entities of the class `cls` that bear `name`, or that it is the id or IRI of.

    Raises :class:`~kg.errors.QueryError`, with the nearest names, where there is none.
    """
    found = {names.entity(name), names.entity(names.entity_id(name))} if name else set()
    found = {n for n in found if any(data.quads_for_pattern(n, v.TYPE, term(cls)))}
    if not found:
        exact = [q for p in (v.PREF_LABEL, v.ALT_LABEL) for q in data.quads_for_pattern(None, p, v.text(name))]
        found = _of_class(data, exact, cls)
    if not found:
        labels: dict[str, list[ox.Quad]] = {}
        for prop in (v.PREF_LABEL, v.ALT_LABEL):
            for quad in data.quads_for_pattern(None, prop, None):
                labels.setdefault(cast(Literal, quad.object).value.casefold(), []).append(quad)
        found = _of_class(data, labels.get(name.casefold(), []), cls)
        if not found:
            of_class = {k: quads for k, quads in labels.items() if _of_class(data, quads, cls)}
            near = difflib.get_close_matches(name.casefold(), sorted(of_class), n=3, cutoff=0.6)
            known = [cast(Literal, min(of_class[k], key=str).object).value for k in near]
            hint = f" Did you mean {' or '.join(repr(k) for k in known)}?" if known else ""
            raise QueryError(f"the graph knows no {cls.lower()} called '{name}'.{hint}")
    return sorted(found, key=str)


def _of_class(data: ox.Store, labels: list[ox.Quad], cls: str) -> set[NamedNode]:
    nodes = {cast(NamedNode, q.subject) for q in labels}
    return {n for n in nodes if any(data.quads_for_pattern(n, v.TYPE, term(cls)))}
