"""Asking for any route as anybody: pages with a session, the API with a key, under one's own organisation."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from apps.kernel.api.rates import WithKeyRate, WithoutKeyRate
from tests.access.addresses import addresses
from tests.access.bodies import QUERIES
from tests.access.world import PEOPLE, World, build

NOBODY = "anonymous"
OF_ORGANISATION = {address.name for address in addresses() if address.of_organisation}

Ask = Callable[..., Any]


class Stage:
    """A world and the people in it, each signed in once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sessions = {person: self._session(person) for person in PEOPLE}

    def _session(self, person: str) -> str:
        browser = Client()
        browser.force_login(self.world.user(person))
        return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)

    def ask(
        self,
        person: str,
        method: str,
        name: str,
        arguments: dict[str, Any],
        body: Any = None,
        organisation: str = "",
    ) -> Any:
        """The answer to a person; `organisation` is whose pages he asks for, his own unless it is said."""
        if name in OF_ORGANISATION:
            own = "supplier" if person == NOBODY else person
            arguments = {"organisation": self.world.organisation(organisation or own).slug, **arguments}
        path = reverse(name, kwargs=arguments)
        if name in QUERIES:
            path += f"?{QUERIES[name](self.world, person)}"
        browser = Client(raise_request_exception=False)
        if name.startswith("api-"):
            headers = {} if person == NOBODY else {"authorization": f"Bearer {self.world.keys[person]}"}
            return browser.generic(method, path, json.dumps(body or {}), "application/json", headers=headers)
        if person != NOBODY:
            browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        return browser.post(path, body or {}) if method == "POST" else browser.get(path)


def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody be stopped for asking often."""
    for name in ("ACCOUNT_RATE_LIMITS", "MFA_RATE_LIMITS"):
        monkeypatch.setattr(settings, name, False, raising=False)


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """The world, built once for a file of tests; nothing of it is left behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Stage(build())
        transaction.set_rollback(True)


@pytest.fixture
def world(stage: Stage) -> World:
    return stage.world


@pytest.fixture
def ask(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Asking without being counted: a matrix asks more often than the API lets one address ask."""
    monkeypatch.setattr(WithoutKeyRate, "rate", None)
    monkeypatch.setattr(WithKeyRate, "rate", None)
    # Tests log in as the owner, for which a process is refused; `tests/local/test_boot.py` asks in earnest.
    monkeypatch.setattr("portal.health.refusals", lambda *_: [])
    monkeypatch.setattr("apps.desk.public.codes.too_often", lambda *asked: False)
    uncounted(monkeypatch)
    return stage.ask
