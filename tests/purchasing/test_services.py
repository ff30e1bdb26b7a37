"""Orders as received and checked: decisions, immutability, nothing half-written, and who may."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.catalogue.services import sharing as catalogue
from apps.kernel.actor import NotAllowed
from apps.kernel.models import AuditEvent
from apps.kernel.problems import Refused
from apps.purchasing.models import Check, Order, OrderLine, Policy
from apps.purchasing.services import check_order, receive_order, set_policy
from apps.registry.models import PublicList
from tests import factories
from tests.database_roles import OWNER, as_role
from tests.factories.owners import assert_owner_is_the_parents
from tests.purchasing.conftest import NUMBER, OTHERS, UNLISTED, Market
from tests.purchasing.ordering import HEADER, decided, decisions, receive

pytestmark = pytest.mark.django_db
WHY = "a test looks at everything"


def last_look(days_ago: int) -> None:
    PublicList.objects.update(last_look_at=timezone.now() - timedelta(days=days_ago))


def test_each_line_is_decided_on_its_own_version(market: Market) -> None:
    assert decided(
        market.buyer,
        "10,K21-A,B2,3.4.1,1.8.0,",
        "20,K21-A,B2,3.4.1,1.9.0,",
        "30,K21-A,B2,3.4.1,1.7.2,",
        "40,K21-A,B3,3.4.1,1.8.0,",
        f"50,K21-A,B2,3.4.1,1.8.0,{NUMBER.lower()}",
        f"60,K21-A,B2,3.4.1,1.8.0,{UNLISTED}",
    ) == [
        ("release", "R-NUM-EXACT"),
        ("block", "R-VERSION"),
        ("block", "R-NOT-FOUND"),
        ("hold", "R-VERSION-UNKNOWN"),
        ("release", "R-NUM-EXACT"),
        ("block", "R-NOT-FOUND"),
    ]


def test_a_version_that_is_not_shared_does_not_exist_for_the_line(market: Market) -> None:
    rival = factories.stranger("supplier")
    hidden = factories.product(rival, code="NG-4")
    factories.version(rival, hidden)
    assert decided(market.buyer, "10,NG-4,B2,3.4.1,1.8.0,") == [("hold", "R-VERSION-UNKNOWN")]


def test_what_was_decided_on_is_kept_with_the_check(market: Market) -> None:
    (check,) = check_order(actor=market.buyer, order=receive(market.buyer, "10,K21-A,B2,3.4.1,1.8.0,"))
    assert check.edition is not None
    assert (check.edition.number, check.policy_number, check.match, check.coverage) == (1, 0, "match", "covered")
    assert check.verification_id_used is not None
    assert check.facts["days_since_last_look"] == 0
    assert check.facts["most_days_since_last_look"] == 45
    assert check.facts["number"] == NUMBER
    assert check.facts["version"]["product_code"] == "K21-A"


def test_a_list_not_looked_at_in_time_could_not_be_checked_against(market: Market) -> None:
    last_look(46)
    assert decided(market.buyer, "10,K21-A,B2,3.4.1,1.8.0,") == [("not_decidable", "R-LIST-OLD")]


def test_a_buyer_may_ask_for_a_fresher_list_and_earlier_rules_stay(market: Market) -> None:
    last_look(20)
    order = receive(market.buyer, "10,K21-A,B2,3.4.1,1.8.0,")
    before = check_order(actor=market.buyer, order=order)
    set_policy(actor=market.buyer, most_days_since_last_look=14)
    set_policy(actor=market.buyer, most_days_since_last_look=7)
    after = check_order(actor=market.buyer, order=order)
    assert [(c.decision, c.policy_number) for c in (*before, *after)] == [("release", 0), ("not_decidable", 2)]
    rules = Policy.objects.owned_by(market.buyer).values_list("number", "most_days_since_last_look")
    assert list(rules) == [(1, 14), (2, 7)]
    assert decided(market.stranger, "10,K21-A,B2,3.4.1,1.8.0,") == [("release", "R-NUM-EXACT")]


@pytest.mark.parametrize("days", [0, -1, 366])
def test_rules_out_of_bounds_are_refused(market: Market, days: int) -> None:
    with pytest.raises(Refused) as refused:
        set_policy(actor=market.buyer, most_days_since_last_look=days)
    assert refused.value.problems[0].field == "most_days_since_last_look"


def test_without_a_list_nothing_could_be_checked(db: None) -> None:
    buyer = factories.stranger("buyer")
    assert decided(buyer, "10,K21-A,B2,3.4.1,1.8.0,") == [("not_decidable", "R-NO-LIST")]


def test_checking_again_writes_new_checks_and_follows_what_is_shared_now(market: Market) -> None:
    share = catalogue.share_product(
        actor=market.supplier,
        product=factories.product(market.supplier, code="K22"),
        to_organisation=market.buyer_organisation,
        scopes=["status"],
    )
    order = receive(market.buyer, "10,K22,B2,3.4.1,1.8.0,")
    assert OrderLine.objects.owned_by(market.buyer).get().version is None
    check_order(actor=market.buyer, order=order)
    version = factories.version(market.supplier, share.product)
    check_order(actor=market.buyer, order=order)
    assert OrderLine.objects.owned_by(market.buyer).get().version == version
    catalogue.withdraw_share(actor=market.supplier, share=share)
    check_order(actor=market.buyer, order=order)
    assert OrderLine.objects.owned_by(market.buyer).get().version is None
    checks = Check.objects.owned_by(market.buyer).order_by("pk")
    assert [check.reasons[0]["code"] for check in checks] == [
        "R-VERSION-UNKNOWN",
        "R-NOT-ASSESSED",
        "R-VERSION-UNKNOWN",
    ]


def test_a_check_can_neither_be_changed_nor_deleted(market: Market) -> None:
    (check,) = check_order(actor=market.buyer, order=receive(market.buyer, "10,K21-A,B2,3.4.1,1.7.2,"))
    mine = Check.objects.owned_by(market.buyer).filter(pk=check.pk)

    def release() -> object:
        return mine.update(decision="release")

    acts: list[Callable[[], object]] = [release, mine.delete]
    for act in acts:
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()
        with as_role(OWNER), pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            act()
    assert mine.get().decision == "block"


def test_checking_takes_as_many_queries_for_forty_lines_as_for_four(market: Market) -> None:
    def queries_for(count: int) -> int:
        numbers = ["", UNLISTED, OTHERS, "Beijing-Demo-20230701"]
        lines = [f"{n},K21-A,B2,3.4.1,1.{(8, 9)[n % 2]}.0,{numbers[n % 4]}" for n in range(count)]
        order = receive(market.buyer, *lines, reference=f"PO-{count}")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            check_order(actor=market.buyer, order=order)
        return len(captured)

    assert queries_for(4) == queries_for(40)


@pytest.mark.django_db(transaction=True)
def test_two_first_policies_set_at_once_are_numbered_one_and_two() -> None:
    buyer = factories.stranger("buyer")
    together = Barrier(2)

    def write(days: int) -> None:
        try:
            together.wait()
            set_policy(actor=buyer, most_days_since_last_look=days)
        finally:
            connection.close()

    writers = [Thread(target=write, args=[days]) for days in (7, 14)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert list(Policy.objects.owned_by(buyer).order_by("number").values_list("number", flat=True)) == [1, 2]


def test_the_acts_are_in_the_buyers_audit(market: Market) -> None:
    check_order(actor=market.buyer, order=receive(market.buyer, "10,K21-A,B2,3.4.1,1.8.0,", "20,K21-A,,,9,"))
    events = AuditEvent.objects.filter(chain=f"organisation:{market.buyer.organisation_id}", verb__startswith="order.")
    received, checked = events.order_by("number")
    assert (received.verb, received.detail["encoding"], received.detail["lines"]) == ("order.received", "UTF-8", 2)
    assert (checked.verb, checked.detail["decisions"]) == ("order.checked", {"hold": 1, "release": 1})
    assert checked.detail["edition"] == 1


@pytest.mark.parametrize(
    ("reference", "content", "code", "field", "row"),
    [
        (" ", HEADER + "10,K,,,1,\n", "order.reference-missing", "reference", None),
        ("P" * 81, HEADER + "10,K,,,1,\n", "order.reference-too-long", "reference", None),
        ("PO-1", "", "F-EMPTY", "", None),
        ("PO-1", "备案号,数量\n1,2\n", "F-COLUMN-MISSING", "line", 1),
        ("PO-1", HEADER + "10,K,,,1,\n10,K,,,,\n", "F-CELL-MISSING", "ai_software", 3),
    ],
)
def test_bad_input_is_named_and_nothing_of_it_is_stored(
    market: Market, reference: str, content: str, code: str, field: str, row: int | None
) -> None:
    events = AuditEvent.objects.count()
    with pytest.raises(Refused) as refused:
        receive_order(actor=market.buyer, reference=reference, name="po.csv", content=content.encode("gb18030"))
    problem = refused.value.problems[0]
    assert (problem.code, problem.field, problem.row) == (code, field, row)
    assert str(problem.message)
    assert not Order.objects.everything(reason=WHY).exists()
    assert not OrderLine.objects.everything(reason=WHY).exists()
    assert AuditEvent.objects.count() == events


def test_of_very_many_problems_the_first_are_named_and_the_rest_counted(market: Market) -> None:
    with pytest.raises(Refused) as refused:
        receive(market.buyer, *[",,,,,x"] * 60)
    problems = refused.value.problems
    assert (len(problems), problems[-1].code) == (51, "F-MORE")
    assert str(problems[-1].message).startswith("130 more")


def test_the_same_order_number_is_taken_once_per_buyer(market: Market) -> None:
    receive(market.buyer, "10,K21-A,,,1.8.0,")
    receive(market.stranger, "10,K21-A,,,1.8.0,")
    with pytest.raises(Refused) as refused:
        receive(market.buyer, "10,K21-A,,,1.8.0,")
    assert refused.value.problems[0].code == "order.reference-taken"
    assert OrderLine.objects.owned_by(market.buyer).count() == 1


def test_pasted_cells_are_an_order_too(market: Market) -> None:
    cells = "行号\t产品型号\t硬件版本\t固件版本\tAI软件版本\n10\tK21-A\tB2\t3.4.1\t1.8.0\n"
    order = receive_order(actor=market.buyer, reference="PO-2", name="", content=cells.encode())
    assert decisions(check_order(actor=market.buyer, order=order)) == [("release", "R-NUM-EXACT")]


def test_an_order_is_the_buyers_alone(market: Market) -> None:
    order = receive(market.buyer, "10,K21-A,B2,3.4.1,1.8.0,")
    colleague = factories.member(market.buyer_organisation, "viewer")
    for actor in (market.supplier, market.stranger, colleague):
        with pytest.raises(NotAllowed):
            check_order(actor=actor, order=order)
    for actor in (market.supplier, colleague):
        with pytest.raises(NotAllowed):
            receive(actor, "10,K21-A,B2,3.4.1,1.8.0,", reference="PO-9")
        with pytest.raises(NotAllowed):
            set_policy(actor=actor, most_days_since_last_look=7)
    assert not Check.objects.everything(reason=WHY).exists()
    assert Order.objects.everything(reason=WHY).count() == 1


def test_the_database_keeps_lines_and_references_apart(market: Market) -> None:
    order = receive(market.buyer, "10,K21-A,B2,3.4.1,1.8.0,")
    doubles: list[Callable[[], object]] = [
        lambda: Order.objects.create(owner_id=order.owner_id, reference="PO-1"),
        lambda: OrderLine.objects.create(owner_id=order.owner_id, order=order, line="10", product_code="K"),
        lambda: Check.objects.create(
            owner_id=order.owner_id,
            line=OrderLine.objects.owned_by(market.buyer).get(),
            policy_number=0,
            decision="allowed",
            reasons=[],
            facts={},
            checked_at=timezone.now(),
        ),
    ]
    for double in doubles:
        with pytest.raises(IntegrityError), transaction.atomic():
            double()
    set_policy(actor=market.buyer, most_days_since_last_look=7)
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.create(owner_id=order.owner_id, number=1)


def test_lines_checks_and_assignments_have_the_owner_of_their_order_or_account(market: Market) -> None:
    order = receive(market.buyer, "10,K21-A,B2,3.4.1,1.8.0,")
    (check,) = check_order(actor=market.buyer, order=order)
    line, other = check.line, factories.organisation("buyer")
    assert_owner_is_the_parents(check, other)
    assert_owner_is_the_parents(line, other, line="20")
