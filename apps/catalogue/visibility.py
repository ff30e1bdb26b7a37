"""How an organisation reaches the rows of a product: by the flat rows of access, where its own are too."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.query import ModelIterable
from django.utils import timezone

from apps.accounts.models import Organisation
from apps.kernel.actor import Actor
from apps.kernel.tenancy import M, TenantQuery, TenantQuerySet


def access_in_force(organisation_id: int | None) -> QuerySet[Any]:
    """The rows of access that open something to an organisation now."""
    access = apps.get_model("catalogue", "Access")._default_manager
    in_force = Q(until=None) | Q(until__gt=timezone.now())
    return access.filter(in_force & Q(organisation_id=organisation_id))


def opened_for_audit(actor: Actor, *, product: str, host: str) -> Q:
    """Rows of a host about products it lets the actor's organisation audit; the names are lookups of the row's."""
    opened = access_in_force(actor.organisation_id).filter(source="audit")
    return Q(Exists(opened.filter(product_id=OuterRef(product), seller_id=OuterRef(host))))


@dataclass(frozen=True, slots=True)
class Seen:
    """A product as its reader sees it: who sells it to him, and what that one calls it.

    `changed_software`: somebody on this way to him changed the AI software.
    """

    seller: Organisation
    code: str
    name: str
    name_zh: str
    changed_software: bool = False

    @property
    def seller_id(self) -> int:
        return self.seller.pk


def names_of(actor: Actor, product_ids: Iterable[int]) -> dict[int, Seen]:
    """How the actor sees each of these products; those he can't see are left out.

    Of several ways by which he sees one his own comes first, then the oldest. The system sees what their owners wrote.
    """
    if actor.is_system:
        rows = apps.get_model("catalogue", "Access")._default_manager.filter(source="own")
    else:
        rows = access_in_force(actor.acts_for)
    asked = rows.filter(product_id__in=set(product_ids), version=None).select_related("seller").order_by("-pk")
    return {row.product_id: _as_seen(row) for row in asked}


def names_in(actor: Actor, shares: Iterable[Any]) -> dict[int, Seen]:
    """What each share that the actor's organisation gave or received is about, as that share told it; by share.

    Of a share received that is what its giver said, of one passed on what the share it comes from said.
    """
    edges = {share.pk: _edge_of(actor, share) for share in shares}
    rows = access_in_force(actor.acts_for).filter(version=None, source_id__in={pk for _, pk in edges.values()})
    told = {(row.source, row.source_id): _as_seen(row) for row in rows.select_related("seller")}
    return {pk: told[edge] for pk, edge in edges.items() if edge in told}


def _edge_of(actor: Actor, share: Any) -> tuple[str, int]:
    if share.to_organisation_id == actor.acts_for:
        return "share", share.pk
    return ("own", share.product_id) if share.parent_id is None else ("share", share.parent_id)


def _as_seen(row: Any) -> Seen:
    return Seen(row.seller, row.shown_code, row.shown_name, row.shown_name_zh, row.changed_software)


def name_products(actor: Actor, products: Iterable[Any]) -> None:
    """Give each product `shown`, how the actor sees it."""
    rows = list(products)
    names = names_of(actor, (row.pk for row in rows))
    for row in rows:
        row.shown = names[row.pk]


class SharedQuerySet(TenantQuerySet[M]):
    """Rows of a product or of one of its versions.

    `path_to_product` and `path_to_version` name the lookups to them ("" where the row is the thing itself,
    None where there is none); `scope` is the share scope that opens the row.
    """

    path_to_product: ClassVar[str | None] = None
    path_to_version: ClassVar[str | None] = None
    scope: ClassVar[str] = "status"

    def named_for(self, actor: Actor) -> Self:
        """The same rows, each product with `shown`: how the actor sees it. One query more, however many rows."""
        named = self.all()
        if isinstance(named.query, TenantQuery):
            named.query.reader = actor
        return named

    def by_shown_code(self, actor: Actor) -> Self:
        """The same rows by the code their reader is told: any other order would tell of a code he is not."""
        if actor.is_system:
            return self.order_by(f"{self.path_to_product}__code" if self.path_to_product else "code", "pk")
        told = access_in_force(actor.organisation_id).filter(product_id=OuterRef(self._product_lookup()), version=None)
        return self.order_by(Subquery(told.order_by("pk").values("shown_code")[:1]), "pk")

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        reader = self.query.reader if isinstance(self.query, TenantQuery) else None
        if fresh and self._result_cache and reader and self._iterable_class is ModelIterable:
            name_products(reader, (getattr(row, self.path_to_product or "", row) for row in self._result_cache))

    def visible_with(self, actor: Actor, scope: str) -> Self:
        """Rows the actor may see for one purpose: its own, and those opened to it with that scope."""
        if actor.is_system:
            return self.everything(reason=actor.reason)
        return self._narrow(self._visible(actor, scope))

    def visibility(self, actor: Actor) -> models.Q:
        return self._visible(actor, self.scope)

    def _visible(self, actor: Actor, scope: str) -> models.Q:
        visible = Q(Exists(self._opening_access(actor.organisation_id, scope)))
        if actor.assigned_only:
            visible &= Q(**{f"{self._product_lookup()}__in": assigned_product_ids(actor)})
        return visible

    def _product_lookup(self) -> str:
        return f"{self.path_to_product}_id" if self.path_to_product else "pk"

    def _opening_access(self, organisation_id: int | None, scope: str) -> QuerySet[Any]:
        # Being named in a contract is the one thing that gives a version away without its status.
        access = access_in_force(organisation_id).filter(scopes__contains=[scope])
        if self.path_to_version is None:
            return access.filter(product_id=OuterRef(self._product_lookup()), version=None)
        return access.filter(version_id=OuterRef(f"{self.path_to_version}_id" if self.path_to_version else "pk"))


def assigned_product_ids(actor: Actor) -> QuerySet[Any]:
    """Products a member is assigned to by the organisation they act for, from guardian's direct-key table."""
    permission = apps.get_model("catalogue", "ProductUserObjectPermission")
    rows = permission._default_manager.filter(owner_id=actor.organisation_id, user_id=actor.user_id)
    return rows.filter(permission__codename="work_on_product").values("content_object_id")


