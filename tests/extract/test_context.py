"""Who says it, how surely, in which mode, when and where."""

from datetime import date

import pytest

from kg.records import Claim

from .conftest import Claims


def one(found: list[Claim], relation: str) -> Claim:
    return next(c for c in found if c.predicate == relation)


@pytest.mark.parametrize(
    ("text", "relation", "sources", "factuality", "mode"),
    [
        ("The Taliban captured Kunduz.", "seized", [], "CT+", None),
        ("Two officials told Reuters the Taliban had captured Kunduz.", "seized", ["Two officials", "Reuters"], "CT+", None),
        ("Iran denied that its forces had attacked Herat.", "attacked", ["Iran"], "CT-", None),
        ("The Taliban may have captured Kunduz.", "seized", [], "PS+", None),
        ("The Taliban have probably captured Kunduz.", "seized", [], "PR+", None),
        ("The Taliban did not capture Kunduz.", "seized", [], "CT-", None),
        ("The Taliban vowed to capture Kunduz.", "seized", ["The Taliban"], "CT+", "future"),
        ("The Taliban tried to capture Kunduz.", "seized", [], "CT+", "hypothetical"),
        ("The Taliban captured Kunduz in 1997.", "seized", [], "CT+", "historical"),
        ("The Wagner Group is suspected of killing ten civilians in Bria.", "killed", [], "PR+", None),
    ],
)
def test_who_and_how(claims: Claims, text: str, relation: str, sources: list[str], factuality: str, mode: str | None) -> None:
    found = one(claims(text), relation)
    assert [s.text for s in found.sources[:-1]] == sources
    assert found.sources[-1].label == "Example Gazette"
    assert (found.factuality, found.mode) == (factuality, mode)


def test_dates_count_from_the_report(claims: Claims) -> None:
    found = one(claims("The Taliban captured Kunduz on Thursday."), "seized")
    assert (found.valid_from, found.valid_to) == (date(2021, 7, 8), date(2021, 7, 8))


def test_no_date_where_none_is_given(claims: Claims) -> None:
    found = one(claims("The Taliban captured Kunduz."), "seized")
    assert found.valid_from is None and found.valid_to is None


def test_place_of_an_event_whose_object_is_no_place(claims: Claims) -> None:
    found = one(claims("Gunmen killed three policemen in Kunduz."), "killed")
    assert found.place is not None and found.place.label == "Kunduz"


def test_former_office(claims: Claims) -> None:
    assert one(claims("Former Afghan president Hamid Karzai spoke."), "leads").mode == "historical"


def test_nameless_publisher(claims: Claims) -> None:
    found = claims("The Taliban captured Kunduz.", publisher=None)
    assert found[0].sources[-1].label == "unknown publisher"


def test_titles_stay_the_reporters_own(claims: Claims) -> None:
    found = one(claims("Officials said Afghan president Ashraf Ghani had left Kabul."), "leads")
    assert [s.label for s in found.sources] == ["Example Gazette"]
