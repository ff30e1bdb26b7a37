"""State folders of their own, and small processes that hold the database of one."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from portal.local.leases import database_held, has_shut_down
from portal.local.processes import wait_until
from portal.local.state import State
from tests.local.holder import Holder

LIMIT = 10.0


@pytest.fixture
def empty_state() -> Iterator[State]:
    """A state folder with a short path; nothing is left of it afterwards."""
    home = Path(tempfile.mkdtemp(prefix="hefu-test-"))
    yield State(home)
    assert wait_until(lambda: has_shut_down(State(home)), timeout=LIMIT)
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder whose database was up once; making one takes longer than most tests."""
    state = State(tmp_path_factory.mktemp("prepared"))
    with database_held(state):
        pass
    assert wait_until(lambda: has_shut_down(state), timeout=LIMIT)
    return state.home


@pytest.fixture
def state(empty_state: State, prepared: Path) -> State:
    """A state folder whose database only needs to be started."""
    for name in ("secrets.json", "database.prepared"):
        shutil.copy(prepared / name, empty_state.home)
    shutil.copytree(prepared / "postgres", empty_state.home / "postgres")
    return empty_state


@pytest.fixture
def hold() -> Iterator[Callable[..., Holder]]:
    """Start processes that hold the database of a state folder, each until it is told to end."""
    with ExitStack() as stack:

        def start(state: State, *, wait: bool = True, **environment: str) -> Holder:
            holder = Holder(state, environment)
            stack.callback(holder.end)
            if wait:
                holder.wait()
            return holder

        yield start
