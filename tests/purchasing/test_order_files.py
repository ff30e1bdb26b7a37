"""Order files as buyers and their suppliers really send them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.purchasing.order_columns import HEADERS, REQUIRED, Column, column_of
from apps.purchasing.order_files import (
    LARGEST_FILE,
    MOST_FAULTS,
    MOST_LINES,
    Fault,
    FaultCode,
    FileLine,
    OrderUnreadable,
    read_file,
    read_text,
)

PLAIN = "Line,Product,AI software\n10,K21-A,1.8.0\n20,S55-B,1.9.0\n"


def faults_of(content: bytes) -> tuple[Fault, ...]:
    with pytest.raises(OrderUnreadable) as refused:
        read_file(content)
    return refused.value.faults


def codes_of(content: bytes) -> list[tuple[FaultCode, str, int | None]]:
    return [(fault.code, fault.column, fault.row) for fault in faults_of(content)]


def test_a_plain_csv_gives_its_lines_with_the_rows_a_spreadsheet_shows() -> None:
    assert read_file(PLAIN.encode()).lines == (
        FileLine(2, "10", "K21-A", "", "", "1.8.0", "", ""),
        FileLine(3, "20", "S55-B", "", "", "1.9.0", "", ""),
    )


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("行号,产品型号,AI软件版本\n10,自助终端甲,1.8.0\n".encode(), "UTF-8"),
        ("行号,产品型号,AI软件版本\n10,自助终端甲,1.8.0\n".encode("utf-8-sig"), "UTF-8"),
        ("行号,产品型号,AI软件版本\n10,自助终端甲,1.8.0\n".encode("gb18030"), "GB18030"),
    ],
)
def test_the_encodings_of_chinese_and_other_offices_are_read_and_named(content: bytes, encoding: str) -> None:
    read = read_file(content)
    assert (read.encoding, read.lines[0].product_code) == (encoding, "自助终端甲")


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_separate(sign: str) -> None:
    read = read_file(PLAIN.replace(",", sign).encode())
    assert [line.ai_software for line in read.lines] == ["1.8.0", "1.9.0"]


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_the_line_endings_of_every_system_are_read(ending: str) -> None:
    assert len(read_file(PLAIN.replace("\n", ending).encode()).lines) == 2


def test_the_headers_of_the_example_are_understood() -> None:
    text = "Pos,备案号,Material,SW,HW,FW,Qty\n10,Beijing-Demo-20240315,K21-A,1.8.0,B2,3.4.1,24\n"
    assert read_text(text).lines == (FileLine(2, "10", "K21-A", "B2", "3.4.1", "1.8.0", "Beijing-Demo-20240315", "24"),)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Line / 行号", Column.LINE),
        ("行号（Line）", Column.LINE),
        ("PRODUCT  CODE", Column.PRODUCT_CODE),
        ("ＨＷ", Column.HARDWARE),
        ("Filing number", Column.NUMBER),
        ("Qty.", Column.QUANTITY),
        ("AI_software", Column.AI_SOFTWARE),
        ("Delivery date", None),
        ("", None),
    ],
)
def test_headers_count_whatever_their_case_width_and_second_language(header: str, column: Column | None) -> None:
    assert column_of(header) is column


def test_no_header_means_two_columns() -> None:
    aliases = [alias for names in HEADERS.values() for alias in names]
    assert [column_of(alias) for alias in aliases] == [c for c, names in HEADERS.items() for _ in names]


def test_columns_we_do_not_use_are_named() -> None:
    read = read_text("Line,Price,Product,AI software\n10,99,K21-A,1.8.0\n")
    assert read.unused == ("Price",)
    assert read.columns[0] == (Column.LINE, "Line")


def test_cells_pasted_from_a_spreadsheet_are_read() -> None:
    pasted = (
        '行号\t产品型号\tAI软件版本\t备案号\n10\tK21-A\t1.8.0\t"Beijing-Demo-\n20240315"\n20\t55" display\t1.9.0\t\n'
    )
    read = read_text(pasted)
    assert read.lines[0].number == "Beijing-Demo-\n20240315"
    assert read.lines[1].product_code == '55" display'


def test_a_note_for_excel_in_the_first_line_is_not_a_row() -> None:
    assert read_text("sep=;\n" + PLAIN.replace(",", ";")).lines[0].row == 2


def test_blank_rows_are_left_out_and_counted() -> None:
    assert [line.row for line in read_text("\n" + PLAIN.replace("\n20", "\n,,\n\n20")).lines] == [3, 6]


def test_missing_columns_are_named_in_both_languages() -> None:
    faults = faults_of("备案号,数量\nBeijing-Demo-20240315,3\n".encode("gb18030"))
    assert [(f.code, f.column, f.row) for f in faults] == [(FaultCode.COLUMN_MISSING, c, 1) for c in REQUIRED]
    assert dict(faults[2].params) == {"english": "AI software", "chinese": "AI软件版本"}


def test_every_fault_of_every_row_is_named() -> None:
    content = f"Line,Product,AI software\n10,,1.8.0\n,K21-A,\n10,{'K' * 81},1.9.0\n30,K21-A,1.8.0,surplus\n"
    assert codes_of(content.encode()) == [
        (FaultCode.CELL_MISSING, "product_code", 2),
        (FaultCode.CELL_MISSING, "line", 3),
        (FaultCode.CELL_MISSING, "ai_software", 3),
        (FaultCode.CELL_TOO_LONG, "product_code", 4),
        (FaultCode.LINE_TWICE, "line", 4),
        (FaultCode.TOO_MANY_CELLS, "", 5),
    ]


@pytest.mark.parametrize("quantity", ["", "24", "2.5", "0.5", "1000", "２４", "024"])
def test_a_quantity_is_a_positive_number_or_empty(quantity: str) -> None:
    (line,) = read_text(f"Line,Product,AI software,Qty\n10,K21-A,1.8.0,{quantity}\n").lines
    assert line.quantity == quantity


@pytest.mark.parametrize(
    "quantity", ["0", "0.00", "-1", "+1", "24 pcs", "1 000", '"1,000"', "1e3", "NaN", ".", "5.", "x"]
)
def test_any_other_quantity_is_refused_naming_row_and_column(quantity: str) -> None:
    (fault,) = faults_of(f"Line,Product,AI software,Qty\n10,K21-A,1.8.0,1\n20,K21-A,1.8.0,{quantity}\n".encode())
    assert (fault.code, fault.column, fault.row) == ("F-QUANTITY", "quantity", 3)
    assert dict(fault.params) == {"quantity": quantity.strip('"')}


def test_a_column_there_twice_is_not_guessed() -> None:
    faults = faults_of(b"Line,Pos,Product,AI software\n10,1,K21-A,1.8.0\n")
    assert [(f.code, dict(f.params)) for f in faults] == [
        (FaultCode.COLUMN_TWICE, {"first": "Line", "second": "Pos"}),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", FaultCode.EMPTY),
        (b" \r\n\t", FaultCode.EMPTY),
        (b",,,\n,,\n", FaultCode.EMPTY),
        (b"sep=;", FaultCode.EMPTY),
        (b"Line,Product,AI software\n", FaultCode.NO_LINES),
        (b"%PDF-1.7 ...", FaultCode.NOT_CSV),
        (b"PK\x03\x04....", FaultCode.NOT_CSV),
        (b"\xd0\xcf\x11\xe0....", FaultCode.NOT_CSV),
        (b"\x89PNG\r\n", FaultCode.NOT_CSV),
        (b"<!DOCTYPE html><html>", FaultCode.NOT_CSV),
        (b"\xff\xfeL\x00i\x00n\x00e\x00", FaultCode.NOT_TEXT),
        (b"Line,Product,AI software\n10,K\x00,1\n", FaultCode.NOT_TEXT),
        (b'Line,Product,AI software\n10,"K21-A,1.8.0\n', FaultCode.BROKEN_QUOTES),
        (b"a" * (LARGEST_FILE + 1), FaultCode.TOO_LARGE),
    ],
)
def test_what_is_not_a_list_of_order_lines_is_refused_for_what_it_is(content: bytes, code: FaultCode) -> None:
    assert faults_of(content)[0].code is code


def test_as_many_lines_as_allowed_are_read_and_one_more_is_not() -> None:
    most = "Line,Product,AI software\n" + "".join(f"{n},K,1\n" for n in range(MOST_LINES))
    assert len(read_text(most).lines) == MOST_LINES
    assert codes_of((most + "x,K,1\n").encode())[0][0] is FaultCode.TOO_MANY_LINES


def test_a_long_list_of_faults_is_cut_and_counted() -> None:
    with pytest.raises(OrderUnreadable) as refused:
        read_text("Line,Product,AI software\n" + ",,1\n" * 100)
    assert (len(refused.value.faults), refused.value.found) == (MOST_FAULTS, 200)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        read_file(content)
    except OrderUnreadable as refused:
        assert refused.faults


cells = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=20, unique_by=lambda pair: pair[0]))
def test_what_a_spreadsheet_writes_comes_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    written = "Line,Product,AI software\n" + "".join(
        '"{}","{}",1.8.0\n'.format(line.replace('"', '""'), code.replace('"', '""')) for line, code in rows
    )
    for content in (written.encode("utf-8-sig"), written.encode()):
        assert [(line.line, line.product_code) for line in read_file(content).lines] == rows
