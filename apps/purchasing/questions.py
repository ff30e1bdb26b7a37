"""The facts the gate is given, from what is known of a version, of a number, or of neither."""

from dataclasses import replace
from datetime import datetime

from apps.claims.codes import Code, Standing, reason
from apps.claims.status import NumberCheck, VersionStatus
from apps.purchasing.gate import BY_MATCH, SEVERITY, Decision, Facts
from apps.registry.numbers import number_key


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


def facts_of_line(status: VersionStatus, number: str, now: datetime) -> Facts:
    """What is known of the version an order line names, and whether its number is the supplier's; "" for no number."""
    facts = facts_of_version(status, now)
    if not number or names_the_same(status, number):
        return facts
    return _with_reason(facts, status, number)


def facts_of_unknown_version(*, list_loaded: bool, last_look_at: datetime | None, now: datetime) -> Facts:
    """What is known where no visible version fits: nothing but how fresh the list is."""
    return Facts(
        match=None,
        coverage=None,
        standing=None,
        reasons=(reason(Code.VERSION_UNKNOWN),),
        list_loaded=list_loaded,
        days_since_last_look=days_since(last_look_at, now),
    )


def facts_of_number(check: NumberCheck, now: datetime) -> Facts:
    """What is known of a number by itself: nobody said for which version, nor who leans on it."""
    return Facts(
        match=check.match,
        coverage=None,
        standing=Standing.NOT_DECIDED,
        reasons=(*check.reasons, reason(Code.VERSION_NOT_GIVEN)),
        list_loaded=check.list_loaded,
        days_since_last_look=days_since(check.last_look_at, now),
    )


def facts_of_number_for_version(check: NumberCheck, status: VersionStatus, now: datetime) -> Facts:
    """What is known of a version when the buyer holds a number: of another one than the claim's, the graver of both.

    Of the claim's own number only how it was written is added.
    """
    facts = facts_of_version(status, now)
    if names_the_same(status, check.input):
        folded = tuple(one for one in check.reasons if one.code is Code.NUM_NORM)
        return replace(facts, reasons=(*facts.reasons, *folded))
    match = max((check.match, facts.match), key=lambda m: SEVERITY.index(BY_MATCH.get(m, Decision.NOT_DECIDABLE)))
    both = replace(facts, match=match, reasons=(*check.reasons, *facts.reasons))
    return _with_reason(both, status, check.input)


def names_the_same(status: VersionStatus, number: str) -> bool:
    """Whether a number is, folded, the one the supplier's claim names."""
    return bool(status.number) and number_key(number) == number_key(status.number)


def _with_reason(facts: Facts, status: VersionStatus, number: str) -> Facts:
    """The facts with the reason that the numbers differ; where no claim names one there is none to differ from."""
    if not status.number:
        return facts
    differs = reason(Code.LINE_NUMBER, line=number.strip(), claimed=status.number)
    return replace(facts, reasons=(*facts.reasons, differs))
