"""Shares through the API: given, received, withdrawn and answered, each seen from one's own side."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Organisation
from apps.kernel.actor import Actor
from tests import factories
from tests.api.calls import ask
from tests.catalogue.chain import Chain, chain
from tests.downstream import two_ways

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> Chain:
    """A supplier, two resellers and a buyer, each of whom shares with the next."""
    return chain()


def key_of(tree: Chain, place: int, *scopes: str) -> str:
    return factories.api_key(tree.people[place], scopes or None)


def other() -> tuple[Organisation, Actor]:
    organisation = factories.organisation("buyer")
    return organisation, factories.member(organisation)


def test_who_stands_between_sees_what_he_received_and_what_he_gave(tree: Chain) -> None:
    key = key_of(tree, 1)
    rows = {row["direction"]: row for row in ask("shares/", key).json()["results"]}
    assert (rows["received"]["id"], rows["given"]["id"]) == (tree.shares[0].pk, tree.shares[1].pk)
    assert rows["received"]["giver"]["slug"] == tree.organisations[0].slug
    assert rows["given"]["receiver"]["slug"] == tree.organisations[2].slug
    for direction in ("given", "received"):
        found = ask(f"shares/?direction={direction}", key).json()["results"]
        assert [row["direction"] for row in found] == [direction]


def test_nobody_sees_the_shares_two_steps_away(tree: Chain) -> None:
    said = ask("shares/", key_of(tree, 3)).json()
    assert [row["id"] for row in said["results"]] == [tree.shares[2].pk]
    assert tree.organisations[0].slug not in str(said)
    assert tree.organisations[1].slug not in str(said)
    for share in tree.shares[:2]:
        assert ask(f"shares/{share.pk}/", key_of(tree, 3)).status_code == 404


def test_a_product_is_shared_with_named_versions_until_a_day(tree: Chain) -> None:
    organisation, _ = other()
    until = (timezone.now() + timedelta(days=30)).replace(microsecond=0)
    body = {
        "product": tree.product.pk,
        "to_organisation": organisation.slug,
        "scopes": ["status", "certificate"],
        "versions": [tree.versions[0].pk],
        "until": until.isoformat(),
    }
    response = ask("shares/", key_of(tree, 0, "shares:write"), body)
    said = response.json()
    assert response.status_code == 201
    assert (said["versions"], said["scopes"], said["receipt"]) == (
        [tree.versions[0].pk],
        ["status", "certificate"],
        None,
    )
    assert said["product_code"] == tree.product.code
    assert said["direction"] == "given"


def test_who_shares_on_renames_and_the_receiver_sees_the_new_name_alone(tree: Chain) -> None:
    organisation, member = other()
    body = {
        "product": tree.product.pk,
        "to_organisation": organisation.slug,
        "scopes": ["status"],
        "label_code": "BK2-A",
        "label_name": "BlueKiosk 2",
    }
    assert ask("shares/", key_of(tree, 1), body).status_code == 201
    (row,) = ask("shares/", factories.api_key(member)).json()["results"]
    assert (row["product_code"], row["product_name"]) == ("BK2-A", "BlueKiosk 2")
    assert tree.product.code not in str(row)
    assert tree.organisations[0].slug not in str(row)


def test_of_two_resellers_of_one_product_each_share_has_the_name_that_its_giver_said() -> None:
    scene = two_ways()
    rows = ask("shares/", factories.api_key(scene.buyer)).json()["results"]
    told = {row["id"]: (row["product_code"], row["product_name"], row["label_code"]) for row in rows}
    assert told == {share.pk: (f"N{n}", f"Kiosk N{n}", f"N{n}") for n, share in enumerate(scene.shares)}
    for number, share in enumerate(scene.shares):
        one = ask(f"shares/{share.pk}/", factories.api_key(scene.buyer)).json()
        assert one["product_code"] == f"N{number}"


def test_who_shares_on_unnamed_says_what_it_is_called(tree: Chain) -> None:
    body = {"product": tree.product.pk, "to_organisation": other()[0].slug, "scopes": ["status"]}
    response = ask("shares/", key_of(tree, 1), body)
    errors = response.json()["errors"]
    assert (response.status_code, response.json()["code"]) == (400, "S-LABEL")
    assert [error["pointer"] for error in errors] == ["#/label_code", "#/label_name"]
    assert ask("shares/", key_of(tree, 1), {**body, "names_supplier": True}).status_code == 201


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"to_organisation": "nobody-of-this-name"}, "#/to_organisation"),
        ({"scopes": ["certificate"]}, "#/scopes"),
        ({"versions": [10**9]}, "#/versions"),
        ({"until": "2020-01-01T00:00:00Z"}, "#/until"),
        ({"depth": 11}, "#/depth"),
        ({"colour": "red"}, "#/colour"),
    ],
)
def test_what_is_refused_says_where(tree: Chain, change: dict[str, object], pointer: str) -> None:
    organisation, _ = other()
    body = {"product": tree.product.pk, "to_organisation": organisation.slug, "scopes": ["status"], **change}
    response = ask("shares/", key_of(tree, 0), body)
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, pointer)


def test_who_received_it_to_look_shares_nothing_on(tree: Chain) -> None:
    organisation, _ = other()
    body = {"product": tree.product.pk, "to_organisation": organisation.slug, "scopes": ["status"]}
    assert ask("shares/", key_of(tree, 3), body).status_code == 403


def test_a_withdrawn_share_is_gone_with_all_below_it(tree: Chain) -> None:
    said = ask(f"shares/{tree.shares[0].pk}/withdrawal/", key_of(tree, 0), method="post")
    assert said.status_code == 200
    assert said.json()["ended_at"] is not None
    for place in (1, 2, 3):
        assert ask("shares/", key_of(tree, place)).json()["results"] == []
        assert ask(f"products/{tree.product.pk}/", key_of(tree, place)).status_code == 404


def test_a_withdrawn_share_says_which_versions_it_named(tree: Chain) -> None:
    receiver, _ = other()
    version = factories.version(tree.people[0], tree.product, firmware="9.9")
    share = factories.share(tree.people[0], tree.product, receiver, versions=[version])
    said = ask(f"shares/{share.pk}/withdrawal/", key_of(tree, 0), method="post")
    assert (said.status_code, said.json()["versions"]) == (200, [version.pk])


def test_a_share_is_withdrawn_by_its_giver_alone(tree: Chain) -> None:
    for place in (1, 2):
        response = ask(f"shares/{tree.shares[0].pk}/withdrawal/", key_of(tree, place), method="post")
        assert response.status_code == 404
    assert len(ask("shares/", key_of(tree, 1)).json()["results"]) == 2


def test_the_giver_reads_what_the_receiver_said(tree: Chain) -> None:
    path = f"shares/{tree.shares[0].pk}/"
    answer = ask(path + "receipt/", key_of(tree, 1, "receipts:write"), {"state": "accepted"})
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
    assert ask(path, key_of(tree, 0)).json()["receipt"] == answer.json()


def test_a_share_that_is_sent_back_needs_a_reason_and_is_over(tree: Chain) -> None:
    path, key = f"shares/{tree.shares[0].pk}/receipt/", key_of(tree, 1)
    refused = ask(path, key, {"state": "returned"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "#/reason")
    assert ask(path, key, {"state": "returned", "reason": "Wrong build."}).status_code == 200
    assert ask("shares/", key).json()["results"] == []


def test_only_the_receiver_answers_a_share(tree: Chain) -> None:
    path = f"shares/{tree.shares[0].pk}/receipt/"
    assert [ask(path, key_of(tree, place), {"state": "accepted"}).status_code for place in (0, 2, 3)] == [404] * 3


def test_each_scope_opens_its_own_part(tree: Chain) -> None:
    share, organisation = tree.shares[0], factories.organisation("buyer")
    body = {"product": tree.product.pk, "to_organisation": organisation.slug, "scopes": ["status"]}
    body |= factories.same_names(tree.product)
    reads, gives, answers = (key_of(tree, 1, s) for s in ("shares:read", "shares:write", "receipts:write"))
    assert [ask("shares/", key).status_code for key in (reads, gives, answers)] == [200] * 3
    assert [ask("shares/", key, body).status_code for key in (reads, answers, gives)] == [403, 403, 201]
    path = f"shares/{share.pk}/receipt/"
    assert [ask(path, key, {"state": "received"}).status_code for key in (reads, gives, answers)] == [403, 403, 200]
    assert ask("shares/", key_of(tree, 1, "products:read")).status_code == 403


def test_what_an_operation_takes_is_not_asked_of_the_operation(tree: Chain) -> None:
    headers = {"authorization": f"Bearer {key_of(tree, 0)}"}
    assert Client(raise_request_exception=False).options("/api/v1/shares/", headers=headers).status_code == 405
