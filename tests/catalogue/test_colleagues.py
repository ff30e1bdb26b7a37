"""Who is "assigned only" sees what their organisation assigned to them, of its own products and of those received."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.accounts.queries import actor_of
from apps.accounts.services import rooms
from apps.accounts.services.members import add_member, remove_member
from apps.catalogue import colleagues, custody, queries
from apps.catalogue.assignments import assigned_user_ids
from apps.catalogue.listing import count_of_versions, product_list, version_list, version_page
from apps.catalogue.models import Product, ProductUserObjectPermission
from apps.catalogue.services import products, sharing
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.models import AuditEvent
from apps.kernel.problems import Refused
from tests import factories
from tests.catalogue.cast import Cast, assert_refused, cast
from tests.catalogue.chain import chain, expire
from tests.downstream import downstream, two_ways

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Cast:
    return cast()


def person(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id)


def limited_at(actor: Actor, role: str = "compliance") -> Actor:
    """A colleague of the actor's who sees what is assigned to them."""
    home = Membership.objects.get(user_id=actor.user_id).organisation
    return factories.member(home, role, assigned_only=True)


def seat(of: Actor, beside: Actor) -> Actor:
    """A second seat with "assigned only" of a person, beside another actor."""
    membership = add_member(
        actor=factories.SYSTEM,
        organisation=Membership.objects.get(user_id=beside.user_id).organisation,
        email=person(of).email,
        name=person(of).name,
        password="",
        role="compliance",
        language="en",
        assigned_only=True,
    )
    return actor_of(membership)


def assigned(actor: Actor) -> list[int]:
    """The keys of the products a person is assigned to, in whatever organisation."""
    rows = ProductUserObjectPermission.objects.filter(user_id=actor.user_id)
    return list(rows.values_list("content_object_id", flat=True))


def sees_nothing(actor: Actor) -> bool:
    """By every way to products, versions and shares that lists have."""
    return not (
        queries.products(actor=actor).exists()
        or queries.versions(actor=actor).exists()
        or queries.received_shares(actor=actor).exists()
        or queries.offers(actor=actor)
        or custody.chain(actor=actor)
        or len(product_list(actor=actor))
        or len(version_list(actor=actor))
        or version_page(actor=actor).lines
        or count_of_versions(actor=actor).number
    )


def test_a_member_with_assigned_only_sees_the_assigned_products(stage: Cast) -> None:
    other = factories.product(stage.owner)
    factories.version(stage.owner, other)
    limited = factories.member(stage.supplier, "compliance", assigned_only=True)
    assert not queries.products(actor=limited).exists()
    products.assign_product(actor=stage.owner, product=stage.product, user=person(limited))
    products.assign_product(actor=stage.owner, product=stage.product, user=person(limited))
    assert list(queries.products(actor=limited)) == [stage.product]
    assert {version.product_id for version in queries.versions(actor=limited)} == {stage.product.pk}
    assert list(colleagues.products_assigned(actor=stage.owner, user=person(limited))) == [stage.product]
    assert list(assigned_user_ids(stage.product, stage.supplier.pk)) == [limited.user_id]
    products.unassign_product(actor=stage.owner, product=stage.product, user=person(limited))
    assert not queries.products(actor=limited).exists()


def test_a_receiver_s_member_sees_of_what_is_shared_what_is_assigned_to_them(stage: Cast) -> None:
    factories.share(stage.owner, factories.product(stage.owner), stage.buyer)
    limited, idle = limited_at(stage.partner), limited_at(stage.partner)
    assert sees_nothing(limited)
    products.assign_product(actor=stage.partner, product=stage.product, user=person(limited))
    assert list(queries.products(actor=limited)) == list(product_list(actor=limited)) == [stage.product]
    assert list(queries.versions(actor=limited)) == list(version_list(actor=limited)) == [stage.shared]
    assert list(queries.received_shares(actor=limited)) == [stage.share]
    assert [line.received for line in custody.chain(actor=limited)] == [stage.share]
    assert [offer.product_id for offer in queries.offers(actor=limited)] == [stage.product.pk]
    assert sees_nothing(idle), "a colleague has what is assigned to themselves"
    products.unassign_product(actor=stage.partner, product=stage.product, user=person(limited))
    assert sees_nothing(limited)


