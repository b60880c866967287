"""Four short reports of July 2021 in our own words, with the claims that a careful reader takes from them.

The outlets are invented, what they report of Islam Qala, Herat, Badakhshan and Bagram happened. The claims are \
made by
hand, so that views and exporters are tested on something that looks like a real graph without reading a word.
"""

from __future__ import annotations

import re
from datetime import date

from kg.records import (
    Argument,
    Attribution,
    Claim,
    Document,
    Entity,
    Evidence,
    Factuality,
    Mention,
    Mode,
    Reading,
    Span,
    TimeExpression,
)

GEO = {  # id, latitude, longitude (GeoNames, CC BY 4.0)
    "afghanistan": (1149361, 33.0, 66.0),
    "herat": (1140025, 34.5, 62.0),
    "iran": (130758, 32.0, 53.0),
    "tajikistan": (1220409, 39.0, 71.0),
    "turkmenistan": (1218197, 40.0, 60.0),
    "china": (1814991, 35.0, 105.0),
    "pakistan": (1168579, 30.0, 70.0),
    "uzbekistan": (1512440, 41.0, 64.0),
    "balkh": (1147288, 36.5, 67.0),
    "badakhshan": (1147745, 36.75, 72.0),
    "moscow": (524901, 55.75, 37.62),
    "kabul": (1138958, 34.53, 69.17),
}

ENTITIES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    # key: class, label, other forms in the texts
    "taliban": ("ArmedGroup", "Taliban", ("the group", "The movement", "Its fighters")),
    "afghan-gov": ("Government", "Government of Afghanistan", ("The government", "the government", "Kabul")),
    "iran-gov": ("Government", "Government of Iran", ("Tehran", "Iranian state", "Iranian")),
    "us-gov": ("Government", "United States", ("American", "Washington")),
    "russia-gov": ("Government", "Government of Russia", ("Russian", "Moscow")),
    "tajik-gov": ("Government", "Government of Tajikistan", ("Dushanbe", "Tajik")),
    "nato": ("Organization", "NATO", ("the alliance",)),
    "csto": ("Organization", "Collective Security Treaty Organization", ("a Moscow-led pact",)),
    "interior": ("Organization", "Ministry of Interior Affairs", ("interior ministry",)),
    "isis-k": ("ArmedGroup", "Islamic State – Khorasan Province", ("Islamic State",)),
    "reuters": ("MediaOutlet", "Reuters", ()),
    "alalam": ("MediaOutlet", "Al-Alam (العالم)", ("Al-Alam",)),
    "courier": ("MediaOutlet", "Hari Rud Courier", ()),
    "oxus": ("MediaOutlet", "Oxus Review", ()),
    "borderpost": ("MediaOutlet", "Border Post", ()),
    "spokesman": ("Person", "Zabihullah Mujahid", ("Mujahid",)),
    "arian": ("Person", "Tariq Arian", ("Arian",)),
    "shaheen": ("Person", "Suhail Shahin", ("Shahin",)),
    "rahmon": ("Person", "Emomali Rahmon", ("Rahmon",)),
    "khan": ("Person", "Ismail Khan", ("the old commander",)),
    "two-officials": ("PersonGroup", "two senior security officials", ("Two senior security officials",)),
    "official": ("PersonGroup", "a provincial official", ("A provincial official",)),
    "customs": ("PersonGroup", "Afghan customs staff", ("customs staff",)),
    "soldiers": ("PersonGroup", "Afghan soldiers", ("soldiers",)),
    "gov-forces": ("PersonGroup", "Afghan government forces", ("government forces", "Government troops")),
    "personnel": ("PersonGroup", "more than 1,000 Afghan servicemen", ("1,037 servicemen",)),
    "militia": ("PersonGroup", "militia of Ismail Khan", ("local militias",)),
    "traders": ("PersonGroup", "four traders", ()),
    "islam-qala": ("Facility", "Islam Qala border crossing", ("Islam Qala", "the crossing", "the post")),
    "torghundi": ("Facility", "Torghundi border crossing", ("Torghundi",)),
    "bagram": ("Facility", "Bagram Airfield", ("Bagram",)),
    "afghanistan": ("Place", "Afghanistan", ("Afghan",)),
    "herat": ("Place", "Herat Province", ("Herat",)),
    "iran": ("Place", "Iran", ("Iranian",)),
    "tajikistan": ("Place", "Tajikistan", ()),
    "turkmenistan": ("Place", "Turkmenistan", ()),
    "china": ("Place", "China", ()),
    "pakistan": ("Place", "Pakistan", ()),
    "uzbekistan": ("Place", "Uzbekistan", ()),
    "balkh": ("Place", "Balkh Province", ("Balkh",)),
    "badakhshan": ("Place", "Badakhshan Province", ("Badakhshan",)),
    "moscow": ("Place", "Moscow", ()),
    "kabul": ("Place", "Kabul", ()),
    "five-districts": ("PlaceGroup", "five districts of Herat", ("five districts",)),
    "districts-200": ("PlaceGroup", "more than 200 districts", ("200 districts",)),
    "main-cities": ("PlaceGroup", "main cities", ("The main cities",)),
    "northern": ("PlaceGroup", "northern provinces", ("the north",)),
    "convoy": ("Thing", "customs convoy", ("a convoy",)),
}
COUNTS = {"two-officials": (2, 2), "personnel": (1037, 1037), "five-districts": (5, 5), "traders": (4, 4)}
COUNTS |= {"districts-200": (201, None)}
LOCAL = {"two-officials", "official", "customs", "soldiers", "personnel", "traders", "five-districts", "districts-200"}

