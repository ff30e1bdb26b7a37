"""Background jobs of messages."""

from apps.kernel import outbox
from apps.kernel.actor import system
from apps.notify import services
from apps.notify.jobs import Job


@outbox.job(Job.DELIVER)
def deliver(delivery_id: int) -> None:
    """Send one letter."""
    services.deliver(actor=system(reason="a message is delivered"), delivery_id=delivery_id)
