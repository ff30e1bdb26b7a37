"""The table of verdicts, row by row, with real rows of the list wherever there is one."""

from dataclasses import replace

import pytest

from apps.claims.codes import Code, Match
from apps.claims.matching import Claimed, Listed, Verdict, match
from apps.registry.numbers import number_key
from tests.claims.rows import as_listed, claim_of, listed
from tests.registry.bundled_rows import ROWS

WENXIN = listed("filing", 1)
CARROT = listed("filing", 184)
SHINGHAI = listed("registration", 26)
CUT_OFF = listed("registration", 286)
MADE_UP_UNLISTED = "Beijing-MeiYouZheGeMoXing-202403150012"
MADE_UP_PHONE = Listed(
    table="on_device",
    number="Guangdong-ShouJiZhuShou-202607080001",
    number_key=number_key("Guangdong-ShouJiZhuShou-202607080001"),
    name="手机助手",
    holder="示例手机（深圳）有限公司",
    province="广东省",
    scope="示例手机",
)


def codes(verdict: Verdict) -> list[str]:
    return [str(reason.code) for reason in verdict.reasons]


def test_a_claim_that_says_what_the_row_says_is_a_match() -> None:
    verdict = match(claim_of(WENXIN), [WENXIN])
    assert (verdict.match, codes(verdict), verdict.chosen) == (Match.MATCH, ["R-NUM-EXACT", "R-ENT-EXACT"], 0)
    assert all(field.same for field in verdict.fields)


@pytest.mark.parametrize(
    "number",
    [
        "beijing-wenxinyiyan-20230821",
        "Beijing – WenXinYiYan – 20230821",
        "Ｂｅｉｊｉｎｇ－ＷｅｎＸｉｎＹｉＹａｎ－２０２３０８２１",
        "Beijing-WenXin\nYiYan-20230821",
    ],
)
def test_a_number_written_otherwise_is_the_same_and_the_difference_is_shown(number: str) -> None:
    verdict = match(claim_of(WENXIN, number=number), [WENXIN])
    assert (verdict.match, codes(verdict)) == (Match.MATCH, ["R-NUM-NORM", "R-ENT-EXACT"])
    assert verdict.reasons[0].params == {"claimed": number, "listed": "Beijing-WenXinYiYan-20230821"}
    assert verdict.fields[0].claimed == number


@pytest.mark.parametrize(
    ("sequence", "holder"),
    [
        (65, "OPPO(重庆)智能科技有限公司"),
        (65, "OPPO重庆智能科技有限公司"),
        (65, "ＯＰＰＯ（重庆）智能科技有限公司"),
        (113, "OPPO廣東移動通信有限公司"),
        (1, "北京百度网讯科技股份有限公司"),
        (1, "北京百度网讯科技有限 公司"),
    ],
)
def test_a_holder_equal_after_folding_matches_and_the_difference_is_shown(sequence: int, holder: str) -> None:
    row = listed("filing", sequence)
    verdict = match(claim_of(row, holder=holder), [row])
    assert (verdict.match, codes(verdict)) == (Match.MATCH, ["R-NUM-EXACT", "R-ENT-NORM"])
    assert verdict.reasons[1].params == {"claimed": holder, "listed": row.holder}


def test_another_holder_is_a_mismatch_that_names_the_listed_one() -> None:
    verdict = match(claim_of(WENXIN, holder="北京智谱华章科技有限公司"), [WENXIN])
    assert (verdict.match, codes(verdict)) == (Match.MISMATCH, ["R-NUM-EXACT", "R-ENT-OTHER"])
    assert verdict.reasons[1].params["listed"] == "北京百度网讯科技有限公司"


@pytest.mark.parametrize(("said", "printed"), [("（）", "《》"), ("\u200b", ""), ("\u200b", "\u2060"), (" ", " ")])
def test_two_holders_of_whom_nothing_is_left_are_not_the_same(said: str, printed: str) -> None:
    row = replace(WENXIN, holder=printed)
    verdict = match(claim_of(row, holder=said), [row])
    assert (verdict.match, codes(verdict)[1]) == (Match.MISMATCH, "R-ENT-OTHER")
    assert verdict.fields[3].same is False


