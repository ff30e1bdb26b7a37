"""A site with the demo's organisations behind it and a real worker beside it, and Debian's Chromium in front."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from portal.local.testing import start_worker
from tests.browser.looking import Seen, look
from tests.browser.site import PAGES, Site, build

# The browser's event loop runs in the test's thread, where Django would refuse to be asked anything.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
MORE_FLAGS = ("--disable-component-update", "--disable-sync", "--no-first-run")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    return {"executable_path": program, "args": [*FLAGS, *MORE_FLAGS]}


@pytest.fixture(scope="package")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """One server, one worker and one set of rows for all that is looked at; emptied when the last was."""
    with django_db_blocker.unblock(), ExitStack() as stack:
        stack.callback(empty)
        found = build()
        server = LiveServer("127.0.0.1")
        stack.callback(server.stop)
        stack.enter_context(start_worker(connection.settings_dict["NAME"]))
        yield Site(server.url, **found)


def empty() -> None:
    """Take every row away again.

    While the browser's event loop runs, Django keeps another connection for this thread than otherwise; nobody else
    would close it, and the database could not be removed.
    """
    call_command("flush", verbosity=0, interactive=False)
    connection.close()


@pytest.fixture(scope="package")
def sessions(site: Site, browser: Browser) -> dict[str, Any]:
    """Everybody's cookies, signed in once through the page."""
    found: dict[str, Any] = {}
    for role, person in site.people.items():
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{site.url}/accounts/login/")
        page.fill("#id_login", person.email)
        page.fill("#id_password", person.password)
        page.click("main button[type=submit]")
        page.wait_for_url(f"**/o/{person.slug}/")
        found[role] = context.storage_state()
        context.close()
    return found


@pytest.fixture
def open_as(browser: Browser, sessions: dict[str, Any]) -> Iterator[Any]:
    """A new window of somebody who is signed in, or of a visitor (""); closed after the test."""
    opened: list[BrowserContext] = []

    def window(role: str, **options: Any) -> BrowserContext:
        context = browser.new_context(storage_state=sessions[role] if role else None, **options)
        context.set_default_timeout(10_000)
        opened.append(context)
        return context

    yield window
    for context in opened:
        context.close()


@pytest.fixture(scope="package")
def visits(site: Site, browser: Browser, sessions: dict[str, Any]) -> Any:
    """What a page by its name showed in a language; each is visited once, whoever asks."""
    pages = {name: (role, address) for name, role, address in PAGES}
    seen: dict[tuple[str, str], Seen] = {}

    def visit(name: str, language: str) -> Seen:
        if (name, language) not in seen:
            role, address = pages[name]
            context = browser.new_context(storage_state=sessions[role] if role else None)
            seen[name, language] = look(context, site, site.path(role, address), language)
            context.close()
        return seen[name, language]

    return visit
