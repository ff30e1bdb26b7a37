"""What each party reads of a contract, and that nobody else reads anything."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.catalogue import queries as catalogue
from apps.catalogue.services.sharing import withdraw_share
from apps.contracts import queries
from apps.contracts.models import Contract, Obligation
from apps.contracts.services.colleagues import assign_contract
from apps.contracts.services.contracts import draft_contract
from apps.contracts.services.obligations import report_fulfilment
from apps.kernel.actor import Actor, NotAllowed
from tests import factories
from tests.contracts.conftest import Deal, drafted, in_force, running
from tests.downstream import relabelled

pytestmark = pytest.mark.django_db
WHY = "a test looks at everything"


def test_a_contract_is_seen_by_its_parties_and_nobody_else(deal: Deal) -> None:
    obligation = running(deal)
    contract = obligation.contract
    for party in (deal.supplier, deal.buyer, factories.member(deal.buyer_organisation, "viewer")):
        assert queries.contract(actor=party, pk=contract.pk) == contract
        assert queries.obligation(actor=party, pk=obligation.pk) == obligation
        assert len(queries.matrix(actor=party, contract=contract)) == 6
    strangers = [deal.stranger, factories.stranger("supplier")]
    for stranger in (*strangers, factories.member(deal.supplier_organisation, assigned_only=True)):
        with pytest.raises(Contract.DoesNotExist):
            queries.contract(actor=stranger, pk=contract.pk)
        with pytest.raises(Obligation.DoesNotExist):
            queries.obligation(actor=stranger, pk=obligation.pk)
        assert list(queries.contracts(actor=stranger)) == []
        assert queries.open_obligations(actor=stranger) == []
        assert queries.matrix(actor=stranger, contract=contract) == []
    with pytest.raises(NotAllowed):
        queries.contracts(actor=factories.stranger("operator", "curator"))


def test_named_versions_stand_in_the_order_of_what_the_reader_is_told() -> None:
    buyer = relabelled()
    opened = list(catalogue.versions_open_for(actor=buyer, scope="contract"))
    contract = draft_contract(
        actor=buyer,
        reference="C-1",
        title="Supply",
        title_zh="",
        other_party=opened[0].product.shown.seller,
        versions=opened,
        template="standard-2026",
    )
    named = queries.versions_named(actor=buyer, contract=contract)
    assert [version.product.shown.code for version in named] == ["A1", "B2", "C3"]


def test_both_sides_see_the_same_clock_and_each_its_own_part(deal: Deal) -> None:
    running(deal)

    def seen(actor: Actor) -> list[tuple[str, int, bool, bool]]:
        return [(c.code, c.days_left, c.mine, c.for_me_to_accept) for c in queries.open_obligations(actor=actor)]

    assert seen(deal.supplier) == [("due", 3, True, False)]
    assert seen(deal.buyer) == [("due", 3, False, False)]
    (obligation,) = queries.obligations(actor=deal.supplier)
    report_fulfilment(actor=deal.supplier, obligation=obligation, text="told them")
    assert seen(deal.supplier) == [("fulfilled", 3, True, False)]
    assert seen(deal.buyer) == [("fulfilled", 3, False, True)]


def test_overdue_is_read_from_the_clock(deal: Deal) -> None:
    obligation = running(deal)
    rows = list(queries.obligations(actor=deal.buyer))
    (in_time,) = queries.clocks(actor=deal.buyer, rows=rows, now=obligation.due_at)
    (late,) = queries.clocks(actor=deal.buyer, rows=rows, now=obligation.due_at + timedelta(days=2))
    assert (in_time.code, in_time.days_left, in_time.days_late) == ("due", 0, 0)
    assert (late.code, late.days_left, late.days_late) == ("overdue", -2, 2)
    report_fulfilment(actor=deal.supplier, obligation=obligation, text="told them")
    rows = list(queries.obligations(actor=deal.buyer))
    (reported,) = queries.clocks(actor=deal.buyer, rows=rows, now=obligation.due_at + timedelta(days=2))
    assert reported.code == "fulfilled"


def test_the_matrix_has_one_cell_for_each_party(deal: Deal) -> None:
    contract = queries.contract(actor=deal.buyer, pk=in_force(deal).pk)
    rows = queries.matrix(actor=deal.buyer, contract=contract)
    assert [[cell.letters for cell in row.cells] for row in rows] == [
        ["RA", "I"],
        ["RA", "I"],
        ["C", "RA"],
        ["RA", "I"],
        ["C", "RA"],
        ["RA", "I"],
    ]
    assert [row.own for row in rows] == ["I", "I", "RA", "I", "RA", "I"]
    assert [row.own for row in queries.matrix(actor=deal.supplier, contract=contract)][2] == "C"


def test_a_summary_says_who_is_awaited_and_what_runs(deal: Deal) -> None:
    draft = drafted(deal, "C-2")
    obligation = running(deal)
    Obligation.objects.everything(reason=WHY).update(
        started_at=timezone.now() - timedelta(days=5), due_at=timezone.now() - timedelta(days=1)
    )

    def summary(actor: Actor, pk: int) -> queries.ContractSummary:
        (found,) = queries.summaries(actor=actor, contracts=[queries.contract(actor=actor, pk=pk)])
        return found

    assert summary(deal.buyer, draft.pk).awaits_me
    assert not summary(deal.supplier, draft.pk).awaits_me
    assert [p.organisation_id for p in summary(deal.supplier, draft.pk).awaited] == [deal.buyer_organisation.pk]
    late = summary(deal.buyer, obligation.contract_id)
    assert (late.overdue, late.awaited, late.next_clock is not None) == (1, (), True)
    assert summary(deal.supplier, draft.pk).next_clock is None


def test_whoever_may_read_a_contract_may_read_how_its_versions_are_called(deal: Deal) -> None:
    contract = drafted(deal, versions=[deal.version, deal.other_version])
    for share in list(catalogue.own_shares(actor=deal.supplier)):
        withdraw_share(actor=deal.supplier, share=share)
    for party in (deal.supplier, deal.buyer):
        assert queries.versions_named(actor=party, contract=contract) == [deal.version, deal.other_version]
    assert not catalogue.versions(actor=deal.buyer).exists()
    assert queries.versions_named(actor=deal.stranger, contract=contract) == []
    assert not catalogue.versions_open_for(actor=deal.stranger, scope="contract").exists()


def test_who_is_assigned_to_a_contract_reads_how_its_versions_are_called(deal: Deal) -> None:
    contract = drafted(deal)
    limited = factories.member(deal.supplier_organisation, "compliance", assigned_only=True)
    assert queries.versions_named(actor=limited, contract=contract) == []
    assign_contract(actor=deal.supplier, contract=contract, user=User.objects.get(pk=limited.user_id))
    assert queries.versions_named(actor=limited, contract=contract) == [deal.version]
    assert not catalogue.versions(actor=limited).exists()


def test_contracts_are_drafted_with_partners_only(deal: Deal) -> None:
    assert queries.partners(actor=deal.buyer) == [deal.supplier_organisation]
    assert deal.buyer_organisation in queries.partners(actor=deal.supplier)
    assert queries.partners(actor=factories.stranger("buyer")) == []
    with pytest.raises(NotAllowed):
        queries.partners(actor=factories.member(deal.buyer_organisation, "viewer"))


def test_reading_takes_as_many_queries_for_many_contracts_as_for_one(deal: Deal) -> None:
    def queries_for() -> int:
        with CaptureQueriesContext(connection) as captured:
            rows = list(queries.contracts(actor=deal.buyer))
            for summary in queries.summaries(actor=deal.buyer, contracts=rows):
                assert [str(party.organisation) for party in summary.parties]
            for clock in queries.open_obligations(actor=deal.buyer):
                assert clock.obligation.cause.claim.number
                assert clock.obligation.debtor.organisation.slug
            for row in queries.matrix(actor=deal.buyer, contract=rows[0]):
                assert row.cells
        return len(captured)

    running(deal)
    few = queries_for()
    for n in range(6):
        in_force(deal, f"C-{n}")
    assert queries_for() == few
