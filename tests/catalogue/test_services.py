"""Products, versions, shares and assignments: what is written, and what is sent back with nothing written."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.catalogue import queries
from apps.catalogue.models import Product, Share, Version
from apps.catalogue.services import products, sharing
from apps.kernel.models import AuditEvent
from apps.kernel.problems import Refused
from tests import factories
from tests.catalogue.cast import Cast, assert_refused, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Cast:
    return cast()


def codes(refused: pytest.ExceptionInfo[Refused]) -> dict[str, str]:
    return {problem.field: problem.code for problem in refused.value.problems}


def test_a_product_and_its_versions_belong_to_the_supplier_and_are_written_down() -> None:
    owner = factories.stranger("supplier")
    product = products.add_product(
        actor=owner, code=" K21 ", name="Kiosk", name_zh="自助终端", product_class="self_service_terminal"
    )
    version = products.add_version(actor=owner, product=product, hardware="B2", firmware="3.4.1 ", ai_software="1.8.0")
    assert (product.code, product.owner_id, version.firmware) == ("K21", owner.organisation_id, "3.4.1")
    assert (version.owner_id, version.state) == (owner.organisation_id, Version.RELEASED)
    events = AuditEvent.objects.filter(chain=f"organisation:{owner.organisation_id}").values_list("verb", "subject")
    assert (("product.added", f"catalogue.Product:{product.pk}")) in events
    assert (("version.added", f"catalogue.Version:{version.pk}")) in events


def test_version_strings_are_kept_as_the_supplier_writes_them(stage: Cast) -> None:
    version = factories.version(stage.owner, stage.product, "Rev. B2/α", "v3.4.1-RC 1", "1.8.0+cn")
    assert (version.hardware, version.firmware, version.ai_software) == ("Rev. B2/α", "v3.4.1-RC 1", "1.8.0+cn")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"code": " "}, {"code": "P-EMPTY"}),
        ({"code": "x" * 81, "name": ""}, {"code": "P-LONG", "name": "P-EMPTY"}),
        ({"name_zh": "自\x00助"}, {"name_zh": "P-CHARACTER"}),
        (
            {"code": "K\n99", "name": "A\r\nBcc: x@y.z", "line": "one\u2028two"},
            {"code": "P-CHARACTER", "name": "P-CHARACTER", "line": "P-CHARACTER"},
        ),
        ({"product_class": "drone"}, {"product_class": "P-CLASS"}),
    ],
)
def test_a_product_that_can_not_be_kept_is_sent_back_field_by_field(
    changes: dict[str, str], fields: dict[str, str]
) -> None:
    owner = factories.stranger("supplier")
    with pytest.raises(Refused) as refused:
        products.add_product(actor=owner, **{"code": "K1", "name": "Kiosk", **changes})
    assert codes(refused) == fields
    assert not Product.objects.owned_by(owner).exists()


def test_a_code_is_a_product_s_own_within_one_supplier(stage: Cast) -> None:
    with pytest.raises(Refused, match=stage.product.code):
        products.add_product(actor=stage.owner, code=stage.product.code, name="Another")
    assert products.add_product(actor=stage.stranger, code=stage.product.code, name="Another supplier's").pk


def test_a_build_is_a_version_s_own_within_one_product(stage: Cast) -> None:
    build = {"hardware": "B2", "firmware": "3.4.1", "ai_software": "1.8.0"}
    assert_refused(lambda: products.add_version(actor=stage.owner, product=stage.product, **build), Refused)
    other = factories.product(stage.owner)
    assert products.add_version(actor=stage.owner, product=other, **build).pk


def test_an_unknown_state_or_an_empty_build_is_sent_back(stage: Cast) -> None:
    build = {"hardware": "", "firmware": "1", "ai_software": "1"}
    with pytest.raises(Refused) as refused:
        products.add_version(actor=stage.owner, product=stage.product, **build)
    assert codes(refused) == {"hardware": "P-EMPTY"}
    with pytest.raises(Refused) as refused:
        products.add_version(
            actor=stage.owner, product=stage.product, hardware="1", firmware="1", ai_software="1", state="lost"
        )
    assert codes(refused) == {"state": "P-STATE"}


def test_a_share_opens_what_it_names_until_it_is_withdrawn(stage: Cast) -> None:
    assert list(queries.products(actor=stage.partner)) == [stage.product]
    assert list(queries.versions(actor=stage.partner)) == [stage.shared]
    sharing.withdraw_share(actor=stage.owner, share=stage.share)
    assert not queries.products(actor=stage.partner).exists()
    assert not queries.versions(actor=stage.partner).exists()


def test_withdrawing_twice_is_withdrawing_once(stage: Cast) -> None:
    first = sharing.withdraw_share(actor=stage.owner, share=stage.share).revoked_at
    events = AuditEvent.objects.count()
    assert sharing.withdraw_share(actor=stage.owner, share=stage.share).revoked_at == first
    assert AuditEvent.objects.count() == events


def test_a_share_of_every_version_opens_those_to_come_as_well(stage: Cast) -> None:
    reseller = factories.organisation("reseller")
    factories.share(stage.owner, stage.product, reseller)
    later = factories.version(stage.owner, stage.product, ai_software="2.0.0")
    seen = set(queries.versions(actor=factories.member(reseller)))
    assert seen == {stage.shared, stage.unshared, later}


def test_a_share_ends_by_itself_on_its_day(stage: Cast) -> None:
    reseller = factories.organisation("reseller")
    share = sharing.share_product(
        actor=stage.owner,
        product=stage.product,
        to_organisation=reseller,
        scopes=["status"],
        until=timezone.now() + timedelta(hours=1),
    )
    member = factories.member(reseller)
    assert queries.products(actor=member).exists()
    Share.objects.owned_by(stage.owner).filter(pk=share.pk).update(until=timezone.now() - timedelta(seconds=1))
    assert not queries.products(actor=member).exists()


def test_a_share_that_makes_no_sense_is_sent_back(stage: Cast) -> None:
    reseller = factories.organisation("reseller")
    foreign = factories.version(stage.owner, factories.product(stage.owner))
    good: dict[str, object] = {"to_organisation": reseller, "scopes": ["status"]}
    for changes, code in [
        ({"to_organisation": stage.supplier}, "S-SELF"),
        ({"to_organisation": stage.buyer}, "S-SAME"),
        ({"scopes": []}, "S-SCOPES"),
        ({"scopes": ["certificate"]}, "S-SCOPES"),
        ({"scopes": ["status", "prices"]}, "S-SCOPES"),
        ({"versions": []}, "S-VERSIONS"),
        ({"versions": [stage.shared, foreign]}, "S-VERSIONS"),
        ({"until": timezone.now() - timedelta(days=1)}, "S-UNTIL"),
    ]:
        with pytest.raises(Refused) as refused:
            sharing.share_product(actor=stage.owner, product=stage.product, **{**good, **changes})
        assert list(codes(refused).values()) == [code]
    assert Share.objects.owned_by(stage.owner).count() == 1


def test_a_withdrawn_share_can_be_opened_again_otherwise(stage: Cast) -> None:
    sharing.withdraw_share(actor=stage.owner, share=stage.share)
    again = factories.share(stage.owner, stage.product, stage.buyer, ["status", "certificate"])
    assert again.scopes == ["status", "certificate"]
    assert queries.versions(actor=stage.partner).count() == 2


def test_the_shares_of_a_product_are_listed_with_their_versions(stage: Cast) -> None:
    (share,) = queries.shares_given(actor=stage.owner, product=stage.product)
    assert (share, [version.pk for version in share.versions.all()]) == (stage.share, [stage.shared.pk])


def test_the_wall_behind_the_services_holds_too(stage: Cast) -> None:
    """The database refuses what the services refuse."""
    for changes in ({"scopes": ["certificate"]}, {"scopes": ["status", "x"]}, {"to_organisation": stage.supplier}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Share.objects.owned_by(stage.owner).filter(pk=stage.share.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.owned_by(stage.owner).filter(pk=stage.shared.pk).update(state="lost")
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.owned_by(stage.owner).update(product_class="drone")
