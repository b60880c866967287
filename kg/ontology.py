"""Reads ``ontology/``: classes, relations, frames of the lexicon, word lists. The one source of names.

Every ``*.ttl`` of the folder but the data files (actors) and the shapes is one graph; what counts is the triples, not the
file, so that a relation, its definition, its frames and its example sentences may stand together in one file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from kg.errors import OntologyError, unknown
from kg.records import FACTUALITIES, MODES

KG = "https://w3id.org/dateline/kg#"
LEX = "https://w3id.org/dateline/lexicon#"
ENTITY = "https://w3id.org/dateline/entity/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SCHEMA = "https://schema.org/"
_ONTOLEX = "http://www.w3.org/ns/lemon/ontolex#"
_SYNSEM = "http://www.w3.org/ns/lemon/synsem#"

DATA_FILES = frozenset({"actors.ttl", "shapes.ttl"})

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "kg": KG,
        "rdf": _RDF,
        "rdfs": _RDFS,
        "owl": _OWL,
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "skos": _SKOS,
        "schema": _SCHEMA,
        "prov": "http://www.w3.org/ns/prov#",
        "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
        "gaf": "http://groundedannotationframework.org/gaf#",
        "grasp": "http://groundedannotationframework.org/grasp#",
        "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
        "oa": "http://www.w3.org/ns/oa#",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "wgs84_pos": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "gn": "http://www.geonames.org/ontology#",
        "dcterms": "http://purl.org/dc/terms/",
        "wd": "http://www.wikidata.org/entity/",
        "ontolex": _ONTOLEX,
        "synsem": _SYNSEM,
        "lex": LEX,
        "time": "http://www.w3.org/2006/time#",
    }
)


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation that claims may carry. `domain` and `range` are class names; a subclass of any of them will do.

    A `standing` relation tells how the world is arranged, not what happens in it.
    """

    name: str
    label: str
    definition: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    symmetric: bool
    transitive: bool
    examples: tuple[str, ...]
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """How language says a relation: a trigger and which of its arguments fill which role (OntoLex-Lemon ``synsem:OntoMap``).

    `subject` and `object` are argument paths (see ``kg/extract/frames.py``); `conditions` are ``path=word|word`` tests, those
    in `exceptions` must fail. `voice` is ``author`` where the words identify rather than report (titles, appositions): inside
    reported speech they stay the reporter's own.
    """

    name: str
    relation: str
    pos: str
    lemmas: tuple[str, ...]
    subject: str
    object: str
    conditions: tuple[str, ...]
    exceptions: tuple[str, ...]
    subject_types: tuple[str, ...]
    object_types: tuple[str, ...]
    factuality: str | None
    mode: str | None
    manner: str | None
    voice: str | None
    confidence: float | None
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Ontology:
    """What the files say. Look-ups of unknown names raise :class:`~kg.errors.OntologyError` and say what exists."""

    folder: Path
    classes: Mapping[str, tuple[str, ...]]
    relations: Mapping[str, Relation]
    frames: tuple[Frame, ...]
    word_lists: Mapping[str, frozenset[str]]

    def relation(self, name: str) -> Relation:
        """The relation called `name`."""
        try:
            return self.relations[name]
        except KeyError:
            raise OntologyError(unknown("relation", name, self.relations)) from None

    def words(self, name: str) -> frozenset[str]:
        """The word list called `name`, its words as written."""
        try:
            return self.word_lists[name]
        except KeyError:
            raise OntologyError(unknown("word list", name, self.word_lists)) from None

    def is_a(self, cls: str, *ancestors: str) -> bool:
        """Whether `cls` is one of `ancestors` or below one of them."""
        try:
            return any(a in self.classes[cls] for a in ancestors)
        except KeyError:
            raise OntologyError(unknown("class", cls, self.classes)) from None


def folder() -> Path:
    """Where the ontology lies: inside the installed package, or beside it in a checkout."""
    inside = Path(__file__).parent / "_ontology"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "ontology"


@cache
def load(path: Path | None = None) -> Ontology:
    """Read the ontology in `path` (its own, unless given).

    Raises :class:`~kg.errors.OntologyError`, naming file and line, for a file that is not Turtle or a frame that is not
    whole.
    """
    path = path or folder()
    triples = _Triples(path)
    classes = _classes(triples)
    relations = {r.name: r for r in _relations(triples)}
    frames = tuple(sorted(_frames(triples, relations, classes), key=lambda f: f.name))
    words = {_local(s): frozenset(triples.texts(s, LEX + "word")) for s in triples.instances(LEX + "WordList")}
    return Ontology(path, MappingProxyType(classes), MappingProxyType(relations), frames, MappingProxyType(words))


