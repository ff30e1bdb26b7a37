"""The stage of every test: a real PostgreSQL and a real broker, started before Django reads its settings."""

import os
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from pytest_django.plugin import DjangoDbBlocker

from portal.local.testing import start_services, start_worker
from tests.database_roles import roles_taken

# A template variable that is not there fails the test.
pytest_plugins = ["tests.architecture.undefined"]

STATE = start_services()
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
# The test database is made, emptied and removed by its owner; all else is done with the roles of `database_roles`.
os.environ["HEFU_DATABASE_ROLE"] = "owner"
django.setup()
del os.environ["HEFU_DATABASE_ROLE"]
settings.DATABASE_ROLE = "system"
settings.MIDDLEWARE = ["tests.database_roles.AsTheWeb", *settings.MIDDLEWARE]
# The live server's threads must not keep connections to a database that is about to go.
settings.DATABASES["default"]["CONN_MAX_AGE"] = 0


@pytest.fixture(autouse=True, scope="session")
def _quick_settings() -> Iterator[None]:
    """Fast passwords, and static files from where they lie instead of where they are collected."""
    from django.test.utils import override_settings

    storages = {
        "default": settings.STORAGES["default"],
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], STORAGES=storages):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database, in which everybody has the role they have in life."""
    with django_db_blocker.unblock(), roles_taken():
        django_db_blocker.block()
        yield


@pytest.fixture(autouse=True, scope="session")
def _signed_in_is_fresh() -> Iterator[None]:
    """Who is signed in by a test has just proved who they are, as after the sign-in page."""
    from django.test import Client

    from tests.signed_in import force_login

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(Client, "force_login", force_login)
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser last: its driver keeps an event loop in this thread, and Django then refuses what is synchronous."""
    items.sort(key=lambda item: "tests/browser/" in item.nodeid)


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """A real worker on the test database."""
    from django.db import connection

    with start_worker(connection.settings_dict["NAME"]):
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real rows beside the project (HEFU_SHARED); tests that need it say so when it is absent."""
    folder = Path(os.environ.get("HEFU_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "cac"
    if not folder.is_dir():
        pytest.skip(f"the shared data is not at {folder}; set HEFU_SHARED")
    return folder
