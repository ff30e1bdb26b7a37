"""The supplier's way from a file to a result, in a browser that runs no script."""

import time
from pathlib import Path
from typing import Any

import pytest

from portal import demo_papers
from tests.browser.site import Site

pytestmark = pytest.mark.django_db

NUMBER, HOLDER = "Beijing-ChatGLM-20230821", "北京智谱华章科技有限公司"


def reload_until(page: Any, there: str, seconds: float = 60) -> None:
    """Press the page's own "Reload" until a text is there."""
    for _ in range(int(seconds)):
        if page.locator(there).count():
            return
        page.click("main a:has-text('Reload')")
        time.sleep(1)
    raise AssertionError(f"{there} did not come: {page.inner_text('main')}")


def test_a_supplier_adds_a_product_uploads_a_file_and_gets_a_result(site: Site, open_as: Any, tmp_path: Path) -> None:
    page = open_as("supplier", java_script_enabled=False).new_page()
    slug = site.people["supplier"].slug
    page.goto(f"{site.url}/o/{slug}/products/new/")
    in_english(page)

    page.fill("#id_code", "T7")
    page.fill("#id_name", "T7 ticket machine")
    page.click("main button:has-text('Add product')")
    page.click("main a:has-text('Add version') >> nth=0")
    for field, text in (("hardware", "A"), ("firmware", "1.0"), ("ai_software", "2.4")):
        page.fill(f"#id_{field}", text)
    page.click("main button:has-text('Add version')")
    assert "Not assessed" in page.inner_text("main")

    paper = tmp_path / "statement.pdf"
    paper.write_bytes(demo_papers.statement(NUMBER))
    page.goto(f"{site.url}/o/{slug}/certificates/new/")
    page.set_input_files("#id_file", paper)
    page.click("main button:has-text('Upload and continue')")
    reload_until(page, "#id_number")

    assert page.input_value("#id_number") == NUMBER
    page.fill("#id_holder", HOLDER)
    page.click("main button:has-text('Check against the list')")
    assert "Match" in page.inner_text("#check")
    assert page.input_value("#id_holder") == HOLDER
    page.check("#id_lean_1")
    agreement = tmp_path / "agreement.pdf"
    agreement.write_bytes(demo_papers.agreement(NUMBER))
    page.set_input_files("#id_file", agreement)
    page.fill("#id_paper_from", "2026-01-01")
    page.click("main button:has-text('Save and continue')")

    page.check("main label:has-text('HW A / FW 1.0 / AI 2.4')")
    page.click("main button:has-text('Save and continue')")
    assert "HW A / FW 1.0 / AI 2.4" in page.inner_text("main")
    page.check("#id_confirmed")
    page.click("main button:has-text('Submit')")
    reload_until(page, "#result:has-text('R-NUM-EXACT')")
    assert "Reliance shown" in page.inner_text("#result")
    page.click("main a:has-text('Details and proof')")
    assert "Row as published" in page.inner_text("main")


def in_english(page: Any) -> None:
    """The person reads Chinese; the words this test looks for are English."""
    page.click("header button:has-text('English')")


def test_a_form_that_is_not_taken_says_why_without_a_script(site: Site, open_as: Any) -> None:
    page = open_as("", java_script_enabled=False).new_page()
    page.goto(f"{site.url}/accounts/login/")
    page.click("main button")
    assert page.locator(".error-summary a").count() == 2
    page.click(".error-summary a >> nth=0")
    assert page.url.endswith("#id_login")
