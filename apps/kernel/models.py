"""The append-only audit and the outbox of background jobs."""

import pgtrigger
from django.db import models


class AuditEvent(models.Model):
    """Who did what, when; text references only, hash-chained per organisation, never changed."""

    chain = models.CharField(max_length=80)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.TextField()
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["chain", "number"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="audit_event_once_per_place")]
        triggers = [
            pgtrigger.Protect(name="audit_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.number} {self.verb} {self.subject}"


class Outbox(models.Model):
    """A job promised in the same transaction as the change that needs it.

    `done_at` is set by the worker; a row that is unsent, or sent and not done in time, is sent again.
    """

    job = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    queue = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["sent_at"], name="outbox_open", condition=models.Q(done_at__isnull=True, dead_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.arguments}"
