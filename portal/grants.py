"""What each role of the database is granted on its tables; `migrate` gives it anew each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from psycopg import sql

from portal.local.postgres import Role

# The roles rows are read and written with; they are granted what they need and nothing else.
WORKING = (Role.APP, Role.SYSTEM)
EVERYTHING = ("SELECT", "INSERT", "UPDATE", "DELETE")
# Kept by triggers that run as hefu_system, so that the web can't open a door for itself.
KEPT_BY_TRIGGERS = {"catalogue_access", "contracts_reader"}
# Signed by the worker, who alone has the private keys: the web names no key and writes no checkpoint.
SIGNED_BY_THE_WORKER = {"ledger_checkpoint", "ledger_signingkey"}
# What was migrated is told to everybody and written by the owner.
OWNERS_OWN = {"django_migrations"}
# A trigger that refuses both changes and deletions of every row (pgtrigger's Protect): before each row, without WHEN.
INSERT_ONLY = """
SELECT DISTINCT relname FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid
JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal AND tgenabled IN ('O', 'A')
  AND tgqual IS NULL AND cardinality(tgattr) = 0 AND tgtype & 27 = 27 AND prosrc LIKE '%Cannot update or delete rows%'
"""
TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname
"""


class Cursor(Protocol):
    """What Django's cursors and psycopg's have in common."""

    def execute(self, query: Any, params: Any = None, /) -> object: ...

    def fetchall(self) -> list[tuple[Any, ...]]: ...


@dataclass(frozen=True)
class Grant:
    """What one role may do with one table."""

    table: str
    role: Role
    verbs: tuple[str, ...]


def wanted_grants(cursor: Cursor) -> Iterator[Grant]:
    """What the roles are to be granted on the tables there are."""
    insert_only = set(_names(cursor, INSERT_ONLY))
    for table in _names(cursor, TABLES):
        for role in WORKING:
            yield Grant(table, role, _verbs(table, role, insert_only))


def _verbs(table: str, role: Role, insert_only: set[str]) -> tuple[str, ...]:
    if table in OWNERS_OWN or (role is Role.APP and table in KEPT_BY_TRIGGERS | SIGNED_BY_THE_WORKER):
        return ("SELECT",)
    return ("SELECT", "INSERT") if table in insert_only else EVERYTHING


def give_grants(cursor: Cursor) -> None:
    """Give the working roles what they are to have in this database and take away all else; run it as the owner."""
    roles = sql.SQL(", ").join(sql.Identifier(role.login) for role in WORKING)
    _run(cursor, "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {}", roles)
    _run(cursor, "GRANT USAGE ON SCHEMA public TO {}", roles)
    _run(cursor, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {}", roles)
    _run(cursor, "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {}", roles)
    _run(cursor, "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}", roles)
    for grant in list(wanted_grants(cursor)):
        verbs = sql.SQL(", ").join(map(sql.SQL, grant.verbs))
        _run(cursor, "GRANT {} ON {} TO {}", verbs, sql.Identifier(grant.table), sql.Identifier(grant.role.login))


def _run(cursor: Cursor, statement: str, *parts: sql.Composable) -> None:
    cursor.execute(sql.SQL(statement).format(*parts).as_string(None))


def _names(cursor: Cursor, query: str) -> list[str]:
    cursor.execute(query)
    return [str(name) for (name,) in cursor.fetchall()]
