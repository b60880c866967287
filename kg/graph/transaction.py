"""Changing an Oxigraph store all or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pyoxigraph as ox
from pyoxigraph import Quad

_MOST = 50_000
"""Quads in one transaction of a rebuild: enough to be fast, few enough to hold in memory as text."""


def swap(data: ox.Store, gone: Collection[Quad], come: Collection[Quad]) -> None:
    """Take `gone` out and put `come` in, in one transaction."""
    if not gone:
        if come:
            data.extend(come)
        return
    # Oxigraph's Python interface has no transaction of its own but this: one update is one.
    update = f"DELETE DATA {{\n{_lines(gone)}\n}}"
    if come:
        update += f" ;\nINSERT DATA {{\n{_lines(come)}\n}}"
    data.update(update)


def swap_many(data: ox.Store, gone: Collection[Quad], come: Collection[Quad]) -> None:
    """The same in as many transactions as it takes, for what can be made anew after a crash."""
    for part in _parts(gone):
        swap(data, part, ())
    for part in _parts(come):
        data.extend(part)


def _parts(quads: Collection[Quad]) -> Iterator[list[Quad]]:
    every = list(quads)
    for start in range(0, len(every), _MOST):
        yield every[start : start + _MOST]


def _lines(quads: Collection[Quad]) -> str:
    return "\n".join(f"{q.subject} {q.predicate} {q.object} ." for q in quads)
