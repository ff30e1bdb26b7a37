"""Which colleague works on which contract: the one home of django-guardian in this app.

Several organisations read one contract, so that each assigns for itself: `owner` says for whom a row counts, which
guardian's own shortcuts know nothing of.
"""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from apps.accounts.models import User
from apps.contracts.models import WORK_ON, Contract, ContractUserObjectPermission


def assign(user: User, contract: Contract, organisation_id: int) -> None:
    """Assign a person to a contract for an organisation; twice is as good as once."""
    permission = Permission.objects.get(content_type__app_label="contracts", codename=WORK_ON)
    ContractUserObjectPermission.objects.get_or_create(
        owner_id=organisation_id, user=user, permission=permission, content_object=contract
    )


def unassign(user: User, contract: Contract, organisation_id: int) -> None:
    """End a person's assignment to a contract for an organisation, if there is one."""
    _rows(contract, organisation_id).filter(user=user).delete()


def assigned_user_ids(contract: Contract, organisation_id: int) -> "QuerySet[ContractUserObjectPermission, int]":
    """The keys of the people an organisation assigned to a contract."""
    return _rows(contract, organisation_id).order_by("user_id").values_list("user_id", flat=True)


def _rows(contract: Contract, organisation_id: int) -> "QuerySet[ContractUserObjectPermission]":
    return ContractUserObjectPermission.objects.filter(
        content_object=contract, owner_id=organisation_id, permission__codename=WORK_ON
    )
