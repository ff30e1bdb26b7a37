"""What a document proposes; everything is a proposal."""

from apps.claims.extraction import NOTHING_READ, Proposal, propose


def test_the_first_number_of_a_filing_or_registration_is_proposed_with_what_stands_behind_the_labels() -> None:
    text = (
        "网信算备110108823483901230031号\r\n备案编号：Beijing-WenXinYi\nYan-20230821\r\n"
        "模型名称：文心一言    备案单位：北京百度网讯科技有限公司\r\n属地：北京市 备案时间：2023/8/31"
    )
    assert propose(text) == Proposal(
        numbers=("网信算备110108823483901230031号", "Beijing-WenXinYiYan-20230821"),
        number="Beijing-WenXinYiYan-20230821",
        kind="filing",
        model_name="文心一言",
        holder="北京百度网讯科技有限公司",
        province="北京市",
    )


def test_a_registration_is_told_by_its_shape() -> None:
    assert propose("上线编号 Shanghai-XiKeLiZi-20250818S0104").kind == "registration"


def test_english_labels_are_read_too() -> None:
    read = propose("Filing entity: Example Display Ltd.\nModel name: Sign One\nProvince: Guangdong")
    assert (read.holder, read.model_name, read.province) == ("Example Display Ltd.", "Sign One", "Guangdong")


def test_nothing_readable_proposes_nothing() -> None:
    assert propose("") == NOTHING_READ
    assert propose("发票 No. 12345678") == NOTHING_READ


def test_a_number_of_another_kind_is_read_and_not_proposed() -> None:
    read = propose("京ICP备12345678号")
    assert (read.numbers, read.number, read.kind) == (("京ICP备12345678号",), "", "")
