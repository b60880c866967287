"""The store measured: ``python -m tests.benchmarks.store [--claims N] [--rdflib] [--kills N] [--json FILE]``.

Made-up reports (:mod:`tests.benchmarks.made_up`) in a store on disk. Measured: loading, beside a bare Oxigraph's bulk load
of the same triples; everything derived; each named question, for what claims of the store are about; adding, correcting
and removing one report more; how much memory each takes at its highest. With ``--rdflib``, loading and questions on
rdflib's own memory store too. With ``--kills``, that many kills of a process that adds, corrects and removes. Each part
runs in a process of its own; times are seconds, medians where there are several; a ratio is of two figures of one run.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from unittest.mock import patch

import pyoxigraph as ox
import rdflib

from kg.export import turtle
from kg.graph import accept, questions, rdf
from kg.graph.names import Names, term
from kg.graph.rules import fill
from kg.graph.store import Store
from kg.ontology import KG
from tests.benchmarks.made_up import FIRST_DAY, PER_REPORT, World

PATIENCE = 10.0
"""Seconds after which a question to rdflib is given up; the figure is then this bound."""
DRAWS = 9
ALL = term("writtenOut")

Figures = dict[str, object]


def timed(work: Callable[[], object]) -> float:
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def median(work: Callable[[], object], times: int) -> float:
    return statistics.median(timed(work) for _ in range(times))


def highest() -> float:
    """The most memory that this process had resident, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def load(claims: int, folder: Path) -> Figures:
    """Loading into an empty store; the making up of reports is not counted."""
    making = deriving = 0.0

    def reports() -> Iterator[object]:
        nonlocal making
        made = World(claims).reports(claims)
        while True:
            begin = time.perf_counter()
            report = next(made, None)
            making += time.perf_counter() - begin
            if report is None:
                return
            yield report

    end_load = accept.end_load

    def derive(*given: object) -> None:
        nonlocal deriving
        deriving = timed(lambda: end_load(*given))  # type: ignore[arg-type]

    with patch.object(accept, "end_load", derive), Store.open(folder / "store") as store:
        whole = timed(lambda: store.load(reports()))  # type: ignore[arg-type]
        size = len(store)
    return {
        "quads": size,
        "bulk load": whole - making - deriving,
        "everything derived": deriving,
        "highest MiB while loading and deriving": highest(),
    }


def bare(claims: int, folder: Path) -> Figures:
    """The same triples, from a file, into Oxigraph alone."""
    file = folder / "reports.nt"
    with file.open("w", encoding="utf-8") as out:
        for report in World(claims).reports(claims):
            out.writelines(rdf.lines(*report, Names()))
    data = ox.Store(str(folder / "bare"))
    figures: Figures = {"bare bulk load of the reports' triples": timed(lambda: data.bulk_load(path=file, format=ox.RdfFormat.N_TRIPLES))}
    file.unlink()
    return figures


def cases(claims: int) -> list[dict[str, str]]:
    """Values for the parameters of all questions, taken from claims that the store holds: the famous come more often."""
    world = World(claims)
    choose = random.Random(11)
    found = []
    for _, said in islice(world.reports(claims), 0, DRAWS * 5, 5):
        held = next(c for c in [*said, *said] if c.predicate in {"seized", "controls"} or c is said[-1])
        other = choose.choice([c for c in said if not c.subject.entity.id.startswith("report/")])
        place = held.object.entity if held.object.entity.lat is not None else world.famous(world.places)
        day = FIRST_DAY + timedelta(days=choose.randrange(900))
        lat, lon = place.lat or 0.0, place.lon or 0.0
        found.append(
            {
                "place": place.id,
                "in": world.whole(place, "locatedIn").id,
                "actor": held.subject.entity.id,
                "entity": other.subject.entity.id,
                "subject": other.subject.entity.id,
                "object": other.object.entity.id,
                "relation": other.predicate,
                "on": day.isoformat(),
                "since": day.isoformat(),
                "km": "100",
                **{"south": str(lat - 2), "west": str(lon - 2), "north": str(lat + 2), "east": str(lon + 2)},
            }
        )
    return found


