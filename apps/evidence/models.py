"""Evidence packs and the files inside them."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from apps.accounts.models import Organisation
from apps.catalogue.models import Product
from apps.catalogue.queries import products
from apps.catalogue.visibility import Seen, opened_for_audit
from apps.kernel.actor import Actor
from apps.kernel.tenancy import TenantModel, TenantQuerySet


class PackState(models.TextChoices):
    QUEUED = "queued"
    READY = "ready"
    FAILED = "failed"


class PackQuerySet(TenantQuerySet["Pack"]):
    """A pack is open to the organisation that asked for it; who is "assigned only" sees those of their products."""

    def visibility(self, actor: Actor) -> Q:
        own = self.ownership(actor)
        if actor.assigned_only:
            own &= Q(product__in=products(actor=actor).order_by().values("pk"))
        return own | opened_for_audit(actor, product="product_id", host="owner_id") if actor.is_noted else own


class Pack(TenantModel):
    """A pack an organisation asked for, about what it may see of one product.

    `owner` is that organisation, `requested_by` the label of the actor who asked for it. The supplier, the code and the
    names are those that stand on its cover.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    product_code = models.CharField(max_length=80)
    product_name = models.CharField(max_length=200)
    product_name_zh = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10)
    requested_by = models.CharField(max_length=80)
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=PackState, default=PackState.QUEUED)
    ready_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    partial = models.BooleanField(default=False)
    failure = models.CharField(max_length=200, blank=True)

    objects: ClassVar = PackQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PackState.values), name="pack_has_a_known_state"),
            models.CheckConstraint(
                condition=~Q(state=PackState.READY) | (Q(size__gt=0) & ~Q(sha256="")), name="pack_ready_has_bytes"
            ),
            models.UniqueConstraint(fields=["id", "owner"], name="pack_with_its_owner"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="pack_ready_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=PackState.READY.value),
            )
        ]

    def __str__(self) -> str:
        return f"EP-{self.pk:05d}"

    @property
    def shown(self) -> Seen:
        """The product as it stands on the cover."""
        return Seen(self.supplier, self.product_code, self.product_name, self.product_name_zh)


class PackFileQuerySet(TenantQuerySet["PackFile"]):
    """The members of packs the reader sees."""

    def visibility(self, actor: Actor) -> Q:
        return Q(pack__in=Pack.objects.visible_to(actor).order_by().values("pk"))


class PackFile(TenantModel):
    """One member of a pack: its path, SHA-256 and size in bytes."""

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()

    objects: ClassVar = PackFileQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["pack", "path"]
        constraints = [models.UniqueConstraint(fields=["pack", "path"], name="pack_file_path_once")]
        triggers = [pgtrigger.Protect(name="pack_file_never_changes", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.path
