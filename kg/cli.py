"""The ``kg`` command: options in, one call, text out."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg import commands
from kg.errors import DatelineError, PartError, QueryError
from kg.options import (
    KEEPING,
    LENGTH,
    READING,
    AllowPrivate,
    Day,
    Extractors,
    FailFast,
    FieldMap,
    Follow,
    Json,
    JudgementFile,
    Limit,
    MaxCharacters,
    Out,
    Publisher,
    Quiet,
    ReaderName,
    Redact,
    Since,
    Sources,
    StoreFolder,
    Workers,
    cores,
    make_plan,
    words,
)

if TYPE_CHECKING:
    from kg.records import Reading

app = typer.Typer(
    name="kg",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Knowledge graphs from news reports: who says that what happened, how surely, when, and in which words.",
    epilog="Start with:  kg build report.txt -o graph",
)

for part in commands.apps():
    app.add_typer(part)


@app.callback(invoke_without_command=True)
def _main(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)] = False,
) -> None:
    if version:
        from kg import __version__

        sys.stdout.write(f"kg {__version__}\n")
        raise typer.Exit


@app.command(
    rich_help_panel=READING, epilog="Example:  kg build reports/ 'more/*.html' -o graph --publisher 'Example Press'"
)
def build(
    sources: Sources,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The folder to write.")],
    publisher: Publisher = None,
    day: Day = None,
    reader: ReaderName = None,
    mapping: FieldMap = None,
    max_characters: MaxCharacters = LENGTH,
    workers: Workers = None,
    limit: Limit = None,
    since: Since = None,
    fail_fast: FailFast = False,
    follow: Follow = None,
    allow_private: AllowPrivate = False,
    judgements: JudgementFile = None,
    extractors: Extractors = ["frames"],  # noqa: B006 - Typer copies the default
    exports: Annotated[
        list[str], typer.Option("--export", metavar="FORMAT", help="Formats to write; may be repeated.")
    ] = [  # noqa: B006
        "jsonl",
        "turtle",
        "trig",
    ],
    view: Annotated[bool, typer.Option("--view/--no-view", help="Write graph.html.")] = True,
    base: Annotated[str | None, typer.Option(metavar="IRI", help="What all names in the graph begin with.")] = None,
    redact: Redact = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read reports and write their graph into a folder: claims.jsonl, graph.ttl, graph.trig, graph.html, report.md."""
    from kg import console, pipeline

    plan = make_plan(locals())
    with console.progress(quiet or as_json, plan.options.meter) as progress:
        run = pipeline.build(sources, out, plan, exports=exports, view=view, base=base, redact=words(redact), progress=progress)
    console.report(run, as_json=as_json, quiet=quiet)
    raise typer.Exit(0 if run.ok else 1)


