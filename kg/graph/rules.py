"""The rule files of ``ontology/rules/``, run on a store: which claims are accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import cast

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from kg.errors import OntologyError, unknown
from kg.graph import vocabulary as v
from kg.ontology import KG, folder

_SLOT = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*UNDEF\s*\}")
_WITH = re.compile(r"^.*# with (\w+)[ \t]*(?:\n|\Z)", re.MULTILINE)
_MOST = 2000
"""Claims asked for in one query."""


def policies() -> tuple[str, ...]:
    """The names of the policies that exist, sorted."""
    return tuple(sorted(f.stem.removeprefix("accept-") for f in (folder() / "rules").glob("accept-*.rq")))


def known_policy(name: str) -> str:
    """`name`, if there is a policy of that name; else :class:`~kg.errors.OntologyError`."""
    if name not in policies():
        raise OntologyError(unknown("policy", name, policies()))
    return name


@cache
def counts_origins(policy: str) -> bool:
    """Whether a policy asks how many origins a proposition has."""
    return v.ORIGINS.value.removeprefix(KG) in _text(folder() / "rules" / f"accept-{known_policy(policy)}.rq")


def accepted(data: ox.Store, policy: str, claims: Sequence[str] | None = None) -> set[str]:
    """Those of `claims` (all, if None) that the policy accepts, by IRI.

    Raises :class:`~kg.errors.OntologyError` for a policy that does not exist, or whose rule is no SPARQL.
    """
    rows = _rows(data, f"accept-{known_policy(policy)}", claims)
    return {cast(NamedNode, row["claim"]).value for row in rows}


def _rows(data: ox.Store, name: str, claims: Sequence[str] | None) -> Iterator[ox.QuerySolution]:
    query = _text(folder() / "rules" / f"{name}.rq")
    given: list[dict[str, list[NamedNode]]] = [{}]
    if claims is not None:
        nodes = [NamedNode(claim) for claim in claims]
        given = [{"claim": nodes[start : start + _MOST]} for start in range(0, len(nodes), _MOST)]
    for batch in given:
        try:
            rows = data.query(fill(query, batch))
        except SyntaxError as error:
            raise OntologyError(f"rules/{name}.rq: {error}. Mend the rule there.") from None
        yield from cast(ox.QuerySolutions, rows)


def fill(query: str, given: Mapping[str, Sequence[NamedNode | Literal]]) -> str:
    """Put values where the query says ``VALUES ?name { UNDEF }``; where none are given, the clause goes.

    A line that ends with ``# with name`` goes too, where none are given for this name.

    The values are written by Oxigraph, escaped as N-Triples, so that none can be read as anything but a value.
    """

    def clause(slot: re.Match[str]) -> str:
        values = given.get(slot[1])
        return "" if values is None else f"VALUES ?{slot[1]} {{ {' '.join(map(str, values))} }}"

    return _SLOT.sub(clause, _WITH.sub(lambda line: line[0] if line[1] in given else "", query))


@cache
def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise OntologyError(f"rule file '{file}': cannot be read ({error.strerror}).") from None
