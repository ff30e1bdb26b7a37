"""Every table of the database is classed and, where tenants' rows are, walled; every kind of hole is seen."""

import json
import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from portal.grants import give_grants
from portal.policies import KEPT, standing
from portal.walls import other_holes, tables, whose
from tests.database_roles import OWNER, STAGE, WEB, as_role

pytestmark = pytest.mark.django_db

PRODUCT = "catalogue_product"
DEFINER = "CREATE FUNCTION peep() RETURNS bigint LANGUAGE sql SECURITY DEFINER {} AS 'SELECT 1::bigint'"
FIXED = DEFINER.format("SET search_path = public, pg_temp")
HOLES = {
    "not enabled": (f"ALTER TABLE {PRODUCT} DISABLE ROW LEVEL SECURITY", "row-level security is not enabled"),
    "not forced": (f"ALTER TABLE {PRODUCT} NO FORCE ROW LEVEL SECURITY", "row-level security is not forced"),
    "no policy for the web": (f"DROP POLICY app_reads ON {PRODUCT}", "no policy for SELECT for hefu_app"),
    "a policy for another": (f"ALTER POLICY app_adds ON {PRODUCT} TO hefu_system", "no policy for INSERT for hefu_app"),
    "no policy for the system": (f"DROP POLICY system_works ON {PRODUCT}", "no policy for DELETE for hefu_system"),
    "only a restrictive policy": (
        f"DROP POLICY app_reads ON {PRODUCT}; CREATE POLICY less ON {PRODUCT} AS RESTRICTIVE TO hefu_app USING (false)",
        "no policy for SELECT for hefu_app",
    ),
    "open to all": (f"ALTER POLICY app_reads ON {PRODUCT} USING (true)", "a policy lets hefu_app SELECT every row"),
    "given away": (f"ALTER POLICY app_changes ON {PRODUCT} WITH CHECK (true)", "lets hefu_app UPDATE every row"),
    "open to everybody": (f"CREATE POLICY open ON {PRODUCT} USING (true)", "lets hefu_app DELETE every row"),
    "may be emptied": (f"GRANT TRUNCATE ON {PRODUCT} TO hefu_app", "hefu_app may TRUNCATE"),
    "may be emptied by everybody": (f"GRANT TRUNCATE ON {PRODUCT} TO PUBLIC", "hefu_system may TRUNCATE"),
    "may be asked for existence": (f"GRANT REFERENCES (id) ON {PRODUCT} TO hefu_app", "hefu_app may REFERENCES"),
    "written by the backup": (f"GRANT UPDATE ON {PRODUCT} TO hefu_backup", "hefu_backup may UPDATE"),
    "not granted": (f"REVOKE SELECT ON {PRODUCT} FROM hefu_app", "hefu_app may not SELECT"),
    "owned by the system": (
        f"GRANT CREATE ON SCHEMA public TO hefu_system; ALTER TABLE {PRODUCT} OWNER TO hefu_system",
        "hefu_system owns it",
    ),
}
# The wall of a table, from the statement to what is said of it.
SAID = {
    "ALTER TABLE accounts_membership DISABLE ROW LEVEL SECURITY": "row-level security is not enabled",
    "ALTER TABLE accounts_organisation DISABLE ROW LEVEL SECURITY": "row-level security is not enabled",
    "ALTER TABLE kernel_auditevent DISABLE ROW LEVEL SECURITY": "row-level security is not enabled",
    "ALTER TABLE kernel_auditevent NO FORCE ROW LEVEL SECURITY": "row-level security is not forced",
    "ALTER POLICY app_reads ON kernel_auditevent USING (true)": "a policy lets hefu_app SELECT every row",
    "ALTER POLICY app_reads ON accounts_membership USING (true)": "a policy lets hefu_app SELECT every row",
    "ALTER POLICY app_reads ON claims_claim USING (owner_id IS NOT NULL)": "policy app_reads was altered",
    "ALTER POLICY app_adds ON claims_claim TO hefu_app, hefu_system": "policy app_adds was altered",
    "CREATE POLICY more ON claims_claim FOR SELECT TO hefu_app USING (1 = 1)": "policy more is not ours",
    "DROP POLICY app_removes ON claims_claim": "policy app_removes is missing",
    "CREATE POLICY more ON registry_entry AS RESTRICTIVE USING (id > 7)": "policy more is not ours",
}
OTHERS = {
    "an event that may change": (
        "GRANT UPDATE (verb) ON kernel_auditevent TO hefu_app",
        ("kernel_auditevent", "hefu_app may UPDATE"),
    ),
    "a door one opens oneself": (
        "GRANT INSERT ON catalogue_access TO hefu_app",
        ("catalogue_access", "hefu_app may INSERT"),
    ),
    "a table nobody knows": ("CREATE TABLE extra (id int)", ("extra", "no model is known for it")),
    "a view with its owner's eyes": (
        f"CREATE VIEW extra AS SELECT * FROM {PRODUCT}",
        ("extra", "a view without security_invoker"),
    ),
    "a copy without policies": (
        f"CREATE MATERIALIZED VIEW extra AS SELECT * FROM {PRODUCT}",
        ("extra", "can't be had for this kind of table"),
    ),
    "a function that looks anywhere": (
        f"{DEFINER.format('')}; REVOKE ALL ON FUNCTION peep() FROM PUBLIC",
        ("peep()", "without a search_path of its own"),
    ),
    "a function for everybody": (FIXED, ("peep()", "that PUBLIC may execute")),
    "room for tables": ("GRANT CREATE ON SCHEMA public TO hefu_app", ("schema public", "hefu_app may CREATE")),
}


