"""Taking in a graph that somebody else made, or that was written by hand: checked first, then kept report by report."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.errors import ValidationError
from kg.graph import validate
from kg.graph import vocabulary as v
from kg.graph.answers import shortened
from kg.graph.change import Change
from kg.graph.names import local, term
from kg.graph.store import Store
from kg.ontology import KG, PREFIXES, folder, load, parse

_PLAIN = (v.TYPE, v.PREF_LABEL, v.ALT_LABEL, v.MIN_COUNT, v.MAX_COUNT, v.GEONAMES_ID, v.LAT, v.LON, v.COUNTRY, v.FEATURE)
_COMMENT, _LABEL = NamedNode(PREFIXES["rdfs"] + "comment"), NamedNode(PREFIXES["rdfs"] + "label")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the reports of a file, and which of its properties the store has no place for, as in ``ex:colour``."""

    changes: tuple[Change, ...]
    left_out: tuple[str, ...] = ()


def import_file(store: Store, path: Path, *, author: str | None = None, day: date | None = None) -> Imported:
    """Add the reports and claims of an RDF file (:meth:`Store.from_file`) to `store`; a report there already is replaced.

    Claims that name no report, as in a few lines written by hand, become those of a report of their own: its id is the
    file's name, its text the ``rdfs:comment`` of each claim, or what it says in words; `author` makes the claims that
    name no source, and `day` is when. Entities that the store knows need not be described again.

    What follows from claims (accepted triples, events, states) is not taken over but
    derived here. Raises :class:`~kg.errors.SourceError` for a file that cannot be read, and
    :class:`~kg.errors.ValidationError`, before anything is written, for one that breaks the shapes, has terms that the
    ontology lacks, or holds neither report nor claim.
    """
    with Store.from_file(path, base=store.names.base) as given:
        try:
            _name_blanks(given, path.name)
            _introduce(given, store)
            _check_terms(given)
            _complete(given, path, author, day)
            validate.check(given)
        except ValidationError as error:
            raise ValidationError(f"'{path}': {error}") from None
        documents = list(given.documents())
        if not documents:
            raise ValidationError(f"'{path}': there is no kg:Report and no kg:Claim in it.")
        left = tuple(_left_out(given))
        return Imported(tuple(store.add(document, given.claims(document.id)) for document in documents), left)


def _name_blanks(given: Store, name: str) -> None:
    """Give blank nodes IRIs that depend on nothing but what the file says of them."""
    dataset = ox.Dataset(given.quads())
    if not any(isinstance(node, BlankNode) for quad in dataset for node in (quad.subject, quad.object)):
        return
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    def named(node: object) -> object:
        return given.names.entity(f"report/{name}/{node.value}") if isinstance(node, BlankNode) else node

    given.data.clear()
    given.data.extend(Quad(named(q.subject), q.predicate, named(q.object)) for q in dataset)  # type: ignore[arg-type]


def _check_terms(given: Store) -> None:
    """Raise for names under ``kg:`` that the ontology does not have: most likely they are misspelt."""
    known = _terms()
    unknown: dict[str, NamedNode] = {}
    for quad in given.quads():
        for node in (quad.predicate, quad.object):
            if isinstance(node, NamedNode) and node.value.startswith(KG) and node.value not in known:
                unknown.setdefault(local(node.value), cast(NamedNode, quad.subject))
    if unknown:
        told = [f"\n  {_readable(given, unknown[name])}: kg:{name}{_near(name)}" for name in sorted(unknown)]
        raise ValidationError(f"it uses terms that the ontology does not have ({len(unknown)}):{''.join(told[:10])}")


@cache
def _terms() -> frozenset[str]:
    said = {quad.subject.value for quad in parse(folder() / "kg.ttl") if isinstance(quad.subject, NamedNode)}
    return frozenset({*said, *(node.value for node in vars(v).values() if isinstance(node, NamedNode))})


def _near(name: str) -> str:
    known = [iri.removeprefix(KG) for iri in _terms() if iri.startswith(KG)]
    alike = [word for word in known if word[:1].isupper() == name[:1].isupper()]  # a class for a class, a property for a property
    near = difflib.get_close_matches(name, sorted(alike), n=1, cutoff=0.7)
    return f", did you mean kg:{near[0]}?" if near else ""


