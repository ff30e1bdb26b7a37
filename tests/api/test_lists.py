"""The public lists, for everybody and without a key."""

import pytest

from apps.registry import queries
from tests import factories
from tests.api.calls import ask

pytestmark = pytest.mark.django_db

LIST = "lists/national-genai/"


@pytest.fixture(autouse=True)
def _two_editions() -> None:
    factories.national_list(upto=2)


def test_lists_name_their_publisher_in_both_languages_and_their_newest_edition() -> None:
    (row,) = ask("lists/").json()["results"]
    assert row["slug"] == "national-genai"
    assert set(row["name"]) == {"en", "zh"}
    assert (row["edition"]["number"], row["bundled"]) == (2, True)
    assert ask(LIST).json() == row


def test_editions_come_newest_first_with_the_day_they_show() -> None:
    numbers = [(row["number"], row["as_of"]) for row in ask(LIST + "editions/").json()["results"]]
    assert [number for number, _ in numbers] == [2, 1]
    assert ask(LIST + "editions/1/").json()["as_of"] == numbers[1][1]


def test_the_rows_of_a_day_are_those_the_list_showed_then() -> None:
    first, second = (queries.edition("national-genai", number) for number in (1, 2))
    now = ask(LIST + "entries/?page_size=1").json()["count"]
    then = ask(f"{LIST}entries/?page_size=1&as_of={first.as_of}").json()["count"]
    assert (then, now) == (sum(first.totals.values()), sum(second.totals.values()))
    before = ask(f"{LIST}entries/?as_of=2020-01-01")
    assert (before.status_code, "later day" in before.json()["detail"]) == (404, True)


def test_a_number_is_found_however_it_is_typed() -> None:
    entry = queries.entries(queries.edition("national-genai", 2))[0]
    spoilt = entry.number.upper().replace("-", "–")
    (row,) = ask(f"{LIST}entries/?number={spoilt}").json()["results"]
    assert (row["number"], row["holder"]) == (entry.number, entry.holder)
    assert ask(f"{LIST}entries/?number={entry.number[:-1]}").json()["count"] == 0


def test_rows_are_found_by_part_of_the_holder_or_the_name() -> None:
    entry = queries.entries(queries.edition("national-genai", 2))[0]
    for field in ("holder", "name"):
        found = ask(f"{LIST}entries/?{field}={getattr(entry, field)[1:]}").json()["results"]
        assert entry.number in [row["number"] for row in found]


def test_changes_show_the_row_before_and_after() -> None:
    response = ask(f"{LIST}editions/2/changes/?page_size=1000").json()
    assert response["count"] == queries.changes_of(queries.edition("national-genai", 2)).count()
    added = response["results"][0]
    assert (added["kind"], added["before"], added["after"]["first_edition"]) == ("added", None, 2)


@pytest.mark.parametrize("path", ["lists/no-such-list/", LIST + "editions/99/", "lists/no-such-list/entries/"])
def test_what_is_not_there_is_404(path: str) -> None:
    response = ask(path)
    assert (response.status_code, response.json()["type"]) == (404, "urn:hefu:problem:not-found")


@pytest.mark.parametrize(
    ("query", "parameter"), [("as_off=2025-01-01", "as_off"), ("as_of=tomorrow", "as_of"), ("table=all", "table")]
)
def test_a_parameter_that_is_wrong_is_400_and_named(query: str, parameter: str) -> None:
    response = ask(f"{LIST}entries/?{query}")
    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, parameter)


def test_pages_lead_on_and_back_and_hold_at_most_a_thousand() -> None:
    first = ask(LIST + "entries/?page_size=10").json()
    assert (len(first["results"]), first["previous"]) == (10, None)
    second = ask(first["next"].partition("/api/v1/")[2]).json()
    assert second["previous"] and first["results"][-1] != second["results"][0]
    assert len(ask(LIST + "entries/").json()["results"]) == 50
    assert len(ask(LIST + "entries/?page_size=5000").json()["results"]) <= 1000
    assert ask(LIST + "entries/?page=999999").status_code == 404
