"""How far a match is to be trusted: a logistic model of few features, fitted on annotated reports.

Relations differ in how often their words mean something else, and pronouns are resolved less surely than names. Voice, distance and kind of
trigger were tried and told nothing more. The weights are log-odds, fitted with a ridge by
``python -m tests.benchmarks.confidence --fit`` on the annotated development reports (about 400 claims), so that of the claims with
confidence 0.8 about eight in ten are right on reports of that kind.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from kg.ontology import Frame
from kg.records import Argument

INTERCEPT = 2.26
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "accused": -0.44,
        "agreedWith": 0.13,
        "alliedWith": 0.43,
        "attacked": -0.7,
        "basedIn": 0.05,
        "borders": 0.35,
        "controls": 0.36,
        "deployedTo": -1.09,
        "detained": 0.21,
        "fledFrom": 0.05,
        "fledTo": 0.09,
        "fought": -0.47,
        "foughtIn": -0.22,
        "killed": 0.27,
        "killedIn": 0.38,
        "leads": 0.09,
        "locatedIn": 0.15,
        "memberOf": -0.33,
        "metWith": 0.18,
        "object pronoun": -0.15,
        "object unnamed": -0.04,
        "seized": 0.09,
        "subject pronoun": -0.83,
        "subject unnamed": -0.05,
        "supports": 0.47,
        "visited": 0.32,
        "withdrewFrom": -0.37,
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


ELSEWHERE = 0.45
"""The most that a claim is trusted whose subject or object is taken over from another sentence: too few to fit a weight."""


def confidence(frame: Frame, subject: Argument, obj: Argument, *, elsewhere: bool = False) -> float:
    """The probability, 0 to 1, that a match of `frame` with these arguments is what the text says.

    A doubtful frame limits it, and so does an argument that stands in another sentence.
    """
    odds = INTERCEPT + sum(WEIGHTS.get(name, 0.0) for name in features(frame, subject, obj))
    limit = (1 + frame.confidence) / 2 if frame.confidence is not None else 1.0  # those who doubt their frame doubt it too much
    return round(min(1 / (1 + math.exp(-odds)), limit, ELSEWHERE if elsewhere else 1.0), 3)
