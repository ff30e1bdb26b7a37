"""Tables over many pages: a cut row is put together, a whole one left alone, and nothing is dropped in silence."""

import pytest

from apps.registry.codes import FileCode
from apps.registry.parsing.grids import Grid, Sheet, sheet_of
from apps.registry.parsing.parsed import ParsedRow
from apps.registry.parsing.tables import parse_sheet
from apps.registry.parsing.unreadable import ListUnreadable
from tests.registry.published import ALGORITHM, FILING_2025

ONE = ("1", "北京市", "SYNTHETIC", "某某公司", "Beijing-SYN-202607010001", "2026/7/8")
TWO = ("2", "上海市", "SYNTHETIC 2", "某某公司", "Shanghai-SYN-202607010002", "2026/7/9")


def pages(*tables: list[tuple[str, ...]]) -> Sheet:
    return Sheet(
        tuple(
            Grid(tuple(rows), tuple(range(1, len(rows) + 1)), f"page {at}", wrapped=True)
            for at, rows in enumerate(tables, start=1)
        )
    )


def read(*tables: list[tuple[str, ...]]) -> tuple[ParsedRow, ...]:
    return parse_sheet(pages(*tables)).rows


def numbers(*tables: list[tuple[str, ...]]) -> list[tuple[int | None, str]]:
    return [(row.content.sequence, row.content.number) for row in read(*tables)]


BOTH = [(1, ONE[4]), (2, TWO[4])]


def test_a_table_goes_on_on_the_next_page_with_its_first_row() -> None:
    assert numbers([FILING_2025, ONE], [TWO]) == BOTH
    assert numbers([FILING_2025, ONE], [FILING_2025, TWO]) == BOTH


def test_the_tail_of_a_number_is_put_to_the_row_of_the_page_before() -> None:
    head = (*ONE[:4], "Beijing-SYN-", "2026/7/8")
    assert numbers([FILING_2025, head], [("", "", "", "", "202607010001", ""), TWO]) == BOTH
    early = (*ONE[:4], "Beijing-SYN-20260701", "2026/7/8")
    assert numbers([FILING_2025, early], [("", "", "", "", "0001", ""), TWO]) == BOTH


def test_a_row_may_be_cut_in_every_cell_and_over_three_pages() -> None:
    parts = [
        ("1", "北京", "SYN", "某某", "Beijing-", "2026/"),
        ("", "市", "THETIC", "公", "SYN-2026", "7/"),
        ("", "", "", "司", "07010001", "8"),
    ]
    (row, second) = read([FILING_2025, parts[0]], [parts[1]], [parts[2], TWO])
    assert (row.content.province, row.content.name, row.content.holder) == ("北京市", "SYNTHETIC", "某某公司")
    assert (row.content.number, str(row.content.listed_on)) == (ONE[4], "2026-07-08")
    assert (row.place, row.row, second.place, second.row) == ("page 1", 2, "page 3", 2)
    assert row.cells["备案编号"] == "Beijing-\nSYN-2026\n07010001"


def test_the_sequence_may_stand_below_the_cut() -> None:
    above = ("", "北京市", "SYNTHETIC", "某某公司", "Beijing-SYN-", "")
    below = ("1", "", "", "", "202607010001", "2026/7/8")
    assert numbers([FILING_2025, above], [below, TWO]) == BOTH


def test_of_a_cut_row_one_cell_alone_may_stand_above_the_cut() -> None:
    above, below = ("", "", "", "", "Beijing-SYN-", ""), (*ONE[:4], "202607010001", ONE[5])
    assert numbers([FILING_2025, above], [below, TWO]) == BOTH
    assert numbers([FILING_2025, ("1", "", "", "", "", "")], [("", *ONE[1:]), TWO]) == BOTH
    for alone in (above, ("注：SYNTHETIC", "", "", "", "", "")):
        with pytest.raises(ListUnreadable) as caught:
            read([FILING_2025, ONE, alone])
        assert (caught.value.code, caught.value.row) == (FileCode.CELLS, 3)


def test_a_whole_row_without_a_sequence_is_a_row_of_its_own() -> None:
    alone = ("", *TWO[1:])
    assert numbers([FILING_2025, ONE], [alone]) == [BOTH[0], (None, TWO[4])]
    assert numbers([FILING_2025, ("", *ONE[1:])], [TWO]) == [(None, ONE[4]), BOTH[1]]


def test_a_cut_that_does_not_give_a_row_is_refused_and_named() -> None:
    with pytest.raises(ListUnreadable) as caught:
        read([FILING_2025, ONE], [("", "", "", "", "", "2026/7/9")])
    assert (caught.value.code, caught.value.place, caught.value.row) == (FileCode.DATE, "page 1", 2)


def test_in_the_middle_of_a_page_nothing_is_put_together() -> None:
    with pytest.raises(ListUnreadable) as caught:
        read([FILING_2025, ONE, ("", "", "", "", "202607010001", "")])
    assert (caught.value.code, caught.value.place, caught.value.row) == (FileCode.CELLS, "page 1", 3)


@pytest.mark.parametrize("row", [TWO[:5], (*TWO, "more")])
def test_a_page_with_another_number_of_columns_is_refused_and_named(row: tuple[str, ...]) -> None:
    with pytest.raises(ListUnreadable) as caught:
        read([FILING_2025, ONE], [row])
    assert (caught.value.code, caught.value.place) == (FileCode.CELLS, "page 2")
    assert (caught.value.params["found"], caught.value.params["expected"]) == (len(row), 6)


def test_a_row_with_text_under_no_header_is_refused() -> None:
    spanned = (*ALGORITHM[:5], "主要用途", "", *ALGORITHM[6:])
    row = ("1", "SYNTHETIC", "检索过滤类", "某某公司", "某某", "用途", "", "网信算备110108000000001260011号", "")
    assert read([spanned, row])[0].content.purpose == "用途"
    with pytest.raises(ListUnreadable) as caught:
        read([spanned, (*row[:6], "moved", *row[7:])])
    assert caught.value.code == FileCode.CELLS


def test_a_line_break_on_paper_is_no_blank_and_a_blank_beside_it_is_one() -> None:
    row = ("1", "北京市", "银河大模型（Galaxy \nbot）SYN\nTHETIC", "某某（Some \nCo）公\n司", ONE[4], ONE[5])
    content = read([FILING_2025, row])[0].content
    assert (content.name, content.holder) == ("银河大模型（Galaxy bot）SYNTHETIC", "某某（Some Co）公司")


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"grids": 1},
        {"grids": [{"rows": [["a"]], "numbers": []}]},
        {"grids": [{"rows": [[1]], "numbers": [1]}]},
        {"grids": [{"rows": [["a"]], "numbers": ["x"]}]},
        {"grids": [], "loose": [["a"]]},
        {"grids": [], "encoding": 1},
        {"problem": "nonsense"},
    ],
)
def test_an_answer_of_another_shape_is_a_damaged_file(answer: dict[str, object]) -> None:
    with pytest.raises(ListUnreadable) as caught:
        sheet_of(answer)
    assert caught.value.code == FileCode.DAMAGED
