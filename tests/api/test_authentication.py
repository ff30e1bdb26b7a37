"""Who asks: a key of an organisation, and nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.keys import new_key
from apps.accounts.models import ApiKey, Organisation, User
from apps.accounts.roles import State
from apps.accounts.services.keys import revoke_api_key, rotate_api_key
from apps.kernel.actor import Actor
from tests import factories
from tests.api.calls import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier() -> Actor:
    return factories.member(factories.organisation("supplier"))


def test_a_key_acts_for_its_organisation_and_sees_nothing_of_another(supplier: Actor) -> None:
    product = factories.product(supplier)
    foreign = factories.product(factories.stranger("supplier"))
    key = factories.api_key(supplier)
    response = ask("products/", key)
    assert (response.status_code, [row["id"] for row in response.json()["results"]]) == (200, [product.pk])
    assert ask(f"products/{foreign.pk}/", key).status_code == 404


def test_without_a_key_tenant_data_is_401_and_says_how_to_sign_in() -> None:
    response = ask("products/")
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, 'Bearer realm="hefu"')
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["products/", "lists/"])
def test_a_wrong_key_is_401_everywhere(path: str) -> None:
    for wrong in ("hefu_live_nobody-has-this-one", new_key()):
        response = ask(path, wrong)
        assert (response.status_code, response.json()["code"]) == (401, "key-unknown")


def test_a_mistyped_key_is_not_looked_for(supplier: Actor) -> None:
    key = factories.api_key(supplier)
    with CaptureQueriesContext(connection) as queries:
        assert ask("products/", key[:-1] + ("a" if key[-1] != "a" else "b")).status_code == 401
    assert len(queries) == 0


def test_a_revoked_key_is_answered_as_if_it_had_never_been(supplier: Actor) -> None:
    key = factories.api_key(supplier)
    revoke_api_key(actor=supplier, key=ApiKey.rows.get())
    known, never = ask("products/", key), ask("products/", new_key())
    assert (known.status_code, known.json()) == (401, never.json())


def test_an_expired_key_is_told_since_when(supplier: Actor) -> None:
    key = factories.api_key(supplier)
    ended = timezone.now() - timedelta(days=3)
    ApiKey.rows.update(expires_at=ended)
    response = ask("products/", key)
    assert (response.status_code, response.json()["code"]) == (401, "key-expired")
    assert str(timezone.localdate(ended)) in response.json()["detail"]


def test_no_key_of_a_suspended_organisation_works(supplier: Actor) -> None:
    key = factories.api_key(supplier)
    Organisation.objects.update(state=State.SUSPENDED)
    response = ask("products/", key)
    assert (response.status_code, response.json()["code"]) == (401, "key-suspended")
    Organisation.objects.update(state=State.VERIFIED)
    assert ask("products/", key).status_code == 200


def test_a_replaced_key_and_its_successor_both_work_for_a_day(supplier: Actor) -> None:
    old = factories.api_key(supplier)
    row = ApiKey.rows.get()
    new = rotate_api_key(actor=supplier, key=row)
    assert [ask("products/", key).status_code for key in (old, new)] == [200, 200]
    row.refresh_from_db()
    ApiKey.rows.filter(pk=row.pk).update(expires_at=row.expires_at - timedelta(hours=25))
    assert [ask("products/", key).status_code for key in (old, new)] == [401, 200]


def test_a_signed_in_browser_is_nobody_to_the_api(supplier: Actor, client: Client) -> None:
    client.force_login(User.objects.all()[0])
    assert client.get("/api/v1/products/").status_code == 401


def test_the_scopes_of_the_key_count(supplier: Actor) -> None:
    body = {"code": "K1", "name": "Kiosk"}
    reads, writes = factories.api_key(supplier, ["products:read"]), factories.api_key(supplier, ["products:write"])
    assert ask("products/", reads, body).status_code == 403
    assert ask("products/", writes, body).status_code == 201
    assert [ask("claims/", key).status_code for key in (reads, writes)] == [403, 403]


def test_the_use_of_a_key_is_noted_at_most_once_a_minute(supplier: Actor) -> None:
    key = factories.api_key(supplier)
    ask("products/", key)
    first = ApiKey.rows.get().last_used_at
    assert first is not None
    ask("products/", key)
    assert ApiKey.rows.get().last_used_at == first
    ApiKey.rows.update(last_used_at=first - timedelta(minutes=2))
    ask("products/", key)
    again = ApiKey.rows.get().last_used_at
    assert again is not None and again >= first


def test_the_use_of_a_key_is_noted_also_where_the_answer_is_public(supplier: Actor) -> None:
    ask("lists/", factories.api_key(supplier))
    assert ApiKey.rows.get().last_used_at is not None
