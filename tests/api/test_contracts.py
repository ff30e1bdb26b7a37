"""Contracts and obligations through the API: both sides read the same."""

import pytest

from tests.access.stage import stage, world
from tests.access.world import World
from tests.api.calls import ask

__all__ = ("stage", "world")

pytestmark = pytest.mark.django_db


def test_a_contract_names_its_parties_versions_and_who_answers_for_what(world: World) -> None:
    path = f"contracts/{world.contracts[0].pk}/"
    said = ask(path, world.keys["buyer"]).json()
    assert said == ask(path, world.keys["supplier"]).json()
    assert [party["role"] for party in said["parties"]] == ["supplier", "buyer"]
    assert [version["id"] for version in said["versions"]] == [version.pk for version in world.versions]
    for clause in said["clauses"]:
        assert sum("A" in party["letters"] for party in clause["parties"]) == 1
    listed = ask("contracts/", world.keys["buyer"]).json()["results"]
    assert said["id"] in [row["id"] for row in listed]


def test_a_contract_is_its_parties_alone(world: World) -> None:
    assert ask(f"contracts/{world.contracts[0].pk}/", world.keys["stranger"]).status_code == 404
    assert ask("contracts/", world.keys["stranger"]).json()["count"] == 0


def test_both_sides_see_the_same_clock_and_who_owes(world: World) -> None:
    path = f"obligations/{world.obligations[0].pk}/"
    owed, waited = (ask(path, world.keys[person]).json() for person in ("supplier", "buyer"))
    assert (owed.pop("mine"), waited.pop("mine")) == (True, False)
    assert owed == waited
    assert (owed["state"], owed["debtor"]["slug"]) == ("due", world.organisation("supplier").slug)
    listed = ask("obligations/", world.keys["buyer"]).json()
    assert {row["state"] for row in listed["results"]} == {"due", "fulfilled"}
    assert ask(path, world.keys["stranger"]).status_code == 404
