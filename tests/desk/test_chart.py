"""Tests of the drawing of a list's totals."""

from datetime import date

from apps.desk.lists.chart import Point, chart, level_step

FIRST = [Point(date(2024, 4, 2), 117), Point(date(2025, 4, 2), 346)]


def test_nothing_is_drawn_of_less_than_two_days() -> None:
    assert chart([]) is None
    assert chart([("Filings", FIRST[:1])]) is None


def test_a_total_holds_until_the_next_edition() -> None:
    drawn = chart([("Filings", FIRST)])
    assert drawn is not None
    first, last = drawn.series[0].dots
    assert drawn.series[0].path == f"M{first.x} {first.y}H{last.x}V{last.y}"
    assert (first.x, last.x) == (drawn.left, drawn.right)
    assert last.y < first.y < drawn.floor


def test_the_scale_begins_at_nothing_and_reaches_above_the_most() -> None:
    drawn = chart([("Filings", FIRST)])
    assert drawn is not None
    assert [tick.label for tick in drawn.levels] == ["0", "100", "200", "300", "400"]
    assert [tick.label for tick in drawn.years] == ["2025"]


def test_the_scale_has_at_most_five_steps_however_long_the_list() -> None:
    for most in (1, 9, 99, 868, 5_000, 1_234_567):
        assert most / level_step(most) <= 5
