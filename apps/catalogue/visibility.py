"""How an organisation reaches the rows of a product: its own, or through a share in force."""

from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.kernel.actor import Actor
from apps.kernel.tenancy import M, TenantQuerySet


def shares_in_force(organisation_id: int | None) -> QuerySet[Any]:
    """Shares that open something to an organisation now."""
    share = apps.get_model("catalogue", "Share")
    return (
        share.objects.everything(reason="a share is the reason why a row is visible")
        .filter(to_organisation_id=organisation_id, revoked_at=None)
        .filter(Q(until=None) | Q(until__gt=timezone.now()))
    )


class SharedQuerySet(TenantQuerySet[M]):
    """Rows of a product or of one of its versions.

    `path_to_product` and `path_to_version` name the lookups to them ("" where the row is the thing itself,
    None where there is none); `scope` is the share scope that opens the row.
    """

    path_to_product: ClassVar[str | None] = None
    path_to_version: ClassVar[str | None] = None
    scope: ClassVar[str] = "status"

    def visible_with(self, actor: Actor, scope: str) -> Self:
        """Rows the actor may see for one purpose: its own, and those a share with that scope opens."""
        if actor.is_system:
            return self.everything(reason=actor.reason)
        return self._narrow(self._visible(actor, scope))

    def visibility(self, actor: Actor) -> models.Q:
        return self._visible(actor, self.scope)

    def _visible(self, actor: Actor, scope: str) -> models.Q:
        own = self.ownership(actor)
        shared = Q(Exists(self._opening_shares(actor.organisation_id, scope)))
        visible = own | shared
        if actor.assigned_only:
            visible &= Q(**{f"{self._product_lookup()}__in": assigned_product_ids(actor)})
        return visible

    def _product_lookup(self) -> str:
        return f"{self.path_to_product}_id" if self.path_to_product else "pk"

    def _opening_shares(self, organisation_id: int | None, scope: str) -> QuerySet[Any]:
        product = OuterRef(self._product_lookup())
        shares = shares_in_force(organisation_id).filter(product_id=product, scopes__contains=[scope])
        if self.path_to_version is None:
            return shares
        version = OuterRef(f"{self.path_to_version}_id" if self.path_to_version else "pk")
        return shares.filter(Q(every_version=True) | Q(versions=version))


def assigned_product_ids(actor: Actor) -> QuerySet[Any]:
    """Products a member with "assigned only" is assigned to, from guardian's direct-key table."""
    permission = apps.get_model("catalogue", "ProductUserObjectPermission")
    rows = permission._default_manager.filter(user_id=actor.user_id, permission__codename="work_on_product")
    return rows.values("content_object_id")
