"""`migrate`, as the owner of the tables, and afterwards the grants of the roles that work with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from portal import env
from portal.grants import give_grants
from portal.local.postgres import Role


class Command(migrate.Command):
    """Django's own command, whatever the role of the process; then each table is granted to the roles anew."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate and grant; only looking (--plan, --check) grants nothing."""
        connection = connections[options["database"]]
        with as_owner(connection):
            super().handle(*args, **options)
            if options["plan"] or options["check_unapplied"]:
                return
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                give_grants(cursor)


@contextmanager
def as_owner(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Have the connection belong to the owner inside the block; the database stays the one it was."""
    owner = env.database_settings(Role.OWNER)
    if connection.settings_dict["USER"] == owner["USER"]:
        yield
        return
    usual = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    connection.close()
    connection.settings_dict.update({name: owner.get(name, usual[name]) for name in usual})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)
