"""The commands that keep a store: corrections, deriving anew, graphs from elsewhere, dumps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.options import (
    KEEPING,
    LENGTH,
    Day,
    FieldMap,
    Graph,
    Json,
    MaxCharacters,
    Publisher,
    Quiet,
    ReaderName,
    Sources,
    StoreFolder,
    make_plan,
    one_day,
)

if TYPE_CHECKING:
    from kg.graph.change import Change

app = typer.Typer()

Of = Annotated[
    str | None, typer.Option("--of", metavar="DOCUMENT", help="The report that is corrected.", show_default="found by address or headline")
]


@app.command(rich_help_panel=KEEPING, epilog="Example:  kg update corrected.html --store war")
def update(
    sources: Sources,
    *,
    store: StoreFolder,
    of: Of = None,
    publisher: Publisher = None,
    day: Day = None,
    reader: ReaderName = None,
    mapping: FieldMap = None,
    max_characters: MaxCharacters = LENGTH,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put corrected reports in the place of their earlier versions, and say what that withdrew, changed and added."""
    from kg import console, corrections
    from kg.graph.store import Store

    plan = make_plan({**locals(), "limit": None, "since": None, "workers": 1})
    with Store.open(store) as graph, console.progress(quiet or as_json) as progress:
        run = corrections.update(sources, graph, plan, of=of, progress=progress)
    console.report(run, as_json=as_json, quiet=quiet)
    raise typer.Exit(0 if run.ok else 1)


@app.command(rich_help_panel=KEEPING, epilog="Example:  kg diff corrected.html --store war")
def diff(
    sources: Sources,
    *,
    store: Graph,
    of: Of = None,
    publisher: Publisher = None,
    day: Day = None,
    reader: ReaderName = None,
    mapping: FieldMap = None,
    max_characters: MaxCharacters = LENGTH,
    as_json: Json = False,
) -> None:
    """Show what corrected reports would change, claim by claim, and change nothing."""
    from kg import console, corrections, pipeline
    from kg.sources import Failure

    plan = make_plan({**locals(), "limit": None, "since": None, "workers": 1})
    failed = False
    with pipeline.open_graph(store) as graph:
        for found in corrections.diff(sources, graph, plan, of=of):
            if isinstance(found, Failure):
                console.failure(found)
                failed = failed or not found.skipped
            elif as_json:
                console.record(_record(found))
            else:
                _show(found)
    raise typer.Exit(1 if failed else 0)


@app.command(rich_help_panel=KEEPING, epilog="Example:  kg rebuild --store war --policy strict")
def rebuild(
    *,
    store: StoreFolder,
    policy: Annotated[str | None, typer.Option(metavar="NAME", help="What to accept from now on: default, strict or all.")] = None,
) -> None:
    """Make all that follows from the claims anew: who is who, what is accepted, who held what, what is disputed."""
    from kg import console
    from kg.graph import identity
    from kg.graph.rules import known_policy
    from kg.graph.store import Store

    if policy is not None:
        known_policy(policy)
    _there(store)
    with Store.open(store) as graph:
        identity.settle(graph, identity.judgements(graph))
        before = len(graph)
        graph.derive(policy)
        console.say(f"derived anew under the policy '{graph.policy}': {len(graph):,} triples, {before:,} before")


@app.command("import", rich_help_panel=KEEPING, epilog="Example:  kg import notes.ttl --store war --author 'Jane Doe'")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD.")],
    *,
    store: StoreFolder,
    author: Annotated[str | None, typer.Option(metavar="NAME", help="Who makes the claims that name no source.")] = None,
    day: Annotated[str | None, typer.Option("--date", metavar="DATE", help="The day of claims that name no report.")] = None,
    as_json: Json = False,
) -> None:
    """Take in graphs made elsewhere or by hand, once they keep to the shapes; 'kg remove' takes them out again."""
    from kg import console
    from kg.errors import DatelineError
    from kg.graph.importing import import_file
    from kg.graph.store import Store

    when = one_day(day, "--date")
    failed = False
    with Store.open(store) as graph:
        for file in files:
            try:
                found = import_file(graph, file, author=author, day=when)
            except DatelineError as error:
                console.error(error)
                failed = True
                continue
            if found.left_out:
                console.note(f"warning: {file}: not taken over: {', '.join(found.left_out)}")
            for change in found.changes:
                console.record(_record(change)) if as_json else console.change(change)
    raise typer.Exit(1 if failed else 0)


@app.command(rich_help_panel=KEEPING, epilog="Example:  kg dump --store war -o war.nq.gz")
def dump(
    *,
    store: Graph,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The file to write: .nq, .trig, or these with .gz.")],
) -> None:
    """Write a whole store as one file, with its judgements, for 'kg restore' and for other stores."""
    from kg import console, pipeline
    from kg.graph import dumping

    with pipeline.open_graph(store) as graph:
        console.say(f"{out}: {dumping.dump(graph, out):,} triples")


@app.command(rich_help_panel=KEEPING, epilog="Example:  kg restore war.nq.gz --store war-again")
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What 'kg dump' wrote.")],
    *,
    store: Annotated[Path, typer.Option("--store", "-s", metavar="DIR", help="The folder to make the store in.")],
) -> None:
    """Make a store from its dump."""
    from kg import console
    from kg.graph import dumping

    console.say(f"{store}: {dumping.restore(file, store):,} triples")


def _there(store: Path) -> None:
    from kg.errors import StoreError

    if not (store / "store.json").exists():
        raise StoreError(f"'{store}': there is no store here. 'kg add' makes one.")


def _show(change: Change) -> None:
    from kg import console, ontology, tell

    known = ontology.load()
    if not console.change(change):
        console.say(f"{change.document}: nothing changes")
    for sign, claims in (("-", change.withdrawn), ("+", change.added)):
        for claim in claims:
            console.say(f"  {sign} {tell.sentence(claim, known)}")
    for before, after in change.changed:
        console.say(f"  - {tell.sentence(before, known)}\n    now: {tell.sentence(after, known)}")


def _record(change: Change) -> dict[str, object]:
    from kg.export.jsonl import record as told

    return {
        "document": change.document,
        "withdrawn": [told(claim) for claim in change.withdrawn],
        "changed": [[told(before), told(after)] for before, after in change.changed],
        "added": [told(claim) for claim in change.added],
        "kept": len(change.kept),
    }
