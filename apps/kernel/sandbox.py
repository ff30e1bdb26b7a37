"""Running a program on bytes nobody vouches for: in a child with little memory, little time and no network."""

import json
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

CHILD = Path(__file__).with_name("sandbox_child.py")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: bytes of address space, seconds of processor, seconds by the clock, bytes of answer."""

    address_space: int = 512 * 1024 * 1024
    cpu_seconds: int = 5
    wall_seconds: int = 20
    answer_bytes: int = 4 * 1024 * 1024


class SandboxFailed(RuntimeError):
    """The child gave no answer: it ran out of what it may use, crashed, or said something that is no JSON object."""


def run(program: Path, content: bytes, *arguments: str, limits: Limits | None = None) -> dict[str, Any]:
    """Give a program bytes on its standard input and get the JSON object it writes to its standard output.

    The program is a file of its own that imports nothing of the project; it needs no working directory.
    Raises SandboxFailed. What the child says is as little to be trusted as what it read.
    """
    allowed = limits or Limits()
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(content)
        given.seek(0)
        code = _run_child(program, arguments, allowed, given, answer)
        if code != 0:
            raise SandboxFailed(f"{program.name} ended with {_ending(code)}")
        answer.seek(0)
        said = answer.read(allowed.answer_bytes + 1)
    if len(said) > allowed.answer_bytes:
        raise SandboxFailed(f"{program.name} said too much")
    try:
        parsed = json.loads(said)
    except ValueError as error:
        raise SandboxFailed(f"{program.name} said no JSON") from error
    if not isinstance(parsed, dict):
        raise SandboxFailed(f"{program.name} said no JSON object")
    return parsed


def _run_child(program: Path, arguments: tuple[str, ...], limits: Limits, given: IO[bytes], answer: IO[bytes]) -> int:
    # The limits are set by the child on itself before it opens anything: a function run between fork and exec is not
    # safe in a process with threads. Its answer goes to a file, so that the limit of file sizes holds for it.
    allowed = map(str, (limits.address_space, limits.cpu_seconds, limits.answer_bytes))
    command = [sys.executable, "-I", "-B", "-X", "utf8", str(CHILD), *allowed, str(program), *arguments]
    process = subprocess.Popen(
        command,
        stdin=given,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    try:
        return process.wait(timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise SandboxFailed(f"{program.name} took longer than {limits.wall_seconds} s") from None


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"code {code}"
