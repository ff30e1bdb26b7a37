"""Writing the audit: one row per act, in the same transaction, chained by hash per organisation."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from apps.kernel.actor import Actor
from apps.kernel.models import AuditEvent

PLATFORM = "platform"
INSERT = """
INSERT INTO kernel_auditevent (chain, number, at, actor, verb, subject, detail, previous_sha256, sha256)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def chain_of(organisation_id: int | None) -> str:
    """The chain an organisation's events are kept in; acts on public data go to the platform's."""
    return PLATFORM if organisation_id is None else f"organisation:{organisation_id}"


def digest_of(event: AuditEvent) -> str:
    """SHA-256 over everything the event says, the hash before it included."""
    said = {
        "chain": event.chain,
        "number": event.number,
        "at": event.at.isoformat(),
        "actor": event.actor,
        "verb": event.verb,
        "subject": event.subject,
        "detail": event.detail,
        "previous_sha256": event.previous_sha256,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def record(
    actor: Actor, verb: str, subject: str, *, owner_id: int | None = None, at: datetime | None = None, **detail: object
) -> AuditEvent:
    """Append one event to the chain of the organisation whose row was touched.

    `subject` is a text reference such as `claims.Claim:12`; `detail` must be JSON.
    """
    chain = chain_of(owner_id if owner_id is not None else actor.organisation_id)
    if actor.is_system:
        detail = {**detail, "reason": actor.reason}
    with connection.cursor() as cursor:
        # The chain may be another organisation's, of which we may know the last link and nothing else.
        cursor.execute("SELECT number, sha256 FROM kernel_last_link(%s)", [chain])
        number, previous_sha256 = cursor.fetchone()
    event = AuditEvent(
        chain=chain,
        number=number + 1,
        at=at or timezone.now(),
        actor=actor.label,
        verb=verb,
        subject=subject,
        detail=detail,
        previous_sha256=previous_sha256,
    )
    event.sha256 = digest_of(event)
    _append(event)
    return event


def _append(event: AuditEvent) -> None:
    """Insert without reading back, which a foreign chain would not allow; the event has no key afterwards."""
    values: list[Any] = [
        event.chain,
        event.number,
        event.at,
        event.actor,
        event.verb,
        event.subject,
        json.dumps(event.detail),
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*values, event.previous_sha256, event.sha256])


def event_at(organisation_id: int, number: int) -> AuditEvent:
    """One event of an organisation's chain by its place; raises AuditEvent.DoesNotExist."""
    return AuditEvent.objects.get(chain=chain_of(organisation_id), number=number)


def events_about(actor: Actor, verb: str, subject: str) -> QuerySet[AuditEvent]:
    """The events of one verb about one subject in the chain of the actor's organisation, the newest first."""
    chain = chain_of(actor.acts_for)
    return AuditEvent.objects.filter(chain=chain, verb=verb, subject=subject).order_by("-number")


def broken_links(chain: str) -> list[int]:
    """Numbers of the events of a chain whose hash or predecessor does not agree; empty when it holds."""
    broken, previous, expected = [], "", 1
    for event in AuditEvent.objects.filter(chain=chain).order_by("number"):
        if event.number != expected or event.previous_sha256 != previous or event.sha256 != digest_of(event):
            broken.append(event.number)
        previous, expected = event.sha256, event.number + 1
    return broken
