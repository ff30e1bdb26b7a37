"""The policies the migrations make, kept as text in `policies.json`, and how those in a database differ from them.

After a migration with other policies: `HEFU_UPDATE=1 pytest tests/architecture/test_walls.py`, and read the difference.
"""

import json
from collections.abc import Iterator
from functools import cache

from portal.grants import Cursor
from portal.local.state import PROJECT

KEPT = PROJECT / "portal" / "policies.json"
STANDING = """
SELECT relname, polname, concat_ws(' ',
    CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
    'FOR', CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
        ELSE 'ALL' END,
    'TO', (SELECT string_agg(name, ', ' ORDER BY name)
        FROM (SELECT CASE one WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(one) END FROM unnest(polroles) one) them(name)),
    'USING (' || pg_get_expr(polqual, polrelid) || ')',
    'WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')')
FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
WHERE relnamespace = 'public'::regnamespace ORDER BY relname, polname
"""

# By table and name, a policy as PostgreSQL words it.
Policies = dict[str, dict[str, str]]


def standing(cursor: Cursor) -> Policies:
    """The policies there are in the database."""
    cursor.execute(STANDING)
    found: Policies = {}
    for table, name, said in cursor.fetchall():
        found.setdefault(str(table), {})[str(name)] = " ".join(said.split())
    return found


@cache
def kept() -> Policies:
    """The policies there are to be."""
    read: Policies = json.loads(KEPT.read_text())
    return read


def differences(made: dict[str, str], there: dict[str, str]) -> Iterator[str]:
    """In what the policies of one table are other than they were made, each in a few words."""
    for name in sorted(made.keys() | there.keys()):
        if name not in there:
            yield f"policy {name} is missing"
        elif name not in made:
            yield f"policy {name} is not ours"
        elif made[name] != there[name]:
            yield f"policy {name} was altered"
