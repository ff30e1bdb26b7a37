"""A person who signs in by the pages, with counters that start at nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from apps.accounts.models import User
from tests import factories


@dataclass
class Person:
    """A member of an organisation, and what they know."""

    user: User
    password: str = factories.PASSWORD

    @property
    def email(self) -> str:
        return self.user.email

    def signed_in(self, **client: str) -> Client:
        """A browser in which they signed in by the page."""
        browser = Client(**client)
        answer = try_password(browser, self.email, self.password)
        assert answer.status_code == 302, answer.content.decode()
        return browser


def try_password(browser: Client, email: str, password: str, **more: str) -> Any:
    return browser.post("/accounts/login/", {"login": email, "password": password, **more})


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> Iterator[None]:
    """Attempts are counted in the real cache, by the address that all tests share."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person(db: None) -> Person:
    """An administrator of a supplier."""
    return Person(User.objects.get(pk=factories.member(factories.organisation("supplier")).user_id))
