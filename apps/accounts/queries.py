"""Reading people, organisations and the actors they become."""

import hashlib

from django.db.models import QuerySet

from apps.accounts.models import ApiKey, Membership, Organisation, User
from apps.accounts.roles import permissions_of
from apps.kernel.actor import Actor


def actor_of(membership: Membership) -> Actor:
    """The actor a membership makes."""
    return Actor(
        user_id=membership.user_id,
        organisation_id=membership.organisation_id,
        permissions=permissions_of(membership.organisation.capacities, membership.role, membership.organisation.state),
        label=f"accounts.User:{membership.user_id}",
        assigned_only=membership.assigned_only,
    )


def membership(*, user_id: int, slug: str) -> Membership:
    """A person's membership by the organisation's slug; raises Membership.DoesNotExist for a stranger."""
    return Membership.objects.select_related("organisation", "user").get(user_id=user_id, organisation__slug=slug)


def memberships(*, user_id: int) -> QuerySet[Membership]:
    """A person's memberships, the organisations beside them, by slug."""
    return Membership.objects.filter(user_id=user_id).select_related("organisation").order_by("organisation__slug")


def organisation(*, slug: str) -> Organisation:
    """An organisation by its slug; raises Organisation.DoesNotExist."""
    return Organisation.objects.get(slug=slug)


def organisation_by_id(organisation_id: int) -> Organisation:
    """An organisation by its key; raises Organisation.DoesNotExist."""
    return Organisation.objects.get(pk=organisation_id)


def members(*, actor: Actor) -> QuerySet[User]:
    """The people of the actor's own organisation."""
    return User.objects.filter(memberships__organisation_id=actor.acts_for).order_by("name", "pk")


def api_key(*, presented: str) -> ApiKey | None:
    """The live key whose SHA-256 is that of the presented text, or None."""
    digest = hashlib.sha256(presented.encode()).hexdigest()
    return ApiKey.objects.select_related("organisation").filter(sha256=digest, revoked_at=None).first()


def actor_of_key(key: ApiKey) -> Actor:
    """The actor an API key makes."""
    return Actor(
        user_id=None,
        organisation_id=key.organisation_id,
        permissions=permissions_of(key.organisation.capacities, key.role),
        label=f"accounts.ApiKey:{key.prefix}",
    )


def actor_labelled(*, organisation_id: int, label: str) -> Actor:
    """The member or key behind an actor's label, as they may act for the organisation today.

    Raises Membership.DoesNotExist or ApiKey.DoesNotExist where they may not any more.
    """
    kind, _, name = label.partition(":")
    if kind == "accounts.ApiKey":
        keys = ApiKey.objects.select_related("organisation").order_by("pk")
        return actor_of_key(keys.get(prefix=name, organisation_id=organisation_id, revoked_at=None))
    found = Membership.objects.select_related("organisation", "user")
    return actor_of(found.get(user_id=name, user__is_active=True, organisation_id=organisation_id))
