"""Tests of signing in, the way home, and the page that explains the words."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.claims.codes import Code
from apps.desk.words import AXES
from tests import factories
from tests.desk.conftest import Cast


def email(cast: Cast, person: str) -> str:
    return User.objects.get(pk=cast.people[person].user_id).email


def test_a_person_signs_in_and_arrives_at_home(cast: Cast) -> None:
    body = {"login": email(cast, "owner"), "password": factories.PASSWORD}
    response = Client().post("/accounts/login/", body, follow=True)
    assert response.redirect_chain[-1][0] == cast.address("owner", "organisation-home")
    assert response.status_code == 200


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(cast: Cast) -> None:
    known = Client().post("/accounts/login/", {"login": email(cast, "owner"), "password": "wrong"})
    unknown = Client().post("/accounts/login/", {"login": "nobody@example.test", "password": "wrong"})
    assert known.status_code == unknown.status_code == 200
    assert known.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert len(known.context["form"].non_field_errors()) == 1
    assert "<title>Error: Sign in" in known.content.decode()


def test_a_person_who_may_no_longer_sign_in_is_not_told_apart(cast: Cast) -> None:
    User.objects.filter(pk=cast.people["owner"].user_id).update(is_active=False)
    body = {"login": email(cast, "owner"), "password": factories.PASSWORD}
    gone = Client().post("/accounts/login/", body)
    unknown = Client().post("/accounts/login/", {"login": "nobody@example.test", "password": "wrong"})
    assert gone.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()


def test_after_signing_in_one_goes_on_where_one_was(cast: Cast) -> None:
    page = cast.address("owner", "products")
    body = {"login": email(cast, "owner"), "password": factories.PASSWORD, "next": page}
    assert Client().post("/accounts/login/", body).url == page
    body["next"] = "https://elsewhere.test/"
    assert Client().post("/accounts/login/", body).url == "/"


def test_signing_out_is_a_form_and_ends_the_session(cast: Cast) -> None:
    client = cast.client("owner")
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/").url == "/accounts/login/"
    assert client.get(cast.address("owner", "products")).status_code == 302


def test_home_leads_to_the_sign_in_who_is_nobody_yet(db: None) -> None:
    assert Client().get("/").url == "/accounts/login/"


def test_a_person_without_an_organisation_is_told_what_to_do(db: None) -> None:
    client = Client()
    client.force_login(User.objects.create_user("lone@example.test", "x", name="Lone"))
    response = client.get("/")
    assert response.status_code == 200
    assert "Found an organisation" in response.content.decode()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_status_and_every_reason_has_its_place_on_the_help_page(db: None, language: str) -> None:
    page = Client().get("/help/status/", {"lang": language}).content.decode()
    wanted = [f"{axis}-{code}" for axis, words in AXES.items() for code in words] + [str(code) for code in Code]
    assert [place for place in wanted if page.count(f'id="{place}"') != 1] == []


def test_a_form_without_its_mark_is_answered_with_what_to_do(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/accounts/login/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert "reload the page" in response.content.decode()