def test_what_is_assigned_is_seen_as_far_as_it_is_shared_and_ends_and_returns_with_the_share(stage: Cast) -> None:
    limited = limited_at(stage.partner)
    products.assign_product(actor=stage.partner, product=stage.product, user=person(limited))
    assert not queries.versions_open_for(actor=limited, scope="certificate").exists()
    sharing.withdraw_share(actor=stage.owner, share=stage.share)
    assert sees_nothing(limited)
    assert colleagues.assigned_codes(actor=stage.partner) == {}
    assert not colleagues.products_assigned(actor=stage.partner, user=person(limited)).exists()
    again = factories.share(stage.owner, stage.product, stage.buyer, ["status", "certificate"])
    assert queries.versions_open_for(actor=limited, scope="certificate").count() == 2
    expire(again)
    assert sees_nothing(limited)


def test_only_what_is_ones_own_or_shared_with_one_is_assigned(stage: Cast) -> None:
    limited = limited_at(stage.partner)
    other = factories.product(stage.owner)
    for write in (products.assign_product, products.unassign_product):
        assert_refused(
            lambda write=write: write(actor=stage.partner, product=other, user=person(limited)), Product.DoesNotExist
        )
    sharing.withdraw_share(actor=stage.owner, share=stage.share)
    for write in (products.assign_product, products.unassign_product):
        assert_refused(
            lambda write=write: write(actor=stage.partner, product=stage.product, user=person(limited)),
            Product.DoesNotExist,
        )


def test_what_an_auditors_room_opens_is_nobody_s_to_assign(stage: Cast) -> None:
    auditor = factories.member(factories.organisation("auditor", capacities=["auditor", "buyer"]))
    today = timezone.localdate()
    rooms.open_room(
        actor=stage.owner,
        auditor=Membership.objects.get(user_id=auditor.user_id).organisation,
        every_product=True,
        product_ids=[],
        contract_ids=[],
        orders=False,
        period_from=today,
        period_to=today,
        until=timezone.now() + timedelta(days=1),
    )
    limited = limited_at(auditor)
    assert list(queries.products(actor=auditor)) == [stage.product]
    assert not colleagues.assignable_products(actor=auditor).exists()
    assert_refused(
        lambda: products.assign_product(actor=auditor, product=stage.product, user=person(limited)),
        Product.DoesNotExist,
    )


def test_only_who_holds_the_verb_assigns_and_only_colleagues(stage: Cast) -> None:
    limited = limited_at(stage.partner)
    for role in ("compliance", "procurement", "support", "viewer"):
        colleague = factories.member(stage.buyer, role)
        for write in (products.assign_product, products.unassign_product):
            assert_refused(
                lambda write=write, who=colleague: write(actor=who, product=stage.product, user=person(limited))
            )
    for actor, outsider in (
        (stage.owner, stage.partner),
        (stage.partner, stage.owner),
        (stage.partner, stage.stranger),
        (stage.owner, limited),
    ):
        assert_refused(
            lambda actor=actor, who=outsider: products.assign_product(
                actor=actor, product=stage.product, user=person(who)
            ),
            Refused,
        )
    with pytest.raises(NotAllowed):
        colleagues.colleagues_on(actor=stage.colleague, product=stage.product)


@pytest.mark.parametrize("capacity", ["supplier", "buyer", "reseller", "integrator"])
def test_every_organisation_that_receives_assigns(stage: Cast, capacity: str) -> None:
    admin = factories.stranger(capacity)
    factories.share(stage.owner, stage.product, Membership.objects.get(user_id=admin.user_id).organisation)
    limited = limited_at(admin)
    products.assign_product(actor=admin, product=stage.product, user=person(limited))
    assert list(queries.products(actor=limited)) == [stage.product]
    assert colleagues.colleagues_on(actor=admin, product=stage.product) == [person(limited)]


