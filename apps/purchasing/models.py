"""A buyer's policy, its orders, and the checks made before ordering."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from guardian.models import UserObjectPermissionBase

from apps.accounts.models import AuditGrant, Organisation, User
from apps.accounts.queries import rooms_in_force
from apps.catalogue.models import Version
from apps.kernel.actor import Actor
from apps.kernel.tenancy import TenantModel, TenantQuerySet
from apps.purchasing.gate import DEFAULT_RULES, Decision
from apps.registry.models import Edition

WORK_ON = "work_on_supplieraccount"


class SupplierAccountQuerySet(TenantQuerySet["SupplierAccount"]):
    """The accounts are the buyer's; who is "assigned only" sees those they are assigned to."""

    def visibility(self, actor: Actor) -> Q:
        own = self.ownership(actor)
        return own & Q(pk__in=assigned_account_ids(actor)) if actor.assigned_only else own


class SupplierAccount(TenantModel):
    """A buyer's record of one of its suppliers: which colleagues deal with it."""

    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = SupplierAccountQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["supplier", "pk"]
        permissions = [(WORK_ON, "Is assigned to the supplier")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "supplier"], name="supplier_account_once_per_buyer"),
            models.UniqueConstraint(fields=["id", "owner"], name="supplier_account_with_its_owner"),
            models.CheckConstraint(
                condition=~Q(supplier=models.F("owner")), name="supplier_account_is_with_another_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} with {self.supplier_id}"


class SupplierAccountUserObjectPermission(UserObjectPermissionBase):
    """Which colleague is assigned to which supplier; a direct foreign key, so no right outlives its row.

    A trigger fills `owner` with the account's.
    """

    content_object = models.ForeignKey(SupplierAccount, on_delete=models.CASCADE)
    owner = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")


def assigned_account_ids(actor: Actor) -> "QuerySet[SupplierAccountUserObjectPermission, int]":
    """The supplier accounts a member is assigned to, of the organisation they act for."""
    rows = SupplierAccountUserObjectPermission.objects.filter(owner_id=actor.acts_for, user_id=actor.user_id)
    return rows.filter(permission__codename=WORK_ON).values_list("content_object_id", flat=True)


class Policy(TenantModel):
    """A buyer's rules; a new set of rules is a new row with the next number."""

    number = models.PositiveIntegerField()
    most_days_since_last_look = models.PositiveIntegerField(default=DEFAULT_RULES.most_days_since_last_look)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["owner", "number"]
        constraints = [models.UniqueConstraint(fields=["owner", "number"], name="policy_number_once_per_buyer")]

    def __str__(self) -> str:
        return f"policy {self.number}"


def rooms_with_orders(actor: Actor) -> "QuerySet[AuditGrant]":
    """The rooms in which an auditor sees the order of the outer query: the host's, dated in the period."""
    rooms = rooms_in_force(actor=actor).filter(orders=True, owner_id=OuterRef("owner_id")).order_by()
    return rooms.filter(period_from__lte=OuterRef("created_at__date"), period_to__gte=OuterRef("created_at__date"))


class OrderQuerySet(TenantQuerySet["Order"]):
    """An order is the buyer's; who is "assigned only" sees those they received and those to their suppliers alone."""

    def visibility(self, actor: Actor) -> Q:
        own = self.ownership(actor)
        if actor.is_noted:
            return own | Q(Exists(rooms_with_orders(actor)))
        if not actor.assigned_only:
            return own
        suppliers = SupplierAccount.objects.visible_to(actor).order_by().values("supplier_id")
        named = OrderLine.objects.owned_by(actor).filter(order_id=OuterRef("pk"), supplier__isnull=False).order_by()
        theirs = Exists(named) & ~Exists(named.exclude(supplier_id__in=suppliers))
        return own & (Q(received_by_id=actor.user_id) | theirs)


class Order(TenantModel):
    """A purchase order before it is placed; the buyer's alone."""

    reference = models.CharField(max_length=80)
    received_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = OrderQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "reference"], name="order_reference_once_per_buyer"),
            models.UniqueConstraint(fields=["id", "owner"], name="order_with_its_owner"),
        ]

    def __str__(self) -> str:
        return self.reference


class OrderLineQuerySet(TenantQuerySet["OrderLine"]):
    """The lines of orders the reader sees."""

    def visibility(self, actor: Actor) -> Q:
        own = self.ownership(actor)
        seen = Order.objects.visible_to(actor).order_by().values("pk")
        if actor.is_noted:
            return own | Q(order__in=seen)
        return own & Q(order__in=seen) if actor.assigned_only else own


class OrderLine(TenantModel):
    """One line as the buyer wrote it; `version` is the visible version it names, if there is one.

    `supplier_name` is what the line says of its supplier; `supplier` whom the buyer sees as the version's supplier.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    line = models.CharField(max_length=20)
    supplier_name = models.CharField(max_length=200, blank=True)
    product_code = models.CharField(max_length=80)
    hardware = models.CharField(max_length=60, blank=True)
    firmware = models.CharField(max_length=60, blank=True)
    ai_software = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=200, blank=True)
    quantity = models.CharField(max_length=20, blank=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar = OrderLineQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["order", "pk"]
        constraints = [
            # With the owner, or who hangs a line of his on another's order would learn what lines that has.
            models.UniqueConstraint(fields=["owner", "order", "line"], name="order_line_once_per_order"),
            models.UniqueConstraint(fields=["id", "owner"], name="order_line_with_its_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.line}"


class CheckQuerySet(TenantQuerySet["Check"]):
    """The checks of lines the reader sees."""

    def visibility(self, actor: Actor) -> Q:
        own = self.ownership(actor)
        seen = OrderLine.objects.visible_to(actor).order_by().values("pk")
        if actor.is_noted:
            return own | Q(line__in=seen)
        return own & Q(line__in=seen) if actor.assigned_only else own


class Check(TenantModel):
    """What was decided for one line at one moment, on which facts; never changed.

    `facts` is what the gate was given, `reasons` the codes with their parameters.
    """

    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="checks")
    policy_number = models.PositiveIntegerField()
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=20, choices=[(d.value, d.value) for d in Decision])
    match = models.CharField(max_length=20, blank=True)
    coverage = models.CharField(max_length=20, blank=True)
    reasons = models.JSONField()
    facts = models.JSONField()
    verification_id_used = models.BigIntegerField(null=True)
    checked_at = models.DateTimeField()

    objects: ClassVar = CheckQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["-checked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__in=[d.value for d in Decision]), name="check_has_a_known_decision"
            )
        ]
        triggers = [pgtrigger.Protect(name="check_never_changes", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"PC-{self.pk:06d} {self.decision}"
