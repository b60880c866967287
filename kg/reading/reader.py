"""Puts the layers together: a Document in, a Reading out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from kg.ontology import Ontology
from kg.reading import language
from kg.reading.actors import ActorIndex
from kg.reading.attribution import RawAttribution, find_attributions
from kg.reading.coreference import Coreference
from kg.reading.entities import Found, name_entity
from kg.reading.gazetteer import Gazetteer
from kg.reading.listed import listed_names
from kg.reading.mentions import find_mentions
from kg.reading.names import find_names
from kg.reading.offsets import KEY, TIMES, Offsets, clean, of
from kg.reading.phrases import find_phrases
from kg.reading.placelists import as_places
from kg.reading.repairs import Repairs
from kg.reading.times import find_times
from kg.records import Attribution, Document, Entity, Mention, Reading, Span, TimeExpression

BATCH = 32
"""Documents that the language model sees at once."""


class Reader:
    """Reads documents; holds the language model, the gazetteer and the world list."""

    def __init__(self, ontology: Ontology, model: str | None = None) -> None:
        self.ontology = ontology
        self._model = model
        self.nlp = language.load(model)
        self.bodies = ontology.words("organization-nouns") - ontology.words("outlet-nouns")
        self.actors = ActorIndex.load(ontology.folder)
        self.gazetteer = Gazetteer.load()
        self.repairs = Repairs(ontology)

    def read(self, documents: Iterable[Document]) -> Iterator[Reading]:
        """The readings of `documents`, in their order; streams."""
        self.nlp = language.load(self._model)
        pairs = ((text, (d, offsets)) for d in documents for text, offsets in (clean(d.text[d.body :], d.body),))
        for doc, (document, offsets) in self.nlp.pipe(pairs, as_tuples=True, batch_size=BATCH):
            doc.user_data[KEY] = offsets
            yield self.annotate(doc, document)

    def annotate(self, doc: Doc, document: Document) -> Reading:
        """All layers on a parsed document."""
        self.repairs(doc)
        names = find_names(doc, listed_names(doc, self.actors, self.gazetteer, self.ontology), self.ontology, self._place)
        phrases = find_phrases(doc, self.ontology)
        found = find_mentions(doc, names.outer, phrases, self.ontology, document_id=document.id, government=self.actors.government)
        by_head = {f.head: f for f in found}
        for name in names.inner:
            head = doc[name.start : name.end].root.i
            by_head.setdefault(head, Found(head, name.start, name.end, name.entity, "name"))
        by_head = {head: self._also_place(doc, f) for head, f in by_head.items()}
        by_head = as_places(doc, by_head, self.ontology)
        found = sorted(by_head.values(), key=lambda f: (f.start, f.end, f.head))
        offsets = of(doc)
        doc.user_data[TIMES] = find_times(doc, document.date)
        times = tuple(_time(t, document, offsets) for t in doc.user_data[TIMES])
        raw = find_attributions(doc, lambda token: _is_outlet(token, by_head))
        pronouns, described = Coreference(doc, found, raw, self.ontology, self.actors.government).run()
        for head, entity in described.items():
            by_head[head] = replace(by_head[head], entity=entity)
        by_head.update(pronouns)
        found = sorted(by_head.values(), key=lambda f: (f.start, f.end, f.head))
        entities = self._entities(found, document)
        return Reading(
            document=document,
            sentences=tuple(_span(doc, s.start, s.end, offsets) for s in doc.sents if s.text.strip()),
            entities=entities,
            mentions=tuple(_mention(doc, f, document, offsets) for f in found),
            times=times,
            attributions=tuple(_attribution(doc, a, by_head, offsets) for a in raw),
            coreference=_chains(doc, found, offsets),
            parse=doc,
        )

    def _also_place(self, doc: Doc, found: Found) -> Found:
        """`found` with the place of that name, where no list but only the model says what the name is."""
        known = not found.entity.id.startswith(("org/", "person/", "group/", "place/")) or found.entity.lat is not None
        if found.kind != "name" or found.end - found.start > 2 or known:
            return found
        place = self._place(doc[found.start : found.end].text)
        if place is not None and found.entity.type == "Place":
            return replace(found, entity=place)
        return replace(found, place=place) if place is not None else found

    def _publisher(self, name: str) -> Entity:
        """A publisher that the world list does not know: a ministry says whose it is in its name."""
        words = name.split()
        country = next((c for w in words if (c := self.actors.country_of_demonym(w)) is not None), None)
        official = any(w.lower() in self.bodies for w in words)
        return replace(name_entity(name, "Organization" if official else "MediaOutlet"), country=country)

    def _place(self, name: str) -> Entity | None:
        candidates = self.gazetteer.lookup(name)
        return candidates[0].place.entity if candidates and candidates[0].main else None

    def _entities(self, found: list[Found], document: Document) -> tuple[Entity, ...]:
        """Each entity once, with the government of every country named and the country of every government."""
        entities: dict[str, Entity] = {}
        for mention in found:
            entities.setdefault(mention.entity.id, mention.entity)
            if mention.place is not None:
                entities.setdefault(mention.place.id, mention.place)
        for entity in tuple(entities.values()):
            if entity.country and (entity.feature in {"PCLI", "PPLC"} or entity.type == "Government"):
                government = self.actors.government(entity.country)
                country = self.gazetteer.country(entity.country)
                for twin in (government, country):
                    if twin is not None:
                        entities.setdefault(twin.id, twin)
        if document.publisher:
            outlet = self.actors.outlet_named(document.publisher) or self._publisher(document.publisher)
            entities.setdefault(outlet.id, outlet)
        return tuple(entities.values())


def _is_outlet(token: Token, by_head: dict[int, Found]) -> bool:
    mention = by_head.get(token.i)
    return mention is not None and mention.entity.type == "MediaOutlet"


def _span(doc: Doc, start: int, end: int, offsets: Offsets) -> Span:
    span = doc[start:end]
    return Span(offsets.out(span.start_char), offsets.out_end(span.end_char))


def _time(time: TimeExpression, document: Document, offsets: Offsets) -> TimeExpression:
    start, end = offsets.out(time.start), offsets.out_end(time.end)
    return replace(time, start=start, end=end, text=document.text[start:end])


def _mention(doc: Doc, found: Found, document: Document, offsets: Offsets) -> Mention:
    span = _span(doc, found.start, found.end, offsets)
    return Mention(
        span.start,
        span.end,
        document.text[span.start : span.end],
        found.entity.type,
        found.entity.id,
        found.kind,
        found.head,
        found.place.id if found.place is not None else None,
    )


def _attribution(doc: Doc, raw: RawAttribution, by_head: dict[int, Found], offsets: Offsets) -> Attribution:
    head = by_head.get(raw.source_head) if raw.source_head is not None else None
    return Attribution(
        source=tuple(_span(doc, *r, offsets) for r in raw.source),
        cue=tuple(_span(doc, *r, offsets) for r in raw.cue),
        content=tuple(_span(doc, *r, offsets) for r in raw.content),
        source_entity=head.entity.id if head is not None else None,
        factuality=raw.factuality,
        direct=raw.direct,
    )


def _chains(doc: Doc, found: list[Found], offsets: Offsets) -> tuple[tuple[Span, ...], ...]:
    """Mentions of one entity, where there are at least two, in text order."""
    chains: dict[str, list[Span]] = {}
    for mention in found:
        chains.setdefault(mention.entity.id, []).append(_span(doc, mention.start, mention.end, offsets))
    return tuple(tuple(spans) for spans in chains.values() if len(spans) > 1)
