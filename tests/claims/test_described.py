"""What is typed into a claim: taken as typed, or sent back with what is wrong and how to mend it."""

from datetime import date

import pytest

from apps.claims.described import described, relied_on, require_kind
from apps.kernel.problems import Refused

GOOD = {
    "number": " Beijing-WenXinYiYan-20230821 ",
    "kind": "filing",
    "model_name": "文心一言",
    "holder": "北京百度网讯科技有限公司",
    "province": "",
}


def problems(listed: bool = False, **changes: str) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        described(**{**GOOD, **changes}, listed=listed)
    assert all(len(str(problem.message)) > 20 for problem in refused.value.problems)
    return {problem.field: problem.code for problem in refused.value.problems}


def test_what_is_typed_is_kept_but_for_blanks_around_it() -> None:
    said = described(**GOOD, listed=False)
    assert (said.number, said.number_key) == ("Beijing-WenXinYiYan-20230821", "beijing-wenxinyiyan-20230821")


@pytest.mark.parametrize("number", ["网信算备110108823483901230031号", "京ICP备12345678号", "91110000802100433B"])
def test_a_number_of_another_kind_is_sent_back(number: str) -> None:
    assert problems(number=number) == {"number": "C-NUMBER-KIND"}


def test_the_message_names_the_kind_that_was_given_and_the_one_that_is_needed() -> None:
    with pytest.raises(Refused, match=r"website ICP number.*generative AI filing or registration"):
        described(**{**GOOD, "number": "京ICP备12345678号"}, listed=False)


def test_a_number_of_no_known_shape_is_taken_and_a_listed_one_whatever_its_shape() -> None:
    assert described(**{**GOOD, "number": "Jiangsu-SiWeiXiangLiangZhiSuanYun-"}, listed=False)
    assert described(**{**GOOD, "number": "京ICP备12345678号"}, listed=True)


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    assert problems(number=" ", holder="", kind="licence", model_name="x" * 301) == {
        "number": "C-EMPTY",
        "holder": "C-EMPTY",
        "kind": "C-KIND",
        "model_name": "C-LONG",
    }
    assert problems(province="上\x00海", number="x" * 201) == {"province": "C-CHARACTER", "number": "C-LONG"}


def test_a_number_that_grows_too_long_by_folding_is_sent_back() -> None:
    assert problems(number="㍿" * 100) == {"number": "C-LONG"}


def test_a_reliance_has_number_holder_and_days_in_order() -> None:
    key, holder, note = relied_on(
        number="Beijing – ChatGLM – 20230821", holder=" 智谱 ", note="", valid_from=date(2026, 1, 1), valid_until=None
    )
    assert (key, holder, note) == ("beijing-chatglm-20230821", "智谱", "")
    with pytest.raises(Refused) as refused:
        relied_on(number="", holder="", note="", valid_from=date(2026, 1, 2), valid_until=date(2026, 1, 1))
    assert [problem.field for problem in refused.value.problems] == ["number", "holder", "valid_until"]


def test_a_claim_is_of_a_filing_or_a_registration() -> None:
    require_kind("filing")
    with pytest.raises(Refused):
        require_kind("on_device")
