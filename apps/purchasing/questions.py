"""The facts the gate is given, from what is known of a version, of a number, or of neither."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from apps.claims.codes import Code, Reason, Standing, reason
from apps.claims.status import Look, NumberCheck, VersionStatus
from apps.purchasing.gate import Decision, Facts, decision_of
from apps.registry.numbers import number_key

# What a claim's reasons say of the version or of the list; all others speak of the number the claim names.
ABOUT_THE_VERSION = frozenset(
    {
        *(Code.NO_LIST, Code.LIST_OLD, Code.CARRIED, Code.CARRIED_NOTICE, Code.CONFIRM, Code.VERSION),
        *(Code.VERSION_NOT_GIVEN, Code.VERSION_UNKNOWN, Code.DECLARED_NONE, Code.DECLARED_EXPORT),
        *(Code.IN_PROGRESS, Code.NOT_ASSESSED, Code.PAIR_MISSING),
    }
)


def days_since(last_look_at: datetime | None, now: datetime) -> int | None:
    """Whole days since the last look, None where there was none; below zero when it lies in the future."""
    return None if last_look_at is None else (now - last_look_at).days


def facts_of_version(status: VersionStatus, now: datetime) -> Facts:
    """What is known of a version, without any number the buyer has at hand."""
    return Facts(
        match=status.match,
        coverage=status.coverage,
        standing=status.standing,
        reasons=status.reasons,
        list_loaded=status.list_loaded,
        days_since_last_look=days_since(status.last_look_at, now),
    )


def facts_of_line(status: VersionStatus, check: NumberCheck | None, now: datetime) -> Facts:
    """What is known of a version and of the number beside it, if there is one.

    Of the claim's own number only how it was written is added. For any other number the list's answer about that one
    stands, and of the claim what speaks against an order: that it agrees with the list says nothing of another number.
    """
    facts = facts_of_version(status, now)
    if check is None:
        return facts
    if names_the_same(status, check.input):
        folded = tuple(one for one in check.reasons if one.code is Code.NUM_NORM)
        return replace(facts, reasons=(*facts.reasons, *folded))
    reasons = (*check.reasons, *_against_the_claim(status))
    if names_another(status, check.input):
        reasons += (reason(Code.LINE_NUMBER, line=check.input.strip(), claimed=status.number),)
    return replace(facts, match=check.match, standing=Standing.NOT_DECIDED, reasons=reasons)


def facts_of_unknown_version(why: Sequence[Reason], check: NumberCheck | None, look: Look, now: datetime) -> Facts:
    """What is known where no version is named: why, how fresh the list is, and of the number, if there is one."""
    return Facts(
        match=check.match if check else None,
        coverage=None,
        standing=Standing.NOT_DECIDED,
        reasons=(*(check.reasons if check else ()), *why),
        list_loaded=look.list_loaded,
        days_since_last_look=days_since(look.last_look_at, now),
    )


def facts_of_number(check: NumberCheck, now: datetime) -> Facts:
    """What is known of a number by itself: nobody said for which version, nor who leans on it."""
    look = Look(list_loaded=check.list_loaded, last_look_at=check.last_look_at, bundled=check.bundled)
    return facts_of_unknown_version([reason(Code.VERSION_NOT_GIVEN)], check, look, now)


def names_the_same(status: VersionStatus, number: str) -> bool:
    """Whether a number is, folded, the one the supplier's claim names."""
    return bool(status.number) and number_key(number) == number_key(status.number)


def names_another(status: VersionStatus, number: str) -> bool:
    """Whether the supplier's claim names a number, and it is not this one."""
    return bool(status.number) and not names_the_same(status, number)


def _against_the_claim(status: VersionStatus) -> tuple[Reason, ...]:
    """The claim's reasons that ask for more than a release; those about its number say which number that is."""
    against = [one for one in status.reasons if decision_of(one.code) is not Decision.RELEASE]
    return tuple(
        one
        if one.code in ABOUT_THE_VERSION or not status.number
        else replace(one, params={**one.params, "claims_number": status.number})
        for one in against
    )
