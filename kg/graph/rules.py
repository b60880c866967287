"""The rule files of ``ontology/rules/``, run on a store: which claims are accepted, what they say of control."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from kg.errors import OntologyError, unknown
from kg.graph.timeline import ControlEvent, Kind
from kg.ontology import folder

_SLOT = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*UNDEF\s*\}")
_MOST = 2000
"""Claims asked for in one query."""


class Accepted(NamedTuple):
    """A claim that the policy accepts, and its triple."""

    claim: NamedNode
    s: NamedNode
    p: NamedNode
    o: NamedNode


def policies() -> tuple[str, ...]:
    """The names of the policies that exist, sorted."""
    return tuple(sorted(f.stem.removeprefix("accept-") for f in (folder() / "rules").glob("accept-*.rq")))


def accepted(data: ox.Store, policy: str, claims: Sequence[NamedNode] | None = None) -> Iterator[Accepted]:
    """The accepted ones of `claims`; of all, if None.

    Raises :class:`~kg.errors.OntologyError` for a policy that does not exist, or whose rule is no SPARQL.
    """
    if policy not in policies():
        raise OntologyError(unknown("policy", policy, policies()))
    for claim, s, p, o in _rows(data, f"accept-{policy}", claims):
        yield Accepted(*(cast(NamedNode, n) for n in (claim, s, p, o)))


def control_events(data: ox.Store, claims: Sequence[NamedNode] | None = None) -> Iterator[ControlEvent]:
    """What `claims` (all, if None) say of who holds a place, whether accepted or not."""
    for claim, place, agent, kind, *days in _rows(data, "control", claims):
        first, last, stated = (date.fromisoformat(cast(Literal, d).value) if d else None for d in days)
        iris = [cast(NamedNode, n).value for n in (claim, place, agent)]
        event = ControlEvent(iris[0], iris[1], iris[2], cast(Kind, cast(Literal, kind).value), first, last, stated)
        yield event
        if event.kind == "held" and last is not None and stated is not None and last < stated:
            yield ControlEvent(event.claim, event.place, event.agent, "left", last, last, stated)


def _rows(data: ox.Store, name: str, claims: Sequence[NamedNode] | None) -> Iterator[Iterable[object]]:
    query = _text(folder() / "rules" / f"{name}.rq")
    batches = [claims[i : i + _MOST] for i in range(0, len(claims), _MOST)] if claims is not None else [None]
    for batch in batches:
        try:
            rows = data.query(fill(query, {"claim": batch}))
        except SyntaxError as error:
            raise OntologyError(f"rules/{name}.rq: {error}. Mend the rule there.") from None
        yield from cast(ox.QuerySolutions, rows)


def fill(query: str, given: dict[str, Sequence[NamedNode | Literal] | None]) -> str:
    """Put values where the query says ``VALUES ?name { UNDEF }``; where none are given, the clause goes.

    The values are written by Oxigraph, escaped as N-Triples, so that none can be read as anything but a value.
    """

    def clause(slot: re.Match[str]) -> str:
        values = given.get(slot[1])
        return "" if values is None else f"VALUES ?{slot[1]} {{ {' '.join(map(str, values))} }}"

    return _SLOT.sub(clause, query)


@cache
def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise OntologyError(f"rule file '{file}': cannot be read ({error.strerror}).") from None
