"""Promised jobs: kept with the change that needs them, sent after it, sent again until done, done once."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.claims import services as claims
from apps.claims.jobs import Job as ClaimsJob
from apps.claims.tasks import verify_claim as task
from apps.kernel import outbox
from apps.kernel.models import Outbox

OnCommit = Callable[..., Any]


class Job(StrEnum):
    WEIGH_STONES = "test.weigh_stones"


class Broker:
    """Stands for the broker where a test asks what is sent; the real one has tests of its own."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any], int, str]] = []
        self.is_there = True

    def send_task(self, name: str, *, kwargs: dict[str, Any], headers: dict[str, int], queue: str, retry: bool) -> None:
        assert retry is False
        if not self.is_there:
            raise OperationalError("connection refused")
        self.sent.append((name, kwargs, headers["outbox_id"], queue))


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    broker = Broker()
    monkeypatch.setattr(outbox, "current_app", broker)
    return broker


def row(**changes: object) -> Outbox:
    return Outbox.objects.create(**{"job": Job.WEIGH_STONES, "arguments": {"stone_id": 7}, "queue": "bulk", **changes})


@pytest.mark.django_db
def test_a_job_is_kept_at_once_and_sent_after_the_transaction(
    broker: Broker, django_capture_on_commit_callbacks: OnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        outbox.after_commit(Job.WEIGH_STONES, stone_id=7)
        kept = Outbox.objects.get()
        assert (kept.job, kept.arguments, kept.queue, kept.sent_at) == (
            Job.WEIGH_STONES,
            {"stone_id": 7},
            "interactive",
            None,
        )
        assert broker.sent == []
    kept.refresh_from_db()
    assert broker.sent == [("test.weigh_stones", {"stone_id": 7}, kept.pk, "interactive")]
    assert (kept.sent_at is not None, kept.attempts, kept.done_at) == (True, 0, None)


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_transaction_that_fails_was_never_promised(broker: Broker) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.after_commit(Job.WEIGH_STONES, stone_id=7)
        raise ZeroDivisionError
    assert not Outbox.objects.exists()
    assert broker.sent == []


@pytest.mark.django_db
def test_without_a_broker_the_job_waits_and_the_work_goes_on(
    broker: Broker, django_capture_on_commit_callbacks: OnCommit
) -> None:
    broker.is_there = False
    with django_capture_on_commit_callbacks(execute=True):
        outbox.after_commit(Job.WEIGH_STONES, queue=outbox.Queue.BULK, stone_id=7)
    assert Outbox.objects.get().sent_at is None
    assert outbox.relay() == 0
    broker.is_there = True
    assert (outbox.relay(), len(broker.sent)) == (1, 1)


@pytest.mark.django_db
def test_the_relay_sends_what_is_unsent_or_overdue_and_nothing_else(broker: Broker) -> None:
    now = timezone.now()
    unsent = row()
    overdue = row(sent_at=now - outbox.RESEND_AFTER - timedelta(seconds=1), attempts=1)
    row(sent_at=now - outbox.RESEND_AFTER + timedelta(seconds=10), attempts=1)
    row(sent_at=now - timedelta(hours=1), done_at=now)
    row(dead_at=now)
    assert outbox.relay() == 2
    assert [sent[2] for sent in broker.sent] == [unsent.pk, overdue.pk]
    assert outbox.relay() == 0
    overdue.refresh_from_db()
    assert overdue.sent_at > now - outbox.RESEND_AFTER


@pytest.mark.django_db
def test_sending_alone_never_gives_a_job_up(broker: Broker) -> None:
    waiting = row()
    for _ in range(outbox.MOST_ATTEMPTS + 1):
        assert outbox.send(waiting.pk) is True


@pytest.mark.django_db
def test_a_job_that_keeps_failing_is_laid_aside_with_its_error(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = row(job=ClaimsJob.VERIFY_CLAIM, arguments={"claim_id": 1})

    def fail(**_given: object) -> None:
        raise ValueError("heavy")

    monkeypatch.setattr(claims, "verify_claim", fail)
    for _ in range(outbox.MOST_ATTEMPTS):
        assert outbox.send(kept.pk) is True
        assert task.apply(kwargs=kept.arguments, headers={"outbox_id": kept.pk}).failed()
    assert (outbox.send(kept.pk), outbox.relay(), len(broker.sent)) == (False, 0, outbox.MOST_ATTEMPTS)
    kept.refresh_from_db()
    assert (kept.dead_at is not None, kept.attempts) == (True, outbox.MOST_ATTEMPTS)
    assert kept.last_error == "ValueError: heavy"


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_quicker_than_the_sender_still_does_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, done = row(), []

    class AtOnce:
        """A broker whose worker has the job done before `send_task` returns."""

        def send_task(self, name: str, *, kwargs: dict[str, Any], headers: dict[str, int], **_: object) -> None:
            worker = Thread(target=self.work, args=(kwargs, headers["outbox_id"]))
            worker.start()
            worker.join(10)

        @staticmethod
        def work(kwargs: dict[str, Any], outbox_id: int) -> None:
            try:
                outbox.run_once(lambda stone_id: done.append(stone_id), outbox_id, kwargs)
            finally:
                connection.close()

    monkeypatch.setattr(outbox, "current_app", AtOnce())
    assert outbox.send(kept.pk) is True
    kept.refresh_from_db()
    assert (done, kept.done_at is not None) == ([7], True)


@pytest.mark.django_db
def test_a_job_delivered_twice_is_done_once() -> None:
    kept, done = row(), []
    for _ in range(2):
        outbox.run_once(lambda stone_id: done.append(stone_id), kept.pk, {"stone_id": 7})
    kept.refresh_from_db()
    assert (done, kept.done_at is not None) == ([7], True)


@pytest.mark.django_db
def test_a_job_whose_promise_is_gone_is_not_done() -> None:
    done: list[int] = []
    outbox.run_once(lambda stone_id: done.append(stone_id), 123456, {"stone_id": 7})
    assert done == []


@pytest.mark.django_db
def test_effect_and_mark_are_one_transaction() -> None:
    kept = row()

    def half(stone_id: int) -> None:
        row(job="the effect")
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        outbox.run_once(half, kept.pk, {"stone_id": 7})
    kept.refresh_from_db()
    assert kept.done_at is None
    assert not Outbox.objects.filter(job="the effect").exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_job_do_it_once() -> None:
    kept, done, holding, go_on = row(), [], Event(), Event()

    def slow(stone_id: int) -> None:
        done.append(stone_id)
        holding.set()
        assert go_on.wait(10)

    def first() -> None:
        try:
            outbox.run_once(slow, kept.pk, {"stone_id": 7})
        finally:
            connection.close()

    worker = Thread(target=first)
    worker.start()
    assert holding.wait(10)
    outbox.run_once(lambda stone_id: done.append(stone_id), kept.pk, {"stone_id": 8})
    assert outbox.send(kept.pk) is False
    go_on.set()
    worker.join()
    kept.refresh_from_db()
    assert (done, kept.done_at is not None) == ([7], True)


@pytest.mark.django_db
def test_a_task_that_fails_leaves_its_error_with_its_promise_and_may_be_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = row(job=ClaimsJob.VERIFY_CLAIM, arguments={"claim_id": 1})

    def fail(**_given: object) -> None:
        raise RuntimeError("the list is being read")

    monkeypatch.setattr(claims, "verify_claim", fail)
    assert task.apply(kwargs=kept.arguments, headers={"outbox_id": kept.pk}).failed()
    kept.refresh_from_db()
    assert (kept.done_at, kept.last_error) == (None, "RuntimeError: the list is being read")
    monkeypatch.undo()
    assert task.apply(kwargs=kept.arguments, headers={"outbox_id": kept.pk}).successful()
    kept.refresh_from_db()
    assert kept.done_at is not None
