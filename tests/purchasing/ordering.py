"""Orders as tests place them."""

from apps.kernel.actor import Actor
from apps.purchasing.models import Check, Order
from apps.purchasing.services import check_order, receive_order

HEADER = "Line,Product,Hardware,Firmware,AI software,Filing number\n"


def receive(actor: Actor, *lines: str, reference: str = "PO-1") -> Order:
    content = HEADER + "".join(f"{line}\n" for line in lines)
    return receive_order(actor=actor, reference=reference, name="po.csv", content=content.encode())


def decisions(checks: list[Check]) -> list[tuple[str, str]]:
    """Decision and gravest reason of each check."""
    return [(str(check.decision), check.reasons[0]["code"]) for check in checks]


def decided(actor: Actor, *lines: str) -> list[tuple[str, str]]:
    return decisions(check_order(actor=actor, order=receive(actor, *lines)))
