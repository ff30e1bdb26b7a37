"""Reading orders, the checks of their lines, the policy in force, and what would be decided about one number."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Organisation, User
from apps.catalogue import queries as catalogue
from apps.catalogue.models import Product, Version
from apps.claims import queries as claims
from apps.claims.status import NumberCheck, VersionStatus
from apps.kernel.actor import Actor
from apps.kernel.permissions import Permission
from apps.kernel.problems import refuse
from apps.purchasing.gate import DEFAULT_RULES, Decision, Facts, Outcome, Rules, Weighed, decide, gravest, weighed
from apps.purchasing.models import (
    WORK_ON,
    Check,
    Order,
    OrderLine,
    Policy,
    SupplierAccount,
    SupplierAccountUserObjectPermission,
)
from apps.purchasing.questions import facts_of_line, facts_of_number, names_another
from apps.registry.names import holder_key

LONGEST_QUESTION = 2000
DEFAULT_POLICY_NUMBER = 0


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """A buyer's rules with their number; number 0 are the rules of whoever never set any."""

    number: int
    rules: Rules


@dataclass(frozen=True, slots=True)
class LineWithCheck:
    """A line and its newest check, None while it has none."""

    line: OrderLine
    check: Check | None


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order at a glance: how many lines, how many of each newest decision, the gravest, when it was checked last."""

    order: Order
    lines: int
    decisions: Mapping[str, int]
    checked_at: datetime | None

    @property
    def unchecked(self) -> int:
        return self.lines - sum(self.decisions.values())

    @property
    def gravest(self) -> Decision | None:
        """The gravest newest decision of its lines; None while a line was never checked."""
        if self.unchecked or not self.decisions:
            return None
        return gravest(Decision(code) for code in self.decisions)

    @property
    def waiting(self) -> bool:
        """Whether somebody has to act before the order can be placed."""
        return self.gravest not in (Decision.RELEASE, Decision.CONDITIONAL)


@dataclass(frozen=True, slots=True)
class NumberDecision:
    """What the gate says about a number, for a version or for none, at the moment of asking; nothing is stored."""

    check: NumberCheck
    version: Version | None
    status: VersionStatus | None
    facts: Facts
    outcome: Outcome
    policy: PolicyInForce
    checked_at: datetime

    @property
    def reasons(self) -> tuple[Weighed, ...]:
        """The reasons, the gravest first, each with what it asks for by itself."""
        return weighed(self.outcome)

    @property
    def match(self) -> str | None:
        """The result that was decided on; None while the check of the version's claim is queued."""
        return self.facts.match

    @property
    def names_another(self) -> bool:
        """Whether the supplier's claim for the version names another number."""
        return self.status is not None and names_another(self.status, self.check.input)


def orders(*, actor: Actor) -> QuerySet[Order]:
    """The actor's own orders, newest first.

    Who is "assigned only" is given those they received themselves and those to their suppliers alone.
    """
    actor.require(Permission.ORDER_SEE)
    return Order.objects.visible_to(actor)


def order(*, actor: Actor, pk: int) -> Order:
    """One order of the actor's own; raises Order.DoesNotExist."""
    return orders(actor=actor).get(pk=pk)


def lines_with_latest_check(*, actor: Actor, order: Order) -> list[LineWithCheck]:
    """The lines of an order as in its file, each with its newest check; two queries however many lines."""
    actor.require(Permission.ORDER_SEE)
    rows = OrderLine.objects.visible_to(actor).filter(order=order).select_related("version", "supplier")
    newest = (
        Check.objects.visible_to(actor)
        .filter(line__order=order)
        .order_by("line_id", "-checked_at", "-pk")
        .distinct("line_id")
        .select_related("edition__list")
    )
    check_of = {check.line_id: check for check in newest}
    lines = list(rows.order_by("pk"))
    if actor.assigned_only:
        _hide_versions(actor, lines)
    return [LineWithCheck(line, check_of.get(line.pk)) for line in lines]


def _hide_versions(actor: Actor, lines: Sequence[OrderLine]) -> None:
    """Who deals with a supplier need not be assigned to each product ordered there: the line tells its own words."""
    seen = catalogue.versions(actor=actor).filter(pk__in=[line.version_id for line in lines if line.version_id])
    keys = set(seen.order_by().values_list("pk", flat=True))
    for line in lines:
        if line.version_id not in keys:
            line.version = None


def order_summaries(*, actor: Actor, orders: Sequence[Order]) -> list[OrderSummary]:
    """The orders at a glance, in the order given; two queries however many orders and lines."""
    actor.require(Permission.ORDER_SEE)
    newest = Check.objects.visible_to(actor).filter(line=OuterRef("pk")).order_by("-checked_at", "-pk")
    counted = (
        OrderLine.objects.visible_to(actor)
        .filter(order__in=[order.pk for order in orders])
        .annotate(decision=Subquery(newest.values("decision")[:1]))
        .order_by()
        .values_list("order_id", "decision")
        .annotate(lines=Count("pk"))
    )
    lines: Counter[int] = Counter()
    decisions: dict[int, dict[str, int]] = {order.pk: {} for order in orders}
    for order_id, decision, count in counted:
        lines[order_id] += count
        if decision is not None:
            decisions[order_id][decision] = count
    checked = dict(
        Check.objects.visible_to(actor)
        .filter(line__order__in=decisions)
        .order_by()
        .values_list("line__order_id")
        .annotate(Max("checked_at"))
    )
    return [OrderSummary(o, lines[o.pk], decisions[o.pk], checked.get(o.pk)) for o in orders]


