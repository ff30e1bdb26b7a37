"""Drafting contracts and confirming them."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts import queries as accounts
from apps.accounts.models import Organisation
from apps.catalogue.models import Version
from apps.contracts.assignments import assign
from apps.contracts.drafts import require_texts, roles_of_parties
from apps.contracts.models import (
    Assignment,
    Clause,
    Contract,
    ContractState,
    ContractVersion,
    Party,
    Trigger,
)
from apps.contracts.standard import TEMPLATES, StandardClause, letters
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.audit import record
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import refuse


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
    if actor.assigned_only:
        # Who works on what is assigned to them alone works on what they draft.
        assign(accounts.members(actor=actor).get(pk=actor.user_id or 0), contract, own.pk)
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
