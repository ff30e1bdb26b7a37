"""Numbers: the fold against every listed number spoilt, the shapes, the split, and finding them in running text."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.registry.numbers import NumberKind, NumberParts, classify, find_numbers, number_key, parts, prefix_agrees
from tests.registry.bundled_rows import NUMBERS, ROWS, row

CUT = "Jiangsu-SiWeiXiangLiangZhiSuanYun-"
WHOLE = [number for number in NUMBERS if number != CUT]
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def spaced(number: str, blank: str) -> str:
    return blank.join(number)


def test_there_are_1397_numbers_and_their_keys_are_unique() -> None:
    assert len(NUMBERS) == 1397
    assert len({number_key(number) for number in NUMBERS}) == 1397


def test_full_width_writing_gives_the_same_key() -> None:
    for number in NUMBERS:
        spoilt = number.translate(FULL_WIDTH)
        assert spoilt != number
        assert number_key(spoilt) == number_key(number)


@pytest.mark.parametrize("blank", [" ", "\u3000", "\u00a0", "\u200b", "\n", "\r\n\t", "\ufeff", "\u2009"])
def test_blanks_inside_give_the_same_key(blank: str) -> None:
    for number in NUMBERS:
        assert number_key(spaced(number, blank)) == number_key(number)


@pytest.mark.parametrize("dash", list("‐‑‒–—―−－﹣﹘⁃"))
def test_another_dash_gives_the_same_key(dash: str) -> None:
    for number in NUMBERS:
        assert number_key(number.replace("-", dash)) == number_key(number)


def test_another_case_gives_the_same_key() -> None:
    for number in NUMBERS:
        for spoilt in (number.upper(), number.lower(), number.swapcase(), number.title()):
            assert number_key(spoilt) == number_key(number)


def test_numbers_one_character_apart_have_different_keys() -> None:
    assert number_key("Beijing-TianXi-20240226") != number_key("Beijing-TianDi-20240226")


def test_a_letter_l_in_place_of_a_capital_i_stays_what_is_printed() -> None:
    printed = row("registration", 16).number
    assert "PaiShengWanWuAlStudio" in printed
    assert number_key(printed.replace("AlStudio", "AIStudio")) != number_key(printed)


def test_the_shapes_of_the_listed_numbers() -> None:
    kinds = [classify(row.number) for row in ROWS]
    assert kinds.count(NumberKind.FILING) == 868
    assert kinds.count(NumberKind.REGISTRATION) == 528
    assert [row.number for row, kind in zip(ROWS, kinds, strict=True) if kind == NumberKind.UNKNOWN] == [CUT]
    assert all(kind in (row.table, NumberKind.UNKNOWN) for row, kind in zip(ROWS, kinds, strict=True))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Beijing-WenXinYiYan-20230821", NumberKind.FILING),
        ("Hunan-PinCaiMao-202412310003", NumberKind.FILING),
        ("ZheJiang-HuaShuShiHuaWenLvDaMoXing-20250609000026", NumberKind.FILING),
        ("Shanghai-XiKeLiZi-20250818S0104", NumberKind.REGISTRATION),
        ("shanghai－xikelizi－20250818ｓ0104", NumberKind.REGISTRATION),
        ("网信算备110108823483901230031号", NumberKind.ALGORITHM),
        ("网信算备 330110507206401230035 号", NumberKind.ALGORITHM),
        ("沪ICP备12345678号-1", NumberKind.ICP),
        ("京 ICP 证 030173 号", NumberKind.ICP),
        ("91110000802100433B", NumberKind.CREDIT_CODE),
        ("91110000802100433C", NumberKind.UNKNOWN),
        ("11010519491231002X", NumberKind.UNKNOWN),
        ("Beijing-WenXinYiYan-2023082", NumberKind.UNKNOWN),
        ("Beijing-WenXinYiYan-20230821S004", NumberKind.UNKNOWN),
        ("Beijing-20230821", NumberKind.UNKNOWN),
        ("备案号 Beijing-WenXinYiYan-20230821", NumberKind.UNKNOWN),
        ("Beijing-WenXinYiYan-２０２３０８２１", NumberKind.FILING),
        ("Beijing-WenXinYiYan-٢٠٢٣٠٨٢١", NumberKind.UNKNOWN),
        ("", NumberKind.UNKNOWN),
    ],
)
def test_a_text_is_told_by_its_shape(text: str, kind: NumberKind) -> None:
    assert classify(text) == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Guangdong-XGPT-2-202505090040", ("Guangdong", "XGPT-2", date(2025, 5, 9), "0040")),
        ("BeiJing-MiniCPM-V-202510200133", ("BeiJing", "MiniCPM-V", date(2025, 10, 20), "0133")),
        ("Beijing-WenXinYiYan-20230821", ("Beijing", "WenXinYiYan", date(2023, 8, 21), "")),
        ("Shanghai-XiKeLiZi-20250818S0104", ("Shanghai", "XiKeLiZi", date(2025, 8, 18), "S0104")),
        ("ZheJiang-HuaShu-20250609000026", ("ZheJiang", "HuaShu", date(2025, 6, 9), "000026")),
        ("Beijing-Carrot AI-20240703 0002", ("Beijing", "CarrotAI", date(2024, 7, 3), "0002")),
    ],
)
def test_a_number_is_split_at_its_first_and_last_hyphen(text: str, expected: tuple[str, str, date, str]) -> None:
    assert parts(text) == NumberParts(*expected)


def test_a_day_that_is_none_is_not_made_one() -> None:
    found = parts("Beijing-WenXinYiYan-20230231")
    assert found is not None
    assert found.date is None


@pytest.mark.parametrize(
    "text", [CUT, "Beijing--20230821", "Beijing-20230821", "网信算备110108823483901230031号", "-a-20230821", ""]
)
def test_other_shapes_have_no_parts(text: str) -> None:
    assert parts(text) is None


def test_every_prefix_of_the_list_agrees_with_its_province_but_the_two_the_list_itself_got_wrong() -> None:
    wrong = [(r.table, r.sequence) for r in ROWS if not prefix_agrees(r.number.partition("-")[0], r.province)]
    assert wrong == [("filing", 184), ("registration", 26)]


def test_shanxi_stands_for_two_provinces_and_shaanxi_for_one() -> None:
    assert prefix_agrees("ShanXi", "陕西省")
    assert prefix_agrees("Shanxi", "山西省")
    assert prefix_agrees("ShaanXi", "陕西省")
    assert prefix_agrees("Shaanxi", "山西省") is False


def test_central_enterprises_have_their_own_prefix() -> None:
    assert prefix_agrees("ZhongYangQiYe", "国资委")
    assert prefix_agrees("ZhongYangQiYe", "北京市") is False


def test_of_an_unknown_province_nothing_is_said() -> None:
    assert prefix_agrees("Beijing", "大西洋") is None
    assert prefix_agrees("Beijing", "") is None


@pytest.mark.parametrize(
    "between", ["\n", " ", "；", ", ", "\n1024 ", "\n12\n", " 2023/8/31\n7 ", " 2023-08-31 ", "与"]
)
def test_every_whole_number_is_found_in_running_text(between: str) -> None:
    assert find_numbers(between.join(NUMBERS)) == WHOLE


@pytest.mark.parametrize("width", [7, 11, 13, 19, 23])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", " \n "])
def test_numbers_wrapped_over_lines_are_found(width: int, line_end: str) -> None:
    for number in WHOLE:
        if number.startswith("Shinghai"):
            continue
        prefix = number.partition("-")[0]
        first = max(width, len(prefix) + 1)
        lines = [number[:first], *(number[i : i + width] for i in range(first, len(number), width))]
        assert find_numbers(f"1 备案编号：{line_end.join(lines)}\n有效。") == [number], lines


def test_a_hyphen_that_a_pdf_marks_at_the_end_of_a_line_is_one() -> None:
    assert find_numbers("Jiangsu\ufffeSuZhou\r\nSaErTa-20241\r\n2070011") == ["Jiangsu-SuZhouSaErTa-202412070011"]


def test_numbers_of_every_kind_are_found_in_order_and_once() -> None:
    text = """算法备案 网信算备 330110507206401230035 号，沪ICP备2022001234号-3，统一社会信用代码：91110000802100433B。
    备案编号：Ｂｅｉｊｉｎｇ－ＤｅｅｐｓｅｅｋＣｈａｔ－２０２４０４２８００１６（beijing-deepseekchat-202404280016）
    Beijing-Carrot AI-2024070
    30002, 上线编号 Shinghai-AIMinSuGuanJia-20240729S0020; Shaanxi-Xi’anZhiJianGongHuiZhiNengZhuShou-20260106S0004,
    Shaanxi-YingPu·DaoYanZhuShou-20260126S0006"""
    assert find_numbers(text) == [
        "网信算备330110507206401230035号",
        "沪ICP备2022001234号-3",
        "91110000802100433B",
        "Beijing-DeepseekChat-202404280016",
        "Beijing-CarrotAI-202407030002",
        "Shinghai-AIMinSuGuanJia-20240729S0020",
        "Shaanxi-Xi’anZhiJianGongHuiZhiNengZhuShou-20260106S0004",
        "Shaanxi-YingPu·DaoYanZhuShou-20260126S0006",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Call 010-12345678 or see ISO-42001.",
        "Date: 2026-04-30, version 3.4.1",
        "Beijing-based, since 2023-08-21",
        "身份证 11010519491231002X",
    ],
)
def test_other_text_holds_no_number(text: str) -> None:
    assert find_numbers(text) == []


def test_a_year_or_a_row_number_after_an_early_number_is_no_serial() -> None:
    assert find_numbers("Beijing-WenXinYiYan-20230821\n2023年8月31日") == ["Beijing-WenXinYiYan-20230821"]
    assert find_numbers("Beijing-WenXinYiYan-20230821 1024 北京市") == ["Beijing-WenXinYiYan-20230821"]


@settings(max_examples=300)
@given(st.text(st.sampled_from("Beijing- 0123456789Ss\n文号网信算备京ICP")))
def test_what_is_found_is_a_number_by_shape(text: str) -> None:
    for number in find_numbers(text):
        assert classify(number) != NumberKind.UNKNOWN


def test_long_hostile_text_is_read_in_linear_time() -> None:
    for piece in ("Beijing-", "Beijing-a ", "a-", "1 ", "Beijing - a - ", "网信算备1 "):
        assert find_numbers(piece * 20_000) == []
