"""Made-up reports, shaped like what the builder writes: thirty claims a report, chains of one to three sources, actors
and places of very different fame, groups that only one report knows, a few denials, hedges and plans.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate

from kg.ontology import load
from kg.records import Argument, Claim, Document, Entity, Evidence

PER_REPORT = 30
FIRST_DAY = date(2021, 1, 1)
WORDS = ("troops", "forces", "said", "town", "on", "of", "the", "after", "near", "officials", "fighting", "border", "held")
RELATIONS = (
    *("seized", "controls", "withdrewFrom", "deployedTo", "foughtIn", "attacked", "attacked", "fought", "killed"),
    *("killedIn", "detained", "fledTo", "visited", "basedIn", "metWith", "agreedWith", "alliedWith", "supports"),
    *("accused", "memberOf", "memberOf", "leads", "locatedIn", "locatedIn", "borders"),
)


class World:
    """Actors and places, the first of each the most famous (Zipf); always the same for the same size and seed."""

    def __init__(self, claims: int, seed: int = 7) -> None:
        self.random = random.Random(seed)
        kinds = ("ArmedGroup", "Government", "Organization", "Person")
        self.outlets = [Entity(f"outlet-{i}", f"Outlet {i}", "MediaOutlet") for i in range(40)]
        self.actors = [
            Entity(f"actor-{i}", f"Actor {i}", kinds[i % 4], aliases=(f"The {i}", f"A{i}"), wikidata=f"Q{i + 1}")
            for i in range(300 + claims // 40)
        ]
        self.places = [
            Entity(
                f"geonames/{i + 1}",
                f"Place {i}",
                "Place",
                geonames=i + 1,
                lat=round(self.random.uniform(-60, 70), 4),
                lon=round(self.random.uniform(-180, 180), 4),
                country="XX",
                feature="PPL",
            )
            for i in range(400 + claims // 20)
        ]

        self.fame = list(accumulate(1 / rank for rank in range(1, max(len(self.actors), len(self.places)) + 1)))
        self.above = {"memberOf": self.actors, "locatedIn": self.places}

    def famous(self, pool: list[Entity]) -> Entity:
        return self.random.choices(pool, cum_weights=self.fame[: len(pool)])[0]

    def whole(self, part: Entity, relation: str) -> Entity:
        """What an actor belongs to, or a place lies in: a tree, with groups that only a report knows as its leaves."""
        pool = self.above[relation]
        index = int(part.id.rsplit("-", 1)[-1]) if relation == "memberOf" else int(part.id.rsplit("/", 1)[-1])
        return pool[(index + 7) // 8 % len(pool)]

    def holder(self, place: Entity, day: date) -> Entity:
        """Who holds a place in this quarter of a year: one of a few, for most do not change hands often."""
        number = int(place.id.rsplit("/", 1)[-1])
        return self.actors[(number * 31 + (day.toordinal() // 90) * (number % 5 == 0)) % 50]

    def reports(self, claims: int) -> Iterator[tuple[Document, list[Claim]]]:
        for number in range(claims // PER_REPORT):
            yield self.report(f"report-{number:06}", FIRST_DAY + timedelta(days=number * 900 * PER_REPORT // claims))

    def report(self, name: str, day: date) -> tuple[Document, list[Claim]]:
        """Fifteen sentences, each with its own cast and two claims; what stands for somebody stands in the text."""
        choose = self.random
        outlet = self.famous(self.outlets)
        groups = [Entity(f"report/{name}/group-{i}", f"group {i}", "PersonGroup", minimum=i + 1, maximum=i + 1) for i in range(4)]
        cast = [self.famous(self.actors) for _ in range(6)]
        ground = [self.famous(self.places) for _ in range(6)]
        text = f"{outlet.label}\n"
        claims = []
        for _ in range(PER_REPORT // 2):
            people = choose.sample(cast, 2)
            if choose.random() < 0.3:
                people[0] = choose.choice(groups)
            where, source = choose.choice(ground), choose.choice((*cast, *groups))
            start, spans = len(text), {}
            for entity in (*people, where, source):
                text += " ".join(choose.choices(WORDS, k=4)) + " "
                spans[entity.id] = (len(text), len(text) + len(entity.label))
                text += entity.label + " "
            text += "\n"

            def argument(entity: Entity, spans: dict[str, tuple[int, int]] = spans) -> Argument:
                return Argument(entity, entity.label, *spans.get(entity.id, (0, len(outlet.label))))

            for _ in range(2):
                relation = load().relation(choose.choice(RELATIONS))
                ends = [where if side == ("Place",) else people[i] for i, side in enumerate((relation.domain, relation.range))]
                if relation.name in {"seized", "controls", "withdrewFrom"} and choose.random() < 0.9:
                    ends[0] = self.holder(ends[1], day)
                if relation.name in self.above:  # a member, a part, has the same whole in every report
                    ends[1] = self.whole(ends[0], relation.name)
                known = choose.random()
                told = [argument(source)] * choose.choice((0, 1)) + [argument(people[1])] * choose.choice((0, 0, 0, 1))
                claims.append(
                    Claim(
                        subject=argument(ends[0]),
                        predicate=relation.name,
                        object=argument(ends[1]),
                        sources=(*told, argument(outlet)),
                        evidence=Evidence(name, start, len(text) - 1, text[start:-1]),
                        factuality=choose.choices(("CT+", "PR+", "PS+", "CT-"), (85, 8, 3, 4))[0],
                        mode=choose.choices((None, "historical", "future", "hypothetical"), (80, 8, 6, 6))[0],
                        valid_from=day - timedelta(days=2) if known < 0.3 else None,
                        valid_to=day - timedelta(days=1) if known < 0.6 else None,
                        precision="day" if known < 0.6 else None,
                    )
                )
        document = Document(name, text, title=f"Report {name}", publisher=outlet.label, date=day)
        return document, list({c.id: c for c in claims}.values())
