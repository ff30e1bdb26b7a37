"""The database by itself, without a line of Django between: what each role gets to see and to change of whose rows."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from psycopg.errors import Error, InsufficientPrivilege
from pytest_django.plugin import DjangoDbBlocker

from portal.local.postgres import Role
from tests.access.probing.committed import committed_stock
from tests.access.probing.marks import marks_in
from tests.access.probing.walls import Walls, table_of

pytestmark = pytest.mark.django_db

# What a refusal may be called: no privilege, or a policy; that a key or a check stands in the way is no refusal.
REFUSED = InsufficientPrivilege
CONTEXTS = ("maker", "buyer", "thin", "reseller", "late", "stranger", "operator")
# Nobody's context: none told, an empty one, an organisation that there is not, none that could be.
NOBODY = (None, "", "999999999", "-1", "0")


@pytest.fixture(scope="module")
def walls(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Walls]:
    with committed_stock(django_db_blocker) as (stock, _):
        yield Walls(stock, connection.settings_dict["NAME"])


@pytest.fixture(autouse=True)
def _django_keeps_out() -> None:
    """The tests of this file ask the database themselves."""


def told(cursor: psycopg.Cursor[Any], statement: sql.Composable | str) -> frozenset[str]:
    """The marks in all that a statement gives."""
    cursor.execute(statement if isinstance(statement, sql.Composable) else sql.SQL(statement))
    return frozenset(mark for row in cursor.fetchall() for mark in marks_in(str(row[0])))


def every_row(table: str) -> sql.Composed:
    return sql.SQL("SELECT to_jsonb(t)::text FROM {} t").format(sql.Identifier(table))


@pytest.mark.parametrize("organisation", CONTEXTS)
def test_no_table_tells_an_organisation_what_is_not_open_to_it(organisation: str, walls: Walls) -> None:
    others = walls.secrets_of_others(organisation)
    found = {}
    with walls.acting_for(organisation) as cursor:
        for table in walls.walled:
            if what := walls.meaning(walls.foreign(table, told(cursor, every_row(table)) & others)):
                found[table] = what
    assert found == {}


@pytest.mark.parametrize("organisation", CONTEXTS)
def test_an_organisation_sees_the_rows_that_are_open_to_it_and_no_others(organisation: str, walls: Walls) -> None:
    with walls.acting_for(organisation) as cursor:
        for table in walls.kinds:
            known = {row.key: row for row in walls.stock.rows if table_of(row) == table}
            open_to_it = {key for key, row in known.items() if organisation in row.open_to(walls.stock.readers)}
            cursor.execute(sql.SQL("SELECT id FROM {}").format(sql.Identifier(table)))
            assert {key for (key,) in cursor.fetchall()} & known.keys() == open_to_it, table


@pytest.mark.parametrize("organisation", CONTEXTS)
def test_every_organisation_reads_its_own_rows(organisation: str, walls: Walls) -> None:
    key = walls.stock.cast.organisations[organisation].pk
    with walls.acting_for(organisation) as cursor:
        for table in walls.walled:
            owned = "organisation_id" if table == "contracts_reader" else "owner_id"
            own = {json.dumps(r, sort_keys=True) for r in walls.rows(table) if r.get(owned) == key}
            cursor.execute(sql.SQL("SELECT to_jsonb(t) - 'search' FROM {} t").format(sql.Identifier(table)))
            read = {json.dumps(row, sort_keys=True) for (row,) in cursor.fetchall()}
            assert own <= read, table


@pytest.mark.parametrize("said", NOBODY)
def test_without_an_organisation_there_is_no_row(said: str | None, walls: Walls) -> None:
    with walls.acting_for(said) as cursor:
        found = []
        for table in walls.walled:
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            if cursor.fetchone() != (0,):
                found.append(table)
    assert found == []


def attempt(cursor: psycopg.Cursor[Any], statement: sql.Composable, parameters: Any = None) -> tuple[str, int]:
    """How a statement ends: the SQLSTATE ("" where it succeeds) and how many rows it touched; nothing of it stays."""
    cursor.execute("SAVEPOINT attempt")
    try:
        cursor.execute(statement, parameters)
        touched = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return "", touched
    except Error as error:
        return error.sqlstate or "?", 0
    finally:
        cursor.execute("ROLLBACK TO SAVEPOINT attempt")


# The audit of the owner is written by whoever acts on his rows; of it nothing is read, changed or removed.
ADDED_BY_OTHERS = {"kernel_auditevent"}


def foreign_rows(walls: Walls, table: str, organisation: str) -> list[dict[str, Any]]:
    """Rows that belong to somebody else."""
    key = walls.stock.cast.organisations.get(organisation)
    mine = {key.pk, None} if key else {None}
    return [row for row in walls.rows(table) if row.get("owner_id", row.get("organisation_id")) not in mine]


ATTEMPTS: dict[str, Callable[[str, dict[str, Any]], tuple[sql.Composed, list[Any]]]] = {
    "INSERT": lambda table, row: (
        sql.SQL("INSERT INTO {0} ({1}) SELECT {1} FROM jsonb_populate_record(NULL::{0}, %s)").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, row))
        ),
        [json.dumps({**row, "id": 8_900_000})],
    ),
    "UPDATE": lambda table, row: (
        sql.SQL("UPDATE {} SET id = id WHERE id = %s").format(sql.Identifier(table)),
        [row["id"]],
    ),
    "DELETE": lambda table, row: (sql.SQL("DELETE FROM {} WHERE id = %s").format(sql.Identifier(table)), [row["id"]]),
}


@pytest.mark.parametrize("command", ATTEMPTS)
@pytest.mark.parametrize("organisation", ["stranger", "rival", "late", "", None])
def test_nobody_writes_the_rows_of_another(command: str, organisation: str | None, walls: Walls) -> None:
    found = []
    with walls.acting_for(organisation) as cursor:
        for table in walls.walled:
            if command == "INSERT" and table in ADDED_BY_OTHERS:
                continue
            for row in [r for r in foreign_rows(walls, table, organisation or "") if "id" in r][:3]:
                state, touched = attempt(cursor, *ATTEMPTS[command](table, row))
                if touched or (command == "INSERT" and state != REFUSED.sqlstate):
                    found.append(f"{table}: {state or touched}")
    assert found == []


@pytest.mark.parametrize("organisation", CONTEXTS)
def test_a_row_of_ones_own_is_not_given_to_another(organisation: str, walls: Walls) -> None:
    key, other = walls.stock.cast.organisations[organisation].pk, walls.stock.cast.organisations["rival"].pk
    found = []
    with walls.acting_for(organisation) as cursor:
        for table in walls.walled:
            for row in [r for r in walls.rows(table) if r.get("owner_id") == key][:2]:
                statement = sql.SQL("UPDATE {} SET owner_id = %s WHERE id = %s").format(sql.Identifier(table))
                state, touched = attempt(cursor, statement, [other, row["id"]])
                if touched or not state:
                    found.append(table)
    assert found == []


def parents(walls: Walls) -> Iterator[tuple[str, str, str, list[str], list[str]]]:
    """Every foreign key between walled tables: child, constraint, parent, columns of either."""
    with walls.session(Role.BACKUP) as session:
        found = session.execute(
            """
            SELECT conrelid::regclass::text, conname, confrelid::regclass::text,
                ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY k(n, o)
                    JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY o),
                ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY k(n, o)
                    JOIN pg_attribute ON attrelid = confrelid AND attnum = n ORDER BY o)
            FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
            """
        ).fetchall()
    yield from (row for row in found if row[0] in walls.walled and row[2] in walls.walled)


@pytest.mark.parametrize("organisation", ["buyer", "thin", "reseller", "stranger"])
def test_a_row_hung_on_a_foreign_parent_is_refused_like_one_hung_on_none(organisation: str, walls: Walls) -> None:
    """Whoever writes rows of his own can't learn by it which keys of others there are."""
    found = []
    with walls.acting_for(organisation) as cursor:
        for child, name, parent, columns, keys in parents(walls):
            for row in own_rows(walls, child, organisation)[:1]:
                for foreign in unseen_rows(walls, cursor, parent, organisation)[:3]:
                    none = {**foreign, "id": 8_888_888}
                    ways = [
                        attempt(cursor, moved(child, columns), [*(there[c] for c in keys), row["id"]])
                        for there in (foreign, none)
                    ]
                    if ways[0] != ways[1] or not ways[0][0]:
                        found.append(f"{child} {columns} -> {parent} ({name}): {ways}")
    assert not found, "\n".join(found)