REPORTS: dict[str, tuple[str, str, str, str, str]] = {
    # key: publisher, title, date, address, text
    "r1": (
        "courier",
        "Frontier post with Iran falls as insurgents press on",
        "2021-07-09",
        "https://courier.example/2021/07/09/islam-qala",
        """Two senior security officials told Reuters that Islam Qala, the main crossing between Herat and Iran, \
had fallen \
to the Taliban on Thursday and that customs staff had run over the line into Iran.

Al-Alam, which belongs to the Iranian state, said soldiers had walked into Iran through the crossing as well.

A provincial official said the group took five districts in Herat and met no resistance.

Earlier in the week 1,037 servicemen fled to Tajikistan while the Taliban overran most of Badakhshan, which borders \
Tajikistan, China and Pakistan.

In Balkh, next to Uzbekistan, government forces and the Taliban were fighting on Friday.

The movement says it holds 200 districts. The main cities stay with the government, which has been in talks with \
the group.

American troops, in Afghanistan since 2001, have left Bagram. The Taliban ruled Afghanistan until that year.
""",
    ),
    "r2": (
        "oxus",
        "Kabul says it still holds the Iranian border",
        "2021-07-09",
        "https://oxus.example/world/kabul-denies",
        """Tariq Arian, who speaks for the interior ministry, denied that Islam Qala had been lost. Government \
troops were \
still inside the post, he said, and would retake any ground that was given up.

Zabihullah Mujahid, the spokesman of the Taliban, said Islam Qala and Torghundi were both under the control of the \
group.

Torghundi lies in Herat on the road to Turkmenistan. It may already be in Taliban hands, a trader there said.

Envoys led by Suhail Shahin were in Moscow on Thursday and met Russian diplomats. Shahin promised that the Taliban \
would \
not attack Tajikistan.

Dushanbe is a member of a Moscow-led pact. Rahmon ordered reservists to the frontier, and Moscow promised its support.

The United States will leave Afghanistan by the end of August. The alliance has already withdrawn.
""",
    ),
    "r3": (
        "borderpost",
        "After the crossing: who runs Islam Qala?",
        "2021-07-12",
        "https://borderpost.example/islam-qala-after",
        """Four days on, the Taliban run Islam Qala: drivers say Its fighters stamp the papers. The government has \
not been \
there since Thursday.

Local militias under Ismail Khan fought the Taliban near Herat. Khan leads them as he did in the war against the \
Soviets.

On Sunday a convoy was shelled and four traders were killed in Herat; officials blamed the Taliban, which rejected \
it. \
Islamic State was probably behind the fire, an analyst told Reuters.

Tehran has met Taliban envoys and says it supports neither side. Kabul accuses Pakistan of arming the insurgents.

If Herat falls, Tehran would close the frontier. Taliban commanders plan to march on Kabul.
""",
    ),
    "r4": (
        "oxus",
        "Correction: border crossing",
        "2021-07-13",
        "https://oxus.example/world/correction",
        """An earlier report said that Kabul denied the loss of Islam Qala. The interior ministry has since \
confirmed that \
the Taliban took the post on 8 July. The ministry says it is likely that Torghundi fell on 9 July.

Reuters reported that the United States bombed Taliban positions in Balkh, and that some soldiers were captured there.
""",
    ),
}

