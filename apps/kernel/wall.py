"""The wall: for whom the current transaction works, as told to PostgreSQL, whose policies let nothing else through."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from apps.kernel.actor import Actor

# The role of the web process. The worker, the commands and the tests step down to it while they act for somebody.
APP_ROLE = "hefu_app"
# Where the context of the current connection is remembered.
CONTEXT = "hefu_context"

Context = tuple[int | None, int | None]

ENTER = """
SELECT current_setting('role'), current_setting('hefu.organisation', true), current_setting('hefu.user', true),
       set_config('role', %s, true), set_config('hefu.organisation', %s, true), set_config('hefu.user', %s, true)
"""
LEAVE = (
    "SELECT set_config('role', %s, true), set_config('hefu.organisation', %s, true), set_config('hefu.user', %s, true)"
)


@contextmanager
def acting_for(organisation_id: int | None, user_id: int | None = None) -> Iterator[None]:
    """Work behind the wall of an organisation, or of a person who acts for none: one short transaction.

    Inside, rows that are neither the organisation's nor opened to it do not exist, whatever a query says. Settings and
    role are local to the transaction, so that a pooled connection carries nothing over. Entering the context that one
    is in already costs nothing.
    """
    wanted = (organisation_id, user_id)
    before: Context | None = getattr(connection, CONTEXT, None)
    if before == wanted:
        yield
        return
    nested = connection.in_atomic_block
    with transaction.atomic():
        was = _enter(wanted)
        setattr(connection, CONTEXT, wanted)
        try:
            yield
        finally:
            setattr(connection, CONTEXT, before)
        # The end of the outermost transaction takes the settings with it, as a savepoint rolled back does.
        if nested and not connection.needs_rollback:
            _leave(was)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Work behind the wall of an actor; the system works as what its process is."""
    if actor.is_system:
        yield
        return
    with acting_for(actor.organisation_id, actor.user_id):
        yield


@contextmanager
def known_as(user_id: int) -> Iterator[None]:
    """Read what people may know of themselves, such as where they are members; within a context of theirs as it is."""
    context: Context | None = getattr(connection, CONTEXT, None)
    if context is not None and context[1] == user_id:
        yield
        return
    with acting_for(None, user_id):
        yield


def _enter(context: Context) -> tuple[str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute(ENTER, [APP_ROLE, *_texts(context)])
        role, organisation, user = cursor.fetchone()[:3]
    return role, organisation or "", user or ""


def _leave(was: tuple[str, str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LEAVE, list(was))


def _texts(context: Context) -> list[str]:
    return ["" if part is None else str(part) for part in context]
