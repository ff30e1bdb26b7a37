"""The digest of rows: whatever their order, and recomputed here from its description."""

import hashlib
import json
from dataclasses import replace

from apps.registry.rows import rows_sha256
from tests.registry.made_rows import filing, registration, rows_upto


def test_the_digest_does_not_depend_on_the_order() -> None:
    rows = rows_upto("2024-08")
    assert rows_sha256(rows) == rows_sha256(reversed(rows))


def test_the_digest_is_the_one_that_is_described() -> None:
    rows = [registration(1), filing(2), filing(1)]
    lines = [
        json.dumps(
            [r.table, r.sequence, r.number, r.name, r.holder, r.province, str(r.listed_on), r.scope],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for r in (filing(1), filing(2), registration(1))
    ]
    assert rows_sha256(rows) == hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def test_every_cell_counts() -> None:
    row = filing(1)
    others = [
        replace(row, sequence=2),
        replace(row, sequence=None),
        replace(row, number=row.number.lower()),
        replace(row, name="x"),
        replace(row, holder="x"),
        replace(row, province=""),
        replace(row, listed_on=None),
        replace(row, scope="x"),
        replace(row, table="on_device"),
    ]
    assert len({rows_sha256([r]) for r in (row, *others)}) == len(others) + 1
