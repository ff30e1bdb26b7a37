"""People, organisations and keys."""

import pytest
from django.db import IntegrityError, transaction

from apps.accounts import queries, services
from apps.accounts.models import ApiKey, Membership
from apps.kernel.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_key_is_kept_as_its_hash_and_found_by_its_text() -> None:
    organisation = factories.organisation("buyer")
    key = services.create_api_key(
        actor=factories.member(organisation), organisation=organisation, name="erp", role="procurement"
    )
    row = queries.api_key(presented=key)
    assert row is not None
    assert key not in [str(v) for v in ApiKey.objects.values_list("sha256", "prefix", "name")[0]]
    assert queries.actor_of_key(row).organisation_id == organisation.pk
    assert queries.api_key(presented=key[:-1] + "x") is None


def test_a_revoked_key_opens_nothing() -> None:
    organisation = factories.organisation("buyer")
    key = services.create_api_key(
        actor=factories.member(organisation), organisation=organisation, name="e", role="viewer"
    )
    ApiKey.objects.update(revoked_at="2026-01-01T00:00Z")
    assert queries.api_key(presented=key) is None


def test_a_person_of_two_organisations_acts_for_one_at_a_time() -> None:
    first, second = factories.organisation("buyer"), factories.organisation("supplier")
    actor = factories.member(first)
    membership = Membership.objects.get(user_id=actor.user_id)
    services.add_member(
        actor=factories.SYSTEM,
        organisation=second,
        email=membership.user.email,
        name="",
        password="",
        role="viewer",
        language="en",
    )
    assert [m.organisation_id for m in queries.memberships(user_id=membership.user_id)] == sorted(
        [first.pk, second.pk], key=lambda pk: {first.pk: first.slug, second.pk: second.slug}[pk]
    )
    assert queries.membership(user_id=membership.user_id, slug=second.slug).role == "viewer"
    with pytest.raises(Membership.DoesNotExist):
        queries.membership(user_id=membership.user_id, slug=factories.organisation().slug)


def test_an_organisation_without_a_known_capacity_is_refused_by_the_database() -> None:
    for capacities in ([], ["ministry"]):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.organisation(capacities=capacities)


def test_making_a_key_leaves_a_trace_in_the_audit() -> None:
    organisation = factories.organisation("buyer")
    services.create_api_key(actor=factories.member(organisation), organisation=organisation, name="erp", role="viewer")
    assert AuditEvent.objects.filter(chain=f"organisation:{organisation.pk}", verb="key.created").count() == 1
