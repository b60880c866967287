"""Checking a graph against the SHACL shapes: what is wrong, at which node, in words."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from pyshacl import validate as shacl
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import OntologyError, ValidationError
from kg.graph import described
from kg.graph import vocabulary as v
from kg.graph.answers import shortened
from kg.graph.store import Store
from kg.ontology import KG, Relation, folder, load

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]*\Z")
_SHAPES = "https://w3id.org/dateline/shapes#"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What one node breaks: its shortened IRI, its name, if it has one, and the value that it has instead."""

    node: str
    message: str
    value: str = ""
    label: str = ""
    severity: str = "violation"

    def __str__(self) -> str:
        name = f" ({self.label})" if self.label else ""
        found = f"; found {self.value}" if self.value else ""
        return f"{self.node}{name}: {self.message}{found}."


def validate(store: Store, shapes: Path | None = None) -> tuple[Problem, ...]:
    """What in `store` breaks the shapes (those of the ontology, unless given), sorted; nothing, if all is well.

    A warning is a problem of severity ``warning``. Raises :class:`~kg.errors.OntologyError` for a file of shapes that
    is not Turtle.
    """
    data = _graph(store)
    checks = _shapes(shapes or folder() / "shapes.ttl")
    _, results, _ = shacl(data, shacl_graph=checks, ont_graph=_ontology(), inference="none", advanced=False)
    if not isinstance(results, Graph):
        raise ValidationError(f"the shapes cannot be checked: {results}.")
    return tuple(sorted(set(_problems(results, store))))


def check(store: Store) -> None:
    """Raise :class:`~kg.errors.ValidationError`, naming up to ten nodes, for a graph that breaks the shapes."""
    wrong = [p for p in validate(store) if p.severity == "violation"]
    if wrong:
        more = f"\n  and {len(wrong) - 10} more" if len(wrong) > 10 else ""
        told = "".join(f"\n  {problem}" for problem in wrong[:10])
        places = "1 place" if len(wrong) == 1 else f"{len(wrong)} places"
        raise ValidationError(f"the graph breaks the shapes in {places}:{told}{more}")


def _graph(store: Store) -> Graph:
    """A copy in rdflib's own memory store, which pySHACL's many small look-ups go through fastest."""
    text = ox.serialize(store.quads(), format=ox.RdfFormat.N_TRIPLES)
    log = logging.getLogger("rdflib.term")
    level = log.level
    log.setLevel(logging.ERROR)  # of literals that are no value of their type the shapes tell better
    try:
        return Graph().parse(data=text, format="nt")
    finally:
        log.setLevel(level)


@cache
def _ontology() -> Graph:
    """Which classes and relations there are, and which lie below which; not itself under examination."""
    return Graph().parse(folder() / "kg.ttl", format="turtle")


@cache
def _shapes(path: Path) -> Graph:
    try:
        list(ox.parse(path=path, format=ox.RdfFormat.TURTLE))
        checks = Graph().parse(path, format="turtle")
    except SyntaxError as error:
        raise OntologyError(f"{path.name}, line {error.lineno}: {error.msg or error}. Mend the Turtle there.") from None
    except OSError as error:
        raise OntologyError(f"'{path}': cannot be read ({error.strerror}).") from None
    for relation in load().relations.values():
        _relation_shapes(checks, relation)
    return checks


def _relation_shapes(checks: Graph, relation: Relation) -> None:
    """Between whom an accepted triple may stand, from the relation's domain and range."""
    for side, target, classes in (
        ("subject", SH.targetSubjectsOf, relation.domain),
        ("object", SH.targetObjectsOf, relation.range),
    ):
        shape = URIRef(f"{_SHAPES}{relation.name}-{side}")
        checks.add((shape, RDF.type, SH.NodeShape))
        checks.add((shape, target, URIRef(KG + relation.name)))
        told = " or ".join(f"kg:{c}" for c in classes)
        checks.add((shape, SH.message, Literal(f"the {side} of kg:{relation.name} is a {told}")))
        options: list[Node] = []
        for cls in classes:
            option = BNode()
            checks.add((option, SH["class"], URIRef(KG + cls)))
            options.append(option)
        head = BNode()
        Collection(checks, head, options)
        checks.add((shape, SH["or"], head))


def _problems(results: Graph, store: Store) -> Iterator[Problem]:
    prefixes = store.prefixes()
    found = list(results.subjects(RDF.type, SH.ValidationResult))
    nodes = {str(n) for result in found for n in results.objects(result, SH.focusNode) if isinstance(n, URIRef)}
    labels = {**{node: told for node in nodes if (told := claimed(store, node))}, **store.labels(sorted(nodes))}
    for result in found:
        node = results.value(result, SH.focusNode)
        value = results.value(result, SH.value)
        severity = str(results.value(result, SH.resultSeverity)).rsplit("#", 1)[-1].lower()
        yield Problem(
            node=_readable(node, prefixes),
            message=_message(list(results.objects(result, SH.resultMessage))),
            value="" if value is None or value == node else _readable(value, prefixes),
            label=labels.get(str(node), ""),
            severity=severity,
        )


def claimed(store: Store, node: str) -> str:
    """What a claim says, in a few words; nothing for another node."""
    said = described.values(store.data, ox.NamedNode(node))
    parts = [described.first(said, prop) for prop in (v.SUBJECT, v.PREDICATE, v.OBJECT)]
    iris = [part for part in parts if part is not None]
    if v.CLAIM.value not in said.get(v.TYPE.value, ()) or not iris:
        return ""
    labels = store.labels(iri for iri in iris if _IRI.match(iri))
    return " ".join(labels.get(iri) or shortened(iri, store.prefixes()).removeprefix("kg:") for iri in iris)


def _message(messages: Sequence[Node]) -> str:
    return " / ".join(sorted(str(m) for m in messages)) or "breaks a shape that says no more"


def _readable(term: Node | None, prefixes: dict[str, str]) -> str:
    if isinstance(term, URIRef):
        return shortened(str(term), prefixes)
    if isinstance(term, Literal):
        kind = f" ({shortened(str(term.datatype), prefixes)})" if term.datatype else ""
        text = f'"{term}"{kind}'
    else:
        text = term.n3() if isinstance(term, BNode) else str(term)
    return text if len(text) < 80 else f"{text[:77]}..."
