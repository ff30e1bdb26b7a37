"""Deciding order lines: the facts of each, from what is known of its version and of the number written on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from apps.claims import queries as claims
from apps.claims.status import Look, NumberCheck, VersionStatus
from apps.kernel.actor import Actor
from apps.purchasing.gate import Facts, decide
from apps.purchasing.models import Check, OrderLine
from apps.purchasing.queries import PolicyInForce, policy_in_force
from apps.purchasing.questions import facts_of_line, facts_of_unknown_version, names_another
from apps.purchasing.reading import Named
from apps.registry import queries as registry
from apps.registry.models import Edition


@dataclass(frozen=True, slots=True)
class Ground:
    """What every line of one check is decided on; `numbers` are the written ones with the holder each was met with."""

    now: datetime
    policy: PolicyInForce
    edition: Edition | None
    look: Look
    statuses: Mapping[int, VersionStatus]
    numbers: Mapping[tuple[str, str], NumberCheck]

    def status_of(self, line: OrderLine) -> VersionStatus | None:
        return self.statuses.get(line.version_id) if line.version_id else None

    def number_of(self, line: OrderLine) -> NumberCheck | None:
        """What the list shows for the number on the line, None where there is none on it."""
        return self.numbers.get(_question(line, self.statuses))


def ground_of(*, actor: Actor, lines: Sequence[OrderLine]) -> Ground:
    """What the lines are decided on now; a constant number of queries however many lines and numbers."""
    line = registry.list_line()
    edition = registry.current_edition()
    statuses = claims.version_statuses(actor=actor, versions=[line.version for line in lines if line.version])
    return Ground(
        policy=policy_in_force(actor=actor),
        edition=edition,
        look=Look(
            list_loaded=edition is not None,
            last_look_at=line.last_look_at if line else None,
            bundled=line.bundled if line else False,
        ),
        statuses=statuses,
        numbers=_checked({_question(line, statuses) for line in lines if line.number}),
        # Taken last: a look or a verdict read above must not lie after the moment of the check.
        now=timezone.now(),
    )


def check_of(line: OrderLine, named: Named, ground: Ground) -> Check:
    """The check of one line, not stored yet."""
    status, number = ground.status_of(line), ground.number_of(line)
    if status is None:
        facts = facts_of_unknown_version(named.why_none, number, ground.look, ground.now)
    else:
        facts = facts_of_line(status, number, ground.now)
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
        facts={**_said(facts, status, ground), **_version_said(line, named, status)},
        verification_id_used=status.verification_id if status else None,
        checked_at=ground.now,
    )


def _question(line: OrderLine, statuses: Mapping[int, VersionStatus]) -> tuple[str, str]:
    """The number on a line, and the company that holds the one of the supplier's claim."""
    status = statuses.get(line.version_id) if line.version_id else None
    return line.number, status.holder if status else ""


def _checked(questions: set[tuple[str, str]]) -> dict[tuple[str, str], NumberCheck]:
    """The answer to each question; the list is read only where there is one."""
    if not questions:
        return {}
    book = claims.number_book()
    return {(number, holder): book.check(number, holder=holder) for number, holder in questions}


def _said(facts: Facts, status: VersionStatus | None, ground: Ground) -> dict[str, object]:
    """What the gate was given, as JSON: enough to decide the line again by hand."""
    return {
        "match": facts.match,
        "coverage": facts.coverage,
        "standing": facts.standing,
        "list_loaded": facts.list_loaded,
        "days_since_last_look": facts.days_since_last_look,
        "most_days_since_last_look": ground.policy.rules.most_days_since_last_look,
        "last_look_at": ground.look.last_look_at.isoformat() if ground.look.last_look_at else None,
        "bundled": status.bundled if status else None,
        "edition": ground.edition.number if ground.edition else None,
        "edition_as_of": ground.edition.as_of.isoformat() if ground.edition else None,
        "claim_id": status.claim_id if status else None,
        "number": status.number if status else "",
        "holder": status.holder if status else "",
    }


def _version_said(line: OrderLine, named: Named, status: VersionStatus | None) -> dict[str, object]:
    """The version that the line names, as JSON, and whether its number is another than the claim's."""
    version = named.version
    return {
        "names_another_number": bool(line.number and status and names_another(status, line.number)),
        "versions_that_fit": named.fits,
        "version": None
        if version is None
        else {
            "supplier": named.supplier.legal_name if named.supplier else "",
            "product_code": version.product.shown.code,
            "hardware": version.hardware,
            "firmware": version.firmware,
            "ai_software": version.ai_software,
        },
    }
