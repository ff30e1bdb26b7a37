"""Which colleague deals with which supplier: the one home of django-guardian in this app."""

from django.db.models import QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from apps.accounts.models import User
from apps.purchasing.models import WORK_ON, SupplierAccount, SupplierAccountUserObjectPermission


def assign(user: User, account: SupplierAccount) -> None:
    """Assign a person to a supplier account; twice is as good as once."""
    assign_perm(WORK_ON, user, account)


def unassign(user: User, account: SupplierAccount) -> None:
    """End a person's assignment to a supplier account, if there is one."""
    remove_perm(WORK_ON, user, account)


def assigned_user_ids(account: SupplierAccount) -> "QuerySet[SupplierAccountUserObjectPermission, int]":
    """The keys of the people assigned to a supplier account."""
    rows = SupplierAccountUserObjectPermission.objects.filter(content_object=account, permission__codename=WORK_ON)
    return rows.order_by("user_id").values_list("user_id", flat=True)
