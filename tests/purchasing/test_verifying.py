"""The number on a line is checked itself, and the answer is the one that the number alone gets."""

import pytest

from apps.claims.words import sentence
from apps.purchasing.queries import number_decision
from apps.purchasing.services import check_order
from tests.purchasing.conftest import NUMBER, OTHERS, UNLISTED, Market
from tests.purchasing.ordering import receive

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "decision", "match", "code"),
    [
        (OTHERS, "block", "mismatch", "R-ENT-OTHER"),
        (UNLISTED, "block", "not_listed", "R-NOT-FOUND"),
        (NUMBER[:-1] + "2", "block", "not_listed", "R-NEAR"),
        ("京ICP备12345678号-1", "hold", "not_checkable", "R-NUM-TYPE-ICP"),
        ("网信算备110108823483901230031号", "hold", "not_checkable", "R-NUM-TYPE-ALGO"),
        ("see the certificate", "hold", "not_checkable", "R-MALFORMED"),
    ],
)
def test_a_line_with_another_number_than_the_claims_shows_what_the_list_says_of_that_number(
    market: Market, number: str, decision: str, match: str, code: str
) -> None:
    (check,) = check_order(actor=market.buyer, order=receive(market.buyer, f"10,K21-A,B2,3.4.1,1.8.0,{number}"))
    codes = [one["code"] for one in check.reasons]
    assert (check.decision, check.match) == (decision, match)
    assert {code, "R-LINE-NUMBER"} <= set(codes)
    assert "R-ENT-EXACT" not in codes
    assert check.facts["standing"] == "not_decided"


@pytest.mark.parametrize("build", ["1.9.0", "9.9.9"])
def test_a_number_is_checked_where_no_claim_names_the_version_and_where_no_version_fits(
    market: Market, build: str
) -> None:
    checks = check_order(
        actor=market.buyer,
        order=receive(
            market.buyer,
            f"10,K21-A,B2,3.4.1,{build},{UNLISTED}",
            f"20,K21-A,B2,3.4.1,{build},京ICP备12345678号-1",
            f"30,K21-A,,,{build},{OTHERS}",
            f"40,NG-4,B2,3.4.1,1,{UNLISTED}",
        ),
    )
    assert [check.match for check in checks] == ["not_listed", "not_checkable", "match", "not_listed"]
    assert [checks[0].decision, checks[2].decision, checks[3].decision] == ["block", "hold", "block"]
    assert "R-NUM-TYPE-ICP" in [one["code"] for one in checks[1].reasons]


def test_what_speaks_against_the_claim_still_counts_and_says_that_it_is_about_the_claim(market: Market) -> None:
    (check,) = check_order(actor=market.buyer, order=receive(market.buyer, f"10,K21-A,B2,3.4.1,1.7.2,{NUMBER}"))
    assert (check.decision, check.match) == ("block", "match")
    (against,) = [one for one in check.reasons if one["code"] == "R-NOT-FOUND"]
    said = sentence("R-NOT-FOUND", against["params"])
    assert said.startswith(f"About {UNLISTED}, the number in the supplier's claim: No row with this number")


def test_a_line_and_a_single_number_get_the_same_decision_whichever_is_asked(market: Market) -> None:
    texts = [
        *(NUMBER, NUMBER.upper(), NUMBER.replace("-", "－"), NUMBER[:-1] + "2", UNLISTED, OTHERS, f"No. {NUMBER}"),
        *(
            "京ICP备12345678号-1",
            "网信算备110108823483901230031号",
            "91330106MA2CFLDG4R",
            "n/a",
            "Beijing-New-20991231",
        ),
    ]
    versions = [market.covered, market.unclaimed, market.unlisted, None]
    asked = [(text, version) for text in texts for version in versions]
    lines = [
        f"{n},K21-A,B2,3.4.1,{version.ai_software if version else '9.9.9'},{text}"
        for n, (text, version) in enumerate(asked)
    ]
    checks = check_order(actor=market.buyer, order=receive(market.buyer, *lines))
    for (text, version), check in zip(asked, checks, strict=True):
        found = number_decision(actor=market.buyer, text=text, version=version)
        assert (check.decision, check.match) == (found.outcome.decision, found.match), (text, version)
        if version:
            assert check.reasons == [one.as_dict() for one in found.outcome.reasons], (text, version)
