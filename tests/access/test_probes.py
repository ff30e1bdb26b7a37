"""Everybody asks for everything: no answer tells what its asker may not see, and a foreign row is like none at all."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.access.addresses import addresses
from tests.access.probing.doors import operations
from tests.access.probing.halves import Asked, ask_everywhere

pytestmark = pytest.mark.django_db

METHODS = {address.name: address.methods for address in addresses()}
# Not asked: they say what the process is and does, to everybody the same, and take long.
UNCHANGING = {"api-schema", "api-docs", "live", "ready"}
ROUTES = sorted(set(METHODS) - UNCHANGING)
# Kept from others, and without a page of their own.
SHOWN_NOWHERE = {"key of accounts.Licence", "key of claims.Certificate", "key of purchasing.OrderLine"}


@pytest.fixture(scope="module")
def asked(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Asked]:
    """All the answers, for the routes whose tests are to run."""
    here = [item for item in request.session.items if item.path == request.path]
    chosen = [item.callspec.params["route"] for item in here if "route" in getattr(item, "fixturenames", ())]
    with django_db_blocker.unblock():
        yield ask_everywhere(sorted(set(chosen)))


@pytest.mark.parametrize("route", ROUTES)
def test_a_door_tells_everybody_no_more_than_is_open_to_them(route: str, asked: Asked) -> None:
    assert asked.failure == ""
    assert asked.found[route] == []


def test_every_operation_of_the_api_is_asked_with_its_method() -> None:
    assert [key for key in operations() if key[1] not in METHODS[key[0]]] == []


def test_every_route_that_takes_a_key_has_rows_of_several_owners(asked: Asked) -> None:
    assert asked.lonely == {}


def test_of_each_kind_of_secret_some_were_shown_to_those_they_are_open_to(asked: Asked) -> None:
    """A mark that nobody is ever shown proves nothing."""
    if set(asked.found) != set(ROUTES):
        pytest.skip("not every route was asked for")
    assert sorted(asked.never_shown - SHOWN_NOWHERE) == []


def test_there_are_enough_probes(asked: Asked) -> None:
    if set(asked.found) != set(ROUTES):
        pytest.skip("not every route was asked for")
    assert asked.tally.probes >= 10_000