def parameters(question: questions.Question, case: dict[str, str]) -> dict[str, str]:
    """A value for every parameter of the question, so that it asks for something in particular."""
    return {p.name: case[p.name] for p in question.parameters if p.name in case}


def ask(claims: int, folder: Path) -> Figures:
    """Named questions, each for several things; those about the whole store, and all of it written, if it is not large."""
    drawn = cases(claims)
    asked: dict[str, float] = {}
    lists: dict[str, float] = {}
    with Store.open(folder / "store", read_only=True) as store:
        for name, question in questions.questions().items():
            if question.parameters:
                asked[name] = statistics.median(timed(lambda c=c: store.ask(name, parameters(question, c))) for c in drawn)  # type: ignore[misc]  # noqa: B023
            elif claims <= 100_000:
                lists[name] = timed(lambda: store.ask(name))  # noqa: B023
        figures: Figures = {
            "questions with a parameter": asked,
            "the slowest of them": max(asked.values()),
            "how many of them within 200 ms": f"{sum(t < 0.2 for t in asked.values())} of {len(asked)}",
            "questions about everything": lists,
            "highest MiB while asking": highest(),
        }
        if claims <= 100_000:
            figures["turtle"] = timed(lambda: turtle.export(store, io.BytesIO()))
    return figures


