"""The machine-readable members of a pack, written from its facts."""

import csv
import io

from apps.evidence.facts import PackFacts, RowFact, plain
from apps.evidence.offline.verify import canonical

# A spreadsheet takes a cell that begins like this for a formula; a leading apostrophe makes it a text.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

ROW_COLUMNS = (
    ("reference", "Reference 编号"),
    ("list", "List 名单"),
    ("table", "Table 表"),
    ("sequence", "Sequence 序号"),
    ("number", "Number 备案号或登记号"),
    ("name", "Model or app name 模型或应用名称"),
    ("holder", "Filing entity 备案单位"),
    ("province", "Province 属地"),
    ("listed_on", "Date in the list 名单所列日期"),
    ("scope", "Scope 适用范围"),
    ("first_edition", "First edition 首见版本"),
    ("last_edition", "Last edition 末见版本"),
)


def versions_json(facts: PackFacts) -> bytes:
    """Every version with how it stood when the pack was made."""
    product = {"code": facts.product_code, "name": facts.product_name, "class": facts.product_class}
    return canonical(
        plain(
            {
                "schema": "hefu.pack.versions/1",
                "made_at": facts.made_at,
                "product": product,
                "supplier": facts.supplier,
                "versions": facts.versions,
            }
        )
    )


def verifications_json(facts: PackFacts) -> bytes:
    """The supplier's claims and, for each, every comparison with the list, newest first."""
    said = {"schema": "hefu.pack.verifications/1", "claims": facts.claims, "verifications": facts.verifications}
    return canonical(plain(said))


def editions_json(facts: PackFacts) -> bytes:
    """The editions that were compared with, and the published files that made them."""
    return canonical(plain({"schema": "hefu.pack.editions/1", "editions": facts.editions}))


def rows_json(facts: PackFacts) -> bytes:
    """The rows of the list that the comparisons met, cell by cell as received."""
    return canonical(plain({"schema": "hefu.pack.rows/1", "rows": facts.rows}))


def rows_csv(facts: PackFacts) -> bytes:
    """The same rows for a spreadsheet: UTF-8 with a byte order mark, one header line in both languages."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([header for _, header in ROW_COLUMNS])
    writer.writerows([_cell(row, column) for column, _ in ROW_COLUMNS] for row in facts.rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(row: RowFact, column: str) -> str:
    value = getattr(row, column)
    text = "" if value is None else str(plain(value))
    return "'" + text if text.startswith(FORMULA_SIGNS) else text