Row = tuple[str, str, str, str, str, str, str | None, str | None, str | None]
CLAIMS: dict[str, str] = {
    # subject | relation | object | words | chain, innermost first | factuality | mode | from | to | place
    "r1": """\
taliban|seized|islam-qala|Islam Qala, the main crossing between Herat and Iran, had fallen to the Taliban on \
Thursday|\
two-officials>reuters>courier|CT+||2021-07-08|2021-07-08
customs|fledTo|iran|customs staff had run over the line into Iran|two-officials>reuters>courier|CT+||2021-07-08|\
2021-07-09
islam-qala|locatedIn|herat|Islam Qala, the main crossing between Herat and Iran|courier|CT+
herat|borders|iran|the main crossing between Herat and Iran|courier|CT+
alalam|memberOf|iran-gov|Al-Alam, which belongs to the Iranian state|courier|CT+
soldiers|fledTo|iran|soldiers had walked into Iran through the crossing|alalam>courier|CT+||2021-07-08|2021-07-09
taliban|seized|five-districts|the group took five districts in Herat and met no resistance|official>courier|CT+
five-districts|locatedIn|herat|five districts in Herat|official>courier|CT+
personnel|fledTo|tajikistan|1,037 servicemen fled to Tajikistan|courier|CT+||2021-07-05|2021-07-08
taliban|seized|badakhshan|the Taliban overran most of Badakhshan|courier|CT+||2021-07-05|2021-07-08
badakhshan|borders|tajikistan|Badakhshan, which borders Tajikistan|courier|CT+
badakhshan|borders|china|Badakhshan, which borders Tajikistan, China|courier|CT+
badakhshan|borders|pakistan|Badakhshan, which borders Tajikistan, China and Pakistan|courier|CT+
badakhshan|locatedIn|afghanistan|most of Badakhshan|courier|PR+
balkh|borders|uzbekistan|Balkh, next to Uzbekistan|courier|CT+
gov-forces|foughtIn|balkh|In Balkh, next to Uzbekistan, government forces and the Taliban were fighting|courier|CT+||\
2021-07-09|2021-07-09
taliban|foughtIn|balkh|In Balkh, next to Uzbekistan, government forces and the Taliban were fighting|courier|CT+||\
2021-07-09|2021-07-09
gov-forces|fought|taliban|government forces and the Taliban were fighting on Friday|courier|CT+||2021-07-09|\
2021-07-09|balkh
gov-forces|memberOf|afghan-gov|government forces|courier|CT+
taliban|controls|districts-200|it holds 200 districts|taliban>courier|CT+
districts-200|locatedIn|afghanistan|200 districts|taliban>courier|CT+
afghan-gov|controls|main-cities|The main cities stay with the government|courier|CT+
main-cities|locatedIn|afghanistan|The main cities|courier|CT+
afghan-gov|metWith|taliban|which has been in talks with the group|courier|CT+
us-gov|deployedTo|afghanistan|American troops, in Afghanistan since 2001|courier|CT+|historical|2001-01-01|2021-07-09
us-gov|withdrewFrom|bagram|American troops, in Afghanistan since 2001, have left Bagram|courier|CT+
bagram|locatedIn|afghanistan|in Afghanistan since 2001, have left Bagram|courier|PR+
taliban|controls|afghanistan|The Taliban ruled Afghanistan until that year|courier|CT+|historical||2001-12-31
""",
    "r2": """\
taliban|seized|islam-qala|denied that Islam Qala had been lost|arian>oxus|CT-
arian|memberOf|interior|Tariq Arian, who speaks for the interior ministry|oxus|CT+
interior|memberOf|afghan-gov|interior ministry|oxus|CT+
afghan-gov|controls|islam-qala|Government troops were still inside the post|arian>oxus|CT+||2021-07-09|2021-07-09
gov-forces|seized|islam-qala|would retake any ground that was given up|arian>oxus|CT+|future
taliban|controls|islam-qala|Islam Qala and Torghundi were both under the control of the group|spokesman>oxus|CT+
taliban|controls|torghundi|Islam Qala and Torghundi were both under the control of the group|spokesman>oxus|CT+
spokesman|memberOf|taliban|Zabihullah Mujahid, the spokesman of the Taliban|oxus|CT+
torghundi|locatedIn|herat|Torghundi lies in Herat|oxus|CT+
herat|borders|turkmenistan|Torghundi lies in Herat on the road to Turkmenistan|oxus|PS+
taliban|seized|torghundi|It may already be in Taliban hands|oxus|PS+
shaheen|visited|moscow|Envoys led by Suhail Shahin were in Moscow on Thursday|oxus|CT+||2021-07-08|2021-07-08
shaheen|memberOf|taliban|Envoys led by Suhail Shahin|oxus|CT+
shaheen|metWith|russia-gov|Suhail Shahin were in Moscow on Thursday and met Russian diplomats|oxus|CT+||2021-07-08|\
2021-07-08|moscow
taliban|attacked|tajikistan|the Taliban would not attack Tajikistan|shaheen>oxus|CT-|future
tajik-gov|memberOf|csto|Dushanbe is a member of a Moscow-led pact|oxus|CT+
rahmon|leads|tajik-gov|Rahmon ordered reservists to the frontier|oxus|CT+
russia-gov|memberOf|csto|a Moscow-led pact|oxus|CT+
russia-gov|supports|tajik-gov|Moscow promised its support|oxus|CT+|future
tajik-gov|deployedTo|tajikistan|Rahmon ordered reservists to the frontier|oxus|CT+|future
us-gov|withdrewFrom|afghanistan|The United States will leave Afghanistan by the end of August|oxus|CT+|future|\
2021-07-09|\
2021-08-31
nato|withdrewFrom|afghanistan|The alliance has already withdrawn|oxus|CT+
us-gov|memberOf|nato|The alliance has already withdrawn|oxus|PR+
""",
    "r3": """\
taliban|controls|islam-qala|the Taliban run Islam Qala: drivers say Its fighters stamp the papers|borderpost|CT+||\
2021-07-12|2021-07-12
afghan-gov|controls|islam-qala|The government has not been there since Thursday|borderpost|CT-||2021-07-08|2021-07-12
militia|fought|taliban|Local militias under Ismail Khan fought the Taliban near Herat|borderpost|CT+||||herat
militia|foughtIn|herat|Local militias under Ismail Khan fought the Taliban near Herat|borderpost|CT+
khan|leads|militia|Local militias under Ismail Khan|borderpost|CT+
taliban|attacked|convoy|a convoy was shelled and four traders were killed in Herat; officials blamed the Taliban|\
official>borderpost|CT+||2021-07-11|2021-07-11|herat
taliban|killed|traders|four traders were killed in Herat; officials blamed the Taliban|official>borderpost|CT+||\
2021-07-11|\
2021-07-11|herat
taliban|killed|traders|officials blamed the Taliban, which rejected it|taliban>borderpost|CT-||2021-07-11|\
2021-07-11|herat
traders|killedIn|herat|four traders were killed in Herat|borderpost|CT+||2021-07-11|2021-07-11
isis-k|attacked|convoy|Islamic State was probably behind the fire|reuters>borderpost|PR+||2021-07-11|2021-07-11
iran-gov|metWith|taliban|Tehran has met Taliban envoys|borderpost|CT+
iran-gov|supports|taliban|it supports neither side|iran-gov>borderpost|CT-
iran-gov|supports|afghan-gov|it supports neither side|iran-gov>borderpost|CT-
afghan-gov|accused|pakistan|Kabul accuses Pakistan of arming the insurgents|borderpost|CT+
taliban|seized|herat|If Herat falls|borderpost|PS+|hypothetical
taliban|attacked|kabul|Taliban commanders plan to march on Kabul|borderpost|CT+|future
kabul|locatedIn|afghanistan|march on Kabul|borderpost|PR+
herat|locatedIn|afghanistan|fought the Taliban near Herat|borderpost|PR+
balkh|locatedIn|afghanistan|If Herat falls|borderpost|PS+
""",
    "r4": """\
taliban|seized|islam-qala|the Taliban took the post on 8 July|interior>oxus|CT+||2021-07-08|2021-07-08
taliban|seized|torghundi|it is likely that Torghundi fell on 9 July|interior>oxus|PR+||2021-07-09|2021-07-09
us-gov|attacked|taliban|the United States bombed Taliban positions in Balkh|reuters>oxus|CT+||||balkh
us-gov|foughtIn|balkh|the United States bombed Taliban positions in Balkh|reuters>oxus|CT+
taliban|detained|soldiers|some soldiers were captured there|reuters>oxus|CT+||||balkh
taliban|controls|northern|The interior ministry has since confirmed|oxus|CT-|historical
""",
}


