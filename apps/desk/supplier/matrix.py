"""A product's versions as a table: hardware and firmware down, AI software across; plain data in and out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

DIGITS = re.compile(r"(\d+)")


class Build(Protocol):
    """What a version is told apart by."""

    @property
    def pk(self) -> int: ...
    @property
    def hardware(self) -> str: ...
    @property
    def firmware(self) -> str: ...
    @property
    def ai_software(self) -> str: ...


S = TypeVar("S")
B = TypeVar("B", bound=Build)


@dataclass(frozen=True, slots=True)
class Cell(Generic[B, S]):
    """One combination; `version` is None where the supplier builds no such thing."""

    version: B | None
    status: S | None


@dataclass(frozen=True, slots=True)
class Row(Generic[B, S]):
    """One hardware and firmware, with a cell for every column."""

    hardware: str
    firmware: str
    cells: tuple[Cell[B, S], ...]


@dataclass(frozen=True, slots=True)
class Matrix(Generic[B, S]):
    """The AI software versions as columns, and the rows below them."""

    columns: tuple[str, ...]
    rows: tuple[Row[B, S], ...]


def natural(text: str) -> list[tuple[int, int, str]]:
    """A sort key that puts 1.10 after 1.9: runs of digits count as numbers, the rest as text."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in DIGITS.split(text) if part]


def matrix(versions: Sequence[B], statuses: Mapping[int, S]) -> Matrix[B, S]:
    """Every version in its cell, by its key in `statuses`."""
    columns = sorted({v.ai_software for v in versions}, key=natural)
    places = {(v.hardware, v.firmware, v.ai_software): v for v in versions}
    builds = sorted({(v.hardware, v.firmware) for v in versions}, key=lambda b: (natural(b[0]), natural(b[1])))

    def cell(hardware: str, firmware: str, column: str) -> Cell[B, S]:
        version = places.get((hardware, firmware, column))
        return Cell(version, statuses.get(version.pk) if version else None)

    rows = (Row(hw, fw, tuple(cell(hw, fw, column) for column in columns)) for hw, fw in builds)
    return Matrix(tuple(columns), tuple(rows))
