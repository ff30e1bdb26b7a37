"""A process starts only where the database keeps the walls up, and never with a role that could look over them."""

import sys

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import DatabaseWrapper

from portal.grants import Cursor
from portal.local.postgres import Role
from portal.walls import tables

# Whom a process may become beside itself: the system steps down to the web where it acts for an organisation.
MAY_BECOME = {Role.APP: {"hefu_app"}, Role.SYSTEM: {"hefu_system", "hefu_app"}}
SESSION = "SELECT session_user, current_user"
# A superuser is a member of every role, which says nothing more of him.
POWERS = """
SELECT role.rolname, role.rolsuper, role.rolbypassrls, role.rolcreaterole,
       EXISTS (SELECT FROM pg_class WHERE relowner = role.oid AND relnamespace = 'public'::regnamespace)
FROM pg_roles me JOIN pg_roles role
    ON role.oid = me.oid OR (NOT me.rolsuper AND pg_has_role(me.oid, role.oid, 'MEMBER'))
WHERE me.rolname = session_user ORDER BY role.oid <> me.oid, role.rolname
"""


def refusals(connection: BaseDatabaseWrapper, role: Role) -> list[str]:
    """Why a process of this role must not work with this connection, a line for each reason; empty when it may."""
    with connection.cursor() as cursor:
        return [*_of_role(cursor, role), *_of_walls(cursor)]


def _of_role(cursor: Cursor, role: Role) -> list[str]:
    cursor.execute(SESSION)
    ((session, current),) = cursor.fetchall()
    found = []
    if (session, current) != (role.login, role.login):
        said = session if session == current else f"{session} working as {current}"
        found.append(f"the database role is {said}; this process must be {role.login}")
    cursor.execute(POWERS)
    for name, superuser, bypasses, creates, owns in cursor.fetchall():
        subject = f"{name} is" if name == session else f"{session} is a member of {name}, which is"
        powers = {"a superuser": superuser, "BYPASSRLS": bypasses, "CREATEROLE": creates, "an owner of tables": owns}
        found += [f"{subject} {power}" for power, has in powers.items() if has]
        if name.startswith("hefu_") and name != session and name not in MAY_BECOME.get(role, set()):
            found.append(f"{session} is a member of {name}")
    return found


def _of_walls(cursor: Cursor) -> list[str]:
    walled = (table for table in tables(cursor) if table.walled)
    return [f"{table.name}: {hole}" for table in walled for hole in table.holes()]


def refuse_without_walls() -> None:
    """End the process, with one line for each reason, unless its role is right and every wall stands."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        found = refusals(connection, Role(settings.DATABASE_ROLE))
    finally:
        # The processes that are forked from this one must not share its connections.
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()
    if found:
        sys.stderr.write("".join(f"hefu: refused to start: {reason}\n" for reason in found))
        sys.exit(1)
