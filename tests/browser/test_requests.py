"""What a page loads: little, from nowhere else, and nothing that its own policy forbids."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.looking import LISTEN
from tests.browser.site import PAGES, Site

pytestmark = pytest.mark.django_db

MOST_BYTES = 60 * 1024


@pytest.mark.parametrize("name", [name for name, _, _ in PAGES])
def test_a_page_is_light_loads_nothing_from_elsewhere_and_keeps_its_policy(site: Site, visits: Any, name: str) -> None:
    seen = visits(name, "en")
    assert {urlsplit(address).netloc for address in seen.addresses} == {urlsplit(site.url).netloc}
    assert 0 < seen.weight <= MOST_BYTES
    assert "default-src 'none'" in seen.policy
    assert "script-src 'self'" in seen.policy
    assert seen.forbidden == []
    if name not in ("not found", "joining nothing"):
        assert seen.errors == []


def test_the_policy_forbids_what_a_page_does_not_carry(site: Site, open_as: Any) -> None:
    page = open_as("").new_page()
    page.add_init_script(LISTEN)
    page.goto(f"{site.url}/accounts/login/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.wait_for_function("window.forbidden.length > 0")
    assert page.evaluate("window.forbidden") == ["style-src-attr"]
