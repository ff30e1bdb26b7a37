"""The organisation's own details, and the operator's look at organisations."""

from typing import Any

import pytest

from apps.accounts import queries
from apps.accounts.models import Identifier, Organisation
from tests import factories
from tests.desk.conftest import Cast

USCC = "91110000600037341L"


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def body(organisation: Organisation, **changed: Any) -> dict[str, Any]:
    return {
        "country": "CN",
        "legal_name": organisation.legal_name,
        "english_name": organisation.english_name,
        "uscc": USCC,
        "capacities": organisation.capacities,
        **changed,
    }


def test_an_administrator_changes_the_details(cast: Cast) -> None:
    ours = cast.organisation("owner")
    assert ours.legal_name in text(cast.get("owner", "organisation-settings"))
    answer = cast.post(
        "owner", "organisation-settings", body(ours, tells_checks="on", capacities=["supplier", "buyer"])
    )
    assert answer.status_code == 302
    changed = cast.organisation("owner")
    assert (changed.tells_checks, changed.capacities) == (True, ["supplier", "buyer"])
    assert [i.value for i in Identifier.objects.owned_by(cast.people["owner"])] == [USCC]
    assert USCC in text(cast.get("owner", "organisation-settings"))


def test_another_country_asks_for_its_numbers_and_changes_nothing_yet(cast: Cast) -> None:
    ours = cast.organisation("owner")
    page = text(
        cast.post("owner", "organisation-settings", body(ours, country="DE", legal_name="Neu GmbH", show_fields="1"))
    )
    assert 'name="vat"' in page
    assert "Neu GmbH" in page
    assert cast.organisation("owner").legal_name == ours.legal_name


def test_nobody_makes_themselves_operator(cast: Cast) -> None:
    cast.post("owner", "organisation-settings", body(cast.organisation("owner"), capacities=["supplier", "operator"]))
    assert cast.organisation("owner").capacities == ["supplier"]


def test_a_wrong_number_is_said_at_its_field(cast: Cast) -> None:
    page = text(cast.post("owner", "organisation-settings", body(cast.organisation("owner"), uscc="1234")))
    assert "it must have 18 characters and has 4" in page


@pytest.fixture
def judge(cast: Cast) -> Cast:
    cast.people["judge"] = factories.member(factories.organisation("operator"))
    return cast


def test_the_operator_finds_those_first_whom_nobody_looked_at(judge: Cast) -> None:
    Organisation.objects.exclude(pk=judge.organisation("partner").pk).update(state="verified")
    page = text(judge.get("judge", "organisations"))
    names = [judge.organisation(person).english_name for person in ("partner", "owner")]
    assert page.index(names[0]) < page.index(names[1])
    assert "Identity not yet checked" in page


def test_the_operator_says_why_and_the_organisation_reads_it(judge: Cast) -> None:
    slug = judge.organisation("partner").slug
    page = text(judge.get("judge", "organisation-judge", slug=slug))
    assert "@example.test" in page
    assert "Fill in “Why”." in text(judge.post("judge", "organisation-judge", {"state": "verified"}, slug=slug))
    judge.post("judge", "organisation-judge", {"state": "verified", "reason": "Trade register of 1 May."}, slug=slug)
    assert judge.organisation("partner").state == "verified"
    seen = text(judge.get("partner", "organisation-settings"))
    assert "Identity checked" in seen
    assert "Trade register of 1 May." in seen


def test_nobody_else_judges_or_sees_who_is_there(judge: Cast) -> None:
    judge.people["curator"] = factories.member(judge.organisation("judge"), "curator")
    for person in ("owner", "partner", "curator"):
        assert judge.get(person, "organisations").status_code == 403
        slug = queries.organisation(slug=judge.organisation("stranger").slug).slug
        assert judge.get(person, "organisation-judge", slug=slug).status_code == 403
        answer = judge.post(person, "organisation-judge", {"state": "suspended", "reason": "Rival."}, slug=slug)
        assert answer.status_code == 403
    assert judge.organisation("stranger").state == "unverified"
