"""Every main page against WCAG 2.0 to 2.2, A and AA: three widths, both languages, light and dark."""

from typing import Any

import pytest

from portal.settings import NODE_MODULES
from tests.browser.site import PAGES, Site

pytestmark = pytest.mark.django_db

WIDTHS = (1280, 390, 320)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """rules => axe.run(document, {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]}).then(found =>
    found.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 200)).slice(0, 3).join(" | ")))"""
AXE = (NODE_MODULES / "axe-core" / "axe.min.js").read_text()


def faults(page: Any) -> list[str]:
    """What axe finds on a page as it is; run inside the page, where no policy forbids it."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN, RULES)
    return found


@pytest.mark.parametrize(("name", "role", "address"), PAGES, ids=[page[0] for page in PAGES])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_has_no_fault_and_never_runs_over_its_side(
    site: Site, open_as: Any, name: str, role: str, address: str, language: str
) -> None:
    page = open_as(role).new_page()
    path = site.path(role, address)
    page.goto(f"{site.url}{path}{'&' if '?' in path else '?'}lang={language}")
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found += [f"{width}: runs over by {over} px"] if over > 0 else []
        found += [f"{width}: {fault}" for fault in faults(page)]
    assert found == []


IN_THE_DARK = ("sign in", "lists", "help", "supplier home", "product", "claim", "verify", "order", "contract", "pack")


@pytest.mark.parametrize(
    ("name", "role", "address"), [p for p in PAGES if p[0] in IN_THE_DARK], ids=lambda part: str(part)[:20]
)
def test_a_page_has_no_fault_in_the_dark(site: Site, open_as: Any, name: str, role: str, address: str) -> None:
    page = open_as(role, color_scheme="dark").new_page()
    page.goto(site.url + site.path(role, address))
    assert faults(page) == []


def test_the_tool_finds_what_is_planted(site: Site, open_as: Any) -> None:
    page = open_as("").new_page()
    page.goto(f"{site.url}/accounts/login/")
    page.evaluate("document.querySelector('label[for=id_username]').remove()")
    assert any(fault.startswith("label") for fault in faults(page))