def entity(key: str, report: str = "r1") -> Entity:
    """The entity called `key`; one known from a report alone has an id of its own in each."""
    type, label, _ = ENTITIES[key]
    low, high = COUNTS.get(key, (None, None))
    geonames, lat, lon = GEO.get(key, (None, None, None))
    id = f"geonames/{geonames}" if geonames else f"report/{report}/{key}" if key in LOCAL else key
    return Entity(id, label, type, minimum=low, maximum=high, geonames=geonames, lat=lat, lon=lon)


def documents() -> list[Document]:
    """The four reports."""
    return [
        Document(key, text, title, ENTITIES[publisher][1], date=date.fromisoformat(day), url=url)
        for key, (publisher, title, day, url, text) in REPORTS.items()
    ]


def claims() -> list[Claim]:
    """Every claim of the four reports."""
    return [claim(report, row) for report, table in CLAIMS.items() for row in table.splitlines()]


def claim(report: str, row: str) -> Claim:
    """One line of :data:`CLAIMS` as a record; its words must stand in the report."""
    text = REPORTS[report][4]
    fields = [*row.split("|"), "", "", "", ""][:10]
    subject, predicate, obj, quote, chain, factuality, mode, first, last, place = fields
    start = text.index(quote)

    def argument(key: str) -> Argument:
        label, others = ENTITIES[key][1], ENTITIES[key][2]
        for form in (label, *others):
            at = text.find(form, start, start + len(quote))
            at = at if at >= 0 else text.find(form)
            if at >= 0:
                return Argument(entity(key, report), form, at, at + len(form))
        return Argument(entity(key, report), "", start, start)

    sure: Factuality = factuality  # type: ignore[assignment]
    how: Mode | None = mode or None  # type: ignore[assignment]
    return Claim(
        argument(subject),
        predicate,
        argument(obj),
        tuple(argument(s) for s in chain.split(">")),
        Evidence(report, start, start + len(quote), quote),
        sure,
        how,
        date.fromisoformat(first) if first else None,
        date.fromisoformat(last) if last else None,
        "day" if first and first == last else "range" if first else None,
        argument(place) if place else None,
        confidence=0.9 if sure == "CT+" else 0.75,
    )


