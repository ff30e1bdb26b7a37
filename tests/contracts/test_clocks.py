"""When a clock runs out: zones, changes of the clock, ends of months, leap days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.contracts.clocks import due_at, is_known_zone, is_overdue, whole_days_left


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("started", "days", "zone", "due"),
    [
        # The day is the zone's: 2026-05-13 20:00 in London is the 14th in Shanghai.
        ("2026-05-13T10:00", 3, "Asia/Shanghai", "2026-05-16T23:59:59"),
        ("2026-05-13T19:00", 3, "Asia/Shanghai", "2026-05-17T23:59:59"),
        ("2026-05-13T19:00", 3, "Europe/Amsterdam", "2026-05-16T23:59:59"),
        ("2026-05-13T03:00", 3, "America/Los_Angeles", "2026-05-15T23:59:59"),
        # Ends of months and years, leap days and the lack of them.
        ("2026-04-28T04:00", 3, "Asia/Shanghai", "2026-05-01T23:59:59"),
        ("2026-12-30T04:00", 3, "Asia/Shanghai", "2027-01-02T23:59:59"),
        ("2028-02-27T04:00", 2, "Asia/Shanghai", "2028-02-29T23:59:59"),
        ("2027-02-27T04:00", 2, "Asia/Shanghai", "2027-03-01T23:59:59"),
        # Clocks put forward and back in between, at two in the morning and at midnight.
        ("2026-03-27T12:00", 3, "Europe/Amsterdam", "2026-03-30T23:59:59"),
        ("2026-10-23T12:00", 3, "Europe/Amsterdam", "2026-10-26T23:59:59"),
        ("2026-10-24T12:00", 1, "Europe/Amsterdam", "2026-10-25T23:59:59"),
        ("2026-09-03T16:00", 2, "America/Santiago", "2026-09-05T23:59:59"),
        ("2026-03-05T16:00", 2, "America/Havana", "2026-03-07T23:59:59"),
    ],
)
def test_a_clock_runs_to_the_end_of_a_calendar_day_of_its_zone(started: str, days: int, zone: str, due: str) -> None:
    assert due_at(at(started), days, zone) == at(due, zone).astimezone(UTC)


def test_a_day_of_25_hours_is_counted_to_its_second_midnight() -> None:
    # In Santiago the clock goes back from 24:00 to 23:00 on 2026-04-04: that day has 23:59:59 twice.
    due = due_at(at("2026-04-02T16:00"), 2, "America/Santiago")
    assert due == at("2026-04-05T00:00", "America/Santiago").astimezone(UTC) - timedelta(seconds=1)
    assert due.astimezone(ZoneInfo("America/Santiago")).fold == 1


def test_a_day_that_a_zone_left_out_is_not_waited_for() -> None:
    # Samoa went from 2011-12-29 to 2011-12-31.
    assert due_at(at("2011-12-29T20:00"), 1, "Pacific/Apia") == at("2011-12-29T23:59:59", "Pacific/Apia")
    last_moment = at("2011-12-29T23:59:59.500", "Pacific/Apia")
    assert due_at(last_moment, 1, "Pacific/Apia") == at("2011-12-31T23:59:59", "Pacific/Apia")


@pytest.mark.parametrize("days", [0, -1])
def test_a_clock_of_no_days_is_an_error(days: int) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        due_at(at("2026-05-13T10:00"), days, "Asia/Shanghai")


def test_a_moment_without_a_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="zone"):
        due_at(datetime.fromisoformat("2026-05-13"), 3, "Asia/Shanghai")


@pytest.mark.parametrize(
    ("zone", "known"), [("Asia/Shanghai", True), ("Mars/Olympus", False), ("", False), ("../x", False)]
)
def test_a_zone_is_known_or_not(zone: str, known: bool) -> None:
    assert is_known_zone(zone) is known


def test_overdue_begins_after_the_last_second() -> None:
    due = at("2026-05-16T15:59:59")
    assert not is_overdue(due, due)
    assert is_overdue(due, due + timedelta(microseconds=1))


def test_days_left_are_calendar_days_of_the_zone() -> None:
    due = due_at(at("2026-05-13T10:00"), 3, "Asia/Shanghai")
    assert whole_days_left(due, at("2026-05-13T10:00"), "Asia/Shanghai") == 3
    assert whole_days_left(due, at("2026-05-16T10:00"), "Asia/Shanghai") == 0
    assert whole_days_left(due, at("2026-05-18T10:00"), "Asia/Shanghai") == -2


zones = st.sampled_from(
    ["Asia/Shanghai", "Europe/Amsterdam", "America/Santiago", "Pacific/Apia", "Asia/Kolkata", "UTC"]
)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@given(moments, st.integers(1, 400), zones)
def test_a_clock_always_ends_after_it_starts_and_at_the_end_of_a_day(start: datetime, days: int, zone: str) -> None:
    due = due_at(start, days, zone)
    assert due > start
    local, next_second = due.astimezone(ZoneInfo(zone)), (due + timedelta(seconds=1)).astimezone(ZoneInfo(zone))
    assert local.date() < next_second.date()


@given(moments, st.integers(1, 400), zones)
def test_one_more_day_never_ends_earlier(start: datetime, days: int, zone: str) -> None:
    assert due_at(start, days, zone) <= due_at(start, days + 1, zone)
