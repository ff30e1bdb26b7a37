"""Having the database up while a command needs it, whether the portal runs or not."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from portal import env
from portal.local.locks import LEASE, START, exclusive, exclusive_at_once, shared
from portal.local.postgres import Postgres
from portal.local.processes import last_line, wait_until
from portal.local.state import LocalError, State

# A server that was killed leaves its last processes behind for a moment, and a new one refuses to start beside them.
PATIENCE = 5.0
START_LIMIT = 60.0


@contextmanager
def database_held(state: State, *, durable: bool = True) -> Iterator[None]:
    """Have the embedded database up inside the block; it goes down after the last block of all processes has ended."""
    with shared(state.lock(LEASE)):
        ensure_database(state, durable=durable)
        yield


def ensure_database(state: State, *, durable: bool = True) -> None:
    """Start the database unless it is up. Only for those who hold the lease."""
    server = Postgres(state)
    with exclusive(state.lock(START)):
        if not server.is_up():
            server.initialise(durable=durable)
            _start(server)
        server.prepare()


def has_shut_down(state: State) -> bool:
    """Whether nobody holds the lease and the database is down, all of it."""
    with exclusive_at_once(state.lock(LEASE)) as alone:
        # The keeper holds the lock until it ends, after the server.
        return alone is not None and not Postgres(state).is_up()


def _start(server: Postgres) -> None:
    patience_ends = time.monotonic() + PATIENCE
    while not _started(server):
        if time.monotonic() > patience_ends:
            log = server.state.log("database")
            raise LocalError(f"the database did not start: {last_line(log)} (see {log})")


def _started(server: Postgres) -> bool:
    keeper = server.spawn_kept(server.state.lock(LEASE))
    wait_until(lambda: server.is_up() or keeper.poll() is not None, timeout=START_LIMIT)
    return server.is_up()


def hold_database() -> AbstractContextManager[None]:
    """The block a command runs in: with the embedded database up, or plain where the environment names another."""
    return nullcontext() if env.has_own_database() else database_held(env.state())
