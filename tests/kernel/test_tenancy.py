"""Querysets of tenant rows: narrowed once, by one of three ways, and remembered through every step of a chain."""

import pytest
from django.db.models import Prefetch

from apps.accounts.models import Organisation
from apps.catalogue.models import Product, Share, Version
from apps.kernel.actor import NotAllowed, person, system
from apps.kernel.permissions import Permission
from apps.kernel.tenancy import UnscopedQuery
from tests import factories
from tests.catalogue.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Cast:
    return cast()


def test_building_a_query_costs_nothing_and_running_it_un_narrowed_raises() -> None:
    rows = Product.objects.filter(code="K1").order_by("code").select_related("owner")
    with pytest.raises(UnscopedQuery, match=r"catalogue\.Product.*visible_to"):
        list(rows)


def test_narrowing_may_come_first_or_last(stage: Cast) -> None:
    assert list(Product.objects.visible_to(stage.owner).filter(code=stage.product.code)) == [stage.product]
    assert list(Product.objects.filter(code=stage.product.code).visible_to(stage.owner)) == [stage.product]


def test_a_queryset_is_narrowed_exactly_once(stage: Cast) -> None:
    """Two conditions would be the rows of neither."""
    rows = Product.objects.visible_to(stage.owner)
    for again in (
        lambda: rows.visible_to(stage.partner),
        lambda: rows.filter(pk=1).owned_by(stage.owner),
        lambda: rows.everything(reason="a test"),
    ):
        with pytest.raises(UnscopedQuery, match="already"):
            again()


def test_every_tenant_s_rows_are_read_for_a_reason_that_is_said() -> None:
    with pytest.raises(ValueError, match="Say why"):
        Product.objects.everything(reason="")
    with pytest.raises(ValueError, match="Say why"):
        system(reason="")


def test_the_system_reads_every_tenant_s_rows(stage: Cast) -> None:
    actor = system(reason="a test")
    assert list(Product.objects.visible_to(actor)) == [stage.product]
    assert list(Product.objects.owned_by(actor)) == [stage.product]


def test_the_system_owns_nothing_and_acts_for_nobody() -> None:
    with pytest.raises(NotAllowed):
        assert system(reason="a test").acts_for


def test_owned_is_less_than_visible(stage: Cast) -> None:
    assert list(Product.objects.visible_to(stage.partner)) == [stage.product]
    assert not Product.objects.owned_by(stage.partner).exists()


def test_a_person_who_acts_for_no_organisation_is_not_the_system_and_sees_no_row(stage: Cast) -> None:
    nobody = person(user_id=stage.owner.user_id or 0, permissions=frozenset({Permission.PRODUCT_SEE}))
    assert not nobody.is_system
    assert list(Product.objects.visible_to(nobody)) == list(Product.objects.owned_by(nobody)) == []
    with pytest.raises(NotAllowed):
        assert nobody.acts_for


def test_a_combination_is_narrowed_when_each_part_is(stage: Cast) -> None:
    mine, theirs = Product.objects.owned_by(stage.owner), Product.objects.owned_by(stage.stranger)
    assert list(mine.union(theirs)) == [stage.product]
    with pytest.raises(UnscopedQuery):
        list(mine.union(Product.objects.all()))
    with pytest.raises(UnscopedQuery):
        list(Product.objects.all().union(mine))
    assert list(mine | theirs) == [stage.product]
    assert list(mine & theirs) == []
    for combined in (lambda: mine | Product.objects.all(), lambda: mine ^ Product.objects.all()):
        with pytest.raises(UnscopedQuery):
            list(combined())
    with pytest.raises(UnscopedQuery):
        list(Product.objects.all() | mine)


def test_the_rows_behind_a_row_are_narrowed_as_well(stage: Cast) -> None:
    """A row in hand opens no way to its neighbours; only a foreign key forward leads to its own row."""
    product = Product.objects.visible_to(stage.partner).get()
    with pytest.raises(UnscopedQuery):
        list(product.versions.all())
    assert list(product.versions.visible_to(stage.partner)) == [stage.shared]
    with pytest.raises(UnscopedQuery):
        list(stage.share.versions.all())
    assert Version.objects.visible_to(stage.partner).get().product == product


def test_what_is_fetched_beforehand_is_narrowed_as_well(stage: Cast) -> None:
    with pytest.raises(UnscopedQuery):
        list(Product.objects.visible_to(stage.partner).prefetch_related("versions"))
    narrowed = Prefetch("versions", Version.objects.visible_to(stage.partner))
    (product,) = Product.objects.visible_to(stage.partner).prefetch_related(narrowed)
    assert list(product.versions.all()) == [stage.shared]


def test_django_s_own_machinery_still_works(stage: Cast) -> None:
    product = factories.product(stage.owner)
    version = factories.version(stage.owner, product)
    version.refresh_from_db()
    product.name = "Renamed"
    product.save(update_fields=["name"])
    assert Product.objects.owned_by(stage.owner).filter(pk=product.pk).delete()[1]["catalogue.Version"] == 1
    assert Organisation.objects.filter(pk=stage.supplier.pk).exists()
    assert Share.objects.owned_by(stage.owner).get().product == stage.product
