"""Which colleague works on which product: the one home of django-guardian in this app."""

from django.db.models import QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from apps.accounts.models import User
from apps.catalogue.models import Product, ProductUserObjectPermission

WORK_ON = "work_on_product"


def assign(user: User, product: Product) -> None:
    """Assign a person to a product; twice is as good as once."""
    assign_perm(WORK_ON, user, product)


def unassign(user: User, product: Product) -> None:
    """End a person's assignment to a product, if there is one."""
    remove_perm(WORK_ON, user, product)


def assigned_user_ids(product: Product) -> QuerySet[ProductUserObjectPermission, int]:
    """The keys of the people assigned to a product."""
    rows = ProductUserObjectPermission.objects.filter(content_object=product, permission__codename=WORK_ON)
    return rows.order_by("user_id").values_list("user_id", flat=True)
