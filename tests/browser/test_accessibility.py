"""Every main page against WCAG 2.0 to 2.2, A and AA: three widths, both languages, light and dark."""

from typing import Any

import pytest

from tests.browser.looking import faults
from tests.browser.site import PAGES, Site

pytestmark = pytest.mark.django_db

NAMES = [name for name, _, _ in PAGES]
IN_THE_DARK = ("sign in", "lists", "help", "supplier home", "product", "claim", "verify", "order", "contract", "pack")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_no_fault_and_never_runs_over_its_side(visits: Any, name: str, language: str) -> None:
    assert visits(name, language).faults == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_one_heading_and_its_title_begins_with_it(visits: Any, name: str, language: str) -> None:
    seen = visits(name, language)
    assert seen.headings == 1
    assert seen.title.startswith(f"{seen.heading} - ")


@pytest.mark.parametrize(("name", "role", "address"), [page for page in PAGES if page[0] in IN_THE_DARK])
def test_a_page_has_no_fault_in_the_dark(site: Site, open_as: Any, name: str, role: str, address: str) -> None:
    page = open_as(role, color_scheme="dark").new_page()
    page.goto(site.url + site.path(role, address))
    assert faults(page) == []


def test_the_tool_finds_what_is_planted(site: Site, open_as: Any) -> None:
    page = open_as("").new_page()
    page.goto(f"{site.url}/accounts/login/")
    page.evaluate("document.querySelector('label[for=id_login]').remove()")
    assert any(fault.startswith("label") for fault in faults(page))
