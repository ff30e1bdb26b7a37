"""Services are started again when they end, stopped in order, and die with the supervisor."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.local.processes import wait_until
from portal.local.state import PROJECT, LocalError
from portal.local.supervisor import Service, Supervisor

LIMIT = 10.0
# Writes its process id when it is up, and its name into a common file when it is told to end.
CHILD = """
import os, signal, sys, time
from pathlib import Path
name, folder = sys.argv[1], Path(sys.argv[2])
def end(number, frame):
    with (folder / "ended").open("a") as file:
        file.write(name + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
(folder / name).write_text(str(os.getpid()))
signal.pause()
"""
SUPERVISOR = """
import sys
from pathlib import Path
from portal.local.supervisor import Supervisor, signals_interrupt
from tests.local.test_supervisor import service
folder = Path(sys.argv[1])
with signals_interrupt(), Supervisor(print) as supervisor:
    for name in ("first", "second"):
        supervisor.start(service(name, folder))
    print("up", flush=True)
    supervisor.watch(until=lambda: False)
"""


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """A supervisor ignores signals once it stops; this process needs its own back."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, action in zip(numbers, before, strict=True):
        signal.signal(number, action)


def service(name: str, folder: Path) -> Service:
    return Service(name, [sys.executable, "-IS", "-c", CHILD, name, folder], is_ready=lambda: pid(folder / name) > 0)


def pid(path: Path) -> int:
    try:
        return int(path.read_text())
    except (FileNotFoundError, ValueError):
        return 0


def runs(process: int) -> bool:
    """Whether it is there and not just waiting to be buried."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_what_ends_is_started_again(tmp_path: Path) -> None:
    said: list[str] = []
    with Supervisor(said.append) as supervisor:
        supervisor.start(service("child", tmp_path))
        first = pid(tmp_path / "child")
        os.kill(first, signal.SIGKILL)
        assert supervisor.watch(until=lambda: pid(tmp_path / "child") not in {0, first}, timeout=LIMIT)
    assert said == ["child ended (-9); starting it again in 0.3 s"]


def test_the_pause_grows_while_it_keeps_ending_and_the_start_gives_up(tmp_path: Path) -> None:
    said: list[str] = []
    log = tmp_path / "log"
    broken = Service("broken", [sys.executable, "-IS", "-c", "raise SystemExit('no such table')"], log)
    with Supervisor(said.append) as supervisor:
        supervisor.start(broken)
        assert supervisor.watch(until=lambda: len(said) == 3, timeout=LIMIT)
        with pytest.raises(LocalError, match="broken keeps ending: no such table"):
            broken.fail_if_broken()
    assert [line.split()[-2] for line in said] == ["0.3", "0.6", "1.2"]


def test_they_stop_in_the_opposite_order(tmp_path: Path) -> None:
    with Supervisor(print) as supervisor:
        for name in ("database", "worker", "web"):
            supervisor.start(service(name, tmp_path))
    assert (tmp_path / "ended").read_text().split() == ["web", "worker", "database"]


def test_one_that_does_not_listen_is_ended_with_all_it_started(tmp_path: Path) -> None:
    stubborn = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-IS", "-c", "import signal; signal.pause()"])
open(sys.argv[1], "w").write(str(child.pid))
signal.pause()
"""
    grandchild = tmp_path / "grandchild"
    command = [sys.executable, "-IS", "-c", stubborn, str(grandchild)]
    with Supervisor(print) as supervisor:
        supervisor.start(Service("stubborn", command, is_ready=lambda: pid(grandchild) > 0, grace=0.2))
        assert runs(pid(grandchild))
    assert wait_until(lambda: not runs(pid(grandchild)), timeout=LIMIT)


def start_supervisor(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, folder], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def test_they_die_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    supervisor = start_supervisor(tmp_path)
    children = [pid(tmp_path / "first"), pid(tmp_path / "second")]
    assert all(runs(child) for child in children)
    supervisor.kill()
    supervisor.wait()
    assert wait_until(lambda: not any(runs(child) for child in children), timeout=LIMIT)


def test_they_do_not_get_the_ctrl_c_that_the_supervisor_gets(tmp_path: Path) -> None:
    supervisor = start_supervisor(tmp_path)
    assert all(os.getpgid(pid(tmp_path / name)) != os.getpgid(supervisor.pid) for name in ("first", "second"))
    supervisor.send_signal(signal.SIGINT)
    supervisor.wait(LIMIT)
    assert (tmp_path / "ended").read_text().split() == ["second", "first"]
