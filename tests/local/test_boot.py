"""A real process, started in earnest, refuses to work with a role that looks over the walls, or with a wall down."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

from portal import env
from portal.boot import refusals
from portal.local.postgres import SUPERUSER, Postgres, Role
from portal.local.state import PROJECT

pytestmark = pytest.mark.django_db

WEB = ["-m", "gunicorn", "portal.wsgi", "--preload", "--no-control-socket", "--bind", "127.0.0.1:0"]
WORKER = ["-m", "celery", "-A", "portal", "worker", "--concurrency", "1", "--without-gossip", "--without-mingle"]
# A file of its own and no device: the scheduler removes what it can't read, and root may remove anything.
SCHEDULE = str(env.home() / "schedule-of-a-test")
SCHEDULER = ["-m", "celery", "-A", "portal", "beat", "--pidfile", "", "--schedule", SCHEDULE]
PROCESSES = {"web": (WEB, "DATABASE_URL"), "worker": (WORKER, "DATABASE_SYSTEM_URL")}
PROCESSES["scheduler"] = (SCHEDULER, "DATABASE_SYSTEM_URL")
ROOT = (SUPERUSER, "database_superuser_password")


def logins(role: Role) -> tuple[str, str]:
    return role.login, role.secret


def url(login: str, secret: str) -> str:
    host = quote(str(Postgres(env.state()).sockets), safe="")
    return f"postgresql://{login}:{env.state().secrets[secret]}@/{connection.settings_dict['NAME']}?host={host}"


def connected(login: str, secret: str, more: str = "") -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(url(login, secret) + more, autocommit=True)


def start(program: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *program],
        cwd=PROJECT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def refused(finished: subprocess.CompletedProcess[str]) -> list[str]:
    """The reasons, as the process said them before it ended."""
    assert finished.returncode != 0, finished
    said = (line.partition("hefu: refused to start: ")[2] for line in finished.stderr.splitlines())
    return [reason for reason in said if reason]


@contextmanager
def broken(by: str, mended_by: str, *, by_whom: tuple[str, str]) -> Iterator[None]:
    with connected(*by_whom) as server:
        server.execute(by)
        try:
            yield
        finally:
            server.execute(mended_by)


def test_the_web_starts_as_itself_and_leaves_no_connection_to_its_children() -> None:
    program = [
        "-c",
        "import portal.wsgi; from django.db import connection as c; print(c.connection, c._connection_pools)",
    ]
    finished = start(program, HEFU_DATABASE_NAME=str(connection.settings_dict["NAME"]), DATABASE_POOL="4")
    assert (finished.stdout, finished.returncode) == ("None {}\n", 0)


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_refuses_to_start_where_a_wall_is_down(process: str) -> None:
    change = (
        "ALTER POLICY app_reads ON catalogue_product TO {}; ALTER TABLE claims_claim {} ROW LEVEL SECURITY;"
        "ALTER POLICY app_removes ON kernel_auditevent USING ({})"
    )
    down = change.format("hefu_system", "NO FORCE", "number > 7")
    up = change.format("hefu_app", "FORCE", "false")
    with broken(down, up, by_whom=logins(Role.OWNER)):
        finished = start(PROCESSES[process][0], HEFU_DATABASE_NAME=str(connection.settings_dict["NAME"]))
    assert refused(finished) == [
        "catalogue_product: no policy for SELECT for hefu_app",
        "catalogue_product: policy app_reads was altered",
        "claims_claim: row-level security is not forced",
        "kernel_auditevent: policy app_removes was altered",
    ]


@pytest.mark.parametrize("login", [ROOT, logins(Role.OWNER), logins(Role.BACKUP)], ids=lambda login: login[0])
def test_the_web_refuses_to_start_with_a_role_that_looks_over_the_walls(login: tuple[str, str]) -> None:
    power = {"hefu_owner": "an owner of tables", "hefu_backup": "BYPASSRLS"}.get(login[0], "a superuser")
    reasons = refused(start(WEB, DATABASE_URL=url(*login)))
    assert reasons[0] == f"the database role is {login[0]}; this process must be hefu_app"
    assert f"{login[0]} is {power}" in reasons


@pytest.mark.parametrize("process", ["worker", "scheduler"])
def test_worker_and_scheduler_refuse_to_start_as_the_owner(process: str) -> None:
    program, name = PROCESSES[process]
    assert refused(start(program, **{name: url(*logins(Role.OWNER))})) == [
        "the database role is hefu_owner; this process must be hefu_system",
        "hefu_owner is an owner of tables",
    ]


def reasons(role: Role, *login: str, more: str = "") -> list[str]:
    with connected(*login, more) as server:
        return refusals(server, role)


@pytest.mark.parametrize("role", [Role.APP, Role.SYSTEM])
def test_each_role_may_do_its_own_work(role: Role) -> None:
    assert reasons(role, *logins(role)) == []


def test_neither_does_the_others() -> None:
    assert reasons(Role.APP, *logins(Role.SYSTEM)) == [
        "the database role is hefu_system; this process must be hefu_app"
    ]
    assert reasons(Role.SYSTEM, *logins(Role.APP)) == [
        "the database role is hefu_app; this process must be hefu_system"
    ]


def test_stepping_down_from_the_owner_is_not_enough() -> None:
    found = reasons(Role.APP, *logins(Role.OWNER), more="&options=-c%20role%3Dhefu_app")
    assert found == [
        "the database role is hefu_owner working as hefu_app; this process must be hefu_app",
        "hefu_owner is an owner of tables",
        "hefu_owner is a member of hefu_system",
    ]


@pytest.mark.parametrize(
    ("by", "mended_by", "found"),
    [
        (
            # One way round they are members already, and PostgreSQL wants no circle.
            "REVOKE hefu_app FROM hefu_system; GRANT hefu_system TO hefu_app",
            "REVOKE hefu_system FROM hefu_app; GRANT hefu_app TO hefu_system WITH INHERIT FALSE, SET TRUE",
            "hefu_app is a member of hefu_system",
        ),
        (
            "GRANT hefu_backup TO hefu_app",
            "REVOKE hefu_backup FROM hefu_app",
            "hefu_app is a member of hefu_backup, which is BYPASSRLS",
        ),
        ("ALTER ROLE hefu_app CREATEROLE", "ALTER ROLE hefu_app NOCREATEROLE", "hefu_app is CREATEROLE"),
        ("ALTER ROLE hefu_app BYPASSRLS", "ALTER ROLE hefu_app NOBYPASSRLS", "hefu_app is BYPASSRLS"),
    ],
)
def test_nor_is_the_right_name_with_too_much_behind_it(by: str, mended_by: str, found: str) -> None:
    with broken(by, mended_by, by_whom=ROOT):
        assert found in reasons(Role.APP, *logins(Role.APP))
    assert reasons(Role.APP, *logins(Role.APP)) == []
