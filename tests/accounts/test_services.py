"""People and organisations."""

import pytest
from django.db import IntegrityError, transaction

from apps.accounts import queries
from apps.accounts.models import Membership
from apps.accounts.services.members import add_member
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_person_of_two_organisations_acts_for_one_at_a_time() -> None:
    first, second = factories.organisation("buyer"), factories.organisation("supplier")
    actor = factories.member(first)
    membership = Membership.objects.get(user_id=actor.user_id)
    add_member(
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
