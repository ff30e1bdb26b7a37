"""The embedded database is up while anybody needs it, keeps what it was given, and is nobody else's."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from portal.local.leases import database_held, has_shut_down
from portal.local.postgres import EXTENSIONS, Postgres, Role
from portal.local.processes import wait_until
from portal.local.services import KeptDatabase
from portal.local.state import PROJECT, State
from tests.local.holder import Holder, connect, postmaster

LIMIT = 10.0
Hold = Callable[..., Holder]


AS_ANOTHER_USER = """
import sys
from pathlib import Path
from portal.local.leases import database_held, has_shut_down
from portal.local.postgres import Postgres
from portal.local.state import PROJECT, State
from tests.local.holder import connect
state = State(Path(sys.argv[1]))
with database_held(state), connect(state) as connection:
    connection.execute("SELECT 1")
    print(Postgres(state).folder)
"""


def gone(state: State) -> bool:
    return wait_until(lambda: has_shut_down(state), timeout=LIMIT)


def test_it_goes_with_the_last_of_two_overlapping_commands(state: State, hold: Hold) -> None:
    first = hold(state)
    second = hold(state)
    first.end()
    with connect(state) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.end()
    assert gone(state)


def test_two_commands_that_start_together_on_an_empty_folder_share_one_server(empty_state: State, hold: Hold) -> None:
    both = [hold(empty_state, wait=False), hold(empty_state, wait=False)]
    for holder in both:
        holder.wait()
    with connect(empty_state) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("hefu",)


def test_a_command_that_is_killed_does_not_leave_it_running(state: State, hold: Hold) -> None:
    hold(state).kill()
    assert gone(state)


def test_what_was_stored_survives_the_death_of_the_server(state: State, hold: Hold) -> None:
    holder = hold(state)
    with connect(state) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'kept' AS word")
    os.kill(postmaster(state), signal.SIGKILL)
    holder.end()
    with database_held(state), connect(state) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("kept",)


def test_two_folders_have_two_databases(state: State, hold: Hold, tmp_path: Path) -> None:
    other = State(tmp_path / "other")
    hold(state)
    hold(other)
    with connect(state) as connection:
        connection.execute("CREATE TABLE here (id int)")
    with connect(other) as connection:
        assert connection.execute("SELECT to_regclass('here')").fetchone() == (None,)


def test_a_long_path_is_no_obstacle(hold: Hold, tmp_path: Path) -> None:
    state = State(tmp_path / ("long-" * 20))
    holder = hold(state)
    with connect(state) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    holder.end()
    assert gone(state)
    shutil.rmtree(state.sockets)


def test_the_owner_makes_databases_that_know_chinese(state: State) -> None:
    with database_held(state), connect(state) as connection:
        connection.execute("CREATE DATABASE test_hefu")
        with connect(state, "test_hefu") as test:
            found = {name for (name,) in test.execute("SELECT extname FROM pg_extension")}
            assert found >= set(EXTENSIONS)
            similar = test.execute("SELECT similarity('北京智能科技有限公司', '北京智能科技公司') > 0.5")
            assert similar.fetchone() == (True,)


def test_nobody_gets_in_without_the_password_or_over_the_network(state: State) -> None:
    with database_held(state), connect(state) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        for user in ("hefu_superuser", *(role.login for role in Role)):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(host=str(state.sockets), dbname="hefu", user=user, password="wrong")


def test_the_portal_takes_over_a_server_that_a_command_started(state: State, hold: Hold) -> None:
    command = hold(state)
    server = postmaster(state)
    kept = KeptDatabase(state)
    kept.start()
    command.end()
    assert postmaster(state) == server
    assert Postgres(state).is_up()
    kept.stop()
    assert not Postgres(state).is_up()


def test_the_portal_leaves_the_server_to_a_command_that_still_runs(state: State, hold: Hold) -> None:
    kept = KeptDatabase(state)
    kept.start()
    command = hold(state)
    kept.stop()
    with connect(state) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    command.end()
    assert gone(state)


def test_the_portal_starts_a_server_that_was_killed_again(state: State) -> None:
    kept = KeptDatabase(state)
    kept.start()
    said: list[str] = []
    os.kill(postmaster(state), signal.SIGKILL)
    assert wait_until(lambda: not Postgres(state).is_up(), timeout=LIMIT)
    kept.look(said.append)
    assert Postgres(state).is_up()
    assert said == ["database ended; starting it again"]
    kept.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_without_user_namespaces_root_runs_it_as_another_user(empty_state: State) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", AS_ANOTHER_USER, empty_state.home],
        cwd=PROJECT,
        env={**os.environ, "HEFU_NO_NAMESPACE": "1"},
        stdout=subprocess.PIPE,
        text=True,
        timeout=30,
        check=True,
    )
    folder = Path(finished.stdout.strip())
    assert (folder / "postgres").stat().st_uid != 0
    assert gone(empty_state)
    shutil.rmtree(folder)
