"""The stage of every test: a real PostgreSQL and a real broker, started before Django reads its settings."""

import os
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings

from portal.local.testing import start_services, start_worker

# A template variable that is not there fails the test.
pytest_plugins = ["tests.architecture.undefined"]

STATE = start_services()
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
django.setup()
# The live server's threads must not keep connections to a database that is about to go.
settings.DATABASES["default"]["CONN_MAX_AGE"] = 0


@pytest.fixture(autouse=True, scope="session")
def _quick_settings() -> Iterator[None]:
    """Fast passwords, and static files from where they lie instead of where they are collected."""
    from django.test.utils import override_settings

    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], STORAGES=storages):
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
