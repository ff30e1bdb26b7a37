"""Background jobs of the catalogue."""

from apps.catalogue.jobs import Job
from apps.catalogue.services import telling
from apps.kernel import outbox
from apps.kernel.actor import system


@outbox.job(Job.TELL_OF_END)
def tell_of_end(share_id: int) -> None:
    """Tell those who lost something by the end of a share."""
    telling.tell_of_end(actor=system(reason="a share ended"), share_id=share_id)
