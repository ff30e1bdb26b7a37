"""`manage.py up` says in one line why it cannot start, and a command needs no portal to run."""

import os
import socket
import subprocess
import sys

from portal.local.leases import has_shut_down
from portal.local.locks import UP, exclusive
from portal.local.processes import wait_until
from portal.local.state import PROJECT, State

LIMIT = 10.0


def manage(state: State, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=PROJECT,
        env={**os.environ, "HEFU_HOME": str(state.home), **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_a_second_one_names_the_first(state: State) -> None:
    (state.home / "up.address").write_text("http://127.0.0.1:20999/")
    with exclusive(state.lock(UP)):
        finished = manage(state, "up")
    assert finished.returncode != 0
    assert finished.stderr.splitlines() == [f"CommandError: already running at http://127.0.0.1:20999/ ({state.home})"]


def test_a_port_in_use_is_named(state: State) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        finished = manage(state, "up", PORT=str(port))
    assert finished.returncode != 0
    assert finished.stderr.splitlines() == [
        f"CommandError: port {port} cannot be used (Address already in use); choose another with PORT=…"
    ]


def test_a_command_brings_the_database_with_it_and_takes_it_away_again(state: State) -> None:
    finished = manage(state, "shell", "-v0", "-c", "from django.db import connection as c; c.connect(); print('seen')")
    assert finished.stdout == "seen\n", finished.stderr
    assert wait_until(lambda: has_shut_down(state), timeout=LIMIT)


def test_help_needs_no_database(empty_state: State) -> None:
    assert manage(empty_state, "up", "--help").returncode == 0
    assert not (empty_state.home / "postgres").exists()