def _complete(given: Store, path: Path, author: str | None, day: date | None) -> None:
    """Make a report of the claims that name none, with their words as its text."""
    data, names = given.data, given.names
    found = (cast(NamedNode, q.subject) for q in data.quads_for_pattern(None, v.TYPE, v.CLAIM, v.DEFAULT))
    claims = sorted((c for c in found if not any(data.quads_for_pattern(c, v.DERIVED_FROM, None))), key=str)
    if not claims:
        return
    report, text = names.report(path.name), ""
    writer = names.entity(f"report/{path.name}/author")
    unsourced = False
    for claim in claims:
        data.add(Quad(claim, v.DERIVED_FROM, report))
        if not any(data.quads_for_pattern(claim, v.SOURCE, None)):
            data.add(Quad(claim, v.SOURCE, writer))
            unsourced = True
        if not any(data.quads_for_pattern(claim, v.DENOTED_BY, None)):
            words = _words(given, claim)
            mention = names.mention(path.name, len(text), len(text) + len(words)) or names.made("mention", path.name, len(text))
            data.extend(_mention(mention, len(text), words, report))
            data.add(Quad(claim, v.DENOTED_BY, mention))
            text += f"{words}\n"
    if unsourced:
        data.extend((Quad(writer, v.TYPE, term("Organization")), Quad(writer, v.PREF_LABEL, v.text(author or path.stem))))
    said: list[tuple[NamedNode, NamedNode | Literal]] = [
        (v.TYPE, v.REPORT),
        (v.IS_STRING, v.text(text)),
        (v.HEADLINE, v.text(path.name)),
        (v.ORIGIN, v.text(str(path))),
        *([(v.PUBLISHER, v.text(author))] if author else []),
        *([(v.PUBLISHED, v.day(day))] if day else []),
    ]
    data.extend(Quad(report, prop, value) for prop, value in said)


def _introduce(given: Store, store: Store) -> None:
    """What the store knows of the entities that the claims name and the file says nothing of."""
    for role in (v.SUBJECT, v.OBJECT, v.SOURCE, v.PLACE):
        for node in {quad.object for quad in given.data.quads_for_pattern(None, role, None)}:
            if isinstance(node, NamedNode) and not any(given.data.quads_for_pattern(node, v.PREF_LABEL, None)):
                for prop in _PLAIN:
                    given.data.extend(store.data.quads_for_pattern(node, prop, None, v.DEFAULT))


def _mention(node: NamedNode, start: int, words: str, report: NamedNode) -> Iterator[Quad]:
    yield Quad(node, v.TYPE, v.MENTION)
    yield Quad(node, v.BEGIN, v.integer(start))
    yield Quad(node, v.END, v.integer(start + len(words)))
    yield Quad(node, v.ANCHOR, v.text(words))
    yield Quad(node, v.CONTEXT, report)


def _words(given: Store, claim: NamedNode) -> str:
    if written := _values(given, claim, _COMMENT):
        return " ".join(written[0].split())
    relation = load().relations.get(local((_values(given, claim, v.PREDICATE) or [""])[0]))
    subject, obj = (_name(given, claim, prop) for prop in (v.SUBJECT, v.OBJECT))
    return f"{subject} {relation.label if relation else '?'} {obj}."


def _name(given: Store, claim: NamedNode, prop: NamedNode) -> str:
    for iri in _values(given, claim, prop):
        try:
            return (_values(given, NamedNode(iri), v.PREF_LABEL) or _values(given, NamedNode(iri), _LABEL) or [iri])[0]
        except ValueError:  # a literal, where an entity is meant: the shapes will say so
            return iri
    return "?"


def _values(given: Store, node: NamedNode, prop: NamedNode) -> list[str]:
    return sorted(cast(Literal, q.object).value for q in given.data.quads_for_pattern(node, prop, None, v.DEFAULT))


def _left_out(given: Store) -> Iterable[str]:
    """The properties of other vocabularies that nothing here reads."""
    known = {*_terms(), _COMMENT.value, _LABEL.value}
    counts = Counter(q.predicate.value for q in given.quads() if q.predicate.value not in known)
    return [f"{shortened(iri, given.prefixes())} ({count})" for iri, count in sorted(counts.items())]


def _readable(given: Store, node: NamedNode) -> str:
    said = validate.claimed(given, node.value)
    return shortened(node.value, given.prefixes()) + (f" ({said})" if said else "")
