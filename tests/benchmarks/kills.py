"""Killing a process that changes a store, at random moments: what finished must be there, and nothing by halves."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from kg.graph.store import Store
from kg.records import Claim, Document
from tests.benchmarks.made_up import FIRST_DAY, World

NAMES = tuple(f"report-{number}" for number in range(6))
VERSIONS = 5

Report = tuple[Document, list[Claim]]


def versions() -> dict[str, list[Report]]:
    """Each report in several versions, of ever different claims about few and famous things."""
    world = World(300)
    made: dict[str, list[Report]] = {}
    for number, name in enumerate(NAMES):
        document, claims = world.report(name, FIRST_DAY + timedelta(days=number))
        made[name] = [(replace(document, title=f"Version {n}"), claims[n * 2 : 12 + n * 4]) for n in range(VERSIONS)]
    return made


def work(path: Path, seed: int) -> None:
    """Add, correct and remove for ever; tell each change before and after it."""
    made, choose = versions(), random.Random(seed)
    with Store.open(path) as store:
        there = {d.id for d in store.documents()}
        while True:
            name, version = choose.choice(NAMES), choose.randrange(VERSIONS)
            gone = name in there and choose.random() < 0.3
            print("begin", name, "-" if gone else version, flush=True)
            if gone:
                store.remove(name)
                there.discard(name)
            else:
                store.add(*made[name][version])
                there.add(name)
            print("end", name, "-" if gone else version, flush=True)


def kills(times: int, path: Path, seed: int = 1) -> dict[str, int]:
    """Kill so often; returns how many kills there were, how many hit a change under way, and what was wrong after them.

    After each kill the store is opened, which mends what was left undone; every report must be the version last finished,
    or the one that was being put there; what is derived must be what deriving anew gives.
    """
    made, choose = versions(), random.Random(seed)
    expected: dict[str, str] = {}
    found = {
        "kills": times,
        "changes finished": 0,
        "kills during a change": 0,
        "torn reports": 0,
        "lost reports": 0,
        "derived otherwise": 0,
    }
    for number in range(times):
        command = [sys.executable, "-m", "tests.benchmarks.kills", str(path), str(seed * 1000 + number)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(choose.uniform(0, 0.4))
            process.send_signal(signal.SIGKILL)
            lines = [line.split() for line in (first, *process.stdout) if line.endswith("\n")]
        under_way: list[str] | None = None
        for state, name, version in lines:
            under_way = [name, version] if state == "begin" else None
            if state == "end":
                expected[name] = version
                found["changes finished"] += 1
        found["kills during a change"] += under_way is not None
        with Store.open(path) as store:
            there = {d.id: (d, list(store.claims(d.id))) for d in store.documents()}
            for name in NAMES:
                held = _version(there.get(name), made[name])
                if held is None:
                    found["torn reports"] += 1
                elif held != expected.get(name, "-"):
                    if under_way != [name, held]:
                        found["lost reports"] += 1
                    expected[name] = held
            before = set(store.quads())
            store.derive()
            found["derived otherwise"] += set(store.quads()) != before
    return {"kills": times, **found}


def _version(report: Report | None, made: list[Report]) -> str | None:
    """Which version the store holds: its number, "-" for none, None for what is no whole version."""
    if report is None:
        return "-"
    document, claims = report
    for number, (whole, said) in enumerate(made):
        if document.title == whole.title and document.text == whole.text and {c.id for c in claims} == {c.id for c in said}:
            return str(number)
    return None


if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]))
