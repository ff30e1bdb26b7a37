"""A mail server of the test's own: speaks just enough SMTP, on a port of this machine."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast


class _Counter(socketserver.StreamRequestHandler):
    """One conversation; the server says what it keeps and whom it refuses."""

    def handle(self) -> None:
        office = cast("PostOffice", self.server)
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line.upper()
            if verb == "DATA":
                self.say("354 go on")
                office.kept.append(self._letter())
                self.say("250 kept")
            elif verb.startswith("RCPT") and office.refusing:
                self.say(office.refusing)
            elif verb == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 test")
        return None

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)


class PostOffice(socketserver.ThreadingTCPServer):
    """Keeps the letters it is given; `refusing` is what it says to every recipient instead, if anything."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int) -> None:
        self.kept: list[bytes] = []
        self.refusing = ""
        super().__init__(("127.0.0.1", port), _Counter)


@contextmanager
def open_office(port: int) -> Iterator[PostOffice]:
    """The mail server, listening while the block runs."""
    with PostOffice(port) as office:
        thread = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield office
        finally:
            office.shutdown()
            thread.join()


def closed_port() -> int:
    """A port above 20000 at which nobody listens."""
    for port in range(20201, 60000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise AssertionError("every port is taken")
