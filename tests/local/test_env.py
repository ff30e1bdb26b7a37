"""What differs between places comes from the environment, read as its owners write it."""

from pathlib import Path

import pytest

from portal import env
from portal.local.state import LocalError


def test_a_database_of_ones_own_is_read_as_postgresql_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://hefu_app:p%40ss@db.example:5433/live?sslmode=verify-full")
    settings = env.database_settings()
    assert {key: settings[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "live",
        "USER": "hefu_app",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "verify-full"},
    }


def test_each_role_has_a_url_of_its_own_and_one_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_SYSTEM_URL", "postgresql://hefu_system:secret@db.example/live")
    monkeypatch.setenv("HEFU_DATABASE_ROLE", "system")
    assert env.database_settings()["USER"] == "hefu_system"
    monkeypatch.setenv("HEFU_DATABASE_ROLE", "owner")
    with pytest.raises(LocalError, match="DATABASE_OWNER_URL is not set"):
        env.database_settings()
    # Not the embedded database either: whoever names one database means it for every process.
    monkeypatch.delenv("HEFU_DATABASE_ROLE")
    with pytest.raises(LocalError, match="DATABASE_URL is not set"):
        env.database_settings()


@pytest.mark.parametrize(("said", "login"), [(None, "hefu_app"), ("system", "hefu_system"), ("owner", "hefu_owner")])
def test_a_process_that_names_no_role_takes_the_least(
    said: str | None, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if said:
        monkeypatch.setenv("HEFU_DATABASE_ROLE", said)
    assert env.database_settings()["USER"] == login


@pytest.mark.parametrize("said", ["backup", "superuser", "APP"])
def test_a_role_no_process_may_take_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEFU_DATABASE_ROLE", said)
    with pytest.raises(LocalError, match=f"HEFU_DATABASE_ROLE is '{said}'"):
        env.database_settings()


def test_the_web_server_gets_a_pool_and_others_keep_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (env.database_settings()["OPTIONS"], env.database_settings()["CONN_MAX_AGE"]) == ({}, 60)
    monkeypatch.setenv("DATABASE_POOL", "4")
    assert env.database_settings()["OPTIONS"] == {"pool": {"min_size": 1, "max_size": 4, "timeout": 10}}
    assert env.database_settings()["CONN_MAX_AGE"] == 0


def test_the_name_of_the_database_can_be_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEFU_DATABASE_NAME", "test_hefu")
    assert env.database_settings()["NAME"] == "test_hefu"


@pytest.mark.parametrize(
    ("url", "cache"),
    [
        ("redis://:secret@broker.example:6380/0", "redis://:secret@broker.example:6380/1"),
        ("rediss://broker.example", "rediss://broker.example/1"),
        ("redis+socket:///run/broker.sock?virtual_host=0", "unix:///run/broker.sock?db=1"),
    ],
)
def test_the_cache_is_kept_apart_from_the_queues(url: str, cache: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROKER_URL", url)
    assert env.broker_settings() == {"broker": url, "cache": cache}


def test_a_broker_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROKER_URL", "amqp://broker.example")
    with pytest.raises(LocalError, match="must begin with redis"):
        env.broker_settings()


def test_a_secret_may_be_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("from a file")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.secret_key() == "from a file"


def test_hosts_follow_the_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://hefu.example/")
    assert env.public_url() == "https://hefu.example"
    assert env.allowed_hosts() == ["127.0.0.1", "hefu.example", "localhost"]
