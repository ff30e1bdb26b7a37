"""Tests set their stage as the system and ask their questions as the web: the roles of the database, as in life."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from psycopg.pq import TransactionStatus

STAGE = "hefu_system"
WEB = "hefu_app"
# Who may do what no role that works with the rows may: tamper with them.
OWNER = "hefu_owner"

_thread = local()


class AsTheWeb:
    """Outermost middleware: what a request does to the database is done with the role of the web process."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with as_role(WEB):
            return self.get_response(request)


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Take a role inside the block, whether there is a connection already or not."""
    usual = getattr(_thread, "role", STAGE)
    _take(role)
    try:
        yield
    finally:
        _take(usual)


def _take(role: str) -> None:
    _thread.role = role
    taken = connection.connection
    # Without Django's cursor, so that no test counts it among the queries of a page.
    if taken is not None and not taken.closed and taken.info.transaction_status != TransactionStatus.INERROR:
        taken.execute(f"SET ROLE {role}")


def _on_connection(sender: type[BaseDatabaseWrapper], connection: BaseDatabaseWrapper, **named: Any) -> None:
    connection.connection.execute(f"SET ROLE {getattr(_thread, 'role', STAGE)}")


@contextmanager
def roles_taken() -> Iterator[None]:
    """Inside the block every connection of this process works with one of the two roles, never as the owner.

    Only emptying the tables after a test is still the owner's: nobody else may.
    """
    operations = type(connection.ops)
    execute_flush = operations.execute_sql_flush

    def flush_as_owner(self: Any, statements: list[str]) -> None:
        execute_flush(self, [f"SET LOCAL ROLE {OWNER}", *statements])

    connection.close()
    connection_created.connect(_on_connection, dispatch_uid="database roles")
    operations.execute_sql_flush = flush_as_owner
    try:
        yield
    finally:
        operations.execute_sql_flush = execute_flush
        connection_created.disconnect(dispatch_uid="database roles")
        connection.close()
