"""The options that commands share, and what they make."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from kg.pipeline import Plan

Sources = Annotated[
    list[str], typer.Argument(metavar="SOURCE", help="Files, folders, glob patterns, addresses, or - for standard input.")
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
FieldMap = Annotated[
    str | None,
    typer.Option("--map", metavar="FIELD=KEY,...", help="Where records keep a field: text=body,date=published."),
]
MaxCharacters = Annotated[int, typer.Option(min=1, metavar="N", help="Longer reports are left out, and said so.")]
Workers = Annotated[int | None, typer.Option(min=1, metavar="N", help="Processes to use.", show_default="all cores")]
Limit = Annotated[int | None, typer.Option(min=0, metavar="N", help="Read at most N reports.")]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="Leave out reports published before it.")]
FailFast = Annotated[bool, typer.Option("--fail-fast", help="Stop at the first input that fails.")]
Follow = Annotated[
    bool | None,
    typer.Option("--follow/--no-follow", help="Read the pages that feeds link to.", show_default="if the feed was fetched"),
]
AllowPrivate = Annotated[bool, typer.Option("--allow-private", help="Fetch from addresses inside this network, too.")]
JudgementFile = Annotated[Path | None, typer.Option("--judgements", metavar="FILE", help="Who is who, as you decided.")]
Extractors = Annotated[
    list[str], typer.Option("--extractor", metavar="NAME", help="How claims are found; may be repeated.")
]

Out = Annotated[
    str | None, typer.Option("--out", "-o", metavar="FILE", help="Where to write.", show_default="standard output")
]
Redact = Annotated[
    str | None,
    typer.Option(
        metavar="CLASS,NAME,...", help="Take out the names of entities of a class (Person), or of one, everywhere."
    ),
]

READING = "Reading reports"
ASKING = "Asking a graph"
KEEPING = "Keeping a graph"
LENGTH = 200_000


def make_plan(arguments: Mapping[str, Any]) -> Plan:
    """The plan that a command's arguments make, by the names of its parameters; others are left alone.

    Raises :class:`typer.BadParameter` for a value that cannot be used.
    """
    from kg import pipeline, resolve
    from kg.sources import Meter, Options, Web

    since = one_day(arguments["since"], "--since")
    judgements = arguments.get("judgements")
    return pipeline.Plan(
        options=Options(
            reader=arguments["reader"],
            publisher=arguments["publisher"],
            date=one_day(arguments["day"], "--date"),
            today=date.today(),
            max_characters=arguments["max_characters"],
            mapping=_pairs(arguments["mapping"]),
            web=Web(cache=pages_folder(), allow_private=arguments.get("allow_private", False)),
            follow=arguments.get("follow"),
            since=since,
            meter=Meter(arguments["sources"]) if "sources" in arguments else None,
        ),
        extractors=tuple(arguments.get("extractors") or pipeline.EXTRACTORS),
        judgements=resolve.read_judgements(judgements) if judgements else resolve.Judgements(),
        workers=arguments.get("workers") or cores(),
        limit=arguments["limit"],
        since=since,
        fail_fast=arguments.get("fail_fast", False),
    )


def pages_folder() -> Path:
    """Where pages that were fetched are kept, so that they need not be sent again while they stay the same."""
    from platformdirs import user_cache_path

    return user_cache_path("dateline-kg") / "pages"


def words(text: str | None) -> tuple[str, ...]:
    """The words of a list with commas between them."""
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())


def one_day(text: str | None, option: str) -> date | None:
    """The day that `text` names; None for none. Raises :class:`typer.BadParameter` for what is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no date; write it as 2021-07-09.", param_hint=option) from None


def _pairs(text: str | None) -> tuple[tuple[str, str], ...]:
    pairs = tuple(tuple(pair.split("=", 1)) for pair in (text or "").split(",") if pair)
    if any(len(pair) != 2 for pair in pairs):
        raise typer.BadParameter(f"'{text}'; write it as text=body,date=published.", param_hint="--map")
    from kg.sources import FIELDS

    for field, _ in pairs:
        if field.strip() not in FIELDS:
            raise typer.BadParameter(f"'{field}' is no field of a report; there are {', '.join(FIELDS)}.", param_hint="--map")
    return tuple((pair[0].strip(), pair[1].strip()) for pair in pairs)


def cores() -> int:
    """How many processes can run at once here."""
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
