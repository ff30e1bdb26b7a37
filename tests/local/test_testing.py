"""Test sessions do not get in each other's way, and leave nothing running."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from portal.local.broker import Broker
from portal.local.leases import has_shut_down
from portal.local.postgres import Postgres
from portal.local.processes import wait_until
from portal.local.state import PROJECT, State

LIMIT = 10.0
SESSION = """
import sys
from portal.local.testing import start_services
print(start_services().home, flush=True)
sys.stdin.readline()
"""


class Session:
    """A process that has done what a test session does first."""

    def __init__(self, first_home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SESSION],
            cwd=PROJECT,
            env={**os.environ, "HEFU_TEST_HOME": str(first_home), "BROKER_URL": "redis://not.used.example"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.state = State(Path(self.process.stdout.readline().strip()))

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.communicate("\n", timeout=30)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Callable[[], Session]]:
    with ExitStack() as stack:

        def start() -> Session:
            session = Session(tmp_path / "t")
            stack.callback(session.end)
            return session

        yield start


def test_two_at_once_get_services_of_their_own(session: Callable[[], Session], tmp_path: Path) -> None:
    first, second = session(), session()
    assert [first.state.home, second.state.home] == [tmp_path / "t", tmp_path / "t-2"]
    for state in (first.state, second.state):
        assert Postgres(state).is_up()
        assert Broker(state).is_up()
    first.end()
    assert session().state.home == tmp_path / "t"


def test_one_that_is_killed_leaves_nothing_running(session: Callable[[], Session]) -> None:
    killed = session()
    killed.process.kill()
    killed.process.wait()
    assert wait_until(lambda: not Broker(killed.state).is_up(), timeout=LIMIT)
    assert wait_until(lambda: has_shut_down(killed.state), timeout=LIMIT)
