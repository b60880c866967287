"""The command that follows feeds."""

from __future__ import annotations

import re
import sys
from typing import Annotated

import typer

from kg.options import (
    KEEPING,
    LENGTH,
    AllowPrivate,
    Extractors,
    Follow,
    Json,
    JudgementFile,
    MaxCharacters,
    Publisher,
    Quiet,
    Since,
    StoreFolder,
    make_plan,
)

app = typer.Typer()

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LEAST = 1.0


@app.command(rich_help_panel=KEEPING, epilog="Example:  kg watch https://example.org/feed.xml --store war --every 15m")
def watch(
    feeds: Annotated[list[str], typer.Argument(metavar="FEED", help="Addresses of feeds or sitemaps; files as well.")],
    *,
    store: StoreFolder,
    every: Annotated[str, typer.Option(metavar="TIME", help="How often to look: 90s, 15m, 2h, 1d.")] = "15m",
    rounds: Annotated[int | None, typer.Option(min=1, metavar="N", help="Stop after N rounds.")] = None,
    publisher: Publisher = None,
    max_characters: MaxCharacters = LENGTH,
    since: Since = None,
    follow: Follow = None,
    allow_private: AllowPrivate = False,
    judgements: JudgementFile = None,
    extractors: Extractors = ["frames"],  # noqa: B006 - Typer copies the default
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Follow feeds into a store until stopped (Ctrl-C): what is new in them is fetched, read and added."""
    from kg import console, watching

    given = {"reader": None, "mapping": None, "day": None, "limit": None, "workers": 1}
    plan = make_plan({**given, **locals()})
    try:
        for look in watching.watch(feeds, store, plan, every=_seconds(every), rounds=rounds):
            if as_json:
                console.record(look.as_dict())
            elif look.run is None:
                console.note(f"{look.feed}: {look.problem}")
            else:
                for problem in look.run.failures:
                    console.failure(problem)
                if not quiet:
                    console.say(f"{look.when:%Y-%m-%d %H:%M} {look.feed}: {look.run.summary()}.")
            sys.stdout.flush()
    except KeyboardInterrupt:
        console.note("kg: stopped.")


def _seconds(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd])", text.strip().lower())
    seconds = float(found[1]) * _SECONDS[found[2]] if found else 0.0
    if seconds < _LEAST:
        raise typer.BadParameter(f"'{text}'; write it as 90s, 15m, 2h or 1d.", param_hint="--every")
    return seconds