def change(claims: int, folder: Path) -> Figures:
    """One report more, corrected, and taken out again, in a store just opened and in one that has been at work."""
    world = World(claims)
    world.random.seed(12)
    late = FIRST_DAY + timedelta(days=901)
    extra = [world.report(f"extra-{i}", late) for i in range(25)]
    with Store.open(folder / "store") as store:
        added = [timed(lambda r=r: store.add(*r)) for r in extra]  # type: ignore[misc]
        halves = [timed(lambda d=d, c=c: store.add(replace(d, title="Corrected"), c[: PER_REPORT // 2])) for d, c in extra]  # type: ignore[misc]
        removed = [timed(lambda d=d: store.remove(d.id)) for d, _ in extra]  # type: ignore[misc]
    return {
        "add a report of 30 claims": statistics.median(added),
        "the first after opening": added[0],
        "correct a report": statistics.median(halves),
        "remove a report": statistics.median(removed),
        "highest MiB while changing": highest(),
    }


def infer(claims: int, folder: Path) -> Figures:
    """What lies in what, who belongs to whom: asked by property path as it stands, and with everything written out."""
    figures: Figures = {}
    drawn = cases(claims)
    with Store.open(folder / "store", read_only=True) as store:
        for relation, node in (("locatedIn", "in"), ("memberOf", "actor")):
            data, edges = ox.Store(), list(store.data.quads_for_pattern(None, term(relation), None))
            data.extend(edges)
            above = f"SELECT ?x ?y {{ ?x <{KG}{relation}>+ ?y }}"
            written: list[ox.Quad] = []
            figures[f"{relation}: writing all out"] = timed(
                lambda: written.extend(ox.Quad(row[0], ALL, row[1]) for row in data.query(above))  # type: ignore[union-attr,arg-type]  # noqa: B023
            )
            data.extend(written)
            figures[f"{relation}: triples"], figures[f"{relation}: written out"] = len(edges), len(written)
            tops = [store.names.entity(case[node]) for case in drawn]
            for name, path in (("by path", f"<{KG}{relation}>+"), ("from what is written out", str(ALL))):
                queries = [f"SELECT ?x {{ ?x {path} {top} }}" for top in tops]
                figures[f"{relation}: {name}"] = statistics.median(timed(lambda q=q: list(data.query(q))) for q in queries)  # type: ignore[misc,arg-type]  # noqa: B023
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


def plain(claims: int, folder: Path) -> Figures:
    """The same triples and questions in rdflib's own memory store; GeoSPARQL functions it does not have."""
    graph = rdflib.Graph()
    case = cases(claims)[0]
    asked: dict[str, float] = {}
    ours: dict[str, float] = {}
    with Store.open(folder / "store", read_only=True) as store:
        triples = io.BytesIO()
        ox.serialize(store.quads(), triples, format=ox.RdfFormat.N_TRIPLES)
        figures: Figures = {"load": timed(lambda: graph.parse(data=triples.getvalue(), format="nt"))}
        prefixes = {p: rdflib.Namespace(iri) for p, iri in store.prefixes().items()}
        for name, question in questions.questions().items():
            if "geof:" in question.text:
                continue
            given = parameters(question, case)
            values = {
                p.name: questions._value(store.data, store.names, p.type, given.get(p.name, p.default or ""))
                for p in question.parameters
                if p.name in given or p.default not in {None, "any"}
            }
            text = fill(question.text, values)
            asked[name] = PATIENCE
            with suppress(TimeoutError), at_most(PATIENCE):
                asked[name] = timed(lambda: list(graph.query(text, initNs=prefixes)))  # noqa: B023
            ours[name] = median(lambda: store.ask(name, given), 3)  # noqa: B023
    times = {name: asked[name] / ours[name] for name in asked}
    return {
        **figures,
        "questions": asked,
        "how many times faster here (at least, where rdflib was given up)": times,
        "the least of these": min(times.values()),
        "how many at least 10 times": f"{sum(t >= 10 for t in times.values())} of {len(times)}",
    }


PARTS: dict[str, Callable[[int, Path], Figures]] = {
    "load": load,
    "bare": bare,
    "ask": ask,
    "change": change,
    "infer": infer,
    "plain": plain,
}


def apart(part: str, claims: int, folder: Path) -> Figures:
    """One part in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.store", "--part", part, "--claims", str(claims), "--folder", str(folder)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def measure(claims: int, folder: Path, parts: Iterable[str]) -> Figures:
    figures: Figures = {"claims": claims}
    for part in parts:
        figures |= {"rdflib": apart(part, claims, folder)} if part == "plain" else apart(part, claims, folder)
        if part == "bare" and "bulk load" in figures:
            figures["bulk load, of bare speed"] = figures["bare bulk load of the reports' triples"] / figures["bulk load"]  # type: ignore[operator]
    return figures


def show(figures: Figures, indent: str = "") -> None:
    for name, value in figures.items():
        if isinstance(value, dict):
            print(f"{indent}{name}:")
            show(dict(sorted(value.items(), key=lambda i: -i[1] if isinstance(i[1], float) else 0)), indent + "  ")
        else:
            print(f"{indent}{name:<42} {value:.4f}" if isinstance(value, float) else f"{indent}{name:<42} {value}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--claims", type=int, default=10_000)
    options.add_argument("--rdflib", action="store_true", help="the same on rdflib's memory store")
    options.add_argument("--kills", type=int, default=0, help="kill a process that changes a store so many times")
    options.add_argument("--folder", type=Path, help="where the stores go, and stay; a store that is there is measured on")
    options.add_argument("--part", choices=list(PARTS), help="this part alone, as JSON")
    options.add_argument("--json", type=Path, help="write the figures there as well")
    given = options.parse_args()
    if given.part:
        print(json.dumps(PARTS[given.part](given.claims, given.folder)))
        return
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        first = [] if (folder / "store").exists() else ["load", "bare"]
        figures = measure(given.claims, folder, [*first, "ask", "infer", *(["plain"] if given.rdflib else []), "change"])
        if given.kills:
            from tests.benchmarks.kills import kills

            figures["kills"] = kills(given.kills, folder / "killed")
    show(figures)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