def test_who_sits_in_two_organisations_has_in_each_what_that_one_assigned(stage: Cast) -> None:
    here = limited_at(stage.partner)
    there = seat(here, stage.owner)
    assert (here.user_id, there.organisation_id) == (there.user_id, stage.supplier.pk)
    products.assign_product(actor=stage.partner, product=stage.product, user=person(here))
    assert list(queries.products(actor=here)) == [stage.product]
    assert sees_nothing(there), "its own organisation assigned nothing"
    products.assign_product(actor=stage.owner, product=stage.product, user=person(there))
    assert assigned(here) == [stage.product.pk] * 2
    assert (queries.versions(actor=here).count(), queries.versions(actor=there).count()) == (1, 2)
    products.unassign_product(actor=stage.partner, product=stage.product, user=person(here))
    assert sees_nothing(here)
    assert list(queries.products(actor=there)) == [stage.product]
    assert list(assigned_user_ids(stage.product, stage.buyer.pk)) == []
    assert list(assigned_user_ids(stage.product, stage.supplier.pk)) == [there.user_id]


def test_nobody_reads_whom_another_assigned(stage: Cast) -> None:
    here = limited_at(stage.partner)
    seat(here, stage.owner)
    products.assign_product(actor=stage.partner, product=stage.product, user=person(here))
    assert colleagues.assigned_codes(actor=stage.partner) == {here.user_id: [stage.product.code]}
    assert colleagues.assigned_codes(actor=stage.owner) == {}
    assert colleagues.colleagues_on(actor=stage.owner, product=stage.product) == []
    assert not colleagues.products_assigned(actor=stage.owner, user=person(here)).exists()


def test_it_is_written_down_with_who_assigned_and_nowhere_else(stage: Cast) -> None:
    limited = limited_at(stage.partner)
    products.assign_product(actor=stage.partner, product=stage.product, user=person(limited))
    products.unassign_product(actor=stage.partner, product=stage.product, user=person(limited))
    found = AuditEvent.objects.filter(verb__in=["product.assigned", "product.unassigned"])
    assert set(found.values_list("chain", "subject")) == {
        (f"organisation:{stage.buyer.pk}", f"catalogue.Product:{stage.product.pk}")
    }
    assert [event.detail["to"] for event in found] == [f"user:{limited.user_id}"] * 2


def test_what_was_passed_on_is_assigned_under_the_name_its_giver_told() -> None:
    scene = downstream()
    limited = limited_at(scene.buyer)
    assert colleagues.products_called(actor=scene.buyer, code="UPSTREAM-K21") == []
    (product,) = colleagues.products_called(actor=scene.buyer, code="BK2-A")
    products.assign_product(actor=scene.buyer, product=product, user=person(limited))
    assert colleagues.assigned_codes(actor=scene.buyer) == {limited.user_id: ["BK2-A"]}
    for found in (
        queries.products(actor=limited),
        colleagues.products_assigned(actor=scene.buyer, user=person(limited)),
    ):
        assert [one.shown.code for one in found] == ["BK2-A"]
    assert list(queries.products(actor=limited)) == [scene.product]


