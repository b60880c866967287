"""Claims and reports as triples, and back: the one place that knows how a record looks in RDF.

A claim is a node (``kg:Claim``, a kind of ``rdf:Statement``) that names its report. Its words are NIF strings: stretches
of the report's text in code points, named as RFC 5147 has it (``report/ID#char=12,30``); the quote is written out, words
within it are told by their IRI alone. Who passed it on are ``kg:Relay`` nodes, each relaying the one before. What a
report says an entity is (names, kind, position) is kept once for each wording as a ``kg:Description``, so that it can
go when the last report that says so goes; the entity's own properties are derived from these
(:mod:`kg.graph.entities`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import cast

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import ValidationError
from kg.graph import vocabulary as v
from kg.graph.names import Names, local, term
from kg.ontology import KG, PREFIXES, load
from kg.records import Argument, Claim, Document, Entity, Evidence, Factuality, Mode, Precision

_FACTUALITY_OF = {node.value: cast(Factuality, name) for name, node in v.FACTUALITY_TERMS.items()}
_ENTITY_ORDER = tuple(f.name for f in fields(Entity) if f.name != "id")
_ENTITY_FIELDS = frozenset(_ENTITY_ORDER)
_WIKIDATA = PREFIXES["wd"]

Values = Mapping[str, list[str]]
"""What a node says, by property IRI: IRIs and lexical forms, sorted."""


def quads(document: Document, claims: Iterable[Claim], names: Names) -> list[Quad]:
    """All that one report puts into the graph: itself, its claims, their mentions and descriptions; some quads twice."""
    return list(ox.parse("".join(lines(document, claims, names)), format=ox.RdfFormat.N_TRIPLES))


def lines(document: Document, claims: Iterable[Claim], names: Names) -> Iterator[str]:
    """The same as N-Triples, a node or so at a time; for a bulk load this is twice as fast as making objects.

    Within a report an entity id has one description, that of the first claim, and a claim id stands for one claim, the
    first.
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
        for argument in arguments(claim):
            if argument.entity.id not in described:
                described.add(argument.entity.id)
                yield _description(argument.entity, report, names)


def arguments(claim: Claim) -> tuple[Argument, ...]:
    """All entities of a claim with the words that stand for them: subject, object, sources, place."""
    return (claim.subject, claim.object, *claim.sources, *((claim.place,) if claim.place else ()))


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


def _description(entity: Entity, report: str, names: Names) -> str:
    """What a report says an entity is; the same words in another report are the same node."""
    record = {name: value for name in _ENTITY_ORDER if (value := getattr(entity, name)) not in (None, ())}
    value = v.structure(record)
    node = str(names.made("description", entity.id, value.value))
    return _node(report, ((v.DESCRIBES, node),)) + _node(
        node, ((v.TYPE, v.DESCRIPTION), (v.DESCRIPTION_OF, names.entity(entity.id)), (v.VALUE, value))
    )


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


def values(store: ox.Store, node: ox.NamedNode | ox.BlankNode) -> Values:
    """What `node` says."""
    result: dict[str, list[str]] = {}
    for quad in store.quads_for_pattern(node, None, None, v.DEFAULT):
        result.setdefault(quad.predicate.value, []).append(cast(NamedNode, quad.object).value)
    for found in result.values():
        found.sort()
    return result


def first(said: Values, prop: NamedNode) -> str | None:
    """The least of a node's values for `prop`; None where it has none."""
    found = said.get(prop.value)
    return found[0] if found else None


def read_document(identifier: str, said: Values, names: Names) -> Document:
    """The report that says this; what the graph lacks is empty."""

    def one(prop: NamedNode) -> str | None:
        return first(said, prop)

    published, updated, retrieved, copied = (one(prop) for prop in (v.PUBLISHED, v.UPDATED, v.RETRIEVED, v.COPY_OF))
    return Document(
        id=identifier,
        text=one(v.IS_STRING) or "",
        title=one(v.HEADLINE) or "",
        publisher=one(v.PUBLISHER),
        author=one(v.CREATOR),
        date=date.fromisoformat(published) if published else None,
        url=one(v.URL),
        language=one(v.LANGUAGE) or "en",
        retrieved=datetime.fromisoformat(retrieved) if retrieved else None,
        agency=one(v.AGENCY),
        place=one(v.DATELINE),
        body=int(one(v.BODY) or 0),
        origin=one(v.ORIGIN) or "",
        warnings=tuple(json.loads(one(v.WARNINGS) or "[]")),
        updated=date.fromisoformat(updated) if updated else None,
        dated=tuple(sorted(said.get(v.DATE_EVIDENCE.value, ()))),
        copy_of=names.report_id(copied) if copied else None,
    )


