"""Receiving publications on a real database: editions, entries, changes, and everything that is held back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from apps.kernel import files
from apps.kernel.actor import Actor, NotAllowed, system
from apps.kernel.models import AuditEvent, Outbox
from apps.kernel.problems import Refused
from apps.registry.bundled import attachments
from apps.registry.jobs import Job
from apps.registry.models import Change, Edition, Entry, Publication, PublicationFile, PublicList
from apps.registry.rows import ListRow, rows_sha256
from apps.registry.services import load_bundled_list, receive_publication
from tests import factories
from tests.database_roles import OWNER, STAGE, as_role
from tests.registry.bundled_rows import ROWS
from tests.registry.made_rows import as_csv, filing, registration, rows_of, rows_upto

pytestmark = pytest.mark.django_db
SYSTEM = system(reason="a test sends a list")
TOTALS = [
    (117, 0),
    (188, 26),
    (252, 57),
    (302, 105),
    (346, 159),
    (439, 236),
    (538, 262),
    (611, 305),
    (748, 434),
    (796, 480),
    (868, 529),
]


def receive(
    *contents: bytes,
    actor: Actor = SYSTEM,
    table: str = "auto",
    period_end: date = date(2026, 6, 30),
    published_on: date = date(2026, 7, 10),
    decision: str | None = None,
) -> Publication:
    return receive_publication(
        actor=actor,
        list_slug="national-genai",
        files=[(f"{number}.csv", content) for number, content in enumerate(contents, 1)],
        table=table,
        period_end=period_end,
        published_on=published_on,
        received_from="a test",
        decision=decision,
    )


def codes(publication: Publication) -> list[str]:
    return [doubt["code"] for doubt in publication.reasons]


def refusal(*contents: bytes, table: str = "auto") -> tuple[str, str, int | None, str]:
    before = (Publication.objects.count(), Entry.objects.count(), AuditEvent.objects.count())
    with pytest.raises(Refused) as caught, transaction.atomic():
        receive(*contents, table=table)
    assert (Publication.objects.count(), Entry.objects.count(), AuditEvent.objects.count()) == before
    problem = caught.value.problems[0]
    return problem.code, str(problem.message), problem.row, problem.field


def test_the_bundled_attachments_make_eleven_editions_with_the_announced_totals() -> None:
    factories.national_list()
    editions = list(Edition.objects.order_by("number"))
    assert [e.number for e in editions] == list(range(1, 12))
    assert [(e.totals["filing"], e.totals["registration"]) for e in editions] == TOTALS
    assert editions[-1].as_of == date(2026, 4, 30)
    assert editions[-1].published_on == date(2026, 5, 13)
    assert Entry.objects.count() == len(ROWS) == Change.objects.count()
    assert not Change.objects.exclude(kind=Change.ADDED).exists()
    assert {p.decided_by for p in Publication.objects.all()} == {"bundled"}
    assert all(p.reasons == [] for p in Publication.objects.all())


def test_the_bundled_list_counts_as_looked_at_and_says_that_it_is_bundled() -> None:
    factories.national_list(1)
    national = PublicList.objects.get()
    assert national.bundled
    assert national.last_look_at is not None


def test_a_second_load_changes_nothing() -> None:
    factories.national_list(3)
    look = PublicList.objects.get().last_look_at
    assert load_bundled_list(actor=SYSTEM, upto=3) == []
    assert [e.number for e in Edition.objects.order_by("number")] == [1, 2, 3]
    assert PublicList.objects.get().last_look_at == look
    assert len(load_bundled_list(actor=SYSTEM, upto=None)) == 8
    assert Edition.objects.count() == 11


def test_an_attachment_that_came_another_way_is_not_loaded_again() -> None:
    factories.national_list(10)
    rows = rows_of("2026-04")
    receive(
        as_csv(row for row in rows if row.table == "filing"),
        as_csv(row for row in rows if row.table == "registration"),
        period_end=date(2026, 4, 30),
        published_on=date(2026, 5, 13),
    )
    assert load_bundled_list(actor=SYSTEM, upto=None) == []
    assert Edition.objects.count() == 11


def test_the_digest_of_an_edition_is_that_of_its_rows_however_they_came() -> None:
    factories.national_list()
    newest = Edition.objects.get(number=11)
    assert newest.sha256 == rows_sha256(rows_upto("2026-04"))
    assert Edition.objects.get(number=4).sha256 == rows_sha256(rows_upto("2025-01"))


def test_the_bytes_of_every_file_are_kept() -> None:
    factories.national_list(2)
    for attachment, kept in zip(attachments()[:2], PublicationFile.objects.order_by("pk"), strict=True):
        assert (kept.name, kept.size) == (attachment.name, len(attachment.content()))
        assert files.read(kept.sha256) == attachment.content()


def test_a_plausible_publication_becomes_the_next_edition() -> None:
    factories.national_list()
    PublicList.objects.update(last_look_at=None)
    made = receive(as_csv([filing(869), filing(870)]), as_csv([registration(531)]))
    assert (made.state, made.decided_by, made.reasons) == ("approved", "automatic", [])
    assert made.rows == {"filing": 2, "registration": 1}
    newest = Edition.objects.latest("number")
    assert (newest.number, newest.as_of, newest.publication) == (12, date(2026, 6, 30), made)
    assert newest.totals == {"filing": 870, "registration": 530}
    entry = Entry.objects.get(number=filing(869).number)
    assert (entry.first_edition, entry.last_edition, entry.sequence) == (12, None, 869)
    assert entry.number_key == filing(869).number.lower()
    assert entry.cells["备案时间"] == "2026/6/15"
    assert PublicList.objects.get().last_look_at is not None
    assert PublicList.objects.get().bundled


def test_what_follows_an_edition_is_promised_in_the_same_transaction() -> None:
    factories.national_list(1)
    promised = Outbox.objects.get(job=Job.FOLLOW_EDITION)
    assert promised.arguments == {"edition_id": Edition.objects.get().pk}


def test_the_audit_says_what_became_of_a_publication() -> None:
    factories.national_list(1)
    verbs = list(AuditEvent.objects.order_by("number").values_list("verb", "subject"))
    publication, edition = Publication.objects.get(), Edition.objects.get()
    assert verbs == [
        ("publication.approved", f"registry.Publication:{publication.pk}"),
        ("edition.published", f"registry.Edition:{edition.pk}"),
    ]


def test_services_on_devices_have_a_table_and_a_scope() -> None:
    factories.national_list()
    content = (
        "序号,属地,大模型名称,备案单位,备案编号,备案时间,适用场景\n"
        "1,广东省,SYNTHETIC 端侧,北京某某合成科技有限公司,Guangdong-SYNTHETIC-202607010001,2026/7/8,某某手机\n"
    ).encode()
    made = receive(content, period_end=date(2026, 7, 15), published_on=date(2026, 7, 15))
    assert (made.state, made.rows) == ("approved", {"on_device": 1})
    assert Entry.objects.get(table="on_device").scope == "某某手机"
    assert Edition.objects.latest("number").totals == {"filing": 868, "registration": 529, "on_device": 1}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_encoding_of_a_file_is_noted(encoding: str) -> None:
    factories.national_list(2)
    receive(as_csv([filing(189)], encoding))
    assert PublicationFile.objects.latest("pk").encoding == encoding


HELD_BACK: dict[str, tuple[Sequence[ListRow], list[str]]] = {
    "altered row": ([filing(189), replace(rows_of("2024-04")[0], holder="北京另一合成科技有限公司")], ["L-ALTERED"]),
    "gap": ([filing(189), filing(191)], ["L-GAP"]),
    "duplicate": ([filing(189), replace(filing(189), sequence=190)], ["L-DUPLICATE"]),
    "too many": ([filing(n) for n in range(189, 490)], ["L-BOUND"]),
    "old list": (rows_of("2024-04"), ["L-REPEATED"]),
}


@pytest.mark.parametrize("case", HELD_BACK)
def test_an_implausible_publication_is_held_back_and_the_edition_in_force_stays(case: str) -> None:
    factories.national_list(2)
    look, promised = PublicList.objects.get().last_look_at, Outbox.objects.count()
    rows, reasons = HELD_BACK[case]
    made = receive(as_csv(rows))
    assert (made.state, codes(made), made.decided_by, made.decided_at) == ("quarantined", reasons, "", None)
    assert (Edition.objects.count(), Entry.objects.count()) == (2, 188 + 26)
    assert (PublicList.objects.get().last_look_at, Outbox.objects.count()) == (look, promised)
    assert files.read(made.files.get().sha256) == as_csv(rows)
    event = AuditEvent.objects.latest("number")
    assert (event.verb, event.detail["reasons"]) == ("publication.quarantined", reasons)


def test_an_older_period_is_held_back() -> None:
    factories.national_list()
    made = receive(as_csv([filing(869)]), period_end=date(2026, 3, 31), published_on=date(2026, 5, 1))
    assert (made.state, codes(made)) == ("quarantined", ["L-PERIOD"])


def test_one_attachment_skipped_is_noticed() -> None:
    factories.national_list(9)
    made = receive(as_csv(row for row in rows_of("2026-04") if row.table == "filing"))
    assert made.reasons == [{"code": "L-GAP", "params": {"table": "filing", "sequence": "749-796"}}]


def test_the_same_file_is_not_taken_twice() -> None:
    factories.national_list(2)
    made = receive(as_csv([filing(189)]))
    code, message, _, _ = refusal(as_csv([filing(189)]))
    assert code == "F-SAME"
    assert "1.csv" in message
    assert str(made.pk) in message


@pytest.mark.parametrize("state", ["quarantined", "rejected", "revoked"])
def test_a_file_of_a_publication_kept_out_of_the_list_may_be_sent_again_with_the_right_date(state: str) -> None:
    factories.national_list(2)
    wrong = receive(as_csv([filing(189)]), period_end=date(2062, 6, 30), published_on=date(2062, 7, 10))
    assert (wrong.state, codes(wrong)) == ("quarantined", ["L-FUTURE"])
    Publication.objects.filter(pk=wrong.pk).update(state=state)
    mended = receive(as_csv([filing(189)]))
    assert (mended.state, codes(mended)) == ("approved", [])
    assert [file.sha256 for file in mended.files.all()] == [file.sha256 for file in wrong.files.all()]
    code, message, _, _ = refusal(as_csv([filing(189)]))
    assert code == "F-SAME"
    assert f"publication {mended.pk};" in message


def test_a_day_is_counted_in_china(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.national_list(2)
    evening_in_london = datetime(2026, 7, 9, 16, 0, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: evening_in_london - timedelta(seconds=1))
    assert codes(receive(as_csv([filing(189)]))) == ["L-FUTURE"]
    monkeypatch.setattr(timezone, "now", lambda: evening_in_london)
    assert codes(receive(as_csv([filing(189)]))) == []


def test_one_publication_holds_a_file_once() -> None:
    factories.national_list(1)
    kept = PublicationFile.objects.get()
    kept.pk = None
    with pytest.raises(IntegrityError, match="publication_file_once_per_publication"), transaction.atomic():
        kept.save(force_insert=True)


def test_the_file_of_a_publication_never_changes() -> None:
    factories.national_list(1)
    for role, refusal in ((STAGE, "permission denied"), (OWNER, "Cannot update or delete")):
        for write in (lambda: PublicationFile.objects.update(name="x"), lambda: PublicationFile.objects.all().delete()):
            with as_role(role), pytest.raises(ProgrammingError, match=refusal), transaction.atomic():
                write()
    assert PublicationFile.objects.get().name != "x"


def test_one_file_given_twice_is_refused() -> None:
    assert refusal(as_csv([filing(1)]), as_csv([filing(1)]))[0] == "F-TWICE"


def test_a_file_of_another_kind_writes_nothing_although_the_first_was_good() -> None:
    factories.national_list(2)
    code, message, _, _ = refusal(as_csv([filing(189)]), b"<!doctype html><html></html>")
    assert code == "F-HTML"
    assert message.startswith("2.csv: This is a web page")


def test_a_bad_cell_is_named_by_file_row_and_field() -> None:
    content = as_csv([filing(1), filing(2)]).replace(b"2,", b"two,")
    assert content.count(b"two,") >= 1
    code, message, row, field = refusal(content)
    assert (code, row, field) == ("F-SEQUENCE", 3, "序号")
    assert message.startswith("1.csv, row 3, column “序号”: “two”")


def test_a_file_over_20_megabytes_is_refused_unread() -> None:
    assert refusal(b"x" * (20 * 1024 * 1024 + 1))[0] == "F-SIZE"


def test_a_list_that_is_not_kept_here_is_named() -> None:
    with pytest.raises(Refused) as caught:
        receive_publication(
            actor=SYSTEM,
            list_slug="no-such-list",
            files=[("a.csv", as_csv([filing(1)]))],
            table="auto",
            period_end=date(2026, 6, 30),
            published_on=date(2026, 6, 30),
            received_from="a test",
        )
    assert caught.value.problems[0].code == "F-LIST"


def test_a_decision_takes_an_altered_row_and_closes_the_one_before() -> None:
    factories.national_list()
    first = rows_of("2024-04")[0]
    renamed = replace(first, holder="北京另一合成科技有限公司")
    made = receive(as_csv([renamed]), decision="a test decides")
    assert (made.state, codes(made), made.decided_by) == ("approved", ["L-ALTERED"], "a test decides")
    old, new = Entry.objects.filter(number=first.number).order_by("pk")
    assert (old.first_edition, old.last_edition, old.holder) == (1, 11, first.holder)
    assert (new.first_edition, new.last_edition, new.holder) == (12, None, renamed.holder)
    change = Change.objects.get(edition__number=12)
    assert (change.kind, change.before, change.after, change.fields) == ("altered", old, new, ["holder"])
    assert Edition.objects.get(number=12).totals == {"filing": 868, "registration": 529}


def test_no_decision_takes_a_number_twice() -> None:
    factories.national_list(1)
    made = receive(as_csv([filing(118), replace(filing(118), sequence=119)]), decision="a test decides")
    assert (made.state, made.decided_by) == ("quarantined", "")


def test_only_the_system_brings_a_decision() -> None:
    operator = factories.member(factories.organisation("operator"), "curator")
    with pytest.raises(NotAllowed):
        receive(as_csv([filing(1)]), actor=operator, decision="I say so")
    assert not Publication.objects.exists()


def test_an_operator_may_send_a_publication_and_a_supplier_may_not() -> None:
    factories.national_list(2)
    operator = factories.member(factories.organisation("operator"), "curator")
    supplier = factories.member(factories.organisation("supplier"))
    with pytest.raises(NotAllowed):
        receive(as_csv([filing(189)]), actor=supplier)
    assert receive(as_csv([filing(189)]), actor=operator).state == "approved"


def test_only_the_system_loads_the_bundled_list() -> None:
    operator = factories.member(factories.organisation("operator"), "curator")
    with pytest.raises(NotAllowed):
        load_bundled_list(actor=operator, upto=1)


def test_a_list_as_of_an_edition_is_a_range_of_entries() -> None:
    factories.national_list()
    for edition in Edition.objects.all():
        shown = Entry.objects.filter(
            Q(last_edition=None) | Q(last_edition__gte=edition.number), first_edition__lte=edition.number
        )
        assert shown.count() == sum(edition.totals.values())
    assert not Entry.objects.filter(last_edition__lt=F("first_edition")).exists()


@pytest.mark.django_db(transaction=True)
def test_of_publications_that_come_at_once_each_is_judged_after_the_one_before() -> None:
    factories.national_list(1)
    rivals = [replace(filing(118), number=f"Beijing-SYNTHETICRIVAL{n}-202606010001") for n in range(4)]
    start, states = Barrier(len(rivals)), []

    def send(row: ListRow) -> None:
        try:
            start.wait(timeout=10)
            states.append(receive(as_csv([row])).state)
        finally:
            connection.close()

    threads = [Thread(target=send, args=(row,)) for row in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(states) == ["approved", *["quarantined"] * 3]
    assert [e.number for e in Edition.objects.order_by("number")] == [1, 2]
