"""Every template compiles, is used, and holds no sentence in one language only."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import allauth
import pytest
from django.template import engines
from django.template.base import Lexer, TokenType

from tests.architecture.project import PROJECT, python_files, said, tree
from tests.architecture.undefined import UndefinedVariable

FOLDER = PROJECT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html")) + sorted(FOLDER.rglob("*.txt"))

# Django looks for these by name.
KNOWN_TO_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
# django-allauth looks for these by the names of its own, in the place of which ours are shown.
ALLAUTH = Path(allauth.__file__).parent / "templates"
KNOWN_TO_ALLAUTH = {str(path.relative_to(ALLAUTH)) for path in ALLAUTH.rglob("*.html")} | {"429.html"}
SEEN_BY_READERS = {"alt", "aria-description", "aria-label", "placeholder", "title", "data-label", "data-confirm"}
# What is called the same in every language: the languages themselves, the portal, signs on a label, references.
NAMES = re.compile(r"\b(English|Hefu|HW|FW|AI|SHA-256|PC-)|简体中文|合符")
WORD = re.compile(r"[^\W\d_]{2,}")
IN_ENGLISH, IN_CHINESE = re.compile("[A-Za-z]{2,}"), re.compile("[\u4e00-\u9fff]")
# What is typed or shown to machines is not translated.
SILENT = {"script", "style", "code", "kbd", "samp", "pre"}


def name_of(path: Path) -> str:
    return str(path.relative_to(FOLDER))


def literal_strings() -> set[str]:
    """Every string written in our Python, and every name in quotes in a template."""
    found: set[str] = set()
    for path in python_files("apps", "portal"):
        found |= {text for text in re.findall(r'"([^"\n]+\.(?:html|txt))"', path.read_text())}
    for path in TEMPLATES:
        found |= set(re.findall(r"""["']([^"'\n]+\.(?:html|txt))["']""", path.read_text()))
    return found


def test_every_template_compiles() -> None:
    for path in TEMPLATES:
        engines["django"].get_template(name_of(path))


def test_every_template_is_used() -> None:
    used = literal_strings() | KNOWN_TO_DJANGO | KNOWN_TO_ALLAUTH
    assert [name_of(path) for path in TEMPLATES if name_of(path) not in used] == []


def test_every_template_that_is_named_is_there() -> None:
    ours = {
        name for name in literal_strings() if "/" in name and name.startswith(("desk/", "components/", "evidence/"))
    }
    assert sorted(ours - {name_of(path) for path in TEMPLATES}) == []


class Reader(HTMLParser):
    """Collects the words that a reader meets outside translation tags."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        for name, value in attrs:
            if name in SEEN_BY_READERS and value:
                self._take(value)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._take(data)

    def _take(self, text: str) -> None:
        text = NAMES.sub(" ", text)
        says_both = IN_ENGLISH.search(text) and IN_CHINESE.search(text)
        if WORD.search(text) and not says_both:
            self.words.append(" ".join(text.split()))


def bare_html(text: str) -> str:
    """The template without its tags, variables and translated blocks."""
    kept: list[str] = []
    translated = False
    for token in Lexer(text).tokenize():
        if token.token_type == TokenType.BLOCK:
            command = token.contents.split()[0]
            translated = command == "blocktranslate" or (translated and command != "endblocktranslate")
        elif token.token_type == TokenType.TEXT and not translated:
            kept.append(token.contents)
    return "".join(kept)


def untranslated_words(path: Path) -> Iterator[str]:
    reader = Reader()
    reader.feed(bare_html(path.read_text()))
    for words in reader.words:
        yield f"{said(path)}: {words}"


def test_no_template_holds_words_outside_translation_tags() -> None:
    assert [found for path in TEMPLATES for found in untranslated_words(path)] == []


def test_no_template_writes_the_signs_of_one_language_between_translated_words() -> None:
    sign = re.compile(r"(?:%\}|\}\}|>)[,:;] ")
    sentence = re.compile(r"\{% blocktranslate\b.*?\{% endblocktranslate %\}", re.DOTALL)
    # Papers are in one language or in both; the chart's title is a day and a number.
    pages = [path for path in TEMPLATES if "evidence/" not in said(path) and path.name != "_chart.html"]
    assert [said(path) for path in pages if sign.search(sentence.sub("{{ }}", path.read_text()))] == []


def test_no_template_holds_what_the_content_security_policy_forbids() -> None:
    forbidden = re.compile(r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style|<script(?![^>]*\ssrc=)|javascript:|hx-on""")
    found = [
        f"{said(path)}: {match.group().strip()}"
        for path in TEMPLATES
        # Papers are rendered by WeasyPrint, which no policy governs.
        if path.relative_to(FOLDER).parts[0] != "evidence"
        for match in forbidden.finditer(path.read_text())
    ]
    assert found == []


def test_a_template_variable_that_is_not_there_fails() -> None:
    template = engines["django"].from_string("{{ nobody.gave_this }}")
    with pytest.raises(UndefinedVariable, match="names nobody"):
        template.render({})


def test_no_view_renders_a_template_made_of_a_string() -> None:
    found = [said(path) for path in python_files("apps", "portal") if "from_string(" in path.read_text() and tree(path)]
    assert found == []
