"""The child that opens what nobody vouches for: it gets an answer out, and nothing else gets in or out."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.kernel import sandbox, sandbox_child
from apps.kernel.sandbox import CHILD, Limits, SandboxFailed

HEAD = "import json, os, sys\ndef answer(**said): sys.stdout.write(json.dumps(said))\n"


@pytest.fixture
def program(tmp_path: Path) -> "Programs":
    return Programs(tmp_path)


class Programs:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, text: str) -> Path:
        path = self.folder / "program.py"
        path.write_text(HEAD + text)
        return path


def test_a_program_gets_the_bytes_and_its_arguments_and_answers(program: Programs) -> None:
    path = program("answer(said=sys.stdin.buffer.read().decode(), told=sys.argv[1:])")
    assert sandbox.run(path, "合符".encode(), "a", "b c") == {"said": "合符", "told": ["a", "b c"]}


def test_it_works_from_any_folder_and_sees_neither_our_modules_nor_our_environment(
    program: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEFU_SECRET", "do not tell")
    path = program(
        "import importlib.util as i\nanswer(ours=bool(i.find_spec('apps')), told='HEFU_SECRET' in os.environ)"
    )
    assert sandbox.run(path, b"") == {"ours": False, "told": False}


# What a program tries, after the walls are up: by the interpreter and past it.
TRIES = {
    "a socket": "import socket; socket.socket()",
    "a connection": "import socket; socket.create_connection(('127.0.0.1', 9))",
    "a name": "import socket; socket.getaddrinfo('localhost', 80)",
    "a process": "import subprocess; subprocess.run(['/bin/true'])",
    "a fork": "os.fork()",
    "a shell": "os.system('true')",
    "another program": "os.execv('/bin/true', ['true'])",
}


@pytest.mark.parametrize("attempt", TRIES, ids=str)
def test_the_interpreter_refuses(program: Programs, attempt: str) -> None:
    path = program(
        f"try:\n    {TRIES[attempt]}\nexcept PermissionError as error: answer(refused=str(error))\nelse: answer(done=1)"
    )
    assert "is refused in the sandbox" in sandbox.run(path, b"")["refused"]


RAW_SOCKET = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
answer(internet=libc.socket(2, 1, 0), file_system=libc.socket(1, 1, 0), walls=os.environ["HEFU_SANDBOX"].split())
"""


def test_the_walls_in_force_are_named_and_the_kernel_holds_where_it_can(
    program: Programs, record_property: Callable[[str, object], None]
) -> None:
    said = sandbox.run(program(RAW_SOCKET), b"")
    record_property("walls in force on this machine", said["walls"])
    assert sandbox_child.HOOK in said["walls"]
    if sandbox_child.FILTER in said["walls"]:
        assert (said["internet"], said["file_system"]) == (-1, -1)
    if sys.platform == "linux" and sandbox_child.platform.machine() in sandbox_child.SOCKET_CALL:
        assert sandbox_child.FILTER in said["walls"]


def wall_alone(name: str, tmp_path: Path, attempt: str) -> str:
    """What an attempt meets behind one of the walls only."""
    path = tmp_path / "one_wall.py"
    path.write_text(
        "import importlib.util, ctypes, socket\n"
        f"spec = importlib.util.spec_from_file_location('child', {str(CHILD)!r})\n"
        "child = importlib.util.module_from_spec(spec); spec.loader.exec_module(child)\n"
        f"stands = child.{name}()\n"
        f"try:\n    {attempt}\nexcept OSError as error: print(stands, error.errno)\nelse: print(stands, 'open')\n"
    )
    done = subprocess.run([sys.executable, "-I", str(path)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_namespace_alone_has_no_way_out_where_it_is_permitted(tmp_path: Path) -> None:
    met = wall_alone("leave_network", tmp_path, "socket.create_connection(('192.0.2.1', 9), 2)")
    if met.startswith("False"):
        pytest.skip("this machine permits no network namespace")
    assert met == "True 101"


def test_the_filter_alone_refuses_every_socket_where_the_kernel_has_it(tmp_path: Path) -> None:
    for family in ("AF_INET", "AF_INET6", "AF_UNIX"):
        met = wall_alone("filter_sockets", tmp_path, f"socket.socket(socket.{family})")
        if met.startswith("False"):
            pytest.skip("this machine has no filter of system calls")
        assert met == "True 1"


def test_too_much_memory_ends_it(program: Programs) -> None:
    with pytest.raises(SandboxFailed):
        sandbox.run(program("answer(size=len(bytearray(600 * 1024 * 1024)))"), b"")


def test_too_much_processor_time_ends_it(program: Programs) -> None:
    with pytest.raises(SandboxFailed, match="SIGXCPU"):
        sandbox.run(program("while True: pass"), b"", limits=Limits(cpu_seconds=1))


def test_too_much_time_by_the_clock_ends_it(program: Programs) -> None:
    with pytest.raises(SandboxFailed, match="longer than 1 s"):
        sandbox.run(program("import time; time.sleep(30)"), b"", limits=Limits(wall_seconds=1))


def test_too_long_an_answer_is_none(program: Programs) -> None:
    with pytest.raises(SandboxFailed, match="ended with"):
        sandbox.run(program("answer(text='x' * 5_000_000)"), b"")


@pytest.mark.parametrize(
    "text", ["sys.stdout.write('no json')", "sys.stdout.write('[1]')", "", "os._exit(3)", "os.abort()"]
)
def test_what_is_no_json_object_is_no_answer(program: Programs, text: str) -> None:
    with pytest.raises(SandboxFailed):
        sandbox.run(program(text), b"")
