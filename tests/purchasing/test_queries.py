"""Orders at a glance, lines with their newest checks, one number by itself, and whose they are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.catalogue.models import Version
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.models import AuditEvent
from apps.kernel.problems import Refused
from apps.purchasing import queries
from apps.purchasing.models import Check, Order
from apps.purchasing.services import check_order, receive_order, set_policy
from apps.registry.models import PublicList
from tests import factories
from tests.purchasing.conftest import HOLDER, NUMBER, UNLISTED, Market
from tests.registry.bundled_rows import ROWS

pytestmark = pytest.mark.django_db
HEADER = "Line,Product,Hardware,Firmware,AI software\n"


def order_of(actor: Actor, reference: str, *builds: str, checked: bool = True) -> Order:
    lines = "".join(f"{10 * n},K21-A,B2,3.4.1,{build}\n" for n, build in enumerate(builds, start=1))
    order = receive_order(actor=actor, reference=reference, name="po.csv", content=(HEADER + lines).encode())
    if checked:
        check_order(actor=actor, order=order)
    return order


def test_an_order_is_as_grave_as_its_gravest_line(market: Market) -> None:
    orders = [
        order_of(market.buyer, "PO-1", "1.8.0"),
        order_of(market.buyer, "PO-2", "1.8.0", "9.9.9"),
        order_of(market.buyer, "PO-3", "9.9.9", "1.7.2", "1.7.2"),
        order_of(market.buyer, "PO-4", "1.8.0", checked=False),
    ]
    found = queries.order_summaries(actor=market.buyer, orders=orders)
    assert [(s.lines, dict(s.decisions), s.gravest, s.waiting, s.unchecked) for s in found] == [
        (1, {"release": 1}, "release", False, 0),
        (2, {"release": 1, "hold": 1}, "hold", True, 0),
        (3, {"hold": 1, "block": 2}, "block", True, 0),
        (1, {}, None, True, 1),
    ]
    assert found[3].checked_at is None


def test_only_the_newest_check_of_a_line_counts(market: Market) -> None:
    order = order_of(market.buyer, "PO-1", "1.8.0", "9.9.9")
    factories.version(market.supplier, market.kiosk, ai_software="9.9.9")
    check_order(actor=market.buyer, order=order)
    lines = queries.lines_with_latest_check(actor=market.buyer, order=order)
    assert [(line.line.line, line.check and line.check.decision) for line in lines] == [
        ("10", "release"),
        ("20", "block"),
    ]
    (summary,) = queries.order_summaries(actor=market.buyer, orders=[order])
    assert dict(summary.decisions) == {"release": 1, "block": 1}
    assert Check.objects.visible_to(market.buyer).filter(line__order=order).count() == 4


def test_reading_takes_as_many_queries_for_many_orders_and_lines_as_for_few(market: Market) -> None:
    def queries_for(orders: list[Order]) -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.order_summaries(actor=market.buyer, orders=orders)
            for row in queries.lines_with_latest_check(actor=market.buyer, order=orders[0]):
                assert row.line.version is None or row.line.version.hardware
                assert row.line.supplier is None or row.line.supplier.slug
                assert row.check is not None
                assert row.check.edition is None or row.check.edition.list.slug
        return len(captured)

    few = queries_for([order_of(market.buyer, "PO-0", "1.8.0")])
    many = [order_of(market.buyer, f"PO-{n}", *["1.8.0", "1.9.0", "0.1"] * 5) for n in range(1, 8)]
    assert queries_for(many) == few


def test_orders_are_the_buyers_alone(market: Market) -> None:
    order = order_of(market.buyer, "PO-1", "1.8.0")
    assert list(queries.orders(actor=market.buyer)) == [order]
    assert list(queries.orders(actor=market.stranger)) == []
    with pytest.raises(Order.DoesNotExist):
        queries.order(actor=market.stranger, pk=order.pk)
    assert queries.lines_with_latest_check(actor=market.stranger, order=order) == []
    assert queries.order_summaries(actor=market.stranger, orders=[order])[0].lines == 0
    assert not Check.objects.visible_to(market.stranger).exists()
    for actor in (market.supplier, factories.member(market.buyer_organisation, "viewer")):
        with pytest.raises(NotAllowed):
            queries.orders(actor=actor)


def test_rules_are_the_default_ones_until_some_are_set(market: Market) -> None:
    policy = queries.policy_in_force(actor=market.buyer)
    assert (policy.number, policy.rules.most_days_since_last_look) == (0, 45)
    set_policy(actor=market.buyer, most_days_since_last_look=9)
    policy = queries.policy_in_force(actor=market.buyer)
    assert (policy.number, policy.rules.most_days_since_last_look) == (1, 9)
    assert queries.policy_in_force(actor=market.stranger).number == 0


def asked(actor: Actor, text: str, holder: str = "", version: Version | None = None) -> tuple[str, str, str]:
    """Decision, match and gravest reason."""
    found = queries.number_decision(actor=actor, text=text, holder=holder, version=version)
    return str(found.outcome.decision), str(found.check.match), str(found.reasons[0].reason.code)


def test_a_number_of_a_covered_version_is_released_and_nothing_is_written(market: Market) -> None:
    events = AuditEvent.objects.count()
    for text in (NUMBER, f"  {NUMBER.upper()} ", NUMBER.replace("-", "－")):
        assert asked(market.buyer, text, HOLDER, market.covered)[0] == "release"
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    ("text", "holder", "expected"),
    [
        (NUMBER, HOLDER, ("hold", "match", "R-VERSION-NOT-GIVEN")),
        (NUMBER, "", ("hold", "match", "R-ENT-NOT-GIVEN")),
        (NUMBER, "示例科技有限公司", ("block", "mismatch", "R-ENT-OTHER")),
        (UNLISTED, "", ("block", "not_listed", "R-NOT-FOUND")),
        (NUMBER[:-1] + "2", "", ("block", "not_listed", "R-NOT-FOUND")),
        ("网信算备110108823483901230031号", "", ("hold", "not_checkable", "R-NUM-TYPE-ALGO")),
        ("nothing of the kind", "", ("hold", "not_checkable", "R-MALFORMED")),
    ],
)
def test_a_number_without_a_version_is_never_released(
    market: Market, text: str, holder: str, expected: tuple[str, str, str]
) -> None:
    assert asked(market.buyer, text, holder) == expected


def test_a_sentence_is_not_a_number_and_offers_the_one_inside(market: Market) -> None:
    found = queries.number_decision(actor=market.buyer, text=f"Our number is {NUMBER}, filed last year.")
    assert found.check.match == "not_checkable"
    assert found.check.found_in_text == (NUMBER,)


def test_another_number_than_the_claims_is_never_released(market: Market) -> None:
    found = queries.number_decision(actor=market.buyer, text="Beijing-ChatGLM-20230821", version=market.covered)
    assert (found.outcome.decision, found.match) == ("block", "mismatch")
    assert "R-LINE-NUMBER" in [w.reason.code for w in found.reasons]
    assert found.names_another
    assert asked(market.buyer, UNLISTED, "", market.covered)[0] == "block"


def test_the_suppliers_own_name_fits_its_version_and_a_third_name_is_refused(market: Market) -> None:
    assert asked(market.buyer, NUMBER, market.covered.owner.english_name, market.covered)[0] == "release"
    with pytest.raises(Refused) as refused:
        queries.number_decision(actor=market.buyer, text=NUMBER, holder="示例科技有限公司", version=market.covered)
    assert (refused.value.problems[0].code, refused.value.problems[0].field) == ("supplier.differs", "holder")


@pytest.mark.parametrize("text", ["", "  \n", "长" * 2001])
def test_no_number_and_a_whole_book_are_refused(market: Market, text: str) -> None:
    with pytest.raises(Refused) as refused:
        queries.number_decision(actor=market.buyer, text=text)
    assert refused.value.problems[0].field == "number"


def test_a_version_that_is_not_shared_can_not_be_asked_about(market: Market) -> None:
    for actor in (factories.stranger("buyer"), factories.stranger("reseller")):
        with pytest.raises(Version.DoesNotExist):
            queries.number_decision(actor=actor, text=NUMBER, version=market.covered)
    with pytest.raises(NotAllowed):
        queries.number_decision(actor=factories.member(market.buyer_organisation, "viewer"), text=NUMBER)


def test_an_old_look_at_the_list_makes_every_answer_undecidable(market: Market) -> None:
    PublicList.objects.update(last_look_at=timezone.now() - timedelta(days=46))
    assert asked(market.buyer, NUMBER, "", market.covered)[0] == "not_decidable"


def test_an_app_s_registration_without_the_filing_of_its_model_is_held(market: Market) -> None:
    factories.national_list(upto=2)
    app = next(row for row in ROWS if (row.period, row.table) == ("2024-08", "registration"))
    factories.reliance(market.supplier, app.number, app.holder)
    factories.submitted_claim(
        market.supplier, [market.unclaimed], app.number, app.holder, kind="registration", model_name=app.name
    )
    decision, _match, gravest = asked(market.buyer, app.number, "", market.unclaimed)
    assert (decision, gravest) == ("hold", "R-PAIR-MISSING")
    factories.submitted_claim(market.supplier, [market.unclaimed], NUMBER, HOLDER)
    assert asked(market.buyer, NUMBER, "", market.unclaimed)[0] == "release"
