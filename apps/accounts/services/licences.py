"""The business licence: taken in as a file of strangers, kept as received."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import Licence, Organisation
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.documents import Document, Upload, taken_in
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to


@allowed_to(Permission.ORGANISATION_EDIT, owner_of="organisation")
@transaction.atomic
def keep_licence(*, actor: Actor, organisation: Organisation, upload: Upload) -> Licence:
    """Keep an organisation's business licence; the same bytes are kept once.

    Raises Refused for a file that is empty, too large, of another type than it says, protected or damaged.
    """
    document = taken_in(upload)
    licence: Licence
    licence, _new = Licence.objects.owned_by(actor).update_or_create(
        owner=organisation, sha256=document.sha256, defaults=_columns(document)
    )
    return _noted(actor, licence)


def write_first(actor: Actor, organisation: Organisation, document: Document) -> Licence:
    """Write down the licence that a new organisation was founded with."""
    licence: Licence = Licence.objects.create(owner=organisation, sha256=document.sha256, **_columns(document))
    return _noted(actor, licence)


def _columns(document: Document) -> dict[str, Any]:
    return {
        "name": document.name,
        "content_type": document.content_type,
        "size": document.size,
        "handed_in_at": timezone.now(),
    }


def _noted(actor: Actor, licence: Licence) -> Licence:
    record(actor, "licence.kept", f"accounts.Licence:{licence.pk}", owner_id=licence.owner_id, sha256=licence.sha256)
    return licence
