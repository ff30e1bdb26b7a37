"""What is sold, in which build, and with whom it is shared."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from guardian.models import UserObjectPermissionBase

from apps.accounts.models import Organisation
from apps.catalogue.visibility import SharedQuerySet
from apps.kernel.actor import Actor
from apps.kernel.tenancy import TenantModel, TenantQuerySet


class ProductClass(models.TextChoices):
    """Classes of hardware the reported duty names, and the rest."""

    SELF_SERVICE_TERMINAL = "self_service_terminal"
    DIGITAL_SIGNAGE = "digital_signage"
    RFID_SYSTEM = "rfid_system"
    OTHER = "other"


class Scope(models.TextChoices):
    """What a share opens."""

    STATUS = "status"
    CERTIFICATE = "certificate"
    EVIDENCE = "evidence"
    CONTRACT = "contract"


class ProductQuerySet(SharedQuerySet["Product"]):
    path_to_product = ""


class Product(TenantModel):
    """A thing a supplier sells; `code` is the model code as printed on it."""

    code = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200, blank=True)
    product_class = models.CharField(max_length=30, choices=ProductClass, default=ProductClass.OTHER)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = ProductQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["code", "pk"]
        permissions = [("work_on_product", "Is assigned to the product")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "code"], name="product_code_once_per_supplier"),
            models.CheckConstraint(
                condition=Q(product_class__in=ProductClass.values), name="product_has_a_known_class"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProductUserObjectPermission(UserObjectPermissionBase):
    """Which colleague is assigned to which product; a direct foreign key, so no right outlives its row."""

    content_object = models.ForeignKey(Product, on_delete=models.CASCADE)


class VersionQuerySet(SharedQuerySet["Version"]):
    path_to_product = "product"
    path_to_version = ""


class Version(TenantModel):
    """One build: hardware revision × firmware × AI software, strings kept exactly as the supplier writes them."""

    PLANNED, RELEASED, RETIRED = "planned", "released", "retired"
    STATES = (PLANNED, RELEASED, RETIRED)

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="versions")
    hardware = models.CharField(max_length=60)
    firmware = models.CharField(max_length=60)
    ai_software = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES], default=RELEASED)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = VersionQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["product", "hardware", "firmware", "ai_software", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "hardware", "firmware", "ai_software"], name="version_once_per_product"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("planned", "released", "retired")), name="version_has_a_known_state"
            ),
        ]

    def __str__(self) -> str:
        return f"HW {self.hardware} / FW {self.firmware} / AI {self.ai_software}"


class ShareQuerySet(TenantQuerySet["Share"]):
    """A share is its giver's and, for what it says about itself, its receiver's."""

    def visibility(self, actor: Actor) -> models.Q:
        return Q(owner_id=actor.organisation_id) | Q(to_organisation_id=actor.acts_for)


class Share(TenantModel):
    """A product, or named versions of it, opened to another organisation."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="shares")
    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    every_version = models.BooleanField(default=True)
    versions = models.ManyToManyField(Version, related_name="+")
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar = ShareQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "to_organisation"], condition=Q(revoked_at=None), name="share_once_while_open"
            ),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values) & Q(scopes__contains=["status"]),
                name="share_scopes_known_and_with_status",
            ),
            models.CheckConstraint(
                condition=~Q(to_organisation=models.F("owner")), name="share_goes_to_another_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} → {self.to_organisation_id}"
