"""How a reader sees a product: by the name, and from the supplier, that whoever gave it to him told."""

import pytest

from apps.catalogue import custody, queries
from apps.catalogue.models import Product
from apps.catalogue.services import sharing
from tests import factories
from tests.downstream import Downstream, downstream, relabelled, two_ways

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Downstream:
    return downstream()


def test_each_sees_his_own_supplier_and_what_that_one_calls_it(scene: Downstream) -> None:
    for actor, seller, code in (
        (scene.maker, scene.maker, "UPSTREAM-K21"),
        (scene.reseller, scene.maker, "UPSTREAM-K21"),
        (scene.buyer, scene.reseller, "BK2-A"),
    ):
        shown = queries.product(actor=actor, pk=scene.product.pk).shown
        assert (shown.seller_id, shown.code) == (seller.organisation_id, code)
        (version,) = queries.versions(actor=actor)
        assert version.product.shown == shown
        assert [(offer.seller.pk, offer.code) for offer in queries.offers(actor=actor)] == [(shown.seller_id, code)]


def test_lists_stand_in_the_order_of_what_the_reader_is_told() -> None:
    buyer = relabelled()
    assert [product.shown.code for product in queries.products(actor=buyer)] == ["A1", "B2", "C3"]
    opened = queries.versions_open_for(actor=buyer, scope="contract")
    for versions in (queries.versions(actor=buyer), opened):
        assert [version.product.shown.code for version in versions] == ["A1", "B2", "C3"]


def test_the_system_reads_products_by_the_codes_of_their_makers() -> None:
    relabelled()
    assert [product.code for product in queries.products(actor=factories.SYSTEM)] == ["AA-1", "MM-5", "ZZ-9"]
    versions = queries.versions(actor=factories.SYSTEM)
    assert [version.product.code for version in versions] == ["AA-1", "MM-5", "ZZ-9"]


def test_without_the_query_that_names_it_a_product_has_no_name_to_show(scene: Downstream) -> None:
    product = Product.objects.visible_to(scene.buyer).get(pk=scene.product.pk)
    with pytest.raises(AttributeError):
        assert product.shown


def test_of_two_who_give_one_product_each_share_says_what_its_own_giver_calls_it() -> None:
    scene = two_ways()
    seen = custody.seen_in(actor=scene.buyer, shares=queries.received_shares(actor=scene.buyer))
    for number, (share, giver) in enumerate(zip(scene.shares, scene.resellers, strict=True)):
        assert (seen[share.pk].code, seen[share.pk].name) == (f"N{number}", f"Kiosk N{number}")
        assert seen[share.pk].seller_id == giver.organisation_id


def test_what_is_passed_on_is_called_to_its_giver_what_the_share_it_comes_from_says() -> None:
    scene = two_ways()
    sharing.withdraw_share(actor=scene.resellers[0], share=scene.shares[0])
    below = sharing.share_product(
        actor=scene.buyer,
        product=scene.product,
        to_organisation=factories.organisation("buyer"),
        scopes=["status"],
        names_supplier=True,
    )
    again = sharing.share_product(
        actor=scene.resellers[0],
        product=scene.product,
        to_organisation=scene.shares[0].to_organisation,
        scopes=["status"],
        label_code="N2",
        label_name="Kiosk N2",
    )
    seen = custody.seen_in(actor=scene.buyer, shares=[below, again])
    assert (seen[below.pk].code, seen[again.pk].code) == ("N1", "N2")


def test_a_product_that_came_by_two_ways_has_two_lines_in_the_chain() -> None:
    scene = two_ways()
    lines = custody.chain(actor=scene.buyer)
    assert [(line.seen.code, line.received and line.received.pk) for line in lines] == [
        ("N0", scene.shares[0].pk),
        ("N1", scene.shares[1].pk),
    ]
    assert custody.seen_in(actor=factories.stranger("buyer"), shares=scene.shares) == {}
