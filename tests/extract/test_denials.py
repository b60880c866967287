"""Denials that point back to what somebody else said."""

import pytest

from kg.records import Claim

from .conftest import Claims


def denials(found: list[Claim]) -> set[str]:
    return {f"{c.sources[0].label}: {c.subject.label} {c.predicate} {c.object.label}" for c in found if c.factuality == "CT-"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ukraine accused Russia of bombing a hospital in Mariupol. Russia denied the claim.", "Russia: Russia attacked hospital"),
        ("Ukraine accused Russia of bombing a hospital in Mariupol. Moscow rejected the accusation.", "Russia: Russia attacked hospital"),
        ("Ukraine accused Russia of bombing a hospital in Mariupol. Russia denied it.", "Russia: Russia attacked hospital"),
        ("Ukraine accused Russia of bombing a hospital, a charge that Moscow rejected.", "Russia: Russia attacked hospital"),
        ("Ukraine accused Russia of bombing a hospital. Russia called the accusation baseless.", "Russia: Russia attacked hospital"),
        ("Ukraine accused Russia of bombing a hospital. The accusation was rejected by Russia.", "Russia: Russia attacked hospital"),
        ("The United States blamed Iran for the attack on Aramco. Tehran denied involvement.", "Iran: Iran attacked Saudi Aramco"),
        ("The Taliban said they had seized Kunduz. Afghanistan denied that the city had fallen.", "Afghanistan: Taliban seized Kunduz"),
        ("Ukraine said Russian troops had captured Kherson. Moscow dismissed the claim.", "Russia: Russian troops seized Kherson"),
    ],
)
def test_denial(claims: Claims, text: str, wanted: str) -> None:
    found = claims(text)
    assert wanted in denials(found)
    said = wanted.split(": ")[1]
    kept = [c for c in found if f"{c.subject.label} {c.predicate} {c.object.label}" == said and c.factuality == "CT+"]
    assert kept, "what was denied stays, in the mouth of who said it"


def test_evidence_is_the_denial(claims: Claims) -> None:
    text = "Ukraine accused Russia of bombing a hospital in Mariupol. Russia denied the claim."
    denial = next(c for c in claims(text) if c.factuality == "CT-")
    assert denial.evidence.quote == text[denial.evidence.start : denial.evidence.end]
    assert "Russia denied" in denial.evidence.quote


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine accused Russia of bombing a hospital. Russia did not deny it.",
        "Ukraine accused Russia of bombing a hospital. Russia denied visas to reporters.",
        "Ukraine accused Russia of bombing a hospital. Russia welcomed the report.",
        "Russia bombed a hospital in Mariupol. The day passed. It rained. Nobody came. France denied the claim.",
        "Ukraine accused Russia of bombing a hospital. Ukraine rejected the claim of victory.",
    ],
)
def test_no_denial(claims: Claims, text: str) -> None:
    assert denials(claims(text)) == set()
