"""Codes by which anybody looks a version up: issuing and revoking them."""

import secrets

from django.db import transaction
from django.utils import timezone

from apps.catalogue.codes import new_code
from apps.catalogue.jobs import Job
from apps.catalogue.models import PublicCode, Version
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.outbox import after_commit
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to


@allowed_to(Permission.PRODUCT_EDIT, owner_of="version")
@transaction.atomic
def issue_code(*, actor: Actor, version: Version, tells_number: bool = False) -> PublicCode:
    """The code of a version, made now where it has none; `tells_number` says whether its page shows the number."""
    # Two at once would make two codes; the second waits here.
    Version.objects.owned_by(actor).select_for_update().get(pk=version.pk)
    open_codes = PublicCode.objects.owned_by(actor).filter(version=version, revoked_at=None)
    found: PublicCode | None = open_codes.first()
    if found is not None and found.tells_number == tells_number:
        return found
    if found is not None:
        open_codes.update(tells_number=tells_number)
        found.tells_number, code, verb = tells_number, found, "code.changed"
    else:
        code = PublicCode.objects.create(
            owner_id=version.owner_id, version=version, code=new_code(secrets.choice), tells_number=tells_number
        )
        verb = "code.issued"
    record(
        actor,
        verb,
        f"catalogue.Version:{version.pk}",
        owner_id=version.owner_id,
        code=code.code,
        tells_number=tells_number,
    )
    return code


@allowed_to(Permission.PRODUCT_EDIT, owner_of="code")
@transaction.atomic
def revoke_code(*, actor: Actor, code: PublicCode) -> PublicCode:
    """Take a code out of use; its page says so from now on, and revoking it again changes nothing."""
    closed = PublicCode.objects.owned_by(actor).filter(pk=code.pk, revoked_at=None).update(revoked_at=timezone.now())
    if closed:
        record(actor, "code.revoked", f"catalogue.Version:{code.version_id}", owner_id=code.owner_id, code=code.code)
    code.refresh_from_db(fields=["revoked_at"])
    return code


# Whoever sees the page of a code may say that it is wrong: a stranger, read as `desk` reads for everybody.
@allowed_to(Permission.PRODUCT_SEE)
@transaction.atomic
def report_code(*, actor: Actor, code: str, text: str) -> None:
    """Keep in the supplier's audit what somebody reported of its code, and have the supplier told."""
    event = record(actor, "code.reported", f"catalogue.PublicCode:{code}", owner_id=actor.acts_for, text=text.strip())
    after_commit(Job.TELL_OF_REPORT, organisation_id=actor.acts_for, number=event.number)
