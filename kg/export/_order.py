"""The graph in the order in which people read it, the same on every run, for all the formats that show it as text.

Terms are kept as N-Triples writes them (``<iri>``, ``"text"``, ``_:b``): half a million of them as objects would take
longer to touch than to write. A section is a heading and its nodes; what a node says of itself and what is accepted of
it stand in sections of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import pyoxigraph as ox

from kg import ontology
from kg.graph import vocabulary as v
from kg.graph.store import Store
from kg.ontology import KG, PREFIXES

Row = tuple[str, str, str]
"""Subject, property and value, each in N-Triples."""

Said = dict[str, list[str]]
"""What one node says: property -> values, sorted."""

Key = tuple[str | int, ...]

TYPE, SUBJECT, PREDICATE, OBJECT = (str(n) for n in (v.TYPE, v.SUBJECT, v.PREDICATE, v.OBJECT))
SOURCE, RELAYS, LABEL = str(v.SOURCE), str(v.RELAYS), str(v.PREF_LABEL)
REPORT, CONTEXT, DERIVED_FROM = str(v.REPORT), str(v.CONTEXT), str(v.DERIVED_FROM)
REIFIES = f"<{PREFIXES['rdf']}reifies>"
_DENOTED_BY, _BEGIN, _END = str(v.DENOTED_BY), str(v.BEGIN), str(v.END)
_FIRST = (
    TYPE, f"<{PREFIXES['rdfs']}label>", LABEL, str(v.ALT_LABEL), SUBJECT, PREDICATE, OBJECT, REIFIES, RELAYS, SOURCE,
    str(v.FACTUALITY), str(v.MODE), str(v.HEADLINE), str(v.PUBLISHER), str(v.PUBLISHED), _BEGIN, _END, str(v.ANCHOR),
)  # fmt: skip
_ORIGINS = f"<{KG}origins>"
_EVENTS = ("Event", "ControlChange", "Clash", "Movement", "Diplomacy")
_RANK = {prop: f"{rank:02}" for rank, prop in enumerate(_FIRST)} | {str(v.IS_STRING): "|"}


@dataclass(frozen=True)
class Section:
    """A heading and the nodes below it, each with what it says there."""

    heading: str
    nodes: list[tuple[str, Said]] = field(default_factory=list)


def prefixes(store: Store) -> dict[str, str]:
    """The store's prefixes, and one for each further kind of node that it makes."""
    made = {kind: store.names.folder(kind) for kind in ("event", "proposition")}
    return {**made, **store.prefixes()}


def rows(store: Store) -> list[Row]:
    """All that the store says. Blank nodes are named by what they say, so that two runs name them alike."""
    data: bytes = store.data.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
    if b"_:" in data:
        dataset = ox.Dataset(store.quads())
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        data = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    return [split(line) for line in data.decode().split("\n") if line]


def split(line: str) -> Row:
    """One line of N-Triples in its three parts."""
    subject, prop, rest = line.split(" ", 2)
    return subject, prop, rest[:-2]


def by_report(found: Iterable[Row]) -> tuple[list[Row], dict[str, list[Row]]]:
    """What is shared, and by report the report itself, its claims and its words."""
    said = list(found)
    home: dict[str, str] = {}
    for subject, prop, value in said:
        if prop in {DERIVED_FROM, CONTEXT}:
            home[subject] = min(home.get(subject, value), value)
        elif prop == TYPE and value == REPORT:
            home[subject] = subject
    shared: list[Row] = []
    reports: dict[str, list[Row]] = {}
    for row in said:
        graph = home.get(row[0], "")
        (reports.setdefault(graph, []) if graph.startswith("<") else shared).append(row)
    return shared, reports


