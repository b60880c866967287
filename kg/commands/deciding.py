"""The commands about who is who: what entities there are, which are one, and taking such decisions back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.options import KEEPING, Graph, Json

if TYPE_CHECKING:
    from kg.graph.identity import Known
    from kg.graph.store import Store
    from kg.resolve import Judgement

app = typer.Typer()

Deciding = Annotated[
    Path | None, typer.Option("--store", "-s", metavar="DIR", help="The store to decide it in; it keeps a file of judgements.")
]
File = Annotated[
    Path | None, typer.Option("--file", "-f", metavar="FILE", help="A file of judgements, for 'kg build --judgements'.")
]
Who = Annotated[str, typer.Option(metavar="NAME", help="Who decided it.")]
Why = Annotated[str, typer.Option(metavar="TEXT", help="On what grounds.")]
_ID = "An entity by id or, in a store, by name; ID@DOCUMENT is one report's use of it."


@app.command(rich_help_panel=KEEPING, epilog="Example:  kg entities Zelensky --store war")
def entities(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Only those with these words in a name.")] = None,
    *,
    store: Graph,
    kind: Annotated[str | None, typer.Option("--type", metavar="CLASS", help="Only of this class, or one below it.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="At most N.")] = None,
    as_json: Json = False,
) -> None:
    """List who and what the reports speak of, under all its names; those first that most reports name."""
    from kg import console, ontology, pipeline
    from kg.graph import identity
    from kg.graph.names import GEONAMES

    if kind is not None:
        ontology.load().is_a(kind)
    with pipeline.open_graph(store) as graph:
        found = identity.known(graph)
    if name:
        wanted = name.casefold()
        found = [k for k in found if any(wanted in n.casefold() for n in (k.entity.label, *k.entity.aliases))]
    if kind:
        found = [k for k in found if kind in ontology.load().classes.get(k.entity.type, ())]
    found = found[:limit]
    rows = [
        {
            "id": k.entity.id,
            "name": k.entity.label,
            "type": k.entity.type,
            "aliases": list(k.entity.aliases),
            "reports": len(k.documents),
            "one with": [id for id in k.own if id != k.entity.id],
            "same as": [
                *([f"{GEONAMES}{k.entity.geonames}/"] if k.entity.geonames else []),
                *([f"{ontology.PREFIXES['wd']}{k.entity.wikidata}"] if k.entity.wikidata else []),
            ],
        }
        for k in found
    ]
    if as_json:
        console.record(rows)
        return
    cells = [[", ".join(cell) if isinstance(cell, list) else cell for cell in list(row.values())[:6]] for row in rows]
    console.table(("id", "name", "type", "also called", "reports", "one with"), cells)


@app.command(rich_help_panel=KEEPING, epilog="Example:  kg merge 'Volodymyr Zelensky' Zelensky --store war")
def merge(
    left: Annotated[str, typer.Argument(metavar="ENTITY", help=f"The one whose id is kept. {_ID}")],
    others: Annotated[list[str], typer.Argument(metavar="ENTITY...", help="What is the same.")],
    *,
    store: Deciding = None,
    file: File = None,
    who: Who = "",
    why: Why = "",
) -> None:
    """Decide that names stand for one and the same. 'kg undo' takes it back; so does deleting the line in the file."""
    _decide("same", [(left, other) for other in others], (store, file), who=who, why=why)


@app.command(rich_help_panel=KEEPING, epilog="Example:  kg split person/ahmad-shah person/ahmad-shah@DOCUMENT --store war")
def split(
    left: Annotated[str, typer.Argument(metavar="ENTITY", help=_ID)],
    right: Annotated[str, typer.Argument(metavar="ENTITY", help="What is another.")],
    *,
    store: Deciding = None,
    file: File = None,
    who: Who = "",
    why: Why = "",
) -> None:
    """Decide that names stand for two: entities that would be made one, or one report's use of a name."""
    _decide("different", [(left, right)], (store, file), who=who, why=why)


@app.command(rich_help_panel=KEEPING, epilog="Example:  kg undo --store war")
def undo(
    *,
    store: Deciding = None,
    file: File = None,
    line: Annotated[int | None, typer.Option(min=1, metavar="N", help="The line to take out.", show_default="the last")] = None,
) -> None:
    """Take a decision on who is who back; the graph is then as if it had not been made."""
    from kg import console, resolve
    from kg.graph import identity

    with _where(store, file) as (path, graph):
        settled = graph is None or identity.begin(graph)
        taken, left = resolve.take_out(path, line)
        if graph is not None:
            identity.settle(graph, left, _plain([taken]) if settled else None)
    console.say(f"undone: {_told(taken)}")


