"""Keeping a list of services running: start in order, start again what ends, stop in the opposite order."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from portal.local.processes import end_group, last_line, spawn, stop, wait_until
from portal.local.state import LocalError

START_LIMIT = 60.0
STEP = 0.2
FIRST_PAUSE = 0.3
LONGEST_PAUSE = 10.0
# A service that ran this long was not broken from the start: the pause before the next start is short again.
SETTLED = 30.0
ENDS_AT_START = 3

Say = Callable[[str], None]


class Part(Protocol):
    """Something the supervisor looks after."""

    name: str

    def start(self) -> None:
        """Have it running and ready when this returns, or raise LocalError."""

    def look(self, say: Say) -> None:
        """Start it again if it ended; `say` what happened."""

    def stop(self) -> None:
        """Have it ended when this returns."""


@dataclass
class Service:
    """A part that is a child process of ours and dies with us."""

    name: str
    command: Sequence[str | Path]
    log: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    is_ready: Callable[[], bool] = lambda: True
    death_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    child: subprocess.Popen[bytes] | None = None
    ends: int = 0
    _started_at: float = 0.0
    _start_again_at: float = 0.0

    def start(self) -> None:
        """Start the process and wait until it is ready."""
        child = self._spawn()
        wait_until(lambda: self.is_ready() or child.poll() is not None, timeout=START_LIMIT)
        if not self.is_ready():
            raise LocalError(f"{self.name} did not start{self._explanation()}")

    def look(self, say: Say) -> None:
        """Start the process again after a pause that grows with each end."""
        if self.child is None:
            if time.monotonic() >= self._start_again_at:
                self._spawn()
            return
        code = self.child.poll()
        if code is None:
            return
        end_group(self.child)
        self.child = None
        self.ends = 1 if time.monotonic() - self._started_at > SETTLED else self.ends + 1
        pause = min(FIRST_PAUSE * 2 ** (self.ends - 1), LONGEST_PAUSE)
        self._start_again_at = time.monotonic() + pause
        say(f"{self.name} ended ({code}); starting it again in {pause:.1f} s")

    def stop(self) -> None:
        """Ask the process to end, and end it if it does not."""
        if self.child is not None:
            stop(self.child, with_signal=signal.SIGTERM, grace=self.grace)
            self.child = None

    def fail_if_broken(self) -> None:
        """Raise when it ended so often during the start that starting it again is no help."""
        if self.ends >= ENDS_AT_START:
            raise LocalError(f"{self.name} keeps ending{self._explanation()}")

    def _spawn(self) -> subprocess.Popen[bytes]:
        self._started_at = time.monotonic()
        self.child = spawn(self.command, log=self.log, environment=self.environment, death_signal=self.death_signal)
        return self.child

    def _explanation(self) -> str:
        return f": {last_line(self.log)} (see {self.log})" if self.log else ""


class Supervisor:
    """The parts that run; leaving its block stops them all."""

    def __init__(self, say: Say) -> None:
        """`say` gets one line for each thing a person would want to know."""
        self._say = say
        self._parts: list[Part] = []

    def __enter__(self) -> Self:
        """Enter the block in which parts run."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop everything, last started first, undisturbed by another Ctrl-C."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        while self._parts:
            self._parts.pop().stop()

    def start(self, part: Part) -> None:
        """Start a part; it is stopped at the end even if it fails half-way."""
        self._parts.append(part)
        part.start()

    def watch(self, *, until: Callable[[], bool], timeout: float | None = None) -> bool:
        """Look after the parts until the condition holds (True) or the time is over (False)."""
        end = None if timeout is None else time.monotonic() + timeout
        while not until():
            if end is not None and time.monotonic() > end:
                return False
            for part in self._parts:
                part.look(self._say)
            time.sleep(STEP)
        return True


@contextmanager
def signals_interrupt() -> Iterator[None]:
    """Let SIGTERM and a closed terminal do what Ctrl-C does, and Ctrl-C also where a shell had it ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        yield
