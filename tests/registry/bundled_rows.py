"""The bundled rows as the tests of pure modules see them, read without the code under test."""

import csv
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "apps" / "registry" / "data" / "national-genai"


@dataclass(frozen=True, slots=True)
class Row:
    period: str
    table: str
    sequence: int
    province: str
    name: str
    holder: str
    number: str
    listed_on: str


def _read() -> list[Row]:
    rows = []
    for path in sorted(FOLDER.glob("20*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for r in csv.DictReader(file):
                rows.append(
                    Row(
                        period=path.stem,
                        table=r["table"],
                        sequence=int(r["sequence"]),
                        province=r["province"],
                        name=r["name"],
                        holder=r["holder"],
                        number=r["number"],
                        listed_on=r["listed_on"],
                    )
                )
    return rows


ROWS = _read()
NUMBERS = [row.number for row in ROWS]


def row(table: str, sequence: int) -> Row:
    """The row of a table by its sequence number."""
    return next(row for row in ROWS if (row.table, row.sequence) == (table, sequence))
