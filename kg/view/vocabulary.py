"""Every term of the ontology on one page, made from ``ontology/kg.ttl``: what it means, between what it stands, how language
says it. A term's anchor is its name, so that a server which sends the page for ``https://w3id.org/dateline/kg`` documents each
``kg:`` IRI.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pyoxigraph as ox

from kg import ontology
from kg.ontology import KG, PREFIXES
from kg.view import safe
from kg.view.page import asset

_OWL, _RDFS, _SKOS, _SCHEMA, _RDF = (PREFIXES[p] for p in ("owl", "rdfs", "skos", "schema", "rdf"))
_DCTERMS = "http://purl.org/dc/terms/"
_ABOUT = KG.removesuffix("#")
_RELATION = f"{KG}relation"
_LINKS = {
    f"{_RDFS}subClassOf": "a kind of",
    f"{_RDFS}subPropertyOf": "a kind of",
    f"{_RDFS}domain": "from",
    f"{_SCHEMA}domainIncludes": "from",
    f"{_RDFS}range": "to",
    f"{_SCHEMA}rangeIncludes": "to",
    f"{_OWL}inverseOf": "the other way round",
    f"{_OWL}disjointWith": "never also",
    f"{KG}eventClass": "tells of",
    f"{_SKOS}inScheme": "one of",
    f"{_OWL}equivalentProperty": "the same as",
    f"{_SKOS}closeMatch": "close to",
    f"{_SKOS}broadMatch": "narrower than",
    f"{_SKOS}relatedMatch": "related to",
}
"""What a term says of others, in the order in which it is shown, with the words for it."""
_KINDS = {f"{_OWL}SymmetricProperty": "the same both ways round", f"{_OWL}TransitiveProperty": "reaches on: of what it reaches, too"}
_CSS = """
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 6rem; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.25rem; margin: 2.6rem 0 .6rem; }
nav ul { list-style: none; margin: .2rem 0 .8rem; padding: 0; display: flex; flex-wrap: wrap; gap: .15rem .8rem; }
section.term { border-top: 1px solid var(--rule); padding: .8rem 0 .6rem; scroll-margin-top: 1rem; }
section.term:target { background: var(--wash); }
section.term h3 { font-size: 1rem; margin: 0; } section.term h3 code { font-size: .95rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .9rem; margin: .4rem 0; font-size: .9rem; }
dt { color: var(--quiet); } dd { margin: 0; } dd ul { margin: 0; padding-inline-start: 1rem; } li.example { margin: .1rem 0; }
@media (prefers-color-scheme: dark) {
  :root { color-scheme: dark; --paper: #14181d; --ink: #e8ecf0; --quiet: #a6b1bc; --rule: #333c46; --wash: #1b2128;
    --chip: #2a323b; --accent: #7cb8f2; }
}
"""


@dataclass(frozen=True)
class Term:
    """One term of the ontology: its name behind ``kg:``, and what the file says of it, by property IRI, in the file's order."""

    name: str
    said: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What it is called in English; a way back has no words of its own."""
        return (self.said.get(f"{_RDFS}label") or self.said.get(f"{_SKOS}prefLabel") or [self.name])[0]

    @property
    def types(self) -> set[str]:
        """The IRIs of its kinds."""
        return set(self.said.get(f"{_RDF}type", ()))

    @property
    def definition(self) -> str:
        """What it means."""
        return (self.said.get(f"{_SKOS}definition") or [""])[0]


def terms(folder: Path | None = None) -> dict[str, Term]:
    """The terms of ``kg.ttl`` in `folder` (the ontology's own, unless given), by name, in the file's order.

    Raises :class:`~kg.errors.OntologyError` for a file that is missing or not Turtle.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for quad in ontology.parse((folder or ontology.folder()) / "kg.ttl"):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(KG) and not isinstance(quad.object, ox.Triple):
            said = found.setdefault(quad.subject.value.removeprefix(KG), defaultdict(list))
            said[quad.predicate.value].append(quad.object.value)
    return {name: Term(name, dict(said)) for name, said in found.items()}


def groups(known: Mapping[str, Term]) -> list[tuple[str, list[Term]]]:
    """The terms under headings, each term under one."""
    headings: list[tuple[str, list[Term]]] = [
        ("Relations: what claims say", []),
        ("The other way round", []),
        ("Classes", []),
        ("Properties: how it is kept", []),
        ("Values", []),
    ]
    relations, inverses, classes, properties, values = (found for _, found in headings)
    for term in known.values():
        if _RELATION in term.said.get(f"{_RDFS}subPropertyOf", ()):
            relations.append(term)
        elif f"{_OWL}inverseOf" in term.said:
            inverses.append(term)
        elif term.types & {f"{_OWL}Class", f"{_RDFS}Class"}:
            classes.append(term)
        elif any(kind.endswith("Property") for kind in term.types):
            properties.append(term)
        else:
            values.append(term)
    return headings


def render(folder: Path | None = None) -> str:
    """The page as text; it loads nothing."""
    known = terms(folder)
    head: dict[str, str] = {}
    for quad in ontology.parse((folder or ontology.folder()) / "kg.ttl"):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value == _ABOUT and isinstance(quad.object, ox.Literal | ox.NamedNode):
            head[quad.predicate.value] = quad.object.value
    title = head.get(f"{_DCTERMS}title", "Ontology")
    users: dict[str, list[str]] = defaultdict(list)
    for term in known.values():
        for above in (*term.said.get(f"{_RDFS}subClassOf", ()), *term.types):
            users[above].append(term.name)
    body = [
        f"<main>\n<h1>{escape(safe.line(title))} <span class='quiet'>kg:</span></h1>\n"
        f"<p>{escape(head.get(f'{_DCTERMS}description', ''))}</p>\n"
        f"<p class='quiet'>Namespace <code>{escape(KG)}</code>, version {escape(head.get(f'{_OWL}versionInfo', ''))}, "
        f"{len(known)} terms; made from <code>ontology/kg.ttl</code>.</p>\n<nav aria-label='Terms'>\n"
    ]
    found = [(heading, inside) for heading, inside in groups(known) if inside]
    for heading, inside in found:
        items = "".join(f"<li>{_own(term.name, known)}</li>" for term in sorted(inside, key=lambda t: t.name.lower()))
        body.append(f"<h3>{escape(heading)} ({len(inside)})</h3>\n<ul>{items}</ul>\n")
    body.append("</nav>\n")
    for heading, inside in found:
        body.append(f"<h2>{escape(heading)}</h2>\n")
        body += [_section(term, known, users[KG + term.name]) for term in inside]
    body.append("</main>")
    return safe.page(f"{title}: its terms", css=asset("base.css") + _CSS, body="".join(body), data={}, scripts=())


def _section(term: Term, known: Mapping[str, Term], users: Iterable[str]) -> str:
    rows = [f"<dt>IRI</dt><dd><code>{escape(KG + term.name)}</code></dd>", *_rows(term, known)]
    below = [_own(name, known) for name in sorted(set(users), key=str.lower)]
    if below:
        rows.append(f"<dt>kinds or values</dt><dd>{', '.join(below)}</dd>")
    examples = "".join(f"<li class='example'>\u201c{escape(safe.line(e, 400))}\u201d</li>" for e in term.said.get(f"{_SKOS}example", ()))
    if examples:
        rows.append(f"<dt>as in</dt><dd><ul>{examples}</ul></dd>")
    name = escape(term.name)
    meaning = f"<p>{escape(safe.line(term.definition, 2000))}</p>\n" if term.definition else ""
    return (
        f"<section class='term' id='{name}'>\n<h3><a href='#{name}'><code>kg:{name}</code></a> {escape(safe.line(term.label))}</h3>\n"
        f"{meaning}<dl>{''.join(rows)}</dl>\n</section>\n"
    )


def _rows(term: Term, known: Mapping[str, Term]) -> Iterator[str]:
    told: dict[str, list[str]] = defaultdict(list)
    for prop, words in _LINKS.items():
        told[words] += [_linked(iri, known) for iri in term.said.get(prop, ()) if iri != _RELATION]
    for words, links in told.items():
        if links:
            yield f"<dt>{escape(words)}</dt><dd>{', '.join(links)}</dd>"
    for kind, words in _KINDS.items():
        if kind in term.types:
            yield f"<dt>it is</dt><dd>{escape(words)}</dd>"
    for notation in term.said.get(f"{_SKOS}notation", ()):
        yield f"<dt>written</dt><dd><code>{escape(notation)}</code></dd>"


def _own(name: str, known: Mapping[str, Term]) -> str:
    return f"<a href='#{escape(name)}' title='{escape(known[name].label, quote=True)}'>{escape(name)}</a>"


def _linked(iri: str, known: Mapping[str, Term]) -> str:
    """A term of ours as a link within the page; another vocabulary's by its short name, which is not fetched."""
    if iri.startswith(KG) and iri.removeprefix(KG) in known:
        return _own(iri.removeprefix(KG), known)
    fitting = [(len(space), prefix) for prefix, space in PREFIXES.items() if iri.startswith(space) and iri != space]
    short = f"{max(fitting)[1]}:{iri[max(fitting)[0]:]}" if fitting else iri
    return f"<code title='{escape(iri, quote=True)}'>{escape(short)}</code>"
