"""Passkeys in a real browser with a virtual authenticator: adding one, signing in by it, proving oneself by it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.plugin import DjangoDbBlocker

from apps.accounts.models import User
from tests.browser.looking import LISTEN, faults
from tests.browser.site import Site
from tests.signed_in import prove

pytestmark = pytest.mark.django_db

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def named(site: Site) -> str:
    """The portal by a name: browsers bind no passkey to a bare address."""
    return f"http://localhost:{urlsplit(site.url).port}"


def with_device(browser: Browser) -> Any:
    """A page of a browser with a device that holds passkeys and always finds its owner there."""
    page = browser.new_context().new_page()
    page.set_default_timeout(10_000)
    page.add_init_script(LISTEN)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def sign_in_by_password(page: Any, named: str, site: Site) -> None:
    person = site.people["integrator"]
    page.goto(f"{named}/accounts/login/?lang=en")
    page.fill("#id_login", person.email)
    page.fill("#id_password", person.password)
    page.click("main button:has-text('Sign in')")
    page.wait_for_url("**/o/**")


def add_passkey(page: Any, named: str, name: str) -> list[str]:
    """Add one on the page of one's own account; gives the recovery codes that come with the first."""
    page.goto(f"{named}/accounts/security/?lang=en")
    page.click("main a:has-text('Add a passkey')")
    page.fill("#id_name", name)
    page.click("main button:has-text('Add a passkey')")
    page.wait_for_url("**/accounts/security/**")
    page.wait_for_url(lambda address: "add" not in address)
    return [str(code) for code in page.locator(".codes code").all_inner_texts()]


def sign_out(page: Any) -> None:
    page.click("details.person summary")
    page.click("details.person button[type=submit]")
    page.wait_for_url("**/accounts/login/**")


@dataclass
class Keyed:
    """A browser of somebody who added a passkey, and the recovery codes that came with it."""

    page: Any
    codes: list[str]


@pytest.fixture(scope="module")
def added(
    browser: Browser, sessions: Any, named: str, site: Site, django_db_blocker: DjangoDbBlocker
) -> Iterator[Keyed]:
    """One passkey for all the tests; it is taken away again after them."""
    page = with_device(browser)
    sign_in_by_password(page, named, site)
    yield Keyed(page, add_passkey(page, named, "Laptop"))
    page.context.close()
    with django_db_blocker.unblock():
        User.objects.get(email=site.people["integrator"].email).authenticator_set.all().delete()


@pytest.fixture
def keyed(added: Keyed) -> Any:
    """The browser with the passkey, nobody signed in."""
    added.page.context.clear_cookies()
    return added.page


def test_a_passkey_is_added_with_recovery_codes_and_opens_the_account_alone(
    keyed: Any, added: Keyed, named: str
) -> None:
    assert len(set(added.codes)) == 10
    keyed.goto(f"{named}/accounts/login/?lang=en&next=/lists/")
    keyed.click("main button:has-text('Use a passkey')")
    keyed.wait_for_url(f"{named}/lists/")
    assert keyed.locator("details.person").count() == 1
    assert keyed.evaluate("window.forbidden") == []


def test_after_the_password_the_second_step_asks_for_the_passkey(keyed: Any, named: str, site: Site) -> None:
    person = site.people["integrator"]
    keyed.goto(f"{named}/accounts/login/?lang=en")
    keyed.fill("#id_login", person.email)
    keyed.fill("#id_password", person.password)
    keyed.click("main button:has-text('Sign in')")
    keyed.wait_for_url("**/second-step/**")
    assert keyed.locator("details.person").count() == 0
    assert faults(keyed) == []
    keyed.click("main button:has-text('Use a passkey')")
    keyed.wait_for_url("**/o/**")


def test_a_recovery_code_stands_in_for_the_passkey_once(keyed: Any, added: Keyed, named: str, site: Site) -> None:
    person = site.people["integrator"]
    for code, arrives in ((added.codes[0], "**/o/**"), (added.codes[0], "**/second-step/**")):
        keyed.goto(f"{named}/accounts/login/?lang=en")
        keyed.fill("#id_login", person.email)
        keyed.fill("#id_password", person.password)
        keyed.click("main button:has-text('Sign in')")
        keyed.fill("#id_code", code)
        keyed.click("main button:has-text('Sign in')")
        keyed.wait_for_url(arrives)
        if keyed.locator("details.person").count():
            sign_out(keyed)


def test_a_passkey_proves_again_who_one_is(keyed: Any, named: str, site: Site) -> None:
    keyed.goto(f"{named}/accounts/login/?lang=en")
    keyed.click("main button:has-text('Use a passkey')")
    keyed.wait_for_url("**/o/**")
    grow_stale(keyed, site.people["integrator"].email)
    keyed.goto(f"{named}/accounts/security/password/?lang=en")
    assert "/reauthenticate/" in keyed.url
    keyed.click("main a[href*='/passkey/']")
    keyed.click("main form[data-passkey] button")
    keyed.wait_for_url("**/security/password/**")


def grow_stale(page: Any, email: str) -> None:
    """Let the proofs of the page's session be an hour old, for the server as well: outside the test's transaction."""
    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid")

    def age() -> None:
        client = Client()
        client.cookies["sessionid"] = key
        prove(client, User.objects.get(email=email), ago=3600)
        connection.close()

    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(age).result()


def test_a_passkey_that_is_not_there_says_so_and_leaves_the_other_ways(browser: Browser, named: str) -> None:
    page = with_device(browser)
    page.goto(f"{named}/accounts/login/?lang=en")
    page.click("main button:has-text('Use a passkey')")
    page.wait_for_selector("[data-passkey-problem]:not([hidden])", timeout=20000)
    assert page.locator("#id_password").is_visible()
    page.context.close()


def test_on_a_bare_address_no_passkey_is_offered(open_as: Any, site: Site) -> None:
    page = open_as("").new_page()
    page.goto(f"{site.url}/accounts/login/?lang=en")
    assert page.locator("main button:has-text('Use a passkey')").count() == 0