def test_a_swapped_row_is_not_read_as_printed_because_two_holders_are_empty() -> None:
    row = replace(listed("filing", 340), holder="\u2060")
    verdict = match(claim_of(row, holder="\u200b"), [row])
    assert verdict.match == Match.MISMATCH
    assert "R-ROW-SWAPPED" in codes(verdict)


def test_two_companies_of_one_brand_are_two_holders() -> None:
    row = listed("filing", 65)
    assert match(claim_of(row, holder=listed("filing", 113).holder), [row]).match == Match.MISMATCH


def test_a_holder_not_given_leaves_the_number_alone_matched() -> None:
    verdict = match(Claimed(number=WENXIN.number), [WENXIN])
    assert (verdict.match, codes(verdict)) == (Match.MATCH, ["R-NUM-EXACT", "R-ENT-NOT-GIVEN"])
    assert [field.same for field in verdict.fields] == [True, None, None, None, None]


def test_a_name_that_differs_in_case_only_is_the_same_name() -> None:
    row = listed("filing", 744)
    verdict = match(claim_of(row, model_name="rokid ai 助手大模型"), [row])
    assert (verdict.match, codes(verdict)) == (Match.MATCH, ["R-NUM-EXACT", "R-ENT-EXACT", "R-NAME-NORM"])


def test_another_name_is_a_match_with_differences() -> None:
    row = listed("filing", 65)
    verdict = match(claim_of(row, model_name="AndesGPT"), [row])
    assert (verdict.match, codes(verdict)[-1]) == (Match.MATCH_DIFF, "R-NAME-DIFF")
    assert verdict.reasons[-1].params == {"claimed": "AndesGPT", "listed": row.name}


@pytest.mark.parametrize(("row", "prefix"), [(CARROT, "Beijing"), (SHINGHAI, "Shinghai")], ids=["F184", "R26"])
def test_a_row_whose_prefix_is_not_its_province_matches_with_differences(row: Listed, prefix: str) -> None:
    verdict = match(claim_of(row), [row])
    assert (verdict.match, codes(verdict)[-1]) == (Match.MATCH_DIFF, "R-LOC-DIFF")
    assert verdict.reasons[-1].params == {"claimed": prefix, "listed": row.province}


def test_only_two_rows_of_the_list_disagree_with_themselves_about_the_province() -> None:
    rows = [as_listed(one) for one in ROWS]
    own = [(row.table, row.sequence) for row in rows if match(claim_of(row), [row]).match != Match.MATCH]
    assert own == [("filing", 184), ("registration", 26)]


def test_the_number_as_the_company_of_f184_writes_it_itself_is_not_on_the_list() -> None:
    assert match(claim_of(CARROT, number="Jiangsu-CarrotAI-202407030002"), [CARROT]).match == Match.NOT_LISTED


def test_a_claimed_province_that_differs_is_a_match_with_differences() -> None:
    verdict = match(claim_of(WENXIN, province="上海市"), [WENXIN])
    assert (verdict.match, codes(verdict)[-1]) == (Match.MATCH_DIFF, "R-LOC-DIFF")


@pytest.mark.parametrize("province", ["北京", "Beijing", "北京市", "BEIJING"])
def test_a_province_may_be_written_in_any_of_its_names(province: str) -> None:
    assert match(claim_of(WENXIN, province=province), [WENXIN]).match == Match.MATCH


@pytest.mark.parametrize("sequence", range(340, 346))
def test_a_row_with_swapped_columns_matches_read_the_other_way_round(sequence: int) -> None:
    row = listed("filing", sequence)
    verdict = match(claim_of(row, holder=row.name, model_name=row.holder), [row])
    assert (verdict.match, codes(verdict)) == (Match.MATCH, ["R-NUM-EXACT", "R-ENT-EXACT", "R-ROW-SWAPPED"])
    assert (verdict.fields[3].field, verdict.fields[3].listed) == ("holder", row.name)


