"""Names of models, companies and places: what folds together and what stays apart."""

from collections import defaultdict

import pytest

from apps.registry.names import holder_key, name_key, province_key
from tests.registry.bundled_rows import ROWS, row


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("智谱清言（ChatGLM）", "智谱清言(chatglm)"),
        ("智谱清言（ChatGLM）", "智谱清言 ChatGLM"),
        ("天玄·开物", "天玄・开物"),
        ("天玄·开物", "天玄•开物"),
        ("方太 HealthyCooking GPT大模型", "方太HealthyCookingGPT大模型"),
        ("Healthcare-Agent", "Healthcare—Agent"),
        ("“小西”助手", "小西助手"),
        ("Ａｒｙｎ　ＧＰＴ", "Aryn GPT"),
        ("騰訊混元助手", "腾讯混元助手"),
        ("《文心》一言", "文心一言"),
    ],
)
def test_two_writings_of_one_model_name_are_equal(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("AI Studio", "Al Studio"), ("天问", "天问大模型"), ("小爱2", "小爱")])
def test_other_model_names_stay_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("滴滴出行（北京）网络平台技术有限公司", "滴滴出行(北京)网络平台技术有限公司"),
        ("北京智谱华章科技有限公司", "北京智谱华章科技股份有限公司"),
        ("某某科技有限公司", "某某科技有限责任公司"),
        ("騰訊科技（深圳）有限公司", "腾讯科技(深圳)有限公司"),
        ("某某 科技 有限 公司", "某某科技有限公司"),
        ("Sample Devices Co., Ltd.", "SAMPLE DEVICES"),
        ("Sample Devices Co.,Ltd", "Sample Devices Limited"),
        ("Sample Devices Co. Ltd.", "Sample Devices Company, Limited"),
        ("Sample Tech.Co.,Ltd.", "Sample Tech. Co., Ltd."),
        ("Sample Devices，Ltd．", "Sample Devices Ltd"),
        ("Sample Devices Inc.", "Sample Devices, Incorporated"),
        ("Sample Devices GmbH", "sample devices"),
        ("Sample Devices B.V.", "Sample Devices BV"),
        ("Sample Devices Pte. Ltd.", "Sample Devices"),
        ("Sample Devices (Pty) Ltd", "Sample Devices"),
        ("Sample Devices S.r.l.", "Sample Devices"),
        ("Sample Devices (Beijing) Co., Ltd.", "Sample Devices Beijing"),
        ("Sample\u3000Devices\nCo., Ltd.", "SampleDevices"),
        ("某某科技Co.,Ltd.", "某某科技有限公司"),
    ],
)
def test_two_writings_of_one_company_are_equal(one: str, other: str) -> None:
    assert holder_key(one) == holder_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("OPPO广东移动通信有限公司", "OPPO（重庆）智能科技有限公司"),
        ("某某科技（北京）有限公司", "某某科技（上海）有限公司"),
        ("某某集团有限公司", "某某有限公司"),
        ("中国移动通信有限公司销售分公司", "中国移动通信有限公司"),
        ("Tesco Ltd", "Tes Co., Ltd"),
        ("Unlimited", "Un"),
        ("Vinc", "V"),
        ("Bolt D", "Bo Ltd"),
        ("Ltd Sample", "Sample"),
        ("Sample Unlimited", "Sample Un"),
        ("Sample-Inc", "Sample"),
        ("（）", "《》"),
        ("Ltd", "Inc"),
        ("Ltd", ""),
    ],
)
def test_another_company_stays_another(one: str, other: str) -> None:
    assert holder_key(one) != holder_key(other)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("有限公司", "有限公司"),
        ("Ltd.", "ltd."),
        ("(Ltd)", "ltd"),
        ("Co., Ltd.", "co.,ltd."),
        ("Limited", "limited"),
        ("（） Ltd", "ltd"),
        ("有限公司 Ltd", "有限公司"),
        ("（）", "()"),
        ("“”", "“”"),
    ],
)
def test_a_name_that_is_only_a_legal_form_or_only_brackets_keeps_it(text: str, key: str) -> None:
    assert holder_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"), [("Tesco Ltd", "tesco"), ("Tes Co., Ltd", "tes"), ("Unlimited", "unlimited"), ("Vinc", "vinc")]
)
def test_a_legal_form_is_a_word_of_its_own(text: str, key: str) -> None:
    assert holder_key(text) == key


def test_the_fold_joins_no_two_listed_companies_but_two_that_are_one() -> None:
    by_key = defaultdict(set)
    for listed in ROWS:
        by_key[holder_key(listed.holder)].add(listed.holder)
    assert [names for names in by_key.values() if len(names) > 1] == [
        {"北京智谱华章科技有限公司", "北京智谱华章科技股份有限公司"},
        {"滴滴出行（北京）网络平台技术有限公司", "滴滴出行(北京)网络平台技术有限公司"},
    ]


def test_misprints_of_the_list_are_kept_as_they_are() -> None:
    assert holder_key(row("filing", 414).holder).startswith("司珠海")
    assert holder_key("珠海读书郎软件科技有限公司") != holder_key(row("filing", 414).holder)
    assert holder_key(row("registration", 164).holder) == "上海进馨网络司科技"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("北京市", "北京"),
        ("北京", "北京"),
        ("BeiJing", "北京"),
        ("Beijing Municipality", "北京"),
        ("宁夏回 族自治 区", "宁夏"),
        ("Inner Mongolia", "内蒙古"),
        ("广西壮族自治区", "广西"),
        ("Guangxi Autonomous Region", "广西"),
        ("Shaanxi Province", "陕西"),
        ("Shanxi", "山西"),
        ("廣東省", "广东"),
        ("国务院国资委", "国资委"),
    ],
)
def test_a_place_is_known_by_its_names(text: str, key: str) -> None:
    assert province_key(text) == key


def test_every_listed_province_is_known() -> None:
    assert all(province_key(r.province) != name_key(r.province) or r.province == "国资委" for r in ROWS)


def test_an_unknown_place_is_folded_as_a_name() -> None:
    assert province_key(" Atlantis ") == "atlantis"
