"""Reading contracts: parties, the matrix of who answers for what, versions named, obligations and their clocks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from apps.accounts.models import Organisation, User
from apps.catalogue import queries as catalogue
from apps.catalogue.models import Version
from apps.contracts.clocks import is_overdue, whole_days_left
from apps.contracts.models import (
    WORK_ON,
    Assignment,
    Clause,
    Contract,
    ContractUserObjectPermission,
    ContractVersion,
    Obligation,
    ObligationState,
    Party,
)
from apps.kernel.actor import Actor
from apps.kernel.permissions import Permission

OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Cell:
    """A party's letters in a clause, such as "RA"; "" where it has none."""

    party: Party
    letters: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A clause and the letters of every party, in the order of the parties; `own` are the reader's."""

    clause: Clause
    cells: tuple[Cell, ...]
    own: str


@dataclass(frozen=True, slots=True)
class Clock:
    """An obligation as it stands now, the same for both sides.

    `code` is due, overdue, fulfilled or met; `days_left` are calendar days of the contract's zone, below zero once
    late. `mine` is whether the reader owes it, `for_me_to_accept` whether the reader may accept what was reported.
    """

    obligation: Obligation
    code: str
    days_left: int
    mine: bool
    for_me_to_accept: bool

    @property
    def days_late(self) -> int:
        return max(0, -self.days_left)


@dataclass(frozen=True, slots=True)
class ContractSummary:
    """A contract at a glance: who has not confirmed it yet, its clocks that still run, and the next one to run out."""

    contract: Contract
    parties: tuple[Party, ...]
    awaited: tuple[Party, ...]
    clocks: tuple[Clock, ...]
    awaits_me: bool

    @property
    def overdue(self) -> int:
        return sum(clock.code == OVERDUE for clock in self.clocks)

    @property
    def next_clock(self) -> Clock | None:
        return self.clocks[0] if self.clocks else None


def contracts(*, actor: Actor) -> QuerySet[Contract]:
    """Contracts the actor's organisation is a party of, newest first, the parties beside them."""
    actor.require(Permission.CONTRACT_SEE)
    parties = Prefetch("parties", Party.objects.visible_to(actor).select_related("organisation").order_by("pk"))
    return Contract.objects.visible_to(actor).select_related("owner").prefetch_related(parties)


def contract(*, actor: Actor, pk: int) -> Contract:
    """One contract; raises Contract.DoesNotExist for who is no party of it."""
    return contracts(actor=actor).get(pk=pk)


def contracts_assigned(*, actor: Actor, user: User) -> QuerySet[Contract]:
    """The contracts that the actor's organisation assigned a colleague to, as far as the actor sees these."""
    actor.require(Permission.CONTRACT_SEE)
    rows = ContractUserObjectPermission.objects.filter(owner_id=actor.acts_for, user=user)
    given = rows.filter(permission__codename=WORK_ON).values("content_object_id")
    return Contract.objects.visible_to(actor).filter(pk__in=given).select_related("owner").order_by("reference", "pk")


def assigned_references(*, actor: Actor) -> dict[int, list[str]]:
    """The references of the contracts that each colleague is assigned to, as far as the actor sees these."""
    seen = Contract.objects.visible_to(actor).order_by().values("pk")
    rows = ContractUserObjectPermission.objects.filter(owner_id=actor.acts_for, content_object__in=seen)
    given = rows.filter(permission__codename=WORK_ON).order_by("content_object__reference", "pk")
    found: dict[int, list[str]] = {}
    for user_id, reference in given.values_list("user_id", "content_object__reference"):
        found.setdefault(user_id, []).append(reference)
    return found


def contracts_called(*, actor: Actor, text: str) -> list[Contract]:
    """The contracts the actor sees by this reference, several where several organisations drafted under it.

    "HT-1 / nova-gate" names the one that the organisation with this short name drafted.
    """
    actor.require(Permission.CONTRACT_SEE)
    reference, _, drafter = text.rpartition(" / ")
    named = Q(reference=text) | Q(reference=reference, owner__slug=drafter)
    return list(Contract.objects.visible_to(actor).filter(named).select_related("owner").order_by("pk"))


def clauses(*, actor: Actor, contract: Contract) -> QuerySet[Clause]:
    """The clauses of a contract by number, the letters of the parties beside them."""
    actor.require(Permission.CONTRACT_SEE)
    letters = Prefetch("assignments", Assignment.objects.visible_to(actor).select_related("party"))
    return Clause.objects.visible_to(actor).filter(contract=contract).prefetch_related(letters)


