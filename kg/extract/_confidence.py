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

INTERCEPT = 2.22
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "accused": -0.91,
        "agreedWith": 0.11,
        "alliedWith": 0.16,
        "attacked": -0.66,
        "basedIn": 0.37,
        "borders": 0.38,
        "controls": 0.29,
        "deployedTo": 0.02,
        "detained": 0.21,
        "fledFrom": -0.42,
        "fledTo": 0.11,
        "fought": -0.43,
        "foughtIn": -0.05,
        "killed": 0.26,
        "killedIn": 0.35,
        "leads": 0.07,
        "locatedIn": -0.12,
        "memberOf": -0.34,
        "metWith": 0.47,
        "object pronoun": 0.12,
        "object unnamed": -0.0,
        "seized": 0.03,
        "subject pronoun": -0.5,
        "subject unnamed": -0.19,
        "supports": 0.22,
        "visited": 0.24,
        "withdrewFrom": -0.36,
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
