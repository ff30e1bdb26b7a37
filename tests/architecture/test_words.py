"""Nothing is said in one language only, and no word of ours promises what only an authority can."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.utils import translation

from apps.claims.codes import Code
from apps.claims.words import both_languages
from apps.desk.words import AXES
from tests.architecture.project import PROJECT

CATALOGUE = Path("locale") / "zh_Hans" / "LC_MESSAGES" / "django.po"
SOURCES = ("apps", "portal", "templates", "locale", "manage.py")

# What a verdict, a status, a decision or a reason never says of itself.
FORBIDDEN = re.compile(
    r"\b(complian(t|ce)|certified|valid(ated)?|approv(ed|al)|safe|guaranteed?)\b|合规|认证|有效|批准|安全|合法",
    re.IGNORECASE,
)


def told() -> Iterator[tuple[str, str]]:
    """Every text of every status and reason, in the language in force."""
    for axis, words in AXES.items():
        for word in words.values():
            yield f"{axis} {word.code} label", str(word.label)
            yield f"{axis} {word.code} definition", str(word.definition)
    for code in Code:
        for language, text in both_languages(code, {}).items():
            if language != "code":
                yield f"{code} {language}", text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_status_and_no_reason_promises_what_only_an_authority_can(language: str) -> None:
    with translation.override(language):
        assert [f"{where}: {text}" for where, text in told() if FORBIDDEN.search(text)] == []


def test_every_status_and_reason_has_words_of_its_own_in_both_languages() -> None:
    with translation.override("en"):
        english = dict(told())
    with translation.override("zh-hans"):
        chinese = dict(told())
    same = [where for where, text in english.items() if " " in where and not where.startswith("R-")]
    assert [where for where in same if english[where] == chinese[where]] == []
    assert [code for code in Code if len({*both_languages(code, {}).values()}) != 3] == []


Key = tuple[str | None, str]


def entries(path: Path) -> dict[Key, Message]:
    """The messages of a catalogue by context and source text."""
    with path.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    return {(message.context, source(message)): message for message in messages}


def source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def translations(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else [str(text) for text in message.string or [""]]


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources with the messages collected anew."""
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(source, copy / name)
    command = [sys.executable, "manage.py", "makemessages", "--locale", "zh_Hans", "--no-location"]
    done = subprocess.run(command, cwd=copy, env={**os.environ}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return copy


def test_every_message_of_the_source_is_in_the_catalogue_and_no_other(collected: Path) -> None:
    wanted, kept = set(entries(collected / CATALOGUE)), set(entries(PROJECT / CATALOGUE))
    assert sorted(text for _context, text in wanted - kept) == [], "run makemessages and translate these"
    assert sorted(text for _context, text in kept - wanted) == [], "these are no longer in the source"


def test_every_message_is_translated() -> None:
    found = [
        key for key, message in entries(PROJECT / CATALOGUE).items() if message.fuzzy or not all(translations(message))
    ]
    assert found == []


def test_every_translation_keeps_the_placeholders() -> None:
    placeholder = re.compile(r"%\([a-z_0-9]+\)[sd]|%%|\{[a-z_0-9]*\}")
    found = [
        key
        for key, message in entries(PROJECT / CATALOGUE).items()
        for text in translations(message)
        if text and set(placeholder.findall(text)) != set(placeholder.findall(source(message)))
    ]
    assert found == []
