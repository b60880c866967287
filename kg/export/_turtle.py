"""Writes Turtle and TriG for people: prefixes in use, headed sections, one property a line, one comment a claim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

from kg.export import _order
from kg.export._order import Row, Said, Section, properties
from kg.ontology import PREFIXES

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w\-/,%.]*[\w\-/])?\Z", re.ASCII)
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ACTING = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_CONTROLS = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|[\x00-\x1f]|[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_WIDTH = 110
_XSD = PREFIXES["xsd"]


class Writer:
    """Turns N-Triples terms into Turtle and remembers which prefixes it used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes
        self.spaces = {iri: prefix for prefix, iri in sorted(prefixes.items(), reverse=True)}
        self.used: set[str] = set()
        self.iri = lru_cache(maxsize=None)(self._iri)

    def _iri(self, iri: str) -> str:
        cut = max(iri.rfind("#"), iri.rfind("/"))
        while cut > 0:
            prefix, rest = self.spaces.get(iri[1 : cut + 1]), iri[cut + 1 : -1]
            if prefix is not None and _LOCAL.match(rest) and not _PERCENT.search(rest):
                self.used.add(prefix)
                return f"{prefix}:{rest.replace('/', chr(92) + '/').replace(',', chr(92) + ',')}"
            cut = iri.rfind("/", 0, cut)
        return iri

    def term(self, term: str) -> str:
        """`term` in Turtle; a triple term as RDF 1.2 writes it."""
        if term[0] == '"':
            return self._literal(term)
        if term.startswith("<<("):
            subject, prop, value = _order.split(f"{term[4:-4]} .")
            return f"<<( {self.term(subject)} {self.term(prop)} {self.term(value)} )>>"
        return self.iri(term) if term[0] == "<" else term

    def _literal(self, literal: str) -> str:
        end = literal.rindex('"')
        text, kind = literal[1:end], literal[end + 1 :]
        if _ACTING.search(text):
            text = _ACTING.sub(lambda m: f"\\u{ord(m[0]):04X}", text)
        if not kind:
            quoted = f'"{text}"'
            return _long(text) if "\\n" in text else quoted
        if kind[0] == "@":
            return f'"{text}"{kind}'
        if kind == f"^^<{_XSD}integer>" and _INTEGER.match(text):
            return text
        if kind == f"^^<{_XSD}boolean>" and text in {"true", "false"}:
            return text
        return f'"{text}"^^{self.iri(kind[2:])}'

    def node(self, subject: str, said: Said, indent: str = "") -> str:
        """Everything that `subject` says, one property a line."""
        lines = []
        for prop, values in properties(said):
            name = "a" if prop == _order.TYPE else self.iri(prop)
            if len(values) == 1:
                lines.append(f"{name} {self.term(values[0])}")
                continue
            terms = [self.term(value) for value in values]
            wide = len(indent) + len(name) + sum(map(len, terms)) + 2 * len(terms) > _WIDTH
            lines.append(f"{name} " + (f",\n{indent}        " if wide else ", ").join(terms))
        return f"{indent}{self.term(subject)} " + f" ;\n{indent}    ".join(lines) + " .\n"

    def head(self) -> str:
        """The prefixes that were used so far, by name."""
        return "".join(f"@prefix {p}: <{self.prefixes[p]}> .\n" for p in sorted(self.used))


def body(writer: Writer, found: Iterable[Section], comments: Mapping[str, str], indent: str = "") -> Iterator[str]:
    """The sections as text, with a comment above each node that has one."""
    for section in found:
        yield f"\n{indent}# {'=' * 4} {section.heading} {'=' * max(4, 70 - len(section.heading))}\n"
        for subject, said in section.nodes:
            said_of = comments.get(subject)
            if said_of:
                yield f"\n{indent}# {said_of}\n"
            elif len(said) > 1:
                yield "\n"
            yield writer.node(subject, said, indent)


def comments(found: Iterable[Row]) -> dict[str, str]:
    """One line for every claim: subject, relation, object, and who says so. Nothing is lost without them."""
    labels: dict[str, str] = {}
    claims: dict[str, dict[str, str]] = {}
    wanted = {_order.SUBJECT: "s", _order.PREDICATE: "p", _order.OBJECT: "o", _order.SOURCE: "by"}
    for subject, prop, value in found:
        if prop == _order.LABEL:
            labels[subject] = min(labels.get(subject, value), value)
        elif prop in wanted:
            parts = claims.setdefault(subject, {})
            parts[wanted[prop]] = min(parts.get(wanted[prop], value), value)

    @cache
    def name(node: str) -> str:
        if node in labels:
            return _one_line(labels[node][1 : labels[node].rindex('"')])
        return _one_line(re.split(r"[#/]", node.strip("<>").rstrip("/"))[-1])

    return {
        key: f"{name(c['s'])} — {name(c['p'])} — {name(c['o'])}" + (f" ({name(c['by'])})" if "by" in c else "")
        for key, c in claims.items()
        if {"s", "p", "o"} <= c.keys()
    }


def _one_line(text: str) -> str:
    """N-Triples text fit for a comment: no line end that would let it run on as Turtle, nothing that acts."""
    return " ".join(_CONTROLS.sub(lambda m: m[0][1] if m[0] in {'\\"', "\\\\"} else " ", text).split())[:80]


def _long(text: str) -> str:
    """Text of several lines in long quotes, so that reports stay readable; quotes within stay escaped."""
    return '"""' + _ESCAPE.sub(lambda m: "\n" if m[1] == "n" else m[0], text) + '"""'
