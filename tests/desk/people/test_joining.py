"""The page of an invitation's link."""

from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Invitation, Membership, Organisation, User
from apps.accounts.services import invitations as services
from tests import factories
from tests.desk.conftest import Cast


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def link(cast: Cast, **given: Any) -> str:
    _, token = services.invite(
        actor=cast.people["owner"], **{"email": "li.hua@example.test", "role": "viewer", **given}
    )
    return f"/invitations/{token}/"


@pytest.fixture
def someone(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("li@example.test", factories.PASSWORD, name="Li"))
    return client


def test_the_link_says_who_invites_and_as_what_to_who_is_not_signed_in(cast: Cast) -> None:
    address = link(cast)
    response = Client().get(address)
    page = text(response)
    assert cast.organisation("owner").english_name in page
    assert "Reads, and changes nothing." in page
    assert "li.hua" not in page
    assert f"next={address.replace('/', '%2F')}" in page
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("state", "said"), [("unverified", "Identity not yet checked"), ("verified", "Identity checked")]
)
def test_the_link_says_whether_the_identity_of_who_invites_was_checked(cast: Cast, state: str, said: str) -> None:
    Organisation.objects.filter(pk=cast.organisation("owner").pk).update(state=state)
    assert said in text(Client().get(link(cast)))


def test_an_answer_needs_a_sign_in_but_not_me_needs_none(cast: Cast) -> None:
    address = link(cast)
    assert Client().post(address, {"answer": "join"}).status_code == 200
    assert Membership.objects.filter(organisation=cast.organisation("owner")).count() == 2
    assert "Thank you" in text(Client().post(address, {"answer": "not_me"}))
    gone = Client().get(address)
    assert gone.status_code == 410
    assert "answered already" in text(gone)


def test_who_joins_comes_to_the_home_of_the_organisation(cast: Cast, someone: Client) -> None:
    answer = someone.post(link(cast), {"answer": "join"}, follow=True)
    assert answer.redirect_chain == [(f"/o/{cast.organisation('owner').slug}/", 302)]
    assert "you are a member now" in text(answer)


def test_a_link_of_nothing_is_not_there_whoever_asks(cast: Cast, someone: Client) -> None:
    for client in (Client(), someone):
        for response in (client.get("/invitations/nothing/"), client.post("/invitations/nothing/", {"answer": "join"})):
            assert response.status_code == 404
            assert "This link opens nothing" in text(response)


def test_an_expired_and_a_withdrawn_link_say_so(cast: Cast) -> None:
    first, second = link(cast), link(cast, email="b@example.test")
    rows = Invitation.objects.owned_by(cast.people["owner"])
    services.withdraw_invitation(actor=cast.people["owner"], invitation=rows.get(email="b@example.test"))
    rows.filter(email="li.hua@example.test").update(expires_at=timezone.now())
    assert "expired" in text(Client().get(first))
    assert "withdrawn" in text(Client().get(second))
    assert Client().post(first, {"answer": "not_me"}).status_code == 410


def test_a_partner_founds_an_organisation_first_and_comes_back(cast: Cast, someone: Client) -> None:
    address = link(cast, kind="partner", capacity="buyer")
    page = text(someone.get(address))
    assert "/onboarding/identity/?as=buyer&amp;next=%2Finvitations%2F" in page
    said = {"as": "buyer", "country": "NL", "legal_name": "Harbour B.V.", "register": "12345678", "next": address}
    answer = someone.post("/onboarding/identity/", said)
    assert address in unquote(answer.headers["Location"])
    answer = someone.post(address, {"answer": "join", "organisation": "harbour-bv"}, follow=True)
    assert answer.redirect_chain == [("/o/harbour-bv/", 302)]
    assert Invitation.objects.owned_by(cast.people["owner"]).get().joined.slug == "harbour-bv"


def test_a_partner_does_not_join_with_an_organisation_of_others(cast: Cast, someone: Client) -> None:
    address = link(cast, kind="partner")
    stranger = cast.organisation("stranger").slug
    assert "Choose with which organisation" in text(someone.post(address, {"answer": "join", "organisation": stranger}))
    assert Invitation.objects.owned_by(cast.people["owner"]).get().joined is None


def test_the_page_is_in_chinese_too(cast: Cast) -> None:
    page = text(Client().get(link(cast), {"lang": "zh"}))
    assert '<html lang="zh-Hans">' in page
    assert cast.organisation("owner").legal_name in page
