"""Commands beside those of :mod:`kg.cli`, some a file; a file offers ``app``, a Typer application, and is found by its name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import typer


def apps() -> Iterator[typer.Typer]:
    """The application of each file here, in the order of their names."""
    for found in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        yield importlib.import_module(f"{__name__}.{found}").app


def every(app: typer.Typer, prefix: str = "") -> Iterator[tuple[str, str]]:
    """All commands of `app`, those of its groups too ("gazetteer add"), each with the help panel it stands under."""
    for command in app.registered_commands:
        name = command.name or getattr(command.callback, "__name__", "").replace("_", "-")
        yield f"{prefix}{name}", str(command.rich_help_panel)
    for group in app.registered_groups:
        if group.typer_instance is not None:
            inner = f"{prefix}{group.name} " if isinstance(group.name, str) else prefix
            yield from every(group.typer_instance, inner)