def readings() -> list[Reading]:
    """The reports with layers made by hand: what the claims name, two attributions and the weekdays."""
    found: list[Reading] = []
    for document in documents():
        own = [c for c in claims() if c.evidence.document == document.id]
        arguments = {a.start: a for c in own for a in (c.subject, c.object, *c.sources) if a.text}
        mentions = tuple(Mention(a.start, a.end, a.text, a.type, a.id) for a in sorted(arguments.values(), key=lambda a: a.start))
        times = tuple(
            TimeExpression(m.start(), m.end(), m[0], "DATE", "2021-07-08", date(2021, 7, 8), date(2021, 7, 8))
            for m in re.finditer("on Thursday|8 July|Friday", document.text)
        )
        said = tuple(
            Attribution(
                (Span(m.start(1), m.end(1)),),
                (Span(m.start(2), m.end(2)),),
                (Span(m.start(3), m.end(3)),),
                None,
                "CT-" if m[2] == "denied" else "CT+",
            )
            for m in re.finditer(r"([A-Z][\w ]+?)(?:,[^,.]*,)? (told Reuters|denied|said) (?:that )?([^.]+)", document.text)
        )
        entities = {a.id: a.entity for a in arguments.values()}
        found.append(Reading(document, (), tuple(entities.values()), mentions, times, said, ()))
    return found