def found() -> list[tuple[str, str]]:
    """Every hole: the name of what has it, and what it is."""
    with connection.cursor() as cursor:
        return [(table.name, hole) for table in tables(cursor) for hole in table.holes()] + [*other_holes(cursor)]


def broken_by(statements: str) -> list[tuple[str, str]]:
    with as_role(OWNER), connection.cursor() as cursor:
        cursor.execute(statements)
    return found()


def test_there_is_no_hole() -> None:
    assert found() == []


def test_the_policies_that_are_kept_are_those_that_the_migrations_make() -> None:
    with connection.cursor() as cursor:
        made = json.dumps(standing(cursor), indent=1) + "\n"
    if os.environ.get("HEFU_UPDATE"):
        KEPT.write_text(made)
    assert KEPT.read_text() == made


def test_every_table_of_a_model_is_there_and_classed() -> None:
    with connection.cursor() as cursor:
        there = {table.name: table for table in tables(cursor)}
    assert set(whose()) == set(there)
    walled = {name for name, table in there.items() if table.enabled and table.forced}
    assert walled >= {name for name, holds in whose().items() if holds == "walled"}
    assert len(walled) >= 30


@pytest.mark.parametrize(("statements", "hole"), HOLES.values(), ids=HOLES)
def test_a_hole_in_the_wall_of_a_table_is_seen(statements: str, hole: str) -> None:
    assert [name for name, said in broken_by(statements) if hole in said] == [PRODUCT]


@pytest.mark.parametrize(("statement", "hole"), SAID.items(), ids=SAID)
def test_a_wall_that_is_other_than_it_was_made_is_seen(statement: str, hole: str) -> None:
    table = next(word for word in statement.split() if word in whose())
    assert (table, hole) in broken_by(statement)


@pytest.mark.parametrize(("statements", "hole"), OTHERS.values(), ids=OTHERS)
def test_a_way_around_the_walls_is_seen(statements: str, hole: tuple[str, str]) -> None:
    assert [name for name, said in broken_by(statements) if hole[1] in said] == [hole[0]]


def test_a_view_with_the_readers_own_eyes_is_no_hole() -> None:
    assert broken_by(f"CREATE VIEW extra WITH (security_invoker = true) AS SELECT * FROM {PRODUCT}") == []


def test_what_was_granted_too_much_is_taken_back_by_the_next_migrate() -> None:
    assert broken_by(
        f"GRANT ALL ON {PRODUCT}, kernel_auditevent, catalogue_access TO hefu_app, PUBLIC;"
        "GRANT UPDATE (verb) ON kernel_auditevent TO hefu_system; GRANT CREATE ON SCHEMA public TO hefu_app"
    )
    with as_role(OWNER), connection.cursor() as cursor:
        give_grants(cursor)
    assert found() == []


@pytest.mark.parametrize("role", [WEB, STAGE])
@pytest.mark.parametrize("table", [PRODUCT, "kernel_auditevent", "registry_entry", "accounts_user"])
def test_nobody_who_works_with_rows_empties_a_table(role: str, table: str) -> None:
    with as_role(role), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table} CASCADE")


def test_the_command_has_one_line_for_each_table_and_fails_at_a_hole() -> None:
    whole = StringIO()
    call_command("check_walls", stdout=whole)
    lines = whole.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == sorted(whose())
    assert {"catalogue_product", "walled"} == set(next(line for line in lines if PRODUCT in line.split()).split())
    broken_by(f"DROP POLICY app_reads ON {PRODUCT}; {FIXED}")
    broken = StringIO()
    with pytest.raises(CommandError, match="2 of ") as failure:
        call_command("check_walls", stdout=broken)
    assert failure.value.returncode == 1
    assert [line.split()[0] for line in broken.getvalue().splitlines() if " HOLE: " in line] == [PRODUCT, "peep()"]
