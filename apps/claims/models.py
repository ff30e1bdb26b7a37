"""What suppliers say (certificates, claims, reliance) and what the list of a day showed (verifications)."""

from typing import ClassVar, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import User
from apps.catalogue.models import Version
from apps.catalogue.queries import versions, versions_from_their_owner, versions_open_for
from apps.claims.codes import Match
from apps.kernel.actor import Actor
from apps.kernel.files import ENDINGS, FileType
from apps.kernel.tenancy import TenantModel, TenantQuerySet
from apps.registry.models import Edition, Entry


class CertificateState(models.TextChoices):
    PROCESSING = "processing"
    READ = "read"
    UNREADABLE = "unreadable"


class ClaimState(models.TextChoices):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


# The states in which a claim opens its certificate to whom its versions are opened.
OPENING = (ClaimState.SUBMITTED, ClaimState.SUPERSEDED)


class ClaimKind(models.TextChoices):
    """Whether the number is claimed as a filing of a model or as a registration of an app on one."""

    FILING = "filing"
    REGISTRATION = "registration"


class CertificateQuerySet(TenantQuerySet["Certificate"]):
    """A certificate is open to whom a share with the scope "certificate" opens a version its claim names.

    A claim opens it while it is submitted or replaced by a newer one, never a draft or one that was taken back. A
    paper to lean on is no claim's certificate and stays its supplier's own. Who is "assigned only" sees besides those
    of their products what they uploaded themselves.
    """

    def visibility(self, actor: Actor) -> Q:
        opened = versions_open_for(actor=actor, scope="certificate")
        named = ClaimVersion.objects.filter(
            claim__certificate_id=OuterRef("pk"),
            claim__state__in=OPENING,
            version__in=opened.values("pk"),
        )
        own = self.ownership(actor)
        if actor.assigned_only:
            own &= Q(uploaded_by_id=actor.user_id)
        return own | Q(Exists(named))


class Certificate(TenantModel):
    """A document a supplier offers as evidence, or leans on; kept as received, never altered.

    `kind` is empty for a paper that lets the supplier lean on another company's number.
    """

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=ClaimKind)
    state = models.CharField(max_length=20, choices=CertificateState, default=CertificateState.PROCESSING)
    numbers_read = ArrayField(models.CharField(max_length=200), default=list)
    uploaded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = CertificateQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CertificateState.values), name="certificate_has_a_known_state"
            ),
            models.UniqueConstraint(fields=["id", "owner"], name="certificate_with_its_owner"),
        ]

    def __str__(self) -> str:
        return self.title


class CertificateFileQuerySet(TenantQuerySet["CertificateFile"]):
    def visibility(self, actor: Actor) -> Q:
        return Q(certificate__in=Certificate.objects.visible_to(actor).values("pk"))

    def named_for(self, actor: Actor) -> Self:
        """The same files, each with `told_by_name`: whether the reader knows whose it is, so may know its name."""
        named = ClaimVersion.objects.filter(
            claim__certificate_id=OuterRef("certificate_id"),
            claim__state__in=OPENING,
            version__in=versions_from_their_owner(actor=actor).values("pk"),
        )
        return self.annotate(told_by_name=self.ownership(actor) | Q(Exists(named)))


class CertificateFile(TenantModel):
    """One file of a certificate; the same bytes are taken once per supplier.

    What a supplier calls a file may say who it is: a reader to whom another sells the product is told `neutral_name`.
    """

    told_by_name: bool

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    text = models.TextField(blank=True)

    objects: ClassVar = CertificateFileQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "sha256"], name="certificate_file_once_per_supplier")]

    def __str__(self) -> str:
        return self.name

    @property
    def neutral_name(self) -> str:
        """A name that says nothing but what kind of file it is."""
        return f"certificate-{self.sha256[:12]}{ENDINGS[FileType(self.content_type)][0]}"

    @property
    def shown_name(self) -> str:
        """What the reader is told it is called; only the queries know, which give `told_by_name`."""
        return self.name if self.told_by_name else self.neutral_name


class ClaimQuerySet(TenantQuerySet["Claim"]):
    """A claim is open to who may see a version it names, once the supplier has submitted it.

    Who is "assigned only" sees those of their products, drafts too, and what they began themselves.
    """

    def visibility(self, actor: Actor) -> Q:
        named = ClaimVersion.objects.filter(
            claim_id=OuterRef("pk"), version__in=versions(actor=actor).order_by().values("pk")
        )
        seen, own = Q(Exists(named)), self.ownership(actor)
        if actor.assigned_only:
            own &= seen | Q(begun_by_id=actor.user_id)
        return own | (~Q(state=ClaimState.DRAFT) & seen)


