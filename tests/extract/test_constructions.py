"""Every frame of ontology/constructions.ttl gives its relation on its own example."""

import pytest

from kg import ontology
from kg.ontology import Frame, parse

from .conftest import Claims

FILE = ontology.folder() / "constructions.ttl"
NAMES = {q.subject.value.rsplit("#", 1)[-1] for q in parse(FILE)}
FRAMES = [f for f in ontology.load().frames if f.name in NAMES]


def test_the_file_holds_frames() -> None:
    assert len(FRAMES) >= 15


@pytest.mark.parametrize("frame", FRAMES, ids=lambda f: f.name)
def test_example(frame: Frame, claims: Claims) -> None:
    assert frame.examples, f"{frame.name} needs a skos:example"
    for example in frame.examples:
        found = [f"{c.subject.label} {c.predicate} {c.object.label}" for c in claims(example)]
        assert any(f" {frame.relation} " in line for line in found), (example, found)
