"""The database, the broker and the worker of a test session: real ones, apart from the portal's, gone with it."""

import atexit
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

from portal import env
from portal.local.leases import database_held
from portal.local.locks import SESSION, exclusive_at_once
from portal.local.services import broker_service, worker_answers, worker_service
from portal.local.state import PROJECT, State

_session = ExitStack()


def start_services() -> State:
    """Start database and broker and point the environment at them; call it once, before Django reads its settings."""
    if "portal.settings" in sys.modules:
        raise RuntimeError("the settings were read before the test services were started")
    atexit.register(_session.close)
    state = _free_home(Path(os.environ.get("HEFU_TEST_HOME", str(PROJECT / ".hefu" / "test"))).absolute())
    places = ("BROKER_URL", "HEFU_DATABASE_NAME", "DATABASE_POOL", "EMAIL_URL", "HEFU_DEMO")
    for name in (*env.DATABASE_URLS.values(), *places):
        os.environ.pop(name, None)
    os.environ["HEFU_HOME"] = str(state.home)
    _session.enter_context(database_held(state, durable=False))
    # Jobs left in the queue by an earlier session would be done in this one's database.
    shutil.rmtree(state.folder("broker"))
    broker = broker_service(state, state.log("broker"))
    _session.callback(broker.stop)
    broker.start()
    return state


def _free_home(first: Path) -> State:
    """A state folder that no other session uses now; two sessions at once get one each."""
    for number in count(1):
        state = State(first if number == 1 else first.with_name(f"{first.name}-{number}"))
        with ExitStack() as stack:
            if stack.enter_context(exclusive_at_once(state.lock(SESSION))) is not None:
                _session.push(stack.pop_all())
                return state
    raise AssertionError("count() does not end")


@contextmanager
def start_worker(database: str) -> Iterator[None]:
    """A real worker that works in this database (the name of the test database), ready when the block begins."""
    broker = env.broker_settings()["broker"]
    usual = worker_service(env.state().log("worker"))
    there = {**usual.environment, "HEFU_DATABASE_NAME": database}
    worker = replace(usual, environment=there, is_ready=lambda: worker_answers(broker))
    try:
        worker.start()
        yield
    finally:
        worker.stop()
