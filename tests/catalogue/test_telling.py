"""What other organisations are told of a share: once, and by the names they know."""

import pytest
from django.db.models import QuerySet

from apps.accounts.models import Organisation
from apps.catalogue import tasks
from apps.catalogue.models import Receipt, Share
from apps.catalogue.services import products, sharing, telling
from apps.kernel.models import Outbox
from apps.notify.models import Message
from tests import factories
from tests.catalogue.chain import Chain, chain

pytestmark = pytest.mark.django_db

TELL = {
    "catalogue.tell_of_share": telling.tell_of_share,
    "catalogue.tell_of_rule": telling.tell_of_rule,
    "catalogue.tell_of_receipt": telling.tell_of_receipt,
    "catalogue.tell_of_software": telling.tell_of_software,
    "catalogue.tell_of_end": telling.tell_of_end,
}


@pytest.fixture
def row() -> Chain:
    return chain()


def work(times: int = 2) -> None:
    """Do what was promised, twice as a lost answer would have it done."""
    for _ in range(times):
        for row in Outbox.objects.filter(job__in=TELL).order_by("pk"):
            TELL[row.job](actor=factories.SYSTEM, **row.arguments)


def told(organisation: Organisation) -> list[tuple[str, str, str]]:
    """Kind, who and what, of each thing an organisation was told."""
    messages: QuerySet[Message] = Message.objects.everything(reason="a test").filter(owner=organisation)
    return [
        (
            m.kind,
            m.params["organisation"]["en"],
            m.params["product"]["en"] if "product" in m.params else m.params["line"],
        )
        for m in messages.order_by("pk")
    ]


def name(row: Chain) -> str:
    return f"{row.product.code} {row.product.name}"


def test_there_is_a_task_for_everything_told() -> None:
    assert {task for task in dir(tasks) if task.startswith("tell_of")} == {
        *(job.split(".")[1] for job in TELL),
        "tell_of_report",
    }


def test_each_receiver_is_told_once_of_his_giver_alone(row: Chain) -> None:
    work()
    for place in (1, 2, 3):
        assert told(row.organisations[place]) == [
            ("share_opened", row.organisations[place - 1].english_name, name(row))
        ]
    assert told(row.organisations[0]) == []


def test_the_receiver_of_a_renamed_product_is_told_its_new_name(row: Chain) -> None:
    buyer = factories.organisation("buyer")
    factories.member(buyer)
    given = row.give(2, buyer, label_code="BK2-A", label_name="BlueKiosk 2")
    sharing.receive_share(actor=factories.member(buyer), share=given, state="returned", reason="Twice.")
    work()
    assert {what for _, _, what in told(buyer)} <= {"BK2-A BlueKiosk 2"}
    assert ("share_returned", buyer.english_name, name(row)) in told(row.organisations[2])
    assert Message.objects.everything(reason="a test").filter(kind="share_returned", params__reason="Twice.").exists()


def test_all_below_a_share_that_is_withdrawn_are_told_by_their_own_giver_s_name(row: Chain) -> None:
    work()
    sharing.withdraw_share(actor=row.people[0], share=row.shares[0])
    work()
    for place in (1, 2, 3):
        assert told(row.organisations[place])[1:] == [
            ("share_withdrawn", row.organisations[place - 1].english_name, name(row))
        ]


def test_what_is_over_before_it_is_told_is_not_told_as_open(row: Chain) -> None:
    sharing.withdraw_share(actor=row.people[0], share=row.shares[0])
    work()
    assert [kind for kind, _, _ in told(row.organisations[1])] == ["share_withdrawn"]


@pytest.mark.parametrize(("state", "kind"), [("accepted", "share_accepted"), ("not_ours", "share_not_ours")])
def test_the_giver_is_told_what_the_receiver_said(row: Chain, state: str, kind: str) -> None:
    sharing.receive_share(actor=row.people[1], share=row.shares[0], state=state)
    work()
    assert told(row.organisations[0]) == [(kind, row.organisations[1].english_name, name(row))]
    assert "share_withdrawn" not in [kind for kind, _, _ in told(row.organisations[1])]


def test_that_something_was_received_is_no_news(row: Chain) -> None:
    sharing.receive_share(actor=row.people[1], share=row.shares[0], state=Receipt.RECEIVED)
    work()
    assert told(row.organisations[0]) == []


def test_a_line_is_one_message_and_what_joins_or_leaves_it_later_one_each() -> None:
    owner = factories.stranger("supplier")
    buyer = factories.organisation("buyer")
    factories.member(buyer)
    goods = [factories.product(owner, line="Kiosks") for _ in range(3)]
    rule = sharing.share_line(actor=owner, line="Kiosks", to_organisation=buyer, scopes=["status"])
    later = factories.product(owner, line="Kiosks")
    work()
    assert [kind for kind, _, _ in told(buyer)] == ["rule_opened", "share_opened"]
    assert [what for _, _, what in told(buyer)] == ["Kiosks", f"{later.code} {later.name}"]
    products.set_line(actor=owner, product=goods[0], line="")
    work()
    sharing.end_rule(actor=owner, rule=rule)
    work()
    assert [what for _, _, what in told(buyer)[2:]] == [f"{goods[0].code} {goods[0].name}", "Kiosks"]
    assert not Share.objects.everything(reason="a test").filter(revoked_at__isnull=False, end_told_at=None).exists()
