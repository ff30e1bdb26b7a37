"""The embedded broker keeps its messages over a death, and listens on its socket only."""

import os
import signal
from collections.abc import Iterator

import pytest
from redis import Redis

from portal.local.broker import Broker
from portal.local.processes import wait_until
from portal.local.services import broker_service
from portal.local.state import State
from portal.local.supervisor import Service

LIMIT = 10.0


@pytest.fixture
def service(state: State) -> Iterator[Service]:
    service = broker_service(state, state.log("broker"))
    service.start()
    yield service
    service.stop()


def client(state: State) -> Redis:
    return Redis(unix_socket_path=str(Broker(state).socket), decode_responses=True)


def test_it_is_reached_by_its_socket_only_and_forgets_nothing_when_memory_runs_short(
    state: State, service: Service
) -> None:
    with client(state) as redis:
        assert redis.config_get("port") == {"port": "0"}
        assert redis.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert Broker(state).socket.stat().st_mode & 0o077 == 0


def test_messages_are_there_after_it_was_killed(state: State, service: Service) -> None:
    with client(state) as redis:
        redis.rpush("queue", "message")
        # Written to the file at once instead of within the second.
        redis.config_set("appendfsync", "always")
        redis.rpush("queue", "another")
    assert service.child is not None
    os.kill(service.child.pid, signal.SIGKILL)
    assert wait_until(lambda: not Broker(state).is_up(), timeout=LIMIT)
    service.start()
    with client(state) as redis:
        assert redis.lrange("queue", 0, -1) == ["message", "another"]
