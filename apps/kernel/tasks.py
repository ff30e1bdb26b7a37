"""Background jobs of the kernel."""

from apps.kernel import outbox
from apps.kernel.jobs import Job


@outbox.job(Job.RELAY_OUTBOX)
def relay_outbox() -> None:
    """Send the jobs that wait in the outbox; started by the scheduler."""
    outbox.relay()
