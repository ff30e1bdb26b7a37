#!/usr/bin/env python3
"""Hefu's commands; those that need the database find it running, whether the portal runs or not."""

import os
import sys
from contextlib import nullcontext

from django.core.management import execute_from_command_line

from portal.local.leases import hold_database
from portal.local.state import LocalError

# `up` looks after the database itself; the others have no use for one.
WITHOUT_DATABASE = {
    "collectstatic", "compilemessages", "diffsettings", "findstatic", "help",
    "makemessages", "startapp", "startproject", "up", "verify_pack", "version",
}  # fmt: skip
# What changes tables or empties them; `migrate` becomes the owner by itself, also inside `up`.
AS_OWNER = {"flush", "pgtrigger", "sqlflush", "test"}
AS_WEB = {"runserver"}


def role_of(command: str) -> str:
    """The database role a command takes unless HEFU_DATABASE_ROLE says another."""
    if command in AS_OWNER:
        return "owner"
    return "app" if command in AS_WEB else "system"


def main() -> None:
    """Run the command of the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ.setdefault("HEFU_DATABASE_ROLE", role_of(command))
    idle = command in WITHOUT_DATABASE or command.startswith("-") or not {"-h", "--help"}.isdisjoint(sys.argv)
    try:
        with nullcontext() if idle else hold_database():
            execute_from_command_line(sys.argv)
    except LocalError as error:
        sys.exit(f"hefu: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
