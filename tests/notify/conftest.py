"""An organisation with people of several roles, who are told things."""

from dataclasses import dataclass
from typing import Any

import pytest

from apps.accounts.models import Organisation, User
from apps.kernel.actor import Actor
from apps.notify import services
from apps.notify.kinds import Kind, in_both
from apps.notify.models import Delivery, Message
from tests import factories
from tests.factories import SYSTEM

REASON = "a test looks at every row"
SHARE = {
    "organisation": in_both("Nordwind Trading", "北风贸易有限公司"),
    "product": in_both("K21 Kiosk", "K21 自助终端"),
}


@dataclass(frozen=True)
class House:
    """A buyer's people."""

    organisation: Organisation
    admin: Actor
    reader: Actor
    viewer: Actor
    assigned: Actor

    def tell(self, **changes: Any) -> list[Message]:
        """Tell the house that something is shared with it."""
        said = {
            "organisation_id": self.organisation.pk,
            "kind": Kind.SHARE_OPENED,
            "params": SHARE,
            "link": "/o/somewhere/products/5/",
            "dedupe_key": "share_opened:1",
            **changes,
        }
        return services.tell(actor=SYSTEM, **said)


@pytest.fixture
def house(db: None) -> House:
    organisation = factories.organisation("buyer")
    return House(
        organisation,
        admin=factories.member(organisation, "admin"),
        reader=factories.member(organisation, "support", language="zh-hans"),
        viewer=factories.member(organisation, "viewer"),
        assigned=factories.member(organisation, "support", assigned_only=True),
    )


def person(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id or 0)


def messages() -> list[Message]:
    return list(Message.objects.everything(reason=REASON).order_by("pk"))


def letters() -> list[Delivery]:
    return list(Delivery.objects.everything(reason=REASON).filter(channel="mail").order_by("pk"))


def told(found: list[Message]) -> set[int | None]:
    return {message.user_id for message in found}
