"""What a new organisation has set up, and what is left, read from the rows there are."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts import queries as accounts
from apps.accounts.roles import Capacity
from apps.catalogue import queries as catalogue
from apps.claims import queries as claims
from apps.kernel.actor import Actor
from apps.kernel.permissions import Permission as P
from apps.purchasing import queries as purchasing


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to set up: the page where it is done (by its name), and what it needs first where that is missing."""

    label: str | Promise
    page: str
    done: bool
    needs: str | Promise = ""

    @property
    def state(self) -> str:
        """`done`, `blocked` (something else comes first) or `open`."""
        return "done" if self.done else "blocked" if self.needs else "open"


@dataclass(frozen=True, slots=True)
class SetUp:
    """The tasks of an organisation, in the order in which they are best done."""

    tasks: tuple[Task, ...]

    @property
    def done(self) -> int:
        return sum(task.done for task in self.tasks)

    @property
    def complete(self) -> bool:
        return self.done == len(self.tasks)


def set_up(*, actor: Actor, has_second_step: bool) -> SetUp:
    """The tasks of the actor's organisation; each is asked for once."""
    tasks = [
        Task(_("Organisation details"), "organisation-settings", accounts.identifiers(actor=actor).exists()),
        Task(_("Your sign-in security: a passkey or a code app"), "mfa_index", has_second_step),
        Task(_("Invite colleagues"), "member-invite", _has_company(actor)),
    ]
    if actor.may(P.PRODUCT_EDIT):
        has_product = catalogue.own_products(actor=actor).exists()
        needs = "" if has_product else _("You need a product first.")
        has_certificate = has_product and claims.certificates(actor=actor).exists()
        tasks.append(Task(_("Add your first product"), "product-add", has_product))
        tasks.append(Task(_("Upload a certificate"), "certificate-add", has_certificate, needs))
    if actor.may(P.ORDER_CHECK):
        tasks.append(Task(_("Check your first order"), "order-add", purchasing.orders(actor=actor).exists()))
    return SetUp(tuple(tasks))


def _has_company(actor: Actor) -> bool:
    """Whether somebody else is a member, or was asked to be."""
    return accounts.memberships_of(actor=actor).count() > 1 or accounts.invitations(actor=actor).exists()


def is_set_up_by(actor: Actor, capacities: Collection[str]) -> bool:
    """Whether the actor sets an organisation up; an operator's was set up with the portal."""
    return actor.may(P.MEMBER_INVITE) and Capacity.OPERATOR not in capacities
