"""The services of a portal on one machine: database, broker, worker, scheduler, web."""

import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL

from celery import Celery
from kombu.exceptions import OperationalError

from portal.local.broker import Broker
from portal.local.leases import ensure_database, has_shut_down
from portal.local.locks import LEASE, shared, take_at_once
from portal.local.postgres import Postgres, Role
from portal.local.processes import wait_until
from portal.local.state import State
from portal.local.supervisor import Say, Service

QUEUES = "interactive,bulk,celery"
WEB_PROCESSES = 2
WEB_THREADS = 4
LOOK_EVERY = 1.0
PING_LIMIT = 0.5
STOP_LIMIT = 10.0


@dataclass
class KeptDatabase:
    """The embedded database, shared with the commands that run meanwhile: whoever leaves last shuts it down."""

    state: State
    name: str = "database"
    _lease: ExitStack = field(default_factory=ExitStack)
    _lease_file: int = -1
    _looked_at: float = 0.0

    def start(self) -> None:
        """Hold the lease and have the server up, our own or one that a command has started."""
        self._lease_file = self._lease.enter_context(shared(self.state.lock(LEASE)))
        ensure_database(self.state)

    def look(self, say: Say) -> None:
        """Start the server again if it has gone."""
        if time.monotonic() - self._looked_at < LOOK_EVERY:
            return
        self._looked_at = time.monotonic()
        if not Postgres(self.state).is_up():
            say("database ended; starting it again")
            ensure_database(self.state)

    def stop(self) -> None:
        """Let go of the server and, unless a command still uses it, wait until it is down."""
        if self._lease_file < 0:
            return
        alone = take_at_once(self._lease_file)
        self._lease.close()
        if alone:
            wait_until(lambda: has_shut_down(self.state), timeout=STOP_LIMIT)


def broker_service(state: State, log: Path | None) -> Service:
    """The embedded broker."""
    broker = Broker(state)
    return Service("broker", broker.command(), log, is_ready=broker.is_up)


def worker_service(log: Path | None) -> Service:
    """The Celery worker."""
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "-Q", QUEUES, "--concurrency", "2"]
    # With a single worker there is nobody to gossip with. Should we be killed, jobs in work are done again by the
    # next worker, while a friendly signal would have this one finish them first, alone.
    lonely = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    return Service("worker", [*command, *lonely], log, environment=_as(Role.SYSTEM), death_signal=SIGKILL)


def worker_answers(broker_url: str) -> bool:
    """Whether a worker takes jobs from this broker."""
    # Not the current app: in a process that has one, its tasks and settings stay the ones asked for.
    control = Celery("question", broker=broker_url, set_as_current=False).control
    try:
        return bool(control.broadcast("ping", reply=True, timeout=PING_LIMIT, limit=1))
    except OperationalError:
        return False


def scheduler_service(state: State, log: Path | None) -> Service:
    """The Celery scheduler, with its memory in the state folder."""
    command = [sys.executable, "-m", "celery", "-A", "portal", "beat", "--pidfile", ""]
    memory = str(state.folder("scheduler") / "schedule")
    return Service("scheduler", [*command, "--schedule", memory], log, environment=_as(Role.SYSTEM))


def web_service(port: int, log: Path | None) -> Service:
    """The web server, for this machine only; a proxy in front of it opens it to others."""
    size = ["--workers", str(WEB_PROCESSES), "--threads", str(WEB_THREADS), "--graceful-timeout", "5"]
    # A pasted sentence in Chinese takes nine characters a sign in an address.
    size += ["--limit-request-line", "8190"]
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--preload", "--bind", f"127.0.0.1:{port}", *size]
    return Service(
        "web",
        [*command, "--no-control-socket"],
        log,
        environment={**_as(Role.APP), "DATABASE_POOL": str(WEB_THREADS), "PORT": str(port)},
    )


def _as(role: Role) -> dict[str, str]:
    return {"HEFU_DATABASE_ROLE": role.value}
