"""People, organisations, memberships and the API keys of organisations."""

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.identifiers import Scheme
from apps.accounts.keys import KeyState, state_of
from apps.accounts.roles import KEY_SCOPES, Capacity, Role, State
from apps.kernel.actor import Actor
from apps.kernel.tenancy import TenantModel, TenantQuerySet


class UserManager(BaseUserManager["User"]):
    """Makes users; the e-mail address is the name they sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: str) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person; may belong to several organisations."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name or self.email


class Organisation(models.Model):
    """A company on the portal; its legal name is kept as on its licence and never translated."""

    slug = models.SlugField(unique=True)
    legal_name = models.CharField(max_length=200)
    english_name = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2)
    capacities = ArrayField(models.CharField(max_length=20, choices=[(c.value, c.value) for c in Capacity]))
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State], default=State.UNVERIFIED.value)
    state_reason = models.CharField(max_length=500, blank=True)
    state_changed_at = models.DateTimeField(null=True)
    # Whether suppliers may count how often this buyer checked them.
    tells_checks = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in State]), name="organisation_has_a_known_state"
            ),
            models.CheckConstraint(
                condition=models.Q(capacities__contained_by=[c.value for c in Capacity]) & ~models.Q(capacities=[]),
                name="organisation_has_known_capacities",
            ),
        ]

    def __str__(self) -> str:
        return self.english_name or self.legal_name

    @property
    def owner_id(self) -> int:
        """An organisation owns itself: what is done to it is done by its own members."""
        return self.pk


class Identifier(TenantModel):
    """An official number of an organisation, as `identifiers.checked` keeps it; no two organisations have the same."""

    scheme = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Scheme])
    value = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scheme__in=[s.value for s in Scheme]), name="identifier_has_a_known_scheme"
            ),
            models.UniqueConstraint(
                fields=["scheme", "value"], condition=~models.Q(scheme=Scheme.REGISTER.value), name="identifier_once"
            ),
            models.UniqueConstraint(fields=["owner", "scheme"], name="identifier_one_per_scheme"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class Licence(TenantModel):
    """A business licence as an organisation handed it in; the newest counts. For itself and the operator alone."""

    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    handed_in_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["-handed_in_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "sha256"], name="licence_once_per_organisation")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in an organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    assigned_only = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[r.value for r in Role]), name="membership_has_a_known_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.role}"

    @property
    def owner_id(self) -> int:
        """A membership is the organisation's: its administrators change it."""
        return self.organisation_id


class ApiKey(TenantModel):
    """A key of one organisation; the key itself is shown once, its SHA-256 is kept.

    What it may do is what its scopes name and the organisation's capacities offer. A key that was replaced works until
    `expires_at`, which the rotation brought near.
    """

    name = models.CharField(max_length=80)
    scopes = ArrayField(models.CharField(max_length=30))
    prefix = models.CharField(max_length=20, db_index=True)
    sha256 = models.CharField(max_length=64, unique=True)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    replaced_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaces")

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "owner"], name="api_key_with_its_owner"),
            models.CheckConstraint(
                condition=models.Q(scopes__contained_by=list(KEY_SCOPES)) & ~models.Q(scopes=[]),
                name="api_key_has_known_scopes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"

    @property
    def state(self) -> KeyState:
        """Where the key is in its life now."""
        revoked, replaced = self.revoked_at is not None, self.replaced_by_id is not None
        return state_of(now=timezone.now(), expires_at=self.expires_at, revoked=revoked, replaced=replaced)

    @property
    def works(self) -> bool:
        """Whether the key opens anything still, replaced or not."""
        return self.state in (KeyState.WORKING, KeyState.REPLACED)


class InvitationKind(models.TextChoices):
    COLLEAGUE = "colleague"
    PARTNER = "partner"


class Invitation(TenantModel):
    """An invitation to join the owner, or to bring an organisation of one's own; of its token the SHA-256 is kept."""

    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=InvitationKind.choices)
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    capacity = models.CharField(max_length=20, blank=True, choices=[(c.value, c.value) for c in Capacity])
    assigned_only = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="en")
    # The token is made of this and the portal's secret, so that a mail can be written without keeping the token.
    seed = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    joined = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=InvitationKind.values)
                & models.Q(role__in=[r.value for r in Role])
                & (models.Q(capacity="") | models.Q(capacity__in=[c.value for c in Capacity])),
                name="invitation_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | (models.Q(declined_at=None) & models.Q(withdrawn_at=None)),
                name="invitation_answered_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.email or self.name}"


class AuditGrantQuerySet(TenantQuerySet["AuditGrant"]):
    """A grant is the host's, who made it, and the auditor's, to whom it opens a room.

    It reaches what not everybody at the host's is assigned to, so that who is assigned only has none there.
    """

    def visibility(self, actor: Actor) -> models.Q:
        return self.ownership(actor) | models.Q(auditor_id=actor.organisation_id)

    def ownership(self, actor: Actor) -> models.Q:
        return models.Q(pk__in=()) if actor.assigned_only else super().ownership(actor)

    def in_force(self) -> Self:
        """Those that have neither ended nor run out."""
        return self.filter(revoked_at=None, until__gt=timezone.now())


class AuditGrant(TenantModel):
    """What an auditor may look at, at the owner's, and how long; made and ended by the owner."""

    auditor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    every_product = models.BooleanField(default=False)
    product_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    contract_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    orders = models.BooleanField(default=False)
    period_from = models.DateField()
    period_to = models.DateField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = AuditGrantQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period_from__lte=models.F("period_to")), name="audit_grant_period_in_order"
            ),
            models.CheckConstraint(
                condition=~models.Q(auditor=models.F("owner")), name="audit_grant_to_another_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.auditor_id} until {self.until:%Y-%m-%d}"

    @property
    def state(self) -> str:
        """Whether the auditor may look now: "open", else "ended" by the host or "over" by itself."""
        if self.revoked_at is not None:
            return "ended"
        return "open" if self.until > timezone.now() else "over"
