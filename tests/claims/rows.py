"""Rows of the bundled national list as the matcher takes them, and the ways people spoil a number."""

from datetime import date

from apps.claims.checking import NumberBook
from apps.claims.matching import Claimed, Listed
from apps.claims.status import EditionFacts, Look
from apps.registry.numbers import number_key
from tests.registry.bundled_rows import ROWS, Row, row

LATEST = EditionFacts(list="national-genai", number=11, as_of=date(2026, 4, 30), published_on=date(2026, 5, 13))
LOOK = Look(list_loaded=True, last_look_at=None, bundled=True)


def as_listed(one: Row) -> Listed:
    return Listed(
        table=one.table,
        number=one.number,
        number_key=number_key(one.number),
        name=one.name,
        holder=one.holder,
        province=one.province,
        sequence=one.sequence,
    )


def listed(table: str, sequence: int) -> Listed:
    """A real row by its table and sequence number."""
    return as_listed(row(table, sequence))


def claim_of(one: Listed, **changes: str) -> Claimed:
    """A claim that says exactly what a row says, but for the changes."""
    said = {
        "number": one.number,
        "kind": one.table,
        "model_name": one.name,
        "holder": one.holder,
        "province": one.province,
        **changes,
    }
    return Claimed(**said)


def book() -> NumberBook:
    """The whole bundled list in memory."""
    rows: dict[str, list[Listed]] = {}
    for one in map(as_listed, ROWS):
        rows.setdefault(one.number_key, []).append(one)
    return NumberBook(edition=LATEST, look=LOOK, rows=rows)


def full_width(number: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in number)


def with_blanks(number: str) -> str:
    return "　".join([number[:3], number[3:9], f"{number[9:]} "]) if len(number) > 9 else f" {number}"


def with_other_dash(number: str) -> str:
    return number.replace("-", "–")


def in_other_case(number: str) -> str:
    return number.swapcase()


WAYS_TO_SPOIL = (full_width, with_blanks, with_other_dash, in_other_case)
