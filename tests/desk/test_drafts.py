"""Tests of a claim on its way: described, given versions, confirmed."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.claims import queries as claims
from apps.claims import services
from portal.demo_papers import one_page
from tests import factories
from tests.desk.conftest import LISTED, LISTED_HOLDER, Cast

SAID = {"kind": "filing", "number": LISTED, "holder": LISTED_HOLDER, "model_name": "", "province": "", "lean": "own"}
PAPER = {"lean": "other", "paper_note": "Agreement 14", "paper_from": "2026-01-01", "paper_until": "2027-12-31"}
AGREEMENT = one_page(["Agreement 14"])
STEPS = ["claim-describe", "claim-versions", "claim-confirm"]


@pytest.fixture
def draft(cast: Cast) -> Any:
    return services.begin_claim(actor=cast.people["owner"], kind="filing")


def test_a_claim_goes_from_the_number_to_the_result(cast: Cast, draft: Any, listed: None) -> None:
    described = cast.post("owner", "claim-describe", SAID, pk=draft.pk)
    assert described.url == cast.address("owner", "claim-versions", pk=draft.pk)
    named = cast.post("owner", "claim-versions", {"versions": [str(cast.version.pk)]}, pk=draft.pk)
    assert named.url == cast.address("owner", "claim-confirm", pk=draft.pk)
    asked = cast.get("owner", "claim-confirm", pk=draft.pk).content.decode()
    assert LISTED in asked
    assert "HW B2 / FW 3.4.1 / AI 1.8.0" in asked
    submitted = cast.post("owner", "claim-confirm", {"confirmed": "on"}, pk=draft.pk)
    assert submitted.url == cast.address("owner", "claim", pk=draft.pk)
    assert claims.claim(actor=cast.people["owner"], pk=draft.pk).state == "submitted"


def test_the_instant_check_shows_what_the_list_says_and_saves_nothing(cast: Cast, draft: Any, listed: None) -> None:
    body = {**SAID, "number": LISTED.lower(), "check": "1"}
    page = cast.post("owner", "claim-describe", body, pk=draft.pk).content.decode()
    assert "R-NUM-NORM" in page
    assert "智谱清言" in page
    assert f'value="{LISTED.lower()}"' in page
    assert claims.claim(actor=cast.people["owner"], pk=draft.pk).number == ""


def test_a_number_inside_a_sentence_is_offered_and_not_taken(cast: Cast, draft: Any, listed: None) -> None:
    body = {**SAID, "number": f"our number is {LISTED}, thank you", "check": "1"}
    page = cast.post("owner", "claim-describe", body, pk=draft.pk).content.decode()
    assert "These numbers stand in what you typed" in page
    assert "On the list as" not in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "京ICP备12345678号-1"}, "number"),
        ({"holder": ""}, "holder"),
        ({"lean": "other"}, "paper_from"),
        ({"lean": "other"}, "file"),
        (PAPER, "file"),
        ({**PAPER, "file": b""}, "file"),
        ({**PAPER, "file": b"<html></html>"}, "file"),
        ({**PAPER, "paper_until": "2025-01-01"}, "paper_until"),
        ({**PAPER, "paper_from": "01/02/2026"}, "paper_from"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(
    cast: Cast, draft: Any, listed: None, change: dict[str, Any], field: str
) -> None:
    if "file" in change:
        change = {**change, "file": chosen(change["file"])}
    response = cast.post("owner", "claim-describe", {**SAID, **change}, pk=draft.pk)
    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert f'href="#id_{field}"' in response.content.decode()
    assert claims.claim(actor=cast.people["owner"], pk=draft.pk).number == ""
    assert not claims.reliances(actor=cast.people["owner"]).exists()
    assert not claims.certificates(actor=cast.people["owner"]).exists()


def chosen(content: bytes, name: str = "agreement.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def with_paper(content: bytes = AGREEMENT, **changes: str) -> dict[str, Any]:
    return {**SAID, **PAPER, "file": chosen(content), **changes}


def test_another_companys_number_is_claimed_with_the_paper_that_lets_one(cast: Cast, draft: Any) -> None:
    owner = cast.people["owner"]
    assert cast.post("owner", "claim-describe", with_paper(), pk=draft.pk).status_code == 302
    reliance = claims.papers(actor=owner).get()
    assert (reliance.holder, reliance.note, str(reliance.valid_from)) == (LISTED_HOLDER, "Agreement 14", "2026-01-01")
    (file,) = reliance.paper.files.all()
    response = cast.get("owner", "certificate-file", pk=file.pk)
    assert b"".join(response.streaming_content) == AGREEMENT
    page = cast.get("owner", "claim-describe", pk=draft.pk).content.decode()
    assert 'value="Agreement 14"' in page
    link = cast.address("owner", "certificate-file", pk=file.pk)
    assert link in page
    confirm = cast.get("owner", "claim-confirm", pk=draft.pk).content.decode()
    assert "Agreement 14" in confirm
    assert link in confirm
    assert claims.own_claims(actor=owner).count() == 1


def test_describing_again_without_a_change_keeps_one_paper(cast: Cast, draft: Any) -> None:
    for body in (with_paper(), with_paper(), {**SAID, **PAPER}):
        assert cast.post("owner", "claim-describe", body, pk=draft.pk).status_code == 302
    assert claims.reliances(actor=cast.people["owner"]).count() == 1
    assert claims.certificates(actor=cast.people["owner"]).count() == 1


def test_a_paper_that_is_there_need_not_be_sent_again_and_a_newer_one_may_be(cast: Cast, draft: Any) -> None:
    cast.post("owner", "claim-describe", with_paper(), pk=draft.pk)
    longer = {**SAID, **PAPER, "paper_until": "2028-12-31"}
    assert cast.post("owner", "claim-describe", longer, pk=draft.pk).status_code == 302
    newer = with_paper(one_page(["Agreement 15"]))
    assert cast.post("owner", "claim-describe", newer, pk=draft.pk).status_code == 302
    found = claims.papers(actor=cast.people["owner"])
    assert [(one.paper.pk, str(one.valid_until)) for one in found.order_by("pk")] == [
        (found.order_by("pk")[0].paper_id, "2027-12-31"),
        (found.order_by("pk")[0].paper_id, "2028-12-31"),
        (found.order_by("pk")[2].paper_id, "2027-12-31"),
    ]
    assert len({one.paper_id for one in found}) == 2


def test_the_paper_of_one_number_serves_no_other(cast: Cast, draft: Any) -> None:
    cast.post("owner", "claim-describe", with_paper(), pk=draft.pk)
    for change in ({"number": "Beijing-WenXinYiYan-20230821"}, {"holder": "别的有限公司"}):
        response = cast.post("owner", "claim-describe", {**SAID, **PAPER, **change}, pk=draft.pk)
        assert "Choose the file of the paper" in response.content.decode()


def test_a_paper_stands_in_the_list_of_certificates_and_leads_to_no_draft(cast: Cast, draft: Any) -> None:
    cast.post("owner", "claim-describe", with_paper(), pk=draft.pk)
    reliance = claims.papers(actor=cast.people["owner"]).get()
    page = cast.get("owner", "certificates").content.decode()
    assert cast.address("owner", "certificate-file", pk=reliance.paper.files.all()[0].pk) in page
    assert "agreement.pdf" in page
    assert "Files being read" not in page
    assert "agreement.pdf" not in cast.get("partner", "certificates").content.decode()
    assert cast.get("viewer", "certificates").status_code == 200
    assert cast.get("owner", "certificate", pk=reliance.paper_id).url == cast.address("owner", "certificates")


def test_at_least_one_version_is_named(cast: Cast, draft: Any) -> None:
    response = cast.post("owner", "claim-versions", {}, pk=draft.pk)
    assert "Choose at least one version" in response.content.decode()


def test_a_version_of_somebody_else_cannot_be_named(cast: Cast, draft: Any) -> None:
    rival = factories.stranger("supplier")
    foreign = factories.version(rival, factories.product(rival))
    response = cast.post("owner", "claim-versions", {"versions": [str(foreign.pk)]}, pk=draft.pk)
    assert response.status_code == 200
    assert claims.named_versions(actor=cast.people["owner"], claims=[draft])[draft.pk] == []


def test_the_versions_named_before_are_ticked(cast: Cast, draft: Any) -> None:
    services.name_versions(actor=cast.people["owner"], claim=draft, versions=[cast.version])
    page = cast.get("owner", "claim-versions", pk=draft.pk).content.decode()
    assert f'value="{cast.version.pk}" id="version-{cast.version.pk}" checked' in page
    assert page.count(" checked") == 1


def test_nothing_is_submitted_without_the_suppliers_word(cast: Cast, draft: Any) -> None:
    response = cast.post("owner", "claim-confirm", {}, pk=draft.pk)
    assert "Tick the box to confirm" in response.content.decode()
    assert claims.claim(actor=cast.people["owner"], pk=draft.pk).state == "draft"


def test_what_is_missing_is_said_when_one_confirms_too_early(cast: Cast, draft: Any) -> None:
    page = cast.post("owner", "claim-confirm", {"confirmed": "on"}, pk=draft.pk).content.decode()
    assert "Give the number and the company it was issued to" in page


@pytest.mark.parametrize("step", STEPS)
def test_a_draft_is_nobody_elses(cast: Cast, draft: Any, step: str) -> None:
    assert cast.get("viewer", step, pk=draft.pk).status_code == 403
    rival = Cast({"rival": factories.stranger("supplier")}, cast.product, cast.version, cast.other_version)
    assert rival.get("rival", step, pk=draft.pk).status_code == 404


@pytest.mark.parametrize("step", STEPS)
def test_a_submitted_claim_is_shown_and_no_longer_changed(cast: Cast, step: str, listed: None) -> None:
    claim = factories.submitted_claim(cast.people["owner"], [cast.version], LISTED, LISTED_HOLDER)
    assert cast.get("owner", step, pk=claim.pk).url == cast.address("owner", "claim", pk=claim.pk)
