"""The Islam Qala story as hand-made records: what careful reading of three short reports would give."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from kg.graph.store import Store
from kg.records import Argument, Claim, Document, Entity, Evidence

THURSDAY, FRIDAY, SATURDAY, TUESDAY = date(2021, 7, 8), date(2021, 7, 9), date(2021, 7, 10), date(2021, 7, 13)

TALIBAN = Entity("taliban", "Taliban", "ArmedGroup", aliases=("Taleban",), wikidata="Q42418")
KABUL = Entity("government/AF", "Afghan government", "Government")
IRAN_GOVERNMENT = Entity("government/IR", "Iranian government", "Government")
UNITED_STATES = Entity("government/US", "United States", "Government", aliases=("Washington",))
MINISTRY = Entity("institution/AF/interior-ministry", "Afghan Interior Ministry", "Organization")
TASNIM = Entity("tasnim", "Tasnim", "MediaOutlet")
REUTERS = Entity("reuters", "Reuters", "MediaOutlet")
AL_ALAM = Entity("al-alam", "Al-Alam", "MediaOutlet")
PAJHWOK = Entity("pajhwok", "Pajhwok", "MediaOutlet")
SPOKESMAN = Entity("person/zabihullah-mujahid", "Zabihullah Mujahid", "Person")
GOVERNOR = Entity("person/abdul-saboor-qani", "Abdul Saboor Qani", "Person")
OFFICIALS = Entity("report/border/two-officials", "two officials", "PersonGroup", minimum=2, maximum=2)
GUARDS = Entity("report/border/guards", "border guards", "PersonGroup", minimum=100)
SOLDIERS = Entity("report/border/soldiers", "Afghan soldiers", "PersonGroup")
DELEGATION = Entity("report/border/delegation", "Taliban delegation", "PersonGroup")
CIVILIANS = Entity("report/retaken/civilians", "three civilians", "PersonGroup", minimum=3, maximum=3)
DISTRICTS = Entity("report/border/five-districts", "five districts", "PlaceGroup", minimum=5, maximum=5)
ISLAM_QALA = Entity("geonames/1139807", "Islam Qala", "Place", geonames=1139807, lat=34.66, lon=61.07, country="AF", feature="PPL")
TORGHUNDI = Entity("geonames/1121900", "Torghundi", "Place", geonames=1121900, lat=35.25, lon=62.28, country="AF", feature="PPL")
HERAT = Entity("geonames/1140025", "Herat", "Place", geonames=1140025, lat=34.35, lon=62.2, country="AF", feature="ADM1")
BALKH = Entity("geonames/1147288", "Balkh", "Place", geonames=1147288, country="AF", feature="ADM1")
AFGHANISTAN = Entity("geonames/1149361", "Afghanistan", "Place", geonames=1149361, country="AF", feature="PCLI")
IRAN = Entity("geonames/130758", "Iran", "Place", geonames=130758, country="IR", feature="PCLI")
TURKMENISTAN = Entity("geonames/1218197", "Turkmenistan", "Place", geonames=1218197, country="TM", feature="PCLI")
UZBEKISTAN = Entity("geonames/1512440", "Uzbekistan", "Place", geonames=1512440, country="UZ", feature="PCLI")
MOSCOW = Entity("geonames/524901", "Moscow", "Place", geonames=524901, lat=55.75, lon=37.62, country="RU", feature="PPLC")


@dataclass
class Telling:
    """A report in the making: each claim quotes its sentence, and arguments quote their label, if it is there."""

    id: str
    publisher: Entity
    date: date
    title: str
    text: str = ""
    claims: list[Claim] = field(default_factory=list)

    def sentence(self, text: str) -> None:
        self.text += f"{text}\n"
        self.quote = text

    def argument(self, entity: Entity) -> Argument:
        start = max(self.text.rfind(entity.label), 0)
        text = entity.label if entity.label in self.text else ""
        return Argument(entity, text, start, start + len(text))

    def claim(self, subject: Entity, relation: str, obj: Entity, *sources: Entity, **details: Any) -> None:
        start = len(self.text) - len(self.quote) - 1
        place = details.pop("place", None)
        self.claims.append(
            Claim(
                subject=self.argument(subject),
                predicate=relation,
                object=self.argument(obj),
                sources=tuple(self.argument(s) for s in (*sources, self.publisher)),
                evidence=Evidence(self.id, start, start + len(self.quote), self.quote),
                place=self.argument(place) if place else None,
                **details,
            )
        )

    def told(self) -> tuple[Document, list[Claim]]:
        return (
            Document(self.id, self.text, title=self.title, publisher=self.publisher.label, date=self.date),
            self.claims,
        )


def border() -> tuple[Document, list[Claim]]:
    report = Telling("border", TASNIM, FRIDAY, "Border crossing falls")
    say, claim = report.sentence, report.claim
    say("Islam Qala in Herat, on the border with Iran, fell to the Taliban on Thursday, two officials told Reuters.")
    on_thursday = {"valid_from": THURSDAY, "valid_to": THURSDAY, "precision": "day"}
    claim(TALIBAN, "seized", ISLAM_QALA, OFFICIALS, REUTERS, **on_thursday)
    claim(OFFICIALS, "memberOf", KABUL)
    claim(ISLAM_QALA, "locatedIn", HERAT)
    claim(HERAT, "locatedIn", AFGHANISTAN)
    claim(ISLAM_QALA, "borders", IRAN)
    say("More than a hundred border guards fled to Iran, the officials said.")
    claim(GUARDS, "fledTo", IRAN, OFFICIALS, REUTERS, valid_to=FRIDAY)
    say("Al-Alam, which belongs to the Iranian government, said that Afghan soldiers had crossed into Iran.")
    claim(SOLDIERS, "fledTo", IRAN, AL_ALAM, valid_to=FRIDAY)
    claim(AL_ALAM, "memberOf", IRAN_GOVERNMENT)
    say("The Taliban probably took five districts in Herat without a fight, Abdul Saboor Qani said.")
    claim(TALIBAN, "seized", DISTRICTS, GOVERNOR, factuality="PR+", manner="peaceful", valid_to=FRIDAY)
    claim(DISTRICTS, "locatedIn", HERAT, GOVERNOR)
    say("The Taliban hold Torghundi on the border with Turkmenistan, said their spokesman Zabihullah Mujahid.")
    claim(TALIBAN, "controls", TORGHUNDI, SPOKESMAN)
    claim(SPOKESMAN, "memberOf", TALIBAN)
    claim(TORGHUNDI, "borders", TURKMENISTAN)
    claim(TORGHUNDI, "locatedIn", HERAT)
    say("There was fighting in Balkh, which borders Uzbekistan and which the Afghan government holds.")
    claim(TALIBAN, "foughtIn", BALKH, valid_to=FRIDAY)
    claim(KABUL, "controls", BALKH)
    claim(BALKH, "borders", UZBEKISTAN)
    say("A Taliban delegation arrived in Moscow on Thursday; talks with the Afghan government brought nothing.")
    claim(DELEGATION, "visited", MOSCOW, **on_thursday)
    claim(DELEGATION, "memberOf", TALIBAN)
    claim(KABUL, "metWith", TALIBAN)
    say("The Taliban held Afghanistan until 2001; the United States has promised to leave it.")
    claim(TALIBAN, "controls", AFGHANISTAN, valid_to=date(2001, 12, 31), precision="year", mode="historical")
    claim(UNITED_STATES, "withdrewFrom", AFGHANISTAN, UNITED_STATES, mode="future")
    return report.told()


def denial() -> tuple[Document, list[Claim]]:
    report = Telling("denial", PAJHWOK, SATURDAY, "Ministry: Islam Qala is ours")
    say, claim = report.sentence, report.claim
    say("Islam Qala has not fallen to the Taliban, the Afghan Interior Ministry said.")
    claim(TALIBAN, "seized", ISLAM_QALA, MINISTRY, factuality="CT-")
    claim(MINISTRY, "memberOf", KABUL)
    say("The Afghan government holds Islam Qala, it said, and accused the Taliban.")
    claim(KABUL, "controls", ISLAM_QALA, MINISTRY)
    claim(MINISTRY, "accused", TALIBAN)
    return report.told()


def retaken() -> tuple[Document, list[Claim]]:
    report = Telling("retaken", REUTERS, TUESDAY, "Torghundi changes hands")
    say, claim = report.sentence, report.claim
    say("The Taliban took Torghundi on Friday, and the Afghan government retook it on Tuesday.")
    claim(TALIBAN, "seized", TORGHUNDI, valid_from=FRIDAY, valid_to=FRIDAY, precision="day", manner="armed")
    claim(KABUL, "seized", TORGHUNDI, valid_from=TUESDAY, valid_to=TUESDAY, precision="day", manner="armed")
    say("The Taliban killed three civilians in Torghundi.")
    claim(TALIBAN, "killed", CIVILIANS, place=TORGHUNDI)
    claim(CIVILIANS, "killedIn", TORGHUNDI)
    say("Islam Qala is in the hands of the Taliban; the United States backs the Afghan government.")
    claim(TALIBAN, "seized", ISLAM_QALA, valid_from=THURSDAY, valid_to=THURSDAY)
    claim(UNITED_STATES, "supports", KABUL)
    return report.told()


def everything(store: Store) -> set[str]:
    """All that a store says, to be compared."""
    return {str(quad) for quad in store.quads()}


@pytest.fixture
def story() -> Store:
    """All three reports."""
    store = Store.open()
    for tell in (border, denial, retaken):
        store.add(*tell())
    return store
