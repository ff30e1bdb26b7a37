"""A reseller changed the AI software: from the page to the order, nobody below it is shown the product as covered."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts import queries as accounts
from apps.accounts.models import User
from apps.catalogue import queries as catalogue
from apps.catalogue.models import Share
from apps.catalogue.services import sharing
from apps.claims import queries as claims
from apps.kernel.actor import Actor
from apps.purchasing import queries as purchasing
from apps.purchasing.services import check_order
from tests import factories
from tests.catalogue.chain import chain
from tests.downstream import NUMBER, Downstream, downstream
from tests.flows.test_downstream import ordered, packed, said_by

pytestmark = pytest.mark.django_db
SAID = {
    "en": "The supplier's filing may not cover the changed product; a new claim is needed.",
    "zh-hans": "供应商的备案可能不覆盖改动后的产品，需要提交新的声明。",
}


@pytest.fixture
def scene() -> Downstream:
    return downstream()


def given(scene: Downstream) -> Share:
    return catalogue.given_shares(actor=scene.reseller).get()


def say(scene: Downstream, changed: bool) -> None:
    sharing.say_changed(actor=scene.reseller, share=given(scene), changed=changed)


def read(actor: Actor, name: str, language: str = "en", query: dict[str, Any] | None = None, **said: Any) -> str:
    """A page as somebody reads it, the runs of blanks made one."""
    client = Client()
    person = User.objects.get(pk=actor.user_id)
    person.language = language
    person.save()
    client.force_login(person)
    slug = accounts.organisation_by_id(actor.acts_for).slug
    address = reverse(name, kwargs={"organisation": slug, **said})
    answer = client.get(address, query or {})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("&#x27;", "'").split())


def coverage(actor: Actor, scene: Downstream) -> str:
    return str(claims.version_status(actor=actor, version=scene.version).coverage)


def test_it_is_not_covered_for_those_below_and_as_before_for_those_above(scene: Downstream) -> None:
    everybody = (scene.maker, scene.reseller, scene.buyer)
    assert [coverage(actor, scene) for actor in everybody] == ["covered"] * 3
    say(scene, True)
    assert [coverage(actor, scene) for actor in everybody] == ["covered", "covered", "version_changed"]
    say(scene, False)
    assert coverage(scene.buyer, scene) == "covered"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_the_buyer_that_shows_the_status_says_why(scene: Downstream, language: str) -> None:
    say(scene, True)
    claim = claims.claims(actor=scene.buyer).get()
    asked = {"number": NUMBER, "version": str(scene.version.pk)}
    share = catalogue.received_shares(actor=scene.buyer).get()
    pages = {
        "version": read(scene.buyer, "version", language, pk=scene.version.pk),
        "product": read(scene.buyer, "product", language, {"version": str(scene.version.pk)}, pk=scene.product.pk),
        "verify": read(scene.buyer, "verify", language, asked),
        "claim": read(scene.buyer, "claim", language, pk=claim.pk),
        "received-share": read(scene.buyer, "received-share", language, pk=share.pk),
    }
    assert [name for name, page in pages.items() if SAID[language] not in page] == []
    for name in ("version", "product", "verify"):
        assert "covered" not in pages[name].split("verdict-")[1].split('"')[0], name


def test_the_order_is_not_released(scene: Downstream) -> None:
    def decided(reference: str) -> tuple[str, str, list[str]]:
        order = ordered(scene.buyer, "Borealis Demo", reference)
        (line,) = purchasing.lines_with_latest_check(actor=scene.buyer, order=order)
        assert line.check is not None
        return line.check.decision, line.check.coverage, [str(one["code"]) for one in line.check.reasons]

    decision, covered, _codes = decided("PO-1")
    assert (decision, covered) == ("release", "covered")
    say(scene, True)
    decision, covered, codes = decided("PO-2")
    assert (decision, covered, codes[0]) == ("block", "version_changed", "R-VERSION")


@pytest.mark.parametrize(
    ("language", "notice"),
    [("en", "was changed since these lines were checked"), ("zh-hans", "核验之后，有产品的AI软件被改动")],
)
def test_an_order_checked_before_says_that_the_software_was_changed_since(
    scene: Downstream, language: str, notice: str
) -> None:
    order = ordered(scene.buyer, "Borealis Demo")
    assert notice not in read(scene.buyer, "order", language, pk=order.pk)
    say(scene, True)
    assert notice in read(scene.buyer, "order", language, pk=order.pk)
    check_order(actor=scene.buyer, order=order)
    assert notice not in read(scene.buyer, "order", language, pk=order.pk)


def test_no_pack_that_goes_below_says_covered(scene: Downstream) -> None:
    say(scene, True)
    for who, expected in (
        (scene.maker, "covered"),
        (scene.reseller, "version_changed"),
        (scene.buyer, "version_changed"),
    ):
        (version,) = json.loads(said_by(packed(who, scene))["versions.json"])["versions"]
        assert version["status"]["coverage"]["code"] == expected
        assert ("R-VERSION" in json.dumps(version)) == (who is not scene.maker)


def test_no_pack_says_covered_of_whom_the_cover_does_not_name_as_a_reseller_either(scene: Downstream) -> None:
    """Whoever passes a product on may hand a pack on, whatever else the organisation does."""
    say(scene, True)
    middle = accounts.organisation_by_id(scene.reseller.acts_for)
    middle.capacities = ["integrator"]
    middle.save()
    (version,) = json.loads(said_by(packed(scene.reseller, scene))["versions.json"])["versions"]
    assert version["status"]["coverage"]["code"] == "version_changed"


def test_the_api_says_it_with_the_version_and_with_the_share(scene: Downstream) -> None:
    say(scene, True)

    def ask(actor: Actor, path: str) -> Any:
        key = factories.api_key(actor)
        return Client().get(f"/api/v1/{path}", headers={"authorization": f"Bearer {key}"}).json()

    status = ask(scene.buyer, f"versions/{scene.version.pk}/")["status"]
    assert status["coverage"] == "version_changed"
    assert "R-VERSION" in json.dumps(status)
    for actor in (scene.buyer, scene.reseller):
        (share,) = [one for one in ask(actor, "shares/")["results"] if one["id"] == given(scene).pk]
        assert share["changed_software"] is True


def test_the_api_says_of_a_share_that_somebody_above_its_giver_changed_it() -> None:
    row = chain()
    sharing.say_changed(actor=row.people[1], share=row.shares[1], changed=True)
    for place, expected in ((0, [False]), (1, [False, True]), (2, [True, True]), (3, [True])):
        key = factories.api_key(row.people[place])
        answer = Client().get("/api/v1/shares/", headers={"authorization": f"Bearer {key}"}).json()
        said = {one["id"]: one["changed_software"] for one in answer["results"]}
        assert [said[pk] for pk in sorted(said)] == expected, place


def test_the_system_and_so_the_public_page_speak_of_what_the_maker_made(scene: Downstream) -> None:
    say(scene, True)
    assert coverage(factories.SYSTEM, scene) == "covered"
