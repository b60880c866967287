"""Exporters: one format a file, found by name.

A part offers ``export(store, out: BinaryIO) -> None`` and ``SUFFIX``; one that can fill a folder offers ``folder(store, path)`` too.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from kg import output, plugins

if TYPE_CHECKING:
    from kg.graph.store import Store


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: what writes it to a stream, the name of its file, and what fills a folder, if the format has that."""

    write: Callable[[Store, BinaryIO], None]
    file: str
    folder: Callable[[Store, Path], list[Path]] | None = None

    def save(self, store: Store, out: Path) -> str:
        """Write `store` into the folder `out`, under the format's own name; returns where."""
        with output.replacing(out / self.file) as stream:
            self.write(store, stream)
        return str(out / self.file)


def load(name: str) -> Exporter:
    """The format called `name` (``turtle``), or ``package.module:function`` of an outsider.

    Raises :class:`~kg.errors.PartError` for an unknown name.
    """
    write = plugins.load("kg.export", name, "export", "format")
    module = importlib.import_module(write.__module__)
    stem = "claims" if name == "jsonl" else "graph"
    return Exporter(
        cast("Callable[[Store, BinaryIO], None]", write),
        f"{stem}{getattr(module, 'SUFFIX', '.txt')}",
        getattr(module, "folder", None),
    )
