"""Every benchmark, as one table: ``python -m tests.benchmarks [--shared DIR] [--only NAME ...] [--out FILE.md]``.

DIR holds ``data/`` with the corpora and ``gold/``; what is absent is a row that says so. Corpora measure texts that
nobody here wrote; what others report stands beside for scale, with the corpus if it is another. ``tests.benchmarks.store``
and ``tests.benchmarks.views`` measure made-up graphs of any size, and are commands of their own.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.reading.actors import ActorIndex
from kg.reading.gazetteer import Gazetteer
from tests.benchmarks import (
    attribution,
    clauses,
    conll04,
    factuality,
    gum,
    pipeline,
    places,
    plover,
    re3d,
    redocred,
    text2kg,
    timeline,
    times,
)
from tests.benchmarks.corpora import Measure, Row, default_shared, share, tools

HUMAN = "a second careful reader: F1 0.87"
HEIDELTIME = "HeidelTime, TempEval-3: strict spans F1 0.813, values F1 0.776"
CITRON = "Citron, PARC3: cues F1 0.82, sources F1 0.82"
MORDECAI = "Mordecai 3, exact ids: TR-News 0.843, LGL 0.794, GeoWebNews 0.901"


@dataclass(frozen=True)
class Benchmark:
    """What is measured, what it needs below the shared folder, and how."""

    name: str
    needs: str
    measure: Measure


def whole_pipeline(shared: Path) -> Iterator[Row]:
    """Speed, memory, start-up, score on the gold claims."""
    for name, figure in pipeline.rows(shared):
        yield Row("whole pipeline", name, "", figure, HUMAN if name == "gold, dev: triples" else "")


def geovirus(shared: Path) -> Iterator[Row]:
    """Toponyms with coordinates."""
    file = shared / "data" / "geovirus" / "GeoVirus.xml"
    (_, count), *rest = places.geovirus(file, _place_tools(), 0)
    for name, figure in rest:
        is_share = "km" not in name.removeprefix("  within 161 km") and " ms " not in name
        yield Row("GeoVirus", name.strip(), count if is_share else "", figure, MORDECAI if "161 km" in name else "")


def gold_places(shared: Path) -> Iterator[Row]:
    """GeoNames ids of the gold claims' places."""
    (_, count), *rest = places.gold_ids(shared / "gold" / "dev", _place_tools(), 0)
    for name, figure in rest:
        yield Row("gold, dev: places", name.strip(), count, figure, MORDECAI if "of all" in name else "")


def gum_layers(shared: Path) -> Iterator[Row]:
    """GUM: dates, attributions, entities, coreference."""
    yield from _days("GUM news: dates", times.score_gum(shared, errors=False), ("gold",), HEIDELTIME)
    yield from _shares("GUM news: attribution", attribution.gum(shared / "data" / "gum_news"), CITRON)
    yield from gum.rows(shared)


def gold_layers(shared: Path) -> Iterator[Row]:
    """The layers below claims on the development gold: chains of sources, factuality and mode, days."""
    folder = shared / "gold" / "dev"
    yield from _shares("gold, dev: attribution", attribution.claims(folder))
    yield from _shares("gold, dev: factuality and mode", factuality.measure(folder))
    yield from _days("gold, dev: dates", times.score_gold(shared, errors=False), ("dated claims", "undated claims"))


def semeval(shared: Path) -> Iterator[Row]:
    """SemEval-2015 task 4: days of events, entities over reports."""
    yield from _days("SemEval-2015 event days", times.score_semeval(shared, errors=False), ("events",))
    yield from timeline.rows(shared)


BENCHMARKS = (
    Benchmark("pipeline", "", whole_pipeline),
    Benchmark("re3d", re3d.FOLDER, re3d.rows),
    Benchmark("plover", plover.FILE, plover.rows),
    Benchmark("clauses", clauses.FILE, clauses.rows),
    Benchmark("conll04", conll04.FILE, conll04.rows),
    Benchmark("redocred", redocred.FILE, redocred.rows),
    Benchmark("text2kg", text2kg.FOLDER, text2kg.rows),
    Benchmark("gum", gum.FOLDER, gum_layers),
    Benchmark("geovirus", "data/geovirus/GeoVirus.xml", geovirus),
    Benchmark("places", "gold/dev", gold_places),
    Benchmark("layers", "gold/dev", gold_layers),
    Benchmark("semeval", timeline.FOLDER, semeval),
)


def rows(shared: Path, only: Iterable[str] = ()) -> Iterator[Row]:
    """All rows, or those of the benchmarks named."""
    chosen = set(only)
    for benchmark in BENCHMARKS:
        if chosen and benchmark.name not in chosen:
            continue
        if benchmark.needs and not (shared / benchmark.needs).exists():
            yield Row(benchmark.name, "not measured", "", f"'{benchmark.needs}' is absent")
            continue
        started = time.perf_counter()
        yield from benchmark.measure(shared)
        print(f"{benchmark.name}: {time.perf_counter() - started:.0f} s", file=sys.stderr)


def line(row: Row) -> str:
    """A row of the table in Markdown."""
    cells = (row.corpus, row.measured, row.of, row.figure, row.scale)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


HEAD = "| on | measured | of | figure | others, for scale |\n|---|---|---|---|---|"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, row by row; 2 for a folder that is none."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.partition(":")[0])
    parser.add_argument("--shared", type=Path, default=default_shared(), help="the folder with data/ and gold/")
    names = [b.name for b in BENCHMARKS]
    parser.add_argument("--only", nargs="+", default=(), choices=names, metavar="NAME", help=", ".join(names))
    parser.add_argument("--out", type=Path, help="write the table there too")
    given = parser.parse_args(arguments)
    if given.only and not given.shared.is_dir():
        print(f"'{given.shared}' is not a folder; give one that holds data/ and gold/ with --shared.", file=sys.stderr)
        return 2
    print(HEAD)
    lines = [HEAD]
    for row in rows(given.shared, given.only):
        lines.append(line(row))
        print(lines[-1], flush=True)
    if given.out:
        given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def _place_tools() -> tuple[object, ActorIndex, Gazetteer]:
    reader, _ = tools()
    return reader.nlp, reader.actors, reader.gazetteer


def _shares(corpus: str, counted: Iterable[tuple[str, int, int]], scale: str = "") -> Iterator[Row]:
    for name, part, whole in counted:
        if whole:
            yield Row(corpus, name, str(whole), share(part, whole), scale)
            scale = ""


def _days(corpus: str, figures: dict[str, float], counts: Sequence[str], scale: str = "") -> Iterator[Row]:
    of = ""
    for name, figure in figures.items():
        if name in counts:
            of = str(figure)
        elif isinstance(figure, float):
            yield Row(corpus, name, of, f"{figure:.3f}", scale)
            scale = ""


if __name__ == "__main__":
    sys.exit(main())
