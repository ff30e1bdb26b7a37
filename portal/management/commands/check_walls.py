"""Say of every table whether its rows are walled, and fail where a wall has a hole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portal.walls import Table, other_holes, tables

WIDTH = 46


class Command(BaseCommand):
    """`check_walls`: one line for each table, then one for each function or schema with a hole; 1 if there is one."""

    help = "Say of every table whether its rows are walled; exits with 1 where something is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the lines; raises CommandError after them where there is a hole."""
        with connection.cursor() as cursor:
            lines = [line_of(table) for table in tables(cursor)]
            lines += [f"{name:<{WIDTH}} HOLE: {hole}" for name, hole in other_holes(cursor)]
        self.stdout.write("\n".join(lines))
        holes = sum(" HOLE: " in line for line in lines)
        if holes:
            raise CommandError(f"{holes} of {len(lines)} have a hole")


def line_of(table: Table) -> str:
    """One line about one table."""
    if holes := table.holes():
        return f"{table.name:<{WIDTH}} HOLE: {'; '.join(holes)}"
    walled = table.enabled and table.holds != "walled"
    return f"{table.name:<{WIDTH}} {table.holds}{', walled' if walled else ''}"
