"""What a claim and a version come to now: standing, freshness of the finding, and what a reader may be told."""

from datetime import UTC, date, datetime

import pytest

from apps.catalogue.coverage import Coverage
from apps.claims.codes import Code, Match, Standing, reason
from apps.claims.reckoning import Build, ListNow, Met, Said, reckon_claim, reckon_version, verified_through
from apps.claims.status import ClaimStatus, Look, Paper, VersionStatus, as_read, standing_of
from apps.registry.numbers import number_key

DAY = date(2026, 6, 1)
NUMBER, KEY, HOLDER = "Beijing-ChatGLM-20230821", "beijing-chatglm-20230821", "北京智谱华章科技有限公司"
LOADED = Look(list_loaded=True, last_look_at=None, bundled=True)
NOW = ListNow(look=LOADED, days={10: date(2026, 2, 28), 11: date(2026, 4, 30)}, runs=frozenset({11}))
NO_LIST = ListNow(look=Look(list_loaded=False, last_look_at=None, bundled=False), days={}, runs=frozenset())


def met(match: Match = Match.MATCH, code: Code = Code.NUM_EXACT, edition: int = 10) -> Met:
    return Met(7, match, (reason(code),), edition, datetime(2026, 3, 1, tzinfo=UTC))


def said(*papers: Paper, supplier: str = HOLDER, number: str = NUMBER, kind: str = "filing") -> Said:
    return Said(5, number, number_key(number), HOLDER, kind, supplier, papers, ())


def claim(
    found: Met | None, now: ListNow = NOW, *papers: Paper, supplier: str = HOLDER, kind: str = "filing"
) -> ClaimStatus:
    return reckon_claim(said(*papers, supplier=supplier, kind=kind), found, now, DAY)


def codes(status: ClaimStatus | VersionStatus) -> list[str]:
    return [str(one.code) for one in status.reasons]


def standing(supplier: str, *papers: Paper, match: Match = Match.MATCH) -> tuple[Standing, list[str]]:
    result, reasons = standing_of(
        match=match, number_key=KEY, holder=HOLDER, legal_name=supplier, papers=papers, day=DAY
    )
    return result, [str(one.code) for one in reasons]


def paper(
    start: date = date(2026, 1, 1),
    end: date | None = None,
    key: str = KEY,
    holder: str = HOLDER,
    stored: bool = True,
) -> Paper:
    return Paper(key, holder, start, end, stored=stored)


def test_a_supplier_stands_on_its_own_number_however_its_name_is_written() -> None:
    assert standing("北京智谱华章科技股份有限公司") == (Standing.SHOWN, [])


def test_a_supplier_without_a_paper_does_not_stand_on_another_company_s_number() -> None:
    assert standing("示例显示技术（深圳）有限公司") == (Standing.NOT_SHOWN, ["R-RELIANCE-MISSING"])


@pytest.mark.parametrize("end", [None, DAY, date(2027, 1, 1)])
def test_a_paper_in_force_shows_it(end: date | None) -> None:
    assert standing("示例有限公司", paper(end=end)) == (Standing.SHOWN, [])


@pytest.mark.parametrize("out", [paper(end=date(2026, 5, 31)), paper(start=date(2026, 6, 2))])
def test_a_paper_out_of_its_days_does_not(out: Paper) -> None:
    assert standing("示例有限公司", out) == (Standing.NOT_SHOWN, ["R-RELIANCE-SCOPE"])
    assert standing("示例有限公司", out, paper()) == (Standing.SHOWN, [])


@pytest.mark.parametrize("end", [None, date(2026, 5, 31)])
def test_a_declaration_without_the_paper_itself_shows_nothing(end: date | None) -> None:
    word_alone = paper(end=end, stored=False)
    assert standing("示例有限公司", word_alone) == (Standing.NOT_SHOWN, ["R-RELIANCE-MISSING"])
    assert standing("示例有限公司", word_alone, paper(end=date(2026, 5, 31))) == (
        Standing.NOT_SHOWN,
        ["R-RELIANCE-SCOPE"],
    )
    assert standing("示例有限公司", word_alone, paper()) == (Standing.SHOWN, [])


@pytest.mark.parametrize("other", [paper(key="beijing-other-20230821"), paper(holder="别的有限公司")])
def test_a_paper_for_another_number_or_holder_counts_for_nothing(other: Paper) -> None:
    assert standing("示例有限公司", other) == (Standing.NOT_SHOWN, ["R-RELIANCE-MISSING"])


@pytest.mark.parametrize("match", [Match.MISMATCH, Match.NOT_LISTED, Match.NOT_CHECKABLE, Match.NO_LONGER_FOUND])
def test_standing_is_not_asked_where_the_number_does_not_match(match: Match) -> None:
    assert standing(HOLDER, paper(), match=match) == (Standing.NOT_DECIDED, [])


def test_a_finding_speaks_for_every_edition_looked_through_since() -> None:
    assert verified_through(9, {10, 11, 13}) == 11
    assert verified_through(9, {11}) == 9
    status = claim(met(edition=10))
    assert (status.edition_number, status.verified_through) == (10, 11)
    assert (status.edition_as_of, status.as_of) == (date(2026, 2, 28), date(2026, 4, 30))


def test_a_claim_not_checked_yet_has_no_match_and_holds_nothing() -> None:
    status = claim(None)
    assert (status.match, status.standing, status.holds, codes(status)) == (
        None,
        Standing.NOT_DECIDED,
        False,
        ["R-CHECK-FAILED"],
    )


def test_without_a_list_nothing_is_said_even_of_a_claim_checked_before() -> None:
    status = claim(met(), NO_LIST)
    assert (status.match, status.holds, codes(status)) == (Match.NOT_CHECKABLE, False, ["R-NO-LIST"])


