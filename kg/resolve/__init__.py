"""Entities across documents: one id for each, merges recorded, judgements in a file that people can edit."""

from __future__ import annotations

from kg.resolve.judgements import (
    Judgement,
    Judgements,
    add_judgement,
    format_judgements,
    make_judgement,
    read_judgements,
    take_out,
)
from kg.resolve.labels import as_called
from kg.resolve.likely import Pair, likely
from kg.resolve.names import Merge, Plan, Survey, resolve

__all__ = [
    "Judgement",
    "Judgements",
    "Merge",
    "Pair",
    "Plan",
    "Survey",
    "add_judgement",
    "as_called",
    "format_judgements",
    "likely",
    "make_judgement",
    "read_judgements",
    "resolve",
    "take_out",
]
