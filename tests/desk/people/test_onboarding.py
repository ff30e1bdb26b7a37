"""Founding an organisation step by step, without JavaScript, and the list of what is left."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts import queries
from apps.accounts.models import Identifier, Licence, Membership, Organisation, User
from apps.accounts.services.organisations import judge_organisation
from tests import factories
from tests.claims.documents import picture
from tests.desk.conftest import Cast

pytestmark = pytest.mark.django_db

USCC = "91110000600037341L"
SAID = {
    "as": "supplier",
    "country": "CN",
    "legal_name": "示例显示技术有限公司",
    "english_name": "Demo Display",
    "uscc": USCC,
}


@pytest.fixture
def visitor() -> Client:
    """The browser of a signed-in person without an organisation."""
    client = Client()
    client.force_login(User.objects.create_user("lin.xia@example.test", factories.PASSWORD, name="Lin"))
    return client


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_who_has_no_organisation_is_shown_how_to_found_one(visitor: Client) -> None:
    assert reverse("onboarding-type") in text(visitor.get("/"))


@pytest.mark.parametrize("name", ["onboarding-type", "onboarding-identity", "onboarding-security"])
def test_who_is_not_signed_in_is_asked_to_and_comes_back(name: str) -> None:
    response = Client().get(reverse(name))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


def test_the_first_step_asks_what_the_organisation_does_and_never_offers_to_be_the_operator(visitor: Client) -> None:
    page = text(visitor.get("/onboarding/type/"))
    assert "What does your organisation do?" in page
    assert 'value="operator"' not in page
    answer = visitor.post("/onboarding/type/", {"capacity": "buyer", "next": "/lists/"})
    assert answer.headers["Location"] == "/onboarding/identity/?as=buyer&next=%2Flists%2F"
    assert visitor.post("/onboarding/type/", {"capacity": "operator"}).status_code == 200


def test_the_second_step_asks_for_the_numbers_of_the_country_and_keeps_what_was_typed(visitor: Client) -> None:
    assert 'name="uscc"' in text(visitor.get("/onboarding/identity/", {"as": "supplier", "country": "CN"}))
    page = text(visitor.post("/onboarding/identity/", {**SAID, "country": "DE", "show_fields": "1"}))
    assert 'name="vat"' in page
    assert 'name="uscc"' not in page
    assert "示例显示技术有限公司" in page
    assert not Organisation.objects.exists()


def test_without_a_kind_one_is_sent_to_the_first_step(visitor: Client) -> None:
    assert visitor.get("/onboarding/identity/", {"as": "operator"}).headers["Location"] == "/onboarding/type/"
    assert visitor.post("/onboarding/identity/", {**SAID, "as": "operator"}).headers["Location"] == "/onboarding/type/"
    assert not Organisation.objects.exists()


def test_a_wrong_check_character_is_named_and_nothing_typed_is_lost(visitor: Client) -> None:
    page = text(visitor.post("/onboarding/identity/", {**SAID, "uscc": USCC[:-1] + "M"}))
    assert "character 18, the check character, is “M”" in page
    assert "“L”" in page
    assert USCC[:-1] + "M" in page
    assert "示例显示技术有限公司" in page


def test_the_person_founds_goes_on_to_security_and_then_to_what_is_left(visitor: Client) -> None:
    answer = visitor.post("/onboarding/identity/", SAID)
    organisation = Organisation.objects.get()
    assert (organisation.capacities, organisation.state) == (["supplier"], "unverified")
    assert Membership.objects.get().role == "admin"
    assert answer.headers["Location"] == f"/onboarding/security/?next=%2Fo%2F{organisation.slug}%2Fonboarding%2F"
    assert f'href="/o/{organisation.slug}/onboarding/"' in text(visitor.get(answer.headers["Location"]))
    page = text(visitor.get(f"/o/{organisation.slug}/onboarding/"))
    assert "1 of 5 done" in page
    assert "You need a product first." in page
    assert "Cannot start yet" in page


@pytest.mark.parametrize("address", ["https://elsewhere.test/", "//elsewhere.test/"])
def test_nobody_is_sent_to_another_site_afterwards(visitor: Client, address: str) -> None:
    answer = visitor.post("/onboarding/identity/", {**SAID, "next": address})
    assert "elsewhere" not in answer.headers["Location"]


def test_an_organisation_that_exists_is_not_founded_again(visitor: Client) -> None:
    visitor.post("/onboarding/identity/", SAID)
    other = Client()
    other.force_login(User.objects.create_user("b@example.test", factories.PASSWORD, name="B"))
    page = text(other.post("/onboarding/identity/", SAID))
    assert "This organisation exists. Ask l…@e….test to invite you." in page
    assert "lin.xia" not in page
    assert Organisation.objects.count() == 1


def test_the_tasks_follow_the_rows(cast: Cast) -> None:
    assert "2 of 5 done" in text(cast.get("owner", "onboarding"))
    actor = cast.people["owner"]
    Identifier.objects.create(owner=queries.organisation_by_id(actor.acts_for), scheme="uscc", value=USCC)
    assert "3 of 5 done" in text(cast.get("owner", "onboarding"))


def test_who_only_checks_orders_is_asked_for_an_order_and_no_product(cast: Cast) -> None:
    page = text(cast.get("partner", "onboarding"))
    assert "Check your first order" in page
    assert "Add your first product" not in page


def test_home_says_what_is_left_to_who_may_do_it(cast: Cast) -> None:
    assert "Finish setting up" in text(cast.get("owner", "organisation-home"))
    assert "Finish setting up" not in text(cast.get("viewer", "organisation-home"))
    assert "Finish setting up" not in text(cast.get("owner", "products"))
    assert cast.get("viewer", "onboarding").status_code == 403


def test_a_suspended_organisation_reads_so_on_each_page_and_whom_to_ask(cast: Cast) -> None:
    operator = factories.organisation("operator", english_name="Portal Operations")
    judge_organisation(
        actor=factories.member(operator),
        organisation=cast.organisation("owner"),
        state="suspended",
        reason="Papers wrong.",
    )
    for name in ("organisation-home", "products"):
        page = text(cast.get("owner", name))
        assert "Your organisation is suspended." in page
        assert "Papers wrong." in page
        assert "Portal Operations" in page
    assert cast.get("owner", "product-add").status_code == 403
    assert "suspended" not in text(cast.get("partner", "products"))


def test_the_second_step_takes_the_business_licence_where_it_is_at_hand(visitor: Client) -> None:
    page = text(visitor.get("/onboarding/identity/", {"as": "supplier", "country": "CN"}))
    assert 'enctype="multipart/form-data"' in page and "Business licence (optional now)" in page
    for name in ("photo", "image", "file"):
        assert f'name="{name}"' in page
    paper = SimpleUploadedFile("licence.png", picture(), "image/png")
    assert visitor.post("/onboarding/identity/", {**SAID, "photo": paper}).status_code == 302
    assert Licence.objects.everything(reason="a test").get().name == "licence.png"


def test_a_licence_that_can_not_be_opened_is_sent_back_and_what_was_typed_stays(visitor: Client) -> None:
    paper = SimpleUploadedFile("licence.pdf", b"not a PDF", "application/pdf")
    page = text(visitor.post("/onboarding/identity/", {**SAID, "file": paper}))
    assert "The file is not what its name says" in page
    assert 'value="Demo Display"' in page
    assert not Organisation.objects.filter(english_name="Demo Display").exists()


def test_a_licence_chosen_beside_a_mistake_is_to_be_chosen_again(visitor: Client) -> None:
    paper = SimpleUploadedFile("licence.png", picture(), "image/png")
    page = text(visitor.post("/onboarding/identity/", {**SAID, "legal_name": "", "photo": paper}))
    assert "A chosen file can't wait with the page. Choose it again." in page
    assert not Licence.objects.everything(reason="a test").exists()
