"""Background jobs of claims."""

from apps.claims import services
from apps.claims.jobs import Job
from apps.kernel import outbox
from apps.kernel.actor import system


@outbox.job(Job.READ_CERTIFICATE)
def read_certificate(certificate_id: int) -> None:
    """Read a certificate that was uploaded."""
    services.read_certificate(actor=system(reason="a certificate was uploaded"), certificate_id=certificate_id)


@outbox.job(Job.VERIFY_CLAIM)
def verify_claim(claim_id: int) -> None:
    """Check a claim that was submitted."""
    services.verify_claim(actor=system(reason="a claim was submitted"), claim_id=claim_id, cause="submitted")


@outbox.job(Job.TELL_OF_CHANGES)
def tell_of_changes(edition_id: int) -> None:
    """Promise a word for each verdict that a new edition changed."""
    services.tell_of_changes(actor=system(reason="a new edition changed verdicts"), edition_id=edition_id)


@outbox.job(Job.TELL_OF_CHANGE)
def tell_of_change(verification_id: int) -> None:
    """Tell whom it concerns of one changed verdict."""
    services.tell_of_change(actor=system(reason="a new edition changed a verdict"), verification_id=verification_id)
