"""Dateline: knowledge graphs from news reports, where every statement leads back to who said it and the exact words.

::

    import kg

    kg.build(["report.txt"], "graph")
    for claim in kg.claims(["report.txt"]):
        print(claim.subject.label, claim.predicate, claim.object.label, claim.evidence.quote)
    graph = kg.open_graph("graph")

Importing this package imports nothing else; a name is looked up where it lives when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.errors import DatelineError
    from kg.graph.store import Store
    from kg.pipeline import Plan, add, annotate, build, claims, open_graph, read
    from kg.records import Claim, Document, Entity, Reading
    from kg.scoring import evaluate
    from kg.sources import Failure, Options
    from kg.view.explorer import explore
    from kg.view.notebook import show

__version__ = "0.1.0"

__all__ = [
    "Claim",
    "DatelineError",
    "Document",
    "Entity",
    "Failure",
    "Options",
    "Plan",
    "Reading",
    "Store",
    "__version__",
    "add",
    "annotate",
    "build",
    "claims",
    "evaluate",
    "explore",
    "open_graph",
    "read",
    "show",
]

_HOMES = {
    "Claim": "kg.records",
    "DatelineError": "kg.errors",
    "Document": "kg.records",
    "Entity": "kg.records",
    "Failure": "kg.sources",
    "Options": "kg.sources",
    "Plan": "kg.pipeline",
    "Reading": "kg.records",
    "Store": "kg.graph.store",
    "add": "kg.pipeline",
    "annotate": "kg.pipeline",
    "build": "kg.pipeline",
    "claims": "kg.pipeline",
    "evaluate": "kg.scoring",
    "explore": "kg.view.explorer",
    "open_graph": "kg.pipeline",
    "read": "kg.pipeline",
    "show": "kg.view.notebook",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kg' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
