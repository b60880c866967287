"""What the command line prints: tables, progress, errors. Text for people goes to a terminal, records to a pipe."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from kg import output
from kg.errors import DatelineError, SourceError

if TYPE_CHECKING:
    from rich.console import Console

    from kg.graph.answers import Answer
    from kg.graph.change import Change
    from kg.graph.store import Store
    from kg.pipeline import Progress
    from kg.run import Run
    from kg.sources import Failure, Meter

_WIDTH = 120


def console(*, stderr: bool = False) -> Console:
    """A console; in a pipe it is plain and 120 columns wide, so that what is printed depends on no terminal."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else _WIDTH
    return Console(stderr=stderr, width=width, highlight=False, soft_wrap=False, emoji=False, markup=False)


def say(text: str = "") -> None:
    """A line of text on standard output."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """A line of text on standard error."""
    sys.stderr.write(text + "\n")


def record(value: object) -> None:
    """One JSON value on standard output."""
    json.dump(value, sys.stdout, ensure_ascii=False, default=str)
    sys.stdout.write("\n")


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on standard output; cells wrap rather than being cut."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        made.add_column(heading, overflow="fold")
    for row in rows:
        made.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    console().print(made)


@contextmanager
def progress(quiet: bool, meter: Meter | None = None) -> Iterator[Progress | None]:
    """Reports, claims, reports a second and the time left, while a terminal watches; nothing in a pipe.

    `meter` knows how much there is to read.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    from kg.run import Entry

    columns = (SpinnerColumn(), BarColumn(20), TextColumn("{task.fields[told]}"), TimeElapsedColumn())
    with Bar(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, told="getting ready")
        done = claims = 0

        def tell(item: Entry | Failure) -> None:
            nonlocal done, claims
            done += 1
            claims += item.claims if isinstance(item, Entry) else 0
            seconds = bar.tasks[0].elapsed or 0
            rate = f", {done / seconds:.1f} a second" if seconds > 1 else ""
            expected = meter.expected if meter else None
            left = f", {_duration(seconds * (expected - done) / done)} left" if expected and expected > done and seconds > 1 else ""
            told = f"{done:,} reports, {claims:,} claims{rate}{left}"
            # What is read goes ahead of what is done by some batches, so the bar counts what is done.
            bar.update(task, total=max(expected, done) if expected else None, completed=done, told=told)

        yield tell


def _duration(seconds: float) -> str:
    """A time that is guessed at, no finer than it is known."""
    whole = round(seconds)
    if whole < 90:
        return f"{whole} s"
    return f"{round(whole / 60)} min" if whole < 5400 else f"{whole / 3600:.1f} h"


def report(run: Run, *, as_json: bool, quiet: bool = False) -> None:
    """What a run did: failures, skips and warnings on standard error, the rest on standard output."""
    if as_json:
        record(run.as_dict())
        return
    for problem in run.failures:
        failure(problem)
    for entry in run.read:
        for warning in entry.warnings:
            note(f"warning: {entry.origin}: {warning}")
    if not quiet:
        say(run.summary() + ".")
        for found in run.changes:
            change(found)
        for file in run.files:
            say(f"  {file}")


def change(found: Change) -> bool:
    """What became of a report's claims, in a line, if anything did; returns whether that is so."""
    if found:
        say(
            f"{found.document}: {len(found.added)} added, {len(found.changed)} changed, "
            f"{len(found.withdrawn)} withdrawn, {len(found.kept)} kept"
        )
    return bool(found)


def failure(problem: Failure) -> None:
    """An input that gave no report, on standard error."""
    note(f"{'skipped' if problem.skipped else 'failed'}: {problem.origin}: {problem.reason}")


def terms() -> dict[str, str]:
    """What the ontology's own terms are called, by IRI: ``withdrew from``, ``CT-``."""
    from kg.ontology import KG
    from kg.view import vocabulary

    return {KG + name: term.label for name, term in vocabulary.terms().items()}


def answer(found: Answer, graph: Store, form: str, out: str | None) -> None:
    """An answer as a table, or written in a standard format."""
    from kg.graph.answers import python

    if form == "table" and found.triples is None and out is None:
        if found.boolean is not None:
            say("yes" if found.boolean else "no")
            return
        labels = {**terms(), **graph.labels(sorted(found.nodes()))}
        marked = {"true": "yes", "false": ""}
        cells = zip(found.rows, found.text(graph.prefixes(), labels), strict=True)
        table(
            found.variables,
            [[marked.get(cell, cell) if isinstance(python(t), bool) else cell for t, cell in zip(*row, strict=True)] for row in cells],
        )
        if not found.rows:
            say("(no rows)")
    else:
        standard = "csv" if form == "table" else form
        written = found.written(
            "turtle" if form == "table" and found.triples is not None else standard, graph.prefixes()
        )
        with destination(out) as stream:
            stream.write(written.encode("utf-8"))
    if found.truncated:
        note("warning: there are more rows; --limit says how many are shown.")


def read_text(name: str) -> str:
    """The text of a file, or of standard input for ``-``. Raises :class:`~kg.errors.SourceError` if there is none."""
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise SourceError(f"'{name}': cannot be read ({problem.strerror}).") from None
    except UnicodeDecodeError:
        raise SourceError(f"'{name}': is not UTF-8 text.") from None


@contextmanager
def destination(out: str | None) -> Iterator[BinaryIO]:
    """Where a command writes to: the file `out`, replaced as a whole, or standard output for None and ``-``."""
    if out is None or out == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with output.replacing(Path(out)) as stream:
        yield stream


def error(problem: DatelineError) -> None:
    """A DatelineError for a user's eyes."""
    note(f"kg: {problem}")


def unexpected(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    """An error that is ours: its traceback goes to a file, one line to the user."""
    text = "".join(traceback.format_exception(kind, problem, trace))
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="kg-error-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            file.write(text)
            where = f"Details are in {file.name}; please send that file with a report of what you did."
    except OSError:
        where = "Its details could not be written to a file."
    note(f"kg: an error of the program itself ({kind.__name__}: {problem}). {where}")
