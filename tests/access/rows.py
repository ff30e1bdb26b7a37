"""What the current transaction wrote to our tables, also what it took back again."""

from django.db import connection

from tests.architecture.project import our_models

# When a key was last used is noted with every request.
NOTED = "accounts_apikey"

Written = dict[str, tuple[int, int, int]]


def written() -> Written:
    """Rows inserted, updated and deleted so far by table, as PostgreSQL counts them."""
    tables = {model._meta.db_table for model in our_models()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables")
        counts = {table: (added, changed, gone) for table, added, changed, gone in cursor.fetchall() if table in tables}
    if NOTED in counts:
        added, _, gone = counts[NOTED]
        counts[NOTED] = (added, 0, gone)
    return counts


def touched(before: Written) -> list[str]:
    """The tables that were written to since."""
    now = written()
    return sorted(table for table in now if now[table] != before.get(table, (0, 0, 0)))
