"""The database as its roles find it: a committed world, a connection of each role, and whose rows are whose."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import psycopg
from django.apps import apps
from psycopg import sql

from portal import env
from portal.local.postgres import Role
from tests.access.probing.marks import Row
from tests.access.probing.stock import Stock

# Tables everybody reads: what is public, what every sign-in needs before it is known whose it is, Django's own.
OPEN = {
    "accounts_organisation",
    "accounts_user",
    "django_content_type",
    "django_migrations",
    "django_session",
    "django_site",
    # Jobs are promised and sent by the web, when no organisation's context is left; they name keys alone.
    "kernel_outbox",
}
PUBLIC = (
    "guardian_",
    "registry_",
    "auth_",
    "account_",
    "mfa_",
    "socialaccount_",
    "usersessions_",
    "claims_run",
    "ledger_",
)
# What the database works out itself.
GENERATED = {"search"}
# What one had to do with stays in one's own history, by its key.
HISTORY = {"catalogue_share", "catalogue_shareversion", "catalogue_receipt", "kernel_auditevent"}
# A wall stands around rows: these are columns of rows that others may see, which pages leave out.
COLUMNS = {"product line"}


@dataclass
class Walls:
    """A world that is committed, and the ways to its database."""

    stock: Stock
    database: str

    @contextmanager
    def session(self, role: Role) -> Iterator[psycopg.Connection[Any]]:
        """A connection of a role's own, with nothing of Django's."""
        there = env.database_settings(role)
        with psycopg.connect(
            host=str(there["HOST"]),
            port=str(there.get("PORT") or "") or None,
            user=str(there["USER"]),
            password=str(there["PASSWORD"]),
            dbname=self.database,
        ) as session:
            yield session

    @contextmanager
    def acting_for(self, organisation: str | None, role: Role = Role.APP) -> Iterator[psycopg.Cursor[Any]]:
        """A transaction in the context of an organisation by its name in the cast, or of what is said literally."""
        with self.session(role) as session, session.transaction(force_rollback=True), session.cursor() as cursor:
            if organisation is not None:
                known = self.stock.cast.organisations.get(organisation)
                said = str(known.pk) if known else organisation
                cursor.execute("SELECT set_config('hefu.organisation', %s, true)", [said])
            yield cursor

    @cached_property
    def tables(self) -> list[str]:
        with self.session(Role.BACKUP) as session:
            found = session.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
                " ORDER BY relname"
            )
            return [name for (name,) in found]

    @cached_property
    def walled(self) -> list[str]:
        """The tables that hold rows of organisations."""
        return [t for t in self.tables if t not in OPEN and not t.startswith(PUBLIC)]

    @cached_property
    def kinds(self) -> list[str]:
        """The tables of which it is known, row by row, to whom each is open."""
        return sorted({table_of(row) for row in self.stock.rows})

    def secrets_of_others(self, organisation: str) -> frozenset[str]:
        """The marks that an organisation is not to see, by the table of readers."""
        readers = self.stock.readers
        may = {s.mark for s in self.stock.secrets if organisation in s.open_to(readers)}
        return frozenset(s.mark for s in self.stock.secrets if s.what not in COLUMNS) - may

    def foreign(self, table: str, marks: frozenset[str]) -> frozenset[str]:
        """What of the marks a table told is not to be told by it; whose rows a table of kinds shows, others look at."""
        only_words = table in self.kinds or table in HISTORY
        return frozenset(mark for mark in marks if not (only_words and mark.isdigit()))

    def meaning(self, marks: frozenset[str]) -> str:
        told = {s.mark: s.what for s in self.stock.secrets}
        return ", ".join(sorted(f"{told[mark]} {mark}" for mark in marks))

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Every row of a table, as the backup reads them."""
        with self.session(Role.BACKUP) as session:
            found = session.execute(sql.SQL("SELECT to_jsonb(t) FROM {} t").format(sql.Identifier(table)))
            return [{name: value for name, value in row.items() if name not in GENERATED} for (row,) in found]

    def owners(self, table: str) -> set[int]:
        return {row["owner_id"] for row in self.rows(table) if row.get("owner_id")}


def table_of(row: Row) -> str:
    return str(apps.get_model(row.kind)._meta.db_table)
