"""Passages in the manner of news, full of denials, rival claims, hedges, plans and refusals: who says what, and what nobody says.

``tests/golden/passages.jsonl`` holds a passage a line: ``says`` are its claims (subject, relation, object, innermost source or "" for
the reporter, factuality, mode), ``never`` the triples that nobody may be made to assert as fact. What is not yet read is marked
``missed`` and counted: it may become fewer.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kg import ontology
from kg.extract import Extractor
from kg.reading.reader import Reader
from kg.records import Argument, Claim, Document
from tests.extract.conftest import DATE

FILE = Path(__file__).resolve().parents[1] / "golden" / "passages.jsonl"
PASSAGES: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
SYMMETRIC = {r.name for r in ontology.load().relations.values() if r.symmetric}
DETERMINER = re.compile(r"^(the|a|an|its|their|his|her|some)\s+")
FEWEST_FOUND = 0.75


def plain(name: str) -> str:
    return DETERMINER.sub("", name.lower().replace("’", "'").replace("'s", ""))


def stands_for(argument: Argument, name: str, named: Mapping[str, set[str]]) -> bool:
    """Whether `argument` is what the passage calls `name`: by its mention, its label, or their common head and half their words."""
    wanted = plain(name)
    if argument.id in named.get(wanted, ()):
        return True
    for other in (plain(argument.label), plain(argument.text)):
        ours, theirs = set(other.split()), set(wanted.split())
        head = bool(ours) and other.split()[-1] == wanted.split()[-1]
        if other == wanted or (head and 2 * len(ours & theirs) >= max(len(ours), len(theirs)) - 1):
            return True
    return False


def says(claim: Claim, triple: Mapping[str, Any], named: Mapping[str, set[str]]) -> bool:
    """Whether `claim` has the relation, subject and object of `triple`."""
    if claim.predicate != triple["p"]:
        return False
    sides = [(claim.subject, claim.object)]
    if claim.predicate in SYMMETRIC:
        sides.append((claim.object, claim.subject))
    return any(stands_for(s, triple["s"], named) and stands_for(o, triple["o"], named) for s, o in sides)


def told_by(claim: Claim, source: str, named: Mapping[str, set[str]]) -> bool:
    """Whether the innermost source is `source`; "" is the reporter, who is alone in the chain."""
    return stands_for(claim.sources[0], source, named) if source else len(claim.sources) == 1


def found(claim: Claim, wanted: Mapping[str, Any], named: Mapping[str, set[str]]) -> bool:
    same = says(claim, wanted, named) and told_by(claim, wanted["by"], named)
    return same and (claim.factuality, claim.mode) == (wanted["factuality"], wanted["mode"])


def asserted(claim: Claim) -> bool:
    """Whether somebody says that it is, or probably is, so."""
    return claim.factuality in {"CT+", "PR+"} and claim.mode not in {"future", "hypothetical"}


Read = Mapping[str, tuple[list[Claim], Mapping[str, set[str]]]]


@pytest.fixture(scope="module")
def read(reader: Reader, extractor: Extractor) -> Read:
    """Every passage's claims, and the entities by the names that it has for them."""
    documents = [Document(f"passage-{i}", p["text"], publisher="Example Gazette", date=DATE) for i, p in enumerate(PASSAGES)]
    made = {}
    for reading in reader.read(documents):
        named: dict[str, set[str]] = defaultdict(set)
        for mention in reading.mentions:
            named[plain(mention.text)].add(mention.entity)
        made[reading.document.text] = list(extractor(reading)), named
    return made


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda p: p["text"][:70])
def test_who_says_what(read: Read, passage: dict[str, Any]) -> None:
    claims, named = read[passage["text"]]
    for wanted in passage["says"]:
        if not wanted.get("missed"):
            made = [(c.subject.label, c.predicate, c.object.label, c.sources[0].label, c.factuality, c.mode) for c in claims]
            assert any(found(c, wanted, named) for c in claims), (wanted, made)


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda p: p["text"][:70])
def test_what_nobody_says(read: Read, passage: dict[str, Any]) -> None:
    claims, named = read[passage["text"]]
    for triple in passage["never"]:
        wrong = [c for c in claims if says(c, triple, named) and asserted(c)]
        assert triple.get("missed") or not wrong, (triple, [(c.sources[0].label, c.factuality, c.mode) for c in wrong])


def test_the_suite_is_wide_and_mostly_read() -> None:
    wanted = [w for p in PASSAGES for w in p["says"]]
    never = [n for p in PASSAGES for n in p["never"]]
    assert len(PASSAGES) >= 240
    assert len([w for w in wanted if not w.get("missed")]) >= FEWEST_FOUND * len(wanted)
    assert len([n for n in never if n.get("missed")]) <= 2
    assert len([w for w in wanted if w["factuality"] != "CT+" or w["mode"]]) >= 100