class _Triples:
    """The folder's Turtle as one look-up table: subject, property -> objects."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.by_subject: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = {}
        self.origin: dict[str, str] = {}
        files = sorted(f for f in path.glob("*.ttl") if f.name not in DATA_FILES)
        if not files:
            raise OntologyError(f"no ontology in '{path}': a folder with kg.ttl and lexicon.ttl is needed.")
        for file in files:
            for quad in parse(file):
                if isinstance(quad.subject, ox.NamedNode):
                    subject = quad.subject.value
                    values = self.by_subject.setdefault(subject, {})
                    values.setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[arg-type]
                    self.origin.setdefault(subject, file.name)

    def instances(self, cls: str) -> list[str]:
        return sorted(s for s, p in self.by_subject.items() if any(_value(o) == cls for o in p.get(_RDF + "type", ())))

    def texts(self, subject: str, *properties: str) -> tuple[str, ...]:
        values = self.by_subject.get(subject, {})
        return tuple(sorted(_value(o) for p in properties for o in values.get(p, ())))

    def text(self, subject: str, *properties: str) -> str:
        found = self.texts(subject, *properties)
        return found[0] if found else ""


def parse(file: Path) -> Iterator[ox.Quad]:
    """The triples of a Turtle file; a syntax error becomes an OntologyError with file and line."""
    try:
        yield from ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE)
    except SyntaxError as error:
        raise OntologyError(f"{file.name}, line {error.lineno}: {error.msg or error}. Mend the Turtle there.") from None
    except OSError as error:
        raise OntologyError(f"{file}: cannot be read ({error.strerror}).") from None


def _value(term: object) -> str:
    return str(getattr(term, "value", term))


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1]


def _classes(triples: _Triples) -> dict[str, tuple[str, ...]]:
    parents = {
        _local(s): [_local(o) for o in triples.texts(s, _RDFS + "subClassOf") if o.startswith(KG)]
        for s in triples.instances(_OWL + "Class")
        if s.startswith(KG)
    }

    def above(name: str, seen: tuple[str, ...] = ()) -> Iterator[str]:
        yield name
        for parent in parents.get(name, ()):
            if parent not in seen:
                yield from above(parent, (*seen, name))

    return {name: tuple(dict.fromkeys(above(name))) for name in parents}


def _relations(triples: _Triples) -> Iterator[Relation]:
    for s in sorted(triples.by_subject):
        if KG + "relation" not in triples.texts(s, _RDFS + "subPropertyOf"):
            continue
        types = triples.texts(s, _RDF + "type")
        yield Relation(
            name=_local(s),
            label=triples.text(s, _RDFS + "label") or _local(s),
            definition=triples.text(s, _SKOS + "definition", _RDFS + "comment"),
            domain=tuple(_local(o) for o in triples.texts(s, _RDFS + "domain", _SCHEMA + "domainIncludes")),
            range=tuple(_local(o) for o in triples.texts(s, _RDFS + "range", _SCHEMA + "rangeIncludes")),
            symmetric=_OWL + "SymmetricProperty" in types,
            transitive=_OWL + "TransitiveProperty" in types,
            examples=triples.texts(s, _SKOS + "example"),
            standing=triples.text(s, KG + "standing") == "true",
        )


def _frames(triples: _Triples, relations: dict[str, Relation], classes: dict[str, tuple[str, ...]]) -> Iterator[Frame]:
    for s in triples.instances(_SYNSEM + "OntoMap"):
        where = f"{triples.origin[s]}, frame {_local(s)}"

        def one(prop: str, where: str = where, s: str = s) -> str | None:
            found = triples.texts(s, prop)
            if len(found) > 1:
                raise OntologyError(f"{where}: {_local(prop)} is given {len(found)} times; once is meant.")
            return found[0] if found else None

        relation = _local(one(_ONTOLEX + "reference") or "")
        if relation not in relations:
            raise OntologyError(f"{where}: {unknown('relation', relation, relations)}")
        lemmas = {pos: triples.texts(s, LEX + pos) for pos in ("verb", "noun", "adjective", "construction")}
        given = [pos for pos, found in lemmas.items() if found]
        subject, obj = one(_SYNSEM + "subjOfProp"), one(_SYNSEM + "objOfProp")
        if len(given) != 1 or not subject or not obj:
            raise OntologyError(
                f"{where}: a frame needs lex:verb, lex:noun, lex:adjective or lex:construction (one of them), "
                "synsem:subjOfProp and synsem:objOfProp."
            )
        types = {side: tuple(_local(t) for t in triples.texts(s, LEX + side)) for side in ("subjectType", "objectType")}
        for name in (*types["subjectType"], *types["objectType"]):
            if name not in classes:
                raise OntologyError(f"{where}: {unknown('class', name, classes)}")
        factuality, mode = one(LEX + "factuality"), one(LEX + "mode")
        if factuality is not None and factuality not in FACTUALITIES:
            raise OntologyError(f"{where}: {unknown('factuality', factuality, FACTUALITIES)}")
        if mode is not None and mode not in MODES:
            raise OntologyError(f"{where}: {unknown('mode', mode, MODES)}")
        confidence = one(LEX + "confidence")
        yield Frame(
            name=_local(s),
            relation=relation,
            pos=given[0],
            lemmas=lemmas[given[0]],
            subject=subject,
            object=obj,
            conditions=triples.texts(s, LEX + "with"),
            exceptions=triples.texts(s, LEX + "without"),
            subject_types=types["subjectType"] or relations[relation].domain,
            object_types=types["objectType"] or relations[relation].range,
            factuality=factuality,
            mode=mode,
            manner=one(LEX + "manner"),
            voice=one(LEX + "voice"),
            confidence=float(confidence) if confidence else None,
            examples=triples.texts(s, _SKOS + "example"),
        )
