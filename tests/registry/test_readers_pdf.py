"""Reading paper: ruling lines make cells, tables run over pages, page breaks cut rows."""

import base64
import io
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from apps.kernel import sandbox
from apps.registry import reading
from apps.registry.codes import FileCode
from apps.registry.grids_child_cells import text_of
from apps.registry.parsing.unreadable import ListUnreadable
from apps.registry.reading import parse
from tests.registry import printing
from tests.registry.printing import Printed
from tests.registry.published import CANCELLATION, NATIONAL_WIDTHS, attachments, rows_of, shared_rows
from tests.registry.test_readers import expected, fields, synthetic_august
from tests.registry.test_readers_traps import APPS, CONTACTS, FILINGS, OTHER, ROW, refused, said

HEAD = ["seq", "province", "model_name", "provider", "filing_number", "filing_date"]
LINE = ["1", "Beijing", "SYNTHETIC", "Some Co", "Beijing-SYN-202607010001", "2026/7/8"]


def test_all_1397_rows_are_read_back_from_paper(papers: dict[str, bytes]) -> None:
    read = {period: [fields(row) for row in parse(paper).rows] for period, paper in papers.items()}
    assert read == {period: expected(period) for period in papers}
    assert sum(map(len, read.values())) == 1397


def test_the_paper_is_as_hard_as_the_published_one(papers: dict[str, bytes]) -> None:
    """Numbers wrap, rows are cut, and of each table only the first page has the header."""
    wrapped = cut = pages = headers = 0
    for paper in papers.values():
        grids = sandbox.run(reading._CHILDREN["PDF"], paper, limits=reading._LIMITS)["grids"]
        pages += len(grids)
        headers += sum(grid["rows"][0][0] == "序号" for grid in grids)
        cut += sum(not grid["rows"][0][0] for grid in grids)
        wrapped += sum("\n" in row[4] for grid in grids for row in grid["rows"])
    assert (headers, pages > 60, cut >= 8, wrapped > 900) == (21, True, True, True)


@pytest.mark.parametrize(
    "style",
    [
        "body { font-size: 12pt } td { padding: 1pt }",
        "body { font-size: 7pt; line-height: 2; orphans: 1; widows: 1 } td { text-align: center }",
        "td { vertical-align: middle }",
        "table { border-collapse: separate; border-spacing: 0 }",
        "tr { break-inside: avoid }",
        "td { border: .5pt dashed black }",
    ],
)
def test_rows_are_read_whatever_the_paper_looks_like(shared_data: Path, style: str) -> None:
    tables = attachments(shared_data)["2025-01"]
    assert [fields(row) for row in parse(printing.as_pdf(*tables, style=style)).rows] == expected("2025-01")


