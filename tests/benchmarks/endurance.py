"""How the pipeline holds out: ``python -m tests.benchmarks.endurance WHAT... [--shared DIR] [--texts N]``.

``same``: claims.jsonl of the plain pipeline and of the quick one, byte by byte. ``workers``: two processes against one.
``overhead``: what a build spends outside of reading and extraction. ``memory``: over N texts, in all processes. ``kills``: a
build that is killed again and again. ``bounds``: long and hostile reports. Texts are real ones (Wikinews and Wikipedia),
repeated under other ids where N is more than there are.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from tests.benchmarks.corpora import default_shared

PIECE = 1_500
"""Characters of a text, about: articles are cut at the ends of paragraphs."""
KILLS = 20
NAMES = ("Mosul", "Raqqa", "Kabul", "Herat", "Kandahar", "Aleppo", "Homs", "Hama", "Idlib", "Taiz", "Aden")

Result = Iterator[tuple[str, str]]


def pieces(shared: Path) -> Iterator[dict[str, str]]:
    """Real texts of a few paragraphs each."""
    with (shared / "data/wikinews/articles.jsonl").open(encoding="utf-8") as stream:
        for number, line in enumerate(stream):
            article = json.loads(line)
            piece, part = "", 0
            for paragraph in [*article["text"].split("\n"), None]:
                if piece and (paragraph is None or len(piece) + len(paragraph) > PIECE):
                    yield {"id": f"w{number}-{part}", "text": piece, "date": str(article.get("date", ""))[:10]}
                    piece, part = "", part + 1
                piece += f"{paragraph}\n"
    with lzma.open(shared / "data/re_docred/test_revised.json.xz", "rt", encoding="utf-8") as packed:
        for number, page in enumerate(json.load(packed)):
            yield {"id": f"d{number}", "text": " ".join(word for sentence in page["sents"] for word in sentence), "date": "2020-01-01"}


def write(shared: Path, count: int, path: Path) -> Path:
    """`count` texts as JSON Lines; each round of repetition has ids of its own."""
    found = list(pieces(shared))
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            text = found[number % len(found)]
            out.write(json.dumps({**text, "id": f"{number // len(found)}-{text['id']}"}) + "\n")
    return path


def build(source: Path, out: Path, *options: str, plain: bool = False) -> subprocess.Popen[bytes]:
    """A build that has been started."""
    command = [sys.executable, "-m", "kg", "build", str(source), "-o", str(out), "--no-view", "--quiet", *options]
    return subprocess.Popen(command, env={**os.environ, "KG_PLAIN": str(int(plain))}, stderr=subprocess.DEVNULL)


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def same(shared: Path, count: int, folder: Path) -> Result:
    """The claims of the plain pipeline and of the quick one."""
    dev = folder / "dev.jsonl"
    with dev.open("w", encoding="utf-8") as out:
        for path in sorted((shared / "gold" / "dev").glob("*.json")):
            document = json.loads(path.read_text(encoding="utf-8"))["document"]
            out.write(json.dumps({key: document[key] for key in ("id", "text", "date") if document.get(key)}) + "\n")
    for name, source in (("dev", dev), ("Wikinews", shared / "data/wikinews/articles.jsonl")):
        found = []
        for plain in (True, False):
            out = folder / f"{name}-{plain}"
            build(source, out, "--workers", "1", plain=plain).wait()
            found.append((out / "claims.jsonl").read_bytes())
        lines = found[0].count(b"\n")
        yield f"claims.jsonl, plain and quick, {name}", f"{'identical' if found[0] == found[1] else 'DIFFERENT'} ({lines:,} claims)"


def workers(shared: Path, count: int, folder: Path) -> Result:
    """Documents a second from one process and from two, started anew, the loading of models included."""
    source = write(shared, count, folder / "texts.jsonl")
    code = (
        "import sys, time\nfrom kg.pipeline import Plan, read_claims\n"
        "if __name__ == '__main__':\n    started = time.perf_counter()\n"
        "    n = sum(1 for _ in read_claims([sys.argv[1]], Plan(workers=int(sys.argv[2]))))\n"
        "    print(n / (time.perf_counter() - started))"
    )
    script = folder / "read.py"
    script.write_text(code)
    rates: dict[int, list[float]] = {1: [], 2: []}
    for number in (1, 2, 2, 1):
        done = subprocess.run([sys.executable, str(script), str(source), str(number)], capture_output=True, text=True, check=True)
        rates[number].append(float(done.stdout))
    one, two = max(rates[1]), max(rates[2])
    yield f"{count:,} texts, one process", f"{one:.1f} texts a second"
    yield f"{count:,} texts, two processes", f"{two:.1f} texts a second, {two / one:.2f} times one (load {os.getloadavg()[0]:.1f})"


def overhead(shared: Path, count: int, folder: Path) -> Result:
    """The share of a build's time that is neither reading nor extraction, by stage."""
    import kg
    from kg import pipeline

    spent = [0.0]
    extract = pipeline._extract

    def timed(*given: object) -> object:
        started = time.process_time()
        try:
            return extract(*given)  # type: ignore[arg-type]
        finally:
            spent[0] += time.process_time() - started

    pipeline._Stage(None, pipeline.EXTRACTORS)()  # models are loaded before, once a process
    pipeline._extract = timed  # type: ignore[assignment]
    source = write(shared, count, folder / "texts.jsonl")
    started = time.process_time()
    run = kg.build([str(source)], folder / "out", view=False, exports=("jsonl",))
    whole = time.process_time() - started
    stages = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in run.seconds.items())
    what = f"outside reading and extraction, build of {count:,} texts to claims.jsonl"
    yield what, f"{1 - spent[0] / whole:.1%} of {whole:.0f} s ({stages})"


