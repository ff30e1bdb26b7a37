"""Checking a number without an account."""

from datetime import date

import pytest

from apps.claims.management.commands.verify_number import as_json
from apps.claims.queries import number_check
from apps.kernel.models import AuditEvent
from apps.registry import queries
from tests import factories
from tests.api.calls import ask

pytestmark = pytest.mark.django_db


def test_a_listed_number_is_found_with_its_row_and_edition() -> None:
    factories.national_list(upto=2)
    entry = queries.entries(queries.edition("national-genai", 2))[0]
    before = AuditEvent.objects.count()
    said = ask("number-checks/", body={"text": f" {entry.number.lower()} ", "holder": entry.holder}).json()
    assert (said["match"], said["listed"]["number"], said["edition"]["number"]) == ("match", entry.number, 2)
    assert {reason["code"] for reason in said["reasons"]} >= {"R-NUM-NORM", "R-ENT-EXACT"}
    assert all(set(reason) == {"code", "en", "zh"} for reason in said["reasons"])
    assert AuditEvent.objects.count() == before


def test_the_answer_is_that_of_the_query_behind_it() -> None:
    factories.national_list(upto=1)
    text, holder, name = "Beijing-NoSuchModel-202401010001", "某公司", "模型"
    said = ask("number-checks/", body={"text": text, "holder": holder, "name": name}).json()
    check = number_check(text=text, holder=holder, name=name)
    assert (said["match"], said["kind"]) == (check.match, check.kind)
    assert [reason["code"] for reason in said["reasons"]] == [reason.code for reason in check.reasons]


def test_the_answer_is_that_of_the_command() -> None:
    factories.national_list(upto=2)
    entry = queries.entries(queries.edition("national-genai", 2))[0]
    said = ask("number-checks/", body={"text": entry.number, "holder": "某公司", "as_of": "2025-01-01"}).json()
    check = number_check(text=entry.number, holder="某公司", as_of=date(2025, 1, 1))
    told = as_json(check)
    assert {name: said[name] for name in told if name != "last_look_at"} == {
        name: value for name, value in told.items() if name != "last_look_at"
    }


def test_a_negative_answer_is_an_answer() -> None:
    assert ask("number-checks/", body={"text": "nothing of the kind"}).status_code == 200


def test_without_a_list_nothing_can_be_checked_and_that_is_said() -> None:
    said = ask("number-checks/", body={"text": "Beijing-Model-202401010001"}).json()
    assert (said["match"], said["edition"], said["reasons"][0]["code"]) == ("not_checkable", None, "R-NO-LIST")


def test_a_question_without_text_is_400() -> None:
    response = ask("number-checks/", body={"holder": "某公司"})
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "#/text")
