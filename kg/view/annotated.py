"""The text of reports with what was read in it: mentions, times, who says what, claims, each a layer to switch.

One page that loads nothing, as :mod:`kg.view.page`; the text is cut where an annotation begins or ends, and each piece
knows the annotations that cover it.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from kg import ontology, output
from kg.records import Claim, Document, Entity, Reading, Span, TimeExpression
from kg.view import safe, style
from kg.view.page import asset, style_sheet

LIMIT = 200_000
"""Code points of a report that the page shows; what follows is left out, and the page says so."""

LAYERS = ("mention", "time", "source", "cue", "content", "claim")
SCRIPTS = ("text.js", "annotated.js")


def write(
    readings: Iterable[Reading],
    out: Path,
    *,
    claims: Iterable[Claim] = (),
    title: str = "What was read",
) -> None:
    """Write the page of `readings` to the file `out`, as UTF-8, with the `claims` that were found in them.

    Raises :class:`~kg.errors.OutputError` where `out` cannot be written.
    """
    with output.replacing(out) as stream:
        stream.write(render(readings, claims=claims, title=title).encode())


def render(readings: Iterable[Reading], *, claims: Iterable[Claim] = (), title: str = "What was read") -> str:
    """The page as text."""
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.evidence.document, []).append(claim)
    reports = [_report(reading, found.get(reading.document.id, ())) for reading in readings]
    here = {a["kind"] for r in reports for a in r["annotations"] if a["layer"] == "mention"}
    names = [c for c in style.CLASSES if c in here] + sorted(here - set(style.CLASSES))
    classes = {
        name: {"index": i, "light": s.light, "dark": s.dark, "label": s.label, "shape": s.shape}
        for i, name in enumerate(names)
        for s in (style.of(name),)
    }
    return safe.page(
        title,
        css=asset("base.css") + asset("annotated.css") + style_sheet(classes) + _class_colours(classes),
        body=asset("annotated.html").replace("@@title@@", html.escape(safe.line(title))),
        data={"reports": reports, "classes": classes, "certainty": style.FACTUALITY},
        scripts=tuple(asset(name) for name in SCRIPTS),
    )


def pieces(length: int, spans: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, tuple[int, ...]]]:
    """Cut ``0..length`` wherever one of `spans` (start, end, number) begins or ends.

    Gives (start, end, the numbers that cover it), in order and without a gap; empty and inverted spans cover nothing.
    """
    good = [(max(a, 0), min(b, length), n) for a, b, n in spans if max(a, 0) < min(b, length)]
    cuts = sorted({0, length, *(p for a, b, _ in good for p in (a, b))})
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for a, b, n in good:
        opening.setdefault(a, []).append(n)
        closing.setdefault(b, []).append(n)
    out, covering = [], set[int]()
    for start, end in pairwise(cuts):
        covering.difference_update(closing.get(start, ()))
        covering.update(opening.get(start, ()))
        out.append((start, end, tuple(sorted(covering))))
    return out


def _report(reading: Reading, claims: Sequence[Claim]) -> dict[str, Any]:
    document = reading.document
    text = document.text[:LIMIT]
    annotations: list[dict[str, Any]] = []
    spans: list[tuple[int, int, int]] = []

    def add(layer: str, kind: str, at: Iterable[tuple[int, int]], **told: Any) -> None:
        found = [(a, b) for a, b in at if a < len(text)]
        if found:
            spans.extend((a, b, len(annotations)) for a, b in found)
            annotations.append({"layer": layer, "kind": kind, **{k: v for k, v in told.items() if v not in (None, "", [])}})

    entities = {e.id: e for e in reading.entities}
    for mention in reading.mentions:
        entity = entities.get(mention.entity)
        add(
            "mention", safe.line(mention.type, 40), [(mention.start, mention.end)],
            name=safe.line(entity.label if entity else mention.entity), entity=safe.line(mention.entity, 300),
            form=mention.kind, facts=_facts(entity),
        )  # fmt: skip
    for time in reading.times:
        add("time", time.type, [(time.start, time.end)], name=safe.line(time.value), facts=_when(time))
    for number, said in enumerate(reading.attributions):
        who = entities.get(said.source_entity or "")
        name = safe.line(who.label if who else said.source_entity or "somebody unnamed")
        told = {"name": name, "certainty": said.factuality, "group": number, "direct": said.direct or None}
        for layer, parts in (("source", said.source), ("cue", said.cue), ("content", said.content)):
            add(layer, layer, _ends(parts), **told)
    onto = ontology.load()
    for claim in sorted(claims, key=lambda c: (c.evidence.start, c.evidence.end, c.id)):
        known = onto.relations.get(claim.predicate)
        add(
            "claim", safe.line(claim.predicate), [(claim.evidence.start, claim.evidence.end)],
            name=f"{safe.line(claim.subject.label)} — {safe.line(known.label if known else claim.predicate)} — "
            f"{safe.line(claim.object.label)}",
            certainty=claim.factuality, mode=claim.mode, chain=[safe.line(s.label) for s in claim.sources],
            first=claim.valid_from.isoformat() if claim.valid_from else None,
            last=claim.valid_to.isoformat() if claim.valid_to else None,
            place=safe.line(claim.place.label) if claim.place else None,
        )  # fmt: skip
    return {
        **_about(document),
        "body": document.body,
        "pieces": [[safe.shown(text[a:b], b - a), list(n)] for a, b, n in pieces(len(text), spans)],
        "annotations": annotations,
        "cut": max(len(document.text) - LIMIT, 0),
    }


def _about(document: Document) -> dict[str, str]:
    return {
        "id": safe.line(document.id, 300),
        "title": safe.line(document.title or document.id, 300),
        "publisher": safe.line(document.publisher or ""),
        "date": document.date.isoformat() if document.date else "",
        "url": safe.link(document.url) or "",
    }


def _ends(spans: Iterable[Span]) -> list[tuple[int, int]]:
    return [(s.start, s.end) for s in spans]


def _facts(entity: Entity | None) -> list[str]:
    if entity is None:
        return []
    facts = []
    if entity.geonames is not None:
        facts.append(f"GeoNames {entity.geonames}")
    if entity.lat is not None and entity.lon is not None:
        facts.append(f"{entity.lat:.3f}, {entity.lon:.3f}")
    if entity.minimum is not None or entity.maximum is not None:
        facts.append(f"counted: {_or(entity.minimum)} to {_or(entity.maximum)}")
    return facts


def _when(time: TimeExpression) -> list[str]:
    if time.first is None and time.last is None:
        return []
    return [f"{_or(time.first)} to {_or(time.last)}"]


def _or(value: object) -> str:
    return "open" if value is None else str(value)


def _class_colours(classes: dict[str, dict[str, Any]]) -> str:
    rules = []
    for theme, prefix in (("light", ""), ("dark", ':root[data-theme="dark"] ')):
        rules += [f"{prefix}.kind-{c['index']}{{--c:{c[theme]}}}" for c in classes.values()]
    return "\n".join(rules) + "\n"
