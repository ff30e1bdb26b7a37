"""What is sold, in which build, and who may look: the tree of shares and the access that follows from it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Lower
from guardian.models import UserObjectPermissionBase

from apps.accounts.models import Organisation
from apps.catalogue import visibility
from apps.kernel.tenancy import TenantModel


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


class ProductQuerySet(visibility.SharedQuerySet["Product"]):
    path_to_product = ""


class Product(TenantModel):
    """A thing a supplier sells; `code` is the model code as printed on it, `line` the supplier's own product line.

    What `code` and names its reader is told, and who is his supplier, says `shown`, which the queries give it.
    """

    shown: visibility.Seen

    code = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200, blank=True)
    line = models.CharField(max_length=80, blank=True)
    product_class = models.CharField(max_length=30, choices=ProductClass, default=ProductClass.OTHER)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = ProductQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["code", "pk"]
        indexes = [models.Index(fields=["owner", "line"], name="product_by_line", condition=~Q(line=""))]
        permissions = [("work_on_product", "Is assigned to the product")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "code"], name="product_code_once_per_supplier"),
            models.UniqueConstraint(fields=["id", "owner"], name="product_with_its_owner"),
            models.CheckConstraint(
                condition=Q(product_class__in=ProductClass.values), name="product_has_a_known_class"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProductUserObjectPermission(UserObjectPermissionBase):
    """Whom an organisation, the `owner`, assigned to which product; a direct foreign key: no right outlives its row."""

    content_object = models.ForeignKey(Product, on_delete=models.CASCADE)
    owner = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "user", "permission", "content_object"], name="product_assigned_once"
            )
        ]


class VersionQuerySet(visibility.SharedQuerySet["Version"]):
    path_to_product = "product"
    path_to_version = ""


class Version(TenantModel):
    """One build: hardware revision × firmware × AI software, strings kept exactly as the supplier writes them."""

    PLANNED, RELEASED, RETIRED = "planned", "released", "retired"
    STATES = (PLANNED, RELEASED, RETIRED)

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="versions", db_constraint=False)
    hardware = models.CharField(max_length=60)
    firmware = models.CharField(max_length=60)
    ai_software = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES], default=RELEASED)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = VersionQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["product", "hardware", "firmware", "ai_software", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "hardware", "firmware", "ai_software"], name="version_once_per_product"
            ),
            models.UniqueConstraint(fields=["id", "product"], name="version_with_its_product"),
            models.UniqueConstraint(fields=["id", "owner"], name="version_with_its_owner"),
            models.CheckConstraint(
                condition=Q(state__in=("planned", "released", "retired")), name="version_has_a_known_state"
            ),
        ]

    def __str__(self) -> str:
        return f"HW {self.hardware} / FW {self.firmware} / AI {self.ai_software}"


class Grant(TenantModel):
    """What a share and a rule have in common: to whom, with which scopes, how far and how long."""

    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    may_reshare = models.BooleanField(default=False)
    depth = models.PositiveSmallIntegerField(default=0)
    until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        abstract = True
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values) & Q(scopes__contains=["status"]),
                name="%(class)s_scopes_known_and_with_status",
            ),
            models.CheckConstraint(
                condition=~Q(to_organisation=models.F("owner")), name="%(class)s_goes_to_another_organisation"
            ),
            models.CheckConstraint(
                condition=Q(may_reshare=False, depth=0) | Q(may_reshare=True, depth__gte=1, depth__lte=10),
                name="%(class)s_depth_is_for_who_may_share_on",
            ),
        ]


class ShareRule(Grant):
    """A product line opened to another organisation: a share of every product of it, now and later."""

    line = models.CharField(max_length=80)

    objects: ClassVar = visibility.ShareRuleQuerySet.as_manager()

    class Meta(Grant.Meta):
        constraints = [
            *Grant.Meta.constraints,
            models.UniqueConstraint(
                fields=["owner", "line", "to_organisation"], condition=Q(revoked_at=None), name="rule_once_while_open"
            ),
            models.UniqueConstraint(fields=["id", "owner"], name="rule_with_its_owner"),
            models.CheckConstraint(condition=~Q(line=""), name="rule_names_a_line"),
        ]

    def __str__(self) -> str:
        return f"{self.line} → {self.to_organisation_id}"


class Ended(models.TextChoices):
    """Why a share is over."""

    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    PARENT = "parent"
    RULE = "rule"
    EXPIRED = "expired"


class Share(Grant):
    """An edge of the grant tree: a product, or named versions of it, opened to another organisation.

    `parent` is the share the giver himself received, None where the giver owns the product; `origin` is the
    product's owner. A child never exceeds its parent. `label_code` and `label_name` say how the giver renamed the
    product; a giver who is not the owner stands as supplier unless `names_supplier`. Who is upstream of the giver is
    never shown to the receiver.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="shares", db_constraint=False)
    origin = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False)
    every_version = models.BooleanField(default=True)
    versions = models.ManyToManyField(Version, through="ShareVersion", related_name="+")
    rule = models.ForeignKey(ShareRule, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    label_code = models.CharField(max_length=80, blank=True)
    label_name = models.CharField(max_length=200, blank=True)
    names_supplier = models.BooleanField(default=True)
    # Whether the giver, who passes it on, changed its AI software: the supplier's claims don't reach it then.
    changed_software = models.BooleanField(default=False, db_default=False)
    ended_because = models.CharField(max_length=10, choices=Ended, blank=True)
    # When the organisations that lost something by its end were told.
    end_told_at = models.DateTimeField(null=True)

    objects: ClassVar = visibility.ShareQuerySet.as_manager()

    class Meta(Grant.Meta):
        constraints = [
            *Grant.Meta.constraints,
            models.UniqueConstraint(
                fields=["product", "owner", "to_organisation", "rule"],
                condition=Q(revoked_at=None),
                nulls_distinct=False,
                name="share_once_while_open",
            ),
            models.UniqueConstraint(fields=["id", "owner"], name="share_with_its_owner"),
            models.UniqueConstraint(fields=["id", "product"], name="share_with_its_product"),
            models.UniqueConstraint(fields=["id", "owner", "to_organisation"], name="share_with_its_two_ends"),
            models.CheckConstraint(
                condition=Q(parent=None, owner=models.F("origin"))
                | (Q(parent__isnull=False) & ~Q(owner=models.F("origin"))),
                name="share_begins_with_the_owner",
            ),
            models.CheckConstraint(
                condition=Q(changed_software=False) | Q(parent__isnull=False),
                name="share_is_of_changed_software_below_the_owner",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, ended_because="")
                | (Q(revoked_at__isnull=False) & Q(ended_because__in=Ended.values)),
                name="share_says_why_it_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} → {self.to_organisation_id}"

    @property
    def answer(self) -> str:
        """What the receiver said to it: the state of a receipt, or "waiting" where there is none."""
        return str(self.receipt.state) if hasattr(self, "receipt") else "waiting"

    @property
    def answer_reason(self) -> str:
        """Why the receiver sent it back, or ""."""
        return str(self.receipt.reason) if hasattr(self, "receipt") else ""


class ShareVersion(TenantModel):
    """A version that a share names; its owner is the giver, and the product stands here for both to be of the same."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="named", db_constraint=False)
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+", db_constraint=False)

    objects: ClassVar = visibility.ShareVersionQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["share", "pk"]
        constraints = [models.UniqueConstraint(fields=["share", "version"], name="share_names_a_version_once")]

    def __str__(self) -> str:
        return f"{self.share_id}: {self.version_id}"


class Source(models.TextChoices):
    """Why an organisation has access: the thing is its own, or by a share, a contract or an auditor's grant."""

    OWN = "own"
    SHARE = "share"
    CONTRACT = "contract"
    AUDIT = "audit"


class Access(models.Model):
    """Who may see what, flat: one row for each edge and version, and one (without version) for the edge's product.

    Written by triggers alone (migration 0002), never by code; a row may have run out, so readers ask for `until` too.
    `source_id` is the product's, share's, contract party's or grant's key. `seller`, `shown_code` and the names are
    what this organisation sees; `search` is what it can find them by. `changed_software`: somebody on this way to it
    changed the AI software.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    product = models.ForeignKey(Product, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    version = models.ForeignKey(
        Version, on_delete=models.DO_NOTHING, related_name="+", null=True, db_constraint=False, db_index=False
    )
    source = models.CharField(max_length=10, choices=Source)
    source_id = models.BigIntegerField()
    scopes = ArrayField(models.CharField(max_length=20))
    seller = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    shown_code = models.CharField(max_length=80)
    shown_name = models.CharField(max_length=200)
    shown_name_zh = models.CharField(max_length=200, blank=True)
    build = models.CharField(max_length=200, blank=True)
    changed_software = models.BooleanField(default=False, db_default=False)
    until = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    search = models.GeneratedField(
        expression=Lower(
            Concat("shown_code", Value(" "), "shown_name", Value(" "), "shown_name_zh", Value(" "), "build")
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id", "organisation", "product", "version"],
                nulls_distinct=False,
                name="access_once_per_edge",
            ),
            # Being named in a contract gives a version away by its name alone, never its status or its papers.
            models.CheckConstraint(
                condition=Q(source=Source.CONTRACT, scopes=[Scope.CONTRACT])
                | (~Q(source=Source.CONTRACT) & Q(scopes__contains=[Scope.STATUS])),
                name="access_by_contract_opens_names_alone",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "product"], condition=Q(version=None), name="access_to_products"),
            # Pages are read from these two, in their order; being named in a contract puts nothing on a list.
            models.Index(
                fields=["organisation", "shown_code", "product", "id"],
                include=["until"],
                condition=Q(version__isnull=True, scopes__contains=["status"]),
                name="access_by_code",
            ),
            models.Index(
                "organisation",
                models.F("updated_at").desc(),
                models.F("version").desc(),
                "id",
                include=["product", "until"],
                condition=Q(version__isnull=False, scopes__contains=["status"]),
                name="access_newest_first",
            ),
            models.Index(fields=["version", "organisation"], name="access_to_version"),
            GinIndex(OpClass("search", "gin_trgm_ops"), name="access_search"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.product_id}/{self.version_id} by {self.source} {self.source_id}"


class Receipt(TenantModel):
    """What a receiver said to a share; returned or not his, and the share is over."""

    RECEIVED, ACCEPTED, RETURNED, NOT_OURS = "received", "accepted", "returned", "not_ours"
    STATES = (RECEIVED, ACCEPTED, RETURNED, NOT_OURS)
    ENDING = (RETURNED, NOT_OURS)

    share = models.OneToOneField(Share, on_delete=models.CASCADE, related_name="receipt", db_constraint=False)
    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES])
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    objects: ClassVar = visibility.ReceiptQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["-at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("received", "accepted", "returned", "not_ours")),
                name="receipt_has_a_known_state",
            )
        ]

    def __str__(self) -> str:
        return f"{self.share_id}: {self.state}"


class PublicCode(TenantModel):
    """A code by which anybody may look a version up; what is shown then is the supplier's to choose."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    code = models.CharField(max_length=9, unique=True)
    tells_number = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar = visibility.PublicCodeQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(revoked_at=None), name="public_code_once_per_version"
            )
        ]

    def __str__(self) -> str:
        return self.code
