"""Who is "assigned only" sees the suppliers they are assigned to, and the orders to them or received themselves."""

import pytest

from apps.accounts.models import Membership, Organisation, User
from apps.accounts.services.members import remove_member
from apps.catalogue.services.products import assign_product
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.models import AuditEvent
from apps.kernel.problems import Refused
from apps.purchasing import queries
from apps.purchasing.assignments import assigned_user_ids
from apps.purchasing.models import Check, OrderLine, SupplierAccount, SupplierAccountUserObjectPermission
from apps.purchasing.services import assign_supplier, check_order, unassign_supplier
from tests import factories
from tests.purchasing.conftest import Market
from tests.purchasing.ordering import decisions, receive


def person(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id)


def supplier_of(market: Market) -> Organisation:
    return Organisation.objects.get(pk=market.supplier.acts_for)


def limited_buyer(market: Market) -> Actor:
    return factories.member(market.buyer_organisation, "procurement", assigned_only=True)


def test_who_is_assigned_only_sees_the_orders_to_their_suppliers_alone(market: Market) -> None:
    limited = limited_buyer(market)
    known = receive(market.buyer, "10,K21-A,B2,3.4.1,1.8.0,", reference="PO-1")
    receive(market.buyer, "10,unheard-of,B2,3.4.1,1.8.0,", reference="PO-2")
    check_order(actor=market.buyer, order=known)
    assert not queries.orders(actor=limited).exists()
    account = assign_supplier(actor=market.buyer, supplier=supplier_of(market), user=person(limited))
    assert list(queries.orders(actor=limited)) == [known]
    assert len(queries.lines_with_latest_check(actor=limited, order=known)) == 1
    assert (OrderLine.objects.visible_to(limited).count(), Check.objects.visible_to(limited).count()) == (1, 1)
    assert list(queries.supplier_accounts(actor=limited)) == [account]
    unassign_supplier(actor=market.buyer, account=account, user=person(limited))
    assert not queries.orders(actor=limited).exists()
    assert not Check.objects.visible_to(limited).exists()
    assert not queries.supplier_accounts(actor=limited).exists()


def test_a_line_leads_to_its_version_for_whom_the_product_is_assigned_to_as_well(market: Market) -> None:
    limited = limited_buyer(market)
    order = receive(market.buyer, "10,K21-A,B2,3.4.1,1.8.0,")
    assign_supplier(actor=market.buyer, supplier=supplier_of(market), user=person(limited))
    (line,) = queries.lines_with_latest_check(actor=limited, order=order)
    assert (line.line.version, line.line.product_code) == (None, "K21-A")
    assign_product(actor=market.buyer, product=market.kiosk, user=person(limited))
    (line,) = queries.lines_with_latest_check(actor=limited, order=order)
    assert line.line.version == market.covered


def test_who_is_assigned_a_product_has_its_orders_decided_like_anybody_else(market: Market) -> None:
    limited, idle = limited_buyer(market), limited_buyer(market)
    assign_product(actor=market.buyer, product=market.kiosk, user=person(limited))
    said = []
    for who in (market.buyer, limited, idle):
        order = receive(who, "10,K21-A,B2,3.4.1,1.8.0,", reference=who.label)
        said.append(decisions(check_order(actor=who, order=order)))
    assert said[0] == said[1] != said[2]


def test_an_order_that_goes_to_another_supplier_as_well_stays_closed(market: Market) -> None:
    other = factories.member(factories.organisation("supplier"))
    product = factories.product(other, code="Z-9")
    factories.version(other, product)
    factories.share(other, product, market.buyer_organisation)
    limited = limited_buyer(market)
    assign_supplier(actor=market.buyer, supplier=supplier_of(market), user=person(limited))
    receive(market.buyer, "10,K21-A,B2,3.4.1,1.8.0,", "20,Z-9,B2,3.4.1,1.8.0,")
    assert not queries.orders(actor=limited).exists()


def test_who_is_assigned_only_sees_what_they_received_themselves(market: Market) -> None:
    limited, colleague = limited_buyer(market), limited_buyer(market)
    order = receive(limited, "10,unheard-of,B2,3.4.1,1.8.0,")
    check_order(actor=limited, order=order)
    assert list(queries.orders(actor=limited)) == [order]
    assert queries.lines_with_latest_check(actor=limited, order=order)[0].check is not None
    assert not queries.orders(actor=colleague).exists()


def test_only_suppliers_and_colleagues_are_assigned(market: Market) -> None:
    limited, outsider = limited_buyer(market), person(market.stranger)
    with pytest.raises(Refused) as refused:
        assign_supplier(actor=market.buyer, supplier=supplier_of(market), user=outsider)
    assert refused.value.problems[0].code == "supplier.colleague"
    with pytest.raises(Organisation.DoesNotExist):
        assign_supplier(actor=market.buyer, supplier=factories.organisation("supplier"), user=person(limited))
    assert not SupplierAccount.objects.everything(reason="a test").exists()


def test_only_who_holds_the_verb_assigns_and_only_for_their_own_organisation(market: Market) -> None:
    limited = limited_buyer(market)
    account = assign_supplier(actor=market.buyer, supplier=supplier_of(market), user=person(limited))
    with pytest.raises(NotAllowed):
        unassign_supplier(actor=market.stranger, account=account, user=person(limited))
    for role in ("compliance", "procurement", "viewer"):
        colleague = factories.member(market.buyer_organisation, role)
        with pytest.raises(NotAllowed):
            assign_supplier(actor=colleague, supplier=supplier_of(market), user=person(limited))
    assert list(assigned_user_ids(account)) == [limited.user_id]
    (event,) = AuditEvent.objects.filter(verb="supplier.assigned")
    assert event.chain == f"organisation:{market.buyer_organisation.pk}"


def test_an_assignment_has_the_owner_of_its_account_whatever_it_says(market: Market) -> None:
    limited = limited_buyer(market)
    account = assign_supplier(actor=market.buyer, supplier=supplier_of(market), user=person(limited))
    row = SupplierAccountUserObjectPermission.objects.get()
    assert row.owner_id == account.owner_id
    row.owner = factories.organisation("buyer")
    row.save()
    row.refresh_from_db()
    assert row.owner_id == account.owner_id


def test_who_leaves_is_assigned_to_no_supplier_and_coming_back_brings_nothing_back(market: Market) -> None:
    leaver, stayer = limited_buyer(market), limited_buyer(market)
    for one in (leaver, stayer):
        account = assign_supplier(actor=market.buyer, supplier=supplier_of(market), user=person(one))
    admin = factories.member(market.buyer_organisation)
    remove_member(actor=admin, membership=Membership.objects.get(user_id=leaver.user_id))
    assert list(assigned_user_ids(account)) == [stayer.user_id]
    Membership.objects.create(
        user_id=leaver.user_id, organisation=market.buyer_organisation, role="procurement", assigned_only=True
    )
    assert not queries.supplier_accounts(actor=leaver).exists()
