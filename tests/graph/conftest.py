"""The Islam Qala story as hand-made records: what careful reading of three short reports would give."""

from __future__ import annotations

from kg.records import Entity

TALIBAN = Entity("taliban", "Taliban", "ArmedGroup", aliases=("Taleban",), wikidata="Q42418")
GOVERNMENT = Entity("afghanistan-gov", "Afghan government", "Government")
OFFICIALS = Entity("report/border/officials", "two officials", "PersonGroup", minimum=2, maximum=2)
SPOKESMAN = Entity("person/zabihullah-mujahid", "Zabihullah Mujahid", "Person")
GUARDS = Entity("report/border/guards", "Afghan border guards", "PersonGroup", minimum=100)
MINISTRY = Entity("afghanistan-interior-ministry", "Afghan Interior Ministry", "Organization")
REUTERS = Entity("reuters", "Reuters", "MediaOutlet")
TASNIM = Entity("tasnim", "Tasnim", "MediaOutlet")
KABUL_TIMES = Entity("kabul-times", "Kabul Times", "MediaOutlet")
IRAN_GOV = Entity("iran-gov", "Iranian government", "Government")
DELEGATION = Entity("report/border/delegation", "Taliban delegation", "PersonGroup")
ISLAM_QALA = Entity(
    "geonames/1139807", "Islam Qala", "Place", geonames=1139807, lat=34.6667, lon=61.0667, country="AF", feature="PPL"
)
HERAT = Entity("geonames/1140025", "Herat", "Place", geonames=1140025, lat=34.35, lon=62.2, country="AF", feature="ADM1")
IRAN = Entity("geonames/130758", "Iran", "Place", geonames=130758, lat=32.0, lon=53.0, country="IR", feature="PCLI")
TURKMENISTAN = Entity("geonames/1218197", "Turkmenistan", "Place", geonames=1218197, country="TM", feature="PCLI")
AFGHANISTAN = Entity("geonames/1149361", "Afghanistan", "Place", geonames=1149361, country="AF", feature="PCLI")
MOSCOW = Entity("geonames/524901", "Moscow", "Place", geonames=524901, country="RU", feature="PPLC")
DISTRICTS = Entity("report/border/districts", "five districts", "PlaceGroup", minimum=5, maximum=5)
