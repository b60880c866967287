"""Claims, entities, reports, control states and outlines as the tables that the explorer's script reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import networkx as nx

from kg import ontology
from kg.records import FACTUALITIES, MODES, Claim, Document, Entity
from kg.view import explorer_control, explorer_style, explorer_text, outlines, safe, style
from kg.view.explorer_control import RELATIONS, Hold
from kg.view.network import STATUSES, arguments, importance, network, origin

MOST = 20_000
"""How many claims a page carries."""

_EPOCH = date(1970, 1, 1).toordinal()


def tables(
    claims: Sequence[Claim], documents: Sequence[Document], *, most: int, holds: Sequence[Hold] | None, onto: ontology.Ontology
) -> dict[str, Any]:
    """Everything that the page needs, ready for JSON. Days are counted from 1970-01-01; -1 and null say: none."""
    graph = network(claims, onto)
    states = explorer_control.derived(claims, documents) if holds is None else holds
    chosen = _chosen(claims, graph, states, most)
    entities = _entities(chosen, graph)
    number = {id: n for n, id in enumerate(entities)}
    within = _within(chosen)
    reports = {id: n for n, id in enumerate(_reports(chosen, documents))}
    known = {d.id: d for d in documents}
    rows, lines = _claims(chosen, graph, number, reports)
    spans: dict[str, list[tuple[int, int]]] = {id: [] for id in reports}
    for claim in chosen:
        spans[claim.evidence.document].append((claim.evidence.start, claim.evidence.end))
    told = _told(reports, known, spans)
    place_in_report: Counter[str] = Counter()
    for claim, row in zip(chosen, rows, strict=True):
        id = claim.evidence.document
        row[_AT], row[_AT + 1] = told[id]["spans"][place_in_report[id]]
        place_in_report[id] += 1
    at = {claim.id: n for n, claim in enumerate(chosen)}
    classes = [c for c in style.CLASSES if any(safe.line(e.type, 40) == c for e in entities.values())]
    classes += sorted({safe.line(e.type, 40) for e in entities.values()} - set(classes))
    relations = {key: d for *_, key, d in graph.edges(keys=True, data=True)}
    return {
        "entities": [_entity(e, graph, number.get(within.get(id, ""), -1)) for id, e in entities.items()],
        "claims": rows,
        "lines": lines,
        "reports": [{k: v for k, v in told[id].items() if k != "spans"} for id in reports],
        "holds": _holds(states, at, number),
        "classes": {
            c: {"index": i, "shape": s.shape, "light": s.light, "dark": s.dark, "label": s.label}
            for i, c in enumerate(classes)
            for s in (style.of(c),)
        },
        "relations": [{"name": safe.line(r), "label": safe.line(relations[r]["label"])} for r in sorted(relations)],
        "control": {safe.line(r): kind for r, kind in RELATIONS.items()},
        "statuses": {name: {**asdict(line), "meaning": STATUSES[name]} for name, line in style.LINES.items()},
        "factualities": [[f, style.FACTUALITY[f]] for f in FACTUALITIES],
        "modes": list(MODES),
        "holders": len(explorer_style.HOLDERS),
        "map": outlines.around(_countries(entities, graph)),
        "counts": {"claims": len(claims), "entities": len(graph), "reports": len({c.evidence.document for c in claims})},
    }


_AT = 7
"""Where a claim's row has its start and end in the report's carried text."""


def _chosen(claims: Sequence[Claim], graph: nx.MultiDiGraph, states: Sequence[Hold], most: int) -> list[Claim]:
    """The `most` claims that matter most: what control rests on, then what is said of the entities named most."""
    ordered = sorted(claims, key=lambda c: (c.evidence.document, c.evidence.start, c.evidence.end, c.id))
    if len(ordered) <= most:
        return ordered
    carrying = {id for hold in states for id in hold.claims}

    def weight(claim: Claim) -> tuple[bool, bool, int]:
        named = graph.nodes[claim.subject.id]["claims"] + graph.nodes[claim.object.id]["claims"]
        return claim.id in carrying, claim.predicate in RELATIONS, named

    best = sorted(range(len(ordered)), key=lambda i: (weight(ordered[i]), -i), reverse=True)[:most]
    return [ordered[i] for i in sorted(best)]


def _entities(claims: Sequence[Claim], graph: nx.MultiDiGraph) -> dict[str, Entity]:
    """Subjects and objects by importance, then those that only speak or only lend their place."""
    used: Counter[str] = Counter()
    records: dict[str, Entity] = {}
    for claim in claims:
        for argument in arguments(claim):
            used[argument.id] += 1
            old = records.get(argument.id)
            if old is None or (old.lat is None and argument.entity.lat is not None):
                records[argument.id] = argument.entity
    first = [id for id in importance(graph) if id in used]
    return {id: records[id] for id in [*first, *sorted(set(used) - set(first), key=lambda id: (-used[id], id))]}


def _entity(entity: Entity, graph: nx.MultiDiGraph, within: int) -> dict[str, Any]:
    node = graph.nodes[entity.id] if entity.id in graph else {"label": entity.label, "type": entity.type, "aliases": entity.aliases}
    out: dict[str, Any] = {
        "key": safe.line(entity.id, 300),
        "name": safe.line(node["label"] or entity.id) or "?",
        "type": safe.line(node["type"], 40),
    }
    if node["aliases"]:
        out["aliases"] = [safe.line(a, 80) for a in node["aliases"][:12]]
    if entity.lat is not None and entity.lon is not None and abs(entity.lat) <= 90 and abs(entity.lon) <= 180:
        out |= {"lat": round(entity.lat, 5), "lon": round(entity.lon, 5)}
    if entity.geonames is not None:
        out["geonames"] = entity.geonames
        if entity.geonames in outlines.areas():
            out["area"] = True
    if entity.country:
        out["country"] = safe.line(entity.country, 8)
    if entity.feature:
        out["feature"] = safe.line(entity.feature, 12)
    if within >= 0:
        out["within"] = within
    return out


def _within(claims: Sequence[Claim]) -> dict[str, str]:
    """Of places without a position of their own, the one that reports say they lie in and that has one.

    Where reports differ, the one named most often, then the first by id.
    """
    said: dict[str, Counter[str]] = {}
    for c in claims:
        here = c.predicate == "locatedIn" and c.factuality.endswith("+") and c.mode in {None, "generic"}
        if here and c.subject.entity.lat is None and c.object.entity.lat is not None and c.object.type == "Place":
            said.setdefault(c.subject.id, Counter())[c.object.id] += 1
    return {id: min(counts, key=lambda o, n=counts: (-n[o], o)) for id, counts in said.items()}  # type: ignore[misc]


def _reports(claims: Sequence[Claim], documents: Sequence[Document]) -> list[str]:
    days = {d.id: d.date for d in documents}
    return sorted({c.evidence.document for c in claims}, key=lambda id: (days.get(id) or date.max, id))


def _told(
    reports: dict[str, int], known: dict[str, Document], spans: dict[str, list[tuple[int, int]]]
) -> dict[str, dict[str, Any]]:
    out: dict[str, dict[str, Any]] = {}
    room = explorer_text.WHOLE
    for id in sorted(reports, key=lambda id: (-len(spans[id]), id)):
        document = known.get(id)
        text = document.text if document else ""
        whole = len(text) <= min(room, explorer_text.LONGEST)
        room -= len(text) if whole else 0
        carried = explorer_text.carry(text, spans[id], whole=whole)
        row: dict[str, Any] = {"id": safe.line(id, 300), "text": carried.text, "spans": carried.spans}
        if document is not None:
            row |= {
                "title": safe.line(document.title, 300),
                "publisher": safe.line(document.publisher or ""),
                "day": _day(document.date),
                "url": safe.link(document.url) or "",
                "body": safe.units(safe.shown(text[: document.body], document.body)) if whole else 0,
                "left": carried.left_out,
            }
        out[id] = row
    return out


def _claims(
    claims: Sequence[Claim], graph: nx.MultiDiGraph, number: dict[str, int], reports: dict[str, int]
) -> tuple[list[list[Any]], list[list[Any]]]:
    """A row for each claim, and one for each line of the graph that the rows name by number."""
    relations = {name: i for i, name in enumerate(sorted({key for *_, key in graph.edges(keys=True)}))}
    statuses = {name: i for i, name in enumerate(STATUSES)}
    line_of = {c.id: (s, key, o) for s, o, key, e in graph.edges(keys=True, data=True) for c in e["claims"]}
    lines: dict[tuple[str, str, str], int] = {}
    rows = []
    for c in claims:
        rows.append(
            [
                number[c.subject.id],
                relations[c.predicate],
                number[c.object.id],
                lines.setdefault(line_of[c.id], len(lines)),
                [number[s.id] for s in c.sources],
                number[origin(c)] if c.sources else -1,
                reports[c.evidence.document],
                0,
                0,
                FACTUALITIES.index(c.factuality),
                MODES.index(c.mode) if c.mode else -1,
                _day(c.valid_from),
                _day(c.valid_to),
                number[c.place.id] if c.place else -1,
                round(c.confidence, 2),
                c.id,
                safe.shown(c.evidence.quote, safe.QUOTE) if c.evidence.start < 0 else 0,
            ]
        )
    drawn = []
    for s, key, o in lines:
        edge = graph.edges[s, o, key]
        drawn.append([number[s], relations[key], number[o], statuses[edge["status"]], len(edge["origins"])])
    return rows, drawn


def _holds(states: Sequence[Hold], at: dict[str, int], number: dict[str, int]) -> list[list[Any]]:
    """Control states: [place, holder, since, until, last reported, disputed, claims]."""
    return [
        [
            number[hold.place],
            number[hold.holder],
            _day(hold.since),
            _day(hold.until),
            _day(hold.last_reported),
            int(hold.disputed),
            [at[id] for id in hold.claims if id in at],
        ]
        for hold in states
        if hold.place in number and hold.holder in number
    ]


def _countries(entities: dict[str, Entity], graph: nx.MultiDiGraph) -> list[str]:
    """Countries by how much is said of places in them; a country itself counts a little."""
    weight: Counter[str] = Counter()
    for id, e in entities.items():
        if e.country and e.lat is not None:
            claims = graph.nodes[id]["claims"] if id in graph else 1
            weight[e.country] += 1 if (e.feature or "").startswith("PCL") else 10 * claims
    return sorted((c for c in weight if weight[c] > 1), key=lambda c: (-weight[c], c))


def _day(day: date | None) -> int | None:
    return None if day is None else day.toordinal() - _EPOCH
