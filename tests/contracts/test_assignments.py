"""Who is "assigned only" sees just the contracts they are assigned to, each organisation assigning for itself."""

import pytest

from apps.accounts.models import Membership, User
from apps.accounts.services.members import remove_member
from apps.contracts import queries
from apps.contracts.assignments import assigned_user_ids
from apps.contracts.models import Clause, Contract, ContractUserObjectPermission, Obligation, Party
from apps.contracts.services.colleagues import assign_contract, unassign_contract
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.models import AuditEvent
from apps.kernel.problems import Refused
from tests import factories
from tests.contracts.conftest import Deal, drafted, in_force, running


def person(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id)


def test_who_is_assigned_only_sees_just_the_contracts_assigned_to_them(deal: Deal) -> None:
    limited = factories.member(deal.buyer_organisation, "compliance", assigned_only=True)
    obligation = running(deal)
    in_force(deal, "C-119")
    assert not queries.contracts(actor=limited).exists()
    assert not Clause.objects.visible_to(limited).exists()
    assign_contract(actor=deal.buyer, contract=obligation.contract, user=person(limited))
    assign_contract(actor=deal.buyer, contract=obligation.contract, user=person(limited))
    assert list(queries.contracts(actor=limited)) == [obligation.contract]
    assert list(queries.obligations(actor=limited)) == [obligation]
    assert len(queries.matrix(actor=limited, contract=obligation.contract)) == 6
    assert {party.contract_id for party in Party.objects.visible_to(limited)} == {obligation.contract_id}
    assert list(assigned_user_ids(obligation.contract, deal.buyer.acts_for)) == [limited.user_id]
    unassign_contract(actor=deal.buyer, contract=obligation.contract, user=person(limited))
    assert not queries.contracts(actor=limited).exists()
    assert not Obligation.objects.visible_to(limited).exists()


def test_an_assignment_opens_no_contract_of_others(deal: Deal) -> None:
    """The row says that somebody works on a contract, never that their organisation may read it."""
    contract = drafted(deal)
    outsider = factories.member(factories.organisation("buyer"), "compliance", assigned_only=True)
    admin = factories.member(deal.buyer_organisation)
    with pytest.raises(Refused) as refused:
        assign_contract(actor=admin, contract=contract, user=person(outsider))
    assert refused.value.problems[0].code == "contract.colleague"
    with pytest.raises(Contract.DoesNotExist):
        assign_contract(actor=deal.stranger, contract=contract, user=person(deal.stranger))
    with pytest.raises(Contract.DoesNotExist):
        unassign_contract(actor=deal.stranger, contract=contract, user=person(deal.stranger))
    assert not ContractUserObjectPermission.objects.exists()


def test_what_one_party_assigns_says_nothing_for_the_other(deal: Deal) -> None:
    contract = drafted(deal)
    limited = factories.member(deal.buyer_organisation, "compliance", assigned_only=True)
    assign_contract(actor=deal.buyer, contract=contract, user=person(limited))
    elsewhere = Actor(
        user_id=limited.user_id,
        organisation_id=deal.supplier.organisation_id,
        permissions=limited.permissions,
        label=limited.label,
        assigned_only=True,
    )
    assert not queries.contracts(actor=elsewhere).exists()
    assert not assigned_user_ids(contract, deal.supplier.acts_for).exists()
    (event,) = AuditEvent.objects.filter(verb="contract.assigned")
    assert event.chain == f"organisation:{deal.buyer.organisation_id}"


def test_only_who_holds_the_verb_assigns(deal: Deal) -> None:
    contract = drafted(deal)
    for role in ("compliance", "procurement", "viewer"):
        colleague = factories.member(deal.buyer_organisation, role)
        with pytest.raises(NotAllowed):
            assign_contract(actor=colleague, contract=contract, user=person(colleague))
    assert not ContractUserObjectPermission.objects.exists()


def test_who_leaves_is_assigned_to_no_contract_of_the_organisation_they_left(deal: Deal) -> None:
    contract = drafted(deal)
    limited = factories.member(deal.buyer_organisation, "compliance", assigned_only=True)
    assign_contract(actor=deal.buyer, contract=contract, user=person(limited))
    Membership.objects.create(user_id=limited.user_id, organisation=deal.supplier_organisation, role="compliance")
    assign_contract(actor=deal.supplier, contract=contract, user=person(limited))
    admin = factories.member(deal.buyer_organisation)
    left = Membership.objects.get(user_id=limited.user_id, organisation=deal.buyer_organisation)
    remove_member(actor=admin, membership=left)
    assert not assigned_user_ids(contract, deal.buyer.acts_for).exists()
    assert list(assigned_user_ids(contract, deal.supplier.acts_for)) == [limited.user_id]
    Membership.objects.create(
        user_id=limited.user_id, organisation=deal.buyer_organisation, role="compliance", assigned_only=True
    )
    assert not queries.contracts(actor=limited).exists()
