"""Every write on products, versions and assignments."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.queries import members
from apps.accounts.rules import require_colleague
from apps.catalogue.assignments import assign, unassign
from apps.catalogue.colleagues import assignable_products
from apps.catalogue.granting import end_shares, follow_rules
from apps.catalogue.models import Ended, Product, ProductClass, Share, Version
from apps.catalogue.texts import require_texts
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import refuse


@allowed_to(Permission.PRODUCT_EDIT)
@transaction.atomic
def add_product(
    *,
    actor: Actor,
    code: str,
    name: str,
    name_zh: str = "",
    product_class: str = ProductClass.OTHER,
    line: str = "",
) -> Product:
    """Add a product to the actor's organisation; the rules of its line, if it has one, open it at once.

    Raises Refused for a code it has already, or an empty or long text.
    """
    texts = {"code": code.strip(), "name": name.strip(), "name_zh": name_zh.strip(), "line": line.strip()}
    require_texts(Product, texts, needed=("code", "name"))
    if product_class not in ProductClass.values:
        raise refuse("P-CLASS", _("Choose one of the product classes."), field="product_class")
    try:
        with transaction.atomic():
            product: Product = Product.objects.create(owner_id=actor.acts_for, product_class=product_class, **texts)
    except IntegrityError as error:
        message = _("You have a product with the code %(code)s already. Choose another code, or open that product.")
        raise refuse("P-SAME", message % {"code": texts["code"]}, field="code") from error
    record(actor, "product.added", f"catalogue.Product:{product.pk}", owner_id=product.owner_id, code=product.code)
    if actor.assigned_only:
        # Who works on what is assigned to them alone works on what they add.
        assign(members(actor=actor).get(pk=actor.user_id or 0), product, product.owner_id)
    follow_rules(actor=actor, product=product)
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
    require_texts(Version, texts, needed=tuple(texts))
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


@allowed_to(Permission.PRODUCT_EDIT, owner_of="product")
@transaction.atomic
def set_line(*, actor: Actor, product: Product, line: str) -> Product:
    """Put a product into a line, or with "" into none: what rules open for the new line opens, for the old one ends.

    Raises Refused for a long text.
    """
    line = line.strip()
    require_texts(Product, {"line": line}, needed=())
    if line == product.line:
        return product
    Product.objects.owned_by(actor).filter(pk=product.pk).update(line=line)
    product.line = line
    record(actor, "product.line_set", f"catalogue.Product:{product.pk}", owner_id=product.owner_id, line=line)
    leaving = Share.objects.owned_by(actor).filter(product=product, rule__isnull=False).exclude(rule__line=line)
    end_shares(actor=actor, shares=leaving, because=Ended.RULE)
    follow_rules(actor=actor, product=product)
    return product


@allowed_to(Permission.PRODUCT_ASSIGN)
@transaction.atomic
def assign_product(*, actor: Actor, product: Product, user: User) -> None:
    """Assign a colleague to a product that is the actor's organisation's own, or shared with it.

    Raises Product.DoesNotExist for any other, Refused for somebody who is no member of the organisation.
    """
    seen = assignable_products(actor=actor).get(pk=product.pk)
    require_colleague(actor=actor, user=user, code="P-COLLEAGUE")
    assign(user, seen, actor.acts_for)
    _note_assignment(actor, "product.assigned", seen, user)


@allowed_to(Permission.PRODUCT_ASSIGN)
@transaction.atomic
def unassign_product(*, actor: Actor, product: Product, user: User) -> None:
    """End a colleague's assignment to a product, if there is one; raises Product.DoesNotExist for one not seen."""
    seen = assignable_products(actor=actor).get(pk=product.pk)
    unassign(user, seen, actor.acts_for)
    _note_assignment(actor, "product.unassigned", seen, user)


def _note_assignment(actor: Actor, verb: str, product: Product, user: User) -> None:
    """Written to the assigning organisation's own chain: whom it assigns is no matter of the product's supplier."""
    record(actor, verb, f"catalogue.Product:{product.pk}", owner_id=actor.acts_for, to=f"user:{user.pk}")
