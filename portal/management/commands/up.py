"""`manage.py up`: the whole portal on this machine, kept running until Ctrl-C."""

import os
import socket
from argparse import ArgumentParser
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connections

from portal import env
from portal.local.locks import UP, exclusive_at_once
from portal.local.services import (
    KeptDatabase,
    broker_service,
    scheduler_service,
    web_service,
    worker_answers,
    worker_service,
)
from portal.local.state import LocalError
from portal.local.supervisor import Service, Supervisor, signals_interrupt

READY_LIMIT = 90.0


class Command(BaseCommand):
    """Start database, broker, worker, scheduler and web server; start again what ends; stop all on Ctrl-C."""

    help = "Start the whole portal on this machine and keep it running until Ctrl-C."
    # The checks need the database, which is only started below; `migrate` makes them.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--demo", action="store_true", help="fill in the demonstration and show how to sign in")
        parser.add_argument("--verbose", action="store_true", help="what the services say goes to the console")

    def handle(self, *, demo: bool, verbose: bool, **options: object) -> None:
        """Run until a signal comes; nothing that was started is left behind."""
        state = env.state()
        address = f"http://127.0.0.1:{env.port()}/"
        note = state.home / "up.address"
        if demo:
            os.environ["HEFU_DEMO"] = "1"
        with exclusive_at_once(state.lock(UP)) as lock, signals_interrupt():
            if lock is None:
                raise CommandError(f"already running at {note.read_text(encoding='ascii')} ({state.home})")
            _refuse_a_busy_port(env.port())
            note.write_text(address, encoding="ascii")
            try:
                self._run(address, demo=demo, verbose=verbose)
            except LocalError as error:
                raise CommandError(str(error)) from error
            finally:
                self._say("Stopped.")

    def _run(self, address: str, *, demo: bool, verbose: bool) -> None:
        with Supervisor(self._say) as supervisor:
            self._start_stores(supervisor, verbose=verbose)
            self._fill(demo=demo, verbose=verbose)
            self._say("Starting worker, scheduler and web server …")
            services = _processes(verbose=verbose)
            for service in services:
                supervisor.start(service)
            if not supervisor.watch(until=lambda: _is_ready(env.port(), services), timeout=READY_LIMIT):
                raise LocalError(
                    f"not ready after {READY_LIMIT:.0f} s; web: {_answer(env.port())[1]} (see {env.home() / 'logs'})"
                )
            self._say(f"Ready: {address}")
            if demo:
                call_command("demo_accounts", stdout=self.stdout)
                if env.mail_sink():
                    self._say(f"Letters: {address}mail/")
                connections.close_all()
            self._say("Ctrl-C stops it.")
            supervisor.watch(until=lambda: False)

    def _start_stores(self, supervisor: Supervisor, *, verbose: bool) -> None:
        """Start the database and the broker, except those the environment names."""
        self._say("Starting database and broker …")
        if not env.has_own_database():
            supervisor.start(KeptDatabase(env.state()))
        if env.broker_url() is None:
            supervisor.start(broker_service(env.state(), _log("broker", verbose=verbose)))

    def _fill(self, *, demo: bool, verbose: bool) -> None:
        """Bring the tables up to date and, for the demonstration, fill them."""
        self._say("Preparing the tables …")
        call_command("migrate", interactive=False, verbosity=1 if verbose else 0, stdout=self.stdout)
        if demo:
            self._say("Filling in the demonstration …")
            call_command("demo_seed", stdout=self.stdout)
        # Children do not inherit connections, and this process has no further use for one until the end.
        connections.close_all()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        # At once, also into a file or a pipe: somebody may be waiting for this line.
        self.stdout.flush()


def _processes(*, verbose: bool) -> list[Service]:
    return [
        worker_service(_log("worker", verbose=verbose)),
        scheduler_service(env.state(), _log("scheduler", verbose=verbose)),
        web_service(env.port(), _log("web", verbose=verbose)),
    ]


def _log(name: str, *, verbose: bool) -> Path | None:
    return None if verbose else env.state().log(name)


def _refuse_a_busy_port(port: int) -> None:
    with socket.socket() as probe:
        # As the web server does: a port of connections that are just closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"port {port} cannot be used ({error.strerror}); choose another with PORT=…") from error


def _is_ready(port: int, services: list[Service]) -> bool:
    for service in services:
        service.fail_if_broken()
    return _answer(port)[0] == HTTPStatus.OK and worker_answers(env.broker_settings()["broker"])


def _answer(port: int) -> tuple[int, str]:
    """The status and the text of the readiness page; 0 and the reason while nobody answers."""
    # Not by urllib, which would ask a proxy that the environment names.
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz/ready")
        answer = connection.getresponse()
        return answer.status, f"{answer.status} {answer.read(2000).decode('utf-8', 'replace')}"
    except (OSError, HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()
