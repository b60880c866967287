"""The store measured: ``python -m tests.benchmarks.store [--claims N] [--rdflib] [--json FILE]``.

Made-up reports, shaped like what the builder writes: thirty claims a report, chains of one to three sources, actors
and places of very different fame, groups that only one report knows, a few denials, hedges and plans. Measured on a
store on disk: loading (beside a bare Oxigraph's bulk load of the same triples), everything derived, each named
question, Turtle, and adding, correcting and removing one report more. With ``--rdflib``, loading and questions on
rdflib's own memory store too. Times are medians in seconds; every ratio is of two measurements of this run.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

import psutil
import pyoxigraph as ox
import rdflib

from kg.export import turtle
from kg.graph import questions, rdf
from kg.graph.rules import fill
from kg.graph.store import Store
from kg.ontology import load
from kg.records import Argument, Claim, Document, Entity, Evidence

PER_REPORT = 30
PATIENCE = 10.0
"""Seconds after which a question to rdflib is given up; the figure is then this bound."""
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


PARAMETERS = {
    "place": "geonames/3",
    "in": "geonames/1",
    "actor": "actor-1",
    "entity": "actor-20",
    "subject": "actor-1",
    "object": "geonames/3",
    "on": "2022-03-01",
    "since": "2022-03-01",
    "relation": "seized",
    "km": "500",
    **{"south": "30", "west": "50", "north": "40", "east": "70"},
}


def parameters(question: questions.Question) -> dict[str, str]:
    """A value for every parameter of the question, so that it asks for something in particular."""
    return {p.name: PARAMETERS[p.name] for p in question.parameters if p.name in PARAMETERS}


def timed(work: Callable[[], object]) -> float:
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def median(work: Callable[[], object], times: int = 5) -> float:
    return statistics.median(timed(work) for _ in range(times))


def measure(claims: int, folder: Path, with_rdflib: bool) -> dict[str, object]:
    figures: dict[str, object] = {"claims": claims}
    world = World(claims)
    reports = list(world.reports(claims))
    store = Store.open(folder / "store")
    figures["load and derive"] = timed(lambda: store.load(reports))
    figures["derive alone"] = timed(store.derive)
    figures["quads"] = len(store)
    base = io.BytesIO()
    base.writelines(line.encode() for report in reports for line in rdf.lines(*report, store.names))
    bare = ox.Store(str(folder / "bare"))
    figures["bare bulk load of the reports' triples"] = timed(lambda: bare.bulk_load(base.getvalue(), format=ox.RdfFormat.N_TRIPLES))
    every = io.BytesIO()
    ox.serialize(store.quads(), every, format=ox.RdfFormat.N_TRIPLES)
    whole = ox.Store(str(folder / "whole"))
    figures["bare bulk load of all triples"] = timed(lambda: whole.bulk_load(every.getvalue(), format=ox.RdfFormat.N_TRIPLES))
    figures["questions"] = {
        name: median(lambda name=name, q=question: store.ask(name, parameters(q)))  # type: ignore[misc]
        for name, question in questions.questions().items()
    }
    figures["turtle"] = timed(lambda: turtle.export(store, io.BytesIO()))
    figures["all claims read back"] = timed(lambda: sum(1 for _ in store.claims()))
    late = FIRST_DAY + timedelta(days=901)
    extra = [world.report(f"extra-{i}", late) for i in range(9)]
    times = iter(extra)
    figures["add a report of 30 claims"] = median(lambda: store.add(*next(times)), len(extra))
    halves = iter([(replace(d, title="Corrected"), c[: PER_REPORT // 2]) for d, c in extra])
    figures["correct a report"] = median(lambda: store.add(*next(halves)), len(extra))
    gone = iter(d.id for d, _ in extra)
    figures["remove a report"] = median(lambda: store.remove(next(gone)), len(extra))
    figures["resident MiB"] = psutil.Process().memory_info().rss / 2**20
    if with_rdflib:
        figures["rdflib"] = plain_rdflib(store, every.getvalue())
    store.close()
    return figures


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Interrupt pure Python work after a while."""

    def ring(number: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def plain_rdflib(store: Store, triples: bytes) -> dict[str, object]:
    """The same triples and questions in rdflib's own memory store; GeoSPARQL functions it does not have."""
    graph = rdflib.Graph()
    figures: dict[str, object] = {"load": timed(lambda: graph.parse(data=triples, format="nt"))}
    prefixes = {p: rdflib.Namespace(iri) for p, iri in store.prefixes().items()}
    asked: dict[str, float] = {}
    for name, question in questions.questions().items():
        if "geof:" in question.text:
            continue
        values = {
            p.name: questions._value(store.data, store.names, p.type, parameters(question).get(p.name, p.default or ""))
            for p in question.parameters
            if p.name in PARAMETERS or p.default not in {None, "any"}
        }
        text = fill(question.text, values)
        with suppress(TimeoutError), at_most(PATIENCE):
            asked[name] = PATIENCE
            asked[name] = timed(lambda text=text: list(graph.query(text, initNs=prefixes)))  # type: ignore[misc]
    figures["questions"] = asked
    return figures


def show(figures: dict[str, object], indent: str = "") -> None:
    for name, value in figures.items():
        if isinstance(value, dict):
            print(f"{indent}{name}:")
            show(dict(sorted(value.items(), key=lambda i: -i[1] if isinstance(i[1], float) else 0)), indent + "  ")
        else:
            print(f"{indent}{name:<42} {value:.4f}" if isinstance(value, float) else f"{indent}{name:<42} {value:,}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--claims", type=int, default=10_000)
    options.add_argument("--rdflib", action="store_true", help="the same on rdflib's memory store")
    options.add_argument("--json", type=Path, help="write the figures there as well")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        figures = measure(given.claims, Path(folder), given.rdflib)
    show(figures)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
