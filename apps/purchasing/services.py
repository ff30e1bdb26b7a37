"""Every write of purchasing: policies, orders as received, and the checks of their lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.catalogue import queries as catalogue
from apps.catalogue.models import Version
from apps.claims import queries as claims
from apps.claims.status import VersionStatus
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.files import sha256_of
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import Problem, Refused, refuse
from apps.purchasing.gate import Facts, decide
from apps.purchasing.models import Check, Order, OrderLine, Policy
from apps.purchasing.order_files import OrderFile, OrderUnreadable, read_file
from apps.purchasing.queries import PolicyInForce, policy_in_force
from apps.purchasing.questions import facts_of_line, facts_of_unknown_version
from apps.purchasing.words import problem_of
from apps.registry import queries as registry
from apps.registry.models import Edition

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
            product_code=line.product_code,
            hardware=line.hardware,
            firmware=line.firmware,
            ai_software=line.ai_software,
            number=line.number,
            quantity=line.quantity,
        )
        for line in read.lines
    ]
    for line, fitting in zip(lines, _fitting_versions(actor, lines), strict=True):
        line.version = _the_only(fitting)
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
    fitting = _fitting_versions(actor, lines)
    _follow_versions(actor, lines, fitting)
    ground = _ground(actor, [version for version in (line.version for line in lines) if version])
    checks = [_check(line, len(versions), ground) for line, versions in zip(lines, fitting, strict=True)]
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


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every line of one check is decided on."""

    now: datetime
    policy: PolicyInForce
    edition: Edition | None
    last_look_at: datetime | None
    statuses: Mapping[int, VersionStatus]


def _ground(actor: Actor, versions: Sequence[Version]) -> _Ground:
    line = registry.list_line()
    return _Ground(
        policy=policy_in_force(actor=actor),
        edition=registry.current_edition(),
        last_look_at=line.last_look_at if line else None,
        statuses=claims.version_statuses(actor=actor, versions=versions),
        # Taken last: a look or a verdict read above must not lie after the moment of the check.
        now=timezone.now(),
    )


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
            return Order.objects.create(owner_id=actor.acts_for, reference=said)
    except IntegrityError as taken:
        again = _("There is an order %(reference)s already. Open it to check it again, or give another number.")
        raise refuse("order.reference-taken", again % {"reference": said}, field="reference") from taken


def _fitting_versions(actor: Actor, lines: Sequence[OrderLine]) -> list[list[Version]]:
    """For each line the visible versions with its product code and builds; what a line leaves out fits any.

    A code that several suppliers use names none of their products: else a share nobody asked for could answer a
    line that means another supplier's build.
    """
    by_code: dict[str, list[Version]] = {}
    codes = {line.product_code for line in lines}
    for version in catalogue.versions(actor=actor).filter(product__code__in=codes):
        by_code.setdefault(version.product.code, []).append(version)
    told_apart = {code: versions for code, versions in by_code.items() if len({v.owner_id for v in versions}) == 1}
    return [[v for v in told_apart.get(line.product_code, []) if _fits(line, v)] for line in lines]


def _fits(line: OrderLine, version: Version) -> bool:
    pairs = (
        (line.hardware, version.hardware),
        (line.firmware, version.firmware),
        (line.ai_software, version.ai_software),
    )
    return all(asked in ("", given) for asked, given in pairs)


def _the_only(versions: Sequence[Version]) -> Version | None:
    return versions[0] if len(versions) == 1 else None


def _follow_versions(actor: Actor, lines: Sequence[OrderLine], fitting: Sequence[Sequence[Version]]) -> None:
    """Point each line at the version it names now: one may have been shared, or taken back, since the order came."""
    moved = []
    for line, versions in zip(lines, fitting, strict=True):
        version = _the_only(versions)
        if line.version_id != (version.pk if version else None):
            moved.append(line)
        line.version = version
    if moved:
        OrderLine.objects.owned_by(actor).bulk_update(moved, ["version"])


def _check(line: OrderLine, fits: int, ground: _Ground) -> Check:
    status = ground.statuses.get(line.version_id) if line.version_id else None
    if status is None:
        facts = facts_of_unknown_version(
            list_loaded=ground.edition is not None, last_look_at=ground.last_look_at, now=ground.now
        )
    else:
        facts = facts_of_line(status, line.number, ground.now)
    outcome = decide(facts, ground.policy.rules)
    return Check(
        owner_id=line.owner_id,
        line=line,
        policy_number=ground.policy.number,
        edition=ground.edition,
        decision=outcome.decision,
        match=facts.match or "",
        coverage=facts.coverage or "",
        reasons=[reason.as_dict() for reason in outcome.reasons],
        facts=_said(line, fits, facts, status, ground),
        verification_id_used=status.verification_id if status else None,
        checked_at=ground.now,
    )


def _said(line: OrderLine, fits: int, facts: Facts, status: VersionStatus | None, ground: _Ground) -> dict[str, object]:
    """What the gate was given, as JSON: enough to decide the line again by hand."""
    version = line.version
    return {
        "match": facts.match,
        "coverage": facts.coverage,
        "standing": facts.standing,
        "list_loaded": facts.list_loaded,
        "days_since_last_look": facts.days_since_last_look,
        "most_days_since_last_look": ground.policy.rules.most_days_since_last_look,
        "last_look_at": ground.last_look_at.isoformat() if ground.last_look_at else None,
        "bundled": status.bundled if status else None,
        "edition": ground.edition.number if ground.edition else None,
        "edition_as_of": ground.edition.as_of.isoformat() if ground.edition else None,
        "claim_id": status.claim_id if status else None,
        "number": status.number if status else "",
        "holder": status.holder if status else "",
        "versions_that_fit": fits,
        "version": None
        if version is None
        else {
            "supplier": version.owner.legal_name,
            "product_code": version.product.code,
            "hardware": version.hardware,
            "firmware": version.firmware,
            "ai_software": version.ai_software,
        },
    }
