"""The business licence: taken in as a file of strangers, kept as received."""

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import Licence, Organisation
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.documents import Upload, taken_in
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
        owner=organisation,
        sha256=document.sha256,
        defaults={
            "name": document.name,
            "content_type": document.content_type,
            "size": document.size,
            "handed_in_at": timezone.now(),
        },
    )
    subject = f"accounts.Licence:{licence.pk}"
    record(actor, "licence.kept", subject, owner_id=organisation.pk, sha256=document.sha256)
    return licence
