"""The tree over an edition's rows: each row and each gap can be shown to whoever knows the root."""

import json
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from apps.ledger.merkle import includes, leaf_hash
from apps.registry.numbers import number_key
from apps.registry.row_tree import NumberProof, ProvedRow, number_proof, rows_root
from apps.registry.rows import ListRow

NUMBERS = [f"Beijing-MoXing{letter}-20240{month}150001" for letter in "ABCDEFG" for month in (1, 3)]


def row(number: str, table: str = "filing") -> ListRow:
    return ListRow(
        table=table,
        sequence=1,
        number=number,
        name="示例模型",
        holder="示例科技有限公司",
        province="北京市",
        listed_on=date(2024, 3, 15),
    )


def holds(proof: NumberProof, proved: ProvedRow) -> bool:
    path = [bytes.fromhex(step) for step in proved.path]
    hashed = leaf_hash(proved.line.encode())
    return includes(bytes.fromhex(proof.root), proof.count, proved.index, hashed, path)


def number_in(proved: ProvedRow) -> str:
    return number_key(json.loads(proved.line)[2])


@given(st.sets(st.sampled_from(NUMBERS), min_size=1), st.sampled_from(NUMBERS))
def test_a_number_is_shown_to_be_there_or_not_to_be_there(numbers: set[str], asked: str) -> None:
    rows = [row(number) for number in sorted(numbers, reverse=True)]
    proof = number_proof(rows, number_key(asked))
    assert proof.root == rows_root(rows)
    assert proof.count == len(rows)
    assert all(holds(proof, proved) for proved in (*proof.rows, *proof.neighbours))
    if asked in numbers:
        assert [number_in(proved) for proved in proof.rows] == [number_key(asked)]
        assert proof.neighbours == ()
        return
    assert proof.rows == ()
    before = [proved for proved in proof.neighbours if number_in(proved) < number_key(asked)]
    after = [proved for proved in proof.neighbours if number_in(proved) > number_key(asked)]
    # Nothing lies between two leaves that follow each other, before the first, or after the last.
    assert (before[0].index if before else -1) + 1 == (after[0].index if after else proof.count)


def test_a_number_in_two_tables_is_shown_in_both() -> None:
    rows = [row(NUMBERS[0], "registration"), row(NUMBERS[0]), row(NUMBERS[1])]
    proof = number_proof(rows, number_key(NUMBERS[0]))
    assert [proved.row.table for proved in proof.rows] == ["filing", "registration"]
    assert all(holds(proof, proved) for proved in proof.rows)


def test_any_changed_cell_gives_another_root() -> None:
    rows = [row(number) for number in NUMBERS[:5]]
    other = rows_root([*rows[:4], replace(rows[4], holder="别的科技有限公司")])
    assert rows_root(rows) == rows_root(reversed(rows)) != other


def test_of_no_rows_nothing_is_shown() -> None:
    proof = number_proof([], number_key(NUMBERS[0]))
    assert (proof.count, proof.rows, proof.neighbours) == (0, (), ())
    assert proof.root == rows_root([])
