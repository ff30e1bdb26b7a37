"""May we order this? The buyer's rules over match, standing, coverage and freshness; nothing unknown ever releases."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from apps.claims.codes import Code, Match, Reason, Standing, reason


class Decision(StrEnum):
    """What a buyer is told. A waiver is a person's decision on top of these, never the gate's."""

    RELEASE = "release"
    CONDITIONAL = "conditional"
    HOLD = "hold"
    NOT_DECIDABLE = "not_decidable"
    BLOCK = "block"


SEVERITY: tuple[Decision, ...] = tuple(Decision)

# The column "default decision" of the table of verdicts, by reason code. What a buyer asks about and nobody
# answered (no version named, none that fits, another number on the line, a near miss) is on hold as well.
DEFAULTS: Mapping[str, Decision] = {
    Code.NUM_EXACT: Decision.RELEASE,
    Code.NUM_NORM: Decision.RELEASE,
    Code.ENT_EXACT: Decision.RELEASE,
    Code.ENT_NORM: Decision.RELEASE,
    Code.ENT_ALIAS: Decision.RELEASE,
    Code.ENT_CODE: Decision.RELEASE,
    Code.ENT_GROUP: Decision.RELEASE,
    Code.NAME_NORM: Decision.RELEASE,
    Code.ROW_SWAPPED: Decision.RELEASE,
    Code.REG_LOCAL: Decision.RELEASE,
    Code.CARRIED: Decision.RELEASE,
    Code.LOC_DIFF: Decision.CONDITIONAL,
    Code.CARRIED_NOTICE: Decision.CONDITIONAL,
    Code.DECLARED_NONE: Decision.CONDITIONAL,
    Code.DECLARED_EXPORT: Decision.CONDITIONAL,
    Code.NAME_DIFF: Decision.HOLD,
    Code.ENT_NOT_GIVEN: Decision.HOLD,
    Code.TRACK: Decision.HOLD,
    Code.GONE_UNCONFIRMED: Decision.HOLD,
    Code.NEWER_THAN_LIST: Decision.HOLD,
    Code.NEAR: Decision.HOLD,
    Code.MALFORMED: Decision.HOLD,
    Code.NUM_TYPE_ALGO: Decision.HOLD,
    Code.NUM_TYPE_ICP: Decision.HOLD,
    Code.NUM_TYPE_USCC: Decision.HOLD,
    Code.UNREADABLE: Decision.HOLD,
    Code.RELIANCE_MISSING: Decision.HOLD,
    Code.RELIANCE_SCOPE: Decision.HOLD,
    Code.PAIR_MISSING: Decision.HOLD,
    Code.CONFIRM: Decision.HOLD,
    Code.IN_PROGRESS: Decision.HOLD,
    Code.NOT_ASSESSED: Decision.HOLD,
    Code.VERSION_NOT_GIVEN: Decision.HOLD,
    Code.VERSION_UNKNOWN: Decision.HOLD,
    Code.LINE_NUMBER: Decision.HOLD,
    Code.NO_LIST: Decision.NOT_DECIDABLE,
    Code.CHECK_FAILED: Decision.NOT_DECIDABLE,
    Code.LIST_OLD: Decision.NOT_DECIDABLE,
    Code.ENT_OTHER: Decision.BLOCK,
    Code.SCOPE: Decision.BLOCK,
    Code.CANCELLED: Decision.BLOCK,
    Code.GONE: Decision.BLOCK,
    Code.NOT_FOUND: Decision.BLOCK,
    Code.VERSION: Decision.BLOCK,
}

# The mildest decision each value of a fact leaves open, whatever the reasons say. None: the question was not answered.
BY_MATCH: Mapping[str | None, Decision] = {
    Match.MATCH: Decision.RELEASE,
    Match.MATCH_DIFF: Decision.CONDITIONAL,
    Match.MISMATCH: Decision.BLOCK,
    Match.NOT_LISTED: Decision.HOLD,
    Match.NO_LONGER_FOUND: Decision.BLOCK,
    Match.NOT_CHECKABLE: Decision.HOLD,
    None: Decision.HOLD,
}
BY_COVERAGE: Mapping[str | None, Decision] = {
    "covered": Decision.RELEASE,
    "version_changed": Decision.HOLD,
    "not_covered": Decision.HOLD,
    "out_of_scope": Decision.CONDITIONAL,
    "not_assessed": Decision.HOLD,
    None: Decision.HOLD,
}
BY_STANDING: Mapping[str | None, Decision] = {
    Standing.SHOWN: Decision.RELEASE,
    Standing.NOT_SHOWN: Decision.HOLD,
    Standing.NOT_DECIDED: Decision.HOLD,
    None: Decision.HOLD,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The answers to the first three questions for one line, and how old the last look at the list is, in days."""

    match: str | None
    coverage: str | None
    standing: str | None
    reasons: tuple[Reason, ...]
    list_loaded: bool
    days_since_last_look: int | None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a buyer's policy says."""

    most_days_since_last_look: int


