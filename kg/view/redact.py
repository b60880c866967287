"""Takes names out before anything is shown or exported: of unnamed or endangered sources, by class or one by one.

A redacted entity becomes "Person 1", "Person 2", ...: the same everywhere, without id, aliases, coordinates or links.
Its names are blacked out in every text, character for character, so that offsets still count right and a quote is
still a slice of its report. Of a report that names somebody redacted, only the words that claims quote stay legible,
and its address is dropped, for it leads to the full text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from kg import ontology
from kg.errors import OntologyError, unknown
from kg.graph.store import Store
from kg.records import Argument, Claim, Document, Entity, Evidence, Mention, Reading
from kg.view import style
from kg.view.network import LOCAL, arguments

BLOCK = "█"

_PLACES = frozenset({"Place", "PlaceGroup", "Facility"})
_WORD = re.compile(r"[^\W\d_][\w'’\-]+")


class Redaction:
    """What `what` asks to take out of these documents and claims, applied to each alike.

    `what` are class names (``Person``; classes below it too) or ids and labels of entities. Names that no claim uses
    are found only if the `readings` that saw them are given.

    Raises :class:`~kg.errors.OntologyError` for a word of `what` that is neither a class nor an entity here.
    """

    def __init__(
        self,
        what: Iterable[str],
        documents: Iterable[Document],
        claims: Iterable[Claim],
        readings: Iterable[Reading] = (),
    ) -> None:
        said = sorted(claims, key=lambda c: (c.evidence.document, c.evidence.start, c.evidence.end, c.id))
        read = list(readings)
        forms: dict[str, set[str]] = {}
        entities: dict[str, Entity] = {}
        for entity, text in [*_used(said), *_mentioned(read)]:
            entities.setdefault(entity.id, entity)
            forms.setdefault(entity.id, {entity.label, *entity.aliases}).add(text)
        chosen = _chosen(list(what), entities)
        self._named = _numbered([e for e in entities.values() if e.id in chosen])
        self._pattern = _pattern({f for id in self._named for f in _forms(entities[id], forms[id])})
        self._veiled = self._others(entities)
        self._spans = _spans(said, read, self._named)
        self._quotes: dict[str, list[tuple[int, int]]] = {}
        for claim in said:
            self._quotes.setdefault(claim.evidence.document, []).append((claim.evidence.start, claim.evidence.end))
        self._texts = {d.id: self._text(d) for d in documents}

    def document(self, document: Document) -> Document:
        """The report with its names blacked out; as it was, where it names nobody redacted."""
        text = self._texts.get(document.id, document.text)
        title = self._masked(document.title)
        author = self._masked(document.author) if document.author else None
        publisher = self._masked(document.publisher) if document.publisher else None
        if (text, title, author, publisher) == (document.text, document.title, document.author, document.publisher):
            return document
        return replace(document, text=text, title=title, author=author, publisher=publisher, url=None, origin="", warnings=())

    def claim(self, claim: Claim) -> Claim:
        """The claim with redacted entities renamed and its quote blacked out; its id changes with what it says."""
        evidence = claim.evidence
        text = self._texts.get(evidence.document)
        quote = text[evidence.start : evidence.end] if text is not None else self._masked(evidence.quote)
        shown = Evidence(evidence.document, evidence.start, evidence.end, quote)
        return replace(claim.with_arguments(self._argument), evidence=shown)

    def reading(self, reading: Reading) -> Reading:
        """The reading of a redacted report."""
        document = self.document(reading.document)
        mentions = tuple(self._mention(m, document.text) for m in reading.mentions)
        said = tuple(replace(a, source_entity=self._id(a.source_entity) if a.source_entity else None) for a in reading.attributions)
        return replace(
            reading,
            document=document,
            entities=tuple(dict.fromkeys(self._named.get(e.id) or self._veiled.get(e.id, e) for e in reading.entities)),
            mentions=mentions,
            times=tuple(replace(t, text=document.text[t.start : t.end]) for t in reading.times),
            attributions=said,
            parse=None,
        )

    def _id(self, id: str) -> str:
        entity = self._named.get(id) or self._veiled.get(id)
        return entity.id if entity else id

    def _others(self, entities: Mapping[str, Entity]) -> dict[str, Entity]:
        """Entities that stay, but whose names hold a redacted one ("Zelensky's office"): veiled, and without their id.

        Places keep their names: that a town shares a name with somebody gives nobody away.
        """
        veiled: dict[str, Entity] = {}
        for entity in entities.values():
            if entity.id in self._named or entity.type in _PLACES:
                continue
            label = self._masked(entity.label)
            aliases = tuple(a for a in entity.aliases if self._masked(a) == a)
            told = label != entity.label or self._masked(_spoken(entity.id)) != _spoken(entity.id)
            if told:
                veiled[entity.id] = replace(
                    entity, id=f"{_scope(entity)}redacted/veiled-{len(veiled) + 1}", label=label, aliases=(), wikidata=None, geonames=None
                )
            elif aliases != entity.aliases:
                veiled[entity.id] = replace(entity, aliases=aliases)
        return veiled

    def _argument(self, argument: Argument) -> Argument:
        entity = self._named.get(argument.id)
        if entity is not None:
            return Argument(entity, _black(argument.text), argument.start, argument.end)
        entity = self._veiled.get(argument.id, argument.entity)
        return replace(argument, entity=entity, text=self._masked(argument.text))

    def _mention(self, mention: Mention, text: str) -> Mention:
        return replace(mention, entity=self._id(mention.entity), text=text[mention.start : mention.end])

    def _text(self, document: Document) -> str:
        text = self._masked(document.text)
        spans = [s for s in self._spans.get(document.id, ()) if s[1] > s[0]]
        if text == document.text and not spans:
            return text
        quoted = bytearray(len(text))
        for start, end in self._quotes.get(document.id, ()):
            quoted[start:end] = b"\x01" * (min(end, len(text)) - start)
        for start, end in spans:
            quoted[start:end] = bytes(min(end, len(text)) - start)
        return "".join(c if keep or c.isspace() else BLOCK for c, keep in zip(text, quoted, strict=True))

    def _masked(self, text: str) -> str:
        return self._pattern.sub(lambda m: _black(m[0]), text) if self._pattern else text


def redacted(store: Store, what: Iterable[str]) -> Store:
    """A store in memory that holds what `store` holds, without the names that `what` asks to take out.

    What is derived is derived anew, and earlier texts of corrected reports are left behind. Raises
    :class:`~kg.errors.OntologyError` as :class:`Redaction` does.
    """
    documents, claims = list(store.documents()), list(store.claims())
    redaction = Redaction(what, documents, claims)
    by: dict[str, list[Claim]] = {}
    for claim in claims:
        by.setdefault(claim.evidence.document, []).append(redaction.claim(claim))
    out = Store.open(base=store.names.base, policy=store.policy)
    out.load((redaction.document(d), by.get(d.id, ())) for d in documents)
    return out


def _scope(entity: Entity) -> str:
    """What the new id begins with: who is known from one report alone must not count as an origin afterwards either."""
    return LOCAL if entity.id.startswith(LOCAL) else ""


def _spoken(id: str) -> str:
    """The words that an id is made of."""
    return re.sub(r"[-_/]+", " ", id)


def _used(claims: Iterable[Claim]) -> Iterator[tuple[Entity, str]]:
    for c in claims:
        for a in arguments(c):
            yield a.entity, a.text


def _mentioned(readings: Iterable[Reading]) -> Iterator[tuple[Entity, str]]:
    for reading in readings:
        known = {e.id: e for e in reading.entities}
        for mention in reading.mentions:
            if mention.entity in known:
                yield known[mention.entity], mention.text if mention.kind == "name" else ""


def _chosen(what: list[str], entities: dict[str, Entity]) -> set[str]:
    onto = ontology.load()
    chosen: set[str] = set()
    for word in what:
        if word in onto.classes:
            chosen |= {id for id, e in entities.items() if e.type in onto.classes and onto.is_a(e.type, word)}
            continue
        found = {id for id, e in entities.items() if word in {id, e.label}}
        if not found:
            known = [*onto.classes, *sorted({e.label for e in entities.values()})[:50]]
            raise OntologyError(unknown("class or entity to redact", word, known))
        chosen |= found
    return chosen


def _numbered(entities: Iterable[Entity]) -> dict[str, Entity]:
    """A new record for each, numbered by class in the order of first appearance."""
    named: dict[str, Entity] = {}
    counts: dict[str, int] = {}
    for entity in entities:
        counts[entity.type] = number = counts.get(entity.type, 0) + 1
        named[entity.id] = Entity(
            f"{_scope(entity)}redacted/{entity.type.lower()}-{number}",
            f"{style.of(entity.type).label} {number}",
            entity.type,
            minimum=entity.minimum,
            maximum=entity.maximum,
        )
    return named


def _forms(entity: Entity, found: Iterable[str]) -> Iterator[str]:
    """Every form that gives the entity away: whole names, and of a person each part of the name."""
    for form in found:
        if len(form.strip()) < 2:
            continue
        if not form[:1].islower() or " " in form:  # "he" and "soldiers" give nobody away elsewhere
            yield form.strip()
        if entity.type == "Person":
            yield from (word for word in _WORD.findall(form) if word[:1].isupper() and len(word) > 2)


def _pattern(forms: set[str]) -> re.Pattern[str] | None:
    if not forms:
        return None
    longest = sorted(forms, key=lambda f: (-len(f), f))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)", re.IGNORECASE)


def _spans(claims: Iterable[Claim], readings: Iterable[Reading], named: dict[str, Entity]) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for c in claims:
        for a in arguments(c):
            if a.id in named:
                spans.setdefault(c.evidence.document, []).append((a.start, a.end))
    for r in readings:
        spans.setdefault(r.document.id, []).extend((m.start, m.end) for m in r.mentions if m.entity in named)
    return spans


@lru_cache(maxsize=1024)
def _black(text: str) -> str:
    return "".join(c if c.isspace() else BLOCK for c in text)