@dataclass(frozen=True, slots=True)
class BuyersChecked:
    """How many buyers checked a product of one's own, and each of its versions, before ordering; never who."""

    product: int
    versions: Mapping[int, int]


def buyers_checked(*, actor: Actor, product: Product) -> BuyersChecked:
    """How many of the buyers that let it be known checked an own product; of another's product nothing is said."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version_id, buyers FROM purchasing_buyers_checked(%s, %s)", [actor.acts_for, [product.pk]]
        )
        found: dict[int | None, int] = dict(cursor.fetchall())
    return BuyersChecked(found.pop(None, 0), {pk: buyers for pk, buyers in found.items() if pk is not None})


def suppliers(*, actor: Actor) -> list[Organisation]:
    """Whom the actor's organisation sees as supplier of what is opened to it, by name."""
    actor.require(Permission.ORDER_SEE)
    sellers = {offer.seller.pk: offer.seller for offer in catalogue.offers(actor=actor)}
    return sorted((one for one in sellers.values() if one.pk != actor.organisation_id), key=str)


def supplier_accounts(*, actor: Actor) -> QuerySet[SupplierAccount]:
    """The supplier accounts of the actor's organisation that the actor sees, the suppliers beside them."""
    actor.require(Permission.ORDER_SEE)
    return SupplierAccount.objects.visible_to(actor).select_related("supplier").order_by("supplier__slug")


def accounts_assigned(*, actor: Actor, user: User) -> QuerySet[SupplierAccount]:
    """The supplier accounts a colleague is assigned to, as far as the actor sees these, the suppliers beside them."""
    rows = SupplierAccountUserObjectPermission.objects.filter(owner_id=actor.acts_for, user=user)
    given = rows.filter(permission__codename=WORK_ON).values("content_object_id")
    return supplier_accounts(actor=actor).filter(pk__in=given)


def assigned_suppliers(*, actor: Actor) -> dict[int, list[str]]:
    """The short names of the suppliers each colleague deals with, as far as the actor sees these."""
    seen = SupplierAccount.objects.visible_to(actor).order_by().values("pk")
    rows = SupplierAccountUserObjectPermission.objects.filter(owner_id=actor.acts_for, content_object__in=seen)
    given = rows.filter(permission__codename=WORK_ON).order_by("content_object__supplier__slug", "pk")
    found: dict[int, list[str]] = {}
    for user_id, slug in given.values_list("user_id", "content_object__supplier__slug"):
        found.setdefault(user_id, []).append(slug)
    return found


def policy_in_force(*, actor: Actor) -> PolicyInForce:
    """The newest rules the actor's organisation set, or the default ones under number 0."""
    newest = Policy.objects.owned_by(actor).order_by("-number").first()
    if newest is None:
        return PolicyInForce(DEFAULT_POLICY_NUMBER, DEFAULT_RULES)
    return PolicyInForce(newest.number, Rules(most_days_since_last_look=newest.most_days_since_last_look))


def number_decision(*, actor: Actor, text: str, holder: str = "", version: Version | None = None) -> NumberDecision:
    """What would be decided about a pasted number, optionally for a visible version.

    Without a version the number's row is compared with `holder`. With one, the claim for the version says who
    holds the number; `holder` must then be its supplier or that holder, else Refused.
    """
    actor.require(Permission.ORDER_CHECK)
    if not text.strip():
        raise refuse("number.missing", _("No number was given. Paste a filing or registration number."), field="number")
    if len(text) > LONGEST_QUESTION:
        too_long = _("The text is longer than %(most)s characters. Paste the number alone.") % {
            "most": LONGEST_QUESTION
        }
        raise refuse("number.too-long", too_long, field="number")
    policy, now = policy_in_force(actor=actor), timezone.now()
    if version is None:
        check = claims.number_check(text=text, holder=holder)
        status, facts = None, facts_of_number(check, now)
    else:
        status = claims.version_status(actor=actor, version=version)
        seen = catalogue.seen_as(actor=actor, products=[version.product])[version.product_id]
        _require_supplier(holder, seen.seller, status)
        check = claims.number_check(text=text, holder=status.holder)
        facts = facts_of_line(status, check, now)
    return NumberDecision(
        check=check,
        version=version,
        status=status,
        facts=facts,
        outcome=decide(facts, policy.rules),
        policy=policy,
        checked_at=now,
    )


def _require_supplier(holder: str, seller: Organisation, status: VersionStatus) -> None:
    """Refuse a supplier's name that is neither the chosen version's supplier nor the holder its claim names."""
    known = {holder_key(name) for name in (seller.legal_name, seller.english_name, status.holder) if name}
    if holder.strip() and holder_key(holder) not in known:
        message = _(
            "The chosen version is of %(supplier)s, not of %(named)s. "
            "Clear the name, or choose a version of that supplier."
        )
        said = message % {"supplier": seller.legal_name, "named": holder.strip()}
        raise refuse("supplier.differs", said, field="holder")
