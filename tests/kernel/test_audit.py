"""The audit: one chain for each organisation, written with the change, refused any change, and broken in sight."""

from threading import Thread

import pytest
from django.db import ProgrammingError, connection, transaction

from apps.accounts.services.organisations import open_organisation
from apps.kernel.actor import Actor, system
from apps.kernel.audit import PLATFORM, broken_links, chain_of, digest_of, record
from apps.kernel.models import AuditEvent
from tests.database_roles import OWNER, STAGE, as_role

SOMEBODY = Actor(user_id=3, organisation_id=5, permissions=frozenset(), label="accounts.User:3")
CHAIN = chain_of(5)


def three_events() -> list[AuditEvent]:
    return [record(SOMEBODY, f"stone.{verb}", "test.Stone:1", weight=verb) for verb in ("found", "weighed", "lost")]


def tampered(sql: str, *values: object) -> None:
    """What somebody with the keys of the database could do, the trigger out of the way."""
    with as_role(OWNER), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_auditevent DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE kernel_auditevent ENABLE TRIGGER USER")


@pytest.mark.django_db
def test_events_of_an_organisation_are_numbered_and_each_names_the_one_before() -> None:
    first, second, third = three_events()
    assert [event.number for event in (first, second, third)] == [1, 2, 3]
    assert (first.previous_sha256, second.previous_sha256, third.previous_sha256) == ("", first.sha256, second.sha256)
    assert (first.actor, first.verb, first.subject) == ("accounts.User:3", "stone.found", "test.Stone:1")
    assert broken_links(CHAIN) == []


@pytest.mark.django_db
def test_an_event_is_kept_in_the_chain_of_the_row_s_owner() -> None:
    assert record(SOMEBODY, "stone.given", "test.Stone:2", owner_id=9).chain == chain_of(9)
    assert record(system(reason="a test"), "list.read", "test.List:1").chain == PLATFORM


@pytest.mark.django_db
def test_why_the_system_acted_is_part_of_the_event() -> None:
    event = record(system(reason="the worker was asked"), "stone.weighed", "test.Stone:1", weight=7)
    assert event.detail == {"weight": 7, "reason": "the worker was asked"}


@pytest.mark.django_db
def test_the_digest_is_over_everything_the_event_says_as_it_is_stored() -> None:
    record(SOMEBODY, "stone.found", "test.Stone:1", 名称="石头", weight=[1, 2])
    stored = AuditEvent.objects.get(chain=CHAIN)
    assert digest_of(stored) == stored.sha256
    for field, value in (
        ("actor", "x"),
        ("verb", "x"),
        ("subject", "x"),
        ("detail", {}),
        ("number", 9),
        ("chain", "x"),
    ):
        changed = AuditEvent.objects.get(chain=CHAIN)
        setattr(changed, field, value)
        assert digest_of(changed) != stored.sha256


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE kernel_auditevent SET verb = 'stone.kept'",
        "DELETE FROM kernel_auditevent",
        "UPDATE kernel_auditevent SET at = now() WHERE number = 3",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_event(sql: str) -> None:
    three_events()
    for role, refusal in ((STAGE, "permission denied"), (OWNER, "Cannot update or delete")):
        with as_role(role), pytest.raises(ProgrammingError, match=refusal), transaction.atomic():
            connection.cursor().execute(sql)
    assert AuditEvent.objects.filter(chain=CHAIN).count() == 3
    assert broken_links(CHAIN) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE kernel_auditevent SET verb = 'stone.kept' WHERE number = 2", [2]),
        ("UPDATE kernel_auditevent SET detail = '{}' WHERE number = 1", [1]),
        ("UPDATE kernel_auditevent SET at = at + interval '1 second' WHERE number = 3", [3]),
        ("DELETE FROM kernel_auditevent WHERE number = 2", [3]),
        ("DELETE FROM kernel_auditevent WHERE number = 1", [2]),
        ("UPDATE kernel_auditevent SET sha256 = repeat('0', 64) WHERE number = 2", [2, 3]),
    ],
)
def test_a_change_behind_the_trigger_breaks_the_chain_where_it_was_made(sql: str, broken: list[int]) -> None:
    three_events()
    tampered(sql)
    assert broken_links(CHAIN) == broken


@pytest.mark.django_db
def test_other_chains_do_not_break_with_it() -> None:
    three_events()
    record(SOMEBODY, "stone.given", "test.Stone:2", owner_id=9)
    tampered("UPDATE kernel_auditevent SET verb = 'x' WHERE chain = %s AND number = 1", CHAIN)
    assert (broken_links(CHAIN), broken_links(chain_of(9))) == ([1], [])


@pytest.mark.django_db(transaction=True)
def test_an_event_goes_with_the_change_it_speaks_of() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        open_organisation(
            actor=system(reason="a test"),
            slug="gone",
            legal_name="某公司",
            english_name="",
            country="CN",
            capacities=["supplier"],
        )
        assert AuditEvent.objects.filter(verb="organisation.opened").exists()
        raise ZeroDivisionError
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_events_written_at_once_stand_one_behind_the_other() -> None:
    def write() -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    record(SOMEBODY, "stone.found", "test.Stone:1")
        finally:
            connection.close()

    writers = [Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert list(AuditEvent.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 41))
    assert broken_links(CHAIN) == []