def test_ten_thousand_rows_are_read_within_the_limits(papers: dict[str, bytes]) -> None:
    rows, out = rows_of("2024-04"), io.BytesIO()
    with pikepdf.open(io.BytesIO(papers["2024-04"])) as paper, pikepdf.new() as long:
        for _ in range(-(-10_000 // len(rows))):
            long.pages.extend(paper.pages)
        long.save(out)
    read = parse(out.getvalue()).rows
    assert len(read) >= 10_000
    assert [row.content.sequence for row in read[-len(rows) :]] == [row.sequence for row in rows]


def test_a_header_repeated_on_every_page_is_no_row(shared_data: Path) -> None:
    tables = [replace(table, repeated=True) for table in attachments(shared_data)["2025-01"]]
    assert [fields(row) for row in parse(printing.as_pdf(*tables)).rows] == expected("2025-01")


def test_the_first_row_of_a_page_is_kept_unless_it_is_a_header(papers: dict[str, bytes]) -> None:
    read = parse(papers["2025-12"]).rows
    firsts = [row for row in read if row.row == 1]
    assert len(firsts) >= 6
    assert [row.content.sequence for row in read] == [row.sequence for row in rows_of("2025-12")]


def test_three_tables_on_paper_stay_three_synthetic() -> None:
    tables = parse(printing.as_pdf(*synthetic_august())).tables
    assert [(t.table, len(t.rows)) for t in tables] == [("filing", 2), ("on_device", 7), ("registration", 1)]
    assert {row.content.scope for row in tables[1].rows} == {"某某手机"}


def test_the_cancellation_notices_are_read_back_from_paper(shared_data: Path) -> None:
    rows = shared_rows(shared_data / "cancellations.csv")
    notices: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        notices.setdefault(row["source_date"], []).append(row)
    columns = ("seq", "model_name", "role_or_class", "provider", "", "", "filing_number", "cancelled_in")
    total = 0
    for day, notice in notices.items():
        cells = [[row.get(column, "--") for column in columns] for row in notice]
        title = ("附件", f"注销深度合成服务算法备案信息（{day[:4]}年{int(day[5:7])}月）")
        read = parse(printing.as_pdf(Printed(CANCELLATION, cells, title, widths=(9, 26, 18, 26, 18, 18, 34, 24))))
        assert [table.table for table in read.tables] == ["cancellation"]
        assert [
            (str(c.sequence), c.name, c.role, c.holder, c.number, c.cancelled_on)
            for c in (row.content for row in read.rows)
        ] == [
            (
                r["seq"],
                r["model_name"],
                r["role_or_class"],
                r["provider"],
                r["filing_number"],
                month(r["cancelled_in"]),
            )
            for r in notice
        ]
        total += len(read.rows)
    assert (len(notices), total) == (4, 41)


def month(text: str) -> date:
    year, number = re.findall(r"\d+", text)
    return date(int(year), int(number), 1)


def test_a_day_of_cancellation_is_kept_to_the_day_synthetic() -> None:
    row = ["1", "SYNTHETIC", "服务提供者", "某某公司", "--", "--", "网信算备110108000000001260011号", "2026年7月3日"]
    assert parse(printing.as_pdf(Printed(CANCELLATION, [row]))).rows[0].content.cancelled_on == date(2026, 7, 3)


# Drawings by hand: what other programs write.


def ruled(rows: list[list[str]], widths: list[int], *, lines: str = "strokes", by_column: bool = False) -> str:
    """A table of fixed-pitch text, 6 points a sign, 20 a row; its lines drawn one by one, in one path or as boxes."""
    left, top = 50, 700
    across = [left + 6 * sum(widths[:at]) for at in range(len(widths) + 1)]
    up = [top - 20 * at for at in range(len(rows) + 1)]
    strokes = [f"{x} {up[-1]} m {x} {up[0]} l" for x in across] + [f"{across[0]} {y} m {across[-1]} {y} l" for y in up]
    drawn = {
        "strokes": " S ".join(strokes) + " S",
        "one path": " ".join(strokes) + " S",
        "boxes": " ".join(
            [f"{x} {up[-1]} .5 {up[0] - up[-1]} re" for x in across]
            + [f"{across[0]} {y} {across[-1] - across[0]} .5 re" for y in up]
        )
        + " f",
        "cells": " ".join(f"{x} {y - 20} {after - x} 20 re S" for y in up[:-1] for x, after in pairwise(across)),
    }[lines]
    texts = []
    if by_column:
        for at, x in enumerate(across[:-1]):
            texts += [f"1 0 0 1 {x + 1} {y - 14} Tm ({row[at]}) Tj" for y, row in zip(up, rows, strict=False)]
    else:
        for y, row in zip(up, rows, strict=False):
            text = "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            texts.append(f"1 0 0 1 {left} {y - 14} Tm ({text}) Tj")
    return f".5 w {drawn} BT /F1 10 Tf {' '.join(texts)} ET"


TIGHT = [max(len(a), len(b)) for a, b in zip(HEAD, LINE, strict=True)]


TURNS = {"as it is": "", "left": "0 1 -1 0 800 0", "over": "-1 0 0 -1 800 800", "right": "0 -1 1 0 0 800"}


@pytest.mark.parametrize("lines", ["strokes", "one path", "boxes", "cells"])
@pytest.mark.parametrize("by_column", [False, True])
@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize("turn", TURNS)
def test_cells_are_found_however_they_are_drawn(lines: str, by_column: bool, form: bool, turn: str) -> None:
    """One text may run over all cells of a row, without a blank where cells are full: it is cut where the lines are."""
    table = ruled([HEAD, LINE, ["2", *LINE[1:]]], TIGHT, lines=lines, by_column=by_column)
    rotate = 90 * list(TURNS).index(turn)
    first, second = parse(printing.drawn(table, form=form, turn=TURNS[turn], rotate=rotate)).rows
    assert list(first.cells.values()) == LINE
    assert second.content.sequence == 2


def test_text_of_a_cell_that_is_written_in_another_order_is_put_into_its_own() -> None:
    below, left, right = (10.0, 5.0, "SYN", False), (22.1, 5.0, "Bei", False), (21.9, 20.0, "jing-", False)
    assert text_of([left, right, below]) == "Beijing-\nSYN"
    assert text_of([below, right, left]) == "Beijing-\nSYN"


@pytest.mark.parametrize("mark", [b"xref", b"trailer", b"startxref", b"%%EOF"])
def test_a_paper_that_a_viewer_would_mend_is_damaged_all_the_same(mark: bytes) -> None:
    whole = printing.drawn(ruled([HEAD, LINE], TIGHT))
    assert len(parse(whole).rows) == 1
    assert refused(whole[: whole.rindex(mark)]).code == FileCode.DAMAGED


def test_a_watermark_across_the_table_is_no_part_of_its_cells() -> None:
    slanted = "BT /F1 30 Tf 0.7 0.7 -0.7 0.7 100 620 Tm (COPY COPY COPY) Tj ET"
    (row,) = parse(printing.drawn(ruled([HEAD, LINE], TIGHT) + slanted)).rows
    assert list(row.cells.values()) == LINE


def test_a_row_beside_the_table_is_not_lost_in_silence() -> None:
    missed = "BT /F1 10 Tf 1 0 0 1 50 300 Tm (3 Beijing SYNTHETIC Beijing-SYN-202607010003) Tj ET"
    error = refused(printing.drawn(ruled([HEAD, LINE], TIGHT) + missed))
    assert (error.code, error.place) == (FileCode.STRAY, "page 1")
    assert error.params["value"] == "Beijing-SYN-202607010003"


def test_text_without_lines_is_no_table() -> None:
    unruled = "BT /F1 10 Tf 1 0 0 1 50 300 Tm (notice of some kind) Tj ET"
    assert refused(printing.drawn(unruled)).code == FileCode.NO_TABLE


def picture() -> str:
    out = io.BytesIO()
    Image.new("L", (400, 500), 200).save(out, "PNG")
    return f"<img style='width: 160mm' src='data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}'>"


def test_a_picture_of_a_list_has_no_text_and_its_page_is_named() -> None:
    assert refused(printing.on_paper(picture(), "@page { @bottom-center { content: none } }")).place == "page 1"
    table = printing.paper_table(FILINGS)
    mixed = f"{table}<div style='break-before: page'>{picture()}</div>"
    error = refused(printing.on_paper(mixed, "@page { @bottom-center { content: none } }"))
    assert (error.code, error.place) == (FileCode.SCAN, "page 2")
    words = said(printing.on_paper(mixed, "@page { @bottom-center { content: none } }"), "a.pdf")
    assert words["en"].startswith("a.pdf, page 2: This is a picture of the list")
    assert words["zh-hans"].startswith("a.pdf，第2页")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_half_a_paper_is_damaged(papers: dict[str, bytes], share: float) -> None:
    paper = papers["2024-04"]
    assert refused(paper[: int(len(paper) * share)]).code == FileCode.DAMAGED
    assert refused(b"%PDF-1.7\n%%EOF\n").code == FileCode.DAMAGED


def test_a_locked_paper_says_so_and_one_that_opens_without_a_password_is_read() -> None:
    def locked(user: str) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(printing.as_pdf(FILINGS))) as document:
            document.save(out, encryption=pikepdf.Encryption(owner="owner", user=user))
        return out.getvalue()

    assert refused(locked("secret")).code == FileCode.LOCKED
    assert len(parse(locked("")).rows) == 2


def test_a_second_table_of_another_kind_is_named_by_its_page() -> None:
    error = refused(printing.as_pdf(FILINGS, CONTACTS))
    assert (error.code, error.place) == (FileCode.CELLS, "page 1")
    assert (error.params["found"], error.params["expected"]) == (2, 6)


def test_a_second_table_whose_header_is_missing_is_refused_by_its_heading() -> None:
    bare = Printed(APPS.rows[0], [OTHER], APPS.title)
    assert refused(printing.as_pdf(FILINGS, bare)).code == FileCode.HEADING


def test_a_merged_cell_is_read_in_each_row_it_spans() -> None:
    body = printing.paper_table(replace(FILINGS, widths=NATIONAL_WIDTHS))
    body = body.replace("<td>北京市</td>", "<td rowspan=2>北京市</td>").replace("<td>上海市</td>", "")
    rows = parse(printing.on_paper(body)).rows
    assert [row.content.province for row in rows] == ["北京市", "北京市"]
    assert [row.content.number for row in rows] == [ROW[4], OTHER[4]]


def test_a_title_inside_the_table_is_no_row() -> None:
    body = printing.paper_table(replace(FILINGS, widths=NATIONAL_WIDTHS))
    body = body.replace("<tr>", "<tr><td colspan=6>附件7：生成式人工智能服务已备案信息</td></tr><tr>", 1)
    assert [row.content.sequence for row in parse(printing.on_paper(body)).rows] == [1, 2]


def test_a_bad_cell_is_named_by_page_row_and_column() -> None:
    bad = [*OTHER[:5], "soon"]
    words = said(printing.as_pdf(replace(FILINGS, rows=[ROW, bad])), "a.pdf")
    assert words["en"] == (
        "a.pdf, page 1, row 3, column “备案时间”: “soon” is not a date. Write it as 2026-04-30 or 2026/4/30."
    )
    with pytest.raises(ListUnreadable):
        parse(printing.as_pdf(replace(FILINGS, rows=[bad])))
