"""Every write on products, versions, shares and assignments."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Organisation, User
from apps.accounts.queries import members
from apps.catalogue.assignments import assign, unassign
from apps.catalogue.models import Ended, Product, ProductClass, Scope, Share, ShareVersion, Version
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import Problem, Refused, refuse


@allowed_to(Permission.PRODUCT_EDIT)
@transaction.atomic
def add_product(
    *, actor: Actor, code: str, name: str, name_zh: str = "", product_class: str = ProductClass.OTHER
) -> Product:
    """Add a product to the actor's organisation. Raises Refused for a code it has already, or an empty or long text."""
    texts = {"code": code.strip(), "name": name.strip(), "name_zh": name_zh.strip()}
    _require_texts(Product, texts, needed=("code", "name"))
    if product_class not in ProductClass.values:
        raise refuse("P-CLASS", _("Choose one of the product classes."), field="product_class")
    try:
        with transaction.atomic():
            product: Product = Product.objects.create(owner_id=actor.acts_for, product_class=product_class, **texts)
    except IntegrityError as error:
        message = _("You have a product with the code %(code)s already. Choose another code, or open that product.")
        raise refuse("P-SAME", message % {"code": texts["code"]}, field="code") from error
    record(actor, "product.added", f"catalogue.Product:{product.pk}", owner_id=product.owner_id, code=product.code)
    return product


@allowed_to(Permission.PRODUCT_EDIT, owner_of="product")
@transaction.atomic
def add_version(
    *,
    actor: Actor,
    product: Product,
    hardware: str,
    firmware: str,
    ai_software: str,
    state: str = Version.RELEASED,
) -> Version:
    """Add a version, its strings kept as written but for blanks around them.

    Raises Refused for a build the product has already, an empty or long text, or an unknown state.
    """
    texts = {"hardware": hardware.strip(), "firmware": firmware.strip(), "ai_software": ai_software.strip()}
    _require_texts(Version, texts, needed=tuple(texts))
    if state not in Version.STATES:
        raise refuse("P-STATE", _("Choose planned, released or retired."), field="state")
    try:
        with transaction.atomic():
            version: Version = Version.objects.create(owner_id=product.owner_id, product=product, state=state, **texts)
    except IntegrityError as error:
        message = _("This product has a version with the same hardware, firmware and AI software already.")
        raise refuse("P-SAME-VERSION", message, field="ai_software") from error
    record(actor, "version.added", f"catalogue.Version:{version.pk}", owner_id=product.owner_id, build=str(version))
    return version


@allowed_to(Permission.PRODUCT_SHARE, owner_of="product")
@transaction.atomic
def share_product(
    *,
    actor: Actor,
    product: Product,
    to_organisation: Organisation,
    scopes: Sequence[str],
    versions: Iterable[Version] | None = None,
    until: datetime | None = None,
) -> Share:
    """Open a product, or the named versions of it, to another organisation.

    Raises Refused for a share to oneself, a second open share to the same organisation, unknown scopes or none for
    the status, versions of another product or none, and an end that has passed.
    """
    named = None if versions is None else list({version.pk: version for version in versions}.values())
    _require_shareable(product, to_organisation, scopes, named, until)
    try:
        with transaction.atomic():
            share: Share = Share.objects.create(
                owner_id=product.owner_id,
                product=product,
                origin_id=product.owner_id,
                to_organisation=to_organisation,
                every_version=named is None,
                scopes=[scope for scope in Scope.values if scope in scopes],
                until=until,
            )
    except IntegrityError as error:
        message = _("This product is shared with %(name)s already. Withdraw that share first to open it differently.")
        raise refuse("S-SAME", message % {"name": str(to_organisation)}, field="to_organisation") from error
    ShareVersion.objects.bulk_create(
        ShareVersion(owner_id=share.owner_id, share=share, version=version, product=product) for version in named or ()
    )
    record(
        actor,
        "share.opened",
        f"catalogue.Share:{share.pk}",
        owner_id=product.owner_id,
        product=product.pk,
        to=to_organisation.slug,
        scopes=share.scopes,
        versions="all" if named is None else [version.pk for version in named],
    )
    return share


@allowed_to(Permission.PRODUCT_SHARE, owner_of="share")
@transaction.atomic
def withdraw_share(*, actor: Actor, share: Share) -> Share:
    """Close a share from now on; withdrawing it again changes nothing."""
    now = timezone.now()
    closed = (
        Share.objects.owned_by(actor)
        .filter(pk=share.pk, revoked_at=None)
        .update(revoked_at=now, ended_because=Ended.WITHDRAWN)
    )
    share.refresh_from_db(fields=["revoked_at", "ended_because"])
    if closed:
        record(actor, "share.withdrawn", f"catalogue.Share:{share.pk}", owner_id=share.owner_id)
    return share


@allowed_to(Permission.PRODUCT_ASSIGN, owner_of="product")
@transaction.atomic
def assign_product(*, actor: Actor, product: Product, user: User) -> None:
    """Assign a colleague to a product. Raises Refused for somebody who is no member of the organisation."""
    _require_colleague(actor, user)
    assign(user, product)
    record(
        actor, "product.assigned", f"catalogue.Product:{product.pk}", owner_id=product.owner_id, to=f"user:{user.pk}"
    )


@allowed_to(Permission.PRODUCT_ASSIGN, owner_of="product")
@transaction.atomic
def unassign_product(*, actor: Actor, product: Product, user: User) -> None:
    """End a colleague's assignment to a product, if there is one."""
    unassign(user, product)
    record(
        actor, "product.unassigned", f"catalogue.Product:{product.pk}", owner_id=product.owner_id, to=f"user:{user.pk}"
    )


def _require_texts(model: type[Product] | type[Version], texts: dict[str, str], needed: tuple[str, ...]) -> None:
    problems = []
    for field, text in texts.items():
        longest = getattr(model._meta.get_field(field), "max_length", 0)
        if field in needed and not text:
            problems.append(Problem("P-EMPTY", _("Fill in this field."), field))
        elif len(text) > longest:
            message = _("Use at most %(most)s characters here.") % {"most": longest}
            problems.append(Problem("P-LONG", message, field))
        elif "\x00" in text:
            problems.append(Problem("P-CHARACTER", _("Remove the character that can't be printed."), field))
    if problems:
        raise Refused(*problems)


def _require_shareable(
    product: Product,
    to_organisation: Organisation,
    scopes: Sequence[str],
    versions: list[Version] | None,
    until: datetime | None,
) -> None:
    if to_organisation.pk == product.owner_id:
        message = _("This is your own organisation. Choose the organisation that is to see the product.")
        raise refuse("S-SELF", message, field="to_organisation")
    if Scope.STATUS not in scopes or not set(scopes) <= set(Scope.values):
        message = _("Choose what to open from the list; seeing the status is always part of it.")
        raise refuse("S-SCOPES", message, field="scopes")
    if versions is not None and (not versions or any(version.product_id != product.pk for version in versions)):
        message = _("Choose at least one version of this product, or all versions.")
        raise refuse("S-VERSIONS", message, field="versions")
    if until is not None and until <= timezone.now():
        raise refuse("S-UNTIL", _("The end of the share has passed. Choose a later day."), field="until")


def _require_colleague(actor: Actor, user: User) -> None:
    if not members(actor=actor).filter(pk=user.pk).exists():
        message = _("This person is no member of your organisation. Choose a colleague.")
        raise refuse("P-COLLEAGUE", message, field="user")
