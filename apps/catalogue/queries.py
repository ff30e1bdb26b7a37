"""Reading products, versions and shares."""

from django.db.models import Prefetch, QuerySet

from apps.catalogue.models import Product, Share, Version
from apps.kernel.actor import Actor


def products(*, actor: Actor) -> QuerySet[Product]:
    """Products the actor's organisation owns or that are shared with it, by code."""
    return Product.objects.visible_to(actor).select_related("owner").order_by("code", "pk")


def own_products(*, actor: Actor) -> QuerySet[Product]:
    """Products of the actor's own organisation, by code."""
    return Product.objects.visible_to(actor).filter(owner_id=actor.organisation_id).order_by("code", "pk")


def product(*, actor: Actor, pk: int) -> Product:
    """One product; raises Product.DoesNotExist where the actor can't see it."""
    return Product.objects.visible_to(actor).select_related("owner").get(pk=pk)


def versions(*, actor: Actor) -> QuerySet[Version]:
    """Versions the actor may see, their products and suppliers beside them."""
    return Version.objects.visible_to(actor).select_related("product", "owner").order_by("product__code", "pk")


def versions_of(*, actor: Actor, product: Product) -> QuerySet[Version]:
    """The versions of a product that the actor may see, as the supplier names them."""
    return versions(actor=actor).filter(product=product).order_by("hardware", "firmware", "ai_software", "pk")


def version(*, actor: Actor, pk: int) -> Version:
    """One version; raises Version.DoesNotExist where the actor can't see it."""
    return versions(actor=actor).get(pk=pk)


def versions_open_for(*, actor: Actor, scope: str) -> QuerySet[Version]:
    """Versions the actor owns or that a share with this scope opens (`models.Scope`)."""
    return Version.objects.visible_with(actor, scope).select_related("product", "owner").order_by("pk")


def version_by_build(*, actor: Actor, code: str, hardware: str, firmware: str, ai_software: str) -> QuerySet[Version]:
    """Visible versions with exactly this model code and build; blanks around the strings don't count."""
    return versions(actor=actor).filter(
        product__code=code.strip(),
        hardware=hardware.strip(),
        firmware=firmware.strip(),
        ai_software=ai_software.strip(),
    )


def shares_given(*, actor: Actor, product: Product) -> QuerySet[Share]:
    """The open shares of the actor's own product, newest first."""
    return (
        Share.objects.owned_by(actor)
        .filter(product=product, revoked_at=None)
        .select_related("to_organisation")
        .prefetch_related(Prefetch("versions", Version.objects.owned_by(actor).select_related("product")))
    )


def own_shares(*, actor: Actor) -> QuerySet[Share]:
    """The open shares of every product of the actor's own, by product, the receivers beside them."""
    opened = Share.objects.owned_by(actor).filter(revoked_at=None)
    return opened.select_related("product", "to_organisation").order_by("product__code", "pk")


def share(*, actor: Actor, pk: int) -> Share:
    """One share of the actor's own; raises Share.DoesNotExist."""
    return Share.objects.owned_by(actor).select_related("product", "to_organisation").get(pk=pk)
