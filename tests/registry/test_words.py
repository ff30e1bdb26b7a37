"""Every code has a sentence whose placeholders are filled; a refusal is said in the language of its reader."""

import re

import pytest
from django.utils import translation

from apps.registry.codes import DoubtCode, FileCode
from apps.registry.lists import EVERY_TABLE
from apps.registry.models import PublicationState, Table
from apps.registry.reading import refusal
from apps.registry.words import (
    DOUBT_SENTENCES,
    FILE_SENTENCES,
    PUBLICATION_WORDS,
    TABLE_LABELS,
    both_languages,
    sentence,
)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


def test_every_code_has_a_sentence() -> None:
    assert set(FILE_SENTENCES) == set(FileCode)
    assert set(DOUBT_SENTENCES) == set(DoubtCode)
    assert set(PUBLICATION_WORDS) == set(PublicationState.values)
    assert set(TABLE_LABELS) == set(Table.values) == set(EVERY_TABLE)


@pytest.mark.parametrize("code", [*FileCode, *DoubtCode])
def test_every_sentence_is_said_in_both_languages(code: FileCode | DoubtCode) -> None:
    text = str(FILE_SENTENCES[code] if isinstance(code, FileCode) else DOUBT_SENTENCES[code])
    said = both_languages(code, dict.fromkeys(placeholders(text), "7"))
    assert said["code"] == code
    assert "%(" not in said["en"] + said["zh"]
    assert said["en"].isascii() or "“" in said["en"]
    assert re.search("[\u4e00-\u9fff]", said["zh"])


def test_tables_and_columns_are_named_in_words() -> None:
    assert sentence("L-GAP", {"table": "filing", "sequence": "7-9"}) == (
        "Sequence numbers are missing among the filings: 7-9."
    )
    assert "“date”" in sentence("L-FIELDS", {"field": "listed_on", "count": 2, "rows": 9})


def test_a_refusal_is_said_in_the_language_of_its_reader() -> None:
    problem = refusal(FileCode.EMPTY, file="list.csv")
    with translation.override("en"):
        assert str(problem.message) == (
            "list.csv: The file is empty. Download the list again and send the file itself."
        )
    with translation.override("zh-hans"):
        assert str(problem.message).startswith("list.csv")
