"""What is read in a file of a list: its tables and rows, the cells as received beside them."""

from dataclasses import dataclass

from apps.registry.rows import ListRow

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row and where it came from: its number in its `place` (the header is row 1) and its cells as received."""

    row: int
    cells: dict[str, str]
    content: ListRow
    place: str = ""


@dataclass(frozen=True, slots=True)
class ParsedTable:
    table: str
    rows: tuple[ParsedRow, ...]


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The tables of a file; `titles` are the lines of text above them, in order."""

    encoding: str
    tables: tuple[ParsedTable, ...]
    titles: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[ParsedRow, ...]:
        return tuple(row for table in self.tables for row in table.rows)
