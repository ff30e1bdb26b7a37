"""Standard clauses in both languages, and which party is responsible, accountable, consulted or informed in each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

SUPPLIER, RESELLER, BUYER, INTEGRATOR = "supplier", "reseller", "buyer", "integrator"
ROLES = (SUPPLIER, RESELLER, BUYER, INTEGRATOR)
VERDICT_CHANGED = "verdict_changed"


@dataclass(frozen=True, slots=True)
class StandardClause:
    """One duty. `accountable` and `responsible` are roles by preference: the first that is a party has the letter.

    A clause with a `trigger` starts a clock of `days` calendar days. Who has no letter yet is consulted or informed.
    """

    number: str
    title: str
    title_zh: str
    text: str
    text_zh: str
    accountable: tuple[str, ...]
    responsible: tuple[str, ...]
    consulted: frozenset[str] = frozenset()
    trigger: str = ""
    days: int | None = None


CLAUSES = (
    StandardClause(
        number="1",
        title="Keep the number on the list",
        title_zh="保持编号在名单内",
        text=(
            "The accountable party sees to it that the filing or registration number stated for each product version "
            "named in this contract stays on the official list, and keeps the statement which number covers which "
            "version up to date on the portal."
        ),
        text_zh=(
            "担责方应使本合同所列各产品版本对应的备案号或上线编号持续列于官方名单，"
            "并在平台上及时更新各版本与编号的对应关系。"
        ),
        accountable=(SUPPLIER, INTEGRATOR, RESELLER, BUYER),
        responsible=(SUPPLIER, INTEGRATOR, RESELLER, BUYER),
    ),
    StandardClause(
        number="2",
        title="Give notice when a verdict changes",
        title_zh="核验结果变化时通知",
        text=(
            "When a number stated for a version named in this contract is verified again and the result differs from "
            "the one before, the accountable party tells the other parties in writing, within 3 calendar days, what "
            "changed and what it will do. The day on which the change was recorded does not count; the period ends "
            "with the third day after it in the time zone of this contract. A change for the better is notified too."
        ),
        text_zh=(
            "本合同所列版本对应的编号再次核验，结果与上一次不同的，担责方应在3个日历日内书面告知其他各方变化内容"
            "和拟采取的措施。记录变化的当日不计入期限；期限于其后第3日（按本合同时区）结束时届满。"
            "结果转好的，同样应当通知。"
        ),
        accountable=(SUPPLIER, RESELLER, INTEGRATOR, BUYER),
        responsible=(SUPPLIER, RESELLER, INTEGRATOR, BUYER),
        trigger=VERDICT_CHANGED,
        days=3,
    ),
    StandardClause(
        number="3",
        title="Verify before each order",
        title_zh="每次下单前核验",
        text=(
            "Before an order is placed, each of its lines is checked on the portal: number, holder, product version "
            "and the age of the last look at the list. A line that is on hold, that could not be checked or that is "
            "marked “do not order” is not ordered until the reason is settled or a named person has released it "
            "in writing."
        ),
        text_zh=(
            "每次下单前，应在平台上逐行核验订单：编号、备案单位、产品版本以及名单的最近核对时间。"
            "结果为“暂缓”“无法判定”或“禁止下单”的行，在原因消除或由指定人员书面特批之前不得下单。"
        ),
        accountable=(BUYER, RESELLER, INTEGRATOR, SUPPLIER),
        responsible=(RESELLER, BUYER, INTEGRATOR, SUPPLIER),
        consulted=frozenset({SUPPLIER}),
    ),
    StandardClause(
        number="4",
        title="Name version and number in the documents",
        title_zh="文件注明版本与编号",
        text=(
            "Release notes, manuals and labels of the products named in this contract state the AI software version "
            "and the filing or registration number that covers it. A new AI software version is announced before it "
            "is delivered, with the number that covers it or with the statement that none does so far."
        ),
        text_zh=(
            "本合同所列产品的发布说明、用户手册和标签应注明AI软件版本及覆盖该版本的备案号或上线编号。"
            "新的AI软件版本应在交付前告知，并说明覆盖该版本的编号；尚无编号覆盖的，应如实说明。"
        ),
        accountable=(SUPPLIER, INTEGRATOR, RESELLER, BUYER),
        responsible=(SUPPLIER, INTEGRATOR, RESELLER, BUYER),
        consulted=frozenset({RESELLER}),
    ),
    StandardClause(
        number="5",
        title="Pass evidence down the chain",
        title_zh="沿供应链传递证据",
        text=(
            "Whoever passes on a product named in this contract passes on with it, unaltered, the number, the latest "
            "verification and the evidence pack for the version delivered, and keeps a record of who received them."
        ),
        text_zh=(
            "转交本合同所列产品的一方，应将所交付版本的编号、最近一次核验记录和证据包原样一并转交，并记录接收方。"
        ),
        accountable=(RESELLER, INTEGRATOR, BUYER, SUPPLIER),
        responsible=(RESELLER, INTEGRATOR, BUYER, SUPPLIER),
        consulted=frozenset({SUPPLIER, BUYER}),
    ),
    StandardClause(
        number="6",
        title="Support covers the versions named",
        title_zh="支持范围以所列版本为限",
        text=(
            "Warranty and support under this contract cover the versions named in it. An installed version that is "
            "not named is reported to the other parties; it is covered once it has been added to this contract and "
            "a number stated for it has been checked."
        ),
        text_zh=(
            "本合同项下的质保和支持以所列版本为限。发现已安装但未列入的版本，应告知其他各方；"
            "该版本列入本合同且为其声明的编号经核验后，方纳入支持范围。"
        ),
        accountable=(INTEGRATOR, RESELLER, SUPPLIER, BUYER),
        responsible=(INTEGRATOR, RESELLER, SUPPLIER, BUYER),
        consulted=frozenset({SUPPLIER}),
    ),
)

TEMPLATES: Mapping[str, tuple[StandardClause, ...]] = {"standard-2026": CLAUSES}


def letters(clause: StandardClause, roles: Collection[str]) -> dict[str, str]:
    """The letters of each party's role in a clause, such as `{"supplier": "RA", "buyer": "I"}`.

    Exactly one role is accountable and at least one responsible; raises StopIteration where there are no roles.
    """
    accountable = next(role for role in clause.accountable if role in roles)
    responsible = next(role for role in clause.responsible if role in roles)
    given = {}
    for role in (role for role in ROLES if role in roles):
        duties = ("R" if role == responsible else "") + ("A" if role == accountable else "")
        given[role] = duties or ("C" if role in clause.consulted else "I")
    return given
