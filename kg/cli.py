"""The ``kg`` command: options in, one call, text out."""

from __future__ import annotations

import signal
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.errors import DatelineError, PartError

if TYPE_CHECKING:
    from kg.pipeline import Plan

app = typer.Typer(
    name="kg",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Knowledge graphs from news reports: who says that what happened, how surely, when, and in which words.",
    epilog="Start with:  kg build report.txt -o graph",
)

Sources = Annotated[
    list[str], typer.Argument(metavar="SOURCE", help="Files, folders, glob patterns, or - for standard input.")
]
Graph = Annotated[
    str,
    typer.Option(
        "--store", "-s", metavar="GRAPH", help="A store's folder, a folder that 'kg build' wrote, or an RDF file."
    ),
]
StoreFolder = Annotated[Path, typer.Option("--store", "-s", metavar="DIR", help="The store's folder; made if need be.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]
Publisher = Annotated[str | None, typer.Option(metavar="NAME", help="The outlet of reports that name none.")]
Day = Annotated[str | None, typer.Option("--date", metavar="DATE", help="The day of reports that give none.")]
ReaderName = Annotated[
    str | None, typer.Option("--reader", metavar="NAME", help="Read every source as text, html, jsonl ...")
]
Mapping = Annotated[
    str | None,
    typer.Option("--map", metavar="FIELD=KEY,...", help="Where records keep a field: text=body,date=published."),
]
MaxCharacters = Annotated[int, typer.Option(min=1, metavar="N", help="Longer reports are left out, and said so.")]
Workers = Annotated[int | None, typer.Option(min=1, metavar="N", help="Processes to use.", show_default="all cores")]
Limit = Annotated[int | None, typer.Option(min=0, metavar="N", help="Read at most N reports.")]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="Leave out reports published before it.")]
FailFast = Annotated[bool, typer.Option("--fail-fast", help="Stop at the first input that fails.")]
JudgementFile = Annotated[Path | None, typer.Option("--judgements", metavar="FILE", help="Who is who, as you decided.")]
Extractors = Annotated[
    list[str], typer.Option("--extractor", metavar="NAME", help="How claims are found; may be repeated.")
]

_READING = "Reading reports"
_ASKING = "Asking a graph"
_KEEPING = "Keeping a graph"
_LENGTH = 400_000


@app.callback(invoke_without_command=True)
def _main(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)] = False,
) -> None:
    if version:
        from kg import __version__

        sys.stdout.write(f"kg {__version__}\n")
        raise typer.Exit


