"""The two addresses that machines ask whether the portal lives and whether it can work."""

import os
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db.migrations.executor import MigrationExecutor
from django.test import Client, override_settings

# The checks run in threads of their own, which a test's transaction would hide rows from.
pytestmark = [pytest.mark.urls("portal.health"), pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _walls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests log in as the owner, which a process is refused for; `tests/local/test_boot.py` asks in earnest."""
    monkeypatch.setattr("portal.health.refusals", lambda *_: [])


def failing(response: Any) -> list[str]:
    said: list[str] = response.json()["failing"]
    assert response.status_code == (503 if said else 200)
    assert {name for name, word in response.json()["checks"].items() if word != "ok"} == set(said)
    return said


def test_live_asks_nothing_but_the_process(django_assert_num_queries: Any, client: Client) -> None:
    with django_assert_num_queries(0):
        assert client.get("/live").json() == {"status": "live"}


def test_ready_when_everything_answers(client: Client) -> None:
    response = client.get("/ready")
    assert failing(response) == []
    assert list(response.json()["checks"]) == ["database", "migrations", "walls", "broker", "cache", "storage"]


def test_not_ready_while_a_migration_waits(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["one", "two"])
    response = client.get("/ready")
    assert failing(response) == ["migrations"]
    assert response.json()["checks"]["migrations"] == "Unavailable: Migrations wait to be applied: 2"


def test_not_ready_while_a_wall_has_a_hole_and_where_is_for_the_log_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("portal.health.refusals", lambda *_: ["catalogue_product: row-level security is not enabled"])
    response = client.get("/ready")
    assert failing(response) == ["walls"]
    assert response.json()["checks"]["walls"] == "Unavailable: The walls have holes: 1"
    assert "catalogue_product: row-level security is not enabled" in caplog.text


def test_not_ready_while_the_broker_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    away = current_app.connection_for_write("redis://:secret@127.0.0.1:1/0")
    monkeypatch.setattr(current_app, "connection_for_write", lambda: away)
    response = client.get("/ready")
    assert failing(response) == ["broker"]
    assert "secret" not in response.text


def test_not_ready_while_the_cache_is_away(client: Client) -> None:
    away = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://:secret@127.0.0.1:1/1",
    }
    with override_settings(CACHES={"default": away}):
        response = client.get("/ready")
    assert failing(response) == ["cache"]
    assert "secret" not in response.text


def test_not_ready_while_files_cant_be_kept(client: Client, tmp_path: Path) -> None:
    occupied = tmp_path / "a file where the folder should be"
    occupied.touch()
    with override_settings(MEDIA_ROOT=os.fspath(occupied)):
        response = client.get("/ready")
    assert failing(response) == ["storage"]
    assert str(tmp_path) not in response.text
