"""The Merkle tree over the rows of an edition: that a row was in it, or that no row had a number, can be shown."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.ledger.merkle import inclusion_spans, leaf_hash, root
from apps.registry.rows import ListRow, canonical_line


@dataclass(frozen=True, slots=True)
class ProvedRow:
    """A row and its place in the tree: `line` is the text that was hashed, its line feed too, `path` in hexadecimal."""

    index: int
    row: ListRow
    line: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberProof:
    """The rows that have a number; where none has it, the rows just before and after its place, one after the other.

    Rows lie in the order of number key and table, so that nothing lies between neighbours.
    """

    root: str
    count: int
    rows: tuple[ProvedRow, ...]
    neighbours: tuple[ProvedRow, ...]


def rows_root(rows: Iterable[ListRow]) -> str:
    """The root over rows, whatever order they come in; hexadecimal. A leaf is a canonical line."""
    return root([leaf_hash(canonical_line(row)) for row in in_order(rows)]).hex()


def in_order(rows: Iterable[ListRow]) -> list[ListRow]:
    """Rows as they lie in the tree: by number key, then table."""
    return sorted(rows, key=_place)


def number_proof(rows: Iterable[ListRow], number_key: str) -> NumberProof:
    """What the tree over some rows shows of a number."""
    ordered = in_order(rows)
    keys = [row.number_key for row in ordered]
    start, end = bisect_left(keys, number_key), bisect_right(keys, number_key)
    beside = () if end > start else tuple(at for at in (start - 1, start) if 0 <= at < len(ordered))
    leaves = [leaf_hash(canonical_line(row)) for row in ordered]
    return NumberProof(
        root=root(leaves).hex(),
        count=len(leaves),
        rows=tuple(_proved(at, ordered, leaves) for at in range(start, end)),
        neighbours=tuple(_proved(at, ordered, leaves) for at in beside),
    )


def _place(row: ListRow) -> tuple[str, str]:
    return row.number_key, row.table


def _proved(index: int, ordered: Sequence[ListRow], leaves: Sequence[bytes]) -> ProvedRow:
    path = [root(leaves[start:end]).hex() for start, end in inclusion_spans(index, len(leaves))]
    return ProvedRow(index, ordered[index], canonical_line(ordered[index]).decode(), tuple(path))
