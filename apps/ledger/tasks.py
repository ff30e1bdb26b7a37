"""The one task of each job of the log."""

from apps.kernel import outbox
from apps.kernel.actor import system
from apps.ledger import services
from apps.ledger.jobs import Job


@outbox.job(Job.SIGN_CHECKPOINT)
def sign_checkpoint() -> None:
    """Sign the log as it is now."""
    services.sign_checkpoint(actor=system(reason="the log has a new leaf"))
