"""The rows of the shared data in the layouts they were published in; they are facts, kept outside the product."""

import csv
from collections.abc import Sequence
from pathlib import Path

from tests.registry.bundled_rows import ROWS, Row
from tests.registry.printing import Printed

FILING_2024 = ("序号", "属地", "模型名称", "备案单位", "备案号", "备案时间")
FILING_2025 = ("序号", "属地", "大模型名称", "备案单位", "备案编号", "备案时间")
REGISTRATION = ("序号", "属地", "应用/功能名称", "登记单位", "上线编号", "登记时间")
ON_DEVICE = (*FILING_2025, "适用场景")
ALGORITHM = ("序号", "算法名称", "算法类别", "主体名称", "应用产品", "主要用途", "备案编号", "备注")
DEEP_SYNTHESIS = ("序号", "算法名称", "角色", "主体名称", "应用产品", "主要用途", "备案编号", "备注")
CANCELLATION = ("序号", "算法名称", "角色", "主体名称", "应用产品", "主要用途", "备案编号", "注销时间")

FILED, REGISTERED = "生成式人工智能服务已备案信息", "生成式人工智能服务已登记信息"
# Narrow enough that numbers and company names wrap anywhere, wide enough for 12 signs of a Latin word.
NATIONAL_WIDTHS = (11, 14, 36, 36, 44, 33)
TABLES = {"已备案": "filing", "已登记": "registration"}


def attachments(shared: Path) -> dict[str, list[Printed]]:
    """The attachments of the national list by period, cell text as printed: 1,397 rows."""
    found: dict[tuple[str, str], list[list[str]]] = {}
    with (shared / "raw" / "genai_verbatim.tsv").open(encoding="utf-8", newline="") as file:
        for line in list(file)[1:]:
            period, table, *cells = line.rstrip("\r\n").split("\t")
            found.setdefault((period, TABLES[table]), []).append(cells)
    printed: dict[str, list[Printed]] = {}
    for (period, table), rows in found.items():
        early = FILING_2024 if period < "2025-03" else FILING_2025
        header, heading = (early, FILED) if table == "filing" else (REGISTRATION, REGISTERED)
        stray = "附件7：" if period == "2025-08" else "附件"
        title = (stray, f"{heading}（{period[:4]}年{int(period[5:])}月）")
        printed.setdefault(period, []).append(Printed(header, rows, title, widths=NATIONAL_WIDTHS))
    return printed


def rows_of(period: str) -> list[Row]:
    """What the bundled rows say of a period, filings first."""
    return [row for table in ("filing", "registration") for row in ROWS if (row.period, row.table) == (period, table)]


def shared_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def algorithm_table(path: Path, rows: Sequence[dict[str, str]]) -> Printed:
    """An attachment of the algorithm or deep-synthesis list, as it was laid out."""
    deep = path.parent.name == "deep_synthesis"
    period = path.stem
    name = "境内深度合成服务算法备案清单" if deep else "境内互联网信息服务算法备案清单"
    columns = ("seq", "model_name", "role_or_class", "provider", "product", "purpose", "filing_number", "remark")
    return Printed(
        header=DEEP_SYNTHESIS if deep else ALGORITHM,
        rows=[[row[column] for column in columns] for row in rows],
        title=("附件 18" if deep else "附件", f"{name}（{period[:4]}年{int(period[5:])}月）"),
        counted=rows[0]["seq_is_auto_number"] == "yes",
        spanned=5 if (deep and period == "2024-06") else None,
    )
