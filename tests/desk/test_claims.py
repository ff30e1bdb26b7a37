"""Tests of what came of a claim, and of the pages that show it in full."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.claims import queries as claims
from tests import factories
from tests.desk.conftest import LISTED, LISTED_HOLDER, Cast

UNLISTED = "Guangdong-ShiLiBiaoPai-202307019901"


@pytest.fixture
def claim(cast: Cast, listed: None) -> Any:
    return factories.submitted_claim(cast.people["owner"], [cast.version], LISTED, LISTED_HOLDER)


def test_a_claim_says_what_it_comes_to_and_against_which_edition(
    cast: Cast, claim: Any, reading: Callable[[Any], str]
) -> None:
    for person in ("owner", "viewer", "partner"):
        page = reading(cast.get(person, "claim", pk=claim.pk))
        assert "R-NUM-EXACT" in page
        assert "Edition 1 of the national list" in page
        assert "It is not an approval by any authority." in page
    assert cast.get("stranger", "claim", pk=claim.pk).status_code == 404


def test_while_the_check_is_queued_the_page_asks_again_by_itself(cast: Cast, listed: None) -> None:
    claim = factories.submitted_claim(cast.people["owner"], [cast.version], LISTED, LISTED_HOLDER, verify=False)
    page = cast.get("owner", "claim", pk=claim.pk).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert "Checking" in page


def test_without_a_list_the_page_says_that_it_cannot_check(cast: Cast) -> None:
    claim = factories.submitted_claim(cast.people["owner"], [cast.version], LISTED, LISTED_HOLDER)
    assert cast.get("owner", "claim", pk=claim.pk).status_code == 200
    assert cast.get("owner", "version", pk=cast.version.pk).status_code == 200


def test_a_claim_is_withdrawn_after_asking_and_its_history_stays(cast: Cast, claim: Any) -> None:
    asked = cast.get("owner", "claim-withdraw", pk=claim.pk)
    assert "Keep it" in asked.content.decode()
    cast.post("owner", "claim-withdraw", pk=claim.pk)
    page = cast.get("owner", "claim", pk=claim.pk).content.decode()
    assert "Withdrawn" in page
    assert "V-" in page


def test_withdrawing_twice_says_so(cast: Cast, claim: Any) -> None:
    cast.post("owner", "claim-withdraw", pk=claim.pk)
    address = cast.address("owner", "claim-withdraw", pk=claim.pk)
    page = cast.client("owner").post(address, follow=True).content.decode()
    assert "no longer in the state you saw" in page


@pytest.mark.parametrize(("person", "status"), [("viewer", 403), ("partner", 403), ("stranger", 403)])
def test_only_the_supplier_withdraws_a_claim(cast: Cast, claim: Any, person: str, status: int) -> None:
    assert cast.post(person, "claim-withdraw", pk=claim.pk).status_code == status
    assert claims.claim(actor=cast.people["owner"], pk=claim.pk).state == "submitted"


def test_a_verification_is_shown_side_by_side_with_the_proof_of_the_list(cast: Cast, claim: Any) -> None:
    verification = claims.verifications_of(actor=cast.people["owner"], claim=claim).get()
    for person in ("owner", "partner"):
        page = cast.get(person, "verification", pk=verification.pk).content.decode()
        assert "2024-04.csv" in page
        assert verification.edition.sha256[:8] in page
        assert "Row as published" in page
    assert cast.get("stranger", "verification", pk=verification.pk).status_code == 404


def test_characters_that_differ_are_marked_and_said(cast: Cast, listed: None) -> None:
    claim = factories.submitted_claim(
        cast.people["owner"], [cast.version], LISTED.replace("Beijing", "beijing"), LISTED_HOLDER, model_name="智谱青言"
    )
    verification = claims.verifications_of(actor=cast.people["owner"], claim=claim).get()
    page = cast.get("owner", "verification", pk=verification.pk).content.decode()
    assert "<mark>b</mark>" in page
    assert "(differs at position 1)" in page
    assert '<mark><span lang="zh-Hans">青</span></mark>' in page


def test_a_verification_without_a_row_says_what_was_looked_at(cast: Cast, listed: None) -> None:
    claim = factories.submitted_claim(cast.people["owner"], [cast.version], UNLISTED, LISTED_HOLDER)
    verification = claims.verifications_of(actor=cast.people["owner"], claim=claim).get()
    page = cast.get("owner", "verification", pk=verification.pk).content.decode()
    assert "The list shows no row to compare the claim with." in page
    assert "2024-04.csv" in page
    assert "Row as published" not in page


def test_a_versions_status_is_the_same_for_owner_and_partner_and_hidden_from_a_stranger(
    cast: Cast, claim: Any, reading: Callable[[Any], str]
) -> None:
    for person in ("owner", "partner"):
        page = reading(cast.get(person, "version", pk=cast.version.pk))
        assert "Covered" in page
        assert LISTED in page
        assert "bundled data, not fetched from the official site" in page
        assert "It is not an approval by any authority." in page
    assert cast.get("stranger", "version", pk=cast.version.pk).status_code == 404


def test_the_home_of_a_supplier_begins_with_what_is_worst(cast: Cast, claim: Any) -> None:
    gone = factories.version(cast.people["owner"], cast.product, firmware="9")
    factories.submitted_claim(cast.people["owner"], [gone], UNLISTED, LISTED_HOLDER)
    response = cast.get("owner", "organisation-home")
    assert [line["code"] for line in response.context["attention"]] == ["not_listed", "version_changed"]
    assert [(one.code, one.count) for one in response.context["counts"]] == [
        ("covered", 1),
        ("version_changed", 1),
        ("not_covered", 1),
    ]
    assert [line["claim"].number for line in response.context["results"]] == [UNLISTED, LISTED]


def test_an_empty_home_says_what_it_is_for_and_where_to_begin(db: None) -> None:
    fresh = factories.stranger("supplier")
    page = Cast({"fresh": fresh}, *[None] * 3).get("fresh", "organisation-home").content.decode()
    assert "Add your first product" in page
    assert "Start with a product." in page


def test_who_neither_supplies_nor_orders_sees_what_is_shared_with_him(cast: Cast, claim: Any) -> None:
    integrator = factories.stranger("integrator")
    people = Cast({"integrator": integrator}, cast.product, cast.version, cast.other_version)
    assert people.organisation("integrator").slug in people.get("integrator", "organisation-home").content.decode()
    factories.share(cast.people["owner"], cast.product, people.organisation("integrator"))
    page = people.get("integrator", "organisation-home").content.decode()
    assert "K21-A HW B2 / FW 3.4.1 / AI 1.8.0" in page
