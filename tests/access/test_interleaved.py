"""Many people's requests at once over few connections, some of them broken off: nobody gets another's answer."""

import http.client
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.access.probing.asking import Prober
from tests.access.probing.cast import Asker
from tests.access.probing.committed import committed_stock
from tests.access.probing.marks import marks_in
from tests.access.probing.reading import readable
from tests.access.probing.serving import BREAK, CONTEXT

pytestmark = pytest.mark.django_db

REQUESTS = 10_000 if os.environ.get("HEFU_DEEP") == "1" else 800
CONNECTIONS, SERVER_THREADS, CLIENTS = 2, 8, 8
PAGES = ("", "products/", "certificates/", "orders/", "contracts/", "packs/")
RESOURCES = ("products", "versions", "claims", "verifications", "po-checks", "contracts", "obligations", "packs")
WAYS = ("error", "timeout", "rollback", "lost")
PROJECT = Path(__file__).parents[2]


@dataclass
class Found:
    """What came of all the requests."""

    leaks: list[str] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    own: int = 0
    contexts: set[str] = field(default_factory=set)


@contextmanager
def served(database: str) -> Iterator[int]:
    """The port of a real web server, as hefu_app, whose process has two connections for eight threads."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "tests.access.probing.serving", "--bind", f"127.0.0.1:{port}"]
    size = ["--workers", "1", "--threads", str(SERVER_THREADS), "--no-control-socket", "--log-level", "critical"]
    surroundings = {
        **os.environ,
        "HEFU_DATABASE_NAME": database,
        "HEFU_DATABASE_ROLE": "app",
        "DATABASE_POOL": str(CONNECTIONS),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    server = subprocess.Popen([*command, *size], cwd=PROJECT, env=surroundings, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert server.poll() is None, "the web server did not start"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("the web server does not answer")


@dataclass
class Crowd:
    """Everybody, with what each may be shown."""

    prober: Prober
    port: int
    found: Found = field(default_factory=Found)

    def ask(self, number: int) -> None:
        """One request by somebody, chosen by its number; every fifth is broken off on one side or the other."""
        chance = random.Random(number)
        asker = chance.choice(self.askers)
        path, headers = self.question(asker, chance)
        if number % 10 == 0:
            headers[BREAK] = f"{chance.choice(WAYS)} {chance.randint(1, 14)}"
        if number % 10 == 5:
            self.hang_up(path, headers)
        else:
            path, headers = (CONTEXT, {}) if number % 25 == 1 else (path, headers)
            self.note(asker, path, *self.fetch(path, headers))

    @property
    def askers(self) -> list[Asker]:
        cast = self.prober.stock.cast
        people = [a for a in cast.askers.values() if a.seats]
        return [*people, *(k for k in cast.key_holders.values() if k.key)]

    def question(self, asker: Asker, chance: random.Random) -> tuple[str, dict[str, str]]:
        if asker.key:
            return f"/api/v1/{chance.choice(RESOURCES)}/", {"Authorization": f"Bearer {asker.key}"}
        slug = self.prober.stock.cast.organisations[asker.home].slug
        session = f"{settings.SESSION_COOKIE_NAME}={self.prober.session_of(asker)}"
        return f"/o/{slug}/{chance.choice(PAGES)}", {"Cookie": session}

    def fetch(self, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request("GET", path, headers={"Host": settings.ALLOWED_HOSTS[0], **headers})
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()

    def hang_up(self, path: str, headers: dict[str, str]) -> None:
        """Ask, and be gone before the answer comes."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as line:
            lines = [f"GET {path} HTTP/1.1", f"Host: {settings.ALLOWED_HOSTS[0]}"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            line.sendall("\r\n".join([*lines, "", ""]).encode())
        self.found.statuses["gone"] += 1

    def note(self, asker: Asker, path: str, status: int, body: bytes) -> None:
        self.found.statuses[str(status)] += 1
        if path == CONTEXT:
            self.found.contexts.add(json.dumps(json.loads(body)["told"]) if status == 200 else f"status {status}")
            return
        marks = frozenset(mark for text in readable(body) for mark in marks_in(text)) & self.prober.known
        if foreign := marks - self.prober.entitled(asker, asker.home):
            self.found.leaks.append(f"{asker.name}: {path} -> {status} tells {self.prober.meaning(foreign)}")
        self.found.own += bool(marks)


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Crowd]:
    with committed_stock(django_db_blocker) as (stock, _):
        prober = Prober(stock)
        database = connection.settings_dict["NAME"]
        connection.close()
        with served(database) as port:
            yield Crowd(prober, port)


def test_interleaved_and_broken_requests_answer_nobody_with_anothers_rows(crowd: Crowd) -> None:
    with ThreadPoolExecutor(CLIENTS) as threads:
        list(threads.map(crowd.ask, range(REQUESTS)))
    assert crowd.found.leaks[:10] == []
    assert sum(crowd.found.statuses.values()) == REQUESTS
    # The requests that were to be answered were, with rows; those that were to break did.
    assert crowd.found.own > REQUESTS // 2, crowd.found.statuses
    assert crowd.found.statuses["500"] > REQUESTS // 50, crowd.found.statuses


def test_between_two_requests_a_connection_works_for_nobody(crowd: Crowd) -> None:
    assert crowd.found.contexts == {json.dumps(["hefu_app", "hefu_app", "", "", 0])}
