"""A row of a list as the pure modules pass it around, and the digest of many."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from apps.registry.numbers import number_key


@dataclass(frozen=True)
class ListRow:
    """One row, its cells without the blanks of line breaks; `listed_on` and `sequence` are None for an empty cell.

    `role` (or class), `product`, `purpose`, `remark` and `cancelled_on` are empty where the list has no such column;
    `attachment` names the part of its list the row stands in, "" where parts only add to each other.
    """

    table: str
    sequence: int | None
    number: str
    name: str
    holder: str
    province: str = ""
    listed_on: date | None = None
    scope: str = ""
    role: str = ""
    product: str = ""
    purpose: str = ""
    remark: str = ""
    cancelled_on: date | None = None
    attachment: str = ""

    @cached_property
    def number_key(self) -> str:
        return number_key(self.number)

    @property
    def place(self) -> tuple[str, str]:
        """What identifies the row within its list: table and number key."""
        return self.table, self.number_key


def canonical_line(row: ListRow) -> bytes:
    """A row in its one written form: a JSON array without blanks, in UTF-8, ended by a line feed.

    `[table, sequence, number, name, holder, province, listed_on, scope]`, then, only where one of them is not empty,
    an object of those of `attachment`, `cancelled_on`, `product`, `purpose`, `remark`, `role` that are not.
    """
    cells: list[object] = [row.table, row.sequence, row.number, row.name, row.holder, row.province]
    cells += [_day(row.listed_on), row.scope]
    further = {
        "attachment": row.attachment,
        "cancelled_on": _day(row.cancelled_on),
        "product": row.product,
        "purpose": row.purpose,
        "remark": row.remark,
        "role": row.role,
    }
    if said := {name: cell for name, cell in further.items() if cell}:
        cells.append(said)
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def rows_sha256(rows: Iterable[ListRow]) -> str:
    """SHA-256, in hex, over the canonical lines of rows in the order of table and number key.

    The order they come in does not matter.
    """
    digest = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row.place):
        digest.update(canonical_line(row))
    return digest.hexdigest()


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