def properties(said: Mapping[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """A node's properties as people expect them: kind and names, who and what, then by IRI; long texts last."""
    for prop in sorted(said, key=_place):
        yield prop, said[prop]


@lru_cache(maxsize=4096)
def _place(prop: str) -> str:
    return _RANK.get(prop, prop)


def sections(found: Iterable[Row]) -> list[Section]:
    """What `found` says: reports, entities, what is accepted, what was claimed, the rest."""
    nodes: dict[str, Said] = {}
    for subject, prop, value in found:
        nodes.setdefault(subject, {}).setdefault(prop, []).append(value)
    for said in nodes.values():
        for prop, values in said.items():
            if len(values) > 1:
                values.sort(key=_narrowest if prop == TYPE else None)
    return list(_sorted_into(nodes))


def _sorted_into(nodes: dict[str, Said]) -> Iterator[Section]:
    onto = ontology.load()
    relations = {f"<{KG}{name}>" for name in onto.relations}
    events = {f"<{KG}{name}>" for name, above in onto.classes.items() if "Event" in above}
    events |= {f"<{KG}{name}>" for name in _EVENTS}
    words = {key: said for key, said in nodes.items() if str(v.MENTION) in said.get(TYPE, ())}
    kinds: list[tuple[set[str], str, Callable[[str, Said], Key]]] = [
        ({REPORT}, "Reports", _by(v.PUBLISHED)),
        ({str(v.STATE)}, "Who controlled what, from when to when", _by(v.PLACE, v.VALID_FROM)),
        (events, "Events", _by(v.VALID_FROM, v.AGENT, v.PLACE)),
        ({f"<{KG}Dispute>"}, "Disputes", _by()),
        (
            {str(v.CLAIM), str(v.RELAY)},
            "Claims: who says what, in the order of the reports",
            lambda key, _: _place_in_text(key, nodes, words),
        ),
        ({_ORIGINS}, "How many origins that do not lean on one another", _by()),
        ({str(v.MENTION)}, "The words of the reports", lambda _, said: _words(said)),
        ({str(v.DESCRIPTION)}, "What the reports say of each entity", _by(v.DESCRIPTION_OF)),
        ({str(v.POINT)}, "Coordinates", _by()),
        (set(), "Everything else", _by()),
    ]
    entities, accepted = Section("Entities"), Section("Accepted statements, by subject")
    keyed: list[list[tuple[Key, str]]] = [[] for _ in kinds]
    for key, said in nodes.items():
        types = said.get(TYPE, ()) or ([_ORIGINS] if _ORIGINS in said else [])
        if f"<{KG}Entity>" in types:
            own = {p: o for p, o in said.items() if p not in relations}
            entities.nodes.append((key, own))
            if len(own) < len(said):
                accepted.nodes.append((key, {p: o for p, o in said.items() if p in relations}))
            continue
        number = next((i for i, (names, *_) in enumerate(kinds) if not names.isdisjoint(types)), len(kinds) - 1)
        keyed[number].append((kinds[number][2](key, said), key))
    entities.nodes.sort(key=lambda node: (*node[1].get(TYPE, [""])[:1], *node[1].get(LABEL, [""])[:1], node[0]))
    accepted.nodes.sort(key=lambda node: node[0])
    placed = [
        Section(heading, [(key, nodes[key]) for _, key in sorted(found)]) for (_, heading, _), found in zip(kinds, keyed, strict=True)
    ]
    yield from (s for s in (placed[0], entities, accepted, *placed[1:]) if s.nodes)


@lru_cache(maxsize=4096)
def _narrowest(iri: str) -> tuple[int, str]:
    """Our own classes first, the narrowest of them before those above it."""
    above = ontology.load().classes.get(iri[1:-1].removeprefix(KG), ()) if iri.startswith(f"<{KG}") else None
    return (1 if above is None else -len(above), iri)


def _by(*props: ox.NamedNode) -> Callable[[str, Said], Key]:
    names = [str(p) for p in props]
    return lambda _, said: tuple(" ".join(said.get(name, ())) for name in names)


def _number(said: Said, prop: str) -> int:
    digits = said.get(prop, ["0"])[0].split('"')[1:2]
    return int(digits[0]) if digits and digits[0].isdigit() else 0


def _words(said: Said) -> Key:
    return (said.get(CONTEXT, [""])[0], _number(said, _BEGIN), _number(said, _END))


def _place_in_text(key: str, nodes: dict[str, Said], words: dict[str, Said]) -> Key:
    """Where a claim stands in its report; a relay comes after the claim that it relays."""
    claim, steps = key, 0
    while RELAYS in nodes[claim] and nodes[claim][RELAYS][0] in nodes and steps < 100:
        claim, steps = nodes[claim][RELAYS][0], steps + 1
    mention = next((words[m] for m in nodes[claim].get(_DENOTED_BY, ()) if m in words), {})
    report = nodes[claim].get(DERIVED_FROM, [""])[0]
    return (report, _number(mention, _BEGIN), _number(mention, _END), claim, steps)
