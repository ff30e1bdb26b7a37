"""No page is half translated: what is in another language than the page says so, or is a name."""

from typing import Any

import pytest

from tests.browser.looking import foreign
from tests.browser.site import PAGES, Site

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", [name for name, _, _ in PAGES])
def test_a_page_is_in_one_language(visits: Any, name: str, language: str) -> None:
    assert visits(name, language).foreign == []


@pytest.mark.parametrize(("language", "planted"), [("en", "一致"), ("zh", "Not on the list")])
def test_what_is_planted_in_the_other_language_is_found(site: Site, open_as: Any, language: str, planted: str) -> None:
    page = open_as("").new_page()
    page.goto(f"{site.url}/accounts/login/?lang={language}")
    page.evaluate("text => document.querySelector('main').append(text)", planted)
    assert foreign(page, language) == [planted]


def test_a_person_switches_the_language_and_stays_on_the_page(site: Site, open_as: Any) -> None:
    page = open_as("").new_page()
    page.goto(f"{site.url}/lists/national-genai/11/?page=2")
    page.click("button:has-text('简体中文')")
    page.wait_for_url("**/lists/national-genai/11/?page=2")
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    page.click("button:has-text('English')")
    page.wait_for_function("document.documentElement.lang === 'en'")
