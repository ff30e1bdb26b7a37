"""Letting an auditor in for a time, and keeping what was looked at for the host to read."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.jobs import Job
from apps.accounts.models import AuditGrant, Organisation
from apps.accounts.queries import rooms_in_force
from apps.accounts.roles import Capacity
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.audit import record
from apps.kernel.noting import Opened
from apps.kernel.outbox import after_commit
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import refuse

LONGEST = timedelta(days=366)
# As many references as an event names; of more it says how many there were.
MOST_NAMED = 200


@allowed_to(Permission.ROOM_OPEN)
@transaction.atomic
def open_room(
    *,
    actor: Actor,
    auditor: Organisation,
    every_product: bool,
    product_ids: Sequence[int],
    contract_ids: Sequence[int],
    orders: bool,
    period_from: date,
    period_to: date,
    until: datetime,
    note: str = "",
) -> AuditGrant:
    """Let an auditor look at products, contracts and, if `orders`, orders and checks dated in the period.

    Raises NotAllowed for who is assigned only; Refused for an organisation that audits nobody, a scope without
    anything in it, products or contracts that are not one's own, a period that ends before it begins, and an end
    that has passed or lies more than a year ahead.
    """
    if actor.assigned_only:
        raise NotAllowed("a room holds what one is not assigned to")
    if Capacity.AUDITOR not in auditor.capacities or auditor.pk == actor.acts_for:
        raise refuse("A-AUDITOR", _("This organisation is no auditor. Name one that is."), field="auditor")
    if not (every_product or product_ids or contract_ids or orders):
        raise refuse("A-SCOPE", _("Choose at least one product, one contract, or the orders."), field="product_ids")
    if period_to < period_from:
        raise refuse("A-PERIOD", _("The period ends before it begins. Exchange the two days."), field="period_to")
    if not timezone.now() < until <= timezone.now() + LONGEST:
        raise refuse("A-UNTIL", _("Choose an end that is still to come and at most a year ahead."), field="until")
    try:
        with transaction.atomic():
            grant: AuditGrant = AuditGrant.objects.create(
                owner_id=actor.acts_for,
                auditor=auditor,
                every_product=every_product,
                product_ids=sorted(set(product_ids)),
                contract_ids=sorted(set(contract_ids)),
                orders=orders,
                period_from=period_from,
                period_to=period_to,
                until=until,
                note=note.strip(),
            )
    except IntegrityError as error:
        message = _("You can let an auditor in to your own products and contracts alone. Choose from the list.")
        raise refuse("A-OWN", message, field="product_ids") from error
    record(actor, "room.opened_to", f"accounts.AuditGrant:{grant.pk}", auditor=auditor.slug, until=until.isoformat())
    after_commit(Job.TELL_OF_ROOM, grant_id=grant.pk, kind="audit_grant_opened")
    return grant


@allowed_to(Permission.ROOM_OPEN, owner_of="grant")
@transaction.atomic
def end_room(*, actor: Actor, grant: AuditGrant) -> AuditGrant:
    """Close a room from now on; closing it again changes nothing."""
    ended = AuditGrant.objects.owned_by(actor).filter(pk=grant.pk, revoked_at=None).update(revoked_at=timezone.now())
    grant.refresh_from_db(fields=["revoked_at"])
    if ended:
        record(actor, "room.ended", f"accounts.AuditGrant:{grant.pk}", owner_id=grant.owner_id)
        after_commit(Job.TELL_OF_ROOM, grant_id=grant.pk, kind="audit_grant_ended")
    return grant


# Whoever may look at all is noted, so this needs no verb beyond the one every role holds.
@allowed_to(Permission.LIST_SEE)
@transaction.atomic
def note_opened(*, actor: Actor, address: str, opened: Collection[Opened]) -> None:
    """Keep what was opened of each host that lets the actor's organisation in: one event in the host's own audit.

    `address` is the name of the page or operation. Rows of others than such hosts, one's own too, are not noted.
    """
    foreign = {row.owner_id for row in opened} - {actor.organisation_id}
    if not foreign:
        return
    hosts = set(rooms_in_force(actor=actor).filter(owner_id__in=foreign).values_list("owner_id", flat=True))
    for host in sorted(hosts):
        rows = sorted(row.subject for row in opened if row.owner_id == host)
        subject = f"accounts.Organisation:{actor.acts_for}"
        record(actor, "room.looked", subject, owner_id=host, page=address, rows=rows[:MOST_NAMED], count=len(rows))
