"""The command people's scripts hold on to, through standard input and as one question."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.architecture.project import PROJECT
from tests.claims.rows import WAYS_TO_SPOIL
from tests.factories import national_list
from tests.registry.bundled_rows import NUMBERS


def asked(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("verify_number", *arguments, "--json", stdout=out)
    said: dict[str, Any] = json.loads(out.getvalue())
    return said


@pytest.fixture
def whole_list(transactional_db: None) -> Iterator[None]:
    national_list()
    yield


def test_each_number_spoilt_in_four_ways_is_found_through_standard_input(whole_list: None) -> None:
    lines = [way(number) for way in WAYS_TO_SPOIL for number in NUMBERS] + ["", "hello", "\udcff"]
    done = subprocess.run(
        [sys.executable, "manage.py", "verify_number", "-"],
        cwd=PROJECT,
        env={**os.environ, "HEFU_DATABASE_NAME": str(connection.settings_dict["NAME"])},
        input="\n".join(lines).encode("utf-8", "surrogateescape") + b"\n",
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(answers) == len(lines)
    assert {answer["match"] for answer in answers[:-3]} == {"match", "match_diff"}
    assert [answer["listed"]["number"] for answer in answers[:-3]] == NUMBERS * 4
    assert [answer["input"] for answer in answers[:-1]] == lines[:-1]
    assert {answer["match"] for answer in answers[-3:]} == {"not_checkable"}
    assert answers[0]["edition"] == {
        "list": "national-genai",
        "number": 11,
        "as_of": "2026-04-30",
        "published_on": "2026-05-13",
    }


@pytest.mark.django_db
def test_a_day_asks_the_edition_in_force_then() -> None:
    national_list(upto=3)
    assert asked("Beijing-WenXinYiYan-20230821", "--as-of", "2024-04-30")["edition"]["number"] == 1
    assert asked("Beijing-WenXinYiYan-20230821")["edition"]["number"] == 3


@pytest.mark.django_db
def test_a_number_that_is_not_listed_is_an_answer_like_any_other() -> None:
    national_list(upto=1)
    said = asked("Beijing-WenXinYiYan-20230822")
    assert (said["match"], said["kind"], said["listed"]) == ("not_listed", "filing", None)
    assert [reason["code"] for reason in said["reasons"]] == ["R-NOT-FOUND", "R-NEAR"]
    assert said["near"] == ["Beijing-WenXinYiYan-20230821"]


@pytest.mark.django_db
def test_holder_and_name_are_compared() -> None:
    national_list(upto=1)
    said = asked("Beijing-WenXinYiYan-20230821", "--holder", "北京百度网讯科技有限公司", "--name", "别的")
    assert said["match"] == "match_diff"
    assert {reason["code"] for reason in said["reasons"]} == {"R-NUM-EXACT", "R-ENT-EXACT", "R-NAME-DIFF"}


@pytest.mark.django_db
def test_without_json_it_speaks_to_people() -> None:
    national_list(upto=1)
    out = StringIO()
    call_command("verify_number", "Beijing-WenXinYiYan-20230821", stdout=out)
    assert out.getvalue().startswith("Match\n")
    assert "北京百度网讯科技有限公司" in out.getvalue()


@pytest.mark.django_db
def test_without_a_list_it_fails_and_says_how_to_load_one() -> None:
    with pytest.raises(CommandError, match="load_bundled_list"):
        call_command("verify_number", "Beijing-WenXinYiYan-20230821")


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2024-13-01", "yesterday", "2001-01-01"])
def test_a_day_that_is_none_or_has_no_edition_fails(day: str) -> None:
    national_list(upto=1)
    with pytest.raises(CommandError):
        call_command("verify_number", "Beijing-WenXinYiYan-20230821", "--as-of", day)
