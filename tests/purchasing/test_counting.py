"""How many buyers checked: a number for the maker, of those buyers alone that let it be known, and never a name."""

import pytest
from django.db import connection

from apps.accounts.models import Organisation
from apps.catalogue.services import sharing
from apps.kernel.actor import Actor
from apps.kernel.wall import acting_as
from apps.purchasing import queries
from apps.purchasing.models import Check, Order, OrderLine
from apps.purchasing.services import check_order
from tests import factories
from tests.purchasing.conftest import Market
from tests.purchasing.ordering import receive

pytestmark = pytest.mark.django_db


def tells(actor: Actor, says: bool = True) -> Actor:
    """Whether an organisation lets its suppliers count its checks."""
    Organisation.objects.filter(pk=actor.acts_for).update(tells_checks=says)
    return actor


def bought(actor: Actor, ai_software: str = "1.8.0", reference: str = "PO-1") -> Order:
    """An order of the kiosk that was checked."""
    order = receive(actor, f"10,K21-A,B2,3.4.1,{ai_software},", reference=reference)
    check_order(actor=actor, order=order)
    return order


def test_a_supplier_counts_the_buyers_that_let_it_each_once(market: Market) -> None:
    for actor, reference in ((market.buyer, "PO-1"), (market.buyer, "PO-2"), (market.stranger, "PO-1")):
        bought(tells(actor), reference=reference)
    bought(market.buyer, "1.9.0", "PO-3")
    found = queries.buyers_checked(actor=market.supplier, product=market.kiosk)
    assert (found.product, found.versions) == (2, {market.covered.pk: 2, market.unclaimed.pk: 1})


def test_who_does_not_let_it_is_not_counted_nor_who_takes_it_back(market: Market) -> None:
    bought(market.buyer)
    assert queries.buyers_checked(actor=market.supplier, product=market.kiosk).product == 0
    tells(market.buyer)
    assert queries.buyers_checked(actor=market.supplier, product=market.kiosk).product == 1
    tells(market.buyer, says=False)
    assert queries.buyers_checked(actor=market.supplier, product=market.kiosk) == queries.BuyersChecked(0, {})


def test_an_order_that_was_never_checked_does_not_count(market: Market) -> None:
    receive(tells(market.buyer), "10,K21-A,B2,3.4.1,1.8.0,")
    assert queries.buyers_checked(actor=market.supplier, product=market.kiosk).product == 0


def test_nobody_but_the_maker_is_told_and_a_reseller_s_customers_are_the_reseller_s(market: Market) -> None:
    reseller = factories.organisation("reseller")
    customer = factories.organisation("buyer")
    sharing.share_product(
        actor=market.supplier,
        product=market.kiosk,
        to_organisation=reseller,
        scopes=["status"],
        may_reshare=True,
        depth=1,
    )
    seller = factories.member(reseller)
    labels = factories.same_names(market.kiosk)
    sharing.share_product(actor=seller, product=market.kiosk, to_organisation=customer, scopes=["status"], **labels)
    bought(tells(factories.member(customer)))
    for actor in (market.supplier, seller, market.stranger):
        assert queries.buyers_checked(actor=actor, product=market.kiosk).product == 0
    bought(tells(market.buyer))
    assert queries.buyers_checked(actor=seller, product=market.kiosk).product == 0


def test_the_database_lets_the_number_through_and_nothing_else(market: Market) -> None:
    bought(tells(market.buyer))
    ask = "SELECT product_id, version_id, buyers FROM purchasing_buyers_checked(%s, %s)"
    with acting_as(market.supplier), connection.cursor() as cursor:
        cursor.execute(ask, [market.supplier.acts_for, [market.kiosk.pk]])
        assert {row[2] for row in cursor.fetchall()} == {1}
        for model in (Order, OrderLine, Check):
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
            assert cursor.fetchone() == (0,)
    with acting_as(market.stranger), connection.cursor() as cursor:
        cursor.execute(ask, [market.supplier.acts_for, [market.kiosk.pk]])
        assert cursor.fetchall() == []
