"""How a reader sees a product: by the name, and from the supplier, that whoever gave it to him told."""

import pytest

from apps.catalogue import queries
from apps.catalogue.models import Product
from tests import factories
from tests.downstream import Downstream, downstream, relabelled

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
