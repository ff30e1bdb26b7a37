"""Reading the list: editions by number and by day, rows by key, near numbers, changes, and the one line."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.kernel.actor import system
from apps.registry import queries
from apps.registry.models import Edition, Entry, Publication, PublicList
from apps.registry.numbers import number_key
from apps.registry.services import receive_publication
from tests import factories
from tests.registry.bundled_rows import NUMBERS, ROWS, row
from tests.registry.made_rows import as_csv, rows_of

pytestmark = pytest.mark.django_db
NATIONAL = "national-genai"
SYSTEM = system(reason="a test sends a list")


def newest() -> Edition:
    found = queries.current_edition()
    assert found is not None
    return found


def alter_the_first_row() -> None:
    renamed = replace(rows_of("2024-04")[0], holder="北京另一合成科技有限公司")
    receive_publication(
        actor=SYSTEM,
        list_slug=NATIONAL,
        files=[("SYNTHETIC-altered.csv", as_csv([renamed]))],
        table="filing",
        period_end=date(2026, 6, 30),
        published_on=date(2026, 7, 10),
        received_from="a test",
        decision="a test decides",
    )


def test_nothing_is_there_before_the_list_is_loaded() -> None:
    assert queries.the_list() is None
    assert queries.current_edition() is None
    assert queries.list_line() is None
    assert queries.edition_as_of(NATIONAL, date(2026, 4, 30)) is None
    assert not queries.editions().exists()
    assert not queries.publications().exists()


def test_editions_are_found_by_number_and_the_newest_comes_first() -> None:
    factories.national_list(3)
    assert [e.number for e in queries.editions(NATIONAL)] == [3, 2, 1]
    assert queries.edition(NATIONAL, 2).as_of == date(2024, 8, 8)
    assert newest().number == 3
    assert queries.edition_by_id(newest().pk) == newest()
    with pytest.raises(Edition.DoesNotExist):
        queries.edition(NATIONAL, 4)


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2024, 4, 1), None),
        (date(2024, 4, 2), 1),
        (date(2024, 12, 30), 3),
        (date(2024, 12, 31), 4),
        (date(2026, 4, 30), 11),
        (date(2030, 1, 1), 11),
    ],
)
def test_the_edition_of_a_day_is_the_last_one_that_reached_it(day: date, number: int | None) -> None:
    factories.national_list()
    found = queries.edition_as_of(NATIONAL, day)
    assert (found.number if found else None) == number


def test_rows_are_found_by_number_key_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    factories.national_list()
    keys = {number_key(number) for number in NUMBERS}
    edition = newest()
    with django_assert_num_queries(1):
        found = queries.entries_for(number_keys=keys, edition=edition)
    assert {key: len(rows) for key, rows in found.items()} == dict.fromkeys(keys, 1)
    with django_assert_num_queries(1):
        assert queries.entries_for(number_keys=["no-such-number"], edition=edition) == {"no-such-number": []}


def test_a_row_is_not_in_an_edition_before_its_own() -> None:
    factories.national_list()
    key = number_key(row("filing", 868).number)
    assert queries.entries_for(number_keys=[key], edition=queries.edition(NATIONAL, 10)) == {key: []}
    assert len(queries.entries_for(number_keys=[key], edition=newest())[key]) == 1


def test_an_altered_row_is_read_in_each_edition_as_it_stood() -> None:
    factories.national_list()
    alter_the_first_row()
    first = row("filing", 1)
    key = number_key(first.number)
    (before,) = queries.entries_for(number_keys=[key], edition=queries.edition(NATIONAL, 11))[key]
    (after,) = queries.entries_for(number_keys=[key], edition=newest())[key]
    assert (before.holder, after.holder) == (first.holder, "北京另一合成科技有限公司")
    assert queries.changed_number_keys(newest()) == {key}
    assert queries.change_counts(newest()) == {"added": 0, "gone": 0, "altered": 1}
    (change,) = queries.changes_of(newest())
    assert (change.before, change.after, change.fields) == (before, after, ["holder"])
    assert queries.formerly_listed(number_keys=[key], edition=newest()) == set()


def test_a_number_that_is_gone_was_formerly_listed() -> None:
    factories.national_list(2)
    gone = queries.entries(newest()).get(number=row("filing", 1).number)
    Entry.objects.filter(pk=gone.pk).update(last_edition=1)
    keys = [gone.number_key, number_key(row("filing", 2).number), "no-such-number"]
    assert queries.formerly_listed(number_keys=keys, edition=newest()) == {gone.number_key}
    assert queries.formerly_listed(number_keys=keys, edition=queries.edition(NATIONAL, 1)) == set()


def test_the_rows_of_an_edition_are_in_order_and_can_be_searched() -> None:
    factories.national_list()
    shown = queries.entries(newest())
    assert shown.count() == len(ROWS)
    assert [e.sequence for e in queries.entries(newest(), table="filing")] == list(range(1, 869))
    assert [e.number for e in queries.entries(newest(), text="ｗｅｎｘｉｎｙｉｙａｎ")] == [row("filing", 1).number]
    assert {e.holder for e in queries.entries(newest(), text="洲明 数字")} == {row("filing", 807).holder}
    assert queries.entries(newest(), text="智谱清言（ChatGLM）").get().sequence == 2
    assert queries.entries(queries.edition(NATIONAL, 1)).count() == 117


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Beijing-WenXinYiYam-20230821", "Beijing-WenXinYiYan-20230821"),
        ("eijing-WenXinYiYan-20230821", "Beijing-WenXinYiYan-20230821"),
        ("Beijinq-WenXinYiYan-20230821", "Beijing-WenXinYiYan-20230821"),
        ("Beijing-WenXinYiYan-202308211", "Beijing-WenXinYiYan-20230821"),
        ("Beijing-WenXinYiYan20230821", "Beijing-WenXinYiYan-20230821"),
    ],
)
def test_a_number_one_character_away_is_suggested(typed: str, meant: str) -> None:
    factories.national_list(1)
    assert queries.near_numbers(number_key(typed), newest()) == [meant]


def test_a_listed_number_is_near_to_its_one_near_miss_and_not_to_itself() -> None:
    factories.national_list(1)
    assert queries.near_numbers(number_key("Beijing-TianXi-20240226"), newest()) == ["Beijing-TianDi-20240226"]
    assert queries.near_numbers(number_key("Beijing-TianXD-20240226"), newest()) == ["Beijing-TianXi-20240226"]


@pytest.mark.parametrize("key", ["", "x", "%", "_eijing-wenxinyiyan-2023082%", "\\"])
def test_odd_texts_have_no_near_numbers(key: str) -> None:
    factories.national_list(1)
    assert queries.near_numbers(key, newest()) == []


def test_the_line_of_the_list_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    factories.national_list()
    PublicList.objects.update(last_look_at=timezone.now() - timedelta(days=3, hours=1))
    with django_assert_num_queries(1):
        line = queries.list_line()
    assert line is not None
    assert (line.slug, line.edition_number, line.as_of) == (NATIONAL, 11, date(2026, 4, 30))
    assert (line.totals, line.bundled, line.age_days) == ({"filing": 868, "registration": 529}, True, 3)


def test_publications_bring_their_files_and_edition(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    factories.national_list()
    with django_assert_num_queries(2):
        found = [(p.period_end, p.edition.number, [f.name for f in p.files.all()]) for p in queries.publications()]
    assert found[0] == (date(2026, 4, 30), 11, ["2026-04.csv"])
    assert len(found) == 11
    held = queries.publication(Publication.objects.latest("pk").pk)
    assert queries.edition_of(held) == newest()
