"""How a reader sees a product: by the name, and from the supplier, that whoever gave it to him told."""

import pytest

from apps.catalogue import queries
from apps.catalogue.models import Product
from tests.downstream import Downstream, downstream

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


def test_a_build_is_found_by_the_code_it_is_shown_under(scene: Downstream) -> None:
    build = {"hardware": "B2", "firmware": "3.4.1", "ai_software": "1.8.0"}
    assert queries.version_by_build(actor=scene.buyer, code="BK2-A", **build).get() == scene.version
    assert not queries.version_by_build(actor=scene.buyer, code="UPSTREAM-K21", **build).exists()
    assert not queries.version_by_build(actor=scene.maker, code="BK2-A", **build).exists()


def test_without_the_query_that_names_it_a_product_has_no_name_to_show(scene: Downstream) -> None:
    product = Product.objects.visible_to(scene.buyer).get(pk=scene.product.pk)
    with pytest.raises(AttributeError):
        assert product.shown
