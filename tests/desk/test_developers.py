"""API keys on the page: made and shown once, replaced, ended; nobody sees another's."""

import re
from typing import Any

import pytest
from django.test import override_settings

from apps.accounts import queries as accounts
from apps.accounts.models import ApiKey
from apps.desk.developers import views
from tests import factories
from tests.desk.conftest import Cast

pytestmark = pytest.mark.django_db

KEY = re.compile(r"hefu_live_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}")
FORM = {"name": "ERP", "scopes": ["products:read", "claims:read"], "expires": "90"}


def the_key(cast: Cast) -> ApiKey:
    return accounts.api_keys(actor=cast.people["owner"]).get()


def key_on(response: Any) -> str:
    (text,) = set(KEY.findall(response.content.decode()))
    return str(text)


def test_a_new_key_is_shown_once_and_kept_by_no_cache(cast: Cast) -> None:
    shown = cast.post("owner", "key-add", FORM)
    text = key_on(shown)
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "no-store")
    found = accounts.presented_key(text)
    assert found is not None and found.scopes == ["products:read", "claims:read"]
    listed = cast.get("owner", "developers").content.decode()
    assert text not in listed
    assert found.prefix in listed
    assert text not in str(ApiKey.rows.values())


@override_settings(PUBLIC_URL="https://portal.example.test")
def test_the_new_key_comes_with_a_line_to_try_it(cast: Cast) -> None:
    page = cast.post("owner", "key-add", FORM).content.decode()
    assert "https://portal.example.test/api/v1/products/" in page
    assert "Bearer $HEFU_KEY" in page


def test_the_key_ends_when_it_was_said(cast: Cast) -> None:
    cast.post("owner", "key-add", FORM)
    key = the_key(cast)
    assert (key.expires_at - key.created_at).days in (89, 90)


def test_only_what_the_maker_may_do_is_offered_and_taken(cast: Cast) -> None:
    page = cast.get("owner", "key-add").content.decode()
    assert "products:write" in page
    assert "po_checks:write" not in page
    refused = cast.post("owner", "key-add", {**FORM, "scopes": ["po_checks:write"]})
    assert refused.status_code == 200
    assert not KEY.findall(refused.content.decode())
    assert not accounts.api_keys(actor=cast.people["owner"]).exists()


def test_a_form_that_is_not_taken_keeps_what_was_typed(cast: Cast) -> None:
    page = cast.post("owner", "key-add", {**FORM, "scopes": []}).content.decode()
    assert 'value="ERP"' in page
    assert "Choose at least one thing that the key may do." in page


def test_each_scope_is_said_in_words(cast: Cast) -> None:
    factories.api_key(cast.people["owner"])
    page = cast.get("owner", "developers").content.decode()
    assert "Draft, submit and withdraw claims" in page


def test_a_key_is_replaced_and_the_old_one_says_by_which(cast: Cast) -> None:
    old = factories.api_key(cast.people["owner"])
    pk = the_key(cast).pk
    assert "Both work for 24 hours" in cast.get("owner", "key-rotate", pk=pk).content.decode()
    new = key_on(cast.post("owner", "key-rotate", pk=pk))
    assert accounts.presented_key(new) is not None and accounts.presented_key(old) is not None
    listed = cast.get("owner", "developers").content.decode()
    assert "Exchanged" in listed
    assert new[:16] in listed
    again = cast.post("owner", "key-rotate", pk=pk)
    assert "Make a new key instead." in again.content.decode()
    assert not KEY.findall(again.content.decode())


def test_a_key_is_revoked_and_offered_no_more_buttons(cast: Cast) -> None:
    text = factories.api_key(cast.people["owner"])
    pk = the_key(cast).pk
    assert cast.post("owner", "key-revoke", pk=pk).url == cast.address("owner", "developers")
    assert accounts.presented_key(text) is None
    listed = cast.get("owner", "developers").content.decode()
    assert "Key revoked" in listed
    assert cast.address("owner", "key-revoke", pk=pk) not in listed


@pytest.mark.parametrize("name", ["key-rotate", "key-revoke"])
def test_the_key_of_another_organisation_is_not_there(cast: Cast, name: str) -> None:
    text = factories.api_key(cast.people["owner"])
    pk = the_key(cast).pk
    assert [cast.get("partner", name, pk=pk).status_code, cast.post("partner", name, pk=pk).status_code] == [404, 404]
    assert cast.get("partner", "key-rotate", pk=10**9).status_code == 404
    assert accounts.presented_key(text) is not None
    assert text[:16] not in cast.get("partner", "developers").content.decode()


def test_who_may_not_see_keys_is_not_led_to_them(cast: Cast) -> None:
    assert cast.get("viewer", "developers").status_code == 403
    menus = [str(item.label) for item in cast.get("viewer", "products").context["frame"].menu]
    assert "API keys" not in menus


def test_what_gives_or_ends_a_key_asks_for_a_fresh_sign_in() -> None:
    assert all(view.fresh for view in (views.KeyAdd, views.KeyRotate, views.KeyRevoke))


def test_the_page_leads_to_the_description_of_the_api(cast: Cast) -> None:
    page = cast.get("owner", "developers").content.decode()
    assert 'href="/api/v1/docs/"' in page
    for address in re.findall(r'href="(/api/v1/schema/[^"]*)"', page):
        assert cast.client("owner").get(address).status_code == 200


def test_the_list_names_who_made_each_key(cast: Cast) -> None:
    colleague = factories.member(cast.organisation("owner"))
    factories.api_key(colleague)
    name = accounts.name_labelled(colleague.label)
    page = " ".join(cast.get("owner", "developers").content.decode().split())
    assert f"Made by {name}" in page.replace('<span lang="zh-Hans">', "").replace("</span>", "")
