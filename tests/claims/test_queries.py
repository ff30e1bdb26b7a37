"""What claims and versions come to now, read from the database: the same facts, and no more queries for more rows."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.catalogue.coverage import Coverage
from apps.catalogue.models import Version
from apps.claims import queries, services
from apps.claims.codes import Match, Standing
from apps.claims.models import Claim
from apps.claims.status import VersionStatus
from apps.kernel.actor import Actor, system
from apps.registry import queries as registry
from apps.registry.lists import NATIONAL
from tests import factories
from tests.catalogue.cast import Cast, cast
from tests.registry.bundled_rows import ROWS

pytestmark = pytest.mark.django_db

SYSTEM = system(reason="a test verifies")
OWN, HOLDER = "Beijing-WenXinYiYan-20230821", "北京百度网讯科技有限公司"
FOREIGN, FOREIGN_HOLDER = "Beijing-ChatGLM-20230821", "北京智谱华章科技有限公司"
LATER = next(row for row in ROWS if (row.period, row.table) == ("2024-08", "filing"))


@pytest.fixture
def stage() -> Cast:
    factories.national_list(upto=1)
    return cast()


def codes(status: VersionStatus) -> list[str]:
    return [str(reason.code) for reason in status.reasons]


def status(actor: Actor, version: Version) -> VersionStatus:
    return queries.version_status(actor=actor, version=version)


def claim_on(stage: Cast, *versions: Version, number: str = OWN, holder: str = HOLDER, verify: bool = True) -> Claim:
    return factories.submitted_claim(stage.owner, list(versions or [stage.shared]), number, holder, verify=verify)


def test_a_version_with_a_claim_that_holds_is_covered_for_owner_and_partner_alike(stage: Cast) -> None:
    claim = claim_on(stage)
    for actor in (stage.owner, stage.partner):
        found = status(actor, stage.shared)
        assert (found.coverage, found.match, found.standing) == (Coverage.COVERED, Match.MATCH, Standing.SHOWN)
        assert (found.claim_id, found.number, found.holder, found.kind) == (claim.pk, OWN, HOLDER, "filing")
        assert (found.edition_number, found.verified_through) == (1, 1)
        assert (found.bundled, found.list_loaded, found.last_look_at is not None) == (True, True, True)
        assert codes(found) == ["R-NUM-EXACT", "R-ENT-EXACT"]


def test_another_company_s_number_covers_only_with_a_paper_in_force(stage: Cast) -> None:
    claim_on(stage, number=FOREIGN, holder=FOREIGN_HOLDER)
    found = status(stage.partner, stage.shared)
    assert (found.coverage, found.standing, codes(found)[-1]) == (
        Coverage.NOT_COVERED,
        Standing.NOT_SHOWN,
        "R-RELIANCE-MISSING",
    )
    services.declare_reliance(
        actor=stage.owner, number=FOREIGN.lower(), holder=FOREIGN_HOLDER, valid_from=date(2020, 1, 1)
    )
    assert codes(status(stage.partner, stage.shared))[-1] == "R-RELIANCE-MISSING", "its word alone, no paper"
    factories.reliance(stage.owner, FOREIGN.lower(), FOREIGN_HOLDER, valid_until=date(2020, 12, 31))
    assert codes(status(stage.partner, stage.shared))[-1] == "R-RELIANCE-SCOPE"
    factories.reliance(stage.owner, FOREIGN.lower(), FOREIGN_HOLDER, valid_until=timezone.localdate())
    assert status(stage.partner, stage.shared).coverage == Coverage.COVERED


def test_another_supplier_s_paper_helps_nobody_else(stage: Cast) -> None:
    claim_on(stage, number=FOREIGN, holder=FOREIGN_HOLDER)
    factories.reliance(stage.stranger, FOREIGN, FOREIGN_HOLDER)
    assert status(stage.partner, stage.shared).standing == Standing.NOT_SHOWN


def test_a_claim_on_another_version_makes_this_one_changed(stage: Cast) -> None:
    claim_on(stage)
    found = status(stage.owner, stage.unshared)
    assert (found.coverage, codes(found)) == (Coverage.VERSION_CHANGED, ["R-VERSION"])
    assert found.reasons[0].params == {"claimed": "1.8.0", "asked": "1.9.0"}
    assert found.number == OWN


def test_a_partner_is_not_told_which_other_version_a_claim_names(stage: Cast) -> None:
    claim = claim_on(stage, stage.unshared)
    found = status(stage.partner, stage.shared)
    assert (found.coverage, codes(found)) == (Coverage.VERSION_CHANGED, ["R-VERSION"])
    assert found.reasons[0].params == {}
    assert (found.claim_id, found.number, found.holder, found.match, found.verification_id) == (
        None,
        "",
        "",
        None,
        None,
    )
    assert queries.named_versions(actor=stage.partner, claims=[claim]) == {claim.pk: []}


def test_a_partner_is_told_of_a_claim_only_the_versions_it_may_see(stage: Cast) -> None:
    claim = claim_on(stage, stage.shared, stage.unshared)
    assert queries.named_versions(actor=stage.partner, claims=[claim]) == {claim.pk: [stage.shared]}
    assert queries.named_versions(actor=stage.owner, claims=[claim]) == {claim.pk: [stage.shared, stage.unshared]}


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_a_claim_that_is_not_submitted_says_nothing(stage: Cast, state: str) -> None:
    if state == "draft":
        draft = services.begin_claim(actor=stage.owner, kind="filing")
        services.name_versions(actor=stage.owner, claim=draft, versions=[stage.shared])
    else:
        services.withdraw_claim(actor=stage.owner, claim=claim_on(stage))
    found = status(stage.owner, stage.shared)
    assert (found.coverage, codes(found)) == (Coverage.NOT_ASSESSED, ["R-NOT-ASSESSED"])


def test_a_claim_whose_check_is_queued_covers_nothing_yet(stage: Cast) -> None:
    claim_on(stage, verify=False)
    found = status(stage.partner, stage.shared)
    assert (found.coverage, found.match, codes(found)) == (Coverage.NOT_COVERED, None, ["R-CHECK-FAILED"])


def test_without_a_list_nothing_is_covered() -> None:
    stage = cast()
    claim_on(stage)
    found = status(stage.partner, stage.shared)
    assert (found.coverage, found.match, found.list_loaded) == (Coverage.NOT_COVERED, Match.NOT_CHECKABLE, False)
    assert codes(found) == ["R-NO-LIST"]


def test_a_mismatch_is_not_covered_and_says_whose_number_it_is(stage: Cast) -> None:
    claim_on(stage, number=FOREIGN, holder=HOLDER)
    found = status(stage.partner, stage.shared)
    assert (found.coverage, found.match, found.standing) == (
        Coverage.NOT_COVERED,
        Match.MISMATCH,
        Standing.NOT_DECIDED,
    )
    assert found.reasons[-1].params["listed"] == FOREIGN_HOLDER


def test_a_number_not_on_the_list_names_the_day_and_the_near_number(stage: Cast) -> None:
    claim_on(stage, number="Beijing-WenXinYiYan-20230822")
    found = status(stage.partner, stage.shared)
    as_of = registry.edition(NATIONAL, 1).as_of.isoformat()
    assert (found.match, codes(found), found.near) == (Match.NOT_LISTED, ["R-NOT-FOUND", "R-NEAR"], (OWN,))
    assert found.reasons[0].params == {"as_of": as_of}


def test_of_two_claims_on_a_version_the_one_that_holds_decides(stage: Cast) -> None:
    good = claim_on(stage)
    claim_on(stage, number="Beijing-WenXinYiYan-20230822")
    assert status(stage.partner, stage.shared).claim_id == good.pk


def test_an_app_s_registration_covers_only_together_with_a_filing_that_holds(stage: Cast) -> None:
    factories.national_list(upto=2)
    app = next(row for row in ROWS if (row.period, row.table) == ("2024-08", "registration"))
    factories.reliance(stage.owner, app.number, app.holder)
    registration = factories.submitted_claim(
        stage.owner, [stage.shared], app.number, app.holder, kind="registration", model_name=app.name
    )
    found = status(stage.partner, stage.shared)
    assert (found.coverage, found.match, found.standing) == (Coverage.NOT_COVERED, Match.MATCH, Standing.SHOWN)
    assert (found.claim_id, codes(found)[-1]) == (registration.pk, "R-PAIR-MISSING")
    assert "R-PAIR-MISSING" not in codes_of_claim(stage, registration)
    filing = claim_on(stage, number=FOREIGN, holder=FOREIGN_HOLDER)
    assert codes(status(stage.partner, stage.shared))[-1] == "R-PAIR-MISSING", "nothing lets it lean on that filing"
    factories.reliance(stage.owner, FOREIGN, FOREIGN_HOLDER)
    found = status(stage.partner, stage.shared)
    assert (found.coverage, found.claim_id) == (Coverage.COVERED, filing.pk)
    services.withdraw_claim(actor=stage.owner, claim=filing)
    assert status(stage.partner, stage.shared).coverage == Coverage.NOT_COVERED


def codes_of_claim(stage: Cast, claim: Claim) -> list[str]:
    return [str(one.code) for one in queries.live_status_of_claim(actor=stage.owner, claim=claim).reasons]


def test_the_paper_kept_for_a_number_is_found_by_number_and_holder_however_written(stage: Cast) -> None:
    assert queries.stored_paper(actor=stage.owner, number=FOREIGN, holder=FOREIGN_HOLDER) is None
    services.declare_reliance(actor=stage.owner, number=FOREIGN, holder=FOREIGN_HOLDER, valid_from=date(2020, 1, 1))
    assert queries.stored_paper(actor=stage.owner, number=FOREIGN, holder=FOREIGN_HOLDER) is None
    first, second = (factories.reliance(stage.owner, FOREIGN, FOREIGN_HOLDER) for _ in range(2))
    assert first.paper != second.paper
    found = queries.stored_paper(actor=stage.owner, number=f" {FOREIGN.lower()}", holder="北京智谱华章科技股份有限公司")
    assert found == second.paper
    assert queries.stored_paper(actor=stage.owner, number=OWN, holder=FOREIGN_HOLDER) is None
    assert queries.stored_paper(actor=stage.owner, number=FOREIGN, holder=HOLDER) is None
    assert queries.stored_paper(actor=stage.stranger, number=FOREIGN, holder=FOREIGN_HOLDER) is None
    assert [one.paper for one in queries.papers(actor=stage.owner)] == [second.paper, first.paper]


def test_a_new_edition_changes_the_status_and_is_among_the_changed_verdicts(stage: Cast) -> None:
    claim = factories.submitted_claim(stage.owner, [stage.shared], LATER.number, LATER.holder)
    untouched = claim_on(stage, stage.unshared)
    assert status(stage.partner, stage.shared).match == Match.NOT_LISTED
    factories.national_list(upto=2)
    edition = registry.edition(NATIONAL, 2)
    services.verify_changed(actor=SYSTEM, edition_id=edition.pk)
    found = status(stage.partner, stage.shared)
    assert (found.match, found.edition_number, found.verified_through) == (Match.MATCH, 2, 2)
    for actor in (stage.owner, stage.partner):
        (changed,) = queries.changed_verdicts(actor=actor)
        assert (changed.claim, changed.match, changed.previous and changed.previous.match) == (
            claim,
            "match",
            "not_listed",
        )
        assert queries.verdicts_changed_by(actor=actor, edition_id=edition.pk) == [changed]
    assert queries.changed_verdicts(actor=stage.stranger) == []
    old = queries.live_status_of_claim(actor=stage.owner, claim=untouched)
    assert (old.edition_number, old.verified_through, old.as_of) == (1, 2, edition.as_of)


def test_the_verifications_of_a_claim_come_newest_edition_first(stage: Cast) -> None:
    claim = factories.submitted_claim(stage.owner, [stage.shared], LATER.number, LATER.holder)
    factories.national_list(upto=2)
    services.verify_changed(actor=SYSTEM, edition_id=registry.edition(NATIONAL, 2).pk)
    found = queries.verifications_of(actor=stage.partner, claim=claim)
    assert [one.edition.number for one in found] == [2, 1]
    assert queries.verification(actor=stage.partner, pk=found[0].pk) == found[0]


def queries_for(number: int) -> tuple[int, int]:
    """How many queries the statuses of so many versions, and of their claims, take."""
    stage = cast()
    versions = [factories.version(stage.owner, stage.product, ai_software=f"3.{n}") for n in range(number)]
    claims = [
        claim_on(stage, version, number=f"Beijing-WenXinYiYan-2023082{n % 10}") for n, version in enumerate(versions)
    ]
    factories.share(stage.owner, stage.product, factories.organisation("reseller"))
    with CaptureQueriesContext(connection) as for_versions:
        assert len(queries.version_statuses(actor=stage.owner, versions=versions)) == number
    with CaptureQueriesContext(connection) as for_claims:
        assert len(queries.claim_statuses(actor=stage.owner, claims=claims)) == number
        queries.named_versions(actor=stage.owner, claims=claims)
    return len(for_versions), len(for_claims)


def test_twenty_versions_take_as_many_queries_as_one(stage: Cast) -> None:
    one, twenty = queries_for(1), queries_for(20)
    assert one[0] <= twenty[0] <= one[0] + 3  # the near numbers are looked up once, where a number is not listed
    assert one[1] <= twenty[1] <= one[1] + 3
    assert queries_for(10) == twenty


def test_one_number_is_looked_up_for_everybody(stage: Cast) -> None:
    check = queries.number_check(text=f" {OWN.lower()} ", holder=HOLDER)
    assert (check.match, check.listed and check.listed.number) == (Match.MATCH, OWN)
    assert queries.number_check(text=LATER.number).match == Match.NOT_LISTED
    factories.national_list(upto=2)
    assert queries.number_check(text=LATER.number).match == Match.MATCH
    day = registry.edition(NATIONAL, 1).as_of
    assert queries.number_check(text=LATER.number, as_of=day).match == Match.NOT_LISTED
    assert queries.number_check(text=LATER.number, as_of=date(2020, 1, 1)).list_loaded is False


def test_the_book_of_an_edition_answers_as_the_single_question_does(stage: Cast) -> None:
    book = queries.number_book()
    for text in (OWN, OWN.upper(), "Beijing-WenXinYiYan-20230822", "京ICP备12345678号", "", f"see {OWN}"):
        assert book.check(text, holder=HOLDER) == queries.number_check(text=text, holder=HOLDER)
