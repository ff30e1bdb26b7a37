"""Every write on contracts: drafting, confirming, clocks started by changed verdicts, fulfilment and its acceptance."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts import queries as accounts
from apps.accounts.models import Organisation
from apps.catalogue.models import Version
from apps.claims import queries as claims
from apps.claims.models import Verification
from apps.contracts.clocks import due_at
from apps.contracts.drafts import require_texts, roles_of_parties
from apps.contracts.models import (
    Assignment,
    Clause,
    Contract,
    ContractState,
    ContractVersion,
    Letter,
    Obligation,
    ObligationState,
    Party,
    Trigger,
)
from apps.contracts.standard import TEMPLATES, StandardClause, letters
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.audit import record
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import refuse

LONGEST_REPORT = 4000


@allowed_to(Permission.CONTRACT_EDIT)
@transaction.atomic
def draft_contract(
    *,
    actor: Actor,
    reference: str,
    title: str,
    title_zh: str,
    other_party: Organisation,
    versions: Sequence[Version],
    template: str,
    prevailing_language: str = "en",
    zone: str = "Asia/Shanghai",
) -> Contract:
    """Draft a contract of the actor's organisation with another on versions of one of the two.

    Drafting is confirming for one's own side. Raises Refused for texts that are missing, too long or taken, for
    versions that are none, of a third party or not opened for contracts, and for a partner that can't be a party.
    """
    require_texts(reference, title, title_zh, prevailing_language, zone, template)
    own = accounts.organisation_by_id(actor.acts_for)
    roles = roles_of_parties(actor, own, other_party, versions)
    contract = _new_contract(
        owner_id=own.pk,
        reference=reference.strip(),
        title=title.strip(),
        title_zh=title_zh.strip(),
        prevailing_language=prevailing_language,
        zone=zone,
    )
    named = [ContractVersion(owner_id=own.pk, contract=contract, version=version) for version in versions]
    ContractVersion.objects.bulk_create(named)
    parties = [
        Party(
            owner_id=own.pk,
            contract=contract,
            organisation=organisation,
            role=role,
            confirmed_at=timezone.now() if organisation.pk == own.pk else None,
        )
        for organisation, role in roles
    ]
    Party.objects.bulk_create(parties)
    _add_clauses(contract, parties, TEMPLATES[template])
    record(
        actor,
        "contract.drafted",
        f"contracts.Contract:{contract.pk}",
        owner_id=contract.owner_id,
        reference=contract.reference,
        template=template,
        parties=[f"accounts.Organisation:{party.organisation_id}" for party in parties],
        versions=sorted(version.pk for version in versions),
    )
    return contract


@allowed_to(Permission.CONTRACT_CONFIRM)
@transaction.atomic
def confirm_contract(*, actor: Actor, contract: Contract) -> Contract:
    """Confirm a draft for one's own side; once every party has, it is in force.

    Raises Contract.DoesNotExist for who is no party, Refused for who has confirmed already.
    """
    locked = Contract.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=contract.pk)
    parties = list(Party.objects.visible_to(actor).filter(contract=locked).order_by("pk"))
    own = _own_party(actor, parties)
    if own.confirmed_at is not None or locked.state != ContractState.DRAFT:
        message = _("Your organisation has confirmed this contract already; there is nothing left to do.")
        raise refuse("contract.confirmed", message)
    own.confirmed_at = timezone.now()
    own.save(update_fields=["confirmed_at"])
    if all(party.confirmed_at is not None for party in parties):
        locked.state, locked.in_force_at = ContractState.IN_FORCE, own.confirmed_at
        locked.save(update_fields=["state", "in_force_at"])
    record(
        actor,
        "contract.confirmed",
        f"contracts.Contract:{locked.pk}",
        owner_id=locked.owner_id,
        party=own.role,
        state=locked.state,
    )
    return locked


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


def _new_contract(**fields: str | int) -> Contract:
    try:
        with transaction.atomic():
            contract: Contract = Contract.objects.create(**fields)
            return contract
    except IntegrityError as taken:
        message = _("Your organisation has a contract with the number %(reference)s already. Give another number.")
        raise refuse("contract.taken", message % {"reference": fields["reference"]}, field="reference") from taken


def _add_clauses(contract: Contract, parties: Sequence[Party], template: Sequence[StandardClause]) -> None:
    party_of = {str(party.role): party for party in parties}
    clauses = [
        Clause(
            owner_id=contract.owner_id,
            contract=contract,
            number=standard.number,
            title=standard.title,
            title_zh=standard.title_zh,
            text=standard.text,
            text_zh=standard.text_zh,
            trigger=standard.trigger or Trigger.NONE,
            days=standard.days,
        )
        for standard in template
    ]
    Clause.objects.bulk_create(clauses)
    Assignment.objects.bulk_create(
        Assignment(owner_id=contract.owner_id, clause=clause, party=party_of[role], letter=letter)
        for clause, standard in zip(clauses, template, strict=True)
        for role, said in letters(standard, party_of).items()
        for letter in said
    )


def _own_party(actor: Actor, parties: Sequence[Party]) -> Party:
    own = next((party for party in parties if party.organisation_id == actor.organisation_id), None)
    if own is None:
        raise NotAllowed("Only a party confirms a contract.")
    return own


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
        started_at=cause.checked_at,
        due_at=due_at(cause.checked_at, clause.days or 0, clause.contract.zone),
    )


def _locked(actor: Actor, obligation: Obligation) -> Obligation:
    """The obligation, locked and as it is now; raises Obligation.DoesNotExist for who is no party of its contract."""
    rows = Obligation.objects.visible_to(actor).select_related("debtor", "contract", "clause")
    locked: Obligation = rows.select_for_update(of=("self",)).get(pk=obligation.pk)
    return locked
