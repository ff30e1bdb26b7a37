"""Background jobs of the catalogue."""

from apps.catalogue.jobs import Job
from apps.catalogue.services import telling
from apps.kernel import outbox
from apps.kernel.actor import system


@outbox.job(Job.TELL_OF_SHARE)
def tell_of_share(share_id: int) -> None:
    """Tell the receiver of a share."""
    telling.tell_of_share(actor=system(reason="a product was shared"), share_id=share_id)


@outbox.job(Job.TELL_OF_RULE)
def tell_of_rule(rule_id: int) -> None:
    """Tell the receiver of a line."""
    telling.tell_of_rule(actor=system(reason="a line was shared"), rule_id=rule_id)


@outbox.job(Job.TELL_OF_RECEIPT)
def tell_of_receipt(receipt_id: int) -> None:
    """Tell the giver what the receiver said."""
    telling.tell_of_receipt(actor=system(reason="a share was answered"), receipt_id=receipt_id)


@outbox.job(Job.TELL_OF_SOFTWARE)
def tell_of_software(share_id: int, changed: bool, number: int) -> None:
    """Tell everybody below a share what its giver says of the AI software."""
    telling.tell_of_software(
        actor=system(reason="an AI software was changed, or was not"), share_id=share_id, changed=changed, number=number
    )


@outbox.job(Job.TELL_OF_END)
def tell_of_end(share_id: int) -> None:
    """Tell those who lost something by the end of a share."""
    telling.tell_of_end(actor=system(reason="a share ended"), share_id=share_id)


@outbox.job(Job.TELL_OF_REPORT)
def tell_of_report(organisation_id: int, number: int) -> None:
    """Tell a supplier that somebody reported one of its codes."""
    telling.tell_of_report(
        actor=system(reason="a public code was reported"), organisation_id=organisation_id, number=number
    )
