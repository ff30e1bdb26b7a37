"""Checks of purchase orders through the API, as an ERP sends them."""

from typing import Any

import pytest

from apps.purchasing.models import Order
from tests.access.stage import stage, world
from tests.access.world import World
from tests.api.calls import ask

__all__ = ("stage", "world")

pytestmark = pytest.mark.django_db

GOOD = {"line": "10", "product": {"code": "W000"}, "hardware": "B2", "firmware": "3.0", "ai_software": "1.8.0"}


def send(world: World, *lines: dict[str, Any], reference: str = "4500001") -> Any:
    return ask("po-checks/", world.keys["buyer"], {"reference": reference, "lines": list(lines)})


def test_each_line_gets_a_decision_with_reasons_in_both_languages(world: World) -> None:
    unknown = {**GOOD, "line": "20", "ai_software": "9.9"}
    response = send(world, GOOD, unknown)
    said = response.json()
    assert (response.status_code, said["edition"]["number"], said["policy"]) == (201, 11, 0)
    first, second = said["lines"]
    assert (first["version"], first["match"], first["coverage"]) == (world.versions[0].pk, "match", "not_covered")
    assert {"R-RELIANCE-MISSING"} <= {reason["code"] for reason in first["reasons"]}
    assert (second["version"], second["decision"]) == (None, "hold")
    assert [reason["code"] for reason in second["reasons"]] == ["R-VERSION-UNKNOWN"]
    assert all(reason["en"] and reason["zh"] for line in said["lines"] for reason in line["reasons"])
    assert said["decision"] == "hold"


def test_a_negative_answer_is_no_error(world: World) -> None:
    assert send(world, {**GOOD, "filing_number": "Beijing-Other-202401010001"}).status_code == 201


def test_the_answer_can_be_read_again_and_the_order_checked_again(world: World) -> None:
    made = send(world, GOOD).json()
    path, key = f"po-checks/{made['id']}/", world.keys["buyer"]
    assert ask(path, key).json() == made
    assert made["details_url"].endswith(f"/o/{world.organisation('buyer').slug}/orders/{made['id']}/")
    again = ask(path + "checks/", key, method="post")
    assert again.status_code == 201
    assert again.json()["lines"][0]["check"] != made["lines"][0]["check"]
    listed = ask("po-checks/", key).json()["results"][0]
    assert (listed["id"], listed["decision"], listed["lines"]) == (made["id"], made["decision"], 1)


def test_text_with_commas_quotes_and_line_breaks_arrives_as_it_was_sent(world: World) -> None:
    strange = {**GOOD, "firmware": '1,000 "sets"', "hardware": 'B2; "x"', "line": "=1+1"}
    line = send(world, strange).json()["lines"][0]
    assert (line["firmware"], line["hardware"], line["line"]) == ('1,000 "sets"', 'B2; "x"', "=1+1")


def test_a_quantity_that_is_no_number_is_named_at_its_place(world: World) -> None:
    response = send(world, GOOD, {**GOOD, "line": "20", "quantity": "two dozen"})
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "#/lines/1/quantity")


def test_what_is_wrong_with_a_line_is_named_at_its_place_and_nothing_is_kept(world: World) -> None:
    before = Order.objects.everything(reason="a test counts").count()
    twice = send(world, GOOD, GOOD)
    assert (twice.status_code, twice.json()["errors"][0]["pointer"]) == (400, "#/lines/1/line")
    missing = send(world, {"line": "1", "product": {}, "ai_software": ""})
    assert {error["pointer"] for error in missing.json()["errors"]} == {
        "#/lines/0/product/code",
        "#/lines/0/ai_software",
    }
    assert send(world).json()["errors"][0]["pointer"] == "#/lines"
    assert Order.objects.everything(reason="a test counts").count() == before


def test_the_same_reference_twice_is_refused(world: World) -> None:
    send(world, GOOD)
    response = send(world, GOOD)
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "#/reference")


def test_an_order_is_its_buyers_alone(world: World) -> None:
    made = send(world, GOOD).json()
    assert ask(f"po-checks/{made['id']}/", world.keys["stranger"]).status_code == 404
    assert ask(f"po-checks/{made['id']}/", world.keys["supplier"]).status_code == 403