def test_a_row_with_swapped_columns_still_belongs_to_its_company_alone() -> None:
    row = listed("filing", 340)
    verdict = match(claim_of(row, holder="示例科技有限公司", model_name=row.holder), [row])
    assert (verdict.match, codes(verdict)[1]) == (Match.MISMATCH, "R-ENT-OTHER")
    assert verdict.reasons[1].params["listed"] == "深圳市商汤科技有限公司"


def test_a_row_that_names_two_companies_is_read_as_it_is_printed() -> None:
    row = Listed("filing", WENXIN.number, WENXIN.number_key, "示例集团", "别的有限公司", "北京市")
    assert codes(match(claim_of(row, holder="示例集团", model_name=""), [row]))[1:] == ["R-ENT-OTHER"]


def test_a_claim_with_swapped_fields_is_not_mended_by_a_row_that_is_right() -> None:
    assert match(claim_of(WENXIN, holder=WENXIN.name, model_name=WENXIN.holder), [WENXIN]).match == Match.MISMATCH


@pytest.mark.parametrize(("row", "kind"), [(WENXIN, "registration"), (listed("registration", 1), "filing")])
def test_a_number_of_the_other_table_is_a_match_with_differences(row: Listed, kind: str) -> None:
    verdict = match(claim_of(row, kind=kind), [row])
    assert (verdict.match, codes(verdict)[-1]) == (Match.MATCH_DIFF, "R-TRACK")
    assert verdict.reasons[-1].params == {"claimed": kind, "listed": row.table}


def test_a_number_for_phones_does_not_reach_a_product() -> None:
    verdict = match(claim_of(MADE_UP_PHONE, kind="filing"), [MADE_UP_PHONE])
    assert (verdict.match, codes(verdict)[-1]) == (Match.MISMATCH, "R-SCOPE")
    assert verdict.reasons[-1].params == {"scope": "示例手机"}


def test_a_well_formed_number_without_a_row_is_not_listed() -> None:
    verdict = match(Claimed(number=MADE_UP_UNLISTED, kind="filing"), [])
    assert (verdict.match, codes(verdict), verdict.chosen) == (Match.NOT_LISTED, ["R-NOT-FOUND"], None)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("网信算备110108823483901230031号", Code.NUM_TYPE_ALGO),
        ("京ICP备12345678号", Code.NUM_TYPE_ICP),
        ("91440300MA5FABCD0X", Code.MALFORMED),
        ("91110000802100433B", Code.NUM_TYPE_USCC),
        ("Beijing-20230821", Code.MALFORMED),
        ("see attached certificate", Code.MALFORMED),
        ("", Code.MALFORMED),
        (" - ", Code.MALFORMED),
    ],
)
def test_a_text_that_is_no_number_of_the_list_can_not_be_checked(number: str, code: Code) -> None:
    verdict = match(Claimed(number=number, holder=WENXIN.holder), [WENXIN])
    assert (verdict.match, codes(verdict)) == (Match.NOT_CHECKABLE, [str(code)])


@pytest.mark.parametrize("row", [CUT_OFF, listed("registration", 436), listed("registration", 449)])
def test_an_odd_number_that_is_listed_is_found_before_its_shape_is_judged(row: Listed) -> None:
    assert match(claim_of(row), [row]).match == Match.MATCH


def test_rows_of_other_numbers_are_never_met() -> None:
    rows = [as_listed(one) for one in ROWS[:50] if one.number != WENXIN.number]
    assert match(claim_of(WENXIN), rows).match == Match.NOT_LISTED


def test_of_several_rows_the_one_of_the_claimed_table_is_met() -> None:
    other = Listed("registration", WENXIN.number, WENXIN.number_key, "别的", "别的有限公司", "北京市")
    assert match(claim_of(WENXIN), [other, WENXIN]).chosen == 1


def test_a_number_that_an_earlier_edition_had_is_no_longer_found() -> None:
    verdict = match(claim_of(WENXIN), [], formerly_listed=True)
    assert (verdict.match, codes(verdict)) == (Match.NO_LONGER_FOUND, ["R-GONE"])


def test_every_row_of_the_list_meets_itself() -> None:
    rows = [as_listed(one) for one in ROWS]
    assert all(match(claim_of(row), [row]).chosen == 0 for row in rows)
