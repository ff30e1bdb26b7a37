"""What a page loads: little, from nowhere else, and nothing that its own policy forbids."""

import gzip
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.site import PAGES, Site

pytestmark = pytest.mark.django_db

MOST_BYTES = 60 * 1024
LISTEN = """window.forbidden = [];
    document.addEventListener("securitypolicyviolation", e => window.forbidden.push(e.violatedDirective));"""


@pytest.mark.parametrize(("name", "role", "address"), PAGES, ids=[page[0] for page in PAGES])
def test_a_page_is_light_loads_nothing_from_elsewhere_and_keeps_its_policy(
    site: Site, open_as: Any, name: str, role: str, address: str
) -> None:
    page = open_as(role).new_page()
    page.add_init_script(LISTEN)
    loaded: list[Any] = []
    said: list[str] = []
    page.on("response", lambda response: loaded.append(response))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    answer = page.goto(site.url + site.path(role, address), wait_until="networkidle")
    own = urlsplit(site.url).netloc
    assert {urlsplit(one.url).netloc for one in loaded} == {own}
    assert page.evaluate("window.forbidden") == []
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    if name != "not found":
        assert said == []
    weight = sum(
        len(gzip.compress(one.body())) for one in loaded if one.request.resource_type in ("stylesheet", "script")
    )
    assert 0 < weight <= MOST_BYTES


def test_the_policy_forbids_what_a_page_does_not_carry(site: Site, open_as: Any) -> None:
    page = open_as("").new_page()
    page.add_init_script(LISTEN)
    page.goto(f"{site.url}/accounts/login/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.wait_for_function("window.forbidden.length > 0")
    assert page.evaluate("window.forbidden") == ["style-src-attr"]
