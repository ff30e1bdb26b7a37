"""Claims against editions: each meets its own row, a new edition touches only what it changed, nothing runs twice."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.catalogue.models import Version
from apps.claims import queries, services, verifying
from apps.claims.models import Claim, Run, Verification
from apps.kernel.actor import Actor, NotAllowed, system
from apps.kernel.audit import broken_links, chain_of
from apps.kernel.models import AuditEvent
from apps.registry import queries as registry
from apps.registry.lists import NATIONAL
from apps.registry.models import Edition
from tests import factories
from tests.catalogue.cast import assert_refused
from tests.database_roles import OWNER, STAGE, as_role
from tests.registry.bundled_rows import ROWS, Row

pytestmark = pytest.mark.django_db

SYSTEM = system(reason="a test verifies")


def rows_of(period: str, table: str = "filing") -> list[Row]:
    return [row for row in ROWS if (row.period, row.table) == (period, table)]


OLD, NEW = rows_of("2024-04"), rows_of("2024-08")


def supplier() -> tuple[Actor, Version]:
    actor = factories.stranger("supplier")
    return actor, factories.version(actor, factories.product(actor))


def claim_of(row: Row, stage: tuple[Actor, Version] | None = None, *, verify: bool = True, holder: str = "") -> Claim:
    actor, version = stage or supplier()
    return factories.submitted_claim(
        actor, [version], row.number, holder or row.holder, kind=row.table, model_name=row.name, verify=verify
    )


def edition(number: int) -> Edition:
    return registry.edition(NATIONAL, number)


def run(number: int) -> Run:
    return services.verify_changed(actor=SYSTEM, edition_id=edition(number).pk)


def verifications(claim: Claim) -> list[Verification]:
    return list(Verification.objects.everything(reason="a test").filter(claim=claim).order_by("pk"))


def test_a_submitted_claim_is_met_with_the_current_edition_and_the_result_is_kept() -> None:
    factories.national_list(upto=2)
    claim = claim_of(OLD[0])
    (verification,) = verifications(claim)
    assert (verification.match, verification.edition, verification.cause) == ("match", edition(2), "submitted")
    assert verification.entry is not None
    assert verification.entry.number == OLD[0].number
    assert [reason["code"] for reason in verification.reasons] == ["R-NUM-EXACT", "R-ENT-EXACT"]
    assert {field["field"] for field in verification.fields} == {"number", "kind", "model_name", "holder", "province"}
    assert (verification.previous, verification.owner_id, verification.matcher_version) == (None, claim.owner_id, "1")


def test_a_claim_is_checked_once_by_an_edition_however_often_it_is_asked() -> None:
    factories.national_list(upto=1)
    claim = claim_of(OLD[0])
    events = AuditEvent.objects.count()
    again = services.verify_claim(actor=SYSTEM, claim_id=claim.pk, cause="submitted")
    assert [again] == verifications(claim)
    assert AuditEvent.objects.count() == events


def test_a_claim_that_is_not_submitted_is_not_checked() -> None:
    factories.national_list(upto=1)
    claim = claim_of(OLD[0], verify=False)
    services.withdraw_claim(actor=factories.member(claim.owner), claim=claim)
    assert services.verify_claim(actor=SYSTEM, claim_id=claim.pk, cause="submitted") is None
    assert verifications(claim) == []


def test_a_claim_submitted_before_any_list_was_loaded_is_checked_by_the_first_run() -> None:
    listed, unlisted = claim_of(OLD[0]), claim_of(NEW[0])
    assert verifications(listed) == []
    factories.national_list(upto=1)
    assert run(1).affected == 2
    assert [one.match for claim in (listed, unlisted) for one in verifications(claim)] == ["match", "not_listed"]


def test_a_new_edition_touches_exactly_the_claims_on_numbers_it_changed() -> None:
    factories.national_list(upto=1)
    touched = [claim_of(row) for row in NEW[:3]]
    untouched = [claim_of(row) for row in OLD[:4]]
    factories.national_list(upto=2)
    done = run(2)
    assert (done.changes, done.affected, done.changed) == (71 + 26, 3, 3)
    assert [len(verifications(claim)) for claim in untouched] == [1, 1, 1, 1]
    for claim in touched:
        first, second = verifications(claim)
        assert (first.match, second.match, second.previous, second.cause) == ("not_listed", "match", first, "edition")


def test_each_affected_claim_meets_its_own_row() -> None:
    factories.national_list(upto=1)
    claims = {row.number: claim_of(row) for row in NEW}
    factories.national_list(upto=2)
    run(2)
    for number, claim in claims.items():
        entry = verifications(claim)[-1].entry
        assert entry is not None
        assert (entry.number, entry.first_edition) == (number, 2)


def test_two_claims_with_each_other_s_holders_are_two_mismatches() -> None:
    """A claim that were met with its neighbour's row would look right here."""
    factories.national_list(upto=1)
    one = claim_of(NEW[0], holder=NEW[1].holder)
    two = claim_of(NEW[1], holder=NEW[0].holder)
    factories.national_list(upto=2)
    run(2)
    for claim, row in ((one, NEW[0]), (two, NEW[1])):
        last = verifications(claim)[-1]
        assert last.match == "mismatch"
        assert last.entry is not None
        assert last.entry.number == row.number


