"""A process that holds the embedded database as a command does."""

import os
import signal
import subprocess
import sys

import psycopg

from portal.local.postgres import DATABASE, Postgres, Role
from portal.local.state import PROJECT, State

LINES = """
import sys
from pathlib import Path
from portal.local.leases import database_held
from portal.local.state import State
with database_held(State(Path(sys.argv[1])), durable=True):
    print("held", flush=True)
    sys.stdin.readline()
"""


class Holder:
    """One such process."""

    def __init__(self, state: State, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", LINES, state.home],
            cwd=PROJECT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait(self) -> None:
        """Until it holds the database."""
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "held\n"

    def kill(self) -> None:
        """As `kill -9` does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        """As a command ends by itself."""
        if self.process.poll() is None:
            self.process.communicate("\n", timeout=30)


def connect(
    state: State, database: str = DATABASE, *, role: Role = Role.OWNER
) -> psycopg.Connection[tuple[object, ...]]:
    """A connection as one of our roles."""
    return psycopg.connect(
        host=str(Postgres(state).sockets),
        dbname=database,
        user=role.login,
        password=state.secrets[role.secret],
        autocommit=True,
    )


def postmaster(state: State) -> int:
    """The process id of the server."""
    return int((Postgres(state).data / "postmaster.pid").read_text().split()[0])