def test_who_is_assigned_passes_on_what_is_theirs_and_an_end_upstream_ends_it_below() -> None:
    row = chain()
    reseller, below = limited_at(row.people[1]), limited_at(row.people[2])
    with pytest.raises(NotAllowed):
        sharing.share_product(
            actor=reseller,
            product=row.product,
            to_organisation=factories.organisation("buyer"),
            scopes=["status"],
            **factories.same_names(row.product),
        )
    for admin, limited in ((row.people[1], reseller), (row.people[2], below)):
        products.assign_product(actor=admin, product=row.product, user=person(limited))
    assert list(queries.given_shares(actor=reseller)) == [row.shares[1]]
    passed = sharing.share_product(
        actor=reseller,
        product=row.product,
        to_organisation=factories.organisation("buyer"),
        scopes=["status"],
        **factories.same_names(row.product),
    )
    assert passed.owner_id == reseller.organisation_id
    sharing.withdraw_share(actor=row.people[0], share=row.shares[0])
    assert sees_nothing(reseller) and sees_nothing(below)


def test_one_product_by_two_ways_is_assigned_by_either_name_and_once() -> None:
    scene = two_ways()
    limited = limited_at(scene.buyer)
    assert colleagues.products_called(actor=scene.buyer, code="N0") == [scene.product]
    assert colleagues.products_called(actor=scene.buyer, code="N1") == [scene.product]
    products.assign_product(actor=scene.buyer, product=scene.product, user=person(limited))
    assert colleagues.assigned_codes(actor=scene.buyer) == {limited.user_id: ["N0"]}
    sharing.withdraw_share(actor=scene.resellers[0], share=scene.shares[0])
    assert colleagues.assigned_codes(actor=scene.buyer) == {limited.user_id: ["N1"]}
    assert list(queries.received_shares(actor=limited)) == [scene.shares[1]]


def test_two_products_of_one_code_are_told_apart_by_their_suppliers(stage: Cast) -> None:
    rival = factories.member(factories.organisation("supplier", slug="rival"))
    twin = factories.product(rival, code=stage.product.code)
    factories.share(rival, twin, stage.buyer)
    called = colleagues.products_called(actor=stage.partner, code=stage.product.code)
    assert {one.pk for one in called} == {stage.product.pk, twin.pk}
    assert colleagues.products_called(actor=stage.partner, code=f"{twin.code} / rival") == [twin]
    assert colleagues.products_called(actor=stage.partner, code=f"{twin.code} / nobody") == []


def test_an_assignment_goes_with_its_product_and_is_inherited_by_none(stage: Cast) -> None:
    limited = factories.member(stage.supplier, "compliance", assigned_only=True)
    product = factories.product(stage.owner)
    products.assign_product(actor=stage.owner, product=product, user=person(limited))
    Product.objects.owned_by(stage.owner).filter(pk=product.pk).delete()
    assert not assigned(limited)


def test_who_leaves_is_assigned_to_nothing_and_coming_back_brings_nothing_back(stage: Cast) -> None:
    for admin, home in ((stage.owner, stage.supplier), (stage.partner, stage.buyer)):
        leaver, stayer = limited_at(admin), limited_at(admin)
        for one in (leaver, stayer):
            products.assign_product(actor=admin, product=stage.product, user=person(one))
        elsewhere = factories.product(stage.stranger)
        seat(leaver, stage.stranger)
        products.assign_product(actor=stage.stranger, product=elsewhere, user=person(leaver))
        left = Membership.objects.get(user_id=leaver.user_id, organisation=home)
        remove_member(actor=admin, membership=left)
        assert assigned(leaver) == [elsewhere.pk]
        assert assigned(stayer) == [stage.product.pk]
        back = Membership.objects.create(
            user_id=leaver.user_id, organisation=home, role="compliance", assigned_only=True
        )
        assert sees_nothing(actor_of(back))


def test_who_sees_everything_is_held_back_by_no_assignment(stage: Cast) -> None:
    limited = limited_at(stage.partner)
    products.assign_product(actor=stage.partner, product=stage.product, user=person(limited))
    other = factories.product(stage.owner)
    factories.share(stage.owner, other, stage.buyer)
    unbound = replace(limited, assigned_only=False)
    assert {one.pk for one in queries.products(actor=unbound)} == {stage.product.pk, other.pk}
    assert {one.pk for one in queries.products(actor=stage.partner)} == {stage.product.pk, other.pk}
