"""Contracts on the page: drafted in two steps, confirmed, the same clock for both sides, reported and accepted."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.claims import services as claims
from apps.contracts.models import Contract, Obligation
from apps.contracts.services.obligations import start_clocks
from apps.registry import queries as registry
from tests import factories
from tests.desk.conftest import Cast

pytestmark = pytest.mark.django_db
Reading = Callable[[Any], str]
WHY = "a test looks at everything"
# A row that the second edition is the first to show.
SECOND, SECOND_HOLDER = "Jiangsu-YanDi-20240318", "南京硅基智能有限公司"
DRAFT = {
    "reference": "C-118",
    "title": "Supply of kiosks",
    "title_zh": "自助终端供货合同",
    "template": "standard-2026",
    "prevailing_language": "zh-hans",
    "zone": "America/New_York",
}


@pytest.fixture
def deal(cast: Cast, listed: None) -> Cast:
    """The cast with a gate opened to the partner for contracts; its number is not on the first edition."""
    owner = cast.people["owner"]
    cast.product = factories.product(owner, code="R9-C")
    cast.version = factories.version(owner, cast.product)
    factories.share(owner, cast.product, cast.organisation("partner"), ("status", "contract"))
    factories.submitted_claim(owner, [cast.version], SECOND, SECOND_HOLDER)
    return cast


def drafted(deal: Cast, by: str = "owner", other: str = "partner", **changes: Any) -> Contract:
    address = deal.address(by, "contract-add") + f"?partner={deal.organisation(other).slug}"
    response: Any = deal.client(by).post(address, {**DRAFT, "versions": [deal.version.pk], **changes})
    contract = Contract.objects.everything(reason=WHY).get()
    assert response.url == deal.address(by, "contract", pk=contract.pk)
    return contract


def running(deal: Cast) -> Obligation:
    contract = drafted(deal)
    deal.post("partner", "contract-confirm", pk=contract.pk)
    factories.national_list(upto=2)
    edition = registry.current_edition()
    assert edition is not None
    claims.verify_changed(actor=factories.SYSTEM, edition_id=edition.pk)
    (obligation,) = start_clocks(actor=factories.SYSTEM, edition_id=edition.pk)
    return obligation


def test_first_the_other_party_is_chosen_among_those_one_deals_with(deal: Cast, reading: Reading) -> None:
    page = reading(deal.get("partner", "contract-add"))
    assert f'value="{deal.organisation("owner").slug}"' in page
    assert deal.organisation("stranger").slug not in page
    page = reading(deal.get("stranger", "contract-add"))
    assert "There is nobody to draft a contract with yet." in page
    page = reading(deal.get("partner", "contract-add", {"partner": deal.organisation("stranger").slug}))
    assert "Choose an organisation from the list." in page


def test_then_versions_are_chosen_among_those_opened_for_contracts(deal: Cast, reading: Reading) -> None:
    page = reading(deal.get("partner", "contract-add", {"partner": deal.organisation("owner").slug}))
    assert "R9-C · HW B2 / FW 3.4.1 / AI 1.8.0" in page
    assert "K21-A" not in page
    assert "Give notice when a verdict changes" in page


def test_a_draft_that_is_not_taken_keeps_what_was_typed(deal: Cast, reading: Reading) -> None:
    drafted(deal)
    address = deal.address("owner", "contract-add") + f"?partner={deal.organisation('partner').slug}"
    again = reading(deal.client("owner").post(address, {**DRAFT, "versions": [deal.version.pk]}))
    assert "Your organisation has a contract with the number C-118 already." in again
    assert 'value="Supply of kiosks"' in again
    without = reading(deal.client("owner").post(address, {**DRAFT, "reference": "C-2"}))
    assert "Name at least one product version." in without
    assert 'href="#id_versions"' in without
    assert Contract.objects.everything(reason=WHY).count() == 1
    elsewhere = deal.address("owner", "contract-add") + f"?partner={deal.organisation('stranger').slug}x"
    lost: Any = deal.client("owner").post(elsewhere, DRAFT)
    assert lost.url == deal.address("owner", "contract-add")


def test_a_draft_waits_for_the_other_party_only(deal: Cast, reading: Reading) -> None:
    contract = drafted(deal, by="partner", other="owner")
    own, other = (reading(deal.get(person, "contract", pk=contract.pk)) for person in ("partner", "owner"))
    confirm = "Confirm for your organisation"
    assert [confirm in own, confirm in other] == [False, True]
    assert "Not in force yet; waiting for:" in own
    assert "waits for you" in reading(deal.get("owner", "contracts"))
    assert "waits for the other party" in reading(deal.get("partner", "contracts"))
    response = deal.post("owner", "contract-confirm", pk=contract.pk)
    page = reading(deal.client("owner").get(response.url))
    assert "Your organisation has confirmed the contract." in page
    assert "In force" in page
    again = deal.post("owner", "contract-confirm", pk=contract.pk)
    assert "confirmed this contract already" in reading(deal.client("owner").get(again.url))


def test_the_page_says_who_does_what_in_words_and_in_both_languages(deal: Cast, reading: Reading) -> None:
    contract = drafted(deal)
    page = reading(deal.get("partner", "contract", pk=contract.pk))
    assert page.count("responsible, accountable") == 6
    assert "Buyer (you)" in page
    assert "When a number stated for a version named in this contract" in page
    assert "本合同所列版本对应的编号再次核验" in page
    assert "Where the two differ, Chinese prevails" in page
    assert "in the zone America/New_York" in page
    assert SECOND in page


def test_a_version_that_is_no_longer_shared_keeps_its_name_and_loses_its_status(deal: Cast, reading: Reading) -> None:
    contract = drafted(deal)
    (share,) = [s for s in shares(deal) if s.to_organisation == deal.organisation("partner")]
    deal.post("owner", "share-withdraw", pk=share.pk)
    page = reading(deal.get("partner", "contract", pk=contract.pk))
    assert "R9-C HW B2 / FW 3.4.1 / AI 1.8.0" in page
    assert "Not shared with your organisation" in page
    assert SECOND not in page


def shares(deal: Cast) -> list[Any]:
    return list(deal.product.shares.model.objects.owned_by(deal.people["owner"]).filter(product=deal.product))


def test_both_sides_see_the_same_clock_and_each_its_own_button(deal: Cast, reading: Reading) -> None:
    obligation = running(deal)
    pages = {who: reading(deal.get(who, "contract", pk=obligation.contract_id)) for who in ("owner", "partner")}
    for page in pages.values():
        assert f'datetime="{obligation.due_at:%Y-%m-%dT%H:%M:%SZ}"' in page
        assert "3 days left" in page
        assert "America/New_York)" in page
        assert "Not on list" in page
    report = deal.address("owner", "obligation-fulfil", pk=obligation.pk)
    assert report in pages["owner"]
    assert "Report as done" not in pages["partner"]
    homes = {who: reading(deal.get(who, "organisation-home")) for who in ("owner", "partner")}
    assert all("C-118" in home for home in homes.values())
    assert "owed by" in homes["partner"]


def test_a_duty_is_reported_in_words_and_accepted_by_the_other_side(deal: Cast, reading: Reading) -> None:
    obligation = running(deal)
    page = reading(deal.get("owner", "obligation-fulfil", pk=obligation.pk))
    assert "Give notice when a verdict changes" in page
    empty = reading(deal.post("owner", "obligation-fulfil", {"text": " "}, pk=obligation.pk))
    assert "Say what was done, when, and who was told." in empty
    response = deal.post("owner", "obligation-fulfil", {"text": "Mailed on 14 May.\n<b>Li</b>"}, pk=obligation.pk)
    assert response.url == deal.address("owner", "contract", pk=obligation.contract_id)
    seen = reading(deal.get("partner", "contract", pk=obligation.contract_id))
    assert "Mailed on 14 May.<br>&lt;b&gt;Li&lt;/b&gt;" in seen
    assert "Accept the report" in seen
    again = reading(deal.post("owner", "obligation-fulfil", {"text": "again"}, pk=obligation.pk))
    assert "reported as done already" in again
    deal.post("partner", "obligation-accept", pk=obligation.pk)
    obligation.refresh_from_db()
    assert obligation.state == "met"
    twice = deal.post("partner", "obligation-accept", pk=obligation.pk)
    assert "There is no report to accept" in reading(deal.client("partner").get(twice.url))


def test_a_contract_does_not_exist_for_a_stranger_and_is_not_written_by_a_viewer(deal: Cast) -> None:
    obligation = running(deal)
    contract = obligation.contract_id
    deal.people["looker"] = factories.member(deal.organisation("partner"), "viewer")
    asked = [
        ("contract", "get", contract),
        ("contract-confirm", "post", contract),
        ("obligation-fulfil", "get", obligation.pk),
        ("obligation-fulfil", "post", obligation.pk),
        ("obligation-accept", "post", obligation.pk),
    ]
    for name, method, pk in asked:
        ask = getattr(deal, method)
        assert ask("stranger", name, pk=pk).status_code == 404, name
        assert ask("looker", name, pk=pk).status_code == (200 if name == "contract" else 403), name
    assert deal.post("partner", "obligation-fulfil", {"text": "not mine"}, pk=obligation.pk).status_code == 403
    assert deal.post("owner", "obligation-accept", pk=obligation.pk).status_code == 403
    assert deal.get("looker", "contract-add").status_code == 403
    assert "Draft a contract" not in deal.get("looker", "contracts").content.decode()
    assert "C-118" not in deal.get("stranger", "contracts").content.decode()
    obligation.refresh_from_db()
    assert obligation.state == "due"


def test_the_party_that_owes_nothing_is_not_shown_a_form_to_report(deal: Cast) -> None:
    obligation = running(deal)
    assert deal.get("partner", "obligation-fulfil", pk=obligation.pk).status_code == 403
