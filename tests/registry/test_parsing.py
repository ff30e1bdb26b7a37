"""Reading list files: the layouts of both generations, encodings, and files that are no lists."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from apps.registry.codes import FileCode
from apps.registry.parsing.cells import date_cell, holder_cell, name_cell, number_cell
from apps.registry.parsing.csv_file import parse
from apps.registry.parsing.parsed import ParsedFile
from apps.registry.parsing.unreadable import ListUnreadable
from tests.registry.bundled_rows import FOLDER, ROWS, row

FILING_2024 = "序号,属地,模型名称,备案单位,备案号,备案时间"
FILING_2025 = "序号,属地,大模型名称,备案单位,备案编号,备案时间"
REGISTRATION = "序号,属地,应用/功能名称,登记单位,上线编号,登记时间"
ON_DEVICE = FILING_2025 + ",适用场景"
ENGLISH = "seq,province,model_name,provider,filing_number,filing_date"
ONE = "1,北京市,文心一言,北京百度网讯科技有限公司,Beijing-WenXinYiYan-20230821,2023/8/31"
APP = "1,北京市,变影,北京智学笃行科技有限公司,Beijing-BianYing-20240428S0001,2024/4/28"
DEVICE = "1,广东省,SYNTHETIC 端侧服务,某某手机有限公司,Guangdong-SYNTHETIC-202607010001,2026/7/8,某某手机"


def csv_bytes(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\n".join(lines).encode(encoding)


def refused(content: bytes, table: str = "auto") -> ListUnreadable:
    with pytest.raises(ListUnreadable) as caught:
        parse(content, table)
    return caught.value


@pytest.mark.parametrize("header", [FILING_2024, FILING_2025])
def test_the_official_header_of_filings_of_both_generations_is_known(header: str) -> None:
    (table,) = parse(csv_bytes(header, ONE)).tables
    assert table.table == "filing"
    content = table.rows[0].content
    assert (content.sequence, content.province, content.name) == (1, "北京市", "文心一言")
    assert content.holder == "北京百度网讯科技有限公司"
    assert content.number == "Beijing-WenXinYiYan-20230821"
    assert content.listed_on == date(2023, 8, 31)


def test_the_official_header_of_registrations_is_known() -> None:
    assert parse(csv_bytes(REGISTRATION, APP)).tables[0].table == "registration"


def test_a_column_of_scopes_makes_the_table_of_services_on_devices() -> None:
    (table,) = parse(csv_bytes(ON_DEVICE, DEVICE)).tables
    assert table.table == "on_device"
    assert table.rows[0].content.scope == "某某手机"


def test_services_on_devices_may_come_without_the_column_of_scopes() -> None:
    assert parse(csv_bytes(FILING_2025, ONE), "on_device").tables[0].table == "on_device"


def test_columns_may_stand_in_any_order_with_titles_above_and_headers_repeated() -> None:
    header = "备案编号,序号,属地,大模型名称,备案单位,备案时间"
    line = "Beijing-WenXinYiYan-20230821,1,北京市,文心一言,北京百度网讯科技有限公司,2023-08-31"
    other = "Beijing-ChatGLM-20230821,2,北京市,智谱清言（ChatGLM）,北京智谱华章科技有限公司,2023-08-31"
    rows = parse(csv_bytes("附件1", "生成式人工智能服务已备案信息", "", header, line, "", header, other)).rows
    assert [(r.row, r.content.sequence) for r in rows] == [(5, 1), (8, 2)]


@pytest.mark.parametrize(
    ("encoding", "named"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030")]
)
def test_utf_8_with_and_without_a_mark_and_gb18030_are_read_alike(encoding: str, named: str) -> None:
    read = parse(csv_bytes(FILING_2025, ONE, encoding=encoding))
    assert read.encoding == named
    assert [r.content for r in read.rows] == [r.content for r in parse(csv_bytes(FILING_2025, ONE)).rows]


def test_line_ends_of_every_system_and_semicolons_and_tabs_are_read() -> None:
    for separator in ("\r\n", "\r", "\n"):
        assert len(parse(separator.join((FILING_2025, ONE)).encode()).rows) == 1
    for delimiter in (";", "\t"):
        assert len(parse(csv_bytes(FILING_2025, ONE).replace(b",", delimiter.encode())).rows) == 1


def test_the_cells_are_kept_as_received_beside_the_cleaned_row() -> None:
    broken = '286,宁夏回 族自治 区,"文 心\n一言","某某 有限\n公司","Beijing-Carrot AI-\n202407030002",2024/7/23（补登）'
    found = parse(csv_bytes(FILING_2025, broken)).rows[0]
    assert found.cells["备案编号"] == "Beijing-Carrot AI-\n202407030002"
    content = found.content
    assert content.number == "Beijing-CarrotAI-202407030002"
    assert (content.province, content.name, content.holder) == ("宁夏回族自治区", "文心一言", "某某有限公司")
    assert content.listed_on == date(2024, 7, 23)


def test_blanks_between_latin_words_of_a_name_stay() -> None:
    assert name_cell("METASEQ\nENV  GPT") == "METASEQ ENV GPT"
    assert name_cell("方太 HealthyCooking GPT大 模型") == "方太 HealthyCooking GPT大模型"
    assert holder_cell("Sample Devices （上海） 有限 公司") == "Sample Devices（上海）有限公司"
    assert number_cell(" Jiangsu-Aryn GPT\u200b-20240318\n") == "Jiangsu-ArynGPT-20240318"


@pytest.mark.parametrize(
    "text", ["2023/8/31", "2023-08-31", "2023.8.31", "2023年8月31日", "2023/8/31（补登）", "2023/8/ 31"]
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert date_cell(text) == date(2023, 8, 31)


def test_the_table_is_told_by_the_file_before_it_is_told_by_the_numbers() -> None:
    named = csv_bytes(ENGLISH + ",list_kind", ONE + ",filing", APP + ",registration")
    assert [(t.table, len(t.rows)) for t in parse(named).tables] == [("filing", 1), ("registration", 1)]
    misnamed = csv_bytes(ENGLISH + ",list_kind", APP + ",备案")
    assert parse(misnamed).tables[0].table == "filing"


def test_the_table_is_told_by_the_shape_of_the_numbers_where_nothing_else_says_it() -> None:
    cut = "286,江苏省,四维向量智算云,南京四维向量科技有限公司,Jiangsu-SiWeiXiangLiangZhiSuanYun-,2025/10/29"
    tables = parse(csv_bytes(ENGLISH, APP, cut, ONE)).tables
    assert [(t.table, [r.row for r in t.rows]) for t in tables] == [("registration", [2, 3]), ("filing", [4])]
    assert refused(csv_bytes(ENGLISH, cut)).code == FileCode.TABLE_UNKNOWN


def test_a_file_that_says_it_is_the_other_table_is_not_read() -> None:
    error = refused(csv_bytes(REGISTRATION, APP), "filing")
    assert (error.code, error.row, error.params["found"]) == (FileCode.TABLE, 2, "registration")
    assert refused(csv_bytes(ENGLISH + ",list_kind", APP + ",registration"), "filing").field == "list_kind"
    assert refused(csv_bytes(ENGLISH + ",list_kind", APP + ",deleted")).code == FileCode.TABLE_UNKNOWN


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", FileCode.EMPTY),
        (b"\xef\xbb\xbf \r\n", FileCode.EMPTY),
        (b",,,\n,,,\n", FileCode.EMPTY),
        (b"\n <!DOCTYPE html><html><body>404</body></html>", FileCode.HTML),
        ("<html><table><tr><td>序号</td></tr></table></html>".encode(), FileCode.HTML),
        (b"\xef\xbb\xbf<?xml version='1.0'?><x/>", FileCode.HTML),
        (b"%PDF-1.7\n", FileCode.FORMAT),
        (b"PK\x03\x04....word/document.xml", FileCode.FORMAT),
        (b"PK\x03\x04....xl/workbook.xml", FileCode.FORMAT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", FileCode.FORMAT),
        (FILING_2025.encode("utf-16"), FileCode.FORMAT),
        (b"\xff\xff\xff\xff", FileCode.ENCODING),
        (csv_bytes(FILING_2025, ONE.replace("文", "\x00")), FileCode.ENCODING),
        (b"a,b,c\n1,2,3\n", FileCode.LAYOUT),
        (csv_bytes(ONE), FileCode.LAYOUT),
        (csv_bytes(FILING_2025.replace(",备案编号", ""), ONE), FileCode.LAYOUT),
        (csv_bytes(FILING_2025 + ",备注", ONE + ","), FileCode.LAYOUT),
        (csv_bytes(FILING_2025.replace("属地", "序号"), ONE), FileCode.LAYOUT),
        (csv_bytes(FILING_2025), FileCode.NO_ROWS),
        (csv_bytes(FILING_2025, ONE, "2,北京市,智谱"), FileCode.CELLS),
        (csv_bytes(FILING_2025, ONE + ",more"), FileCode.CELLS),
        (csv_bytes(FILING_2025, ONE, '2,北京市,"智谱清言'), FileCode.BROKEN),
        (csv_bytes(FILING_2025, ONE.replace("1,北", "one,北")), FileCode.SEQUENCE),
        (csv_bytes(FILING_2025, ONE.replace("1,北", "0,北")), FileCode.SEQUENCE),
        (csv_bytes(FILING_2025, ONE.replace("2023/8/31", "2023/2/31")), FileCode.DATE),
        (csv_bytes(FILING_2025, ONE.replace("文心一言", "文" * 301)), FileCode.LONG),
    ],
)
def test_what_is_no_list_is_refused_by_its_own_name(content: bytes, code: FileCode) -> None:
    assert refused(content).code == code


@pytest.mark.parametrize("name", ["DOCX", "XLSX"])
def test_an_office_file_is_named(name: str) -> None:
    folder = {"DOCX": b"word/", "XLSX": b"xl/"}[name]
    assert refused(b"PK\x03\x04" + folder).params == {"format": name}


def test_a_wrong_cell_is_named_by_row_and_column() -> None:
    error = refused(csv_bytes(FILING_2025, ONE, ONE.replace("2023/8/31", "last week")))
    assert (error.code, error.row, error.field, error.params) == (FileCode.DATE, 3, "备案时间", {"value": "last week"})


def test_a_header_that_is_almost_known_says_what_is_missing_and_what_is_not_known() -> None:
    error = refused(csv_bytes(FILING_2025.replace("备案编号", "编号"), ONE))
    assert error.params == {"missing": "备案编号", "unknown": "编号"}
    assert error.row == 1


def test_an_empty_cell_is_no_error_of_the_reader() -> None:
    content = parse(csv_bytes(FILING_2025, ",,,,,", ",北京市,文心一言,,,")).rows[0].content
    assert (content.sequence, content.number, content.listed_on) == (None, "", None)


def test_every_bundled_file_is_read_as_it_is_written() -> None:
    contents = [r.content for path in sorted(FOLDER.glob("20*.csv")) for r in parse(path.read_bytes()).rows]
    assert [(c.table, c.sequence, c.number, c.name, c.holder, c.province, str(c.listed_on)) for c in contents] == [
        (r.table, r.sequence, r.number, r.name, r.holder, r.province, r.listed_on) for r in ROWS
    ]


def test_irregular_rows_stand_as_they_are_on_the_list() -> None:
    order = [r.sequence for r in ROWS if r.table == "filing" and 107 <= r.sequence <= 112]
    assert order == [107, 110, 108, 111, 109, 112]
    assert row("filing", 184).province == "江苏省"
    assert row("filing", 184).number == "Beijing-CarrotAI-202407030002"
    assert all(row("filing", n).name.endswith("有限公司") for n in range(340, 346))
    assert not any("公司" in row("filing", n).holder for n in range(340, 346))
    assert row("registration", 26).number.startswith("Shinghai-")
    assert row("registration", 286).number.endswith("-")
    assert "’" in row("registration", 436).number
    assert "·" in row("registration", 449).number
    assert row("filing", 571).number.startswith("Hubei-XingZhiXlntelligence-")
    assert not any(r.table == "registration" and r.sequence == 263 for r in ROWS)


def test_the_shared_rows_equal_the_bundled_ones_field_by_field(shared_data: Path) -> None:
    shared: list[tuple[str, ...]] = []
    for path in sorted((shared_data / "genai").glob("20*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for r in csv.DictReader(file):
                cells = (r["list_kind"], r["seq"], r["province"], r["model_name"], r["provider"])
                shared.append((path.stem[:7], *cells, r["filing_number"], r["filing_date"]))
    assert len(shared) == 1397
    assert shared == [
        (r.period, r.table, str(r.sequence), r.province, r.name, r.holder, r.number, r.listed_on) for r in ROWS
    ]


def test_the_shared_files_are_read_to_the_bundled_rows(shared_data: Path) -> None:
    read = [
        parsed.content
        for path in sorted((shared_data / "genai").glob("20*.csv"))
        for parsed in parse(path.read_bytes()).rows
    ]
    assert [(c.table, c.sequence, c.number, c.name) for c in read] == [
        (r.table, r.sequence, r.number, r.name) for r in ROWS
    ]


@pytest.mark.parametrize("line_break", [" ", "\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_cells_as_printed_are_read_to_the_bundled_rows(shared_data: Path, line_break: str, encoding: str) -> None:
    printed: dict[tuple[str, str], list[list[str]]] = {}
    with (shared_data / "raw" / "genai_verbatim.tsv").open(encoding="utf-8") as file:
        for line in list(file)[1:]:
            period, table, *cells = line.rstrip("\n").split("\t")
            kind = {"已备案": "filing", "已登记": "registration"}[table]
            printed.setdefault((period, kind), []).append([cell.replace(" ", line_break) for cell in cells])
    assert sum(map(len, printed.values())) == 1397
    for (period, kind), lines in printed.items():
        found = as_official_csv(kind, lines, encoding).rows
        assert [(c.content.number, c.content.name, c.content.holder, c.content.province) for c in found] == [
            (r.number, r.name, r.holder, r.province) for r in ROWS if (r.period, r.table) == (period, kind)
        ]


def as_official_csv(kind: str, lines: list[list[str]], encoding: str) -> ParsedFile:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow((FILING_2025 if kind == "filing" else REGISTRATION).split(","))
    writer.writerows(lines)
    return parse(out.getvalue().encode(encoding))
