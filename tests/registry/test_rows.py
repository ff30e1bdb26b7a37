"""The digest of rows: whatever their order, and recomputed here from its description."""

import hashlib
import json
from dataclasses import replace
from datetime import date

from apps.registry.rows import canonical_line, rows_sha256
from tests.registry.bundled_rows import ROWS
from tests.registry.made_rows import filing, listed, registration, rows_upto


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
        replace(row, role="x"),
        replace(row, product="x"),
        replace(row, purpose="x"),
        replace(row, remark="x"),
        replace(row, attachment="x"),
        replace(row, cancelled_on=date(2026, 1, 1)),
        replace(row, cancelled_on=date(2026, 1, 2)),
    ]
    assert len({rows_sha256([r]) for r in (row, *others)}) == len(others) + 1


def test_what_only_some_lists_have_stands_at_the_end_of_a_line_and_only_where_there_is_any() -> None:
    row = replace(filing(1), role="服务提供者", remark="已注销", cancelled_on=date(2026, 7, 1))
    assert json.loads(canonical_line(row))[8:] == [
        {"cancelled_on": "2026-07-01", "remark": "已注销", "role": "服务提供者"}
    ]
    assert len(json.loads(canonical_line(filing(1)))) == 8


def test_the_digest_of_the_bundled_list_is_the_one_it_always_had() -> None:
    rows = [listed(row) for row in ROWS]
    assert rows_sha256(rows) == "2b049c190f3a0506317d05232f1bbe35b2baa6e5af74f1d197547cd017695f11"
