"""Every published row, printed in every format the lists come in and read back: none lost, doubled or shifted."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from apps.registry.parsing.cells import holder_cell, name_cell, text_cell
from apps.registry.parsing.parsed import ParsedFile, ParsedRow
from apps.registry.reading import parse
from tests.registry import printing
from tests.registry.printing import Printed
from tests.registry.published import (
    FILED,
    FILING_2025,
    NATIONAL_WIDTHS,
    ON_DEVICE,
    REGISTERED,
    REGISTRATION,
    algorithm_table,
    attachments,
    rows_of,
    shared_rows,
)

Field = tuple[str, ...]


def fields(row: ParsedRow) -> Field:
    content = row.content
    listed = (content.province, content.name, content.holder, content.number, str(content.listed_on))
    return (content.table, str(content.sequence), *listed)


def expected(period: str) -> list[Field]:
    return [(r.table, str(r.sequence), r.province, r.name, r.holder, r.number, r.listed_on) for r in rows_of(period)]


def broken(table: Printed) -> Printed:
    """The same with a line break for each blank: where the official cells broke their lines."""
    return replace(table, rows=[[cell.replace(" ", "\n") for cell in row] for row in table.rows])


def csv_files(*tables: Printed, encoding: str = "utf-8") -> list[bytes]:
    return [printing.as_csv(table, encoding) for table in tables]


FORMATS: dict[str, Callable[..., list[bytes]]] = {
    "docx": lambda *tables: [printing.as_docx(*tables)],
    "docx with line breaks": lambda *tables: [printing.as_docx(*map(broken, tables))],
    "xlsx": lambda *tables: [printing.as_xlsx(*tables)],
    "html": lambda *tables: [printing.as_html(*tables)],
    "html in gb18030 with line breaks": lambda *t: [printing.as_html(*map(broken, t), encoding="gb18030")],
    "csv": csv_files,
    "csv with a mark": lambda *tables: csv_files(*tables, encoding="utf-8-sig"),
    "csv in gb18030": lambda *tables: csv_files(*map(broken, tables), encoding="gb18030"),
}


@pytest.mark.parametrize("printed", FORMATS)
def test_all_1397_rows_are_read_back_from_each_format(shared_data: Path, printed: str) -> None:
    total = 0
    for period, tables in attachments(shared_data).items():
        rows = [row for content in FORMATS[printed](*tables) for row in parse(content).rows]
        assert [fields(row) for row in rows] == expected(period)
        total += len(rows)
    assert total == 1397


def test_the_cells_as_received_are_kept_beside_the_cleaned_ones(shared_data: Path) -> None:
    (table,) = attachments(shared_data)["2024-04"]
    for content in (printing.as_docx(broken(table)), printing.as_html(broken(table))):
        raw = [tuple(row.cells.values()) for row in parse(content).rows]
        assert raw == [tuple(row) for row in broken(table).rows]
    raw = [tuple(row.cells.values()) for row in parse(printing.as_xlsx(table)).rows]
    assert raw == [tuple(row) for row in table.rows]


@pytest.mark.parametrize(
    ("name", "path", "count"),
    [
        ("境内互联网信息服务算法备案清单（2022年8月）.docx", "algorithm/2022-08.csv", 30),
        ("境内深度合成服务算法备案清单（2023年6月）.docx", "deep_synthesis/2023-06.csv", 41),
    ],
)
def test_the_originals_equal_their_rows_in_every_field(shared_data: Path, name: str, path: str, count: int) -> None:
    read = parse((shared_data / "raw" / "docx" / name).read_bytes())
    assert len(read.rows) == count
    agrees(read, shared_rows(shared_data / path))


def test_every_attachment_of_the_algorithm_lists_is_read_back_from_a_document(shared_data: Path) -> None:
    counts = {"algorithm": 0, "deep_synthesis": 0}
    for path in sorted([*shared_data.glob("algorithm/*.csv"), *shared_data.glob("deep_synthesis/*.csv")]):
        rows = shared_rows(path)
        read = parse(printing.as_docx(algorithm_table(path, rows)))
        agrees(read, rows)
        assert {table.table for table in read.tables} == {path.parent.name}
        assert [tuple(row.cells.values()) for row in read.rows] == [
            tuple(row) for row in algorithm_table(path, rows).rows
        ]
        counts[path.parent.name] += len(read.rows)
    assert counts == {"algorithm": 751, "deep_synthesis": 2428}


def test_the_shared_rows_of_the_algorithm_lists_are_read_as_they_stand(shared_data: Path) -> None:
    for path in sorted([*shared_data.glob("algorithm/*.csv"), *shared_data.glob("deep_synthesis/*.csv")]):
        agrees(parse(path.read_bytes()), shared_rows(path))
    read = parse((shared_data / "cancellations.csv").read_bytes())
    assert [table.table for table in read.tables] == ["cancellation"]
    assert [row.content.cancelled_on for row in read.rows[-1:]] == [date(2026, 1, 1)]


def agrees(read: ParsedFile, rows: Sequence[dict[str, str]]) -> None:
    """Every field as the rows say it; blanks in names and line breaks in running text as the cells' rules have them."""
    contents = [row.content for row in read.rows]
    assert [(str(c.sequence), c.number, c.role) for c in contents] == [
        (r["seq"], r["filing_number"], r["role_or_class"]) for r in rows
    ]
    assert [(c.name, c.holder) for c in contents] == [
        (name_cell(r["model_name"]), holder_cell(r["provider"])) for r in rows
    ]
    assert [[c.product, c.purpose, c.remark] for c in contents] == [
        [text_cell(r[column]) for column in ("product", "purpose", "remark")] for r in rows
    ]