@app.command(
    rich_help_panel=_READING, epilog="Example:  kg build reports/ 'more/*.html' -o graph --publisher 'Example Press'"
)
def build(
    sources: Sources,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The folder to write.")],
    publisher: Publisher = None,
    day: Day = None,
    reader: ReaderName = None,
    mapping: Mapping = None,
    max_characters: MaxCharacters = _LENGTH,
    workers: Workers = None,
    limit: Limit = None,
    since: Since = None,
    fail_fast: FailFast = False,
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
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read reports and write their graph into a folder: claims.jsonl, graph.ttl, graph.trig, graph.html, report.md."""
    from kg import console, pipeline

    plan = _plan(**_given(locals()))
    with console.progress(quiet or as_json) as progress:
        run = pipeline.build(sources, out, plan, exports=exports, view=view, base=base, progress=progress)
    console.report(run, as_json=as_json, quiet=quiet)
    raise typer.Exit(0 if run.ok else 1)


@app.command(rich_help_panel=_KEEPING, epilog="Example:  kg add today/*.html --store war")
def add(
    sources: Sources,
    *,
    store: StoreFolder,
    publisher: Publisher = None,
    day: Day = None,
    reader: ReaderName = None,
    mapping: Mapping = None,
    max_characters: MaxCharacters = _LENGTH,
    workers: Workers = None,
    limit: Limit = None,
    since: Since = None,
    fail_fast: FailFast = False,
    judgements: JudgementFile = None,
    extractors: Extractors = ["frames"],  # noqa: B006 - Typer copies the default
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read reports into a lasting store. The same report again adds nothing; a changed one replaces what it said."""
    from kg import console, pipeline
    from kg.graph.store import Store

    plan = _plan(**_given(locals()))
    with Store.open(store) as graph, console.progress(quiet or as_json) as progress:
        run = pipeline.add(sources, graph, plan, progress=progress)
    console.report(run, as_json=as_json, quiet=quiet)
    raise typer.Exit(0 if run.ok else 1)


@app.command(rich_help_panel=_KEEPING, epilog="Example:  kg remove 420ec14fe3ee1bcd --store war")
def remove(
    documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT", help="Ids of reports ('kg stats' lists them).")],
    store: StoreFolder,
    as_json: Json = False,
) -> None:
    """Take reports out of a store, with everything that only they supported."""
    from kg import console
    from kg.graph.store import Store

    with Store.open(store) as graph:
        changes = [graph.remove(document) for document in documents]
    if as_json:
        console.record([{"document": c.document, "withdrawn": len(c.withdrawn)} for c in changes])
        return
    for change in changes:
        console.say(f"{change.document}: {len(change.withdrawn)} claims withdrawn")


@app.command(rich_help_panel=_READING, epilog="Example:  kg annotate report.txt --html -o report.html")
def annotate(
    sources: Sources,
    *,
    out: Annotated[
        str | None, typer.Option("--out", "-o", metavar="FILE", help="Where to write.", show_default="stdout")
    ] = None,
    html: Annotated[
        bool, typer.Option("--html", help="A page with the text highlighted, instead of JSON Lines.")
    ] = False,
    publisher: Publisher = None,
    day: Day = None,
    reader: ReaderName = None,
    mapping: Mapping = None,
    max_characters: MaxCharacters = _LENGTH,
    limit: Limit = None,
    since: Since = None,
) -> None:
    """Show how reports are read: names, times, who says what, and what refers to the same, as JSON Lines or HTML."""
    from kg import console, layers, pipeline
    from kg.sources import Failure

    failed = False
    plan = _plan(**_given(locals()))
    write = layers.write_html if html else layers.write_jsonl
    with console.destination(out) as stream:

        def readings() -> Any:
            nonlocal failed
            for reading in pipeline.annotate(sources, plan):
                if isinstance(reading, Failure):
                    console.note(f"{'skipped' if reading.skipped else 'failed'}: {reading.origin}: {reading.reason}")
                    failed |= not reading.skipped
                else:
                    yield reading

        write(readings(), stream)
    raise typer.Exit(1 if failed else 0)


@app.command(rich_help_panel=_ASKING, epilog="Example:  kg export graphml --store war -o war.graphml")
def export(
    form: Annotated[
        str, typer.Argument(metavar="FORMAT", help="turtle, trig, nquads, jsonld, rdfxml, graphml, csv ...")
    ],
    store: Graph,
    out: Annotated[
        str | None, typer.Option("--out", "-o", metavar="FILE", help="Where to write.", show_default="stdout")
    ] = None,
) -> None:
    """Write a graph in another format."""
    from kg import console, pipeline

    writer = pipeline.exporter(form)
    with pipeline.open_graph(store) as graph:
        if writer.folder and out not in (None, "-") and not Path(str(out)).suffix:
            for file in writer.folder(graph, Path(str(out))):
                console.say(str(file))
        else:
            with console.destination(out) as stream:
                writer.write(graph, stream)


@app.command(rich_help_panel=_ASKING, epilog="Example:  kg view --store war -o war.html")
def view(
    store: Graph,
    out: Annotated[str, typer.Option("--out", "-o", metavar="FILE", help="The page to write.")] = "graph.html",
) -> None:
    """Write a graph as one page that opens in a browser, with the words behind every line; it loads nothing."""
    from kg import console, pipeline

    with pipeline.open_graph(store) as graph, console.destination(out) as stream:
        pipeline.write_view(graph, stream)


@app.command(rich_help_panel=_ASKING, epilog="Example:  kg stats --store war")
def stats(store: Graph, as_json: Json = False) -> None:
    """Count what a graph holds, and list its reports."""
    from kg import console, pipeline, tell

    with pipeline.open_graph(store) as graph:
        documents = list(graph.documents())
        counts = tell.counts(graph.claims(), len(documents))
    if as_json:
        listed = [{"id": d.id, "title": d.title, "publisher": d.publisher, "date": d.date} for d in documents]
        console.record({**counts, "documents": listed})
        return
    for name, value in counts.items():
        if isinstance(value, dict):
            console.table((name, "claims" if name != "classes" else "entities"), value.items())
        else:
            console.say(f"{value:,} {name}")
    console.table(("report", "date", "publisher", "title"), ((d.id, d.date, d.publisher, d.title) for d in documents))


@app.command(rich_help_panel=_READING, epilog="Example:  kg evaluate gold/*.json --claims graph/claims.jsonl")
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
    given = scoring.read_claims(claims) if claims else measuring.read_gold_texts(golds, workers or _cores())
    score = scoring.evaluate(golds, given)
    if as_json:
        console.record(score.as_dict())
        return
    console.table(("", "right", "given", "gold", "P", "R", "F1"), measuring.figures(score))
    console.table(("on the matched triples", "right", "of", "accuracy"), measuring.facets(score))
    if errors:
        console.table(("missed in", "subject", "relation", "object", "quote"), score.missed)
        console.table(("false in", "subject", "relation", "object", "quote"), score.false)


def _plan(**given: Any) -> Plan:
    """The plan that a command's options make."""
    from kg import pipeline, resolve
    from kg.sources import Options

    judgements = given.get("judgements")
    return pipeline.Plan(
        options=Options(
            reader=given["reader"],
            publisher=given["publisher"],
            date=_date(given["day"], "--date"),
            today=date.today(),
            max_characters=given["max_characters"],
            mapping=_pairs(given["mapping"]),
        ),
        extractors=tuple(given.get("extractors") or pipeline.EXTRACTORS),
        judgements=resolve.read_judgements(judgements) if judgements else resolve.Judgements(),
        workers=given.get("workers") or _cores(),
        limit=given["limit"],
        since=_date(given["since"], "--since"),
        fail_fast=given.get("fail_fast", False),
    )


def _given(options: dict[str, Any]) -> dict[str, Any]:
    names = ("reader", "publisher", "day", "max_characters", "mapping", "extractors", "judgements", "workers", "limit")
    return {name: options[name] for name in (*names, "since", "fail_fast") if name in options}


def _date(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no date; write it as 2021-07-09.", param_hint=option) from None


def _pairs(text: str | None) -> tuple[tuple[str, str], ...]:
    pairs = tuple(tuple(pair.split("=", 1)) for pair in (text or "").split(",") if pair)
    if any(len(pair) != 2 for pair in pairs):
        raise typer.BadParameter(f"'{text}'; write it as text=body,date=published.", param_hint="--map")
    return tuple((pair[0].strip(), pair[1].strip()) for pair in pairs)


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """The console entry point: exit code 0 all well, 1 some input failed, 2 usage."""
    from kg import console

    sys.excepthook = console.unexpected
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        app()
    except DatelineError as error:
        console.error(error)
        sys.exit(2 if isinstance(error, PartError) else 1)
    except KeyboardInterrupt:
        console.note("kg: stopped.")
        sys.exit(1)
