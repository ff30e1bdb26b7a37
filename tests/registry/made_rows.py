"""Synthetic rows and files that continue the bundled list; every name in them says SYNTHETIC."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from apps.registry.rows import ListRow
from tests.registry.bundled_rows import ROWS, Row

FILING_HEADER = "序号,属地,大模型名称,备案单位,备案编号,备案时间"
REGISTRATION_HEADER = "序号,属地,应用/功能名称,登记单位,上线编号,登记时间"


def listed(row: Row) -> ListRow:
    """A bundled row as the product passes it around."""
    return ListRow(
        table=row.table,
        sequence=row.sequence,
        number=row.number,
        name=row.name,
        holder=row.holder,
        province=row.province,
        listed_on=date.fromisoformat(row.listed_on),
    )


def rows_upto(period: str) -> list[ListRow]:
    """The bundled rows of every attachment up to a period, that one too."""
    return [listed(row) for row in ROWS if row.period <= period]


def rows_of(period: str) -> list[ListRow]:
    return [listed(row) for row in ROWS if row.period == period]


def filing(sequence: int) -> ListRow:
    """A synthetic filing; `dataclasses.replace` makes it another."""
    return ListRow(
        table="filing",
        sequence=sequence,
        number=f"Beijing-SYNTHETIC{sequence}-20260601{sequence % 10000:04d}",
        name=f"SYNTHETIC {sequence}",
        holder="北京某某合成科技有限公司",
        province="北京市",
        listed_on=date(2026, 6, 15),
    )


def registration(sequence: int) -> ListRow:
    """A synthetic registration."""
    number = f"Beijing-SYNTHETICAPP{sequence}-20260601S{sequence % 10000:04d}"
    return replace(filing(sequence), table="registration", number=number)


def algorithm(sequence: int) -> ListRow:
    """A synthetic filing of an algorithm."""
    return ListRow(
        table="algorithm",
        sequence=sequence,
        number=f"网信算备11010800000{sequence % 10000:04d}02260011号",
        name=f"SYNTHETIC {sequence}",
        holder="北京某某合成科技有限公司",
        role="个性化推送类",
        product="某某（APP）",
        purpose="应用于推荐",
    )


def as_csv(rows: Iterable[ListRow], encoding: str = "utf-8", newline: str = "\n") -> bytes:
    """Rows of one table in a file with the official header."""
    lines = []
    header = FILING_HEADER
    for row in rows:
        header = REGISTRATION_HEADER if row.table == "registration" else FILING_HEADER
        day = f"{row.listed_on.year}/{row.listed_on.month}/{row.listed_on.day}" if row.listed_on else ""
        sequence = "" if row.sequence is None else str(row.sequence)
        lines.append(",".join((sequence, row.province, row.name, row.holder, row.number, day)))
    return newline.join((header, *lines)).encode(encoding)


def algorithms() -> bytes:
    """A synthetic row of another list, with that list's header."""
    header = "序号,算法名称,算法类别,主体名称,应用产品,主要用途,备案编号,备注"
    return f"{header}\n1,SYNTHETIC,检索过滤类,某某公司,某某（APP）,应用于检索,网信算备110108000000001260011号,".encode()
