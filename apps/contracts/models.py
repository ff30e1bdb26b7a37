"""Contracts between organisations: versions, clauses, who answers for what, and obligations with their clocks."""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from guardian.models import UserObjectPermissionBase

from apps.accounts.models import Organisation
from apps.catalogue.models import Version
from apps.claims.models import Verification
from apps.kernel.actor import Actor
from apps.kernel.tenancy import M, TenantModel, TenantQuerySet
from apps.registry.models import Edition

WORK_ON = "work_on_contract"


class ContractState(models.TextChoices):
    DRAFT = "draft"
    IN_FORCE = "in_force"
    ENDED = "ended"


class PartyRole(models.TextChoices):
    SUPPLIER = "supplier"
    BUYER = "buyer"
    RESELLER = "reseller"
    INTEGRATOR = "integrator"


class Trigger(models.TextChoices):
    """The event that starts a clause's clock."""

    NONE = "none"
    VERDICT_CHANGED = "verdict_changed"


class Letter(models.TextChoices):
    """RACI: one accountable, at least one responsible per clause."""

    RESPONSIBLE = "R"
    ACCOUNTABLE = "A"
    CONSULTED = "C"
    INFORMED = "I"


class ObligationState(models.TextChoices):
    """Overdue is not a state: it is read from the clock."""

    DUE = "due"
    FULFILLED = "fulfilled"
    MET = "met"


def readable(actor: Actor, path: str) -> Q:
    """Rows whose contract, found by `path`, the actor's organisation may read now.

    Who is "assigned only" reads just the contracts they are assigned to.
    """
    opened = Reader.objects.filter(contract_id=OuterRef(path), organisation_id=actor.acts_for)
    visible = Q(Exists(opened.filter(Q(until=None) | Q(until__gt=timezone.now()))))
    if actor.assigned_only:
        visible &= Q(**{f"{path}__in": assigned_contract_ids(actor)})
    return visible


def assigned_contract_ids(actor: Actor) -> "QuerySet[ContractUserObjectPermission, int]":
    """The contracts a member is assigned to for the organisation they act for."""
    rows = ContractUserObjectPermission.objects.filter(owner_id=actor.acts_for, user_id=actor.user_id)
    return rows.filter(permission__codename=WORK_ON).values_list("content_object_id", flat=True)


class ContractQuerySet(TenantQuerySet["Contract"]):
    """A contract is its readers': the parties, and whom one of them opened it to for an audit."""

    def visibility(self, actor: Actor) -> Q:
        return readable(actor, "pk")


class Contract(TenantModel):
    """An agreement that names versions; `owner` is the organisation that drafted it."""

    reference = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    title_zh = models.CharField(max_length=200, blank=True)
    prevailing_language = models.CharField(max_length=10, default="en")
    zone = models.CharField(max_length=60, default="Asia/Shanghai")
    state = models.CharField(max_length=20, choices=ContractState, default=ContractState.DRAFT)
    versions = models.ManyToManyField(Version, through="ContractVersion", related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    in_force_at = models.DateTimeField(null=True)

    objects: ClassVar = ContractQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        permissions = [(WORK_ON, "Is assigned to the contract")]
        constraints = [
            models.UniqueConstraint(fields=["id", "owner"], name="contract_with_its_owner"),
            models.UniqueConstraint(fields=["owner", "reference"], name="contract_reference_once_per_organisation"),
            models.CheckConstraint(condition=Q(state__in=ContractState.values), name="contract_has_a_known_state"),
            models.CheckConstraint(
                condition=~Q(state=ContractState.IN_FORCE) | Q(in_force_at__isnull=False),
                name="contract_in_force_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class PartOfContractQuerySet(TenantQuerySet[M]):
    """A row of a contract is visible to who may see the contract."""

    def visibility(self, actor: Actor) -> Q:
        return readable(actor, "contract_id")


class ContractUserObjectPermission(UserObjectPermissionBase):
    """Which colleague is assigned to which contract; a direct foreign key, so no right outlives its row.

    `owner` is the organisation that assigned its colleague, one of several that read the contract.
    """

    content_object = models.ForeignKey(Contract, on_delete=models.CASCADE)
    owner = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "user", "permission", "content_object"], name="contract_assigned_once"
            )
        ]


