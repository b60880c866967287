"""Three made-up reports of who held a town: an army, then its rival, which one source denies; and nothing more for months."""

from __future__ import annotations

from datetime import date

from kg.records import Argument, Claim, Document, Entity, Evidence

TOWN = Entity("geonames/1142404", "Islam Qala", "Place", geonames=1142404, lat=34.667, lon=61.067, country="AF", feature="PPL")
HERAT = Entity("geonames/1140025", "Herat", "Place", geonames=1140025, lat=34.118, lon=62.403, country="AF", feature="ADM1")
KABUL = Entity("geonames/1138958", "كابول", "Place", geonames=1138958, lat=34.528, lon=69.172, country="AF", feature="PPLC")
SOMEWHERE = Entity("report/r1/areas", "areas", "PlaceGroup")
TALIBAN = Entity("taliban", "Taliban", "ArmedGroup")
ARMY = Entity("afghan-army", "Afghan army", "ArmedGroup")
PRESS = Entity("org/press", "Example Press", "MediaOutlet")
WIRE = Entity("org/wire", "Example Wire", "MediaOutlet")
MAYOR = Entity("report/r2/mayor", "the mayor", "Person")


def _report(id: str, day: date, sentences: list[tuple[Entity, str, str, Entity, str, tuple[Entity, ...]]]) -> tuple[Document, list[Claim]]:
    text, claims = "", []
    for subject, relation, words, obj, factuality, sources in sentences:
        sentence = f"{subject.label} {words} {obj.label}"
        start, end = len(text), len(text) + len(sentence)
        claims.append(
            Claim(
                Argument(subject, subject.label, start, start + len(subject.label)), relation,
                Argument(obj, obj.label, end - len(obj.label), end), tuple(Argument(s, "", start, start) for s in sources),
                Evidence(id, start, end, sentence), factuality,  # type: ignore[arg-type]
                valid_from=day, valid_to=day if relation == "seized" else None,
            )
        )  # fmt: skip
        text += sentence + ", it was said on that day. "
    return Document(id, text, f"Report {id}", sources[-1].label, date=day, url=f"https://news.example/{id}"), claims


REPORTS = [
    _report("r1", date(2021, 7, 1), [
        (ARMY, "controls", "holds", TOWN, "CT+", (PRESS,)),
        (ARMY, "controls", "holds", KABUL, "CT+", (PRESS,)),
        (TALIBAN, "controls", "holds", SOMEWHERE, "CT+", (PRESS,)),
    ]),
    _report("r2", date(2021, 7, 9), [
        (TALIBAN, "seized", "seized", TOWN, "CT+", (MAYOR, WIRE)),
        (TALIBAN, "controls", "does not hold", TOWN, "CT-", (WIRE,)),
        (TOWN, "locatedIn", "lies in", HERAT, "CT+", (WIRE,)),
    ]),
    _report("r3", date(2021, 11, 20), [(TALIBAN, "foughtIn", "fought in", HERAT, "PR+", (WIRE,))]),
]  # fmt: skip
DOCUMENTS = [d for d, _ in REPORTS]
CLAIMS = [c for _, claims in REPORTS for c in claims]