def moved(table: str, columns: list[str]) -> sql.Composed:
    """Hang a row on another parent."""
    changes = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(column)) for column in columns)
    return sql.SQL("UPDATE {} SET {} WHERE id = %s").format(sql.Identifier(table), changes)


def own_rows(walls: Walls, table: str, organisation: str) -> list[dict[str, Any]]:
    key = walls.stock.cast.organisations[organisation].pk
    return [r for r in walls.rows(table) if "id" in r and key in (r.get("owner_id"), r.get("organisation_id"))]


def unseen_rows(walls: Walls, cursor: psycopg.Cursor[Any], table: str, organisation: str) -> list[dict[str, Any]]:
    cursor.execute(sql.SQL("SELECT id FROM {}").format(sql.Identifier(table)))
    seen = {key for (key,) in cursor.fetchall()}
    return [row for row in walls.rows(table) if row.get("id") not in seen]


@pytest.mark.parametrize("role", [Role.APP, Role.SYSTEM, Role.BACKUP])
def test_no_table_is_emptied(role: Role, walls: Walls) -> None:
    with walls.acting_for("maker", role) as cursor:
        states = {attempt(cursor, sql.SQL("TRUNCATE {} CASCADE").format(sql.Identifier(t)))[0] for t in walls.tables}
    assert states <= {REFUSED.sqlstate, "25006"}