DEFAULT_RULES = Rules(most_days_since_last_look=45)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The decision and every reason for it, the gravest first."""

    decision: Decision
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reason with the decision it asks for by itself."""

    reason: Reason
    decision: Decision


def decision_of(code: str) -> Decision:
    """What a reason asks for by itself; a code the table does not know asks for a hold."""
    return DEFAULTS.get(code, Decision.HOLD)


def decide(facts: Facts, rules: Rules) -> Outcome:
    """The gravest of what the facts leave open and what each reason asks for."""
    reasons = _each_once([*facts.reasons, *_missing_reasons(facts, rules)])
    decision = gravest([*_floors(facts), *(decision_of(r.code) for r in reasons)])
    gravest_first = sorted(reasons, key=lambda r: SEVERITY.index(decision_of(r.code)), reverse=True)
    return Outcome(decision=decision, reasons=tuple(gravest_first))


def weighed(outcome: Outcome) -> tuple[Weighed, ...]:
    """The reasons of an outcome, each with what it asks for."""
    return tuple(Weighed(r, decision_of(r.code)) for r in outcome.reasons)


def gravest(decisions: Iterable[Decision]) -> Decision:
    """The gravest of at least one decision."""
    return max(decisions, key=SEVERITY.index)


def _floors(facts: Facts) -> Iterator[Decision]:
    """The mildest decision each fact leaves open; a value no table knows can't be decided on."""
    yield BY_COVERAGE.get(facts.coverage, Decision.NOT_DECIDABLE)
    # Who declares that no filing is needed names no number, so there is nothing to match or to lean on.
    if facts.coverage != "out_of_scope":
        yield BY_MATCH.get(facts.match, Decision.NOT_DECIDABLE)
        yield BY_STANDING.get(facts.standing, Decision.NOT_DECIDABLE)


def _missing_reasons(facts: Facts, rules: Rules) -> Iterator[Reason]:
    """Reasons the facts themselves give and the check did not name."""
    given = {r.code for r in facts.reasons}
    days = facts.days_since_last_look
    if not facts.list_loaded or days is None or days < 0:
        yield reason(Code.NO_LIST)
    elif days > rules.most_days_since_last_look:
        yield reason(Code.LIST_OLD, days=str(days), most=str(rules.most_days_since_last_look))
    if facts.coverage is None and not given & {Code.VERSION_NOT_GIVEN, Code.VERSION_UNKNOWN}:
        yield reason(Code.VERSION_NOT_GIVEN)
    if facts.coverage == "not_assessed":
        yield reason(Code.NOT_ASSESSED)
    known = facts.match in BY_MATCH and facts.coverage in BY_COVERAGE and facts.standing in BY_STANDING
    if not known:
        yield reason(Code.CHECK_FAILED)


def _each_once(reasons: Sequence[Reason]) -> list[Reason]:
    once: list[Reason] = []
    for one in reasons:
        if one not in once:
            once.append(one)
    return once
