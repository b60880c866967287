"""A graph in which every text that can come from a report is a payload."""

from __future__ import annotations

from datetime import date

from kg.records import (
    Argument,
    Attribution,
    Claim,
    Document,
    Entity,
    Evidence,
    Mention,
    Reading,
    Span,
    TimeExpression,
)
from tests.view.payloads import PAYLOADS


def at(n: int) -> str:
    return PAYLOADS[n % len(PAYLOADS)]


def document(n: int) -> Document:
    text = f"{at(n)} said of {at(n + 1)} that it held {at(n + 2)}."
    return Document(f"d{n}{at(n)[:50]}", text, at(n), at(n + 3), at(n + 4), date(2021, 7, 9), at(n))


def claim(n: int) -> Claim:
    report = document(n)
    subject = Entity(f"s{n}{at(n)[:80]}", at(n), "ArmedGroup" if n % 5 else at(n)[:60], aliases=(at(n + 1), at(n + 2)))
    obj = Entity(f"o{n // 2}", at(n + 1), "Place", lat=34.0, lon=62.0)
    source = Entity(f"w{n}", at(n + 2), "Person")
    return Claim(
        Argument(subject, at(n), 0, len(at(n))),
        "controls" if n % 3 else at(n)[:80],
        Argument(obj, at(n + 1), 0, 1),
        (Argument(source, at(n + 2), 0, 1), Argument(Entity("p", at(n + 3), "MediaOutlet"), "", 0, 0)),
        Evidence(report.id, 0, len(report.text), report.text),
        place=Argument(Entity("q", at(n + 5), "Place"), "", 0, 0),
        extractor=at(n)[:90],
    )


def documents() -> list[Document]:
    return [document(n) for n in range(len(PAYLOADS))]


def claims() -> list[Claim]:
    return [claim(n) for n in range(len(PAYLOADS))]


def readings() -> list[Reading]:
    out = []
    for n, report in enumerate(documents()):
        entity = Entity(f"e{n}{at(n)[:50]}", at(n), at(n)[:40] or "x", aliases=(at(n + 1),))
        end = min(len(report.text), 400)
        out.append(
            Reading(
                report,
                (Span(0, len(report.text)),),
                (entity,),
                (Mention(0, min(end, len(at(n))), at(n), entity.type, entity.id),),
                (TimeExpression(1, min(6, end), at(n), "DATE", at(n)),),
                (Attribution((Span(0, 2),), (Span(2, 4),), (Span(3, end),), at(n)),),
                (),
            )
        )
    return out