@app.command(rich_help_panel=KEEPING, epilog="Example:  kg add today/*.html --store war")
def add(
    sources: Sources,
    *,
    store: StoreFolder,
    publisher: Publisher = None,
    day: Day = None,
    reader: ReaderName = None,
    mapping: FieldMap = None,
    max_characters: MaxCharacters = LENGTH,
    workers: Workers = None,
    limit: Limit = None,
    since: Since = None,
    fail_fast: FailFast = False,
    follow: Follow = None,
    allow_private: AllowPrivate = False,
    judgements: JudgementFile = None,
    extractors: Extractors = ["frames"],  # noqa: B006 - Typer copies the default
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read reports into a lasting store. The same report again adds nothing; a changed one replaces what it said."""
    from kg import console, pipeline
    from kg.graph.store import Store

    plan = make_plan(locals())
    with Store.open(store) as graph, console.progress(quiet or as_json, plan.options.meter) as progress:
        run = pipeline.add(sources, graph, plan, progress=progress)
    console.report(run, as_json=as_json, quiet=quiet)
    raise typer.Exit(0 if run.ok else 1)


@app.command(rich_help_panel=KEEPING, epilog="Example:  kg remove 420ec14fe3ee1bcd --store war")
def remove(
    documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT", help="Ids of reports ('kg stats' lists them).")],
    store: StoreFolder,
    as_json: Json = False,
) -> None:
    """Take reports out of a store, with everything that only they supported."""
    from kg import console
    from kg.graph import identity
    from kg.graph.store import Store

    with Store.open(store) as graph:
        changes = identity.remove(graph, documents)
    if as_json:
        console.record([{"document": c.document, "withdrawn": len(c.withdrawn)} for c in changes])
        return
    for change in changes:
        console.say(f"{change.document}: {len(change.withdrawn)} claim{'s'[: len(change.withdrawn) != 1]} withdrawn")


@app.command(rich_help_panel=READING, epilog="Example:  kg annotate report.txt --html -o report.html")
def annotate(
    sources: Sources,
    *,
    out: Out = None,
    html: Annotated[
        bool, typer.Option("--html", help="A page with the text highlighted, instead of JSON Lines.")
    ] = False,
    publisher: Publisher = None,
    day: Day = None,
    reader: ReaderName = None,
    mapping: FieldMap = None,
    max_characters: MaxCharacters = LENGTH,
    limit: Limit = None,
    since: Since = None,
    redact: Redact = None,
) -> None:
    """Show how reports are read: names, times, who says what, and what refers to the same, as JSON Lines or HTML."""
    from kg import console, layers, pipeline
    from kg.sources import Failure
    from kg.view.redact import Redaction

    plan = make_plan(locals())
    failures: list[Failure] = []

    def readings() -> Iterator[Reading]:
        for reading in pipeline.annotate(sources, plan):
            if isinstance(reading, Failure):
                failures.append(reading)
                console.failure(reading)
            else:
                yield reading

    read: Iterable[Reading] = readings()
    if redact:
        known = list(read)
        redaction = Redaction(words(redact), [r.document for r in known], (), known)
        read = map(redaction.reading, known)
    write = layers.write_html if html else layers.write_jsonl
    with console.destination(out) as stream:
        write(read, stream)
    raise typer.Exit(1 if any(not failure.skipped for failure in failures) else 0)


@app.command(rich_help_panel=READING, epilog="Example:  kg demo report.txt -o demo")
def demo(
    sources: Sources,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The folder to write.")] = Path("demo"),
    publisher: Publisher = None,
    day: Day = None,
) -> None:
    """Build the graph of some reports and show what it says: who holds what, who denies it, three answers."""
    from kg import demonstration

    options = {"reader": None, "mapping": None, "max_characters": LENGTH, "limit": None, "since": None, "workers": 1}
    run = demonstration.show(sources, out, make_plan({**options, "publisher": publisher, "day": day}))
    raise typer.Exit(0 if run.ok else 1)


@app.command(rich_help_panel=READING, epilog="Example:  kg evaluate gold/*.json --claims graph/claims.jsonl")
def evaluate(
    gold: Annotated[
        list[Path], typer.Argument(metavar="GOLD", help="Gold files: a text and the claims to find in it.")
    ],
    claims: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Claims to measure.", show_default="read the texts now")
    ] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List every miss and every false alarm.")] = False,
    workers: Workers = None,
    as_json: Json = False,
) -> None:
    """Measure claims against gold claims: precision, recall, F1; how well sources, certainty and dates were read."""
    from kg import console, scoring
    from kg import measure as measuring

    golds = [scoring.read_gold(path) for path in gold]
    given = scoring.read_claims(claims) if claims else measuring.read_gold_texts(golds, workers or cores())
    score = scoring.evaluate(golds, given)
    if as_json:
        console.record(score.as_dict())
        return
    console.table(("", "right", "given", "gold", "P", "R", "F1"), measuring.figures(score))
    console.table(("on the matched triples", "right", "of", "accuracy"), measuring.facets(score))
    if errors:
        console.table(("missed in", "subject", "relation", "object", "quote"), score.missed)
        console.table(("false in", "subject", "relation", "object", "quote"), score.false)


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """The console entry point: exit code 0 all well, 1 some input failed, 2 usage."""
    from kg import console

    sys.excepthook = console.unexpected
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        # Not app(): Typer's own call replaces the hook for unexpected errors.
        typer.main.get_command(app)(prog_name="kg")
    except DatelineError as error:
        console.error(error)
        sys.exit(2 if isinstance(error, PartError | QueryError) else 1)
    except KeyboardInterrupt:
        console.note("kg: stopped.")
        sys.exit(1)
