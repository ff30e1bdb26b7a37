"""A message from the telling to the letter: a real worker, and the folder that stands for a mail server."""

from django.db import transaction

from apps.accounts.models import Membership, User
from apps.kernel.actor import Actor
from apps.notify import services, sink
from apps.notify.kinds import Kind, in_both
from apps.notify.models import Delivery
from portal.local.processes import wait_until
from tests import factories
from tests.factories import SYSTEM

PATIENCE = 60


def tell(actor: Actor, key: str) -> Delivery:
    """A person is told of a share; gives the letter."""
    message = services.tell(
        actor=SYSTEM,
        organisation_id=actor.acts_for,
        kind=Kind.SHARE_OPENED,
        params={"organisation": in_both("Nordwind", "北风贸易"), "product": in_both("Kiosk", "自助终端")},
        link="/o/somewhere/products/5/",
        dedupe_key=key,
        users=[actor.user_id or 0],
    )[0]
    return Delivery.objects.owned_by(SYSTEM).get(message=message, channel="mail")


def delivered(letter: Delivery) -> Delivery:
    """The letter once the worker is done with it."""
    assert wait_until(lambda: state(letter) != "waiting", timeout=PATIENCE), "the worker did not do it in time"
    letter.refresh_from_db()
    return letter


def state(letter: Delivery) -> str:
    return str(Delivery.objects.owned_by(SYSTEM).values_list("state", flat=True).get(pk=letter.pk))


def subjects(address: str) -> list[str]:
    return [kept.subject for kept in sink.letters() if kept.to == address]


def test_the_worker_writes_to_a_chinese_reader_in_chinese(worker: None) -> None:
    reader = factories.member(factories.organisation("buyer"), language="zh-hans")
    address = User.objects.get(pk=reader.user_id or 0).email
    letter = delivered(tell(reader, "1"))
    assert (letter.state, letter.attempts) == ("sent", 1)
    assert subjects(address) == ["北风贸易向贵方共享自助终端"]
    assert "/o/somewhere/products/5/" in next(kept.text for kept in sink.letters() if kept.to == address)


def test_the_worker_writes_nothing_to_who_left_meanwhile(worker: None) -> None:
    house = factories.organisation("buyer")
    leaver, stayer = factories.member(house), factories.member(house)
    address = User.objects.get(pk=leaver.user_id or 0).email
    with transaction.atomic():
        letter = tell(leaver, "2")
        Membership.objects.filter(user_id=leaver.user_id).delete()
    assert (delivered(letter).state, letter.last_error) == ("given_up", "left")
    assert delivered(tell(stayer, "3")).state == "sent"
    assert subjects(address) == []
