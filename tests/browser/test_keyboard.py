"""Hands on a keyboard: where the focus goes, and the single keys that can be turned off."""

from typing import Any

import pytest

from tests.browser.site import Site

pytestmark = pytest.mark.django_db

FOCUSED = "document.activeElement.className || document.activeElement.id"


def test_the_focus_goes_to_what_is_wrong(site: Site, open_as: Any) -> None:
    page = open_as("").new_page()
    page.goto(f"{site.url}/accounts/login/")
    page.click("main button")
    assert page.evaluate(FOCUSED) == "error-summary"


def test_the_first_tab_offers_to_skip_to_the_content(site: Site, open_as: Any) -> None:
    page = open_as("supplier").new_page()
    page.goto(site.url + site.path("supplier", "{o}/products/"))
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "main"


def test_single_keys_lead_to_the_sections_until_they_are_turned_off(site: Site, open_as: Any) -> None:
    page = open_as("buyer").new_page()
    home = site.url + site.path("buyer", "{o}/")
    page.goto(home)
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED).endswith("form-control-sm")
    page.keyboard.type("g p")
    assert page.url == home
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/products/")
    page.keyboard.press("?")
    page.wait_for_url("**/help/status/")
    page.click("[data-keys-switch] button")
    page.goto(home)
    page.keyboard.press("?")
    page.keyboard.press("g")
    page.keyboard.press("p")
    assert page.url == home


def test_a_chosen_file_is_named_in_the_pages_own_words(site: Site, open_as: Any) -> None:
    page = open_as("supplier").new_page()
    page.goto(site.url + site.path("supplier", "{o}/certificates/new/?lang=en"))
    page.set_input_files("#id_image", {"name": "photo.png", "mimeType": "image/png", "buffer": b"x" * 2_097_152})
    assert page.inner_text("#file-chosen") == "File chosen: photo.png (2.0 MB)"
    page.set_input_files("#id_file", {"name": "b.pdf", "mimeType": "application/pdf", "buffer": b"x"})
    assert page.inner_text("#file-chosen").startswith("File chosen: b.pdf")
    assert page.evaluate("document.getElementById('id_image').files.length") == 0
