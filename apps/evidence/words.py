"""The words of packs: titles of members, names of fields and tables, what was left out, why one could not be built."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.evidence.facts import Both, Omission

TITLES = {
    "00-summary.pdf": Both("Summary on paper", "书面摘要"),
    "versions.json": Both("Versions and how they stood", "各版本及其状态"),
    "verifications.json": Both("Claims and every comparison with the list", "声明及每次与名单的比对"),
    "list/rows.csv": Both("Rows of the list that were met, for a spreadsheet", "命中的名单条目（表格）"),
    "list/rows.json": Both("Rows of the list that were met, cell by cell", "命中的名单条目（逐格）"),
    "list/editions.json": Both("Editions of the list and the files they were read from", "名单版本及其所读取的文件"),
    "verify.py": Both("Offline verifier, needs Python only", "离线核验程序，仅需 Python"),
    "VERIFY.txt": Both("How to check this pack", "如何核验本包"),
}

FIELDS = {
    "number": Both("Number", "编号"),
    "kind": Both("Table", "表"),
    "model_name": Both("Model or app name", "模型或应用名称"),
    "holder": Both("Filing entity", "备案单位"),
    "province": Both("Province", "属地"),
}

TABLES = {
    "filing": Both("filing", "备案"),
    "registration": Both("registration", "登记"),
    "on_device": Both("on-device service", "端侧服务"),
}

NOT_OPENED = Both(
    "The supplier's share does not open certificates to the organisation that asked for this pack.",
    "供应商的分享未向申请本包的机构开放凭证。",
)
ROLE_WITHOUT = Both(
    "The role of the person who asked for this pack does not include certificates.",
    "申请本包的人员角色不含查看凭证的权限。",
)
REST_OF_LIST = Both(
    "No row holds the claimed number, and the list is not copied here. To see that for yourself, look the number up in "
    "the list as published; list/editions.json names its address and its date.",
    "名单中没有所声明编号的条目，名单全文未复制到本包。如需自行核实，请在公布的名单中查找该编号；"
    "其网址和日期见 list/editions.json。",
)
NO_PRINTER = Both(
    "The machine that built this pack lacks the system library for printing; every fact is in the other members.",
    "制作本包的机器缺少打印所需的系统库；全部内容见其他文件。",
)


def certificate_title(title: str) -> Both:
    """What a document of the supplier is called, under the name the supplier gave it."""
    return Both(f"Document as received: {title}", f"原件：{title}")


def certificate_left_out(claim: str, reason: Both) -> Omission:
    """The document of a claim that the receiver may not open."""
    return Omission("certificate", Both(f"Document of claim {claim}", f"声明 {claim} 的凭证"), reason)


def list_left_out(verification: str) -> Omission:
    """The rest of the list, where a comparison met no row."""
    what = Both(f"The list that {verification} was compared with", f"{verification} 所比对的名单全文")
    return Omission("list", what, REST_OF_LIST)


def summary_left_out() -> Omission:
    """The summary, on a machine that can't print."""
    return Omission("summary", TITLES["00-summary.pdf"], NO_PRINTER)


FAILURES: dict[str, str | Promise] = {
    "not-open": _(
        "The supplier no longer shares a version of this product with the scope evidence. "
        "Ask the supplier to share it again, then ask for a new pack."
    ),
    "asker-left": _(
        "Whoever asked for this pack may no longer build packs for the organisation. A colleague can ask for a new one."
    ),
    "characters": _(
        "These characters can't be printed: %(detail)s. Ask the supplier to write the name without them, "
        "then ask for a new pack."
    ),
    "original": _(
        "A document kept in the store no longer has the bytes that were received. Nothing was put in its place; "
        "the operator of the portal must look into this."
    ),
    "too-large": _(
        "The documents come to more than a pack may hold. Ask the supplier to attach smaller ones, "
        "then ask for a new pack."
    ),
}


def failure_sentence(failure: str) -> str:
    """Why a pack could not be built, and what to do, in the language in force; `failure` is `code` or `code:detail`."""
    code, _colon, detail = failure.partition(":")
    return str(FAILURES[code]) % {"detail": detail}