def test_a_claim_that_matches_and_is_stood_on_holds() -> None:
    assert claim(met(Match.MATCH_DIFF, Code.LOC_DIFF)).holds
    assert not claim(met(), supplier="示例有限公司").holds
    assert not claim(met(Match.MISMATCH, Code.ENT_OTHER)).holds


def test_a_missing_number_is_read_by_the_day_of_the_list() -> None:
    def read(number: str, near: tuple[str, ...] = ()) -> list[str]:
        found = as_read([reason(Code.NOT_FOUND)], number=number, as_of=date(2026, 4, 30), near=near)
        return [str(one.code) for one in found]

    assert read("Beijing-ShiLi-202601290001") == ["R-NOT-FOUND"]
    assert read("Beijing-ShiLi-202601300001") == ["R-NOT-FOUND"]
    assert read("Beijing-ShiLi-202601310001") == ["R-NEWER-THAN-LIST"]
    assert read("Beijing-ShiLi-202601290001", ("Beijing-ShiLi-202601290002",)) == ["R-NOT-FOUND", "R-NEAR"]
    assert read("no number at all") == ["R-NOT-FOUND"]


B2, B3 = Build(1, "B2", "3.4.1", "1.8.0"), Build(2, "B2", "3.4.1", "1.9.0")
OLD_FIRMWARE = Build(3, "B2", "3.3.0", "1.8.0")


def test_a_covered_version_carries_the_findings_of_its_claim() -> None:
    status = reckon_version(B2, [(B2, claim(met()))], NOW)
    assert (status.coverage, status.match, status.claim_id, status.verification_id) == (
        Coverage.COVERED,
        Match.MATCH,
        5,
        7,
    )
    assert codes(status) == ["R-NUM-EXACT"]


def test_a_changed_version_says_which_software_is_claimed_and_which_is_asked() -> None:
    status = reckon_version(B3, [(B2, claim(met()))], NOW)
    assert (status.coverage, codes(status), status.number) == (Coverage.VERSION_CHANGED, ["R-VERSION"], NUMBER)
    assert status.reasons[0].params == {"claimed": "1.8.0", "asked": "1.9.0"}


def test_a_version_changed_in_its_firmware_alone_says_so() -> None:
    status = reckon_version(OLD_FIRMWARE, [(B2, claim(met()))], NOW)
    assert status.reasons[0].params == {"claimed": "1.8.0 (HW B2 / FW 3.4.1)", "asked": "1.8.0 (HW B2 / FW 3.3.0)"}


def test_a_claim_on_a_version_the_reader_can_not_see_is_not_told() -> None:
    status = reckon_version(B3, [], NOW, claimed_unseen=True)
    assert (status.coverage, codes(status)) == (Coverage.VERSION_CHANGED, ["R-VERSION"])
    assert status.reasons[0].params == {}
    assert (status.claim_id, status.number, status.holder, status.match) == (None, "", "", None)
    assert (status.verification_id, status.edition_number, status.verified_through) == (None, None, None)


def test_no_claim_covers_a_version_whose_software_was_changed_on_the_way() -> None:
    status = reckon_version(B2, [(B2, claim(met()))], NOW, changed=True)
    assert (status.coverage, codes(status)) == (Coverage.VERSION_CHANGED, ["R-VERSION", "R-NUM-EXACT"])
    assert status.reasons[0].params == {"by": "on-the-way"}


def test_a_change_on_the_way_makes_nothing_better_than_it_is() -> None:
    for named, coverage in (([], Coverage.NOT_ASSESSED), ([(B2, claim(met(Match.MISMATCH)))], Coverage.NOT_COVERED)):
        status = reckon_version(B2, named, NOW, changed=True)
        assert (status.coverage, codes(status)[0]) == (coverage, "R-VERSION")


def test_a_version_nobody_spoke_of_is_not_assessed_and_still_says_how_fresh_the_list_is() -> None:
    status = reckon_version(B2, [], NOW)
    assert (status.coverage, codes(status), status.list_loaded) == (Coverage.NOT_ASSESSED, ["R-NOT-ASSESSED"], True)


def test_a_version_whose_claim_does_not_hold_says_why() -> None:
    status = reckon_version(B2, [(B2, claim(met(), supplier="示例有限公司"))], NOW)
    assert (status.coverage, codes(status)) == (Coverage.NOT_COVERED, ["R-NUM-EXACT", "R-RELIANCE-MISSING"])


def test_a_registration_alone_does_not_cover_though_its_own_answer_stays() -> None:
    app = claim(met(), kind="registration")
    status = reckon_version(B2, [(B2, app)], NOW)
    assert (status.coverage, status.match, status.standing) == (Coverage.NOT_COVERED, Match.MATCH, Standing.SHOWN)
    assert codes(status) == ["R-NUM-EXACT", "R-PAIR-MISSING"]
    assert codes(app) == ["R-NUM-EXACT"]
    status = reckon_version(B2, [(B2, app), (B2, claim(met()))], NOW)
    assert (status.coverage, status.kind, codes(status)) == (Coverage.COVERED, "filing", ["R-NUM-EXACT"])


@pytest.mark.parametrize("kind", ["filing", "registration"])
def test_a_number_of_the_other_table_is_no_filing_that_completes_a_pair(kind: str) -> None:
    other_table = claim(met(Match.MATCH_DIFF, Code.TRACK), kind=kind)
    status = reckon_version(B2, [(B2, claim(met(), kind="registration")), (B2, other_table)], NOW)
    assert (status.coverage, codes(status)[-1]) == (Coverage.NOT_COVERED, "R-PAIR-MISSING")
