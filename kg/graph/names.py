"""IRIs: every node has one, made from what it stands for, so that the same input gives the same graph.

Ids come from texts and file names and may hold anything; what an IRI cannot hold is percent-encoded, and read back
exactly. Entities, reports, claims and the rest each have a folder of their own under one base, so that no id of one
kind can be taken for another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes

from pyoxigraph import NamedNode

from kg.errors import StoreError
from kg.ontology import ENTITY, KG
from kg.records import digest

BASE = ENTITY.removesuffix("entity/")
GEONAMES = "https://sws.geonames.org/"
_GEONAMES_ID = re.compile(r"geonames/([1-9][0-9]*)\Z")
_GEONAMES_IRI = re.compile(re.escape(GEONAMES) + r"([1-9][0-9]*)/\Z")
_CHAR = re.compile(r"([^#]+)#char=([0-9]{1,15}),([0-9]{1,15})\Z")
# An id that is a whole web IRI already (a graph made elsewhere) stays as it is; anything odd in it is escaped instead.
_WEB_IRI = re.compile(r"https?://(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+\Z")


@dataclass(frozen=True, slots=True)
class Names:
    """The IRIs of one graph, under `base`: an absolute IRI that ends in ``/``.

    Raises :class:`~kg.errors.StoreError` for a base that no IRI can be built on.
    """

    base: str = BASE

    def __post_init__(self) -> None:
        if not _WEB_IRI.match(self.base) or not self.base.endswith("/") or {"#", "?"} & set(self.base):
            raise StoreError(f"base IRI '{self.base}': it must begin with http:// or https:// and end with '/'.")

    def entity(self, identifier: str) -> NamedNode:
        """The node of the entity with this id; GeoNames' own IRI for ``geonames/ID``."""
        return _entity(self.base, identifier)

    def entity_id(self, iri: str) -> str:
        """The id of the entity with this IRI; the IRI itself, if it is none of ours."""
        return _entity_id(self.base, iri)

    def report(self, document: str) -> NamedNode:
        """The node of the report with this document id; a web IRI, of a report described elsewhere, is its own."""
        folder = f"{self.base}report/"
        if _WEB_IRI.match(document) and not document.startswith(folder):
            return NamedNode(document)
        return NamedNode(folder + escape(document))

    def report_id(self, iri: str) -> str:
        """The document id of the report with this IRI; the IRI itself, if it is none of ours."""
        return _unescape(iri.removeprefix(f"{self.base}report/")) if iri.startswith(f"{self.base}report/") else iri

    def claim(self, identifier: str) -> NamedNode:
        """The node of the claim with this id."""
        return NamedNode(f"{self.base}claim/{escape(identifier)}")

    def relay(self, identifier: str, step: int) -> NamedNode:
        """The node of the `step`-th relay (from 1, inner to outer) of the claim with this id."""
        return NamedNode(f"{self.base}claim/{escape(identifier)}-relay{step}")

    def mention(self, document: str, start: int, end: int) -> NamedNode | None:
        """The node of a stretch of the document's text, as RFC 5147 writes it: ``report/ID#char=12,30``.

        None for a report whose IRI, made elsewhere, has a fragment already.
        """
        return self._within(document, f"char={start},{end}")

    def revision(self, document: str, text: str) -> NamedNode:
        """The node of an earlier text of a report."""
        return self._within(document, f"text={digest(text)}") or self.made("revision", document, text)

    def _within(self, document: str, fragment: str) -> NamedNode | None:
        report = self.report(document).value
        return None if "#" in report else NamedNode(f"{report}#{fragment}")

    def other_words(self, document: str, start: int, end: int, text: str) -> NamedNode:
        """The node of words that stand for a stretch of the text and are not what it says there."""
        return NamedNode(f"{self.base}mention/{digest(document, start, end, text)}")

    def stretch(self, iri: str) -> tuple[str, int, int] | None:
        """The report's IRI and the stretch that a mention's IRI names; None for any other IRI."""
        found = _CHAR.match(iri)
        return (found[1], int(found[2]), int(found[3])) if found else None

    def made(self, kind: str, *parts: object) -> NamedNode:
        """A node of this kind (``state``, ``dispute``, ``description``) for what `parts` say."""
        return NamedNode(f"{self.base}{kind}/{digest(*parts)}")

    def folder(self, kind: str) -> str:
        """What the IRIs of this kind begin with."""
        return f"{self.base}{kind}/"

    def geometry(self, lat: float, lon: float) -> NamedNode:
        """The node of a point on the globe."""
        return NamedNode(f"{self.base}geometry/{lat!r},{lon!r}")


@lru_cache(maxsize=65536)
def _entity(base: str, identifier: str) -> NamedNode:
    if found := _GEONAMES_ID.match(identifier):
        return NamedNode(f"{GEONAMES}{found[1]}/")
    folder = f"{base}entity/"
    if _WEB_IRI.match(identifier) and not identifier.startswith(folder) and not _GEONAMES_IRI.match(identifier):
        return NamedNode(identifier)
    return NamedNode(folder + escape(identifier))


@lru_cache(maxsize=65536)
def _entity_id(base: str, iri: str) -> str:
    if found := _GEONAMES_IRI.match(iri):
        return f"geonames/{found[1]}"
    folder = f"{base}entity/"
    return _unescape(iri.removeprefix(folder)) if iri.startswith(folder) else iri


@lru_cache(maxsize=4096)
def term(local: str) -> NamedNode:
    """The node ``kg:local``."""
    return NamedNode(KG + escape(local))


@lru_cache(maxsize=4096)
def local(iri: str) -> str:
    """The name behind ``kg:``; the IRI itself, if it is none of ours."""
    return _unescape(iri.removeprefix(KG)) if iri.startswith(KG) else iri


@lru_cache(maxsize=65536)
def escape(identifier: str) -> str:
    """`identifier` as a path of an IRI: all but unreserved ASCII and slashes percent-encoded, dot segments too."""
    path = quote(identifier.encode("utf-8", "surrogatepass"), safe="/-._~")
    if "." not in path:
        return path
    # A segment "." or ".." would be resolved away by a reader that normalises IRIs.
    return "/".join(s.replace(".", "%2E") if s in {".", ".."} else s for s in path.split("/"))


def _unescape(path: str) -> str:
    try:
        return unquote_to_bytes(path).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:  # not written by us: the path itself is then the only name there is
        return path