def matrix(*, actor: Actor, contract: Contract) -> list[MatrixRow]:
    """Who answers for what, clause by clause; [] for who may not see the contract."""
    parties = list(Party.objects.visible_to(actor).filter(contract=contract).order_by("pk"))
    rows = []
    for clause in clauses(actor=actor, contract=contract):
        cells = tuple(Cell(party, _letters(clause, party)) for party in parties)
        own = next((c.letters for c in cells if c.party.organisation_id == actor.organisation_id), "")
        rows.append(MatrixRow(clause=clause, cells=cells, own=own))
    return rows


def versions_named(*, actor: Actor, contract: Contract) -> list[Version]:
    """The versions a contract names, by the codes the actor knows; who may read it may read how they are called."""
    named = ContractVersion.objects.visible_to(actor).filter(contract=contract).order_by()
    # Who is assigned to the contract need not be assigned to each product in it.
    reader = replace(actor, assigned_only=False)
    seen = catalogue.versions_open_for(actor=reader, scope="contract").filter(pk__in=named.values("version_id"))
    return list(seen)


def partners(*, actor: Actor) -> list[Organisation]:
    """Organisations the actor may draft a contract with, by name: suppliers who opened versions to it for that, and
    those it opened its own products to."""
    actor.require(Permission.CONTRACT_EDIT)
    opened = catalogue.versions_given_for(actor=actor, scope="contract")
    suppliers = [version.product.shown.seller for version in opened]
    receivers = [share.to_organisation for share in catalogue.own_shares(actor=actor)]
    found = {one.pk: one for one in (*suppliers, *receivers) if one.pk != actor.organisation_id}
    return sorted(found.values(), key=str)


def obligations(*, actor: Actor) -> QuerySet[Obligation]:
    """Obligations of contracts the actor's organisation is a party of, the first to run out first."""
    actor.require(Permission.CONTRACT_SEE)
    return Obligation.objects.visible_to(actor).select_related(
        "contract", "clause", "debtor__organisation", "edition__list"
    )


def obligation(*, actor: Actor, pk: int) -> Obligation:
    """One obligation; raises Obligation.DoesNotExist for who is no party of its contract."""
    return obligations(actor=actor).get(pk=pk)


def open_obligations(*, actor: Actor) -> list[Clock]:
    """Clocks that still run or wait to be accepted, in every contract of the actor, the first to run out first."""
    return clocks(actor=actor, rows=list(obligations(actor=actor).exclude(state=ObligationState.MET)))


def clocks(*, actor: Actor, rows: Sequence[Obligation], now: datetime | None = None) -> list[Clock]:
    """Obligations as they stand now for a reader; no queries for rows that `obligations` gave."""
    at = now or timezone.now()
    return [_clock(actor, row, at) for row in rows]


def summaries(*, actor: Actor, contracts: Sequence[Contract]) -> list[ContractSummary]:
    """The contracts at a glance, in the order given; one query however many."""
    clocks_of: dict[int, list[Clock]] = {contract.pk: [] for contract in contracts}
    rows = obligations(actor=actor).filter(contract__in=list(clocks_of)).exclude(state=ObligationState.MET)
    for clock in clocks(actor=actor, rows=list(rows)):
        clocks_of[clock.obligation.contract_id].append(clock)
    return [_summary(actor, contract, clocks_of[contract.pk]) for contract in contracts]


def _summary(actor: Actor, contract: Contract, running: Sequence[Clock]) -> ContractSummary:
    parties = tuple(contract.parties.all())
    awaited = tuple(party for party in parties if party.confirmed_at is None)
    return ContractSummary(
        contract=contract,
        parties=parties,
        awaited=awaited,
        clocks=tuple(running),
        awaits_me=any(party.organisation_id == actor.organisation_id for party in awaited),
    )


def _clock(actor: Actor, row: Obligation, now: datetime) -> Clock:
    late = row.state == ObligationState.DUE and is_overdue(row.due_at, now)
    mine = row.debtor.organisation_id == actor.organisation_id
    return Clock(
        obligation=row,
        code=OVERDUE if late else row.state,
        days_left=whole_days_left(row.due_at, now, row.contract.zone),
        mine=mine,
        for_me_to_accept=not mine and row.state == ObligationState.FULFILLED,
    )


def _letters(clause: Clause, party: Party) -> str:
    given = {one.letter for one in clause.assignments.all() if one.party_id == party.pk}
    return "".join(letter for letter in "RACI" if letter in given)
