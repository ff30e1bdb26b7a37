"""Four roles share the database, and none may do another's work."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from manage import role_of
from portal.local.leases import database_held
from portal.local.postgres import ONLY_ROLE, SUPERUSER, Postgres, Role
from portal.local.state import State
from tests.local.holder import connect

TABLES = """
CREATE TABLE note (id int, owner_id int, word text);
ALTER TABLE note ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON note TO hefu_system USING (true);
INSERT INTO note VALUES (1, 1, 'one'), (2, 2, 'two');
GRANT SELECT, INSERT, UPDATE, DELETE ON note TO hefu_app, hefu_system;
"""
# What the cluster of an earlier portal held: one role, which owned everything.
ONE_ROLE = f"""
REVOKE hefu_system, hefu_app FROM hefu_owner;
REVOKE hefu_app FROM hefu_system;
REVOKE pg_read_all_data FROM hefu_backup;
DROP ROLE hefu_app, hefu_system, hefu_backup;
ALTER ROLE hefu_owner RENAME TO {ONLY_ROLE};
"""
SYSTEM_POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@pytest.fixture
def held(state: State) -> Iterator[State]:
    with database_held(state):
        yield state


@pytest.fixture
def notes(held: State) -> State:
    with connect(held) as owner:
        owner.execute(TABLES)
    return held


def facts(state: State) -> set[tuple[object, ...]]:
    with connect(state) as connection:
        return set(
            connection.execute(
                "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit FROM pg_roles "
                "WHERE rolname LIKE 'hefu%' AND NOT rolsuper"
            )
        )


ORDINARY = {
    ("hefu_owner", False, False, False, True, True),
    ("hefu_app", False, False, False, False, False),
    ("hefu_system", False, False, False, False, False),
    ("hefu_backup", False, True, False, False, True),
}


def test_none_of_them_is_more_than_it_must_be(held: State) -> None:
    assert facts(held) == ORDINARY
    with connect(held) as connection:
        assert set(
            connection.execute(
                "SELECT member::regrole::text, roleid::regrole::text FROM pg_auth_members "
                "WHERE member::regrole::text LIKE 'hefu%'"
            )
        ) == {
            ("hefu_owner", "hefu_app"),
            ("hefu_owner", "hefu_system"),
            ("hefu_system", "hefu_app"),
            ("hefu_backup", "pg_read_all_data"),
        }


def test_each_comes_in_with_a_password_of_its_own(held: State) -> None:
    assert len({held.secrets[role.secret] for role in Role}) == len(Role)
    for role in Role:
        with connect(held, role=role) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (role.login,)


def test_the_web_cannot_become_another(held: State) -> None:
    with connect(held, role=Role.APP) as web:
        for other in ("hefu_system", "hefu_owner", "hefu_backup", SUPERUSER):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied to set role"):
                web.execute(f"SET ROLE {other}")


def test_the_system_has_the_rights_of_the_web_only_after_it_stepped_down(notes: State) -> None:
    with connect(notes) as owner:
        owner.execute("CREATE TABLE of_the_web (id int); GRANT SELECT ON of_the_web TO hefu_app")
    with connect(notes, role=Role.SYSTEM) as system:
        assert system.execute("SELECT count(*) FROM note").fetchone() == (2,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            system.execute("SELECT FROM of_the_web")
        with system.transaction():
            system.execute("SET LOCAL ROLE hefu_app")
            assert system.execute("SELECT count(*) FROM note").fetchone() == (0,)
            system.execute("SELECT FROM of_the_web")
        assert system.execute("SELECT current_user").fetchone() == ("hefu_system",)


@pytest.mark.parametrize("role", [Role.APP, Role.SYSTEM, Role.BACKUP])
@pytest.mark.parametrize("statement", ["CREATE TABLE mine (id int)", "TRUNCATE note", "DROP TABLE note"])
def test_tables_are_the_owners_alone(notes: State, role: Role, statement: str) -> None:
    with connect(notes, role=role) as connection, pytest.raises(psycopg.Error):
        connection.execute(statement)


def test_the_backup_sees_every_row_and_changes_none(notes: State) -> None:
    with connect(notes, role=Role.BACKUP) as backup:
        assert backup.execute("SELECT word FROM note ORDER BY id").fetchall() == [("one",), ("two",)]
        for statement in ("DELETE FROM note", "SET default_transaction_read_only = off; DELETE FROM note"):
            with pytest.raises(psycopg.Error):
                backup.execute(statement)


def dump(state: State, role: Role) -> subprocess.CompletedProcess[str]:
    program = Postgres(state).programs / "pg_dump"
    if not program.exists():
        pytest.skip("pg_dump is not beside PostgreSQL's programs")
    reach = f"host={Postgres(state).sockets} dbname=hefu user={role.login}"
    environment = {**os.environ, "PGPASSWORD": state.secrets[role.secret]}
    return subprocess.run(
        [program, "--data-only", "--table=note", reach], env=environment, capture_output=True, text=True, check=False
    )


def test_a_dump_by_the_backup_is_whole_and_one_by_the_web_fails(notes: State) -> None:
    whole = dump(notes, Role.BACKUP)
    assert whole.returncode == 0, whole.stderr
    assert "1\t1\tone\n2\t2\ttwo\n" in whole.stdout
    with connect(notes, role=Role.APP) as web:
        assert web.execute("SELECT count(*) FROM note").fetchone() == (0,)
    # Not silently empty: pg_dump forbids policies to take rows away.
    for role in (Role.APP, Role.SYSTEM):
        refused = dump(notes, role)
        assert (refused.returncode, "row-level security policy" in refused.stderr) == (1, True), refused.stderr


def superuser(state: State) -> psycopg.Connection[tuple[object, ...]]:
    password = state.secrets["database_superuser_password"]
    host = str(Postgres(state).sockets)
    return psycopg.connect(host=host, dbname="postgres", user=SUPERUSER, password=password, autocommit=True)


def test_what_the_one_role_of_an_earlier_portal_owned_becomes_the_owners(state: State) -> None:
    with database_held(state):
        with connect(state) as owner:
            owner.execute("CREATE TABLE kept AS SELECT 'kept' AS word")
        with superuser(state) as server:
            server.execute(ONE_ROLE)
    # Its state folder knows neither the roles nor their passwords.
    secrets = state.home / "secrets.json"
    found = json.loads(secrets.read_text())
    earlier = {name: found[name] for name in ("secret_key", "database_superuser_password")}
    secrets.write_text(json.dumps(earlier | {"database_password": "earlier"}))
    (state.home / "database.prepared").write_text("1")

    again = State(state.home)
    assert again.looks_like_ours()
    with database_held(again), connect(again) as owner:
        assert owner.execute("SELECT word FROM kept").fetchone() == ("kept",)
        assert owner.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'kept'").fetchone() == ("hefu_owner",)
        assert facts(again) == ORDINARY
    assert earlier.items() <= State(state.home).secrets.items()


@pytest.mark.skipif(not SYSTEM_POSTGRES, reason="no PostgreSQL is installed on this system")
def test_an_older_postgresql_knows_the_same_roles(empty_state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.local.postgres.find_programs", lambda: SYSTEM_POSTGRES[0])
    with database_held(empty_state):
        assert facts(empty_state) == ORDINARY
        with connect(empty_state) as owner:
            owner.execute(TABLES)
            assert owner.execute("SELECT count(*) FROM note").fetchone() == (2,)
        with connect(empty_state, role=Role.SYSTEM) as system, system.transaction():
            system.execute("SET LOCAL ROLE hefu_app")
            assert system.execute("SELECT count(*) FROM note").fetchone() == (0,)


@pytest.mark.parametrize(
    ("command", "role"), [("shell", "system"), ("demo_seed", "system"), ("runserver", "app"), ("flush", "owner")]
)
def test_a_command_takes_the_role_of_its_work(command: str, role: str) -> None:
    assert role_of(command) == role
