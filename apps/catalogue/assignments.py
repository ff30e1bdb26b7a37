"""Which colleague works on which product: the one home of django-guardian in this app.

Several organisations see one product, so that each assigns for itself: `owner` says for whom a row counts, which
guardian's own shortcuts know nothing of.
"""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from apps.accounts.models import User
from apps.catalogue.models import Product, ProductUserObjectPermission

WORK_ON = "work_on_product"


def assign(user: User, product: Product, organisation_id: int) -> None:
    """Assign a person to a product for an organisation; twice is as good as once."""
    permission = Permission.objects.get(content_type__app_label="catalogue", codename=WORK_ON)
    ProductUserObjectPermission.objects.get_or_create(
        owner_id=organisation_id, user=user, permission=permission, content_object=product
    )


def unassign(user: User, product: Product, organisation_id: int) -> None:
    """End a person's assignment to a product for an organisation, if there is one."""
    _rows(product, organisation_id).filter(user=user).delete()


def assigned_user_ids(product: Product, organisation_id: int) -> QuerySet[ProductUserObjectPermission, int]:
    """The keys of the people an organisation assigned to a product."""
    return _rows(product, organisation_id).order_by("user_id").values_list("user_id", flat=True)


def _rows(product: Product, organisation_id: int) -> QuerySet[ProductUserObjectPermission]:
    return ProductUserObjectPermission.objects.filter(
        content_object=product, owner_id=organisation_id, permission__codename=WORK_ON
    )