def read_description(identifier: str, value: str) -> Entity:
    """The entity that a description's JSON tells of."""
    record = {k: v for k, v in json.loads(value).items() if k in _ENTITY_FIELDS}
    record["aliases"] = tuple(record.get("aliases", ()))
    return Entity(id=identifier, **{"label": identifier, "type": "Entity", **record})


def read_entity(identifier: str, said: Values) -> Entity:
    """The entity with these plain properties, as a graph made by hand has them."""

    def one(prop: NamedNode) -> str | None:
        return first(said, prop)

    def whole(prop: NamedNode) -> int | None:
        found = one(prop)
        return int(found) if found else None

    classes = [local(c) for c in said.get(v.TYPE.value, ()) if c.startswith(KG)]
    label = one(v.PREF_LABEL) or one(NamedNode(PREFIXES["rdfs"] + "label")) or identifier
    lat, lon = one(v.LAT), one(v.LON)
    wikidata = [i.removeprefix(_WIKIDATA) for i in said.get(v.SAME_AS_PAGE.value, ()) if i.startswith(_WIKIDATA)]
    geonames = whole(v.GEONAMES_ID)
    if geonames is None and identifier.startswith("geonames/"):
        geonames = int(identifier.removeprefix("geonames/"))
    return Entity(
        id=identifier,
        label=label,
        type=_narrowest(classes),
        aliases=tuple(said.get(v.ALT_LABEL.value, ())),
        minimum=whole(v.MIN_COUNT),
        maximum=whole(v.MAX_COUNT),
        geonames=geonames,
        lat=float(lat) if lat else None,
        lon=float(lon) if lon else None,
        country=one(v.COUNTRY),
        feature=one(v.FEATURE),
        wikidata=wikidata[0] if wikidata else None,
    )


def _narrowest(classes: list[str]) -> str:
    """The class that none of the others is below; the first by name, if several are."""
    known = load().classes
    above = {a for c in classes for a in known.get(c, (c,))[1:]}
    return min((c for c in classes if c not in above), default="Entity")


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
                self.entities[iri] = read_description(names.entity_id(iri), value)

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
            subject=self.argument(need(v.SUBJECT), one(v.SUBJECT_MENTION)),
            predicate=local(need(v.PREDICATE)),
            object=self.argument(need(v.OBJECT), one(v.OBJECT_MENTION)),
            sources=tuple(self.sources(node, said)),
            evidence=Evidence(self.names.report_id(self.report), start, end, quote),
            factuality=_FACTUALITY_OF[factuality],
            mode=cast("Mode | None", local(mode) if mode else None),
            valid_from=date.fromisoformat(valid_from) if valid_from else None,
            valid_to=date.fromisoformat(valid_to) if valid_to else None,
            precision=cast("Precision | None", local(precision) if precision else None),
            place=self.argument(place, one(v.PLACE_MENTION)) if place else None,
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
                yield self.argument(source[0], first(said, v.SOURCE_MENTION))
            relays = self.store.quads_for_pattern(None, v.RELAYS, node, v.DEFAULT)
            outer = sorted(cast(NamedNode, q.subject).value for q in relays)
            if not outer or outer[0] in passed:
                return
            node = NamedNode(outer[0])
            passed.add(node.value)
            said = values(self.store, node)

    def argument(self, iri: str, mention: str | None) -> Argument:
        if iri not in self.entities:
            self.entities[iri] = read_entity(self.names.entity_id(iri), values(self.store, NamedNode(iri)))
        entity = self.entities[iri]
        start, end, text = self.mention(mention) if mention else (0, 0, entity.label)
        return Argument(entity, text, start, end)

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
