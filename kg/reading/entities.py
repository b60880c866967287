"""Names and mentions in token indices, and the entities that a name or a phrase alone makes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Span

from kg.records import Entity, digest

_SLUG = re.compile(r"[^\w]+")
_OUTLET_NAME = re.compile(
    r"\b(News Agency|Press Agency|News|TV|Television|Radio|Times|Post|Telegraph|Guardian|Herald|Tribune|Gazette|Broadcasting"
    r"|Press|Newspaper|Media|Daily|Journal)$"
)
_PREFIX = {
    "Person": "person",
    "Place": "place",
    "Facility": "place",
    "PlaceGroup": "place",
    "MediaOutlet": "org",
    "ArmedGroup": "org",
    "Organization": "org",
    "Government": "org",
    "PersonGroup": "group",
    "Thing": "thing",
}


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name in the text: ``doc[start:end]`` and the entity it names; `country` (ISO alpha-2) for states and demonyms.

    `kind` is ``name``, ``acronym``, ``demonym`` or ``metonym`` where a list knows it, ``model`` where the statistical model alone does.
    """

    start: int
    end: int
    entity: Entity
    kind: str = "name"
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A mention in token indices: `head` is the token that other words attach to, `place` the place of that name."""

    head: int
    start: int
    end: int
    entity: Entity
    kind: Literal["name", "nominal", "pronoun"] = "name"
    place: Entity | None = None


def slug(text: str) -> str:
    """`text` as the last step of an entity id."""
    return _SLUG.sub("-", text.lower()).strip("-") or digest(text, length=8)


def one_line(span: Span) -> str:
    """A phrase's text on one line, without quotation marks."""
    return re.sub(r"\s+", " ", span.text.replace("“", "").replace("”", "").replace('"', "")).strip(" '’‘")


def name_entity(text: str, kind: str, aliases: Iterable[str] = ()) -> Entity:
    """An entity of class `kind` known by its name alone; an organisation is an outlet where its name says so ("... Herald")."""
    label = re.sub(r"^(the|The)\s+", "", re.sub(r"\s+", " ", text)).strip(" .,;:'’‘\"“”")
    label = re.sub(r"['’]s$", "", label)
    if kind == "Organization" and _OUTLET_NAME.search(label):
        kind = "MediaOutlet"
    return Entity(f"{_PREFIX[kind]}/{slug(label)}", label or text, kind, tuple(aliases))
