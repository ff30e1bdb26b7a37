"""Which colleague works on which contract."""

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.rules import require_colleague
from apps.contracts import assignments
from apps.contracts.models import (
    Contract,
)
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to


@allowed_to(Permission.CONTRACT_ASSIGN)
@transaction.atomic
def assign_contract(*, actor: Actor, contract: Contract, user: User) -> None:
    """Assign a colleague to a contract of the actor's organisation.

    Raises Contract.DoesNotExist for who may not read it, Refused for somebody who is no colleague.
    """
    seen = Contract.objects.visible_to(actor).get(pk=contract.pk)
    require_colleague(actor=actor, user=user, code="contract.colleague")
    assignments.assign(user, seen, actor.acts_for)
    _note_assignment(actor, "contract.assigned", seen, user)


@allowed_to(Permission.CONTRACT_ASSIGN)
@transaction.atomic
def unassign_contract(*, actor: Actor, contract: Contract, user: User) -> None:
    """End a colleague's assignment to a contract, if there is one.

    Raises Contract.DoesNotExist for who may not read it.
    """
    seen = Contract.objects.visible_to(actor).get(pk=contract.pk)
    assignments.unassign(user, seen, actor.acts_for)
    _note_assignment(actor, "contract.unassigned", seen, user)


def _note_assignment(actor: Actor, verb: str, contract: Contract, user: User) -> None:
    """Written to the assigning organisation's own chain: whom it assigns is no matter of the other party's."""
    record(actor, verb, f"contracts.Contract:{contract.pk}", owner_id=actor.acts_for, to=f"user:{user.pk}")
