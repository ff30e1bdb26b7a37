"""Public data: what the authorities published, as received and as the editions of a list."""

import builtins

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.ledger.models import Leaf


class Table(models.TextChoices):
    """The tables of the lists: three of the national one, one of each list of algorithms, and that of cancellations."""

    FILING = "filing"
    REGISTRATION = "registration"
    ON_DEVICE = "on_device"
    ALGORITHM = "algorithm"
    DEEP_SYNTHESIS = "deep_synthesis"
    CANCELLATION = "cancellation"


class PublicationState(models.TextChoices):
    RECEIVED = "received"
    QUARANTINED = "quarantined"
    APPROVED = "approved"
    REJECTED = "rejected"
    REVOKED = "revoked"


class PublicList(models.Model):
    """One list of one authority. `last_look_at` is when its source was last looked at with success."""

    slug = models.SlugField(unique=True)
    last_look_at = models.DateTimeField(null=True)
    bundled = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.slug


class Publication(models.Model):
    """Files as received from a source, their bytes kept under their SHA-256.

    `attachment` names the part of its list it is, "" where the list has none; `announced` are the totals by table that
    its notice names.
    """

    list = models.ForeignKey(PublicList, on_delete=models.PROTECT, related_name="publications")
    period_end = models.DateField()
    published_on = models.DateField()
    received_at = models.DateTimeField(auto_now_add=True)
    received_from = models.CharField(max_length=200)
    attachment = models.CharField(max_length=40, blank=True)
    announced = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=PublicationState, default=PublicationState.RECEIVED)
    # The name `list` is taken by the foreign key above.
    reasons = models.JSONField(default=builtins.list)
    rows = models.JSONField(default=dict)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["list", "period_end", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PublicationState.values), name="publication_has_a_known_state")
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.period_end}"


class PublicationFile(models.Model):
    """One file of a publication, its bytes once; never changed.

    A list takes the same bytes once too, but again where the publication that holds them was kept out of it.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="files")
    list = models.ForeignKey(PublicList, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    encoding = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "sha256"], name="publication_file_once_per_publication")
        ]
        triggers = [
            pgtrigger.Protect(name="publication_file_never_changes", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """An approved state of one list, numbered from 1; never changed."""

    list = models.ForeignKey(PublicList, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="edition")
    as_of = models.DateField()
    published_on = models.DateField()
    approved_at = models.DateTimeField()
    approved_by = models.CharField(max_length=120)
    totals = models.JSONField()
    sha256 = models.CharField(max_length=64)
    # Its place in the log, which says the same of it to everybody.
    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["list", "number"]
        constraints = [models.UniqueConstraint(fields=["list", "number"], name="edition_number_once_per_list")]
        triggers = [pgtrigger.Protect(name="edition_never_changes", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.list} {self.number}"


class Entry(models.Model):
    """A row of a list from one edition on, up to another or still open.

    `cells` is the row as received, by column; the keys are folded at ingest (`numbers.number_key`,
    `names.name_key`, `names.holder_key`). `last_edition` is the last edition that shows it, None while open.
    """

    list = models.ForeignKey(PublicList, on_delete=models.PROTECT, related_name="entries")
    table = models.CharField(max_length=20, choices=Table)
    sequence = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=200)
    number_key = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300)
    holder = models.CharField(max_length=300)
    holder_key = models.CharField(max_length=300)
    province = models.CharField(max_length=60, blank=True)
    listed_on = models.DateField(null=True)
    scope = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=60, blank=True)
    product = models.TextField(blank=True)
    purpose = models.TextField(blank=True)
    remark = models.TextField(blank=True)
    cancelled_on = models.DateField(null=True)
    attachment = models.CharField(max_length=40, blank=True)
    cells = models.JSONField()
    first_edition = models.PositiveIntegerField()
    last_edition = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["list", "table", "sequence", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(table__in=Table.values), name="entry_has_a_known_table"),
            models.CheckConstraint(
                condition=Q(last_edition=None) | Q(last_edition__gte=models.F("first_edition")),
                name="entry_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["list", "table", "number_key"],
                condition=Q(last_edition=None),
                name="entry_open_once_per_number",
            ),
        ]
        indexes = [models.Index(fields=["number_key"], name="entry_by_number_key")]

    def __str__(self) -> str:
        return self.number


class Change(models.Model):
    """What an edition did to one number: added, gone, or altered field by field."""

    ADDED, GONE, ALTERED = "added", "gone", "altered"
    KINDS = (ADDED, GONE, ALTERED)

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=[(k, k) for k in KINDS])
    table = models.CharField(max_length=20, choices=Table)
    number_key = models.CharField(max_length=200)
    before = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    fields = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        ordering = ["edition", "table", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "table", "number_key"], name="change_once_per_edition"),
            models.CheckConstraint(condition=Q(kind__in=("added", "gone", "altered")), name="change_has_a_known_kind"),
        ]
        triggers = [pgtrigger.Protect(name="change_never_changes", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.number_key}"
