"""Every irregularity seen in published rows, read from paper: the row stands as it is, mended nowhere."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein

from apps.registry.lists import FILING, REGISTRATION
from apps.registry.names import holder_key, name_key
from apps.registry.numbers import NumberKind, classify, number_key, parts, prefix_agrees
from apps.registry.parsing.parsed import ParsedRow
from apps.registry.reading import parse
from tests.registry import printing
from tests.registry.conftest import Place
from tests.registry.printing import Printed
from tests.registry.published import FILING_2025, NATIONAL_WIDTHS, ON_DEVICE, attachments
from tests.registry.published import REGISTRATION as REGISTRATION_HEADER

Rows = dict[Place, ParsedRow]


def filing(rows: Rows, sequence: int) -> ParsedRow:
    return rows[FILING, sequence]


def registration(rows: Rows, sequence: int) -> ParsedRow:
    return rows[REGISTRATION, sequence]


def synthetic_row(header: tuple[str, ...], *cells: str) -> ParsedRow:
    """A row later than the shared data, printed and read back."""
    (row,) = parse(printing.as_pdf(Printed(header, [cells], widths=NATIONAL_WIDTHS))).rows
    return row


def test_line_breaks_in_a_number_a_company_a_name_and_a_province_are_no_part_of_them(from_paper: Rows) -> None:
    columns = ("province", "name", "holder", "number")
    broken = Counter(
        column
        for row in from_paper.values()
        for column, cell in zip(columns, list(row.cells.values())[1:5], strict=True)
        if "\n" in cell
    )
    assert broken.keys() == set(columns)
    assert min(broken.values()) > 20
    assert not any("\n" in getattr(row.content, column) for row in from_paper.values() for column in columns)


def test_the_province_of_ningxia_is_whole_wherever_it_was_broken(shared_data: Path) -> None:
    said = [row for tables in attachments(shared_data).values() for table in tables for row in table.rows]
    broken = [row for row in said if row[1] == "宁夏回 族自治 区"]
    assert broken
    for row in broken:
        assert synthetic_row(FILING_2025, *row).content.province == "宁夏回族自治区"


@pytest.mark.parametrize(
    ("sequence", "raw", "number"),
    [(184, "Carrot AI", "Beijing-CarrotAI-202407030002"), (744, "Rokid AI", "ZheJiang-RokidAI-202510100045")],
)
def test_f184_f744_a_genuine_blank_inside_a_number_is_kept_raw(
    from_paper: Rows, sequence: int, raw: str, number: str
) -> None:
    row = filing(from_paper, sequence)
    cell = next(cell for text, cell in row.cells.items() if text in ("备案号", "备案编号"))
    assert raw in cell.replace("\n", "")
    assert row.content.number == number


def test_f184_province_and_prefix_disagree(from_paper: Rows) -> None:
    content = filing(from_paper, 184).content
    split = parts(content.number)
    assert (content.province, split and split.prefix) == ("江苏省", "Beijing")
    assert prefix_agrees("Beijing", content.province) is False


def test_r26_a_prefix_is_misspelt(from_paper: Rows) -> None:
    assert registration(from_paper, 26).content.number == "Shinghai-AIMinSuGuanJia-20240729S0020"


def test_f340_to_f345_name_and_company_have_changed_places(from_paper: Rows) -> None:
    rows = [filing(from_paper, sequence).content for sequence in range(340, 346)]
    assert all(row.name.endswith("公司") and "公司" not in row.holder for row in rows)
    assert (rows[0].name, rows[0].holder) == ("深圳市商汤科技有限公司", "商汤AI代码生成模型")


def test_f414_r164_a_character_is_out_of_place(from_paper: Rows) -> None:
    assert filing(from_paper, 414).content.holder == "司珠海读书郎软件科技有限公司"
    assert registration(from_paper, 164).content.holder == "上海进馨网络司科技有限公司"


def test_r16_f571_a_letter_l_stands_for_a_capital_i(from_paper: Rows) -> None:
    assert registration(from_paper, 16).content.number == "Shanghai-PaiShengWanWuAlStudio-20240729S0010"
    assert registration(from_paper, 16).content.name == "派生万物AI Studio"
    assert filing(from_paper, 571).content.number == "Hubei-XingZhiXlntelligence-202508270008"


def test_r436_r449_a_number_has_signs_beyond_ascii(from_paper: Rows) -> None:
    assert registration(from_paper, 436).content.number == "Shaanxi-Xi’anZhiJianGongHuiZhiNengZhuShou-20260106S0004"
    assert registration(from_paper, 449).content.number == "Shaanxi-YingPu·DaoYanZhuShou-20260126S0006"


def test_f107_to_f112_the_sequence_is_out_of_order(from_paper: Rows) -> None:
    order = [row.content.sequence for place, row in from_paper.items() if place[0] == FILING and 107 <= place[1] <= 112]
    assert order == [107, 110, 108, 111, 109, 112]


def test_f785_to_f795_eleven_filings_of_shanghai_have_the_wrong_year(from_paper: Rows) -> None:
    rows = [filing(from_paper, sequence).content for sequence in range(785, 796)]
    for row in rows:
        split = parts(row.number)
        assert (row.province, split and split.date and split.date.year) == ("上海市", 2025)
        assert row.listed_on is not None
        assert row.listed_on.year == 2026


def test_f65_a_note_stands_inside_the_cell_of_the_name(from_paper: Rows) -> None:
    assert filing(from_paper, 65).content.name == "安第斯大模型注：英文名为AndesGPT"


def test_f1063_number_and_name_disagree_synthetic() -> None:
    row = synthetic_row(
        FILING_2025, "1063", "浙江省", "SYNTHETIC 擎天", "某某公司", "ZheJiang-ShenFa-202608010001", "2026/8/3"
    )
    assert (row.content.name, row.content.number) == ("SYNTHETIC 擎天", "ZheJiang-ShenFa-202608010001")


def test_late_entries_keep_their_note_raw_and_have_their_day(from_paper: Rows) -> None:
    late = [row for row in from_paper.values() if "补登" in "".join([*row.cells.values()][5].split())]
    assert len(late) == 39
    assert all(row.content.table == REGISTRATION and row.content.listed_on is not None for row in late)
    assert registration(from_paper, 408).content.listed_on == date(2025, 3, 6)


def test_r286_a_number_is_cut_off_and_stays_so(from_paper: Rows) -> None:
    content = registration(from_paper, 286).content
    assert content.number == "Jiangsu-SiWeiXiangLiangZhiSuanYun-"
    assert classify(content.number) is NumberKind.UNKNOWN


def test_r286_the_tail_on_the_next_page_is_put_to_its_number_synthetic() -> None:
    """The row whose tail the stored copy has lost, printed so that the page break falls where it fell."""
    number = "Jiangsu-SiWeiXiangLiangZhiSuanYun-20250925S0099"
    row = ["286", "江苏省", "四维向量智算云", "南京四维向量科技有限公司", number, "2025/10/29"]
    after = ["287", "江苏省", "SYNTHETIC", "某某公司", "Jiangsu-SYN-20250925S0100", "2025/10/29"]
    for height in range(40, 80, 2):
        page = f"@page {{ size: 210mm {height}mm; margin: 10mm; @bottom-center {{ content: none }} }}"
        table = Printed(REGISTRATION_HEADER, [row, after], widths=(11, 14, 60, 60, 20, 33))
        read = parse(printing.as_pdf(table, style=page + "td { orphans: 1; widows: 1 }")).rows
        assert [r.content.number for r in read] == [number, after[4]]
        assert [r.content.sequence for r in read] == [286, 287]


def test_one_name_belongs_to_different_companies(from_paper: Rows) -> None:
    holders: dict[str, set[str]] = {}
    for row in from_paper.values():
        holders.setdefault(row.content.name, set()).add(row.content.holder)
    shared = {name for name, of in holders.items() if len(of) > 1}
    assert {"天问", "如意", "云控", "灵犀大模型", "写作机器人"} <= shared


@pytest.mark.parametrize(("filed", "registered"), [(68, 76), (94, 408)])
def test_f68_r76_f94_r408_one_company_has_one_name_in_both_tables(
    from_paper: Rows, filed: int, registered: int
) -> None:
    one, other = filing(from_paper, filed).content, registration(from_paper, registered).content
    assert (name_key(one.name), holder_key(one.holder)) == (name_key(other.name), holder_key(other.holder))
    assert one.number_key != other.number_key


def test_r92_f881_an_app_that_was_registered_is_filed_later_synthetic(from_paper: Rows) -> None:
    earlier = registration(from_paper, 92).content
    later = synthetic_row(
        FILING_2025, "881", "上海市", earlier.name, earlier.holder, "Shanghai-SYN-202605010001", "2026/5/20"
    )
    assert later.content.table == FILING
    assert (later.content.name, later.content.holder) == (earlier.name, earlier.holder)


def test_f65_f113_one_brand_has_several_legal_entities(from_paper: Rows) -> None:
    assert filing(from_paper, 65).content.holder == "OPPO（重庆）智能科技有限公司"
    assert filing(from_paper, 113).content.holder == "OPPO广东移动通信有限公司"


def test_the_same_brand_on_a_device_is_a_row_of_the_third_table_synthetic() -> None:
    cells = ("3", "广东省", "SYNTHETIC 端侧", "某某移动通信公司", "Guangdong-SYN-202607010003", "2026/7/8", "某某手机")
    (row,) = parse(printing.as_pdf(Printed(ON_DEVICE, [cells], widths=(*NATIONAL_WIDTHS[:4], 34, 25, 18)))).rows
    assert (row.content.table, row.content.scope) == ("on_device", "某某手机")


def test_f96_f102_only_one_pair_of_numbers_is_one_character_apart(from_paper: Rows) -> None:
    one, other = filing(from_paper, 96).content, filing(from_paper, 102).content
    assert Levenshtein.distance(one.number_key, other.number_key) == 1
    assert (one.number, other.number) == ("Beijing-TianXi-20240226", "Beijing-TianDi-20240226")


def test_a_number_drifts_in_case_and_blanks_outside_the_list(from_paper: Rows) -> None:
    listed = {row.content.number_key for row in from_paper.values()}
    assert number_key("Beijing-DeepSeekChat-202404280016") in listed
    assert number_key("网信算备 330110507206401230035 号") == number_key("网信算备330110507206401230035号")


def test_widths_of_brackets_in_a_company_stay_as_printed(shared_data: Path) -> None:
    said = {row[3].replace(" ", "") for ts in attachments(shared_data).values() for t in ts for row in t.rows}
    assert any("(" in holder for holder in said)
    assert any("（" in holder for holder in said)
    table = attachments(shared_data)["2024-08"][0]
    narrow = replace(table, widths=(11, 14, 24, 24, 34, 33))
    read = parse(printing.as_pdf(narrow)).rows
    assert [row.content.holder for row in read] == [row[3].replace(" ", "") for row in table.rows]
