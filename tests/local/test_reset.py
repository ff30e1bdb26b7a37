"""`make demo-reset` removes what the portal made, and nothing else."""

from pathlib import Path

import pytest

from portal.local.leases import database_held
from portal.local.locks import UP, exclusive
from portal.local.reset import reset
from portal.local.state import LocalError, State


def test_it_removes_the_data_and_spares_the_state_of_tests(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    _ = state.secrets, state.sockets
    for name in ("media", "test", "test-2"):
        state.folder(name)
    reset(state)
    assert sorted(path.name for path in state.home.iterdir()) == ["locks", "test", "test-2"]


def test_it_does_not_touch_a_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "diary").write_text("mine")
    with pytest.raises(LocalError, match="does not look like"):
        reset(State(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["diary"]


def test_it_has_nothing_to_do_where_there_is_no_folder(tmp_path: Path) -> None:
    reset(State(tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_it_refuses_while_the_portal_runs(tmp_path: Path) -> None:
    state = State(tmp_path)
    secrets = state.secrets
    with exclusive(state.lock(UP)), pytest.raises(LocalError, match="the portal is running"):
        reset(state)
    assert State(tmp_path).secrets == secrets


def test_it_refuses_while_a_command_uses_the_database(state: State) -> None:
    with database_held(state), pytest.raises(LocalError, match="a command is using the database"):
        reset(state)
