"""The records that pass through every stage: frozen, comparable, free of any library's objects.

Offsets are always code points of :attr:`Document.text`, which never changes once it is read; ``text[start:end]`` is the
quote. Dates are :class:`datetime.date`. Class and relation names are local names of the ontology (``ontology/kg.ttl``).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from spacy.tokens import Doc

Factuality = Literal["CT+", "PR+", "PS+", "CT-", "PR-", "PS-"]
"""Certain, probable, possible; of the statement or of its negation (FactBank, Saurí & Pustejovsky 2009)."""

Mode = Literal["historical", "future", "hypothetical", "generic"]
"""What is not simply so in the report's present (PLOVER's auxiliary modes)."""

Day = date
"""A day, where a record has a field of the name ``date``."""

Precision = Literal["day", "week", "month", "year", "range", "vague"]

FACTUALITIES: tuple[Factuality, ...] = ("CT+", "PR+", "PS+", "CT-", "PR-", "PS-")
MODES: tuple[Mode, ...] = ("historical", "future", "hypothetical", "generic")


def digest(*parts: object, length: int = 16) -> str:
    """A hexadecimal name for what `parts` say: the same parts, the same name, on every machine."""
    joined = "\x1f".join("" if p is None else str(p) for p in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:length]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document's text: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One report as it was read.

    `body` is where the running text begins: what stands before it (dateline, byline, date line) was read as metadata and
    is never a sentence. `date` is the day of publication, which relative dates are counted from. `agency` is the wire
    service credited in the dateline or at the end, `place` the dateline's place. `updated` is the day of its last change,
    and `dated` what says so of either day: ``published 2021-07-09 (meta article:published_time)``. `copy_of` is the id of
    the report that tells the same in nearly the same words and was read before: both have it from one origin. `pages`
    are the offsets at which the pages of a PDF file begin.
    """

    id: str
    text: str
    title: str = ""
    publisher: str | None = None
    author: str | None = None
    date: date | None = None
    url: str | None = None
    language: str = "en"
    retrieved: datetime | None = None
    agency: str | None = None
    place: str | None = None
    body: int = 0
    origin: str = ""
    warnings: tuple[str, ...] = ()
    updated: Day | None = None
    dated: tuple[str, ...] = ()
    copy_of: str | None = None
    pages: tuple[int, ...] = ()

    def page(self, offset: int) -> int | None:
        """The number of the page that the character at `offset` is on, from 1; None for a text without pages."""
        return bisect_right(self.pages, offset) or None


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that claims speak of.

    `id` is a path below the entity base IRI: ``taliban`` (world list), ``geonames/1140025`` (a place that GeoNames knows),
    ``person/ash-carter`` (a name), ``report/DOC/two-officials`` (known from one report only). `minimum` and `maximum`
    bound a counted group. `lat`/`lon` are WGS 84 degrees. `feature` is the GeoNames feature code (``ADM1``, ``PPL``, ...).
    """

    id: str
    label: str
    type: str
    aliases: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    geonames: int | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    feature: str | None = None
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that stands for an entity of the document (`entity`: the id in :attr:`Reading.entities`).

    `head` is the token of the parse that other words attach to, -1 where the mention lies outside the running text. `place` is
    the place of that name, where only the statistical model takes the name for something else.
    """

    start: int
    end: int
    text: str
    type: str
    entity: str
    kind: Literal["name", "nominal", "pronoun"] = "name"
    head: int = -1
    place: str | None = None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time in the text, normalised as TIMEX3 (ISO-TimeML).

    `value` is the TIMEX3 value (``2021-07-08``, ``2021-W27``, ``P20Y``, ``PRESENT_REF``); `first` and `last` are the
    earliest and the latest day that it can mean, None where the text leaves it open.
    """

    start: int
    end: int
    text: str
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str
    first: date | None = None
    last: date | None = None
    precision: Precision = "day"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says what: spans of the source, of the cue that says so, and of what is said (PARC3's scheme, Pareti 2016).

    `factuality` is what the cue does to its content: ``said`` CT+, ``denied`` CT-, ``suspects`` PR+. `source_entity` is None
    where nobody is named (``reportedly``). `direct` is true inside quotation marks.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    source_entity: str | None = None
    factuality: Factuality = "CT+"
    direct: bool = False


@dataclass(frozen=True)
class Reading:
    """A document with all its layers; `parse` is the spaCy Doc that they stand on, for extractors alone."""

    document: Document
    sentences: tuple[Span, ...]
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    times: tuple[TimeExpression, ...]
    attributions: tuple[Attribution, ...]
    coreference: tuple[tuple[Span, ...], ...]
    parse: Doc | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Argument:
    """What fills a role of a claim: the entity and the words that stood for it here.

    `own` is the id that the report's own names gave it, where it goes by another since names were made one across reports.
    """

    entity: Entity
    text: str
    start: int
    end: int
    own: str | None = None

    @property
    def id(self) -> str:
        """The entity's id."""
        return self.entity.id

    @property
    def read_as(self) -> str:
        """The id that the report's own names give."""
        return self.entity.id if self.own is None else self.own

    @property
    def label(self) -> str:
        """The entity's name for human eyes."""
        return self.entity.label

    @property
    def type(self) -> str:
        """The entity's class."""
        return self.entity.type


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that say it: ``document.text[start:end] == quote``, always."""

    document: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody says that subject-predicate-object.

    `sources` is the chain of who says so, innermost first, the report's publisher last. `valid_from`/`valid_to` bound
    when it happened or held. `place` is where it happened, if its object is no place. `confidence` is the extractor's,
    0 to 1, and has nothing to do with `factuality`, which is the source's.
    """

    subject: Argument
    predicate: str
    object: Argument
    sources: tuple[Argument, ...]
    evidence: Evidence
    factuality: Factuality = "CT+"
    mode: Mode | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    precision: Precision | None = None
    place: Argument | None = None
    manner: Literal["armed", "peaceful"] | None = None
    extractor: str = "frames"
    confidence: float = 1.0

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """All entities of the claim with the words that stand for them: subject, object, sources, place."""
        return (self.subject, self.object, *self.sources, *((self.place,) if self.place else ()))

    def with_arguments(self, change: Callable[[Argument], Argument]) -> Claim:
        """The claim with each of its arguments as `change` has it; itself where none is changed."""
        subject, obj, sources = change(self.subject), change(self.object), tuple(map(change, self.sources))
        place = change(self.place) if self.place else None
        if (subject, obj, sources, place) == (self.subject, self.object, self.sources, self.place):
            return self
        return replace(self, subject=subject, object=obj, sources=sources, place=place)

    @property
    def id(self) -> str:
        """A name made from what is said, by whom, and where in which document: saying it again adds nothing."""
        return digest(
            self.evidence.document,
            self.evidence.start,
            self.evidence.end,
            self.subject.id,
            self.predicate,
            self.object.id,
            *(s.id for s in self.sources),
            self.factuality,
            self.mode,
            self.valid_from,
            self.valid_to,
            self.place.id if self.place else None,
        )
