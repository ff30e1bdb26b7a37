"""What keeps a publication from the list, tried on the real eleventh attachment and on spoilt copies of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest

from apps.registry.codes import DoubtCode
from apps.registry.diffing import difference
from apps.registry.lists import LISTS, NATIONAL
from apps.registry.plausibility import Candidate, doubts, gaps_of, runs_of, spans
from apps.registry.rows import ListRow
from tests.registry.bundled_rows import ROWS
from tests.registry.made_rows import filing, listed, registration, rows_of, rows_upto

FACTS = LISTS[NATIONAL]
PERIODS = sorted({row.period for row in ROWS})
TENTH = {row.place: row for row in rows_upto("2026-02")}
ELEVENTH = rows_of("2026-04")
Rows = list[ListRow]


def candidate(
    rows: Rows,
    in_force: Mapping[tuple[str, str], ListRow] = TENTH,
    period_end: date = date(2026, 4, 30),
    published_on: date = date(2026, 5, 13),
    announced: Mapping[str, int] | None = None,
    today: date = date(2026, 5, 13),
) -> Candidate:
    last = date(2026, 2, 28)
    return Candidate(
        rows=rows,
        change=difference(in_force, rows),
        in_force=in_force,
        period_end=period_end,
        published_on=published_on,
        today=today,
        current_as_of=last if in_force else None,
        last_periods={"filing": last, "registration": last} if in_force else {},
        announced=announced or {},
    )


def codes(of: Candidate) -> set[DoubtCode]:
    return {doubt.code for doubt in doubts(of, FACTS)}


def fourth(change: Callable[[ListRow], ListRow]) -> Callable[[Rows], Rows]:
    """Rows with the fourth of them changed."""
    return lambda rows: [*rows[:3], change(rows[3]), *rows[4:]]


@pytest.mark.parametrize("period", PERIODS)
def test_every_real_attachment_is_plausible_after_the_one_before(period: str) -> None:
    in_force = {row.place: row for row in rows_upto(period) if row not in rows_of(period)}
    rows = [listed(row) for row in ROWS if row.period == period]
    assert codes(replace(candidate(rows, in_force), last_periods={}, current_as_of=None)) == set()


def test_the_real_eleventh_attachment_agrees_with_its_announced_totals() -> None:
    assert codes(candidate(ELEVENTH, announced={"filing": 868, "registration": 530})) == set()
    assert codes(candidate(ELEVENTH, announced={"filing": 869})) == {DoubtCode.TOTALS}


def test_a_total_may_count_the_row_that_is_missing_in_the_copy() -> None:
    rows = rows_of("2025-08")
    in_force = {row.place: row for row in rows_upto("2025-06")}
    end, out = date(2025, 8, 31), date(2025, 9, 10)
    of = candidate(rows, in_force, end, out, {"filing": 538, "registration": 263})
    assert codes(replace(of, last_periods={}, current_as_of=None)) == set()


SPOILT: list[tuple[str, Callable[[Rows], Rows], set[DoubtCode]]] = [
    ("a row in the middle is missing", lambda rows: rows[:30] + rows[31:], {DoubtCode.GAP}),
    ("the first row is missing", lambda rows: rows[1:], {DoubtCode.GAP}),
    ("the numbering leaps", lambda rows: [*rows, filing(900)], {DoubtCode.GAP}),
    ("a sequence number beyond reason", lambda rows: [*rows, filing(999_999_999)], {DoubtCode.GAP}),
    ("a sequence number twice", lambda rows: [*rows, filing(868)], {DoubtCode.TAKEN}),
    ("a sequence number of the list in force", lambda rows: [*rows, filing(5)], {DoubtCode.TAKEN}),
    ("a number twice", lambda rows: [*rows, replace(rows[0], sequence=869)], {DoubtCode.DUPLICATE}),
    (
        "a number twice in another case",
        lambda rows: [*rows, replace(rows[0], sequence=869, number=rows[0].number.upper())],
        {DoubtCode.DUPLICATE},
    ),
    (
        "a number of the other table",
        lambda rows: [*rows, replace(registration(531), number=rows[0].number)],
        {DoubtCode.OTHER_TABLE, DoubtCode.WRONG_SHAPE},
    ),
    ("a row of the list in force again", lambda rows: [*rows, next(iter(TENTH.values()))], {DoubtCode.REPEATED}),
    (
        "a row of the list in force altered",
        lambda rows: [*rows, replace(next(iter(TENTH.values())), holder="北京另一合成科技有限公司")],
        {DoubtCode.ALTERED},
    ),
    ("too many rows", lambda rows: [*rows, *map(filing, range(869, 1069))], {DoubtCode.BOUND}),
    ("a row without a number", fourth(lambda row: replace(row, number="")), {DoubtCode.NO_NUMBER}),
    (
        "a registration among the filings",
        fourth(lambda row: replace(row, number=registration(1).number)),
        {DoubtCode.WRONG_SHAPE},
    ),
    (
        "numbers of no form",
        lambda rows: [replace(row, number=f"{n}号") if n < 10 else row for n, row in enumerate(rows)],
        {DoubtCode.SHAPE},
    ),
    (
        "empty holders",
        lambda rows: [replace(row, holder="") if n < 2 else row for n, row in enumerate(rows)],
        {DoubtCode.FIELDS},
    ),
    (
        "empty dates",
        lambda rows: [replace(row, listed_on=None) if n < 2 else row for n, row in enumerate(rows)],
        {DoubtCode.FIELDS},
    ),
    (
        "a replacement character",
        fourth(lambda row: replace(row, holder="北京\ufffd\ufffd科技有限公司")),
        {DoubtCode.ENCODING},
    ),
    ("a character of the private area", fourth(lambda row: replace(row, name="\ue5e5大模型")), {DoubtCode.ENCODING}),
    ("only rows of the list in force", lambda rows: list(TENTH.values())[:70], {DoubtCode.REPEATED}),
]


@pytest.mark.parametrize(("spoil", "expected"), [case[1:] for case in SPOILT], ids=[case[0] for case in SPOILT])
def test_a_spoilt_attachment_is_held_back(spoil: Callable[[Rows], Rows], expected: set[DoubtCode]) -> None:
    assert codes(candidate(spoil(ELEVENTH))) == expected


def test_one_empty_cell_in_a_hundred_is_no_doubt() -> None:
    assert codes(candidate(fourth(lambda row: replace(row, province=""))(ELEVENTH))) == set()


def test_the_order_of_rows_is_free() -> None:
    assert codes(candidate(ELEVENTH[::-1])) == set()


def test_the_row_known_to_be_missing_may_come_later() -> None:
    late = replace(registration(263), listed_on=date(2025, 8, 20))
    assert codes(candidate([*ELEVENTH, late])) == set()


def test_a_period_must_be_newer_than_the_list() -> None:
    assert codes(candidate(ELEVENTH, period_end=date(2026, 2, 28))) == {DoubtCode.PERIOD}
    assert codes(candidate(ELEVENTH, period_end=date(2025, 12, 31))) == {DoubtCode.PERIOD}


def test_the_other_table_of_the_same_period_may_come_as_a_publication_of_its_own() -> None:
    filings = [row for row in ELEVENTH if row.table == "filing"]
    registrations = [row for row in ELEVENTH if row.table == "registration"]
    assert codes(candidate(filings)) == set()
    second = candidate(registrations, {**TENTH, **{row.place: row for row in filings}})
    last = {"filing": date(2026, 4, 30), "registration": date(2026, 2, 28)}
    assert codes(replace(second, current_as_of=date(2026, 4, 30), last_periods=last)) == set()
    older = replace(second, current_as_of=date(2026, 6, 30), last_periods=last)
    assert codes(older) == {DoubtCode.PERIOD}


def test_nothing_is_published_before_its_period_ends() -> None:
    assert codes(candidate(ELEVENTH, published_on=date(2026, 4, 29))) == {DoubtCode.PUBLISHED}


def test_a_day_still_to_come_is_doubted_and_today_is_not() -> None:
    assert codes(candidate(ELEVENTH, published_on=date(2026, 5, 14))) == {DoubtCode.FUTURE}
    assert codes(candidate(ELEVENTH, published_on=date(2026, 5, 14), today=date(2026, 5, 14))) == set()
    assert codes(candidate(ELEVENTH, today=date(2026, 4, 30))) == {DoubtCode.FUTURE}
    both = candidate(ELEVENTH, period_end=date(2062, 4, 30), published_on=date(2062, 5, 13))
    assert [(d.code, d.params) for d in doubts(both, FACTS)] == [
        (DoubtCode.FUTURE, {"day": "2062-04-30, 2062-05-13", "today": "2026-05-13"})
    ]


def test_a_period_still_to_come_is_doubted_by_itself() -> None:
    early = candidate(ELEVENTH, period_end=date(2026, 5, 31))
    assert codes(early) == {DoubtCode.FUTURE, DoubtCode.PUBLISHED}


def test_a_first_publication_begins_at_one() -> None:
    first = rows_of("2024-04")
    assert codes(candidate(first, {})) == set()
    assert codes(candidate(first[1:], {})) == {DoubtCode.GAP}


def test_numbers_are_written_as_runs() -> None:
    assert spans(runs_of([9, 3, 7, 8, 3])) == "3, 7-9"
    assert gaps_of([2, 3, 7]) == [(1, 1), (4, 6)]
    assert gaps_of([]) == []
    assert gaps_of([1, 2]) == []
