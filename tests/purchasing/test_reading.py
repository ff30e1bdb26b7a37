"""Which version a line names: nothing is guessed, and nobody's unasked share answers for another supplier."""

from itertools import product

import pytest

from apps.claims.words import sentence
from apps.purchasing.models import OrderLine
from apps.purchasing.services import check_order
from tests import factories
from tests.purchasing.conftest import HOLDER, NUMBER, Market
from tests.purchasing.ordering import decided, decisions, receive

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("10,K21-A,,3.4.1,1.8.0,", ["hardware"]),
        ("10,K21-A,B2,,1.8.0,", ["firmware"]),
        ("10,K21-A,,,1.8.0,", ["hardware", "firmware"]),
    ],
)
def test_a_line_that_leaves_a_part_out_names_no_version_even_where_only_one_fits(
    market: Market, line: str, missing: list[str]
) -> None:
    (check,) = check_order(actor=market.buyer, order=receive(market.buyer, line))
    assert check.decision == "hold"
    assert [one["code"] for one in check.reasons] == ["R-VERSION-NOT-GIVEN"] * len(missing)
    assert [one["params"]["part"] for one in check.reasons] == [f"part.{part}" for part in missing]
    assert [sentence(one["code"], one["params"]) for one in check.reasons] == [
        f"The line does not name the {part} version, so it is open which build is bought. Add it to the line."
        for part in missing
    ]
    assert check.line.version is None


def test_a_line_without_ai_software_names_no_version_however_it_was_stored(market: Market) -> None:
    order = receive(market.buyer, "10,K21-A,B2,3.4.1,1.8.0,")
    OrderLine.objects.owned_by(market.buyer).update(ai_software="")
    (check,) = check_order(actor=market.buyer, order=order)
    assert (check.decision, check.reasons[0]["params"]["part"], check.line.version) == (
        "hold",
        "part.ai_software",
        None,
    )


def test_a_line_that_names_every_part_and_fits_none_is_of_an_unknown_version(market: Market) -> None:
    (check,) = check_order(actor=market.buyer, order=receive(market.buyer, "10,K21-A,B2,3.4.1,7.7.7,"))
    assert decisions([check]) == [("hold", "R-VERSION-UNKNOWN")]
    said = sentence("R-VERSION-UNKNOWN", check.reasons[0]["params"])
    assert said.startswith("No version that you may see has this product code")


@pytest.mark.parametrize("code", ["K21-A", "k21-a", "Ｋ21－Ａ "])
@pytest.mark.parametrize("their_build", ["1.8.0", "1.9.0", None])
def test_a_code_of_several_suppliers_names_no_product(market: Market, code: str, their_build: str | None) -> None:
    order = receive(market.buyer, "10,K21-A,B2,3.4.1,1.8.0,", "20,K21-A,B2,3.4.1,1.9.0,", "30,k21-a,B2,3.4.1,1.8.0,")
    assert [c.decision for c in check_order(actor=market.buyer, order=order)] == ["release", "block", "release"]
    share_of_a_stranger(market, code, their_build)
    checks = check_order(actor=market.buyer, order=order)
    assert decisions(checks) == [("hold", "R-VERSION-UNKNOWN")] * 3
    said = sentence("R-VERSION-UNKNOWN", checks[0].reasons[0]["params"])
    assert said.startswith("Several products that you may see have the code K21-A")


def share_of_a_stranger(market: Market, code: str, build: str | None) -> None:
    """A product nobody asked for, its build covered by a claim that holds."""
    organisation = factories.organisation("supplier", legal_name=HOLDER)
    rival = factories.member(organisation)
    theirs = factories.product(rival, code=code)
    if build:
        version = factories.version(rival, theirs, ai_software=build)
        factories.submitted_claim(rival, [version], NUMBER, HOLDER)
    factories.share(rival, theirs, market.buyer_organisation)


def test_a_share_nobody_asked_for_never_turns_a_line_into_a_release(market: Market) -> None:
    lines = [
        f"{n},{code},{hardware},{firmware},{build},{number}"
        for n, (code, hardware, firmware, build, number) in enumerate(
            product(("K21-A", "k21－a"), ("", "B2"), ("", "3.4.1"), ("1.8.0", "1.9.0", "9.9.9"), ("", NUMBER))
        )
    ]
    order = receive(market.buyer, *lines)
    before = [check.decision for check in check_order(actor=market.buyer, order=order)]
    for code, build in (("K21-A", "9.9.9"), ("Ｋ21-A", "1.9.0"), ("k21-a", "1.8.0")):
        share_of_a_stranger(market, code, build)
        after = [check.decision for check in check_order(actor=market.buyer, order=order)]
        assert [b for b, a in zip(before, after, strict=True) if a == "release" and b != "release"] == []


@pytest.mark.parametrize("code", ["k21-a", "Ｋ２１－Ａ", "K21 -A", "K21-A\u00a0"])
def test_a_model_code_counts_whatever_its_case_width_and_blanks(market: Market, code: str) -> None:
    assert decided(market.buyer, f"10,{code},B2,3.4.1,1.8.0,") == [("release", "R-NUM-EXACT")]


def test_of_one_suppliers_codes_that_fold_alike_the_one_written_so_is_meant(market: Market) -> None:
    other = factories.product(market.supplier, code="k21-a")
    factories.version(market.supplier, other)
    factories.share(market.supplier, other, market.buyer_organisation)
    assert decided(
        market.buyer,
        "10,K21-A,B2,3.4.1,1.8.0,",
        "20,k21-a,B2,3.4.1,1.8.0,",
        "30,K21-a,B2,3.4.1,1.8.0,",
    ) == [("release", "R-NUM-EXACT"), ("hold", "R-NOT-ASSESSED"), ("hold", "R-VERSION-UNKNOWN")]
