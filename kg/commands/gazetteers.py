"""The commands for a user's own gazetteers, beside the one that is shipped."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Annotated

import typer

from kg.options import READING, Json

app = typer.Typer()
gazetteer = typer.Typer(no_args_is_help=True, help="Places of your own, from GeoNames dumps, beside those that are shipped.")
app.add_typer(gazetteer, name="gazetteer", rich_help_panel=READING)


@gazetteer.command(epilog="Example:  kg gazetteer add AF.zip")
def add(
    dumps: Annotated[list[Path], typer.Argument(metavar="DUMP", help="allCountries, one country's XX, cities500 ...; .txt or .zip.")],
    as_json: Json = False,
) -> None:
    """Add the places of GeoNames dumps; all that is read from now on knows them. A dump of the same name replaces the older."""
    from kg import console
    from kg.errors import DatelineError
    from kg.reading.gazetteer import add_dump

    failed = False
    for dump in dumps:
        try:
            added = add_dump(dump)
        except DatelineError as error:
            console.error(error)
            failed = True
            continue
        if as_json:
            console.record({"name": added.folder.name, "places": added.places, "names": added.names, "skipped": added.skipped})
        else:
            console.say(f"{added.folder.name}: {added.places:,} places under {added.names:,} names; {added.skipped:,} lines of no use")
    raise typer.Exit(1 if failed else 0)


@gazetteer.command("list", epilog="Example:  kg gazetteer list")
def list_(as_json: Json = False) -> None:
    """List your gazetteers, and the one that is shipped."""
    from kg import console
    from kg.reading.gazetteer import SHIPPED, user_folder

    rows = []
    own = user_folder()
    for folder in [SHIPPED, *(sorted(own.iterdir()) if own.is_dir() else ())]:
        try:
            about = json.loads((folder / "about.json").read_text("utf-8"))
        except (OSError, ValueError):
            continue
        name = "shipped" if folder == SHIPPED else folder.name
        rows.append({"name": name, "places": about.get("places"), "from": about.get("dump") or about.get("source"), "folder": str(folder)})
    if as_json:
        console.record(rows)
        return
    console.table(("name", "places", "from", "folder"), [list(row.values()) for row in rows])


@gazetteer.command(epilog="Example:  kg gazetteer remove af")
def remove(
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="As 'kg gazetteer list' tells it.")],
) -> None:
    """Remove gazetteers of your own."""
    from kg import console
    from kg.errors import SourceError, unknown
    from kg.reading.gazetteer import user_folder

    own = user_folder()
    there = {folder.name for folder in own.iterdir() if (folder / "about.json").is_file()} if own.is_dir() else set()
    for name in names:
        if name not in there:
            raise SourceError(unknown("gazetteer", name, there))
        shutil.rmtree(own / name)
        there.discard(name)
        console.say(f"{name}: removed")
