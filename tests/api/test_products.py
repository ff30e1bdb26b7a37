"""Products, versions and their status, and claims through the API."""

import pytest

from apps.kernel.models import Outbox
from tests.access.stage import stage, world
from tests.access.world import World, newly_listed
from tests.api.calls import ask

__all__ = ("stage", "world")

pytestmark = pytest.mark.django_db


def test_a_supplier_adds_a_product_and_a_version(world: World) -> None:
    key = world.keys["supplier"]
    added = ask("products/", key, {"code": "W7", "name": "Gate", "product_class": "rfid_system"})
    assert (added.status_code, added.json()["supplier"]["slug"]) == (201, world.organisation("supplier").slug)
    path = f"products/{added.json()['id']}/"
    assert ask(path, key).json() == added.json()
    build = {"hardware": "B2", "firmware": "3.4.1", "ai_software": "1.8.0"}
    version = ask(path + "versions/", key, build)
    assert version.status_code == 201
    assert ask(path + "versions/", key).json()["results"] == [version.json()]
    assert build.items() <= version.json().items()


def test_every_moment_is_told_in_utc(world: World) -> None:
    for path, who, moments in (
        ("products/", "supplier", ["created_at"]),
        ("shares/", "supplier", ["created_at"]),
        ("claims/", "supplier", ["created_at"]),
    ):
        rows = ask(path, world.keys[who]).json()["results"]
        assert rows
        assert all(row[name].endswith("Z") for row in rows for name in moments), path


def test_what_a_service_refuses_is_a_problem_with_its_place(world: World) -> None:
    response = ask("products/", world.keys["supplier"], {"code": world.products[0].code, "name": "Again"})
    assert (response.status_code, response.json()["code"]) == (400, "P-SAME")
    assert response.json()["errors"][0]["pointer"] == "#/code"


def test_a_version_comes_with_its_status_for_whoever_may_see_it(world: World) -> None:
    version = world.versions[0]
    seen = [ask(f"versions/{version.pk}/", world.keys[person]).json() for person in ("supplier", "buyer")]
    for said in seen:
        status = said["status"]
        assert (status["match"], status["edition"], status["claim"]) == ("match", 11, world.claims[0].pk)
        assert {reason["code"] for reason in status["reasons"]} >= {"R-NUM-EXACT"}
        assert said["product_code"] == "W000"
    listed = ask(f"versions/?product={world.products[0].pk}", world.keys["buyer"]).json()
    assert [row["id"] for row in listed["results"]] == [v.pk for v in world.versions if v.product == world.products[0]]


def test_a_claim_is_drafted_submitted_and_withdrawn(world: World) -> None:
    key, row = world.keys["supplier"], newly_listed()[3]
    body = {"kind": "filing", "number": row["number"], "holder": row["holder"], "versions": [world.versions[0].pk]}
    draft = ask("claims/", key, body).json()
    assert (draft["state"], draft["versions"]) == ("draft", [world.versions[0].pk])
    assert ask(f"claims/{draft['id']}/", world.keys["buyer"]).status_code == 404
    waiting = Outbox.objects.count()
    submitted = ask(f"claims/{draft['id']}/submission/", key, method="post")
    assert (submitted.status_code, submitted.json()["state"]) == (202, "submitted")
    assert Outbox.objects.count() == waiting + 1
    assert ask(f"claims/{draft['id']}/", world.keys["buyer"]).json()["status"]["match"] is None
    assert ask(f"claims/{draft['id']}/withdrawal/", key, method="post").json()["state"] == "withdrawn"


def test_a_claim_that_is_refused_leaves_no_draft_behind(world: World) -> None:
    key = world.keys["supplier"]
    before = ask("claims/", key).json()["count"]
    body = {"kind": "filing", "number": " ", "holder": "某公司", "versions": [world.versions[0].pk]}
    assert ask("claims/", key, body).status_code == 400
    strange = {**body, "number": newly_listed()[3]["number"], "versions": [10**9]}
    assert ask("claims/", key, strange).json()["code"] == "C-VERSION-UNKNOWN"
    assert ask("claims/", key).json()["count"] == before


def test_verifications_are_listed_by_claim_with_what_was_compared(world: World) -> None:
    said = ask(f"verifications/?claim={world.claims[0].pk}", world.keys["buyer"]).json()["results"]
    assert [(row["edition"]["number"], row["match"]) for row in said] == [(11, "match"), (10, "not_listed")]
    assert said[0]["previous"] == said[1]["id"]
    assert {field["field"] for field in said[0]["fields"]} >= {"number", "holder"}
    assert ask(f"verifications/{said[0]['id']}/", world.keys["buyer"]).json() == said[0]
