from __future__ import annotations

from dataclasses import replace

from kg.graph.change import compare
from kg.records import Claim, Evidence
from tests.graph.conftest import border

CLAIMS = border()[1]
TAKEN = CLAIMS[0]


def moved(claim: Claim, by: int) -> Claim:
    words = claim.evidence
    return replace(claim, evidence=Evidence(words.document, words.start + by, words.end + by, words.quote))


def test_the_same_claims_are_kept() -> None:
    change = compare("border", CLAIMS, CLAIMS)
    assert not change
    assert change.kept == tuple(CLAIMS)


def test_a_claim_that_only_moved_in_the_text_is_kept() -> None:
    change = compare("border", [TAKEN], [moved(TAKEN, 40)])
    assert not change
    assert change.kept == (moved(TAKEN, 40),)


def test_a_claim_that_says_something_else_of_the_same_is_changed() -> None:
    surer = replace(TAKEN, factuality="PR+")
    change = compare("border", [TAKEN], [surer])
    assert change.changed == ((TAKEN, surer),)
    assert not change.added
    assert not change.withdrawn


def test_each_claim_has_one_counterpart() -> None:
    change = compare("border", [TAKEN], [moved(TAKEN, 40), moved(TAKEN, 90)])
    assert (len(change.kept), len(change.added), len(change.withdrawn)) == (1, 1, 0)


def test_what_came_is_added_and_what_went_is_withdrawn() -> None:
    change = compare("border", CLAIMS[:2], CLAIMS[1:3])
    assert change.withdrawn == (TAKEN,)
    assert change.added == (CLAIMS[2],)
    assert change.kept == (CLAIMS[1],)
