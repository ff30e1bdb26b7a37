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
    """One row, its cells without the blanks of line breaks; `listed_on` and `sequence` are None for an empty cell."""

    table: str
    sequence: int | None
    number: str
    name: str
    holder: str
    province: str = ""
    listed_on: date | None = None
    scope: str = ""

    @cached_property
    def number_key(self) -> str:
        return number_key(self.number)

    @property
    def place(self) -> tuple[str, str]:
        """What identifies the row within its list: table and number key."""
        return self.table, self.number_key


def rows_sha256(rows: Iterable[ListRow]) -> str:
    """SHA-256, in hex, over the canonical form of rows, whatever order they come in.

    One line a row, in UTF-8, ended by a line feed: the JSON array `[table, sequence, number, name, holder, province,
    listed_on, scope]` without blanks; lines in the order of table and number key.
    """
    digest = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row.place):
        listed_on = row.listed_on.isoformat() if row.listed_on else None
        cells = [row.table, row.sequence, row.number, row.name, row.holder, row.province, listed_on, row.scope]
        digest.update(json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return digest.hexdigest()
