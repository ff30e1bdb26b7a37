"""Which colleagues work on which product, as far as the actor's organisation assigned them."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.accounts.models import User
from apps.accounts.queries import members
from apps.catalogue.models import Access, Product, ProductUserObjectPermission, Scope
from apps.catalogue.queries import GIVEN, products
from apps.catalogue.visibility import access_in_force, names_of
from apps.kernel.actor import Actor
from apps.kernel.permissions import Permission


def assignable_products(*, actor: Actor) -> QuerySet[Product]:
    """The products the actor sees that are its organisation's own or shared with it, by the code it knows them by.

    What an auditor's room opens is not among them: who looks in is said by its host.
    """
    return products(actor=actor).filter(Exists(_given(actor).filter(product_id=OuterRef("pk"))))


def products_called(*, actor: Actor, code: str) -> list[Product]:
    """The products that somebody sells the actor's organisation under a code, which two suppliers may both use.

    The supplier's short name behind a stroke picks one of these: "K21 / lenovo".
    """
    said, _, slug = code.rpartition(" / ")
    named = _given(actor).filter(Q(shown_code=code) | Q(shown_code=said, seller__slug=slug))
    return list(assignable_products(actor=actor).filter(pk__in=named.values("product_id")))


def _given(actor: Actor) -> QuerySet[Access]:
    given = access_in_force(actor.acts_for).filter(source__in=GIVEN, version=None)
    return given.filter(scopes__contains=[Scope.STATUS])


def _assigned(actor: Actor) -> QuerySet[ProductUserObjectPermission]:
    return ProductUserObjectPermission.objects.filter(
        owner_id=actor.organisation_id, permission__codename="work_on_product"
    )


def assigned_codes(*, actor: Actor) -> dict[int, list[str]]:
    """By colleague the codes, as the actor knows them, of the products each is assigned to and the actor sees."""
    seen = assignable_products(actor=actor).order_by().values("pk")
    pairs = list(_assigned(actor).filter(content_object__in=seen).values_list("user_id", "content_object_id"))
    names = names_of(actor, {product_id for _, product_id in pairs})
    found: dict[int, list[str]] = {}
    for user_id, code in sorted((user_id, names[product_id].code) for user_id, product_id in pairs):
        found.setdefault(user_id, []).append(code)
    return found


def products_assigned(*, actor: Actor, user: User) -> QuerySet[Product]:
    """The products a colleague is assigned to, as far as the actor sees these, by code."""
    return assignable_products(actor=actor).filter(
        pk__in=_assigned(actor).filter(user=user).values("content_object_id")
    )


def colleagues_on(*, actor: Actor, product: Product) -> list[User]:
    """The colleagues assigned to a product, by name; for who may assign."""
    actor.require(Permission.PRODUCT_ASSIGN)
    seen = assignable_products(actor=actor).filter(pk=product.pk).order_by().values("pk")
    rows = _assigned(actor).filter(content_object__in=seen)
    return list(members(actor=actor).filter(pk__in=rows.values("user_id")))