def test_a_run_is_made_once_and_its_repetition_changes_nothing() -> None:
    factories.national_list(upto=1)
    claim = claim_of(NEW[0])
    factories.national_list(upto=2)
    first = run(2)
    counts = (Verification.objects.everything(reason="a test").count(), AuditEvent.objects.count())
    assert run(2) == first
    assert (Verification.objects.everything(reason="a test").count(), AuditEvent.objects.count()) == counts
    assert queries.run_of(edition(2)) == first
    assert len(verifications(claim)) == 2


def test_a_claim_checked_by_the_new_edition_already_is_left_alone_by_its_run() -> None:
    factories.national_list(upto=2)
    claim = claim_of(NEW[0])
    assert (run(2).affected, len(verifications(claim))) == (0, 1)


def test_a_run_that_comes_late_never_overtakes_a_newer_result() -> None:
    factories.national_list(upto=2)
    claim = claim_of(OLD[0])
    assert run(1).affected == 0
    assert [one.edition.number for one in verifications(claim)] == [2]


def test_a_new_matcher_checks_a_claim_again_and_a_late_run_still_overtakes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    factories.national_list(upto=2)
    claim = claim_of(OLD[0])
    for module in (services, verifying):
        monkeypatch.setattr(module, "MATCHER_VERSION", "2")
    assert run(1).affected == 0
    services.verify_claim(actor=SYSTEM, claim_id=claim.pk, cause="matcher")
    first, second = verifications(claim)
    assert [(one.matcher_version, one.edition.number) for one in (first, second)] == [("1", 2), ("2", 2)]
    assert second.previous == first
    assert queries.latest_verifications(actor=SYSTEM, claim_ids=[claim.pk])[claim.pk] == second


def test_runs_of_every_edition_come_to_what_a_full_check_comes_to() -> None:
    """Only touched numbers are checked again, and the result is that of checking everything."""
    factories.national_list(upto=1)
    claims = [claim_of(row) for row in [*OLD[::40], *NEW[::20], *rows_of("2024-11")[::20]]]
    factories.national_list(upto=3)
    run(2)
    run(3)
    latest = queries.latest_verifications(actor=SYSTEM, claim_ids=[claim.pk for claim in claims])
    checks = [queries.number_check(text=claim.number, holder=claim.holder) for claim in claims]
    assert [latest[claim.pk].match for claim in claims] == [str(check.match) for check in checks]


def test_withdrawn_claims_are_not_checked_again() -> None:
    factories.national_list(upto=1)
    claim = claim_of(NEW[0])
    services.withdraw_claim(actor=factories.member(claim.owner), claim=claim)
    factories.national_list(upto=2)
    assert run(2).affected == 0


def test_a_run_writes_one_event_for_each_supplier_and_the_chains_hold() -> None:
    factories.national_list(upto=1)
    stage = supplier()
    mine = [claim_of(row, stage) for row in NEW[:3]]
    other = claim_of(NEW[3])
    factories.national_list(upto=2)
    run(2)
    events = AuditEvent.objects.filter(verb="claims.verified", detail__edition=edition(2).pk)
    by_chain = {event.chain: event.detail["results"] for event in events}
    assert by_chain == {
        chain_of(stage[0].organisation_id): {str(claim.pk): "match" for claim in mine},
        chain_of(other.owner_id): {str(other.pk): "match"},
    }
    assert all(broken_links(chain) == [] for chain in by_chain)


def test_a_run_takes_as_many_queries_for_thirty_claims_as_for_one() -> None:
    factories.national_list(upto=1)
    stage = supplier()
    made = []
    for number, rows in ((2, NEW[:1]), (3, rows_of("2024-11")[:30])):
        for row in rows:
            claim_of(row, stage)
        factories.national_list(upto=number)
        with CaptureQueriesContext(connection) as captured:
            assert run(number).affected == len(rows)
        made.append(len(captured))
    assert made[0] == made[1]


def test_only_the_system_verifies() -> None:
    factories.national_list(upto=1)
    claim = claim_of(NEW[0], verify=False)
    owner = factories.member(claim.owner)
    assert_refused(lambda: services.verify_claim(actor=owner, claim_id=claim.pk, cause="submitted"), NotAllowed)
    assert_refused(lambda: services.verify_changed(actor=owner, edition_id=edition(1).pk), NotAllowed)


def test_a_verification_is_never_changed_or_deleted() -> None:
    factories.national_list(upto=1)
    claim = claim_of(OLD[0])
    rows = Verification.objects.everything(reason="a test").filter(claim=claim)
    for role, refusal in ((STAGE, "permission denied"), (OWNER, "Cannot update or delete")):
        with as_role(role), pytest.raises(ProgrammingError, match=refusal), transaction.atomic():
            rows.update(match="mismatch")
        with as_role(role), pytest.raises(ProgrammingError, match=refusal), transaction.atomic():
            rows.delete()
    assert [one.match for one in verifications(claim)] == ["match"]
