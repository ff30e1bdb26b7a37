"""Telling other organisations of a share, as the system: what is theirs to know, each thing once."""

from django.db import transaction
from django.utils import timezone

from apps.catalogue.models import Ended, Share
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def tell_of_end(*, actor: Actor, share_id: int) -> list[Share]:
    """Write into the chain of everybody who lost something by the end of a share that it is over; gives those told of.

    What was told already is left out, so it may run twice. The receiver learns that it ended, its giver below that it
    ended from above; neither learns of the other ends.
    """
    told = []
    shares = Share.objects.everything(reason=actor.reason).select_for_update(of=("self",)).order_by("pk")
    ended = list(shares.filter(pk=share_id, revoked_at__isnull=False))
    while ended:
        for share in ended:
            if share.end_told_at is None:
                _record_end(actor, share)
                told.append(share)
        ended = list(shares.filter(parent__in=[share.pk for share in ended], ended_because=Ended.PARENT))
    Share.objects.everything(reason=actor.reason).filter(pk__in=[share.pk for share in told]).update(
        end_told_at=timezone.now()
    )
    return told


def _record_end(actor: Actor, share: Share) -> None:
    subject = f"catalogue.Share:{share.pk}"
    if share.ended_because in (Ended.PARENT, Ended.RETURNED):
        record(actor, "share.ended", subject, owner_id=share.owner_id, because=share.ended_because)
    record(actor, "share.lost", subject, owner_id=share.to_organisation_id)
