"""A site with the demo's organisations behind it, and Debian's Chromium in front of it."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from portal import demo
from portal.pipelines import follow_edition

# The browser's own event loop runs in the test's thread; the rows are written before and read by the server's threads.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
MORE_FLAGS = ("--disable-component-update", "--disable-sync", "--no-first-run")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site answers, and who may sign in: by capacity, then by e-mail and password."""

    url: str
    people: dict[str, demo.Account]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    return {"executable_path": program, "args": [*FLAGS, *MORE_FLAGS]}


@pytest.fixture(scope="package")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """One server and one set of rows for all the pages looked at; emptied when the last was."""
    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1")
        try:
            yield Site(url=server.url, people=filled())
        finally:
            server.stop()
            call_command("flush", verbosity=0, interactive=False)


def filled() -> dict[str, demo.Account]:
    """The demo as it stands after the newest edition; the first account of each capacity."""
    demo.registry.load_bundled_list(actor=demo.SYSTEM, upto=10)
    people = demo.stage()
    demo.registry.load_bundled_list(actor=demo.SYSTEM, upto=11)
    edition = demo.registry_queries.current_edition()
    assert edition is not None
    follow_edition(edition_id=edition.pk)
    return {one.role: one for one in reversed(people)}
