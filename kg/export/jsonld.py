"""JSON-LD: the whole graph as JSON with a context; each node is an object with short property names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import BinaryIO

from kg.errors import StoreError
from kg.export import _order
from kg.graph.store import Store
from kg.ontology import KG, PREFIXES

SUFFIX = ".jsonld"

_STRING, _INTEGER = PREFIXES["xsd"] + "string", PREFIXES["xsd"] + "integer"
_CANONICAL = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_RESERVED = frozenset({"id", "type"})


def export(store: Store, out: BinaryIO) -> None:
    """Write `store` as JSON-LD 1.1: ``@context``, then ``@graph``, the nodes in the order of the Turtle export.

    Raises :class:`~kg.errors.StoreError` for a graph with triple terms, which JSON-LD lacks.
    """
    found = _order.sections(_order.rows(store))
    context = _Context(_order.prefixes(store), found)
    nodes: dict[str, dict[str, object]] = {}
    for section in found:
        for subject, said in section.nodes:
            node = nodes.setdefault(subject, {"id": context.node(subject)})
            for prop, values in _order.properties(said):
                written = [context.value(prop, value) for value in values]
                node[context.key(prop)] = written if len(written) > 1 else written[0]
    document = {"@context": context.definition(), "@graph": list(nodes.values())}
    out.write((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())


class _Context:
    """Short names for IRIs: ``kg:`` terms bare, others with their prefix; one type for each property that has one."""

    def __init__(self, prefixes: dict[str, str], found: Iterable[_order.Section]) -> None:
        kinds: dict[str, set[str]] = {}
        schemes: set[str] = set()
        for section in found:
            for subject, said in section.nodes:
                schemes.add(subject.partition(":")[0])
                for prop, values in said.items():
                    for value in values:
                        kind = _kind(value)
                        kinds.setdefault(prop, set()).add(kind)
                        if kind == "@id":
                            schemes.add(value.partition(":")[0])
        # A prefix that is also the scheme of some IRI would make another IRI of it.
        self.prefixes = {p: iri for p, iri in sorted(prefixes.items()) if f"<{p}" not in schemes and p != "kg"}
        self.by_length = sorted(self.prefixes.items(), key=lambda p: (-len(p[1]), p[0]))
        self.types = {p: kind for p, (kind, *more) in kinds.items() if not more and p != _order.TYPE}
        self.used: set[str] = set()
        self.key = lru_cache(maxsize=None)(self._key)
        self.node = lru_cache(maxsize=None)(self._node)

    def definition(self) -> dict[str, object]:
        """The ``@context``, once everything is written: it names what was used."""
        typed = {
            self.key(prop): {"@id": prop[1:-1], "@type": kind if kind == "@id" else self.short(kind)}
            for prop, kind in sorted(self.types.items())
            if kind not in {_STRING, ""}
        }
        prefixes = {p: iri for p, iri in self.prefixes.items() if p in self.used}
        return {"@vocab": KG, "id": "@id", "type": "@type", **prefixes, **typed}

    def _key(self, prop: str) -> str:
        if prop == _order.TYPE:
            return "type"
        iri = prop[1:-1]
        bare = iri.removeprefix(KG)
        if bare != iri and _NAME.match(bare) and bare not in _RESERVED and bare not in self.prefixes:
            return bare
        return self.short(iri)

    def short(self, iri: str) -> str:
        """`iri` with its prefix, where a reader will surely take it back to the same IRI."""
        for prefix, start in self.by_length:
            if iri.startswith(start) and len(iri) > len(start) and not iri.startswith("//", len(start)):
                self.used.add(prefix)
                return f"{prefix}:{iri[len(start) :]}"
        return iri

    def _node(self, term: str) -> str:
        return self.short(term[1:-1]) if term[0] == "<" else term

    def value(self, prop: str, term: str) -> object:
        """`term` as a value of `prop`."""
        kind = _kind(term)
        if kind == "@id":
            if prop == _order.TYPE:
                return self.key(term)
            return self.node(term) if self.types.get(prop) == "@id" else {"id": self.node(term)}
        end = term.rindex('"')
        text = _unescaped(term[1:end])
        if not kind:
            return {"@value": text, "@language": term[end + 2 :]}
        whole = kind == _INTEGER and bool(_CANONICAL.match(text))
        if self.types.get(prop) == kind or (prop not in self.types and (whole or kind == _STRING)):
            return int(text) if whole else text
        return {"@value": text, "@type": self.short(kind)}


def _kind(term: str) -> str:
    """How a context would type this value: ``@id``, a datatype, or "" for what it cannot (a language)."""
    if term[0] != '"':
        if term.startswith("<<"):
            raise StoreError(f"JSON-LD cannot hold the triple term {term}; export rdf12 or nquads instead.")
        return "@id"
    kind = term[term.rindex('"') + 1 :]
    return kind[3:-1] if kind.startswith("^^") else "" if kind else _STRING


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else _SHORT.get(m[3], m[3]), text)
