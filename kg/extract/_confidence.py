"""How far a match is to be trusted: a logistic model of few features, fitted on annotated reports.

Relations differ in how often their words mean something else, and pronouns are resolved less surely than names. Voice, distance and kind of
trigger were tried and told nothing more. The weights are log-odds, fitted with a ridge by
``python -m tests.benchmarks.confidence --fit`` on the annotated development reports (about 350 claims), so that of the claims with
confidence 0.8 about eight in ten are right on reports of that kind.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from kg.ontology import Frame
from kg.records import Argument

INTERCEPT = 1.95
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "accused": -0.73,
        "alliedWith": 0.22,
        "attacked": -0.77,
        "basedIn": 0.4,
        "borders": 0.4,
        "controls": 0.27,
        "deployedTo": 0.0,
        "detained": 0.22,
        "fledFrom": -0.42,
        "fledTo": 0.1,
        "fought": -0.35,
        "foughtIn": -0.01,
        "killed": -0.09,
        "killedIn": 0.36,
        "leads": 0.19,
        "locatedIn": -0.03,
        "memberOf": -0.48,
        "metWith": 0.46,
        "object pronoun": -0.4,
        "object unnamed": 0.16,
        "seized": 0.06,
        "subject pronoun": -0.39,
        "subject unnamed": 0.18,
        "supports": 0.27,
        "visited": 0.28,
        "withdrewFrom": -0.34,
    }
)
_PRONOUNS = frozenset({"he", "she", "it", "they", "we", "you", "i", "him", "her", "them", "us", "this", "these", "those"})


def features(frame: Frame, subject: Argument, obj: Argument) -> Iterator[str]:
    """The names of what is true of a match of `frame` with these arguments."""
    for side, argument in (("subject", subject), ("object", obj)):
        if argument.text.lower() in _PRONOUNS:
            yield f"{side} pronoun"
        elif argument.entity.id.startswith("report/"):
            yield f"{side} unnamed"
    yield frame.relation


def confidence(frame: Frame, subject: Argument, obj: Argument) -> float:
    """The probability, 0 to 1, that a match of `frame` with these arguments is what the text says; a doubtful frame's own is its limit."""
    odds = INTERCEPT + sum(WEIGHTS.get(name, 0.0) for name in features(frame, subject, obj))
    return round(min(1 / (1 + math.exp(-odds)), frame.confidence or 1.0), 3)
