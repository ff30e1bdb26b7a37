"""What a member can be assigned to, kind by kind: how the organisation calls one, finds it, and takes it away."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import Http404
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalogue import colleagues as catalogue
from apps.catalogue.services import products
from apps.contracts import queries as contracts
from apps.contracts.services import colleagues
from apps.desk.templatetags.hefu import named
from apps.desk.words import in_reading, listed
from apps.kernel.actor import Actor
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused, refuse
from apps.purchasing import queries as purchasing
from apps.purchasing import services as suppliers

# So many are offered beside a field; any other can be typed.
MOST_OFFERED = 50


@dataclass(frozen=True, slots=True)
class Thing:
    """One that a member is, or can be, assigned to: `called` is what is typed, `more` what it is beside that."""

    key: int
    called: str
    more: str


class Assignable:
    """A kind of thing that the actor assigns colleagues to."""

    kind: ClassVar[str]
    permission: ClassVar[Permission]
    # Who holds this verb may see what colleagues are assigned to.
    seen_with: ClassVar[Permission]
    title: ClassVar[str | Promise]
    label: ClassVar[str | Promise]
    # What it opens, where the title does not say it.
    opens: ClassVar[str | Promise] = ""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def assigned(self, user: Any) -> list[Thing]:
        """What a colleague is assigned to."""
        raise NotImplementedError

    def by_colleague(self) -> dict[int, list[str]]:
        """What each colleague is assigned to, as it is called, by the key of the person; few queries for any number."""
        raise NotImplementedError

    def offered(self, but: Iterable[Thing]) -> list[Thing]:
        """Some of what a colleague can be assigned to still."""
        raise NotImplementedError

    def assign(self, user: Any, text: str) -> None:
        """Assign a colleague to what was typed; raises Refused where there is no such thing."""
        raise NotImplementedError

    def unassign(self, user: Any, key: int) -> None:
        """Take one away; raises ObjectDoesNotExist for one that the actor does not see."""
        raise NotImplementedError

    def refused(self, code: str, message: str) -> Refused:
        return refuse(f"assign.{code}", message, field=self.kind)


class Products(Assignable):
    kind = "product"
    permission = Permission.PRODUCT_ASSIGN
    seen_with = Permission.PRODUCT_SEE
    title = gettext_lazy("Products")
    label = gettext_lazy("Model code of the product")

    def assigned(self, user: Any) -> list[Thing]:
        return [self._thing(one) for one in catalogue.products_assigned(actor=self.actor, user=user)]

    def by_colleague(self) -> dict[int, list[str]]:
        return catalogue.assigned_codes(actor=self.actor)

    def offered(self, but: Iterable[Thing]) -> list[Thing]:
        seen = catalogue.assignable_products(actor=self.actor).exclude(pk__in=[thing.key for thing in but])
        return [self._thing(one) for one in seen[:MOST_OFFERED]]

    def assign(self, user: Any, text: str) -> None:
        found = catalogue.products_called(actor=self.actor, code=text)
        if not found:
            message = _(
                "You have no product with the model code “%(text)s”. Choose one from the list, "
                "or have it added or shared with you first."
            )
            raise self.refused("product", message % {"text": text})
        if len(found) > 1:
            message = _(
                "Several products have the model code “%(text)s”. Write the supplier's short name as well: %(choices)s."
            )
            choices = listed(f"{one.shown.code} / {one.shown.seller.slug}" for one in found)
            raise self.refused("products", message % {"text": text, "choices": choices})
        products.assign_product(actor=self.actor, product=found[0], user=user)

    def unassign(self, user: Any, key: int) -> None:
        product = catalogue.assignable_products(actor=self.actor).get(pk=key)
        products.unassign_product(actor=self.actor, product=product, user=user)

    def _thing(self, product: Any) -> Thing:
        seen = product.shown
        name = in_reading(seen.name, seen.name_zh)
        ours = seen.seller_id == self.actor.organisation_id
        return Thing(product.pk, seen.code, name if ours else f"{name} · {plainly(seen.seller)}")


class OwnContracts(Assignable):
    kind = "contract"
    permission = Permission.CONTRACT_ASSIGN
    seen_with = Permission.CONTRACT_SEE
    title = gettext_lazy("Contracts")
    label = gettext_lazy("Reference of the contract")

    def assigned(self, user: Any) -> list[Thing]:
        return [self._thing(one) for one in contracts.contracts_assigned(actor=self.actor, user=user)]

    def by_colleague(self) -> dict[int, list[str]]:
        return contracts.assigned_references(actor=self.actor)

    def offered(self, but: Iterable[Thing]) -> list[Thing]:
        seen = contracts.contracts(actor=self.actor).exclude(pk__in=[thing.key for thing in but]).prefetch_related(None)
        return [self._thing(one) for one in seen[:MOST_OFFERED]]

    def assign(self, user: Any, text: str) -> None:
        found = contracts.contracts_called(actor=self.actor, text=text)
        if not found:
            message = _("You have no contract with the reference “%(text)s”. Write it as the page of contracts does.")
            raise self.refused("contract", message % {"text": text})
        if len(found) > 1:
            message = _(
                "Several contracts have the reference “%(text)s”. Write who drafted yours as well: %(choices)s."
            )
            choices = listed(f"{one.reference} / {one.owner.slug}" for one in found)
            raise self.refused("contracts", message % {"text": text, "choices": choices})
        colleagues.assign_contract(actor=self.actor, contract=found[0], user=user)

    def unassign(self, user: Any, key: int) -> None:
        contract = contracts.contract(actor=self.actor, pk=key)
        colleagues.unassign_contract(actor=self.actor, contract=contract, user=user)

    def _thing(self, contract: Any) -> Thing:
        title = in_reading(contract.title, contract.title_zh)
        ours = contract.owner_id == self.actor.organisation_id
        return Thing(contract.pk, contract.reference, title if ours else f"{title} · {plainly(contract.owner)}")


class Suppliers(Assignable):
    kind = "supplier"
    permission = Permission.SUPPLIER_ASSIGN
    seen_with = Permission.ORDER_SEE
    title = gettext_lazy("Suppliers")
    label = gettext_lazy("Short name of the supplier")
    opens = gettext_lazy("Opens the orders placed with this supplier. The products it shares are assigned one by one.")

    def assigned(self, user: Any) -> list[Thing]:
        accounts = purchasing.accounts_assigned(actor=self.actor, user=user)
        return [Thing(one.pk, one.supplier.slug, plainly(one.supplier)) for one in accounts]

    def by_colleague(self) -> dict[int, list[str]]:
        return purchasing.assigned_suppliers(actor=self.actor)

    def offered(self, but: Iterable[Thing]) -> list[Thing]:
        # The keys of what is given are of accounts, which a supplier need not have yet.
        given = {thing.called for thing in but}
        rest = [one for one in purchasing.suppliers(actor=self.actor) if one.slug not in given]
        return [Thing(one.pk, one.slug, plainly(one)) for one in rest[:MOST_OFFERED]]

    def assign(self, user: Any, text: str) -> None:
        ours = purchasing.suppliers(actor=self.actor)
        found = [one for one in ours if one.slug == text.lower()]
        found = found or [one for one in ours if text in (one.legal_name, one.english_name)]
        if len(found) != 1:
            message = _(
                "You have no supplier with the short name “%(text)s”. Choose one from the list, "
                "or ask the supplier to share its products with you first."
            )
            raise self.refused("supplier", message % {"text": text})
        suppliers.assign_supplier(actor=self.actor, supplier=found[0], user=user)

    def unassign(self, user: Any, key: int) -> None:
        account = purchasing.supplier_accounts(actor=self.actor).get(pk=key)
        suppliers.unassign_supplier(actor=self.actor, account=account, user=user)


KINDS: tuple[type[Assignable], ...] = (Products, OwnContracts, Suppliers)


def assignables(actor: Actor) -> list[Assignable]:
    """The kinds of thing the actor may assign colleagues to."""
    return [kind(actor) for kind in KINDS if actor.may(kind.permission)]


def assigned_by_colleague(actor: Actor) -> dict[int, list[str]]:
    """What each colleague is assigned to, of every kind the actor sees, by the key of the person."""
    found: dict[int, list[str]] = {}
    for kind in KINDS:
        if actor.may(kind.seen_with):
            for user_id, things in kind(actor).by_colleague().items():
                found.setdefault(user_id, []).extend(things)
    return found


def assignable(actor: Actor, kind: str) -> Assignable:
    """One kind by its name; raises Http404 for none, NotAllowed for who may not assign colleagues to it."""
    found = next((one for one in KINDS if one.kind == kind), None)
    if found is None:
        raise Http404("no such kind")
    actor.require(found.permission)
    return found(actor)


def plainly(organisation: Any) -> str:
    """An organisation's name without marks, as the choice of a field takes it."""
    return strip_tags(named(organisation))