def memory(shared: Path, count: int, folder: Path) -> Result:
    """The memory of all processes while claims stream by, at ten points."""
    from kg.pipeline import Plan, read_claims

    source = write(shared, count, folder / "texts.jsonl")
    this = psutil.Process()
    here: list[float] = []
    there: list[float] = []
    started = time.perf_counter()
    for number, _ in enumerate(read_claims([str(source)], Plan(workers=2)), start=1):
        if number % (count // 10) == 0:
            here.append(this.memory_info().rss / 2**20)
            there.append(sum(p.memory_info().rss for p in this.children(recursive=True)) / 2**20)
            print(f"{number}: {here[-1]:.0f} + {there[-1]:.0f} MiB, {number / (time.perf_counter() - started):.1f}/s", file=sys.stderr)
    yield f"memory after a tenth of {count:,} texts", f"{here[0]:.0f} MiB, and {there[0]:.0f} MiB in two workers"
    yield f"memory after half of {count:,} texts", f"{here[4]:.0f} MiB, and {there[4]:.0f} MiB in two workers"
    yield f"memory after {count:,} texts", f"{here[-1]:.0f} MiB, and {there[-1]:.0f} MiB in two workers"


def _lines(folder: Path) -> int:
    journal = folder / ".unfinished.jsonl"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def kills(shared: Path, count: int, folder: Path) -> Result:
    """A build that is killed at random moments, all its processes left behind, and started again."""
    source = write(shared, count, folder / "texts.jsonl")
    build(source, folder / "whole").wait()
    chance = random.Random(2021)
    killed = left = 0
    while killed < KILLS:
        running = build(source, folder / "killed")
        # Some batches further on, or none (while it starts), and then some moment more.
        goal = _lines(folder / "killed") + chance.choice((0, 1, 2, 3))
        while running.poll() is None and _lines(folder / "killed") < goal:
            time.sleep(0.005)
        try:
            running.wait(chance.uniform(0, 2))
        except subprocess.TimeoutExpired:
            children = psutil.Process(running.pid).children(recursive=True)
            running.send_signal(signal.SIGKILL)
            running.wait()
            killed += 1
            print(f"killed at {_lines(folder / 'killed')} lines", file=sys.stderr)
            _, alive = psutil.wait_procs(children, timeout=20)
            left += len(alive)
    build(source, folder / "killed").wait()
    files = ("claims.jsonl", "graph.ttl", "graph.trig")
    equal = all(_hash(folder / "killed" / f) == _hash(folder / "whole" / f) for f in files)
    what = "identical" if equal else "DIFFERENT"
    yield f"build of {count:,} texts, killed {killed} times", f"{', '.join(files)} {what}; {left} processes left behind"


def hostile() -> Iterator[tuple[str, str]]:
    """Reports that nobody writes."""
    yield "10,000 nested brackets", f"The army attacked {'(' * 10_000}Kabul{')' * 10_000}."
    yield "5,000 'and's", f"Rebels attacked {' and '.join(NAMES[i % 11] for i in range(5_000))}."
    yield "5,000 commas", f"Rebels attacked {', '.join(NAMES[i % 11] for i in range(5_000))}."
    yield "11,000 words without a full stop", "the army attacked the town and the rebels said they left " * 1_000
    yield "5,000 lines of one name", "Kabul\n" * 5_000
    yield "5,000 names in a row", "KABUL " * 5_000
    yield "5,000 names with hyphens", "-".join(["Kabul"] * 5_000)
    yield "5,000 counts", "12 soldiers, " * 5_000
    yield "1,000 'who met the man'", f"The man {'who met the man ' * 1_000}left Kabul."


def bounds(shared: Path, count: int, folder: Path) -> Result:
    """Seconds for reports of 5,000 to 40,000 words, and for hostile ones."""
    from kg.records import Document
    from tests.benchmarks.corpora import tools

    reader, extractor = tools()

    def seconds(name: str, text: str) -> float:
        started = time.process_time()
        for reading in reader.read([Document(name, text)]):
            for _ in extractor(reading):
                pass
        return time.process_time() - started

    with (shared / "data/wikinews/articles.jsonl").open(encoding="utf-8") as stream:
        words = " \n".join(json.loads(line)["text"] for line in stream).split(" ")
    seconds("first", "The army left.")
    for number in (5_000, 10_000, 20_000, 40_000):
        took = seconds(str(number), " ".join(words[:number]))
        yield f"a report of {number:,} words", f"{took:.1f} s, {1e6 * took / number:.0f} microseconds a word"
    for name, text in hostile():
        yield name, f"{seconds(name, text):.1f} s"


WHAT: dict[str, tuple[Callable[[Path, int, Path], Result], int]] = {
    "same": (same, 0),
    "workers": (workers, 2_000),
    "overhead": (overhead, 500),
    "memory": (memory, 20_000),
    "kills": (kills, 500),
    "bounds": (bounds, 0),
}


def main() -> None:
    """Print what was measured, as a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.endurance", description=__doc__.partition(":")[0])
    parser.add_argument("what", nargs="*", choices=[*WHAT, []], metavar="WHAT", help=", ".join(WHAT))
    parser.add_argument("--shared", type=Path, default=default_shared(), help="the folder with data/ and gold/")
    parser.add_argument("--texts", type=int, help="how many texts, in the place of each measure's own number")
    given = parser.parse_args()
    print("| measured | figure |\n|---|---|")
    for name in given.what or WHAT:
        measure, count = WHAT[name]
        with tempfile.TemporaryDirectory() as folder:
            for row, figure in measure(given.shared, given.texts or count, Path(folder)):
                print(f"| {row} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
