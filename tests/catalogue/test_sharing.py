"""Giving and giving on: who may, how much, and by which name."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.catalogue import queries
from apps.catalogue.services import sharing
from apps.kernel.actor import NotAllowed
from apps.kernel.problems import Refused
from tests import factories
from tests.catalogue.cast import assert_refused, cast
from tests.catalogue.chain import Chain, chain, codes, events, expire, seen, sees
from tests.catalogue.expected import assert_access_follows

pytestmark = pytest.mark.django_db

STATUS = ["status"]


@pytest.fixture
def row() -> Chain:
    return chain()


def test_what_was_opened_to_share_on_is_shared_on_down_the_chain(row: Chain) -> None:
    assert seen(row) == [2, 2, 2, 2]
    assert [share.parent_id for share in row.shares] == [None, row.shares[0].pk, row.shares[1].pk]
    assert [share.origin_id for share in row.shares] == [row.organisations[0].pk] * 3
    assert ("share.opened", f"catalogue.Share:{row.shares[1].pk}") in events(row.organisations[1])
    assert_access_follows()


def test_the_last_of_the_chain_shares_nothing_on(row: Chain) -> None:
    with pytest.raises(NotAllowed):
        row.give(3, factories.organisation("buyer"))


@pytest.mark.parametrize("who", ["partner", "stranger", "colleague"])
def test_who_did_not_receive_it_to_share_it_on_shares_nothing(who: str) -> None:
    stage = cast()
    other = factories.organisation("reseller")
    assert_refused(
        lambda: sharing.share_product(
            actor=getattr(stage, who), product=stage.product, to_organisation=other, scopes=STATUS
        )
    )


def test_who_received_another_product_shares_on_that_one_alone(row: Chain) -> None:
    other = factories.product(row.people[0])
    with pytest.raises(NotAllowed):
        sharing.share_product(actor=row.people[1], product=other, to_organisation=row.organisations[3], scopes=STATUS)


def test_nobody_shares_on_more_than_he_has() -> None:
    until = timezone.now() + timedelta(days=10)
    row = chain()
    sharing.withdraw_share(actor=row.people[0], share=row.shares[0])
    row.give(0, 1, scopes=STATUS, versions=[row.versions[0]], until=until, may_reshare=True, depth=1)
    buyer = factories.organisation("buyer")
    excesses: dict[str, dict[str, Any]] = {
        "S-MORE-SCOPES": {"scopes": ["status", "evidence"]},
        "S-MORE-VERSIONS": {"versions": row.versions},
        "S-LONGER": {"until": until + timedelta(days=1)},
        "S-FURTHER": {"may_reshare": True},
    }
    for code, fields in excesses.items():
        with pytest.raises(Refused) as refused:
            row.give(1, buyer, **{"scopes": STATUS, **fields})
        assert codes(refused) == {code}
    given = row.give(1, buyer, scopes=STATUS)
    assert (given.every_version, given.until, given.depth) == (False, until, 0)
    assert sees(factories.member(buyer), row.product) == 1
    assert_access_follows()


def test_of_two_ways_the_one_that_has_what_is_asked_for_is_shared_on(row: Chain) -> None:
    """The third sees it from the second, and now one version with all scopes from the supplier too."""
    direct = row.give(0, 2, versions=[row.versions[0]], may_reshare=True, depth=3)
    buyer = factories.organisation("buyer")
    given = row.give(2, buyer, may_reshare=True, depth=2, versions=[row.versions[0]])
    assert given.parent_id == direct.pk
    other = row.give(2, factories.organisation("buyer"))
    assert (other.parent_id, other.every_version) == (row.shares[1].pk, True)


def test_what_has_run_out_is_not_shared_on_and_makes_room_for_a_new_share(row: Chain) -> None:
    expire(*row.shares)
    with pytest.raises(NotAllowed):
        row.give(1, factories.organisation("buyer"))
    again = row.give(0, 1)
    row.shares[0].refresh_from_db()
    assert (row.shares[0].ended_because, again.revoked_at) == ("expired", None)
    assert seen(row) == [2, 2, 0, 0]
    assert_access_follows()


def test_a_second_open_share_to_the_same_organisation_is_sent_back(row: Chain) -> None:
    for giver in (0, 1):
        with pytest.raises(Refused) as refused:
            row.give(giver, giver + 1)
        assert codes(refused) == {"S-SAME"}


def test_the_same_organisation_may_receive_it_from_two(row: Chain) -> None:
    row.give(0, 3, scopes=STATUS)
    assert seen(row) == [2, 2, 2, 2]
    sharing.withdraw_share(actor=row.people[0], share=row.shares[0])
    assert seen(row) == [2, 0, 0, 2]
    allowed = queries.versions_open_for(actor=row.people[3], scope="evidence")
    assert not allowed.exists()
    assert_access_follows()


def test_a_share_that_leads_back_up_is_no_way_to_learn_who_is_there(row: Chain) -> None:
    for place in (0, 1):
        assert row.give(2, place, scopes=STATUS).pk
    assert_access_follows()


@pytest.mark.parametrize("depth", [-1, 11])
def test_more_steps_than_there_may_be_are_sent_back(row: Chain, depth: int) -> None:
    with pytest.raises(Refused) as refused:
        row.give(0, factories.organisation("reseller"), may_reshare=True, depth=depth)
    assert codes(refused) == {"S-DEPTH"}


def test_who_may_share_on_may_do_so_one_step_at_least_and_who_may_not_none(row: Chain) -> None:
    assert row.give(0, factories.organisation("reseller"), may_reshare=True).depth == 1
    assert row.give(0, factories.organisation("reseller"), may_reshare=False, depth=3).depth == 0


# Names.


def test_the_receiver_of_a_renamed_product_sees_the_new_name_and_his_giver(row: Chain) -> None:
    buyer = factories.organisation("buyer")
    row.give(2, buyer, label_code="BK2-A", label_name="BlueKiosk 2")
    (seen_by_buyer,) = queries.seen_as(actor=factories.member(buyer), products=[row.product]).values()
    assert (seen_by_buyer.seller, seen_by_buyer.code, seen_by_buyer.name, seen_by_buyer.name_zh) == (
        row.organisations[2],
        "BK2-A",
        "BlueKiosk 2",
        "",
    )


def test_who_does_not_name_his_supplier_gives_it_a_code_and_a_name_of_his_own(row: Chain) -> None:
    buyer = factories.organisation("buyer")
    for labels in ({"label_code": " "}, {"label_name": ""}, {"label_code": "", "label_name": ""}):
        with pytest.raises(Refused) as refused:
            row.give(1, buyer, **labels)
        assert {(problem.code, problem.field) for problem in refused.value.problems} == {("S-LABEL", n) for n in labels}
    assert row.give(1, buyer, label_code="", names_supplier=True).label_code == ""


def test_a_giver_who_names_his_supplier_names_whom_he_himself_sees(row: Chain) -> None:
    buyers = [factories.organisation("buyer") for _ in range(2)]
    row.give(1, buyers[0], names_supplier=True)
    row.give(2, buyers[1], names_supplier=True)
    sellers = [queries.seen_as(actor=factories.member(b), products=[row.product])[row.product.pk] for b in buyers]
    assert [one.seller for one in sellers] == [row.organisations[0], row.organisations[1]]


def test_everybody_sees_the_one_before_him_as_the_supplier(row: Chain) -> None:
    named = [queries.seen_as(actor=actor, products=[row.product])[row.product.pk].seller for actor in row.people]
    assert named == [row.organisations[0], *row.organisations[:3]]
    assert queries.seen_as(actor=factories.stranger(), products=[row.product]) == {}


def test_one_s_own_name_comes_before_what_another_calls_it(row: Chain) -> None:
    row.give(2, 0, label_code="X1", scopes=STATUS)
    assert queries.seen_as(actor=row.people[0], products=[row.product])[row.product.pk].code == row.product.code


def test_a_label_that_is_too_long_is_sent_back(row: Chain) -> None:
    with pytest.raises(Refused) as refused:
        row.give(0, factories.organisation("buyer"), label_code="x" * 81)
    assert codes(refused) == {"P-LONG"}
