"""What the gate is told about versions and numbers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.catalogue.coverage import Coverage
from apps.claims.codes import Code, Match, Reason, Standing, reason
from apps.claims.status import EditionFacts, Look, NumberCheck, VersionStatus
from apps.purchasing.gate import DEFAULT_RULES, SEVERITY, Decision, Facts, decide, decision_of, gravest
from apps.purchasing.questions import (
    days_since,
    facts_of_line,
    facts_of_number,
    facts_of_unknown_version,
    facts_of_version,
)
from apps.registry.numbers import NumberKind

NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
NUMBER = "Beijing-DemoModel-202403150012"
STATUS = VersionStatus(
    version_id=1,
    coverage=Coverage.COVERED,
    match=Match.MATCH,
    standing=Standing.SHOWN,
    reasons=(reason(Code.NUM_EXACT), reason(Code.ENT_EXACT)),
    claim_id=7,
    number=NUMBER,
    holder="示例科技（北京）有限公司",
    kind="filing",
    verification_id=9,
    edition_number=11,
    edition_as_of=date(2026, 4, 30),
    verified_through=11,
    as_of=date(2026, 4, 30),
    checked_at=NOW,
    near=(),
    last_look_at=NOW - timedelta(days=3),
    bundled=True,
    list_loaded=True,
)


def check_of(text: str, match: Match, *reasons: Reason) -> NumberCheck:
    return NumberCheck(
        input=text,
        kind=NumberKind.FILING,
        match=match,
        reasons=reasons,
        fields=(),
        edition=EditionFacts("national-genai", 11, date(2026, 4, 30), date(2026, 5, 13)),
        listed=None,
        near=(),
        found_in_text=(),
        asked_as_of=None,
        last_look_at=NOW,
        bundled=True,
        list_loaded=True,
    )


def decided(facts: Facts) -> Decision:
    return decide(facts, DEFAULT_RULES).decision


def test_a_covered_version_is_released_with_or_without_its_number_on_the_line() -> None:
    assert decided(facts_of_version(STATUS, NOW)) is Decision.RELEASE
    assert decided(facts_of_line(STATUS, None, NOW)) is Decision.RELEASE
    spoilt = check_of(" beijing—demomodel-2024 0315 0012", Match.MATCH, reason(Code.NUM_NORM))
    assert decided(facts_of_line(STATUS, spoilt, NOW)) is Decision.RELEASE


def test_a_line_with_another_number_of_the_same_company_is_on_hold() -> None:
    other = check_of("Beijing-Other-202403150013", Match.MATCH, reason(Code.NUM_EXACT), reason(Code.ENT_EXACT))
    facts = facts_of_line(STATUS, other, NOW)
    assert facts.reasons[-1] == reason(Code.LINE_NUMBER, line="Beijing-Other-202403150013", claimed=NUMBER)
    assert (facts.match, facts.standing) == (Match.MATCH, Standing.NOT_DECIDED)
    assert decided(facts) is Decision.HOLD


def test_a_number_on_a_line_of_a_version_nobody_claims_is_not_called_another() -> None:
    silent = replace(
        STATUS,
        number="",
        coverage=Coverage.NOT_ASSESSED,
        match=None,
        standing=Standing.NOT_DECIDED,
        reasons=(reason(Code.NOT_ASSESSED),),
    )
    facts = facts_of_line(silent, check_of(NUMBER, Match.NOT_LISTED, reason(Code.NOT_FOUND)), NOW)
    assert [r.code for r in facts.reasons] == [Code.NOT_FOUND, Code.NOT_ASSESSED]
    assert decided(facts) is Decision.BLOCK


def test_a_version_nobody_can_see_is_on_hold_and_the_age_of_the_list_still_counts() -> None:
    def of(last_look_at: datetime | None, loaded: bool = True) -> Facts:
        look = Look(list_loaded=loaded, last_look_at=last_look_at, bundled=True)
        return facts_of_unknown_version([reason(Code.VERSION_UNKNOWN)], None, look, NOW)

    assert decided(of(NOW)) is Decision.HOLD
    assert decided(of(NOW - timedelta(days=50))) is Decision.NOT_DECIDABLE
    assert decided(of(None, loaded=False)) is Decision.NOT_DECIDABLE


def test_a_listed_number_alone_is_on_hold_because_no_version_was_named() -> None:
    facts = facts_of_number(check_of(NUMBER, Match.MATCH, reason(Code.NUM_EXACT)), NOW)
    assert Code.VERSION_NOT_GIVEN in [r.code for r in facts.reasons]
    assert decided(facts) is Decision.HOLD


def test_an_unlisted_number_alone_is_not_ordered() -> None:
    facts = facts_of_number(check_of(NUMBER, Match.NOT_LISTED, reason(Code.NOT_FOUND)), NOW)
    assert decided(facts) is Decision.BLOCK


def test_the_claims_own_number_adds_only_how_it_was_written() -> None:
    exact = check_of(NUMBER, Match.MATCH, reason(Code.NUM_EXACT), reason(Code.ENT_NOT_GIVEN))
    assert facts_of_line(STATUS, exact, NOW) == facts_of_version(STATUS, NOW)
    folded = check_of(NUMBER.lower(), Match.MATCH, reason(Code.NUM_NORM), reason(Code.ENT_NOT_GIVEN))
    facts = facts_of_line(STATUS, folded, NOW)
    assert facts.reasons == (*STATUS.reasons, reason(Code.NUM_NORM))
    assert decided(facts) is Decision.RELEASE


@pytest.mark.parametrize(
    ("match", "code", "decision"),
    [
        (Match.MATCH, Code.NUM_EXACT, Decision.HOLD),
        (Match.NOT_LISTED, Code.NOT_FOUND, Decision.BLOCK),
        (Match.NOT_CHECKABLE, Code.NUM_TYPE_ALGO, Decision.HOLD),
    ],
)
def test_another_number_is_met_with_the_list_by_itself_and_the_claims_agreement_says_nothing_of_it(
    match: Match, code: Code, decision: Decision
) -> None:
    other = check_of("Beijing-Other-202403150013", match, reason(code))
    facts = facts_of_line(STATUS, other, NOW)
    assert facts.match == match
    assert [r.code for r in facts.reasons] == [code, Code.LINE_NUMBER]
    assert decided(facts) is decision


@given(
    st.sampled_from(Match),
    st.sampled_from(Match),
    st.lists(st.sampled_from(Code), max_size=4),
    st.lists(st.sampled_from(Code), max_size=4),
    st.sampled_from(Coverage),
)
def test_another_number_on_the_line_never_makes_the_decision_milder(
    claims: Match, lines: Match, of_claim: list[Code], of_line: list[Code], coverage: Coverage
) -> None:
    status = replace(STATUS, match=claims, reasons=tuple(map(reason, of_claim)), coverage=coverage)
    other = check_of("Beijing-Other-202403150013", lines, *map(reason, of_line))
    with_it = decided(facts_of_line(status, other, NOW))
    by_reasons = [decision_of(code) for code in of_claim]
    assert SEVERITY.index(with_it) >= SEVERITY.index(gravest([*by_reasons, Decision.HOLD]))


def test_days_are_whole_and_a_look_in_the_future_is_below_zero() -> None:
    assert days_since(NOW - timedelta(days=45, hours=23), NOW) == 45
    assert days_since(NOW + timedelta(seconds=1), NOW) == -1
    assert days_since(None, NOW) is None
