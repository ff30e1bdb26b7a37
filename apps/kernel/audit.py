"""Writing the audit: one row per act, in the same transaction, chained by hash per organisation."""

import hashlib
import json
from datetime import datetime

from django.db import connection
from django.utils import timezone

from apps.kernel.actor import Actor
from apps.kernel.models import AuditEvent

PLATFORM = "platform"


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
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [chain])
    last = AuditEvent.objects.filter(chain=chain).order_by("-number").first()
    if actor.is_system:
        detail = {**detail, "reason": actor.reason}
    event = AuditEvent(
        chain=chain,
        number=last.number + 1 if last else 1,
        at=at or timezone.now(),
        actor=actor.label,
        verb=verb,
        subject=subject,
        detail=detail,
        previous_sha256=last.sha256 if last else "",
    )
    event.sha256 = digest_of(event)
    event.save(force_insert=True)
    return event


def broken_links(chain: str) -> list[int]:
    """Numbers of the events of a chain whose hash or predecessor does not agree; empty when it holds."""
    broken, previous, expected = [], "", 1
    for event in AuditEvent.objects.filter(chain=chain).order_by("number"):
        if event.number != expected or event.previous_sha256 != previous or event.sha256 != digest_of(event):
            broken.append(event.number)
        previous, expected = event.sha256, event.number + 1
    return broken
