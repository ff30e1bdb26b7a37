"""Fixtures of the tests that go through every address: the world, and everybody's way of asking."""

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
from tests.access.world import PEOPLE, World, build

NOBODY = "anonymous"
OF_ORGANISATION = {address.name for address in addresses() if address.of_organisation}

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world, built once for a file of tests; nothing of it is left behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sessions(world: World) -> dict[str, str]:
    """Everybody's session, signed in once."""
    found = {}
    for person in PEOPLE:
        browser = Client()
        browser.force_login(world.user(person))
        found[person] = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return found


@pytest.fixture
def ask(world: World, sessions: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Ask for a route as a person does: pages with a session, the API with a key, under one's own organisation."""
    monkeypatch.setattr(WithoutKeyRate, "rate", None)
    monkeypatch.setattr(WithKeyRate, "rate", None)

    def asked(
        person: str, method: str, name: str, arguments: dict[str, Any], body: Any = None, organisation: str = ""
    ) -> Any:
        if name in OF_ORGANISATION:
            own = "supplier" if person == NOBODY else person
            arguments = {"organisation": world.organisation(organisation or own).slug, **arguments}
        path = reverse(name, kwargs=arguments)
        browser = Client(raise_request_exception=False)
        if name.startswith("api-"):
            headers = {} if person == NOBODY else {"authorization": f"Bearer {world.keys[person]}"}
            return browser.generic(method, path, json.dumps(body or {}), "application/json", headers=headers)
        if person != NOBODY:
            browser.cookies[settings.SESSION_COOKIE_NAME] = sessions[person]
        return browser.post(path, body or {}) if method == "POST" else browser.get(path)

    return asked
