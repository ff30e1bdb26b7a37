"""Contracts from draft to done: each party, the stranger, and the constraints underneath."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.models import Organisation
from apps.catalogue.services import sharing as catalogue
from apps.claims.models import Verification
from apps.contracts.clocks import due_at
from apps.contracts.models import Assignment, Clause, Contract, ContractVersion, Obligation, Party, Reader
from apps.contracts.services.contracts import confirm_contract, draft_contract
from apps.contracts.services.obligations import accept_fulfilment, report_fulfilment, start_clocks
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.models import AuditEvent
from apps.kernel.problems import Refused
from tests import factories
from tests.contracts.conftest import Deal, drafted, in_force, next_edition, running
from tests.factories.owners import assert_owner_is_the_parents

pytestmark = pytest.mark.django_db
WHY = "a test looks at everything"


def obligations() -> list[Obligation]:
    return list(Obligation.objects.everything(reason=WHY).select_related("clause", "debtor"))


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(problem.code, problem.field) for problem in refused.value.problems]


def verbs(organisation: Organisation) -> list[str]:
    events = AuditEvent.objects.filter(chain=f"organisation:{organisation.pk}").order_by("number")
    return [e.verb for e in events if e.verb.startswith(("contract.", "obligation."))]


def test_a_draft_waits_for_the_other_party_and_is_in_force_once_it_confirms(deal: Deal) -> None:
    contract = drafted(deal)
    supplier, buyer = contract.parties.visible_to(deal.supplier)
    assert [(p.role, p.confirmed_at is not None) for p in (supplier, buyer)] == [("supplier", True), ("buyer", False)]
    assert (contract.state, contract.in_force_at) == ("draft", None)
    confirmed = confirm_contract(actor=deal.buyer, contract=contract)
    assert confirmed.state == "in_force"
    assert confirmed.in_force_at is not None
    assert verbs(deal.supplier_organisation) == ["contract.drafted", "contract.confirmed"]


def test_a_buyer_may_draft_too_and_the_owner_of_the_versions_supplies(deal: Deal) -> None:
    contract = draft_contract(
        actor=deal.buyer,
        reference="C-1",
        title="Supply of kiosks",
        title_zh="",
        other_party=deal.supplier_organisation,
        versions=[deal.version, deal.other_version],
        template="standard-2026",
    )
    parties = contract.parties.visible_to(deal.buyer)
    assert [(p.role, p.organisation_id, p.confirmed_at is not None) for p in parties] == [
        ("supplier", deal.supplier_organisation.pk, False),
        ("buyer", deal.buyer_organisation.pk, True),
    ]
    assert confirm_contract(actor=deal.supplier, contract=contract).state == "in_force"


def test_the_clauses_have_their_words_and_letters(deal: Deal) -> None:
    contract = drafted(deal)
    clauses = list(Clause.objects.visible_to(deal.buyer).filter(contract=contract))
    assert [clause.number for clause in clauses] == ["1", "2", "3", "4", "5", "6"]
    assert [(c.number, c.days) for c in clauses if c.trigger == "verdict_changed"] == [("2", 3)]
    given = Assignment.objects.everything(reason=WHY).filter(clause=clauses[2]).values_list("party__role", "letter")
    assert set(given) == {("supplier", "C"), ("buyer", "R"), ("buyer", "A")}


def test_a_draft_with_a_reseller_gives_it_a_resellers_role(deal: Deal) -> None:
    reseller = factories.organisation("reseller")
    contract = drafted(deal, other_party=reseller)
    assert [party.role for party in contract.parties.visible_to(deal.supplier)] == ["supplier", "reseller"]


def refused_draft(deal: Deal, **changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        drafted(deal, **changes)
    assert not Contract.objects.everything(reason=WHY).filter(reference="").exists()
    assert Party.objects.everything(reason=WHY).count() == 0
    return codes_of(refused)


def test_a_draft_says_everything_that_is_wrong_with_it_at_once(deal: Deal) -> None:
    assert refused_draft(
        deal, reference=" ", title="", title_zh="长" * 201, prevailing_language="fr", zone="Mars", template="mine"
    ) == [
        ("contract.text-missing", "reference"),
        ("contract.text-missing", "title"),
        ("contract.text-too-long", "title_zh"),
        ("contract.language", "prevailing_language"),
        ("contract.zone", "zone"),
        ("contract.template", "template"),
    ]


def test_a_draft_needs_another_party_that_can_be_one(deal: Deal) -> None:
    assert refused_draft(deal, other_party=deal.supplier_organisation) == [("contract.self", "other_party")]
    assert refused_draft(deal, other_party=factories.organisation("operator")) == [("contract.role", "other_party")]


def test_a_draft_names_versions_of_one_of_the_two_parties_only(deal: Deal) -> None:
    assert refused_draft(deal, versions=[]) == [("contract.no-versions", "versions")]
    rival = factories.stranger("supplier")
    foreign = factories.version(rival, factories.product(rival))
    assert refused_draft(deal, versions=[deal.version, foreign]) == [("contract.versions", "versions")]
    factories.share(rival, foreign.product, deal.supplier_organisation, ("status", "contract"))
    assert refused_draft(deal, versions=[deal.version, foreign]) == [("contract.versions", "versions")]
    assert refused_draft(deal, versions=[foreign]) == [("contract.versions", "versions")]


def test_a_buyer_names_only_versions_opened_to_it_for_contracts(deal: Deal) -> None:
    factories.share(deal.supplier, other := factories.product(deal.supplier), deal.buyer_organisation, ("status",))
    version = factories.version(deal.supplier, other)
    with pytest.raises(Refused) as refused:
        draft_contract(
            actor=deal.buyer,
            reference="C-1",
            title="t",
            title_zh="",
            other_party=deal.supplier_organisation,
            versions=[version],
            template="standard-2026",
        )
    assert codes_of(refused) == [("contract.versions", "versions")]


def test_a_number_is_given_to_one_contract_of_an_organisation(deal: Deal) -> None:
    drafted(deal)
    with pytest.raises(Refused) as refused:
        drafted(deal)
    assert codes_of(refused) == [("contract.taken", "reference")]
    assert Contract.objects.everything(reason=WHY).count() == 1


def test_nobody_confirms_twice_and_no_stranger_at_all(deal: Deal) -> None:
    contract = drafted(deal)
    with pytest.raises(Refused):
        confirm_contract(actor=deal.supplier, contract=contract)
    with pytest.raises(Contract.DoesNotExist):
        confirm_contract(actor=deal.stranger, contract=contract)
    for role in ("viewer", "procurement"):
        with pytest.raises(NotAllowed):
            confirm_contract(actor=factories.member(deal.buyer_organisation, role), contract=contract)
    with pytest.raises(NotAllowed):
        confirm_contract(actor=factories.SYSTEM, contract=contract)
    contract.refresh_from_db()
    assert contract.state == "draft"
    confirm_contract(actor=deal.buyer, contract=contract)
    with pytest.raises(Refused):
        confirm_contract(actor=deal.buyer, contract=contract)


def test_a_viewer_drafts_nothing(deal: Deal) -> None:
    for actor in (factories.member(deal.supplier_organisation, "viewer"), factories.stranger("integrator")):
        with pytest.raises(NotAllowed):
            draft_contract(
                actor=actor,
                reference="C-9",
                title="t",
                title_zh="",
                other_party=deal.buyer_organisation,
                versions=[deal.version],
                template="standard-2026",
            )
    assert not Contract.objects.everything(reason=WHY).exists()


def test_a_changed_verdict_starts_the_clock_of_who_is_accountable(deal: Deal) -> None:
    contract = in_force(deal)
    edition_id = next_edition()
    (obligation,) = start_clocks(actor=factories.SYSTEM, edition_id=edition_id)
    cause = Verification.objects.everything(reason=WHY).get(edition_id=edition_id)
    assert (obligation.cause_id, obligation.contract_id) == (cause.pk, contract.pk)
    assert (obligation.clause.number, obligation.debtor.role, obligation.state) == ("2", "supplier", "due")
    assert obligation.started_at == cause.checked_at
    assert obligation.due_at == due_at(cause.checked_at, 3, "Asia/Shanghai")
    assert verbs(deal.supplier_organisation)[-1] == "obligation.started"


def test_a_clock_is_started_once_however_often_it_is_asked_for(deal: Deal) -> None:
    in_force(deal)
    edition_id = next_edition()
    assert len(start_clocks(actor=factories.SYSTEM, edition_id=edition_id)) == 1
    assert start_clocks(actor=factories.SYSTEM, edition_id=edition_id) == []
    assert len(obligations()) == 1


def test_every_contract_in_force_that_names_the_version_has_a_clock_of_its_own(deal: Deal) -> None:
    in_force(deal, "C-1")
    in_force(deal, "C-2", zone="America/Los_Angeles")
    in_force(deal, "C-3", versions=[deal.other_version])
    drafted(deal, "C-4")
    start_clocks(actor=factories.SYSTEM, edition_id=next_edition())
    found = {one.contract.reference: one.due_at for one in obligations()}
    assert set(found) == {"C-1", "C-2"}
    local = {name: found[name].astimezone(ZoneInfo(zone)) for name, zone in ZONES.items()}
    assert {(moment.hour, moment.minute) for moment in local.values()} == {(23, 59)}


ZONES = {"C-1": "Asia/Shanghai", "C-2": "America/Los_Angeles"}


def test_a_contract_that_came_into_force_afterwards_owes_nothing(deal: Deal) -> None:
    edition_id = next_edition()
    in_force(deal)
    assert start_clocks(actor=factories.SYSTEM, edition_id=edition_id) == []


def test_a_contract_that_has_ended_owes_nothing(deal: Deal) -> None:
    contract = in_force(deal)
    Contract.objects.everything(reason=WHY).filter(pk=contract.pk).update(state="ended")
    assert start_clocks(actor=factories.SYSTEM, edition_id=next_edition()) == []


def test_an_edition_that_changed_no_verdict_starts_nothing(deal: Deal) -> None:
    in_force(deal)
    start_clocks(actor=factories.SYSTEM, edition_id=next_edition())
    assert start_clocks(actor=factories.SYSTEM, edition_id=next_edition(3)) == []
    assert len(obligations()) == 1


def test_only_the_system_starts_clocks(deal: Deal) -> None:
    for actor in (deal.supplier, deal.buyer, deal.stranger):
        with pytest.raises(NotAllowed):
            start_clocks(actor=actor, edition_id=1)


def test_a_duty_is_reported_by_its_debtor_and_accepted_by_another_party(deal: Deal) -> None:
    obligation = running(deal)
    with pytest.raises(NotAllowed):
        report_fulfilment(actor=deal.buyer, obligation=obligation, text="done")
    with pytest.raises(Obligation.DoesNotExist):
        report_fulfilment(actor=deal.stranger, obligation=obligation, text="done")
    with pytest.raises(Refused):
        accept_fulfilment(actor=deal.buyer, obligation=obligation)
    reported = report_fulfilment(actor=deal.supplier, obligation=obligation, text=" Mailed to Harbour, 14 May. ")
    assert (reported.state, reported.fulfilment) == ("fulfilled", "Mailed to Harbour, 14 May.")
    with pytest.raises(NotAllowed):
        accept_fulfilment(actor=deal.supplier, obligation=obligation)
    with pytest.raises(Obligation.DoesNotExist):
        accept_fulfilment(actor=deal.stranger, obligation=obligation)
    accepted = accept_fulfilment(actor=deal.buyer, obligation=obligation)
    assert (accepted.state, accepted.accepted_at is not None) == ("met", True)
    with pytest.raises(Refused):
        report_fulfilment(actor=deal.supplier, obligation=obligation, text="again")
    with pytest.raises(Refused):
        accept_fulfilment(actor=deal.buyer, obligation=obligation)
    assert verbs(deal.supplier_organisation)[-2:] == ["obligation.reported", "obligation.accepted"]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
def test_a_report_has_words_and_not_too_many(deal: Deal, text: str) -> None:
    obligation = running(deal)
    with pytest.raises(Refused) as refused:
        report_fulfilment(actor=deal.supplier, obligation=obligation, text=text)
    assert refused.value.problems[0].field == "text"
    assert obligations()[0].state == "due"


def test_members_without_the_verb_neither_report_nor_accept(deal: Deal) -> None:
    obligation = running(deal)
    viewers: list[Actor] = [
        factories.member(o, "viewer") for o in (deal.supplier_organisation, deal.buyer_organisation)
    ]
    for viewer in viewers:
        with pytest.raises(NotAllowed):
            report_fulfilment(actor=viewer, obligation=obligation, text="done")
        with pytest.raises(NotAllowed):
            accept_fulfilment(actor=viewer, obligation=obligation)
    assert obligations()[0].state == "due"


def test_a_late_report_is_taken_and_called_late(deal: Deal) -> None:
    obligation = running(deal)
    past = timezone.now() - timedelta(days=9)
    Obligation.objects.everything(reason=WHY).update(started_at=past, due_at=due_at(past, 3, "Asia/Shanghai"))
    report_fulfilment(actor=deal.supplier, obligation=obligation, text="told them by telephone")
    event = AuditEvent.objects.filter(verb="obligation.reported").get()
    assert event.detail["late"] is True


def test_a_share_taken_back_leaves_the_contract_and_its_clock(deal: Deal) -> None:
    obligation = running(deal)
    for share in list(deal.version.product.shares.model.objects.owned_by(deal.supplier)):
        catalogue.withdraw_share(actor=deal.supplier, share=share)
    assert Obligation.objects.visible_to(deal.buyer).get() == obligation


def test_the_database_keeps_contracts_whole(deal: Deal) -> None:
    obligation = running(deal)
    contract, clause, debtor = obligation.contract, obligation.clause, obligation.debtor
    buyer = Party.objects.everything(reason=WHY).get(contract=contract, role="buyer")
    everything = Contract.objects.everything(reason=WHY).filter(pk=contract.pk)
    now: datetime = timezone.now()
    breaches: dict[str, Callable[[], object]] = {
        "contract_has_a_known_state": lambda: everything.update(state="signed"),
        "contract_in_force_has_a_date": lambda: everything.update(in_force_at=None),
        "contract_reference_once_per_organisation": lambda: Contract.objects.create(
            owner_id=contract.owner_id, reference=contract.reference, title="t"
        ),
        "party_once_per_contract": lambda: Party.objects.create(
            owner_id=contract.owner_id, contract=contract, organisation_id=debtor.organisation_id, role="reseller"
        ),
        "party_role_once_per_contract": lambda: Party.objects.create(
            owner_id=contract.owner_id, contract=contract, organisation=factories.organisation("buyer"), role="buyer"
        ),
        "clause_number_once_per_contract": lambda: Clause.objects.create(
            owner_id=contract.owner_id, contract=contract, number="2"
        ),
        "clause_with_a_trigger_has_days": lambda: Clause.objects.create(
            owner_id=contract.owner_id, contract=contract, number="7", trigger="verdict_changed"
        ),
        "assignment_one_accountable": lambda: Assignment.objects.create(
            owner_id=contract.owner_id, clause=clause, party=buyer, letter="A"
        ),
        "assignment_letter_once": lambda: Assignment.objects.create(
            owner_id=contract.owner_id, clause=clause, party=debtor, letter="R"
        ),
        "obligation_once_per_clause_and_cause": lambda: Obligation.objects.create(
            owner_id=contract.owner_id,
            contract=contract,
            clause=clause,
            debtor=debtor,
            cause=obligation.cause,
            edition=obligation.edition,
            started_at=now,
            due_at=now + timedelta(days=1),
        ),
        "obligation_is_due_after_it_starts": lambda: Obligation.objects.everything(reason=WHY).update(
            due_at=obligation.started_at
        ),
        "obligation_has_a_known_state": lambda: Obligation.objects.everything(reason=WHY).update(state="overdue"),
    }
    for name, breach in breaches.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            breach()


def test_every_row_of_a_contract_has_the_contract_s_owner(deal: Deal) -> None:
    obligation = running(deal)
    contract, clause, debtor = obligation.contract, obligation.clause, obligation.debtor
    other = factories.organisation("reseller")
    named = ContractVersion.objects.everything(reason=WHY).get(contract=contract)
    letter = Assignment.objects.everything(reason=WHY).get(clause=clause, letter="A")
    assert_owner_is_the_parents(debtor, other, organisation=other, role="reseller")
    assert_owner_is_the_parents(named, other, version=deal.other_version)
    assert_owner_is_the_parents(clause, other, number="99")
    assert_owner_is_the_parents(letter, other, letter="C")
    obligation.refresh_from_db()
    assert_owner_is_the_parents(obligation, other, clause=Clause.objects.everything(reason=WHY).filter(number="1")[0])


def test_the_readers_of_a_contract_come_and_go_with_its_parties(deal: Deal) -> None:
    contract = drafted(deal)
    parties = Party.objects.everything(reason=WHY).filter(contract=contract)
    assert set(
        Reader.objects.filter(contract=contract).values_list("organisation", "source", "source_id", "until")
    ) == {(party.organisation_id, "party", party.pk, None) for party in parties}
    gone = parties.get(role="buyer")
    Assignment.objects.everything(reason=WHY).filter(party=gone).delete()
    gone.delete()
    assert [r.organisation_id for r in Reader.objects.filter(contract=contract)] == [deal.supplier_organisation.pk]
    assert not Contract.objects.visible_to(deal.buyer).exists()
