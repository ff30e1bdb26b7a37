"""P4.http: pages of the API through the whole server, for a reseller who sees 20,000 versions."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from socket import socket

from apps.accounts.models import Organisation
from apps.accounts.services.keys import create_api_key
from bench.row import Side, Sides, row
from bench.rows.lists import milliseconds
from bench.world import RECEIVERS, slug_of, world
from portal import env
from portal.local.broker import Broker
from portal.local.postgres import Role
from portal.local.processes import spawn, wait_until

READER = RECEIVERS[-1]
TIMES = 20
START_LIMIT = 30.0
EMPTY, EMPTY_WITH_KEY = "/bench/empty/", "/bench/empty-with-key/"
BY_GUARDIAN = f"/bench/by-guardian/?email={slug_of(READER)}@example.test"
PRODUCTS, VERSIONS = "/api/v1/products/?page_size=25", "/api/v1/versions/?page_size=25"


@contextmanager
def served() -> Iterator[int]:
    """The broker and the web server with as many processes and threads as `up` gives them; the port it listens on."""
    state = env.state()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "bench.web", "--preload", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "4", "--keep-alive", "60", "--no-control-socket"]
    environment = {"HEFU_DATABASE_ROLE": Role.SYSTEM.value, "DATABASE_POOL": "4", "PORT": str(port)}
    broker = Broker(state)
    children = [
        spawn(broker.command(), log=state.log("broker")),
        spawn(command, log=state.log("web"), environment=environment),
    ]
    try:
        if not wait_until(lambda: broker.is_up() and answers(port), timeout=START_LIMIT):
            raise RuntimeError(f"the web server does not answer: see {state.log('web')}")
        yield port
    finally:
        for child in children:
            child.terminate()
            child.wait()


def answers(port: int) -> bool:
    """Whether the server is there."""
    try:
        return bool(asked(HTTPConnection("127.0.0.1", port, timeout=5), EMPTY, "") == {})
    except OSError:
        return False


def asked(connection: HTTPConnection, address: str, key: str) -> object:
    """What an address answers; raises where it is no success."""
    connection.request("GET", address, headers={"Authorization": f"Bearer {key}"} if key else {})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{address}: {response.status} {body[:200]!r}")
    return json.loads(body)


def over_http(ours: str, floor: str, *, of: int) -> Iterator[Sides]:
    """One page after the other over a connection that is kept."""
    actor = world()[READER.name]
    organisation = Organisation.objects.get(slug=slug_of(READER))
    key = create_api_key(actor=actor, organisation=organisation, name="bench", scopes=["products:read"])
    with served() as port:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)

        def side(address: str, key: str = "", times: int = TIMES) -> Side:
            return lambda: milliseconds(lambda: asked(connection, address, key), times)

        page = asked(connection, ours, key)
        if not isinstance(page, dict) or (page["count"], len(page["results"])) != (of, 25):
            raise AssertionError(f"{ours} shows another page than it should")
        yield Sides(
            ours=side(ours, key),
            peer=side(BY_GUARDIAN, times=2),
            floor=side(floor, key if floor == EMPTY_WITH_KEY else ""),
            timed=False,
        )
        connection.close()


WHO = f"of 25 with the count, {READER.versions:,} versions, with a key, over HTTP; peer: DRF + guardian's versions"


@row(
    "P4.http.products",
    what=f"page of products {WHO}; floor: empty DRF view, no key",
    unit="ms",
    target_peer=50,
    target_floor=2.86,
)
def products() -> Iterator[Sides]:
    """The list of products, whose rows say no status."""
    yield from over_http(PRODUCTS, EMPTY, of=READER.versions // 5)


@row("P4.http.key", what="the same; floor: an empty view of ours with the same key and wall", unit="ms")
def products_with_key() -> Iterator[Sides]:
    """What the page costs beside who asks."""
    yield from over_http(PRODUCTS, EMPTY_WITH_KEY, of=READER.versions // 5)


@row(
    "P4.http.versions",
    what=f"page of versions, each with its status, {WHO}, without status; floor: empty DRF view, no key",
    unit="ms",
    target_peer=50,
    target_floor=2.86,
)
def versions() -> Iterator[Sides]:
    """The list of versions, each with coverage, match and standing."""
    yield from over_http(VERSIONS, EMPTY, of=READER.versions)
