"""The only place that sequences apps in the background: one event, one pass down the drawing."""

from django.db import transaction

from apps.claims import services as claims
from apps.contracts.services import obligations
from apps.kernel import outbox
from apps.kernel.actor import system
from apps.registry.jobs import Job


@outbox.job(Job.FOLLOW_EDITION)
def follow_edition(edition_id: int) -> None:
    """Carry a new edition on: verify the claims it touches again, then start the clocks that depend on them."""
    actor = system(reason="a new edition of a list was approved")
    with transaction.atomic():
        claims.verify_changed(actor=actor, edition_id=edition_id)
        obligations.start_clocks(actor=actor, edition_id=edition_id)
