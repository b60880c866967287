"""Who does what to whom: the gold standard records of PLOVER, one event a sentence.

A record is found where some claim stands between a stretch of its source and one of its target; labelled, where the
claim's relation is one that the event's class may be called. Only records with both a source and a target in the text
count. There is no precision: sentences say more than their one event.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.corpora import Link, Row, Side, Text, link, read, same_pair, share

FILE = "data/plover_gsr/PLOVER_GSR_CAMEO.txt"
RELATIONS = {
    "AGREE": ("agreedWith", "metWith", "alliedWith", "supports"),
    "AID": ("supports",),
    "ASSAULT": ("attacked", "killed", "fought"),
    "COERCE": ("detained", "attacked", "seized"),
    "CONCEDE": ("supports", "agreedWith", "withdrewFrom"),
    "CONSULT": ("metWith", "visited", "agreedWith"),
    "COOPERATE": ("alliedWith", "supports", "agreedWith"),
    "DISAPPROVE": ("accused",),
    "FIGHT": ("attacked", "fought", "killed", "foughtIn", "seized"),
    "MOBILIZE": ("deployedTo",),
    "RETREAT": ("withdrewFrom", "agreedWith"),
    "SUPPORT": ("supports", "alliedWith", "agreedWith"),
    "THREATEN": ("accused", "attacked"),
}
"""What a class may be called; we have no relation for demands, refusals, protests, sanctions and inquiries."""

MUTUAL = "SRC/TAR"
_MARK = re.compile(r"\(([A-Z/]+): ")


@dataclass(frozen=True)
class Event:
    """One record: its class, its text, and where its sources and targets stand."""

    type: str
    text: Text
    sources: Side
    targets: Side


def unmark(markup: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The text without its ``(SRC: ...)`` marks, and each mark with its stretch; brackets of the text itself stay."""
    text, found = "", []
    opened: list[tuple[str, int]] = []
    at = 0
    while at < len(markup):
        mark = _MARK.match(markup, at)
        if mark:
            opened.append((mark[1], len(text)))
            at = mark.end()
            continue
        letter = markup[at]
        if letter == "(":
            opened.append(("", len(text)))
        elif letter == ")" and opened:
            name, start = opened.pop()
            if name:
                found.append((name, start, len(text)))
                at += 1
                continue
        text += letter
        at += 1
    return text, found


def corpus(file: Path) -> Iterator[Event]:
    """The records with a source and a target."""
    for record in json.loads(file.read_text(encoding="utf-8")):
        marked = record.get("textInfo")
        if not isinstance(marked, dict) or "markup" not in marked:
            continue
        text, marks = unmark(marked["markup"])
        sources = tuple((a, b) for name, a, b in marks if name in {"SRC", MUTUAL, "SRC/LOC"})
        targets = tuple((a, b) for name, a, b in marks if name in {"TAR", MUTUAL, "TAR/LOC"})
        if sources and targets and (len(sources) > 1 or sources != targets):
            yield Event(record["event"], Text(record["id"], text), sources, targets)


def found(event: Event, claims: list[Link]) -> tuple[bool, bool]:
    """Whether some claim stands between source and target, and whether one of the right relation does."""
    wanted = [Link(event.type, (source,), (target,)) for source in event.sources for target in event.targets if source != target]
    hits = [c for c in claims if any(same_pair(w, c, either_order=True) for w in wanted)]
    return bool(hits), any(c.type in RELATIONS.get(event.type, ()) for c in hits)


def rows(shared: Path) -> Iterator[Row]:
    """Recall of pairs, by class; of classes that we have a relation for, also with the relation."""
    events = list(corpus(shared / FILE))
    counts: dict[str, list[int]] = {}
    for event, (_, _, claims) in zip(events, read(e.text for e in events), strict=True):
        pair, labelled = found(event, [link(c) for c in claims])
        for name in (event.type, "mapped classes" if event.type in RELATIONS else "classes without a relation of ours"):
            total = counts.setdefault(name, [0, 0, 0])
            total[0] += 1
            total[1] += pair
            total[2] += labelled
    groups = ("mapped classes", "classes without a relation of ours")
    for name in (*sorted(RELATIONS), *groups):
        whole, pairs, labels = counts.get(name, [0, 0, 0])
        labelled_cell = "" if name == groups[1] else f", with the relation {share(labels, whole)}"
        yield Row("PLOVER GSR", name, str(whole), f"pairs R {share(pairs, whole)}{labelled_cell}")
