"""How sure a claim is: by relation and by what its arguments are, never above what its frame allows."""

from kg import ontology
from kg.extract._confidence import WEIGHTS, confidence, features
from kg.records import Argument, Entity

FRAMES = ontology.load().frames
NAMED = Argument(Entity("taliban", "Taliban", "ArmedGroup"), "Taliban", 0, 7)
UNNAMED = Argument(Entity("report/r/men", "men", "PersonGroup"), "men", 10, 13)
PRONOUN = Argument(Entity("taliban", "Taliban", "ArmedGroup"), "they", 0, 4)


def test_features_say_what_is_true() -> None:
    frame = next(f for f in FRAMES if f.relation == "seized")
    assert list(features(frame, PRONOUN, UNNAMED)) == ["subject pronoun", "object unnamed", "seized"]
    assert list(features(frame, NAMED, NAMED)) == ["seized"]


def test_pronouns_are_less_sure_than_names() -> None:
    frame = next(f for f in FRAMES if f.relation == "seized" and f.confidence is None)
    assert confidence(frame, PRONOUN, UNNAMED) < confidence(frame, NAMED, UNNAMED)


def test_every_frame_gives_a_probability_within_its_limit() -> None:
    for frame in FRAMES:
        assert 0 < confidence(frame, NAMED, UNNAMED) <= (1 + (frame.confidence if frame.confidence is not None else 1)) / 2


def test_weights_name_relations_or_features() -> None:
    relations = set(ontology.load().relations)
    assert all(name in relations or name.split()[0] in {"subject", "object"} for name in WEIGHTS)
