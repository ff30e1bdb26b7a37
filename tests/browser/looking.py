"""Looking at a page once in each language, and remembering all that the tests ask about it."""

import gzip
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page

from portal.settings import NODE_MODULES
from tests.browser.site import Site

WIDTHS = (1280, 390, 320)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = (NODE_MODULES / "axe-core" / "axe.min.js").read_text()
RUN_AXE = """rules => axe.run(document, {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]})
    .then(found => found.violations)
    .then(faults => faults.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 200)).slice(0, 3).join(" | ")))"""

LISTEN = """window.forbidden = [];
    document.addEventListener("securitypolicyviolation", e => window.forbidden.push(e.violatedDirective));"""

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
    return found;
}"""
# A name may stand in either language; three words in a row are a sentence.
FOREIGN = {
    "en": "([text, lang]) => /[\\u3400-\\u9fff]/.test(text) && !lang.startsWith('zh')",
    "zh": "([text, lang]) => /[A-Za-z]{2,}(?:\\s+[A-Za-z]{2,}){2,}/.test(text) && lang !== 'en'",
}


@dataclass
class Seen:
    """What one visit showed. `faults` name the width in px; `weight` is bytes of gzip of style sheets and scripts."""

    policy: str = ""
    headings: int = 0
    title: str = ""
    heading: str = ""
    weight: int = 0
    addresses: set[str] = field(default_factory=set)
    forbidden: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def faults(page: Page) -> list[str]:
    """What axe finds on a page as it is; run inside the page, where no policy forbids it."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN_AXE, RULES)
    return found


def foreign(page: Page, language: str) -> list[str]:
    """Texts that are not in the page's language and do not say so."""
    found: list[str] = page.evaluate(f"() => ({TEXTS})().filter({FOREIGN[language]}).map(([text]) => text)")
    return found


def look(context: BrowserContext, site: Site, path: str, language: str) -> Seen:
    """Visit a page and note everything."""
    seen, loaded = Seen(), list[Any]()
    page = context.new_page()
    page.add_init_script(LISTEN)
    page.on("response", lambda response: loaded.append(response))
    page.on("console", lambda said: seen.errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    answer = page.goto(f"{site.url}{path}{'&' if '?' in path else '?'}lang={language}")
    assert answer is not None
    seen.policy = answer.headers["content-security-policy"]
    seen.title, seen.headings = page.title(), page.locator("h1").count()
    seen.heading = " ".join(page.inner_text("h1").split())
    seen.foreign = foreign(page, language)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        seen.faults += [f"{width}: runs over by {over} px"] if over > 0 else []
        seen.faults += [f"{width}: {fault}" for fault in faults(page)]
    seen.forbidden = page.evaluate("window.forbidden")
    seen.addresses = {one.url for one in loaded}
    ours = [one for one in loaded if one.request.resource_type in ("stylesheet", "script")]
    seen.weight = sum(len(gzip.compress(one.body())) for one in ours)
    page.close()
    return seen
