"""Graphs of any size, made by a rule: few entities are named often and most seldom, as in real news."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

from kg.records import FACTUALITIES, Argument, Claim, Document, Entity, Evidence, Mode

SYLLABLES = tuple(re.findall(r"\w+", "ba da dar far gha ha jan ka khan kun lash man mar na qa ra sar shah tar wan ya za"))
KINDS = (
    "ArmedGroup",
    "Government",
    "Organization",
    "MediaOutlet",
    "Person",
    "PersonGroup",
    "Place",
    "Place",
    "Facility",
)
SAID = (
    "controls",
    "seized",
    "attacked",
    "foughtIn",
    "metWith",
    "memberOf",
    "locatedIn",
    "fledTo",
    "accused",
    "supports",
)
MODES: tuple[Mode | None, ...] = (None, None, None, None, None, None, "historical", "future", "hypothetical")


def graph(count: int, seed: int = 1) -> tuple[list[Document], list[Claim]]:
    """`count` claims of about ``2.2 * count ** 0.75`` entities in one report for every 25 claims."""
    draw = random.Random(seed)
    entities = [_entity(draw, n) for n in range(max(12, int(2.2 * count**0.75)))]
    outlets = [Entity(f"outlet-{n}", f"{_name(draw)} News", "MediaOutlet") for n in range(12)]
    documents, claims = [], []
    while len(claims) < count:
        number = len(documents)
        outlet = draw.choice(outlets)
        day = date(2021, 1, 1) + timedelta(days=number % 700)
        text, rows = "", []
        for _ in range(min(25, count - len(claims))):
            subject, obj = _pick(draw, entities), _pick(draw, entities)
            relation = draw.choice(SAID)
            start = len(text)
            middle = f" {relation} {obj.label} on day {draw.randrange(1000)} near the {_name(draw)} road"
            sentence = subject.label + middle
            text += sentence + f", while others spoke of {_name(draw)} and {_name(draw)}. "
            rows.append((start, sentence, subject, obj, relation))
        documents.append(
            Document(f"d{number}", text, f"Report {number} from {_name(draw)}", outlet.label, date=day,
                     url=f"https://news.example/{number}")
        )  # fmt: skip
        claims += [_claim(draw, number, row, outlet, day, entities) for row in rows]
    return documents, claims


def _claim(
    draw: random.Random,
    number: int,
    row: tuple[int, str, Entity, Entity, str],
    outlet: Entity,
    day: date,
    entities: list[Entity],
) -> Claim:
    start, sentence, subject, obj, relation = row
    at = start + sentence.index(obj.label, len(subject.label))
    publisher = Argument(outlet, outlet.label, start, start)
    inner = (Argument(_pick(draw, entities), "", start, start),) if draw.random() < 0.4 else ()
    return Claim(
        Argument(subject, subject.label, start, start + len(subject.label)),
        relation,
        Argument(obj, obj.label, at, at + len(obj.label)),
        (*inner, publisher),
        Evidence(f"d{number}", start, start + len(sentence), sentence),
        draw.choices(FACTUALITIES, (80, 8, 4, 6, 1, 1))[0],
        draw.choice(MODES),
        day if draw.random() < 0.7 else None,
        day if draw.random() < 0.7 else None,
        "day",
        confidence=round(draw.uniform(0.5, 1.0), 2),
    )


def _entity(draw: random.Random, n: int) -> Entity:
    kind = draw.choice(KINDS)
    where = (draw.uniform(30, 38), draw.uniform(60, 74)) if kind in {"Place", "Facility"} else (None, None)
    return Entity(f"e{n}", f"{_name(draw)} {_name(draw)}" if n % 3 else _name(draw), kind, lat=where[0], lon=where[1])


def _name(draw: random.Random) -> str:
    return "".join(draw.choice(SYLLABLES) for _ in range(draw.randint(2, 3))).capitalize()


def _pick(draw: random.Random, entities: list[Entity]) -> Entity:
    return entities[min(int(len(entities) * draw.random() ** 3), len(entities) - 1)]