class Claim(TenantModel):
    """A supplier's statement: these versions are covered by this number, held by this company."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, null=True, related_name="claims")
    number = models.CharField(max_length=200)
    number_key = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=ClaimKind)
    model_name = models.CharField(max_length=300, blank=True)
    holder = models.CharField(max_length=300)
    province = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=20, choices=ClaimState, default=ClaimState.DRAFT)
    versions = models.ManyToManyField(Version, through="ClaimVersion", related_name="+")
    begun_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True)

    objects: ClassVar = ClaimQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["number_key"], name="claim_by_number_key")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="claim_has_a_known_state"),
            models.CheckConstraint(condition=Q(kind__in=ClaimKind.values), name="claim_has_a_known_kind"),
            models.CheckConstraint(
                condition=Q(state=ClaimState.DRAFT) | Q(submitted_at__isnull=False),
                name="claim_out_of_draft_has_a_date",
            ),
            models.UniqueConstraint(fields=["id", "owner"], name="claim_with_its_owner"),
        ]

    def __str__(self) -> str:
        return f"C-{self.pk:05d} {self.number}"


class ClaimVersionQuerySet(TenantQuerySet["ClaimVersion"]):
    """What a claim names is open to who sees both the claim and the version."""

    def visibility(self, actor: Actor) -> Q:
        seen = Q(version__in=versions(actor=actor).order_by().values("pk"))
        named = seen & ~Q(claim__state=ClaimState.DRAFT)
        return named | (self.ownership(actor) & seen if actor.assigned_only else self.ownership(actor))


class ClaimVersion(TenantModel):
    """A version that a claim names; its owner is the claim's.

    `submitted`, kept by triggers, says that the claim is a draft no more; the wall lets others see no other.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="named")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    submitted = models.BooleanField(default=False, editable=False)

    objects: ClassVar = ClaimVersionQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["claim", "pk"]
        constraints = [models.UniqueConstraint(fields=["claim", "version"], name="claim_names_a_version_once")]

    def __str__(self) -> str:
        return f"{self.claim_id} → {self.version_id}"


class RelianceQuerySet(TenantQuerySet["Reliance"]):
    """That a supplier may lean on a number is part of the status of whoever sees a submitted claim of it.

    Who is "assigned only" deals with those of the claims they see, and with the papers they uploaded themselves.
    """

    def ownership(self, actor: Actor) -> Q:
        own = super().ownership(actor)
        if not actor.assigned_only:
            return own
        claimed = Claim.objects.visible_to(actor).filter(
            owner_id=OuterRef("owner_id"), number_key=OuterRef("number_key")
        )
        return own & (Q(paper__uploaded_by_id=actor.user_id) | Q(Exists(claimed.order_by())))

    def visibility(self, actor: Actor) -> Q:
        claimed = Claim.objects.visible_to(actor).filter(
            owner_id=OuterRef("owner_id"), number_key=OuterRef("number_key"), state=ClaimState.SUBMITTED
        )
        return self.ownership(actor) | Q(Exists(claimed.order_by()))


class Reliance(TenantModel):
    """A supplier's declaration that a paper lets it lean on another company's number, from a day to a day.

    Without the stored paper it is the supplier's word alone and shows nothing.
    """

    number_key = models.CharField(max_length=200)
    holder = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    paper = models.ForeignKey(Certificate, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = RelianceQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["-valid_from", "-pk"]
        indexes = [models.Index(fields=["owner", "number_key"], name="reliance_by_number_key")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")),
                name="reliance_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} on {self.number_key}"


class VerificationQuerySet(TenantQuerySet["Verification"]):
    def visibility(self, actor: Actor) -> Q:
        return Q(claim__in=Claim.objects.visible_to(actor).order_by().values("pk"))


class Verification(TenantModel):
    """What one edition showed for one claim, by one matcher version; never changed.

    `reasons` is `[{"code": "R-…", "params": {…}}]`; `fields` is the side by side
    `[{"field", "claimed", "listed", "same"}]`. Its `previous` is the claim's verification before it.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verifications")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    matcher_version = models.CharField(max_length=20)
    match = models.CharField(max_length=20, choices=[(m.value, m.value) for m in Match])
    reasons = models.JSONField()
    fields = models.JSONField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    cause = models.CharField(max_length=40)
    checked_at = models.DateTimeField()

    objects: ClassVar = VerificationQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["-checked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "edition", "matcher_version"], name="verification_once_per_edition_and_matcher"
            ),
            models.CheckConstraint(
                condition=Q(match__in=[m.value for m in Match]), name="verification_has_a_known_match"
            ),
            models.UniqueConstraint(fields=["id", "owner"], name="verification_with_its_owner"),
        ]
        triggers = [pgtrigger.Protect(name="verification_never_changes", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"V-{self.pk:06d} {self.match}"


class Run(models.Model):
    """One re-verification after an edition: how much it touched. Public figures, no tenant's rows."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="+")
    changes = models.PositiveIntegerField()
    affected = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    finished_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.edition}: {self.affected} of {self.changes}"
