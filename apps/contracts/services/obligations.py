"""Clocks started by changed verdicts, the report of what was owed, and its acceptance."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.claims import queries as claims
from apps.claims.models import Verification
from apps.contracts.clocks import due_at
from apps.contracts.models import (
    Assignment,
    ContractState,
    ContractVersion,
    Letter,
    Obligation,
    ObligationState,
    Trigger,
)
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.audit import record
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import refuse

LONGEST_REPORT = 4000


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def start_clocks(*, actor: Actor, edition_id: int) -> list[Obligation]:
    """Start the clocks of an edition's changed verdicts in the contracts in force that name the versions concerned.

    Every party accountable for a clause that waits for it owes one obligation per claim; a clock started once is
    not started again, and a contract that came into force after the verification owes nothing for it.
    """
    changed = claims.verdicts_changed_by(actor=actor, edition_id=edition_id)
    named = claims.named_versions(actor=actor, claims=[verification.claim for verification in changed])
    started = []
    for verification in changed:
        versions = [version.pk for version in named[verification.claim_id]]
        for clause in _waiting_clauses(actor, versions, verification):
            started.append(_obligation(clause, verification))
    known = set(
        Obligation.objects.everything(reason=actor.reason)
        .filter(cause__in=[verification.pk for verification in changed])
        .values_list("clause_id", "cause_id")
    )
    new = [one for one in started if (one.clause_id, one.cause_id) not in known]
    Obligation.objects.bulk_create(new)
    for one in new:
        record(
            actor,
            "obligation.started",
            f"contracts.Obligation:{one.pk}",
            owner_id=one.owner_id,
            contract=one.contract_id,
            clause=one.clause.number,
            cause=f"claims.Verification:{one.cause_id}",
            due_at=one.due_at.isoformat(),
        )
    return new


@allowed_to(Permission.OBLIGATION_FULFIL)
@transaction.atomic
def report_fulfilment(*, actor: Actor, obligation: Obligation, text: str) -> Obligation:
    """Report that one's own obligation is done, in words; only its debtor may. Late is still reported.

    Raises Obligation.DoesNotExist for who is no party, NotAllowed for another party, Refused for an obligation that
    is not open and for words that are missing or too long.
    """
    locked = _locked(actor, obligation)
    if locked.debtor.organisation_id != actor.organisation_id:
        raise NotAllowed("Only the party that owes an obligation reports it as done.")
    if locked.state != ObligationState.DUE:
        raise refuse("obligation.reported", _("This obligation was reported as done already."))
    said = text.strip()
    if not said:
        raise refuse("obligation.no-words", _("Say what was done, when, and who was told."), field="text")
    if len(said) > LONGEST_REPORT:
        message = _("The report is longer than %(most)s characters. Shorten it.") % {"most": LONGEST_REPORT}
        raise refuse("obligation.too-long", message, field="text")
    locked.state, locked.fulfilment, locked.fulfilled_at = ObligationState.FULFILLED, said, timezone.now()
    locked.save(update_fields=["state", "fulfilment", "fulfilled_at"])
    record(
        actor,
        "obligation.reported",
        f"contracts.Obligation:{locked.pk}",
        owner_id=locked.owner_id,
        late=locked.fulfilled_at > locked.due_at,
    )
    return locked


@allowed_to(Permission.CONTRACT_CONFIRM)
@transaction.atomic
def accept_fulfilment(*, actor: Actor, obligation: Obligation) -> Obligation:
    """Accept what the debtor reported; any other party may.

    Raises Obligation.DoesNotExist for who is no party, NotAllowed for the debtor, Refused where nothing waits.
    """
    locked = _locked(actor, obligation)
    if locked.debtor.organisation_id == actor.organisation_id:
        raise NotAllowed("Who owes an obligation can't accept it.")
    if locked.state != ObligationState.FULFILLED:
        message = _("There is no report to accept: the obligation was not reported as done, or accepted already.")
        raise refuse("obligation.nothing-to-accept", message)
    locked.state, locked.accepted_at = ObligationState.MET, timezone.now()
    locked.save(update_fields=["state", "accepted_at"])
    record(actor, "obligation.accepted", f"contracts.Obligation:{locked.pk}", owner_id=locked.owner_id)
    return locked


def _waiting_clauses(actor: Actor, versions: Sequence[int], verification: Verification) -> list[Assignment]:
    """Who is accountable for the clauses that wait for a changed verdict, in contracts in force that name a version."""
    named = ContractVersion.objects.everything(reason=actor.reason).filter(version_id__in=versions)
    return list(
        Assignment.objects.everything(reason=actor.reason)
        .filter(
            letter=Letter.ACCOUNTABLE,
            clause__trigger=Trigger.VERDICT_CHANGED,
            clause__contract__in=named.order_by().values("contract_id"),
            clause__contract__state=ContractState.IN_FORCE,
            clause__contract__in_force_at__lte=verification.checked_at,
        )
        .select_related("clause__contract", "party")
        .order_by("clause__contract_id", "clause_id")
    )


def _obligation(accountable: Assignment, cause: Verification) -> Obligation:
    clause = accountable.clause
    return Obligation(
        owner_id=clause.contract.owner_id,
        contract=clause.contract,
        clause=clause,
        debtor=accountable.party,
        cause=cause,
        number=cause.claim.number,
        match_before=cause.previous.match if cause.previous else "",
        match_after=cause.match,
        edition=cause.edition,
        started_at=cause.checked_at,
        due_at=due_at(cause.checked_at, clause.days or 0, clause.contract.zone),
    )


def _locked(actor: Actor, obligation: Obligation) -> Obligation:
    """The obligation, locked and as it is now; raises Obligation.DoesNotExist for who is no party of its contract."""
    rows = Obligation.objects.visible_to(actor).select_related("debtor", "contract", "clause")
    locked: Obligation = rows.select_for_update(of=("self",)).get(pk=obligation.pk)
    return locked
