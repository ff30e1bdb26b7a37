"""How often the API may be asked."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from apps.accounts.keys import new_key
from apps.kernel.api.rates import WithKeyRate, WithoutKeyRate
from tests import factories
from tests.api.calls import ask

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(WithoutKeyRate, "rate", "2/minute")
    monkeypatch.setattr(WithKeyRate, "rate", "3/minute")


def test_an_address_without_a_key_is_told_to_wait() -> None:
    assert [ask("lists/").status_code for _ in range(3)] == [200, 200, 429]
    response = ask("lists/")
    assert int(response.headers["Retry-After"]) <= 60
    assert response.json()["type"] == "urn:hefu:problem:too-many-requests"


def test_an_address_is_not_changed_by_what_a_header_claims(client: Client) -> None:
    answers = [client.get("/api/v1/lists/", headers={"x-forwarded-for": f"10.0.0.{n}"}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_a_key_is_counted_by_itself() -> None:
    supplier = factories.member(factories.organisation("supplier"))
    key = factories.api_key(supplier)
    assert [ask("lists/").status_code for _ in range(3)] == [200, 200, 429]
    assert [ask("lists/", key).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_nobody_is_stopped_while_the_counter_is_away() -> None:
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/1"}
    with override_settings(CACHES={"default": away}):
        assert [ask("lists/").status_code for _ in range(4)] == [200] * 4


def test_an_address_that_sends_wrong_keys_is_told_to_wait_and_right_keys_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(WithKeyRate, "rate", None)
    supplier = factories.member(factories.organisation("supplier"))
    right, address = factories.api_key(supplier), "203.0.113.9"

    def send(key: str, address: str = address) -> Any:
        return Client(REMOTE_ADDR=address).get("/api/v1/products/", headers={"authorization": f"Bearer {key}"})

    assert [send(new_key()).status_code for _ in range(20)] == [401] * 20
    stopped = send("hefu_live_mistyped")
    assert (stopped.status_code, stopped.json()["type"]) == (429, "urn:hefu:problem:too-many-requests")
    assert 0 < int(stopped.headers["Retry-After"]) <= 600
    assert send(right).status_code == 200
    assert send(new_key(), "203.0.113.10").status_code == 401
