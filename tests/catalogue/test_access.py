"""Products, versions and shares before the cast of four: who sees which row, and who may write to it."""

from collections.abc import Callable

import pytest

from apps.accounts import queries as accounts
from apps.accounts.models import User
from apps.catalogue import queries
from apps.catalogue.models import Product, PublicCode, Share, Version
from apps.catalogue.services import products, public_codes, sharing
from apps.kernel.actor import NotAllowed
from tests import factories
from tests.catalogue.cast import Cast, assert_refused, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Cast:
    return cast()


def test_a_product_is_seen_by_its_owner_and_by_whom_it_is_shared_with(stage: Cast) -> None:
    for actor in (stage.owner, stage.partner, stage.colleague):
        assert queries.product(actor=actor, pk=stage.product.pk) == stage.product
    with pytest.raises(Product.DoesNotExist):
        queries.product(actor=stage.stranger, pk=stage.product.pk)
    assert not queries.products(actor=stage.stranger).exists()


def test_a_member_with_assigned_only_reads_and_revokes_no_code_of_others(stage: Cast) -> None:
    code = public_codes.issue_code(actor=stage.owner, version=stage.shared)
    limited = factories.member(accounts.organisation_by_id(stage.owner.acts_for), "compliance", assigned_only=True)
    with pytest.raises(PublicCode.DoesNotExist):
        queries.code(actor=limited, pk=code.pk)
    assert not queries.codes(actor=limited, product=stage.product).exists()
    public_codes.revoke_code(actor=limited, code=code)
    assert code.revoked_at is None
    products.assign_product(actor=stage.owner, product=stage.product, user=User.objects.get(pk=limited.user_id))
    assert public_codes.revoke_code(actor=limited, code=queries.code(actor=limited, pk=code.pk)).revoked_at


def test_own_products_are_those_of_one_s_own_organisation_alone(stage: Cast) -> None:
    assert list(queries.own_products(actor=stage.owner)) == [stage.product]
    assert not queries.own_products(actor=stage.partner).exists()


def test_a_version_is_seen_by_its_owner_and_where_a_share_names_it(stage: Cast) -> None:
    assert queries.version(actor=stage.partner, pk=stage.shared.pk) == stage.shared
    for actor, version in [
        (stage.partner, stage.unshared),
        (stage.stranger, stage.shared),
        (stage.stranger, stage.unshared),
    ]:
        with pytest.raises(Version.DoesNotExist):
            queries.version(actor=actor, pk=version.pk)
    assert list(queries.versions_of(actor=stage.partner, product=stage.product)) == [stage.shared]
    assert list(queries.versions_of(actor=stage.owner, product=stage.product)) == [stage.shared, stage.unshared]


def test_a_scope_opens_what_it_names_and_no_more(stage: Cast) -> None:
    assert not queries.versions_open_for(actor=stage.partner, scope="certificate").exists()
    auditor = factories.organisation("auditor")
    factories.share(stage.owner, stage.product, auditor, ["status", "certificate"], [stage.unshared])
    opened = queries.versions_open_for(actor=factories.member(auditor), scope="certificate")
    assert list(opened) == [stage.unshared]


def test_two_shares_of_one_product_to_two_organisations_open_each_its_own_version(stage: Cast) -> None:
    other = factories.organisation("buyer")
    factories.share(stage.owner, stage.product, other, versions=[stage.unshared])
    assert list(queries.versions(actor=factories.member(other))) == [stage.unshared]
    assert list(queries.versions(actor=stage.partner)) == [stage.shared]


def test_a_share_is_managed_by_its_giver_alone(stage: Cast) -> None:
    assert queries.share(actor=stage.owner, pk=stage.share.pk) == stage.share
    for actor in (stage.partner, stage.stranger):
        with pytest.raises(Share.DoesNotExist):
            queries.share(actor=actor, pk=stage.share.pk)
        assert not queries.shares_given(actor=actor, product=stage.product)


def test_who_is_assigned_only_deals_with_the_shares_of_their_products(stage: Cast) -> None:
    limited = factories.member(accounts.organisation_by_id(stage.owner.acts_for), assigned_only=True)
    share = queries.own_shares(actor=stage.owner)[0]
    with pytest.raises(Share.DoesNotExist):
        queries.share(actor=limited, pk=share.pk)
    assert not queries.own_shares(actor=limited).exists()
    products.assign_product(actor=stage.owner, product=stage.product, user=User.objects.get(pk=limited.user_id or 0))
    assert queries.share(actor=limited, pk=share.pk) == share


def test_who_is_assigned_only_works_on_what_they_add(stage: Cast) -> None:
    limited = factories.member(accounts.organisation_by_id(stage.owner.acts_for), assigned_only=True)
    added = products.add_product(actor=limited, code="A1", name="Kiosk")
    assert list(queries.own_products(actor=limited)) == [added]


def test_a_share_tells_its_receiver_of_itself_and_nobody_else(stage: Cast) -> None:
    assert Share.objects.visible_to(stage.partner).get() == stage.share
    assert not Share.objects.visible_to(stage.stranger).exists()


BUILD = {"hardware": "X", "firmware": "X", "ai_software": "X"}


# Every write on rows of the owner, by everybody who is not to do it.
WRITES: dict[str, Callable[[Cast, str], object]] = {
    "add_version": lambda s, who: products.add_version(actor=getattr(s, who), product=s.product, **BUILD),
    "share_product": lambda s, who: sharing.share_product(
        actor=getattr(s, who), product=s.product, to_organisation=s.buyer, scopes=["status"]
    ),
    "withdraw_share": lambda s, who: sharing.withdraw_share(actor=getattr(s, who), share=s.share),
}


@pytest.mark.parametrize("who", ["partner", "stranger", "colleague"])
@pytest.mark.parametrize("write", WRITES)
def test_nobody_but_the_owner_with_the_verb_writes(stage: Cast, write: str, who: str) -> None:
    assert_refused(lambda: WRITES[write](stage, who))
    stage.share.refresh_from_db()
    assert stage.share.revoked_at is None


@pytest.mark.parametrize("who", ["partner", "colleague"])
def test_who_lacks_the_verb_adds_no_product(stage: Cast, who: str) -> None:
    assert_refused(lambda: products.add_product(actor=getattr(stage, who), code="N1", name="New"))


def test_a_partner_who_is_a_supplier_itself_writes_to_its_own_products_only(stage: Cast) -> None:
    rival = factories.organisation("supplier")
    factories.share(stage.owner, stage.product, rival)
    member = factories.member(rival)
    assert queries.product(actor=member, pk=stage.product.pk) == stage.product
    assert_refused(lambda: products.add_version(actor=member, product=stage.product, **BUILD))
    assert products.add_product(actor=member, code="R1", name="Rival").owner_id == rival.pk


def test_who_is_assigned_only_neither_shares_a_line_nor_sees_one(stage: Cast) -> None:
    organisation = accounts.organisation_by_id(stage.owner.acts_for)
    limited = factories.member(organisation, assigned_only=True)
    receiver = factories.organisation("buyer")
    products.set_line(actor=stage.owner, product=stage.product, line="Kiosks")
    sharing.share_line(actor=stage.owner, line="Kiosks", to_organisation=receiver, scopes=["status"])
    assert queries.lines(actor=limited) == []
    assert not queries.rules(actor=limited).exists()
    with pytest.raises(NotAllowed):
        sharing.share_line(actor=limited, line="Kiosks", to_organisation=receiver, scopes=["status"])
