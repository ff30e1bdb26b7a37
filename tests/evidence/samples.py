"""Facts of a made-up pack, for tests that need no database."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from apps.evidence.facts import (
    Both,
    CertificateFact,
    ClaimFact,
    EditionFact,
    FieldFact,
    File,
    Omission,
    PackFacts,
    Party,
    ReasonFact,
    RowFact,
    StatusFact,
    Term,
    VerificationFact,
    VersionFact,
)

CERTIFICATE = b"%PDF-1.7 a made-up certificate"
MOMENT = datetime(2026, 5, 14, 2, 15, tzinfo=UTC)
MATCH = Term("match", Both("Match", "一致"))
NOT_LISTED = Term("not_listed", Both("Not on list", "名单中未找到"))
SHOWN = Term("shown", Both("Reliance shown", "依据已出示"))
NOT_DECIDED = Term("not_decided", Both("Reliance not asked", "未涉及依据"))
COVERED = Term("covered", Both("Covered", "已覆盖"))
CHANGED = Term("version_changed", Both("Version changed", "版本已变更"))
SUBMITTED = Term("submitted", Both("Submitted", "已提交"))
FILING = Term("filing", Both("filing", "备案"))
EXACT = ReasonFact(
    "R-NUM-EXACT", Both("The filing number is identical to the list entry.", "备案号与名单条目完全相同。")
)
ENTITY = ReasonFact("R-ENT-EXACT", Both("The filing entity is the same company name.", "备案单位名称相同。"))
VERSION = ReasonFact(
    "R-VERSION",
    Both(
        "The claim names AI software 1.8.0; this version has AI software 1.9.0.",
        "声明对应AI软件1.8.0，本版本为AI软件1.9.0。",
    ),
)
NUMBER, HOLDER = "Guangdong-ShiLiMoXing-202403150012", "示例淏垚智能（深圳）有限公司"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def status(coverage: Term, *reasons: ReasonFact) -> StatusFact:
    return StatusFact(
        coverage=coverage,
        match=MATCH,
        standing=SHOWN,
        reasons=reasons,
        claim="C-00001",
        number=NUMBER,
        holder=HOLDER,
        verification="V-000001",
        edition=11,
        as_of=date(2026, 4, 30),
        verified_through=11,
        checked_at=MOMENT,
    )


def verification(reference: str, edition: int, **changes: Any) -> VerificationFact:
    made = VerificationFact(
        reference=reference,
        claim="C-00001",
        list="national-genai",
        edition=edition,
        as_of=date(2026, 4, 30),
        matcher_version="1",
        match=MATCH,
        reasons=(EXACT, ENTITY),
        fields=(
            FieldFact("number", Both("Number", "编号"), NUMBER, NUMBER, True),
            FieldFact("holder", Both("Filing entity", "备案单位"), HOLDER, HOLDER, True),
            FieldFact("name", Both("Model or app name", "模型或应用名称"), "", "示例模型㵘", True),
            FieldFact("province", Both("Province", "属地"), "", "广东省", True),
        ),
        row="row-1",
        previous=None,
        cause="submitted",
        checked_at=MOMENT,
    )
    return replace(made, **changes)


def edition(number: int) -> EditionFact:
    return EditionFact(
        list="national-genai",
        list_name=Both("National list of generative AI services", "生成式人工智能服务已备案信息"),
        publisher=Both("Cyberspace Administration of China", "国家互联网信息办公室"),
        source_url="https://www.cac.gov.cn/",
        number=number,
        as_of=date(2026, 4, 30),
        published_on=date(2026, 5, 13),
        sha256=digest(f"edition {number}"),
        totals={"filing": 868, "registration": 529},
        received_from="bundled copy",
        bundled=True,
        last_look_at=MOMENT,
        files=(File("genai-2026-04.csv", digest("file"), 18_432),),
    )


def facts(**changes: Any) -> PackFacts:
    """A pack of two versions, a claim, two comparisons, a row, a certificate; `changes` replace fields."""
    made = PackFacts(
        reference="EP-00001",
        requested_at=MOMENT,
        made_at=MOMENT,
        made_by="Hefu 0.1.0",
        purpose="Warranty file of the Harbour Mall site",
        language="en",
        made_for=Party("NordFit Demo AB", "NordFit Demo AB", "SE"),
        supplier=Party("启明示例显示（深圳）有限公司", "Qiming Demo Display (Shenzhen) Co., Ltd.", "CN"),
        product_code="K21",
        product_name=Both("K21 self-service kiosk", "K21 自助服务终端"),
        product_class="self_service_terminal",
        versions=(
            VersionFact("B2", "3.4.1", "1.8.0", "released", status(COVERED, EXACT, ENTITY)),
            VersionFact("B2", "3.5.0", "1.9.0", "released", status(CHANGED, VERSION)),
        ),
        claims=(
            ClaimFact(
                reference="C-00001",
                number=NUMBER,
                kind=FILING,
                model_name="",
                holder=HOLDER,
                province="",
                state=SUBMITTED,
                submitted_at=MOMENT,
                versions=("HW B2 / FW 3.4.1 / AI 1.8.0",),
                has_file=True,
                certificates=("certificates/01-" + hashlib.sha256(CERTIFICATE).hexdigest()[:12] + ".pdf",),
            ),
        ),
        verifications=(
            verification("V-000002", 11, previous="V-000001"),
            verification(
                "V-000001",
                10,
                match=NOT_LISTED,
                row=None,
                fields=(),
                reasons=(ReasonFact("R-NOT-FOUND", Both("No row with this number.", "名单中没有该编号䶮。")),),
            ),
        ),
        rows=(
            RowFact(
                reference="row-1",
                list="national-genai",
                table="filing",
                sequence=12,
                number=NUMBER,
                name="示例模型㵘",
                holder=HOLDER,
                province="广东省",
                listed_on=date(2024, 3, 15),
                scope="",
                first_edition=11,
                last_edition=None,
                cells={"序号": "12", "备案编号": NUMBER},
            ),
        ),
        editions=(edition(10), edition(11)),
        certificates=(
            CertificateFact(
                path="certificates/01-" + hashlib.sha256(CERTIFICATE).hexdigest()[:12] + ".pdf",
                title="备案凭证 2024",
                file=File("备案凭证.pdf", hashlib.sha256(CERTIFICATE).hexdigest(), len(CERTIFICATE)),
                received_at=MOMENT,
                claims=("C-00001",),
            ),
        ),
        omissions=(),
    )
    return replace(made, **changes)


OMISSION = Omission(
    "certificate-not-opened",
    Both("Certificate of claim C-00001", "声明 C-00001 的凭证"),
    Both("The supplier's share does not open certificates.", "供应商的分享未开放凭证。"),
)