def synthetic(table: str, count: int) -> list[list[str]]:
    """Rows of one table that continue the list."""
    scope = ["某某手机"] if table == "on_device" else []
    serial = "S000" if table == "registration" else "000"
    return [
        [
            str(n),
            "北京市",
            f"SYNTHETIC {n}",
            "某某公司",
            f"Beijing-SYN{n}-20260701{serial}{n}",
            "2026/7/8（补登）",
            *scope,
        ]
        for n in range(1, count + 1)
    ]


def synthetic_august() -> list[Printed]:
    """Three tables in the order of 2026-08: filings, services on devices, registrations."""
    return [
        Printed(FILING_2025, synthetic("filing", 2), ("附件", FILED), widths=NATIONAL_WIDTHS),
        Printed(ON_DEVICE, synthetic("on_device", 7), ("端侧服务",), widths=(11, 14, 34, 30, 38, 27, 20)),
        Printed(REGISTRATION, synthetic("registration", 1), (REGISTERED,), widths=NATIONAL_WIDTHS),
    ]


@pytest.mark.parametrize("printed", [name for name in FORMATS if not name.startswith("csv")])
def test_three_tables_in_one_file_stay_three_synthetic(printed: str) -> None:
    (content,) = FORMATS[printed](*synthetic_august())
    tables = parse(content).tables
    assert [(t.table, len(t.rows)) for t in tables] == [("filing", 2), ("on_device", 7), ("registration", 1)]
    assert {row.content.scope for row in tables[1].rows} == {"某某手机"}
    assert tables[2].rows[0].content.listed_on == date(2026, 7, 8)


@pytest.mark.parametrize("printed", ["docx", "xlsx", "html", "csv"])
def test_ten_thousand_rows_are_read_within_the_limits(shared_data: Path, printed: str) -> None:
    (table,) = attachments(shared_data)["2024-04"]
    rows = [[str(at + 1), *table.rows[at % len(table.rows)][1:]] for at in range(10_000)]
    (content,) = FORMATS[printed](replace(table, rows=rows))
    assert [row.content.sequence for row in parse(content).rows] == list(range(1, 10_001))
