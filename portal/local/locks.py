"""Advisory file locks; the kernel lets go of them however a process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Held by the portal while it runs.
UP = "up"
# Held, shared, by everybody who needs the embedded database.
LEASE = "database.lease"
# Held while somebody finds out whether the database is up, and starts it.
START = "database.start"
# Held by a test session for its state folder.
SESSION = "session"


@contextmanager
def shared(path: Path) -> Iterator[int]:
    """Hold the lock together with others, waiting while somebody has it alone."""
    with _opened(path) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield file


@contextmanager
def exclusive(path: Path) -> Iterator[int]:
    """Hold the lock alone, waiting for everybody else to let go."""
    with _opened(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


@contextmanager
def exclusive_at_once(path: Path) -> Iterator[int | None]:
    """Hold the lock alone, or get None if somebody has it."""
    with _opened(path) as file:
        yield file if take_at_once(file) else None


def take_at_once(file: int) -> bool:
    """Turn an open lock file into one held alone; False if somebody else holds it too."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield file
    finally:
        os.close(file)
