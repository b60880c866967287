"""Claims and reports as triples, and back: the one place that knows how a record looks in RDF.

A claim is a node (``kg:Claim``, a kind of ``rdf:Statement``) that names its report. Its words are NIF strings: stretches
of the report's text in code points, named as RFC 5147 has it (``report/ID#char=12,30``); the quote is written out, words
within it are told by their IRI alone. Who passed it on are ``kg:Relay`` nodes, each relaying the one before. What a
report says an entity is (names, kind, position) is kept once for each wording as a ``kg:Description``, so that it can
go when the last report that says so goes; the entity's own properties are derived from these
(:mod:`kg.graph.entities`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from functools import cache
from typing import cast

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import ValidationError
from kg.graph import vocabulary as v
from kg.graph.described import Values, first, read_description, read_document, read_entity, values
from kg.graph.names import Names, local, term
from kg.ontology import load
from kg.records import Argument, Claim, Document, Entity, Evidence, Factuality, Mode, Precision
from kg.resolve.names import keys

_FACTUALITY_OF = {node.value: cast(Factuality, name) for name, node in v.FACTUALITY_TERMS.items()}
_ENTITY_ORDER = tuple(f.name for f in fields(Entity) if f.name != "id")


def quads(document: Document, claims: Iterable[Claim], names: Names) -> list[Quad]:
    """All that one report puts into the graph: itself, its claims, their mentions and descriptions; some quads twice."""
    return list(ox.parse("".join(lines(document, claims, names)), format=ox.RdfFormat.N_TRIPLES))


def lines(document: Document, claims: Iterable[Claim], names: Names) -> Iterator[str]:
    """The same as N-Triples, a node or so at a time; for a bulk load this is twice as fast as making objects.

    Within a report an entity has one description, that of the first claim, for each id that the report's own names gave
    it; a claim id stands for one claim, the first.
    """
    report = str(names.report(document.id))
    yield _report(document, report, names)
    described: set[str] = set()
    written: set[str] = set()
    for claim in claims:
        identifier = claim.id
        if identifier in written:
            continue
        written.add(identifier)
        yield _claim(claim, identifier, report, document, names)
        for argument in claim.arguments:
            key = argument.read_as
            if key not in described:
                described.add(key)
                yield _description(argument, report, names)


def proposition(claim: Claim, names: Names) -> NamedNode:
    """The node for what is claimed, whoever claims it; for a symmetric relation, the same both ways round."""
    sides = (claim.subject.id, claim.object.id)
    relation = load().relations.get(claim.predicate)
    if relation is not None and relation.symmetric:
        sides = (min(sides), max(sides))
    return names.made("proposition", sides[0], claim.predicate, sides[1])


def _report(document: Document, node: str, names: Names) -> str:
    texts = (
        (v.IS_STRING, document.text),
        (v.LANGUAGE, document.language),
        (v.HEADLINE, document.title or None),
        (v.PUBLISHER, document.publisher),
        (v.CREATOR, document.author),
        (v.AGENCY, document.agency),
        (v.DATELINE, document.place),
        (v.ORIGIN, document.origin or None),
    )
    values: list[tuple[NamedNode, NamedNode | Literal]] = [
        (v.TYPE, v.REPORT),
        (v.TYPE, NamedNode(v.SCHEMA + "NewsArticle")),
        (v.TYPE, NamedNode(v.NIF + "Context")),
        (v.BODY, v.integer(document.body)),
        *((prop, v.text(text)) for prop, text in texts if text is not None),
    ]
    if document.url is not None:
        values.append((v.URL, Literal(v.text(document.url).value, datatype=v.ANY_URI)))
    if document.date is not None:
        values.append((v.PUBLISHED, v.day(document.date)))
    if document.updated is not None:
        values.append((v.UPDATED, v.day(document.updated)))
    values += [(v.DATE_EVIDENCE, v.text(said)) for said in document.dated]
    if document.copy_of is not None:
        values.append((v.COPY_OF, names.report(document.copy_of)))
    if document.pages:
        values.append((v.PAGES, v.structure(list(document.pages))))
    if document.retrieved is not None:
        values.append((v.RETRIEVED, Literal(document.retrieved.isoformat(), datatype=v.DATETIME)))
    if document.warnings:
        values.append((v.WARNINGS, v.structure(list(document.warnings))))
    return _node(node, values)


def _claim(claim: Claim, identifier: str, report: str, document: Document, names: Names) -> str:
    node = str(names.claim(identifier))
    written: dict[str, tuple[int, int, str]] = {}

    def words(start: int, end: int, value: str) -> str:
        """The mention; one whose words are those of the text needs no more than its IRI, which says where."""
        if 0 <= start <= end <= len(document.text) and document.text[start:end] == value:
            stretch = names.mention(document.id, start, end)
            if stretch is not None:
                return str(stretch)
        mention = str(names.other_words(document.id, start, end, value))
        written[mention] = (start, end, value)
        return mention

    values: list[tuple[NamedNode, object]] = [
        (v.TYPE, v.CLAIM),
        (v.SUBJECT, names.entity(claim.subject.id)),
        (v.PREDICATE, term(claim.predicate)),
        (v.OBJECT, names.entity(claim.object.id)),
        (v.PROPOSITION, proposition(claim, names)),
        (v.FACTUALITY, v.FACTUALITY_TERMS[claim.factuality]),
        (v.DERIVED_FROM, report),
        (v.EXTRACTOR, v.text(claim.extractor)),
        (v.CONFIDENCE, v.number(claim.confidence)),
        (v.SUBJECT_MENTION, words(claim.subject.start, claim.subject.end, claim.subject.text)),
        (v.OBJECT_MENTION, words(claim.object.start, claim.object.end, claim.object.text)),
    ]
    concepts = ((v.MODE, claim.mode), (v.PRECISION, claim.precision), (v.MANNER, claim.manner))
    values += [(prop, term(concept)) for prop, concept in concepts if concept is not None]
    days = ((v.STATED_ON, document.date), (v.VALID_FROM, claim.valid_from), (v.VALID_TO, claim.valid_to))
    values += [(prop, v.day(when)) for prop, when in days if when is not None]
    for prop, argument in ((v.SUBJECT_READ_AS, claim.subject), (v.OBJECT_READ_AS, claim.object), (v.PLACE_READ_AS, claim.place)):
        if argument is not None and argument.own is not None:
            values.append((prop, names.entity(argument.own)))
    if claim.place is not None:
        values.append((v.PLACE, names.entity(claim.place.id)))
        values.append((v.PLACE_MENTION, words(claim.place.start, claim.place.end, claim.place.text)))
    relays = []
    speaker, said = node, values
    for step, source in enumerate(claim.sources):
        if step:
            relay = str(names.relay(identifier, step))
            said = [(v.TYPE, v.RELAY), (v.RELAYS, speaker), (v.FACTUALITY, v.UNCOMMITTED), (v.DERIVED_FROM, report)]
            relays.append((relay, said))
            speaker = relay
        said.append((v.SOURCE, names.entity(source.id)))
        said.append((v.SOURCE_MENTION, words(source.start, source.end, source.text)))
        if source.own is not None:
            said.append((v.SOURCE_READ_AS, names.entity(source.own)))
    evidence = claim.evidence
    quote = words(evidence.start, evidence.end, evidence.quote)
    written[quote] = (evidence.start, evidence.end, evidence.quote)
    values.append((v.DENOTED_BY, quote))
    return (
        _node(node, values)
        + "".join(_node(relay, said) for relay, said in relays)
        + "".join(_mention(mention, *found, report) for mention, found in written.items())
    )


def _mention(node: str, start: int, end: int, value: str, report: str) -> str:
    return _node(
        node,
        (
            (v.TYPE, v.MENTION),
            (v.BEGIN, v.integer(start)),
            (v.END, v.integer(end)),
            (v.ANCHOR, v.text(value)),
            (v.CONTEXT, report),
        ),
    )


def _description(argument: Argument, report: str, names: Names) -> str:
    """What a report says an entity is; the same words in another report are the same node."""
    entity, own = argument.entity, argument.own
    record = {name: value for name in _ENTITY_ORDER if (value := getattr(entity, name)) not in (None, ())}
    value = v.structure(record)
    node = str(names.made("description", entity.id, value.value, *(() if own is None else (own,))))
    said = [(v.TYPE, v.DESCRIPTION), (v.DESCRIPTION_OF, names.entity(entity.id)), (v.VALUE, value)]
    if own is not None:
        said.append((v.READ_AS, names.entity(own)))
    said += [(v.NAME_KEY, v.text(key)) for key in sorted(keys(argument.read_as, entity))]
    return _node(report, ((v.DESCRIBES, node),)) + _node(node, said)


def _node(node: str, values: Iterable[tuple[NamedNode, object]]) -> str:
    return "".join([f"{node} {_written(prop)} {value} .\n" for prop, value in values])


_written = cache(str)
"""Properties come by the million and are few."""


def claims(store: ox.Store, names: Names, document: str | None = None) -> Iterator[Claim]:
    """The claims of the graph (of one document, if given), by report and place in its text.

    Raises :class:`~kg.errors.ValidationError` for a claim node that lacks what every claim needs.
    """
    if document is not None:
        reports = [names.report(document).value]
    else:
        found = store.query(f"SELECT DISTINCT ?r {{ ?c a <{v.CLAIM.value}> ; <{v.DERIVED_FROM.value}> ?r }}")
        reports = sorted(row["r"].value for row in cast(ox.QuerySolutions, found))
    for report in reports:
        reader = _Reader(store, names, report)
        yield from sorted(reader.claims(), key=lambda c: (c.evidence.start, c.evidence.end, c.id))


def documents(store: ox.Store, names: Names) -> Iterator[Document]:
    """The reports of the graph, by IRI."""
    reports = store.quads_for_pattern(None, v.TYPE, v.REPORT, v.DEFAULT)
    for iri in sorted(cast(NamedNode, q.subject).value for q in reports):
        yield read_document(names.report_id(iri), values(store, NamedNode(iri)), names)


class _Reader:
    """One report's claims; mentions and entities that several claims share are read once."""

    def __init__(self, store: ox.Store, names: Names, report: str) -> None:
        self.store, self.names, self.report = store, names, report
        self.mentions: dict[str, tuple[int, int, str]] = {}
        self.entities: dict[str, Entity] = {}
        self._text: str | None = None
        for quad in store.quads_for_pattern(NamedNode(report), v.DESCRIBES, None, v.DEFAULT):
            said = values(store, cast(NamedNode, quad.object))
            for iri, value in zip(said.get(v.DESCRIPTION_OF.value, ()), said.get(v.VALUE.value, ()), strict=False):
                self.entities[first(said, v.READ_AS) or iri] = read_description(names.entity_id(iri), value)

    def claims(self) -> Iterator[Claim]:
        for quad in self.store.quads_for_pattern(None, v.DERIVED_FROM, NamedNode(self.report), v.DEFAULT):
            said = values(self.store, cast(NamedNode, quad.subject))
            if v.CLAIM.value in said.get(v.TYPE.value, ()):
                yield self.claim(cast(NamedNode, quad.subject), said)

    def claim(self, node: NamedNode, said: Values) -> Claim:
        def need(prop: NamedNode) -> str:
            if not said.get(prop.value):
                raise ValidationError(f"claim <{node.value}>: it has no <{prop.value}>; every claim needs one.")
            return said[prop.value][0]

        def one(prop: NamedNode) -> str | None:
            return first(said, prop)

        start, end, quote = self.mention(need(v.DENOTED_BY))
        valid_from, valid_to, confidence = one(v.VALID_FROM), one(v.VALID_TO), one(v.CONFIDENCE)
        factuality, manner, mode, precision = need(v.FACTUALITY), one(v.MANNER), one(v.MODE), one(v.PRECISION)
        if factuality not in _FACTUALITY_OF:
            raise ValidationError(f"claim <{node.value}>: <{factuality}> is no factuality (kg:CTpos ... kg:PSneg).")
        place = one(v.PLACE)
        return Claim(
            subject=self.argument(need(v.SUBJECT), one(v.SUBJECT_MENTION), one(v.SUBJECT_READ_AS)),
            predicate=local(need(v.PREDICATE)),
            object=self.argument(need(v.OBJECT), one(v.OBJECT_MENTION), one(v.OBJECT_READ_AS)),
            sources=tuple(self.sources(node, said)),
            evidence=Evidence(self.names.report_id(self.report), start, end, quote),
            factuality=_FACTUALITY_OF[factuality],
            mode=cast("Mode | None", local(mode) if mode else None),
            valid_from=date.fromisoformat(valid_from) if valid_from else None,
            valid_to=date.fromisoformat(valid_to) if valid_to else None,
            precision=cast("Precision | None", local(precision) if precision else None),
            place=self.argument(place, one(v.PLACE_MENTION), one(v.PLACE_READ_AS)) if place else None,
            manner=local(manner) if manner else None,  # type: ignore[arg-type]
            extractor="frames" if (extractor := one(v.EXTRACTOR)) is None else extractor,
            confidence=float(confidence) if confidence else 1.0,
        )

    def sources(self, node: NamedNode, said: Values) -> Iterator[Argument]:
        """The chain, from the claim outwards; a relay that has been passed already ends it (a hand-made circle)."""
        passed = {node.value}
        while True:
            source = said.get(v.SOURCE.value)
            if source:
                yield self.argument(source[0], first(said, v.SOURCE_MENTION), first(said, v.SOURCE_READ_AS))
            relays = self.store.quads_for_pattern(None, v.RELAYS, node, v.DEFAULT)
            outer = sorted(cast(NamedNode, q.subject).value for q in relays)
            if not outer or outer[0] in passed:
                return
            node = NamedNode(outer[0])
            passed.add(node.value)
            said = values(self.store, node)

    def argument(self, iri: str, mention: str | None, own: str | None) -> Argument:
        key = iri if own is None else own
        if key not in self.entities:
            self.entities[key] = read_entity(self.names.entity_id(iri), values(self.store, NamedNode(iri)))
        entity = self.entities[key]
        start, end, text = self.mention(mention) if mention else (0, 0, entity.label)
        return Argument(entity, text, start, end, self.names.entity_id(own) if own else None)

    def mention(self, iri: str) -> tuple[int, int, str]:
        if iri not in self.mentions:
            said = values(self.store, NamedNode(iri))
            stretch = self.names.stretch(iri)
            try:
                if v.ANCHOR.value not in said and stretch is not None and stretch[0] == self.report:
                    start, end = stretch[1:]
                    self.mentions[iri] = (start, end, self.text()[start:end])
                else:
                    text = said[v.ANCHOR.value][0]
                    self.mentions[iri] = (int(said[v.BEGIN.value][0]), int(said[v.END.value][0]), text)
            except (KeyError, ValueError):
                raise ValidationError(f"mention <{iri}>: it needs nif:beginIndex, nif:endIndex (integers) and nif:anchorOf.") from None
        return self.mentions[iri]

    def text(self) -> str:
        """The report's text, read once."""
        if self._text is None:
            self._text = first(values(self.store, NamedNode(self.report)), v.IS_STRING) or ""
        return self._text
