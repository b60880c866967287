"""The terms that the graph is written in, and the literals: shared by writing, reading, rules and questions.

An RDF literal holds Unicode characters only: a lone surrogate, which is none, becomes U+FFFD, in place, so that offsets
still count right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.graph.names import term
from kg.ontology import PREFIXES

RDF, SKOS, PROV, NIF, SCHEMA = (PREFIXES[p] for p in ("rdf", "skos", "prov", "nif", "schema"))
DC = "http://purl.org/dc/elements/1.1/"
XSD = PREFIXES["xsd"]
SF = "http://www.opengis.net/ont/sf#"
GEOF = "http://www.opengis.net/def/function/geosparql/"
UOM = "http://www.opengis.net/def/uom/OGC/1.0/"

DEFAULT = DefaultGraph()
TYPE = NamedNode(RDF + "type")
SUBJECT, PREDICATE, OBJECT = (NamedNode(RDF + n) for n in ("subject", "predicate", "object"))
VALUE = NamedNode(RDF + "value")
JSON = NamedNode(RDF + "JSON")
DERIVED_FROM = NamedNode(PROV + "wasDerivedFrom")
DENOTED_BY = NamedNode(PREFIXES["gaf"] + "denotedBy")
BEGIN, END, ANCHOR, CONTEXT, IS_STRING = (
    NamedNode(NIF + n) for n in ("beginIndex", "endIndex", "anchorOf", "referenceContext", "isString")
)
HEADLINE, PUBLISHED, UPDATED, URL, LANGUAGE, DATELINE = (
    NamedNode(SCHEMA + n) for n in ("headline", "datePublished", "dateModified", "url", "inLanguage", "dateline")
)
PUBLISHER, CREATOR = NamedNode(DC + "publisher"), NamedNode(DC + "creator")

CLAIM, RELAY, MENTION, REPORT, DESCRIPTION = (term(n) for n in ("Claim", "Relay", "Mention", "Report", "Description"))
SOURCE, RELAYS, FACTUALITY, MODE = (term(n) for n in ("source", "relays", "factuality", "mode"))
STATED_ON, VALID_FROM, VALID_TO, PRECISION = (term(n) for n in ("statedOn", "validFrom", "validTo", "precision"))
PLACE, MANNER, EXTRACTOR, CONFIDENCE = (term(n) for n in ("place", "manner", "extractor", "confidence"))
PROPOSITION, STATE, AGENT, LAST_REPORTED, ENDED_BY = (term(n) for n in ("proposition", "ControlState", "agent", "lastReported", "endedBy"))
PARTICIPANT, OPPONENT, TARGET, ABOUT, EVENT_CLASS = (term(n) for n in ("participant", "opponent", "target", "about", "eventClass"))
REVISION, REVISION_OF = term("Revision"), NamedNode(PROV + "wasRevisionOf")
SELF_CLAIM, ORIGINS = term("selfClaim"), term("origins")
DERIVED_OF_CLAIMS = frozenset({ABOUT, SELF_CLAIM})
"""What follows from a claim and yet stands at its node."""
PENDING, LOADING = term("pending"), term("loading")
DISPUTE, DISPUTES, DISPUTED, REASON = (term(n) for n in ("Dispute", "disputes", "disputed", "reason"))
TRUE = Literal(True)
SUBJECT_MENTION, OBJECT_MENTION = term("subjectMention"), term("objectMention")
SOURCE_MENTION, PLACE_MENTION = term("sourceMention"), term("placeMention")
NAME_KEY = term("nameKey")
READ_AS, SUBJECT_READ_AS, OBJECT_READ_AS = term("readAs"), term("subjectReadAs"), term("objectReadAs")
SOURCE_READ_AS, PLACE_READ_AS = term("sourceReadAs"), term("placeReadAs")
DESCRIBES, DESCRIPTION_OF = term("describes"), term("descriptionOf")
MIN_COUNT, MAX_COUNT, GEONAMES_ID = (term(n) for n in ("minCount", "maxCount", "geonamesId"))
AGENCY, BODY, ORIGIN = (term(n) for n in ("agency", "bodyStart", "origin"))
WARNINGS, RETRIEVED = term("warnings"), term("retrieved")
DATE_EVIDENCE, COPY_OF, PAGES = term("dateEvidence"), term("copyOf"), term("pageStarts")

PREF_LABEL, ALT_LABEL = NamedNode(SKOS + "prefLabel"), NamedNode(SKOS + "altLabel")
SAME_AS = NamedNode(PREFIXES["owl"] + "sameAs")
SAME_AS_PAGE = NamedNode(SCHEMA + "sameAs")
COUNTRY, FEATURE = NamedNode(PREFIXES["gn"] + "countryCode"), term("featureCode")
LAT, LON = NamedNode(PREFIXES["wgs84_pos"] + "lat"), NamedNode(PREFIXES["wgs84_pos"] + "long")
HAS_GEOMETRY, AS_WKT = NamedNode(PREFIXES["geo"] + "hasGeometry"), NamedNode(PREFIXES["geo"] + "asWKT")
POINT = NamedNode(SF + "Point")

DATE, DATETIME, ANY_URI, DOUBLE, INTEGER = (NamedNode(XSD + n) for n in ("date", "dateTime", "anyURI", "double", "integer"))
FACTUALITY_TERMS: Mapping[str, NamedNode] = {
    f: term(f[:2] + ("pos" if f[2] == "+" else "neg")) for f in ("CT+", "PR+", "PS+", "CT-", "PR-", "PS-")
}
UNCOMMITTED = term("Uu")
_SURROGATES = re.compile("[\ud800-\udfff]")


def text(value: str) -> Literal:
    """`value` as a plain literal; a lone surrogate becomes U+FFFD."""
    try:
        return Literal(value)
    except ValueError:
        return Literal(_SURROGATES.sub("\ufffd", value))


def day(value: date) -> Literal:
    """`value` as an ``xsd:date``."""
    return Literal(value.isoformat(), datatype=DATE)


def number(value: float) -> Literal:
    """`value` as an ``xsd:double``, in the form that Oxigraph gives it back in: all digits, no exponent."""
    return Literal(float(value))


def integer(value: int) -> Literal:
    """`value` as an ``xsd:integer``."""
    return Literal(str(value), datatype=INTEGER)


def structure(value: object) -> Literal:
    """`value` as an ``rdf:JSON`` literal, keys sorted."""
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Literal(text(written).value, datatype=JSON)