@pytest.mark.parametrize(
    ("role", "other"),
    [
        (Role.APP, Role.SYSTEM),
        (Role.APP, Role.OWNER),
        (Role.APP, Role.BACKUP),
        (Role.SYSTEM, Role.OWNER),
        (Role.SYSTEM, Role.BACKUP),
        (Role.BACKUP, Role.OWNER),
        (Role.BACKUP, Role.SYSTEM),
        (Role.BACKUP, Role.APP),
    ],
)
def test_no_role_takes_another_one(role: Role, other: Role, walls: Walls) -> None:
    for statement in ("SET ROLE {}", "SET LOCAL ROLE {}", "SET SESSION AUTHORIZATION {}"):
        with walls.acting_for("maker", role) as cursor:
            assert attempt(cursor, sql.SQL(statement).format(sql.Identifier(other.login)))[0] == REFUSED.sqlstate


def test_who_switches_the_wall_off_reads_nothing(walls: Walls) -> None:
    with walls.acting_for("stranger") as cursor:
        cursor.execute("SET LOCAL row_security = off")
        for table in walls.walled:
            state, _ = attempt(cursor, sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
            assert state == REFUSED.sqlstate, table


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_nothing_of_a_context_stays_on_the_connection(end: str, walls: Walls) -> None:
    key = str(walls.stock.cast.organisations["maker"].pk)
    with walls.session(Role.APP) as session:
        session.execute("SELECT set_config('hefu.organisation', %s, true)", [key])
        assert session.execute("SELECT count(*) FROM catalogue_product").fetchone() != (0,)
        session.commit() if end == "commit" else session.rollback()
        assert session.execute("SELECT count(*) FROM catalogue_product").fetchone() == (0,)
        assert session.execute("SELECT coalesce(current_setting('hefu.organisation', true), '')").fetchone() == ("",)


@pytest.mark.parametrize("organisation", ["stranger", "thin", None])
def test_a_copy_of_a_table_tells_no_more_than_the_table(organisation: str | None, walls: Walls) -> None:
    others = walls.secrets_of_others(organisation or "")
    found = {}
    with walls.acting_for(organisation) as cursor:
        for table in walls.walled:
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
                text = b"".join(bytes(part) for part in copy).decode()
            if what := walls.meaning(walls.foreign(table, frozenset(marks_in(text)) & others)):
                found[table] = what
    assert found == {}


def test_what_the_planner_knows_of_a_table_is_not_told(walls: Walls) -> None:
    """The most common values of a column are rows' contents."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("ANALYZE")
    connection.close()
    others = walls.secrets_of_others("stranger")
    with walls.acting_for("stranger") as cursor:
        whole = "SELECT concat(s.*) FROM pg_stats s WHERE tablename = ANY (ARRAY[{}])"
        names = sql.SQL(", ").join(map(sql.Literal, walls.walled))
        assert walls.meaning(told(cursor, sql.SQL(whole).format(names)) & others) == ""
        assert attempt(cursor, sql.SQL("SELECT * FROM pg_statistic"))[0] == REFUSED.sqlstate


def test_a_condition_that_fails_on_a_foreign_row_is_not_asked_of_it(walls: Walls) -> None:
    """Otherwise an error would say what a row one can't see holds."""
    mark = walls.stock.products["hidden"].code
    question = sql.SQL("SELECT count(*) FROM catalogue_product WHERE 1 / (CASE WHEN code = {} THEN 0 ELSE 1 END) = 1")
    with walls.acting_for("stranger") as cursor:
        assert attempt(cursor, question.format(sql.Literal(mark)))[0] == ""
    with walls.acting_for("maker") as cursor:
        assert attempt(cursor, question.format(sql.Literal(mark)))[0] == "22012"


def test_every_table_of_organisations_is_walled_and_forced(walls: Walls) -> None:
    with walls.session(Role.BACKUP) as session:
        found = session.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT (relrowsecurity AND relforcerowsecurity)"
        ).fetchall()
    assert sorted({name for (name,) in found} & set(walls.walled)) == []


