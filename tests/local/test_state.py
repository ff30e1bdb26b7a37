"""The state folder is private, its secrets are made once, and its sockets fit."""

import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.local.state import LONGEST_SOCKET_FOLDER, PROJECT, LocalError, State

PRINT_A_SECRET = """
import sys
from pathlib import Path
from portal.local.state import State
sys.stdin.readline()
print(State(Path(sys.argv[1])).secrets["secret_key"])
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_can_look_into_it(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    assert len(state.secrets["secret_key"]) >= 50
    assert mode(state.home) == mode(state.folder("logs")) == mode(state.sockets) == 0o700
    assert mode(state.home / "secrets.json") == 0o600


def test_secrets_somebody_opened_to_others_are_closed_again(tmp_path: Path) -> None:
    first = State(tmp_path).secrets
    (tmp_path / "secrets.json").chmod(0o644)
    assert State(tmp_path).secrets == first
    assert mode(tmp_path / "secrets.json") == 0o600


def test_processes_that_start_together_read_the_same_secrets(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PRINT_A_SECRET, tmp_path / "state"],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    assert len({process.communicate(timeout=30)[0] for process in processes}) == 1
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["secrets.json"]


@pytest.fixture
def long_home(tmp_path: Path) -> Iterator[Path]:
    home = tmp_path / ("long-" * 20) / "state"
    yield home
    if (home / "run").is_symlink():
        shutil.rmtree((home / "run").readlink())


def test_a_home_too_long_for_sockets_has_them_in_a_private_temporary_folder(
    long_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sockets = State(long_home).sockets
    assert len(str(sockets)) <= LONGEST_SOCKET_FOLDER
    assert mode(sockets) == 0o700
    # Another process may have another TMPDIR, and has to find the same sockets.
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert State(long_home).sockets == sockets


def test_a_home_that_would_need_quoting_in_an_address_does_too(tmp_path: Path) -> None:
    state = State(tmp_path / "合符 state")
    try:
        assert " " not in str(state.sockets)
    finally:
        shutil.rmtree(state.sockets)


def test_a_temporary_folder_that_others_can_open_is_refused(long_home: Path) -> None:
    State(long_home).sockets.chmod(0o755)
    with pytest.raises(LocalError, match="not a private folder"):
        _ = State(long_home).sockets