class Reader(models.Model):
    """Which organisation may read which contract, and why; flat, and kept by triggers alone.

    `source_id` is the key of the party, or of the grant to an auditor; it ends at `until`.
    """

    PARTY, AUDIT = "party", "audit"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=10, choices=[(s, s) for s in (PARTY, AUDIT)])
    source_id = models.BigIntegerField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "contract", "source", "source_id"], name="contract_reader_once_per_source"
            ),
            models.CheckConstraint(
                condition=Q(source__in=("party", "audit")), name="contract_reader_has_a_known_source"
            ),
        ]
        indexes = [models.Index(fields=["source", "source_id"], name="contract_reader_by_source")]

    def __str__(self) -> str:
        return f"{self.organisation_id} reads {self.contract_id}"


class PartyQuerySet(PartOfContractQuerySet["Party"]):
    """Parties of the reader's contracts."""


class Party(TenantModel):
    """An organisation in a contract, in one role; the row's owner is the contract's."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=PartyRole)
    confirmed_at = models.DateTimeField(null=True)

    objects: ClassVar = PartyQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["contract", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "owner"], name="party_with_its_owner"),
            models.UniqueConstraint(fields=["contract", "organisation"], name="party_once_per_contract"),
            models.UniqueConstraint(fields=["contract", "role"], name="party_role_once_per_contract"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id}"


class ContractVersionQuerySet(PartOfContractQuerySet["ContractVersion"]):
    """What the reader's contracts name."""


class ContractVersion(TenantModel):
    """A version that a contract names; its owner is the contract's, not always the version's."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="named")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = ContractVersionQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["contract", "pk"]
        constraints = [models.UniqueConstraint(fields=["contract", "version"], name="contract_names_a_version_once")]

    def __str__(self) -> str:
        return f"{self.contract_id} → {self.version_id}"


class ClauseQuerySet(PartOfContractQuerySet["Clause"]):
    """Clauses of the reader's contracts."""


class Clause(TenantModel):
    """One duty, in both languages; a clause with a trigger starts a clock of `days` calendar days."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="clauses")
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    title_zh = models.CharField(max_length=200)
    text = models.TextField()
    text_zh = models.TextField()
    trigger = models.CharField(max_length=30, choices=Trigger, default=Trigger.NONE)
    days = models.PositiveSmallIntegerField(null=True)

    objects: ClassVar = ClauseQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["contract", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "owner"], name="clause_with_its_owner"),
            models.UniqueConstraint(fields=["contract", "number"], name="clause_number_once_per_contract"),
            models.CheckConstraint(
                condition=Q(trigger=Trigger.NONE, days=None)
                # NULL > 0 is not false, so that there are days must be said.
                | (~Q(trigger=Trigger.NONE) & Q(days__isnull=False, days__gt=0)),
                name="clause_with_a_trigger_has_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class AssignmentQuerySet(TenantQuerySet["Assignment"]):
    """Letters in clauses of the reader's contracts."""

    def visibility(self, actor: Actor) -> Q:
        return readable(actor, "clause__contract_id")


class Assignment(TenantModel):
    """A party's letter in a clause; its owner is the contract's."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="assignments")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    letter = models.CharField(max_length=1, choices=Letter)

    objects: ClassVar = AssignmentQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["clause", "party", "letter"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "party", "letter"], name="assignment_letter_once"),
            models.UniqueConstraint(
                fields=["clause"], condition=Q(letter=Letter.ACCOUNTABLE), name="assignment_one_accountable"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause_id} {self.letter} {self.party_id}"


class ObligationQuerySet(PartOfContractQuerySet["Obligation"]):
    """Obligations of the reader's contracts."""


class Obligation(TenantModel):
    """A clause's clock, started by a verification that changed; both sides see the same clock.

    What changed stands here too: a party reads it when the version is no longer shared with it.
    """

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="obligations")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="obligations")
    debtor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    cause = models.ForeignKey(Verification, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=200)
    match_before = models.CharField(max_length=20)
    match_after = models.CharField(max_length=20)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=ObligationState, default=ObligationState.DUE)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    fulfilment = models.TextField(blank=True)
    fulfilled_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)

    objects: ClassVar = ObligationQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "cause"], name="obligation_once_per_clause_and_cause"),
            models.CheckConstraint(condition=Q(due_at__gt=F("started_at")), name="obligation_is_due_after_it_starts"),
            models.CheckConstraint(condition=Q(state__in=ObligationState.values), name="obligation_has_a_known_state"),
        ]

    def __str__(self) -> str:
        return f"{self.clause_id} due {self.due_at:%Y-%m-%d}"
