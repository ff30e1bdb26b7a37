"""The gate, tried over everything it could be told."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.claims.codes import Code, Match, Reason, Standing, reason
from apps.purchasing.gate import (
    DEFAULTS,
    SEVERITY,
    Decision,
    Facts,
    Rules,
    decide,
    decision_of,
    weighed,
)

RULES = Rules(most_days_since_last_look=45)
COVERAGES = ["covered", "version_changed", "not_covered", "out_of_scope", "not_assessed"]


GOOD = Facts(
    match="match",
    coverage="covered",
    standing="shown",
    reasons=(reason(Code.NUM_EXACT), reason(Code.ENT_EXACT)),
    list_loaded=True,
    days_since_last_look=3,
)


def facts(**changes: Any) -> Facts:
    """Facts that release, with changes."""
    return replace(GOOD, **changes)


def codes(outcome_reasons: tuple[Reason, ...]) -> list[str]:
    return [r.code for r in outcome_reasons]


any_reason = st.sampled_from(list(Code)).map(reason)
any_facts = st.builds(
    Facts,
    match=st.sampled_from([*Match, None, "", "something new"]),
    coverage=st.sampled_from([*COVERAGES, None, "", "something new"]),
    standing=st.sampled_from([*Standing, None, "", "something new"]),
    reasons=st.lists(any_reason, max_size=5).map(tuple),
    list_loaded=st.booleans(),
    days_since_last_look=st.none() | st.integers(-5, 400),
)
any_rules = st.builds(Rules, most_days_since_last_look=st.integers(0, 120))


def test_a_listed_number_of_the_supplier_for_this_version_is_released() -> None:
    assert decide(facts(), RULES).decision is Decision.RELEASE


def test_the_table_names_every_reason_code_there_is() -> None:
    assert set(DEFAULTS) == set(Code)


def test_every_decision_has_a_severity() -> None:
    assert sorted(SEVERITY, key=SEVERITY.index) == [
        Decision.RELEASE,
        Decision.CONDITIONAL,
        Decision.HOLD,
        Decision.NOT_DECIDABLE,
        Decision.BLOCK,
    ]


@pytest.mark.parametrize(
    ("code", "decision"),
    [
        ("R-NUM-EXACT", "release"),
        ("R-NUM-NORM", "release"),
        ("R-ENT-EXACT", "release"),
        ("R-ENT-NORM", "release"),
        ("R-ENT-ALIAS", "release"),
        ("R-ENT-CODE", "release"),
        ("R-ENT-GROUP", "release"),
        ("R-NAME-NORM", "release"),
        ("R-ROW-SWAPPED", "release"),
        ("R-REG-LOCAL", "release"),
        ("R-NAME-DIFF", "hold"),
        ("R-LOC-DIFF", "conditional"),
        ("R-ENT-NOT-GIVEN", "hold"),
        ("R-ENT-OTHER", "block"),
        ("R-TRACK", "hold"),
        ("R-SCOPE", "block"),
        ("R-CANCELLED", "block"),
        ("R-GONE", "block"),
        ("R-GONE-UNCONFIRMED", "hold"),
        ("R-NEWER-THAN-LIST", "hold"),
        ("R-NOT-FOUND", "block"),
        ("R-NEAR", "hold"),
        ("R-MALFORMED", "hold"),
        ("R-NUM-TYPE-ALGO", "hold"),
        ("R-NUM-TYPE-ICP", "hold"),
        ("R-NUM-TYPE-USCC", "hold"),
        ("R-UNREADABLE", "hold"),
        ("R-NO-LIST", "not_decidable"),
        ("R-CHECK-FAILED", "not_decidable"),
        ("R-LIST-OLD", "not_decidable"),
        ("R-RELIANCE-MISSING", "hold"),
        ("R-RELIANCE-SCOPE", "hold"),
        ("R-PAIR-MISSING", "hold"),
        ("R-CARRIED", "release"),
        ("R-CARRIED-NOTICE", "conditional"),
        ("R-CONFIRM", "hold"),
        ("R-VERSION", "block"),
        ("R-VERSION-NOT-GIVEN", "hold"),
        ("R-VERSION-UNKNOWN", "hold"),
        ("R-LINE-NUMBER", "hold"),
        ("R-DECLARED-NONE", "conditional"),
        ("R-DECLARED-EXPORT", "conditional"),
        ("R-IN-PROGRESS", "hold"),
        ("R-NOT-ASSESSED", "hold"),
    ],
)
def test_a_reason_alone_decides_as_the_table_of_verdicts_says(code: str, decision: str) -> None:
    assert decide(facts(reasons=(Reason(Code(code)),)), RULES).decision == decision


@pytest.mark.parametrize(
    ("changes", "decision"),
    [
        ({"match": "match_diff"}, "conditional"),
        ({"match": "mismatch"}, "block"),
        ({"match": "not_listed"}, "hold"),
        ({"match": "no_longer_found"}, "block"),
        ({"match": "not_checkable"}, "hold"),
        ({"match": None}, "hold"),
        ({"match": "something new"}, "not_decidable"),
        ({"coverage": "version_changed"}, "hold"),
        ({"coverage": "not_covered"}, "hold"),
        ({"coverage": "not_assessed"}, "hold"),
        ({"coverage": None}, "hold"),
        ({"coverage": "something new"}, "not_decidable"),
        ({"standing": "not_shown"}, "hold"),
        ({"standing": "not_decided"}, "hold"),
        ({"standing": None}, "hold"),
        ({"standing": "something new"}, "not_decidable"),
        ({"list_loaded": False}, "not_decidable"),
        ({"days_since_last_look": None}, "not_decidable"),
        ({"days_since_last_look": -1}, "not_decidable"),
        ({"days_since_last_look": 45}, "release"),
        ({"days_since_last_look": 46}, "not_decidable"),
    ],
)
def test_a_fact_alone_decides_where_no_reason_says_more(changes: dict[str, object], decision: str) -> None:
    assert decide(facts(reasons=(), **changes), RULES).decision == decision


def test_a_declared_version_is_released_with_conditions_without_any_number() -> None:
    declared = facts(match=None, coverage="out_of_scope", standing="not_decided", reasons=(reason(Code.DECLARED_NONE),))
    assert decide(declared, RULES).decision is Decision.CONDITIONAL


def test_a_list_not_looked_at_in_time_is_said_with_both_figures() -> None:
    outcome = decide(facts(days_since_last_look=60), RULES)
    assert reason(Code.LIST_OLD, days="60", most="45") in outcome.reasons
    assert outcome.reasons[0].code is Code.LIST_OLD


def test_a_number_of_another_company_is_not_ordered_however_old_the_list_is() -> None:
    other = facts(match="mismatch", reasons=(reason(Code.ENT_OTHER),), days_since_last_look=200)
    assert decide(other, RULES).decision is Decision.BLOCK


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"coverage": None}, Code.VERSION_NOT_GIVEN),
        ({"coverage": "not_assessed"}, Code.NOT_ASSESSED),
        ({"list_loaded": False}, Code.NO_LIST),
        ({"match": "something new"}, Code.CHECK_FAILED),
    ],
)
def test_what_no_given_reason_explains_is_explained(changes: dict[str, object], code: Code) -> None:
    assert code in codes(decide(facts(**changes), RULES).reasons)


def test_a_line_whose_version_is_unknown_is_not_told_that_it_gave_none() -> None:
    unknown = facts(coverage=None, match=None, standing=None, reasons=(reason(Code.VERSION_UNKNOWN),))
    assert codes(decide(unknown, RULES).reasons) == [Code.VERSION_UNKNOWN]


def test_the_gravest_reason_stands_first_and_none_twice() -> None:
    given_reasons = (reason(Code.NUM_EXACT), reason(Code.NAME_DIFF), reason(Code.ENT_OTHER), reason(Code.NUM_EXACT))
    outcome = decide(facts(reasons=given_reasons), RULES)
    assert codes(outcome.reasons) == [Code.ENT_OTHER, Code.NAME_DIFF, Code.NUM_EXACT]


def test_a_code_the_table_does_not_know_is_never_a_release() -> None:
    assert decision_of("R-INVENTED-TOMORROW") is Decision.HOLD


def test_each_reason_can_be_shown_with_what_it_asks_for() -> None:
    outcome = decide(facts(reasons=(reason(Code.NUM_EXACT), reason(Code.NAME_DIFF))), RULES)
    assert [(w.reason.code, w.decision) for w in weighed(outcome)] == [
        (Code.NAME_DIFF, Decision.HOLD),
        (Code.NUM_EXACT, Decision.RELEASE),
    ]


@given(any_facts, any_rules)
def test_the_gate_answers_whatever_it_is_told(told: Facts, rules: Rules) -> None:
    assert decide(told, rules).decision in Decision


@given(any_facts, any_rules)
def test_a_release_needs_every_fact_known_fresh_and_good(told: Facts, rules: Rules) -> None:
    if decide(told, rules).decision is not Decision.RELEASE:
        return
    assert (told.match, told.coverage, told.standing) == ("match", "covered", "shown")
    assert told.list_loaded
    assert told.days_since_last_look is not None
    assert 0 <= told.days_since_last_look <= rules.most_days_since_last_look
    assert all(decision_of(r.code) is Decision.RELEASE for r in told.reasons)


@given(any_facts, any_reason, any_rules)
def test_one_more_reason_never_makes_the_decision_milder(told: Facts, more: Reason, rules: Rules) -> None:
    before = decide(told, rules).decision
    after = decide(replace(told, reasons=(*told.reasons, more)), rules).decision
    assert SEVERITY.index(after) >= SEVERITY.index(before)


@given(any_facts, st.integers(0, 120), st.integers(0, 120))
def test_a_stricter_policy_never_makes_the_decision_milder(told: Facts, one: int, other: int) -> None:
    strict, lax = decide(told, Rules(min(one, other))).decision, decide(told, Rules(max(one, other))).decision
    assert SEVERITY.index(strict) >= SEVERITY.index(lax)


@given(any_facts, any_rules)
def test_the_decision_never_depends_on_the_order_of_the_reasons(told: Facts, rules: Rules) -> None:
    turned = replace(told, reasons=told.reasons[::-1])
    assert decide(turned, rules).decision is decide(told, rules).decision