@app.command(rich_help_panel=KEEPING, epilog="Example:  kg judge --store war")
def judge(
    *,
    store: Deciding,
    who: Who = "",
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Ask about at most N pairs.")] = 50,
    listing: Annotated[bool, typer.Option("--list", help="List the pairs, and ask nothing.")] = False,
) -> None:
    """Show pairs of names that may be one, the likeliest first, and ask about each."""
    from datetime import date

    from kg import console, resolve
    from kg.graph import identity

    with _where(store, None) as (path, graph):
        assert graph is not None
        decided = identity.judgements(graph)
        found = {k.entity.id: k for k in identity.known(graph)}
        pairs = resolve.likely((k.entity for k in found.values()), decided)[:limit]
        settled, before = identity.begin(graph), len(decided.entries)
        if listing or not pairs:
            console.table(("one", "other", "why"), [(pair.left, pair.right, pair.why) for pair in pairs])
            console.say(f"{len(pairs)} pairs that may be one.")
            return
        for number, pair in enumerate(pairs, 1):
            console.say(f"\n{number} of {len(pairs)}: {pair.why}")
            # The id that more reports use is the one to keep.
            sides = sorted((pair.left, pair.right), key=lambda id: (-len(found[id].documents), id))
            for id in sides:
                console.say(f"  {_introduced(graph, found[id])}")
            answer = _asked()
            if answer == "q":
                break
            if answer in ("s", "d"):
                verdict = "same" if answer == "s" else "different"
                entry = resolve.make_judgement(verdict, *sides, who=who, when=date.today(), why=pair.why)
                decided = resolve.add_judgement(path, entry)
        identity.settle(graph, decided, _plain(decided.entries[before:]) if settled else None)
    console.say(f"{path}: {len(decided.entries)} judgements")


def _asked() -> str:
    while True:
        try:
            answer = str(typer.prompt("same, different, later or quit [s/d/l/q]", default="l", show_default=False)).strip().lower()[:1]
        except typer.Abort:  # the end of the input
            return "q"
        if answer in ("s", "d", "l", "q"):
            return answer


def _introduced(graph: Store, known: Known) -> str:
    """An entity in a line: its id and kind, how many reports name it, and a sentence about it."""
    count = len(known.documents)
    for claim in graph.claims(known.documents[0]):
        if known.entity.id in (claim.subject.id, claim.object.id):
            quote = " ".join(claim.evidence.quote.split())
            break
    else:
        quote = ""
    said = f": \u201c{quote if len(quote) < 100 else quote[:97] + '...'}\u201d" if quote else ""
    return f"{known.entity.id} ({known.entity.label}, {known.entity.type}), in {count} report{'s'[: count != 1]}{said}"


def _decide(verdict: str, pairs: list[tuple[str, str]], where: tuple[Path | None, Path | None], *, who: str, why: str) -> None:
    from datetime import date

    from kg import console, resolve
    from kg.graph import identity

    with _where(*where) as (path, graph):
        entries = []
        for left, right in pairs:
            ids = [word if graph is None else _id(graph, word) for word in (left, right)]
            entries.append(resolve.make_judgement(verdict, *ids, who=who, when=date.today(), why=why))
        if graph is not None:
            # Tried before the file is written: what cannot be is told, and leaves no line behind.
            known = identity.judgements(graph)
            identity.plan(graph, resolve.Judgements((*known.entries, *entries), str(path)))
        settled = graph is None or identity.begin(graph)
        decided = resolve.add_judgement(path, *entries)
        if graph is not None:
            identity.settle(graph, decided, _plain(entries) if settled else None)
    for entry in decided.entries[-len(entries) :]:
        console.say(f"{path}, line {entry.line}: {_told(entry)}")


def _plain(entries: Iterable[Judgement]) -> set[str]:
    """The ids that judgements name, without the report that they may be about."""
    return {id.partition("@")[0] for entry in entries for id in (entry.left, entry.right)}


def _told(entry: Judgement) -> str:
    return f"{entry.right} is {entry.left}" if entry.verdict == "same" else f"{entry.right} is not {entry.left}"


@contextmanager
def _where(store: Path | None, file: Path | None) -> Iterator[tuple[Path, Store | None]]:
    """The file of judgements, and the store that acts on it."""
    from kg.errors import StoreError
    from kg.graph import identity
    from kg.graph.store import Store

    if (store is None) == (file is None):
        raise typer.BadParameter("give one of --store and --file.")
    if file is not None:
        yield file, None
        return
    assert store is not None
    if not (store / "store.json").exists():
        raise StoreError(f"'{store}': there is no store here; 'kg add' makes one. For 'kg build', give --file FILE instead.")
    with Store.open(store) as graph:
        yield identity.judgement_file(graph), graph


def _id(graph: Store, word: str) -> str:
    """The id of an entity given by id, by one report's use of it, or by name."""
    from kg.errors import QueryError
    from kg.graph import identity, questions

    ids = {id for known in identity.known(graph) for id in (known.entity.id, *known.own)}
    plain, at, document = word.rpartition("@")
    if word in ids or (at and plain in ids):
        return word
    nodes = questions.find(graph.data, graph.names, plain if at and document else word)
    found = [graph.names.entity_id(node.value) for node in nodes]
    if len(found) > 1:
        raise QueryError(f"several are called '{word}': {', '.join(found)}. Give the id.")
    return f"{found[0]}@{document}" if at else found[0]
