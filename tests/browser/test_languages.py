"""No page is half translated: what is in another language than the page says so, or is a name."""

from typing import Any

import pytest

from tests.browser.site import PAGES, Site

pytestmark = pytest.mark.django_db

# Texts a reader meets, each with the language the document gives it; what is code or a number is nobody's language.
TEXTS = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const silent = "script, style, code, pre, kbd, textarea, [translate=no]";
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const holder = node.parentElement;
        if (!node.data.trim() || holder.closest(silent)) continue;
        found.push([node.data.trim(), holder.closest("[lang]").lang]);
    }
    for (const element of document.querySelectorAll("[placeholder], [aria-label], [data-label], [title]")) {
        if (element.closest(silent) || element.matches("time")) continue;
        for (const name of ["placeholder", "aria-label", "data-label", "title"]) {
            const text = element.getAttribute(name);
            if (text) found.push([text.trim(), element.closest("[lang]").lang]);
        }
    }
    return found.map(([text, lang]) => ({text, lang}));
}"""
OTHER = {
    "en": "texts => texts.filter(t => /[\\u3400-\\u9fff]/.test(t.text) && !t.lang.startsWith('zh'))",
    "zh": "texts => texts.filter(t => /[A-Za-z]{2,}(?:\\s+[A-Za-z]{2,}){2,}/.test(t.text) && t.lang !== 'en')",
}


@pytest.mark.parametrize(("name", "role", "address"), PAGES, ids=[page[0] for page in PAGES])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_is_in_one_language(site: Site, open_as: Any, name: str, role: str, address: str, language: str) -> None:
    page = open_as(role).new_page()
    path = site.path(role, address)
    page.goto(f"{site.url}{path}{'&' if '?' in path else '?'}lang={language}")
    found = page.evaluate(f"(() => {{ const texts = ({TEXTS})(); return ({OTHER[language]})(texts); }})()")
    assert [one["text"] for one in found] == []
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize(("language", "planted"), [("en", "一致"), ("zh", "Not on the list")])
def test_what_is_planted_in_the_other_language_is_found(site: Site, open_as: Any, language: str, planted: str) -> None:
    page = open_as("").new_page()
    page.goto(f"{site.url}/accounts/login/?lang={language}")
    page.evaluate("text => document.querySelector('main').append(text)", planted)
    found = page.evaluate(f"(() => {{ const texts = ({TEXTS})(); return ({OTHER[language]})(texts); }})()")
    assert [one["text"] for one in found] == [planted]


def test_a_person_switches_the_language_and_stays_on_the_page(site: Site, open_as: Any) -> None:
    page = open_as("").new_page()
    page.goto(f"{site.url}/lists/national-genai/11/?page=2")
    page.click("button:has-text('简体中文')")
    page.wait_for_url("**/lists/national-genai/11/?page=2")
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    page.click("button:has-text('English')")
    page.wait_for_function("document.documentElement.lang === 'en'")
