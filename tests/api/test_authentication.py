"""Who asks: a key of an organisation, and nothing else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts import queries as accounts
from apps.accounts import services
from apps.accounts.models import ApiKey, User
from apps.kernel.actor import Actor
from tests import factories
from tests.api.calls import ask

pytestmark = pytest.mark.django_db


def key_of(actor: Actor, role: str = "admin") -> str:
    organisation = accounts.organisation_by_id(actor.acts_for)
    return services.create_api_key(actor=actor, organisation=organisation, name="till", role=role)


@pytest.fixture
def supplier() -> Actor:
    return factories.member(factories.organisation("supplier"))


def test_a_key_acts_for_its_organisation(supplier: Actor) -> None:
    product = factories.product(supplier)
    factories.product(factories.stranger("supplier"))
    response = ask("products/", key_of(supplier))
    assert (response.status_code, [row["id"] for row in response.json()["results"]]) == (200, [product.pk])


def test_without_a_key_tenant_data_is_401_and_says_how_to_sign_in() -> None:
    response = ask("products/")
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, 'Bearer realm="hefu"')
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["products/", "lists/"])
def test_a_wrong_key_is_401_everywhere(path: str) -> None:
    response = ask(path, "hefu_live_nobody-has-this-one")
    assert (response.status_code, response.json()["code"]) == (401, "key-unknown")


def test_a_revoked_key_is_401(supplier: Actor) -> None:
    key = key_of(supplier)
    ApiKey.objects.update(revoked_at=timezone.now())
    assert ask("products/", key).status_code == 401


def test_a_signed_in_browser_is_nobody_to_the_api(supplier: Actor, client: Client) -> None:
    client.force_login(User.objects.all()[0])
    assert client.get("/api/v1/products/").status_code == 401


def test_the_role_of_the_key_counts(supplier: Actor) -> None:
    body = {"code": "K1", "name": "Kiosk"}
    assert ask("products/", key_of(supplier, "viewer"), body).status_code == 403
    assert ask("products/", key_of(supplier, "admin"), body).status_code == 201


def test_the_use_of_a_key_is_noted_at_most_once_a_minute(supplier: Actor) -> None:
    key = key_of(supplier, "viewer")
    ask("products/", key)
    first = ApiKey.objects.get().last_used_at
    assert first is not None
    ask("products/", key)
    assert ApiKey.objects.get().last_used_at == first
    ApiKey.objects.update(last_used_at=first - timedelta(minutes=2))
    ask("products/", key)
    again = ApiKey.objects.get().last_used_at
    assert again is not None and again >= first