class ShareRuleQuerySet(TenantQuerySet[Any]):
    """A rule reaches products nobody was assigned to, so that who is assigned only has none."""

    def ownership(self, actor: Actor) -> Q:
        return Q(pk__in=()) if actor.assigned_only else super().ownership(actor)


class PublicCodeQuerySet(TenantQuerySet[Any]):
    """A code is its supplier's; a member with "assigned only" deals with those of the products they are assigned to."""

    def ownership(self, actor: Actor) -> Q:
        assigned = Q(version__product__in=assigned_product_ids(actor)) if actor.assigned_only else Q()
        return super().ownership(actor) & assigned


class ShareQuerySet(TenantQuerySet[Any]):
    """A share is its giver's and, for what it says about itself, its receiver's; an auditor sees the host's.

    A member with "assigned only" deals with the shares of the products they are assigned to.
    """

    def visibility(self, actor: Actor) -> Q:
        seen = Q(owner_id=actor.organisation_id) | Q(to_organisation_id=actor.organisation_id)
        if actor.is_noted:
            seen |= opened_for_audit(actor, product="product_id", host="owner_id")
        return seen & self._assigned(actor)

    def ownership(self, actor: Actor) -> Q:
        return super().ownership(actor) & self._assigned(actor)

    def _assigned(self, actor: Actor) -> Q:
        return Q(product__in=assigned_product_ids(actor)) if actor.assigned_only else Q()


class ShareVersionQuerySet(TenantQuerySet[Any]):
    """What a share names is open to both its ends."""

    def visibility(self, actor: Actor) -> Q:
        return Q(owner_id=actor.organisation_id) | Q(share__to_organisation_id=actor.organisation_id)


class ReceiptQuerySet(TenantQuerySet[Any]):
    """A receipt is its receiver's; the giver may read it."""

    def visibility(self, actor: Actor) -> Q:
        return Q(owner_id=actor.organisation_id) | Q(giver_id=actor.organisation_id)