def test_the_web_owns_nothing_and_holds_no_right_that_goes_round_the_wall(walls: Walls) -> None:
    with walls.session(Role.APP) as session:
        assert session.execute("SELECT count(*) FROM pg_class WHERE relowner = 'hefu_app'::regrole").fetchone() == (0,)
        assert session.execute("SELECT has_schema_privilege('public', 'CREATE')").fetchone() == (False,)
        for table in walls.tables:
            for right in ("TRUNCATE", "REFERENCES", "TRIGGER"):
                assert session.execute("SELECT has_table_privilege(%s, %s)", [table, right]).fetchone() == (False,)
        for table in ("catalogue_access", "contracts_reader"):
            for right in ("INSERT", "UPDATE", "DELETE"):
                assert session.execute("SELECT has_table_privilege(%s, %s)", [table, right]).fetchone() == (False,)


def test_no_view_goes_round_the_wall(walls: Walls) -> None:
    with walls.session(Role.BACKUP) as session:
        found = session.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')"
            " AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)"
        ).fetchall()
    assert found == []


# Functions that run as the system and may be called by the web: each gives only what may be said.
DOORS_IN_THE_WALL = {
    "accounts_admin_of_identifier",
    "accounts_invitation_by_digest",
    "accounts_key_by_digest",
    "accounts_organisation_by_number",
    "catalogue_loss_of",
    "catalogue_public_version",
    "claims_on_unseen_versions",
    "kernel_last_link",
    "purchasing_buyers_checked",
}


def test_the_doors_in_the_wall_are_those_that_are_known(walls: Walls) -> None:
    with walls.session(Role.APP) as session:
        found = session.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
            " AND has_function_privilege('hefu_app', oid, 'EXECUTE')"
            " AND prorettype <> 'trigger'::regtype"
        ).fetchall()
        paths = session.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
            " AND NOT coalesce(array_to_string(proconfig, ',') LIKE '%search_path=%', false)"
        ).fetchall()
    assert sorted(name for (name,) in found) == sorted(DOORS_IN_THE_WALL)
    assert paths == []


def test_the_backup_reads_every_row_and_writes_none(walls: Walls) -> None:
    everything = frozenset(s.mark for s in walls.stock.secrets)
    with walls.session(Role.BACKUP) as session, session.cursor() as cursor:
        read = {mark for table in walls.walled for mark in told(cursor, every_row(table))}
        kept_elsewhere = {s.mark for s in walls.stock.secrets if s.what in ("organisation", "person", TEXT_IN_FILES)}
        assert walls.meaning(everything - read - kept_elsewhere) == ""
        session.rollback()
        cursor.execute("SET default_transaction_read_only = off")
        session.commit()
        for table in walls.walled:
            state, _ = attempt(cursor, sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            assert state == REFUSED.sqlstate, table


TEXT_IN_FILES = "certificate's text"


def test_the_system_sees_every_tenants_rows_and_steps_down_to_the_webs(walls: Walls) -> None:
    with walls.acting_for(None, Role.SYSTEM) as cursor:
        whole = {table: len(walls.rows(table)) for table in walls.walled}
        for table, count in whole.items():
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            assert cursor.fetchone() == (count,), table
        cursor.execute("SET LOCAL ROLE hefu_app")
        cursor.execute("SELECT count(*) FROM catalogue_product")
        assert cursor.fetchone() == (0,)
