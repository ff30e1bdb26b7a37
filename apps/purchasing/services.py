"""Every write of purchasing: policies, orders as received, and the checks of their lines."""

from collections.abc import Sequence

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Organisation, User
from apps.accounts.rules import require_colleague
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.files import sha256_of
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import Problem, Refused, refuse
from apps.purchasing import assignments
from apps.purchasing.models import Check, Order, OrderLine, Policy, SupplierAccount
from apps.purchasing.order_files import OrderFile, OrderUnreadable, read_file
from apps.purchasing.queries import suppliers
from apps.purchasing.reading import Named, named_versions
from apps.purchasing.verifying import check_of, ground_of
from apps.purchasing.words import problem_of

LONGEST_REFERENCE = 80
MOST_DAYS = 365


@allowed_to(Permission.POLICY_SET)
@transaction.atomic
def set_policy(*, actor: Actor, most_days_since_last_look: int) -> Policy:
    """Set new rules for the actor's organisation; earlier ones stay as they were."""
    if not 1 <= most_days_since_last_look <= MOST_DAYS:
        message = _("The number of days must lie between 1 and %(most)s.") % {"most": MOST_DAYS}
        raise refuse("policy.days", message, field="most_days_since_last_look")
    with connection.cursor() as cursor:
        # The first policy has no row to lock yet.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"purchasing.Policy:{actor.acts_for}"])
    last = Policy.objects.owned_by(actor).order_by("-number").first()
    policy = Policy.objects.create(
        owner_id=actor.acts_for,
        number=last.number + 1 if last else 1,
        most_days_since_last_look=most_days_since_last_look,
    )
    record(
        actor,
        "policy.set",
        f"purchasing.Policy:{policy.pk}",
        owner_id=policy.owner_id,
        number=policy.number,
        most_days_since_last_look=most_days_since_last_look,
    )
    return policy


@allowed_to(Permission.ORDER_CHECK)
@transaction.atomic
def receive_order(*, actor: Actor, reference: str, name: str, content: bytes) -> Order:
    """Take an order from a CSV file, or from pasted cells as UTF-8 with `name` "".

    Refused names every problem with its row and column, and nothing is stored.
    """
    read = _read(content)
    order = _new_order(actor, reference)
    lines = [
        OrderLine(
            owner_id=order.owner_id,
            order=order,
            line=line.line,
            supplier_name=line.supplier_name,
            product_code=line.product_code,
            hardware=line.hardware,
            firmware=line.firmware,
            ai_software=line.ai_software,
            number=line.number,
            quantity=line.quantity,
        )
        for line in read.lines
    ]
    for line, named in zip(lines, named_versions(actor=actor, lines=lines), strict=True):
        line.version, line.supplier = named.version, named.supplier
    OrderLine.objects.bulk_create(lines)
    record(
        actor,
        "order.received",
        f"purchasing.Order:{order.pk}",
        owner_id=order.owner_id,
        reference=order.reference,
        file=name,
        sha256=sha256_of(content),
        encoding=read.encoding,
        lines=len(lines),
    )
    return order


@allowed_to(Permission.ORDER_CHECK, owner_of="order")
@transaction.atomic
def check_order(*, actor: Actor, order: Order) -> list[Check]:
    """Decide every line of an order on what is known now; a constant number of queries however many lines.

    Each time it is asked new checks are written; earlier ones stay.
    """
    lines = list(OrderLine.objects.owned_by(actor).filter(order=order).order_by("pk").select_for_update())
    named = named_versions(actor=actor, lines=lines)
    _follow_versions(actor, lines, named)
    ground = ground_of(actor=actor, lines=lines)
    checks = [check_of(line, one, ground) for line, one in zip(lines, named, strict=True)]
    Check.objects.bulk_create(checks)
    record(
        actor,
        "order.checked",
        f"purchasing.Order:{order.pk}",
        owner_id=order.owner_id,
        edition=ground.edition.number if ground.edition else None,
        policy=ground.policy.number,
        decisions={code: [c.decision for c in checks].count(code) for code in sorted({c.decision for c in checks})},
        checks=[c.pk for c in checks],
    )
    return checks


@allowed_to(Permission.SUPPLIER_ASSIGN)
@transaction.atomic
def assign_supplier(*, actor: Actor, supplier: Organisation, user: User) -> SupplierAccount:
    """Assign a colleague to one of the organisation's suppliers, whose account is opened with the first assignment.

    Raises Organisation.DoesNotExist for who is no supplier of the organisation, Refused for who is no colleague.
    """
    if supplier.pk not in {one.pk for one in suppliers(actor=actor)}:
        raise Organisation.DoesNotExist("no supplier of the actor's organisation")
    require_colleague(actor=actor, user=user, code="supplier.colleague")
    account, _is_new = SupplierAccount.objects.owned_by(actor).get_or_create(owner_id=actor.acts_for, supplier=supplier)
    assignments.assign(user, account)
    _note_assignment(actor, "supplier.assigned", account, user)
    return account


@allowed_to(Permission.SUPPLIER_ASSIGN, owner_of="account")
@transaction.atomic
def unassign_supplier(*, actor: Actor, account: SupplierAccount, user: User) -> None:
    """End a colleague's assignment to a supplier, if there is one."""
    assignments.unassign(user, account)
    _note_assignment(actor, "supplier.unassigned", account, user)


def _note_assignment(actor: Actor, verb: str, account: SupplierAccount, user: User) -> None:
    subject = f"purchasing.SupplierAccount:{account.pk}"
    record(actor, verb, subject, owner_id=account.owner_id, to=f"user:{user.pk}", supplier=account.supplier_id)


def _read(content: bytes) -> OrderFile:
    try:
        return read_file(content)
    except OrderUnreadable as unreadable:
        problems = [problem_of(fault) for fault in unreadable.faults]
        more = unreadable.found - len(problems)
        if more:
            message = _("%(count)s more problems were found. Mend those above first, then send the lines again.")
            problems.append(Problem("F-MORE", message % {"count": more}))
        raise Refused(*problems) from unreadable


def _new_order(actor: Actor, reference: str) -> Order:
    """An order of the actor's organisation; Refused when its reference is missing, too long or taken."""
    said = reference.strip()
    if not said:
        raise refuse("order.reference-missing", _("Give the number of the purchase order."), field="reference")
    if len(said) > LONGEST_REFERENCE:
        message = _("The order number is longer than %(most)s characters. Shorten it.") % {"most": LONGEST_REFERENCE}
        raise refuse("order.reference-too-long", message, field="reference")
    try:
        with transaction.atomic():
            return Order.objects.create(owner_id=actor.acts_for, received_by_id=actor.user_id, reference=said)
    except IntegrityError as taken:
        again = _("There is an order %(reference)s already. Open it to check it again, or give another number.")
        raise refuse("order.reference-taken", again % {"reference": said}, field="reference") from taken


def _follow_versions(actor: Actor, lines: Sequence[OrderLine], named: Sequence[Named]) -> None:
    """Point each line at the version it names now: one may have been shared, or taken back, since the order came."""
    moved = []
    for line, one in zip(lines, named, strict=True):
        before = (line.version_id, line.supplier_id)
        line.version, line.supplier = one.version, one.supplier
        if before != (line.version_id, line.supplier_id):
            moved.append(line)
    if moved:
        OrderLine.objects.owned_by(actor).bulk_update(moved, ["version", "supplier"])
