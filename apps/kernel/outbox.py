"""Jobs promised in the transaction that needs them, sent after it, sent again until they are done."""

import logging
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any

from celery import Task, current_app, shared_task
from django.db import models, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.kernel.models import Outbox

log = logging.getLogger(__name__)

RESEND_AFTER = timedelta(seconds=60)
MOST_ATTEMPTS = 8


class Queue(StrEnum):
    """A person waits for the first; the second may take its time."""

    INTERACTIVE = "interactive"
    BULK = "bulk"


def after_commit(job: StrEnum, queue: Queue = Queue.INTERACTIVE, **ids: int | str) -> None:
    """Promise a job by name, with ids as its only arguments; it is queued once the row it needs is committed."""
    row = Outbox.objects.create(job=str(job), arguments={**ids}, queue=queue)
    transaction.on_commit(lambda: send(row.pk))


def later(job: StrEnum, queue: Queue, wait: timedelta, **ids: int | str) -> None:
    """Promise a job that is queued once `wait` is over, by the relay."""
    Outbox.objects.create(job=str(job), arguments={**ids}, queue=queue, not_before=timezone.now() + wait)


def send(outbox_id: int) -> bool:
    """Hand one row to the broker; False when it is done, given up, taken by another, or the broker is away."""
    row = _marked_as_sent(outbox_id)
    if row is None:
        return False
    try:
        current_app.send_task(
            row.job, kwargs=row.arguments, headers={"outbox_id": row.pk}, queue=row.queue, retry=False
        )
    except OperationalError as error:
        log.info("The broker can't be reached, job %s waits in the outbox: %s", row, error)
        Outbox.objects.filter(pk=row.pk).update(sent_at=None)
        return False
    return True


@transaction.atomic
def _marked_as_sent(outbox_id: int) -> Outbox | None:
    """Mark a row as sent before it goes: a worker may have it done before this process runs on."""
    row = Outbox.objects.select_for_update(skip_locked=True).filter(pk=outbox_id, done_at=None, dead_at=None).first()
    if row is None:
        return None
    if row.attempts >= MOST_ATTEMPTS:
        log.error("Job %s failed %d times and is given up: %s", row, row.attempts, row.last_error)
        row.dead_at = timezone.now()
        row.save(update_fields=["dead_at"])
        return None
    row.sent_at = timezone.now()
    row.save(update_fields=["sent_at"])
    return row


def relay() -> int:
    """Send what is unsent, and again what was sent and not done in time. Gives how many were sent."""
    now = timezone.now()
    overdue = models.Q(sent_at=None) | models.Q(sent_at__lt=now - RESEND_AFTER)
    due = models.Q(not_before=None) | models.Q(not_before__lte=now)
    waiting = (
        Outbox.objects.filter(overdue, due, done_at=None, dead_at=None).order_by("pk").values_list("pk", flat=True)
    )
    return sum(send(pk) for pk in list(waiting[:1000]))


def job(name: StrEnum) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function the one task of a job.

    The effect and the outbox row's `done_at` are one transaction, so a job delivered twice runs once;
    a job that fails keeps its row, with the error, and is sent again.
    """

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @shared_task(name=str(name), bind=True, ignore_result=True)
        def run(task: Task[Any, Any], /, **ids: int | str) -> None:
            outbox_id = (task.request.headers or {}).get("outbox_id")
            if outbox_id is not None:
                # Counted before it runs, so that a job that takes the worker down with it counts too.
                Outbox.objects.filter(pk=outbox_id, done_at=None).update(attempts=models.F("attempts") + 1)
            try:
                run_once(function, outbox_id, ids)
            except Exception as error:
                if outbox_id is None:
                    raise
                Outbox.objects.filter(pk=outbox_id).update(last_error=f"{type(error).__name__}: {error}"[:2000])
                raise

        return run

    return decorate


def run_once(function: Callable[..., None], outbox_id: int | None, ids: dict[str, int | str]) -> None:
    """Run a job unless its outbox row says that it is done or another worker holds it."""
    with transaction.atomic():
        if outbox_id is not None:
            row = Outbox.objects.select_for_update(skip_locked=True).filter(pk=outbox_id, done_at=None).first()
            if row is None:
                return
            row.done_at = timezone.now()
            row.save(update_fields=["done_at"])
        function(**ids)
